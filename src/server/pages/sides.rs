//! What the pages that compare have in common: how each side is chosen, a catalogue or a file, and how it is read from
//! what was sent.

use maud::{Markup, html};

use super::super::library::Library;
use super::super::problem::Problem;
use super::super::sides::Side;
use super::super::uploads;
use super::forms::Sent;
use super::wording::counted;

/// The choice of a side. A file goes first, since whoever chose one means it.
pub fn choice(library: &Library, field: &str, name: &str, chosen: Option<&str>) -> Markup {
    let catalogues = library.catalogues();
    let list = format!("{field}-catalogue");
    html! {
        div.stack {
            @if catalogues.is_empty() {
                label for=(field) { (name) }
            } @else {
                label for=(list) { (name) }
                select id=(list) name=(list) {
                    option value="" selected[chosen.is_none()] { "from the file below" }
                    @for catalogue in catalogues {
                        option value=(catalogue.name()) selected[chosen == Some(catalogue.name())] {
                            (catalogue.name()) " · " (counted(catalogue.documents() as usize, "document"))
                        }
                    }
                }
                label.small for=(field) { "or a file" span.hidden { " with: " (name) } ", which goes first" }
            }
            input id=(field) type="file" name=(field) required[catalogues.is_empty()] aria-describedby="formats";
        }
    }
}

/// A side as it was sent, with what it is called.
pub fn sent(sent: &mut Sent, field: &str, noun: &str, limit: usize) -> Result<(String, Side), Problem> {
    if let Some((name, bytes)) = sent.file(field) {
        let source = uploads::source(&name, bytes, limit)?;
        return Ok((source.file_name().to_owned(), Side::Sent(source)));
    }
    let catalogue = sent.value(&format!("{field}-catalogue"));
    if catalogue.is_empty() {
        return Err(Problem::bad_request(format!("there are no {noun} to compare with"))
            .hint("choose a catalogue or a file for each side"));
    }
    Ok((catalogue.to_owned(), Side::Catalogue(catalogue.to_owned())))
}

/// The catalogue that a side is, when it is one.
pub fn catalogue(side: &Side) -> Option<&str> {
    match side {
        Side::Catalogue(name) => Some(name),
        Side::Sent(_) => None,
    }
}

/// The taxonomies that count: those that were chosen, unless a catalogue brings its own.
pub fn taxonomies(sent: &Sent, sides: &[&Side]) -> Vec<String> {
    if sides.iter().any(|side| catalogue(side).is_some()) { Vec::new() } else { sent.values("taxonomy") }
}
