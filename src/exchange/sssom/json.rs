//! SSSOM as JSON: the slots of the table under the same names, prefixes in the `@context`.
//!
//! ```json
//! {"@context": {"trades": "https://trades.example/"}, "mapping_set_id": "https://crafts.example/crosswalk",
//!  "license": "…", "mappings": [{"subject_id": "crafts:7", "predicate_id": "skos:exactMatch", "object_id": "trades:weld",
//!    "mapping_justification": "semapv:LexicalMatching", "confidence": 0.87}]}
//! ```
//!
//! It is written by way of the table, so both say the same; values that all rows share are said in each row as well,
//! because most readers of the JSON do not look for them above.
//! Reference: <https://mapping-commons.github.io/sssom/spec-formats-json/>.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::super::{Losses, WriteOptions, harmless};
use super::parts::{NUMBERS, Parts, is_list};
use super::read::{Head, Reading};
use super::slots;
use super::slots::of_set;
use super::write::write_table;
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{MappingSet, Slots};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;

/// Reads SSSOM/JSON.
pub fn read_json(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let malformed = |message: String| Error::malformed(Position::file(&source.name), message);
    let root: Value =
        serde_json::from_slice(&bytes).map_err(|error| malformed(format!("not readable JSON: {error}")))?;
    let Value::Object(mut root) = root else { return Err(malformed("not an object".to_owned())) };
    let Some(Value::Array(mappings)) = root.remove("mappings") else {
        return Err(malformed("no list of \"mappings\"".to_owned()));
    };
    let mut head = Head::default();
    for name in ["@context", "curie_map"] {
        let Some(Value::Object(context)) = root.remove(name) else { continue };
        for (prefix, base) in context {
            // Terms of the context that are no prefixes say how to read slots, which is known here.
            let base = base.as_str().or_else(|| base.get("prefix_url").and_then(Value::as_str));
            let base = base.filter(|base| base.ends_with(['/', '#', '_', ':', '=', '?']) && !prefix.starts_with('@'));
            head.prefixes.extend(base.map(|base| (prefix.clone(), base.to_owned())));
        }
    }
    if let Some(Value::Array(definitions)) = root.remove("extension_definitions") {
        let definition = |value: &Value| -> Option<BTreeMap<String, String>> {
            Some(value.as_object()?.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
        };
        head.extensions = definitions.iter().filter_map(definition).collect();
    }
    head.slots = root.iter().filter(|(name, _)| !name.starts_with('@')).map(slot).collect();
    head.slots.retain(|_, values| !values.is_empty());
    let mut reading = Reading::new(head);
    for (at, mapping) in mappings.iter().enumerate() {
        let position = Position::file(&source.name).field(format!("/mappings/{at}"));
        match mapping {
            Value::Object(mapping) => {
                let mut values: Slots = mapping.iter().filter(|(name, _)| !name.starts_with('@')).map(slot).collect();
                values.retain(|_, values| !values.is_empty());
                reading.push(values, position);
            }
            _ => reading.diagnostics.push(Severity::Skipped, position, "not an object"),
        }
    }
    Ok(reading.finish())
}

fn slot((name, value): (&String, &Value)) -> (String, Vec<String>) {
    let values = match value {
        Value::Array(values) => values.iter().filter_map(text).collect(),
        value => text(value).into_iter().collect(),
    };
    (name.clone(), values)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// Writes SSSOM/JSON and says what it had no slot for.
pub fn write_json(set: &MappingSet, options: &WriteOptions, output: &mut dyn Write) -> io::Result<Losses> {
    let mut table = Vec::new();
    let losses = write_table(set, options, &mut table)?;
    write_table_as_json(&table, output)?;
    Ok(losses)
}

/// A canonical table of ours as JSON.
pub fn write_table_as_json(table: &[u8], output: &mut dyn Write) -> io::Result<()> {
    let parts = Parts::of(table)?;
    let head = &parts.head;
    let mut root = Map::new();
    let reserved = ["skos", "semapv", "sssom", "owl", "rdf", "rdfs", "xsd", "linkml"];
    let context: Map<String, Value> = head
        .prefixes
        .iter()
        .filter(|(prefix, _)| !reserved.contains(&prefix.as_str()))
        .map(|(prefix, base)| (prefix.clone(), json!(base)))
        .collect();
    root.insert("@context".to_owned(), Value::Object(context));
    for slot in &slots::SET {
        if let Some(values) = head.slots.get(slot.name) {
            root.insert(slot.name.to_owned(), value_of(slot.name, slot.is_list, values));
        }
    }
    for (name, values) in head.slots.iter().filter(|(name, _)| of_set(name).is_none()) {
        root.insert(name.clone(), value_of(name, false, values));
    }
    if !head.extensions.is_empty() {
        root.insert("extension_definitions".to_owned(), json!(head.extensions));
    }
    let mut rows = Vec::new();
    for row in parts.rows() {
        let row = row.into_iter().map(|(name, values)| (name.to_owned(), value_of(name, is_list(name), &values)));
        rows.push(Value::Object(row.collect()));
    }
    root.insert("mappings".to_owned(), Value::Array(rows));
    writeln!(output, "{}", harmless::json_lines(&Value::Object(root))?)
}

fn value_of(name: &str, is_list: bool, values: &[String]) -> Value {
    if is_list {
        return json!(values);
    }
    let value = values.concat();
    match value.parse::<f64>() {
        Ok(number) if NUMBERS.contains(&name) => json!(number),
        _ => Value::String(value),
    }
}
