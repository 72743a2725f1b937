//! Mapping sets on their way out: one file a format, all behind [`MappingWriter`].
//!
//! A writer is given one document at a time in input order and never opens anything, so the same code fills
//! a file, a pipe or a test. Identifiers, titles, quotes and labels come from outside and are taken for
//! hostile: each format makes them harmless for whatever opens it (see `harmless`).

mod curies;
mod harmless;
mod jsonl;
mod spreadsheet;
mod sssom;
mod table;

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use crate::model::{DocumentMappings, TaxonomyInfo};

pub use jsonl::JsonLinesWriter;
pub use spreadsheet::SpreadsheetWriter;
pub use sssom::SssomWriter;
pub use table::TableWriter;

/// A format of mapping sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lines for a person at a terminal.
    Table,
    /// A spreadsheet, one row a mapping.
    Csv,
    /// One JSON object a line, one line a document, with all evidence.
    JsonLines,
    /// SSSOM/TSV, the exchange format for mappings between vocabularies.
    Sssom,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Table, Self::Csv, Self::JsonLines, Self::Sssom];

    /// The name used in options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Sssom => "sssom",
        }
    }

    /// The format of that name; case does not count.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(name))
    }

    /// The format that a file name asks for by its extension.
    pub fn named_by(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        match extension.as_str() {
            "txt" => Some(Self::Table),
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "tsv" => Some(Self::Sssom),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Writes the mappings of documents, one document after another.
pub trait MappingWriter {
    /// Takes the next document; a format that sorts its rows writes nothing yet.
    fn write(&mut self, output: &mut dyn Write, document: &DocumentMappings) -> io::Result<()>;

    /// Writes what must come last; without it the output is not complete.
    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()>;
}

/// What the output itself said: a reader that has gone away must be told from a full disk.
fn output_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What writers need to know besides the documents.
#[derive(Debug, Clone, Default)]
pub struct WriterOptions {
    /// Columns of the terminal; the table is as wide as 100 when they are unknown.
    pub width: Option<usize>,
    /// The taxonomies that were mapped onto.
    pub taxonomies: Vec<TaxonomyInfo>,
    /// Of a crosswalk: the taxonomy that the documents are concepts of.
    pub subjects: Option<TaxonomyInfo>,
}

/// A writer for one mapping set.
pub fn writer(format: Format, options: &WriterOptions) -> Box<dyn MappingWriter> {
    match format {
        Format::Table => Box::new(TableWriter::new(options)),
        Format::Csv => Box::new(SpreadsheetWriter::default()),
        Format::JsonLines => Box::new(JsonLinesWriter),
        Format::Sssom => Box::new(SssomWriter::new(options)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_extensions_find_their_format() {
        for format in Format::ALL {
            assert_eq!(Format::parse(&format.to_string().to_uppercase()), Some(format));
        }
        assert_eq!(Format::parse("xlsx"), None);
        let formats = ["a.csv", "a.JSONL", "x/a.ndjson", "a.sssom.tsv", "a.tsv", "a.txt", "a.xlsx", "csv", ".csv"]
            .map(|name| Format::named_by(Path::new(name)).map(Format::as_str));
        let expected = ["csv", "jsonl", "jsonl", "sssom", "sssom", "table"].map(Some);
        assert_eq!(formats[..6], expected);
        assert_eq!(formats[6..], [None, None, None]);
    }
}

/// Documents for the tests of all formats.
#[cfg(test)]
mod samples {
    use super::{DocumentMappings, MappingWriter};
    use crate::model::{ConceptKind, ConceptReference, Decision, Evidence, Mapping, MatcherName, Predicate};

    pub fn evidence(matcher: MatcherName, quote: &str) -> Evidence {
        Evidence {
            matcher,
            quote: quote.to_owned(),
            start: 12,
            end: 12 + quote.len(),
            matched_label: "weld metal".to_owned(),
            score: 0.9,
        }
    }

    pub fn mapping(concept_id: &str, quote: &str) -> Mapping {
        Mapping {
            concept: ConceptReference {
                concept_id: concept_id.to_owned(),
                notation: None,
                label: "weld metal".to_owned(),
                taxonomy: "trades".to_owned(),
                taxonomy_version: "2".to_owned(),
                kind: ConceptKind::Skill,
            },
            predicate: Predicate::Close,
            confidence: 0.87,
            decision: Decision::Accepted,
            requirement: None,
            proficiency: None,
            weight: 1.0,
            evidence: vec![evidence(MatcherName::Label, quote)],
            explanation: None,
        }
    }

    pub fn document(id: &str, title: &str, mappings: Vec<Mapping>) -> DocumentMappings {
        DocumentMappings { id: id.to_owned(), title: title.to_owned(), mappings, ..DocumentMappings::default() }
    }

    pub fn written(mut writer: impl MappingWriter, documents: &[DocumentMappings]) -> String {
        let mut output = Vec::new();
        for document in documents {
            writer.write(&mut output, document).expect("memory can be written to");
        }
        writer.finish(&mut output).expect("memory can be written to");
        String::from_utf8(output).expect("writers write UTF-8")
    }
}
