//! A qualification that a document asks for or leads to: a degree, a licence or a certificate. Not a skill, and not
//! mapped to one; but whoever compares a posting with credentials needs to know of it.

use serde::{Deserialize, Serialize};

use super::Requirement;

/// What sort of qualification it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QualificationKind {
    /// A degree or diploma of a school or university.
    Degree,
    /// The permission to do something: a driving licence, a nurse's registration.
    Licence,
    /// A certificate of a certifier or training provider.
    Certificate,
}

/// How high a degree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DegreeLevel {
    /// High school diploma or equivalent.
    SecondarySchool,
    /// Associate degree.
    Associate,
    /// Bachelor's degree.
    Bachelor,
    /// Master's degree.
    Master,
    /// Doctorate.
    Doctorate,
}

/// A qualification that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// What sort of qualification it is.
    pub kind: QualificationKind,
    /// How high, for a degree that says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub level: Option<DegreeLevel>,
    /// Whether something equivalent, such as experience, will do.
    pub or_equivalent: bool,
    /// Whether the text says that it is not needed.
    pub not_needed: bool,
    /// Whether it is asked for or would merely be liked, when the text says.
    pub requirement: Option<Requirement>,
    /// The words of the document, exactly `text[start..end]`.
    pub quote: String,
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}
