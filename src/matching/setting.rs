//! What a score is worth where it was given. The trees are fitted to sentences of postings and the labels of ESCO that
//! people gave them: of several skills that fit, they name one or two. In the description of a course nearly every
//! phrase is a skill, and how often postings ask for it says less; in a taxonomy without near doubles what fits is right.
//!
//! There the parts of a score (`Ranker::parts`) are weighed anew: a logistic regression over 820 mappings that were
//! judged by hand, of a hundred programmes of CIP 2020 onto ESCO and the starter taxonomy and of 22 postings onto the
//! latter (`training/judgements/`). Held back by fives, it tells right from wrong better than the score alone (AUC 0.82
//! beside 0.78).

use super::explanation::Parts;
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
}

/// What is left when nothing speaks for or against.
const CONSTANT: f32 = -3.08;
/// What the parts are worth.
const WORTH: Parts = Parts { words: 1.21, meaning: 0.80, demand: 0.47, surroundings: 1.57 };

impl Setting {
    /// The setting of a document: what it says it is, else what it reads like.
    pub fn of(document: &Document, english: bool) -> Self {
        match document.kind {
            DocumentKind::Credential | DocumentKind::Course | DocumentKind::Programme | DocumentKind::Assessment => {
                Self::Teaching
            }
            DocumentKind::Unknown if english && genre(&document.text) == Genre::Teaching => Self::Teaching,
            DocumentKind::Posting | DocumentKind::Occupation | DocumentKind::LearnerRecord | DocumentKind::Unknown => {
                Self::Posting
            }
        }
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

/// The probability that weighed parts stand for.
pub(super) fn probability(weighed: Parts) -> f32 {
    let Parts { words, meaning, demand, surroundings } = weighed;
    1.0 / (1.0 + (-(CONSTANT + words + meaning + demand + surroundings)).exp())
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
        assert!(probability(weighed(parts)) > 0.5 && probability(weighed(parts)) < probability(weighed(doubted)));
    }
}
