//! The formats of taxonomies, told to people, with the published samples that each reader is tested against.

use super::Format;
use crate::model::{FormatFacts, Sample};

impl Format {
    /// What is known of it.
    pub const fn facts(self) -> FormatFacts {
        let (what, tested_against): (&str, &[Sample]) = match self {
            Self::EscoCsv => (
                "ESCO's CSV download, 1.0 to 1.2",
                &[Sample {
                    what: "ESCO 1.1.0, 1.1.1 and French",
                    paths: &["taxonomies/esco-1.1.0", "taxonomies/esco-1.1.1", "taxonomies/esco-fr"],
                }],
            ),
            Self::OnetText => (
                "the O*NET database as text, either layout",
                &[Sample { what: "O*NET 29.3", paths: &["taxonomies/onet-29.3"] }],
            ),
            Self::OsmtCsv => (
                "Rich Skill Descriptors as CSV, four dialects",
                &[Sample {
                    what: "exports and import samples of OSMT",
                    paths: &[
                        "taxonomies/osmt/osmt_rsd_export_931.csv",
                        "taxonomies/osmt/osmt-batch-import-example.csv",
                        "taxonomies/osmt/import_Skills-Import.csv",
                    ],
                }],
            ),
            Self::OsmtJson => (
                "Rich Skill Descriptors as JSON: skills, lists, search results, collections",
                &[Sample {
                    what: "collections and the OSMT API's samples",
                    paths: &[
                        "taxonomies/osmt/skills-collection.json",
                        "taxonomies/osmt/competencies-collection.json",
                        "taxonomies/osmt/test_api-test_api_v3_search_skills_post.json",
                    ],
                }],
            ),
            Self::CaseJson => (
                "1EdTech CASE packages, 1.0 and 1.1",
                &[Sample { what: "OpenSALT's sample packages", paths: &["taxonomies/case"] }],
            ),
            Self::CaseCsv => (
                "CASE frameworks in OpenSALT's CSV",
                &[Sample {
                    what: "OpenSALT's sample",
                    paths: &["schemas/case/core/docs/sample files/sample_case.csv"],
                }],
            ),
            Self::CtdlAsn => (
                "CTDL-ASN and CTDL graphs: competency frameworks, concept schemes, progression models",
                &[Sample { what: "samples of the Credential Engine", paths: &["taxonomies/ctdl-asn"] }],
            ),
            Self::Cprt => (
                "NIST CPRT as JSON: the NICE Framework",
                &[Sample {
                    what: "NICE 2.1.0 and samples of CPRT",
                    paths: &["taxonomies/nice-2.1.0", "schemas/nist-cprt/src/test/resources"],
                }],
            ),
            Self::Lightcast => ("Lightcast Open Skills as its interface answers, a file of your own", &[]),
            Self::Skos => ("SKOS as Turtle, N-Triples, RDF/XML and JSON-LD, with SKOS-XL and ESCO's terms", &[]),
            Self::Table => (
                "any table with a column of labels, by header or mapping file",
                // Its sheets call their columns by names of their own.
                &[Sample { what: "Australian Skills Classification 1.0, by its mapping file", paths: &[] }],
            ),
        };
        FormatFacts { name: self.as_str(), what, tested_against }
    }
}
