//! One entry of a taxonomy: a skill, a piece of knowledge, an occupation, a software product or a group.
//!
//! Labels keep their language and role, because a hidden or French label must never be shown as the
//! English name; identifiers are kept exactly as the publisher wrote them.

use serde::{Deserialize, Serialize};

use crate::counts::words_for;

use super::Predicate;

/// What sort of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConceptKind {
    /// Something a person can do.
    Skill,
    /// Something a person knows.
    Knowledge,
    /// A lasting capacity, such as O*NET's "Manual Dexterity".
    Ability,
    /// A way of working, such as O*NET's "Dependability".
    WorkStyle,
    /// A work activity at any level of detail (O*NET elements, IWAs and DWAs).
    WorkActivity,
    /// One task of one occupation.
    Task,
    /// A software product.
    Software,
    /// A tool, machine or instrument.
    Tool,
    /// A natural language.
    Language,
    /// An occupation.
    Occupation,
    /// A group of skills or knowledge.
    SkillGroup,
    /// A group of occupations (ISCO, SOC).
    OccupationGroup,
    /// Anything else that a source publishes (interests, values, domains).
    Other,
}

impl ConceptKind {
    /// Every kind, in the order in which counts are printed.
    pub const ALL: [Self; 13] = [
        Self::Skill,
        Self::Knowledge,
        Self::Ability,
        Self::WorkStyle,
        Self::WorkActivity,
        Self::Task,
        Self::Software,
        Self::Tool,
        Self::Language,
        Self::Occupation,
        Self::SkillGroup,
        Self::OccupationGroup,
        Self::Other,
    ];

    /// What one of the kind is called, or what so many are.
    pub fn words_for(self, count: usize) -> &'static str {
        let (one, many) = match self {
            Self::Skill => ("skill", "skills"),
            Self::Knowledge => ("field of knowledge", "fields of knowledge"),
            Self::Ability => ("ability", "abilities"),
            Self::WorkStyle => ("work style", "work styles"),
            Self::WorkActivity => ("work activity", "work activities"),
            Self::Task => ("task", "tasks"),
            Self::Software => ("software product", "software products"),
            Self::Tool => ("tool", "tools"),
            Self::Language => ("language", "languages"),
            Self::Occupation => ("occupation", "occupations"),
            Self::SkillGroup => ("skill group", "skill groups"),
            Self::OccupationGroup => ("occupation group", "occupation groups"),
            Self::Other => ("other", "others"),
        };
        words_for(count, one, many)
    }

    /// The name used in files, options and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Knowledge => "knowledge",
            Self::Ability => "ability",
            Self::WorkStyle => "work-style",
            Self::WorkActivity => "work-activity",
            Self::Task => "task",
            Self::Software => "software",
            Self::Tool => "tool",
            Self::Language => "language",
            Self::Occupation => "occupation",
            Self::SkillGroup => "skill-group",
            Self::OccupationGroup => "occupation-group",
            Self::Other => "other",
        }
    }

    /// The kind of that name; blanks and underscores count as hyphens, case does not count.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase().replace([' ', '_', '/'], "-");
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether `map` looks for this kind unless told otherwise: what a person can do, know, use or be,
    /// not the groups that such things are filed under nor the occupations they serve.
    pub const fn is_mapped_by_default(self) -> bool {
        !matches!(
            self,
            Self::Occupation | Self::SkillGroup | Self::OccupationGroup | Self::Task | Self::Tool | Self::Other
        )
    }
}

impl std::fmt::Display for ConceptKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// How a label stands to its concept (SKOS sections 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LabelRole {
    /// The one name to show, at most one a language.
    Preferred,
    /// Another name that may be shown.
    Alternative,
    /// A name for finding only: old spellings, misspellings, retired names.
    Hidden,
}

/// A name of a concept in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The name as published, trimmed.
    pub text: String,
    /// How it stands to the concept.
    pub role: LabelRole,
    /// BCP 47 tag, lower case; empty when the source does not say.
    pub language: String,
}

