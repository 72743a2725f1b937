//! Words of a text, folded for comparison, each with its place.
//!
//! `c++`, `c#`, `.net` and `r&d` stay whole, since dropping their marks turns a skill into a letter;
//! `node.js` and `e-mail` fall into their parts, which is how other people write them.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the original text.
    pub range: Range<usize>,
    /// The word folded: lower case, compatibility forms resolved, accents removed.
    pub folded: String,
}

/// The words of a text, in order.
pub fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    let mut previous: Option<char> = None;
    while let Some((start, first)) = characters.next() {
        let before = previous.replace(first);
        let next = characters.peek().map(|(_, next)| *next);
        let dotted = first == '.'
            && next.is_some_and(|next| next == 'n' || next == 'N')
            && before.is_none_or(|before| !before.is_alphanumeric())
            && text[start + 1..].get(..3).is_some_and(|rest| rest.eq_ignore_ascii_case("net"));
        if !first.is_alphanumeric() && !dotted {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = characters.peek() {
            let after = text[at + next.len_utf8()..].chars().next();
            let apostrophe = matches!(next, '\'' | '’') && after.is_some_and(char::is_alphabetic);
            let mark = matches!(next, '+' | '#') && after.is_none_or(|after| !after.is_alphanumeric());
            let joined = next == '&' && end - start == 1 && after.is_some_and(char::is_uppercase);
            if !(next.is_alphanumeric() || is_combining_mark(next) || apostrophe || mark || joined) {
                break;
            }
            end = at + next.len_utf8();
            previous = Some(next);
            characters.next();
        }
        tokens.push(Token { range: start..end, folded: fold(&text[start..end]) });
    }
    tokens
}

/// A word as it is compared: NFKD without marks, lower case, possessive `'s` and apostrophes removed.
pub fn fold(word: &str) -> String {
    if word.is_ascii() && !word.contains('\'') {
        return word.to_ascii_lowercase();
    }
    let folded: String = word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let folded = folded.replace('’', "'");
    folded.strip_suffix("'s").unwrap_or(&folded).replace('\'', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokenise(text).into_iter().map(|token| token.folded).collect()
    }

    #[test]
    fn marks_that_make_a_name_stay_with_it() {
        assert_eq!(words("C++, C#, .NET and R&D."), ["c++", "c#", ".net", "and", "r&d"]);
        assert_eq!(words("Node.js e-mail 2+2"), ["node", "js", "e", "mail", "2", "2"]);
    }

    #[test]
    fn accents_case_and_possessives_are_folded() {
        assert_eq!(words("Café’s CRÈME patient's"), ["cafe", "creme", "patient"]);
    }

    #[test]
    fn every_token_slices_the_original() {
        let text = "Über «Ärzte» – naïve ＡＢＣ";
        for token in tokenise(text) {
            assert_eq!(fold(&text[token.range.clone()]), token.folded);
        }
    }
}
