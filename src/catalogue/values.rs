//! The values of fields as terms, so that filters are answered by the index where they can be.

use crate::coverage::{Profiled, field_values};

/// Fields whose values are terms.
pub(super) const FIELDS: [&str; 10] =
    ["kind", "issuer", "category", "level", "place", "language", "occupation", "industry", "programme", "published"];
/// Longest value that is a term, in bytes; a longer one is met by its beginning.
const LONGEST: usize = 200;

/// The term of a value of a field.
pub(super) fn term(field: &str, value: &str) -> String {
    let lower = value.trim().to_lowercase();
    let end = (0..=LONGEST.min(lower.len())).rev().find(|end| lower.is_char_boundary(*end)).unwrap_or(0);
    format!("{field}={}", &lower[..end])
}

/// Every term of a document: each value, and of codes also each beginning, since `occupation=51` means all below it.
pub(super) fn terms(profiled: &Profiled) -> Vec<String> {
    let mut terms = Vec::new();
    for field in FIELDS {
        for value in field_values(profiled, field) {
            terms.push(term(field, &value.text));
            if value.code {
                let beginnings = value.text.char_indices().skip(1).map(|(end, _)| term(field, &value.text[..end]));
                terms.extend(beginnings);
            }
        }
    }
    terms.sort();
    terms.dedup();
    terms
}
