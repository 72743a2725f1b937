//! What changed between two mapping sets: what came, what went, and what is said otherwise now.

use std::collections::BTreeMap;

use crate::model::{MappingKey, MappingRow, MappingSet};

/// A mapping that both sets have and say differently.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// As the first set has it.
    pub before: MappingRow,
    /// As the second has it.
    pub after: MappingRow,
    /// What differs: `predicate`, `confidence`, `decision`, `label`.
    pub fields: Vec<&'static str>,
}

/// The difference of two sets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Difference {
    /// Mappings that only the second set has.
    pub added: Vec<MappingRow>,
    /// Mappings that only the first set has.
    pub gone: Vec<MappingRow>,
    /// Mappings that both have and say differently.
    pub changed: Vec<Change>,
    /// Mappings that are the same in both.
    pub same: usize,
}

/// Compares two sets by subject and object; of several rows about one mapping the surest speaks. A difference in
/// confidence below `tolerance` is none.
pub fn compare(before: &MappingSet, after: &MappingSet, tolerance: f32) -> Difference {
    let (before, after) = (surest(before), surest(after));
    let mut difference = Difference::default();
    for (key, one) in &before {
        match after.get(key) {
            None => difference.gone.push((*one).clone()),
            Some(other) => {
                let fields = fields(one, other, tolerance);
                if fields.is_empty() {
                    difference.same += 1;
                } else {
                    difference.changed.push(Change { before: (*one).clone(), after: (*other).clone(), fields });
                }
            }
        }
    }
    let is_new = |(key, _): &(&MappingKey, &&MappingRow)| !before.contains_key(*key);
    difference.added = after.iter().filter(is_new).map(|(_, row)| (*row).clone()).collect();
    difference
}

fn surest(set: &MappingSet) -> BTreeMap<MappingKey, &MappingRow> {
    let mut rows: BTreeMap<MappingKey, &MappingRow> = BTreeMap::new();
    for row in &set.rows {
        let there = rows.entry(row.key()).or_insert(row);
        if row.confidence > there.confidence {
            *there = row;
        }
    }
    rows
}

fn fields(one: &MappingRow, other: &MappingRow, tolerance: f32) -> Vec<&'static str> {
    let confidence = match (one.confidence, other.confidence) {
        (Some(one), Some(other)) => (one - other).abs() > tolerance,
        (one, other) => one.is_some() != other.is_some(),
    };
    let labels = |row: &MappingRow| [row.subject.label.clone(), row.object.label.clone()];
    let differs = [
        ("predicate", one.predicate != other.predicate || one.negated != other.negated),
        ("confidence", confidence),
        ("decision", one.standing() != other.standing()),
        ("label", labels(one) != labels(other)),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
