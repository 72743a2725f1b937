//! Documents as they come: which format an input is, and a stream of documents from it.
//!
//! Readers are iterators, so that forty thousand rows or forty million take the same memory; only reading with
//! [`ReadOptions::group_by`] and spreadsheets hold one file at a time. Every reader gives drafts, and one stream
//! makes documents of them: identifiers, limits and messages are the same for every format.

mod codes;
mod contexts;
mod credentials;
mod dates;
mod delimited;
mod detection;
mod docx;
mod drafts;
mod fields;
mod format_facts;
mod frameworks;
mod graph;
mod grouping;
mod html;
mod json_values;
mod jsonl;
mod keys;
mod pdf;
mod plain;
mod postings;
mod record_details;
mod schema_org;
mod signatures;
mod spreadsheet;
mod structured;
#[cfg(feature = "verify")]
mod verification;

pub use detection::{detect, surely_documents};
pub use drafts::LONGEST_TEXT;
pub use fields::Columns;
pub use keys::KeyRing;
pub use plain::split_plain;

use std::collections::VecDeque;
use std::sync::Arc;

use credentials::badge_classes::BadgeClasses;
use drafts::{Drafts, Finisher};
use structured::Reading;

use crate::appearance;
use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::Document;

/// A layout of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma, tab, semicolon or pipe separated; told apart by looking.
    Csv,
    /// JSON: one object, one object a line, or an array. What each object is, is told by looking.
    JsonLines,
    /// An Excel or `OpenDocument` workbook; the first sheet that has a header.
    Spreadsheet,
    /// Markdown: one document a file, the first heading its title.
    Markdown,
    /// Plain text: one document a file.
    Text,
    /// A web page: its structured data, else its words.
    Html,
    /// A Word document.
    Docx,
    /// A PDF with text in it.
    Pdf,
    /// Open Badges 2.0, assertions and badge classes.
    OpenBadges2,
    /// Open Badges 3.0, in both generations of the data model.
    OpenBadges3,
    /// A picture that carries an Open Badge.
    BakedBadge,
    /// Credentials as compact JSON Web Tokens.
    Jwt,
    /// Comprehensive Learner Record 2.0.
    Clr,
    /// HR Open LER-RS.
    LearnerRecord,
    /// CTDL graphs.
    Ctdl,
    /// schema.org credentials, courses, programmes and postings.
    SchemaOrg,
    /// HR Open postings and position openings, JDX `JobSchema`+.
    HrOpen,
    /// Greenhouse job boards.
    Greenhouse,
    /// Lever postings.
    Lever,
    /// Workday career sites.
    Workday,
    /// Ashby job boards.
    Ashby,
    /// `SmartRecruiters` postings.
    SmartRecruiters,
    /// USAJOBS search answers.
    UsaJobs,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 23] = [
        Self::Csv,
        Self::JsonLines,
        Self::Spreadsheet,
        Self::Markdown,
        Self::Text,
        Self::Html,
        Self::Docx,
        Self::Pdf,
        Self::OpenBadges2,
        Self::OpenBadges3,
        Self::BakedBadge,
        Self::Jwt,
        Self::Clr,
        Self::LearnerRecord,
        Self::Ctdl,
        Self::SchemaOrg,
        Self::HrOpen,
        Self::Greenhouse,
        Self::Lever,
        Self::Workday,
        Self::Ashby,
        Self::SmartRecruiters,
        Self::UsaJobs,
    ];

    /// The name used by `--input-format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Spreadsheet => "xlsx",
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::OpenBadges2 => "open-badges-2",
            Self::OpenBadges3 => "open-badges-3",
            Self::BakedBadge => "baked-badge",
            Self::Jwt => "jwt",
            Self::Clr => "clr",
            Self::LearnerRecord => "ler-rs",
            Self::Ctdl => "ctdl",
            Self::SchemaOrg => "schema-org",
            Self::HrOpen => "hr-open",
            Self::Greenhouse => "greenhouse",
            Self::Lever => "lever",
            Self::Workday => "workday",
            Self::Ashby => "ashby",
            Self::SmartRecruiters => "smartrecruiters",
            Self::UsaJobs => "usajobs",
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
            "jdx" => Some(Self::HrOpen),
            name => Self::ALL.into_iter().find(|format| format.as_str() == name),
        }
    }

    /// Whether its records are rows or objects that several of can be one document.
    const fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::JsonLines | Self::Spreadsheet)
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
    /// Columns or keys whose values together say which records are one document; absent, every record is one.
    pub group_by: Option<Vec<String>>,
    /// Whether to keep personal data of whoever holds a credential; it never becomes part of a text.
    pub holder: bool,
    /// Keys that the caller vouches for, to check signatures with; used when the feature `verify` is built in.
    pub keys: Option<Arc<KeyRing>>,
}

