//! PDF files: the text that is in them, line by line as it stands on the page. One file is one document.
//!
//! ```text
//! BT /F1 11 Tf 72 720 Td (Requirements) Tj 0 -14 Td [(Weld) -250 (pipes)] TJ ET
//! ```
//!
//! A PDF places pieces of text and knows no lines, so a change of height ends a line, a large gap within a line is a
//! blank, and a line that goes on in small letters is joined to the one before. A short first line is our title. Pictures
//! of text, forms and encrypted files have no text to read and are refused. Streams are unpacked to a limit.
//! Reference: ISO 32000-1, chapter 9.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Encoding, LoadOptions, Object, ObjectId};

use super::detection::Input;
use super::drafts::{Draft, Drafts, LONGEST_TEXT, one_line};
use super::structured::{self, Finished};
use crate::counts::counted;
use crate::decoding::attempt;
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 27;
/// Largest page or font table, in bytes unpacked.
const LARGEST_STREAM: usize = 1 << 25;
/// Most pages that are read of a file.
const MOST_PAGES: usize = 2_000;
/// Gap within a line that is a blank, in thousandths of the size of the letters.
const BLANK: f32 = -200.0;
/// Longest first line that is a title, in characters.
const LONGEST_TITLE: usize = 100;
/// Shortest line that may go on in the next one, in characters.
const SHORTEST_WRAPPED: usize = 40;

/// Opens a file.
pub(super) fn open(input: Input, source: &SourceFile) -> Result<Box<dyn Drafts>> {
    let bytes = structured::read_whole(input, &source.name, LARGEST_FILE)?;
    let position = || Position::file(&source.name);
    // The library is careful with what it reads, but it reads what anybody may have made.
    let read = attempt(|| read_text(&bytes));
    let read = read.unwrap_or_else(|| Err("damaged in a way that cannot be read".to_owned()));
    let (text, unreadable) = read.map_err(|message| {
        Error::malformed(position(), format!("not a readable PDF: {message}")).with_hint("save its text as .txt")
    })?;
    if text.trim().is_empty() && unreadable > 0 {
        return Err(Error::malformed(position(), "not a readable PDF: none of its pages can be taken apart")
            .with_hint("save its text as .txt"));
    }
    if text.trim().is_empty() {
        return Err(Error::malformed(position(), "a PDF without text, such as a scan")
            .with_hint("recognise its text with another program and save that as .txt"));
    }
    let mut draft = Draft { position: position(), ..Draft::default() };
    source.file_name().clone_into(&mut draft.id);
    let lines = joined_lines(&text);
    let mut rest = lines.as_slice();
    if let [first, others @ ..] = rest
        && first.chars().count() < LONGEST_TITLE
        && !others.is_empty()
    {
        draft.title = one_line(first);
        rest = others;
    }
    draft.push(&rest.join("\n"));
    let mut finished = Finished::default();
    if unreadable > 0 {
        let message = format!("{} of the PDF could not be read", counted(unreadable, "page", "pages"));
        finished.diagnostics.push(Severity::Warning, position(), message);
    }
    finished.drafts.push_back(draft);
    Ok(Box::new(finished))
}

/// The text of all pages, and how many could not be read.
fn read_text(bytes: &[u8]) -> std::result::Result<(String, usize), String> {
    let limits = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, limits).map_err(|error| error.to_string())?;
    // Files that open without a password are decrypted when they are loaded.
    if document.trailer.has(b"Encrypt") && !document.was_encrypted() {
        return Err("it is encrypted".to_owned());
    }
    let (mut text, mut unreadable) = (String::new(), 0);
    for page in document.page_iter().take(MOST_PAGES) {
        match page_text(&document, page) {
            Some(page) => text.push_str(&page),
            None => unreadable += 1,
        }
        text.push('\n');
        // One byte more than is read, so that the document is told to be too long.
        if text.len() > LONGEST_TEXT {
            break;
        }
    }
    Ok((text, unreadable))
}

