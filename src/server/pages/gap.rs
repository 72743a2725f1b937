//! The page that compares demand and supply: a file of postings against a file of credentials.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::api::typed;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::survey::{self, GapRequest};
use super::super::uploads;
use super::explore::concept_address;
use super::forms::{Sent, taxonomies};
use super::results::counted;
use super::shell::{Place, answer, page};
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
                "Give a file of job postings and a file of credentials, courses or programmes. You see which skills are \
                 asked for and not taught, which are taught only in part, and which nobody asks for."
            }
        }
        (entry(&library, &[]))
    };
    answer(page("Gap", Place::Gap, Some(&library), &content))
}

fn entry(library: &Library, chosen: &[String]) -> Markup {
    html! {
        form.entry method="post" action="/gap" enctype="multipart/form-data" data-busy="Counting …" {
            div.row {
                div.drop {
                    label for="jobs" { "Postings" }
                    input #jobs type="file" name="jobs" required aria-describedby="formats";
                    label for="credentials" { "Credentials" }
                    input #credentials type="file" name="credentials" required aria-describedby="formats";
                    p #formats .small { "Tables, JSON Lines, exports: any file that " code { "skillmap map" } " reads" }
                }
                (taxonomies(library, chosen))
                div.stack {
                    label for="by" { "Tell apart by" }
                    select #by name="by" {
                        option value="" { "nothing" }
                        @for field in Field::ALL { option value=(field.as_str()) { (field.as_str()) } }
                    }
                    label for="format" { "Answer as" }
                    select #format name="format" {
                        option value="page" { "this page" }
                        option value="html" { "report to keep (HTML)" }
                        option value="csv" { "spreadsheet (CSV)" }
                        option value="jsonl" { "JSON Lines" }
                    }
                }
            }
            div.actions {
                button.primary type="submit" { "Compare" }
                p.status role="status" aria-live="polite" {}
            }
        }
    }
}

/// The comparison of what was sent.
pub async fn compared(State(service): State<Arc<Service>>, request: Request) -> Response {
    show(&service, request).await.unwrap_or_else(Problem::into_response)
}

async fn show(service: &Arc<Service>, request: Request) -> Result<Response, Problem> {
    let mut sent = Sent::read(service, request).await?;
    let limits = service.limits.clone();
    let work = service.run(move |library, room| {
        let chosen = sent.values("taxonomy");
        let request = GapRequest {
            selection: library.select(&chosen)?,
            by: Field::parse(sent.value("by")),
            items: limits.items,
            deadline: Instant::now() + limits.time,
        };
        let mut side = |name: &str, noun: &str| {
            let file = sent.file(name).ok_or_else(|| {
                Problem::bad_request(format!("there is no file of {noun}")).hint("choose a file for each side")
            })?;
            let source = uploads::source(&file.0, file.1, limits.body)?;
            Ok::<_, Problem>((source.file_name().to_owned(), source))
        };
        let ((jobs_name, jobs), (credentials_name, credentials)) =
            (side("jobs", "postings")?, side("credentials", "credentials")?);
        let gap = survey::gap(library, room, (jobs, credentials), &request)?;
        match Format::parse(sent.value("format")) {
            None => Ok(Ok(page("Gap", Place::Gap, Some(library), &found(library, &gap, &chosen)))),
            Some(format) => {
                let options = ReportOptions { top: SHOWN, width: None, names: [jobs_name, credentials_name] };
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

fn found(library: &Library, gap: &Gap, chosen: &[String]) -> Markup {
    let totals = &gap.totals;
    let met = if totals.requests == 0 { 0.0 } else { totals.requests_met as f64 / totals.requests as f64 };
    html! {
        div.bar { div {
            h1 { "What is asked for, and what is taught" }
            p.small {
                (counted(totals.postings as usize, "posting")) " against " (counted(totals.credentials as usize, "credential"))
            }
        } }
        ul.tiles {
            (tile(&percent(met), "of all that postings ask for is taught by some credential"))
            (tile(&totals.asked.to_string(), "different skills are asked for"))
            (tile(&totals.not_taught.to_string(), "of these are not taught, nor is anything like them"))
            (tile(&totals.not_asked_for.to_string(), "skills are taught that no posting asks for"))
        }
        @if totals.asked == 0 {
            div.empty { h2 { "No skill was found in the postings" } p { "Try another taxonomy, or look whether the right columns were read." } }
        }
        @for list in List::ALL { (list_section(library, list, gap)) }
        (values_section(gap))
        (phrases_section(gap))
        details.again { summary { "Compare other files" } (entry(library, chosen)) }
    }
}

fn tile(number: &str, words: &str) -> Markup {
    html! { li.card { strong { (number) } span { (words) } } }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
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
