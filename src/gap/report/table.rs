//! Lines for a person at a terminal: the totals, then the most telling rows of each list, cut to the width.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::{Example, Gap, Row, Standing};
use super::{List, ReportOptions, about_conditions, counted, missing, percent, shown_groups};
use crate::exchange::harmless::one_line;

/// Columns when the terminal does not say.
const USUAL_WIDTH: usize = 100;
/// Columns below which nothing could be read.
const LEAST_WIDTH: usize = 60;

pub(super) fn write(gap: &Gap, options: &ReportOptions, output: &mut dyn Write) -> io::Result<()> {
    let width = options.width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH);
    let totals = &gap.totals;
    let mut line = |text: &str| writeln!(output, "{}", cut(text, width));
    line(&format!(
        "{} ask for {}: {} taught, {} in part or in other words, {} not taught",
        counted(totals.postings, "posting", "postings"),
        counted(totals.asked, "concept", "concepts"),
        totals.met,
        totals.partly,
        totals.not_taught
    ))?;
    line(&format!(
        "{} teach {}, {} of them not asked for",
        counted(totals.credentials, "credential", "credentials"),
        counted(totals.taught, "concept", "concepts"),
        totals.not_asked_for
    ))?;
    for told in about_conditions(&options.only, gap) {
        line(&one_line(&told))?;
    }
    for list in List::ALL {
        let rows = list.rows(gap);
        if rows.is_empty() {
            continue;
        }
        line("")?;
        line(&format!("{} ({})", list.heading(), rows.len()))?;
        for row in rows.into_iter().take(options.top) {
            line(&row_line(row))?;
        }
    }
    let groups = shown_groups(gap);
    if !groups.is_empty() {
        line("")?;
        line("Groups of skills")?;
    }
    for row in groups.into_iter().take(options.top) {
        line(&row_line(row))?;
    }
    if let Some(by) = gap.by.filter(|_| !gap.slices.is_empty()) {
        line("")?;
        line(&format!("By {by}: most asked for and not taught"))?;
        for slice in gap.slices.iter().take(options.top) {
            let missing: Vec<String> = missing(slice, 3).into_iter().map(one_line).collect();
            let missing = if missing.is_empty() { "nothing is missing".to_owned() } else { missing.join(", ") };
            let (value, postings, credentials) = (one_line(&slice.value), slice.postings, slice.credentials);
            line(&format!("  {value} ({postings} ask, {credentials} teach): {missing}"))?;
        }
    }
    if !gap.phrases.is_empty() {
        line("")?;
        line("Frequent phrases without a concept")?;
    }
    for phrase in gap.phrases.iter().take(options.top) {
        let nearest = phrase.nearest.as_ref().map(|(label, _)| format!("  nearest: {}", one_line(label)));
        let words = one_line(&phrase.phrase);
        let (postings, credentials) = (phrase.postings, phrase.credentials);
        line(&format!("  {postings:>5} ask {credentials:>5} teach  “{words}”{}", nearest.unwrap_or_default()))?;
    }
    output.flush()
}

fn row_line(row: &Row) -> String {
    let mut text = format!(
        "  {:>5} ask {:>5} teach  {} [{}]",
        row.demand.documents,
        row.supply.documents,
        one_line(&row.label),
        one_line(&row.taxonomy)
    );
    if row.demand.required > 0 {
        let _ = write!(text, "  required by {}", row.demand.required);
    }
    if row.standing == Standing::Met && row.gap > 0.0 {
        let _ =
            write!(text, "  {} of postings, {} of credentials", percent(row.demand_share), percent(row.supply_share));
    }
    if let Some(nearest) = &row.nearest {
        let _ = write!(text, "  {}: {}", nearest.relation, one_line(&nearest.label));
    }
    let quote = |examples: &[Example]| {
        examples
            .first()
            .map_or(String::new(), |example| format!("  “{}” {}", one_line(&example.quote), one_line(&example.id)))
    };
    text.push_str(&quote(if row.demand.documents > 0 { &row.asked } else { &row.taught }));
    text
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
