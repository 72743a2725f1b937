//! `POST /api/v1/match`: documents held against others that the same request brings along, or against a catalogue.
//!
//! ```json
//! {"documents": ["Perform wound care …"], "against": [{"id": "c-1", "title": "Wound Care", "description": "…"}],
//!  "direction": "job-to-credentials", "top": 5}
//! {"documents": ["Perform wound care …"], "against": {"catalogue": "courses"}, "where": "level=certificate",
//!  "facets": ["issuer", "shift"]}
//! ```
//! `POST /api/v1/compare` holds one document against one.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::answers;
use super::super::comparison::{self, MatchRequest};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::sides::{self, Bounds};
use super::super::workers::Room;
use super::documents::{AskedSide, documents};
use super::{Call, typed};
use crate::coverage::{ComparisonOptions, Direction, Filter};
use crate::model::{Match, MatchedDocument};

/// Most matches of one document.
const MOST: usize = 200;
/// Most fields whose values are counted.
const MOST_FACETS: usize = 20;

/// What is asked; the assistant asks the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    documents: Vec<Value>,
    against: AskedSide,
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
    #[serde(default)]
    facets: Vec<String>,
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
    let bounds = Bounds::of(&call.service.limits);
    let work = call.service.run(move |library, room| {
        let answer = answer(library, room, asked, bounds)?;
        serde_json::to_vec(&answer).map_err(|_| Problem::fault())
    });
    Ok(typed("application/json", work.await?))
}

/// Answers what is asked, within bounds.
pub fn answer(library: &Library, room: &mut Room, asked: Asked, bounds: Bounds) -> Result<Matches, Problem> {
    if asked.facets.len() > MOST_FACETS {
        return Err(Problem::bad_request(format!("the values of more than {MOST_FACETS} fields at once"))
            .hint("ask for those that matter"));
    }
    let against = asked.against.side("against.json", bounds.bytes)?;
    let request = MatchRequest {
        selection: sides::selection(library, &asked.taxonomy, &[&against])?,
        options: ComparisonOptions {
            top: asked.top.unwrap_or(10).min(MOST),
            filter: Filter::parse(&asked.conditions)?,
            direction: asked.direction.map(|way| match way {
                Way::JobToCredentials => Direction::JobToCredentials,
                Way::CredentialToJobs => Direction::CredentialToJobs,
            }),
            bundle: asked.bundle.map(|most| most.min(MOST)),
            facets: asked.facets,
            ..ComparisonOptions::default()
        },
        bounds,
    };
    let documents = documents("documents.json", asked.documents, bounds.bytes)?;
    let results = comparison::matched(library, room, documents, against, &request)?;
    Ok(Matches { versions: answers::versions(library, &request.selection), results })
}

/// Two texts, or records, to be compared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    first: Value,
    second: Value,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    direction: Option<Way>,
}

impl Pair {
    /// A job and a credential.
    pub fn of_job(job: Value, credential: Value, taxonomy: Vec<String>) -> Self {
        Self { first: job, second: credential, taxonomy, direction: Some(Way::JobToCredentials) }
    }
}

/// How one text covers another.
#[derive(Serialize)]
pub struct Comparison {
    versions: Value,
    /// Nothing when they share neither skills nor words.
    result: Option<Match>,
}

/// Holds one text against one other.
pub async fn compare(mut call: Call) -> Result<Response, Problem> {
    let bytes = call.bytes().await?;
    let pair: Pair =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    let bounds = Bounds::of(&call.service.limits);
    let work = call.service.run(move |library, room| {
        let answer = answer_pair(library, room, pair, bounds)?;
        serde_json::to_vec(&answer).map_err(|_| Problem::fault())
    });
    Ok(typed("application/json", work.await?))
}

/// Answers how one text covers another.
pub fn answer_pair(library: &Library, room: &mut Room, pair: Pair, bounds: Bounds) -> Result<Comparison, Problem> {
    let asked = Asked {
        documents: vec![pair.first],
        against: AskedSide::Documents(vec![pair.second]),
        taxonomy: pair.taxonomy,
        direction: pair.direction,
        top: Some(1),
        conditions: String::new(),
        bundle: None,
        facets: Vec::new(),
    };
    let Matches { versions, results } = answer(library, room, asked, bounds.at_most(1))?;
    let result = results.into_iter().next().and_then(|document| document.matches.into_iter().next());
    Ok(Comparison { versions, result })
}
