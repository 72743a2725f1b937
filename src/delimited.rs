//! Delimited text as it really comes: `,` `;` tab or `|`, UTF-8, UTF-16 or Windows-1252, ragged, with a byte
//! order mark or without. Used by every reader of tables, of taxonomies and of documents alike.
//!
//! Records are streamed and their length is bounded, so neither a huge file nor a quote that is never closed can fill the
//! memory. A quotation mark that takes in the lines below, because nothing closes it where its cell ends, is reported; and
//! when those lines are rows it is read as an ordinary character, so that no row is lost (`quotation.rs`).

mod input;
mod quotation;

use std::io::BufRead;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::counts::counted;
use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::SourceFile;

use input::Input;
use quotation::{reads_as_rows, stray_mark};

pub use input::LONGEST_RECORD;

/// Stray quotation marks of one table that are read as ordinary characters; a table with more is not repaired further.
const MOST_REPAIRS: u32 = 1_000;
/// Delimiters that are told apart by looking.
pub const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What is known about a table before it is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dialect {
    /// Field delimiter; told from the first lines when absent.
    pub delimiter: Option<u8>,
    /// Quotation marks are ordinary characters (O*NET's text files).
    pub unquoted: bool,
    /// Rows shorter or longer than the header are usual and not reported (ESCO's hierarchy).
    pub ragged: bool,
    /// Lines of the file that stand before the table and were already taken.
    pub lines_before: u64,
}

/// One data row.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Line in the file where it begins, counted from 1.
    pub line: u64,
    /// Number of the data row, counted from 1.
    pub number: u64,
    fields: Vec<String>,
}

impl Record {
    /// The trimmed content of a column; empty when the row is too short.
    pub fn get(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |field| field.trim())
    }

    /// As [`Self::get`], and empty when there is no such column.
    pub fn get_optional(&self, column: Option<usize>) -> &str {
        column.map_or("", |column| self.get(column))
    }
}

/// A table being read.
pub struct TableReader {
    name: String,
    headers: Vec<String>,
    /// How it is read, with nothing left to tell.
    dialect: Dialect,
    delimiter: u8,
    reader: csv::Reader<Input>,
    raw: csv::ByteRecord,
    number: u64,
    repairs: u32,
    warned_encoding: bool,
    ended: bool,
    /// What was repaired or skipped so far.
    pub diagnostics: Diagnostics,
}

impl TableReader {
    /// Opens a table and reads its header.
    pub fn open(source: &SourceFile, dialect: Dialect) -> Result<Self> {
        let input = source.open()?;
        Self::from_reader(input, &source.name, dialect)
    }

    /// The same from a reader that is already open; `name` is for messages.
    pub fn from_reader(mut input: Box<dyn BufRead + Send>, name: &str, dialect: Dialect) -> Result<Self> {
        let head = input.fill_buf().map_err(|error| Error::io(name, error))?;
        if head.is_empty() {
            return Err(Error::malformed(Position::file(name), "the file is empty"));
        }
        let encoding = utf16_without_mark(head);
        if encoding.is_none()
            && !head.starts_with(&[0xff, 0xfe])
            && !head.starts_with(&[0xfe, 0xff])
            && head.contains(&0)
        {
            return Err(Error::malformed(Position::file(name), "holds NUL bytes: not a text file")
                .with_hint("a spreadsheet must have the extension .xlsx, an archive .zip, .gz or .zst"));
        }
        let sample_end = head.len().min(1 << 16);
        let sample = decode_sample(&head[..sample_end], encoding);
        let delimiter = dialect.delimiter.unwrap_or_else(|| guess_delimiter(&sample, dialect.unquoted));

        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(encoding)
            .utf8_passthru(true)
            .strip_bom(true)
            .bom_override(true)
            .build(input);
        let mut table = Self {
            name: name.to_owned(),
            headers: Vec::new(),
            dialect,
            delimiter,
            reader: parser(Input::new(Box::new(decoded)), delimiter, dialect),
            raw: csv::ByteRecord::new(),
            number: 0,
            repairs: 0,
            warned_encoding: false,
            ended: false,
            diagnostics: Diagnostics::default(),
        };
        if table.advance()?.is_none() {
            return Err(Error::malformed(Position::file(name), "the file holds no line of text"));
        }
        let header = |field| decode(field).0.trim_start_matches('\u{feff}').trim().to_owned();
        table.headers = table.raw.iter().map(header).collect();
        Ok(table)
    }

