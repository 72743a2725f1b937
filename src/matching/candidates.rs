//! Candidates of one segment: every label that shares a stem with it is scored, the best per concept stay,
//! and the first hundred are described by features.
//!
//! A label's score is the weight of its stems found in the segment, times the square of the share of the
//! label that they make up, times a power of how close together they stand: "manage budgets" beats "manage"
//! and "budget for a museum" alike. Scoring walks flat postings into a reused array: no allocation per label.

use std::collections::HashSet;
use std::ops::Range;

use super::confidence;
use super::features::{Feature, Features};
use crate::index::{Index, IndexWord, Semantic};
use crate::model::{ConceptKind, LabelRole};
use crate::vectors::Quantised;

/// How many concepts of a segment are described by features.
const DESCRIBED: usize = 100;
/// How many concepts the learned space may add to those that share a stem with the segment.
const NEAREST: usize = 50;
/// How much the definition's BM25 counts beside the names.
const DEFINITION: f32 = 0.3;
/// How much the number of occupations that need a concept counts.
const DEMAND: f32 = 0.05;
/// Power of a label's compactness.
const COMPACTNESS: f32 = 0.6;

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
    /// Whether the words of the label stand in the segment in order, inflected or not.
    pub phrase: bool,
    /// Words of the segment that the label accounts for, one bit each; words beyond the 128th share the last bit.
    words: u128,
}

impl Candidate {
    /// Cosine with the preferred label and with the nearest label together.
    fn nearness(&self) -> f32 {
        self.features.get(Feature::PreferredCosine) + self.features.get(Feature::LabelCosine)
    }

    /// Whether only the learned space speaks for it: no word of the segment is one of a label.
    pub fn is_semantic(&self) -> bool {
        self.words == 0
    }
}

