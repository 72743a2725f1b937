//! What the pages that compare have in common: how each side is chosen, a catalogue or a file, and how it is read from
//! what was sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
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

/// Longest file that a page carries along, in bytes, so that it need not be chosen once more.
pub const CARRIED: usize = 256 << 10;

/// A side as it was sent, with what it is called.
pub fn sent(sent: &mut Sent, field: &str, noun: &str, limit: usize) -> Result<(String, Side), Problem> {
    let given = given(sent, field, noun, limit)?;
    Ok((given.side.name().to_owned(), given.side))
}

/// A side, and what a page must send to have it once more.
pub struct Given {
    /// The side.
    pub side: Side,
    again: Option<Again>,
}

/// What brings a side along again: a catalogue by its name, a file by name and bytes.
enum Again {
    Catalogue(String),
    File(String, Vec<u8>),
}

/// A side as it was sent: a file, else one that the page carried along, else a catalogue.
pub fn given(sent: &mut Sent, field: &str, noun: &str, limit: usize) -> Result<Given, Problem> {
    let file = match sent.file(field) {
        Some(file) => Some(file),
        None => carried(sent, &format!("{field}-again"))?,
    };
    if let Some((name, bytes)) = file {
        let again = (bytes.len() <= CARRIED).then(|| Again::File(name.clone(), bytes.clone()));
        return Ok(Given { side: Side::Sent(uploads::source(&name, bytes, limit)?), again });
    }
    let catalogue = sent.value(&format!("{field}-catalogue")).to_owned();
    if catalogue.is_empty() {
        return Err(Problem::bad_request(format!("there are no {noun} to compare with"))
            .hint("choose a catalogue or a file for each side"));
    }
    Ok(Given { side: Side::Catalogue(catalogue.clone()), again: Some(Again::Catalogue(catalogue)) })
}

/// A file that a page carried along, with its name.
pub fn carried(sent: &Sent, field: &str) -> Result<Option<(String, Vec<u8>)>, Problem> {
    let content = sent.value(field);
    if content.is_empty() {
        return Ok(None);
    }
    let damaged = |_| Problem::bad_request("what the page carried along is damaged").hint("compare it again");
    Ok(Some((sent.value(&format!("{field}-name")).to_owned(), BASE64_STANDARD.decode(content).map_err(damaged)?)))
}

/// The hidden fields that carry a file along.
pub fn carry(field: &str, name: &str, bytes: &[u8]) -> Markup {
    html! {
        input type="hidden" name=(format!("{field}-name")) value=(name);
        input type="hidden" name=(field) value=(BASE64_STANDARD.encode(bytes));
    }
}

impl Given {
    /// The hidden fields that send the side once more; nothing for a file that is too long for that.
    pub fn again(&self, field: &str) -> Option<Markup> {
        Some(match self.again.as_ref()? {
            Again::Catalogue(name) => html! { input type="hidden" name=(format!("{field}-catalogue")) value=(name); },
            Again::File(name, bytes) => carry(&format!("{field}-again"), name, bytes),
        })
    }
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
