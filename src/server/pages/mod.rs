//! The web pages: made here, whole, so that they work without a script; the script only adds comfort.
//!
//! Templates are Rust (`maud`), which writes every text from outside as text. There is no way around it in this
//! folder: nothing is marked as being markup already.

mod assets;
mod catalogue;
mod concept;
mod explore;
mod forms;
mod gap;
mod highlight;
mod mapping;
mod matching;
mod narrowing;
mod reconciling;
mod results;
mod reviewing;
mod shell;
mod sides;
mod sign_in;
mod surveyed;
mod wording;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use maud::html;

use super::library::Shelf;
use super::problem::Problem;
use super::service::Service;
use shell::{Place, page};
use wording::sentence;

/// The routes of the pages.
pub fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/", get(mapping::form))
        .route("/map", get(|| async { Redirect::to("/") }).post(mapping::mapped))
        .route("/map/download", post(mapping::download))
        .route("/match", get(matching::form).post(matching::matched))
        .route("/gap", get(gap::form).post(gap::compared))
        .route("/review", get(reviewing::desk))
        .route("/review/decide", post(reviewing::decide))
        .route("/review/undo", post(reviewing::undo))
        .route("/explore", get(explore::taxonomies))
        .route("/explore/tree/{taxonomy}", get(explore::tree))
        .route("/explore/concept", get(explore::one))
        .route("/explore/catalogue/{name}", get(catalogue::one))
        .route("/reconciliation", get(reconciling::addresses))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/assets/{name}", get(assets::asset))
        // Bodies are counted where they are read.
        .layer(DefaultBodyLimit::disable())
}

/// The answer to an address that means nothing.
pub async fn nothing_here(State(_): State<Arc<Service>>) -> Response {
    Problem::not_found("there is nothing at this address").into_response()
}

/// A problem as a page; for want of a token, the page to sign in.
pub fn problem_page(service: &Service, problem: &Problem) -> Response {
    let mut response = problem.head();
    let signed_out = problem.code == "no-token";
    let body = if signed_out {
        sign_in::body(None)
    } else {
        let content = html! {
            section.notice role="alert" {
                p.code { (problem.status.as_u16()) " · " (problem.title) }
                h1 { (sentence(&problem.detail)) }
                @if let Some(hint) = &problem.hint { p { (sentence(hint)) } }
                p { a.button href="/" { "Map a text" } " " a href="/explore" { "Explore the taxonomies" } }
            }
        };
        page(problem.title, Place::Nowhere, Some(&service.library()), &content)
    };
    *response.body_mut() = body.into_string().into();
    shell::as_page(&mut response);
    response
}

/// A few lines about a concept, for a bubble.
pub fn flyout(shelf: &Shelf, position: u32) -> String {
    concept::brief(shelf, position).into_string()
}

/// A small page about a concept, for a frame.
pub fn preview(shelf: &Shelf, position: u32) -> String {
    let concept = shelf.concept(position);
    html! {
        (maud::DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (concept.name()) } link rel="stylesheet" href=(assets::style()); }
            body.framed { main { (concept::brief(shelf, position)) } }
        }
    }
    .into_string()
}
