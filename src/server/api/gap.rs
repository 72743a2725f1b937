//! `POST /api/v1/gap`: what postings ask for against what credentials teach, of documents that the request brings along
//! or of catalogues.
//!
//! ```json
//! {"postings": ["Perform phlebotomy …"], "credentials": {"catalogue": "courses"}, "by": "place", "where": "industry=62"}
//! ```
//!
//! `top` bounds every list. With `?format=csv` the answer is the same report that the command line and the page give.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::answers;
use super::super::library::{Library, Selection};
use super::super::problem::Problem;
use super::super::sides::{self, Bounds};
use super::super::survey::{self, GapRequest};
use super::super::workers::Room;
use super::documents::AskedSide;
use super::{Call, typed};
use crate::coverage::Filter;
use crate::gap::report::{Format, ReportOptions};
use crate::gap::{Field, FieldValues, Gap, LeftOut, Phrase, Row, Slice, Totals};
use crate::model::NamedFormat as _;

/// Rows of each list of a report that people read, when nobody says how many.
const SHOWN: usize = 20;

/// What is asked; the assistant asks the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    postings: AskedSide,
    credentials: AskedSide,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default, rename = "where")]
    conditions: String,
    #[serde(default)]
    top: Option<usize>,
}

impl Asked {
    /// The same with lists of at most so many rows, and of so many when nothing is said.
    #[must_use]
    pub fn within(self, usual: usize, most: usize) -> Self {
        Self { top: Some(self.top.unwrap_or(usual).min(most)), ..self }
    }
}

/// A field of a condition that a side does not say.
#[derive(Serialize)]
struct Unsaid<'a> {
    field: &'a str,
    side: &'static str,
}

/// The answer.
#[derive(Serialize)]
struct Found<'a> {
    versions: Value,
    totals: &'a Totals,
    /// Rows beyond those that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<LeftOut>,
    /// Sides that are not told apart by the field and count whole in each slice.
    whole: Vec<&'static str>,
    unsaid: Vec<Unsaid<'a>>,
    values: &'a [FieldValues],
    concepts: &'a [Row],
    groups: &'a [Row],
    slices: &'a [Slice],
    phrases: &'a [Phrase],
}

/// Demand and supply.
pub async fn gap(mut call: Call) -> Result<Response, Problem> {
    let format = match call.parameters.text("format") {
        None | Some("json") => None,
        Some(name) => Some(Format::parse(name).ok_or_else(|| {
            let known = Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
            Problem::bad_request(format!("no format {name:?}")).hint(format!("formats: json, {known}"))
        })?),
    };
    let bytes = call.bytes().await?;
    let asked: Asked =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    let bounds = Bounds::of(&call.service.limits);
    let work = call.service.run(move |library, room| {
        let Some(format) = format else {
            let found = answer(library, room, asked, bounds)?;
            return serde_json::to_vec(&found).map_err(|_| Problem::fault());
        };
        let (top, only) = (asked.top.unwrap_or(SHOWN), asked.conditions.clone());
        let (gap, names, _) = surveyed(library, room, asked, bounds)?;
        survey::written(format, &gap, &ReportOptions { top, width: None, names, only })
    });
    Ok(typed(format.map_or("application/json", survey::media_type), work.await?))
}

/// Answers what is asked, within bounds.
pub fn answer(library: &Library, room: &mut Room, asked: Asked, bounds: Bounds) -> Result<Value, Problem> {
    let top = asked.top;
    let (gap, _, selection) = surveyed(library, room, asked, bounds)?;
    let (gap, left_out) = match top {
        Some(top) => {
            let (gap, left_out) = gap.excerpt(top);
            (gap, Some(left_out))
        }
        None => (gap, None),
    };
    let unsaid = gap.unsaid.iter().map(|(field, side)| Unsaid { field, side: side.as_str() });
    let found = Found {
        versions: answers::versions(library, &selection),
        totals: &gap.totals,
        left_out,
        whole: gap.whole.iter().map(|side| side.as_str()).collect(),
        unsaid: unsaid.collect(),
        values: &gap.values,
        concepts: &gap.concepts,
        groups: &gap.groups,
        slices: &gap.slices,
        phrases: &gap.phrases,
    };
    serde_json::to_value(&found).map_err(|_| Problem::fault())
}

/// Demand and supply, with the names of the two sides and what they are mapped onto.
fn surveyed(
    library: &Library,
    room: &mut Room,
    asked: Asked,
    bounds: Bounds,
) -> Result<(Gap, [String; 2], Selection), Problem> {
    let by = asked.by.as_deref().map(field).transpose()?;
    let filter = Filter::parse(&asked.conditions)?;
    let postings = asked.postings.side("postings.json", bounds.bytes)?;
    let credentials = asked.credentials.side("credentials.json", bounds.bytes)?;
    let names = [postings.name().to_owned(), credentials.name().to_owned()];
    let selection = sides::selection(library, &asked.taxonomy, &[&postings, &credentials])?;
    let request = GapRequest { selection, by, filter, bounds };
    let gap = survey::gap(library, room, (postings, credentials), &request)?;
    Ok((gap, names, request.selection))
}

fn field(name: &str) -> Result<Field, Problem> {
    Field::parse(name).ok_or_else(|| {
        Problem::bad_request(format!("documents are not told apart by {name:?}"))
            .hint(format!("fields: {}", Field::ALL.map(Field::as_str).join(", ")))
    })
}
