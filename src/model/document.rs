//! A text to be mapped: a credential, a course, a programme, a posting, or just words.
//!
//! A document has exactly one text, title first; parts and evidence are byte ranges of it, so a quotation
//! can always be checked against what was read.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Assertion, Details, DocumentKind, Trust};

/// What a stretch of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// The name of the credential, course or job.
    Title,
    /// Running text.
    Body,
    /// A field that lists skills, competencies or keywords.
    Skills,
}

/// A stretch of a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Bytes of [`Document::text`].
    pub range: Range<usize>,
}

/// A text to be mapped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The source's identifier; made from the position in the input when there is none.
    pub id: String,
    /// The name to show; may be empty.
    pub title: String,
    /// Title and texts, joined by blank lines.
    pub text: String,
    /// Which stretch of the text is what, in order.
    pub parts: Vec<Part>,
    /// Other fields of the record, as given.
    pub fields: BTreeMap<String, String>,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// What is known of it beside its text.
    pub details: Details,
    /// What the document itself says about its skills.
    pub assertions: Vec<Assertion>,
    /// What speaks for it, when it is a credential.
    pub trust: Option<Box<Trust>>,
    /// Personal data of whoever holds it; empty unless it was asked for.
    pub holder: BTreeMap<String, String>,
}

impl Document {
    /// A document with a title and one or more texts; blank ones are left out.
    pub fn new<'a>(id: impl Into<String>, title: &str, bodies: impl IntoIterator<Item = &'a str>) -> Self {
        let mut document = Self { id: id.into(), title: title.trim().to_owned(), ..Self::default() };
        document.push_part(PartKind::Title, title);
        for body in bodies {
            document.push_part(PartKind::Body, body);
        }
        document
    }

    /// Adds a stretch of text as a paragraph of its own; blank text adds nothing.
    pub fn push_part(&mut self, kind: PartKind, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push(Part { kind, range: start..self.text.len() });
    }
}

impl Default for Part {
    fn default() -> Self {
        Self { kind: PartKind::Body, range: 0..0 }
    }
}
