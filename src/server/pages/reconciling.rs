//! The page that says how to reconcile a table with this service: the address, and where to put it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;

use super::super::reconcile::{Key, base};
use super::super::service::Service;
use super::shell::{Place, answer, page};

/// The address for whoever may see this page.
pub async fn addresses(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let library = service.library();
    let address = format!("{}{}", base(&service, &headers), Key::path(service.key()));
    let content = html! {
        section.hero {
            h1 { "Reconcile a table" }
            p {
                "Spreadsheets with names of skills become identifiers of a taxonomy, and identifiers of one taxonomy \
                 those of another, in OpenRefine or any other client of the reconciliation API."
            }
        }
        section.concept {
            h2 { "The address" }
            p.identifier { code { (address) } }
            p.small { "Version 0.2, which OpenRefine speaks. The draft of version 1.0 is at " code { (address) "/v1" } "." }
            @if service.key().is_some() {
                p { "The address holds a key that opens reconciliation and nothing else. Give it only to those who may use it; a new token makes a new key." }
            }
            h2 { "In OpenRefine" }
            ol {
                li { "On a column with names: Reconcile, Start reconciling, Add standard service." }
                li { "Paste the address." }
                li { "Choose a kind such as skill, or a taxonomy, as the type. Other columns, such as a definition, help as the property context." }
                li { "Add columns from reconciled values: broader concepts, codes, or the equivalent in another taxonomy." }
            }
        }
    };
    answer(page("Reconcile a table", Place::Nowhere, Some(&library), &content))
}
