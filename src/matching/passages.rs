//! What of a document is looked at, and how it is meant: passages that say something, whether they ask for it or
//! would merely like it, and what they say is not needed.

use std::ops::Range;

use super::requirement;
use crate::index::Index;
use crate::model::{Qualification, Requirement};
use crate::text::{Section, Segment, is_boilerplate, negated, qualifications, segments};

/// A stretch of a document that is matched as one.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Bytes of the document.
    pub range: Range<usize>,
    /// Whether it asks for what it names, when it says.
    pub requirement: Option<Requirement>,
    /// Bytes of the passage that say what is not needed.
    pub negated: Vec<Range<usize>>,
}

impl Passage {
    /// Whether most of a span is said not to be needed.
    pub fn denies(&self, span: &Range<usize>) -> bool {
        let inside = |range: &Range<usize>| range.end.min(span.end).saturating_sub(range.start.max(span.start));
        2 * self.negated.iter().map(inside).sum::<usize>() > span.len()
    }
}

/// The passages of a text, in order. A text of nothing but headings or boilerplate is taken as it is: that is all
/// there is to go by.
pub(super) fn passages(text: &str, english: bool) -> Vec<Passage> {
    let all = segments(text);
    let says_something = |segment: &Segment| {
        segment.section != Section::Boilerplate
            && !segment.heading
            && !(english && is_boilerplate(&text[segment.range.clone()]))
    };
    let nothing_else = !all.iter().any(says_something);
    let passage = |segment: Segment| {
        let slice = &text[segment.range.clone()];
        let requirement = requirement::of_segment(slice, segment.section);
        Passage { requirement, negated: if english { negated(slice) } else { Vec::new() }, range: segment.range }
    };
    all.into_iter().filter(|segment| nothing_else || says_something(segment)).map(passage).collect()
}

/// The degrees, licences and certificates that the passages name.
pub(super) fn named_qualifications(text: &str, passages: &[Passage]) -> Vec<Qualification> {
    let of_passage = |passage: &Passage| -> Vec<Qualification> {
        let slice = &text[passage.range.clone()];
        let qualification = |named: crate::text::NamedQualification| Qualification {
            kind: named.kind,
            level: named.level,
            or_equivalent: named.or_equivalent,
            not_needed: passage.denies(&named.range),
            requirement: passage.requirement,
            quote: slice[named.range.clone()].to_owned(),
            start: passage.range.start + named.range.start,
            end: passage.range.start + named.range.end,
        };
        qualifications(slice).into_iter().map(qualification).collect()
    };
    passages.iter().flat_map(of_passage).collect()
}

/// Whether the words of every index are English, or may be.
pub(super) fn are_english(indexes: &[&Index]) -> bool {
    indexes.iter().all(|index| index.is_english())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_is_left_out_unless_there_is_nothing_else() {
        let text = "Weld frames.\nWe are an equal opportunity employer.";
        let kept: Vec<&str> = passages(text, true).into_iter().map(|passage| &text[passage.range]).collect();
        assert_eq!(kept, ["Weld frames."]);
        assert_eq!(passages("We are an equal opportunity employer.", true).len(), 1);
        assert_eq!(passages(text, false).len(), 2, "the cues are English");
    }

    #[test]
    fn what_is_not_needed_is_denied_and_a_degree_says_so() {
        let text = "No bachelor's degree required, but Python is a must.";
        let passages = passages(text, true);
        let at = |word: &str| text.find(word).map(|start| start..start + word.len()).expect("the word");
        assert!(passages[0].denies(&at("degree")) && !passages[0].denies(&at("Python")));
        let found = named_qualifications(text, &passages);
        assert!(found[0].not_needed && found[0].quote == "bachelor's degree", "{found:?}");
    }
}
