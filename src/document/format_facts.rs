//! The formats of documents, told to people, with the published samples that each reader is tested against.

use super::Format;
use crate::model::{FormatFacts, Sample};

/// The test resources of 1EdTech's validator.
const OPEN_BADGES_2: &str = "schemas/ob2/inspector-vc/src/test/resources/ob20";
const OPEN_BADGES_3: &str = "schemas/ob3/inspector-vc/src/test/resources/ob30";
const VALIDATOR: &str = "resources of 1EdTech's validator";

impl Format {
    /// What is known of it.
    pub const fn facts(self) -> FormatFacts {
        let (what, tested_against): (&str, &[Sample]) = match self {
            Self::Csv => (
                "CSV, TSV and other delimited text, in UTF-8, UTF-16 or Windows-1252: exports, provider lists, job dumps",
                &[
                    Sample {
                        what: "provider lists of New Jersey and TPOT",
                        paths: &[
                            "schemas/etpl/backend/data/standardized_etpl_test.csv",
                            "schemas/etpl/templates/programs.csv",
                        ],
                    },
                    Sample {
                        what: "CIP 2020, SOC 2018",
                        paths: &["credentials/CIPCode2020.csv", "jobs/soc2018_definitions.csv"],
                    },
                ],
            ),
            Self::JsonLines => (
                "JSON Lines, arrays and objects with a title or text",
                &[Sample { what: "SkillSpan", paths: &["jobs/skillspan_train.json"] }],
            ),
            Self::Spreadsheet => ("workbooks: XLSX, XLS, XLSB, ODS", &[]),
            Self::Markdown => ("Markdown, one document a file", &[]),
            Self::Text => ("plain text, one document a file", &[]),
            Self::Html => ("web pages: schema.org in them, else their words", &[]),
            Self::Docx => ("Word documents", &[]),
            Self::Pdf => ("PDF files with text in them", &[]),
            Self::OpenBadges2 => (
                "Open Badges 2.0, assertions and badge classes",
                &[Sample { what: VALIDATOR, paths: &[OPEN_BADGES_2] }],
            ),
            Self::OpenBadges3 => (
                "Open Badges 3.0, both data models",
                &[
                    Sample { what: VALIDATOR, paths: &[OPEN_BADGES_3] },
                    Sample {
                        what: "two implementations",
                        paths: &["schemas/ob3/ref", "schemas/ob3/crates/types-ob-v3/tests/obv3_json_examples"],
                    },
                ],
            ),
            Self::BakedBadge => {
                ("Open Badges baked into PNG and SVG", &[Sample { what: VALIDATOR, paths: &[OPEN_BADGES_3] }])
            }
            Self::Jwt => (
                "credentials as signed tokens, compact JWT",
                &[Sample { what: VALIDATOR, paths: &[OPEN_BADGES_2, OPEN_BADGES_3] }],
            ),
            Self::Clr => (
                "Comprehensive Learner Record 2.0",
                &[Sample { what: VALIDATOR, paths: &["schemas/clr2/inspector-clr/src/test/resources/clr20"] }],
            ),
            Self::LearnerRecord => (
                "HR Open LER-RS",
                &[Sample {
                    what: VALIDATOR,
                    paths: &["schemas/hropen-ler-rs/inspector-tcp-vc/src/test/resources/tcp"],
                }],
            ),
            Self::Ctdl => (
                "CTDL graphs: credentials, courses, programmes, assessments, occupations",
                &[Sample {
                    what: "samples of the Credential Engine",
                    paths: &[
                        "schemas/ctdl/Credential",
                        "schemas/ctdl/LearningProgram",
                        "schemas/ctdl/HandbookExamples",
                    ],
                }],
            ),
            Self::SchemaOrg => ("schema.org credentials, courses, programmes and postings", &[]),
            Self::HrOpen => ("HR Open postings and position openings, JDX JobSchema+", &[]),
            Self::Greenhouse => ("Greenhouse job boards as their endpoint answers", &[]),
            Self::Lever => ("Lever postings as their endpoint answers", &[]),
            Self::Workday => ("Workday career sites as their endpoint answers", &[]),
            Self::Ashby => ("Ashby job boards as their endpoint answers", &[]),
            Self::SmartRecruiters => ("SmartRecruiters postings as their endpoint answers", &[]),
            Self::UsaJobs => ("USAJOBS search answers", &[]),
        };
        FormatFacts { name: self.as_str(), what, tested_against }
    }
}
