//! Workbooks: the first sheet that has a header with a usable column; one row is one document.
//!
//! ```text
//!     A        B              C
//! 1   Course list 2024
//! 2   Code     Course Title   Learning Outcomes
//! 3   W-101    Welding        Join metal.
//! ```
//!
//! Here `Code` is our identifier, `Course Title` the title, `Learning Outcomes` the text; line 1 is passed over.
//! Numbers lose a `.0`, dates are written as ISO 8601 does. Cells are read one by one where the format allows it,
//! because a sheet with one cell in each far corner would otherwise be a table of seventeen thousand million.
//! Reference: ECMA-376 (.xlsx), ODF 1.3 (.ods), MS-XLS, MS-XLSB.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Sheets};

use super::detection::{Input, is_workbook};
use super::drafts::{Draft, Drafts};
use super::fields::{Role, field_names, unwrap_formula};
use super::{Columns, ReadOptions};
use crate::error::{Diagnostics, Error, Position, Result};

/// Largest workbook file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 28;
/// Largest text of all cells of a sheet, in bytes; far more than a sheet of real texts has.
const LARGEST_SHEET: usize = 1 << 29;
/// How many rows may stand above the header.
const ROWS_ABOVE_HEADER: usize = 10;
/// Longest cell of a header, in characters: longer ones are banners and data.
const LONGEST_HEADER: usize = 60;

type Rows = BTreeMap<u32, BTreeMap<u32, String>>;

/// A sheet that was read and not yet given.
pub(super) struct Sheet {
    name: String,
    columns: Columns,
    names: Vec<String>,
    rows: std::collections::btree_map::IntoIter<u32, BTreeMap<u32, String>>,
    number: u64,
}

impl Sheet {
    pub fn open(input: Input, name: &str, options: &ReadOptions) -> Result<Self> {
        let refuse = |message: String| Error::malformed(Position::file(name), message);
        let mut bytes = Vec::new();
        let read = input.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
        read.map_err(|error| refuse(format!("cannot be read to its end: {error}")))?;
        if bytes.is_empty() {
            return Err(refuse("the file is empty".to_owned()));
        }
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(refuse(format!("longer than {LARGEST_FILE} bytes, the most that is read of a workbook"))
                .with_hint("save the sheet as CSV"));
        }
        if !is_workbook(&bytes) {
            return Err(
                refuse("not a workbook".to_owned()).with_hint("a table that is text is read with the format csv")
            );
        }
        let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
            .map_err(|error| refuse(format!("not a readable workbook: {error}")))?;
        let mut first_failure = None;
        for sheet in book.sheet_names() {
            let sheet_name = format!("{name}!{sheet}");
            let mut rows = read_rows(&mut book, &sheet)
                .map_err(|message| Error::malformed(Position::file(&sheet_name), message))?;
            match choose_header(&sheet_name, &rows, options) {
                Ok((header, columns)) => {
                    let names = field_names(&header_of(&rows, header));
                    let rows = rows.split_off(&(header + 1)).into_iter();
                    return Ok(Self { name: sheet_name, columns, names, rows, number: 0 });
                }
                Err(error) => first_failure = first_failure.or(error),
            }
        }
        Err(first_failure.unwrap_or_else(|| refuse("the workbook holds no rows".to_owned())))
    }
}

impl Drafts for Sheet {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        let Some((row, cells)) = self.rows.next() else { return Ok(None) };
        self.number += 1;
        let position = Position::file(&self.name).line(u64::from(row) + 1).record(self.number);
        let cell = |column: usize, _: Role| {
            let text = u32::try_from(column).ok().and_then(|column| cells.get(&column));
            Cow::Borrowed(text.map_or("", |text| unwrap_formula(text.trim())))
        };
        Ok(Some(self.columns.draft(&self.names, position, cell)))
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        Diagnostics::default()
    }
}

/// The header among the first rows, or what is wrong with the row that looks most like one.
fn choose_header(name: &str, rows: &Rows, options: &ReadOptions) -> std::result::Result<(u32, Columns), Option<Error>> {
    let widest = rows.values().take(ROWS_ABOVE_HEADER + 1).map(BTreeMap::len).max().unwrap_or(0);
    let mut failure = None;
    for (row, cells) in rows.iter().take(ROWS_ABOVE_HEADER + 1) {
        let is_short = cells.values().all(|cell| cell.chars().count() <= LONGEST_HEADER);
        if cells.len() * 2 < widest || !is_short {
            continue;
        }
        match Columns::choose(name, &header_of(rows, *row), options) {
            Ok(columns) => return Ok((*row, columns)),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    Err(failure)
}

/// A row with blanks for the cells that it does not have.
fn header_of(rows: &Rows, row: u32) -> Vec<String> {
    let Some(cells) = rows.get(&row) else { return Vec::new() };
    let width = cells.keys().next_back().map_or(0, |last| last + 1);
    (0..width).map(|column| cells.get(&column).map_or(String::new(), |cell| cell.trim().to_owned())).collect()
}

/// The cells of a sheet that have content.
fn read_rows(book: &mut Sheets<Cursor<Vec<u8>>>, sheet: &str) -> std::result::Result<Rows, String> {
    let mut gathered = Gathered::default();
    match book {
        Sheets::Xlsx(book) => {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                gathered.add(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xlsb(book) => {
            let mut cells = book.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
                gathered.add(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
        }
        Sheets::Xls(_) | Sheets::Ods(_) => {
            let range = book.worksheet_range(sheet).map_err(|error| error.to_string())?;
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, cell) in range.used_cells() {
                gathered.add((top + row as u32, left + column as u32), cell)?;
            }
        }
    }
    Ok(gathered.rows)
}

/// Rows as they are gathered, with their size.
#[derive(Default)]
struct Gathered {
    rows: Rows,
    size: usize,
}

impl Gathered {
    fn add(&mut self, (row, column): (u32, u32), cell: &Data) -> std::result::Result<(), String> {
        let text = text_of(cell);
        if text.trim().is_empty() {
            return Ok(());
        }
        // What a cell takes beside its text.
        self.size += text.len() + 64;
        if self.size > LARGEST_SHEET {
            return Err(format!("the sheet's cells hold more than {LARGEST_SHEET} bytes, the most that is read"));
        }
        self.rows.entry(row).or_default().insert(column, text.into_owned());
        Ok(())
    }
}

fn text_of(cell: &Data) -> Cow<'_, str> {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(number.to_string()),
        Data::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
        Data::DateTime(moment) => Cow::Owned(moment_text(*moment)),
        Data::Error(_) | Data::Empty => Cow::Borrowed(""),
    }
}

fn moment_text(moment: calamine::ExcelDateTime) -> String {
    if moment.is_duration() {
        let seconds = (moment.as_f64() * 86_400.0).round() as i64;
        return format!("PT{}H{}M{}S", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
}
