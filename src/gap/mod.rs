//! Demand and supply: what postings ask for, what credentials teach, and where the two do not meet.
//!
//! A [`Survey`] is fed with mapped documents of either side, one at a time and in any number; what it keeps grows
//! with the vocabulary and never with the documents. Demand counts documents, what is required and what is
//! preferred apart. A concept that is asked for and taught only by a narrower, a broader or an otherwise related
//! concept is told from one that nobody teaches: joining the two sides on identical concepts alone would
//! announce gaps where there are only other words.

mod concepts;
mod excerpt;
mod field;
mod measures;
mod narrowing;
pub mod report;
mod statements;
mod survey;
mod values;
mod vocabulary;

use serde::Serialize;

use crate::model::{ConceptKind, Requirement};

pub use excerpt::LeftOut;
pub use field::Field;
pub use statements::Statements;
pub use survey::{Survey, SurveyOptions};
pub use values::{FieldValue, FieldValues};

/// Which way a document counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// It asks: a posting.
    Demand,
    /// It teaches or certifies: a credential, a course, a programme.
    Supply,
}

impl Side {
    /// What its documents are called in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demand => "postings",
            Self::Supply => "credentials",
        }
    }
}

/// Where a side is among two.
const fn side_index(side: Side) -> usize {
    match side {
        Side::Demand => 0,
        Side::Supply => 1,
    }
}

/// How what is asked for and what is taught meet at one concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Asked for and taught.
    Met,
    /// Asked for; only a narrower, broader or related concept is taught.
    Partly,
    /// Asked for, and nothing like it is taught.
    NotTaught,
    /// Taught; only a narrower, broader or related concept is asked for.
    PartlyAskedFor,
    /// Taught, and nothing like it is asked for.
    NotAskedFor,
}

impl Standing {
    /// The word in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::NotTaught => "not-taught",
            Self::PartlyAskedFor => "partly-asked-for",
            Self::NotAskedFor => "not-asked-for",
        }
    }
}

/// How many documents of a side name a concept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Documents that name the concept itself.
    pub documents: u64,
    /// Of these, those that call it a must.
    pub required: u64,
    /// Of these, those that would merely like it.
    pub preferred: u64,
    /// Further documents, which name a narrower concept and not this one.
    pub narrower: u64,
}

impl Count {
    /// Adds a document that names the concept.
    fn add(&mut self, requirement: Option<Requirement>) {
        self.documents += 1;
        match requirement {
            Some(Requirement::Required) => self.required += 1,
            Some(Requirement::Preferred) => self.preferred += 1,
            None => {}
        }
    }
}

/// The words of a document that name a concept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// Identifier of the document.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its words.
    pub quote: String,
    /// How sure the mapping is.
    pub confidence: f32,
}

/// The concept of the other side that comes nearest to one that the other side does not name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// Its name.
    pub label: String,
    /// Its identifier.
    pub concept_id: String,
    /// How it stands to the concept of the row: narrower, broader, related or same-name.
    pub relation: &'static str,
    /// Documents of the other side that name it.
    pub documents: u64,
}

/// Demand and supply of one concept or group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Identifier; of a heading that is no concept, its name.
    pub concept_id: String,
    /// Name.
    pub label: String,
    /// Taxonomy.
    pub taxonomy: String,
    /// What sort of concept.
    pub kind: ConceptKind,
    /// Of a group, how many groups are above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// Names of the groups that the concept is in, nearest first.
    pub groups: Vec<String>,
    /// Whether it is a soft skill: useful in nearly every occupation.
    pub soft: bool,
    /// How the two sides meet.
    pub standing: Standing,
    /// Postings that ask for it.
    pub demand: Count,
    /// Credentials that teach it.
    pub supply: Count,
    /// Share of all postings that ask for it.
    pub demand_share: f64,
    /// Share of all credentials that teach it.
    pub supply_share: f64,
    /// Postings for each credential; absent when no credential teaches it.
    pub ratio: Option<f64>,
    /// Share of postings less share of credentials: above 0 more is asked for than taught.
    pub gap: f64,
    /// Whether that difference is larger than so few documents would show by chance.
    pub clear: bool,
    /// What comes nearest on the side that does not name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
    /// Postings that ask for it, surest first.
    pub asked: Vec<Example>,
    /// Credentials that teach it, surest first.
    pub taught: Vec<Example>,
}

