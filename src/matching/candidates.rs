//! Candidates of one segment: concepts are proposed, the best of them described by features and ranked.

use std::ops::Range;

use super::description::{Describer, sketch};
use super::explanation::Reasons;
use super::features::{Feature, Features, Table};
use super::lexicon::Lexicon;
use super::proposals::{Proposal, Proposer};
use super::query::{Query, SegmentText};
use super::ranker::Ranker;
use super::{MatchOptions, Setting};
use crate::index::{Index, OccupationRoom};
use crate::model::ConceptKind;
use crate::text::{Token, segments, tokenise};
use crate::vectors::{Quantised, normalise};

/// How many proposals of a segment are looked at closely, at least and at most, and how many for each of its clauses,
/// since a long list names many skills; the others keep the order in which they were proposed.
const DESCRIBED: (usize, usize) = (16, 48);
const DESCRIBED_OF_CLAUSE: usize = 4;

/// A concept that a segment may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Position of the concept.
    pub concept: u32,
    /// Ordinal of the label that speaks for it.
    pub label: u32,
    /// Ranking score; higher is likelier.
    pub score: f32,
    /// Probability that the segment means the concept.
    pub confidence: f32,
    /// Why, in numbers.
    pub features: Features,
    /// Bytes of the segment that prove it.
    pub span: Range<usize>,
    /// Whether the words of the label stand in the segment in order, inflected or not.
    pub phrase: bool,
    /// Whether the label is all that the segment says, but for case.
    pub is_all: bool,
    /// Whether only the learned space speaks for it: no word of the segment is one of a label.
    pub semantic: bool,
    /// Whether it was looked at closely, so that every feature is there.
    pub described: bool,
    /// What made its score, when that was asked for.
    pub reasons: Option<Reasons>,
}

impl Candidate {
    /// One feature.
    pub fn feature(&self, feature: Feature) -> f32 {
        self.features.0[feature as usize]
    }
}

/// Room for one thread to find candidates in one index.
pub struct Scratch {
    lexicon: Lexicon,
    /// The segments that were read last; more than there are now, so that their room is used again.
    queries: Vec<Query>,
    segments: usize,
    context: Option<Quantised>,
    whole: Whole,
    needed: Needed,
    proposer: Proposer,
    proposals: Vec<Proposal>,
    describer: Describer,
    table: Table,
    ranker: &'static Ranker,
    scores: Vec<f32>,
}

/// What a document is like; nothing of a lone sentence.
#[derive(Debug, Clone, Copy, Default)]
struct Whole {
    /// Logarithm of the number of words.
    words: f32,
    words_of_segments: f32,
    is_entry: bool,
}

/// How many of the occupations that a document is near need each concept.
struct Needed {
    shares: Vec<f32>,
    /// The concepts whose share is not 0.
    touched: Vec<u32>,
    room: OccupationRoom,
}

impl Needed {
    fn new(index: &Index) -> Self {
        let concepts = index.taxonomy.concepts.len();
        Self { shares: vec![0.0; concepts], touched: Vec::new(), room: OccupationRoom::default() }
    }

    fn forget(&mut self) {
        for concept in self.touched.drain(..) {
            self.shares[concept as usize] = 0.0;
        }
    }
}

impl Scratch {
    /// Room for an index; only concepts of these kinds are proposed, the default kinds when there are none.
    pub fn new(index: &Index, kinds: &[ConceptKind]) -> Self {
        Self {
            lexicon: Lexicon::default(),
            queries: Vec::new(),
            segments: 0,
            context: None,
            whole: Whole::default(),
            needed: Needed::new(index),
            proposer: Proposer::new(index, kinds),
            proposals: Vec::new(),
            describer: Describer::default(),
            table: Table::default(),
            ranker: Ranker::of(index, Setting::default()),
            scores: Vec::new(),
        }
    }

