//! Style, script and mark of the pages, compiled in. Their addresses hold a digest of what they are, so that a browser
//! may keep them for ever.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};

use super::super::api::typed;
use super::super::problem::Problem;
use crate::fs::hexadecimal;

const STYLE: &str = include_str!("../assets/style.css");
const SCRIPT: &str = include_str!("../assets/pages.js");
const MARK: &str = include_str!("../assets/mark.svg");

/// The address of the style.
pub fn style() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| address("style.css", STYLE))
}

/// The address of the script.
pub fn script() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| address("pages.js", SCRIPT))
}

/// The address of the mark.
pub fn mark() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| address("mark.svg", MARK))
}

fn address(name: &str, content: &str) -> String {
    let digest = hexadecimal(&Sha256::digest(content.as_bytes())[..6]);
    format!("/assets/{digest}-{name}")
}

/// One of them.
pub async fn asset(Path(name): Path<String>) -> Response {
    let name = name.split_once('-').map_or(name.as_str(), |(_, name)| name);
    let (media_type, content) = match name {
        "style.css" => ("text/css; charset=utf-8", STYLE),
        "pages.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "mark.svg" => ("image/svg+xml", MARK),
        _ => return Problem::not_found("there is no such file").into_response(),
    };
    let mut response = typed(media_type, content);
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, keep);
    response
}