    /// The names of the columns, trimmed.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The first column whose name is one of these; case, blanks and punctuation do not count.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        column(&self.headers, names)
    }

    /// As [`Self::column`], or an error that names the columns there are.
    pub fn require(&self, names: &[&str]) -> Result<usize> {
        self.column(names).ok_or_else(|| missing_column(&self.name, names[0], &self.headers))
    }

    /// The place of a record, for messages.
    pub fn position(&self, record: &Record) -> Position {
        Position::file(&self.name).line(record.line).record(record.number)
    }

    /// The next data row; blank rows are passed over, and rows with NUL bytes are reported and skipped.
    pub fn next_record(&mut self) -> Result<Option<Record>> {
        while !self.ended {
            let Some(line) = self.advance()? else {
                self.ended = true;
                break;
            };
            if self.raw.iter().all(|field| field.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            self.number += 1;
            let position = Position::file(&self.name).line(line).record(self.number);
            if self.raw.as_slice().contains(&0) {
                self.diagnostics.push(Severity::Skipped, position, "the row holds NUL bytes");
                continue;
            }
            if self.raw.len() != self.headers.len() && !self.dialect.ragged {
                let message = format!(
                    "{} where the header has {}",
                    counted(self.raw.len(), "field", "fields"),
                    self.headers.len()
                );
                self.diagnostics.push(Severity::Warning, position.clone(), message);
            }
            let mut fields = Vec::with_capacity(self.raw.len());
            for field in &self.raw {
                let (text, is_utf8) = decode(field);
                if !is_utf8 && !self.warned_encoding {
                    self.warned_encoding = true;
                    let message = "not UTF-8: such cells are read as Windows-1252, here and below";
                    self.diagnostics.push(Severity::Note, position.clone(), message);
                }
                fields.push(text);
            }
            return Ok(Some(Record { line, number: self.number, fields }));
        }
        Ok(None)
    }

    /// Parses the next record, blank ones too, and gives the line on which it begins; `None` at the end.
    fn advance(&mut self) -> Result<Option<u64>> {
        loop {
            let begin = self.reader.position().clone();
            self.reader.get_mut().begin_record(begin.byte());
            let parsed = self.reader.read_byte_record(&mut self.raw);
            if matches!(parsed, Ok(false)) {
                return Ok(None);
            }
            // What the parser gives is the line on which the record before it ends: of CRLF the LF is still to come then,
            // and so are blank lines.
            let input = self.reader.get_ref();
            let end = if parsed.is_ok() { self.reader.position().byte() } else { u64::MAX };
            let text = input.record(end);
            let above = text.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
            let above = above.filter(|byte| **byte == b'\n').count() as u64;
            let begin_line = begin.line() + self.dialect.lines_before;
            if (parsed.is_ok() || input.is_too_long()) && self.repairs_quotation(begin_line, end) {
                continue;
            }
            return match parsed {
                Ok(_) => Ok(Some(begin_line + above)),
                Err(error) => {
                    let position = Position::file(&self.name).line(begin_line + above);
                    let message = format!("after data row {}: {error}", self.number);
                    Err(Error::malformed(position, message))
                }
            };
        }
    }

    /// Reports a quotation mark of the record just read that takes in what lies below. When that is rows, the record is to
    /// be read again, with the mark as an ordinary character.
    fn repairs_quotation(&mut self, begin_line: u64, end: u64) -> bool {
        let input = self.reader.get_ref();
        let cells = self.raw.as_slice();
        let spans_lines = cells.contains(&b'\n') || cells.contains(&b'\r');
        if self.dialect.unquoted || !(spans_lines || input.has_ended() || input.is_too_long()) {
            return false;
        }
        let text = input.record(end);
        let Some(mark) = stray_mark(text, self.delimiter) else { return false };
        let is_header = self.headers.is_empty();
        let without: Vec<u8> = [&text[..mark.at], &text[mark.at + 1..]].concat();
        let width = (!is_header).then_some(self.headers.len());
        let as_rows = self.repairs < MOST_REPAIRS && reads_as_rows(&without, self.delimiter, width);

        let mut position = Position::file(&self.name).line(begin_line + mark.lines_above);
        if !is_header {
            position = position.record(self.number + 1);
            if let Some(header) = self.headers.get(mark.cell) {
                position = position.field(header);
            }
        }
        let end = if mark.is_closed { "not closed where its cell ends" } else { "never closed" };
        let (severity, message) = match (as_rows, mark.lines_below) {
            (true, 0) => (Severity::Warning, "read as an ordinary character".to_owned()),
            (true, lines) => {
                let message = format!(
                    "read as an ordinary character, so that {} not lost in its cell",
                    counted(lines, "line below is", "lines below are")
                );
                (Severity::Warning, message)
            }
            // Whether rows are among them nobody can tell, so it counts as if there were.
            (false, lines) => (
                Severity::Skipped,
                format!("{} read as part of its cell", counted(lines, "line below is", "lines below are")),
            ),
        };
        let message = format!("a quotation mark opens a cell here and is {end}; {message}; close it, or take it out");
        self.diagnostics.push(severity, position, message);
        if as_rows {
            self.repairs += 1;
            self.dialect.lines_before = begin_line - 1;
            let input = std::mem::replace(self.reader.get_mut(), Input::new(Box::new(std::io::empty())));
            self.reader = parser(input.without(mark.at), self.delimiter, self.dialect);
        }
        as_rows
    }
}

