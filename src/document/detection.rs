//! Tells the format of an input from its name first and its first bytes second.
//!
//! Standard input can be read only once, so the first bytes are read ahead and given back to the reader.

use std::io::{self, BufRead, Cursor, Read};

use super::credentials::baked;
use super::credentials::jwt::looks_like as is_token;
use super::{Columns, Format, ReadOptions, docx, frameworks, html, jsonl};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// How many bytes are looked at.
const HEAD: usize = 1 << 16;

/// Kinds of files that hold documents but are not read, with what to do instead.
const UNSUPPORTED: &[(&[&str], &str)] = &[
    (&["doc", "odt", "rtf", "pages"], "this kind of word processor file is not supported; save it as .docx or text"),
    (&["pptx", "ppt", "odp", "key"], "presentations are not supported; save the text as .txt"),
    (&["xml", "rdf", "ttl", "nt"], "this kind of markup is not supported as documents; save the text as .txt"),
    (&["jpg", "jpeg", "gif", "tif", "tiff", "webp"], "pictures are not supported, but for baked badges in PNG and SVG"),
    (
        &["zip", "tar", "7z", "rar", "bz2", "xz"],
        "this kind of archive, or one inside another, is not supported; unpack it first",
    ),
    (&["parquet", "sqlite", "db", "exe", "bin"], "this kind of file is not supported; export it as CSV or JSON Lines"),
];

/// An open input whose first bytes are known.
pub(super) struct Input {
    head: Cursor<Vec<u8>>,
    /// A failure within the first bytes, told when the reader comes to it.
    failure: Option<io::Error>,
    rest: Box<dyn BufRead + Send>,
}

impl Input {
    pub fn open(source: &SourceFile) -> Result<Self> {
        let mut rest = source.open()?;
        let mut head = Vec::new();
        let failure = rest.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        Ok(Self { head: Cursor::new(head), failure, rest })
    }

    /// The first bytes.
    pub fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.fill_buf()?.read(buffer)?;
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.head.position() < self.head.get_ref().len() as u64 {
            return self.head.fill_buf();
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.head.position() < self.head.get_ref().len() as u64 {
            self.head.consume(amount);
        } else {
            self.rest.consume(amount);
        }
    }
}

/// Tells the format of an input, of JSON by its first object; one that looks like nothing in particular is text, and one
/// that is known not to be readable is an error. Reads from the input, which standard input does not allow twice.
pub fn detect(source: &SourceFile, options: &ReadOptions) -> Result<Format> {
    if let Some(format) = options.format {
        return Ok(format);
    }
    let input = Input::open(source)?;
    match recognise(source, input.head(), options)? {
        Some(Format::JsonLines) => Ok(jsonl::shape_of_first(input, &source.name).unwrap_or(Format::JsonLines)),
        format => Ok(format.unwrap_or(Format::Text)),
    }
}

/// The format of a file that surely holds documents: JSON of a known shape, a token, a baked badge, a letter, or a table
/// whose columns say that somebody offers something. Any other text, table or JSON may be anything.
pub fn surely_documents(source: &SourceFile) -> Option<Format> {
    if source.is_standard_input() {
        return None;
    }
    // What cannot be opened holds nothing that could be told.
    match detect(source, &ReadOptions::default()).ok()? {
        Format::JsonLines | Format::Text | Format::Markdown | Format::Html | Format::Spreadsheet => None,
        Format::Csv => {
            let table = TableReader::open(source, Dialect::default()).ok()?;
            Columns::are_of_offers(table.headers()).then_some(Format::Csv)
        }
        format => Some(format),
    }
}

/// The format of an input by name and first bytes; `None` when only a guess would be left.
pub(super) fn recognise(source: &SourceFile, head: &[u8], options: &ReadOptions) -> Result<Option<Format>> {
    if options.format.is_some() {
        return Ok(options.format);
    }
    let extension = source.extension();
    let position = || Position::file(&source.name);
    let unsupported = UNSUPPORTED.iter().find(|(extensions, _)| extensions.contains(&extension.as_str()));
    if let Some((_, advice)) = unsupported {
        frameworks::refuse(&source.name, head)?;
        return Err(Error::malformed(position(), *advice));
    }
    match extension.as_str() {
        "csv" | "tsv" | "tab" | "psv" => return Ok(Some(Format::Csv)),
        "json" | "jsonl" | "ndjson" | "jsonld" | "1ob" if !is_token(head) => return Ok(Some(Format::JsonLines)),
        "html" | "htm" | "xhtml" => return Ok(Some(Format::Html)),
        "docx" => return Ok(Some(Format::Docx)),
        "pdf" => return Ok(Some(Format::Pdf)),
        "png" | "svg" => return Ok(Some(Format::BakedBadge)),
        "jwt" | "jws" => return Ok(Some(Format::Jwt)),
        "xlsx" | "xlsm" | "xlsb" | "ods" => return Ok(Some(Format::Spreadsheet)),
        "md" | "markdown" => return Ok(Some(Format::Markdown)),
        "txt" | "text" => return Ok(Some(Format::Text)),
        // Many programs give that name to tables that are text.
        "xls" if is_workbook(head) => return Ok(Some(Format::Spreadsheet)),
        _ => {}
    }
    if docx::looks_like(head) {
        return Ok(Some(Format::Docx));
    }
    if is_workbook(head) {
        return Ok(Some(Format::Spreadsheet));
    }
    if head.starts_with(b"%PDF-") {
        return Ok(Some(Format::Pdf));
    }
    if head.starts_with(baked::PNG) || baked::looks_like_svg(head) {
        return Ok(Some(Format::BakedBadge));
    }
    if html::looks_like(head) {
        return Ok(Some(Format::Html));
    }
    if is_token(head) {
        return Ok(Some(Format::Jwt));
    }
    if looks_like_json(head) {
        return Ok(Some(Format::JsonLines));
    }
    if has_certain_columns(source, head, options) {
        return Ok(Some(Format::Csv));
    }
    Ok(None)
}

/// A zip archive or an OLE container.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// Begins with an object or with an array of objects; Markdown may begin with a bracket as well.
fn looks_like_json(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let Some((first, rest)) = head.split_first() else { return false };
    match (first, rest.trim_ascii_start().first()) {
        (b'{', Some(next)) => matches!(next, b'"' | b'}'),
        (b'[', Some(next)) => matches!(next, b'{' | b']'),
        _ => false,
    }
}

/// Whether the first line, as a table's header, has columns that are surely meant.
fn has_certain_columns(source: &SourceFile, head: &[u8], options: &ReadOptions) -> bool {
    let input = Box::new(Cursor::new(head.to_vec()));
    let Ok(table) = TableReader::from_reader(input, &source.name, Dialect::default()) else { return false };
    let headers = table.headers();
    let named = !options.text_columns.is_empty() || options.title_column.is_some();
    headers.len() > 1
        && Columns::choose(&source.name, headers, options).is_ok()
        && (named || Columns::are_certain(headers))
}