fn page_text<'a>(document: &'a Document, page: ObjectId) -> Option<String> {
    let fonts = document.get_page_fonts(page).ok()?;
    let encoding = |(name, font): (&Vec<u8>, &&'a Dictionary)| {
        Some((name.clone(), font.get_font_encoding_with_limit(document, LARGEST_STREAM).ok()?))
    };
    let encodings: BTreeMap<Vec<u8>, Encoding<'a>> = fonts.iter().filter_map(encoding).collect();
    let content = document.get_page_content_with_limit(page, LARGEST_STREAM).ok()?;
    let content = Content::decode(&content).ok()?;
    let mut writer = Lines::default();
    for operation in &content.operations {
        writer.take(operation, &encodings);
    }
    Some(writer.text)
}

/// The text of a page while its operations are followed.
#[derive(Default)]
struct Lines {
    text: String,
    font: Vec<u8>,
    /// Scale and place of the line that is being set: across and up.
    scale: (f32, f32),
    place: (f32, f32),
    leading: f32,
    /// Where the last piece of text was set.
    last: Option<(f32, f32)>,
}

impl Lines {
    fn take(&mut self, operation: &Operation, encodings: &BTreeMap<Vec<u8>, Encoding<'_>>) {
        let number = |at: usize| operation.operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        match operation.operator.as_str() {
            "BT" => (self.scale, self.place) = ((1.0, 1.0), (0.0, 0.0)),
            "Tf" => {
                let name = operation.operands.first().and_then(|name| name.as_name().ok());
                self.font = name.unwrap_or_default().to_vec();
            }
            "TL" => self.leading = number(0),
            "Tm" => (self.scale, self.place) = ((number(0), number(3)), (number(4), number(5))),
            "Td" | "TD" => {
                if operation.operator == "TD" {
                    self.leading = -number(1);
                }
                self.advance(number(0), number(1));
            }
            "T*" => self.advance(0.0, -self.leading),
            "Tj" | "TJ" => self.show(operation.operands.first(), encodings),
            "'" => {
                self.advance(0.0, -self.leading);
                self.show(operation.operands.first(), encodings);
            }
            "\"" => {
                self.advance(0.0, -self.leading);
                self.show(operation.operands.get(2), encodings);
            }
            _ => {}
        }
    }

    fn advance(&mut self, across: f32, up: f32) {
        self.place.0 += across * self.scale.0;
        // Without a leading a new line would stand upon the old one.
        self.place.1 += if up == 0.0 && across == 0.0 { -1.0 } else { up } * self.scale.1;
    }

    fn show(&mut self, operand: Option<&Object>, encodings: &BTreeMap<Vec<u8>, Encoding<'_>>) {
        let (Some(operand), Some(encoding)) = (operand, encodings.get(&self.font)) else { return };
        if let Some((across, up)) = self.last {
            if (up - self.place.1).abs() > 0.5 {
                self.text.push('\n');
            } else if (across - self.place.0).abs() > 0.5 && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
        self.last = Some(self.place);
        let pieces = match operand {
            Object::Array(pieces) => pieces.as_slice(),
            piece => std::slice::from_ref(piece),
        };
        for piece in pieces {
            match piece {
                Object::String(bytes, _) => {
                    self.text.push_str(&Document::decode_text(encoding, bytes).unwrap_or_default());
                }
                gap => {
                    if gap.as_float().is_ok_and(|gap| gap < BLANK) && !self.text.ends_with([' ', '\n']) {
                        self.text.push(' ');
                    }
                }
            }
        }
    }
}

/// Lines without surrounding blanks; one that goes on in small letters is joined to a long one before it.
fn joined_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(one_line).filter(|line| !line.is_empty()) {
        let goes_on = line.starts_with(char::is_lowercase);
        match lines.last_mut() {
            Some(last) if goes_on && last.chars().count() >= SHORTEST_WRAPPED && !last.ends_with(['.', ':', ';']) => {
                last.push(' ');
                last.push_str(&line);
            }
            _ => lines.push(line),
        }
    }
    lines
}
