//! One concept, in full for its page and in brief for bubbles and frames.

use maud::{Markup, html};

use super::super::answers;
use super::super::holders::{Holder, Holding, Role};
use super::super::library::{Library, Shelf};
use super::super::outline::Bond;
use super::super::workers::Room;
use super::explore::{concept_address, title};
use super::wording::{counted, percent, shortened};
use crate::model::{LabelRole, Link, NoteRole, Requirement};

/// Most relations of one kind that are listed.
const LISTED: usize = 60;

/// Everything that is known of a concept.
pub fn full(library: &Library, room: &mut Room, (shelf, position): (&Shelf, u32), holdings: &[Holding]) -> Markup {
    let concept = shelf.concept(position);
    let others: Vec<_> = concept.labels.iter().filter(|label| label.role == LabelRole::Alternative).collect();
    html! {
        article.concept {
            p.facts {
                span.chip { (concept.kind) }
                @if let Some(notation) = &concept.notation { span.chip { "code " (notation) } }
                span.small { (title(shelf)) }
            }
            h1 { (concept.name()) }
            @for note in &concept.notes {
                @match note.role {
                    NoteRole::Definition => p.definition { (note.text) },
                    NoteRole::ScopeNote => p { strong { "Scope. " } (note.text) },
                    NoteRole::Example => p { strong { "Example. " } (note.text) },
                }
            }
            @if !others.is_empty() {
                h2 { "Also called" }
                ul.labels { @for label in others { li lang=[language(&label.language)] { (label.text) } } }
            }
            (relations(shelf, position))
            (equivalents(library, room, shelf, position))
            (holders(holdings))
            @if !concept.occupation_codes.is_empty() {
                h2 { "Occupation codes" }
                p { (concept.occupation_codes.join(", ")) }
            }
            h2 { "Identifier" }
            p.identifier { (link_or_text(&concept.id)) }
        }
    }
}

fn language(language: &str) -> Option<&str> {
    (!language.is_empty()).then_some(language)
}

fn relations(shelf: &Shelf, position: u32) -> Markup {
    let reference = shelf.info().reference();
    let groups = [
        (Bond::Broader, "More general"),
        (Bond::Narrower, "More particular"),
        (Bond::Needs, "Needs"),
        (Bond::MayUse, "May use"),
        (Bond::NeededBy, "Needed by"),
        (Bond::UsefulFor, "Useful for"),
        (Bond::Related, "Related"),
        (Bond::ReplacedBy, "Replaced by"),
        (Bond::Replaces, "Replaces"),
    ];
    html! {
        @for (bond, name) in groups {
            @let others: Vec<u32> = shelf.outline.bonded(position, bond).collect();
            @if !others.is_empty() {
                h2 { (name) " " span.count { (others.len()) } }
                ul.links {
                    @for other in others.iter().take(LISTED) {
                        li { a href=(concept_address(&reference, &shelf.concept(*other).id)) { (shelf.concept(*other).name()) } }
                    }
                    @if others.len() > LISTED { li.small { "and " (counted(others.len() - LISTED, "other")) } }
                }
            }
        }
    }
}

fn equivalents(library: &Library, room: &mut Room, shelf: &Shelf, position: u32) -> Markup {
    let others = answers::others(library, shelf);
    let elsewhere: Vec<(&Shelf, u32, bool)> = answers::equivalents(room, library, (shelf, position), &others)
        .into_iter()
        .filter_map(|(other, found)| found.map(|(at, is_linked)| (other, at, is_linked)))
        .collect();
    let links = &shelf.concept(position).links;
    html! {
        @if !elsewhere.is_empty() || !links.is_empty() {
            h2 { "Elsewhere" }
            ul.links {
                @for (other, at, is_linked) in elsewhere {
                    li {
                        a href=(concept_address(&other.info().reference(), &other.concept(at).id)) { (other.concept(at).name()) }
                        " " span.small { "in " (other.info().reference()) @if is_linked { ", as its publisher says" } @else { ", by its name" } }
                    }
                }
                @for link in links.iter().take(LISTED) { li { (outside(link)) } }
            }
        }
    }
}

fn outside(link: &Link) -> Markup {
    html! {
        @if let Some(name) = &link.name { (name) " " }
        (link_or_text(&link.target))
        @if let Some(framework) = &link.framework { span.small { " " (framework) } }
    }
}

/// Who teaches the concept and who asks for it.
fn holders(holdings: &[Holding]) -> Markup {
    let groups =
        [(Role::Teaches, "Who teaches it"), (Role::Asks, "Who asks for it"), (Role::Unknown, "Who speaks of it")];
    html! {
        @for (role, heading) in groups {
            @let some = holdings.iter().any(|holding| holding.surest.iter().any(|holder| holder.role() == role));
            @if some {
                h2 { (heading) }
                @for holding in holdings {
                    @let holders: Vec<_> = holding.surest.iter().filter(|holder| holder.role() == role).collect();
                    @if !holders.is_empty() {
                        ul.holders {
                            @for holder in holders { (holder_row(holder)) }
                        }
                        p.small {
                            "The surest of " (counted(holding.documents, "document")) " of the catalogue " (holding.catalogue)
                            " that may speak of it."
                        }
                    }
                }
            }
        }
    }
}

fn holder_row(holder: &Holder) -> Markup {
    let name = if holder.title.is_empty() { &holder.id } else { &holder.title };
    html! {
        li {
            strong { (shortened(name, 120)) }
            @if let Some(issuer) = &holder.issuer { " " span.small { (issuer) } }
            " " span.count { (percent(holder.confidence as f32)) }
            @if holder.requirement == Some(Requirement::Required) { " " span.chip.required { "required" } }
            @if !holder.quote.is_empty() { div { q { (shortened(&holder.quote, 160)) } } }
        }
    }
}

/// An address that a browser may open, as a link; anything else as text.
fn link_or_text(target: &str) -> Markup {
    let web = target.starts_with("https://") || target.starts_with("http://");
    html! { @if web { a href=(target) rel="noreferrer" { (target) } } @else { (target) } }
}

/// A few lines about a concept.
pub fn brief(shelf: &Shelf, position: u32) -> Markup {
    let concept = shelf.concept(position);
    let above: Vec<&str> =
        shelf.outline.bonded(position, Bond::Broader).map(|other| shelf.concept(other).name()).collect();
    html! {
        article.brief {
            h1 { (concept.name()) }
            p.facts { span.chip { (concept.kind) } span.small { (title(shelf)) } }
            @if let Some(definition) = concept.definition() { p { (definition) } }
            @if !above.is_empty() { p.small { "More general: " (above.join(", ")) } }
        }
    }
}
