//! Every format that is read or written, in one list: what the README's table and `skillmap formats` say; and what is said
//! of files that hold the one where the other is wanted. (Documents are read by the megabyte and from standard input, so
//! their readers look for taxonomies themselves.)

use std::fmt::Write as _;

use serde::Serialize;

use crate::error::{Error, Loaded, Position, Result};
use crate::fs::SourceFile;
use crate::model::{FormatFacts, Taxonomy, TaxonomyInfo};
use crate::{document, exchange, taxonomy};

/// Files of a folder that are looked at for documents.
const LOOKED_AT: usize = 100;

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

/// Reads a taxonomy as [`taxonomy::read`] does; of files that hold documents and no taxonomy the error says so.
pub fn read_taxonomy(
    files: &[SourceFile],
    options: &taxonomy::ReadOptions,
    info: TaxonomyInfo,
) -> Result<Loaded<Taxonomy>> {
    if options.format.is_some() || !options.columns.is_empty() || options.mapping.is_some() {
        return taxonomy::read(files, options, info);
    }
    let told = taxonomy::recognise(files)?;
    // A table of credentials has names and definitions too.
    if matches!(told, None | Some(taxonomy::Format::Table))
        && let Some(error) = misplaced(files)
    {
        return Err(error);
    }
    let options = taxonomy::ReadOptions { format: told, ..options.clone() };
    taxonomy::read(files, &options, info).map_err(|error| misplaced(files).unwrap_or(error))
}

/// What is said of files that hold documents, all of them, where a taxonomy is wanted.
fn misplaced(files: &[SourceFile]) -> Option<Error> {
    let mut formats = files.iter().take(LOOKED_AT).map(document::surely_documents);
    let first = formats.next()??;
    if !formats.all(|format| format.is_some()) {
        return None;
    }
    let message =
        format!("looks like {} ({}), which are documents and no taxonomy", first.facts().what, first.as_str());
    let hint = "skillmap map FILE reads it; --format table reads the rows of a table as concepts all the same";
    Some(Error::malformed(Position::file(&files[0].name), message).with_hint(hint))
}
