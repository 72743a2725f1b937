//! The page that reviews: one doubtful mapping at a time, one key a decision.
//!
//! Every decision is a form that is sent, answered by the address of the next question; so it works without a script,
//! reloading the page sends nothing again, and "saved" stands on a page only when the journal has it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::super::api::{form as fields, whole};
use super::super::desk::{Desk, Kept, Reply, Reviewed, Sight, View};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::service::Service;
use super::explore::{concept_address, encoded};
use super::shell::{Place, answer, page};
use super::wording::counted;
use crate::model::{Entity, EntityKind, MappingKey, MappingPredicate, MappingRow, Predicate};

/// Longest name of a reviewer and longest note, in characters.
const NAME: usize = 120;
const NOTE: usize = 2000;
/// Most rivals and most quotations that are shown.
const RIVALS: usize = 6;
const QUOTES: usize = 5;

/// What can be said of a mapping as it stands: value, key and words.
const VERDICTS: [(&str, &str, &str); 3] = [("accept", "a", "Accept"), ("reject", "r", "Reject"), ("skip", "s", "Skip")];
/// How else the two may stand to each other.
const PREDICATES: [(Predicate, &str, &str); 5] = [
    (Predicate::Exact, "x", "the same"),
    (Predicate::Close, "c", "close"),
    (Predicate::Broad, "b", "broader"),
    (Predicate::Narrow, "n", "narrower"),
    (Predicate::Related, "l", "related"),
];

/// Fields of an address or a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.get(name).parse().ok()
    }

    fn view(&self) -> View {
        let key = MappingKey { subject: self.get("subject").to_owned(), object: self.get("object").to_owned() };
        View {
            reviewer: one_line(self.get("reviewer"), NAME),
            alone: self.get("alone") == "1",
            again: self.get("again") == "1",
            about: (!key.subject.is_empty() && !key.object.is_empty()).then_some(key),
        }
    }
}

/// A text without line breaks and control characters, and no longer than may be.
fn one_line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.trim().chars().take(most).collect()
}

/// The address of the next question of a reviewer.
fn next(view: &View) -> String {
    let mut address = format!("/review?reviewer={}", encoded(&view.reviewer));
    for (name, is_so) in [("alone", view.alone), ("again", view.again)] {
        if is_so {
            address.push('&');
            address.push_str(name);
            address.push_str("=1");
        }
    }
    address
}

/// The first question, or the one that is asked for.
pub async fn desk(State(service): State<Arc<Service>>, request: Request) -> Response {
    let Some(desk) = service.desk() else {
        return answer(page("Review", Place::Review, Some(&service.library()), &no_set()));
    };
    let asked = Fields(fields(request.uri().query().unwrap_or_default()));
    let work = service.run(move |library, _| {
        let view = asked.view();
        let sight = desk.sight(&view)?;
        let content = html! {
            (head(&desk, &sight, &view))
            @if view.reviewer.is_empty() {
                (who(&sight))
            } @else {
                (said_last(&asked, &sight, &view))
                @match &sight.asked {
                    Some((row, why)) => (question(library, &sight, &view, row, why)),
                    None => (nothing_left(&sight, &view)),
                }
            }
        };
        Ok(page("Review", Place::Review, Some(library), &content))
    });
    work.await.map_or_else(Problem::into_response, answer)
}

/// Keeps a decision and goes on to the next question.
pub async fn decide(State(service): State<Arc<Service>>, request: Request) -> Response {
    let work = with_form(&service, request, |desk, sent| {
        let view = sent.view();
        if view.reviewer.is_empty() {
            return Err(Problem::bad_request("nobody is named as the reviewer").hint("go back and say who you are"));
        }
        let key = view.about.clone().ok_or_else(|| Problem::bad_request("the form does not say which mapping"))?;
        let reply = Reply::parse(sent.get("reply"))
            .ok_or_else(|| Problem::bad_request(format!("{:?} is no decision", sent.get("reply"))))?;
        let reviewed = Reviewed {
            reviewer: view.reviewer.clone(),
            key,
            reply,
            note: one_line(sent.get("note"), NOTE),
            seen: sent.number("seen").ok_or_else(|| Problem::bad_request("the form is not whole"))?,
        };
        Ok(match desk.decide(reviewed)? {
            Kept::Saved(number) => format!("{}&saved={number}", next(&view)),
            Kept::Overtaken => format!("{}&overtaken=1", next(&view)),
        })
    });
    work.await.map_or_else(Problem::into_response, |address| Redirect::to(&address).into_response())
}

