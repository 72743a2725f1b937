//! JSON Lines: a line of totals, then a line for each concept, group, slice, concept of a slice, value of a field and
//! phrase, told apart by `row`. For programs; fields may be added, none renamed.
//!
//! ```json
//! {"row":"totals","postings":12,"credentials":12,"asked":94,"met":31, …}
//! {"row":"concept","concept_id":"…","label":"Wound Care","standing":"not-taught","demand":{"documents":4, …}, …}
//! ```

use std::io::{self, Write};

use serde::Serialize;

use super::super::{Gap, Slice};
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
    requests: u64,
    requests_met: u64,
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
    let whole: Vec<&'static str> = gap.whole.iter().map(|side| side.as_str()).collect();
    for slice in &gap.slices {
        let value = Some(slice.value.as_str());
        let Slice { postings, credentials, requests, requests_met, .. } = *slice;
        let totals = SliceTotals { postings, credentials, requests, requests_met, whole: whole.clone() };
        line(harmless::json(&Line { row: "slice", by, value, content: &totals })?)?;
        for row in &slice.concepts {
            line(harmless::json(&Line { row: "slice-concept", by, value, content: row })?)?;
        }
    }
    for values in &gap.values {
        let by = Some(values.field.as_str());
        for value in &values.values {
            line(harmless::json(&Line { row: "value", by, value: None, content: value })?)?;
        }
    }
    for phrase in &gap.phrases {
        line(harmless::json(&Line { row: "phrase", by: None, value: None, content: phrase })?)?;
    }
    output.flush()
}
