//! Which concepts a segment may mean: those whose labels share stems with it, and those that the learned space
//! has near it or one of its clauses. Scoring walks flat postings into reused arrays: no allocation per label.

use super::query::{Query, QueryTerm};
use crate::index::{Facts, Index, NearRoom, OpenedLabel, Reach, Scored, Semantic, keep_best};
use crate::model::{ConceptKind, LabelRole};

/// How many of the best names are looked up in definitions, and how many of those concepts are kept.
const BY_NAMES: usize = 80;
const BY_WORDS: usize = 60;
/// How many concepts may come from the segment's vector, and from that of each clause.
const BY_MEANING: usize = 40;
const BY_CLAUSE: usize = 8;
/// How far around the segment's vector concepts are looked for, and around that of each clause.
const REACH: Reach = Reach { one_of: 30, fewest: 10 };
const REACH_OF_CLAUSE: Reach = Reach { one_of: 140, fewest: 4 };
/// Share of the weight of a segment's stems that a label can reach at the most and is not looked at, rarest stems first.
const TOO_LITTLE: f32 = 0.3;
/// Stems of which each may bring a label by itself.
const FEW_STEMS: usize = 2;
/// How much the definition's BM25 counts beside the names.
const DEFINITION: f32 = 0.3;

/// A concept that a segment may mean, before it is looked at closely.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proposal {
    pub concept: u32,
    /// The label whose stems stand best; `u32::MAX` when no word is shared.
    pub label: u32,
    /// Score of its names and its definition by words alone.
    pub coarse: f32,
    pub definition: f32,
    /// Cosine with the segment.
    pub cosine: f32,
    /// Cosine with the nearest clause, and which vector of the query that is.
    pub clause_cosine: f32,
    pub clause: usize,
    /// What the three say together.
    pub score: f32,
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

impl Standing {
    /// Takes in a label of the concept, by the weights of the segment's stems.
    fn meet(&mut self, label: &OpenedLabel<'_>, weights: &[f32]) {
        let found: f32 = label.terms.iter().map(|term| weights[*term as usize]).sum();
        let coverage = found / label.weight;
        let score = found * coverage * coverage;
        if score > self.best {
            (self.best, self.label) = (score, label.label);
        }
        if label.preferred {
            self.preferred = self.preferred.max(score);
        }
    }

    fn coarse(&self) -> f32 {
        self.best + self.preferred + DEFINITION * self.definition
    }
}

/// Room for one thread to propose concepts of one index.
pub(super) struct Proposer {
    wanted: Vec<bool>,
    rarest_first: Vec<QueryTerm>,
    /// Weight of each stem of the segment, by term of labels and of definitions; 0 for all others.
    weights: Vec<f32>,
    definition_weights: Vec<f32>,
    standings: Vec<Standing>,
    touched_concepts: Vec<u32>,
    ranked: Vec<Scored>,
    near: Vec<Scored>,
    near_room: NearRoom,
    /// Whether a concept is already among the proposals.
    proposed: Vec<bool>,
    rows: Vec<u32>,
    products: Vec<f32>,
}

impl Proposer {
    pub fn new(index: &Index, kinds: &[ConceptKind]) -> Self {
        let wanted =
            |kind: ConceptKind| if kinds.is_empty() { kind.is_mapped_by_default() } else { kinds.contains(&kind) };
        let concepts = &index.taxonomy.concepts;
        Self {
            wanted: concepts.iter().map(|concept| wanted(concept.kind)).collect(),
            rarest_first: Vec::new(),
            weights: vec![0.0; index.lexical.labels.len()],
            definition_weights: vec![0.0; index.lexical.definitions.len()],
            standings: vec![NOTHING; concepts.len()],
            touched_concepts: Vec::new(),
            ranked: Vec::new(),
            near: Vec::new(),
            near_room: NearRoom::default(),
            proposed: vec![false; concepts.len()],
            rows: Vec::new(),
            products: Vec::new(),
        }
    }

    /// Puts the proposals of a segment into `proposals`, best first.
    pub fn propose(&mut self, index: &Index, query: &Query, proposals: &mut Vec<Proposal>) {
        proposals.clear();
        self.score_labels(index, query);
        self.raise_phrases(index, query);
        self.by_words(index, query);
        if let Some(semantic) = &index.semantic {
            for (number, vector) in query.vectors.iter().enumerate().filter(|(_, vector)| vector.scale > 0.0) {
                let (most, reach) = if number == 0 { (BY_MEANING, REACH) } else { (BY_CLAUSE, REACH_OF_CLAUSE) };
                let (wanted, near) = (&self.wanted, &mut self.near);
                near.clear();
                semantic.near_concepts(vector, reach, &mut self.near_room, |cosine, concept| {
                    if wanted[concept as usize] {
                        near.push(Scored::new(cosine, concept));
                    }
                });
                keep_best(near, most);
                self.ranked.extend_from_slice(near);
            }
        }
        for concept in self.ranked.iter().map(|one| one.number()) {
            if !std::mem::replace(&mut self.proposed[concept as usize], true) {
                let standing = self.standings[concept as usize];
                proposals.push(Proposal {
                    concept,
                    label: standing.label,
                    coarse: standing.coarse(),
                    definition: standing.definition,
                    cosine: 0.0,
                    clause_cosine: 0.0,
                    clause: 0,
                    score: 0.0,
                });
            }
        }
        if let Some(semantic) = &index.semantic {
            self.measure(semantic, query, proposals);
        }
        for proposal in proposals.iter_mut() {
            self.proposed[proposal.concept as usize] = false;
            proposal.score = proposal.overall(index.facts(proposal.concept));
        }
        proposals.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
        self.clear(query);
    }

