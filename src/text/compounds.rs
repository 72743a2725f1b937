//! Compounds taken apart: `Lagerreinigung` into `Lager` and `Reinigung`.
//!
//! The parts are learned from the words of the labels themselves: a part is a word that stands alone somewhere. So
//! no dictionary is needed, and no word is split into parts that the vocabularies do not have. Of several ways the one
//! with the fewest parts wins, then the one whose shortest part is longest.

use std::collections::HashSet;

/// Shortest part, in bytes of folded text.
const SHORTEST: usize = 4;
/// Shortest word that is looked into.
const SHORTEST_COMPOUND: usize = 9;
/// Longest word that is looked into; text from outside may hold any.
const LONGEST_COMPOUND: usize = 80;
/// Most parts of a compound.
const MOST_PARTS: usize = 4;
/// What may stand between two parts, the likeliest first.
const LINKS: [&str; 6] = ["", "s", "n", "en", "es", "er"];

/// Whether a language writes compounds as one word.
pub fn joins_compounds(language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    matches!(primary, "de" | "nl" | "sv" | "da" | "no" | "nb" | "nn" | "fi" | "hu" | "et" | "is")
}

/// Splits compounds into words that it has been given.
#[derive(Debug, Default)]
pub struct CompoundSplitter {
    parts: HashSet<Box<str>>,
}

impl CompoundSplitter {
    /// Takes note of a folded word that stands alone.
    pub fn learn(&mut self, folded: &str) {
        if folded.len() >= SHORTEST && folded.chars().all(char::is_alphabetic) && !self.parts.contains(folded) {
            self.parts.insert(folded.into());
        }
    }

    /// The parts of a folded compound; nothing when it has fewer than two that are known.
    pub fn split<'a>(&self, folded: &'a str) -> Vec<&'a str> {
        if !(SHORTEST_COMPOUND..=LONGEST_COMPOUND).contains(&folded.len()) || !folded.is_ascii() {
            return Vec::new();
        }
        let mut best: Vec<Option<Split<'a>>> = vec![None; folded.len() + 1];
        best[0] = Some(Split { parts: Vec::new(), shortest: usize::MAX });
        for end in SHORTEST..=folded.len() {
            for start in 0..=end - SHORTEST {
                let Some(before) = best[start].clone().filter(|before| before.parts.len() < MOST_PARTS) else {
                    continue;
                };
                let piece = &folded[start..end];
                for link in LINKS {
                    let whole = end == folded.len();
                    // A link stands between two parts, not behind the last.
                    let Some(part) = piece.strip_suffix(link).filter(|part| part.len() >= SHORTEST) else { continue };
                    if whole && !link.is_empty() || part.len() == folded.len() || !self.parts.contains(part) {
                        continue;
                    }
                    let mut parts = before.parts.clone();
                    parts.push(part);
                    let split = Split { shortest: before.shortest.min(part.len()), parts };
                    if best[end].as_ref().is_none_or(|known| split.is_better(known)) {
                        best[end] = Some(split);
                    }
                }
            }
        }
        best.pop().flatten().map_or(Vec::new(), |split| if split.parts.len() > 1 { split.parts } else { Vec::new() })
    }
}

#[derive(Debug, Clone)]
struct Split<'a> {
    parts: Vec<&'a str>,
    shortest: usize,
}

impl Split<'_> {
    fn is_better(&self, other: &Self) -> bool {
        (other.parts.len(), self.shortest) > (self.parts.len(), other.shortest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn splitter(words: &[&str]) -> CompoundSplitter {
        let mut splitter = CompoundSplitter::default();
        for word in words {
            splitter.learn(word);
        }
        splitter
    }

    #[test]
    fn compounds_fall_into_words_that_stand_alone() {
        let splitter = splitter(&["lager", "reinigung", "versicherung", "kaufmann", "kauf", "mann", "rein"]);
        assert_eq!(splitter.split("lagerreinigung"), ["lager", "reinigung"]);
        assert_eq!(splitter.split("versicherungskaufmann"), ["versicherung", "kaufmann"]);
        assert!(splitter.split("lagermeister").is_empty(), "one part is unknown");
        assert!(splitter.split("versicherung").is_empty(), "a word that stands alone is no compound");
        assert!(splitter.split("lagers").is_empty());
    }

    proptest! {
        #[test]
        fn parts_stand_in_the_word_in_order(word in "[a-z]{0,90}", words in proptest::collection::vec("[a-z]{3,6}", 0..20)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let mut rest = word.as_str();
            for part in splitter(&words).split(&word) {
                let at = rest.find(part);
                prop_assert!(at.is_some_and(|at| at <= 2));
                rest = &rest[at.unwrap_or(0) + part.len()..];
            }
        }
    }
}
