//! The canonical table of SSSOM: columns in the order of the schema, rows sorted, values that all rows share in the head,
//! empty columns left out. Such a file changes only where its content does.
//!
//! A row waits as one string of cells joined by tabs, because a set is written only when all of it is known.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::super::curies::Prefixes;
use super::super::{harmless, output_error};
use super::slots::{ROW, SET};
use crate::model::{NO_TERM, Slots};

/// Columns that stand in every file.
const ALWAYS: [&str; 4] = ["predicate_id", "object_id", "object_label", "mapping_justification"];

/// Rows on their way into a table.
#[derive(Debug, Default)]
pub struct CanonicalTable {
    /// Columns that are no part of the standard, after those that are.
    pub more_columns: Vec<String>,
    rows: BTreeSet<Box<str>>,
}

impl CanonicalTable {
    /// A table that has these columns as well.
    pub fn with_columns(more_columns: Vec<String>) -> Self {
        Self { more_columns, ..Self::default() }
    }

    /// Takes a row: the cells of the standard's columns in order, then those of the others.
    pub fn push(&mut self, cells: &[String]) {
        debug_assert_eq!(cells.len(), ROW.len() + self.more_columns.len());
        self.rows.insert(cells.join("\t").into_boxed_str());
    }

    /// Fills `mapping_cardinality`: whether a subject has several objects, and an object several subjects.
    pub fn count_sides(&mut self) {
        let place = |name: &str| ROW.iter().position(|slot| slot.name == name).expect("a slot of the standard");
        let [subject, label, object, cardinality] =
            ["subject_id", "subject_label", "object_id", "mapping_cardinality"].map(place);
        let sides = |row: &str| -> (String, String) {
            let cells: Vec<&str> = row.split('\t').collect();
            let subject = if cells[subject].is_empty() { cells[label] } else { cells[subject] };
            (subject.to_owned(), cells[object].to_owned())
        };
        let pairs: BTreeSet<(String, String)> = self.rows.iter().map(|row| sides(row)).collect();
        let (mut objects, mut subjects) = (HashMap::new(), HashMap::new());
        for (subject, object) in pairs.iter().filter(|(_, object)| object != NO_TERM) {
            *objects.entry(subject.as_str()).or_insert(0usize) += 1;
            *subjects.entry(object.as_str()).or_insert(0usize) += 1;
        }
        let counted = |row: &str| {
            let (subject, object) = sides(row);
            let several = |counts: &HashMap<&str, usize>, side: &str| counts.get(side).is_some_and(|count| *count > 1);
            let value = match (several(&subjects, &object), several(&objects, &subject)) {
                _ if object == NO_TERM => "1:0",
                (false, false) => "1:1",
                (false, true) => "1:n",
                (true, false) => "n:1",
                (true, true) => "n:n",
            };
            let mut cells: Vec<&str> = row.split('\t').collect();
            cells[cardinality] = value;
            cells.join("\t").into_boxed_str()
        };
        self.rows = self.rows.iter().map(|row| counted(row)).collect();
    }

    /// The same rows are the same set, whatever version of the program made it.
    pub fn set_id(&self, sort: &str, about: impl IntoIterator<Item = String>) -> String {
        let mut hash = Sha256::new();
        for part in about {
            hash.update(part);
            hash.update("\n");
        }
        for row in &self.rows {
            hash.update(row.as_bytes());
            hash.update("\n");
        }
        format!("urn:skillmap:{sort}:{}", crate::fs::hexadecimal(&hash.finalize()[..16]))
    }

