//! CSV for a spreadsheet: one row a concept, a group, a concept of a slice or a phrase, told apart by the first
//! column. Text cells that a spreadsheet would compute get an apostrophe in front.
//!
//! Reference: RFC 4180, with lines that end in LF.

use std::borrow::Cow;
use std::io::{self, Write};

use super::super::{Example, Field, Gap, Phrase, Row};
use crate::exchange::{harmless, output_error};

const COLUMNS: [&str; 27] = [
    "row", "by", "value", "label", "concept_id", "taxonomy", "kind", "level", "groups", "soft", "standing", "demand",
    "demand_required", "demand_preferred", "demand_narrower", "demand_share", "supply", "supply_narrower",
    "supply_share", "ratio", "gap", "nearest_label", "nearest_relation", "asked_id", "asked_quote", "taught_id",
    "taught_quote",
];

pub(super) fn write(gap: &Gap, output: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
    writer.write_record(COLUMNS).map_err(output_error)?;
    let by = gap.by.map_or("", Field::as_str);
    let all = gap.concepts.iter().map(|row| ("concept", "", "", row));
    let groups = gap.groups.iter().map(|row| ("group", "", "", row));
    let slices = gap
        .slices
        .iter()
        .flat_map(|slice| slice.concepts.iter().map(move |row| ("slice-concept", by, slice.value.as_str(), row)));
    for (name, by, value, row) in all.chain(groups).chain(slices) {
        let cells = cells(name, by, value, row);
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(output_error)?;
    }
    for phrase in &gap.phrases {
        let cells = phrase_cells(phrase);
        writer.write_record(cells.iter().map(|cell| cell.as_bytes())).map_err(output_error)?;
    }
    writer.flush()
}

fn cells<'a>(name: &'a str, by: &'a str, value: &'a str, row: &'a Row) -> [Cow<'a, str>; 27] {
    let first = |examples: &'a [Example]| {
        let example = examples.first();
        let id = example.map_or(Cow::Borrowed(""), |example| harmless::cell(&example.id));
        (id, example.map_or(Cow::Borrowed(""), |example| harmless::cell(&example.quote)))
    };
    let ((asked_id, asked_quote), (taught_id, taught_quote)) = (first(&row.asked), first(&row.taught));
    let nearest = row.nearest.as_ref();
    [
        name.into(),
        by.into(),
        harmless::cell(value),
        harmless::cell(&row.label),
        harmless::cell(&row.concept_id),
        harmless::cell(&row.taxonomy),
        row.kind.as_str().into(),
        row.level.map_or(String::new(), |level| level.to_string()).into(),
        harmless::cell(&row.groups.join("; ")).into_owned().into(),
        row.soft.to_string().into(),
        row.standing.as_str().into(),
        row.demand.documents.to_string().into(),
        row.demand.required.to_string().into(),
        row.demand.preferred.to_string().into(),
        row.demand.narrower.to_string().into(),
        row.demand_share.to_string().into(),
        row.supply.documents.to_string().into(),
        row.supply.narrower.to_string().into(),
        row.supply_share.to_string().into(),
        row.ratio.map_or(String::new(), |ratio| ratio.to_string()).into(),
        row.gap.to_string().into(),
        nearest.map_or(Cow::Borrowed(""), |nearest| harmless::cell(&nearest.label)),
        nearest.map_or("", |nearest| nearest.relation).into(),
        asked_id,
        asked_quote,
        taught_id,
        taught_quote,
    ]
}

fn phrase_cells(phrase: &Phrase) -> [Cow<'_, str>; 27] {
    let mut cells = [const { Cow::Borrowed("") }; 27];
    cells[0] = "phrase".into();
    cells[3] = harmless::cell(&phrase.phrase);
    cells[11] = phrase.postings.to_string().into();
    cells[16] = phrase.credentials.to_string().into();
    if let Some((label, _)) = &phrase.nearest {
        cells[21] = harmless::cell(label);
    }
    // The example is of the side that had the phrase first, which is the postings when they have it at all.
    let at = if phrase.postings > 0 { 23 } else { 25 };
    cells[at] = harmless::cell(&phrase.example.id);
    cells[at + 1] = harmless::cell(&phrase.example.quote);
    cells
}
