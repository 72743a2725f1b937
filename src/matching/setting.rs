//! Where a score is given, which decides the model that gives it. A sentence that stands alone has the labels of ESCO that
//! people gave such sentences to go by: of several skills that fit, they name one or two. Of a whole posting or the
//! description of a course nearly every phrase that asks for something or says what is taught is a skill, and mappings
//! that were read beside their texts (`training/judgements/`) say more of what is right there.

use crate::model::{Document, DocumentKind};
use crate::text::{Genre, genre};

/// Where a score is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// A sentence or two of which nothing is known.
    #[default]
    Sentence,
    /// A posting, or a text of which nothing is known.
    Posting,
    /// A text that says what is taught or certified.
    Teaching,
}

/// Most passages of a text of which nothing is known that is taken for a sentence or two and not for a posting.
const FEW: usize = 3;

impl Setting {
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

    /// The same, now that it is known how many passages there are.
    pub(super) fn with_passages(self, document: &Document, passages: usize) -> Self {
        let unknown = document.title.is_empty() && document.kind == DocumentKind::Unknown;
        if self == Self::Posting && unknown && passages <= FEW { Self::Sentence } else { self }
    }
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
    fn a_sentence_of_which_nothing_is_known_is_no_posting() {
        let alone = Document::new("a", "", ["Experience with Python."]);
        assert_eq!(Setting::Posting.with_passages(&alone, 1), Setting::Sentence);
        assert_eq!(Setting::Posting.with_passages(&alone, FEW + 1), Setting::Posting);
        let titled = Document::new("a", "Developer", ["Experience with Python."]);
        assert_eq!(Setting::Posting.with_passages(&titled, 1), Setting::Posting);
        assert_eq!(Setting::Teaching.with_passages(&alone, 1), Setting::Teaching);
    }
}
