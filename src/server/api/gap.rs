//! `POST /api/v1/gap`: what postings ask for against what credentials teach, of documents that the request brings along
//! or of catalogues.
//!
//! ```json
//! {"postings": ["Perform phlebotomy …"], "credentials": {"catalogue": "courses"}, "by": "place"}
//! ```

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::answers;
use super::super::problem::Problem;
use super::super::sides::{self, Bounds};
use super::super::survey::{self, GapRequest};
use super::documents::AskedSide;
use super::{Call, typed};
use crate::gap::{Field, Phrase, Row, Slice, Totals};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    postings: AskedSide,
    credentials: AskedSide,
    #[serde(default)]
    taxonomy: Vec<String>,
    #[serde(default)]
    by: Option<String>,
}

#[derive(Serialize)]
struct Found<'a> {
    versions: Value,
    totals: &'a Totals,
    concepts: &'a [Row],
    groups: &'a [Row],
    slices: &'a [Slice],
    phrases: &'a [Phrase],
}

/// Demand and supply.
pub async fn gap(mut call: Call) -> Result<Response, Problem> {
    let bytes = call.bytes().await?;
    let asked: Asked =
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?;
    let by = asked.by.as_deref().map(field).transpose()?;
    let bounds = Bounds::of(&call.service.limits);
    let work = call.service.run(move |library, room| {
        let postings = asked.postings.side("postings.json", bounds.bytes)?;
        let credentials = asked.credentials.side("credentials.json", bounds.bytes)?;
        let selection = sides::selection(library, &asked.taxonomy, &[&postings, &credentials])?;
        let request = GapRequest { selection, by, bounds };
        let gap = survey::gap(library, room, (postings, credentials), &request)?;
        let found = Found {
            versions: answers::versions(library, &request.selection),
            totals: &gap.totals,
            concepts: &gap.concepts,
            groups: &gap.groups,
            slices: &gap.slices,
            phrases: &gap.phrases,
        };
        serde_json::to_vec(&found).map_err(|_| Problem::fault())
    });
    Ok(typed("application/json", work.await?))
}

fn field(name: &str) -> Result<Field, Problem> {
    Field::parse(name).ok_or_else(|| {
        Problem::bad_request(format!("documents are not told apart by {name:?}"))
            .hint(format!("fields: {}", Field::ALL.map(Field::as_str).join(", ")))
    })
}
