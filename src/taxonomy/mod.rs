//! Taxonomies as they are published: which format a set of files is, and the reader for it.
//!
//! Every reader fills a [`TaxonomyBuilder`], which is where duplicates, dangling relations and cycles are
//! found, so that a format file says only how its terms map to ours.

mod builder;
pub mod bundled;
mod case;
mod comparison;
mod cprt;
mod ctdl;
mod esco;
mod format_facts;
mod json_values;
mod lightcast;
mod onet;
mod osmt;
mod osmt_csv;
mod osmt_json;
mod skos;
pub mod sources;
mod table;
mod table_columns;

pub use builder::TaxonomyBuilder;
pub use comparison::compare;
pub use table_columns::TableMapping;

use crate::appearance;
use crate::counts::counted;
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Taxonomy, TaxonomyInfo};

/// A published layout of taxonomies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ESCO's CSV download, versions 1.0 to 1.2.
    EscoCsv,
    /// The O*NET database as text, either layout, with or without the Excel columns.
    OnetText,
    /// Rich Skill Descriptors as CSV, four dialects.
    OsmtCsv,
    /// Rich Skill Descriptors as JSON or JSON-LD: skills, lists, search results, collections.
    OsmtJson,
    /// 1EdTech CASE packages, versions 1.0 and 1.1, as JSON.
    CaseJson,
    /// CASE frameworks in `OpenSALT`'s CSV.
    CaseCsv,
    /// Graphs in CTDL-ASN and CTDL: frameworks, concept schemes, progression models.
    CtdlAsn,
    /// NIST CPRT as JSON: the NICE Framework.
    Cprt,
    /// Lightcast Open Skills as its interface answers.
    Lightcast,
    /// SKOS as Turtle, N-Triples, RDF/XML or JSON-LD.
    Skos,
    /// Any table with a column of labels.
    Table,
}

impl Format {
    /// Every format, the most particular first: the order in which files are tried.
    pub const ALL: [Self; 11] = [
        Self::EscoCsv,
        Self::OnetText,
        Self::CaseJson,
        Self::Cprt,
        Self::Lightcast,
        Self::OsmtJson,
        Self::CtdlAsn,
        Self::CaseCsv,
        Self::OsmtCsv,
        Self::Skos,
        Self::Table,
    ];

    /// The name used by `--format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EscoCsv => "esco-csv",
            Self::OnetText => "onet-text",
            Self::OsmtCsv => "osmt-csv",
            Self::OsmtJson => "osmt-json",
            Self::CaseJson => "case-json",
            Self::CaseCsv => "case-csv",
            Self::CtdlAsn => "ctdl-asn",
            Self::Cprt => "cprt-json",
            Self::Lightcast => "lightcast-json",
            Self::Skos => "skos",
            Self::Table => "table",
        }
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What the user says about a taxonomy beyond its files.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Format, when it is not to be told from the files.
    pub format: Option<Format>,
    /// Language of labels in formats that do not say; the reader's own guess when absent.
    pub language: Option<String>,
    /// Columns of a table, by the name of what they hold: `id`, `label`, `alt_labels`, `definition`, `kind`, `broader`.
    pub columns: Vec<(String, String)>,
    /// What a mapping file says of the tables.
    pub mapping: Option<TableMapping>,
}

/// Tells the format of a set of files from their names and headers.
pub fn detect(files: &[SourceFile]) -> Result<Format> {
    match recognise(files)? {
        Some(format) => Ok(format),
        None => Err(unknown(files)?),
    }
}

