//! `skillmap diff`: what changed between two mapping sets.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::convert::read;
use super::{Context, Outcome, printer};
use crate::exchange::one_line;
use crate::model::MappingRow;
use crate::review::{Difference, compare};

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The earlier set.
    before: PathBuf,
    /// The later set.
    after: PathBuf,
    /// Difference in confidence that is none.
    #[arg(long, value_name = "C", default_value_t = 0.0005)]
    tolerance: f32,
    /// Output: text for eyes, jsonl for programs.
    #[arg(long, short, value_enum, default_value_t = Form::Text)]
    format: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Lines that begin with +, - or ~.
    Text,
    /// One object a line.
    Jsonl,
}

pub(super) fn run(context: &Context, arguments: &DiffArguments) -> anyhow::Result<Outcome> {
    let (before, skipped_before) = read(context, &arguments.before, None, false)?;
    let (after, skipped_after) = read(context, &arguments.after, None, false)?;
    let difference = compare(&before, &after, arguments.tolerance);
    let lines = if arguments.format == Form::Jsonl { objects(&difference) } else { lines(&difference) };
    for line in lines {
        printer::line(&line)?;
    }
    let Difference { added, gone, changed, same } = &difference;
    context.say(&format!("{} added, {} gone, {} changed, {same} the same", added.len(), gone.len(), changed.len()));
    let skipped = skipped_before + skipped_after;
    let is_same = added.is_empty() && gone.is_empty() && changed.is_empty();
    Ok(if is_same && skipped == 0 { Outcome::Done } else { Outcome::Attention })
}

fn lines(difference: &Difference) -> Vec<String> {
    let row = |sign: char, row: &MappingRow| {
        let (subject, object) = (one_line(&row.subject.shown()), one_line(&row.object.shown()));
        let said = said(row);
        format!("{sign} {subject} → {object}  {said}")
    };
    let mut lines: Vec<String> = difference.gone.iter().map(|gone| row('-', gone)).collect();
    lines.extend(difference.added.iter().map(|added| row('+', added)));
    lines.extend(difference.changed.iter().map(|change| {
        let fields = change.fields.join(", ");
        format!("{}  was {}  ({fields})", row('~', &change.after), said(&change.before))
    }));
    lines
}

/// What a row says of its two sides, shortly.
fn said(row: &MappingRow) -> String {
    let not = if row.negated { "not " } else { "" };
    let confidence = row.confidence.map_or(String::new(), |confidence| format!(" {confidence:.3}"));
    one_line(&format!("{not}{}{confidence} {}", row.predicate, row.standing()))
}

fn objects(difference: &Difference) -> Vec<String> {
    let side = |row: &MappingRow| json!({"predicate": row.predicate, "negated": row.negated, "confidence": row.confidence, "standing": row.standing()});
    let row = |what: &str, row: &MappingRow| {
        json!({"change": what, "subject": row.subject.key(), "subject_label": row.subject.label,
               "object": row.object.key(), "object_label": row.object.label})
    };
    let mut objects = Vec::new();
    for (what, rows) in [("gone", &difference.gone), ("added", &difference.added)] {
        for one in rows {
            let mut object = row(what, one);
            object[if what == "gone" { "before" } else { "after" }] = side(one);
            objects.push(object.to_string());
        }
    }
    for change in &difference.changed {
        let mut object = row("changed", &change.after);
        object["fields"] = json!(change.fields);
        (object["before"], object["after"]) = (side(&change.before), side(&change.after));
        objects.push(object.to_string());
    }
    objects
}
