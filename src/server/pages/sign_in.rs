//! Signing in with the token of the service, where it has one: browsers then send it as a cookie that no script can
//! read and no other site can use.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::api::{form as fields, whole};
use super::super::guard::COOKIE;
use super::super::service::Service;
use super::shell::{Place, answer, page};

/// How long somebody stays signed in, in seconds: a working day.
const STAY: u32 = 12 * 60 * 60;

/// The page to sign in.
pub async fn form(State(service): State<Arc<Service>>) -> Response {
    if service.is_open() {
        return Redirect::to("/").into_response();
    }
    answer(body(None))
}

/// Signs in, or says that the token is another.
pub async fn sign_in(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let sent = whole(body, &head.headers, 4096).await.unwrap_or_default();
    let given = fields(&String::from_utf8_lossy(&sent));
    let token = given.iter().find(|(name, _)| name == "token").map_or("", |(_, value)| value.trim());
    if token.is_empty() || !service.admits(token) {
        let mut response = answer(self::body(Some("That is not the token of this service.")));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return response;
    }
    let value = utf8_percent_encode(token, NON_ALPHANUMERIC);
    let secure = if service.public_url.as_ref().is_some_and(|url| url.starts_with("https:")) { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={STAY}; HttpOnly; SameSite=Strict{secure}");
    let mut response = Redirect::to("/").into_response();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The page, with what was wrong the last time.
pub fn body(wrong: Option<&str>) -> Markup {
    let content = html! {
        section.notice {
            h1 { "Sign in" }
            p { "This service is for those who have its token. Whoever set it up can give it to you." }
            form.stack method="post" action="/sign-in" {
                label for="token" { "Token" }
                input #token type="password" name="token" required autocomplete="current-password"
                    aria-describedby=[wrong.map(|_| "wrong")] aria-invalid=[wrong.map(|_| "true")];
                @if let Some(wrong) = wrong { p #wrong .wrong role="alert" { (wrong) } }
                button.primary type="submit" { "Sign in" }
            }
        }
    };
    page("Sign in", Place::Nowhere, None, &content)
}
