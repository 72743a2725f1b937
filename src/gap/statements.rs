//! What a document says of itself, as far as conditions and choices go by it: a document that was read says it, and so
//! may whoever keeps documents, who then need not read those that do not count.

use super::field::Field;
use crate::coverage::{FieldValue, Profiled, field_values};

/// What is known of a document without its text.
pub trait Statements {
    /// What it says in a field; nothing when only the document itself tells.
    fn values(&self, field: &str) -> Option<Vec<FieldValue<'_>>>;

    /// The values that it is told apart by, with what each code stands for.
    fn told_apart(&self, field: Field) -> Vec<(String, Option<String>)>;
}

impl Statements for Profiled {
    fn values(&self, field: &str) -> Option<Vec<FieldValue<'_>>> {
        Some(field_values(self, field))
    }

    fn told_apart(&self, field: Field) -> Vec<(String, Option<String>)> {
        field.named_values(&self.mappings)
    }
}
