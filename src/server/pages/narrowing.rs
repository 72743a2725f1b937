//! What the documents of a comparison say of themselves, to narrow them down by: each field with its values and how many
//! documents of both sides have each. The same form takes what is shown along as a file.

use maud::{Markup, html};

use super::gap::{Choice, conditions, fields, formats};
use super::wording::{grouped, shortened};
use crate::gap::{Field, FieldValue, FieldValues, Gap};

/// Values of a field that are offered, beside those that were chosen.
const OFFERED: usize = 8;
/// Longest value that is shown whole, in characters.
const LONGEST: usize = 60;
/// Fields of which it is told as well that nothing says them.
const EXPECTED: [Field; 3] = [Field::Industry, Field::Occupation, Field::Place];

/// The form: what was compared is in `again`, hidden.
pub fn form(gap: &Gap, choice: &Choice, again: &Markup) -> Markup {
    let others = gap.values.iter().filter(|values| !EXPECTED.contains(&values.field) && !values.values.is_empty());
    let expected = EXPECTED.iter().filter_map(|field| gap.values.iter().find(|values| values.field == *field));
    html! {
      details.panel open {
        summary { "Narrow down, tell apart, take along" }
        form.facets method="post" action="/gap" enctype="multipart/form-data" aria-label="Narrow down" {
            (again)
            (fields("tell-apart", choice.by))
            p.small { "Beside each value: postings / credentials that say it." }
            @for values in expected.chain(others) { (field(values, choice)) }
            (conditions("only", &choice.conditions))
            button type="submit" name="answer" value="page" { "Narrow down" }
            div.stack.export {
                label for="export" { "Take it along as" }
                (formats("export", false))
                button type="submit" name="answer" value="file" { "Download" }
            }
        }
      }
    }
}

fn field(values: &FieldValues, choice: &Choice) -> Markup {
    let name = values.field.as_str();
    let condition = |value: &str| format!("{name}={value}");
    let is_chosen = |value: &FieldValue| choice.only.contains(&condition(&value.value));
    let (first, rest) = values.values.split_at(values.values.len().min(OFFERED));
    let shown: Vec<&FieldValue> = first.iter().chain(rest.iter().filter(|value| is_chosen(value))).collect();
    let start = format!("{name}=");
    let chosen: Vec<&String> = choice.only.iter().filter(|one| one.starts_with(&start)).collect();
    let gone = chosen.iter().filter(|one| !values.values.iter().any(|value| condition(&value.value) == ***one));
    html! {
        details.facet open[!chosen.is_empty()] {
            summary {
                span.name { (name) } " "
                span.count { @if values.values.is_empty() { "not said" } @else { (grouped(values.values.len())) @if values.more { "+" } } }
            }
            @if values.values.is_empty() {
                p.small { "No posting and no credential says its " (name) ", so there is nothing to choose from." }
            } @else {
                @if values.postings == 0 { p.small { "No posting says its " (name) ": all of them count." } }
                @if values.credentials == 0 { p.small { "No credential says its " (name) ": all of them count." } }
                fieldset {
                    legend.hidden { (name) }
                    @for value in &shown {
                        label.choice {
                            input type="checkbox" name="only" value=(condition(&value.value)) checked[is_chosen(value)];
                            span { (told(value)) " " span.count { (value.postings) " / " (value.credentials) } }
                        }
                    }
                    // What was chosen and no document has any more is not forgotten silently.
                    @for gone in gone {
                        label.choice {
                            input type="checkbox" name="only" value=(gone) checked;
                            span { (gone[start.len()..]) " " span.count { "0 / 0" } }
                        }
                    }
                }
                @if values.values.len() > shown.len() {
                    p.small { "and " (grouped(values.values.len() - shown.len())) " more: write " code { (name) "=…" } " below" }
                }
            }
        }
    }
}

/// A value with what its code stands for.
pub fn told(value: &FieldValue) -> String {
    let text = match &value.name {
        Some(name) => format!("{} {name}", value.value),
        None => value.value.clone(),
    };
    shortened(&text, LONGEST)
}
