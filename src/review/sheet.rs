//! The queue as a table for a spreadsheet, and a person's decisions back from it or from an SSSOM file.
//!
//! ```csv
//! verdict,new_predicate,new_object_id,new_object_label,note,reviewer,date,subject_id,subject_label,predicate_id,object_id,…
//! accept,,,,,Ana,2026-01-31,https://crafts.example/7,weld,skos:closeMatch,https://trades.example/weld,…
//! ```
//!
//! `verdict` is accept, reject, other-predicate, other-target, no-term or unsure; the name of a predicate there
//! (`broad`) means accept with that predicate; an empty one is no decision. A `new_object_id` or `new_predicate` without a
//! verdict says enough. In an SSSOM file the rows with a reviewer, or of manual curation or review, are decisions:
//! `predicate_modifier: Not` rejects, everything else accepts.

use std::io::{self, Write};

use super::{Disagreement, Question, ReviewDecision, Verdict};
use crate::delimited::{Dialect, Record, TableReader};
use crate::error::{Diagnostics, Error, Loaded, Position, Result, Severity};
use crate::exchange::{self, Format, Losses};
use crate::fs::SourceFile;
use crate::model::{Entity, MappingPredicate, MappingRow, MappingSet, NO_TERM, Predicate, day_of};

/// Columns that a person fills in.
const FILLED: [&str; 7] = ["verdict", "new_predicate", "new_object_id", "new_object_label", "note", "reviewer", "date"];

/// Columns that are written even when no row fills them.
const ALWAYS: [&str; 6] = ["subject_id", "subject_label", "predicate_id", "object_id", "object_label", "confidence"];

/// Writes questions as a table whose first columns wait to be filled in.
pub fn write_queue(questions: &[Question], output: &mut dyn Write) -> io::Result<Losses> {
    write_table(questions.iter().map(|question| (question.row.clone(), question.why.clone())), output)
}

/// Writes mappings on which two reviewers differ as the same table, so that a third can settle them.
pub fn write_disagreements(differing: &[Disagreement], output: &mut dyn Write) -> io::Result<Losses> {
    let rows = differing.iter().map(|one| {
        let ReviewDecision { subject, predicate, object, confidence, .. } = one.first.clone();
        let said = [&one.first, &one.second].map(|decision| {
            let note = if decision.note.is_empty() { String::new() } else { format!(" ({})", decision.note) };
            format!("{}: {}{note}", decision.reviewer, decision.outcome().shown())
        });
        (MappingRow { confidence, ..MappingRow::new(subject, predicate, object) }, said.join("; "))
    });
    write_table(rows, output)
}

fn write_table(rows: impl Iterator<Item = (MappingRow, String)>, output: &mut dyn Write) -> io::Result<Losses> {
    let (rows, whys): (Vec<MappingRow>, Vec<String>) = rows.unzip();
    let set = MappingSet { rows, ..MappingSet::default() };
    let mut table = Vec::new();
    let losses = exchange::write_set(&set, Format::Csv, &exchange::WriteOptions::default(), &mut table)
        .map_err(io::Error::other)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_slice());
    let records = reader.records().collect::<std::result::Result<Vec<_>, _>>().map_err(io::Error::other)?;
    let header = records.first().cloned().unwrap_or_default();
    // What no row fills would only be in the way, and who looked at it before has a column to fill in already.
    let is_kept = |(column, name): (usize, &str)| {
        let is_filled = records.iter().skip(1).any(|record| !record[column].is_empty());
        !FILLED.contains(&name) && (is_filled || ALWAYS.contains(&name))
    };
    let kept: Vec<usize> =
        header.iter().enumerate().filter(|column| is_kept(*column)).map(|(column, _)| column).collect();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
    let whys = std::iter::once("why".to_owned()).chain(whys);
    for (at, (record, why)) in records.iter().zip(whys).enumerate() {
        let blank = if at == 0 { FILLED } else { [""; FILLED.len()] };
        let why = exchange::cell(&why);
        let cells = blank.into_iter().chain([why.as_ref()]).chain(kept.iter().map(|column| &record[*column]));
        writer.write_record(cells).map_err(io::Error::other)?;
    }
    writer.flush()?;
    Ok(losses)
}

/// Reads decisions; `reviewer` and `date` are for those that name none. Rows without a decision are passed over.
pub fn read_decisions(source: &SourceFile, reviewer: &str, date: &str) -> Result<Loaded<Vec<ReviewDecision>>> {
    let is_table = matches!(source.extension().as_str(), "csv" | "tsv") && !source.file_name().ends_with(".sssom.tsv");
    let mut loaded = if is_table { from_table(source)? } else { from_set(source)? };
    for decision in &mut loaded.value {
        if decision.reviewer.is_empty() {
            reviewer.clone_into(&mut decision.reviewer);
        }
        if decision.date.is_empty() {
            date.clone_into(&mut decision.date);
        }
    }
    Ok(loaded)
}

