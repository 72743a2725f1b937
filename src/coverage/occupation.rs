//! Occupations as context. "Drafting" in a posting for an architect is technical drawing, in one for a lawyer it is not.
//!
//! A posting whose occupation is known, by a code it carries or by its title, gets that occupation's essential skills as
//! a prior: what its words name unclearly becomes likelier when the occupation cannot do without it. Nothing is added
//! that the words do not name, unless that is asked for; what is added then says that it is inferred.

use std::collections::{HashMap, HashSet};

use super::relations::{Concepts, Place};
use super::{Prepared, rounded};
use crate::matching::ACCEPT;
use crate::model::{ConceptKind, ConceptReference, Decision, DocumentKind, LabelRole, OccupationContext};
use crate::text::{Stemmer, is_stop_word, tokenise};

/// What an essential skill's log-odds gain.
const PRIOR: f32 = 0.8;

/// A skill that no words name.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    /// The skill.
    pub concept: ConceptReference,
    /// Name of the occupation that cannot do without it.
    pub from: String,
}

/// The occupations of some taxonomies, by code and by title.
pub struct Occupations {
    by_code: HashMap<String, Vec<Place>>,
    by_title: HashMap<Vec<String>, Vec<Place>>,
    stemmer: Stemmer,
}

/// An occupation that a document is of.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub place: Place,
    pub found_by: String,
}

impl Occupations {
    /// The occupations that need skills.
    pub fn new(concepts: &Concepts<'_>) -> Self {
        let stemmer = Stemmer::new("en");
        let mut occupations = Self { by_code: HashMap::new(), by_title: HashMap::new(), stemmer };
        for (number, index) in concepts.indexes().iter().enumerate() {
            for (position, concept) in (0..).zip(&index.taxonomy.concepts) {
                let place = (number, position);
                if concept.kind != ConceptKind::Occupation || concepts.essential(place).is_empty() {
                    continue;
                }
                for code in concept.notation.iter().chain(&concept.occupation_codes) {
                    occupations.by_code.entry(code.clone()).or_default().push(place);
                }
                for label in concept.labels.iter().filter(|label| label.role != LabelRole::Hidden) {
                    let key = occupations.key(&label.text);
                    let places = occupations.by_title.entry(key).or_default();
                    if places.last() != Some(&place) {
                        places.push(place);
                    }
                }
            }
        }
        occupations
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_title.is_empty()
    }

    /// The words of a title, in no order: "manager, sales" is a sales manager.
    fn key(&self, title: &str) -> Vec<String> {
        let words = tokenise(title).into_iter().filter(|token| !is_stop_word(&token.folded));
        let mut key: Vec<String> = words.map(|token| self.stemmer.stem(&token.folded)).collect();
        key.sort();
        key
    }

    /// The occupation of a document: of the one code it has, else of its title when that is an occupation's.
    pub(super) fn of(&self, document: &Prepared) -> Option<Known> {
        let document = &document.profiled.document;
        for code in &document.details.occupation_codes {
            // The six digits of the SOC name the same as the eight of O*NET that end in zeros.
            let longer = format!("{}.00", code.code);
            for code in [code.code.as_str(), longer.as_str()] {
                if let Some([place]) = self.by_code.get(code).map(Vec::as_slice) {
                    return Some(Known { place: *place, found_by: format!("code {code}") });
                }
            }
        }
        if document.title.is_empty() {
            return None;
        }
        // A name that several occupations share names none of them.
        match self.by_title.get(&self.key(&document.title)).map(Vec::as_slice) {
            Some([place]) => Some(Known { place: *place, found_by: format!("title “{}”", document.title) }),
            _ => None,
        }
    }

    /// Uses the occupation of a job as context: raises what its words name unclearly, and lists what they do not name.
    pub fn consider(
        &self,
        document: &mut Prepared,
        concepts: &Concepts<'_>,
    ) -> Option<(OccupationContext, Vec<Inferred>)> {
        let kind = document.profiled.document.kind;
        if !matches!(kind, DocumentKind::Posting | DocumentKind::Occupation | DocumentKind::Unknown) {
            return None;
        }
        let known = self.of(document)?;
        let essential: HashSet<u32> = concepts.essential(known.place).iter().copied().collect();
        let index = concepts.indexes()[known.place.0];
        let mut raised = Vec::new();
        let mut named = HashSet::new();
        for mapping in &mut document.profiled.mappings.mappings {
            let Some((number, position)) = concepts.place(&mapping.concept) else { continue };
            if number != known.place.0 || !essential.contains(&position) {
                continue;
            }
            named.insert(position);
            let before = mapping.confidence;
            if before <= 0.0 || before >= 1.0 {
                continue;
            }
            let odds = (before / (1.0 - before)).ln() + PRIOR;
            mapping.confidence = rounded(1.0 / (1.0 + (-odds).exp()));
            if before < ACCEPT && mapping.confidence >= ACCEPT {
                mapping.decision = Decision::Accepted;
                raised.push(mapping.concept.clone());
            }
        }
        let by_confidence =
            |a: &crate::model::Mapping, b: &crate::model::Mapping| b.confidence.total_cmp(&a.confidence);
        document.profiled.mappings.mappings.sort_by(by_confidence);
        let occupation = super::reference(index, known.place.1);
        let mut unnamed: Vec<u32> = essential.into_iter().filter(|position| !named.contains(position)).collect();
        unnamed.sort_unstable();
        let inferred = unnamed
            .into_iter()
            .map(|position| Inferred { concept: super::reference(index, position), from: occupation.label.clone() });
        let inferred = inferred.collect();
        Some((OccupationContext { occupation, found_by: known.found_by, raised }, inferred))
    }
}
