//! CTDL's `AlignmentMap`: a graph of the map itself and one `AlignmentObject` a mapping.
//!
//! ```json
//! {"@context": "https://credreg.net/ctdl/schema/context/json", "@graph": [
//!   {"@id": "_:map", "@type": "ceterms:AlignmentMap", "ceterms:ctid": "ce-…", "ceterms:hasPart": ["_:a1"]},
//!   {"@id": "_:a1", "@type": "ceterms:AlignmentObject", "ceterms:sourceNode": "https://crafts.example/7",
//!    "ceterms:alignmentType": "alignment:ExactMatch", "ceterms:targetNode": "https://trades.example/weld",
//!    "ceterms:weight": 0.87}]}
//! ```
//!
//! `alignment:NoMatch` says that there is no term; a rejection cannot be said. Names have the language `und`, since a
//! mapping set does not say it. Reference: <https://credreg.net/ctdl/terms/AlignmentMap>.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::identifiers::{iri, source_iri, uuid};
use super::{Losses, harmless};
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Decision, Entity, MappingPredicate, MappingRow, MappingSet, NO_TERM, Predicate};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
const TYPES: [(&str, Predicate); 5] = [
    ("alignment:ExactMatch", Predicate::Exact),
    ("alignment:CloseMatch", Predicate::Close),
    ("alignment:BroadMatch", Predicate::Broad),
    ("alignment:NarrowMatch", Predicate::Narrow),
    ("alignment:RelatedMatch", Predicate::Related),
];
const NO_MATCH: &str = "alignment:NoMatch";

/// Writes a set as an alignment map.
pub fn write(set: &MappingSet, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let (mut objects, mut frameworks) = (Vec::new(), BTreeSet::new());
    for row in &set.rows {
        let shown = format!("{} → {}", row.subject.shown(), row.object.shown());
        let named = TYPES.iter().find(|(_, predicate)| row.predicate.skos() == Some(*predicate)).map(|(name, _)| *name);
        let named = if row.object.is_no_term() { Some(NO_MATCH) } else { named };
        let why = match named {
            _ if iri(&row.subject).is_none() || (iri(&row.object).is_none() && !row.object.is_no_term()) => {
                "mappings of what is no concept with an IRI"
            }
            _ if row.negated => "rejected mappings",
            None => "mappings with a predicate that is not of SKOS",
            Some(name) => {
                losses.detail("justification", &row.justification);
                if row.is_reviewed() {
                    losses.detail("reviewer and comment", &shown);
                }
                frameworks.extend(source_iri(&row.subject));
                frameworks.extend(source_iri(&row.object));
                objects.push(object(row, name, objects.len() + 1));
                continue;
            }
        };
        losses.row(why, &shown);
    }
    let id = set.slot("mapping_set_id");
    let parts: Vec<String> =
        objects.iter().map(|object| object["@id"].as_str().unwrap_or_default().to_owned()).collect();
    let pairs: Vec<String> = set.rows.iter().map(|row| format!("{} {}", row.subject.id, row.object.id)).collect();
    let ctid = uuid(&std::iter::once(id).chain(pairs.iter().map(String::as_str)).collect::<Vec<_>>());
    let title = [set.slot("mapping_set_title"), "Mapping set"].into_iter().find(|title| !title.is_empty());
    let mut map = Map::new();
    map.insert("@id".to_owned(), json!(if id.is_empty() { "_:map" } else { id }));
    map.insert("@type".to_owned(), json!("ceterms:AlignmentMap"));
    map.insert("ceterms:ctid".to_owned(), json!(format!("ce-{ctid}")));
    map.insert("ceterms:name".to_owned(), json!({"und": title}));
    let description = set.slot("mapping_set_description");
    if !description.is_empty() {
        map.insert("ceterms:description".to_owned(), json!({"und": description}));
    }
    if !frameworks.is_empty() {
        map.insert("ceterms:compares".to_owned(), json!(frameworks));
    }
    map.insert("ceterms:hasPart".to_owned(), json!(parts));
    let graph: Vec<Value> = std::iter::once(Value::Object(map)).chain(objects).collect();
    let root = json!({"@context": "https://credreg.net/ctdl/schema/context/json", "@graph": graph});
    writeln!(output, "{}", harmless::json_lines(&root)?)?;
    Ok(losses)
}

