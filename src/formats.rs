//! Every format that is read or written, in one list: what the README's table and `skillmap formats` say.

use std::fmt::Write as _;

use serde::Serialize;

use crate::model::FormatFacts;
use crate::{document, exchange, taxonomy};

/// What a format is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// Credentials, courses, postings, texts.
    Documents,
    /// Concepts.
    Taxonomies,
    /// Which document means which concept.
    Mappings,
}

impl Holds {
    /// The name used in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Taxonomies => "taxonomies",
            Self::Mappings => "mappings",
        }
    }
}

/// A format, and what can be done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it is for.
    pub holds: Holds,
    /// Whether it is read.
    pub read: bool,
    /// Whether it is written.
    pub written: bool,
    /// What is known of it.
    #[serde(flatten)]
    pub facts: FormatFacts,
}

impl Row {
    /// What it is tested against, in words.
    pub fn tested_against(&self) -> String {
        let names: Vec<&str> = self.facts.tested_against.iter().map(|sample| sample.what).collect();
        if names.is_empty() { "samples of our own".to_owned() } else { names.join("; ") }
    }
}

/// Every format, documents first.
pub fn rows() -> Vec<Row> {
    let read = |holds, facts| Row { holds, read: true, written: false, facts };
    let documents = document::Format::ALL.into_iter().map(|format| read(Holds::Documents, format.facts()));
    let taxonomies = taxonomy::Format::ALL.into_iter().map(|format| read(Holds::Taxonomies, format.facts()));
    let mappings = exchange::Format::ALL.into_iter().map(|format| Row {
        holds: Holds::Mappings,
        read: format.is_readable(),
        written: true,
        facts: format.facts(),
    });
    documents.chain(taxonomies).chain(mappings).collect()
}

/// The list as a table of Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut table =
        String::from("| format | holds | what it is | read | written | tested against |\n|---|---|---|---|---|---|\n");
    let yes = |is: bool| if is { "yes" } else { "" };
    for row in rows {
        let facts = &row.facts;
        let plain = |text: &str| text.replace('*', "\\*").replace('|', "\\|");
        let what = plain(facts.what);
        let (read, written) = (yes(row.read), yes(row.written));
        let (holds, tested) = (row.holds.as_str(), plain(&row.tested_against()));
        writeln!(table, "| `{}` | {holds} | {what} | {read} | {written} | {tested} |", facts.name)
            .expect("writing to a string does not fail");
    }
    table
}
