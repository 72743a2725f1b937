//! Documents in JSON bodies: a side of a comparison is a list of them, or `{"catalogue": "courses"}`. A document is a
//! text, or a record of any shape that `map` reads.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::problem::Problem;
use super::super::sides::Side;
use super::super::uploads;
use crate::document::split_plain;
use crate::fs::SourceFile;

/// A side as a body has it.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a side is a list of documents, or an object with the name of a catalogue")]
pub enum AskedSide {
    /// Documents that the body brings along.
    Documents(Vec<Value>),
    /// A catalogue that is served.
    Named(Named),
}

/// A catalogue by its name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    catalogue: String,
}

impl AskedSide {
    /// The side that is meant; `name` is what an input of documents is called in messages.
    pub fn side(self, name: &str, limit: usize) -> Result<Side, Problem> {
        Ok(match self {
            Self::Documents(list) => Side::Sent(documents(name, list, limit)?),
            Self::Named(Named { catalogue }) => Side::Catalogue(catalogue),
        })
    }
}

/// Documents that came as JSON, as an input.
pub fn documents(name: &str, documents: Vec<Value>, limit: usize) -> Result<SourceFile, Problem> {
    let records: Vec<Value> = documents.into_iter().map(record).collect();
    uploads::source(name, Value::Array(records).to_string().into_bytes(), limit)
}

/// A bare text as a record, with the title that a file of it would have.
fn record(document: Value) -> Value {
    match document {
        Value::String(text) => match split_plain(&text) {
            (Some(title), body) => json!({ "title": title, "text": body.trim() }),
            (None, _) => json!({ "text": text }),
        },
        record => record,
    }
}
