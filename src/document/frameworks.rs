//! Taxonomies that are handed over for documents, refused as what they are.
//!
//! The rows of a framework have names and texts like those of a catalogue, so they could be read, and nobody means that.
//! What a file is, is told by the readers of taxonomies from its first bytes; whoever names columns wants its records all
//! the same and gets them.

use serde_json::Value;

use super::graph::{Object, types};
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;
use crate::taxonomy::{self, Format};

/// How the advice begins, by which a refusal is known again.
const ADVICE: &str = "skillmap taxonomy add NAME FILE reads it";

/// Refuses a table or text that is a taxonomy in a published form.
pub(super) fn refuse(name: &str, head: &[u8]) -> Result<()> {
    let source = SourceFile::bytes(name, head.to_vec());
    match framework(&source) {
        // Lists of occupations with their codes are documents to many; only the database itself comes as text.
        Some(Format::OnetText) if source.extension() != "txt" => Ok(()),
        Some(format) => Err(refusal(name, format)),
        None => Ok(()),
    }
}

/// The same for JSON of no shape that holds documents. The first object decides where the signs alone do not: a course may
/// have skills with names like those of a descriptor.
pub(super) fn refuse_json(name: &str, head: &[u8], first: Option<&Object>) -> Result<()> {
    match framework(&SourceFile::bytes(name, head.to_vec())) {
        Some(Format::OsmtJson) if first.is_some_and(|first| !holds_descriptors(first)) => Ok(()),
        Some(format) => Err(refusal(name, format)),
        None => Ok(()),
    }
}

/// Whether a text begins with words and neither with the header of a table nor with marks of RDF, so that no reader of
/// taxonomies need be asked. They are a dozen, and for a short text that costs as much as mapping it.
pub(super) fn begins_as_prose(head: &[u8]) -> bool {
    let line = head.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let next_is_space = |at: usize| line.get(at + 1).is_none_or(u8::is_ascii_whitespace);
    let separates = |(at, byte): (usize, &u8)| match byte {
        b'\t' => true,
        b',' | b';' | b'|' => !next_is_space(at),
        _ => false,
    };
    let begins = line.first().is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
    begins && !line.starts_with(b"PREFIX") && !line.iter().enumerate().any(separates)
}

/// Whether an error is such a refusal.
pub(super) fn is_refusal(error: &Error) -> bool {
    error.hint().is_some_and(|hint| hint.starts_with(ADVICE))
}

fn framework(source: &SourceFile) -> Option<Format> {
    // A beginning that cannot be read is told by the reader of documents, with its place.
    let format = taxonomy::recognise(std::slice::from_ref(source)).ok().flatten();
    format.filter(|format| *format != Format::Table)
}

fn refusal(name: &str, format: Format) -> Error {
    let what = format.facts().what;
    let message = format!("looks like {what} ({}), which is a taxonomy: see skillmap taxonomy add", format.as_str());
    let hint = match format {
        Format::Skos => ADVICE.to_owned(),
        _ => format!("{ADVICE}; --title-column and --text-column read its records as documents all the same"),
    };
    Error::malformed(Position::file(name), message).with_hint(hint)
}

/// Whether an object is a skill descriptor or a list of them.
fn holds_descriptors(object: &Object) -> bool {
    let is_descriptor = |object: &Object| {
        let statements = ["skillStatement", "competencyText", "competencyLabel"];
        let is_stated = object.keys().any(|key| statements.iter().any(|name| key.ends_with(name)));
        is_stated || types(object).iter().any(|name| name.contains("RichSkill"))
    };
    let lists = object.values().filter_map(Value::as_array).flatten().filter_map(Value::as_object);
    is_descriptor(object) || lists.take(1_000).any(is_descriptor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_tables_and_statements() {
        for text in ["We are looking for a welder, full time; apply now.\nWeld\tframes.", "  Schweißer gesucht"] {
            assert!(begins_as_prose(text.as_bytes()), "{text}");
        }
        for text in ["Element ID\tElement Name", "conceptType,conceptUri", "@prefix a: <b> .", "<a> <b> <c> .", ""] {
            assert!(!begins_as_prose(text.as_bytes()), "{text}");
        }
    }
}
