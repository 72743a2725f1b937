//! What was found in documents: the text with its proving words marked, and beside it the skills.

use maud::{Markup, html};

use super::super::answers::Mapped;
use super::super::problem::Problem;
use super::explore::concept_address;
use super::highlight;
use super::wording::{counted, shortened};
use crate::error::Severity;
use crate::exchange::Format;
use crate::model::{Decision, DocumentMappings, Mapping, Requirement};

/// Longest name of a document and longest quotation, in characters.
const NAME: usize = 120;
const QUOTE: usize = 140;

/// Everything that was found, as one form: decisions are sent with the download.
pub fn results(mapped: &Mapped, taxonomies: &[String]) -> Result<Markup, Problem> {
    let several = mapped.documents.len() > 1;
    let found: usize = mapped.documents.iter().map(|document| document.mappings.len()).sum();
    Ok(html! {
        form.results method="post" action="/map/download" {
            div.bar {
                div {
                    h1 { (heading(mapped)) }
                    p.small { (found) " found in " (taxonomies.join(", ")) }
                }
                @if found > 0 { (download(mapped, taxonomies)?) }
            }
            (skipped(mapped))
            @if several {
                @for (number, document) in mapped.documents.iter().enumerate() {
                    details.document open[number == 0] {
                        summary {
                            span.name { (name(document)) }
                            span.count { (counted(document.mappings.len(), "skill")) }
                        }
                        (panes(document, number))
                    }
                }
            } @else {
                @for document in &mapped.documents { (panes(document, 0)) }
            }
        }
    })
}

fn heading(mapped: &Mapped) -> String {
    match mapped.documents.as_slice() {
        [one] => name(one),
        several => counted(several.len(), "document"),
    }
}

fn name(document: &DocumentMappings) -> String {
    let title = document.title.trim();
    shortened(if title.is_empty() { &document.id } else { title }, NAME)
}

fn download(mapped: &Mapped, taxonomies: &[String]) -> Result<Markup, Problem> {
    // The texts stay out: the page has them already, and they would double what is sent back.
    let slim: Vec<DocumentMappings> =
        mapped.documents.iter().map(|document| DocumentMappings { text: None, ..document.clone() }).collect();
    let set = serde_json::to_string(&slim).map_err(|_| Problem::fault())?;
    let named = |format: Format| match format {
        Format::Table => "Text",
        Format::Csv => "Spreadsheet (CSV)",
        Format::JsonLines => "JSON Lines",
        Format::Sssom => "SSSOM",
        Format::SssomJson => "SSSOM (JSON)",
        Format::Parquet => "Data frame (Parquet)",
        other => other.as_str(),
    };
    Ok(html! {
        div.download {
            input type="hidden" name="set" value=(set);
            @for taxonomy in taxonomies { input type="hidden" name="taxonomy" value=(taxonomy); }
            label for="format" { "Format" }
            select #format name="format" {
                @for format in Format::offered_for_documents() {
                    option value=(format) { (named(format)) }
                }
            }
            button.primary type="submit" { "Download" }
            button.copy type="button" hidden { "Copy list" }
            p.status role="status" aria-live="polite" {}
        }
    })
}

/// What could not be read.
fn skipped(mapped: &Mapped) -> Markup {
    let told = mapped.diagnostics.kept().iter().filter(|one| one.severity != Severity::Note);
    let told: Vec<String> = told.take(10).map(ToString::to_string).collect();
    html! {
        @if !told.is_empty() {
            div.note role="status" {
                strong { "Not everything could be read." }
                ul { @for line in &told { li { (line) } } }
            }
        }
    }
}

