//! The page that compares demand and supply: postings against credentials, each a file or a catalogue.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::api::typed;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::sides::Bounds;
use super::super::survey::{self, GapRequest};
use super::explore::concept_address;
use super::forms::{self, Sent, taxonomies};
use super::shell::{Place, answer, page};
use super::sides;
use super::wording::{counted, grouped, percent};
use crate::gap::report::{self, Format, List, ReportOptions};
use crate::gap::{Example, Field, Gap, Row, Slice};
use crate::model::NamedFormat as _;

/// Most rows of a list.
const SHOWN: usize = 20;
/// Most values of a field that stand side by side.
const VALUES: usize = 6;

/// The empty form.
pub async fn form(State(service): State<Arc<Service>>) -> Response {
    let library = service.library();
    let content = html! {
        section.hero {
            h1 { "What is asked for, and what is taught?" }
            p {
                "Give job postings and credentials, courses or programmes. You see which skills are asked for and not \
                 taught, which are taught only in part, and which nobody asks for."
            }
        }
        (entry(&library, &Choice::default()))
    };
    answer(page("Gap", Place::Gap, Some(&library), &content))
}

/// What was chosen in the form.
#[derive(Default)]
struct Choice {
    taxonomies: Vec<String>,
    jobs: Option<String>,
    credentials: Option<String>,
    by: Option<Field>,
}

fn entry(library: &Library, choice: &Choice) -> Markup {
    let content = html! {
        div.row.even {
            (sides::choice(library, "jobs", "Postings", choice.jobs.as_deref()))
            (sides::choice(library, "credentials", "Credentials", choice.credentials.as_deref()))
            div.stack {
                label for="by" { "Tell apart by" }
                select #by name="by" {
                    option value="" { "nothing" }
                    @for field in Field::ALL {
                        option value=(field.as_str()) selected[choice.by == Some(field)] { (field.as_str()) }
                    }
                }
            }
            p #formats .small {
                "Tables, JSON Lines, exports: any file that " code { "skillmap map" } " reads. Catalogues bring their own \
                 taxonomies."
            }
            (taxonomies(library, &choice.taxonomies))
            div.stack {
                label for="format" { "Answer as" }
                (formats("format", true))
            }
        }
    };
    forms::entry(("/gap", "Counting …", "Compare"), &content, &html! {})
}

fn formats(id: &str, with_page: bool) -> Markup {
    html! {
        select id=(id) name="format" {
            @if with_page { option value="page" { "this page" } }
            option value="html" { "report to keep (HTML)" }
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
        let (jobs_name, jobs) = sides::sent(&mut sent, "jobs", "postings", bounds.bytes)?;
        let (credentials_name, credentials) = sides::sent(&mut sent, "credentials", "credentials", bounds.bytes)?;
        let choice = Choice {
            taxonomies: sides::taxonomies(&sent, &[&jobs, &credentials]),
            jobs: sides::catalogue(&jobs).map(str::to_owned),
            credentials: sides::catalogue(&credentials).map(str::to_owned),
            by: Field::parse(sent.value("by")),
        };
        let selection = super::super::sides::selection(library, &choice.taxonomies, &[&jobs, &credentials])?;
        let request = GapRequest { selection, by: choice.by, bounds };
        let gap = survey::gap(library, room, (jobs, credentials), &request)?;
        let names = [jobs_name, credentials_name];
        match Format::parse(sent.value("format")) {
            None => Ok(Ok(page("Gap", Place::Gap, Some(library), &found(library, &gap, &names, &choice)))),
            Some(format) => {
                let options = ReportOptions { top: SHOWN, width: None, names };
                let mut output = Vec::new();
                report::write(format, &gap, &options, &mut output).map_err(|_| Problem::fault())?;
                Ok(Err((format, output)))
            }
        }
    });
    Ok(match work.await? {
        Ok(page) => answer(page),
        Err((format, bytes)) => download(format, bytes),
    })
}

/// The same comparison as a file: of catalogues only, since files would have to be sent again.
fn export(choice: &Choice) -> Markup {
    html! {
        @if let (Some(jobs), Some(credentials)) = (&choice.jobs, &choice.credentials) {
            form.download method="post" action="/gap" enctype="multipart/form-data" {
                input type="hidden" name="jobs-catalogue" value=(jobs);
                input type="hidden" name="credentials-catalogue" value=(credentials);
                @if let Some(by) = choice.by { input type="hidden" name="by" value=(by.as_str()); }
                label for="export" { "Format" }
                (formats("export", false))
                button.primary type="submit" { "Download" }
            }
        }
    }
}

fn download(format: Format, bytes: Vec<u8>) -> Response {
    let (media_type, name) = match format {
        Format::Html => ("text/html; charset=utf-8", "attachment; filename=\"gap.html\""),
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"gap.csv\""),
        Format::JsonLines => ("application/x-ndjson", "attachment; filename=\"gap.jsonl\""),
        Format::Table => ("text/plain; charset=utf-8", "attachment; filename=\"gap.txt\""),
    };
    let mut response = typed(media_type, bytes);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    response
}

