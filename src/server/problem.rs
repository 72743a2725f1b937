//! What goes wrong, as problem details (RFC 9457): for programs as JSON, for people as the page that `pages` makes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::error::Error;

/// One problem. `code` names it for programs, `detail` and `hint` say it to people.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// Always `about:blank`: the title says no more than the status does.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The status.
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// Which problem it is.
    pub code: &'static str,
    /// What is wrong.
    pub detail: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with a status.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            code,
            detail: detail.into(),
            hint: None,
            retry_after: None,
        }
    }

    /// The request makes no sense.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// The request holds more than may be sent at once.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
    }

    /// Everything is in use.
    pub fn busy() -> Self {
        let detail = "more is waiting than can be done soon";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).retry_after(1)
    }

    /// The request took longer than it may.
    pub fn too_slow() -> Self {
        let detail = "the request was not done in the time that one may take";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "too-slow", detail).retry_after(5)
    }

    /// One address has too many requests under way.
    pub fn too_many() -> Self {
        let detail = "too many requests from one address are under way";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail).retry_after(1)
    }

    /// A fault of the program.
    pub fn fault() -> Self {
        let detail = "the program failed; the fault is its own, not the request's";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", detail)
    }

    /// The same problem with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The answer's headers apart from its body.
    pub fn head(&self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::Malformed { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Request { .. } => StatusCode::BAD_REQUEST,
            Error::Io { .. } | Error::Index { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let code = match &error {
            Error::Malformed { .. } => "unreadable",
            Error::Request { .. } => "bad-request",
            Error::Io { .. } | Error::Index { .. } => "fault",
        };
        let hint = error.hint().map(str::to_owned);
        Self { hint, ..Self::new(status, code, error.to_string()) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.head();
        let body = serde_json::to_vec(&self).expect("strings and a number serialise");
        *response.body_mut() = body.into();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        // Pages make their own page of it.
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}
