//! What changed between two versions of a taxonomy, on its way out: lines for eyes, CSV for a spreadsheet, JSON.
//!
//! ```csv
//! change,id,name,before,after
//! renamed,https://trades.example/weld,weld metal,weld steel,weld metal
//! ```
//!
//! In a cell several values are separated by line breaks, since labels hold every other mark.

use std::io::{self, Write};

use super::{harmless, output_error};
use crate::counts::counted;
use crate::model::{Change, ChangeKind, Changes, named_formats};

named_formats! {
    /// How changes are written.
    pub enum ChangesFormat {
        /// Lines for a person at a terminal.
        Table = "table" for ["txt"],
        /// A spreadsheet, one row a change.
        Csv = "csv" for ["csv"],
        /// One JSON object.
        Json = "json" for ["json"],
    }
}

/// Writes every change.
pub fn write_changes(changes: &Changes, format: ChangesFormat, output: &mut dyn Write) -> io::Result<()> {
    match format {
        ChangesFormat::Table => write_table(changes, output),
        ChangesFormat::Csv => write_csv(changes, output),
        ChangesFormat::Json => writeln!(output, "{}", harmless::json(changes)?),
    }
}

fn write_table(changes: &Changes, output: &mut dyn Write) -> io::Result<()> {
    let (from, to) = (harmless::one_line(&changes.from), harmless::one_line(&changes.to));
    let concepts = |count: usize| counted(count, "concept", "concepts");
    writeln!(output, "{from} ({}) to {to} ({})", concepts(changes.concepts.0), concepts(changes.concepts.1))?;
    for (kind, count) in changes.counts() {
        writeln!(output, "{count:>8} {}", kind.as_str())?;
    }
    for missing in &changes.not_compared {
        writeln!(output, "not compared: {missing}")?;
    }
    let mut last = None;
    for change in &changes.changes {
        if last != Some(change.kind) {
            writeln!(output, "\n{}", change.kind.as_str())?;
            last = Some(change.kind);
        }
        writeln!(output, "  {}", line(change))?;
    }
    Ok(())
}

fn line(change: &Change) -> String {
    let joined = |texts: &[String]| harmless::one_line(&texts.join("; "));
    let (name, id) = (harmless::one_line(&change.name), harmless::one_line(&change.id));
    let (before, after) = (joined(&change.before), joined(&change.after));
    match change.kind {
        ChangeKind::Added | ChangeKind::Gone => format!("{name}  {id}"),
        ChangeKind::Renamed => format!("{before} → {after}  {id}"),
        ChangeKind::Reclassified => format!("{name}: {before} → {after}  {id}"),
        ChangeKind::Redefined => format!("{name}: “{before}” → “{after}”  {id}"),
        ChangeKind::Moved | ChangeKind::Relabelled => {
            let sides = [("-", before), ("+", after)];
            let sides = sides.iter().filter(|(_, text)| !text.is_empty()).map(|(sign, text)| format!("{sign} {text}"));
            format!("{name}: {}  {id}", sides.collect::<Vec<_>>().join("  "))
        }
    }
}

fn write_csv(changes: &Changes, output: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
    writer.write_record(["change", "id", "name", "before", "after"]).map_err(output_error)?;
    for change in &changes.changes {
        let (before, after) = (change.before.join("\n"), change.after.join("\n"));
        let cells = [change.kind.as_str(), &change.id, &change.name, &before, &after].map(harmless::cell);
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(output_error)?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: ChangesFormat) -> String {
        let change = |kind, before: &[&str], after: &[&str]| Change {
            kind,
            id: "x:1".to_owned(),
            name: "weld\u{1b}[31m metal".to_owned(),
            before: before.iter().map(|text| (*text).to_owned()).collect(),
            after: after.iter().map(|text| (*text).to_owned()).collect(),
        };
        let changes = Changes {
            from: "trades@1".to_owned(),
            to: "trades@2".to_owned(),
            concepts: (3, 4),
            changes: vec![
                change(ChangeKind::Renamed, &["weld steel"], &["weld metal"]),
                change(ChangeKind::Relabelled, &[], &["=1+1", "join, metal"]),
            ],
            not_compared: vec!["definitions: one of the two gives none".to_owned()],
        };
        let mut output = Vec::new();
        write_changes(&changes, format, &mut output).expect("memory takes all");
        String::from_utf8(output).expect("UTF-8")
    }

    #[test]
    fn a_spreadsheet_computes_nothing_of_it() {
        let expected = "change,id,name,before,after\n\
            renamed,x:1,weld[31m metal,weld steel,weld metal\n\
            relabelled,x:1,weld[31m metal,,\"'=1+1\njoin, metal\"\n";
        assert_eq!(written(ChangesFormat::Csv), expected);
    }

    #[test]
    fn lines_obey_no_escape_and_json_carries_everything() {
        let table = written(ChangesFormat::Table);
        assert!(table.starts_with("trades@1 (3 concepts) to trades@2 (4 concepts)\n       0 added\n"), "{table}");
        assert!(table.contains("\nrenamed\n  weld steel → weld metal  x:1\n"), "{table}");
        assert!(table.contains("\nrelabelled\n  weld metal: + =1+1; join, metal  x:1\n"), "{table}");
        assert!(table.contains("not compared: definitions"), "{table}");
        let changes: Changes = serde_json::from_str(&written(ChangesFormat::Json)).expect("JSON");
        assert_eq!(changes.changes[0].name, "weld\u{1b}[31m metal");
    }
}
