//! JSKOS mappings, as Cocoda and the services of the German library network take them.
//!
//! ```json
//! [{"type": ["http://www.w3.org/2004/02/skos/core#exactMatch"], "mappingRelevance": 0.87,
//!   "from": {"memberSet": [{"uri": "https://crafts.example/7", "prefLabel": {"und": "weld"}}]},
//!   "to": {"memberSet": [{"uri": "https://trades.example/weld", "prefLabel": {"und": "weld metal"}}]}}]
//! ```
//!
//! An empty `to` says that there is no term. A rejection cannot be said. Names have the language `und`, since a mapping
//! set does not say it; any language is read, English first. Reference: <https://gbv.github.io/jskos/>, 0.7.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::identifiers::{iri, source_iri};
use super::{Losses, harmless};
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Decision, Entity, MappingPredicate, MappingRow, MappingSet, NO_TERM, Predicate};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
const SEMAPV: &str = "https://w3id.org/semapv/vocab/";

/// Writes a set as a list of JSKOS mappings.
pub fn write(set: &MappingSet, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let mut mappings = Vec::new();
    for row in &set.rows {
        let shown = format!("{} → {}", row.subject.shown(), row.object.shown());
        let target = iri(&row.object).is_some() || row.object.is_no_term();
        if iri(&row.subject).is_none() || !target {
            losses.row("mappings of what is no concept with an IRI", &shown);
            continue;
        }
        if row.negated {
            losses.row("rejected mappings", &shown);
            continue;
        }
        let follows = row.confidence.map(Decision::of);
        if !row.is_reviewed() && row.decision.is_some() && follows.is_some() && row.decision != follows {
            losses.detail("a decision that does not follow from the confidence", &shown);
        }
        mappings.push(mapping(row));
    }
    writeln!(output, "{}", harmless::json_lines(&mappings)?)?;
    Ok(losses)
}

fn mapping(row: &MappingRow) -> Value {
    let mut mapping = Map::new();
    mapping.insert("type".to_owned(), json!([row.predicate.iri()]));
    mapping.insert("from".to_owned(), bundle(&row.subject));
    mapping.insert("to".to_owned(), bundle(&row.object));
    for (name, side) in [("fromScheme", &row.subject), ("toScheme", &row.object)] {
        if let Some(uri) = source_iri(side) {
            mapping.insert(name.to_owned(), json!({"uri": uri}));
        }
    }
    if let Some(confidence) = row.confidence {
        mapping.insert("mappingRelevance".to_owned(), json!((f64::from(confidence) * 1e4).round() / 1e4));
    }
    let justification = row.justification.strip_prefix("semapv:");
    let justification = justification.map_or(row.justification.clone(), |name| format!("{SEMAPV}{name}"));
    mapping.insert("justification".to_owned(), json!(justification));
    if !row.reviewers.is_empty() {
        let people = row.reviewers.iter().map(|reviewer| {
            if super::curies::is_iri(reviewer) {
                json!({"uri": reviewer})
            } else {
                json!({"prefLabel": {"und": reviewer}})
            }
        });
        mapping.insert("contributor".to_owned(), people.collect());
    }
    if !row.review_date.is_empty() {
        mapping.insert("modified".to_owned(), json!(row.review_date));
    }
    if !row.comment.is_empty() {
        mapping.insert("note".to_owned(), json!({"und": [row.comment]}));
    }
    Value::Object(mapping)
}

fn bundle(entity: &Entity) -> Value {
    if entity.is_no_term() {
        return json!({"memberSet": []});
    }
    let mut concept = Map::new();
    concept.insert("uri".to_owned(), json!(entity.id));
    if !entity.label.is_empty() {
        concept.insert("prefLabel".to_owned(), json!({"und": entity.label}));
    }
    if !entity.notation.is_empty() {
        concept.insert("notation".to_owned(), json!([entity.notation]));
    }
    json!({"memberSet": [concept]})
}

