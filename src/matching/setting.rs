//! What a score is worth where it was given. The trees are fitted to sentences of postings and the labels of ESCO that
//! people gave them: of several skills that fit, they name one or two. In the description of a course nearly every
//! phrase is a skill, and how often postings ask for it says less; in a taxonomy without near doubles what fits is right.
//!
//! There the parts of a score (`Ranker::parts`) are weighed anew: a logistic regression over 820 mappings that were
//! judged by hand, of a hundred programmes of CIP 2020 onto ESCO and the starter taxonomy and of 22 postings onto the
//! latter (`training/judgements/`). Held back by fives, it tells right from wrong better than the score alone (AUC 0.82
//! beside 0.78).
//!
//! The same holds of postings of fields that demand was hardly counted in: the sentences it was counted in are of offices and
//! computers. Where most of what a posting speaks of was never seen in them (`Familiarity`), its scores are weighed anew, but
//! for those of sentences that ask for nothing (`text::asks`).

use super::explanation::Parts;
use super::features::{Feature, Table};
use crate::model::{Document, DocumentKind};
use crate::text::{Genre, genre};

/// Where a score is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// A posting, or a text of which nothing is known.
    #[default]
    Posting,
    /// A text that says what is taught or certified.
    Teaching,
    /// A posting of a field that demand was hardly counted in.
    Unfamiliar,
}

/// Share of what a posting speaks of that is seen in sentences that demand was counted in, from which its field is
/// familiar: of twenty postings of `SkillSpan` eighteen have as much, of nine of nurses, cooks and craftsmen none.
const FAMILIAR: f32 = 0.42;

/// Most passages of a text of which nothing is known that is taken for a sentence or two and not for a posting.
const FEW: usize = 3;

/// What is left when nothing speaks for or against.
const CONSTANT: f32 = -3.08;
/// What the parts are worth.
const WORTH: Parts = Parts { words: 1.21, meaning: 0.80, demand: 0.47, surroundings: 1.57 };

impl Setting {
    /// The same, now that it is known how familiar a document of so many passages is; `None` when that changes nothing.
    pub(super) fn looked_at(self, familiarity: Familiarity, document: &Document, passages: usize) -> Option<Self> {
        let unfamiliar = self == Self::Posting && familiarity.is_little() && !is_sentence(document, passages);
        unfamiliar.then_some(Self::Unfamiliar)
    }

    /// The setting of a document: what it says it is, else what it reads like.
    pub fn of(document: &Document, english: bool) -> Self {
        match document.kind {
            DocumentKind::Credential | DocumentKind::Course | DocumentKind::Programme | DocumentKind::Assessment => {
                Self::Teaching
            }
            DocumentKind::Unknown if english && genre(&document.title, &document.text) == Genre::Teaching => {
                Self::Teaching
            }
            DocumentKind::Posting | DocumentKind::Occupation | DocumentKind::LearnerRecord | DocumentKind::Unknown => {
                Self::Posting
            }
        }
    }
}

/// Whether a document of so many passages is a sentence or two and nothing is known of it.
pub(super) fn is_sentence(document: &Document, passages: usize) -> bool {
    passages <= FEW && document.title.is_empty() && document.kind == DocumentKind::Unknown
}

/// How much of what a document speaks of is known from the sentences that demand was counted in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Familiarity {
    nearest: u32,
    seen: u32,
}

impl Familiarity {
    /// Takes in the candidates of a segment: those that are nearest to one of its clauses.
    pub fn count(&mut self, table: &Table) {
        for row in 0..table.rows() {
            if table.get(row, Feature::ClauseMargin) >= 0.0 {
                self.nearest += 1;
                self.seen += u32::from(table.get(row, Feature::Seen) > 0.0);
            }
        }
    }

    fn is_little(self) -> bool {
        (self.seen as f32) < FAMILIAR * self.nearest as f32
    }
}

/// The parts of a score as they count outside of what the trees were fitted to.
pub(super) fn weighed(parts: Parts) -> Parts {
    Parts {
        words: parts.words * WORTH.words,
        meaning: parts.meaning * WORTH.meaning,
        demand: parts.demand * WORTH.demand,
        surroundings: parts.surroundings * WORTH.surroundings,
    }
}

/// The probability that the sum of weighed parts stands for.
pub(super) fn probability(sum: f32) -> f32 {
    1.0 / (1.0 + (-(CONSTANT + sum)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_of_itself_goes_before_how_it_reads() {
        let mut document = Document::new("a", "Welding", ["Students learn to weld."]);
        assert_eq!(Setting::of(&document, true), Setting::Teaching);
        assert_eq!(Setting::of(&document, false), Setting::Posting, "the cues are English");
        document.kind = DocumentKind::Posting;
        assert_eq!(Setting::of(&document, true), Setting::Posting);
    }

    #[test]
    fn demand_counts_less_where_it_is_taught() {
        let parts = Parts { words: 3.0, meaning: 2.0, demand: -2.0, surroundings: 0.0 };
        let doubted = Parts { demand: 0.0, ..parts };
        assert!(weighed(parts).demand > parts.demand);
        let chance = |parts| probability(weighed(parts).sum());
        assert!(chance(parts) > 0.5 && chance(parts) < chance(doubted));
    }
}
