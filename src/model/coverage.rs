//! Coverage: one profile held against another, as it is told to whoever asked.
//!
//! Whichever side was the question, the job is what asks for skills and the credential is what covers them.

use serde::{Deserialize, Serialize};

use super::{ConceptReference, Details, DocumentKind, Predicate, Qualification, Requirement, Trust};

/// How a skill that is offered stands to one that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkillRelation {
    /// The same concept.
    Same,
    /// A concept that a publisher says is the same, or one of the same name in another taxonomy.
    Mapped,
    /// More specific than what is asked for.
    Narrower,
    /// More general than what is asked for.
    Broader,
    /// Near in meaning.
    Near,
}

impl SkillRelation {
    /// The word in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Mapped => "mapped",
            Self::Narrower => "narrower",
            Self::Broader => "broader",
            Self::Near => "near",
        }
    }
}

/// Words of a document, exactly `text[start..end]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    /// The words.
    pub quote: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A skill of one side, with the words that prove it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileSkill {
    /// The skill.
    #[serde(flatten)]
    pub concept: ConceptReference,
    /// Whether the job asks for it or would merely like it, when it says.
    pub requirement: Option<Requirement>,
    /// How sure it is that the words mean it.
    pub confidence: f32,
    /// The words; absent when the skill is inferred.
    pub evidence: Option<Quotation>,
    /// What it was inferred from, when no words name it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inferred_from: Option<String>,
    /// Share of what the job asks for; 0 for an extra skill.
    pub weight: f32,
}

/// A step from one concept to another that somebody else says are the same, or that one is within the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Identifier of the concept that it starts from.
    pub from: String,
    /// What is said of the two.
    pub predicate: Predicate,
    /// Identifier of the concept that it leads to.
    pub to: String,
    /// Who says so: the mapping set, or the taxonomy.
    pub source: String,
}

/// A skill that the job asks for and the credential covers, wholly or in part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoveredSkill {
    /// What the job asks for.
    #[serde(flatten)]
    pub asked: ProfileSkill,
    /// How the credential's skill stands to it.
    pub relation: SkillRelation,
    /// How much of it that covers, 0 to 1.
    pub worth: f32,
    /// What the credential offers.
    pub offered: ProfileSkill,
    /// The way from the one to the other, when it leads over what somebody else says.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hops: Vec<Hop>,
}

/// What makes up a score, each 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ScoreParts {
    /// Share of the job's skills that is covered, by weight.
    pub coverage: f32,
    /// Likeness of the texts by words.
    pub words: f32,
    /// Likeness of the titles.
    pub title: f32,
    /// Likeness in meaning.
    pub meaning: f32,
}

/// One document held against the question.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Match {
    /// The other document's identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How well the two fit, 0 to 1; trust has no part in it.
    pub score: f32,
    /// What makes up the score.
    pub parts: ScoreParts,
    /// Skills that the credential covers.
    pub covered: Vec<CoveredSkill>,
    /// Skills that it covers in part.
    pub partly: Vec<CoveredSkill>,
    /// Skills that it does not cover.
    pub missing: Vec<ProfileSkill>,
    /// Skills that it offers and the job does not ask for.
    pub extra: Vec<ProfileSkill>,
    /// The answer in a plain sentence.
    pub explanation: String,
    /// What sort of document it is, when that is known.
    #[serde(skip_serializing_if = "DocumentKind::is_unknown")]
    pub kind: DocumentKind,
    /// What is known of it beside its text.
    #[serde(skip_serializing_if = "Details::is_empty")]
    pub fields: Details,
    /// What speaks for it; beside the score, never inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust: Option<Box<Trust>>,
}

/// How a job asks for a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DegreeDemand {
    /// There is no way round it.
    Required,
    /// A degree, or something equivalent such as experience.
    OrEquivalent,
    /// It would be liked.
    Preferred,
    /// It is named, and whether it is a must is not said.
    Named,
    /// The job says that none is needed.
    NotNeeded,
}

/// What stands behind a degree that a job asks for, and what else proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DegreeDefault {
    /// How the job asks for it.
    pub demand: DegreeDemand,
    /// The degree, in the words of the job.
    pub degree: Qualification,
    /// Skills of the job that some of the other documents below a degree prove, each with who does.
    pub proven: Vec<ProvenSkill>,
    /// Skills of the job that none of them proves.
    pub unproven: Vec<ConceptReference>,
    /// All that in a plain sentence.
    pub explanation: String,
}

/// A skill and the documents that prove it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProvenSkill {
    /// The skill.
    #[serde(flatten)]
    pub concept: ConceptReference,
    /// Identifiers of the documents, best first.
    pub by: Vec<String>,
}

/// The smallest set of documents that together cover a job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    /// The documents, the one that covers most first.
    pub members: Vec<BundleMember>,
    /// Share of the job's skills that they cover together, by weight.
    pub coverage: f32,
    /// Skills that none of them covers, not even in part.
    pub missing: Vec<ConceptReference>,
}

/// One document of a bundle.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BundleMember {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it adds to those before it.
    pub adds: f32,
    /// Skills that it covers better than those before it.
    pub skills: Vec<ConceptReference>,
}

/// The occupation that a job is known to be of, and what that did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OccupationContext {
    /// The occupation.
    #[serde(flatten)]
    pub occupation: ConceptReference,
    /// How it was found: by a code of the posting, or by its title.
    pub found_by: String,
    /// Skills that the words name unclearly and the occupation makes likely.
    pub raised: Vec<ConceptReference>,
}

/// Which documents are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FacetScope {
    /// Those that were compared with the document that was asked about.
    #[default]
    Candidates,
    /// All of the catalogue.
    Catalogue,
}

/// How often each value of a field stands among the documents that a question was held against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The field.
    pub field: String,
    /// Which documents are counted.
    #[serde(default)]
    pub over: FacetScope,
    /// Its values, the commonest first.
    pub values: Vec<FacetValue>,
    /// How many further values there are.
    pub further: usize,
    /// Documents that say nothing of it.
    pub without: usize,
}

/// One value of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value as given; a long one is cut.
    pub value: String,
    /// What a code stands for, as a document says.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Documents that have it.
    pub count: usize,
}

/// A document with everything that fits it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MatchedDocument {
    /// Identifier of the document that was asked about.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The others, best first.
    pub matches: Vec<Match>,
    /// The smallest set that covers the job, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
    /// The degree that the job asks for, and what else proves what stands behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degree: Option<DegreeDefault>,
    /// The occupation that it is known to be of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<OccupationContext>,
    /// Counts of the fields that were asked for, over all documents that it was held against.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets: Vec<Facet>,
}
