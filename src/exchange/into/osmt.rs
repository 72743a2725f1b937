//! OSMT's CSV of Rich Skill Descriptors: `Alignment Name`, `Alignment URL`, `Alignment Framework`, then `Alignment 2 Name` …
//!
//! A skill is found by its `Canonical URL` or its `RSD Name`. Columns are added until the skill with most alignments has
//! room; every other cell keeps its content, and quotation marks are set as they were: around all cells or where needed.
//! Reference: the OSMT repository, <https://github.com/wgu-opensource/osmt>.

use super::{Written, accepted};
use crate::delimited::{Dialect, TableReader};
use crate::error::Severity;
use crate::exchange::Losses;
use crate::exchange::identifiers::source_name;
use crate::fs::SourceFile;
use crate::model::{MappingRow, MappingSet};

const PARTS: [&str; 3] = ["Name", "URL", "Framework"];

/// Refuses a table that would be read otherwise than it stands there, such as one with a quotation mark that is never
/// closed: written anew, it would no longer show that it is damaged.
fn refuse_damaged(body: &str) -> Result<(), String> {
    let dialect = Dialect { delimiter: Some(b','), ragged: true, ..Dialect::default() };
    let source = SourceFile::bytes("", body.as_bytes().to_vec());
    let mut table = TableReader::open(&source, dialect).map_err(|error| error.to_string())?;
    while table.next_record().map_err(|error| error.to_string())?.is_some() {}
    match table.diagnostics.kept().iter().find(|one| one.severity != Severity::Note) {
        Some(damage) => Err(format!("line {}: {}", damage.position.line.unwrap_or(1), damage.message)),
        None => Ok(()),
    }
}

/// Fills the alignment columns of a table.
pub fn write(set: &MappingSet, text: &str) -> Result<Written, String> {
    let (mark, body) = text.strip_prefix('\u{feff}').map_or(("", text), |body| ("\u{feff}", body));
    refuse_damaged(body)?;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(body.as_bytes());
    let records =
        reader.records().collect::<Result<Vec<_>, _>>().map_err(|error| format!("not readable CSV: {error}"))?;
    let mut table: Vec<Vec<String>> = records.iter().map(|record| record.iter().map(str::to_owned).collect()).collect();
    let find =
        |header: &[String], name: &str| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    let names: Vec<usize> =
        ["Canonical URL", "RSD Name", "Skill Name"].into_iter().filter_map(|name| find(&table[0], name)).collect();
    if names.is_empty() {
        return Err("no column \"Canonical URL\" or \"RSD Name\": not a table of Rich Skill Descriptors".to_owned());
    }
    let mut losses = Losses::default();
    let (mut added, mut present) = (0, 0);
    for (row, _) in accepted(set, &mut losses) {
        let goes_by = |record: &&mut Vec<String>| {
            let is_name = |name: &str| names.iter().any(|at| record.get(*at).is_some_and(|cell| cell.trim() == name));
            !row.subject.id.is_empty() && is_name(&row.subject.id)
                || !row.subject.label.is_empty() && is_name(&row.subject.label)
        };
        let (header, skills) = table.split_at_mut(1);
        let Some(skill) = skills.iter_mut().find(goes_by) else {
            losses.row("mappings of a subject that is not in the document", &row.subject.shown());
            continue;
        };
        losses.detail("predicate, confidence and reviewer", &row.object.shown());
        if fill(&mut header[0], skill, row) {
            added += 1;
        } else {
            present += 1;
        }
    }
    let width = table[0].len();
    let style = if body.starts_with('"') { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let end = if body.contains("\r\n") { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer =
        csv::WriterBuilder::new().quote_style(style).terminator(end).flexible(true).from_writer(Vec::new());
    for mut record in table {
        let length = record.len().max(width);
        record.resize(length, String::new());
        writer.write_record(&record).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    let text = format!("{mark}{}", String::from_utf8(bytes).map_err(|error| error.to_string())?);
    Ok(Written { text, added, present, was_signed: false, losses })
}

/// Puts an alignment into the first free columns; gives whether it was not there yet.
fn fill(header: &mut Vec<String>, skill: &mut Vec<String>, row: &MappingRow) -> bool {
    for number in 1.. {
        let columns = PARTS.map(|part| match number {
            1 => format!("Alignment {part}"),
            number => format!("Alignment {number} {part}"),
        });
        let places = columns.map(|name| {
            header.iter().position(|column| column.trim().eq_ignore_ascii_case(&name)).unwrap_or_else(|| {
                header.push(name);
                header.len() - 1
            })
        });
        let length = skill.len().max(header.len());
        skill.resize(length, String::new());
        if skill[places[1]].trim() == row.object.id {
            return false;
        }
        if places.iter().all(|place| skill[*place].trim().is_empty()) {
            let object = &row.object;
            for (place, value) in places.into_iter().zip([object.label.clone(), object.id.clone(), source_name(object)])
            {
                skill[place] = value;
            }
            return true;
        }
    }
    false
}