fn parser(input: Input, delimiter: u8, dialect: Dialect) -> csv::Reader<Input> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(!dialect.unquoted)
        .flexible(true)
        .has_headers(false)
        .from_reader(input)
}

/// The position of the first header that is one of `names`, by preference of `names`.
pub fn column(headers: &[String], names: &[&str]) -> Option<usize> {
    let folded: Vec<String> = headers.iter().map(|header| fold_header(header)).collect();
    names.iter().find_map(|name| {
        let name = fold_header(name);
        folded.iter().position(|header| *header == name)
    })
}

/// A header with nothing but its letters and digits, lower case: `"O*NET-SOC Code"` is `onetsoccode`.
pub fn fold_header(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The error for a column that is not there.
pub fn missing_column(file: &str, wanted: &str, headers: &[String]) -> Error {
    let there: Vec<String> = headers.iter().map(|header| format!("{header:?}")).collect();
    Error::malformed(Position::file(file), format!("no column {wanted:?}; the columns are {}", there.join(", ")))
}

fn decode(field: &[u8]) -> (String, bool) {
    match std::str::from_utf8(field) {
        Ok(text) => (text.to_owned(), true),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(field).0.into_owned(), false),
    }
}

/// UTF-16 without a byte order mark: every other byte of the beginning is NUL.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(256) & !1];
    if head.len() < 8 {
        return None;
    }
    let nul_at = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let half = head.len() / 2;
    match (nul_at(0), nul_at(1)) {
        (0, odd) if odd * 10 >= half * 9 => Some(UTF_16LE),
        (even, 0) if even * 10 >= half * 9 => Some(UTF_16BE),
        _ => None,
    }
}

fn decode_sample(head: &[u8], encoding: Option<&'static Encoding>) -> String {
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    match encoding.or(marked) {
        Some(encoding) => encoding.decode(head).0.into_owned(),
        None => decode(head).0,
    }
}

