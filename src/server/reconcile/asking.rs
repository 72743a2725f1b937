//! Queries of both versions in one form, and their answers as candidates.

use std::sync::Arc;

use serde_json::json;

use super::super::answers;
use super::super::library::{Library, Selection, Shelf};
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::workers::Room;
use super::MOST;
use crate::counts::counted;
use crate::model::ConceptKind;
use crate::reconciliation::{self, Candidate, FEATURES, Value};

/// Candidates that are given when a query does not say how many.
const USUAL: usize = 10;

/// One query.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Query {
    /// The name to reconcile.
    pub name: String,
    /// An identifier that is known already.
    pub id: Option<String>,
    /// Types, any of which will do; every one when there are none.
    pub types: Vec<String>,
    /// Most candidates.
    pub limit: Option<f64>,
    /// Values of properties: identifier and value.
    pub properties: Vec<(String, String)>,
}

/// Properties that a query may have: identifier, name, what it does.
pub const PROPERTIES: [(&str, &str, &str); 4] = [
    ("context", "context", "text that the name stands in or is explained by, such as a definition"),
    ("taxonomy", "taxonomy", "the taxonomy to look in, such as esco"),
    ("kind", "kind", "the kind of concept, such as skill or occupation"),
    ("code", "code", "the publisher's code of the concept"),
];

/// What a query is restricted to.
struct Scope {
    selection: Selection,
    kinds: Vec<ConceptKind>,
}

impl Query {
    fn scope(&self, library: &Library) -> Option<Scope> {
        let (mut taxonomies, mut kinds, mut unknown) = (Vec::new(), Vec::new(), false);
        let of = |property: &'static str| {
            self.properties.iter().filter(move |(id, _)| id == property).map(|(_, value)| value.as_str())
        };
        for name in self.types.iter().map(String::as_str).chain(of("taxonomy")).chain(of("kind")) {
            if let Some(kind) = ConceptKind::parse(name) {
                kinds.push(kind);
            } else if library.shelf(name).is_ok() {
                taxonomies.push(name.to_owned());
            } else {
                unknown = true;
            }
        }
        // A type that nothing here has: nothing can be found, unless another of the types is known.
        if unknown && kinds.is_empty() && taxonomies.is_empty() {
            return None;
        }
        Some(Scope { selection: library.select(&taxonomies).ok()?, kinds })
    }

    /// Everything that says what the name means.
    fn context(&self) -> String {
        let fixed = ["taxonomy", "kind", "code"];
        let values = self.properties.iter().filter(|(id, _)| !fixed.contains(&id.as_str()));
        values.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn limit(&self) -> usize {
        match self.limit {
            Some(limit) if limit >= 1.0 => (1..MOST).find(|count| (count + 1) as f64 > limit).unwrap_or(MOST),
            Some(_) | None => USUAL,
        }
    }
}

/// A candidate with the words that describe it.
pub struct Answer {
    /// What was found.
    pub candidate: Candidate,
    /// What it means, shortened.
    pub description: Option<String>,
}

impl Answer {
    /// The candidate as both versions write it, but for the names of features, which only the later one has.
    pub fn json(&self, with_names: bool) -> serde_json::Value {
        let found = &self.candidate;
        let feature = |((id, name), value): (&(&str, &str), &Value)| {
            let value = match *value {
                Value::Flag(flag) => json!(flag),
                Value::Number(number) => answers::value(&number),
            };
            if with_names {
                json!({ "id": id, "name": name, "value": value })
            } else {
                json!({ "id": id, "value": value })
            }
        };
        let concept = &found.concept;
        let mut value = json!({
            "id": concept.concept_id,
            "name": concept.label,
            "score": answers::value(&found.score),
            "match": found.matched,
            "type": [
                { "id": concept.kind.as_str(), "name": concept.kind.as_str() },
                { "id": concept.taxonomy, "name": concept.taxonomy },
            ],
            "features": FEATURES.iter().zip(&found.features).map(feature).collect::<Vec<_>>(),
        });
        if let Some(description) = &self.description {
            value["description"] = json!(description);
        }
        value
    }
}

