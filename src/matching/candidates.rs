//! Candidates of one segment: every label that shares a stem with it is scored, the best per concept stay,
//! and the first hundred are described by features.
//!
//! A label's score is the weight of its stems found in the segment times the root of the share of the label
//! that they make up, so "manage budgets" beats "manage" and "budget for a museum" alike. Scoring walks
//! flat postings into a reused array: no allocation per label.

use std::ops::Range;

use super::confidence;
use super::features::{Feature, Features};
use crate::index::{Index, IndexWord};
use crate::model::{ConceptKind, LabelRole, ReuseLevel};

/// How many concepts of a segment are described by features.
const DESCRIBED: usize = 100;
/// How much the definition counts beside the best name in the first, coarse ranking.
const DEFINITION: f32 = 0.35;
/// How much the preferred label counts beside the best name.
const PREFERRED: f32 = 0.3;

/// A concept that a segment may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Position of the concept.
    pub concept: u32,
    /// Ordinal of the label that speaks for it.
    pub label: u32,
    /// Coarse lexical score.
    pub lexical: f32,
    /// Ranking score: the model's linear output.
    pub score: f32,
    /// Probability that the segment means the concept.
    pub confidence: f32,
    /// Why, in numbers.
    pub features: Features,
    /// Bytes of the segment that prove it.
    pub span: Range<usize>,
    /// Words of the segment that the label accounts for, one bit each; words beyond the 128th share the last bit.
    words: u128,
}

impl Candidate {
    /// Whether the words of a label stand in the segment in order.
    pub fn is_phrase(&self) -> bool {
        self.features.get(Feature::Phrase) > 0.0
    }
}

/// What is known of one concept while its segment is scored.
#[derive(Debug, Clone, Copy)]
struct Standing {
    best: f32,
    label: u32,
    preferred: f32,
    definition: f32,
}

const NOTHING: Standing = Standing { best: 0.0, label: u32::MAX, preferred: 0.0, definition: 0.0 };

/// Room for one thread to score segments against one index.
pub struct Scratch {
    wanted: Vec<bool>,
    label_scores: Vec<f32>,
    touched_labels: Vec<u32>,
    standings: Vec<Standing>,
    touched_concepts: Vec<u32>,
}

impl Scratch {
    /// Room for an index; only concepts of these kinds are proposed, the default kinds when there are none.
    pub fn new(index: &Index, kinds: &[ConceptKind]) -> Self {
        let wanted = |kind: ConceptKind| if kinds.is_empty() { kind.is_mapped_by_default() } else { kinds.contains(&kind) };
        Self {
            wanted: index.taxonomy.concepts.iter().map(|concept| wanted(concept.kind)).collect(),
            label_scores: vec![0.0; index.labels.len()],
            touched_labels: Vec::new(),
            standings: vec![NOTHING; index.taxonomy.concepts.len()],
            touched_concepts: Vec::new(),
        }
    }

