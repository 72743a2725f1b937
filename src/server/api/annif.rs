//! The part of Annif's API that its clients use to get suggestions: a taxonomy is a project. Reference:
//! <https://annif.org>, API version 1. A batch may hold as many texts as any other request here.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answers;
use super::super::library::{Library, Selection, Shelf};
use super::super::problem::Problem;
use super::super::workers::Room;
use super::parameters::form;
use super::{Call, json as as_json};
use crate::counts::counted;
use crate::matching::MatchOptions;
use crate::model::Document;

/// Most concepts for one text.
const MOST: usize = 1000;

/// Every project.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn projects(call: Call) -> Result<Response, Problem> {
    let library = call.service.library();
    let projects: Vec<Value> = library.shelves().iter().map(described).collect();
    as_json(&json!({ "projects": projects }))
}

/// One project.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn project(call: Call) -> Result<Response, Problem> {
    let library = call.service.library();
    as_json(&described(library.shelf(call.parameters.required("project_id")?)?))
}

fn described(shelf: &Shelf) -> Value {
    let info = shelf.info();
    json!({
        "project_id": info.reference(),
        "name": if info.title.is_empty() { info.name.clone() } else { info.title.clone() },
        "language": info.languages.first().map_or("en", String::as_str),
        "backend": { "backend_id": "skillmap" },
        "is_trained": true,
        "modification_time": null,
    })
}

/// How many concepts, and how sure.
#[derive(Clone, Copy)]
struct Bounds {
    limit: usize,
    threshold: f32,
}

/// Concepts for one text.
pub async fn suggest(mut call: Call) -> Result<Response, Problem> {
    let project = call.parameters.required("project_id")?.to_owned();
    let bytes = call.bytes().await?;
    let body = std::str::from_utf8(&bytes).map_err(|_| Problem::bad_request("the form is not UTF-8"))?;
    let fields = form(body);
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let text = field("text").ok_or_else(|| Problem::bad_request("the field \"text\" is missing"))?.to_owned();
    let number = |name: &str| Problem::bad_request(format!("{name} is no number that makes sense"));
    let limit = field("limit").map_or(Ok(10), |value| value.parse().map_err(|_| number("limit")))?;
    let threshold = field("threshold").map_or(Ok(0.0), |value| value.parse().map_err(|_| number("threshold")))?;
    let bounds = Bounds { limit: usize::min(limit, MOST), threshold };
    let work = call.service.run(move |library, room| {
        let selection = library.select(&[project])?;
        Ok(json!({
            "results": suggestions(library, room, &selection, &text, bounds),
            "versions": answers::versions(library, &selection),
        }))
    });
    as_json(&work.await?)
}

#[derive(Deserialize)]
struct Batch {
    documents: Vec<BatchText>,
}

#[derive(Deserialize)]
struct BatchText {
    text: String,
    #[serde(default)]
    document_id: Option<String>,
}

/// Concepts for each of many texts.
pub async fn suggest_batch(mut call: Call) -> Result<Response, Problem> {
    let project = call.parameters.required("project_id")?.to_owned();
    let bounds = Bounds {
        limit: call.parameters.count("limit", MOST)?.unwrap_or(10),
        threshold: call.parameters.share("threshold")?.unwrap_or(0.0),
    };
    let bytes = call.bytes().await?;
    let batch: Batch =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    if batch.documents.len() > call.service.limits.items {
        return Err(Problem::too_large(format!(
            "more than {}",
            counted(call.service.limits.items, "document", "documents")
        )));
    }
    let work = call.service.run(move |library, room| {
        let selection = library.select(&[project])?;
        let mut answers = Vec::new();
        for document in batch.documents {
            let results = suggestions(library, room, &selection, &document.text, bounds);
            answers.push(json!({ "results": results, "document_id": document.document_id }));
        }
        Ok(Value::Array(answers))
    });
    as_json(&work.await?)
}

fn suggestions(library: &Library, room: &mut Room, selection: &Selection, text: &str, bounds: Bounds) -> Vec<Value> {
    let options = MatchOptions {
        top: Some(bounds.limit),
        min_confidence: bounds.threshold.clamp(0.0, 1.0),
        ..Default::default()
    };
    let (matcher, scratch) = room.matcher(library, selection, options);
    let mapped = matcher.map(&Document::new("", "", [text]), scratch);
    let suggestion = |mapping: crate::model::Mapping| {
        let concept = mapping.concept;
        json!({
            "uri": concept.concept_id,
            "label": concept.label,
            "notation": concept.notation,
            "score": answers::value(&mapping.confidence),
        })
    };
    mapped.mappings.into_iter().map(suggestion).collect()
}
