//! The canonical table of SSSOM: columns in the order of the schema, rows sorted, values that all rows share in the head,
//! empty columns left out. Such a file changes only where its content does.
//!
//! A row waits as one string of cells joined by tabs, because a set is written only when all of it is known. All are
//! sorted at once at the end: a set may have half a million, and to keep them in order as they come costs many times that.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use super::super::curies::Prefixes;
use super::super::{harmless, output_error};
use super::slots::{ROW, SET};
use crate::model::{NO_TERM, Slots};

/// Columns that stand in every file.
pub(super) const ALWAYS: [&str; 4] = ["predicate_id", "object_id", "object_label", "mapping_justification"];

/// Rows on their way into a table, in any order.
#[derive(Debug, Default)]
pub struct Rows {
    /// Columns that are no part of the standard, after those that are.
    pub more_columns: Vec<String>,
    rows: Vec<Box<str>>,
}

impl Rows {
    /// Rows that have these columns as well.
    pub fn with_columns(more_columns: Vec<String>) -> Self {
        Self { more_columns, ..Self::default() }
    }

    /// Takes a row: the cells of the standard's columns in order, then those of the others, with tabs between them.
    pub fn push(&mut self, row: &str) {
        debug_assert_eq!(row.split('\t').count(), ROW.len() + self.more_columns.len());
        self.rows.push(row.into());
    }

    /// Fills `mapping_cardinality`: whether a subject has several objects, and an object several subjects.
    pub fn count_sides(&mut self) {
        let place = |name: &str| ROW.iter().position(|slot| slot.name == name).expect("a slot of the standard");
        let [subject, label, object, cardinality] =
            ["subject_id", "subject_label", "object_id", "mapping_cardinality"].map(place);
        let sides = |cells: &[&'_ str]| {
            let subject = if cells[subject].is_empty() { label } else { subject };
            [subject, object]
        };
        let (mut objects, mut subjects) = (HashMap::new(), HashMap::new());
        let mut pairs: HashSet<[&str; 2]> = HashSet::new();
        for row in &self.rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let [subject, object] = sides(&cells).map(|side| cells[side]);
            if object != NO_TERM && pairs.insert([subject, object]) {
                *objects.entry(subject).or_insert(0usize) += 1;
                *subjects.entry(object).or_insert(0usize) += 1;
            }
        }
        let several = |counts: &HashMap<&str, usize>, side: &str| counts.get(side).is_some_and(|count| *count > 1);
        let counted = |row: &str| {
            let mut cells: Vec<&str> = row.split('\t').collect();
            let [subject, object] = sides(&cells).map(|side| cells[side]);
            cells[cardinality] = match (several(&subjects, object), several(&objects, subject)) {
                _ if object == NO_TERM => "1:0",
                (false, false) => "1:1",
                (false, true) => "1:n",
                (true, false) => "n:1",
                (true, true) => "n:n",
            };
            cells.join("\t").into_boxed_str()
        };
        let rows = self.rows.iter().map(|row| counted(row)).collect();
        self.rows = rows;
    }

    /// All of them as a table.
    pub fn into_table(self) -> CanonicalTable {
        let Self { more_columns, mut rows } = self;
        rows.par_sort_unstable();
        rows.dedup();
        let columns = columns(&rows, ROW.len() + more_columns.len());
        CanonicalTable { more_columns, rows, columns }
    }
}

/// The table: rows in order, none twice.
#[derive(Debug)]
pub struct CanonicalTable {
    more_columns: Vec<String>,
    rows: Vec<Box<str>>,
    columns: Vec<Column>,
}

impl CanonicalTable {
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
        ROW.iter().zip(&self.columns).filter(|(_, column)| column.is_filled).map(|(slot, _)| slot.name).collect()
    }

    /// Writes head and table; `head` is what the set says of itself, with CURIEs where the standard wants them.
    pub fn write(
        &self,
        output: &mut dyn Write,
        prefixes: &Prefixes,
        head: &Slots,
        definitions: &[Vec<(String, String)>],
    ) -> io::Result<()> {
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
            if let Some(value) = column.and_then(|column| self.shared(column)) {
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
        self.write_rows(output)
    }

    fn write_rows(&self, output: &mut dyn Write) -> io::Result<()> {
        let names: Vec<&str> =
            ROW.iter().map(|slot| slot.name).chain(self.more_columns.iter().map(String::as_str)).collect();
        let is_literal =
            !names.iter().zip(&self.columns).any(|(name, column)| *name == "subject_id" && column.is_filled);
        let is_written = |(column, name): (usize, &&str)| {
            ALWAYS.contains(name)
                || *name == "subject_id" && !is_literal
                || *name == "subject_label" && is_literal
                || (self.columns[column].is_filled && self.shared(column).is_none())
        };
        let is_written: Vec<bool> = names.iter().enumerate().map(is_written).collect();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b'\t')
            .terminator(csv::Terminator::Any(b'\n'))
            // A row that begins with `#` would pass for a line of the head.
            .comment(Some(b'#'))
            .from_writer(output);
        writer.write_record(chosen(names.iter().copied(), &is_written)).map_err(output_error)?;
        for row in &self.rows {
            writer.write_record(chosen(row.split('\t'), &is_written)).map_err(output_error)?;
        }
        writer.flush()
    }

    /// The value that all rows share, when the standard lets it stand in the head, they do, and it is not empty.
    fn shared(&self, column: usize) -> Option<&str> {
        let may_be = ROW.get(column).is_some_and(|slot| slot.is_shared) && self.columns[column].is_one_value;
        let first = self.rows.first().and_then(|row| row.split('\t').nth(column));
        first.filter(|value| may_be && !value.is_empty())
    }
}

/// The cells of the columns that are written.
fn chosen<'a>(cells: impl Iterator<Item = &'a str>, is_written: &[bool]) -> impl Iterator<Item = &'a str> {
    cells.zip(is_written).filter_map(|(cell, is_written)| is_written.then_some(cell))
}

/// What the cells of each column have in common, in one pass: a set may have a million rows.
fn columns(rows: &[Box<str>], count: usize) -> Vec<Column> {
    let first: Vec<&str> = rows.first().map_or_else(|| vec![""; count], |row| row.split('\t').collect());
    let mut columns = vec![Column { is_filled: false, is_one_value: true }; count];
    for row in rows {
        for ((column, cell), first) in columns.iter_mut().zip(row.split('\t')).zip(&first) {
            column.is_filled |= !cell.is_empty();
            column.is_one_value &= cell == *first;
        }
    }
    columns
}

/// The cells of a column, seen together.
#[derive(Debug, Clone, Copy)]
struct Column {
    is_filled: bool,
    is_one_value: bool,
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
