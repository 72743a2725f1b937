//! A mapping set as SSSOM/TSV, in the canonical form.
//!
//! A document's words are the subject, as a literal. Each piece of evidence is a row, because SSSOM has one row a
//! justification; a mapping without evidence, or one that somebody reviewed, is one row. Slots of version 1.1 are written only behind `sssom_version`.
//!
//! ```text
//! #curie_map:
//! #  crafts: "https://crafts.example/"
//! #  trades: "https://trades.example/"
//! #mapping_set_id: "https://crafts.example/crosswalk"
//! subject_id ⇥ subject_label ⇥ predicate_id ⇥ object_id ⇥ object_label ⇥ mapping_justification ⇥ reviewer_label ⇥ confidence
//! crafts:7 ⇥ weld ⇥ skos:exactMatch ⇥ trades:weld ⇥ weld metal ⇥ semapv:LexicalMatching ⇥ Ana ⇥ 1
//! ```
//!
//! A rejected mapping has the `predicate_modifier` `Not`. Decisions that do not follow from the confidence, requirement,
//! codes and the places of quotes have no slot.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::curies::{Prefixes, is_iri};
use super::super::documents::{document_comment, document_name, justification};
use super::super::harmless::{as_one_line, one_line};
use super::super::{Losses, WriteOptions};
use super::SssomVersion;
use super::canonical::{CanonicalTable, Rows, join_list};
use super::slots::{Content, ROW, Slot, of_row, of_set};
use crate::model::{Decision, Entity, EntityKind, Evidence, MappingRow, MappingSet, MatcherName, Slots};

/// How many bytes a row usually has.
const USUAL: usize = 512;

/// Writes a set as SSSOM/TSV and says what it had no slot for.
pub fn write_table(set: &MappingSet, options: &WriteOptions, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let may_be_new = options.sssom != SssomVersion::V1_0;
    let mut prefixes = Prefixes::declaring(&set.prefixes);
    let mut rows = Rows::with_columns(more_columns(set));
    for row in &set.rows {
        push(&mut rows, &mut prefixes, row, may_be_new, &mut losses);
    }
    let table = rows.into_table();
    let mut head = head(set, &mut prefixes, may_be_new, &mut losses);
    head.entry("mapping_set_id".to_owned()).or_insert_with(|| vec![table.set_id("set", [])]);
    if uses_new(&table, &head) || options.sssom == SssomVersion::V1_1 {
        head.insert("sssom_version".to_owned(), vec!["1.1".to_owned()]);
    }
    let definitions: Vec<Vec<(String, String)>> =
        set.extensions.iter().map(|definition| definition_of(definition, &mut prefixes)).collect();
    table.write(output, &prefixes, &head, &definitions)?;
    Ok(losses)
}

/// Whether anything is said that only version 1.1 has a slot for.
pub fn uses_new(table: &CanonicalTable, head: &Slots) -> bool {
    let filled = table.filled();
    let is_new = |slot: &Slot| slot.is_new && (filled.contains(&slot.name) || head.contains_key(slot.name));
    ROW.iter().any(is_new) || super::slots::SET.iter().any(is_new)
}

/// An extension's name, property and type, the first two with their CURIEs again.
fn definition_of(
    definition: &std::collections::BTreeMap<String, String>,
    prefixes: &mut Prefixes,
) -> Vec<(String, String)> {
    let names = ["slot_name", "property", "type_hint"];
    let given = names.into_iter().filter_map(|name| Some((name, definition.get(name)?)));
    given
        .map(|(name, value)| {
            let value = if name == "slot_name" { one_line(value) } else { prefixes.reference(value) };
            (name.to_owned(), value)
        })
        .collect()
}

/// Columns of the rows that are no part of the standard.
fn more_columns(set: &MappingSet) -> Vec<String> {
    let names = set.rows.iter().flat_map(|row| row.slots.keys()).filter(|name| of_row(name).is_none());
    names.collect::<std::collections::BTreeSet<_>>().into_iter().cloned().collect()
}

