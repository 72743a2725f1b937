//! The formats of mapping sets: their names, and which file names mean them.

use std::fmt;
use std::path::Path;

use crate::error::{Error, Result};

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
    /// The same as JSON.
    SssomJson,
    /// The same as Parquet, typed columns for data frames; only in a program that was built with it.
    Parquet,
    /// SKOS in Turtle.
    Turtle,
    /// SKOS in N-Triples.
    NTriples,
    /// JSKOS mappings.
    Jskos,
    /// Associations of a CASE package.
    Case,
    /// CTDL's `AlignmentMap`.
    AlignmentMap,
    /// `alignment` of Open Badges 2 and 3, in the badge.
    OpenBadges,
    /// `CredentialAlignmentObject` of CTDL, in the course, assessment or credential.
    Ctdl,
    /// Alignments of CTDL-ASN, in the framework.
    CtdlAsn,
    /// `DefinedTerm` of schema.org, in the posting, course or credential.
    SchemaOrg,
    /// The alignment columns of OSMT's CSV, in the table.
    OsmtCsv,
    /// `alignments` of Rich Skill Descriptors in JSON, in the collection.
    OsmtJson,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 17] = [
        Self::Table,
        Self::Csv,
        Self::JsonLines,
        Self::Sssom,
        Self::SssomJson,
        Self::Parquet,
        Self::Turtle,
        Self::NTriples,
        Self::Jskos,
        Self::Case,
        Self::AlignmentMap,
        Self::OpenBadges,
        Self::Ctdl,
        Self::CtdlAsn,
        Self::SchemaOrg,
        Self::OsmtCsv,
        Self::OsmtJson,
    ];

    /// Those that mapped documents can be written in as they come.
    pub const OF_DOCUMENTS: [Self; 5] = [Self::Table, Self::Csv, Self::JsonLines, Self::Sssom, Self::SssomJson];

    /// Whether it can be read back: the table is for eyes.
    pub const fn is_readable(self) -> bool {
        !matches!(self, Self::Table)
    }

    /// The names of those that can be read, separated by commas.
    pub fn readable_names() -> String {
        let readable = Self::ALL.into_iter().filter(|format| format.is_readable());
        readable.map(Self::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Whether mapped documents can be written in it into a file, as they come.
    pub fn takes_documents(self) -> bool {
        self == Self::Parquet || Self::OF_DOCUMENTS.contains(&self)
    }

    /// Those of them that this program was built with, for whoever offers a choice.
    pub fn offered_for_documents() -> impl Iterator<Item = Self> {
        let built = |format: &Self| format.takes_documents() && format.check_built().is_ok();
        Self::ALL.into_iter().filter(built)
    }

    /// Refuses what this program was built without, before any work is done for it.
    pub fn check_built(self) -> Result<()> {
        if self == Self::Parquet && !cfg!(feature = "parquet") { Err(Self::not_built()) } else { Ok(()) }
    }

    /// What to say of Parquet in a program without it.
    pub(super) fn not_built() -> Error {
        Error::request("this program was built without Parquet")
            .with_hint("build it with it: cargo build --release --features parquet; or write sssom, csv or jsonl")
    }

    /// The name used in options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Sssom => "sssom",
            Self::SssomJson => "sssom-json",
            Self::Parquet => "parquet",
            Self::Turtle => "turtle",
            Self::NTriples => "n-triples",
            Self::Jskos => "jskos",
            Self::Case => "case",
            Self::AlignmentMap => "alignment-map",
            Self::OpenBadges => "open-badges",
            Self::Ctdl => "ctdl",
            Self::CtdlAsn => "ctdl-asn",
            Self::SchemaOrg => "schema-org",
            Self::OsmtCsv => "osmt-csv",
            Self::OsmtJson => "osmt-json",
        }
    }

    /// The format of that name; case does not count.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::ALL.into_iter().find(|format| format.as_str().eq_ignore_ascii_case(name))
    }

    /// The format that a file name asks for by its extension.
    pub fn named_by(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        if name.ends_with(".sssom.json") {
            return Some(Self::SssomJson);
        }
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "txt" => Some(Self::Table),
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "tsv" => Some(Self::Sssom),
            "parquet" => Some(Self::Parquet),
            "ttl" => Some(Self::Turtle),
            "nt" => Some(Self::NTriples),
            _ => None,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
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
        assert_eq!(Format::named_by(Path::new("a.sssom.json")), Some(Format::SssomJson));
    }

    #[test]
    fn what_was_not_built_is_not_offered() {
        let offered: Vec<Format> = Format::offered_for_documents().collect();
        assert_eq!(offered[..5], Format::OF_DOCUMENTS);
        assert_eq!(offered.contains(&Format::Parquet), cfg!(feature = "parquet"));
    }
}
