//! The page that matches: a posting held against a file of credentials, or a credential against a file of postings.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::comparison::{self, MatchRequest};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::uploads;
use super::forms::{Sent, taxonomies};
use super::results::counted;
use super::shell::{Place, answer, page};
use crate::coverage::{ComparisonOptions, Direction, Filter};
use crate::model::{Bundle, CoveredSkill, Match, MatchedDocument, ProfileSkill, Requirement};

/// Most matches that are shown of one document.
const SHOWN: usize = 15;
/// Most documents of a bundle.
const BUNDLE: usize = 4;

/// The empty form.
pub async fn form(State(service): State<Arc<Service>>) -> Response {
    let library = service.library();
    let content = html! {
        section.hero {
            h1 { "Which credentials cover this job?" }
            p {
                "Paste a posting and give a file of credentials, courses or programmes: the best come first, with what each \
                 covers, what is missing, and the words on both sides. It works the other way round as well."
            }
        }
        (entry(&library, "", &[]))
    };
    answer(page("Match", Place::Match, Some(&library), &content))
}

fn entry(library: &Library, text: &str, chosen: &[String]) -> Markup {
    html! {
        form.entry method="post" action="/match" enctype="multipart/form-data" data-busy="Comparing …" {
            label for="text" { "The posting, or the credential" }
            textarea #text name="text" rows="8" spellcheck="false" placeholder="Paste a job posting here" { (text) }
            div.row {
                div.drop {
                    label for="file" { "Or a file with it" }
                    input #file type="file" name="file";
                    label for="against" { "The other side" }
                    input #against type="file" name="against" required aria-describedby="formats";
                    p #formats .small { "A table, JSON Lines, an export: any file that " code { "skillmap map" } " reads" }
                }
                (taxonomies(library, chosen))
                div {
                    fieldset {
                        legend { "I have" }
                        label.choice { input type="radio" name="direction" value="job" checked; span { "a job, and look for credentials" } }
                        label.choice { input type="radio" name="direction" value="credential"; span { "a credential, and look for jobs" } }
                    }
                    label for="filter" { "Only those where" }
                    input #filter type="text" name="filter" placeholder="level~certificate place~Texas";
                }
            }
            div.actions {
                button.primary type="submit" { "Compare" }
                p.status role="status" aria-live="polite" {}
            }
        }
    }
}

/// What fits what was sent.
pub async fn matched(State(service): State<Arc<Service>>, request: Request) -> Response {
    show(&service, request).await.unwrap_or_else(Problem::into_response)
}

async fn show(service: &Arc<Service>, request: Request) -> Result<Response, Problem> {
    let mut sent = Sent::read(service, request).await?;
    let limits = service.limits.clone();
    let work = service.run(move |library, room| {
        let chosen = sent.values("taxonomy");
        let is_job = sent.value("direction") != "credential";
        let request = MatchRequest {
            selection: library.select(&chosen)?,
            options: ComparisonOptions {
                top: SHOWN,
                filter: Filter::parse(sent.value("filter"))?,
                direction: Some(if is_job { Direction::JobToCredentials } else { Direction::CredentialToJobs }),
                bundle: is_job.then_some(BUNDLE),
                ..ComparisonOptions::default()
            },
            items: limits.items,
            deadline: Instant::now() + limits.time,
        };
        let text = sent.value("text").to_owned();
        let (name, bytes) = sent.file("file").unwrap_or_else(|| ("pasted".to_owned(), text.clone().into_bytes()));
        let against = sent.file("against").ok_or_else(|| {
            Problem::bad_request("there is nothing to match against").hint("choose a file with the other side")
        })?;
        let asked = uploads::source(&name, bytes, limits.body)?;
        let against = uploads::source(&against.0, against.1, limits.body)?;
        let answers = comparison::matched(library, room, asked, against, &request)?;
        let content = html! {
            @for document in &answers { (found(document, is_job)) }
            details.again { summary { "Compare something else" } (entry(library, &text, &chosen)) }
        };
        Ok(page("Matches", Place::Match, Some(library), &content))
    });
    Ok(answer(work.await?))
}

fn found(document: &MatchedDocument, is_job: bool) -> Markup {
    let title = if document.title.is_empty() { &document.id } else { &document.title };
    let noun = if is_job { "credential" } else { "job" };
    html! {
        div.bar { div {
            h1 { (title) }
            p.small { (counted(document.matches.len(), noun)) ", the best first" }
        } }
        @if let Some(occupation) = &document.occupation {
            p.small { "Occupation: " (occupation.occupation.label) ", by " (occupation.found_by) }
        }
        @if let Some(degree) = &document.degree { aside.note { strong { "A degree is asked for. " } (degree.explanation) } }
        @if let Some(bundle) = &document.bundle { (together(bundle)) }
        @if document.matches.is_empty() {
            div.empty { h2 { "Nothing fits" } p { "The other side shares neither skills nor words with it. Try without conditions." } }
        }
        ol.matches {
            @for one in &document.matches { (match_card(one)) }
        }
    }
}