/// What a longer text about a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteRole {
    /// What the concept means, including ESCO's `description` and the RSD's skill statement.
    Definition,
    /// How far the concept reaches.
    ScopeNote,
    /// An example of its use.
    Example,
}

/// A longer text about a concept in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The text as published, trimmed.
    pub text: String,
    /// What it is.
    pub role: NoteRole,
    /// BCP 47 tag, lower case; empty when the source does not say.
    pub language: String,
}

/// How widely a skill is used (ESCO's reuse level).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReuseLevel {
    /// In nearly every occupation: soft skills.
    Transversal,
    /// In several sectors.
    CrossSector,
    /// In one sector.
    SectorSpecific,
    /// In one occupation.
    OccupationSpecific,
}

/// A statement by the publisher that something outside the taxonomy corresponds to the concept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Identifier of the outside thing, as published; empty when only a name was given.
    pub target: String,
    /// Its name, when given.
    pub name: Option<String>,
    /// The vocabulary it belongs to, when given.
    pub framework: Option<String>,
    /// How the outside thing stands to the concept, when the publisher says.
    #[serde(default)]
    pub predicate: Option<Predicate>,
}

/// One entry of a taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// The publisher's identifier, byte for byte.
    pub id: String,
    /// The publisher's short code, when it has one.
    pub notation: Option<String>,
    /// What sort of thing it is.
    pub kind: ConceptKind,
    /// All its names; a concept without any is refused by the readers.
    pub labels: Vec<Label>,
    /// Definitions, scope notes and examples.
    pub notes: Vec<Note>,
    /// How widely it is used, when the source says.
    pub reuse: Option<ReuseLevel>,
    /// Free headings that the source files it under.
    pub categories: Vec<String>,
    /// Occupation codes (SOC, O*NET-SOC, ISCO) that the source attaches to it.
    pub occupation_codes: Vec<String>,
    /// Correspondences to other vocabularies that the source states.
    pub links: Vec<Link>,
}

impl Concept {
    /// A concept with nothing but its identifier and kind.
    pub fn new(id: impl Into<String>, kind: ConceptKind) -> Self {
        Self {
            id: id.into(),
            notation: None,
            kind,
            labels: Vec::new(),
            notes: Vec::new(),
            reuse: None,
            categories: Vec::new(),
            occupation_codes: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Adds a label unless it is blank or the concept already has the same words in that language.
    ///
    /// White space is folded, since published labels carry line breaks and no-break spaces.
    pub fn add_label(&mut self, text: &str, role: LabelRole, language: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let known = |label: &Label| label.language == language && label.text == text;
        if !text.is_empty() && !self.labels.iter().any(known) {
            self.labels.push(Label { text, role, language: language.to_owned() });
        }
    }

    /// Adds a longer text unless it is blank or already there.
    pub fn add_note(&mut self, text: &str, role: NoteRole, language: &str) {
        let text = text.trim();
        let known = |note: &Note| note.language == language && note.text == text;
        if !text.is_empty() && !self.notes.iter().any(known) {
            self.notes.push(Note { text: text.to_owned(), role, language: language.to_owned() });
        }
    }

    /// Adds a correspondence unless it is already there.
    pub fn add_link(&mut self, link: Link) {
        if !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// The name to show: the first preferred label, else the first label, else the identifier.
    pub fn name(&self) -> &str {
        let preferred = self.labels.iter().find(|label| label.role == LabelRole::Preferred);
        preferred.or(self.labels.first()).map_or(&self.id, |label| &label.text)
    }

    /// The text that says what the concept means, when the source has one.
    pub fn definition(&self) -> Option<&str> {
        let definition = self.notes.iter().find(|note| note.role == NoteRole::Definition);
        definition.or(self.notes.first()).map(|note| note.text.as_str())
    }
}
