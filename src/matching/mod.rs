//! Matching: from a document to the concepts it means, with confidence and proof.
//!
//! Each segment of the text proposes candidates (`candidates`), every candidate is described by a fixed row
//! of features (`features`), a small fitted model turns the row into a probability (`confidence`), and the
//! mentions of one concept across the document are joined (`combine`). After the index is open everything
//! is pure: the same input and index give the same output whatever the number of threads.

mod alignment;
mod asserted;
mod candidates;
mod clauses;
mod combine;
mod description;
mod explanation;
mod features;
mod languages;
mod lexicon;
mod passages;
mod phrases;
mod proficiency;
mod proposals;
mod query;
mod ranker;
mod requirement;
mod setting;
mod standpoint;
mod trees;

pub use candidates::{Candidate, Scratch};
pub use explanation::{Parts, Reasons};
pub use features::{FEATURE_NAMES, Feature, Features};
pub use query::SegmentText;
pub use setting::Setting;
pub use trees::Trees;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::index::Index;
use crate::model::{
    Assertion, ConceptKind, ConceptReference, Decision, Document, DocumentMappings, Evidence, Explanation, Mapping,
    MatcherName,
};
use crate::text::reads_like_an_entry;
use passages::Passage;

/// What is asked of a matcher.
#[derive(Debug, Clone)]
pub struct MatchOptions {
    /// Most mappings for one document; no limit when absent.
    pub top: Option<usize>,
    /// Least confidence of a mapping.
    pub min_confidence: f32,
    /// Kinds of concepts to look for; those that `map` looks for by default when empty.
    pub kinds: Vec<ConceptKind>,
    /// Whether to say why in words.
    pub explain: bool,
}

impl Default for MatchOptions {
    fn default() -> Self {
        Self { top: None, min_confidence: DEFAULT_FLOOR, kinds: Vec::new(), explain: false }
    }
}

/// Confidence from which a mapping is accepted without a person's look.
pub const ACCEPT: f32 = Decision::ACCEPTED_FROM;

/// Confidence below which a mapping is not worth a person's look.
pub const DEFAULT_FLOOR: f32 = 0.3;

/// Maps documents onto the concepts of one or more indexes.
pub struct Matcher<'a> {
    indexes: Vec<&'a Index>,
    options: MatchOptions,
    /// Made when the first document comes that asserts something.
    targets: OnceLock<asserted::Targets>,
    /// Room that no thread uses at the moment.
    spare: Mutex<Vec<Vec<Scratch>>>,
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
    /// Why in words, when that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

impl<'a> Matcher<'a> {
    /// A matcher over indexes, in the order in which their concepts are preferred on equal confidence.
    pub fn new(indexes: Vec<&'a Index>, options: MatchOptions) -> Self {
        Self { indexes, options, targets: OnceLock::new(), spare: Mutex::default() }
    }

    /// Room for one thread's work, reused from document to document.
    pub fn scratch(&self) -> Vec<Scratch> {
        self.indexes.iter().map(|index| Scratch::new(index, &self.options.kinds)).collect()
    }

    /// Does some work in room that is used again afterwards: what a thread has learnt of words is worth keeping.
    pub fn with_scratch<T>(&self, work: impl FnOnce(&mut [Scratch]) -> T) -> T {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = spare().pop();
        let mut scratch = kept.unwrap_or_else(|| self.scratch());
        let result = work(&mut scratch);
        spare().push(scratch);
        result
    }

    /// Maps one document.
    pub fn map(&self, document: &Document, scratch: &mut [Scratch]) -> DocumentMappings {
        let text = &document.text;
        let english = passages::are_english(&self.indexes);
        let setting = Setting::of(document, english);
        let passages = passages::passages(text, english, setting);
        let mut joined = combine::Mentions::new(text);
        self.each_candidate(document, setting, &passages, scratch, |number, candidate, passage| {
            joined.add(number, self.indexes[number], candidate, passage);
        });
        let mappings = joined.finish(&self.indexes, &self.options);
        let (mut mappings, asserted) = self.with_asserted(mappings, document);
        combine::share_weights(&mut mappings);
        let qualifications = passages::named_qualifications(text, &passages);
        DocumentMappings {
            id: document.id.clone(),
            title: document.title.clone(),
            kind: document.kind,
            text: None,
            fields: document.details.clone(),
            trust: document.trust.clone(),
            holder: document.holder.clone(),
            qualifications,
            mappings,
            asserted,
        }
    }

