//! What a sentence says is *not* asked for: "no degree required", "without prior experience of sales".
//!
//! English only, by cues and clause boundaries. A negation reaches to the end of its clause; over commas only when
//! a list is negated as a whole ("no degree, licence or experience required").

use std::ops::Range;

use super::tokens::Token;

/// Words that make a need of what stands before them.
const NEEDS: [&str; 12] = [
    "essential", "expected", "mandatory", "necessary", "need", "needed", "needs", "prerequisite", "require",
    "required", "requirement", "requires",
];
/// Things that a person may do without.
const POSSESSIONS: [&str; 16] = [
    "background", "certificate", "certification", "degree", "diploma", "education", "experience", "familiarity",
    "knowledge", "licence", "license", "qualification", "qualifications", "skill", "skills", "training",
];
/// Turns of phrase that hold a negating word and negate nothing.
const HARMLESS: [&[&str]; 8] = [
    &["not", "limited", "to"],
    &["not", "only"],
    &["not", "just"],
    &["no", "later", "than"],
    &["no", "matter"],
    &["no", "less", "than"],
    &["no", "more", "than"],
    &["without", "limitation"],
];
/// Turns of phrase that negate what follows them in their clause.
const OPENERS: [&[&str]; 26] = [
    &["not", "required", "to", "have"],
    &["not", "need", "to", "have"],
    &["not", "have", "to", "have"],
    &["not", "responsible", "for"],
    &["not", "allowed", "to"],
    &["not", "permitted", "to"],
    &["not", "authorized", "to"],
    &["not", "authorised", "to"],
    &["not", "authorize"],
    &["not", "authorise"],
    &["not", "permit"],
    &["not", "entitle"],
    &["not", "qualify"],
    &["may", "not"],
    &["shall", "not"],
    &["does", "not", "include"],
    &["do", "not", "include"],
    &["does", "not", "cover"],
    &["does", "not", "involve"],
    &["doesnt", "include"],
    &["doesnt", "cover"],
    &["doesnt", "authorize"],
    &["other", "than"],
    &["instead", "of"],
    &["rather", "than"],
    &["excluding"],
];
/// Words between a negating word and the thing that a person may do without.
const FARTHEST: usize = 5;

/// The stretches of a sentence of these words that are negated, in order.
pub fn negated(sentence: &str, words: &[Token]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let stretch = if !may_negate(&words[at]) || HARMLESS.iter().any(|turn| stands(words, at, turn)) {
            None
        } else {
            opened(sentence, words, at).or_else(|| denied(sentence, words, at))
        };
        if let Some((first, last)) = stretch {
            found.push(words[first].range.start..words[last].range.end);
            at = last;
        }
        at += 1;
    }
    found
}

fn stands(words: &[Token], at: usize, turn: &[&str]) -> bool {
    words.len() >= at + turn.len() && words[at..].iter().zip(turn).all(|(word, wanted)| word.folded == *wanted)
}

/// Whether a word negates, or is the first of a turn of phrase that does; most words of a text are neither.
fn may_negate(word: &Token) -> bool {
    negates(word) || OPENERS.iter().any(|turn| word.folded == turn[0])
}

fn negates(word: &Token) -> bool {
    matches!(
        word.folded.as_str(),
        "no" | "not" | "without" | "never" | "neither" | "dont" | "doesnt" | "isnt" | "arent" | "wont" | "neednt"
    )
}

/// From a turn of phrase that negates to the end of its clause.
fn opened(sentence: &str, words: &[Token], at: usize) -> Option<(usize, usize)> {
    let turn = OPENERS.iter().find(|turn| stands(words, at, turn))?;
    let first = at + turn.len();
    // "May not only" and "may not be limited to" negate nothing.
    let is_harmless = |word: &Token| matches!(word.folded.as_str(), "only" | "just" | "be");
    (first < words.len() && !is_harmless(&words[first])).then(|| (first, clause_end(sentence, words, first)))
}

