//! Rich Skill Descriptors in JSON: `alignments` of a skill, alone, in a list or in a collection.
//!
//! ```json
//! {"id": "https://trades.example/weld", "skillName": "weld pipes", "isPartOf": {"name": "trades"}}
//! ```
//!
//! Reference: the OSMT repository, <https://github.com/wgu-opensource/osmt>, `docs/`, version 3 of the interface.

use serde_json::{Map, Value, json};

use super::splice::Node;
use super::{Place, texts};
use crate::exchange::Losses;
use crate::exchange::identifiers::source_name;
use crate::model::MappingRow;

/// The skills of a document.
pub fn places<'a>(text: &str, root: &'a Node) -> Vec<Place<'a>> {
    let mut skills: Vec<&Node> = Vec::new();
    for node in root.each(text) {
        skills.push(node);
        skills.extend(node.get("skills").map(|listed| listed.each(text)).unwrap_or_default());
    }
    let is_skill = |node: &&Node| node.keys().any(|key| key == "skillName" || key == "skillStatement");
    let place = |node: &'a Node| {
        let mut names = texts(text, node, &["id", "@id", "skillName"]);
        names.extend(texts(text, node, &["uuid"]).into_iter().map(|uuid| format!("urn:uuid:{}", uuid.to_lowercase())));
        Place { node, names, key: |_| Some("alignments"), value: alignment, wrap: None }
    };
    skills.into_iter().filter(is_skill).map(place).collect()
}

fn alignment(row: &MappingRow, losses: &mut Losses) -> Value {
    losses.detail("predicate, confidence and reviewer", &row.object.shown());
    let object = &row.object;
    let mut alignment = Map::from_iter([("id".to_owned(), json!(object.id))]);
    if !object.label.is_empty() {
        alignment.insert("skillName".to_owned(), json!(object.label));
    }
    let framework = source_name(object);
    if !framework.is_empty() {
        alignment.insert("isPartOf".to_owned(), json!({"name": framework}));
    }
    Value::Object(alignment)
}
