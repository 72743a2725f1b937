//! The close look at a proposal: its row of features, the label that speaks for it and the words that prove it.

use super::alignment::{AlignRoom, align};
use super::candidates::Candidate;
use super::features::{Feature, Table};
use super::phrases::Phrase;
use super::proposals::Proposal;
use super::query::Query;
use super::standpoint::Standpoint;
use crate::index::{Index, Semantic};
use crate::model::LabelRole;
use crate::vectors::{Quantised, normalise};

/// How many of the best proposals make the middle that the others are held against.
const CONSENSUS: usize = 10;
/// How much the definition's BM25 counts beside the names.
const DEFINITION: f32 = 0.3;

/// What a candidate needs beside its features.
#[derive(Debug, Clone, Copy)]
pub(super) struct Description {
    pub label: u32,
    /// First and last word of what proves it.
    pub first: usize,
    pub last: usize,
    pub phrase: bool,
    pub semantic: bool,
    words: u128,
    coverage: f32,
    lexical: f32,
    clause: usize,
}

/// Room for describing the proposals of a segment.
#[derive(Default)]
pub(super) struct Describer {
    descriptions: Vec<Description>,
    products: Vec<f32>,
    rows: Vec<u32>,
    alignment: AlignRoom,
    order: Vec<(f32, u32)>,
    middle: Vec<f32>,
    /// The best and the second best of each clause.
    clauses: Vec<(f32, f32)>,
}

impl Describer {
    /// Fills the table: a row a proposal.
    pub fn describe(
        &mut self,
        index: &Index,
        query: &Query,
        proposals: &[Proposal],
        context: Option<&Quantised>,
        table: &mut Table,
    ) {
        table.clear(proposals.len());
        self.descriptions.clear();
        for (row, proposal) in proposals.iter().enumerate() {
            let description = by_words(index, query, proposal, row, table);
            self.descriptions.push(description);
            of_the_concept(index, proposal.concept, row, table);
            table.set(row, Feature::SegmentWords, (query.kept as f32).ln_1p());
            table.set(row, Feature::Clauses, query.clauses.len() as f32);
            table.set(row, Feature::Asks, f32::from(u8::from(query.asks)));
        }
        self.compare_words(table);
        if let Some(semantic) = &index.semantic {
            self.alignment.read(semantic.space(), &query.rows);
            for (row, proposal) in proposals.iter().enumerate() {
                self.by_meaning(index, semantic, query, proposal, row, table);
            }
            self.compare_meaning(query, table);
            self.consensus(semantic, proposals, context, table);
        }
    }

    pub fn description(&self, row: usize) -> Description {
        self.descriptions[row]
    }

    /// Whether two rows claim the same words, or the same clause when they have none.
    pub fn share_words(&self, row: usize, other: usize) -> bool {
        let (a, b) = (&self.descriptions[row], &self.descriptions[other]);
        a.words & b.words != 0 || a.clause == b.clause && (a.words == 0 || b.words == 0)
    }

    /// What shows only when the candidates are seen together.
    fn compare_words(&mut self, table: &mut Table) {
        let top = self.descriptions.iter().map(|one| one.lexical).fold(f32::EPSILON, f32::max);
        self.order.clear();
        self.order.extend(self.descriptions.iter().map(|one| one.lexical).zip(0..));
        set_places(&mut self.order, Feature::LexicalPlace, table);
        for row in 0..self.descriptions.len() {
            let one = self.descriptions[row];
            table.set(row, Feature::Ratio, one.lexical / top);
            if one.words == 0 {
                continue;
            }
            let (mut nested, mut rival) = (0.0, 0.0f32);
            for (other_row, other) in self.descriptions.iter().enumerate() {
                if other_row == row || other.words & one.words == 0 {
                    continue;
                }
                let all = one.words & other.words == one.words;
                if all && one.words != other.words && other.coverage > 0.999 {
                    nested = 1.0;
                }
                if all {
                    rival = rival.max(other.coverage - one.coverage);
                }
            }
            table.set(row, Feature::Nested, nested);
            table.set(row, Feature::Rival, rival);
        }
    }

