//! What every page has: head, navigation, and below it what the licences of the taxonomies ask for.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{DOCTYPE, Markup, html};

use super::super::library::Library;
use super::assets;

/// Where in the navigation a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Mapping a text.
    Map,
    /// Holding one side against the other.
    Match,
    /// The taxonomies.
    Explore,
    /// Demand and supply.
    Gap,
    /// Doubtful mappings.
    Review,
    /// None of these.
    Nowhere,
}

/// A page.
pub fn page(title: &str, place: Place, library: Option<&Library>, content: &Markup) -> Markup {
    let link = |address: &str, name: &str, own: Place| {
        html! { a href=(address) aria-current=[(own == place).then_some("page")] { (name) } }
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · skillmap" }
                link rel="icon" href=(assets::mark()) type="image/svg+xml";
                link rel="stylesheet" href=(assets::style());
                script src=(assets::script()) defer {}
            }
            body {
                a.skip href="#content" { "Skip to the content" }
                header.top {
                    a.brand href="/" { img src=(assets::mark()) alt="" width="26" height="26"; "skillmap" }
                    @if library.is_some() {
                        nav aria-label="Main" {
                            (link("/", "Map", Place::Map))
                            (link("/match", "Match", Place::Match))
                            (link("/explore", "Explore", Place::Explore))
                            (link("/gap", "Gap", Place::Gap))
                            (link("/review", "Review", Place::Review))
                        }
                    }
                }
                main #content tabindex="-1" { (content) }
                @if let Some(library) = library { (foot(library)) }
            }
        }
    }
}

fn foot(library: &Library) -> Markup {
    let mut attributions: Vec<&str> =
        library.shelves().iter().map(|shelf| shelf.info().attribution.as_str()).filter(|one| !one.is_empty()).collect();
    attributions.dedup();
    html! {
        footer {
            @if !attributions.is_empty() {
                details {
                    summary { "Sources and licences" }
                    @for attribution in attributions { p { (attribution) } }
                }
            }
            p {
                "skillmap " (env!("CARGO_PKG_VERSION"))
                " · " a href="/api/v1/openapi.json" { "API" }
                " · " a href="/reconciliation" { "Reconciliation" }
                " · texts stay on this machine and are not kept"
            }
        }
    }
}

/// A page as an answer.
pub fn answer(markup: Markup) -> Response {
    let mut response = markup.into_string().into_response();
    as_page(&mut response);
    response
}

/// Says that an answer is a page.
pub fn as_page(response: &mut Response) {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
}
