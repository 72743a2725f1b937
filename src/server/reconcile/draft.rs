//! The draft of version 1.0: an address for each thing that can be asked, JSON bodies, conditions instead of
//! properties.
//!
//! ```json
//! {"queries":[{"type":"skill","limit":3,"conditions":[{"matchType":"name","propertyValue":"drawing blood"},
//!   {"matchType":"property","propertyId":"context","propertyValue":"nursing"}]}]}
//! ```

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::api::{json as as_json, whole};
use super::super::problem::Problem;
use super::super::service::Service;
use super::asking::{self, Query};
use super::{PREVIEW, base, extension};

/// The manifest.
pub async fn manifest(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let own = json!({
        "suggest": { "entity": true, "property": true, "type": true },
        "preview": { "width": PREVIEW.0, "height": PREVIEW.1 },
        "extend": { "proposeProperties": true, "propertySettings": [] },
        "standardizedScore": true,
    });
    let value = super::manifest(&service, &base(&service, &headers), ("1.0-draft", "{id}"), own);
    as_json(&value).unwrap_or_else(Problem::into_response)
}

#[derive(Deserialize)]
struct Batch {
    queries: Vec<DraftQuery>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DraftQuery {
    #[serde(default, rename = "type")]
    types: Value,
    #[serde(default)]
    limit: Option<f64>,
    conditions: Vec<Condition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Condition {
    match_type: MatchType,
    #[serde(default)]
    property_id: Option<String>,
    property_value: Value,
    #[serde(default)]
    match_quantifier: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum MatchType {
    Name,
    Id,
    Property,
}

impl From<DraftQuery> for Query {
    fn from(query: DraftQuery) -> Self {
        let mut asked = Self { types: asking::values(&query.types), limit: query.limit, ..Self::default() };
        for condition in query.conditions {
            let values = asking::values(&condition.property_value);
            match condition.match_type {
                MatchType::Name => asked.name = values.join(" "),
                MatchType::Id => asked.id = values.into_iter().next(),
                // What must not be the case says nothing of what the name means.
                MatchType::Property if condition.match_quantifier.as_deref() == Some("none") => {}
                MatchType::Property => {
                    let id = condition.property_id.unwrap_or_default();
                    asked.properties.extend(values.into_iter().map(|value| (id.clone(), value)));
                }
            }
        }
        asked
    }
}

/// Reconciles a batch.
pub async fn matches(State(service): State<Arc<Service>>, request: Request) -> Response {
    let result = reconcile(&service, request).await;
    result.and_then(|value| as_json(&value)).unwrap_or_else(Problem::into_response)
}

async fn reconcile(service: &Arc<Service>, request: Request) -> Result<Value, Problem> {
    let batch: Batch = body(service, request).await?;
    let answers = asking::answer_all(service, batch.queries.into_iter().map(Query::from).collect()).await?;
    let result = |answers: Vec<asking::Answer>| json!({ "candidates": answers.iter().map(|answer| answer.json(true)).collect::<Vec<_>>() });
    Ok(json!({ "results": answers.into_iter().map(result).collect::<Vec<_>>() }))
}

/// Extends data.
pub async fn extend(State(service): State<Arc<Service>>, request: Request) -> Response {
    let extended = async {
        let wanted = body(&service, request).await?;
        extension::extend(&service, wanted).await
    };
    extended.await.and_then(|extended| as_json(&extended.draft())).unwrap_or_else(Problem::into_response)
}

async fn body<T: DeserializeOwned>(service: &Service, request: Request) -> Result<T, Problem> {
    let (head, body) = request.into_parts();
    let bytes = whole(body, &head.headers, service.limits.body).await?;
    serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))
}
