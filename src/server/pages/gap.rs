//! The page that compares demand and supply: postings against credentials, each a file or a catalogue.
//!
//! Nothing is kept between two requests: to narrow down, tell apart or download what it shows, the page sends both
//! sides once more, files that are not too long among them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::api::typed;
use super::super::facets;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::sides::Bounds;
use super::super::survey::{self, GapRequest};
use super::forms::{self, Sent, taxonomies};
use super::shell::{Place, answer, page};
use super::sides::{self, Given};
use super::surveyed;
use crate::coverage::Filter;
use crate::gap::Field;
use crate::gap::report::{Format, ReportOptions};
use crate::model::NamedFormat as _;

/// The empty form.
pub async fn form(State(service): State<Arc<Service>>) -> Response {
    let library = service.library();
    let content = html! {
        section.hero {
            h1 { "What is asked for, and what is taught?" }
            p {
                "Give job postings and credentials, courses or programmes. You see which skills are asked for and not \
                 taught, which are taught only in part, and which nobody asks for: of all, or by industry, place and \
                 occupation."
            }
        }
        (entry(&library, &Choice::default()))
    };
    answer(page("Gap", Place::Gap, Some(&library), &content))
}

/// What was chosen in the form.
#[derive(Default)]
pub struct Choice {
    taxonomies: Vec<String>,
    jobs: Option<String>,
    credentials: Option<String>,
    /// The field that documents are told apart by.
    pub by: Option<Field>,
    /// Conditions as they were written.
    pub conditions: String,
    /// Values that were chosen, `field=value` each.
    pub only: Vec<String>,
}

impl Choice {
    fn read(sent: &Sent, jobs: &Given, credentials: &Given) -> Self {
        let catalogue = |given: &Given| sides::catalogue(&given.side).map(str::to_owned);
        Self {
            taxonomies: sides::taxonomies(sent, &[&jobs.side, &credentials.side]),
            jobs: catalogue(jobs),
            credentials: catalogue(credentials),
            by: Field::parse(sent.value("by")),
            conditions: sent.value("filter").trim().to_owned(),
            only: sent.values("only").into_iter().filter(|one| one.contains('=')).collect(),
        }
    }

    fn filter(&self) -> Result<Filter, Problem> {
        let mut filter = Filter::parse(&self.conditions)?;
        facets::choose(&mut filter, &self.only);
        Ok(filter)
    }

    /// All conditions as a person reads them.
    pub fn told(&self) -> String {
        let mut told: Vec<&str> = self.only.iter().map(String::as_str).collect();
        told.extend(Some(self.conditions.as_str()).filter(|conditions| !conditions.is_empty()));
        told.join(", ")
    }
}

/// The choice of a field to tell documents apart by.
pub fn fields(id: &str, chosen: Option<Field>) -> Markup {
    html! {
        div.stack {
            label for=(id) { "Tell apart by" }
            select id=(id) name="by" {
                option value="" { "nothing" }
                @for field in Field::ALL {
                    option value=(field.as_str()) selected[chosen == Some(field)] { (field.as_str()) }
                }
            }
        }
    }
}

/// Conditions to write.
pub fn conditions(id: &str, written: &str) -> Markup {
    html! {
        div.stack {
            label for=(id) { "Only those where" }
            input id=(id) type="text" name="filter" value=(written) placeholder="industry=62 place~Texas";
        }
    }
}

fn entry(library: &Library, choice: &Choice) -> Markup {
    let content = html! {
        div.row.even {
            (sides::choice(library, "jobs", "Postings", choice.jobs.as_deref()))
            (sides::choice(library, "credentials", "Credentials", choice.credentials.as_deref()))
            (fields("by", choice.by))
            p #formats .small {
                "Tables, JSON Lines, exports: any file that " code { "skillmap map" } " reads. Catalogues bring their own \
                 taxonomies."
            }
            (taxonomies(library, &choice.taxonomies))
            (conditions("filter", &choice.conditions))
            div.stack {
                label for="format" { "Answer as" }
                (formats("format", true))
            }
        }
    };
    forms::entry(("/gap", "Counting …", "Compare"), &content, &html! {})
}

/// The choice of a format.
pub fn formats(id: &str, with_page: bool) -> Markup {
    html! {
        select id=(id) name="format" {
            @if with_page { option value="page" { "this page" } }
            option value="html" { "report (HTML)" }
            option value="csv" { "spreadsheet (CSV)" }
            option value="jsonl" { "JSON Lines" }
        }
    }
}

/// The comparison of what was sent.
pub async fn compared(State(service): State<Arc<Service>>, request: Request) -> Response {
    show(&service, request).await.unwrap_or_else(Problem::into_response)
}

async fn show(service: &Arc<Service>, request: Request) -> Result<Response, Problem> {
    let mut sent = Sent::read(service, request).await?;
    let bounds = Bounds::of(&service.limits);
    let work = service.run(move |library, room| {
        let jobs = sides::given(&mut sent, "jobs", "postings", bounds.bytes)?;
        let credentials = sides::given(&mut sent, "credentials", "credentials", bounds.bytes)?;
        let choice = Choice::read(&sent, &jobs, &credentials);
        let names = [jobs.side.name().to_owned(), credentials.side.name().to_owned()];
        let selection = super::super::sides::selection(library, &choice.taxonomies, &[&jobs.side, &credentials.side])?;
        let request = GapRequest { selection, by: choice.by, filter: choice.filter()?, bounds };
        let again = again(&jobs, &credentials, &choice);
        let gap = survey::gap(library, room, (jobs.side, credentials.side), &request)?;
        // The form that narrows down always names a format; its button says whether a file is wanted.
        match Format::parse(sent.value("format")).filter(|_| sent.value("answer") != "page") {
            None => {
                let content = html! {
                    (surveyed::found(library, &gap, &names, &choice, again.as_ref()))
                    details.again { summary { "Compare something else" } (entry(library, &choice)) }
                };
                Ok(Ok(page("Gap", Place::Gap, Some(library), &content)))
            }
            Some(format) => {
                let options = ReportOptions { top: surveyed::SHOWN, width: None, names, only: choice.told() };
                Ok(Err((format, survey::written(format, &gap, &options)?)))
            }
        }
    });
    Ok(match work.await? {
        Ok(page) => answer(page),
        Err((format, bytes)) => download(format, bytes),
    })
}

/// The hidden fields that ask for the same once more, when both sides can be carried along.
fn again(jobs: &Given, credentials: &Given, choice: &Choice) -> Option<Markup> {
    let (jobs, credentials) = (jobs.again("jobs")?, credentials.again("credentials")?);
    Some(html! {
        (jobs) (credentials)
        @for taxonomy in &choice.taxonomies { input type="hidden" name="taxonomy" value=(taxonomy); }
    })
}

fn download(format: Format, bytes: Vec<u8>) -> Response {
    let name = match format {
        Format::Html => "attachment; filename=\"gap.html\"",
        Format::Csv => "attachment; filename=\"gap.csv\"",
        Format::JsonLines => "attachment; filename=\"gap.jsonl\"",
        Format::Table => "attachment; filename=\"gap.txt\"",
    };
    let mut response = typed(survey::media_type(format), bytes);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    response
}
