//! A mapping set: claims that one thing means another, whoever made them, as it is published, reviewed and read again.
//!
//! A row is flat and names both its sides, because sets come from other tools as well and may map anything. Identifiers
//! are whole (an IRI, or what the publisher uses instead), never shortened; how they are written is the format's affair.
//! What a format says beyond the fields here is kept under its SSSOM name in `slots`, so that nothing is lost on the way
//! from one file of the standard to another.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Decision, Evidence, Predicate, Requirement};

/// The object of a row that says: there is no such term on the other side.
pub const NO_TERM: &str = "sssom:NoTermFound";
/// Where the terms of SKOS are.
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// Values by the SSSOM name of what they are; most have one.
pub type Slots = BTreeMap<String, Vec<String>>;

/// The first value of a slot; empty when it has none.
fn first_value<'a>(slots: &'a Slots, name: &str) -> &'a str {
    slots.get(name).and_then(|values| values.first()).map_or("", String::as_str)
}

/// Gives a slot one value; an empty one takes it away.
fn set_value(slots: &mut Slots, name: &str, value: String) {
    if value.is_empty() {
        slots.remove(name);
    } else {
        slots.insert(name.to_owned(), vec![value]);
    }
}

/// What sort of thing stands on a side of a mapping.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// A concept of a vocabulary.
    #[default]
    Concept,
    /// Words: they stand in the label, and there is no identifier.
    Literal,
    /// A document that was mapped; the words are in the evidence.
    Document,
}

/// One side of a mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Identifier; empty for words.
    pub id: String,
    /// Name to show, or the words themselves.
    pub label: String,
    /// The vocabulary it is of: an IRI, or the name that a taxonomy has here.
    pub source: String,
    /// Version of that vocabulary; empty when unknown.
    pub source_version: String,
    /// Sort of concept, such as `skill`.
    pub category: String,
    /// The publisher's code, when it has one.
    pub notation: String,
}

impl Entity {
    /// What tells it from others: its identifier, else its words.
    pub fn key(&self) -> &str {
        if self.id.is_empty() { &self.label } else { &self.id }
    }

    /// A name for its vocabulary that is short enough for a prefix: the name it has here, or nothing for an IRI.
    pub fn source_name(&self) -> String {
        if self.source.contains(':') { String::new() } else { self.source.clone() }
    }

    /// Whether it says that there is no term.
    pub fn is_no_term(&self) -> bool {
        self.id == NO_TERM
    }

    /// Name and identifier, for messages.
    pub fn shown(&self) -> String {
        match (self.label.is_empty(), self.id.is_empty()) {
            (false, false) => format!("{} ({})", self.label, self.id),
            (false, true) => format!("“{}”", self.label),
            _ => self.id.clone(),
        }
    }
}

/// How the two sides stand to each other, in SKOS or in another vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MappingPredicate {
    /// One of SKOS.
    Skos(Predicate),
    /// Another, as an IRI.
    Other(String),
}

impl MappingPredicate {
    /// The predicate that an IRI means; a CURIE of `skos:` is understood as well.
    pub fn from_iri(iri: &str) -> Self {
        let name = iri.strip_prefix(SKOS).or_else(|| iri.strip_prefix("skos:"));
        let known = Predicate::ALL.into_iter().find(|predicate| name == Some(predicate.name()));
        known.map_or_else(
            || Self::Other(name.map_or_else(|| iri.to_owned(), |name| format!("{SKOS}{name}"))),
            Self::Skos,
        )
    }

    /// The whole IRI.
    pub fn iri(&self) -> Cow<'_, str> {
        match self {
            Self::Skos(predicate) => format!("{SKOS}{}", predicate.name()).into(),
            Self::Other(iri) => iri.into(),
        }
    }

    /// The predicate of SKOS, when it is one.
    pub fn skos(&self) -> Option<Predicate> {
        match self {
            Self::Skos(predicate) => Some(*predicate),
            Self::Other(_) => None,
        }
    }
}

impl std::fmt::Display for MappingPredicate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Skos(predicate) => formatter.pad(predicate.as_str()),
            Self::Other(iri) => formatter.pad(iri),
        }
    }
}

impl Serialize for MappingPredicate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MappingPredicate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::from_iri(&String::deserialize(deserializer)?))
    }
}

