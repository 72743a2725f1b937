//! What a description says that it does not mean: "Excludes dental assistants", "Surgeons, except pediatric",
//! "Managers, all other". Left in, such words would draw in the very things that are left out. English only.

use crate::text::Token;

/// Words that exclude what follows them, to the end of the clause.
const EXCLUDING: [&str; 5] = ["except", "excluding", "exclude", "excludes", "excepting"];

/// The tokens without those that are excluded, and without "all other", which names what is left over.
pub(super) fn without_exclusions(text: &str, tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut excluding = false;
    let mut end = 0;
    for token in tokens {
        let between = &text[end..token.range.start];
        end = token.range.end;
        if between.contains(['.', ';', ':', ')', '\n']) {
            excluding = false;
        }
        if EXCLUDING.contains(&token.folded.as_str()) {
            excluding = true;
        }
        if !excluding {
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
        assert_eq!(kept("Other than all"), ["other", "than", "all"]);
    }
}
