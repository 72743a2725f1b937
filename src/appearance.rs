//! What a file looks like, in words, for the message about one that nobody can read.
//!
//! "Unknown format" helps nobody: a person who is told that the file is a web page knows that the download went wrong,
//! and one who is told the columns knows which of them to name.

use std::io::Read as _;

use encoding_rs::{Encoding, UTF_8};

use crate::delimited::{Dialect, TableReader};
use crate::error::{Error, Result};
use crate::fs::SourceFile;

/// How much of a file is looked at.
const HEAD: u64 = 1 << 16;
/// Most names that are told.
const SHOWN: usize = 8;

/// What files begin with that are told by their first bytes.
const MAGIC: [(&[u8], &str); 12] = [
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive, or an office file, which is one"),
    (b"\xd0\xcf\x11\xe0", "a file of an old office program"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
];

/// What a file looks like, such as `a web page` or `a table with the columns a, b`.
pub fn of(file: &SourceFile) -> Result<String> {
    let mut head = Vec::new();
    file.open()?.take(HEAD).read_to_end(&mut head).map_err(|error| Error::io(&file.name, error))?;
    Ok(of_bytes(&head).unwrap_or_else(|text| match columns(file) {
        Some(columns) => format!("a table with the columns {columns}"),
        None => format!("plain text that begins {:?}", beginning(&text)),
    }))
}

/// Whether the beginning of a file may be words.
pub fn is_text(head: &[u8]) -> bool {
    let (text, _, _) = Encoding::for_bom(head).map_or(UTF_8, |(encoding, _)| encoding).decode(head);
    !text.contains('\0') && !MAGIC.iter().any(|(magic, _)| head.starts_with(magic))
}

/// What the beginning of a file looks like; the text itself when it is nothing but text.
pub fn of_bytes(head: &[u8]) -> std::result::Result<String, String> {
    if head.is_empty() {
        return Ok("an empty file".to_owned());
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Ok((*what).to_owned());
    }
    let encoding = Encoding::for_bom(head).map_or(UTF_8, |(encoding, _)| encoding);
    let (text, _, _) = encoding.decode(head);
    if text.contains('\0') {
        return Ok("a file that is not text".to_owned());
    }
    let start = text.trim_start();
    if start.is_empty() {
        return Ok("a file of nothing but blanks".to_owned());
    }
    if start.starts_with(['{', '[']) {
        let keys = keys(start);
        return Ok(if keys.is_empty() { "JSON".to_owned() } else { format!("JSON with the keys {}", listed(&keys)) });
    }
    if start.starts_with('<') {
        let element = element(start);
        return Ok(match element.to_lowercase().as_str() {
            "html" | "!doctype" => "a web page".to_owned(),
            _ => format!("XML whose first element is <{element}>"),
        });
    }
    Err(text.into_owned())
}

/// The keys of the outermost object, or of the first object of a list.
fn keys(text: &str) -> Vec<&str> {
    let (mut keys, mut depth, mut rest) = (Vec::new(), 0usize, text);
    let first = text.trim_start_matches(|character: char| character == '[' || character.is_whitespace());
    let wanted = text[..text.len() - first.len()].matches('[').count() + 1;
    while let Some(at) = rest.find(['{', '[', '}', ']', '"']) {
        let mark = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match mark {
            b'{' | b'[' => depth += 1,
            b'"' => {
                let mut escaped = false;
                let closes = |character: char| {
                    let is_end = character == '"' && !escaped;
                    escaped = character == '\\' && !escaped;
                    is_end
                };
                let Some(end) = rest.find(closes) else { break };
                let (word, after) = (&rest[..end], &rest[end + 1..]);
                if depth == wanted && after.trim_start().starts_with(':') && !keys.contains(&word) {
                    keys.push(word);
                }
                rest = after;
            }
            _ => {
                depth = depth.saturating_sub(1);
                if depth < wanted {
                    break;
                }
            }
        }
    }
    keys
}

/// The name of the first element that is none of the markup before it.
fn element(text: &str) -> &str {
    let mut rest = text;
    loop {
        let Some(at) = rest.find('<') else { return "" };
        rest = &rest[at + 1..];
        if rest.starts_with('?') || rest.starts_with("!--") {
            continue;
        }
        let is_end = |character: char| character.is_whitespace() || matches!(character, '>' | '/');
        return beginning(rest.split(is_end).next().unwrap_or_default());
    }
}

fn columns(file: &SourceFile) -> Option<String> {
    let table = TableReader::open(file, Dialect::default()).ok()?;
    let headers: Vec<&str> = table.headers().iter().map(String::as_str).collect();
    let is_header = headers.len() > 1 && headers.iter().all(|header| !header.trim().is_empty());
    is_header.then(|| listed(&headers))
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("{:?}", beginning(name))).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// As much of a text as fits into a message.
fn beginning(text: &str) -> &str {
    let line = text.trim().lines().next().unwrap_or_default();
    let end = line.char_indices().nth(60).map_or(line.len(), |(at, _)| at);
    &line[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_described_by_what_is_in_them() {
        let described = |bytes: &'static [u8]| of(&SourceFile::memory("x", bytes)).expect("memory is readable");
        for (bytes, expected) in [
            (&b""[..], "an empty file"),
            (b" \n", "a file of nothing but blanks"),
            (b"%PDF-1.7", "a PDF"),
            (b"\x00\x01\x02", "a file that is not text"),
            (b"<!DOCTYPE html><p>", "a web page"),
            (b"<?xml version=\"1.0\"?><!-- c --><tei:TEI a=\"b\">", "XML whose first element is <tei:TEI>"),
            (
                b"{\"a\": {\"x\": 1}, \"b\\\"c\": [{\"y\": 2}], \"d\": \"e\"}",
                "JSON with the keys \"a\", \"b\\\\\\\"c\", \"d\"",
            ),
            (b"[{\"a\": 1}, {\"b\": 2}]", "JSON with the keys \"a\""),
            (b"[1, 2]", "JSON"),
            (b"a;b\n1;2\n", "a table with the columns \"a\", \"b\""),
            (b"Dear Anna,\n", "plain text that begins \"Dear Anna,\""),
        ] {
            assert_eq!(described(bytes), expected);
        }
        let long = described(Box::leak(format!("<{}>", "e".repeat(9_000)).into_bytes().into_boxed_slice()));
        assert!(long.len() < 120, "{long}");
    }

    #[test]
    fn words_in_any_encoding_are_text() {
        let utf16: Vec<u8> = "\u{feff}Weld".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_text(&utf16) && is_text(b"[see](x)") && is_text(b"caf\xe9") && is_text(b""));
        assert!(!is_text(b"a\0b") && !is_text(b"GIF89a"));
    }

    #[test]
    fn no_beginning_of_json_is_too_strange() {
        for text in ["{", "[", "{\"", "{\"a", "[[[[", "}{", "{\"a\\", "[{]}"] {
            assert!(of_bytes(text.as_bytes()).is_ok_and(|what| what.starts_with("JSON")) || text == "}{", "{text}");
        }
    }
}
