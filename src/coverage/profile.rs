//! The profile of a document as it is compared: the skills worth comparing, each with weight, proof and place.

use super::Prepared;
use super::occupation::Inferred;
use super::relations::{Concepts, Place};
use crate::matching::ACCEPT;
use crate::model::{ConceptReference, Mapping, MatcherName, ProfileSkill, Quotation, Requirement};
use crate::text::{Token, is_stop_word, tokenise};

/// Most skills of one side.
const MOST: usize = 60;
/// How much more counts what the job says it must have.
const REQUIRED_WEIGHT: f32 = 1.25;
/// Weight of a skill that only the occupation says is needed, beside one of average weight that the words name.
const INFERRED_WEIGHT: f32 = 0.4;

/// Words for whole fields. Nearly every text has some of them, and whoever reads "technologies" in a posting and
/// "engineering" in a course has learnt of no skill that both name.
const FIELD_WORDS: [&str; 14] = [
    "science", "sciences", "scientific", "technology", "technologies", "technological", "technical", "engineering",
    "engineer", "engineers", "design", "designer", "designers", "systems",
];

/// Whether the words of a document name more than a field; what it states itself always counts.
fn names_a_skill(mapping: &Mapping) -> bool {
    mapping.evidence.is_empty()
        || mapping.evidence.iter().any(|evidence| {
            let telling = |token: &Token| !is_stop_word(&token.folded) && !FIELD_WORDS.contains(&token.folded.as_str());
            evidence.matcher == MatcherName::Asserted || tokenise(&evidence.quote).iter().any(telling)
        })
}

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
    let named = || document.profile().iter().filter(|mapping| names_a_skill(mapping));
    let surely = named().any(|mapping| mapping.confidence >= ACCEPT);
    let counts = |mapping: &&Mapping| !surely || mapping.confidence >= ACCEPT;
    let mut skills: Vec<Skill<'a>> = named()
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
    let named = document.profile().iter().filter(|mapping| names_a_skill(mapping));
    named.take(MOST).map(|mapping| skill_of(mapping, concepts)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, Decision, Evidence, Predicate};

    fn mapping(quote: &str, matcher: MatcherName) -> Mapping {
        Mapping {
            concept: ConceptReference {
                concept_id: "c".to_owned(),
                notation: None,
                label: "Engineering and Technology".to_owned(),
                taxonomy: "t".to_owned(),
                taxonomy_version: String::new(),
                kind: ConceptKind::Knowledge,
            },
            predicate: Predicate::Close,
            confidence: 0.9,
            decision: Decision::Accepted,
            requirement: None,
            proficiency: None,
            weight: 1.0,
            evidence: vec![Evidence {
                matcher,
                quote: quote.to_owned(),
                start: 0,
                end: quote.len(),
                matched_label: String::new(),
                score: 1.0,
            }],
            explanation: None,
            origin: None,
        }
    }

    #[test]
    fn a_word_for_a_whole_field_names_no_skill() {
        for (quote, counts) in [
            ("Technologies", false),
            ("science and technology", false),
            ("computer science", true),
            ("chemistry", true),
        ] {
            assert_eq!(names_a_skill(&mapping(quote, MatcherName::Label)), counts, "{quote}");
        }
        assert!(names_a_skill(&mapping("Design", MatcherName::Asserted)), "a document may state what it likes");
    }
}
