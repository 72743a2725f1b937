//! Suggestions while somebody types, and what is shown of a concept without leaving the table.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::super::answers;
use super::super::api::{form, json as as_json, typed};
use super::super::library::Library;
use super::super::pages;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::workers::Room;
use super::MOST;
use super::asking::{PROPERTIES, description};
use crate::model::ConceptKind;

/// Suggestions that are given when the request does not say how many.
const USUAL: usize = 10;

/// What both versions call the same: prefix, and where the list goes on.
struct Typed {
    prefix: String,
    skip: usize,
    limit: usize,
}

impl Typed {
    fn of(request: &Request) -> Self {
        let fields = form(request.uri().query().unwrap_or_default());
        let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
        let number = |name: &str| field(name).and_then(|value| value.parse::<usize>().ok());
        Self {
            prefix: field("prefix").unwrap_or_default(),
            skip: number("cursor").or(number("offset")).unwrap_or(0).min(10 * MOST),
            limit: number("limit").unwrap_or(USUAL).clamp(1, MOST),
        }
    }

    /// What a list gives of its entries that begin like what was typed.
    fn pick(&self, entries: Vec<Value>) -> Value {
        let prefix = self.prefix.trim().to_lowercase();
        let begins = |entry: &Value| {
            let of = |key: &str| entry[key].as_str().is_some_and(|text| text.to_lowercase().starts_with(&prefix));
            of("id") || of("name")
        };
        let picked: Vec<Value> = entries.into_iter().filter(begins).skip(self.skip).take(self.limit).collect();
        json!({ "result": picked })
    }
}

/// Concepts by the beginning of a name, else by what the words mean.
pub async fn entities(State(service): State<Arc<Service>>, request: Request) -> Response {
    let typed = Typed::of(&request);
    let result = service.run(move |library, room| Ok(json!({ "result": named(library, room, &typed) }))).await;
    result.and_then(|value| as_json(&value)).unwrap_or_else(Problem::into_response)
}

fn named(library: &Library, room: &mut Room, typed: &Typed) -> Vec<Value> {
    let most = typed.skip + typed.limit;
    let mut found: Vec<(usize, u32)> = Vec::new();
    for (number, shelf) in library.shelves().iter().enumerate() {
        let concepts = shelf.outline.beginning_with(&typed.prefix, &[], &shelf.index.taxonomy, most);
        found.extend(concepts.into_iter().map(|concept| (number, concept)));
    }
    if found.is_empty() && !typed.prefix.trim().is_empty() {
        let options = answers::search_options(most, ConceptKind::ALL.to_vec(), false);
        for result in answers::search(library, room, &library.select_all(), &typed.prefix, options) {
            let place = library.shelves().iter().enumerate().find_map(|(number, shelf)| {
                let same = shelf.info().name == result.concept.taxonomy
                    && shelf.info().version == result.concept.taxonomy_version;
                let position = same.then(|| shelf.outline.position(&result.concept.concept_id))??;
                Some((number, position))
            });
            found.extend(place);
        }
    }
    let entry = |(number, position): (usize, u32)| {
        let shelf = &library.shelves()[number];
        let concept = shelf.concept(position);
        let mut value = json!({
            "id": concept.id,
            "name": concept.name(),
            "notable": [{ "id": concept.kind.as_str(), "name": concept.kind.as_str() }, shelf.info().reference()],
        });
        if let Some(description) = description(shelf, position) {
            value["description"] = json!(description);
        }
        value
    };
    found.into_iter().skip(typed.skip).take(typed.limit).map(entry).collect()
}

/// Types by the beginning of a name.
pub async fn types(State(service): State<Arc<Service>>, request: Request) -> Response {
    let value = Typed::of(&request).pick(super::types(&service.library()));
    as_json(&value).unwrap_or_else(Problem::into_response)
}

/// Properties by the beginning of a name.
pub async fn properties(request: Request) -> Response {
    let entries = PROPERTIES.iter().map(|(id, name, says)| json!({ "id": id, "name": name, "description": says }));
    let value = Typed::of(&request).pick(entries.collect());
    as_json(&value).unwrap_or_else(Problem::into_response)
}

/// A few lines about a concept, for a bubble beside a suggestion.
pub async fn flyout(State(service): State<Arc<Service>>, request: Request) -> Response {
    let answer = || {
        let id = id(&request)?;
        let library = service.library();
        let (shelf, position) = library.find(None, &id)?;
        as_json(&json!({ "id": id, "html": pages::flyout(shelf, position) }))
    };
    answer().unwrap_or_else(Problem::into_response)
}

/// A small page about a concept, which other programs show in a frame.
pub async fn preview(State(service): State<Arc<Service>>, request: Request) -> Response {
    let answer = || {
        let id = id(&request)?;
        let library = service.library();
        let (shelf, position) = library.find(None, &id)?;
        Ok(typed("text/html; charset=utf-8", pages::preview(shelf, position)))
    };
    answer().unwrap_or_else(Problem::into_response)
}

fn id(request: &Request) -> Result<String, Problem> {
    let fields = form(request.uri().query().unwrap_or_default());
    let id = fields.into_iter().find(|(name, _)| name == "id").map(|(_, value)| value);
    id.filter(|id| !id.is_empty()).ok_or_else(|| Problem::bad_request("the parameter \"id\" is missing"))
}
