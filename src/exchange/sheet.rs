//! A mapping set as CSV for a spreadsheet, and back: one row a mapping, identifiers whole, in SSSOM's names.
//!
//! ```csv
//! subject_id,subject_label,predicate_id,object_id,object_label,confidence,decision,mapping_justification,…
//! https://crafts.example/7,weld,skos:exactMatch,https://trades.example/weld,weld metal,0.87,accepted,semapv:LexicalMatching,…
//! ```
//!
//! `decision` is `accepted`, `review`, `rejected`, or `none` where there is no term. Cells that a spreadsheet would compute
//! have an apostrophe in front, which reading takes off again. The CSV of `map` is read as well (`source_id`, `concept_id`
//! …). Reference: RFC 4180, with lines that end in LF.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use super::documents::justification;
use super::harmless::{cell, from_cell};
use super::{Losses, output_error};
use crate::delimited::{Dialect, Record, TableReader};
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{
    Decision, Entity, EntityKind, Evidence, MappingPredicate, MappingRow, MappingSet, MatcherName, NO_TERM, Predicate,
    Requirement,
};

const COLUMNS: [&str; 28] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "confidence",
    "decision",
    "mapping_justification",
    "reviewer",
    "review_date",
    "comment",
    "similarity_score",
    "subject_kind",
    "subject_source",
    "subject_source_version",
    "subject_category",
    "subject_notation",
    "object_source",
    "object_source_version",
    "object_category",
    "object_notation",
    "requirement",
    "matcher",
    "matched_label",
    "quote",
    "start",
    "end",
    "evidence_score",
];

/// Writes a set as CSV.
pub fn write(set: &MappingSet, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    for (name, values) in set.slots.iter().filter(|(name, _)| *name != "mapping_set_id") {
        losses.detail(&format!("{name} of the set"), values.first().map_or("", String::as_str));
    }
    let more: BTreeSet<&String> = set.rows.iter().flat_map(|row| row.slots.keys()).collect();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
    let header = COLUMNS.into_iter().chain(more.iter().map(|name| name.as_str()));
    writer.write_record(header).map_err(output_error)?;
    for row in &set.rows {
        if row.evidence.len() > 1 {
            losses.detail("further evidence than the best", &row.subject.shown());
        }
        let slots = more.iter().map(|name| row.slots.get(*name).map_or(String::new(), |values| values.join("|")));
        let cells = cells(row).into_iter().chain(slots);
        writer.write_record(cells.map(|text| cell(&text).into_owned())).map_err(output_error)?;
    }
    writer.flush()?;
    Ok(losses)
}

fn cells(row: &MappingRow) -> [String; COLUMNS.len()] {
    let number =
        |value: Option<f32>| value.filter(|value| value.is_finite()).map_or(String::new(), |value| value.to_string());
    let kind = match row.subject.kind {
        EntityKind::Concept => "concept",
        EntityKind::Literal => "literal",
        EntityKind::Document => "document",
    };
    let evidence = row.evidence.first();
    let of_evidence = |part: fn(&Evidence) -> String| evidence.map_or(String::new(), part);
    [
        row.subject.id.clone(),
        row.subject.label.clone(),
        row.predicate.to_string(),
        row.object.id.clone(),
        row.object.label.clone(),
        number(row.confidence),
        row.standing().to_owned(),
        row.justification.clone(),
        row.reviewers.join("|"),
        row.review_date.clone(),
        row.comment.clone(),
        number(row.similarity),
        kind.to_owned(),
        row.subject.source.clone(),
        row.subject.source_version.clone(),
        row.subject.category.clone(),
        row.subject.notation.clone(),
        row.object.source.clone(),
        row.object.source_version.clone(),
        row.object.category.clone(),
        row.object.notation.clone(),
        row.requirement.map_or("", Requirement::as_str).to_owned(),
        of_evidence(|one| one.matcher.as_str().to_owned()),
        of_evidence(|one| one.matched_label.clone()),
        of_evidence(|one| one.quote.clone()),
        of_evidence(|one| one.start.to_string()),
        of_evidence(|one| one.end.to_string()),
        of_evidence(|one| one.score.to_string()),
    ]
}

/// The columns of a table, by the names that they go under.
struct Columns {
    headers: Vec<String>,
    is_of_map: bool,
}

impl Columns {
    fn get<'a>(&self, record: &'a Record, names: &[&str]) -> &'a str {
        let at = names.iter().find_map(|name| self.headers.iter().position(|header| header.eq_ignore_ascii_case(name)));
        from_cell(record.get_optional(at))
    }
}

/// Reads a set from CSV, of this form or of `map`; a row that claims nothing is reported and skipped.
pub fn read(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let mut table = TableReader::open(source, Dialect { ragged: true, ..Dialect::default() })?;
    let headers = table.headers().to_vec();
    let has = |name: &str| headers.iter().any(|header| header.eq_ignore_ascii_case(name));
    let is_of_map = has("source_id") && has("concept_id");
    if super::onet_esco::COLUMNS.into_iter().all(has) {
        return super::onet_esco::read(&mut table);
    }
    if !["subject_id", "subject_label"].into_iter().any(has) && !is_of_map {
        let message = format!("no column \"subject_id\"; columns: {}", headers.join(", "));
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("a mapping set has subject_id, predicate_id and object_id"));
    }
    let columns = Columns { headers, is_of_map };
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    while let Some(record) = table.next_record()? {
        match row(&columns, &record) {
            Ok(row) => loaded.value.rows.push(row),
            Err(message) => loaded.diagnostics.push(Severity::Skipped, table.position(&record), message),
        }
    }
    loaded.diagnostics.extend(std::mem::take(&mut table.diagnostics));
    Ok(loaded)
}

