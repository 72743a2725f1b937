//! `POST /api/v1/gap`: what postings ask for against what credentials teach, of documents that the request brings along
//! or of catalogues.
//!
//! ```json
//! {"postings": ["Perform phlebotomy …"], "credentials": {"catalogue": "courses"}, "by": "place", "where": "industry=62"}
//! ```
//!
//! With `?format=csv` the answer is the same report that the command line and the page give.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::answers;
use super::super::problem::Problem;
use super::super::sides::{self, Bounds};
use super::super::survey::{self, GapRequest};
use super::documents::AskedSide;
use super::{Call, typed};
use crate::coverage::Filter;
use crate::gap::report::{Format, ReportOptions};
use crate::gap::{Field, FieldValues, Phrase, Row, Slice, Totals};
use crate::model::NamedFormat as _;

/// Most rows of each list of a report that people read.
const SHOWN: usize = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    postings: AskedSide,
    credentials: AskedSide,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default, rename = "where")]
    conditions: String,
}

/// A field of a condition that a side does not say.
#[derive(Serialize)]
struct Unsaid<'a> {
    field: &'a str,
    side: &'static str,
}

#[derive(Serialize)]
struct Found<'a> {
    versions: Value,
    totals: &'a Totals,
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
    let by = asked.by.as_deref().map(field).transpose()?;
    let filter = Filter::parse(&asked.conditions)?;
    let bounds = Bounds::of(&call.service.limits);
    let work = call.service.run(move |library, room| {
        let postings = asked.postings.side("postings.json", bounds.bytes)?;
        let credentials = asked.credentials.side("credentials.json", bounds.bytes)?;
        let names = [postings.name().to_owned(), credentials.name().to_owned()];
        let selection = sides::selection(library, &asked.taxonomy, &[&postings, &credentials])?;
        let request = GapRequest { selection, by, filter, bounds };
        let gap = survey::gap(library, room, (postings, credentials), &request)?;
        if let Some(format) = format {
            let options = ReportOptions { top: SHOWN, width: None, names, only: asked.conditions };
            return survey::written(format, &gap, &options);
        }
        let unsaid = gap.unsaid.iter().map(|(field, side)| Unsaid { field, side: side.as_str() });
        let found = Found {
            versions: answers::versions(library, &request.selection),
            totals: &gap.totals,
            whole: gap.whole.iter().map(|side| side.as_str()).collect(),
            unsaid: unsaid.collect(),
            values: &gap.values,
            concepts: &gap.concepts,
            groups: &gap.groups,
            slices: &gap.slices,
            phrases: &gap.phrases,
        };
        serde_json::to_vec(&found).map_err(|_| Problem::fault())
    });
    Ok(typed(format.map_or("application/json", survey::media_type), work.await?))
}

fn field(name: &str) -> Result<Field, Problem> {
    Field::parse(name).ok_or_else(|| {
        Problem::bad_request(format!("documents are not told apart by {name:?}"))
            .hint(format!("fields: {}", Field::ALL.map(Field::as_str).join(", ")))
    })
}