impl ReadOptions {
    /// Whether the user says where in a record things are; who does, wants records, whatever the input looks like.
    fn names_columns(&self) -> bool {
        self.group_by.is_some() || !self.text_columns.is_empty() || self.title_column.is_some()
    }
}

/// A stream of documents with what its reader had to skip.
pub trait DocumentReader: Send {
    /// The next document, `None` at the end. An error ends the stream.
    fn next_document(&mut self) -> Result<Option<Document>>;

    /// What was skipped or repaired since this was last asked.
    fn take_diagnostics(&mut self) -> Diagnostics;
}

/// Opens one input. What is wrong with it as a whole is an error at once: an empty file, no usable column.
pub fn open(source: &SourceFile, options: &ReadOptions) -> Result<Box<dyn DocumentReader>> {
    let mut stream = Stream::new(Vec::new(), options);
    stream.badge_classes = BadgeClasses::among(std::slice::from_ref(source));
    stream.current = Some(open_drafts(source, options, true)?);
    Ok(Box::new(stream))
}

/// Opens one of the inputs of a catalogue. Identifiers that are made up name the input, since they must differ from
/// those of all others; what is wrong with it as a whole is an error. `only` says whether it was the only one asked
/// for, and so may be plain text without being named as such.
pub fn open_for_catalogue(source: &SourceFile, options: &ReadOptions, only: bool) -> Result<Box<dyn DocumentReader>> {
    let mut stream = Stream::new(Vec::new(), options);
    stream.finisher = Finisher::new(true, options.keys.clone());
    stream.current = Some(open_drafts(source, options, only)?);
    Ok(Box::new(stream))
}

/// Chains several inputs, opening each when its turn comes.
///
/// Of several, one that cannot be read is reported as skipped and the others are read all the same; the one and
/// only must be readable. A column that the user names must be in all of them.
pub fn open_all(sources: Vec<SourceFile>, options: &ReadOptions) -> impl DocumentReader + use<> {
    Stream::new(sources, options)
}

fn open_drafts(source: &SourceFile, options: &ReadOptions, only: bool) -> Result<Box<dyn Drafts>> {
    let input = detection::Input::open(source)?;
    let told = detection::recognise(source, input.head(), options)?;
    let may_be_framework = match told {
        None | Some(Format::Csv) => true,
        Some(Format::Text) => options.format.is_none() && !frameworks::begins_as_prose(input.head()),
        Some(_) => false,
    };
    if may_be_framework && !options.names_columns() {
        frameworks::refuse(&source.name, input.head())?;
    }
    let format = match told {
        Some(format) => format,
        None if only && appearance::is_text(input.head()) => Format::Text,
        None => {
            let looks = appearance::of_bytes(input.head());
            let looks = looks.unwrap_or_else(|_| "plain text, but neither a table nor named as text".to_owned());
            return Err(Error::malformed(Position::file(&source.name), format!("looks like {looks}; not read"))
                .with_hint("skillmap formats tells what is read; --input-format names one of them"));
        }
    };
    let reading = Reading { holder: options.holder };
    let drafts: Box<dyn Drafts> = match format {
        Format::Csv => Box::new(delimited::Table::open(input, &source.name, options)?),
        Format::JsonLines => jsonl::open(input, &source.name, options)?,
        Format::Spreadsheet => Box::new(spreadsheet::Sheet::open(input, &source.name, options)?),
        Format::Markdown => Box::new(plain::Text::open(input, source, plain::Layout::Markdown)?),
        Format::Text => Box::new(plain::Text::open(input, source, plain::Layout::Plain)?),
        Format::Html => html::open(input, source, reading)?,
        Format::Docx => docx::open(input, source)?,
        Format::Pdf => pdf::open(input, source)?,
        Format::BakedBadge => credentials::baked::open(input, &source.name, reading)?,
        Format::Jwt => credentials::jwt::open(input, &source.name, reading)?,
        format => jsonl::open_as(input, &source.name, format, reading)?,
    };
    if options.group_by.is_some() && format.is_table() {
        Ok(Box::new(grouping::Groups::new(drafts)))
    } else {
        Ok(drafts)
    }
}

