//! What demand and supply came to: the lists that people read, the parts that documents are told apart into, and
//! phrases that no concept means.

use maud::{Markup, html};

use super::super::library::Library;
use super::explore::concept_address;
use super::gap::Choice;
use super::narrowing;
use super::wording::{counted, grouped, percent};
use crate::gap::report::{List, about_cells, about_conditions, missing};
use crate::gap::{Example, Field, Gap, Row, Slice, Standing};

/// Most rows of a list.
pub const SHOWN: usize = 20;
/// Most values of a field that stand side by side.
const VALUES: usize = 6;
/// What a part most lacks: so many are named.
const MISSING: usize = 3;

/// All of it, beside the form that narrows it down; `again` asks for the same once more, where that is possible.
pub fn found(library: &Library, gap: &Gap, names: &[String; 2], choice: &Choice, again: Option<&Markup>) -> Markup {
    let totals = &gap.totals;
    html! {
        div.bar {
            div {
                h1 { "What is asked for, and what is taught" }
                p.small {
                    (counted(totals.postings as usize, "posting")) " of " (names[0]) " against "
                    (counted(totals.credentials as usize, "credential")) " of " (names[1])
                }
                @for told in about_conditions(&choice.told(), gap) { p.small { (told) } }
            }
        }
        div.narrowed[again.is_some()] {
            @if let Some(again) = again { (narrowing::form(gap, choice, again)) }
            div {
                @if again.is_none() {
                    p.note {
                        "The files are too long to be sent along with this page. To narrow down or to take the result along, choose \
                         them again below, with conditions and a format; or add them to a catalogue."
                    }
                }
                (body(library, gap))
            }
        }
    }
}

fn body(library: &Library, gap: &Gap) -> Markup {
    let totals = &gap.totals;
    if totals.postings == 0 || totals.credentials == 0 {
        let (side, left_out) = if totals.postings == 0 {
            ("posting", totals.postings_left_out)
        } else {
            ("credential", totals.credentials_left_out)
        };
        return html! {
            div.empty {
                h2 { "No " (side) " is left" }
                @if left_out > 0 { p { "None fulfils the conditions. Take some of them away." } }
                @else { p { "None was read. Look whether the file holds any, and whether the right columns were found." } }
            }
        };
    }
    html! {
        ul.tiles {
            (tile(&percent(met(totals.requests, totals.requests_met)), "of all that postings ask for is taught by some credential"))
            (tile(&grouped(totals.asked as usize), "different skills are asked for"))
            (tile(&grouped(totals.not_taught as usize), "of these are not taught, nor is anything like them"))
            (tile(&grouped(totals.not_asked_for as usize), "skills are taught that no posting asks for"))
        }
        @if totals.asked == 0 {
            div.empty { h2 { "No skill was found in the postings" } p { "Try another taxonomy, or look whether the right columns were read." } }
        }
        @if let Some(by) = gap.by { (parts(by, gap)) }
        @for list in List::ALL { (list_section(library, list, gap)) }
        (phrases_section(gap))
    }
}

/// The share of requests that are met.
fn met(requests: u64, met: u64) -> f32 {
    if requests == 0 { 0.0 } else { met as f32 / requests as f32 }
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

/// The parts that documents are told apart into, each as a whole and skill by skill.
fn parts(by: Field, gap: &Gap) -> Markup {
    let name = by.as_str();
    html! {
        section.concept {
            h2 { "By " (name) @if !gap.slices.is_empty() { " " span.count { (gap.slices.len()) } } }
            @if gap.slices.is_empty() {
                div.empty {
                    h3 { "No document says its " (name) }
                    p { "So there is nothing to tell apart by. It would be read from a column or key such as " code { (column(by)) } "." }
                }
            } @else {
                p.small { (about_cells(by, gap)) }
                (wholes(name, gap))
                (cells(name, gap))
                p.key {
                    span { span.met {} "taught" }
                    span { span.partly {} "in part or in other words" }
                    span { span.missing {} "not taught" }
                }
            }
        }
    }
}

/// What a column with a field is often called.
const fn column(field: Field) -> &'static str {
    match field {
        Field::Industry => "industry",
        Field::Place => "location",
        Field::Occupation => "soc_code",
        Field::Issuer => "provider",
        Field::Kind => "credential_type",
    }
}

fn value_name(by: Option<Field>, gap: &Gap, slice: &Slice) -> String {
    let values = gap.values.iter().filter(|values| Some(values.field) == by).flat_map(|values| &values.values);
    let mut named = values.filter(|value| value.value == slice.value);
    named.next().map_or_else(|| slice.value.clone(), narrowing::told)
}

fn wholes(name: &str, gap: &Gap) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(format!("Each {name} as a whole")) {
            table.parts {
                thead { tr {
                    th scope="col" { (name) }
                    th.number scope="col" { "Postings" }
                    th.number scope="col" { "Credentials" }
                    th scope="col" { "Of all that is asked for, taught" }
                    th scope="col" { "Most asked for and not taught" }
                } }
                tbody { @for slice in gap.slices.iter().take(SHOWN) {
                    @let share = met(slice.requests, slice.requests_met);
                    @let lacking = missing(slice, MISSING);
                    tr {
                        th scope="row" { (value_name(gap.by, gap, slice)) }
                        td.number { (slice.postings) }
                        td.number { (slice.credentials) }
                        td {
                            @if slice.requests == 0 { "nothing is asked for" } @else { (share_bar(share)) }
                        }
                        td { @if lacking.is_empty() { "–" } @else { (lacking.join(", ")) } }
                    }
                } }
            }
        }
        @if gap.slices.len() > SHOWN { p.small { "The first " (SHOWN) " of " (gap.slices.len()) "; a spreadsheet holds all." } }
    }
}

fn share_bar(share: f32) -> Markup {
    let width = format!("{:.1}", f64::from(share.clamp(0.0, 1.0)) * 100.0);
    html! {
        div.share {
            svg.coverage viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
                rect.missing width="100" height="4" {}
                rect.covered width=(width) height="4" {}
            }
            span { (percent(share)) }
        }
    }
}

fn cells(name: &str, gap: &Gap) -> Markup {
    let slices: Vec<&Slice> = gap.slices.iter().take(VALUES).collect();
    let rows: Vec<&Row> = gap.concepts.iter().filter(|row| !row.soft && row.demand.documents > 0).take(SHOWN).collect();
    html! {
        @if !rows.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(format!("Skills by {name}")) {
                table.cells {
                    thead { tr { th scope="col" { "Skill" } @for slice in &slices { th scope="col" { (value_name(gap.by, gap, slice)) } } } }
                    tbody { @for row in rows {
                        tr {
                            th scope="row" { (row.label) }
                            @for slice in &slices { (cell(slice, row)) }
                        }
                    } }
                }
            }
        }
    }
}

fn cell(slice: &Slice, row: &Row) -> Markup {
    let same = |other: &&Row| other.concept_id == row.concept_id && other.taxonomy == row.taxonomy;
    let Some(cell) = slice.concepts.iter().find(same) else { return html! { td { "–" } } };
    let (class, word) = match cell.standing {
        Standing::Met => ("met", "taught"),
        Standing::Partly => ("partly", "in part or in other words"),
        Standing::NotTaught => ("missing", "not taught"),
        Standing::PartlyAskedFor | Standing::NotAskedFor => ("unasked", "not asked for"),
    };
    html! {
        td class=(class) { (cell.demand.documents) " / " (cell.supply.documents) span.hidden { ", " (word) } }
    }
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
