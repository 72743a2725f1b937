//! A segment made ready: its words as numbers, its stems with their places, its vector and those of its clauses.

use std::ops::Range;

use super::clauses::{self, Clause};
use super::lexicon::{Lexicon, Word};
use super::phrases::{self, Phrase};
use crate::index::{Index, Semantic};
use crate::text::Token;
use crate::vectors::{Part, Quantised, Side, normalise};

/// Number of a word whose stem no label has.
pub(super) const NO_TERM: u32 = u32::MAX;

/// One stem of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct QueryTerm {
    pub term: u32,
    pub weight: f32,
}

/// A segment as it is taken in.
#[derive(Debug, Clone, Copy)]
pub struct SegmentText<'a> {
    /// What it says.
    pub text: &'a str,
    /// Its words.
    pub words: &'a [Token],
    /// Whether it asks for what it names.
    pub asks: bool,
}

/// Everything about a segment that does not depend on a candidate.
#[derive(Default)]
pub(super) struct Query {
    segment: String,
    pub words: Vec<Word>,
    /// The different stems that labels have.
    pub terms: Vec<QueryTerm>,
    /// Places of the words that count, by word: which of `terms` ([`NO_TERM`] for none), and which word.
    pub places: Vec<(u32, u32)>,
    pub definition_terms: Vec<u32>,
    /// Weight of all stems together.
    pub weight: f32,
    /// Number of words that count.
    pub kept: usize,
    pub phrases: Vec<Phrase>,
    pub clauses: Vec<Clause>,
    /// The vector of the whole segment, then those of its clauses; empty without a space.
    pub vectors: Vec<Quantised>,
    /// Rows of the words that carry meaning, with how much each counts.
    pub rows: Vec<u32>,
    /// Whether it asks for what it names.
    pub asks: bool,
    /// For each word the vector that it has together with the next one.
    pairs: Vec<Option<Part>>,
    parts: Vec<Part>,
    sum: Vec<f32>,
}

impl Query {
    /// Takes in a segment.
    pub fn read(&mut self, index: &Index, lexicon: &mut Lexicon, segment: &SegmentText<'_>) {
        let SegmentText { text: segment, words, asks } = *segment;
        self.segment.clear();
        self.segment.push_str(segment.trim());
        self.asks = asks;
        lexicon.read(index, words, &mut self.words);
        self.find_terms(index, lexicon);
        phrases::find(index, lexicon, segment, &self.words, &mut self.phrases);
        self.clauses.clear();
        self.vectors.clear();
        self.rows.clear();
        if let Some(semantic) = &index.semantic {
            let joins = |word: &Word| matches!(&*lexicon.known(word).folded, "and" | "or" | "as" | "while");
            clauses::cut(segment, &self.words, joins, &mut self.clauses);
            self.find_pairs(semantic, lexicon);
            self.encode(semantic, lexicon, None);
            for number in 0..self.clauses.len() {
                self.encode(semantic, lexicon, Some(self.clauses[number]));
            }
            let speaking = self.words.iter().filter(|word| !word.stop);
            self.rows.extend(speaking.filter_map(|word| lexicon.known(word).parts.first()).map(|part| part.row));
            self.rows.sort_unstable();
            self.rows.dedup();
        }
    }

    fn find_terms(&mut self, index: &Index, lexicon: &Lexicon) {
        self.terms.clear();
        self.places.clear();
        self.definition_terms.clear();
        self.weight = 0.0;
        // A text of nothing but framing words is about those.
        let only_framing = !self.words.iter().any(Word::speaks);
        let kept = |word: &Word| !word.stop && (only_framing || !word.framing);
        self.kept = 0;
        for (at, word) in self.words.iter().enumerate().filter(|(_, word)| kept(word)) {
            self.kept += 1;
            let known = lexicon.known(word);
            let number = known.label_term.map_or(NO_TERM, |term| {
                let number = self.terms.iter().position(|one| one.term == term).unwrap_or_else(|| {
                    let weight = index.weight(term);
                    self.weight += weight;
                    self.terms.push(QueryTerm { term, weight });
                    self.terms.len() - 1
                });
                number as u32
            });
            self.places.push((number, at as u32));
            if let Some(term) = known.definition_term
                && !self.definition_terms.contains(&term)
            {
                self.definition_terms.push(term);
            }
        }
    }

    fn find_pairs(&mut self, semantic: &Semantic, lexicon: &Lexicon) {
        self.pairs.clear();
        self.pairs.extend(self.words.iter().enumerate().map(|(at, word)| {
            let pairs = lexicon.known(word).pairs?;
            semantic.space().pair_from(pairs, &lexicon.known(self.words.get(at + 1)?).folded)
        }));
    }

    /// Adds the vector of a clause, or of the whole segment.
    fn encode(&mut self, semantic: &Semantic, lexicon: &Lexicon, clause: Option<Clause>) {
        let space = semantic.space();
        let range = clause.map_or(0..self.words.len(), |clause| clause.first..clause.last + 1);
        self.parts.clear();
        for at in range.clone() {
            self.parts.extend_from_slice(&lexicon.known(&self.words[at]).parts);
            self.parts.extend(self.pairs[at].filter(|_| at + 1 < range.end));
        }
        self.sum.clear();
        self.sum.resize(space.dimension(), 0.0);
        space.add_all(&self.parts, Side::Text, &mut self.sum);
        normalise(&mut self.sum);
        self.vectors.push(Quantised::of(&self.sum));
    }

    /// Bytes of the segment from one word to another.
    pub fn span(&self, first: usize, last: usize) -> Range<usize> {
        match (self.words.get(first), self.words.get(last)) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// Whether the segment says nothing but a label.
    pub fn says_only(&self, index: &Index, label: u32) -> bool {
        // A segment of more stems says more; these are at hand, and the text of a label is not.
        let may_be_all = self.terms.len() <= usize::from(index.labels[label as usize].stems);
        may_be_all && self.segment.eq_ignore_ascii_case(index.label_text(label))
    }
}
