//! CASE: associations added to a package, from its items to what they were mapped onto.
//!
//! An item is found by its `uri`, `identifier` or `humanCodingScheme`; the association is that of `../case.rs`.

use serde_json::Value;

use super::splice::{Edit, Node, append};
use super::{Written, accepted, texts};
use crate::exchange::case::{association, association_type};
use crate::exchange::{Format, WriteOptions};
use crate::model::{MappingRow, MappingSet};

/// What adds the accepted mappings of a set to a package.
pub fn edits(set: &MappingSet, text: &str, root: &Node, date: &str, written: &mut Written) -> Vec<Edit> {
    let items = root.get("CFItems").map(|items| items.each(text)).unwrap_or_default();
    let goes_by: Vec<Vec<String>> =
        items.iter().map(|item| texts(text, item, &["uri", "identifier", "humanCodingScheme"])).collect();
    let there = root.get("CFAssociations").map(|node| &text[node.range()]).unwrap_or_default();
    let there: Vec<Value> = serde_json::from_str(there).unwrap_or_default();
    let changed = root.get("CFDocument").map(|document| texts(text, document, &["lastChangeDateTime"]));
    let changed = changed.and_then(|texts| texts.first()?.get(..10).map(str::to_owned)).unwrap_or_default();
    let options =
        WriteOptions { date: if date.is_empty() { changed } else { date.to_owned() }, ..WriteOptions::default() };
    let mut values = Vec::new();
    for (row, shown) in accepted(set, &mut written.losses) {
        let item = goes_by.iter().find(|names| !row.subject.id.is_empty() && names.contains(&row.subject.id));
        let Some(uri) = item.and_then(|names| names.first()) else {
            written.losses.row("mappings of a subject that is not in the document", &row.subject.shown());
            continue;
        };
        let Some(sort) = association_type(row) else {
            written.losses.row(&format!("predicates for which {} has no word", Format::Case), &shown);
            continue;
        };
        let mut row: MappingRow = row.clone();
        row.subject.id.clone_from(uri);
        let is_same = |one: &Value| {
            one["associationType"] == sort
                && one["originNodeURI"]["uri"] == *uri
                && one["destinationNodeURI"]["uri"] == row.object.id
        };
        if there.iter().chain(&values).any(is_same) {
            written.present += 1;
        } else {
            written.added += 1;
            values.push(association(&row, sort, &options));
        }
    }
    if values.is_empty() { Vec::new() } else { append(text, root, "CFAssociations", &values) }
}