/// The delimiter that splits the first lines into most columns, and into equally many in each line.
fn guess_delimiter(sample: &str, unquoted: bool) -> u8 {
    let mut best = (0, b',');
    for delimiter in DELIMITERS {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(!unquoted)
            .flexible(true)
            .has_headers(false)
            .from_reader(sample.as_bytes());
        let widths: Vec<usize> = reader.byte_records().take(20).flatten().map(|record| record.len()).collect();
        let Some((&header, rows)) = widths.split_first() else { continue };
        // The sample may end inside the last row, which then says nothing.
        let rows = &rows[..rows.len().saturating_sub(usize::from(rows.len() > 1))];
        let agreeing = rows.iter().filter(|width| **width == header).count();
        let score = if header < 2 { 0 } else { header * (1 + 4 * agreeing / rows.len().max(1)) };
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn table(bytes: &'static [u8]) -> Result<TableReader> {
        TableReader::open(&SourceFile::memory("test.csv", bytes), Dialect::default())
    }

    #[test]
    fn the_delimiter_is_told_by_agreement_not_by_frequency() {
        for text in ["a;b\n1,5;2,5\n3,5;4,5\n", "a\tb\n1\t2\n", "a|b\n1|2\n", "a,b\n\"x;y;z\",2\n"] {
            let table = TableReader::from_reader(Box::new(io::Cursor::new(text.as_bytes())), "t", Dialect::default());
            assert_eq!(table.expect("a table").headers(), ["a", "b"], "{text:?}");
        }
    }

    #[test]
    fn utf16_and_windows_1252_are_read() {
        let utf16: Vec<u8> = "name,x\ncafé,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut table =
            TableReader::from_reader(Box::new(io::Cursor::new(utf16)), "t", Dialect::default()).expect("a table");
        assert_eq!(table.next_record().expect("a row").expect("a row").get(0), "café");
        let mut table = self::table(b"name,x\ncaf\xe9,1\n").expect("a table");
        assert_eq!(table.next_record().expect("a row").expect("a row").get(0), "café");
        assert_eq!(table.diagnostics.total(), 1);
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let lines = |text: String| -> Vec<u64> {
            let mut table =
                TableReader::from_reader(Box::new(io::Cursor::new(text.into_bytes())), "t", Dialect::default())
                    .expect("a table");
            std::iter::from_fn(|| table.next_record().expect("a row")).map(|record| record.line).collect()
        };
        for end in ["\n", "\r\n"] {
            for last in ["", end] {
                let rows = ["a,b", "1,2", "", "", "3,\"4", "5\"", "6,7"];
                assert_eq!(lines(rows.join(end) + last), [2, 5, 7], "{end:?} {last:?}");
            }
        }
        // Across the pieces in which the input is read.
        for end in ["\n", "\r\n"] {
            let all = lines(format!("a,b{end}") + &format!("12345,67{end}").repeat(5_000));
            assert!(all.iter().copied().eq(2..=5_001), "{end:?}");
        }
        assert_eq!(lines("a,b\r\n1,2\n3,4\r\n\n5,6".to_owned()), [2, 3, 5]);
    }

    #[test]
    fn empty_and_binary_files_are_refused() {
        assert!(table(b"").is_err());
        assert!(table(b"PK\x03\x04\x00\x00\x00\x00binary").is_err());
    }

    #[test]
    fn ragged_rows_are_read_and_reported() {
        let mut table = table(b"a,b\n1\n2,3,4\n").expect("a table");
        let short = table.next_record().expect("a row").expect("a row");
        assert_eq!((short.get(0), short.get(1), short.line), ("1", "", 2));
        table.next_record().expect("a row");
        assert_eq!(table.diagnostics.warnings(), 2);
    }

    /// The rows with their lines, and the messages.
    fn rows(text: &str, dialect: Dialect) -> (Vec<(u64, Vec<String>)>, Vec<String>) {
        let input = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut table = TableReader::from_reader(input, "t.csv", dialect).expect("a table");
        let mut rows = vec![(1, table.headers().to_vec())];
        while let Some(record) = table.next_record().expect("a row") {
            rows.push((record.line, (0..record.fields.len()).map(|at| record.get(at).to_owned()).collect()));
        }
        (rows, table.diagnostics.kept().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_mark_that_nothing_closes_is_told_and_costs_no_row() {
        for end in ["\n", "\r\n", ""] {
            let text = format!("id,title\n1,\"Welder{end}");
            let (read, messages) = rows(&text, Dialect::default());
            assert_eq!(read[1], (2, vec!["1".to_owned(), "Welder".to_owned()]), "{text:?}");
            assert_eq!(messages.len(), 1);
            assert!(messages[0].starts_with("warning: t.csv:2, record 1, title: a quotation mark"), "{messages:?}");
        }
        // In the middle of a large table, with all else in order, in pieces and with either end of line.
        for end in ["\n", "\r\n"] {
            let above = format!("12345,\"two{end}lines\"{end}").repeat(2_000);
            let below = format!("12345,67{end}").repeat(20_000);
            let text = format!("a,b{end}{above}7,\"8{end}{below}");
            let (read, messages) = rows(&text, Dialect::default());
            assert_eq!(read.len(), 22_002, "{messages:?}");
            assert_eq!(read[2_001], (4_002, vec!["7".to_owned(), "8".to_owned()]));
            assert_eq!((read[2_002].0, read[22_001].0), (4_003, 24_002));
            assert_eq!(messages.len(), 1);
            assert!(messages[0].contains("t.csv:4002, record 2001, b: "), "{messages:?}");
            assert!(messages[0].contains("20000 lines below are not lost"), "{messages:?}");
        }
    }

    #[test]
    fn a_mark_that_another_cell_closes_is_told_and_costs_no_row() {
        let (read, messages) =
            rows("id,title\n1,\"Welder\n2,Baker\n3,\"Nurse, night\nshift\"\n4,Cook\n", Dialect::default());
        let titles: Vec<&str> = read.iter().map(|(_, cells)| cells[1].as_str()).collect();
        assert_eq!(titles, ["title", "Welder", "Baker", "Nurse, night\nshift", "Cook"]);
        assert_eq!(read.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 3, 4, 6]);
        assert_eq!(messages.len(), 1);
        assert!(
            messages[0].contains("t.csv:2, record 1, title") && messages[0].contains("not closed where"),
            "{messages:?}"
        );
    }

    #[test]
    fn a_text_that_breaks_off_stays_one_cell_and_is_told() {
        let (read, messages) = rows("id,title,text\n1,Welder,\"Weld.\nCut, grind, polish.\nAnd\n", Dialect::default());
        assert_eq!((read.len(), read[1].1[2].as_str()), (2, "Weld.\nCut, grind, polish.\nAnd"));
        assert_eq!(messages.len(), 1);
        assert!(messages[0].starts_with("skipped: t.csv:2, record 1, text: "), "{messages:?}");
    }

    #[test]
    fn a_mark_in_the_header_is_told() {
        let (read, messages) =
            rows("id,\"title\n1,Welder\n2,Baker\n", Dialect { lines_before: 4, ..Dialect::default() });
        assert_eq!((read.len(), read[0].1[1].as_str(), read[2].0), (3, "title", 7));
        assert!(messages.len() == 1 && messages[0].starts_with("warning: t.csv:5: "), "{messages:?}");
    }

    #[test]
    fn marks_without_end_are_repaired_up_to_a_bound() {
        let text = format!("id,title\n{}", "1,\"a\n".repeat(5_001));
        let (read, messages) = rows(&text, Dialect::default());
        assert_eq!(messages.len(), Diagnostics::KEPT);
        assert_eq!(read[1_000].1, ["1", "a"]);
        assert!(read.len() < 5_002, "the bound holds");
    }

    #[test]
    fn a_mark_before_more_than_a_record_may_have_costs_no_row() {
        let line = format!("1,{}\n", "weld ".repeat(20_000));
        let count = LONGEST_RECORD as usize / line.len() + 20;
        let (read, messages) = rows(&format!("id,title\n0,\"x\n{}", line.repeat(count)), Dialect::default());
        assert_eq!((read.len(), messages.len()), (count + 2, 1));
    }
}
