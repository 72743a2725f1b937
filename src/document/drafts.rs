//! Drafts: records as a format's reader gives them, and the one place where they become documents.
//!
//! A draft knows where it was read, so that a missing identifier, a repeated one, an empty text and one that
//! is too long are told alike for every format.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use super::keys::KeyRing;
use super::signatures;
use crate::error::{Diagnostics, Position, Result, Severity};
use crate::model::{Assertion, Details, Document, DocumentKind, PartKind, Proof, Requirement, SignatureResult, Trust};
use crate::text::plain_text;

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
    pub kind: DocumentKind,
    pub details: Details,
    /// What the record says of its skills; names become a part of the text of their own.
    pub assertions: Vec<Assertion>,
    pub trust: Option<Trust>,
    /// Personal data of the holder; readers leave it empty unless it was asked for.
    pub holder: BTreeMap<String, String>,
    /// The tokens that sign it, the innermost first.
    pub tokens: Vec<Arc<str>>,
    /// Address of a badge class that must be found before this is a document.
    pub awaits: Option<String>,
    /// Parts of the same record that gave nothing: JSON pointer and reason.
    pub refused: Vec<(String, String)>,
}

impl Draft {
    /// Adds a text that may be HTML; blank text adds nothing.
    pub fn push(&mut self, text: &str) {
        self.length = self.length.saturating_add(text.len());
        if self.length > LONGEST_TEXT {
            self.parts.clear();
            return;
        }
        let text = plain_text(text);
        if !text.trim().is_empty() && !self.parts.iter().any(|(_, part)| part == text.trim()) {
            self.parts.push((PartKind::Body, text.trim().to_owned()));
        }
    }

    /// Adds a text below a heading, which is how the text layer is told what section it stands in. Sections last
    /// until the next heading, so texts without one come first.
    pub fn push_under(&mut self, heading: &str, text: &str) {
        let plain = plain_text(text);
        if plain.trim().is_empty() {
            self.push("");
        } else {
            self.push(&format!("{heading}\n{}", plain.trim()));
        }
    }

    /// Adds what the record says of a skill, unless it says nothing or the same again.
    pub fn assert(&mut self, mut assertion: Assertion) {
        for text in [&mut assertion.name, &mut assertion.description, &mut assertion.framework, &mut assertion.code] {
            let folded = text.as_deref().map(|text| one_line(&plain_text(text)));
            *text = folded.filter(|text| !text.is_empty());
        }
        let length = assertion.name.as_ref().map_or(0, String::len)
            + assertion.description.as_ref().map_or(0, String::len)
            + assertion.target.len();
        if assertion.is_blank() || self.assertions.len() >= MOST_ASSERTIONS || self.assertions.contains(&assertion) {
            return;
        }
        self.length = self.length.saturating_add(length);
        self.assertions.push(assertion);
    }
}

/// Most statements about skills that are kept of one document.
const MOST_ASSERTIONS: usize = 2_000;

/// A text with white space folded to single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The heading that names of skills stand under: what the document asks for, would like, expects beforehand,
/// or else is about.
fn heading_of(kind: DocumentKind, assertion: &Assertion) -> &'static str {
    match (kind, assertion.requirement) {
        (_, Some(Requirement::Preferred)) => "Nice to have",
        (DocumentKind::Posting | DocumentKind::Occupation, _) => "Skills",
        (_, Some(Requirement::Required)) => "Prerequisites",
        _ => "Learning outcomes",
    }
}

/// Writes the names of asserted skills into the text, and into each assertion where its name stands.
fn write_assertions(document: &mut Document, kind: DocumentKind, mut assertions: Vec<Assertion>) {
    let mut headings: Vec<&'static str> = Vec::new();
    for assertion in &assertions {
        let heading = heading_of(kind, assertion);
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    for heading in headings {
        let mut part = heading.to_owned();
        let start = if document.text.is_empty() { 0 } else { document.text.len() + 2 };
        let mut written: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut described = HashSet::new();
        for assertion in assertions.iter_mut().filter(|assertion| heading_of(kind, assertion) == heading) {
            let Some(name) = assertion.name.clone() else { continue };
            let range = written.entry(name).or_insert_with_key(|name| {
                part.push_str("\n- ");
                let begin = start + part.len();
                part.push_str(name);
                begin..begin + name.len()
            });
            assertion.range = Some(range.clone());
            let new = assertion.description.as_ref().filter(|text| assertion.name.as_ref() != Some(text));
            if let Some(description) = new.filter(|text| described.insert((*text).clone())) {
                part.push_str("\n- ");
                part.push_str(description);
            }
        }
        if !written.is_empty() {
            document.push_part(PartKind::Skills, &part);
        }
    }
    document.assertions = assertions;
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
    keys: Option<Arc<KeyRing>>,
}

impl Finisher {
    pub fn new(several_inputs: bool, keys: Option<Arc<KeyRing>>) -> Self {
        Self { diagnostics: Diagnostics::default(), identifiers: HashSet::new(), several_inputs, keys }
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
        if document.parts.is_empty() && draft.assertions.iter().all(|assertion| assertion.name.is_none()) {
            self.diagnostics.push(Severity::Skipped, draft.position, "neither a title nor a text");
            return None;
        }
        write_assertions(&mut document, draft.kind, draft.assertions);
        document.fields = draft.fields;
        document.kind = draft.kind;
        document.details = draft.details;
        document.trust = draft.trust.map(|trust| Box::new(self.checked(trust, &draft.tokens)));
        document.holder = draft.holder;
        self.remember(&document.id, draft.position);
        Some(document)
    }

    /// What speaks for a credential, with what came of checking its signature.
    fn checked(&self, mut trust: Trust, tokens: &[Arc<str>]) -> Trust {
        if trust.proof == Proof::PresentUnverified {
            let signature = signatures::check_all(tokens, self.keys.as_deref());
            trust.proof = match signature.result {
                SignatureResult::Verified => Proof::Verified,
                SignatureResult::Invalid => Proof::Invalid,
                SignatureResult::NotChecked => Proof::PresentUnverified,
            };
            trust.signature = Some(signature);
        }
        trust
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