fn object(row: &MappingRow, name: &str, number: usize) -> Value {
    let mut object = Map::new();
    let mut say = |key: &str, value: Value| object.insert(format!("ceterms:{key}"), value);
    say("sourceNode", json!(row.subject.id));
    if !row.subject.label.is_empty() {
        say("sourceNodeName", json!({"und": row.subject.label}));
    }
    say("alignmentType", json!(name));
    if !row.object.is_no_term() {
        say("targetNode", json!(row.object.id));
        if !row.object.label.is_empty() {
            say("targetNodeName", json!({"und": row.object.label}));
        }
    }
    if let Some(confidence) = row.confidence {
        say("weight", json!((f64::from(confidence) * 1e4).round() / 1e4));
    }
    let date = [row.review_date.as_str(), row.slot("mapping_date")].into_iter().find(|date| !date.is_empty());
    if let Some(date) = date {
        say("alignmentDate", json!(date));
    }
    let mut whole = Map::new();
    whole.insert("@id".to_owned(), json!(format!("_:a{number}")));
    whole.insert("@type".to_owned(), json!("ceterms:AlignmentObject"));
    whole.extend(object);
    Value::Object(whole)
}

/// Reads the alignment objects of a graph, with or without the prefix `ceterms:`.
pub fn read(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let root: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Error::malformed(Position::file(&source.name), format!("not readable JSON: {error}")))?;
    let nodes = match &root["@graph"] {
        Value::Array(nodes) => nodes.clone(),
        _ => vec![root.clone()],
    };
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    for (at, node) in nodes.iter().enumerate() {
        let is_a = |name: &str| {
            let is_named =
                |value: &Value| value.as_str().is_some_and(|kind| kind.trim_start_matches("ceterms:") == name);
            is_named(&node["@type"]) || node["@type"].as_array().is_some_and(|kinds| kinds.iter().any(is_named))
        };
        if is_a("AlignmentMap") {
            loaded
                .value
                .set_slot("mapping_set_id", text(&node["@id"]).filter(|id| !id.starts_with("_:")).unwrap_or_default());
            loaded.value.set_slot("mapping_set_title", text(get(node, "name")).unwrap_or_default());
        }
        if !is_a("AlignmentObject") {
            continue;
        }
        match row(node) {
            Ok(row) => loaded.value.rows.push(row),
            Err(message) => {
                let position = Position::file(&source.name).field(format!("/@graph/{at}"));
                loaded.diagnostics.push(Severity::Skipped, position, message);
            }
        }
    }
    Ok(loaded)
}

fn row(node: &Value) -> std::result::Result<MappingRow, String> {
    let side = |name: &str| Entity {
        id: text(get(node, &format!("{name}Node"))).unwrap_or_default(),
        label: text(get(node, &format!("{name}NodeName"))).unwrap_or_default(),
        ..Entity::default()
    };
    let (subject, mut object) = (side("source"), side("target"));
    let named = text(get(node, "alignmentType")).unwrap_or_default();
    let name = named.rsplit([':', '/']).next().unwrap_or_default();
    let known = TYPES.iter().find(|(known, _)| known.ends_with(&format!(":{name}"))).map(|(_, predicate)| *predicate);
    let predicate = match known {
        _ if NO_MATCH.ends_with(&format!(":{name}")) => {
            object = Entity { id: NO_TERM.to_owned(), ..object };
            Predicate::Close
        }
        Some(predicate) => predicate,
        None => return Err(format!("alignmentType {named:?} is none that is known")),
    };
    if subject.id.is_empty() || object.id.is_empty() {
        return Err("an alignment without source or target".to_owned());
    }
    let mut row = MappingRow::new(subject, MappingPredicate::Skos(predicate), object);
    row.confidence = get(node, "weight").as_f64().map(|value| value as f32).filter(|value| (0.0..=1.0).contains(value));
    row.decision = row.confidence.map(Decision::of);
    row.set_slot("mapping_date", text(get(node, "alignmentDate")).unwrap_or_default());
    Ok(row)
}

fn get<'a>(node: &'a Value, name: &str) -> &'a Value {
    let prefixed = &node[format!("ceterms:{name}")];
    if prefixed.is_null() { &node[name] } else { prefixed }
}

/// A string, an identifier in an object, the first of a list, or the first of a map of languages.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.first().and_then(text),
        Value::Object(object) => {
            let best = ["@id", "@value", "en", "en-US"].iter().find_map(|key| object.get(*key));
            best.or_else(|| object.values().next()).and_then(text)
        }
        _ => None,
    }
}