/// The part of the documents that have one value of a field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slice {
    /// The value, as it is shown.
    pub value: String,
    /// Postings that count here.
    pub postings: u64,
    /// Credentials that count here.
    pub credentials: u64,
    /// Pairs of such a posting and a concept that it asks for.
    pub requests: u64,
    /// Of these, those whose concept such a credential teaches.
    pub requests_met: u64,
    /// Its concepts, most asked for first; without examples.
    pub concepts: Vec<Row>,
}

/// A phrase that is frequent and that no concept of the taxonomy means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Phrase {
    /// The words as they most recently stood.
    pub phrase: String,
    /// Postings that have it.
    pub postings: u64,
    /// Credentials that have it.
    pub credentials: u64,
    /// The concept whose words come nearest, with the confidence that it is meant.
    pub nearest: Option<(String, f32)>,
    /// A document with the phrase, and the sentence it stands in.
    pub example: Example,
}

/// How often a side or both name what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Postings that count.
    pub postings: u64,
    /// Of these, those on which nothing was found.
    pub postings_without: u64,
    /// Further postings, which do not fulfil the conditions.
    pub postings_left_out: u64,
    /// Credentials that count.
    pub credentials: u64,
    /// Of these, those on which nothing was found.
    pub credentials_without: u64,
    /// Further credentials, which do not fulfil the conditions.
    pub credentials_left_out: u64,
    /// Concepts asked for.
    pub asked: u64,
    /// Of these, those taught.
    pub met: u64,
    /// Of these, those of which only something narrower, broader or related is taught.
    pub partly: u64,
    /// Of these, those not taught.
    pub not_taught: u64,
    /// Concepts taught.
    pub taught: u64,
    /// Of these, those that nobody asks for, nor anything like it.
    pub not_asked_for: u64,
    /// Pairs of a posting and a concept that it asks for.
    pub requests: u64,
    /// Of these, those whose concept is taught.
    pub requests_met: u64,
}

impl Totals {
    /// Documents of a side that count, and those of them on which nothing was found.
    fn of(&mut self, side: Side) -> (&mut u64, &mut u64) {
        match side {
            Side::Demand => (&mut self.postings, &mut self.postings_without),
            Side::Supply => (&mut self.credentials, &mut self.credentials_without),
        }
    }
}

/// What a survey found.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Counts of all.
    pub totals: Totals,
    /// Taxonomies by `name@version`, with the attribution that each asks for.
    pub taxonomies: Vec<(String, String)>,
    /// The field that documents are told apart by, when they are.
    pub by: Option<Field>,
    /// Sides of which no document has that field, so that all of them count for every value.
    pub whole: Vec<Side>,
    /// Every concept that either side names, most asked for first.
    pub concepts: Vec<Row>,
    /// Every group with such a concept, most asked for first.
    pub groups: Vec<Row>,
    /// One for each value of the field, most documents first.
    pub slices: Vec<Slice>,
    /// Values of the field that were too many to be told apart.
    pub merged_values: bool,
    /// Fields of conditions that no document of a side has, so that the side was not narrowed by them.
    pub unsaid: Vec<(String, Side)>,
    /// What the documents say in each field that they can be narrowed and told apart by.
    pub values: Vec<FieldValues>,
    /// Frequent phrases without a concept.
    pub phrases: Vec<Phrase>,
}

impl Gap {
    /// Fields of conditions that no document of either side has.
    pub fn said_by_nobody(&self) -> Vec<&str> {
        let demand = self.unsaid.iter().filter(|(_, side)| *side == Side::Demand).map(|(field, _)| field.as_str());
        demand.filter(|field| self.unsaid.contains(&((*field).to_owned(), Side::Supply))).collect()
    }
}
