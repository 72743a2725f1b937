//! What a document says about itself beside its text: who offers it, at what level, for which occupation.
//!
//! Each of these has one place whatever the format was, so that documents of different sources can be counted
//! and compared by them; values stay as they were given, only codes are brought into their usual form.

use serde::{Deserialize, Serialize};

/// What sort of document it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// A degree, certificate, badge or licence.
    Credential,
    /// A course or another unit of learning.
    Course,
    /// A programme of study or training.
    Programme,
    /// An examination or another assessment.
    Assessment,
    /// A job posting or a position description.
    Posting,
    /// An occupation, job or work role as such.
    Occupation,
    /// What one person has learned and done.
    LearnerRecord,
    /// Not known.
    #[default]
    Unknown,
}

impl DocumentKind {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// The system that a code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeSystem {
    /// Standard Occupational Classification of the United States, six digits: `15-1231`.
    Soc,
    /// O\*NET-SOC, eight digits: `15-1231.00`.
    OnetSoc,
    /// International Standard Classification of Occupations.
    Isco,
    /// Occupational series of the United States government.
    OpmSeries,
    /// North American Industry Classification System.
    Naics,
    /// Classification of Instructional Programs: `48.0508`.
    Cip,
    /// Another one, named by the document or not at all.
    Other,
}

impl CodeSystem {
    /// The name that frameworks are told by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Soc => "SOC",
            Self::OnetSoc => "O*NET-SOC",
            Self::Isco => "ISCO",
            Self::OpmSeries => "OPM",
            Self::Naics => "NAICS",
            Self::Cip => "CIP",
            Self::Other => "",
        }
    }
}

/// A code that a document gives itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Where it is from.
    pub system: CodeSystem,
    /// The code; empty when only a name was given.
    pub code: String,
    /// What it stands for, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What is known of a document beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Who issues, offers or hires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// What sort of credential, course or employment the source calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Level of education or experience, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Occupations that it is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub occupation_codes: Vec<Code>,
    /// Industries that it is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industry_codes: Vec<Code>,
    /// Instructional programmes that it belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub programme_codes: Vec<Code>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// When it was published or posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// When it closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// Language of its text, BCP 47, as given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Details {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Every code, whatever it is of.
    pub fn codes(&self) -> impl Iterator<Item = &Code> {
        self.occupation_codes.iter().chain(&self.industry_codes).chain(&self.programme_codes)
    }
}
