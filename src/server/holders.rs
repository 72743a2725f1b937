//! Who teaches a concept and who asks for it: the documents of catalogues whose words name it, the surest first.

use serde::Serialize;

use super::answers;
use super::catalogues::ServedCatalogue;
use super::library::Library;
use super::problem::Problem;
use crate::model::{ConceptReference, Decision, DocumentKind, Requirement};

/// So many documents of a catalogue are looked at to find the surest.
const LOOKED_AT: usize = 200;

/// What one catalogue has of a concept.
#[derive(Debug, Serialize)]
pub struct Holding {
    /// The catalogue.
    pub catalogue: String,
    /// How many of its documents speak of the concept, the doubtful ones among them.
    pub documents: usize,
    /// Those that likely do, the surest first.
    pub surest: Vec<Holder>,
}

/// A document that speaks of a concept.
#[derive(Debug, Serialize)]
pub struct Holder {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// Who issues, offers or hires, when that is known.
    pub issuer: Option<String>,
    /// How likely it is that the words mean the concept.
    pub confidence: f64,
    /// Whether a job must have it.
    pub requirement: Option<Requirement>,
    /// The words.
    pub quote: String,
}

/// The side that a document is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It teaches or certifies.
    Teaches,
    /// It asks.
    Asks,
    /// Its source does not say what it is.
    Unknown,
}

impl Holder {
    /// The side that it is on.
    pub fn role(&self) -> Role {
        match self.kind {
            DocumentKind::Posting | DocumentKind::Occupation => Role::Asks,
            DocumentKind::Credential | DocumentKind::Course | DocumentKind::Programme | DocumentKind::Assessment => {
                Role::Teaches
            }
            DocumentKind::LearnerRecord | DocumentKind::Unknown => Role::Unknown,
        }
    }
}

/// The catalogues of some names; all when there are none.
pub fn named<'a>(library: &'a Library, names: &[String]) -> Result<Vec<&'a ServedCatalogue>, Problem> {
    if names.is_empty() {
        return Ok(library.catalogues().iter().collect());
    }
    names.iter().map(|name| library.catalogue(name)).collect()
}

/// What catalogues have of a concept, at most so many documents of each; those that have nothing are left out.
pub fn of(catalogues: &[&ServedCatalogue], concept: &ConceptReference, most: usize) -> Result<Vec<Holding>, Problem> {
    let mut holdings = Vec::new();
    for catalogue in catalogues {
        let (documents, found) = catalogue.pool.documents_that_name(concept, LOOKED_AT)?;
        if documents == 0 {
            continue;
        }
        let mut surest = Vec::new();
        for profiled in found {
            let mut mappings = profiled.mappings.mappings.into_iter();
            let same =
                |other: &ConceptReference| other.concept_id == concept.concept_id && other.taxonomy == concept.taxonomy;
            let mapping = mappings.find(|one| same(&one.concept) && one.decision == Decision::Accepted);
            surest.extend(mapping.map(|mapping| (mapping, profiled.document)));
        }
        surest.sort_by(|(one, first), (other, second)| {
            other.confidence.total_cmp(&one.confidence).then_with(|| first.id.cmp(&second.id))
        });
        surest.truncate(most);
        let holder = |(mapping, document): (crate::model::Mapping, crate::model::Document)| Holder {
            id: document.id,
            title: document.title,
            kind: document.kind,
            issuer: document.details.issuer,
            confidence: answers::value(&mapping.confidence).as_f64().unwrap_or_default(),
            requirement: mapping.requirement,
            quote: mapping.evidence.into_iter().next().map(|one| one.quote).unwrap_or_default(),
        };
        let surest = surest.into_iter().map(holder).collect();
        holdings.push(Holding { catalogue: catalogue.name().to_owned(), documents, surest });
    }
    Ok(holdings)
}
