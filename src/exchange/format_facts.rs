//! The formats of mapping sets, told to people, with what each writer is tested against.

use super::Format;
use crate::model::{FormatFacts, Sample};

impl Format {
    /// What is known of it.
    pub const fn facts(self) -> FormatFacts {
        let (what, tested_against): (&str, &[Sample]) = match self {
            Self::Table => ("lines for eyes", &[]),
            Self::Csv => ("a spreadsheet, one row a mapping", &[]),
            Self::JsonLines => ("one object a document, with everything that is known", &[]),
            Self::Sssom => ("SSSOM/TSV 1.0", &[Sample { what: "the validator of sssom-py", paths: &[] }]),
        };
        FormatFacts { name: self.as_str(), what, tested_against }
    }
}
