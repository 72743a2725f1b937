//! The page that maps: paste or drop a document, see its skills, decide, download.
//!
//! Nothing is kept between the two requests: the page itself carries the mapping set, and the download writes it with
//! the decisions that were made.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::answers;
use super::super::api::{form as fields, typed, whole};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::sides::{Bounds, Reading};
use super::super::uploads;
use super::forms::{self, Sent, taxonomies};
use super::results;
use super::shell::{Place, answer, page};
use crate::document::ReadOptions;
use crate::exchange;
use crate::matching::{ACCEPT, DEFAULT_FLOOR, MatchOptions};
use crate::model::{Decision, DocumentMappings};

/// Most documents of one page; more are for the command line.
pub const MOST_DOCUMENTS: usize = 50;

/// A posting to try the page with.
const EXAMPLE: &str = "Certified Nursing Assistant, Evenings\n\n\
    Heronwood Senior Living is a 90-bed skilled nursing and memory care community.\n\n\
    What you'll do:\n\
    - Help residents with bathing, dressing, grooming, meals and mobility\n\
    - Take and record vital signs and report changes to the charge nurse\n\
    - Reposition and transfer residents using gait belts and mechanical lifts\n\
    - Follow infection control procedures at all times\n\n\
    Must have:\n\
    - Active CNA certification and current CPR\n\
    - Clear written and spoken English\n\n\
    Nice to have:\n\
    - Experience with dementia care\n\
    - Phlebotomy";

/// The empty form, or one with an example in it.
pub async fn form(State(service): State<Arc<Service>>, request: Request) -> Response {
    let query = fields(request.uri().query().unwrap_or_default());
    let example = query.iter().any(|(name, _)| name == "example");
    let library = service.library();
    let content = html! {
        section.hero {
            h1 { "Which skills does this text speak of?" }
            p {
                "Paste a posting, a credential or a syllabus, or give a file. Each skill comes with the words that \
                 prove it and how sure it is."
            }
        }
        (entry(&library, if example { EXAMPLE } else { "" }, &[]))
        @if library.is_bundled_only() {
            aside.note {
                strong { "Only the starter taxonomy is here." }
                " Add ESCO, O*NET or your own with " code { "skillmap taxonomy add" } ", then reload the service."
            }
        }
    };
    answer(page("Map", Place::Map, Some(&library), &content))
}

/// The form: text or file, taxonomies, how much to show.
pub fn entry(library: &Library, text: &str, chosen: &[String]) -> Markup {
    let content = html! {
        label for="text" { "Text" }
        textarea #text name="text" rows="10" spellcheck="false"
            placeholder="Paste a job posting, course or credential here" { (text) }
        div.row {
            div.drop {
                label for="file" { "Or a file" }
                input #file type="file" name="file" aria-describedby="formats";
                p #formats .small {
                    "PDF, Word, web page, CSV, Excel, JSON, Open Badge … whatever " code { "skillmap map" } " reads"
                }
            }
            (taxonomies(library, chosen))
            fieldset {
                legend { "Show" }
                label.choice {
                    input type="radio" name="floor" value="sure";
                    span { "Only what is likely right" }
                }
                label.choice {
                    input type="radio" name="floor" value="usual" checked;
                    span { "Doubtful ones too" }
                }
            }
        }
    };
    let example = html! { @if text.is_empty() { a href="/?example=posting" { "Try an example" } } };
    forms::entry(("/map", "Finding skills …", "Find skills"), &content, &example)
}

/// The skills of what was sent.
pub async fn mapped(State(service): State<Arc<Service>>, request: Request) -> Response {
    show(&service, request).await.unwrap_or_else(Problem::into_response)
}

