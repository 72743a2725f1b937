//! `POST /api/v1/match`: documents held against others that the same request brings along.
//!
//! ```json
//! {"documents": ["Perform wound care …"], "against": [{"id": "c-1", "title": "Wound Care", "description": "…"}],
//!  "direction": "job-to-credentials", "top": 5}
//! ```
//! A document is a text, or a record of any shape that `map` reads. `POST /api/v1/compare` holds one against one.

use std::time::Instant;

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::answers;
use super::super::comparison::{self, MatchRequest};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::uploads;
use super::super::workers::Room;
use super::{Call, typed};
use crate::coverage::{ComparisonOptions, Direction, Filter};
use crate::fs::SourceFile;
use crate::model::{Match, MatchedDocument};

/// Most matches of one document.
const MOST: usize = 200;

/// What is asked; the assistant asks the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    documents: Vec<Value>,
    against: Vec<Value>,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    direction: Option<Way>,
    #[serde(default)]
    top: Option<usize>,
    #[serde(default, rename = "where")]
    conditions: String,
    #[serde(default)]
    bundle: Option<usize>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    JobToCredentials,
    CredentialToJobs,
}

/// The answer.
#[derive(Serialize)]
pub struct Matches {
    versions: Value,
    results: Vec<MatchedDocument>,
}

/// Holds documents against others.
pub async fn matches(mut call: Call) -> Result<Response, Problem> {
    let bytes = call.bytes().await?;
    let asked: Asked =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    let (items, deadline) = (call.service.limits.items, Instant::now() + call.service.limits.time);
    let limit = call.service.limits.body;
    let work = call.service.run(move |library, room| {
        let answer = answer(library, room, asked, (items, deadline, limit))?;
        serde_json::to_vec(&answer).map_err(|_| Problem::fault())
    });
    Ok(typed("application/json", work.await?))
}

/// Answers what is asked, within limits: documents of the other side, time, and bytes.
pub fn answer(
    library: &Library,
    room: &mut Room,
    asked: Asked,
    (items, deadline, limit): (usize, Instant, usize),
) -> Result<Matches, Problem> {
    let request = MatchRequest {
        selection: library.select(&asked.taxonomy)?,
        options: ComparisonOptions {
            top: asked.top.unwrap_or(10).min(MOST),
            filter: Filter::parse(&asked.conditions)?,
            direction: asked.direction.map(|way| match way {
                Way::JobToCredentials => Direction::JobToCredentials,
                Way::CredentialToJobs => Direction::CredentialToJobs,
            }),
            bundle: asked.bundle.map(|most| most.min(MOST)),
            ..ComparisonOptions::default()
        },
        items,
        deadline,
    };
    let results = comparison::matched(
        library,
        room,
        documents("documents.json", asked.documents, limit)?,
        documents("against.json", asked.against, limit)?,
        &request,
    )?;
    Ok(Matches { versions: answers::versions(library, &request.selection), results })
}

/// Two texts, or records, to be compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    first: Value,
    second: Value,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    direction: Option<Way>,
}

/// How one text covers another.
#[derive(Serialize)]
struct Comparison {
    versions: Value,
    /// Nothing when they share neither skills nor words.
    result: Option<Match>,
}

/// Holds one text against one other.
pub async fn compare(mut call: Call) -> Result<Response, Problem> {
    let bytes = call.bytes().await?;
    let pair: Pair =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    let (deadline, limit) = (Instant::now() + call.service.limits.time, call.service.limits.body);
    let asked = Asked {
        documents: vec![pair.first],
        against: vec![pair.second],
        taxonomy: pair.taxonomy,
        direction: pair.direction,
        top: Some(1),
        conditions: String::new(),
        bundle: None,
    };
    let work = call.service.run(move |library, room| {
        let Matches { versions, results } = answer(library, room, asked, (1, deadline, limit))?;
        let result = results.into_iter().next().and_then(|document| document.matches.into_iter().next());
        serde_json::to_vec(&Comparison { versions, result }).map_err(|_| Problem::fault())
    });
    Ok(typed("application/json", work.await?))
}

/// Documents that came as JSON, as an input.
pub fn documents(name: &str, documents: Vec<Value>, limit: usize) -> Result<SourceFile, Problem> {
    let records: Vec<Value> = documents.into_iter().map(record).collect();
    uploads::source(name, Value::Array(records).to_string().into_bytes(), limit)
}

/// A bare text as a record.
fn record(document: Value) -> Value {
    match document {
        Value::String(text) => json!({ "text": text }),
        record => record,
    }
}
