//! The reconciliation service that `OpenRefine` and its kin speak to: version 0.2 at `/reconcile`, the draft of 1.0 at
//! `/reconcile/v1`. Both put their queries into one form (`asking`) and differ only in how they write answers.
//!
//! Identifiers of entities are those of their publishers. Types are kinds of concepts, such as `skill`, and
//! taxonomies, such as `esco`. Reference: <https://reconciliation-api.github.io/specs/>.
//!
//! These clients cannot send a token in a header, and what they are given they pass on. So where the service has a
//! token, the address itself holds a key (`/reconcile/with/KEY`), which opens this folder and nothing else.

mod asking;
mod draft;
mod extension;
mod key;
mod stable;
mod suggestions;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::library::{Library, Shelf};
use super::service::Service;
pub use extension::equivalent;
pub use key::{Key, key, take_key};

/// Most candidates for one query, and most suggestions.
const MOST: usize = 100;
/// What identifiers are: as their publishers wrote them, most of them URIs.
const IDENTIFIERS: &str = "urn:ietf:rfc:3986";
/// What types and properties are named after.
const SCHEMA: &str = "http://www.w3.org/2004/02/skos/core#";
/// Size of a preview.
const PREVIEW: (u32, u32) = (420, 260);

/// The routes of both versions.
pub fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/reconcile", get(stable::get).post(stable::post))
        .route("/reconcile/", get(stable::get).post(stable::post))
        .route("/reconcile/suggest/entity", get(suggestions::entities))
        .route("/reconcile/suggest/type", get(suggestions::types))
        .route("/reconcile/suggest/property", get(suggestions::properties))
        .route("/reconcile/flyout", get(suggestions::flyout))
        .route("/reconcile/preview", get(suggestions::preview))
        .route("/reconcile/propose", get(extension::propose))
        .route("/reconcile/v1", get(draft::manifest))
        .route("/reconcile/v1/", get(draft::manifest))
        .route("/reconcile/v1/match", post(draft::matches))
        .route("/reconcile/v1/suggest/entity", get(suggestions::entities))
        .route("/reconcile/v1/suggest/type", get(suggestions::types))
        .route("/reconcile/v1/suggest/property", get(suggestions::properties))
        .route("/reconcile/v1/preview", get(suggestions::preview))
        .route("/reconcile/v1/extend", post(draft::extend))
        .route("/reconcile/v1/extend/propose", get(extension::propose))
}

/// Where a client reaches the service: as was said at the start, else by the name that its request used.
pub fn base(service: &Service, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    service.public_url.clone().unwrap_or_else(|| format!("http://{host}"))
}

/// What both versions say of the service, and what one adds: `id` is how it writes the place of an identifier.
fn manifest(service: &Service, base: &str, (version, id): (&str, &str), own: Value) -> Value {
    let library = service.library();
    let names: Vec<String> = library.shelves().iter().map(|shelf| shelf.info().reference()).collect();
    let mut value = json!({
        "versions": [version],
        "name": format!("skillmap: {}", names.join(", ")),
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "documentation": format!("{base}/api/v1/openapi.json"),
        "view": { "url": format!("{base}/explore/concept?id={id}") },
        "defaultTypes": types(&library),
    });
    let (Value::Object(common), Value::Object(own)) = (&mut value, own) else {
        unreachable!("both were just made as objects")
    };
    common.extend(own);
    value
}

/// Every type: kinds that occur, then taxonomies.
fn types(library: &Library) -> Vec<Value> {
    let mut kinds: Vec<_> =
        library.shelves().iter().flat_map(|shelf| shelf.index.taxonomy.counts()).map(|(kind, _)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kinds = kinds.into_iter().map(|kind| json!({ "id": kind.as_str(), "name": kind.as_str() }));
    let taxonomies = library.shelves().iter().map(|shelf| {
        let info = shelf.info();
        json!({ "id": info.reference(), "name": name(shelf) })
    });
    kinds.chain(taxonomies).collect()
}

/// The name of a taxonomy for people.
fn name(shelf: &Shelf) -> String {
    let info = shelf.info();
    if info.title.is_empty() { info.reference() } else { info.title.clone() }
}