/// The documents of one input after another.
struct Stream {
    pending: VecDeque<SourceFile>,
    options: ReadOptions,
    several: bool,
    current: Option<Box<dyn Drafts>>,
    /// Whether any input gave a document.
    begun: bool,
    /// What was said of the first input that is a taxonomy.
    framework: Option<Error>,
    badge_classes: BadgeClasses,
    finisher: Finisher,
}

impl Stream {
    fn new(sources: Vec<SourceFile>, options: &ReadOptions) -> Self {
        let several = sources.len() > 1;
        Self {
            badge_classes: BadgeClasses::among(&sources),
            pending: sources.into(),
            options: options.clone(),
            several,
            current: None,
            begun: false,
            framework: None,
            finisher: Finisher::new(several, options.keys.clone()),
        }
    }

    /// Of several inputs a bad one is reported; a wrong request would be as wrong for the next one.
    fn forgive(&mut self, error: Error) -> Result<()> {
        self.current = None;
        let is_framework = frameworks::is_refusal(&error);
        let (position, message) = match error {
            Error::Malformed { position, message, hint } if self.several => {
                if is_framework && self.framework.is_none() {
                    let same = Error::malformed((*position).clone(), message.clone());
                    self.framework = Some(same.with_hint(hint.unwrap_or_default()));
                }
                (*position, message)
            }
            Error::Io { path, source } if self.several => (Position::file(path), source.to_string()),
            error => {
                self.pending.clear();
                return Err(error);
            }
        };
        let message = format!("{message}; the rest of this input is not read");
        self.finisher.diagnostics.push(Severity::Skipped, position, message);
        Ok(())
    }
}

impl DocumentReader for Stream {
    fn next_document(&mut self) -> Result<Option<Document>> {
        loop {
            let Some(drafts) = &mut self.current else {
                let Some(source) = self.pending.pop_front() else {
                    // A folder that is a taxonomy as a whole.
                    return self.framework.take().filter(|_| !self.begun).map_or(Ok(None), Err);
                };
                match open_drafts(&source, &self.options, !self.several) {
                    Ok(drafts) => self.current = Some(drafts),
                    Err(error) => self.forgive(error)?,
                }
                continue;
            };
            let next = drafts.next_draft();
            self.finisher.diagnostics.extend(drafts.take_diagnostics());
            match next {
                Ok(Some(mut draft)) => {
                    if let Some(address) = draft.awaits.take()
                        && !self.badge_classes.complete(&mut draft, &address)
                    {
                        let message = format!("its badge class is not in the file, only its address: {address}");
                        self.finisher.diagnostics.push(Severity::Skipped, draft.position, message);
                        continue;
                    }
                    if let Some(document) = self.finisher.finish(draft) {
                        self.begun = true;
                        return Ok(Some(document));
                    }
                }
                Ok(None) => self.current = None,
                Err(error) => self.forgive(error)?,
            }
        }
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.finisher.diagnostics)
    }
}
