//! What stands before every handler: who may ask, from where, how long it may take; and what stands after: headers
//! that keep a browser from doing what was not meant, and one line of log without a word of any document.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use super::problem::Problem;
use super::reconcile::Key;
use super::service::{BodyRoom, Service, UnderWay};
use super::{api, pages, reconcile};

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Name of the cookie that holds the token of whoever signed in.
pub const COOKIE: &str = "skillmap_token";

/// What pages may load and do: only what comes from here, and no script or style inside the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The same for what other programs show in a frame.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors *";

/// Every route behind the guard.
pub fn router(service: &Arc<Service>) -> Router {
    api::router()
        .merge(reconcile::router())
        .merge(pages::router())
        .fallback(pages::nothing_here)
        .layer(from_fn_with_state(Arc::clone(service), guard))
        .with_state(Arc::clone(service))
}

async fn guard(State(service): State<Arc<Service>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
    let origin = request.headers().get(header::ORIGIN).cloned();
    let mut response = match admit(&service, &request, peer) {
        Err(problem) => problem.into_response(),
        Ok(_) if method == Method::OPTIONS => StatusCode::NO_CONTENT.into_response(),
        Ok((_under_way, room)) => {
            if let Some(room) = &room {
                // A stream keeps its room until it ends.
                request.extensions_mut().insert(Arc::clone(room));
            }
            match tokio::time::timeout(service.limits.time, next.run(request)).await {
                Ok(response) => response,
                Err(_) => Problem::too_slow().into_response(),
            }
        }
    };
    if is_for_people(&path)
        && let Some(problem) = response.extensions().get::<Arc<Problem>>().cloned()
    {
        response = pages::problem_page(&service, &problem);
    }
    harden(&path, response.headers_mut());
    share(&service, &path, origin.as_ref(), response.headers_mut());
    let versions = versions(&service);
    response.headers_mut().insert(HeaderName::from_static("skillmap-versions"), versions);
    service.log(&format!("{method} {path} {} {} ms", response.status().as_u16(), begun.elapsed().as_millis()));
    response
}

/// Whether a path is one that people look at.
fn is_for_people(path: &str) -> bool {
    !["/api/", "/v1/", "/reconcile", "/health", "/version", "/skills/"].iter().any(|start| path.starts_with(start))
}

/// Whether a path can be had without a token: what says that the service lives, and what the sign-in page needs.
fn is_public(path: &str) -> bool {
    path == "/health" || path == "/sign-in" || path.starts_with("/assets/")
}

fn admit(
    service: &Arc<Service>,
    request: &Request,
    peer: Option<IpAddr>,
) -> Result<(UnderWay, Option<BodyRoom>), Problem> {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    // A page elsewhere can make its own name mean this machine; the name that the browser sends gives it away.
    if service.loopback && service.public_url.is_none() && !is_local(host) {
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, "wrong-host", "this service is not called that")
            .hint("use 127.0.0.1 or localhost, or say --public-url"));
    }
    let path = request.uri().path();
    let by_cookie = cookie(headers);
    if request.method() != Method::OPTIONS && !is_public(path) && !service.is_open() {
        let shown = bearer(headers).or(by_cookie.as_deref());
        let by_key = request.extensions().get::<Key>().filter(|_| path.starts_with("/reconcile"));
        if !shown.is_some_and(|token| service.admits(token)) && !by_key.is_some_and(|key| service.admits_key(key)) {
            let hint = if path.starts_with("/reconcile") {
                "use the address that the page /reconciliation shows to whoever has signed in"
            } else {
                "send it as `Authorization: Bearer TOKEN`"
            };
            return Err(
                Problem::new(StatusCode::UNAUTHORIZED, "no-token", "this needs the token of the service").hint(hint)
            );
        }
    }
    // What changes something may be sent by our own pages and by programs, not by pages from elsewhere.
    let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if request.method() == Method::POST && elsewhere && !path.starts_with("/reconcile") && !allowed(service, headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "cross-site", "sent by a page from somewhere else"));
    }
    let under_way = service.begin(peer.unwrap_or(IpAddr::from([127, 0, 0, 1])))?;
    Ok((under_way, service.body_room(headers)?))
}

fn allowed(service: &Service, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| service.origins.iter().any(|allowed| allowed == origin))
}

/// Whether the name that was asked for means this machine.
fn is_local(host: &str) -> bool {
    let name = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| percent_decoded(value))
}

fn percent_decoded(value: &str) -> String {
    percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned()
}

/// Headers that every answer has.
fn harden(path: &str, headers: &mut HeaderMap) {
    let framed = matches!(path, "/reconcile/preview" | "/reconcile/v1/preview");
    let policy = if framed { FRAMED_POLICY } else { POLICY };
    let fixed = [
        ("content-security-policy", policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"),
    ];
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !framed {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Lets pages from elsewhere read answers: those of reconciliation always, since that is how its clients work, those
/// of the API for the origins that were named.
fn share(service: &Service, path: &str, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    let origin = if path.starts_with("/reconcile") {
        Some(HeaderValue::from_static("*"))
    } else if path.starts_with("/api/") || path.starts_with("/v1/") || path.starts_with("/skills/") {
        origin.filter(|origin| service.origins.iter().any(|allowed| *origin == allowed.as_str())).cloned()
    } else {
        None
    };
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    let allowed = HeaderValue::from_static("authorization, content-type, accept, accept-language");
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("skillmap-versions, retry-after"));
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
}

/// Versions of program, learned space and taxonomies, for every answer whatever its format.
fn versions(service: &Service) -> HeaderValue {
    let library = service.library();
    let mut line = format!("skillmap/{}", env!("CARGO_PKG_VERSION"));
    if !library.space().is_empty() {
        line.push_str(" space/");
        line.push_str(library.space());
    }
    for shelf in library.shelves() {
        line.push(' ');
        line.push_str(&shelf.info().reference());
    }
    // Names of taxonomies are checked to be plain when they are added.
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static("skillmap"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_told_from_others() {
        for host in ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:9", "[::1]"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org:80", "127.0.0.1.example.org", "[::2]:1"] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn tokens_are_found_in_headers_and_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(bearer(&headers), None);
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("bearer  abc"));
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; skillmap_token=x%3Dy; c=d"));
        assert_eq!(bearer(&headers), Some("abc"));
        assert_eq!(cookie(&headers).as_deref(), Some("x=y"));
    }
}
