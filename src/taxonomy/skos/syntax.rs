//! Which syntax of RDF a file is in, and its statements one after the other.
//!
//! The syntax is told by the first bytes, since `.rdf`, `.owl`, `.xml`, `.json` and `.txt` may each be
//! anything. No context and no other document is ever fetched: a JSON-LD file must bring its own.

use std::io::{BufRead, Read as _};

use oxrdf::Quad;
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfParseError, RdfParser, ReaderQuadParser};

use super::guard::Guard;
use crate::decoding::attempt;
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// How much of a file is looked at to tell what it is.
const HEAD: u64 = 1 << 16;
/// Statements that may be broken before the whole file is given up.
const MOST_BROKEN: u32 = 1_000;
/// Something for relative addresses to be relative to.
const BASE: &str = "urn:skillmap:relative/";

/// A syntax of RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Turtle,
    NTriples,
    RdfXml,
    JsonLd,
}

impl Syntax {
    /// The syntax of a file that speaks of SKOS, when it is one.
    pub fn of(file: &SourceFile) -> Result<Option<Self>> {
        let mut head = Vec::new();
        file.open()?.take(HEAD).read_to_end(&mut head).map_err(|error| Error::io(&file.name, error))?;
        Ok(Self::of_head(&String::from_utf8_lossy(&head)))
    }

    /// The syntax of a file that the user says is SKOS, by whatever sign there is.
    pub fn forced(file: &SourceFile) -> Result<Self> {
        if let Some(syntax) = Self::of(file)? {
            return Ok(syntax);
        }
        Ok(match file.extension().as_str() {
            "nt" => Self::NTriples,
            "rdf" | "xml" | "owl" => Self::RdfXml,
            "jsonld" | "json" => Self::JsonLd,
            _ => Self::Turtle,
        })
    }

    fn of_head(head: &str) -> Option<Self> {
        let speaks = ["skos/core#", "skos-xl#", "esco/model#"].iter().any(|word| head.contains(word));
        let text = head.trim_start_matches('\u{feff}').trim_start();
        if text.starts_with(['{', '[']) && !text.starts_with("[]") {
            let is_linked = ["\"@context\"", "\"@graph\"", "\"@id\""].iter().any(|word| head.contains(word));
            return (is_linked && (speaks || head.contains("\"skos:"))).then_some(Self::JsonLd);
        }
        if !speaks {
            return None;
        }
        if text.starts_with('<') && (text.starts_with("<?xml") || head.contains("22-rdf-syntax-ns#\"")) {
            return head.contains("RDF").then_some(Self::RdfXml);
        }
        let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines.next()?;
        let is_statement = |line: &str| line.starts_with(['<', '_']) && line.matches('<').count() >= 2;
        if is_statement(first) && first.ends_with('.') && lines.take(3).all(is_statement) {
            return Some(Self::NTriples);
        }
        let directives = ["@prefix", "@base", "prefix", "base"];
        let is_directive = directives.iter().any(|word| first.to_lowercase().starts_with(word));
        (is_directive || first.starts_with('<')).then_some(Self::Turtle)
    }

    /// Whether a statement that is broken leaves the next one readable.
    const fn recovers(self) -> bool {
        matches!(self, Self::Turtle | Self::NTriples)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Turtle => "Turtle",
            Self::NTriples => "N-Triples",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
        }
    }

    fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::NTriples => RdfFormat::NTriples,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

/// The statements of a file.
pub(super) struct Statements<'a> {
    file: &'a SourceFile,
    syntax: Syntax,
    parser: ReaderQuadParser<Guard<Box<dyn BufRead + Send>>>,
    broken: u32,
    /// Where the last error was: one slip may be reported twice.
    last_broken: Option<u64>,
    ended: bool,
}

impl<'a> Statements<'a> {
    pub fn open(file: &'a SourceFile, syntax: Syntax) -> Result<Self> {
        let guard = Guard::new(without_mark(file)?, syntax);
        let parser = RdfParser::from_format(syntax.format()).with_base_iri(BASE).expect("the base is an address");
        let parser = parser.lenient().for_reader(guard).with_document_loader(|address| {
            Err(format!("the context {address} lies elsewhere, and nothing is fetched").into())
        });
        Ok(Self { file, syntax, parser, broken: 0, last_broken: None, ended: false })
    }

    /// The next statement; an error in it where the file goes on, or the error that ends the file.
    pub fn next(&mut self) -> Result<Option<Result<Quad>>> {
        if self.ended {
            return Ok(None);
        }
        loop {
            // The JSON-LD parser asserts what it expects of a document in places; that must not end the program.
            let Some(next) = attempt(|| self.parser.next()) else {
                self.ended = true;
                let message = "JSON-LD of a form that cannot be read";
                return Err(Error::malformed(Position::file(&self.file.name), message).with_hint("save it as Turtle"));
            };
            let error = match next {
                None => return Ok(None),
                Some(Ok(quad)) => return Ok(Some(Ok(quad))),
                Some(Err(RdfParseError::Io(error))) => return Err(self.refused(&error)),
                Some(Err(RdfParseError::Syntax(error))) => error,
            };
            let line = error.location().map(|location| location.start.line + 1);
            let recovers = self.syntax.recovers();
            if recovers && line.is_some() && line == self.last_broken {
                continue;
            }
            self.last_broken = line;
            self.broken += 1;
            let error = self.malformed(line, &error.to_string());
            if recovers && self.broken <= MOST_BROKEN {
                return Ok(Some(Err(error)));
            }
            self.ended = true;
            return Err(error);
        }
    }

    fn refused(&self, error: &std::io::Error) -> Error {
        match error.kind() {
            std::io::ErrorKind::InvalidData => Error::malformed(Position::file(&self.file.name), error.to_string())
                .with_hint("no published taxonomy is built like this; is the file damaged?"),
            kind => Error::io(&self.file.name, std::io::Error::new(kind, error.to_string())),
        }
    }

    fn malformed(&self, line: Option<u64>, message: &str) -> Error {
        let position = Position::file(&self.file.name);
        let position = line.map_or(position.clone(), |line| position.line(line));
        let error = Error::malformed(position, format!("not {}: {message}", self.syntax.name()));
        if message.contains("nothing is fetched") {
            return error.with_hint("put the context into the file, or save it as Turtle or N-Triples");
        }
        error.with_hint("the file may be cut short, or be in another syntax of RDF")
    }
}

/// The file without a byte order mark, which the parsers do not know.
fn without_mark(file: &SourceFile) -> Result<Box<dyn BufRead + Send>> {
    let mut input = file.open()?;
    let head = input.fill_buf().map_err(|error| Error::io(&file.name, error))?;
    if head.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    Ok(input)
}
