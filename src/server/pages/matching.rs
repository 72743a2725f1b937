//! The page that matches: a posting held against credentials, or a credential against postings; the other side is a
//! catalogue or a file.
//!
//! Nothing is kept between two requests: to narrow the matches down, the page sends what was asked about once more.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::super::api::form as fields;
use super::super::comparison::{self, MatchRequest};
use super::super::facets::{self, Facet};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::sides::{Bounds, selection};
use super::super::uploads;
use super::forms::{self, Sent, taxonomies};
use super::shell::{Place, answer, page};
use super::sides;
use super::wording::{counted, grouped, percent, shortened};
use crate::coverage::{ComparisonOptions, Direction, Filter};
use crate::model::{Bundle, CoveredSkill, Match, MatchedDocument, ProfileSkill, Requirement};

/// Most matches of one document that are shown in full; the further ones are named.
const SHOWN: usize = 15;
/// Most matches of one document, which are also what facets count.
const MOST: usize = 100;
/// Most documents of a bundle.
const BUNDLE: usize = 4;
/// Longest quotation, in characters.
const QUOTE: usize = 240;

/// What was chosen in the form.
#[derive(Default)]
struct Choice {
    text: String,
    taxonomies: Vec<String>,
    catalogue: Option<String>,
    is_credential: bool,
    conditions: String,
    /// Values of facets.
    only: Vec<String>,
    /// Name and bytes of what is asked about.
    asked: (String, Vec<u8>),
}

impl Choice {
    /// What is asked about: a file, else what the page carried along, else the text.
    fn read(sent: &mut Sent) -> Result<Self, Problem> {
        let text = sent.value("text").to_owned();
        let file = match sent.file("file") {
            Some(file) => Some(file),
            None => sides::carried(sent, "again")?,
        };
        let asked = file.unwrap_or_else(|| ("pasted".to_owned(), text.clone().into_bytes()));
        if asked.1.trim_ascii().is_empty() {
            return Err(Problem::bad_request("there is no text and no file to ask about")
                .hint("paste a posting or a credential, or choose a file with it"));
        }
        Ok(Self {
            text,
            is_credential: sent.value("direction") == "credential",
            conditions: sent.value("filter").trim().to_owned(),
            only: sent.values("only"),
            asked,
            ..Self::default()
        })
    }
}

/// The empty form.
pub async fn form(State(service): State<Arc<Service>>, request: Request) -> Response {
    let library = service.library();
    let query = fields(request.uri().query().unwrap_or_default());
    let field = |wanted: &str| query.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let chosen = field("against-catalogue").filter(|name| library.catalogue(name).is_ok());
    let catalogue = chosen.or_else(|| library.catalogues().first().map(|first| first.name().to_owned()));
    let conditions = field("filter").unwrap_or_default();
    let content = html! {
        section.hero {
            h1 { "Which credentials cover this job?" }
            p {
                "Paste a posting and choose the credentials, courses or programmes: the best come first, with what each \
                 covers, what is missing, and the words on both sides. It works the other way round as well."
            }
        }
        (entry(&library, &Choice { catalogue, conditions, ..Choice::default() }))
    };
    answer(page("Match", Place::Match, Some(&library), &content))
}

fn entry(library: &Library, choice: &Choice) -> Markup {
    let content = html! {
        label for="text" { "The posting, or the credential" }
        textarea #text name="text" rows="8" spellcheck="false" placeholder="Paste a job posting here" { (choice.text) }
        div.row {
            div.drop {
                label for="file" { "Or a file with it" }
                input #file type="file" name="file" aria-describedby="formats";
            }
            (sides::choice(library, "against", "The other side", choice.catalogue.as_deref()))
            fieldset {
                legend { "I have" }
                label.choice {
                    input type="radio" name="direction" value="job" checked[!choice.is_credential];
                    span { "a job, and look for credentials" }
                }
                label.choice {
                    input type="radio" name="direction" value="credential" checked[choice.is_credential];
                    span { "a credential, and look for jobs" }
                }
            }
            p #formats .small {
                "Tables, JSON Lines, exports: any file that " code { "skillmap map" } " reads. A catalogue brings its own \
                 taxonomies."
            }
            (taxonomies(library, &choice.taxonomies))
            div.stack {
                label for="filter" { "Only those where" }
                input #filter type="text" name="filter" value=(choice.conditions) placeholder="level~certificate place~Texas";
            }
        }
    };
    forms::entry(("/match", "Comparing …", "Compare"), &content, &html! {})
}

/// What fits what was sent.
pub async fn matched(State(service): State<Arc<Service>>, request: Request) -> Response {
    show(&service, request).await.unwrap_or_else(Problem::into_response)
}

