//! The profile of a document as it is compared: the skills worth comparing, each with weight, proof and place.

use super::Prepared;
use super::occupation::Inferred;
use super::relations::{Concepts, Place};
use crate::matching::ACCEPT;
use crate::model::{ConceptReference, Mapping, ProfileSkill, Quotation, Requirement};

/// Most skills of one side.
const MOST: usize = 60;
/// How much more counts what the job says it must have.
const REQUIRED_WEIGHT: f32 = 1.25;
/// Weight of a skill that only the occupation says is needed, beside one of average weight that the words name.
const INFERRED_WEIGHT: f32 = 0.4;

/// One skill of a profile.
pub(super) struct Skill<'a> {
    pub concept: &'a ConceptReference,
    pub place: Option<Place>,
    pub mapping: Option<&'a Mapping>,
    /// The occupation that it was inferred from, when no words name it.
    pub inferred_from: Option<&'a str>,
    /// Share of the profile.
    pub weight: f32,
    /// Whether the words surely mean it.
    pub sure: bool,
}

/// The skills that a job asks for: those that it surely names; when there are none, those that it may name.
pub(super) fn asked<'a>(
    document: &'a Prepared,
    inferred: &'a [Inferred],
    concepts: &Concepts<'_>,
    rarity: impl Fn(&ConceptReference) -> f32,
) -> Vec<Skill<'a>> {
    let surely = document.profile().iter().any(|mapping| mapping.confidence >= ACCEPT);
    let counts = |mapping: &&Mapping| !surely || mapping.confidence >= ACCEPT;
    let mut skills: Vec<Skill<'a>> = document
        .profile()
        .iter()
        .filter(counts)
        .take(MOST)
        .map(|mapping| {
            let must = if mapping.requirement == Some(Requirement::Required) { REQUIRED_WEIGHT } else { 1.0 };
            let mut skill = skill_of(mapping, concepts);
            skill.weight = mapping.weight.max(1e-4) * must * rarity(&mapping.concept);
            skill
        })
        .collect();
    let average = skills.iter().map(|skill| skill.weight).sum::<f32>() / skills.len().max(1) as f32;
    let average = if skills.is_empty() { 1.0 } else { average };
    for one in inferred.iter().take(MOST) {
        if skills.iter().any(|skill| skill.concept.concept_id == one.concept.concept_id) {
            continue;
        }
        skills.push(Skill {
            concept: &one.concept,
            place: concepts.place(&one.concept),
            mapping: None,
            inferred_from: Some(&one.from),
            weight: INFERRED_WEIGHT * average,
            sure: false,
        });
    }
    let all = skills.iter().map(|skill| skill.weight).sum::<f32>().max(f32::EPSILON);
    for skill in &mut skills {
        skill.weight /= all;
    }
    skills
}

/// The skills that a credential offers, unsure ones too.
pub(super) fn offered<'a>(document: &'a Prepared, concepts: &Concepts<'_>) -> Vec<Skill<'a>> {
    document.profile().iter().take(MOST).map(|mapping| skill_of(mapping, concepts)).collect()
}

fn skill_of<'a>(mapping: &'a Mapping, concepts: &Concepts<'_>) -> Skill<'a> {
    Skill {
        concept: &mapping.concept,
        place: concepts.place(&mapping.concept),
        mapping: Some(mapping),
        inferred_from: None,
        weight: 0.0,
        sure: mapping.confidence >= ACCEPT,
    }
}

impl Skill<'_> {
    /// The skill as it is told.
    pub fn told(&self) -> ProfileSkill {
        let quotation = |mapping: &Mapping| {
            let best = mapping.evidence.first()?;
            Some(Quotation { quote: best.quote.clone(), start: best.start, end: best.end })
        };
        ProfileSkill {
            concept: self.concept.clone(),
            requirement: self.mapping.and_then(|mapping| mapping.requirement),
            confidence: self.mapping.map_or(0.0, |mapping| mapping.confidence),
            evidence: self.mapping.and_then(quotation),
            inferred_from: self.inferred_from.map(str::to_owned),
            weight: super::rounded(self.weight),
        }
    }
}
