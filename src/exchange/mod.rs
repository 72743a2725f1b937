//! Mapping sets in and out: one file a format.
//!
//! Mapped documents leave one at a time, in input order, through a [`MappingWriter`]; whole mapping sets are read by
//! [`read_set`] and written by [`write_set`]; documents that carry their own alignments get more of them by
//! [`write_into`]. Nothing here opens a file but through a [`SourceFile`], so the same code fills a file, a pipe or a
//! test. Identifiers, titles, quotes and labels come from outside and are taken for hostile: each format makes them
//! harmless for whatever opens it (see `harmless`).

mod alignment_map;
mod carried;
mod case;
mod changes;
mod curies;
mod detection;
mod documents;
mod format;
mod format_facts;
pub(crate) mod harmless;
mod identifiers;
mod into;
mod jskos;
mod jsonl;
mod losses;
mod matches;
mod onet_esco;
mod sheet;
mod skos;
mod spreadsheet;
mod sssom;
mod table;

use std::io::{self, Write};

use crate::error::{Error, Loaded, Result};
use crate::fs::SourceFile;
use crate::model::{DocumentMappings, MappingSet, TaxonomyInfo};

pub use changes::{ChangesFormat, write_changes};
pub use curies::expand;
pub use detection::detect;
pub use documents::{document_rows, documents_of};
pub use format::Format;
pub use harmless::{cell, from_cell, one_line};
pub use into::{IntoOptions, Written, write_into};
pub use jsonl::JsonLinesWriter;
pub use losses::Losses;
pub use matches::{MatchFormat, MatchWriter, match_writer};
pub use sheet::kind_named;
pub use spreadsheet::SpreadsheetWriter;
pub use sssom::{SssomVersion, SssomWriter};
pub use table::TableWriter;

/// How a mapping set is written.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Which version of SSSOM.
    pub sssom: SssomVersion,
    /// Columns of the terminal, when it is one.
    pub width: Option<usize>,
    /// Day for what must have one and has none, as `2026-01-31`.
    pub date: String,
}

/// Reads a mapping set; the format is told by name and content when it is not said.
pub fn read_set(source: &SourceFile, format: Option<Format>) -> Result<Loaded<MappingSet>> {
    let format = match format {
        Some(format) => format,
        None => detection::detect(source)?,
    };
    match format {
        Format::Sssom => sssom::read_table(source),
        Format::SssomJson => sssom::read_json(source),
        #[cfg(feature = "parquet")]
        Format::Parquet => sssom::read_parquet(source),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(Format::not_built()),
        Format::Csv => sheet::read(source),
        Format::JsonLines => jsonl::read(source),
        Format::Turtle => skos::read(source, skos::Syntax::Turtle),
        Format::NTriples => skos::read(source, skos::Syntax::NTriples),
        Format::Jskos => jskos::read(source),
        Format::Case => case::read(source),
        Format::AlignmentMap => alignment_map::read(source),
        Format::OpenBadges
        | Format::Ctdl
        | Format::CtdlAsn
        | Format::SchemaOrg
        | Format::OsmtCsv
        | Format::OsmtJson => carried::read(source, format),
        Format::Table => Err(Error::request("the table is for eyes and cannot be read back")
            .with_hint("write jsonl, csv or sssom instead")),
    }
}

/// Writes a whole mapping set and says what the format had no place for.
pub fn write_set(set: &MappingSet, format: Format, options: &WriteOptions, output: &mut dyn Write) -> Result<Losses> {
    let written = match format {
        Format::Sssom => sssom::write_table(set, options, output),
        Format::SssomJson => sssom::write_json(set, options, output),
        #[cfg(feature = "parquet")]
        Format::Parquet => sssom::write_parquet(set, options, output),
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => return Err(Format::not_built()),
        Format::Csv => sheet::write(set, output),
        Format::Turtle => skos::write(set, skos::Syntax::Turtle, output),
        Format::NTriples => skos::write(set, skos::Syntax::NTriples, output),
        Format::Jskos => jskos::write(set, output),
        Format::Case => case::write(set, options, output),
        Format::AlignmentMap => alignment_map::write(set, output),
        Format::OpenBadges
        | Format::Ctdl
        | Format::CtdlAsn
        | Format::SchemaOrg
        | Format::OsmtCsv
        | Format::OsmtJson => {
            return Err(Error::request(format!("{format} is written into a document that is there already"))
                .with_hint("name the document: --into FILE"));
        }
        Format::JsonLines | Format::Table => {
            let options = WriterOptions { width: options.width, ..WriterOptions::default() };
            documents::write(set, writer(format, &options).as_mut(), output)
        }
    };
    written.map_err(|error| Error::Io { path: format!("the output as {format}"), source: error })
}

/// Writes the mappings of documents, one document after another.
pub trait MappingWriter {
    /// Takes the next document; a format that sorts its rows writes nothing yet.
    fn write(&mut self, output: &mut dyn Write, document: &DocumentMappings) -> io::Result<()>;

    /// Writes what must come last; without it the output is not complete.
    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()>;
}

/// What the output itself said: a reader that has gone away must be told from a full disk.
pub(crate) fn output_error(error: csv::Error) -> io::Error {
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
        Format::Sssom => Box::new(SssomWriter::new(options)),
        Format::SssomJson => Box::new(SssomWriter::new(options).as_json()),
        Format::Parquet => Box::new(SssomWriter::new(options).as_parquet()),
        // Everything that is known of a document is in the lines; no other format takes documents as they come.
        _ => Box::new(JsonLinesWriter),
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
            origin: None,
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
