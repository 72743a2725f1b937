//! The HTTP API: a table of operations (`operations`), from which both the routes and the `OpenAPI` document are made,
//! so that neither can say what the other does not.

mod annif;
mod concepts;
mod documents;
pub mod gap;
mod lightcast;
mod map;
pub mod matching;
mod openapi;
mod operations;
mod parameters;
mod state;
mod stream;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, on};
use serde::Serialize;

use super::problem::Problem;
use super::service::{BodyRoom, Service};
pub use openapi::self_contained;
use operations::Operation;
use parameters::Parameters;
pub use parameters::form;

/// What a handler gets.
pub struct Call {
    service: Arc<Service>,
    parameters: Parameters,
    headers: HeaderMap,
    body: Body,
    room: Option<BodyRoom>,
}

/// What a handler gives: an answer, when it is done.
type Answer = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// The routes of the table.
pub fn router() -> Router<Arc<Service>> {
    let mut router = Router::new();
    for operation in operations::ALL {
        let filter = if operation.method == "post" { MethodFilter::POST } else { MethodFilter::GET };
        let handle = move |State(service): State<Arc<Service>>, path: RawPathParams, request: Request| async move {
            let result = match Call::of(service, operation, &path, request) {
                Ok(call) => (operation.handle)(call).await,
                Err(problem) => Err(problem),
            };
            result.unwrap_or_else(Problem::into_response)
        };
        router = router.route(operation.path, on(filter, handle));
    }
    router
}

impl Call {
    fn of(
        service: Arc<Service>,
        operation: &Operation,
        path: &RawPathParams,
        request: Request,
    ) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let parameters = Parameters::read(operation.parameters, path, head.uri.query().unwrap_or_default())?;
        let room = head.extensions.get::<BodyRoom>().cloned();
        Ok(Self { service, parameters, headers: head.headers, body, room })
    }

    /// The whole body, refused when it is longer than may be.
    async fn bytes(&mut self) -> Result<Bytes, Problem> {
        whole(std::mem::take(&mut self.body), &self.headers, self.service.limits.body).await
    }

    /// The media type of the body, lower case, without parameters; empty when it is not said.
    fn media_type(&self) -> String {
        let value = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

/// A whole body, refused when it is longer than may be; what its length is said to be is believed in refusing only.
pub async fn whole(body: Body, headers: &HeaderMap, limit: usize) -> Result<Bytes, Problem> {
    let refuse = || Problem::too_large(format!("more than {limit} bytes in the body"));
    let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if said.is_some_and(|said| said > limit as u64) {
        return Err(refuse());
    }
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        let full = std::error::Error::source(&error).is_some_and(|cause| cause.to_string().contains("length limit"));
        if full { refuse() } else { Problem::bad_request("the body broke off") }
    })
}

/// An answer as JSON.
pub fn json(value: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(value).map_err(|_| Problem::fault())?;
    Ok(typed("application/json", body))
}

/// An answer of some media type.
pub fn typed(media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = (StatusCode::OK, body.into()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
