//! The pages about catalogues: which there are, and what the documents of one say of themselves, counted over all of them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::catalogues::ServedCatalogue;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::explore::encoded;
use super::shell::{Place, answer, page};
use super::wording::{counted, grouped, shortened};
use crate::catalogue::{Facet, FacetValue};

/// Values of a field that are shown, and those that are shown before somebody asks for more.
const SHOWN: usize = 50;
const FIRST: usize = 8;
/// Longest value that is shown whole, in characters.
const LONGEST: usize = 80;

/// The catalogues that are served, as cards.
pub fn cards(library: &Library) -> Markup {
    html! {
        @if !library.catalogues().is_empty() {
            section.more {
                h2 { "Catalogues" }
                p.small { "Documents that are mapped already: credentials, courses or postings to compare with." }
                ul.cards {
                    @for catalogue in library.catalogues() {
                        li.card {
                            h3 { a href=(format!("/explore/catalogue/{}", encoded(catalogue.name()))) { (catalogue.name()) } }
                            p.facts { span.chip { (counted(catalogue.documents() as usize, "document")) } }
                            p.small { "mapped onto " (catalogue.taxonomies().join(", ")) }
                        }
                    }
                }
            }
        }
    }
}

/// One catalogue.
pub async fn one(State(service): State<Arc<Service>>, Path(name): Path<String>) -> Response {
    let work = service.run(move |library, _| {
        let catalogue = library.catalogue(&name)?;
        let facets = catalogue.facets(SHOWN)?;
        let content = html! {
            nav.crumbs aria-label="Where you are" { a href="/explore" { "Explore" } }
            h1 { (catalogue.name()) }
            p.facts {
                span.chip { (counted(catalogue.documents() as usize, "document")) }
                span.small { "of " (counted(catalogue.inputs(), "input")) ", mapped onto " (catalogue.taxonomies().join(", ")) }
            }
            @if catalogue.documents() == 0 {
                div.empty { h2 { "The catalogue is empty" } p { "Add files to it with " code { "skillmap catalogue add" } "." } }
            } @else {
                p.small { "What the documents say of themselves. A value leads to the comparison with those that have it." }
                div.cards.fields { @for facet in facets.iter().filter(|facet| !facet.values.is_empty()) { (field(catalogue, facet)) } }
                (unsaid(&facets))
            }
        };
        Ok(page(catalogue.name(), Place::Explore, Some(library), &content))
    });
    work.await.map_or_else(Problem::into_response, answer)
}

/// Fields of which nothing is known, in a line.
fn unsaid(facets: &[Facet]) -> Markup {
    let fields: Vec<&str> =
        facets.iter().filter(|facet| facet.values.is_empty()).map(|facet| facet.field.as_str()).collect();
    html! {
        @if !fields.is_empty() { p.small.unsaid { "No document says: " (fields.join(", ")) "." } }
    }
}

fn field(catalogue: &ServedCatalogue, facet: &Facet) -> Markup {
    let most = facet.values.first().map_or(1, |first| first.count).max(1);
    let (first, rest) = facet.values.split_at(facet.values.len().min(FIRST));
    html! {
        section.card {
            h2 { (facet.field) " " span.count { (grouped(facet.values.len() + facet.further as usize)) } }
            ul.values { @for one in first { (value(catalogue, &facet.field, one, most)) } }
            @if !rest.is_empty() {
                details.further {
                    summary { (grouped(rest.len())) " more" }
                    ul.values { @for one in rest { (value(catalogue, &facet.field, one, most)) } }
                }
            }
            @if facet.further > 0 { p.small { "and " (grouped(facet.further as usize)) " rarer ones" } }
            @if facet.without > 0 { p.small { (counted(facet.without as usize, "document")) " without" } }
        }
    }
}

fn value(catalogue: &ServedCatalogue, field: &str, value: &FacetValue, most: u64) -> Markup {
    let width = format!("{:.1}", value.count as f64 / most as f64 * 100.0);
    let text = shortened(&value.value, LONGEST);
    html! {
        li {
            div.head {
                span {
                    @match condition(field, &value.value) {
                        Some(condition) => a href=(format!("/match?against-catalogue={}&filter={}", encoded(catalogue.name()), encoded(&condition))) { (text) },
                        None => (text),
                    }
                    @if let Some(name) = &value.name { " " span.small { (shortened(name, LONGEST)) } }
                }
                span.count { (grouped(value.count as usize)) }
            }
            svg.bars viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" { rect.taught width=(width) height="4" {} }
        }
    }
}

/// A condition that the value fulfils, when it can be written as one.
fn condition(field: &str, value: &str) -> Option<String> {
    (!value.contains(['"', '|'])).then(|| format!("{field}=\"{value}\""))
}
