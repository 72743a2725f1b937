//! Joins the mentions of one concept across a document into one mapping.

use std::collections::{BTreeMap, HashSet};

use super::passages::Passage;
use super::{ACCEPT, Candidate, MatchOptions, concept_reference, evidence_of, explanation, proficiency};
use crate::index::Index;
use crate::model::{Decision, Evidence, Explanation, LabelRole, Mapping, Predicate, Proficiency, Requirement};

/// How many places of the text are kept as evidence for one concept.
const MOST_EVIDENCE: usize = 3;
/// How much of what is still missing to certainty a further mention adds, times its own confidence.
const REPEATED: f32 = 0.3;

/// What a name of a concept has ahead of other words when it is said which of them prove it, and its own name.
const BY_NAME: f32 = 0.1;
const BY_OWN_NAME: f32 = 0.2;
/// What is left of the confidence of a mention that the text says is not needed.
const DENIED: f32 = 0.1;
/// Weight of what would merely be liked, beside what is asked for.
const PREFERRED_WEIGHT: f32 = 0.5;

/// The mentions of one document so far.
pub(super) struct Mentions<'a> {
    text: &'a str,
    by_concept: BTreeMap<(usize, u32), Mention>,
}

struct Mention {
    confidences: Vec<f32>,
    score: f32,
    /// How much the words that are explained prove.
    proof: f32,
    requirement: Option<Requirement>,
    proficiency: Option<Proficiency>,
    explanation: Option<Explanation>,
    evidence: Vec<(f32, Evidence)>,
}

impl<'a> Mentions<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, by_concept: BTreeMap::new() }
    }

    /// Adds a candidate of a passage.
    pub fn add(&mut self, number: usize, index: &Index, mut candidate: Candidate, passage: &Passage) {
        if passage.denies(&candidate.span) {
            candidate.confidence *= DENIED;
            candidate.score += DENIED.ln();
        }
        let mention = self.by_concept.entry((number, candidate.concept)).or_insert_with(|| Mention {
            confidences: Vec::new(),
            score: f32::NEG_INFINITY,
            proof: f32::NEG_INFINITY,
            requirement: None,
            proficiency: None,
            explanation: None,
            evidence: Vec::new(),
        });
        mention.confidences.push(candidate.confidence);
        // A must anywhere makes it a must, and the highest mastery asked for counts.
        mention.requirement = match (mention.requirement, passage.requirement) {
            (Some(Requirement::Required), _) | (_, Some(Requirement::Required)) => Some(Requirement::Required),
            (known, new) => known.or(new),
        };
        let offset = passage.range.start;
        let segment = &self.text[passage.range.clone()];
        mention.proficiency = mention.proficiency.max(proficiency::of(segment, &candidate.span));
        let proof = candidate.confidence + name_counts(index, &candidate);
        let best = proof > mention.proof;
        mention.proof = mention.proof.max(proof);
        mention.score = mention.score.max(candidate.score);
        let worth_keeping =
            mention.evidence.len() < MOST_EVIDENCE || mention.evidence.iter().any(|(known, _)| *known < proof);
        if worth_keeping {
            let evidence = evidence_of(index, &candidate, segment, offset);
            if best {
                mention.explanation = explanation::of(index, &candidate, &evidence);
            }
            mention.evidence.push((proof, evidence));
            mention.evidence.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.start.cmp(&b.1.start)));
            mention.evidence.truncate(MOST_EVIDENCE);
        }
    }

    /// The mappings, best first.
    pub fn finish(self, indexes: &[&Index], options: &MatchOptions) -> Vec<Mapping> {
        let mut ranked: Vec<(f32, f32, usize, u32, Mention)> = self
            .by_concept
            .into_iter()
            .map(|((number, concept), mention)| (join(&mention.confidences), mention.score, number, concept, mention))
            .filter(|(confidence, ..)| *confidence >= options.min_confidence)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
        // A skill and a piece of knowledge of the same name are one thing to whoever reads the result.
        let mut named = HashSet::new();
        ranked.retain(|(_, _, number, concept, _)| {
            named.insert((*number, indexes[*number].taxonomy.concepts[*concept as usize].name().to_lowercase()))
        });
        ranked.truncate(options.top.unwrap_or(usize::MAX));
        ranked
            .into_iter()
            .map(|(confidence, _, number, concept, mention)| Mapping {
                concept: concept_reference(indexes[number], concept),
                predicate: Predicate::Close,
                confidence: round(confidence),
                decision: if confidence >= ACCEPT { Decision::Accepted } else { Decision::Review },
                requirement: mention.requirement,
                proficiency: mention.proficiency,
                weight: weight(confidence, mention.confidences.len(), mention.requirement),
                evidence: mention.evidence.into_iter().map(|(_, evidence)| evidence).collect(),
                explanation: mention.explanation,
                origin: None,
            })
            .collect()
    }
}

/// What it is worth, as proof, that a name stands there word for word.
fn name_counts(index: &Index, candidate: &Candidate) -> f32 {
    match index.labels[candidate.label as usize].role {
        _ if !candidate.phrase => 0.0,
        LabelRole::Preferred => BY_OWN_NAME,
        _ => BY_NAME,
    }
}

/// How much of a document a concept makes up: how sure it is, how often it is said, and whether it is a must. Only
/// in proportion to other concepts of the document, until [`share_weights`].
pub(super) fn weight(confidence: f32, mentions: usize, requirement: Option<Requirement>) -> f32 {
    let wanted = if requirement == Some(Requirement::Preferred) { PREFERRED_WEIGHT } else { 1.0 };
    confidence * (mentions as f32).ln_1p() * wanted
}

/// Makes the weights of all mappings of a document 1 together.
pub(super) fn share_weights(mappings: &mut [Mapping]) {
    let all: f32 = mappings.iter().map(|mapping| mapping.weight).sum::<f32>().max(f32::EPSILON);
    for mapping in mappings {
        mapping.weight = round(mapping.weight / all);
    }
}

/// The confidence of several mentions: the best, and a little for each further one.
fn join(confidences: &[f32]) -> f32 {
    let mut sorted = confidences.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let best = sorted.first().copied().unwrap_or(0.0);
    // Repeating a weak guess does not make it a good one, so only half-sure mentions count.
    sorted.iter().skip(1).filter(|other| **other >= 0.5).fold(best, |sum, other| sum + (1.0 - sum) * REPEATED * other)
}

/// Four decimals: enough to rank by, and the same text on every machine.
fn round(confidence: f32) -> f32 {
    (confidence * 10_000.0).round() / 10_000.0
}
