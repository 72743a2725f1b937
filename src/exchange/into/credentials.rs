//! Open Badges 2 and 3: `alignment` of a badge class or an achievement.
//!
//! ```json
//! {"type": ["Alignment"], "targetName": "weld pipes", "targetUrl": "https://trades.example/weld", "targetFramework": "trades 2"}
//! ```
//!
//! Version 2 has no `type` there. References: <https://www.imsglobal.org/spec/ob/v2p0>, <https://www.imsglobal.org/spec/ob/v3p0>.

use serde_json::{Map, Value, json};

use super::splice::{Edit, Node, remove};
use super::{Place, texts, types};
use crate::exchange::Losses;
use crate::exchange::identifiers::{source_name, uuid_of};
use crate::model::MappingRow;

/// What takes a signature away, when there is one.
pub fn signature(text: &str, root: &Node) -> Option<Edit> {
    for key in ["proof", "signature"] {
        if root.is_object(text) && root.get(key).is_some() {
            return remove(text, root, key);
        }
    }
    let verification = ["verification", "verify"].into_iter().find(|key| {
        root.get(key).is_some_and(|node| types(text, node).iter().any(|kind| kind.to_lowercase().starts_with("signed")))
    });
    verification.and_then(|key| remove(text, root, key))
}

/// The badge classes and achievements of a document.
pub fn places<'a>(text: &str, root: &'a Node) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for record in root.each(text).into_iter().filter(|node| node.is_object(text)) {
        let subjects = record.get("credentialSubject").map(|subject| subject.each(text)).unwrap_or_default();
        let achievements = subjects.iter().filter_map(|subject| subject.get("achievement"));
        let achievements: Vec<&Node> =
            achievements.flat_map(|one| one.each(text)).filter(|node| node.is_object(text)).collect();
        let own = texts(text, record, &["id", "@id", "name"]);
        let are_alone = achievements.len() == 1;
        for achievement in achievements {
            let mut names = texts(text, achievement, &["id", "@id", "name"]);
            if are_alone {
                names.extend(own.iter().cloned());
            }
            places.push(place(achievement, names, version_3));
        }
        let badge = record.get("badge").filter(|badge| badge.is_object(text));
        let is_class = types(text, record).iter().any(|kind| kind == "BadgeClass" || kind == "Achievement");
        if let Some(badge) = badge.or(is_class.then_some(record)) {
            let mut names = texts(text, badge, &["id", "@id", "name"]);
            names.extend(own);
            let is_new = types(text, badge).iter().any(|kind| kind == "Achievement");
            places.push(place(badge, names, if is_new { version_3 } else { version_2 }));
        }
    }
    places
}

fn place(node: &Node, names: Vec<String>, value: fn(&MappingRow, &mut Losses) -> Value) -> Place<'_> {
    Place { node, names, key: |_| Some("alignment"), value, wrap: None }
}

fn version_2(row: &MappingRow, losses: &mut Losses) -> Value {
    Value::Object(alignment(row, losses))
}

fn version_3(row: &MappingRow, losses: &mut Losses) -> Value {
    let mut whole = Map::new();
    whole.insert("type".to_owned(), json!(["Alignment"]));
    whole.extend(alignment(row, losses));
    let kind = match row.object.id.as_str() {
        id if id.starts_with("http://data.europa.eu/esco/skill/") => Some("ext:ESCOSkill"),
        id if id.contains("/CFItems/") => Some("CFItem"),
        id if id.contains("/ce-") => Some("ceasn:Competency"),
        _ => None,
    };
    whole.extend(kind.map(|kind| ("targetType".to_owned(), json!(kind))));
    Value::Object(whole)
}

fn alignment(row: &MappingRow, losses: &mut Losses) -> Map<String, Value> {
    losses.detail("predicate, confidence and reviewer", &row.object.shown());
    let object = &row.object;
    let mut alignment = Map::new();
    let name = if object.label.is_empty() { &object.id } else { &object.label };
    alignment.insert("targetName".to_owned(), json!(name));
    alignment.insert("targetUrl".to_owned(), json!(object.id));
    let framework = source_name(object);
    if !framework.is_empty() {
        alignment.insert("targetFramework".to_owned(), json!(framework));
    }
    let code = if object.notation.is_empty() { uuid_of(&object.id) } else { Some(object.notation.clone()) };
    alignment.extend(code.map(|code| ("targetCode".to_owned(), json!(code))));
    alignment
}