    /// The candidates of a segment, best first.
    pub fn candidates(&mut self, index: &Index, segment: &str) -> Vec<Candidate> {
        let words = index.words(segment);
        let query = Query::new(index, &words);
        self.score_labels(index, &query);
        self.score_definitions(index, &query);
        let mut ranked: Vec<(f32, u32)> = self
            .touched_concepts
            .iter()
            .map(|concept| (self.standings[*concept as usize].coarse(), *concept))
            .filter(|(score, concept)| *score > 0.0 && self.standings[*concept as usize].label != u32::MAX)
            .collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if ranked.len() > DESCRIBED {
            ranked.select_nth_unstable_by(DESCRIBED - 1, order);
            ranked.truncate(DESCRIBED);
        }
        ranked.sort_by(order);
        let phrases = phrases(index, &words);
        let top = ranked.first().map_or(1.0, |(score, _)| *score);
        let mut candidates: Vec<Candidate> = ranked
            .into_iter()
            .map(|(coarse, concept)| {
                let standing = self.standings[concept as usize];
                describe(index, &query, &words, &phrases, concept, standing, coarse, top)
            })
            .collect();
        self.clear();
        mark_nested(&mut candidates);
        for candidate in &mut candidates {
            candidate.score = confidence::score(&candidate.features);
            candidate.confidence = confidence::probability(candidate.score);
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
        candidates
    }

    fn score_labels(&mut self, index: &Index, query: &Query) {
        for term in &query.terms {
            let weight = index.weight(term.term);
            for label in index.lexical.labels.documents(term.term) {
                if !self.wanted[index.labels[*label as usize].concept as usize] {
                    continue;
                }
                let score = &mut self.label_scores[*label as usize];
                if *score == 0.0 {
                    self.touched_labels.push(*label);
                }
                *score += weight;
            }
        }
        for ordinal in &self.touched_labels {
            let label = index.labels[*ordinal as usize];
            let found = self.label_scores[*ordinal as usize];
            let score = found * (found / label.weight).sqrt();
            let standing = &mut self.standings[label.concept as usize];
            if standing.label == u32::MAX && standing.definition == 0.0 {
                self.touched_concepts.push(label.concept);
            }
            if score > standing.best {
                (standing.best, standing.label) = (score, *ordinal);
            }
            if label.role == LabelRole::Preferred {
                standing.preferred = standing.preferred.max(score);
            }
        }
    }

    fn score_definitions(&mut self, index: &Index, query: &Query) {
        for term in &query.definition_terms {
            let weight = index.definition_weight(*term);
            for concept in index.lexical.definitions.documents(*term) {
                let standing = &mut self.standings[*concept as usize];
                // A definition supports a name; it does not propose a concept by itself.
                if standing.label != u32::MAX {
                    standing.definition += weight;
                }
            }
        }
        for concept in &self.touched_concepts {
            let standing = &mut self.standings[*concept as usize];
            standing.definition /= query.definition_weight.max(1.0);
        }
    }

    fn clear(&mut self) {
        for label in self.touched_labels.drain(..) {
            self.label_scores[label as usize] = 0.0;
        }
        for concept in self.touched_concepts.drain(..) {
            self.standings[concept as usize] = NOTHING;
        }
    }
}

impl Standing {
    fn coarse(&self) -> f32 {
        self.best + PREFERRED * self.preferred + DEFINITION * self.definition * self.best.sqrt()
    }
}

/// One stem of a segment.
struct QueryTerm {
    term: u32,
    /// Positions of its words.
    positions: Vec<usize>,
}

/// The stems of a segment.
struct Query {
    terms: Vec<QueryTerm>,
    definition_terms: Vec<u32>,
    weight: f32,
    definition_weight: f32,
}

impl Query {
    fn new(index: &Index, words: &[IndexWord]) -> Self {
        let mut query = Self { terms: Vec::new(), definition_terms: Vec::new(), weight: 0.0, definition_weight: 0.0 };
        for (position, word) in words.iter().enumerate().filter(|(_, word)| !word.stop) {
            if let Some(term) = index.lexical.labels.term(&word.stem) {
                match query.terms.iter_mut().find(|known| known.term == term) {
                    Some(known) => known.positions.push(position),
                    None => {
                        query.weight += index.weight(term);
                        query.terms.push(QueryTerm { term, positions: vec![position] });
                    }
                }
            }
            if let Some(term) = index.lexical.definitions.term(&word.stem)
                && !query.definition_terms.contains(&term)
            {
                query.definition_weight += index.definition_weight(term);
                query.definition_terms.push(term);
            }
        }
        query
    }
}

/// A place where a label stands, and whether it stands there to the letter.
struct Phrase {
    label: u32,
    concept: u32,
    first: usize,
    last: usize,
    exact: bool,
    /// How many concepts have the very same label.
    concepts: usize,
}

fn phrases(index: &Index, words: &[IndexWord]) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for hit in index.find_labels(words) {
        let labels = index.labels_of(&hit);
        let mut concepts: Vec<u32> = labels.iter().map(|label| index.labels[*label as usize].concept).collect();
        concepts.dedup();
        for label in labels {
            let exact = is_exact(index, *label, &words[hit.first..=hit.last]);
            // A label that is itself a small word or a single letter must stand as it is written: "IT", not "it".
            let text = index.label_text(*label);
            let fragile = text.chars().count() <= 2 || (hit.first == hit.last && words[hit.first].stop);
            if fragile && !exact {
                continue;
            }
            phrases.push(Phrase {
                label: *label,
                concept: index.labels[*label as usize].concept,
                first: hit.first,
                last: hit.last,
                exact,
                concepts: concepts.len(),
            });
        }
    }
    phrases
}

/// Whether the words are those of the label, letter by letter but for case; short capitals keep their case.
fn is_exact(index: &Index, label: u32, words: &[IndexWord]) -> bool {
    let label_words = crate::text::tokenise(index.label_text(label));
    label_words.len() >= words.len() && label_words.iter().zip(words).all(|(a, b)| a.folded == b.token.folded)
}