    /// Hands on what the passages of a document may mean: the number of an index, a candidate of it, and where.
    fn each_candidate(
        &self,
        document: &Document,
        setting: Setting,
        passages: &[Passage],
        scratch: &mut [Scratch],
        mut take: impl FnMut(usize, Candidate, &Passage),
    ) {
        let text = &document.text;
        let english = passages::are_english(&self.indexes);
        let setting = setting.with_passages(document, passages.len());
        let segment = |passage: &Passage| &text[passage.range.clone()];
        let is_entry = setting == Setting::Teaching && english && reads_like_an_entry(text);
        for (number, (index, scratch)) in self.indexes.iter().zip(scratch.iter_mut()).enumerate() {
            scratch.read(
                index,
                passages.iter().map(|one| SegmentText { text: segment(one), words: &one.words, asks: one.asks }),
            );
            if setting != Setting::Sentence {
                scratch.look_at_whole(index, is_entry);
            }
            for (at, passage) in passages.iter().enumerate() {
                // A "German Sales Manager" is not from Germany: that is what the title of a posting asks for.
                let in_title = passage.range.end <= document.title.len();
                let mut products = Vec::new();
                for candidate in scratch.candidates(index, at, setting, &self.options) {
                    let span = &candidate.span;
                    let no_language =
                        || languages::means_no_language(index, candidate.concept, passage, segment(passage), span);
                    if index.is_product(candidate.concept) {
                        // Half a product's name is another product ("Microsoft Excel" is no Microsoft Access), and what
                        // stands in one place is one of those that are called so.
                        if !candidate.phrase || products.contains(span) {
                            continue;
                        }
                        products.push(span.clone());
                    }
                    let is_none =
                        !in_title && no_language() || setting != Setting::Teaching && passage.is_schooling(span);
                    if !english || !is_none {
                        take(number, candidate, passage);
                    }
                }
            }
        }
    }

    /// The best candidate for each concept of the first index, over all passages of a document; for evaluation.
    pub fn best_candidates(&self, document: &Document, scratch: &mut [Scratch]) -> BTreeMap<u32, Candidate> {
        let setting = Setting::of(document, passages::are_english(&self.indexes));
        let passages = passages::passages(&document.text, passages::are_english(&self.indexes), setting);
        let mut best: BTreeMap<u32, Candidate> = BTreeMap::new();
        self.each_candidate(document, setting, &passages, scratch, |number, candidate, _| {
            let known = best.get(&candidate.concept).map_or(f32::NEG_INFINITY, |known| known.score);
            if number == 0 && candidate.described && candidate.score > known {
                best.insert(candidate.concept, candidate);
            }
        });
        best
    }

    /// Maps one sentence as it stands in a context, which is not mapped itself; for evaluation.
    pub fn map_sentence(&self, sentence: &str, context: &str, scratch: &mut [Scratch]) -> Vec<Mapping> {
        if context.is_empty() {
            return self.map(&Document::new("", "", [sentence]), scratch).mappings;
        }
        let mut joined = combine::Mentions::new(sentence);
        let passage = Passage::whole(sentence);
        for (number, (index, scratch)) in self.indexes.iter().zip(scratch.iter_mut()).enumerate() {
            scratch.read_in_context(index, sentence, context);
            for candidate in scratch.candidates(index, 0, Setting::Sentence, &self.options) {
                joined.add(number, index, candidate, &passage);
            }
        }
        joined.finish(&self.indexes, &self.options)
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
        self.with_scratch(|scratch| self.search_in(text, "", scratch))
    }

    /// The same, of words that stand in a context, which is not searched itself.
    pub fn search_in(&self, text: &str, context: &str, scratch: &mut [Scratch]) -> Vec<SearchResult> {
        let mut results: Vec<(bool, SearchResult)> = Vec::new();
        for (index, scratch) in self.indexes.iter().zip(scratch) {
            scratch.read_in_context(index, text, context);
            for candidate in scratch.candidates(index, 0, Setting::Sentence, &self.options) {
                let evidence = evidence_of(index, &candidate, text, 0);
                let result = SearchResult {
                    concept: concept_reference(index, candidate.concept),
                    confidence: candidate.confidence,
                    score: candidate.score,
                    explanation: explanation::of(index, &candidate, &evidence),
                    evidence,
                };
                results.push((candidate.is_all, result));
            }
        }
        // Whoever types a name wants what is called so, however seldom postings ask for it.
        results.sort_by(|(a_is_all, a), (b_is_all, b)| {
            let by_score = b.score.total_cmp(&a.score);
            b_is_all.cmp(a_is_all).then(by_score).then_with(|| a.concept.concept_id.cmp(&b.concept.concept_id))
        });
        results.truncate(self.options.top.unwrap_or(usize::MAX));
        results.into_iter().map(|(_, result)| result).collect()
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
    let (matcher, score) = if candidate.semantic {
        (MatcherName::Semantic, candidate.feature(Feature::LabelCosine))
    } else if candidate.phrase {
        (MatcherName::Label, candidate.feature(Feature::Coverage))
    } else {
        (MatcherName::Lexical, candidate.feature(Feature::Coverage))
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
