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

use super::super::api::{form, json as as_json, whole};
use super::super::problem::Problem;
use super::super::service::Service;
use super::asking::{self, Query};
use super::extension::Extended;
use super::{IDENTIFIERS, Key, PREVIEW, SCHEMA, base, extension};

/// The manifest, or what the query of the address asks for.
pub async fn get(State(service): State<Arc<Service>>, request: Request) -> Response {
    let fields = form(request.uri().query().unwrap_or_default());
    done(&service, (request.headers(), request.extensions().get()), &fields).await
}

/// What the form asks for.
pub async fn post(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match whole(body, &head.headers, service.limits.body).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    match std::str::from_utf8(&body) {
        Ok(text) => done(&service, (&head.headers, head.extensions.get()), &form(text)).await,
        Err(_) => Problem::bad_request("the form is not UTF-8").into_response(),
    }
}

async fn done(service: &Arc<Service>, place: (&HeaderMap, Option<&Key>), fields: &[(String, String)]) -> Response {
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
        (None, None) => Ok(manifest(service, place)),
    };
    result.and_then(|value| as_json(&value)).unwrap_or_else(Problem::into_response)
}

fn manifest(service: &Service, (headers, key): (&HeaderMap, Option<&Key>)) -> Value {
    let (base, path) = (base(service, headers), Key::path(key));
    let suggest = |what: &str| json!({ "service_url": base, "service_path": format!("{path}/suggest/{what}") });
    let mut entity = suggest("entity");
    entity["flyout_service_url"] = json!(base);
    entity["flyout_service_path"] = json!(format!("{path}/flyout?id=${{id}}"));
    let own = json!({
        "identifierSpace": IDENTIFIERS,
        "schemaSpace": SCHEMA,
        "preview": {
            "url": format!("{base}{path}/preview?id={{{{id}}}}"),
            "width": PREVIEW.0,
            "height": PREVIEW.1,
        },
        "suggest": { "entity": entity, "type": suggest("type"), "property": suggest("property") },
        "extend": {
            "propose_properties": { "service_url": base, "service_path": format!("{path}/propose") },
            "property_settings": [],
        },
    });
    super::manifest(service, &base, ("0.2", "{{id}}"), own)
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
    let sent: Map<String, Value> =
        serde_json::from_str(queries).map_err(|error| Problem::bad_request(format!("queries: {error}")))?;
    let (mut keys, mut queries): (Vec<String>, Vec<Query>) = (Vec::new(), Vec::new());
    for (key, value) in sent {
        let query: StableQuery =
            serde_json::from_value(value).map_err(|error| Problem::bad_request(format!("query {key}: {error}")))?;
        queries.push(query.into());
        keys.push(key);
    }
    let answers = asking::answer_all(service, queries).await?;
    let result = |answers: Vec<asking::Answer>| json!({ "result": answers.iter().map(|answer| answer.json(false)).collect::<Vec<_>>() });
    Ok(Value::Object(keys.into_iter().zip(answers.into_iter().map(result)).collect()))
}