/// What the set says of itself, with what every set must say.
fn head(set: &MappingSet, prefixes: &mut Prefixes, may_be_new: bool, losses: &mut Losses) -> Slots {
    let mut head = Slots::new();
    for (name, values) in set.slots.iter().filter(|(name, _)| *name != "sssom_version") {
        let slot = of_set(name);
        if slot.is_some_and(|slot| slot.is_new) && !may_be_new {
            losses
                .detail(&format!("{name} of the set (a slot of SSSOM 1.1)"), values.first().map_or("", String::as_str));
            continue;
        }
        let is_reference = slot.is_some_and(|slot| slot.content == Content::Reference);
        let value = |value: &String| if is_reference { prefixes.reference(value) } else { one_line(value) };
        head.insert(name.clone(), values.iter().map(value).collect());
    }
    let license = || vec!["https://w3id.org/sssom/license/unspecified".to_owned()];
    head.entry("license".to_owned()).or_insert_with(license);
    head
}

/// Puts a row into a table; one that has evidence becomes a row for each piece of it.
pub fn push(rows: &mut Rows, prefixes: &mut Prefixes, row: &MappingRow, may_be_new: bool, losses: &mut Losses) {
    note_losses(row, losses);
    if row.evidence.is_empty() || row.is_reviewed() {
        let evidence = row.evidence.first();
        rows.push(&cells(row, evidence, prefixes, may_be_new, &rows.more_columns, losses));
        return;
    }
    for evidence in &row.evidence {
        rows.push(&cells(row, Some(evidence), prefixes, may_be_new, &rows.more_columns, losses));
    }
}

fn note_losses(row: &MappingRow, losses: &mut Losses) {
    let shown = || format!("{} → {}", row.subject.shown(), row.object.shown());
    if let (Some(decision), Some(confidence)) = (row.decision, row.confidence)
        && decision != Decision::of(confidence)
        && !row.is_reviewed()
    {
        losses.detail("a decision that does not follow from the confidence", &shown());
    }
    if row.requirement.is_some() {
        losses.detail("required or preferred", &shown());
    }
    for side in [&row.subject, &row.object] {
        if !side.notation.is_empty() {
            losses.detail("the publisher's code", &side.shown());
        }
    }
}

/// The cells of a row with tabs between them.
fn cells(
    row: &MappingRow,
    evidence: Option<&Evidence>,
    prefixes: &mut Prefixes,
    may_be_new: bool,
    more_columns: &[String],
    losses: &mut Losses,
) -> String {
    let mut cells = String::with_capacity(USUAL);
    for (at, slot) in ROW.iter().enumerate() {
        if at > 0 {
            cells.push('\t');
        }
        let cell = cell(slot, row, evidence, prefixes);
        if slot.is_new && !may_be_new && !cell.is_empty() {
            losses.detail(&format!("{} (a slot of SSSOM 1.1)", slot.name), &cell);
        } else {
            cells.push_str(&cell);
        }
    }
    for name in more_columns {
        cells.push('\t');
        cells.push_str(&as_one_line(row.slot(name)));
    }
    cells
}

