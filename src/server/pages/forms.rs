//! What forms have in common: their frame, how they are read, and the choice of taxonomies.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request};
use maud::{Markup, html};

use super::super::api::whole;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;

/// What a form sent: fields and files, by name.
#[derive(Debug, Default)]
pub struct Sent {
    fields: Vec<(String, String)>,
    files: Vec<(String, String, Vec<u8>)>,
}

impl Sent {
    /// Reads a form with files.
    pub async fn read(service: &Service, request: Request) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let bytes = whole(body, &head.headers, service.limits.body).await?;
        let again = Request::from_parts(head, Body::from(bytes));
        let broken = |_| Problem::bad_request("the form could not be read");
        let mut parts = Multipart::from_request(again, &())
            .await
            .map_err(|_| Problem::bad_request("the form could not be read").hint("send it as multipart/form-data"))?;
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(broken)?;
            match file_name {
                // A browser sends an empty part for a file that was not chosen.
                Some(_) if bytes.is_empty() => {}
                Some(file_name) => sent.files.push((name, file_name, bytes.to_vec())),
                None => sent.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(sent)
    }

    /// A field; empty when it is not there.
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// Every field of a name.
    pub fn values(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    }

    /// Takes a file, with the name that it was sent under.
    pub fn file(&mut self, name: &str) -> Option<(String, Vec<u8>)> {
        let at = self.files.iter().position(|(field, ..)| field == name)?;
        let (_, file_name, bytes) = self.files.swap_remove(at);
        Some((file_name, bytes))
    }
}

/// A form that brings texts and files along: where it goes, what it says while it is answered, and its button.
pub fn entry((action, busy, button): (&str, &str, &str), content: &Markup, beside: &Markup) -> Markup {
    html! {
        form.entry method="post" action=(action) enctype="multipart/form-data" data-busy=(busy) {
            (content)
            div.actions {
                button.primary type="submit" { (button) }
                (beside)
                p.status role="status" aria-live="polite" {}
            }
        }
    }
}

/// The choice of taxonomies; the first one when none is chosen yet.
pub fn taxonomies(library: &Library, chosen: &[String]) -> Markup {
    html! {
        fieldset {
            legend { "Taxonomies" }
            @for (number, shelf) in library.shelves().iter().enumerate() {
                @let reference = shelf.info().reference();
                @let checked = if chosen.is_empty() { number == 0 } else { chosen.contains(&reference) };
                label.choice {
                    input type="checkbox" name="taxonomy" value=(reference) checked[checked];
                    span { (reference) }
                }
            }
        }
    }
}
