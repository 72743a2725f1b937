//! schema.org: a `DefinedTerm` in `skills` of a posting, `teaches` of a course, `competencyRequired` of a credential.
//!
//! ```json
//! {"@type": "DefinedTerm", "name": "weld pipes", "url": "https://trades.example/weld", "inDefinedTermSet": "https://trades.example/"}
//! ```
//!
//! Reference: <https://schema.org/DefinedTerm>.

use serde_json::{Map, Value, json};

use super::splice::Node;
use super::{Place, texts, types};
use crate::exchange::Losses;
use crate::exchange::identifiers::{source_iri, source_name};
use crate::model::MappingRow;

/// The postings, courses and credentials of a document, at the top, in a list or in a graph.
pub fn places<'a>(text: &str, root: &'a Node) -> Vec<Place<'a>> {
    let mut records: Vec<&Node> = root.each(text);
    records.extend(root.get("@graph").map(|graph| graph.each(text)).unwrap_or_default());
    let place = |node: &'a Node| {
        let kinds = types(text, node);
        let is_a = |names: &[&str]| kinds.iter().any(|kind| names.iter().any(|name| kind.ends_with(name)));
        let key: fn(&MappingRow) -> Option<&'static str> = match () {
            () if is_a(&["JobPosting", "Occupation"]) => |_| Some("skills"),
            () if is_a(&["Course", "LearningResource"]) => |_| Some("teaches"),
            () if is_a(&["EducationalOccupationalCredential"]) => |_| Some("competencyRequired"),
            () => return None,
        };
        let names = texts(text, node, &["@id", "url", "identifier", "title", "name"]);
        Some(Place { node, names, key, value: term, wrap: None })
    };
    records.into_iter().filter(|node| node.is_object(text)).filter_map(place).collect()
}

fn term(row: &MappingRow, losses: &mut Losses) -> Value {
    losses.detail("predicate, confidence and reviewer", &row.object.shown());
    let object = &row.object;
    let mut term = Map::new();
    let name = if object.label.is_empty() { &object.id } else { &object.label };
    term.insert("@type".to_owned(), json!("DefinedTerm"));
    term.insert("name".to_owned(), json!(name));
    if !object.notation.is_empty() {
        term.insert("termCode".to_owned(), json!(object.notation));
    }
    term.insert("url".to_owned(), json!(object.id));
    let set = source_name(object);
    if !set.is_empty() {
        let address = source_iri(object).filter(|iri| iri.starts_with("http"));
        let mut set = Map::from_iter([("@type".to_owned(), json!("DefinedTermSet")), ("name".to_owned(), json!(set))]);
        set.extend(address.map(|address| ("url".to_owned(), json!(address))));
        term.insert("inDefinedTermSet".to_owned(), Value::Object(set));
    }
    Value::Object(term)
}
