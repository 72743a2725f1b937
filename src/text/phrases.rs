//! Phrases of a segment that could name something: up to four words in a row, none of them small, framing or a
//! number, without a mark between them.

use std::ops::Range;

use super::{Token, is_framing_word, is_stop_word, tokenise};

/// Most words of a phrase.
const LONGEST: usize = 4;
/// Words that open or close many phrases and name nothing there; folded, sorted.
const LOOSE: [&str; 56] = [
    "across", "among", "apply", "appropriate", "based", "best", "current", "daily", "different", "duties", "effective",
    "effectively", "ensure", "ensures", "ensuring", "every", "focus", "following", "full", "given", "help", "helps",
    "high", "key", "large", "level", "make", "many", "may", "members", "multiple", "need", "needed", "needs", "new",
    "part", "perform", "performs", "provide", "provided", "provides", "providing", "quality", "regular", "several",
    "shift", "support", "team", "time", "two", "variety", "wide", "work", "worker", "working", "works",
];

/// A phrase and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseSpan {
    /// Bytes of the segment.
    pub range: Range<usize>,
    /// Its words, folded.
    pub words: Vec<String>,
}

/// Every phrase of a segment, also those inside longer ones, in order. A single word is one only when it is written
/// as a name: with a capital that no sentence begins with, a digit or a mark.
pub fn phrases(segment: &str) -> Vec<PhraseSpan> {
    let tokens = tokenise(segment);
    let mut found = Vec::new();
    // In a title every word has a capital, and none of them means a name.
    let capitals = tokens.iter().filter(|token| segment[token.range.clone()].starts_with(char::is_uppercase)).count();
    let says_names = 2 * capitals < tokens.len();
    let mut run_start = 0;
    for end in 0..=tokens.len() {
        let ends = end == tokens.len() || !carries_meaning(&tokens[end]);
        let apart = end > run_start && end < tokens.len() && !are_joined(segment, &tokens[end - 1], &tokens[end]);
        if ends || apart {
            of_run(segment, &tokens[run_start..end], says_names, &mut found);
            run_start = if ends { end + 1 } else { end };
        }
    }
    found
}

fn carries_meaning(token: &Token) -> bool {
    let word = token.folded.as_str();
    !is_stop_word(word) && !is_framing_word(word) && word.chars().any(char::is_alphabetic) && word.len() > 1
}

/// Whether nothing but one blank or hyphen is between two words.
fn are_joined(segment: &str, before: &Token, after: &Token) -> bool {
    matches!(&segment[before.range.end..after.range.start], " " | "-")
}

fn of_run(segment: &str, run: &[Token], says_names: bool, found: &mut Vec<PhraseSpan>) {
    for start in 0..run.len() {
        for end in start + 1..=run.len().min(start + LONGEST) {
            let words = &run[start..end];
            let loose = |token: &Token| LOOSE.binary_search(&token.folded.as_str()).is_ok();
            if loose(&words[0])
                || loose(&words[words.len() - 1])
                || words.len() == 1 && !(says_names && is_name(segment, &words[0]))
            {
                continue;
            }
            found.push(PhraseSpan {
                range: words[0].range.start..words[words.len() - 1].range.end,
                words: words.iter().map(|word| word.folded.clone()).collect(),
            });
        }
    }
}

fn is_name(segment: &str, word: &Token) -> bool {
    let text = &segment[word.range.clone()];
    let marked = text.chars().any(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '&' | '.'));
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    // The first word of a sentence has a capital of its own; two are an abbreviation or a name.
    let before = segment[..word.range.start].trim_end();
    let opens = before.is_empty() || before.ends_with(['.', ':', '!', '?', '•', '-', '–', ';', '(', '"', '“']);
    marked || capitals >= 2 || capitals == 1 && !opens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(segment: &str) -> Vec<&str> {
        phrases(segment).into_iter().map(|phrase| &segment[phrase.range]).collect()
    }

    #[test]
    fn phrases_stop_at_small_words_and_marks() {
        assert_eq!(
            texts("Must have rope access, and basic fall protection"),
            ["rope access", "basic fall", "basic fall protection", "fall protection"]
        );
        assert_eq!(texts("Ensure quality of the work"), Vec::<&str>::new());
    }

    #[test]
    fn a_single_word_must_be_written_as_a_name() {
        assert_eq!(texts("Knowledge of Kubernetes and docker"), ["Kubernetes"]);
        assert_eq!(texts("Weld and use C++ or HACCP and more"), ["C++", "HACCP"]);
        assert_eq!(texts("Studies, General"), Vec::<&str>::new());
    }

    #[test]
    fn the_loose_words_are_sorted_so_that_the_search_finds_them() {
        assert!(LOOSE.is_sorted());
    }
}