/// Takes back the reviewer's last decision and shows its mapping again.
pub async fn undo(State(service): State<Arc<Service>>, request: Request) -> Response {
    let work = with_form(&service, request, |desk, sent| {
        let view = sent.view();
        let number = sent.number("number").ok_or_else(|| Problem::bad_request("the form is not whole"))?;
        let was = desk.take_back(&view.reviewer, number)?;
        let again = view.about.as_ref().filter(|_| was);
        let again = again.map(|key| format!("&subject={}&object={}", encoded(&key.subject), encoded(&key.object)));
        let told = if was { "undone" } else { "overtaken" };
        Ok(format!("{}&{told}=1{}", next(&view), again.unwrap_or_default()))
    });
    work.await.map_or_else(Problem::into_response, |address| Redirect::to(&address).into_response())
}

async fn with_form(
    service: &Arc<Service>,
    request: Request,
    work: impl FnOnce(&Desk, &Fields) -> Result<String, Problem> + Send + 'static,
) -> Result<String, Problem> {
    let desk = service.desk().ok_or_else(|| Problem::not_found("there is no mapping set to review"))?;
    let (head, body) = request.into_parts();
    let bytes = whole(body, &head.headers, service.limits.body).await?;
    let sent = Fields(fields(&String::from_utf8_lossy(&bytes)));
    service.run(move |_, _| work(&desk, &sent)).await
}

fn no_set() -> Markup {
    html! {
        section.hero {
            h1 { "Review" }
            p { "Decide about the mappings that a machine is unsure of, one key a decision." }
        }
        div.empty {
            h2 { "No mapping set is open" }
            p { "Start the service with one: " code { "skillmap serve --review FILE" } "." }
            p { "It may come from " code { "skillmap map" } ", " code { "skillmap crosswalk" } " or another tool, as SSSOM, CSV or JSON Lines." }
        }
    }
}

fn head(desk: &Desk, sight: &Sight, view: &View) -> Markup {
    let done = sight.all - sight.open;
    html! {
        div.bar {
            div { h1 { "Review" } p.small { (desk.name()) } }
            div.progress {
                progress max=(sight.all.max(1)) value=(done) aria-label="Decided" {}
                p.small {
                    (done) " of " (counted(sight.all, "mapping")) " decided"
                    @if view.alone { " by you" }
                    @for (name, count) in &sight.reviewers { " · " (shown(name)) " " (count) }
                    @if sight.disputed > 0 { " · " (sight.disputed) " disputed" }
                }
            }
        }
    }
}

fn shown(reviewer: &str) -> &str {
    if reviewer.is_empty() { "unnamed" } else { reviewer }
}

fn who(sight: &Sight) -> Markup {
    html! {
        form.entry method="get" action="/review" {
            label for="reviewer" { "Who are you?" }
            input #reviewer type="text" name="reviewer" required maxlength=(NAME) autocomplete="name"
                list="reviewers" aria-describedby="kept";
            datalist #reviewers { @for name in sight.reviewers.keys() { option value=(name) {} } }
            p #kept .small { "A name or an identifier such as an ORCID. It is kept with every decision." }
            label.choice {
                input type="checkbox" name="alone" value="1";
                span { "Ask me also what others have decided, without telling me: a second opinion" }
            }
            div.actions { button.primary type="submit" { "Begin" } }
        }
    }
}

