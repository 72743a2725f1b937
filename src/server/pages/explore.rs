//! The pages that explore: the taxonomies, each as a tree, and search in them.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::super::answers;
use super::super::api::form as fields;
use super::super::holders;
use super::super::library::{Library, Shelf};
use super::super::outline::Bond;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::workers::Room;
use super::shell::{Place, answer, page};
use super::wording::{counted, grouped};
use super::{catalogue, concept};
use crate::model::ConceptKind;

/// Most entries of a list on one page.
const LISTED: usize = 200;
/// Most documents of one catalogue that are named with a concept.
const HOLDERS: usize = 10;
/// Most results of a search.
const FOUND: usize = 30;

/// The address of a concept's page.
pub fn concept_address(taxonomy: &str, id: &str) -> String {
    format!("/explore/concept?taxonomy={}&id={}", encoded(taxonomy), encoded(id))
}

/// A text for an address.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Every taxonomy.
pub async fn taxonomies(State(service): State<Arc<Service>>) -> Response {
    let library = service.library();
    let content = html! {
        section.hero {
            h1 { "Taxonomies" }
            p { "Published vocabularies of skills that texts are mapped onto. Open one to walk its tree or search it." }
        }
        ul.cards {
            @for shelf in library.shelves() {
                @let info = shelf.info();
                li.card {
                    h2 { a href=(format!("/explore/tree/{}", encoded(&info.reference()))) { (title(shelf)) } }
                    p.small { (info.reference()) @if !info.publisher.is_empty() { " · " (info.publisher) } }
                    p.facts {
                        @for (kind, count) in shelf.index.taxonomy.counts() {
                            span.chip { (grouped(count)) " " (kind.words_for(count)) }
                        }
                    }
                    @if !info.licence.is_empty() { p.small { "Licence: " (info.licence) } }
                }
            }
        }
        (catalogue::cards(&library))
    };
    answer(page("Explore", Place::Explore, Some(&library), &content))
}

/// The name of a taxonomy for people.
pub fn title(shelf: &Shelf) -> String {
    let info = shelf.info();
    if info.title.is_empty() { info.reference() } else { info.title.clone() }
}

/// A taxonomy's tree from its roots, or what a search in it found.
pub async fn tree(State(service): State<Arc<Service>>, Path(taxonomy): Path<String>, request: Request) -> Response {
    let query = fields(request.uri().query().unwrap_or_default());
    let words =
        query.iter().find(|(name, _)| name == "q").map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
    let work = service.run(move |library, room| {
        let shelf = library.shelf(&taxonomy)?;
        let content = html! {
            (crumbs(shelf, &[]))
            h1 { (title(shelf)) }
            (search_form(shelf, &words))
            @if words.is_empty() {
                div.tree { (level(shelf, shelf.outline.roots(), &[])) }
            } @else {
                (found(library, room, shelf, &words)?)
            }
        };
        Ok(page(&title(shelf), Place::Explore, Some(library), &content))
    });
    work.await.map_or_else(Problem::into_response, answer)
}

fn search_form(shelf: &Shelf, words: &str) -> Markup {
    html! {
        form.search method="get" action=(format!("/explore/tree/{}", encoded(&shelf.info().reference()))) role="search" {
            label.hidden for="q" { "Search in " (title(shelf)) }
            input #q type="search" name="q" value=(words) placeholder="Skill, task or occupation";
            button type="submit" { "Search" }
        }
    }
}