    fn by_meaning(
        &mut self,
        index: &Index,
        semantic: &Semantic,
        query: &Query,
        proposal: &Proposal,
        row: usize,
        table: &mut Table,
    ) {
        let labels = index.labels_of_concept(proposal.concept);
        let preferred = index.preferred_label(proposal.concept);
        let rows = || labels.start as usize..labels.end as usize;
        self.products.clear();
        semantic.labels().products_in(rows(), &query.vectors[0], &mut self.products);
        let (label_cosine, nearest) = largest(&self.products);
        let preferred_cosine = self.products[(preferred - labels.start) as usize];
        table.set(row, Feature::PreferredCosine, preferred_cosine);
        table.set(row, Feature::LabelCosine, label_cosine);
        table.set(row, Feature::ConceptCosine, proposal.cosine);
        table.set(row, Feature::ClauseConcept, proposal.clause_cosine);
        let (mut clause_preferred, mut clause_label, mut clause_nearest) = (preferred_cosine, label_cosine, nearest);
        if proposal.clause > 0 {
            self.products.clear();
            semantic.labels().products_in(rows(), &query.vectors[proposal.clause], &mut self.products);
            (clause_label, clause_nearest) = largest(&self.products);
            clause_preferred = self.products[(preferred - labels.start) as usize];
        }
        table.set(row, Feature::ClausePreferred, clause_preferred);
        table.set(row, Feature::ClauseLabel, clause_label);
        table.set(row, Feature::DefinitionCosine, semantic.definition_product(proposal.concept, &query.vectors[0]));
        let description = &mut self.descriptions[row];
        description.clause = proposal.clause;
        let nearest = labels.start + if clause_label > label_cosine { clause_nearest } else { nearest } as u32;
        if description.semantic {
            description.label = nearest;
            if proposal.clause > 0 {
                let clause = query.clauses[proposal.clause - 1];
                (description.first, description.last) = (clause.first, clause.last);
            }
        }
        let alignment = align(semantic, preferred, &mut self.alignment);
        table.set(row, Feature::Met, alignment.met);
        table.set(row, Feature::Missing, alignment.missing);
        table.set(row, Feature::FirstWord, alignment.first);
        table.set(row, Feature::LastWord, alignment.last);
        let alignment = if nearest == preferred { alignment } else { align(semantic, nearest, &mut self.alignment) };
        table.set(row, Feature::LabelMet, alignment.met);
        table.set(row, Feature::LabelMissing, alignment.missing);
    }

    fn compare_meaning(&mut self, query: &Query, table: &mut Table) {
        self.order.clear();
        self.clauses.clear();
        self.clauses.resize(query.vectors.len(), (f32::NEG_INFINITY, f32::NEG_INFINITY));
        let nearness =
            |table: &Table, row| table.get(row, Feature::PreferredCosine) + table.get(row, Feature::LabelCosine);
        let in_clause =
            |table: &Table, row| table.get(row, Feature::ClausePreferred) + table.get(row, Feature::ClauseLabel);
        for row in 0..table.rows() {
            self.order.push((nearness(table, row), row as u32));
            let value = in_clause(table, row);
            let (best, second) = &mut self.clauses[self.descriptions[row].clause];
            if value > *best {
                (*best, *second) = (value, *best);
            } else if value > *second {
                *second = value;
            }
        }
        let top = self.order.iter().map(|one| one.0).fold(f32::NEG_INFINITY, f32::max);
        for row in 0..table.rows() {
            table.set(row, Feature::Behind, top - nearness(table, row));
            let (best, second) = self.clauses[self.descriptions[row].clause];
            let value = in_clause(table, row);
            let other = if value >= best { second } else { best };
            table.set(row, Feature::ClauseMargin, if other.is_finite() { value - other } else { 1.0 });
        }
        set_places(&mut self.order, Feature::CosinePlace, table);
    }

    fn consensus(
        &mut self,
        semantic: &Semantic,
        proposals: &[Proposal],
        context: Option<&Quantised>,
        table: &mut Table,
    ) {
        self.middle.clear();
        self.middle.resize(semantic.space().dimension(), 0.0);
        for proposal in proposals.iter().take(CONSENSUS) {
            let (components, scale) = semantic.concept(proposal.concept);
            for (sum, component) in self.middle.iter_mut().zip(components) {
                *sum += scale * f32::from(*component);
            }
        }
        normalise(&mut self.middle);
        let middle = Quantised::of(&self.middle);
        self.rows.clear();
        self.rows.extend(proposals.iter().map(|proposal| proposal.concept));
        self.products.clear();
        semantic.concept_products(&self.rows, &middle, &mut self.products);
        for (row, product) in self.products.iter().enumerate() {
            table.set(row, Feature::Consensus, *product);
            table.set(row, Feature::Context, -1.0);
        }
        if let Some(context) = context {
            self.products.clear();
            semantic.concept_products(&self.rows, context, &mut self.products);
            for (row, product) in self.products.iter().enumerate() {
                table.set(row, Feature::Context, *product);
            }
        }
    }
}

/// A proposal that was not worth a close look, with what proves it.
pub(super) fn sketch(index: &Index, query: &Query, proposal: &Proposal, score: f32, confidence: f32) -> Candidate {
    let mut table = Table::default();
    table.clear(1);
    let description = by_words(index, query, proposal, 0, &mut table);
    Candidate {
        concept: proposal.concept,
        label: description.label,
        score,
        confidence,
        features: table.row(0),
        span: query.span(description.first, description.last),
        phrase: description.phrase,
        is_all: false,
        semantic: description.semantic,
        described: false,
        reasons: None,
    }
}