/// What the last form came to, and the way back.
fn said_last(asked: &Fields, sight: &Sight, view: &View) -> Markup {
    let is_saved = sight.last.as_ref().is_some_and(|entry| asked.number("saved") == Some(entry.number));
    html! {
        div.last {
            p role="status" {
                @if asked.get("overtaken") == "1" {
                    strong { "Not saved again. " } "That form came before, and you have changed or taken back since what it said. "
                } @else if asked.get("undone") == "1" {
                    strong { "Taken back. " }
                } @else if is_saved {
                    strong { "Saved. " }
                }
                @if let Some(entry) = &sight.last {
                    @let decision = &entry.decision;
                    @if !is_saved { "Your last decision: " }
                    (name_of(&decision.subject)) " → " (name_of(&decision.object)) ", "
                    (decision.outcome().shown().replace("skos:", ""))
                }
            }
            @if let Some(entry) = &sight.last {
                form method="post" action="/review/undo" {
                    (standing(view))
                    input type="hidden" name="number" value=(entry.number);
                    input type="hidden" name="subject" value=(entry.decision.subject.key());
                    input type="hidden" name="object" value=(entry.decision.object.key());
                    button type="submit" data-key="u" aria-keyshortcuts="u" { "Undo " kbd { "u" } }
                }
            }
        }
    }
}

/// What every form keeps: who decides, and what is asked of them.
fn standing(view: &View) -> Markup {
    html! {
        input type="hidden" name="reviewer" value=(view.reviewer);
        @if view.alone { input type="hidden" name="alone" value="1"; }
        @if view.again { input type="hidden" name="again" value="1"; }
    }
}