#[allow(clippy::too_many_arguments)] // one row of features needs all that is known of the segment
fn describe(
    index: &Index,
    query: &Query,
    words: &[IndexWord],
    phrases: &[Phrase],
    concept: u32,
    standing: Standing,
    coarse: f32,
    top: f32,
) -> Candidate {
    // The longest place where a label of the concept stands in order, an exact one first.
    let phrase = phrases
        .iter()
        .filter(|phrase| phrase.concept == concept)
        .max_by_key(|phrase| (phrase.last - phrase.first, phrase.exact, usize::MAX - phrase.first));
    let phrase = phrase.filter(|phrase| {
        let weight = index.labels[phrase.label as usize].weight;
        weight >= 0.5 * index.labels[standing.label as usize].weight
    });
    let label = phrase.map_or(standing.label, |phrase| phrase.label);
    let entry = index.labels[label as usize];
    let terms = index.terms_of(label);
    let found: Vec<&QueryTerm> = query.terms.iter().filter(|term| terms.contains(&term.term)).collect();
    let found_weight: f32 = found.iter().map(|term| index.weight(term.term)).sum();
    let (first, last) = phrase.map_or_else(|| tightest(&found), |phrase| (phrase.first, phrase.last));
    let kind = index.kind(concept);
    let named = matches!(kind, ConceptKind::Knowledge | ConceptKind::Software | ConceptKind::Language);
    let transversal = index.taxonomy.concepts[concept as usize].reuse == Some(ReuseLevel::Transversal);
    let truth = |holds: bool| if holds { 1.0 } else { 0.0 };

    let mut features = Features::default();
    features.set(Feature::Name, standing.best);
    features.set(Feature::Preferred, standing.preferred);
    features.set(Feature::Definition, standing.definition);
    features.set(Feature::Coverage, (found_weight / entry.weight.max(f32::EPSILON)).min(1.0));
    features.set(Feature::Phrase, truth(phrase.is_some()));
    features.set(Feature::Exact, truth(phrase.is_some_and(|phrase| phrase.exact)));
    features.set(Feature::Weight, entry.weight);
    features.set(Feature::Stems, found.len() as f32);
    features.set(Feature::Ratio, coarse / top);
    features.set(Feature::Ambiguity, phrase.map_or(0.0, |phrase| (phrase.concepts as f32).ln()));
    features.set(Feature::Compact, found.len() as f32 / (last + 1 - first) as f32);
    features.set(Feature::Transversal, truth(transversal));
    features.set(Feature::Knowledge, truth(named));
    features.set(Feature::Share, found_weight / query.weight.max(f32::EPSILON));
    let bits = found.iter().flat_map(|term| &term.positions).filter(|at| (first..=last).contains(*at));
    Candidate {
        concept,
        label,
        lexical: coarse,
        score: 0.0,
        confidence: 0.0,
        features,
        span: words[first].token.range.start..words[last].token.range.end,
        words: bits.fold(0, |bits, at| bits | 1u128 << (*at).min(127)),
    }
}

/// The shortest run of words that holds each of the stems once.
fn tightest(found: &[&QueryTerm]) -> (usize, usize) {
    let mut places: Vec<(usize, usize)> =
        found.iter().enumerate().flat_map(|(number, term)| term.positions.iter().map(move |at| (*at, number))).collect();
    places.sort_unstable();
    let mut counts = vec![0usize; found.len()];
    let (mut missing, mut start) = (found.len(), 0);
    let mut best = places.first().map_or((0, 0), |first| (first.0, places[places.len() - 1].0));
    for end in 0..places.len() {
        let (at, number) = places[end];
        missing -= usize::from(counts[number] == 0);
        counts[number] += 1;
        while missing == 0 {
            if at - places[start].0 < best.1 - best.0 {
                best = (places[start].0, at);
            }
            counts[places[start].1] -= 1;
            missing += usize::from(counts[places[start].1] == 0);
            start += 1;
        }
    }
    best
}

/// Marks candidates all of whose words another one explains together with more words, at full coverage.
fn mark_nested(candidates: &mut [Candidate]) {
    let whole: Vec<(u32, u128)> = candidates
        .iter()
        .filter(|candidate| candidate.features.coverage() > 0.999)
        .map(|candidate| (candidate.concept, candidate.words))
        .collect();
    for candidate in candidates {
        let words = candidate.words;
        let nested = whole
            .iter()
            .any(|(concept, other)| *concept != candidate.concept && words & other == words && words != *other);
        candidate.features.set(Feature::Nested, if nested { 1.0 } else { 0.0 });
    }
}
