//! What a document itself says about its skills: alignments, competencies that it teaches, tests or asks for.
//!
//! An assertion keeps what was written, whether or not anything is known of the thing it points to. Where it has
//! a name, that name stands in the document's text too, so that it can be quoted.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{AssertedBy, Requirement};

/// What a document says that it does with a skill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssertedRelation {
    /// Is about it.
    #[default]
    Aligned,
    /// Teaches it.
    Teaches,
    /// Tests it.
    Assesses,
    /// Asks for it.
    Requires,
    /// Is for an occupation, an industry or a field of study with that code.
    Classified,
}

/// A concept that the document itself names: an alignment, a competency, an occupation code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assertion {
    /// Identifier or URL as given; empty when only a name or code was given.
    pub target: String,
    /// Code within its vocabulary, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it means, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Vocabulary, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// What the document does with it.
    #[serde(default)]
    pub relation: AssertedRelation,
    /// Whether it is a must, when that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<Requirement>,
    /// Who says so, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserted_by: Option<AssertedBy>,
    /// Bytes of the document's text where the name stands.
    #[serde(skip)]
    pub range: Option<Range<usize>>,
}

impl Assertion {
    /// Whether it says nothing.
    pub fn is_blank(&self) -> bool {
        self.target.is_empty() && self.code.is_none() && self.name.is_none()
    }
}
