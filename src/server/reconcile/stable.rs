//! Version 0.2: one address, which gives the manifest, reconciles `queries` and extends data.
//!
//! ```text
//! POST /reconcile
//! queries={"q0":{"query":"drawing blood","type":"skill","limit":3,"properties":[{"pid":"context","v":"nursing"}]}}
//! ```

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::answers;
use super::super::api::{form, json as as_json, whole};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::asking::{self, Answer, Query};
use super::extension::Extended;
use super::{IDENTIFIERS, PREVIEW, SCHEMA, base, extension, types};
use crate::reconciliation::{self, FEATURES};

/// The manifest, or what the query of the address asks for.
pub async fn get(State(service): State<Arc<Service>>, request: Request) -> Response {
    let fields = form(request.uri().query().unwrap_or_default());
    done(&service, request.headers(), &fields).await
}

/// What the form asks for.
pub async fn post(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match whole(body, &head.headers, service.limits.body).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    match std::str::from_utf8(&body) {
        Ok(text) => done(&service, &head.headers, &form(text)).await,
        Err(_) => Problem::bad_request("the form is not UTF-8").into_response(),
    }
}

async fn done(service: &Arc<Service>, headers: &HeaderMap, fields: &[(String, String)]) -> Response {
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let result = match (field("queries"), field("extend")) {
        (Some(queries), _) => reconcile(service, queries).await,
        (None, Some(extend)) => {
            let extend = serde_json::from_str(extend);
            match extend {
                Ok(wanted) => extension::extend(service, wanted).await.map(Extended::stable),
                Err(error) => Err(Problem::bad_request(format!("extend: {error}"))),
            }
        }
        (None, None) => Ok(manifest(service, headers)),
    };
    result.and_then(|value| as_json(&value)).unwrap_or_else(Problem::into_response)
}

fn manifest(service: &Service, headers: &HeaderMap) -> Value {
    let base = base(service, headers);
    let library = service.library();
    let suggest = |what: &str| json!({ "service_url": base, "service_path": format!("/reconcile/suggest/{what}") });
    let mut entity = suggest("entity");
    entity["flyout_service_url"] = json!(base);
    entity["flyout_service_path"] = json!("/reconcile/flyout?id=${id}");
    json!({
        "versions": ["0.2"],
        "name": service_name(&library),
        "identifierSpace": IDENTIFIERS,
        "schemaSpace": SCHEMA,
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "documentation": format!("{base}/api/v1/openapi.json"),
        "view": { "url": format!("{base}/explore/concept?id={{{{id}}}}") },
        "defaultTypes": types(&library),
        "preview": {
            "url": format!("{base}/reconcile/preview?id={{{{id}}}}"),
            "width": PREVIEW.0,
            "height": PREVIEW.1,
        },
        "suggest": { "entity": entity, "type": suggest("type"), "property": suggest("property") },
        "extend": {
            "propose_properties": { "service_url": base, "service_path": "/reconcile/propose" },
            "property_settings": [],
        },
    })
}

/// The name of the service, with what it knows.
pub fn service_name(library: &Library) -> String {
    let names: Vec<String> = library.shelves().iter().map(|shelf| shelf.info().reference()).collect();
    format!("skillmap: {}", names.join(", "))
}

#[derive(Deserialize)]
struct StableQuery {
    #[serde(default)]
    query: Value,
    #[serde(default, rename = "type")]
    types: Value,
    #[serde(default)]
    limit: Option<f64>,
    #[serde(default)]
    properties: Vec<Property>,
}

#[derive(Deserialize)]
struct Property {
    pid: String,
    v: Value,
}

impl From<StableQuery> for Query {
    fn from(query: StableQuery) -> Self {
        let properties = query.properties.iter();
        let properties = properties
            .flat_map(|one| asking::values(&one.v).into_iter().map(move |value| (one.pid.clone(), value)))
            .collect();
        Self {
            name: asking::values(&query.query).into_iter().next().unwrap_or_default(),
            id: None,
            types: asking::values(&query.types),
            limit: query.limit,
            properties,
        }
    }
}

async fn reconcile(service: &Arc<Service>, queries: &str) -> Result<Value, Problem> {
    let queries: Map<String, Value> =
        serde_json::from_str(queries).map_err(|error| Problem::bad_request(format!("queries: {error}")))?;
    if queries.len() > service.limits.items {
        return Err(Problem::too_large(format!("more than {} queries", service.limits.items)));
    }
    let mut asked: Vec<(String, Query)> = Vec::new();
    for (key, value) in queries {
        let query: StableQuery =
            serde_json::from_value(value).map_err(|error| Problem::bad_request(format!("query {key}: {error}")))?;
        asked.push((key, query.into()));
    }
    let work = service.run(move |library, room| {
        let mut results = Map::new();
        for (key, query) in asked {
            let candidates = asking::answer(library, room, &query);
            results.insert(key, json!({ "result": candidates.iter().map(candidate).collect::<Vec<_>>() }));
        }
        Ok(Value::Object(results))
    });
    work.await
}

/// A candidate as 0.2 writes it.
fn candidate(answer: &Answer) -> Value {
    let found = &answer.candidate;
    let features =
        FEATURES.iter().zip(&found.features).map(|((id, _), value)| json!({ "id": id, "value": plain(*value) }));
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

/// The types of a candidate: its kind and its taxonomy.
pub fn types_of(answer: &Answer) -> Value {
    let concept = &answer.candidate.concept;
    json!([
        { "id": concept.kind.as_str(), "name": concept.kind.as_str() },
        { "id": concept.taxonomy, "name": concept.taxonomy },
    ])
}

/// The value of a feature as JSON.
pub fn plain(value: reconciliation::Value) -> Value {
    match value {
        reconciliation::Value::Flag(flag) => json!(flag),
        reconciliation::Value::Number(number) => answers::value(&number),
    }
}
