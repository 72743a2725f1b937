//! What can go wrong and where: one error type for what stops the work, and diagnostics for what does not.
//!
//! A reader gives back its value together with what it had to skip ([`Loaded`]), because one bad record
//! must neither end a run of forty thousand nor vanish from it.

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in an input, as exactly as the reader knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// File, or `archive.zip!entry`, or `-` for standard input.
    pub path: String,
    /// Line, counted from 1.
    pub line: Option<u64>,
    /// Record (data row, array element), counted from 1.
    pub record: Option<u64>,
    /// Column name or JSON pointer.
    pub field: Option<String>,
}

impl Position {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The same place, narrowed to a line.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, narrowed to a record.
    #[must_use]
    pub fn record(mut self, record: u64) -> Self {
        self.record = Some(record);
        self
    }

    /// The same place, narrowed to a column or JSON pointer.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if let Some(record) = self.record {
            write!(formatter, ", record {record}")?;
        }
        if let Some(field) = &self.field {
            write!(formatter, ", {field}")?;
        }
        Ok(())
    }
}

/// What stops the work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// What was being read or written.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The input is not what it should be.
    #[error("{position}: {message}")]
    Malformed {
        /// Where; boxed, to keep every result small.
        position: Box<Position>,
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Something named does not exist, or the request makes no sense.
    #[error("{message}")]
    Request {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// An index is stale, foreign or damaged.
    #[error("index {path}: {message}")]
    Index {
        /// The index folder.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl Error {
    /// An operating system error at a path.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        Self::Io { path: path.as_ref().display().to_string(), source }
    }

    /// Malformed input.
    pub fn malformed(position: Position, message: impl Into<String>) -> Self {
        Self::Malformed { position: Box::new(position), message: message.into(), hint: None }
    }

    /// A request that cannot be met.
    pub fn request(message: impl Into<String>) -> Self {
        Self::Request { message: message.into(), hint: None }
    }

    /// The same error with advice.
    #[must_use]
    pub fn with_hint(mut self, advice: impl Into<String>) -> Self {
        if let Self::Malformed { hint, .. } | Self::Request { hint, .. } = &mut self {
            *hint = Some(advice.into());
        }
        self
    }

    /// Advice to print after the error.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Malformed { hint, .. } | Self::Request { hint, .. } => hint.as_deref(),
            Self::Index { .. } => Some("the index can be deleted at any time; it is built again from taxonomies/"),
            Self::Io { .. } => None,
        }
    }
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// Something was repaired or ignored.
    Warning,
    /// A record was left out.
    Skipped,
}

/// Something that did not stop the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub position: Position,
    /// What.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Skipped => "skipped",
        };
        write!(formatter, "{severity}: {}: {}", self.position, self.message)
    }
}

/// What a reader had to say, bounded: the first hundred in full, the rest counted.
#[derive(Debug, Clone, Default)]
pub struct Diagnostics {
    kept: Vec<Diagnostic>,
    notes: u64,
    warnings: u64,
    skipped: u64,
}

impl Diagnostics {
    /// How many diagnostics are kept in full.
    pub const KEPT: usize = 100;

    /// Adds one.
    pub fn push(&mut self, severity: Severity, position: Position, message: impl Into<String>) {
        self.add(Diagnostic { severity, position, message: message.into() });
    }

    /// Adds one that exists already.
    pub fn add(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity {
            Severity::Note => self.notes += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Skipped => self.skipped += 1,
        }
        if self.kept.len() < Self::KEPT {
            self.kept.push(diagnostic);
        }
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, other: Self) {
        self.notes += other.notes;
        self.warnings += other.warnings;
        self.skipped += other.skipped;
        let room = Self::KEPT - self.kept.len();
        self.kept.extend(other.kept.into_iter().take(room));
    }

    /// Those kept in full, in order.
    pub fn kept(&self) -> &[Diagnostic] {
        &self.kept
    }

    /// How many records were left out.
    pub fn skipped(&self) -> u64 {
        self.skipped
    }

    /// How many things were repaired or ignored.
    pub fn warnings(&self) -> u64 {
        self.warnings
    }

    /// How many there are altogether.
    pub fn total(&self) -> u64 {
        self.notes + self.warnings + self.skipped
    }

    /// With `--strict`: the first warning or skipped record as an error.
    pub fn refuse(&self) -> Result<()> {
        match self.kept.iter().find(|diagnostic| diagnostic.severity != Severity::Note) {
            Some(first) => Err(Error::malformed(first.position.clone(), first.message.clone())
                .with_hint("without --strict it is reported and skipped")),
            None => Ok(()),
        }
    }
}

/// A value and what its reader had to say about the input.
#[derive(Debug, Clone, Default)]
pub struct Loaded<T> {
    /// What was read.
    pub value: T,
    /// What was skipped, repaired or odd.
    pub diagnostics: Diagnostics,
}
