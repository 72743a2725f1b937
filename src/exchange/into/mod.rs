//! Mappings written back into the document that they are about, as its own format has them.
//!
//! Nothing but the alignments is touched: of JSON every other byte stays (`splice.rs`), of CSV every other cell. A mapping
//! goes to the record that has its subject's identifier or name; where a document describes one thing alone and the set
//! speaks of one subject alone, they belong together. Only accepted mappings are written, each once. A signed document is
//! refused, because nothing could be added without breaking its signature, unless that is wanted; its proof goes then.

mod case;
mod credentials;
mod ctdl;
mod osmt;
mod osmt_json;
mod schema_org;
mod splice;

use std::collections::BTreeSet;

use serde_json::Value;

use self::splice::{Edit, Node};
use super::curies::is_iri;
use super::{Format, Losses};
use crate::error::{Error, Position, Result};
use crate::model::{Decision, Entity, MappingRow, MappingSet};

/// How alignments are written into a document.
#[derive(Debug, Clone, Copy, Default)]
pub struct IntoOptions<'a> {
    /// Take a signature away instead of refusing the document.
    pub unsigned: bool,
    /// Day for what must have one and has none; empty for that of the document.
    pub date: &'a str,
}

/// A document with its alignments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The document.
    pub text: String,
    /// Mappings that were added.
    pub added: usize,
    /// Mappings that were there already.
    pub present: usize,
    /// Whether a signature was taken away.
    pub was_signed: bool,
    /// What could not be written.
    pub losses: Losses,
}

/// Writes the accepted mappings of a set into a document; `name` is for messages.
pub fn write_into(
    set: &MappingSet,
    document: &[u8],
    name: &str,
    format: Format,
    options: IntoOptions<'_>,
) -> Result<Written> {
    let text = std::str::from_utf8(document).map_err(|_| Error::malformed(Position::file(name), "not UTF-8"))?;
    let refuse = |message: String| Error::malformed(Position::file(name), message);
    if format == Format::OsmtCsv {
        return osmt::write(set, text).map_err(refuse);
    }
    if text.trim_start().starts_with("eyJ") {
        return Err(refuse("a signed token: nothing can be written into it".to_owned())
            .with_hint("write into the credential before it is signed"));
    }
    serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}'))
        .map_err(|error| refuse(format!("not readable JSON: {error}")))?;
    let root = splice::parse(text).ok_or_else(|| refuse("JSON that is nested too deeply".to_owned()))?;
    let signature = credentials::signature(text, &root);
    if signature.is_some() && !options.unsigned {
        return Err(refuse("a signed credential: any change breaks its signature".to_owned())
            .with_hint("--unsigned writes the alignments and takes the signature away; sign it again afterwards"));
    }
    if format == Format::Case {
        let mut written = Written::default();
        if root.get("CFItems").is_none() {
            return Err(refuse("no list of \"CFItems\": not a CASE package".to_owned()));
        }
        let edits = case::edits(set, text, &root, options.date, &mut written);
        written.text = splice::apply(text, edits);
        return Ok(written);
    }
    let places = match format {
        Format::OpenBadges => credentials::places(text, &root),
        Format::Ctdl => ctdl::places(text, &root),
        Format::CtdlAsn => ctdl::competencies(text, &root),
        Format::SchemaOrg => schema_org::places(text, &root),
        Format::OsmtJson => osmt_json::places(text, &root),
        other => {
            return Err(Error::request(format!("{other} is not written into documents"))
                .with_hint("open-badges, ctdl, ctdl-asn, schema-org, case, osmt-csv and osmt-json are"));
        }
    };
    if places.is_empty() {
        return Err(refuse(format!("nothing in it takes alignments of {format}")));
    }
    let mut written = Written {
        text: String::new(),
        added: 0,
        present: 0,
        was_signed: signature.is_some(),
        losses: Losses::default(),
    };
    let mut edits: Vec<Edit> = signature.into_iter().collect();
    let assigned = assign(set, &places, &mut written.losses);
    for (place, rows) in places.iter().zip(assigned) {
        let mut by_key: Vec<(&str, Vec<Value>)> = Vec::new();
        for row in rows {
            let Some(key) = (place.key)(row) else {
                let shown = format!("{} {} {}", row.subject.shown(), row.predicate, row.object.shown());
                written.losses.row(&format!("predicates for which {format} has no word"), &shown);
                continue;
            };
            if place.has(text, key, &row.object.id) {
                written.present += 1;
                continue;
            }
            written.added += 1;
            let value = (place.value)(row, &mut written.losses);
            match by_key.iter_mut().find(|(there, _)| *there == key) {
                Some((_, values)) => values.push(value),
                None => by_key.push((key, vec![value])),
            }
        }
        for (key, values) in by_key {
            let values = place.wrap.map_or_else(|| values.clone(), |wrap| vec![wrap(&values)]);
            edits.extend(splice::append(text, place.node, key, &values));
        }
    }
    written.text = splice::apply(text, edits);
    Ok(written)
}

