//! Matching: from a document to the concepts it means, with confidence and proof.
//!
//! Each segment of the text proposes candidates (`candidates`), every candidate is described by a fixed row
//! of features (`features`), a small fitted model turns the row into a probability (`confidence`), and the
//! mentions of one concept across the document are joined (`combine`). After the index is open everything
//! is pure: the same input and index give the same output whatever the number of threads.

mod asserted;
mod candidates;
mod combine;
mod confidence;
mod features;
mod requirement;

pub use candidates::{Candidate, Scratch};
pub use confidence::{ACCEPT, probability};
pub use features::{FEATURE_NAMES, Feature, Features};

use std::sync::OnceLock;

use crate::index::Index;
use crate::model::{
    Assertion, ConceptKind, ConceptReference, Document, DocumentMappings, Evidence, Mapping, MatcherName,
};
use crate::text::{Section, Segment, segments};

/// What is asked of a matcher.
#[derive(Debug, Clone)]
pub struct MatchOptions {
    /// Most mappings for one document; no limit when absent.
    pub top: Option<usize>,
    /// Least confidence of a mapping.
    pub min_confidence: f32,
    /// Kinds of concepts to look for; those that `map` looks for by default when empty.
    pub kinds: Vec<ConceptKind>,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self { top: None, min_confidence: DEFAULT_FLOOR, kinds: Vec::new() }
    }
}

/// Confidence below which a mapping is not worth a person's look.
pub const DEFAULT_FLOOR: f32 = 0.3;

/// Maps documents onto the concepts of one or more indexes.
pub struct Matcher<'a> {
    indexes: Vec<&'a Index>,
    options: MatchOptions,
    /// Made when the first document comes that asserts something.
    targets: OnceLock<asserted::Targets>,
}

/// A concept found by [`Matcher::search`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SearchResult {
    /// What was found.
    #[serde(flatten)]
    pub concept: ConceptReference,
    /// Probability that it is what was meant.
    pub confidence: f32,
    /// The ranking score; comparable within one answer only.
    pub score: f32,
    /// Why.
    pub evidence: Evidence,
}

impl<'a> Matcher<'a> {
    /// A matcher over indexes, in the order in which their concepts are preferred on equal confidence.
    pub fn new(indexes: Vec<&'a Index>, options: MatchOptions) -> Self {
        Self { indexes, options, targets: OnceLock::new() }
    }

    /// Room for one thread's work, reused from document to document.
    pub fn scratch(&self) -> Vec<Scratch> {
        self.indexes.iter().map(|index| Scratch::new(index, &self.options.kinds)).collect()
    }

    /// Maps one document.
    pub fn map(&self, document: &Document, scratch: &mut [Scratch]) -> DocumentMappings {
        let mut joined = combine::Mentions::new(&document.text);
        let all = segments(&document.text);
        let says_something = |segment: &Segment| segment.section != Section::Boilerplate && !segment.heading;
        // A text of nothing but headings is a list of words, and those are all there is to go by.
        let only_headings = !all.iter().any(says_something);
        for segment in all.into_iter().filter(|segment| only_headings || says_something(segment)) {
            let text = &document.text[segment.range.clone()];
            let requirement = requirement::of_segment(text, segment.section);
            for (number, (index, scratch)) in self.indexes.iter().zip(scratch.iter_mut()).enumerate() {
                for candidate in scratch.candidates(index, text) {
                    joined.add(number, index, &candidate, segment.range.start, requirement);
                }
            }
        }
        let mappings = joined.finish(&self.indexes, &self.options);
        let (mappings, asserted) = self.with_asserted(mappings, document);
        DocumentMappings {
            id: document.id.clone(),
            title: document.title.clone(),
            kind: document.kind,
            text: None,
            fields: document.details.clone(),
            trust: document.trust.clone(),
            holder: document.holder.clone(),
            mappings,
            asserted,
        }
    }

    fn with_asserted(&self, mappings: Vec<Mapping>, document: &Document) -> (Vec<Mapping>, Vec<Assertion>) {
        if document.assertions.is_empty() && document.details.codes().next().is_none() {
            return (mappings, Vec::new());
        }
        let targets = self.targets.get_or_init(|| asserted::Targets::new(&self.indexes));
        asserted::join(mappings, document, targets, &self.indexes, &self.options)
    }

    /// The concepts that a few words mean, best first.
    pub fn search(&self, text: &str) -> Vec<SearchResult> {
        let mut results = Vec::new();
        for (index, scratch) in self.indexes.iter().zip(&mut self.scratch()) {
            for candidate in scratch.candidates(index, text) {
                results.push(SearchResult {
                    concept: concept_reference(index, candidate.concept),
                    confidence: candidate.confidence,
                    score: candidate.score,
                    evidence: evidence_of(index, &candidate, text, 0),
                });
            }
        }
        results
            .sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.concept.concept_id.cmp(&b.concept.concept_id)));
        results.retain(|result| result.confidence >= self.options.min_confidence);
        results.truncate(self.options.top.unwrap_or(usize::MAX));
        results
    }
}

fn concept_reference(index: &Index, concept: u32) -> ConceptReference {
    let entry = &index.taxonomy.concepts[concept as usize];
    ConceptReference {
        concept_id: entry.id.clone(),
        notation: entry.notation.clone(),
        label: entry.name().to_owned(),
        taxonomy: index.taxonomy.info.name.clone(),
        taxonomy_version: index.taxonomy.info.version.clone(),
        kind: entry.kind,
    }
}

/// Why a candidate was proposed; `offset` is where the segment begins in the document.
fn evidence_of(index: &Index, candidate: &Candidate, segment: &str, offset: usize) -> Evidence {
    let (matcher, score) = if candidate.is_semantic() {
        (MatcherName::Semantic, candidate.features.get(Feature::LabelCosine))
    } else if candidate.phrase {
        (MatcherName::Label, candidate.features.get(Feature::Coverage))
    } else {
        (MatcherName::Lexical, candidate.features.get(Feature::Coverage))
    };
    Evidence {
        matcher,
        quote: segment[candidate.span.clone()].to_owned(),
        start: offset + candidate.span.start,
        end: offset + candidate.span.end,
        matched_label: index.label_text(candidate.label).to_owned(),
        score,
    }
}