fn cell<'a>(slot: &Slot, row: &'a MappingRow, evidence: Option<&'a Evidence>, prefixes: &mut Prefixes) -> Cow<'a, str> {
    let is_document = row.subject.kind == EntityKind::Document;
    let reviewers = |is_id: bool| row.reviewers.iter().filter(move |reviewer| is_iri(reviewer) == is_id);
    match slot.name {
        "subject_id" => entity_id(&row.subject, prefixes),
        "subject_label" if is_document => {
            let quote = evidence.map(|evidence| as_one_line(&evidence.quote)).filter(|quote| !quote.is_empty());
            quote.unwrap_or_else(|| document_name(&row.subject).into())
        }
        "subject_label" => as_one_line(&row.subject.label),
        "subject_category" if !is_document => as_one_line(&row.subject.category),
        "subject_type" if row.subject.kind != EntityKind::Concept => "rdfs literal".into(),
        "subject_source" => source(&row.subject, row.slot(slot.name), prefixes).into(),
        "subject_source_version" => as_one_line(&row.subject.source_version),
        "predicate_id" => match row.predicate.skos() {
            Some(predicate) => predicate.as_str().into(),
            None => prefixes.reference(&row.predicate.iri()).into(),
        },
        "predicate_modifier" => if row.negated { "Not" } else { "" }.into(),
        "object_id" => entity_id(&row.object, prefixes),
        "object_label" => as_one_line(&row.object.label),
        "object_category" if !is_document => as_one_line(&row.object.category),
        "object_type" if row.object.kind != EntityKind::Concept => "rdfs literal".into(),
        "object_source" => source(&row.object, row.slot(slot.name), prefixes).into(),
        "object_source_version" => as_one_line(&row.object.source_version),
        "mapping_justification" => match evidence {
            Some(evidence) if !row.is_reviewed() => justification(evidence.matcher).into(),
            _ => prefixes.reference(&row.justification).into(),
        },
        "reviewer_id" => {
            let ids: Vec<String> = reviewers(true).map(|id| prefixes.reference(id)).collect();
            join_list(ids.iter().map(String::as_str)).into()
        }
        "reviewer_label" => {
            let names: Vec<String> = reviewers(false).map(|name| one_line(name)).collect();
            join_list(names.iter().map(String::as_str)).into()
        }
        "review_date" => as_one_line(&row.review_date),
        "confidence" => row.confidence.map_or(Cow::Borrowed(""), |confidence| number(confidence).into()),
        "similarity_score" => match evidence {
            Some(evidence) => number(evidence.score).into(),
            None => row.similarity.map_or(Cow::Borrowed(""), |similarity| number(similarity).into()),
        },
        "match_string" if evidence.is_some() => match evidence {
            Some(evidence) if evidence.matcher == MatcherName::Label => {
                join_list([as_one_line(&evidence.matched_label).as_ref()]).into()
            }
            // The words of the label are not all in the text, so nothing is shared as it stands.
            _ => "".into(),
        },
        "comment" if is_document => {
            let document = document_comment(&row.subject);
            let comment = as_one_line(&row.comment);
            if row.comment.is_empty() { document.into() } else { format!("{document}; {comment}").into() }
        }
        "comment" => as_one_line(&row.comment),
        _ => other(slot, row, prefixes).into(),
    }
}

/// A slot that the row keeps as the standard names it.
fn other(slot: &Slot, row: &MappingRow, prefixes: &mut Prefixes) -> String {
    let Some(values) = row.slots.get(slot.name) else { return String::new() };
    let value = |value: &String| match slot.content {
        Content::Reference => prefixes.reference(value),
        Content::Text => one_line(value),
    };
    let values: Vec<String> = values.iter().map(value).collect();
    if slot.is_list { join_list(values.iter().map(String::as_str)) } else { values.concat() }
}

fn entity_id<'a>(entity: &'a Entity, prefixes: &mut Prefixes) -> Cow<'a, str> {
    match entity.kind {
        EntityKind::Concept if entity.is_no_term() => entity.id.as_str().into(),
        EntityKind::Concept if !entity.id.is_empty() => prefixes.concept(&entity.source_name(), &entity.id).into(),
        _ => "".into(),
    }
}

/// The vocabulary of a side; `address` is where one can be had that has only a name here.
fn source(entity: &Entity, address: &str, prefixes: &mut Prefixes) -> String {
    match (entity.source.as_str(), address) {
        ("", "") => String::new(),
        ("", iri) => prefixes.reference(iri),
        (iri, _) if is_iri(iri) => prefixes.reference(iri),
        (name, address) => prefixes.taxonomy(name, address),
    }
}

/// At most three decimals, as the canonical form has them; what is no number from 0 to 1 is left out.
pub fn number(value: f32) -> String {
    if !(0.0..=1.0).contains(&value) {
        return String::new();
    }
    let digits = format!("{value:.3}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_at_most_three_decimals() {
        let cases = [(0.0, "0"), (1.0, "1"), (0.87, "0.87"), (0.123_45, "0.123"), (0.9996, "1"), (0.1, "0.1")];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
        assert_eq!([f32::NAN, -0.1, 1.5].map(number), ["", "", ""]);
    }
}
