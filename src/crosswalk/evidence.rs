//! From claims to mappings with the words that prove them.
//!
//! A concept is quoted like a document: its text is its labels, one a line, and a quotation is the label that was met.

use super::decision;
use super::features::PairFeature;
use super::known::Known;
use super::predicates::{Claim, Published};
use crate::index::Index;
use crate::model::{Concept, ConceptReference, DocumentMappings, Evidence, Mapping, MatcherName, Predicate, Taxonomy};

/// Cosine of two concepts from which their nearness is evidence beside the words.
const NEAR: f32 = 0.6;
/// Share of what the siblings mean from which they are evidence.
const TOGETHER: f32 = 0.3;
/// Likeness of two labels from which their words are evidence.
const LIKE: f32 = 0.35;

/// The entry of a source concept.
pub(super) fn written(
    from: &Index,
    to: &Index,
    source: u32,
    claims: &[Claim],
    known: &Known,
    with_text: bool,
) -> DocumentMappings {
    let concept = &from.taxonomy.concepts[source as usize];
    let whole: f32 = claims.iter().map(|claim| claim.confidence).sum();
    let mapping = |claim: &Claim| Mapping {
        concept: reference(&to.taxonomy, claim.to),
        predicate: claim.predicate,
        confidence: claim.confidence,
        decision: decision(claim.confidence),
        requirement: None,
        proficiency: None,
        weight: if whole > 0.0 { (claim.confidence / whole * 1e4).round() / 1e4 } else { 0.0 },
        evidence: evidence(concept, &to.taxonomy.concepts[claim.to as usize], claim),
        explanation: None,
        origin: claim.known.map(|known_by| Box::new(known.origin(known_by.by))),
    };
    DocumentMappings {
        id: concept.id.clone(),
        title: concept.name().to_owned(),
        text: with_text.then(|| text_of(concept)),
        mappings: claims.iter().map(mapping).collect(),
        ..DocumentMappings::default()
    }
}

/// A concept as the object of a mapping.
pub(super) fn reference(taxonomy: &Taxonomy, position: u32) -> ConceptReference {
    let concept = &taxonomy.concepts[position as usize];
    ConceptReference {
        concept_id: concept.id.clone(),
        notation: concept.notation.clone(),
        label: concept.name().to_owned(),
        taxonomy: taxonomy.info.name.clone(),
        taxonomy_version: taxonomy.info.version.clone(),
        kind: concept.kind,
    }
}

/// The labels of a concept, one a line.
fn text_of(concept: &Concept) -> String {
    concept.labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// The evidence of a mapping that others state: the names of both, and that somebody says so.
pub(super) fn stated(source: &Concept, target: &Concept) -> Evidence {
    let quote = source.name().to_owned();
    let before = source.labels.iter().take_while(|label| label.text != quote);
    let start = before.map(|label| label.text.len() + 1).sum();
    let end = start + quote.len();
    let matched_label = target.name().to_owned();
    Evidence { matcher: MatcherName::Asserted, quote, start, end, matched_label, score: 1.0 }
}

/// Why, the strongest first; never empty.
fn evidence(source: &Concept, target: &Concept, claim: &Claim) -> Vec<Evidence> {
    let label = claim.labels.0 as usize;
    let start = source.labels[..label].iter().map(|label| label.text.len() + 1).sum::<usize>();
    let quote = &source.labels[label].text;
    let piece = |matcher: MatcherName, score: f32| Evidence {
        matcher,
        quote: quote.clone(),
        start,
        end: start + quote.len(),
        matched_label: target.labels[claim.labels.1 as usize].text.clone(),
        score: (score.clamp(0.0, 1.0) * 1e4).round() / 1e4,
    };
    let value = |feature: PairFeature| claim.features.get(feature);
    let mut evidence = Vec::new();
    match claim.published {
        Some(Published::Directly(_)) => evidence.push(piece(MatcherName::Asserted, 1.0)),
        Some(Published::ByAThird) => evidence.push(piece(MatcherName::Asserted, 0.5)),
        None => {}
    }
    if value(PairFeature::Equal) > 0.0 {
        evidence.push(piece(MatcherName::Label, 1.0));
    } else if value(PairFeature::Best) >= LIKE {
        evidence.push(piece(MatcherName::Lexical, value(PairFeature::Best)));
    }
    if value(PairFeature::ConceptCosine) >= NEAR {
        evidence.push(piece(MatcherName::Semantic, value(PairFeature::ConceptCosine)));
    }
    if value(PairFeature::Siblings) >= TOGETHER {
        evidence.push(piece(MatcherName::Structure, value(PairFeature::Siblings)));
    }
    // Likeness does not show that two concepts are interchangeable, so it must not stand beside such a claim.
    if claim.predicate == Predicate::Exact {
        evidence.retain(|piece| matches!(piece.matcher, MatcherName::Label | MatcherName::Asserted));
    }
    if evidence.is_empty() {
        let (near, like) = (value(PairFeature::ConceptCosine), value(PairFeature::Best));
        let profile = value(PairFeature::Profile).max(value(PairFeature::Definition));
        evidence.push(if near >= like && near >= profile && near > 0.0 {
            piece(MatcherName::Semantic, near)
        } else if profile > like {
            piece(MatcherName::Structure, profile)
        } else {
            piece(MatcherName::Lexical, like)
        });
    }
    evidence
}