/// From a negating word to what is not needed, or to the end of the clause that a person may do without.
fn denied(sentence: &str, words: &[Token], at: usize) -> Option<(usize, usize)> {
    if !negates(&words[at]) {
        return None;
    }
    let is_need = |word: &Token| NEEDS.contains(&word.folded.as_str());
    let reach = sentence_end(sentence, words, at);
    // "Experience is not required": what stands before is what is not needed.
    if let Some(need) = (at + 1..=reach.min(at + 2)).find(|word| is_need(&words[*word])) {
        let before = clause_start(sentence, words, at);
        // "You do not need experience": what follows is not needed.
        if matches!(words[need].folded.as_str(), "need" | "require" | "requires") {
            return Some((at, clause_end(sentence, words, need)));
        }
        return Some(if before < at { (before, need) } else { (at, clause_end(sentence, words, need)) });
    }
    if let Some(need) = (at..=reach).find(|word| is_need(&words[*word]))
        && parts_are_short(sentence, &words[at..=need])
    {
        return Some((at, need));
    }
    let opens = matches!(words[at].folded.as_str(), "no" | "without");
    let end = clause_end(sentence, words, at);
    let possession = (at + 1..=end.min(at + FARTHEST)).any(|word| POSSESSIONS.contains(&words[word].folded.as_str()));
    (opens && possession).then_some((at, end))
}

/// Whether nothing but the commas of a list of a few words each stands between the words.
fn parts_are_short(sentence: &str, words: &[Token]) -> bool {
    let mut length = 0;
    let mut commas = 0;
    for pair in words.windows(2) {
        length += 1;
        if sentence[pair[0].range.end..pair[1].range.start].contains(',') {
            commas += 1;
            if length > 3 {
                return false;
            }
            length = 0;
        }
    }
    commas == 0 || length <= 4
}

fn ends_clause(between: &str, next: &Token, commas: bool) -> bool {
    let mark = |character: char| matches!(character, ';' | ':' | '(' | ')' | '!' | '?') || commas && character == ',';
    between.contains(mark) || between.contains(". ") || matches!(next.folded.as_str(), "but" | "however" | "although")
}

fn end(sentence: &str, words: &[Token], at: usize, commas: bool) -> usize {
    let ends = |last: &usize| {
        words
            .get(last + 1)
            .is_none_or(|next| ends_clause(&sentence[words[*last].range.end..next.range.start], next, commas))
    };
    (at..words.len()).find(ends).unwrap_or(at)
}

fn clause_end(sentence: &str, words: &[Token], at: usize) -> usize {
    end(sentence, words, at, true)
}

fn sentence_end(sentence: &str, words: &[Token], at: usize) -> usize {
    end(sentence, words, at, false)
}

fn clause_start(sentence: &str, words: &[Token], at: usize) -> usize {
    let starts = |first: &usize| {
        *first == 0
            || ends_clause(&sentence[words[*first - 1].range.end..words[*first].range.start], &words[*first], true)
    };
    (0..=at).rev().find(starts).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokenise;
    use super::*;

    fn cut(sentence: &str) -> Vec<&str> {
        negated(sentence, &tokenise(sentence)).into_iter().map(|range| &sentence[range]).collect()
    }

    #[test]
    fn what_is_not_needed_is_found() {
        assert_eq!(cut("No degree required, but SQL is a must."), ["No degree required"]);
        assert_eq!(cut("No degree, licence or experience required."), ["No degree, licence or experience required"]);
        assert_eq!(cut("Prior knowledge of Java is not required."), ["Prior knowledge of Java is not required"]);
        assert_eq!(cut("Knowledge of Excel, programming is not necessary"), ["programming is not necessary"]);
        assert_eq!(cut("You don't need experience in sales"), ["don't need experience in sales"]);
        assert_eq!(
            cut("Suitable for people without prior experience of welding."),
            ["without prior experience of welding"]
        );
        assert_eq!(cut("Paralegals may not give legal advice."), ["give legal advice"]);
        let certificate = "This certificate does not authorize the holder to give legal advice.";
        assert_eq!(cut(certificate), ["the holder to give legal advice"]);
        assert_eq!(cut("The course doesn't cover welding."), ["welding"]);
        assert_eq!(cut("The course does not cover web design; it covers Python."), ["web design"]);
    }

    #[test]
    fn harmless_negations_negate_nothing() {
        for sentence in [
            "including but not limited to Python and SQL",
            "Not only welding but also brazing is required",
            "No later than May, experience with SQL is required",
            "Nobody knows Java",
            "Duties may not be limited to welding",
            "Required: experience with not so common languages",
        ] {
            assert_eq!(cut(sentence), [] as [&str; 0], "{sentence}");
        }
    }
}
