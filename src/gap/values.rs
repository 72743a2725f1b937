//! Which values the documents of both sides have in each field, so that one sees what there is to choose from.
//!
//! A field is counted over what is left by the conditions on all other fields: those on its own would hide the values
//! that could be chosen instead.

use std::collections::BTreeMap;

use serde::Serialize;

use super::field::Field;
use super::narrowing::Verdict;
use super::statements::Statements;
use super::{Side, side_index};

/// Most values of a field that are remembered.
const MOST: usize = 2_000;

/// A field with its values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldValues {
    /// The field.
    pub field: Field,
    /// Postings that say it.
    pub postings: u64,
    /// Credentials that say it.
    pub credentials: u64,
    /// Its values, those of most documents first.
    pub values: Vec<FieldValue>,
    /// Whether there were more values than are remembered.
    pub more: bool,
}

/// A value with how many documents of each side have it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldValue {
    /// The value: a code, or a name where no code is given.
    pub value: String,
    /// What the code stands for, as the first document that says so has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Postings that have it.
    pub postings: u64,
    /// Credentials that have it.
    pub credentials: u64,
}

/// The values of all fields, as they are counted.
#[derive(Debug, Default)]
pub(super) struct Values {
    fields: [Tally; Field::ALL.len()],
}

#[derive(Debug, Default)]
struct Tally {
    said: [u64; 2],
    values: BTreeMap<String, (Option<String>, [u64; 2])>,
    /// Whether a side had more.
    more: [bool; 2],
}

impl Values {
    /// Counts the values of a document.
    pub fn add(&mut self, side: Side, document: &impl Statements, verdict: &Verdict) {
        for (field, tally) in Field::ALL.into_iter().zip(&mut self.fields) {
            if field.applies_to(side) && verdict.counts_but_for(field) {
                tally.add(side_index(side), document.told_apart(field));
            }
        }
    }

    /// Forgets what a side had, since none of its documents so far counts: they did not say some fields. A field that
    /// alone they did not say is counted in spite of that.
    pub fn begin_again(&mut self, side: Side, unsaid: &[String]) {
        for (field, tally) in Field::ALL.into_iter().zip(&mut self.fields) {
            if unsaid.iter().any(|unsaid| unsaid != field.as_str()) {
                tally.forget(side_index(side));
            }
        }
    }

    pub fn finish(self) -> Vec<FieldValues> {
        Field::ALL.into_iter().zip(self.fields).map(|(field, tally)| tally.finish(field)).collect()
    }
}

impl Tally {
    fn add(&mut self, side: usize, values: Vec<(String, Option<String>)>) {
        self.said[side] += u64::from(!values.is_empty());
        for (value, name) in values {
            if self.values.len() >= MOST && !self.values.contains_key(&value) {
                self.more[side] = true;
                continue;
            }
            let (known, counts) = self.values.entry(value).or_default();
            counts[side] += 1;
            if known.is_none() {
                *known = name;
            }
        }
    }

    fn forget(&mut self, side: usize) {
        self.said[side] = 0;
        self.more[side] = false;
        for (_, counts) in self.values.values_mut() {
            counts[side] = 0;
        }
        self.values.retain(|_, (_, counts)| *counts != [0, 0]);
    }

    fn finish(self, field: Field) -> FieldValues {
        let mut values: Vec<FieldValue> = Vec::new();
        for (value, (name, [postings, credentials])) in self.values {
            values.push(FieldValue { value, name, postings, credentials });
        }
        // A stable sort: values of equally many documents stay in the order of the alphabet.
        values.sort_by_key(|value| std::cmp::Reverse(value.postings + value.credentials));
        let [postings, credentials] = self.said;
        FieldValues { field, postings, credentials, values, more: self.more != [false; 2] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Profiled;

    fn document(place: Option<&str>) -> Profiled {
        let mut document = Profiled::default();
        document.mappings.fields.place = place.map(str::to_owned);
        document.mappings.fields.issuer = Some("Acme".to_owned());
        document
    }

    #[test]
    fn values_are_counted_on_both_sides_and_the_most_frequent_comes_first() {
        let mut values = Values::default();
        for place in [Some("Waco"), Some("Austin"), Some("Austin"), None] {
            values.add(Side::Demand, &document(place), &Verdict::default());
        }
        values.add(Side::Supply, &document(Some("Waco")), &Verdict::default());
        let found = values.finish();
        let places = found.iter().find(|one| one.field == Field::Place).expect("a field");
        assert_eq!((places.postings, places.credentials, places.more), (3, 1, false));
        let told: Vec<(&str, u64, u64)> =
            places.values.iter().map(|one| (one.value.as_str(), one.postings, one.credentials)).collect();
        assert_eq!(told, [("Austin", 2, 0), ("Waco", 1, 1)]);
        let issuers = found.iter().find(|one| one.field == Field::Issuer).expect("a field");
        assert_eq!((issuers.postings, issuers.credentials), (0, 1), "an employer is no issuer");
    }

    #[test]
    fn memory_is_bounded_and_a_side_can_begin_again() {
        let mut values = Values::default();
        for number in 0..MOST + 5 {
            values.add(Side::Demand, &document(Some(&number.to_string())), &Verdict::default());
        }
        values.begin_again(Side::Demand, &["place".to_owned()]);
        assert_eq!(values.fields[1].values.len(), MOST, "what is silent on the field itself is no value of it");
        assert_eq!(values.fields[1].more, [true, false]);
        values.begin_again(Side::Demand, &["industry".to_owned()]);
        let found = values.finish();
        assert!(found[1].values.is_empty() && !found[1].more, "as if they had never come");
    }
}
