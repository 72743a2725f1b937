//! The formats of mapping sets, told to people, with what each writer is tested against.

use super::Format;
use crate::model::{FormatFacts, Sample};

const SSSOM: &[Sample] = &[Sample { what: "the validator of sssom-py", paths: &[] }];

impl Format {
    /// What is known of it.
    pub const fn facts(self) -> FormatFacts {
        let (what, tested_against): (&str, &[Sample]) = match self {
            Self::Table => ("lines for eyes", &[]),
            Self::Csv => ("a spreadsheet, one row a mapping", &[]),
            Self::JsonLines => ("one object a document, with everything that is known", &[]),
            Self::Sssom => ("SSSOM/TSV 1.0, and 1.1 behind `sssom_version`", SSSOM),
            Self::SssomJson => ("SSSOM as JSON", SSSOM),
            Self::Parquet => ("SSSOM's columns, typed, for data frames (feature `parquet`)", &[]),
            Self::Turtle => ("SKOS mapping properties in Turtle", &[]),
            Self::NTriples => ("the same in N-Triples", &[]),
            Self::Jskos => ("JSKOS mappings", &[Sample { what: "the schema of JSKOS", paths: &[] }]),
            Self::Case => ("associations of a CASE package", &[Sample { what: "the schema of CASE 1.1", paths: &[] }]),
            Self::AlignmentMap => ("`AlignmentMap` of CTDL", &[]),
            Self::OpenBadges => (
                "`alignment` of Open Badges 2 and 3, in the badge",
                &[Sample { what: "the schema of Open Badges 3.0", paths: &[] }],
            ),
            Self::Ctdl => ("`CredentialAlignmentObject`, in the course, assessment or credential", &[]),
            Self::CtdlAsn => ("alignments of CTDL-ASN, in the framework", &[]),
            Self::SchemaOrg => ("`DefinedTerm`, in the posting, course or credential", &[]),
            Self::OsmtCsv => ("the alignment columns of OSMT's CSV, in the table", &[]),
            Self::OsmtJson => (
                "`alignments` of Rich Skill Descriptors in JSON, in the collection",
                &[Sample { what: "a collection of WGU", paths: &["taxonomies/osmt/skills-collection.json"] }],
            ),
        };
        FormatFacts { name: self.as_str(), what, tested_against }
    }
}