async fn show(service: &Arc<Service>, request: Request) -> Result<Response, Problem> {
    let mut sent = Sent::read(service, request).await?;
    let limits = service.limits.clone();
    let work = service.run(move |library, room| {
        let selection = library.select(&sent.values("taxonomy"))?;
        let floor = if sent.value("floor") == "sure" { ACCEPT } else { DEFAULT_FLOOR };
        let reading = Reading {
            selection,
            mapping: MatchOptions { min_confidence: floor, explain: true, ..MatchOptions::default() },
            input: ReadOptions::default(),
            bounds: Bounds::of(&limits).at_most(MOST_DOCUMENTS),
        };
        let text = sent.value("text").to_owned();
        let file = sent.file("file");
        let pasted = file.is_none();
        let (name, bytes) = file.unwrap_or_else(|| ("pasted".to_owned(), text.clone().into_bytes()));
        if bytes.trim_ascii().is_empty() {
            return Err(Problem::bad_request("there is no text and no file").hint("paste a text or choose a file"));
        }
        let mapped = answers::map(library, room, uploads::source(&name, bytes, limits.body)?, (&reading, true))?;
        if mapped.documents.is_empty() {
            let why = mapped.diagnostics.kept().first().map(|first| first.message.clone());
            return Err(Problem::bad_request(why.unwrap_or_else(|| "no document was found in it".to_owned())));
        }
        let chosen: Vec<String> = library.selected(&reading.selection).map(|shelf| shelf.info().reference()).collect();
        let content = html! {
            (results::results(&mapped, &chosen)?)
            details.again {
                summary { "Map another text" }
                (entry(library, if pasted { &text } else { "" }, &chosen))
            }
        };
        Ok(page("Skills found", Place::Map, Some(library), &content))
    });
    Ok(answer(work.await?))
}

/// The mapping set of a page, with the decisions made there, as a file.
pub async fn download(State(service): State<Arc<Service>>, request: Request) -> Response {
    let download = async {
        let (head, body) = request.into_parts();
        let bytes = whole(body, &head.headers, service.limits.body).await?;
        let sent = String::from_utf8(bytes.to_vec()).map_err(|_| Problem::bad_request("the form is not UTF-8"))?;
        let work = service.run(move |library, _| written(library, &fields(&sent)));
        work.await
    };
    match download.await {
        Ok((format, bytes)) => {
            let mut response = typed(uploads::media_type(format), bytes);
            let name = format!("attachment; filename=\"skills.{}\"", uploads::ending(format));
            if let Ok(name) = HeaderValue::from_str(&name) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
            }
            response
        }
        Err(problem) => problem.into_response(),
    }
}

fn written(library: &Library, sent: &[(String, String)]) -> Result<(exchange::Format, Vec<u8>), Problem> {
    let field = |wanted: &str| sent.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let format = field("format").and_then(exchange::Format::parse).filter(|format| format.takes_documents());
    let format = format.ok_or_else(|| Problem::bad_request("no format was chosen"))?;
    format.check_built()?;
    let mut documents: Vec<DocumentMappings> = serde_json::from_str(field("set").unwrap_or_default())
        .map_err(|_| Problem::bad_request("the page's mapping set is damaged").hint("map the text again"))?;
    let decisions: HashMap<&str, &str> =
        sent.iter().filter_map(|(name, value)| Some((name.strip_prefix("decision-")?, value.as_str()))).collect();
    for (document, number) in documents.iter_mut().zip(0usize..) {
        let mappings = std::mem::take(&mut document.mappings).into_iter().zip(0usize..);
        let decided = mappings.filter_map(|(mut mapping, place)| {
            match decisions.get(format!("{number}-{place}").as_str()) {
                Some(&"reject") => return None,
                Some(&"accept") => mapping.decision = Decision::Accepted,
                _ => {}
            }
            Some(mapping)
        });
        document.mappings = decided.collect();
    }
    let selection = library.select(&fields_of(sent, "taxonomy"))?;
    Ok((format, answers::written(library, &selection, &documents, format)?))
}

fn fields_of(sent: &[(String, String)], wanted: &str) -> Vec<String> {
    sent.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.clone()).collect()
}
