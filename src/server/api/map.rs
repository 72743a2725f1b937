//! `POST /api/v1/map`: documents onto skills, one or many.

use axum::response::Response;
use serde::Serialize;
use serde_json::Value;

use super::super::answers;
use super::super::library::Library;
use super::super::limits::Limits;
use super::super::problem::Problem;
use super::super::sides::{Bounds, Reading};
use super::super::uploads;
use super::{Call, stream, typed};
use crate::document::{self, ReadOptions};
use crate::exchange;
use crate::matching::MatchOptions;
use crate::model::DocumentMappings;

/// What was asked, apart from the documents.
#[derive(Debug, Clone)]
pub struct Asked {
    taxonomies: Vec<String>,
    mapping: MatchOptions,
    input: ReadOptions,
    bounds: Bounds,
    /// Whether to give each document's text.
    pub with_text: bool,
}

impl Asked {
    fn of(call: &Call) -> Result<Self, Problem> {
        let parameters = &call.parameters;
        let format = parameters.text("input_format").map(|name| {
            document::Format::parse(name).ok_or_else(|| {
                let known: Vec<&str> = document::Format::ALL.iter().map(|format| format.as_str()).collect();
                Problem::bad_request(format!("no input format {name:?}")).hint(format!("formats: {}", known.join(", ")))
            })
        });
        let group_by = parameters.list("group_by");
        let input = ReadOptions {
            format: format.transpose()?,
            id_column: parameters.text("id_column").map(str::to_owned),
            title_column: parameters.text("title_column").map(str::to_owned),
            text_columns: parameters.list("text_column"),
            group_by: (!group_by.is_empty()).then_some(group_by),
            holder: false,
            keys: None,
        };
        Ok(Self {
            taxonomies: parameters.list("taxonomy"),
            mapping: parameters.match_options()?,
            input,
            bounds: Bounds::of(&call.service.limits),
            with_text: parameters.flag("with_text")?,
        })
    }

    /// How that is read and mapped with a library.
    pub fn reading(&self, library: &Library) -> Result<Reading, Problem> {
        let selection = library.select(&self.taxonomies)?;
        Ok(Reading { selection, mapping: self.mapping.clone(), input: self.input.clone(), bounds: self.bounds })
    }

    /// The same, as if it had just come.
    pub fn again(self, limits: &Limits) -> Self {
        Self { bounds: Bounds::of(limits), ..self }
    }
}

/// A format that mapped documents can be given in.
fn parse_output(name: &str) -> Option<exchange::Format> {
    exchange::Format::parse(name).filter(|format| format.takes_documents())
}

/// Maps what was sent.
pub async fn map(mut call: Call) -> Result<Response, Problem> {
    let asked = Asked::of(&call)?;
    let name = uploads::name_of(&call.media_type());
    let format = match call.parameters.text("format") {
        None | Some("json") => None,
        Some(name) => Some(parse_output(name).ok_or_else(|| {
            let known: Vec<&str> = exchange::Format::offered_for_documents().map(exchange::Format::as_str).collect();
            Problem::bad_request(format!("no format {name:?}")).hint(format!("formats: json, {}", known.join(", ")))
        })?),
    };
    format.map_or(Ok(()), exchange::Format::check_built)?;
    let streamed = name == "body.jsonl" && asked.input.group_by.is_none();
    if streamed && matches!(format, None | Some(exchange::Format::JsonLines)) {
        // A taxonomy that is not there is told before the stream begins.
        asked.reading(&call.service.library())?;
        return Ok(stream::answer(call.service, call.body, asked, call.room));
    }
    let bytes = call.bytes().await?.to_vec();
    let work = call.service.run(move |library, room| {
        let reading = asked.reading(library)?;
        let source = uploads::source(name, bytes, reading.bounds.bytes)?;
        let mapped = answers::map(library, room, source, (&reading, asked.with_text))?;
        if let Some(format) = format {
            return answers::written(library, &reading.selection, &mapped.documents, format);
        }
        let answer = Answer {
            versions: answers::versions(library, &reading.selection),
            documents: &mapped.documents,
            diagnostics: answers::diagnostics(&mapped.diagnostics),
        };
        serde_json::to_vec(&answer).map_err(|_| Problem::fault())
    });
    Ok(typed(format.map_or("application/json", uploads::media_type), work.await?))
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    versions: Value,
    documents: &'a [DocumentMappings],
    diagnostics: Vec<Value>,
}
