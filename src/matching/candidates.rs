//! Candidates of one segment: concepts are proposed, the best of them described by features and ranked.

use std::ops::Range;

use super::description::{Describer, Description, sketch};
use super::explanation::{Parts, Reasons};
use super::features::{Feature, Features, Table};
use super::lexicon::Lexicon;
use super::proposals::{Proposal, Proposer};
use super::query::Query;
use super::ranker::Ranker;
use super::setting::Familiarity;
use super::{MatchOptions, Setting, named, setting};
use crate::index::Index;
use crate::model::ConceptKind;
use crate::text::{Token, segments, tokenise};
use crate::vectors::{Quantised, normalise};

/// How many proposals of a segment are looked at closely, at least and at most, and how many for each of its clauses,
/// since a long list names many skills; the others keep the order in which they were proposed.
const DESCRIBED: (usize, usize) = (16, 48);
const DESCRIBED_OF_CLAUSE: usize = 4;

/// So many segments of a document are looked at before the first is judged; a longer one is known by its beginning.
pub(super) const AHEAD: usize = 64;

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
    proposer: Proposer,
    proposals: Vec<Proposal>,
    describer: Describer,
    table: Table,
    ranker: &'static Ranker,
    scores: Vec<f32>,
    /// For each score the sum of its parts, weighed anew, where that is what counts.
    weighed: Vec<f32>,
    familiarity: Familiarity,
    /// What was seen of each segment that was looked at and is not judged yet.
    looked: Vec<Looked>,
}

/// What is seen of a segment before it is known what a score is worth there.
#[derive(Default)]
struct Looked {
    proposals: Vec<Proposal>,
    descriptions: Vec<Description>,
    table: Table,
}

impl Scratch {
    /// Room for an index; only concepts of these kinds are proposed, the default kinds when there are none.
    pub fn new(index: &Index, kinds: &[ConceptKind]) -> Self {
        Self {
            lexicon: Lexicon::default(),
            queries: Vec::new(),
            segments: 0,
            context: None,
            proposer: Proposer::new(index, kinds),
            proposals: Vec::new(),
            describer: Describer::default(),
            table: Table::default(),
            ranker: Ranker::of(index, Setting::default()),
            scores: Vec::new(),
            weighed: Vec::new(),
            familiarity: Familiarity::default(),
            looked: Vec::new(),
        }
    }