fn row(columns: &Columns, record: &Record) -> std::result::Result<MappingRow, String> {
    let get = |names: &[&str]| columns.get(record, names);
    let owned = |names: &[&str]| get(names).to_owned();
    let subject = Entity {
        kind: if columns.is_of_map {
            EntityKind::Document
        } else {
            kind_named(get(&["subject_kind"]), get(&["subject_id"]))
        },
        id: owned(&["subject_id", "source_id"]),
        label: owned(&["subject_label", "source_title"]),
        source: owned(&["subject_source"]),
        source_version: owned(&["subject_source_version"]),
        category: owned(&["subject_category"]),
        notation: owned(&["subject_notation"]),
    };
    let decision = get(&["decision"]);
    let mut object = Entity {
        kind: EntityKind::Concept,
        id: owned(&["object_id", "concept_id"]),
        label: owned(&["object_label", "label"]),
        source: owned(&["object_source", "taxonomy"]),
        source_version: owned(&["object_source_version", "taxonomy_version"]),
        category: owned(&["object_category", "kind"]),
        notation: owned(&["object_notation", "notation"]),
    };
    if object.id.is_empty() && decision == "none" {
        NO_TERM.clone_into(&mut object.id);
    }
    if subject.key().is_empty() || object.key().is_empty() {
        return Err("a row without subject or object".to_owned());
    }
    let named = get(&["predicate_id", "predicate"]);
    let predicate = match Predicate::from_name(named) {
        Some(predicate) => MappingPredicate::Skos(predicate),
        None if named.is_empty() && object.is_no_term() => MappingPredicate::Skos(Predicate::Close),
        None if named.is_empty() => return Err("a row without predicate_id claims nothing".to_owned()),
        None => MappingPredicate::from_iri(named),
    };
    let mut row = MappingRow::new(subject, predicate, object);
    row.confidence = fraction(get(&["confidence"]), "confidence")?;
    row.similarity = fraction(get(&["similarity_score"]), "similarity_score")?;
    match decision {
        "" if row.object.is_no_term() => {}
        "" => row.decision = row.confidence.map(Decision::of),
        "none" => {}
        "accepted" => row.decision = Some(Decision::Accepted),
        "review" => row.decision = Some(Decision::Review),
        "rejected" => row.negated = true,
        other => return Err(format!("decision {other:?} is none of accepted, review, rejected, none")),
    }
    let given = get(&["mapping_justification"]);
    if !given.is_empty() {
        given.clone_into(&mut row.justification);
    }
    row.requirement = match get(&["requirement"]) {
        "required" => Some(Requirement::Required),
        "preferred" => Some(Requirement::Preferred),
        _ => None,
    };
    row.reviewers =
        get(&["reviewer"]).split('|').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    row.review_date = owned(&["review_date"]);
    row.comment = owned(&["comment"]);
    row.evidence = evidence(&get)?.into_iter().collect();
    if given.is_empty()
        && let Some(evidence) = row.evidence.first()
    {
        justification(evidence.matcher).clone_into(&mut row.justification);
    }
    for (at, name) in columns.headers.iter().enumerate() {
        let value = from_cell(record.get(at));
        if !columns.is_of_map && !value.is_empty() && !COLUMNS.contains(&name.as_str()) {
            row.slots.insert(name.clone(), value.split('|').map(str::to_owned).collect());
        }
    }
    Ok(row)
}

fn evidence<'a>(get: &impl Fn(&[&str]) -> &'a str) -> std::result::Result<Option<Evidence>, String> {
    let matcher = match get(&["matcher"]) {
        "label" => MatcherName::Label,
        "lexical" => MatcherName::Lexical,
        "semantic" => MatcherName::Semantic,
        "asserted" => MatcherName::Asserted,
        "" => return Ok(None),
        other => return Err(format!("matcher {other:?} is none that is known")),
    };
    let place = |name: &str| get(&[name]).parse::<usize>().map_err(|_| format!("{name} is no place in a text"));
    let score = fraction(get(&["evidence_score", "score"]), "score")?;
    Ok(Some(Evidence {
        matcher,
        quote: get(&["quote"]).to_owned(),
        start: place("start")?,
        end: place("end")?,
        matched_label: get(&["matched_label"]).to_owned(),
        score: score.unwrap_or_default(),
    }))
}

/// The kind of a side by its name; what has no identifier is words.
pub fn kind_named(name: &str, id: &str) -> EntityKind {
    match name {
        "document" => EntityKind::Document,
        "literal" => EntityKind::Literal,
        _ if id.is_empty() => EntityKind::Literal,
        _ => EntityKind::Concept,
    }
}

/// A number from 0 to 1, with a point or, as some spreadsheets write it, a comma.
fn fraction(text: &str, name: &str) -> std::result::Result<Option<f32>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let text: Cow<'_, str> = if text.contains('.') { text.into() } else { text.replace(',', ".").into() };
    let value = text.parse::<f32>().ok().filter(|value| (0.0..=1.0).contains(value));
    value.map(Some).ok_or_else(|| format!("{name} {text:?} is no number from 0 to 1"))
}