fn question(library: &Library, sight: &Sight, view: &View, row: &MappingRow, why: &str) -> Markup {
    let key = row.key();
    html! {
        form.question method="post" action="/review/decide" {
            (standing(view))
            input type="hidden" name="subject" value=(key.subject);
            input type="hidden" name="object" value=(key.object);
            input type="hidden" name="seen" value=(sight.latest);
            div.sides {
                (side(library, &row.subject, "From"))
                p.between { span.chip { (relation(&row.predicate)) } }
                (side(library, &row.object, "To"))
            }
            (evidence(row, why))
            (what_others_say(sight, view))
            div.verdicts {
                div.choices role="group" aria-label="Decision" {
                    @for (value, shortcut, words) in VERDICTS {
                        button.primary[value == "accept"] type="submit" name="reply" value=(value)
                            data-key=(shortcut) aria-keyshortcuts=(shortcut) { (words) " " kbd { (shortcut) } }
                    }
                }
                @if !row.object.is_no_term() {
                    div.choices role="group" aria-labelledby="other" {
                        span #other .small { "They belong together, but the second is" }
                        @for (predicate, shortcut, words) in PREDICATES {
                            @if row.predicate.skos() != Some(predicate) {
                                button type="submit" name="reply" value=(predicate.name())
                                    data-key=(shortcut) aria-keyshortcuts=(shortcut) { (words) " " kbd { (shortcut) } }
                            }
                        }
                    }
                }
                div.noted {
                    label for="note" { "Note" }
                    input #note type="text" name="note" maxlength=(NOTE) placeholder="Why, if you want to say";
                }
                label.choice.keys hidden { input #keys type="checkbox" checked; span { "Single keys decide" } }
            }
        }
        p.small { "You are " strong { (view.reviewer) } ". " a href="/review" { "Somebody else" } }
    }
}

fn relation(predicate: &MappingPredicate) -> String {
    match predicate.skos() {
        Some(Predicate::Exact) => "is the same as".to_owned(),
        Some(Predicate::Close) => "is close to".to_owned(),
        Some(Predicate::Broad) => "has the broader".to_owned(),
        Some(Predicate::Narrow) => "has the narrower".to_owned(),
        Some(Predicate::Related) => "is related to".to_owned(),
        None => predicate.to_string(),
    }
}

fn name_of(entity: &Entity) -> &str {
    match (entity.is_no_term(), entity.label.is_empty()) {
        (true, _) => "no term",
        (_, true) => &entity.id,
        _ => &entity.label,
    }
}

/// One side, with what the taxonomies that are served know of it.
fn side(library: &Library, entity: &Entity, place: &str) -> Markup {
    let reference = format!("{}@{}", entity.source_name(), entity.source_version);
    let known = (entity.kind == EntityKind::Concept && !entity.is_no_term())
        .then(|| library.find(Some(&reference), &entity.id).or_else(|_| library.find(None, &entity.id)).ok())
        .flatten();
    html! {
        section.side {
            p.small {
                (place)
                @if let Some((shelf, _)) = known { " " (shelf.info().reference()) }
                @else if !entity.source.is_empty() { " " (entity.source) " " (entity.source_version) }
                @else if entity.kind == EntityKind::Document { " a document" }
                @else if entity.kind == EntityKind::Literal { " words" }
            }
            @if entity.is_no_term() {
                h2 { "No term" }
                p { "The other side has nothing that fits. Accept says so." }
            } @else if let Some((shelf, position)) = known {
                @let concept = shelf.concept(position);
                h2 { a href=(concept_address(&shelf.info().reference(), &concept.id)) target="_blank" rel="noreferrer" { (concept.name()) } }
                p.facts {
                    span.chip { (concept.kind) }
                    @if let Some(notation) = &concept.notation { span.chip { "code " (notation) } }
                }
                @match concept.definition() {
                    Some(definition) => p.definition { (definition) },
                    None => p.small { "It has no definition." },
                }
                @let above: Vec<&str> = shelf.outline.way_to(position).iter().map(|at| shelf.concept(*at).name()).collect();
                @if above.len() > 1 { p.small { (above[..above.len() - 1].join(" › ")) } }
            } @else {
                h2 { (name_of(entity)) }
                @if !entity.category.is_empty() { p.facts { span.chip { (entity.category) } } }
                @if entity.kind == EntityKind::Concept { p.small { "None of the taxonomies served here has it, so no more is known." } }
            }
            @if !entity.id.is_empty() && !entity.is_no_term() { p.identifier.small { (entity.id) } }
        }
    }
}

fn evidence(row: &MappingRow, why: &str) -> Markup {
    let how = match row.justification.trim_start_matches("semapv:") {
        "LexicalMatching" => "by its words",
        "SemanticSimilarityThresholdMatching" => "by its meaning",
        "ManualMappingCuration" => "by a person",
        "UnspecifiedMatching" => "",
        other => other,
    };
    html! {
        section.why {
            p.facts {
                @if let Some(confidence) = row.confidence {
                    span.confidence {
                        meter min="0" max="1" value=(format!("{confidence:.2}")) aria-label="Confidence" {}
                        (format!("{:.0} %", confidence * 100.0))
                    }
                }
                @if !how.is_empty() { span.chip { (how) } }
                span.small { (why) }
            }
            @for one in row.evidence.iter().take(QUOTES) {
                p.quotes {
                    q { (one.quote.split_whitespace().collect::<Vec<_>>().join(" ")) }
                    @if !one.matched_label.is_empty() { " " span.small { "met “" (one.matched_label) "”" } }
                }
            }
            @if !row.comment.is_empty() { p.quotes { (row.comment) } }
        }
    }
}

fn what_others_say(sight: &Sight, view: &View) -> Markup {
    html! {
        @if !sight.said.is_empty() {
            section.why {
                h3 { "What others said" }
                @for decision in &sight.said {
                    p.small {
                        strong { (shown(&decision.reviewer)) } ": " (decision.outcome().shown().replace("skos:", ""))
                        @if !decision.note.is_empty() { " · " (decision.note) }
                    }
                }
            }
        }
        @if !sight.rivals.is_empty() {
            section.why {
                h3 { "Also proposed for it" }
                ul.labels {
                    @for rival in sight.rivals.iter().take(RIVALS) {
                        @let key = rival.key();
                        li {
                            a href=(format!("{}&subject={}&object={}", next(view), encoded(&key.subject), encoded(&key.object))) {
                                (name_of(&rival.object))
                            }
                            @if let Some(confidence) = rival.confidence { " " span.count { (format!("{:.0} %", confidence * 100.0)) } }
                        }
                    }
                }
                @if sight.rivals.len() > RIVALS { p.small { "and " (sight.rivals.len() - RIVALS) " more" } }
            }
        }
    }
}

fn nothing_left(sight: &Sight, view: &View) -> Markup {
    let again = View { again: true, about: None, ..view.clone() };
    html! {
        div.empty {
            h2 { "Nothing is left to ask you" }
            @if sight.looked_at > 0 {
                p { (counted(sight.looked_at, "mapping")) " that you have looked at is still open: skipped, or others differ from you." }
                p { a.button href=(next(&again)) { "Look again" } }
            }
            p { "Lay the decisions over the set with " code { "skillmap review apply" } "." }
            p { a href="/review" { "Somebody else" } }
        }
    }
}