/// The features of the words that a segment and a concept share.
fn by_words(index: &Index, query: &Query, proposal: &Proposal, row: usize, table: &mut Table) -> Description {
    let concept = proposal.concept;
    // The longest place where a label of the concept stands in order, an exact one first, then its own name, unless
    // another label of the concept says much more than it.
    let is_own = |phrase: &Phrase| index.labels[phrase.label as usize].role == LabelRole::Preferred;
    let best_weight = |label: u32| if label == u32::MAX { 0.0 } else { proposal.coarse };
    let phrase = query
        .phrases
        .iter()
        .filter(|phrase| phrase.concept == concept)
        .max_by_key(|phrase| (phrase.last - phrase.first, phrase.exact, is_own(phrase), usize::MAX - phrase.first))
        .filter(|phrase| 4.0 * index.labels[phrase.label as usize].weight >= best_weight(proposal.label));
    let label = phrase.map_or(proposal.label, |phrase| phrase.label);
    let point = if label == u32::MAX { Standpoint::default() } else { Standpoint::of(index, query, label, phrase) };
    if point.words == 0 {
        return Description {
            label: index.preferred_label(concept),
            first: 0,
            last: query.words.len().saturating_sub(1),
            phrase: false,
            semantic: true,
            words: 0,
            coverage: 0.0,
            lexical: 0.0,
            clause: 0,
        };
    }
    let preferred = preferred_point(index, query, concept, label, &point);
    let names = point.score.max(preferred.score) + preferred.score;
    let lexical = names + DEFINITION * proposal.definition;
    let words_of = |phrase: &Phrase| (phrase.first..=phrase.last).filter(|at| !query.words[*at].stop).count() as f32;
    table.set(row, Feature::Lexical, lexical.ln_1p());
    table.set(row, Feature::Coverage, point.coverage);
    table.set(row, Feature::PreferredCoverage, preferred.coverage);
    table.set(row, Feature::Compactness, point.compactness);
    table.set(row, Feature::Exact, phrase.filter(|phrase| phrase.exact).map_or(0.0, words_of));
    table.set(row, Feature::Phrase, phrase.map_or(0.0, words_of));
    table.set(row, Feature::Share, (point.found_weight / query.weight.max(f32::EPSILON)).min(1.0));
    table.set(row, Feature::Ambiguity, phrase.map_or(0.0, |phrase| (phrase.concepts as f32).ln()));
    table.set(row, Feature::Definition, proposal.definition.ln_1p());
    Description {
        label,
        first: point.first,
        last: point.last,
        phrase: phrase.is_some(),
        semantic: false,
        words: point.words,
        coverage: point.coverage,
        lexical,
        clause: 0,
    }
}

/// How the concept's preferred label stands in the segment; the best of several.
fn preferred_point(index: &Index, query: &Query, concept: u32, label: u32, point: &Standpoint) -> Standpoint {
    let preferred =
        index.labels_of_concept(concept).filter(|label| index.labels[*label as usize].role == LabelRole::Preferred);
    let mut best = Standpoint::default();
    for ordinal in preferred {
        let other = if ordinal == label {
            *point
        } else {
            let phrase = query.phrases.iter().find(|phrase| phrase.label == ordinal);
            Standpoint::of(index, query, ordinal, phrase)
        };
        if other.score > best.score {
            best = other;
        }
    }
    best
}

/// The features that the taxonomy gives a concept.
fn of_the_concept(index: &Index, concept: u32, row: usize, table: &mut Table) {
    let facts = index.facts(concept);
    table.set(row, Feature::Asked, facts.asked);
    table.set(row, Feature::Seen, facts.seen);
    table.set(row, Feature::AskedLike, facts.asked_like);
    table.set(row, Feature::Reuse, facts.reuse);
    table.set(row, Feature::Kind, facts.kind);
    table.set(row, Feature::NameWords, facts.name_words);
    table.set(row, Feature::Names, facts.names);
}

/// Sets the logarithm of each row's place, best first, equals by row.
fn set_places(order: &mut [(f32, u32)], feature: Feature, table: &mut Table) {
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (place, (_, row)) in order.iter().enumerate() {
        table.set(*row as usize, feature, (place as f32).ln_1p());
    }
}

/// The largest value and where it stands.
fn largest(values: &[f32]) -> (f32, usize) {
    let better = |best: (f32, usize), next: (usize, &f32)| if *next.1 > best.0 { (*next.1, next.0) } else { best };
    values.iter().enumerate().fold((f32::NEG_INFINITY, 0), better)
}
