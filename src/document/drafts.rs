//! Drafts: records as a format's reader gives them, and the one place where they become documents.
//!
//! A draft knows where it was read, so that a missing identifier, a repeated one, an empty text and one that
//! is too long are told alike for every format.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::error::{Diagnostics, Position, Result, Severity};
use crate::model::{Document, PartKind};

/// Longest text of one document, in bytes; a longer one is reported and skipped.
pub const LONGEST_TEXT: usize = 8 << 20;

/// So many identifiers are remembered to find repeated ones; beyond, memory matters more.
const IDENTIFIERS_REMEMBERED: usize = 1 << 22;

/// A record before it is a document.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub position: Position,
    /// Blank when the record has none.
    pub id: String,
    pub title: String,
    /// Texts and lists of skills, not blank.
    pub parts: Vec<(PartKind, String)>,
    pub fields: BTreeMap<String, String>,
    /// Bytes of the texts as they were read; the texts are left out when it is above [`LONGEST_TEXT`].
    pub length: usize,
    /// Values of the columns to group by.
    pub group: Vec<String>,
}

/// What a reader of one format does.
pub(super) trait Drafts: Send {
    /// The next draft, `None` at the end. An error ends the input.
    fn next_draft(&mut self) -> Result<Option<Draft>>;

    /// What was skipped or repaired since this was last asked.
    fn take_diagnostics(&mut self) -> Diagnostics;
}

/// Makes documents of drafts and reports those that cannot be one.
#[derive(Debug)]
pub(super) struct Finisher {
    pub diagnostics: Diagnostics,
    /// Hashes: eight bytes an identifier, however long they are.
    identifiers: HashSet<u64>,
    several_inputs: bool,
}

impl Finisher {
    pub fn new(several_inputs: bool) -> Self {
        Self { diagnostics: Diagnostics::default(), identifiers: HashSet::new(), several_inputs }
    }

    /// The document, unless it has no words or too many.
    pub fn finish(&mut self, draft: Draft) -> Option<Document> {
        if draft.length > LONGEST_TEXT {
            let message = format!("a text of {} bytes; at most {LONGEST_TEXT} are read", draft.length);
            self.diagnostics.push(Severity::Skipped, draft.position, message);
            return None;
        }
        let id = if draft.id.is_empty() { self.made_up_id(&draft.position) } else { draft.id };
        let mut document = Document::new(id, &draft.title, []);
        for (kind, text) in &draft.parts {
            document.push_part(*kind, text);
        }
        if document.parts.is_empty() {
            self.diagnostics.push(Severity::Skipped, draft.position, "neither a title nor a text");
            return None;
        }
        document.fields = draft.fields;
        self.remember(&document.id, draft.position);
        Some(document)
    }

    /// `row-3`, or `jobs.csv#row-3` where other inputs have a third row too.
    fn made_up_id(&self, position: &Position) -> String {
        let row = format!("row-{}", position.record.unwrap_or(1));
        if !self.several_inputs {
            return row;
        }
        let file = position.path.rsplit(['/', '\\', '!']).next().unwrap_or_default();
        format!("{file}#{row}")
    }

    fn remember(&mut self, id: &str, position: Position) {
        if self.identifiers.len() >= IDENTIFIERS_REMEMBERED {
            return;
        }
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        if !self.identifiers.insert(hasher.finish()) {
            let message = format!("the identifier {id:?} was used before");
            self.diagnostics.push(Severity::Warning, position, message);
        } else if self.identifiers.len() == IDENTIFIERS_REMEMBERED {
            let message = format!("after {IDENTIFIERS_REMEMBERED} identifiers, repeated ones are no longer looked for");
            self.diagnostics.push(Severity::Note, position, message);
        }
    }
}