    /// Ranks the concepts that words speak for: by names first, the best of those with their definitions.
    fn by_words(&mut self, index: &Index, query: &Query) {
        for term in &query.definition_terms {
            self.definition_weights[*term as usize] = index.definition_weight(*term);
        }
        self.ranked.clear();
        let by_names = |concept: &u32| Scored::new(self.standings[*concept as usize].coarse(), *concept);
        self.ranked.extend(self.touched_concepts.iter().map(by_names));
        keep_best(&mut self.ranked, BY_NAMES);
        for at in 0..self.ranked.len() {
            // A definition supports a name; it does not propose a concept by itself.
            let concept = self.ranked[at].number();
            let definition = self.definition(index, concept);
            let standing = &mut self.standings[concept as usize];
            standing.definition = definition;
            self.ranked[at] = Scored::new(standing.coarse(), concept);
        }
        keep_best(&mut self.ranked, BY_WORDS);
    }

    /// Fills in the cosines.
    fn measure(&mut self, semantic: &Semantic, query: &Query, proposals: &mut [Proposal]) {
        self.rows.clear();
        self.rows.extend(proposals.iter().map(|proposal| proposal.concept));
        for (number, vector) in query.vectors.iter().enumerate() {
            self.products.clear();
            semantic.concept_products(&self.rows, vector, &mut self.products);
            for (proposal, product) in proposals.iter_mut().zip(&self.products) {
                if number == 0 {
                    proposal.cosine = *product;
                }
                if number == 0 || *product > proposal.clause_cosine {
                    (proposal.clause_cosine, proposal.clause) = (*product, number);
                }
            }
        }
    }

    /// Weighs the labels that may stand in the segment by the share of them that does.
    fn score_labels(&mut self, index: &Index, query: &Query) {
        self.rarest_first.clear();
        self.rarest_first.extend_from_slice(&query.terms);
        self.rarest_first.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        for term in &query.terms {
            self.weights[term.term as usize] = term.weight;
        }
        let mut left = query.weight;
        for (number, term) in self.rarest_first.iter().enumerate() {
            // Labels that only share a sentence's commonest stems are many, and not what it means.
            if left < TOO_LITTLE * query.weight && number >= FEW_STEMS {
                break;
            }
            left -= term.weight;
            for label in index.opened_by(term.term) {
                // A product that is called by an ordinary word is meant only where it stands as a name.
                let is_ordinary = || label.terms.len() == 1 && index.labels[label.label as usize].is_ordinary;
                if !self.wanted[label.concept as usize] || is_ordinary() {
                    continue;
                }
                let standing = &mut self.standings[label.concept as usize];
                if standing.label == u32::MAX {
                    self.touched_concepts.push(label.concept);
                }
                standing.meet(&label, &self.weights);
            }
        }
    }

    /// Gives labels whose words stand in order their whole weight, framing words included.
    fn raise_phrases(&mut self, index: &Index, query: &Query) {
        for phrase in query.phrases.iter().filter(|phrase| self.wanted[phrase.concept as usize]) {
            let label = &index.labels[phrase.label as usize];
            let standing = &mut self.standings[phrase.concept as usize];
            if standing.label == u32::MAX {
                self.touched_concepts.push(phrase.concept);
            }
            if label.weight > standing.best || standing.label == u32::MAX {
                (standing.best, standing.label) = (label.weight, phrase.label);
            }
            if label.role == LabelRole::Preferred {
                standing.preferred = standing.preferred.max(label.weight);
            }
        }
    }

    /// How much a concept's definition supports its name: BM25 with k1 1.2 and b 0.5, for stems that count once.
    fn definition(&self, index: &Index, concept: u32) -> f32 {
        let stems = index.definition_terms_of(concept).iter();
        let weight: f32 = stems.map(|term| self.definition_weights[*term as usize]).sum();
        weight * 2.2 / (1.6 + 0.6 * index.definition_length(concept))
    }

    fn clear(&mut self, query: &Query) {
        for term in &query.terms {
            self.weights[term.term as usize] = 0.0;
        }
        for term in &query.definition_terms {
            self.definition_weights[*term as usize] = 0.0;
        }
        for concept in self.touched_concepts.drain(..) {
            self.standings[concept as usize] = NOTHING;
        }
    }
}

impl Proposal {
    /// What decides who is looked at closely: words, meaning, and how often postings ask for the concept.
    fn overall(&self, facts: &Facts) -> f32 {
        let meaning = 3.0 * (self.cosine + self.clause_cosine);
        0.2 * self.coarse.max(0.0).ln_1p() + meaning + 0.15 * facts.seen + 0.1 * facts.asked_like
    }
}