fn found(library: &Library, room: &mut Room, shelf: &Shelf, words: &str) -> Result<Markup, Problem> {
    let selection = library.select(&[shelf.info().reference()])?;
    let options = answers::search_options(FOUND, ConceptKind::ALL.to_vec(), false);
    let results = answers::search(library, room, &selection, words, options);
    let reference = shelf.info().reference();
    Ok(html! {
        @if results.is_empty() {
            div.empty { h2 { "Nothing was found for “" (words) "”" } p { "Try other words, or walk the tree." } }
        } @else {
            p.small role="status" { (counted(results.len(), "result")) " for “" (words) "”" }
            ol.found {
                @for result in &results {
                    li {
                        a href=(concept_address(&reference, &result.concept.concept_id)) { (result.concept.label) }
                        " " span.chip { (result.concept.kind) }
                        @if result.evidence.matched_label != result.concept.label {
                            span.small { " also called “" (result.evidence.matched_label) "”" }
                        }
                    }
                }
            }
        }
        p { a href=(format!("/explore/tree/{}", encoded(&reference))) { "Back to the tree" } }
    })
}

/// One concept, with the tree around it.
pub async fn one(State(service): State<Arc<Service>>, request: Request) -> Response {
    let query = fields(request.uri().query().unwrap_or_default());
    let field = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let taxonomy = field("taxonomy").filter(|taxonomy| !taxonomy.is_empty());
    let id = field("id").unwrap_or_default();
    let work = service.run(move |library, room| {
        let (shelf, position) = library.find(taxonomy.as_deref(), &id)?;
        let way = shelf.outline.way_to(position);
        let holdings = holders::of(&holders::named(library, &[])?, &answers::reference(shelf, position), HOLDERS)?;
        let content = html! {
            (crumbs(shelf, &way))
            div.panes.reversed {
                nav.tree aria-label="Tree" { (search_form(shelf, "")) (level(shelf, &around(shelf, &way), &way)) }
                (concept::full(library, room, (shelf, position), &holdings))
            }
        };
        Ok(page(shelf.concept(position).name(), Place::Explore, Some(library), &content))
    });
    work.await.map_or_else(Problem::into_response, answer)
}

/// The roots to show beside a concept: all of them where they are few, else only its own.
fn around(shelf: &Shelf, way: &[u32]) -> Vec<u32> {
    let roots = shelf.outline.roots();
    let open = roots.iter().take_while(|root| has_children(shelf, **root)).count();
    if open > 0 && open <= 40 && roots[..open].contains(&way[0]) { roots[..open].to_vec() } else { vec![way[0]] }
}

fn has_children(shelf: &Shelf, concept: u32) -> bool {
    shelf.outline.bonded(concept, Bond::Narrower).next().is_some()
}

/// One level of the tree, and below the concepts on the way the next ones.
fn level(shelf: &Shelf, concepts: &[u32], way: &[u32]) -> Markup {
    let reference = shelf.info().reference();
    html! {
        ul {
            @for concept in concepts.iter().take(LISTED) {
                @let open = way.contains(concept);
                @let children = answers::children(shelf, Some(*concept));
                li.open[open] {
                    a href=(concept_address(&reference, &shelf.concept(*concept).id))
                        aria-current=[(way.last() == Some(concept)).then_some("true")] {
                        (shelf.concept(*concept).name())
                    }
                    @if !children.is_empty() { " " span.count { (grouped(children.len())) } }
                    @if open && !children.is_empty() { (level(shelf, &children, way)) }
                }
            }
            @if concepts.len() > LISTED {
                li.small { "and " (grouped(concepts.len() - LISTED)) " more; search for them" }
            }
        }
    }
}

fn crumbs(shelf: &Shelf, way: &[u32]) -> Markup {
    let reference = shelf.info().reference();
    html! {
        nav.crumbs aria-label="Where you are" {
            a href="/explore" { "Taxonomies" }
            @if !way.is_empty() { a href=(format!("/explore/tree/{}", encoded(&reference))) { (title(shelf)) } }
            @if let [above @ .., _] = way {
                @for concept in above {
                    a href=(concept_address(&reference, &shelf.concept(*concept).id)) { (shelf.concept(*concept).name()) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        let address = concept_address("esco@1.1.1", "http://x/?a=\"b&c");
        assert_eq!(address, "/explore/concept?taxonomy=esco%401%2E1%2E1&id=http%3A%2F%2Fx%2F%3Fa%3D%22b%26c");
    }
}