/// Reads a mapping, a list of mappings, a concordance with its mappings, or one mapping a line.
pub fn read(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    let mut roots = Vec::new();
    for value in serde_json::Deserializer::from_slice(&bytes).into_iter::<Value>() {
        roots.push(value.map_err(|error| {
            let position = Position::file(&source.name).line(error.line() as u64);
            Error::malformed(position, format!("not readable JSON: {error}"))
        })?);
    }
    let mappings = roots.into_iter().flat_map(|root| match root {
        Value::Array(mappings) => mappings,
        Value::Object(mut object) => match object.remove("mappings") {
            Some(Value::Array(mappings)) => mappings,
            _ => vec![Value::Object(object)],
        },
        other => vec![other],
    });
    for (at, mapping) in mappings.enumerate() {
        match rows(&mapping) {
            Ok(rows) => loaded.value.rows.extend(rows),
            Err(message) => {
                let position = Position::file(&source.name).record(at as u64 + 1);
                loaded.diagnostics.push(Severity::Skipped, position, message);
            }
        }
    }
    Ok(loaded)
}

/// The rows of a mapping: one for each pair of its members.
fn rows(mapping: &Value) -> std::result::Result<Vec<MappingRow>, String> {
    let from = members(&mapping["from"], &mapping["fromScheme"]).filter(|members| !members.is_empty());
    let from = from.ok_or("a mapping without \"from\"")?;
    let mut to = members(&mapping["to"], &mapping["toScheme"]).ok_or("a mapping without \"to\"")?;
    if to.is_empty() {
        let source = mapping["toScheme"]["uri"].as_str().unwrap_or_default().to_owned();
        to.push(Entity { id: NO_TERM.to_owned(), source, ..Entity::default() });
    }
    let named = mapping["type"].as_array().and_then(|types| types.iter().find_map(Value::as_str));
    let predicate = named.map_or(MappingPredicate::Skos(Predicate::Related), MappingPredicate::from_iri);
    let confidence = mapping["mappingRelevance"].as_f64().map(|value| value as f32);
    let confidence = confidence.filter(|value| (0.0..=1.0).contains(value));
    let mut rows = Vec::new();
    for subject in &from {
        for object in &to {
            let mut row = MappingRow::new(subject.clone(), predicate.clone(), object.clone());
            if let Some(justification) = mapping["justification"].as_str() {
                let name = justification.strip_prefix(SEMAPV);
                row.justification = name.map_or(justification.to_owned(), |name| format!("semapv:{name}"));
            }
            row.confidence = confidence;
            for person in mapping["contributor"].as_array().into_iter().flatten() {
                row.reviewers.extend(person["uri"].as_str().map(str::to_owned).or_else(|| name(&person["prefLabel"])));
            }
            mapping["modified"].as_str().unwrap_or_default().clone_into(&mut row.review_date);
            let note = mapping["note"].as_object().and_then(|note| note.values().next());
            note.and_then(|note| note[0].as_str()).unwrap_or_default().clone_into(&mut row.comment);
            row.decision = if row.is_reviewed() { Some(Decision::Accepted) } else { confidence.map(Decision::of) };
            rows.push(row);
        }
    }
    Ok(rows)
}

fn members(bundle: &Value, scheme: &Value) -> Option<Vec<Entity>> {
    let lists = ["memberSet", "memberChoice", "memberList"];
    let members = lists.iter().find_map(|list| bundle[list].as_array())?;
    let entity = |member: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let entity = Entity {
            id: text(&member["uri"]),
            label: name(&member["prefLabel"]).unwrap_or_default(),
            notation: text(&member["notation"][0]),
            source: super::curies::taxonomy_of_urn(&text(&scheme["uri"])).unwrap_or_else(|| text(&scheme["uri"])),
            ..Entity::default()
        };
        (!entity.id.is_empty()).then_some(entity)
    };
    Some(members.iter().filter_map(entity).collect())
}

/// The name in a map of languages: English, else the one without a language, else the first.
fn name(labels: &Value) -> Option<String> {
    let labels = labels.as_object()?;
    let best = labels.get("en").or_else(|| labels.get("und")).or_else(|| labels.values().next());
    best.and_then(Value::as_str).map(str::to_owned)
}
