//! A mapping: one claim that a document means a concept, how sure it is, and the words that prove it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Assertion, Details, DocumentKind, Qualification, Trust};

/// What a mapping says about its two sides (SKOS mapping properties).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Predicate {
    /// Interchangeable.
    #[serde(rename = "skos:exactMatch")]
    Exact,
    /// Nearly the same; what a machine may say of a phrase and a skill.
    #[serde(rename = "skos:closeMatch")]
    Close,
    /// The concept is more general than the subject.
    #[serde(rename = "skos:broadMatch")]
    Broad,
    /// The concept is more specific than the subject.
    #[serde(rename = "skos:narrowMatch")]
    Narrow,
    /// Associated, but of another sort.
    #[serde(rename = "skos:relatedMatch")]
    Related,
}

impl Predicate {
    /// The CURIE, such as `skos:closeMatch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "skos:exactMatch",
            Self::Close => "skos:closeMatch",
            Self::Broad => "skos:broadMatch",
            Self::Narrow => "skos:narrowMatch",
            Self::Related => "skos:relatedMatch",
        }
    }

    /// Every predicate, closest first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Close, Self::Broad, Self::Narrow, Self::Related];

    /// The name in SKOS, such as `closeMatch`.
    pub fn name(self) -> &'static str {
        &self.as_str()["skos:".len()..]
    }

    /// The predicate of that name: `closeMatch`, with or without its prefix or namespace, or `close` as a person would
    /// write it; case does not count.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim().rsplit([':', '#', '/']).next().unwrap_or_default();
        let is_meant = |predicate: &Self| {
            let whole = predicate.name();
            name.eq_ignore_ascii_case(whole) || name.eq_ignore_ascii_case(&whole[..whole.len() - "Match".len()])
        };
        Self::ALL.into_iter().find(is_meant)
    }

    /// What the same claim says from the other side.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Broad => Self::Narrow,
            Self::Narrow => Self::Broad,
            same => same,
        }
    }
}

/// What to do with a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Good enough to use as it is.
    Accepted,
    /// A person should look.
    Review,
}

impl Decision {
    /// Confidence from which a mapping is accepted without a person's look: above it four in five are right, as judged
    /// by hand (`tests/gold/README.md`).
    pub const ACCEPTED_FROM: f32 = 0.55;

    /// What a confidence alone says is to be done.
    pub fn of(confidence: f32) -> Self {
        if confidence >= Self::ACCEPTED_FROM { Self::Accepted } else { Self::Review }
    }

    /// The word in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Review => "review",
        }
    }
}

/// Whether a document asks for a concept or would merely like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Requirement {
    /// A must.
    Required,
    /// Nice to have.
    Preferred,
}

impl Requirement {
    /// The word in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Preferred => "preferred",
        }
    }
}

/// How well a concept must be mastered, when the words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proficiency {
    /// "Basic knowledge of", "some familiarity with".
    Basic,
    /// "Working knowledge of", "good command of".
    Working,
    /// "Advanced", "strong", "in-depth".
    Advanced,
    /// "Expert in", "fluent", "native".
    Expert,
}

/// Which matcher speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatcherName {
    /// The words of a label stand in the text, in order.
    Label,
    /// Words of a label or definition stand in the text, spread out or inflected.
    Lexical,
    /// The meaning is near in the learned space.
    Semantic,
    /// The document says so itself, or the publisher of a concept does.
    Asserted,
    /// What stands round the concept agrees: its siblings, its definition, the skills that it needs.
    Structure,
}

impl MatcherName {
    /// The word in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Lexical => "lexical",
            Self::Semantic => "semantic",
            Self::Asserted => "asserted",
            Self::Structure => "structure",
        }
    }
}

/// Why a mapping was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which matcher said so.
    pub matcher: MatcherName,
    /// The words of the document, exactly `text[start..end]`.
    pub quote: String,
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The label that the words met.
    pub matched_label: String,
    /// The matcher's own score, 0 to 1; not a probability.
    pub score: f32,
}

/// The concept that a mapping points to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ConceptReference {
    /// The publisher's identifier.
    pub concept_id: String,
    /// The publisher's code, when it has one.
    pub notation: Option<String>,
    /// The name to show.
    pub label: String,
    /// Taxonomy name.
    pub taxonomy: String,
    /// Taxonomy version; empty when unknown.
    pub taxonomy_version: String,
    /// Kind of the concept, such as `skill`.
    pub kind: super::ConceptKind,
}

/// One claim: this document means this concept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// What is claimed to be meant.
    #[serde(flatten)]
    pub concept: ConceptReference,
    /// How the two sides stand to each other.
    pub predicate: Predicate,
    /// Probability that the mapping is right, 0 to 1.
    pub confidence: f32,
    /// What to do with it.
    pub decision: Decision,
    /// Whether the document asks for it or would merely like it, when it says.
    pub requirement: Option<Requirement>,
    /// How well it must be mastered, when the words say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proficiency: Option<Proficiency>,
    /// Share of what the document is about; those of all its mappings together are 1.
    #[serde(default)]
    pub weight: f32,
    /// Why; never empty.
    pub evidence: Vec<Evidence>,
    /// Why in words, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub explanation: Option<Explanation>,
    /// Who says so, when it was taken from a published mapping set and not found here.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub origin: Option<Box<Origin>>,
}

/// Where a mapping comes from that was not found here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// How the claim came to be: a term of `semapv:`, or another IRI.
    pub justification: String,
    /// Who reviewed it: identifiers, or names where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviewers: Vec<String>,
    /// When they did.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub review_date: String,
    /// What there is to say in words.
    pub comment: String,
    /// Source, authors and licence, by their SSSOM names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Vec<String>>,
}

/// Why a mapping was made, for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// One plain sentence or two.
    pub sentence: String,
    /// What the words that text and label share add to the score, in log-odds.
    pub words: f32,
    /// What nearness in meaning adds.
    pub meaning: f32,
    /// What it adds that postings ask for the concept often or seldom.
    pub demand: f32,
    /// What the kind of sentence and the rest of the document add.
    pub surroundings: f32,
    /// The concept that came next for the same words, with its confidence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub runner_up: Option<(String, f32)>,
}

/// All mappings of one document, by falling confidence, with what the document says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentMappings {
    /// The document's identifier.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// What sort of document it is, when that is known.
    #[serde(skip_serializing_if = "DocumentKind::is_unknown")]
    pub kind: DocumentKind,
    /// The document's text, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What is known of it beside its text.
    #[serde(skip_serializing_if = "Details::is_empty")]
    pub fields: Details,
    /// What speaks for it, when it is a credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<Box<Trust>>,
    /// Personal data of its holder, when it was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub holder: BTreeMap<String, String>,
    /// Degrees, licences and certificates that the text names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<Qualification>,
    /// The claims.
    pub mappings: Vec<Mapping>,
    /// What the document itself says about its skills and no claim carries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asserted: Vec<Assertion>,
}