/// The same, without a word about files of no format that is known. Their beginnings are all that is looked at.
pub fn recognise(files: &[SourceFile]) -> Result<Option<Format>> {
    for format in Format::ALL {
        let recognised = match format {
            Format::EscoCsv => esco::recognises(files)?,
            Format::OnetText => onet::recognises(files)?,
            Format::OsmtJson => osmt_json::recognises(files)?,
            Format::OsmtCsv => osmt_csv::recognises(files)?,
            Format::CaseJson => case::json::recognises(files)?,
            Format::CaseCsv => case::csv::recognises(files)?,
            Format::CtdlAsn => ctdl::recognises(files)?,
            Format::Cprt => cprt::recognises(files)?,
            Format::Lightcast => lightcast::recognises(files)?,
            Format::Skos => skos::recognises(files)?,
            Format::Table => table::recognises(files)?,
        };
        if recognised {
            return Ok(Some(format));
        }
    }
    Ok(None)
}

/// What the files look like, and what is read.
fn unknown(files: &[SourceFile]) -> Result<Error> {
    let mut seen = Vec::new();
    for file in files.iter().filter(|file| !file.is_standard_input()).take(5) {
        seen.push(format!("{} looks like {}", file.file_name(), appearance::of(file)?));
    }
    let more = if files.len() > 5 {
        format!("; and {}", counted(files.len() - 5, "more file", "more files"))
    } else {
        String::new()
    };
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    let what = if seen.is_empty() { "standard input can be looked at only once".to_owned() } else { seen.join("; ") };
    let hint = format!(
        "formats read: {} (skillmap formats tells them); name one with --format, and the labels of a table with --column label=NAME",
        known.join(", ")
    );
    Ok(Error::request(format!("no taxonomy of a known format: {what}{more}")).with_hint(hint))
}

/// Reads a taxonomy. `info` gives what the user or a manifest says; the reader fills what is left empty.
pub fn read(files: &[SourceFile], options: &ReadOptions, info: TaxonomyInfo) -> Result<Loaded<Taxonomy>> {
    let format = match options.format {
        Some(format) => format,
        // Only a table has columns that the user can name.
        None if !options.columns.is_empty() || options.mapping.is_some() => Format::Table,
        None => detect(files)?,
    };
    let mut builder = TaxonomyBuilder::new(info);
    format.as_str().clone_into(&mut builder.info.format);
    match format {
        Format::EscoCsv => esco::read(files, options, &mut builder)?,
        Format::OnetText => onet::read(files, options, &mut builder)?,
        Format::OsmtJson => osmt_json::read(files, options, &mut builder)?,
        Format::OsmtCsv => osmt_csv::read(files, options, &mut builder)?,
        Format::CaseJson => case::json::read(files, options, &mut builder)?,
        Format::CaseCsv => case::csv::read(files, options, &mut builder)?,
        Format::CtdlAsn => ctdl::read(files, options, &mut builder)?,
        Format::Cprt => cprt::read(files, options, &mut builder)?,
        Format::Lightcast => lightcast::read(files, options, &mut builder)?,
        Format::Skos => skos::read(files, options, &mut builder)?,
        Format::Table => table::read(files, options, &mut builder)?,
    }
    builder.finish()
}

/// Whether one of the files is what a reader looks for. Standard input can be read only once, so it is not looked at.
fn any(files: &[SourceFile], is_ours: impl Fn(&SourceFile) -> Result<bool>) -> Result<bool> {
    for file in files.iter().filter(|file| !file.is_standard_input()) {
        if is_ours(file)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The files that a reader takes: the only one, whatever it looks like; of several, those that are its own.
fn those_of<'a>(
    files: &'a [SourceFile],
    builder: &mut TaxonomyBuilder,
    is_ours: impl Fn(&SourceFile) -> Result<bool>,
) -> Result<Vec<&'a SourceFile>> {
    let mut taken = Vec::new();
    for file in files {
        if files.len() == 1 || is_ours(file)? {
            taken.push(file);
        } else {
            pass_over(file, builder);
        }
    }
    Ok(taken)
}

/// Where files of one format lie among others, what is to be done with one that is of another.
fn pass_over(file: &SourceFile, builder: &mut TaxonomyBuilder) {
    builder.report(Severity::Note, Position::file(&file.name), "holds nothing of this format; not read");
}
