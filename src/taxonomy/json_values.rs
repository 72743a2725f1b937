//! JSON as taxonomies are published in it: whole files of values, and fields whose names and forms vary.
//!
//! Fields are taken by the last part of their key (`competencyText` of `ceterms:competencyText`) and contexts are
//! never expanded: some cannot be had, and real files use vocabularies out of turn. One or many, a text or a
//! language map, an address or an object with one: all are taken for what they mean.

use std::io::Read as _;

use encoding_rs::{Encoding, UTF_8};
use serde_json::{Deserializer, Map, Value};

use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// Longest file that is read, in bytes; it is held in memory whole.
const LONGEST_FILE: u64 = 512 << 20;
/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 1 << 16;

/// One JSON object.
pub(super) type Object = Map<String, Value>;

/// A text with its language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Literal {
    pub text: String,
    pub language: String,
}

/// The beginning of a file, when it begins like JSON.
pub(super) fn head(file: &SourceFile) -> Result<Option<String>> {
    let mut head = Vec::new();
    file.open()?.take(HEAD).read_to_end(&mut head).map_err(|error| Error::io(&file.name, error))?;
    let (head, _, _) = Encoding::for_bom(&head).map_or(UTF_8, |(encoding, _)| encoding).decode(&head);
    let head = without_comments(&head);
    Ok(head.starts_with(['{', '[']).then(|| head.to_owned()))
}

/// Hands over the values of a file, of which there may be several one after the other.
pub(super) fn each_value(file: &SourceFile, mut take: impl FnMut(&Value)) -> Result<()> {
    let bytes = file.read(LONGEST_FILE)?;
    let (text, encoding, _) = Encoding::for_bom(&bytes).map_or(UTF_8, |(encoding, _)| encoding).decode(&bytes);
    // Where nothing had to be converted, the parser itself says which byte is not UTF-8.
    let bytes = if encoding == UTF_8 { without_mark(&bytes) } else { text.as_bytes() };
    let start = if bytes.starts_with(b"//") { bytes.len() - without_comments(&text).len() } else { 0 };
    for value in Deserializer::from_slice(&bytes[start..]).into_iter::<Value>() {
        take(&value.map_err(|error| malformed(file, &error))?);
    }
    Ok(())
}

/// Text without lines of comment before it, which JSON does not know and samples have all the same.
fn without_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The parser's message ends with line and column.
pub(super) fn malformed(file: &SourceFile, error: &serde_json::Error) -> Error {
    let position = Position::file(&file.name).line(error.line() as u64);
    let hint = if error.is_eof() { "the download may be cut short; fetch it again" } else { "the file must be JSON" };
    Error::malformed(position, error.to_string()).with_hint(hint)
}

/// The last part of a key: of `ceterms:name`, `@type` or a full address.
pub(super) fn local_name(key: &str) -> &str {
    key.rsplit(['/', '#', ':', '@']).next().unwrap_or(key)
}

/// The first of the fields that there is and that is not null; the order of `names` decides.
pub(super) fn field<'a>(object: &'a Object, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| {
        let exact = object.get(*name).filter(|value| !value.is_null());
        exact.or_else(|| {
            object.iter().find_map(|(key, value)| (local_name(key) == *name && !value.is_null()).then_some(value))
        })
    })
}

pub(super) fn identifier(object: &Object) -> String {
    field(object, &["id"]).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of a value: a string, a list, `{"en-US": …}`, `{"@value": …}` or an object with a name.
pub(super) fn literals(value: Option<&Value>, language: &str) -> Vec<Literal> {
    let mut found = Vec::new();
    if let Some(value) = value {
        collect_literals(value, language, &mut found);
    }
    found
}

fn collect_literals(value: &Value, language: &str, found: &mut Vec<Literal>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => {
            found.push(Literal { text: text.trim().to_owned(), language: language.to_owned() });
        }
        Value::Array(elements) => elements.iter().for_each(|element| collect_literals(element, language, found)),
        Value::Object(object) => {
            if let Some(value) = object.get("@value") {
                let tag = object.get("@language").and_then(Value::as_str);
                collect_literals(value, tag.map_or(language.to_owned(), language_tag).as_str(), found);
            } else if let Some(name) = field(object, &["name", "skillName"]) {
                collect_literals(name, language, found);
            } else {
                let is_tag = |tag: &str| !tag.starts_with('@') || tag == "@none";
                for (tag, value) in object.iter().filter(|(tag, value)| is_tag(tag) && !value.is_object()) {
                    collect_literals(value, &language_tag(tag), found);
                }
            }
        }
        _ => {}
    }
}

/// `@none` and `und` say that the language is not known.
fn language_tag(tag: &str) -> String {
    let tag = tag.to_lowercase();
    if matches!(tag.as_str(), "@none" | "und") { String::new() } else { tag }
}

/// Addresses given as strings or as `{"@id": …}`, one or many.
pub(super) fn addresses(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(address)) => vec![address.clone()],
        Some(Value::Array(elements)) => elements.iter().flat_map(|element| addresses(Some(element))).collect(),
        Some(Value::Object(object)) => vec![identifier(object)].into_iter().filter(|id| !id.is_empty()).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