fn together(bundle: &Bundle) -> Markup {
    html! {
        @if bundle.members.len() > 1 {
            section.card {
                h2 { "Together" }
                p.small { "The smallest set found covers " (percent(bundle.coverage)) " of what the job asks for." }
                ol.links {
                    @for member in &bundle.members { li { (member.title) " " span.count { "adds " (percent(member.adds)) } } }
                }
                @if !bundle.missing.is_empty() {
                    p.small { "Still missing: " (bundle.missing.iter().map(|one| one.label.as_str()).collect::<Vec<_>>().join(", ")) }
                }
            }
        }
    }
}

fn match_card(one: &Match) -> Markup {
    let (covered, partly) = (share(&one.covered), share(&one.partly));
    let title = if one.title.is_empty() { &one.id } else { &one.title };
    html! {
        li.card.match {
            div.head {
                h2 { (title) }
                span.confidence { "fits " (percent(one.score)) }
            }
            p.small {
                @if let Some(issuer) = &one.fields.issuer { (issuer) " · " }
                @if let Some(level) = &one.fields.level { (level) " · " }
                @if let Some(place) = &one.fields.place { (place) " · " }
                (one.id)
            }
            (coverage_bar(covered, partly))
            p { (one.explanation) }
            @if !one.missing.is_empty() {
                p.facts {
                    span.small { "Missing" }
                    @for skill in &one.missing {
                        span.chip.required[skill.requirement == Some(Requirement::Required)] { (skill.concept.label) }
                    }
                }
            }
            details {
                summary { "Side by side" }
                div.scroll tabindex="0" role="region" aria-label=(format!("Side by side: {title}")) {
                    table {
                        thead { tr { th scope="col" { "Asked for" } th scope="col" { "The job says" } th scope="col" { "The credential says" } th scope="col" { "How" } } }
                        tbody {
                            @for pair in one.covered.iter().chain(&one.partly) { (pair_row(pair)) }
                            @for skill in &one.missing {
                                tr { th scope="row" { (skill.concept.label) } td { (quoted(skill)) } td { "–" } td { "missing" } }
                            }
                        }
                    }
                }
                @if !one.extra.is_empty() {
                    p.small { "It also offers: " (one.extra.iter().map(|skill| skill.concept.label.as_str()).collect::<Vec<_>>().join(", ")) }
                }
            }
        }
    }
}

fn pair_row(pair: &CoveredSkill) -> Markup {
    html! {
        tr {
            th scope="row" { (pair.asked.concept.label) }
            td { (quoted(&pair.asked)) }
            td {
                (quoted(&pair.offered))
                @if pair.offered.concept.label != pair.asked.concept.label { " " span.small { (pair.offered.concept.label) } }
            }
            td { (pair.relation.as_str()) }
        }
    }
}

fn quoted(skill: &ProfileSkill) -> Markup {
    html! {
        @match (&skill.evidence, &skill.inferred_from) {
            (Some(words), _) => q { (words.quote.split_whitespace().collect::<Vec<_>>().join(" ")) },
            (None, Some(from)) => span.small { "inferred from " (from) },
            (None, None) => "–",
        }
    }
}

/// The share of the job that some of its skills are, by weight and by how much of each is covered.
fn share(skills: &[CoveredSkill]) -> f32 {
    skills.iter().map(|skill| skill.asked.weight * skill.worth).sum()
}

fn coverage_bar(covered: f32, partly: f32) -> Markup {
    let width = |share: f32| format!("{:.1}", f64::from(share.clamp(0.0, 1.0)) * 100.0);
    let in_part = if partly > 0.0 { format!(", {} in part", percent(partly)) } else { String::new() };
    let words = format!("{} covered{in_part}", percent(covered));
    html! {
        svg.coverage viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=(words) {
            rect.missing width="100" height="4" {}
            rect.partly width=(width(covered + partly)) height="4" {}
            rect.covered width=(width(covered)) height="4" {}
        }
        p.small { (words) }
    }
}

fn percent(share: f32) -> String {
    // An empty sum is a negative zero, which would be written with its sign.
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0 + 0.0)
}
