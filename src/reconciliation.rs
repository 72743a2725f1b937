//! Which concept a name means: search results judged by how well a name meets a name, for people who clean up tables.
//!
//! A mapping asks whether a text speaks of a concept; reconciliation asks whether a cell is its name. So a cell that
//! is a label word for word stands above everything that is only near, and a candidate is called the match only
//! when it is good and clearly ahead of the next.

use crate::matching::{MatchOptions, Matcher, Scratch, SearchResult};
use crate::model::{ConceptKind, ConceptReference};
use crate::text::tokenise;

/// Score of a candidate whose preferred label is the name.
const PREFERRED: f32 = 99.0;
/// Score of a candidate one of whose other labels is the name.
const ALTERNATIVE: f32 = 94.0;
/// Highest score of a candidate that is only near: below any whose label is the name.
const NEAR: f32 = 90.0;
/// Least score of a match.
const MATCH: f32 = 75.0;
/// How far a match is ahead of the next candidate, at least.
const AHEAD: f32 = 4.0;
/// How many more candidates are looked at than are given, since judging changes their order.
const MARGIN: usize = 10;

/// What a candidate's score is made of; names are for people, identifiers for programs.
pub const FEATURES: [(&str, &str); 7] = [
    ("preferred_name", "the name is the preferred label"),
    ("other_name", "the name is another label"),
    ("confidence", "probability that the words mean it"),
    ("words", "what shared words add, in log-odds"),
    ("meaning", "what nearness in meaning adds"),
    ("demand", "what it adds that postings ask for it often"),
    ("surroundings", "what the context adds"),
];

/// The value of a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f32),
}

/// A concept that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What it is.
    pub concept: ConceptReference,
    /// How well it fits, 0 to 100.
    pub score: f32,
    /// Probability that the words mean it.
    pub confidence: f32,
    /// Whether it is what was meant, as far as can be said without a person.
    pub matched: bool,
    /// The label that the name met.
    pub met: String,
    /// Values of [`FEATURES`], in that order.
    pub features: [Value; 7],
}

/// Options for a matcher that reconciles: every kind unless some are named, and reasons, which become features.
pub fn options(kinds: &[ConceptKind], limit: usize) -> MatchOptions {
    let kinds = if kinds.is_empty() { ConceptKind::ALL.to_vec() } else { kinds.to_vec() };
    MatchOptions { top: Some(limit + MARGIN), min_confidence: 0.0, kinds, explain: true }
}

/// The concepts that a name may mean in its context, best first, at most `limit`.
pub fn reconcile(
    matcher: &Matcher<'_>,
    name: &str,
    context: &str,
    scratch: &mut [Scratch],
    limit: usize,
) -> Vec<Candidate> {
    let folded = folded(name);
    if folded.is_empty() {
        return Vec::new();
    }
    let results = matcher.search_in(name, context, scratch);
    let mut candidates: Vec<Candidate> = results.into_iter().map(|result| judge(result, &folded)).collect();
    // Of two whose label is the name the likelier stands first; still neither is ahead.
    candidates.sort_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score).then_with(|| b.confidence.total_cmp(&a.confidence));
        by_score.then_with(|| a.concept.concept_id.cmp(&b.concept.concept_id))
    });
    let second = candidates.get(1).map_or(0.0, |second| second.score);
    if let Some(first) = candidates.first_mut() {
        first.matched = first.score >= MATCH && first.score - second >= AHEAD;
    }
    candidates.truncate(limit);
    candidates
}

fn judge(result: SearchResult, name: &[String]) -> Candidate {
    let preferred = folded(&result.concept.label) == name;
    let other = !preferred && folded(&result.evidence.matched_label) == name;
    let score = if preferred {
        PREFERRED
    } else if other {
        ALTERNATIVE
    } else {
        NEAR * result.confidence
    };
    let reasons = result.explanation.as_ref();
    let part = |part: fn(&crate::model::Explanation) -> f32| Value::Number(round(reasons.map_or(0.0, part)));
    Candidate {
        score: round(score),
        confidence: result.confidence,
        matched: false,
        features: [
            Value::Flag(preferred),
            Value::Flag(other),
            Value::Number(round(result.confidence)),
            part(|reasons| reasons.words),
            part(|reasons| reasons.meaning),
            part(|reasons| reasons.demand),
            part(|reasons| reasons.surroundings),
        ],
        met: result.evidence.matched_label,
        concept: result.concept,
    }
}

/// The words of a name, folded: case, accents and the marks between words do not count.
fn folded(name: &str) -> Vec<String> {
    tokenise(name).into_iter().map(|token| token.folded).collect()
}

fn round(number: f32) -> f32 {
    (number * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::model::{Concept, LabelRole, Taxonomy};
    use crate::vectors::default_space;

    fn index() -> Index {
        let named =
            [("1", "Loom Setup", "warping"), ("2", "Yarn Dyeing", "dye yarn"), ("3", "Warping", "beam warping")];
        let concepts = named.map(|(id, preferred, other)| {
            let mut concept = Concept::new(id, ConceptKind::Skill);
            concept.add_label(preferred, LabelRole::Preferred, "en");
            concept.add_label(other, LabelRole::Alternative, "en");
            concept
        });
        let taxonomy = Taxonomy { concepts: concepts.to_vec(), ..Taxonomy::default() };
        Index::build(taxonomy, default_space()).expect("a small index")
    }

    fn ask(index: &Index, name: &str) -> Vec<Candidate> {
        let matcher = Matcher::new(vec![index], options(&[], 5));
        let mut scratch = matcher.scratch();
        reconcile(&matcher, name, "", &mut scratch, 5)
    }

    #[test]
    fn a_name_that_is_a_label_is_the_match_and_the_preferred_one_first() {
        let index = index();
        let found = ask(&index, "yarn-dyeing");
        assert_eq!((found[0].concept.concept_id.as_str(), found[0].matched), ("2", true));
        // Another label of the first is the name of the third: the preferred label wins, and is ahead.
        let found = ask(&index, "Warping");
        let ids: Vec<&str> = found.iter().map(|one| one.concept.concept_id.as_str()).collect();
        assert_eq!(ids[..2], ["3", "1"]);
        assert!(found[0].matched && found.iter().filter(|one| one.matched).count() == 1);
        assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }

    #[test]
    fn nothing_is_the_match_of_words_that_are_no_name() {
        let index = index();
        assert!(ask(&index, " – ").is_empty());
        assert!(ask(&index, "quantum chromodynamics").iter().all(|one| !one.matched));
    }
}
