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

use super::super::answers;
use super::super::api::{json as as_json, whole};
use super::super::problem::Problem;
use super::super::service::Service;
use super::asking::{self, Answer, Query};
use super::stable::{plain, service_name, types_of};
use super::{PREVIEW, base, extension, types};
use crate::reconciliation::FEATURES;

/// The manifest.
pub async fn manifest(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let base = base(&service, &headers);
    let library = service.library();
    let value = json!({
        "versions": ["1.0-draft"],
        "name": service_name(&library),
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "documentation": format!("{base}/api/v1/openapi.json"),
        "view": { "url": format!("{base}/explore/concept?id={{id}}") },
        "defaultTypes": types(&library),
        "suggest": { "entity": true, "property": true, "type": true },
        "preview": { "width": PREVIEW.0, "height": PREVIEW.1 },
        "extend": { "proposeProperties": true, "propertySettings": [] },
        "standardizedScore": true,
    });
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
    if batch.queries.len() > service.limits.items {
        return Err(Problem::too_large(format!("more than {} queries", service.limits.items)));
    }
    let queries: Vec<Query> = batch.queries.into_iter().map(Query::from).collect();
    let work = service.run(move |library, room| {
        let mut results = Vec::new();
        for query in queries {
            let candidates = asking::answer(library, room, &query);
            results.push(json!({ "candidates": candidates.iter().map(candidate).collect::<Vec<_>>() }));
        }
        Ok(json!({ "results": results }))
    });
    work.await
}

/// A candidate as the draft writes it.
fn candidate(answer: &Answer) -> Value {
    let found = &answer.candidate;
    let features = FEATURES.iter().zip(&found.features);
    let features = features.map(|((id, name), value)| json!({ "id": id, "name": name, "value": plain(*value) }));
    let mut value = json!({
        "id": found.concept.concept_id,
        "name": found.concept.label,
        "score": answers::value(&found.score),
        "match": found.matched,
        "type": types_of(answer),
        "features": features.collect::<Vec<_>>(),
    });
    if let Some(description) = &answer.description {
        value["description"] = json!(description);
    }
    value
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