/// Fills in how near a candidate's labels are to the segment.
fn describe_nearness(index: &Index, semantic: &Semantic, vector: &Quantised, candidate: &mut Candidate) {
    let (mut preferred, mut nearest) = (0.0f32, (f32::NEG_INFINITY, candidate.label));
    for label in index.labels_of_concept(candidate.concept) {
        let cosine = semantic.label_cosine(label, vector);
        if index.labels[label as usize].role == LabelRole::Preferred {
            preferred = preferred.max(cosine);
        }
        if cosine > nearest.0 {
            nearest = (cosine, label);
        }
    }
    candidate.features.set(Feature::PreferredCosine, preferred);
    candidate.features.set(Feature::LabelCosine, nearest.0.max(0.0));
    if candidate.is_semantic() {
        candidate.label = nearest.1;
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
    /// Cosine and position of every concept that is looked for.
    cosines: Vec<(f32, u32)>,
}

impl Scratch {
    /// Room for an index; only concepts of these kinds are proposed, the default kinds when there are none.
    pub fn new(index: &Index, kinds: &[ConceptKind]) -> Self {
        let wanted =
            |kind: ConceptKind| if kinds.is_empty() { kind.is_mapped_by_default() } else { kinds.contains(&kind) };
        Self {
            wanted: index.taxonomy.concepts.iter().map(|concept| wanted(concept.kind)).collect(),
            label_scores: vec![0.0; index.labels.len()],
            touched_labels: Vec::new(),
            standings: vec![NOTHING; index.taxonomy.concepts.len()],
            touched_concepts: Vec::new(),
            cosines: Vec::new(),
        }
    }

    /// The candidates of a segment, best first.
    pub fn candidates(&mut self, index: &Index, segment: &str) -> Vec<Candidate> {
        let words = index.words(segment);
        let query = Query::new(index, &words);
        let phrases = phrases(index, segment, &words);
        self.score_labels(index, &query);
        self.raise_phrases(index, &phrases);
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
        let near = self.nearest(index, segment, &mut ranked);
        let view = SegmentView { index, query: &query, words: &words, phrases: &phrases };
        let described = ranked.iter().map(|(_, concept)| view.describe(*concept, self.standings[*concept as usize]));
        let mut candidates: Vec<Candidate> = described.collect();
        self.clear();
        mark_nested(&mut candidates);
        if let Some((semantic, vector)) = &near {
            for candidate in &mut candidates {
                describe_nearness(index, semantic, vector, candidate);
            }
        }
        let nearest = candidates.iter().map(Candidate::nearness).fold(f32::NEG_INFINITY, f32::max);
        let top = candidates.iter().map(|candidate| candidate.lexical).fold(f32::EPSILON, f32::max);
        for candidate in &mut candidates {
            candidate.features.set(Feature::Ratio, candidate.lexical / top);
            if near.is_some() {
                let behind = nearest - candidate.nearness();
                candidate.features.set(Feature::Behind, behind);
            }
            candidate.score = confidence::score(&candidate.features, near.is_some());
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
            let coverage = found / label.weight;
            let score = found * coverage * coverage;
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

    /// Gives labels whose words stand in order their whole weight, framing words included.
    fn raise_phrases(&mut self, index: &Index, phrases: &[Phrase]) {
        for phrase in phrases.iter().filter(|phrase| self.wanted[phrase.concept as usize]) {
            let label = index.labels[phrase.label as usize];
            let standing = &mut self.standings[phrase.concept as usize];
            if standing.label == u32::MAX {
                self.touched_concepts.push(phrase.concept);
            }
            if label.weight > standing.best {
                (standing.best, standing.label) = (label.weight, phrase.label);
            }
            if label.role == LabelRole::Preferred {
                standing.preferred = standing.preferred.max(label.weight);
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
                    // BM25 with k1 1.2 and b 0.5, for a stem that counts once.
                    standing.definition += weight * 2.2 / (1.6 + 0.6 * index.definition_length(*concept));
                }
            }
        }
    }

    /// Adds the concepts nearest to the segment in the learned space to those that were found by their words.
    fn nearest<'i>(
        &mut self,
        index: &'i Index,
        segment: &str,
        ranked: &mut Vec<(f32, u32)>,
    ) -> Option<(&'i Semantic, Quantised)> {
        let semantic = index.semantic.as_ref()?;
        let vector = semantic.encode(segment);
        if vector.scale == 0.0 {
            return Some((semantic, vector));
        }
        self.cosines.clear();
        let wanted = &self.wanted;
        self.cosines.extend(semantic.near_concepts(&vector).filter(|(_, concept)| wanted[*concept as usize]));
        let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if self.cosines.len() > NEAREST {
            self.cosines.select_nth_unstable_by(NEAREST - 1, order);
            self.cosines.truncate(NEAREST);
        }
        self.cosines.sort_by(order);
        let known: HashSet<u32> = ranked.iter().map(|(_, concept)| *concept).collect();
        ranked.extend(self.cosines.iter().filter(|(_, concept)| !known.contains(concept)));
        Some((semantic, vector))
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
        self.best + self.preferred + DEFINITION * self.definition
    }
}

/// One stem of a segment.
struct QueryTerm {
    term: u32,
    /// Positions of its words among those that are kept.
    positions: Vec<usize>,
}

/// The stems of a segment that say something.
struct Query {
    terms: Vec<QueryTerm>,
    definition_terms: Vec<u32>,
    weight: f32,
    /// Positions of the kept words among all words.
    kept: Vec<usize>,
}

impl Query {
    fn new(index: &Index, words: &[IndexWord]) -> Self {
        let positions = |keep: &dyn Fn(&IndexWord) -> bool| -> Vec<usize> {
            words.iter().enumerate().filter(|(_, word)| keep(word)).map(|(at, _)| at).collect()
        };
        let mut kept = positions(&|word| !word.stop && !word.framing);
        if kept.is_empty() {
            kept = positions(&|word| !word.stop);
        }
        let mut query = Self { terms: Vec::new(), definition_terms: Vec::new(), weight: 0.0, kept };
        for (position, at) in query.kept.iter().enumerate() {
            let stem = &words[*at].stem;
            if let Some(term) = index.lexical.labels.term(stem) {
                if let Some(known) = query.terms.iter_mut().find(|known| known.term == term) {
                    known.positions.push(position);
                } else {
                    query.weight += index.weight(term);
                    query.terms.push(QueryTerm { term, positions: vec![position] });
                }
            }
            if let Some(term) = index.lexical.definitions.term(stem)
                && !query.definition_terms.contains(&term)
            {
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

fn phrases(index: &Index, segment: &str, words: &[IndexWord]) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for hit in index.find_labels(words) {
        let hit_words = &words[hit.first..=hit.last];
        let says_nothing = hit_words.iter().all(|word| word.framing);
        if says_nothing {
            continue;
        }
        let labels = index.labels_of(&hit);
        let mut concepts: Vec<u32> = labels.iter().map(|label| index.labels[*label as usize].concept).collect();
        concepts.dedup();
        for label in labels {
            let exact = is_exact(index, *label, hit_words);
            let text = index.label_text(*label);
            if is_fragile(text, hit_words) && !stands_as_name(segment, hit_words, text) {
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

/// Whether a label is so short or so common a word that it needs its capitals to be told from ordinary words.
fn is_fragile(label: &str, words: &[IndexWord]) -> bool {
    label.chars().count() <= 2 || matches!(words, [word] if word.stop)
}

/// Whether a fragile label stands as it is written ("IT", not "it"), and not merely as the first word of a
/// sentence ("Go to").
fn stands_as_name(segment: &str, words: &[IndexWord], label: &str) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let range = first.token.range.start..last.token.range.end;
    let opens_sentence = range.start == 0 && segment[range.end..].starts_with(' ');
    segment[range] == *label && !(opens_sentence && label.chars().any(char::is_lowercase))
}

/// Whether the words are those of the label, but for case, accents and a qualifier in brackets.
fn is_exact(index: &Index, label: u32, words: &[IndexWord]) -> bool {
    let label_words = crate::text::tokenise(index.label_text(label));
    label_words.len() >= words.len() && label_words.iter().zip(words).all(|(a, b)| a.folded == b.token.folded)
}

/// All that is known of a segment.
struct SegmentView<'a> {
    index: &'a Index,
    query: &'a Query,
    words: &'a [IndexWord],
    phrases: &'a [Phrase],
}

/// How a label stands in a segment.
struct Standpoint {
    /// Score of the label.
    score: f32,
    coverage: f32,
    found_weight: f32,
    /// First and last of its words in the segment.
    first: usize,
    last: usize,
    /// Its words, one bit each; those beyond the 128th share the last bit.
    words: u128,
}

impl SegmentView<'_> {
    fn describe(&self, concept: u32, standing: Standing) -> Candidate {
        let index = self.index;
        // The longest place where a label of the concept stands in order, an exact one first, unless another
        // label of the concept says much more than it.
        let phrase = self
            .phrases
            .iter()
            .filter(|phrase| phrase.concept == concept)
            .max_by_key(|phrase| (phrase.last - phrase.first, phrase.exact, usize::MAX - phrase.first))
            .filter(|phrase| 2.0 * index.labels[phrase.label as usize].weight >= standing.best);
        let label = phrase.map_or(standing.label, |phrase| phrase.label);
        if label == u32::MAX {
            return self.without_words(concept);
        }
        let point = self.standpoint(label, phrase);
        let preferred = self.preferred_score(concept, label, &point);
        let name = point.score.max(preferred);
        let demand = (1.0 + index.demand(concept) as f32).ln();
        let lexical = (name + preferred + DEFINITION * standing.definition) * (1.0 + DEMAND * demand);

        let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
        let mut features = Features::default();
        features.set(Feature::Lexical, lexical.ln_1p());
        features.set(Feature::Coverage, point.coverage);
        features.set(Feature::Exact, truth(phrase.is_some_and(|phrase| phrase.exact)));
        features.set(Feature::Share, (point.found_weight / self.query.weight.max(f32::EPSILON)).min(1.0));
        features.set(Feature::Ambiguity, phrase.map_or(0.0, |phrase| (phrase.concepts as f32).ln()));
        features.set(Feature::Whole, truth(point.coverage > 0.999));
        let range = |word: usize| &self.words[word].token.range;
        Candidate {
            concept,
            label,
            lexical,
            score: 0.0,
            confidence: 0.0,
            features,
            phrase: phrase.is_some(),
            span: range(point.first).start..range(point.last).end,
            words: point.words,
        }
    }

    /// A concept that no word of the segment names; its nearest label and its features are filled in later.
    fn without_words(&self, concept: u32) -> Candidate {
        let range = |word: Option<&IndexWord>| word.map(|word| word.token.range.clone()).unwrap_or_default();
        Candidate {
            concept,
            label: self.index.first_label(concept),
            lexical: 0.0,
            score: 0.0,
            confidence: 0.0,
            features: Features::default(),
            phrase: false,
            span: range(self.words.first()).start..range(self.words.last()).end,
            words: 0,
        }
    }

    /// The best score of the concept's preferred labels, each where it stands best.
    fn preferred_score(&self, concept: u32, label: u32, point: &Standpoint) -> f32 {
        let index = self.index;
        let first = index.first_label(concept);
        let labels = index.taxonomy.concepts[concept as usize].labels.iter().zip(first..);
        let preferred = labels.filter(|(text, _)| text.role == LabelRole::Preferred);
        let score = |ordinal: u32| {
            if ordinal == label {
                return point.score;
            }
            let phrase = self.phrases.iter().find(|phrase| phrase.label == ordinal);
            self.standpoint(ordinal, phrase).score
        };
        preferred.map(|(_, ordinal)| score(ordinal)).fold(0.0, f32::max)
    }

    fn standpoint(&self, label: u32, phrase: Option<&Phrase>) -> Standpoint {
        let entry = self.index.labels[label as usize];
        if let Some(phrase) = phrase {
            let words = (phrase.first..=phrase.last).filter(|at| !self.words[*at].stop);
            return Standpoint {
                score: entry.weight,
                coverage: 1.0,
                found_weight: entry.weight,
                first: phrase.first,
                last: phrase.last,
                words: words.fold(0, |bits, at| bits | 1u128 << at.min(127)),
            };
        }
        let terms = self.index.terms_of(label);
        let found: Vec<&QueryTerm> = self.query.terms.iter().filter(|term| terms.contains(&term.term)).collect();
        if found.is_empty() {
            return Standpoint { score: 0.0, coverage: 0.0, found_weight: 0.0, first: 0, last: 0, words: 0 };
        }
        let found_weight: f32 = found.iter().map(|term| self.index.weight(term.term)).sum();
        let coverage = (found_weight / entry.weight.max(f32::EPSILON)).min(1.0);
        let (first, last) = tightest(&found);
        let compactness = (found.len() as f32 / (last + 1 - first) as f32).min(1.0);
        let places = found.iter().flat_map(|term| &term.positions).filter(|at| (first..=last).contains(*at));
        Standpoint {
            score: found_weight * coverage * coverage * compactness.powf(COMPACTNESS),
            coverage,
            found_weight,
            first: self.query.kept[first],
            last: self.query.kept[last],
            words: places.fold(0, |bits, at| bits | 1u128 << self.query.kept[*at].min(127)),
        }
    }
}

/// The shortest run of words that holds each of the stems once.
fn tightest(found: &[&QueryTerm]) -> (usize, usize) {
    let mut places: Vec<(usize, usize)> = found
        .iter()
        .enumerate()
        .flat_map(|(number, term)| term.positions.iter().map(move |at| (*at, number)))
        .collect();
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
        let nested = words != 0
            && whole
                .iter()
                .any(|(concept, other)| *concept != candidate.concept && words & other == words && words != *other);
        candidate.features.set(Feature::Nested, if nested { 1.0 } else { 0.0 });
    }
}
