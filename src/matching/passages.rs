//! What of a document is looked at, and how it is meant: passages that say something, whether they ask for it or
//! would merely like it, and what they say is not needed.

use std::ops::Range;

use super::{Setting, requirement};
use crate::index::Index;
use crate::model::{DegreeLevel, Qualification, Requirement};
use crate::text::{
    NamedQualification, Section, Segment, Token, asks, is_boilerplate, is_prerequisite, negated, qualifications,
    segments, speaks_of_hiring, tokenise,
};

/// A stretch of a document that is matched as one.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Bytes of the document.
    pub range: Range<usize>,
    /// Its words.
    pub words: Vec<Token>,
    /// Whether it asks for what it names, by its section or its words.
    pub asks: bool,
    /// Whether that is a must, when it says.
    pub requirement: Option<Requirement>,
    /// Bytes of the passage that say what is not needed.
    pub negated: Vec<Range<usize>>,
    /// The degrees, licences and certificates that it names.
    pub qualifications: Vec<NamedQualification>,
}

impl Passage {
    /// A sentence that is taken as it stands.
    pub fn whole(sentence: &str) -> Self {
        let range = 0..sentence.len();
        let (words, negated, qualifications) = (Vec::new(), Vec::new(), Vec::new());
        Self { range, words, asks: true, requirement: None, negated, qualifications }
    }

    /// Whether most of a span is said not to be needed.
    pub fn denies(&self, span: &Range<usize>) -> bool {
        2 * self.negated.iter().map(|range| common(range, span)).sum::<usize>() > span.len()
    }

    /// Whether a span is no more than a school that somebody must have left: "high school diploma or GED".
    pub fn is_schooling(&self, span: &Range<usize>) -> bool {
        let schooling = |one: &&NamedQualification| one.level == Some(DegreeLevel::SecondarySchool);
        let inside = self.qualifications.iter().filter(schooling).map(|one| common(&one.range, span)).sum::<usize>();
        2 * inside > span.len()
    }
}

/// How many bytes two ranges have in common.
fn common(range: &Range<usize>, span: &Range<usize>) -> usize {
    range.end.min(span.end).saturating_sub(range.start.max(span.start))
}

/// The passages of a text, in order. What a course takes for granted is not what it teaches. A text of nothing but
/// headings or boilerplate is taken as it is: that is all there is to go by.
pub(super) fn passages(text: &str, english: bool, setting: Setting) -> Vec<Passage> {
    let all = segments(text);
    let says_something = |segment: &Segment| {
        segment.section != Section::Boilerplate
            && !segment.heading
            && !(english && is_boilerplate(&text[segment.range.clone()]))
            && !(english && setting == Setting::Teaching && is_prerequisite(&text[segment.range.clone()]))
            && !(setting == Setting::Teaching && segment.section == Section::Prerequisite)
    };
    let nothing_else = !all.iter().any(says_something);
    // Where nobody hires, nobody speaks of himself either.
    let plain = !english || setting == Setting::Teaching || !speaks_of_hiring(text);
    let passage = |segment: Segment| {
        let slice = &text[segment.range.clone()];
        let requirement = requirement::of_segment(slice, segment.section);
        let words = tokenise(slice);
        let negated = if english { negated(slice, &words) } else { Vec::new() };
        let asks = plain || asks(slice, &words, segment.section.asks());
        let qualifications = if english { qualifications(slice, &words) } else { Vec::new() };
        Passage { range: segment.range, words, asks, requirement, negated, qualifications }
    };
    all.into_iter().filter(|segment| nothing_else || says_something(segment)).map(passage).collect()
}

/// The degrees, licences and certificates that the passages name.
pub(super) fn named_qualifications(text: &str, passages: &[Passage]) -> Vec<Qualification> {
    let of_passage = |passage: &Passage| -> Vec<Qualification> {
        let slice = &text[passage.range.clone()];
        let qualification = |named: &NamedQualification| Qualification {
            kind: named.kind,
            level: named.level,
            or_equivalent: named.or_equivalent,
            not_needed: passage.denies(&named.range),
            requirement: passage.requirement,
            quote: slice[named.range.clone()].to_owned(),
            start: passage.range.start + named.range.start,
            end: passage.range.start + named.range.end,
        };
        passage.qualifications.iter().map(qualification).collect()
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
        let kept: Vec<&str> =
            passages(text, true, Setting::Posting).into_iter().map(|passage| &text[passage.range]).collect();
        assert_eq!(kept, ["Weld frames."]);
        assert_eq!(passages("We are an equal opportunity employer.", true, Setting::Posting).len(), 1);
        assert_eq!(passages(text, false, Setting::Posting).len(), 2, "the cues are English");
    }

    #[test]
    fn what_a_course_takes_for_granted_is_left_out() {
        let text = "Learn to weld.\nPrerequisite: algebra.";
        assert_eq!(passages(text, true, Setting::Teaching).len(), 1);
        assert_eq!(passages(text, true, Setting::Posting).len(), 2);
    }

    #[test]
    fn what_is_not_needed_is_denied_and_a_degree_says_so() {
        let text = "No bachelor's degree required, but Python is a must.";
        let passages = passages(text, true, Setting::Posting);
        let at = |word: &str| text.find(word).map(|start| start..start + word.len()).expect("the word");
        assert!(passages[0].denies(&at("degree")) && !passages[0].denies(&at("Python")));
        let found = named_qualifications(text, &passages);
        assert!(found[0].not_needed && found[0].quote == "bachelor's degree", "{found:?}");
    }

    #[test]
    fn a_school_that_was_left_is_no_skill() {
        let text = "High school diploma or GED required, and a degree in accounting.";
        let passages = passages(text, true, Setting::Posting);
        let at = |word: &str| text.find(word).map(|start| start..start + word.len()).expect("the word");
        assert!(passages[0].is_schooling(&at("GED")) && !passages[0].is_schooling(&at("accounting")));
    }
}