/// The candidates of every query of a batch, in its order.
pub async fn answer_all(service: &Arc<Service>, queries: Vec<Query>) -> Result<Vec<Vec<Answer>>, Problem> {
    if queries.len() > service.limits.items {
        return Err(Problem::too_large(format!("more than {}", counted(service.limits.items, "query", "queries"))));
    }
    let work = service.run(move |library, room| Ok(queries.iter().map(|query| answer(library, room, query)).collect()));
    work.await
}

/// The candidates of a query.
fn answer(library: &Library, room: &mut Room, query: &Query) -> Vec<Answer> {
    let Some(scope) = query.scope(library) else { return Vec::new() };
    let limit = query.limit();
    if let Some(known) = known(library, &scope, query) {
        return vec![known];
    }
    let (matcher, scratch) = room.matcher(library, &scope.selection, reconciliation::options(&scope.kinds, limit));
    let candidates = reconciliation::reconcile(&matcher, &query.name, &query.context(), scratch, limit);
    let described = |candidate: Candidate| {
        let shelf = library.shelf(&reference(&candidate)).ok()?;
        let position = shelf.outline.position(&candidate.concept.concept_id)?;
        Some(Answer { description: description(shelf, position), candidate })
    };
    candidates.into_iter().filter_map(described).collect()
}

fn reference(candidate: &Candidate) -> String {
    let concept = &candidate.concept;
    if concept.taxonomy_version.is_empty() {
        concept.taxonomy.clone()
    } else {
        format!("{}@{}", concept.taxonomy, concept.taxonomy_version)
    }
}

/// The concept whose identifier or code the query gives.
fn known(library: &Library, scope: &Scope, query: &Query) -> Option<Answer> {
    let code = query.properties.iter().find(|(id, _)| id == "code").map(|(_, value)| value.as_str());
    for shelf in library.selected(&scope.selection) {
        let mut by_id = query.id.iter().map(String::as_str).chain([query.name.trim()]);
        let position = by_id.find_map(|id| shelf.outline.position(id)).or_else(|| {
            let concepts = shelf.index.taxonomy.concepts.iter().zip(0u32..);
            let mut coded = concepts.filter(|(concept, _)| code.is_some() && concept.notation.as_deref() == code);
            coded.next().map(|(_, position)| position)
        });
        if let Some(position) = position {
            let concept = answers::reference(shelf, position);
            let mut features = [Value::Number(0.0); FEATURES.len()];
            features[0] = Value::Flag(false);
            features[1] = Value::Flag(false);
            features[2] = Value::Number(1.0);
            let met = concept.label.clone();
            let candidate = Candidate { concept, score: 100.0, confidence: 1.0, matched: true, met, features };
            return Some(Answer { candidate, description: description(shelf, position) });
        }
    }
    None
}

/// What a concept means, in a line.
pub fn description(shelf: &Shelf, position: u32) -> Option<String> {
    let text = shelf.concept(position).definition()?;
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(200) {
        line.truncate(cut);
        line.push('…');
    }
    Some(line)
}

/// A value of a property as text, whatever JSON it is.
pub fn values(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::Array(values) => values.iter().flat_map(values_of_one).collect(),
        one => values_of_one(one),
    }
}

fn values_of_one(value: &serde_json::Value) -> Vec<String> {
    match value {
        serde_json::Value::String(text) => vec![text.clone()],
        serde_json::Value::Number(number) => vec![number.to_string()],
        serde_json::Value::Bool(flag) => vec![flag.to_string()],
        serde_json::Value::Object(object) => {
            let text = |key: &str| object.get(key).and_then(serde_json::Value::as_str);
            text("name").or(text("id")).map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
