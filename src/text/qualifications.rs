//! Degrees, licences and certificates in a sentence, recognised by the words that name them. English only.

use std::ops::Range;

use super::tokens::Token;
use crate::model::{DegreeLevel, QualificationKind};

/// A qualification that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedQualification {
    /// What sort of qualification it is.
    pub kind: QualificationKind,
    /// How high, for a degree that says so.
    pub level: Option<DegreeLevel>,
    /// Whether something equivalent will do.
    pub or_equivalent: bool,
    /// Bytes of the sentence.
    pub range: Range<usize>,
}

/// Words of a name before or after the word that makes it a qualification.
const NAME_WORDS: usize = 4;

/// The qualifications that a sentence of these words names, in order.
pub fn qualifications(sentence: &str, words: &[Token]) -> Vec<NamedQualification> {
    let or_equivalent = accepts_equivalents(words);
    let mut found: Vec<NamedQualification> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let one = degree(sentence, words, at).or_else(|| permission(sentence, words, at));
        if let Some((kind, level, first, last)) = one {
            let range = words[first].range.start..words[last].range.end;
            if found.last().is_none_or(|before| before.range.end <= range.start) {
                found.push(NamedQualification { kind, level, or_equivalent, range });
            }
            at = last;
        }
        at += 1;
    }
    found
}

/// "Or equivalent experience", "or a related field and experience", "in lieu of a degree".
fn accepts_equivalents(words: &[Token]) -> bool {
    words.windows(2).any(|pair| {
        let (first, second) = (pair[0].folded.as_str(), pair[1].folded.as_str());
        matches!((first, second), ("or", "equivalent" | "comparable") | ("in", "lieu") | ("equivalent", "experience"))
    })
}

fn word(words: &[Token], at: usize) -> &str {
    words.get(at).map_or("", |word| word.folded.as_str())
}

type Found = (QualificationKind, Option<DegreeLevel>, usize, usize);

/// A degree that begins at a word.
fn degree(sentence: &str, words: &[Token], at: usize) -> Option<Found> {
    let written = &sentence[words[at].range.clone()];
    let next = word(words, at + 1);
    let names_degree = |at: usize| matches!(word(words, at), "degree" | "degrees" | "diploma");
    let field = |at: usize| matches!(word(words, at), "in" | "of");
    let by_name = match word(words, at) {
        "bachelor" | "bachelors" | "undergraduate" if names_degree(at + 1) || field(at + 1) => {
            Some(DegreeLevel::Bachelor)
        }
        "master" | "masters" if names_degree(at + 1) || field(at + 1) => Some(DegreeLevel::Master),
        "associate" | "associates" if names_degree(at + 1) || field(at + 1) && next == "of" => {
            Some(DegreeLevel::Associate)
        }
        "phd" | "doctorate" => Some(DegreeLevel::Doctorate),
        "doctoral" if names_degree(at + 1) => Some(DegreeLevel::Doctorate),
        "mba" | "msc" => Some(DegreeLevel::Master),
        "bsc" => Some(DegreeLevel::Bachelor),
        "ged" => Some(DegreeLevel::SecondarySchool),
        "high" if next == "school" && names_degree(at + 2) => Some(DegreeLevel::SecondarySchool),
        // "BS in Physics", "BA degree"; but "BA" alone may be anything.
        "bs" | "ba" if is_capital(written) && (names_degree(at + 1) || next == "in") => Some(DegreeLevel::Bachelor),
        "ms" | "ma" if is_capital(written) && (names_degree(at + 1) || next == "in") => Some(DegreeLevel::Master),
        _ => None,
    };
    let any_degree = matches!(word(words, at), "college" | "university" | "academic" | "advanced")
        && names_degree(at + 1)
        || word(words, at) == "degree" && next == "in";
    if by_name.is_none() && !any_degree {
        return None;
    }
    let mut last = at;
    while last + 1 < words.len()
        && (names_degree(last + 1) || last == at && (next == "school" || any_degree && names_degree(last + 1)))
    {
        last += 1;
    }
    Some((QualificationKind::Degree, by_name, at, with_field(sentence, words, last)))
}