    /// Takes in the segments of a document, each with its words; what they say together is the context of each.
    pub fn read<'a>(&mut self, index: &Index, segments: impl IntoIterator<Item = (&'a str, &'a [Token])>) {
        self.segments = 0;
        self.familiarity = Familiarity::default();
        for (segment, words) in segments {
            if self.segments == self.queries.len() {
                self.queries.push(Query::default());
            }
            self.queries[self.segments].read(index, &mut self.lexicon, segment, words);
            self.segments += 1;
        }
        self.context = context(index, &self.queries[..self.segments]);
    }

    /// How familiar the document is, by the segments that were looked at so far.
    pub(super) fn familiarity(&self) -> Familiarity {
        self.familiarity
    }

    /// Takes in a sentence and, as the segments behind it, the text that it stands in.
    pub fn read_in_context(&mut self, index: &Index, sentence: &str, context: &str) {
        let of_context = segments(context).into_iter().map(|segment| &context[segment.range]);
        let all: Vec<(&str, Vec<Token>)> =
            std::iter::once(sentence).chain(of_context).map(|text| (text, tokenise(text))).collect();
        self.read(index, all.iter().map(|(text, words)| (*text, words.as_slice())));
    }

    /// The candidates of one of the segments that were read, of at least the options' confidence, best first.
    pub fn candidates(
        &mut self,
        index: &Index,
        segment: usize,
        setting: Setting,
        options: &MatchOptions,
    ) -> Vec<Candidate> {
        self.look(index, segment);
        self.judge(index, segment, setting, |_, _| false, options)
    }

    /// Looks at a segment: what it may mean, described but not yet judged.
    pub(super) fn look(&mut self, index: &Index, segment: usize) {
        let query = &self.queries[segment];
        self.proposer.propose(index, query, &mut self.proposals);
        let described = self.proposals.len().min(worth_a_look(index, query));
        self.describer.describe(index, query, &self.proposals[..described], self.context.as_ref(), &mut self.table);
        self.familiarity.count(&self.table);
        let place = segment % AHEAD;
        if self.looked.len() <= place {
            self.looked.resize_with(place + 1, Looked::default);
        }
        self.exchange(segment);
    }

    /// The candidates of a segment that was looked at; `named` says of which labels, by where they stand word for word,
    /// the name counts by itself.
    pub(super) fn judge(
        &mut self,
        index: &Index,
        segment: usize,
        setting: Setting,
        named: impl Fn(u32, &Range<usize>) -> bool,
        options: &MatchOptions,
    ) -> Vec<Candidate> {
        self.exchange(segment);
        let floor = options.min_confidence;
        self.ranker = Ranker::of(index, setting);
        let query = &self.queries[segment];
        let described = self.table.rows();
        if self.is_weighed_anew(setting) {
            self.ranker.score_anew(&self.table, &mut self.scores, &mut self.weighed);
        } else {
            self.ranker.score(&self.table, &mut self.scores);
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut lowest = 0.0f32;
        for (row, score) in self.scores.iter().enumerate() {
            lowest = lowest.min(*score);
            let by_rank = self.confidence(row, setting);
            let description = self.describer.description(row);
            // A name alone is worth no more than that it is asked for.
            let is_named = by_rank < named::ASKED_FOR
                && description.phrase
                && named(description.label, &query.span(description.first, description.last));
            let by_name = if is_named { self.confidence_by_name(index, row) } else { 0.0 };
            let confidence = by_rank.max(by_name);
            if confidence >= floor {
                let mut candidate = self.candidate(index, query, row, *score, confidence);
                candidate.reasons = options.explain.then(|| {
                    let by_name = by_name > by_rank;
                    let parts = if by_name { self.parts_by_name(index, row) } else { self.parts(row, setting) };
                    Reasons { parts, by_name, runner_up: self.runner_up(row, setting) }
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
        self.exchange(segment);
        candidates
    }

    /// Puts what was seen of a segment at hand, or back.
    fn exchange(&mut self, segment: usize) {
        let looked = &mut self.looked[segment % AHEAD];
        std::mem::swap(&mut self.proposals, &mut looked.proposals);
        std::mem::swap(&mut self.table, &mut looked.table);
        self.describer.exchange(&mut looked.descriptions);
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
            is_all: query.says_only(index.label_text(description.label)),
            semantic: description.semantic,
            described: true,
            reasons: None,
        }
    }

    /// The probability that the segment means the concept of a row.
    fn confidence(&self, row: usize, setting: Setting) -> f32 {
        if self.is_weighed_anew(setting) {
            setting::probability(self.weighed[row])
        } else {
            self.ranker.probability(self.scores[row])
        }
    }

    fn parts(&self, row: usize, setting: Setting) -> Parts {
        let parts = self.ranker.parts(&self.table.row(row));
        if self.is_weighed_anew(setting) { setting::weighed(parts) } else { parts }
    }

    /// Whether the score is given elsewhere than where the trees were fitted.
    fn is_weighed_anew(&self, setting: Setting) -> bool {
        setting != Setting::Posting || self.ranker.is_weighed_anew()
    }

    /// The same where its name counts by itself.
    fn confidence_by_name(&self, index: &Index, row: usize) -> f32 {
        let weighed = Ranker::of(index, Setting::Unfamiliar).weighed(&self.table.row(row));
        named::ASKED_FOR * setting::probability(weighed)
    }

    fn parts_by_name(&self, index: &Index, row: usize) -> Parts {
        setting::weighed(Ranker::of(index, Setting::Unfamiliar).parts(&self.table.row(row)))
    }

    /// Who came next for the words of a row, with its confidence.
    fn runner_up(&self, row: usize, setting: Setting) -> Option<(u32, f32)> {
        let rivals = (0..self.scores.len()).filter(|other| *other != row && self.describer.share_words(row, *other));
        let best = rivals.max_by(|a, b| self.scores[*a].total_cmp(&self.scores[*b]).then(b.cmp(a)));
        best.map(|other| (self.proposals[other].concept, self.confidence(other, setting)))
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
