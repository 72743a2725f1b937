//! Word documents (.docx): one file is one document, its paragraphs are lines.
//!
//! ```xml
//! <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Requirements</w:t></w:r></w:p>
//! <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Weld </w:t></w:r><w:r><w:t>pipes</w:t></w:r></w:p>
//! ```
//!
//! The first paragraph in a title or heading style, or a short first paragraph, is our title; a numbered or bulleted
//! paragraph becomes a bullet, so that the text layer sees lists and headings. Deleted text, headers, footers, comments
//! and pictures are left out. Entities are not expanded, and the document's unpacked size is limited.
//! Reference: ECMA-376, part 1, chapter 17.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::detection::Input;
use super::drafts::{Draft, Drafts, one_line};
use super::plain::decode;
use super::structured::{self, Finished};
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 28;
/// Largest document inside of it, in bytes unpacked.
const LARGEST_DOCUMENT: u64 = 1 << 27;
/// Longest first paragraph that is a title, in characters.
const LONGEST_TITLE: usize = 100;

/// Whether the first bytes are those of a Word document.
pub(super) fn looks_like(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") && head.windows(5).any(|window| window == b"word/")
}

/// Opens a document.
pub(super) fn open(input: Input, source: &SourceFile) -> Result<Box<dyn Drafts>> {
    let bytes = structured::read_whole(input, &source.name, LARGEST_FILE)?;
    let refuse = |message: String| Error::malformed(Position::file(&source.name), message);
    let xml = document_xml(bytes).map_err(&refuse)?;
    let paragraphs = paragraphs(&decode(&xml).0).map_err(refuse)?;
    let mut draft = Draft { position: Position::file(&source.name), ..Draft::default() };
    source.file_name().clone_into(&mut draft.id);
    let mut lines = paragraphs.as_slice();
    if let Some(at) = lines.iter().position(|line| !line.text.trim().is_empty()) {
        let first = &lines[at];
        if (first.is_heading || first.text.chars().count() < LONGEST_TITLE) && lines.len() > at + 1 && !first.is_bullet
        {
            draft.title = one_line(&first.text);
            lines = &lines[at + 1..];
        }
    }
    let text = lines.iter().map(|line| if line.is_bullet { format!("- {}", line.text) } else { line.text.clone() });
    draft.push(&text.collect::<Vec<_>>().join("\n"));
    let mut finished = Finished::default();
    finished.drafts.push_back(draft);
    Ok(Box::new(finished))
}

fn document_xml(bytes: Vec<u8>) -> std::result::Result<Vec<u8>, String> {
    let unreadable = |error: zip::result::ZipError| format!("not a readable Word document: {error}");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let entry = archive.by_name("word/document.xml").map_err(unreadable)?;
    let mut xml = Vec::new();
    entry.take(LARGEST_DOCUMENT + 1).read_to_end(&mut xml).map_err(|error| format!("damaged: {error}"))?;
    if xml.len() as u64 > LARGEST_DOCUMENT {
        return Err(format!("its text unpacks to more than {LARGEST_DOCUMENT} bytes"));
    }
    Ok(xml)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Paragraph {
    text: String,
    is_heading: bool,
    is_bullet: bool,
}

fn paragraphs(xml: &str) -> std::result::Result<Vec<Paragraph>, String> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut current) = (Vec::new(), Paragraph::default());
    let (mut in_text, mut depth) = (false, 0usize);
    loop {
        match reader.read_event().map_err(|error| format!("not readable XML: {error}"))? {
            Event::Start(start) => match start.local_name().as_ref() {
                "p" => {
                    // Text boxes put paragraphs inside of paragraphs.
                    depth += 1;
                    if depth > 1 && !current.text.is_empty() {
                        current.text.push('\n');
                    }
                }
                "t" => in_text = true,
                _ => mark(&mut current, &start),
            },
            Event::Empty(start) => mark(&mut current, &start),
            Event::Text(text) if in_text => current.text.push_str(&text),
            Event::CData(text) if in_text => current.text.push_str(&text),
            Event::GeneralRef(entity) if in_text => current.text.push_str(&character_of(&entity)),
            Event::End(end) => match end.local_name().as_ref() {
                "t" => in_text = false,
                "p" => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        found.push(std::mem::take(&mut current));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// What an element other than text says of its paragraph.
fn mark(paragraph: &mut Paragraph, start: &BytesStart<'_>) {
    match start.local_name().as_ref() {
        "numPr" => paragraph.is_bullet = true,
        "br" | "cr" => paragraph.text.push('\n'),
        "tab" if !paragraph.text.is_empty() => paragraph.text.push(' '),
        "noBreakHyphen" => paragraph.text.push('-'),
        "pStyle" => {
            let value = start.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
            let style = value.map(|value| value.value.to_lowercase()).unwrap_or_default();
            paragraph.is_heading = style.starts_with("heading") || style.starts_with("title");
            paragraph.is_bullet |= style.starts_with("list");
        }
        _ => {}
    }
}

/// The character of a reference: one of the five that XML knows, or a number.
fn character_of(name: &str) -> String {
    let number = name.strip_prefix("#x").map(|hexadecimal| u32::from_str_radix(hexadecimal, 16));
    let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
    let named = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    };
    let found = named.or_else(|| number.and_then(std::result::Result::ok).and_then(char::from_u32));
    found.map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_keep_headings_bullets_and_characters() {
        let xml = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>R&amp;D &#233;</w:t></w:r></w:p>\
                   <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>Weld </w:t></w:r><w:r><w:tab/><w:t>pipes</w:t></w:r>\
                   <w:del><w:delText>not</w:delText></w:del></w:p><w:p/></w:body></w:document>";
        let read = paragraphs(xml).expect("readable");
        let seen: Vec<(&str, bool, bool)> =
            read.iter().map(|line| (line.text.as_str(), line.is_heading, line.is_bullet)).collect();
        assert_eq!(seen, [("R&D é", true, false), ("Weld  pipes", false, true)]);
    }
}