    /// The standard's columns that some row fills.
    pub fn filled(&self) -> Vec<&'static str> {
        let columns = self.columns();
        ROW.iter().zip(&columns).filter(|(_, column)| column.is_filled).map(|(slot, _)| slot.name).collect()
    }

    /// What the cells of each column have in common, in one pass: a set may have a million rows.
    fn columns(&self) -> Vec<Column<'_>> {
        let mut rows = self.rows.iter();
        let first = rows.next().map(|row| row.split('\t')).into_iter().flatten();
        let mut columns: Vec<Column<'_>> =
            first.map(|first| Column { first, is_filled: !first.is_empty(), is_one_value: true }).collect();
        columns.resize(ROW.len() + self.more_columns.len(), Column::default());
        for row in rows {
            for (column, cell) in columns.iter_mut().zip(row.split('\t')) {
                column.is_filled |= !cell.is_empty();
                column.is_one_value &= cell == column.first;
            }
        }
        columns
    }

    /// Writes head and table; `head` is what the set says of itself, with CURIEs where the standard wants them.
    pub fn write(
        &self,
        output: &mut dyn Write,
        prefixes: &Prefixes,
        head: &Slots,
        definitions: &[Vec<(String, String)>],
    ) -> io::Result<()> {
        let columns = self.columns();
        let in_use = prefixes.in_use();
        // The version comes first, because it says how to read the rest.
        if let Some(version) = head.get("sssom_version").and_then(|values| values.first()) {
            writeln!(output, "#sssom_version: {}", harmless::json(version)?)?;
        }
        if !in_use.is_empty() {
            writeln!(output, "#curie_map:")?;
        }
        for (prefix, base) in in_use {
            writeln!(output, "#  {prefix}: {}", harmless::json(&base)?)?;
        }
        for slot in SET.iter().filter(|slot| slot.name != "sssom_version") {
            let column = ROW.iter().position(|row| row.name == slot.name);
            if let Some(value) = column.and_then(|column| shared(&columns, column)) {
                let values = if slot.is_list { split_list(value) } else { vec![value.to_owned()] };
                write_slot(output, slot.name, slot.is_list, &values)?;
            } else if let Some(values) = head.get(slot.name) {
                write_slot(output, slot.name, slot.is_list, values)?;
            }
        }
        if !definitions.is_empty() {
            writeln!(output, "#extension_definitions:")?;
        }
        for definition in definitions {
            for (at, (name, value)) in definition.iter().enumerate() {
                let start = if at == 0 { "- " } else { "  " };
                writeln!(output, "#  {start}{name}: {}", harmless::json(value)?)?;
            }
        }
        for (name, values) in head.iter().filter(|(name, _)| SET.iter().all(|slot| slot.name != *name)) {
            write_slot(output, name, false, values)?;
        }
        self.write_rows(output, &columns)
    }

    fn write_rows(&self, output: &mut dyn Write, columns: &[Column<'_>]) -> io::Result<()> {
        let names: Vec<&str> =
            ROW.iter().map(|slot| slot.name).chain(self.more_columns.iter().map(String::as_str)).collect();
        let is_literal = !names.iter().zip(columns).any(|(name, column)| *name == "subject_id" && column.is_filled);
        let is_written = |(column, name): (usize, &&str)| {
            ALWAYS.contains(name)
                || *name == "subject_id" && !is_literal
                || *name == "subject_label" && is_literal
                || (columns[column].is_filled && shared(columns, column).is_none())
        };
        let is_written: Vec<bool> = names.iter().enumerate().map(is_written).collect();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b'\t')
            .terminator(csv::Terminator::Any(b'\n'))
            // A row that begins with `#` would pass for a line of the head.
            .comment(Some(b'#'))
            .from_writer(output);
        let chosen = |cells: &mut dyn Iterator<Item = &str>| -> csv::StringRecord {
            cells.zip(&is_written).filter(|(_, is_written)| **is_written).map(|(cell, _)| cell).collect()
        };
        writer.write_record(&chosen(&mut names.iter().copied())).map_err(output_error)?;
        for row in &self.rows {
            writer.write_record(&chosen(&mut row.split('\t'))).map_err(output_error)?;
        }
        writer.flush()
    }
}

/// The cells of a column, seen together.
#[derive(Debug, Clone, Copy, Default)]
struct Column<'a> {
    first: &'a str,
    is_filled: bool,
    is_one_value: bool,
}

/// The value that all rows share, when the standard lets it stand in the head, they do, and it is not empty.
fn shared<'a>(columns: &[Column<'a>], column: usize) -> Option<&'a str> {
    let may_be = ROW.get(column).is_some_and(|slot| slot.is_shared);
    let Column { first, is_one_value, .. } = columns[column];
    (may_be && is_one_value && !first.is_empty()).then_some(first)
}

fn write_slot(output: &mut dyn Write, name: &str, is_list: bool, values: &[String]) -> io::Result<()> {
    match values {
        [] => Ok(()),
        values if is_list => {
            writeln!(output, "#{name}:")?;
            values.iter().try_for_each(|value| writeln!(output, "#  - {}", harmless::json(value)?))
        }
        [value, ..] => writeln!(output, "#{name}: {}", harmless::json(value)?),
    }
}

/// Several values as one cell.
pub fn join_list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let escaped: Vec<String> =
        values.into_iter().map(|value| value.replace('\\', "\\\\").replace('|', "\\|")).collect();
    escaped.join("|")
}

/// The values of a cell that holds a list: `|` parts them, and a backslash takes its meaning away.
pub fn split_list(cell: &str) -> Vec<String> {
    let (mut values, mut value, mut is_escaped) = (Vec::new(), String::new(), false);
    for character in cell.chars() {
        match character {
            '|' | '\\' if is_escaped => {
                value.push(character);
                is_escaped = false;
            }
            '\\' if !is_escaped => is_escaped = true,
            '|' => values.push(std::mem::take(&mut value)),
            _ => {
                if std::mem::take(&mut is_escaped) {
                    value.push('\\');
                }
                value.push(character);
            }
        }
    }
    if is_escaped {
        value.push('\\');
    }
    values.push(value);
    values.retain(|value| !value.trim().is_empty());
    values
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_are_split_as_the_standard_has_it() {
        let cases: [(&str, &[&str]); 5] = [
            ("Alice\\|Bob|Charlie", &["Alice|Bob", "Charlie"]),
            ("Alice\\\\Bob|Charlie\\\\|David\\\\\\|Eve\\\\", &["Alice\\Bob", "Charlie\\", "David\\|Eve\\"]),
            ("", &[]),
            ("a||b", &["a", "b"]),
            ("C:\\new", &["C:\\new"]),
        ];
        for (cell, values) in cases {
            assert_eq!(split_list(cell), values, "{cell}");
        }
    }

    proptest! {
        #[test]
        fn a_list_reads_back(values in proptest::collection::vec("[a|\\\\ é]{0,6}[a-z]", 1..4)) {
            prop_assert_eq!(split_list(&join_list(values.iter().map(String::as_str))), values);
        }
    }
}