/// The last word of "… in nursing", "… of Applied Science": up to a comma or a small word.
fn with_field(sentence: &str, words: &[Token], last: usize) -> usize {
    if !matches!(word(words, last + 1), "in" | "of") {
        return last;
    }
    let mut end = last + 1;
    while end + 1 < words.len()
        && end - last <= NAME_WORDS
        && sentence[words[end].range.end..words[end + 1].range.start].trim().is_empty()
        && !matches!(
            word(words, end + 1),
            "or" | "and" | "is" | "required" | "preferred" | "with" | "from" | "plus" | "the"
        )
    {
        end += 1;
    }
    if end == last + 1 { last } else { end }
}

fn is_capital(written: &str) -> bool {
    written.chars().filter(|character| character.is_alphabetic()).all(char::is_uppercase)
}

/// A licence or certificate, whose name stands before the word that says so.
fn permission(sentence: &str, words: &[Token], at: usize) -> Option<Found> {
    let kind = match word(words, at) {
        "licence" | "license" | "licensure" | "licences" | "licenses" => QualificationKind::Licence,
        "certification" | "certifications" => QualificationKind::Certificate,
        "cdl" => return Some((QualificationKind::Licence, None, at, at)),
        _ => return None,
    };
    let mut first = at;
    while first > 0
        && at - first < NAME_WORDS
        && sentence[words[first - 1].range.end..words[first].range.start].trim().is_empty()
        && belongs_to_name(sentence, &words[first - 1])
    {
        first -= 1;
    }
    Some((kind, None, first, at))
}

/// Whether a word before "licence" is part of its name: one with a capital, or a driver.
fn belongs_to_name(sentence: &str, word: &Token) -> bool {
    let written = &sentence[word.range.clone()];
    matches!(word.folded.as_str(), "driver" | "drivers" | "driving" | "professional" | "nursing" | "teaching" | "state")
        || written.starts_with(char::is_uppercase)
            && !matches!(word.folded.as_str(), "a" | "an" | "valid" | "must" | "current")
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokenise;
    use super::*;

    fn named(sentence: &str) -> Vec<(&str, Option<DegreeLevel>, bool)> {
        let found = qualifications(sentence, &tokenise(sentence)).into_iter();
        found.map(|one| (&sentence[one.range.clone()], one.level, one.or_equivalent)).collect()
    }

    #[test]
    fn degrees_are_told_with_level_field_and_what_will_do_instead() {
        assert_eq!(
            named("Bachelor's degree in Computer Science or equivalent experience"),
            [("Bachelor's degree in Computer Science", Some(DegreeLevel::Bachelor), true)]
        );
        assert_eq!(named("BS in Physics required"), [("BS in Physics", Some(DegreeLevel::Bachelor), false)]);
        assert_eq!(named("High school diploma or GED")[0].1, Some(DegreeLevel::SecondarySchool));
        assert_eq!(named("A PhD, ideally in chemistry"), [("PhD", Some(DegreeLevel::Doctorate), false)]);
        assert_eq!(named("a university degree"), [("university degree", None, false)]);
    }

    #[test]
    fn licences_and_certificates_take_their_names_along() {
        assert_eq!(named("You hold a valid driver's license.")[0].0, "driver's license");
        assert_eq!(named("Must have RN License and AWS Certification")[0].0, "RN License");
        assert_eq!(named("Must have RN License and AWS Certification")[1].0, "AWS Certification");
    }

    #[test]
    fn masters_of_other_things_are_no_degree() {
        for sentence in
            ["Experienced Scrum Master", "Master data management", "an associate editor", "ba ba black sheep"]
        {
            assert_eq!(named(sentence), [], "{sentence}");
        }
    }
}