async fn show(service: &Arc<Service>, request: Request) -> Result<Response, Problem> {
    let mut sent = Sent::read(service, request).await?;
    let bounds = Bounds::of(&service.limits);
    let work = service.run(move |library, room| {
        let mut choice = Choice::read(&mut sent)?;
        let (name, against) = sides::sent(&mut sent, "against", "documents", bounds.bytes)?;
        choice.taxonomies = sides::taxonomies(&sent, &[&against]);
        choice.catalogue = sides::catalogue(&against).map(str::to_owned);
        let mut filter = Filter::parse(&choice.conditions)?;
        facets::choose(&mut filter, &choice.only);
        let direction = if choice.is_credential { Direction::CredentialToJobs } else { Direction::JobToCredentials };
        let request = MatchRequest {
            selection: selection(library, &choice.taxonomies, &[&against])?,
            options: ComparisonOptions {
                top: MOST,
                filter,
                direction: Some(direction),
                bundle: (!choice.is_credential).then_some(BUNDLE),
                ..ComparisonOptions::default()
            },
            bounds,
        };
        let asked = uploads::source(&choice.asked.0, choice.asked.1.clone(), bounds.bytes)?;
        let answers = comparison::matched(library, room, asked, against, &request)?;
        let facets = facets::of(&answers, &request.options.filter);
        let narrow = narrowing(&choice, &facets);
        let content = html! {
            @if let [only] = answers.as_slice() { (heading(only, &name, &choice)) }
            div.narrowed[narrow.is_some()] {
                @if let Some(narrow) = &narrow { (narrow) }
                div {
                    @for document in &answers {
                        @if answers.len() > 1 { (heading(document, &name, &choice)) }
                        (found(document))
                    }
                }
            }
            details.again { summary { "Compare something else" } (entry(library, &choice)) }
        };
        Ok(page("Matches", Place::Match, Some(library), &content))
    });
    Ok(answer(work.await?))
}

/// The form that narrows the matches down, when the other side need not be sent again and what is asked about is not
/// too long to be carried along.
fn narrowing(choice: &Choice, facets: &[Facet]) -> Option<Markup> {
    let catalogue = choice.catalogue.as_deref()?;
    let (name, bytes) = &choice.asked;
    if facets.is_empty() && choice.only.is_empty() || bytes.len() > sides::CARRIED {
        return None;
    }
    Some(html! {
        form.facets method="post" action="/match" enctype="multipart/form-data" aria-label="Narrow down" {
            input type="hidden" name="text" value=(choice.text);
            (sides::carry("again", name, bytes))
            input type="hidden" name="against-catalogue" value=(catalogue);
            input type="hidden" name="direction" value=(if choice.is_credential { "credential" } else { "job" });
            input type="hidden" name="filter" value=(choice.conditions);
            @for facet in facets {
                fieldset {
                    legend { (facet.field) }
                    @for (value, count) in &facet.values {
                        @let condition = format!("{}={value}", facet.field);
                        label.choice {
                            input type="checkbox" name="only" value=(condition) checked[choice.only.contains(&condition)];
                            span { (shortened(value, 60)) " " span.count { (count) } }
                        }
                    }
                }
            }
            // What was chosen and no match has any more is not forgotten silently.
            @for gone in choice.only.iter().filter(|one| !is_offered(facets, one)) {
                label.choice { input type="checkbox" name="only" value=(gone) checked; span { (gone.replacen('=', ": ", 1)) } }
            }
            button type="submit" { "Narrow down" }
        }
    })
}

fn is_offered(facets: &[Facet], condition: &str) -> bool {
    let Some((field, value)) = condition.split_once('=') else { return false };
    facets.iter().any(|facet| facet.field == field && facet.values.iter().any(|(offered, _)| offered == value))
}

fn heading(document: &MatchedDocument, other_side: &str, choice: &Choice) -> Markup {
    let title = if document.title.is_empty() { &document.id } else { &document.title };
    let noun = if choice.is_credential { "job" } else { "credential" };
    let most = if document.matches.len() == MOST { "the best " } else { "" };
    html! {
        div.bar { div {
            h1 { (shortened(title, 160)) }
            p.small { (most) (counted(document.matches.len(), noun)) " of " (other_side) ", the best first" }
        } }
    }
}

fn found(document: &MatchedDocument) -> Markup {
    html! {
        @if let Some(occupation) = &document.occupation {
            p.small { "Occupation: " (occupation.occupation.label) ", by " (occupation.found_by) }
        }
        @if let Some(degree) = &document.degree { aside.note { strong { "A degree is asked for. " } (degree.explanation) } }
        @if let Some(bundle) = &document.bundle { (together(bundle)) }
        @if document.matches.is_empty() {
            div.empty { h2 { "Nothing fits" } p { "The other side shares neither skills nor words with it. Try without conditions." } }
        }
        ol.matches {
            @for one in document.matches.iter().take(SHOWN) { (match_card(one)) }
        }
        @if document.matches.len() > SHOWN {
            details.further {
                summary { (grouped(document.matches.len() - SHOWN)) " further ones" }
                ol start=(SHOWN + 1) {
                    @for one in &document.matches[SHOWN..] {
                        li { (name_of(one)) " " span.count { "fits " (percent(one.score)) ", covers " (percent(one.parts.coverage)) } }
                    }
                }
            }
        }
    }
}

fn name_of(one: &Match) -> &str {
    if one.title.is_empty() { &one.id } else { &one.title }
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
    let title = name_of(one);
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
            (Some(words), _) => q { (shortened(&words.quote, QUOTE)) },
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