fn from_set(source: &SourceFile) -> Result<Loaded<Vec<ReviewDecision>>> {
    let set = exchange::read_set(source, None)?;
    let decided = set.value.rows.iter().filter(|row| row.is_reviewed());
    let decisions: Vec<ReviewDecision> = decided
        .map(|row| {
            let mut decision = ReviewDecision::about(row, if row.negated { Verdict::Reject } else { Verdict::Accept });
            decision.note.clone_from(&row.comment);
            let author = || [row.slot("author_id"), row.slot("author_label")].concat();
            decision.reviewer = row.reviewers.first().cloned().unwrap_or_else(author);
            decision.date.clone_from(&row.review_date);
            if decision.date.is_empty() {
                row.slot("mapping_date").clone_into(&mut decision.date);
            }
            // It is what the reviewer thinks, and says nothing of a machine.
            decision.confidence = None;
            decision
        })
        .collect();
    let mut diagnostics = set.diagnostics;
    if decisions.is_empty() {
        let message = "no row has a reviewer, or is of manual curation or review: no decisions";
        diagnostics.push(Severity::Warning, Position::file(&source.name), message);
    }
    Ok(Loaded { value: decisions, diagnostics })
}

fn from_table(source: &SourceFile) -> Result<Loaded<Vec<ReviewDecision>>> {
    let mut table = TableReader::open(source, Dialect { ragged: true, ..Dialect::default() })?;
    if table.column(&["verdict"]).is_none() {
        if table.headers().iter().any(|header| header == "mapping_justification" || header == "reviewer") {
            return from_set(source);
        }
        let message = format!("no column \"verdict\"; columns: {}", table.headers().join(", "));
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("skillmap review queue SET -o to-review.csv writes a table to fill in"));
    }
    let mut decisions = Vec::new();
    let mut diagnostics = Diagnostics::default();
    while let Some(record) = table.next_record()? {
        match decision(&table, &record) {
            Ok(Some(decision)) => decisions.push(decision),
            Ok(None) => {}
            Err(message) => diagnostics.push(Severity::Skipped, table.position(&record), message),
        }
    }
    diagnostics.extend(std::mem::take(&mut table.diagnostics));
    Ok(Loaded { value: decisions, diagnostics })
}

fn decision(table: &TableReader, record: &Record) -> std::result::Result<Option<ReviewDecision>, String> {
    let get = |name: &str| exchange::from_cell(record.get_optional(table.column(&[name])));
    let side = |name: &str| Entity {
        id: get(&format!("{name}_id")).to_owned(),
        label: get(&format!("{name}_label")).to_owned(),
        source: get(&format!("{name}_source")).to_owned(),
        source_version: get(&format!("{name}_source_version")).to_owned(),
        category: get(&format!("{name}_category")).to_owned(),
        notation: get(&format!("{name}_notation")).to_owned(),
        kind: exchange::kind_named(get(&format!("{name}_kind")), get(&format!("{name}_id"))),
    };
    let (word, new_predicate, new_object) = (get("verdict"), get("new_predicate"), get("new_object_id"));
    let is_no_term = word.eq_ignore_ascii_case("no-term") || word.eq_ignore_ascii_case("no term") || word == NO_TERM;
    let by_word = Predicate::from_name(word.strip_prefix("skos:").unwrap_or(word));
    let verdict = match Verdict::parse(word) {
        Some(verdict) => verdict,
        None if is_no_term => Verdict::Accept,
        None if by_word.is_some() => Verdict::OtherPredicate,
        None if !word.is_empty() => {
            return Err(format!(
                "verdict {word:?} is none of accept, reject, other-predicate, other-target, no-term, unsure"
            ));
        }
        None if !new_object.is_empty() => Verdict::OtherTarget,
        None if !new_predicate.is_empty() => Verdict::OtherPredicate,
        None => return Ok(None),
    };
    let predicate = |text: &str| match Predicate::from_name(text.strip_prefix("skos:").unwrap_or(text)) {
        Some(predicate) => Ok(MappingPredicate::Skos(predicate)),
        None if text.contains(':') => Ok(MappingPredicate::from_iri(text)),
        None => Err(format!("predicate {text:?} is none of exact, close, broad, narrow, related")),
    };
    let confidence = get("confidence").replace(',', ".");
    let mut decision = ReviewDecision {
        subject: side("subject"),
        object: side("object"),
        predicate: match get("predicate_id") {
            "" => MappingPredicate::Skos(Predicate::Close),
            text => predicate(text)?,
        },
        verdict,
        new_predicate: None,
        new_object: None,
        note: get("note").to_owned(),
        reviewer: get("reviewer").to_owned(),
        date: get("date").to_owned(),
        confidence: confidence.parse().ok().filter(|value| (0.0..=1.0).contains(value)),
    };
    if is_no_term {
        decision.object = Entity { id: NO_TERM.to_owned(), label: String::new(), ..decision.object };
        decision.confidence = None;
    }
    if !decision.date.is_empty() && (decision.date.len() != 10 || day_of(&decision.date).is_none()) {
        return Err(format!("date {:?} is not written like 2026-01-31", decision.date));
    }
    decision.new_predicate = match (new_predicate, by_word) {
        ("", by_word) => by_word.map(MappingPredicate::Skos),
        (text, _) => Some(predicate(text)?),
    };
    // Accepting with another predicate in the next cell is what it says.
    if verdict == Verdict::Accept && decision.new_predicate.is_some() {
        decision.verdict = Verdict::OtherPredicate;
    }
    if verdict == Verdict::OtherTarget {
        let (source, source_version) = (decision.object.source.clone(), decision.object.source_version.clone());
        let (id, label) = (new_object.to_owned(), get("new_object_label").to_owned());
        decision.new_object = Some(Entity { id, label, source, source_version, ..Entity::default() });
    }
    decision.check().map_err(|error| error.to_string())?;
    Ok(Some(decision))
}