fn found(library: &Library, gap: &Gap, names: &[String; 2], choice: &Choice) -> Markup {
    let totals = &gap.totals;
    let met = if totals.requests == 0 { 0.0 } else { totals.requests_met as f32 / totals.requests as f32 };
    html! {
        div.bar {
            div {
                h1 { "What is asked for, and what is taught" }
                p.small {
                    (counted(totals.postings as usize, "posting")) " of " (names[0]) " against "
                    (counted(totals.credentials as usize, "credential")) " of " (names[1])
                }
            }
            (export(choice))
        }
        ul.tiles {
            (tile(&percent(met), "of all that postings ask for is taught by some credential"))
            (tile(&grouped(totals.asked as usize), "different skills are asked for"))
            (tile(&grouped(totals.not_taught as usize), "of these are not taught, nor is anything like them"))
            (tile(&grouped(totals.not_asked_for as usize), "skills are taught that no posting asks for"))
        }
        @if totals.asked == 0 {
            div.empty { h2 { "No skill was found in the postings" } p { "Try another taxonomy, or look whether the right columns were read." } }
        }
        @for list in List::ALL { (list_section(library, list, gap)) }
        (values_section(gap))
        (phrases_section(gap))
        details.again { summary { "Compare something else" } (entry(library, choice)) }
    }
}

fn tile(number: &str, words: &str) -> Markup {
    html! { li.card { strong { (number) } span { (words) } } }
}

fn list_section(library: &Library, list: List, gap: &Gap) -> Markup {
    let rows = list.rows(gap);
    let most = rows.iter().map(|row| row.demand.documents.max(row.supply.documents)).max().unwrap_or(1).max(1);
    html! {
        @if !rows.is_empty() {
            section.concept {
                h2 { (list.heading()) " " span.count { (rows.len()) } }
                div.scroll tabindex="0" role="region" aria-label=(list.heading()) {
                    table {
                        thead { tr {
                            th scope="col" { "Skill" }
                            th scope="col" { "Asked for and taught" }
                            th.number scope="col" { "Ask" }
                            th.number scope="col" { "Teach" }
                            th scope="col" { "In their words" }
                        } }
                        tbody { @for row in rows.iter().take(SHOWN) { (row_of(library, row, most)) } }
                    }
                }
                @if rows.len() > SHOWN { p.small { "The first " (SHOWN) " of " (rows.len()) "; a spreadsheet holds all." } }
            }
        }
    }
}

fn row_of(library: &Library, row: &Row, most: u64) -> Markup {
    let is_concept = library.find(Some(&row.taxonomy), &row.concept_id).is_ok();
    html! {
        tr {
            th scope="row" {
                @if is_concept { a href=(concept_address(&row.taxonomy, &row.concept_id)) { (row.label) } } @else { (row.label) }
                @if let Some(nearest) = &row.nearest { div.small { (nearest.relation) ": " (nearest.label) } }
            }
            td { (bars(row, most)) }
            td.number { (row.demand.documents) }
            td.number { (row.supply.documents) }
            td { (quotation(row.asked.first())) (quotation(row.taught.first())) }
        }
    }
}

fn bars(row: &Row, most: u64) -> Markup {
    let width = |count: u64| format!("{:.1}", count as f64 / most as f64 * 100.0);
    let words = format!("asked for by {}, taught by {}", row.demand.documents, row.supply.documents);
    html! {
        svg.bars viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=(words) {
            rect.asked width=(width(row.demand.documents)) height="4.4" {}
            rect.taught y="5.6" width=(width(row.supply.documents)) height="4.4" {}
        }
    }
}

fn quotation(example: Option<&Example>) -> Markup {
    html! {
        @if let Some(example) = example {
            div { q { (example.quote) } " " span.small { @if example.title.is_empty() { (example.id) } @else { (example.title) } } }
        }
    }
}

fn values_section(gap: &Gap) -> Markup {
    let slices: Vec<&Slice> = gap.slices.iter().take(VALUES).collect();
    let rows: Vec<&Row> = gap.concepts.iter().filter(|row| !row.soft && row.demand.documents > 0).take(SHOWN).collect();
    html! {
        @if let Some(by) = gap.by {
            section.concept {
                h2 { "By " (by.as_str()) }
                @if slices.is_empty() { p.small { "No document says its " (by.as_str()) "." } } @else {
                    p.small { "In each cell: postings that ask / credentials that teach." }
                    div.scroll tabindex="0" role="region" aria-label=(format!("By {}", by.as_str())) {
                        table {
                            thead { tr { th scope="col" { "Skill" } @for slice in &slices { th scope="col" { (slice.value) } } } }
                            tbody { @for row in rows {
                                tr {
                                    th scope="row" { (row.label) }
                                    @for slice in &slices { td.number { (cell(slice, row)) } }
                                }
                            } }
                        }
                    }
                }
            }
        }
    }
}

fn cell(slice: &Slice, row: &Row) -> String {
    let same = |other: &&Row| other.concept_id == row.concept_id && other.taxonomy == row.taxonomy;
    let found = slice.concepts.iter().find(same);
    found.map_or("–".to_owned(), |cell| format!("{} / {}", cell.demand.documents, cell.supply.documents))
}

fn phrases_section(gap: &Gap) -> Markup {
    html! {
        @if !gap.phrases.is_empty() {
            section.concept {
                h2 { "Words that the taxonomy does not have" }
                p.small { "Frequent phrases that no concept means. Some are new skills; some are no skills." }
                ul.links {
                    @for phrase in gap.phrases.iter().take(SHOWN) {
                        li { (phrase.phrase) " " span.count { (phrase.postings) " / " (phrase.credentials) } }
                    }
                }
            }
        }
    }
}
