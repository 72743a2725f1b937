//! Facets: how often each value of a field stands among the candidates, so that one sees what a condition would leave.
//!
//! Counted are all candidates that were compared, not only those that are told, since a list of ten says little of what
//! there is. A document with several values counts for each of them, once. A pool that keeps count of all its documents
//! answers for those.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Pool, Profiled, field_values};
use crate::error::Result;
use crate::model::{Facet, FacetScope, FacetValue};

/// Most values of a field that are listed.
pub const LISTED: usize = 20;
/// Longest value that is told whole, in bytes.
const LONGEST: usize = 200;
/// How a value ends that was cut.
pub const CUT: char = '…';

/// A value with its end cut off when it is too long to be one of a list.
pub fn listed_value(value: &str) -> Cow<'_, str> {
    if value.len() <= LONGEST {
        return Cow::Borrowed(value);
    }
    let end = (0..=LONGEST).rev().find(|end| value.is_char_boundary(*end)).unwrap_or(0);
    Cow::Owned(format!("{}{CUT}", value[..end].trim_end()))
}

/// The counts of some fields.
pub(super) fn facets<'a>(
    fields: &[String],
    pool: &dyn Pool,
    candidates: &(impl Iterator<Item = &'a Profiled> + Clone),
) -> Result<Vec<Facet>> {
    let facet = |field: &String| Ok(pool.facet(field)?.unwrap_or_else(|| facet(field, candidates.clone())));
    fields.iter().map(facet).collect()
}

fn facet<'a>(field: &str, documents: impl Iterator<Item = &'a Profiled>) -> Facet {
    // Values that differ by case are one, as they are for a condition; the form met first is shown.
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut without = 0;
    for document in documents {
        let mut seen: Vec<String> = Vec::new();
        for value in field_values(document, &field.to_lowercase()) {
            let text = listed_value(&value.text);
            let key = text.to_lowercase();
            if seen.contains(&key) {
                continue;
            }
            counts.entry(key.clone()).or_insert_with(|| (text.into_owned(), 0)).1 += 1;
            seen.push(key);
        }
        without += usize::from(seen.is_empty());
    }
    let mut values: Vec<FacetValue> =
        counts.into_values().map(|(value, count)| FacetValue { value, name: None, count }).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    let further = values.len().saturating_sub(LISTED);
    values.truncate(LISTED);
    Facet { field: field.to_owned(), over: FacetScope::Candidates, values, further, without }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Document;

    #[test]
    fn values_are_counted_once_a_document_and_the_commonest_comes_first() {
        let document = |issuer: Option<&str>, room: &str| {
            let mut document = Document::new("d", "Welding", ["Weld."]);
            document.details.issuer = issuer.map(str::to_owned);
            document.fields.insert("Room".to_owned(), room.to_owned());
            Profiled { document, ..Profiled::default() }
        };
        let documents = [document(Some("South"), "1"), document(Some("North"), "1"), document(Some("NORTH"), "2")];
        let documents: Vec<Profiled> = documents.into_iter().chain([document(None, "")]).collect();
        let found = ["issuer", "room"].map(|field| facet(field, documents.iter()));
        let told = |facet: &Facet| -> Vec<(String, usize)> {
            facet.values.iter().map(|value| (value.value.clone(), value.count)).collect()
        };
        assert_eq!(told(&found[0]), [("North".to_owned(), 2), ("South".to_owned(), 1)]);
        assert_eq!((found[0].without, told(&found[1])), (1, vec![("1".to_owned(), 2), ("2".to_owned(), 1)]));
    }

    #[test]
    fn of_many_values_the_commonest_are_listed_and_the_others_counted() {
        let documents: Vec<Profiled> = (0..30)
            .map(|number| Profiled {
                document: Document::new(format!("{number:02}"), "", ["Text."]),
                ..Profiled::default()
            })
            .collect();
        let found = facet("id", documents.iter());
        assert_eq!((found.values.len(), found.further, found.without), (20, 10, 0));
    }

    #[test]
    fn a_long_value_is_cut_between_two_characters() {
        assert_eq!(listed_value("short"), "short");
        let cut = listed_value(&"ä".repeat(101)).into_owned();
        assert_eq!(cut, format!("{}…", "ä".repeat(100)));
        assert!(listed_value(&format!("{}ä", "a".repeat(199))).ends_with("a…"));
    }
}