fn panes(document: &DocumentMappings, number: usize) -> Markup {
    html! {
        div.panes {
            section.text aria-label=(format!("Text of {}, with the words that prove a skill marked", name(document))) tabindex="0" {
                (marked(document, number))
            }
            section.skills aria-label=(format!("Skills of {}", name(document))) {
                @if document.mappings.is_empty() {
                    div.empty {
                        h2 { "No skill was found" }
                        p {
                            "The text may be too short, in another language than the taxonomy, or speak of skills \
                             only by implication. Try another taxonomy, or show doubtful ones too."
                        }
                    }
                } @else {
                    @let sure = document.mappings.iter().filter(|one| one.decision == Decision::Accepted).count();
                    h2 { (counted(document.mappings.len(), "skill")) }
                    p.small { (sure) " likely right, " (document.mappings.len() - sure) " to look at" }
                    ol {
                        @for (place, mapping) in document.mappings.iter().enumerate() {
                            (skill(mapping, &format!("{number}-{place}")))
                        }
                    }
                }
            }
        }
    }
}

fn marked(document: &DocumentMappings, number: usize) -> Markup {
    let text = document.text.as_deref().unwrap_or_default();
    let pieces = highlight::pieces(text, &document.mappings);
    html! {
        div.words {
            @for piece in &pieces {
                @if let [best, ..] = piece.mappings.as_slice() {
                    @let ids: Vec<String> = piece.mappings.iter().map(|place| format!("{number}-{place}")).collect();
                    @let labels: Vec<&str> = piece.mappings.iter().map(|place| document.mappings[*place].concept.label.as_str()).collect();
                    @let sure = document.mappings[*best].decision == Decision::Accepted;
                    @for place in piece.first_of.iter().skip(1) { span id=(format!("w{number}-{place}")) {} }
                    a.proof.doubtful[!sure] href=(format!("#s{number}-{best}"))
                        id=[piece.first_of.first().map(|place| format!("w{number}-{place}"))]
                        data-skills=(ids.join(" ")) title=(labels.join(", ")) { (piece.text) }
                } @else { (piece.text) }
            }
        }
    }
}

fn skill(mapping: &Mapping, id: &str) -> Markup {
    let concept = &mapping.concept;
    let percent = (mapping.confidence * 100.0).round();
    let reference = if concept.taxonomy_version.is_empty() {
        concept.taxonomy.clone()
    } else {
        format!("{}@{}", concept.taxonomy, concept.taxonomy_version)
    };
    let sure = mapping.decision == Decision::Accepted;
    html! {
        li.skill.doubtful[!sure] id=(format!("s{id}")) data-skill=(id) {
            div.head {
                h3 { a href=(concept_address(&reference, &concept.concept_id)) { (concept.label) } }
                span.confidence {
                    meter min="0" max="100" low="50" optimum="100" value=(percent) aria-hidden="true" {}
                    span { (percent) " %" }
                }
            }
            p.facts {
                span.chip { (concept.kind) }
                @match mapping.requirement {
                    Some(Requirement::Required) => span.chip.required { "required" },
                    Some(Requirement::Preferred) => span.chip { "nice to have" },
                    None => {},
                }
                span.small { (reference) }
            }
            p.quotes {
                @for (place, evidence) in mapping.evidence.iter().enumerate() {
                    a.quote href=(format!("#w{id}")) data-skills=(id) {
                        "“" (shortened(&evidence.quote, QUOTE)) "”"
                        @if place == 0 { span.hidden { ", show in the text" } }
                    }
                    " "
                }
            }
            div.foot {
                fieldset.decide {
                    legend.hidden { "Your decision on " (concept.label) }
                    (choice(id, "accept", "Accept", sure))
                    (choice(id, "reject", "Reject", false))
                    (choice(id, "open", "Leave open", !sure))
                }
                @if let Some(explanation) = &mapping.explanation {
                    details { summary { "Why" } p.small { (explanation.sentence) } }
                }
            }
        }
    }
}

fn choice(id: &str, value: &str, name: &str, checked: bool) -> Markup {
    html! {
        label {
            input type="radio" name=(format!("decision-{id}")) value=(value) checked[checked];
            span { (name) }
        }
    }
}