    /// Takes in the segments of a document; what they say together is the context of each.
    pub fn read<'a>(&mut self, index: &Index, segments: impl IntoIterator<Item = SegmentText<'a>>) {
        self.segments = 0;
        for segment in segments {
            if self.segments == self.queries.len() {
                self.queries.push(Query::default());
            }
            self.queries[self.segments].read(index, &mut self.lexicon, &segment);
            self.segments += 1;
        }
        self.context = context(index, &self.queries[..self.segments]);
        self.whole = Whole::default();
        self.needed.forget();
    }

    /// Looks at the segments that were read as a whole document, whose first segment says what it is called: what it is
    /// like, and the occupations that it is of. `is_entry`: whether it reads like an entry of a classification.
    pub fn look_at_whole(&mut self, index: &Index, is_entry: bool) {
        let words: usize = self.queries[..self.segments].iter().map(|query| query.words.len()).sum();
        let words_of_segments = words as f32 / self.segments.max(1) as f32;
        self.whole = Whole { words: (words as f32).ln_1p(), words_of_segments, is_entry };
        let Some(title) = self.queries[..self.segments].first().and_then(|query| query.vectors.first()) else { return };
        let whole = self.context.as_ref().unwrap_or(title);
        if let (Some(occupations), Some(semantic)) = (&index.occupations, &index.semantic) {
            let Needed { shares, touched, room } = &mut self.needed;
            occupations.needed(semantic, title, whole, room, |skill, share| {
                if shares[skill as usize] == 0.0 {
                    touched.push(skill);
                }
                shares[skill as usize] += share;
            });
        }
    }

    /// Takes in a sentence and, as the segments behind it, the text that it stands in.
    pub fn read_in_context(&mut self, index: &Index, sentence: &str, context: &str) {
        let of_context = segments(context).into_iter().map(|segment| &context[segment.range]);
        let all: Vec<(&str, Vec<Token>)> =
            std::iter::once(sentence).chain(of_context).map(|text| (text, tokenise(text))).collect();
        self.read(index, all.iter().map(|(text, words)| SegmentText { text, words, asks: true }));
    }

    /// The candidates of one of the segments that were read, of at least the options' confidence, best first.
    pub fn candidates(
        &mut self,
        index: &Index,
        segment: usize,
        setting: Setting,
        options: &MatchOptions,
    ) -> Vec<Candidate> {
        let query = &self.queries[segment];
        self.proposer.propose(index, query, &mut self.proposals);
        let described = self.proposals.len().min(worth_a_look(index, query));
        self.describer.describe(index, query, &self.proposals[..described], self.context.as_ref(), &mut self.table);
        for (row, proposal) in self.proposals[..described].iter().enumerate() {
            self.table.set(row, Feature::Needed, self.needed.shares[proposal.concept as usize]);
            self.table.set(row, Feature::DocumentWords, self.whole.words);
            self.table.set(row, Feature::WordsOfSegments, self.whole.words_of_segments);
            self.table.set(row, Feature::Entry, f32::from(u8::from(self.whole.is_entry)));
        }
        self.ranker = Ranker::of(index, setting);
        self.ranker.score(&self.table, &mut self.scores);
        let floor = options.min_confidence;
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut lowest = 0.0f32;
        for (row, score) in self.scores.iter().enumerate() {
            lowest = lowest.min(*score);
            let confidence = self.ranker.probability(*score);
            if confidence >= floor {
                let mut candidate = self.candidate(index, query, row, *score, confidence);
                candidate.reasons = options.explain.then(|| {
                    let parts = self.ranker.parts(&self.table.row(row));
                    Reasons { parts, runner_up: self.runner_up(row) }
                });
                candidates.push(candidate);
            }
        }
        // The rest stands below: what was not worth a look is not worth more than what was.
        for (at, proposal) in self.proposals.iter().enumerate().skip(described) {
            let score = lowest - 1.0 - 0.01 * (at - described) as f32;
            let confidence = self.ranker.probability(score);
            // Twice as many, since of two concepts of one name only one is given in the end.
            if confidence < floor || options.top.is_some_and(|top| candidates.len() >= 2 * top) {
                break;
            }
            candidates.push(sketch(index, query, proposal, score, confidence));
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
        candidates
    }

    fn candidate(&self, index: &Index, query: &Query, row: usize, score: f32, confidence: f32) -> Candidate {
        let description = self.describer.description(row);
        Candidate {
            concept: self.proposals[row].concept,
            label: description.label,
            score,
            confidence,
            features: self.table.row(row),
            span: query.span(description.first, description.last),
            phrase: description.phrase,
            is_all: query.says_only(index, description.label),
            semantic: description.semantic,
            described: true,
            reasons: None,
        }
    }

    /// Who came next for the words of a row, with its confidence.
    fn runner_up(&self, row: usize) -> Option<(u32, f32)> {
        let rivals = (0..self.scores.len()).filter(|other| *other != row && self.describer.share_words(row, *other));
        let best = rivals.max_by(|a, b| self.scores[*a].total_cmp(&self.scores[*b]).then(b.cmp(a)));
        best.map(|other| (self.proposals[other].concept, self.ranker.probability(self.scores[other])))
    }
}

/// How many proposals of a segment are looked at closely.
fn worth_a_look(index: &Index, query: &Query) -> usize {
    // Without a space a segment is not cut into clauses; without demand the first look does not tell who is likely.
    if query.vectors.is_empty() || !index.is_judged() {
        return DESCRIBED.1;
    }
    (DESCRIBED_OF_CLAUSE * query.clauses.len()).clamp(DESCRIBED.0, DESCRIBED.1)
}

/// The middle of the segments' vectors; none when one segment is all there is.
fn context(index: &Index, queries: &[Query]) -> Option<Quantised> {
    let semantic = index.semantic.as_ref().filter(|_| queries.len() > 1)?;
    let mut sum = vec![0.0; semantic.space().dimension()];
    for vector in queries.iter().filter_map(|query| query.vectors.first()) {
        for (total, component) in sum.iter_mut().zip(&vector.components) {
            *total += vector.scale * f32::from(*component);
        }
    }
    normalise(&mut sum);
    Some(Quantised::of(&sum))
}
