//! Delimited text as it really comes: `,` `;` tab or `|`, UTF-8, UTF-16 or Windows-1252, ragged, with a byte
//! order mark or without. Used by every reader of tables, of taxonomies and of documents alike.
//!
//! Records are streamed and their length is bounded, so neither a huge file nor a quote that is never
//! closed can fill the memory.

use std::io::{self, BufRead, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::SourceFile;

/// Longest record that is read, in bytes.
pub const LONGEST_RECORD: u64 = 1 << 26;
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
    reader: csv::Reader<Bounded>,
    raw: csv::ByteRecord,
    number: u64,
    ragged: bool,
    warned_encoding: bool,
    ended: bool,
    /// Lines of the file that stand before the table and were already taken.
    pub lines_before: u64,
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
        let bounded = Bounded { inner: Box::new(decoded), budget: LONGEST_RECORD, piece: Vec::new(), read: 0 };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .quoting(!dialect.unquoted)
            .flexible(true)
            .has_headers(false)
            .from_reader(bounded);
        let mut raw = csv::ByteRecord::new();
        let found = reader.read_byte_record(&mut raw).map_err(|error| csv_error(name, &error))?;
        if !found {
            return Err(Error::malformed(Position::file(name), "the file holds no line of text"));
        }
        let headers: Vec<String> =
            raw.iter().map(|field| decode(field).0.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        Ok(Self {
            name: name.to_owned(),
            headers,
            reader,
            raw,
            number: 0,
            ragged: dialect.ragged,
            warned_encoding: false,
            ended: false,
            lines_before: 0,
            diagnostics: Diagnostics::default(),
        })
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
            self.reader.get_mut().budget = LONGEST_RECORD;
            let read = self.reader.read_byte_record(&mut self.raw);
            if !read.map_err(|error| csv_error(&self.name, &error))? {
                self.ended = true;
                break;
            }
            if self.raw.iter().all(|field| field.iter().all(u8::is_ascii_whitespace)) {
                continue;
            }
            self.number += 1;
            let line = self.first_line() + self.lines_before;
            let position = Position::file(&self.name).line(line).record(self.number);
            if self.raw.as_slice().contains(&0) {
                self.diagnostics.push(Severity::Skipped, position, "the row holds NUL bytes");
                continue;
            }
            if self.raw.len() != self.headers.len() && !self.ragged {
                let message = format!("{} fields where the header has {}", self.raw.len(), self.headers.len());
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

    /// The line on which the record just read begins.
    ///
    /// What the `csv` crate gives is the line on which the record before it ends: in a file with CRLF the LF is
    /// still to come then, and so are blank lines. So it is counted back from the end of the record.
    fn first_line(&self) -> u64 {
        let end = self.reader.position();
        let inside = self.raw.as_slice().split(|byte| *byte == b'\n').count() as u64 - 1;
        let terminator = u64::from(self.reader.get_ref().byte_before(end.byte()) == Some(b'\n'));
        end.line().saturating_sub(inside + terminator).max(1)
    }
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

fn csv_error(name: &str, error: &csv::Error) -> Error {
    let position = error.position().map_or_else(|| Position::file(name), |at| Position::file(name).line(at.line()));
    Error::malformed(position, error.to_string())
}

/// Fails when more bytes are read than the current record may have, and remembers the last piece read.
struct Bounded {
    inner: Box<dyn Read + Send>,
    /// How many bytes may still be read.
    budget: u64,
    /// What was read last; empty at the end of the input. A record ends in it, since no more is read than needed.
    piece: Vec<u8>,
    /// How many bytes were read so far.
    read: u64,
}

impl Bounded {
    /// The byte just before an offset, when it is in the last piece.
    fn byte_before(&self, offset: u64) -> Option<u8> {
        let start = self.read - self.piece.len() as u64;
        let at = offset.checked_sub(start + 1)?;
        self.piece.get(usize::try_from(at).ok()?).copied()
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget == 0 {
            let message = format!("a record longer than {LONGEST_RECORD} bytes; is a quotation mark never closed?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let read = self.inner.read(buffer)?;
        self.budget = self.budget.saturating_sub(read as u64);
        self.piece.clear();
        self.piece.extend_from_slice(&buffer[..read]);
        self.read += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
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
}
