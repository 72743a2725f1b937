//! What a description says that it does not mean: "Excludes dental assistants", "Surgeons, except pediatric",
//! "Managers, all other". Left in, such words would draw in the very things that are left out. English only.

use crate::text::Token;

/// Words that exclude what follows them: to the end of the sentence or, within brackets, to their end. A list of what is
/// excluded may have brackets of its own: "Excludes “Surgeons” (29-1240) and “Dentists” (29-1020)."
const EXCLUDING: [&str; 5] = ["except", "excluding", "exclude", "excludes", "excepting"];

/// The tokens without those that are excluded, and without "all other", which names what is left over.
pub(super) fn without_exclusions(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    // How many brackets are open, and how many were where an exclusion began.
    let mut depth = 0i32;
    let mut excluding: Option<i32> = None;
    let mut end = 0;
    for token in tokens {
        let between = &text[end..token.range.start];
        end = token.range.end;
        for character in between.chars() {
            match character {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                _ => {}
            }
            let is_end = matches!(character, '.' | ';' | ':' | '\n');
            excluding = excluding.filter(|begun| !is_end && depth >= *begun);
        }
        if EXCLUDING.contains(&token.folded.as_str()) {
            excluding.get_or_insert(depth);
        }
        if excluding.is_none() {
            kept.push(token);
        }
    }
    let mut at = 0;
    while at + 1 < kept.len() {
        if kept[at].folded == "all" && kept[at + 1].folded == "other" {
            kept.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    #[test]
    fn excluded_words_go_and_the_next_clause_stays() {
        let kept = |text: &str| -> Vec<String> {
            without_exclusions(text, tokenise(text)).into_iter().map(|token| token.folded).collect()
        };
        assert_eq!(kept("Surgeons, except pediatric, dental"), ["surgeons"]);
        assert_eq!(
            kept("Install pipes. Excludes plumbers and fitters. Read plans."),
            ["install", "pipes", "read", "plans"]
        );
        assert_eq!(kept("Managers, All Other"), ["managers"]);
        assert_eq!(
            kept("Surgeons. Excludes “Dentists” (29-1020) and “Nurses” (29-1141)."),
            ["surgeons"],
            "a list goes on behind the brackets of its members"
        );
        assert_eq!(kept("Workers (except drivers) and clerks"), ["workers", "and", "clerks"]);
        assert_eq!(kept("Other than all"), ["other", "than", "all"]);
    }
}