/// A record of a document that takes alignments.
pub(super) struct Place<'a> {
    /// The object.
    node: &'a Node,
    /// What it goes by: identifiers and names.
    names: Vec<String>,
    /// The member that a row is added to; none when its predicate cannot be said there.
    key: fn(&MappingRow) -> Option<&'static str>,
    /// What is added.
    value: fn(&MappingRow, &mut Losses) -> Value,
    /// Puts all that is added together into one object, where the format wants that.
    wrap: Option<fn(&[Value]) -> Value>,
}

impl Place<'_> {
    /// Whether the member names the concept already.
    fn has(&self, text: &str, key: &str, id: &str) -> bool {
        let member = self.node.get(key).map(|node| &text[node.range()]);
        let Some(value) = member.and_then(|member| serde_json::from_str::<Value>(member).ok()) else { return false };
        mentions(&value, id)
    }
}

fn mentions(value: &Value, id: &str) -> bool {
    match value {
        Value::String(text) => text == id,
        Value::Array(values) => values.iter().any(|value| mentions(value, id)),
        Value::Object(object) => object.values().any(|value| mentions(value, id)),
        _ => false,
    }
}

/// The accepted rows for each place; those that go nowhere are lost.
fn assign<'s>(set: &'s MappingSet, places: &[Place<'_>], losses: &mut Losses) -> Vec<Vec<&'s MappingRow>> {
    let mut assigned: Vec<Vec<&MappingRow>> = places.iter().map(|_| Vec::new()).collect();
    for (row, _) in accepted(set, losses) {
        match place_of(&row.subject, set, places) {
            Some(place) if !assigned[place].iter().any(|other| other.object.id == row.object.id) => {
                assigned[place].push(row);
            }
            Some(_) => {}
            None => losses.row("mappings of a subject that is not in the document", &row.subject.shown()),
        }
    }
    assigned
}

/// Rows that may be written: accepted, with a target that has an IRI.
fn accepted<'s>(set: &'s MappingSet, losses: &mut Losses) -> Vec<(&'s MappingRow, String)> {
    let mut rows = Vec::new();
    for row in &set.rows {
        let shown = format!("{} → {}", row.subject.shown(), row.object.shown());
        if row.object.is_no_term() {
            losses.row("that there is no term", &shown);
        } else if row.negated {
            losses.row("rejected mappings", &shown);
        } else if row.decision != Some(Decision::Accepted) {
            losses.row("mappings that nobody accepted yet", &shown);
        } else if !is_iri(&row.object.id) {
            losses.row("mappings onto concepts without an IRI", &shown);
        } else {
            rows.push((row, shown));
        }
    }
    rows
}

fn place_of(subject: &Entity, set: &MappingSet, places: &[Place<'_>]) -> Option<usize> {
    let goes_by = |place: &Place<'_>, name: &str| !name.is_empty() && place.names.iter().any(|other| other == name);
    let by_id = places.iter().position(|place| goes_by(place, &subject.id));
    let by_name = || places.iter().position(|place| goes_by(place, &subject.label));
    let alone = || {
        let subjects: BTreeSet<&str> = set.rows.iter().map(|row| row.subject.key()).collect();
        (places.len() == 1 && subjects.len() == 1).then_some(0)
    };
    by_id.or_else(by_name).or_else(alone)
}

/// Members of an object that hold text, by name.
fn texts(text: &str, node: &Node, keys: &[&str]) -> Vec<String> {
    let values = keys.iter().filter_map(|key| node.get(key)).map(|value| &text[value.range()]);
    values.filter_map(|value| serde_json::from_str::<Value>(value).ok()).flat_map(|value| words(&value)).collect()
}

/// The strings of a value: itself, those of a list, those of a map of languages, and the `value` of an object.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(words).collect(),
        Value::Object(object) => match object.get("value") {
            Some(value) => words(value),
            None => object.values().filter_map(Value::as_str).map(str::to_owned).collect(),
        },
        _ => Vec::new(),
    }
}

/// The types of an object, without their prefixes.
fn types(text: &str, node: &Node) -> Vec<String> {
    let named = texts(text, node, &["@type", "type"]);
    named.into_iter().map(|name| name.rsplit(':').next().unwrap_or_default().to_owned()).collect()
}
