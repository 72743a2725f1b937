//! What the service says of itself.

use std::sync::Arc;

use axum::response::Response;
use serde_json::json;

use super::super::answers;
use super::super::problem::Problem;
use super::{Call, json as as_json};

/// Whether it lives, and how much waits.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn health(call: Call) -> Result<Response, Problem> {
    as_json(&json!({ "status": "ok", "waiting": call.service.waiting() }))
}

/// Versions of everything.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn version(call: Call) -> Result<Response, Problem> {
    let library = call.service.library();
    as_json(&answers::versions(&library, &library.select_all()))
}

/// Opens the taxonomies again.
pub async fn reload(call: Call) -> Result<Response, Problem> {
    let service = Arc::clone(&call.service);
    let done = tokio::task::spawn_blocking(move || service.reload()).await;
    done.map_err(|_| Problem::fault())??;
    super::concepts::taxonomies(call).await
}
