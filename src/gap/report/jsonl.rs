//! JSON Lines: a line of totals, then a line for each concept, group, phrase and concept of a slice, told apart by
//! `row`. For programs; fields may be added, none renamed.
//!
//! ```json
//! {"row":"totals","postings":12,"credentials":12,"asked":94,"met":31, …}
//! {"row":"concept","concept_id":"…","label":"Wound Care","standing":"not-taught","demand":{"documents":4, …}, …}
//! ```

use std::io::{self, Write};

use serde::Serialize;

use super::super::{Gap, Side};
use crate::exchange::harmless;

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    row: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(flatten)]
    content: &'a T,
}

#[derive(Serialize)]
struct SliceTotals {
    postings: u64,
    credentials: u64,
    /// Sides that are not told apart by the field and count whole.
    whole: Vec<&'static str>,
}

pub(super) fn write(gap: &Gap, output: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: String| writeln!(output, "{text}");
    line(harmless::json(&Line { row: "totals", by: None, value: None, content: &gap.totals })?)?;
    for row in &gap.concepts {
        line(harmless::json(&Line { row: "concept", by: None, value: None, content: row })?)?;
    }
    for row in &gap.groups {
        line(harmless::json(&Line { row: "group", by: None, value: None, content: row })?)?;
    }
    let by = gap.by.map(super::super::Field::as_str);
    let whole: Vec<&'static str> = gap.whole.iter().map(|side| side_name(*side)).collect();
    for slice in &gap.slices {
        let value = Some(slice.value.as_str());
        let totals = SliceTotals { postings: slice.postings, credentials: slice.credentials, whole: whole.clone() };
        line(harmless::json(&Line { row: "slice", by, value, content: &totals })?)?;
        for row in &slice.concepts {
            line(harmless::json(&Line { row: "slice-concept", by, value, content: row })?)?;
        }
    }
    for phrase in &gap.phrases {
        line(harmless::json(&Line { row: "phrase", by: None, value: None, content: phrase })?)?;
    }
    output.flush()
}

const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Demand => "postings",
        Side::Supply => "credentials",
    }
}
