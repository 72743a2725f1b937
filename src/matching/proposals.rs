//! Which concepts a segment may mean: those whose labels share stems with it, and those that the learned space
//! has near it or one of its clauses. Scoring walks flat postings into reused arrays: no allocation per label.

use super::query::Query;
use crate::index::{Index, NearRoom, Semantic};
use crate::model::{ConceptKind, LabelRole};

/// How many concepts may come from the words.
const BY_WORDS: usize = 80;
/// How many concepts may come from the segment's vector, and from that of each clause.
const BY_MEANING: usize = 40;
const BY_CLAUSE: usize = 8;
/// Share of the clusters that are looked through for the segment, and for each clause.
const LOOKED_THROUGH: f32 = 0.08;
const LOOKED_THROUGH_FOR_CLAUSE: f32 = 0.025;
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
    fn coarse(&self) -> f32 {
        self.best + self.preferred + DEFINITION * self.definition
    }
}

/// Room for one thread to propose concepts of one index.
pub(super) struct Proposer {
    wanted: Vec<bool>,
    label_scores: Vec<f32>,
    touched_labels: Vec<u32>,
    standings: Vec<Standing>,
    touched_concepts: Vec<u32>,
    ranked: Vec<(f32, u32)>,
    near: Vec<(f32, u32)>,
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
            label_scores: vec![0.0; index.labels.len()],
            touched_labels: Vec::new(),
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
        self.score_definitions(index, query);
        self.ranked.clear();
        for concept in &self.touched_concepts {
            let standing = &self.standings[*concept as usize];
            if standing.label != u32::MAX {
                self.ranked.push((standing.coarse(), *concept));
            }
        }
        keep_best(&mut self.ranked, BY_WORDS);
        if let Some(semantic) = &index.semantic {
            for (number, vector) in query.vectors.iter().enumerate().filter(|(_, vector)| vector.scale > 0.0) {
                let (most, share) =
                    if number == 0 { (BY_MEANING, LOOKED_THROUGH) } else { (BY_CLAUSE, LOOKED_THROUGH_FOR_CLAUSE) };
                self.near.clear();
                semantic.near_concepts(vector, share, &mut self.near_room, &mut self.near);
                let wanted = &self.wanted;
                self.near.retain(|(_, concept)| wanted[*concept as usize]);
                keep_best(&mut self.near, most);
                self.ranked.extend_from_slice(&self.near);
            }
        }
        for (_, concept) in &self.ranked {
            if !std::mem::replace(&mut self.proposed[*concept as usize], true) {
                let standing = self.standings[*concept as usize];
                proposals.push(Proposal {
                    concept: *concept,
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
            proposal.score = proposal.overall();
        }
        proposals.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
        self.clear();
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

    fn score_labels(&mut self, index: &Index, query: &Query) {
        for term in &query.terms {
            for label in index.lexical.labels.documents(term.term) {
                let score = &mut self.label_scores[*label as usize];
                if *score == 0.0 {
                    self.touched_labels.push(*label);
                }
                *score += term.weight;
            }
        }
        for ordinal in &self.touched_labels {
            let label = &index.labels[*ordinal as usize];
            if !self.wanted[label.concept as usize] {
                continue;
            }
            let found = self.label_scores[*ordinal as usize];
            let coverage = found / label.weight;
            let score = found * coverage * coverage;
            let standing = &mut self.standings[label.concept as usize];
            if standing.label == u32::MAX {
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

    fn clear(&mut self) {
        for label in self.touched_labels.drain(..) {
            self.label_scores[label as usize] = 0.0;
        }
        for concept in self.touched_concepts.drain(..) {
            self.standings[concept as usize] = NOTHING;
        }
    }
}

impl Proposal {
    fn overall(&self) -> f32 {
        0.35 * self.coarse.max(0.0).ln_1p() + 3.0 * self.cosine + 3.0 * self.clause_cosine
    }
}

/// Keeps the best, best first; the lower concept of equals.
fn keep_best(ranked: &mut Vec<(f32, u32)>, most: usize) {
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > most {
        ranked.select_nth_unstable_by(most, order);
        ranked.truncate(most);
    }
    ranked.sort_unstable_by(order);
}