/// What a decision is about: the two sides, whatever the predicate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MappingKey {
    /// [`Entity::key`] of the subject.
    pub subject: String,
    /// [`Entity::key`] of the object.
    pub object: String,
}

/// One claim.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingRow {
    /// What is mapped.
    pub subject: Entity,
    /// How the two stand to each other.
    pub predicate: MappingPredicate,
    /// The claim is that they do *not* stand so.
    pub negated: bool,
    /// What it is mapped onto.
    pub object: Entity,
    /// How the claim came to be: a term of `semapv:`, or another IRI.
    pub justification: String,
    /// Probability that it is right, when somebody says.
    pub confidence: Option<f32>,
    /// A matcher's own score, which is no probability.
    pub similarity: Option<f32>,
    /// What to do with it, when that is known.
    pub decision: Option<Decision>,
    /// Whether a document asks for it or would merely like it.
    pub requirement: Option<Requirement>,
    /// The words it rests on, when it comes from a document.
    pub evidence: Vec<Evidence>,
    /// Who looked at it: identifiers, or names where there is none.
    pub reviewers: Vec<String>,
    /// When they did, as `2026-01-31`.
    pub review_date: String,
    /// Whatever somebody wanted to say of it.
    pub comment: String,
    /// Everything else, by its SSSOM name.
    pub slots: Slots,
}

impl MappingRow {
    /// A claim of which nothing more is known.
    pub fn new(subject: Entity, predicate: MappingPredicate, object: Entity) -> Self {
        Self {
            subject,
            predicate,
            negated: false,
            object,
            justification: "semapv:UnspecifiedMatching".to_owned(),
            confidence: None,
            similarity: None,
            decision: None,
            requirement: None,
            evidence: Vec::new(),
            reviewers: Vec::new(),
            review_date: String::new(),
            comment: String::new(),
            slots: Slots::new(),
        }
    }

    /// What a decision about it is about.
    pub fn key(&self) -> MappingKey {
        MappingKey { subject: self.subject.key().to_owned(), object: self.object.key().to_owned() }
    }

    /// Where it stands, in a word: `accepted`, `review`, `rejected`, `none` for no term, or nothing when nobody said.
    pub fn standing(&self) -> &'static str {
        match self.decision {
            _ if self.object.is_no_term() => "none",
            _ if self.negated => "rejected",
            Some(decision) => decision.as_str(),
            None => "",
        }
    }

    /// Whether a person stands behind it, by what the row says of itself.
    pub fn is_reviewed(&self) -> bool {
        !self.reviewers.is_empty()
            || matches!(self.justification.as_str(), "semapv:MappingReview" | "semapv:ManualMappingCuration")
    }

    /// The first value of a slot; empty when it has none.
    pub fn slot(&self, name: &str) -> &str {
        first_value(&self.slots, name)
    }

    /// Gives a slot one value; an empty one takes it away.
    pub fn set_slot(&mut self, name: &str, value: impl Into<String>) {
        set_value(&mut self.slots, name, value.into());
    }
}

/// Many claims with what holds for all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MappingSet {
    /// The claims, in the order of the source.
    pub rows: Vec<MappingRow>,
    /// Prefixes that the source declares, with their bases.
    pub prefixes: BTreeMap<String, String>,
    /// What the set says of itself, by its SSSOM name: `mapping_set_id`, `license` …
    pub slots: Slots,
    /// Definitions of columns that are no part of the standard, as the set gives them.
    pub extensions: Vec<BTreeMap<String, String>>,
}

impl MappingSet {
    /// The first value of what the set says of itself; empty when it says nothing.
    pub fn slot(&self, name: &str) -> &str {
        first_value(&self.slots, name)
    }

    /// Gives the set one value; an empty one takes it away.
    pub fn set_slot(&mut self, name: &str, value: impl Into<String>) {
        set_value(&mut self.slots, name, value.into());
    }

    /// Takes the documents that were mapped for concepts: a taxonomy that was mapped as a table of texts. What has no
    /// identifier stays what it is.
    pub fn take_documents_for_concepts(&mut self) {
        let is_document =
            |row: &&mut MappingRow| row.subject.kind == EntityKind::Document && !row.subject.id.is_empty();
        for row in self.rows.iter_mut().filter(is_document) {
            row.subject.kind = EntityKind::Concept;
            row.evidence.clear();
        }
    }
}
