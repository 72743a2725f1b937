//! Documents as they come: which format an input is, and a stream of documents from it.
//!
//! Readers are iterators, so that forty thousand rows or forty million take the same memory.

mod delimited;
mod fields;
mod jsonl;
mod plain;
mod spreadsheet;

pub use fields::Columns;

use crate::error::{Diagnostics, Error, Result};
use crate::fs::SourceFile;
use crate::model::Document;

/// A layout of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma, tab, semicolon or pipe separated; told apart by looking.
    Csv,
    /// One JSON object a line, or one JSON array of objects.
    JsonLines,
    /// An Excel or OpenDocument workbook; the first sheet that has a header.
    Spreadsheet,
    /// Markdown: one document a file, the first heading its title.
    Markdown,
    /// Plain text: one document a file.
    Text,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Csv, Self::JsonLines, Self::Spreadsheet, Self::Markdown, Self::Text];

    /// The name used by `--input-format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Spreadsheet => "xlsx",
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }

    /// The format of that name; `tsv` and `json` are names for the same readers.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "tsv" => Some(Self::Csv),
            "json" | "ndjson" => Some(Self::JsonLines),
            "ods" | "xls" => Some(Self::Spreadsheet),
            "md" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            name => Self::ALL.into_iter().find(|format| format.as_str() == name),
        }
    }
}

/// What the user says about an input beyond its name.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Format, when it is not to be told from name and content.
    pub format: Option<Format>,
    /// Column or key of the identifier; guessed when absent.
    pub id_column: Option<String>,
    /// Column or key of the title; guessed when absent.
    pub title_column: Option<String>,
    /// Columns or keys of the texts; guessed when empty.
    pub text_columns: Vec<String>,
}

/// A stream of documents with what its reader had to skip.
pub trait DocumentReader: Send {
    /// The next document, `None` at the end. An error ends the stream.
    fn next_document(&mut self) -> Result<Option<Document>>;

    /// What was skipped or repaired since this was last asked.
    fn take_diagnostics(&mut self) -> Diagnostics;
}
