//! Turns of phrase that say what a text is about, found in one pass over it (crate `aho-corasick`), whatever their
//! case. A text is held against hundreds of them, and one after another they would cost more than matching does.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Turns of phrase, in lower case and of ASCII letters.
pub struct Cues {
    phrases: &'static [&'static str],
    automaton: OnceLock<AhoCorasick>,
}

impl Cues {
    /// Some turns of phrase; at most 64, so that those found fit into one number.
    ///
    /// # Panics
    /// When there are more than 64, at compile time for a constant.
    pub const fn new(phrases: &'static [&'static str]) -> Self {
        assert!(phrases.len() <= u64::BITS as usize);
        Self { phrases, automaton: OnceLock::new() }
    }

    /// Whether one of them stands in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        self.automaton().is_match(text)
    }

    /// How many different ones stand in a text.
    pub fn count_in(&self, text: &str) -> usize {
        let found = self.automaton().find_overlapping_iter(text);
        found.fold(0u64, |found, one| found | 1 << one.pattern().as_usize()).count_ones() as usize
    }

    /// # Panics
    /// Never: so few and short phrases always make an automaton.
    fn automaton(&self) -> &AhoCorasick {
        self.automaton.get_or_init(|| {
            let builder =
                AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).to_owned();
            builder.build(self.phrases).expect("a few short phrases")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_found_in_any_case_and_each_is_counted_once() {
        static CUES: Cues = Cues::new(&["this course", "course", "learn to"]);
        assert!(CUES.stand_in("This Course is long") && !CUES.stand_in("Learning together"));
        assert_eq!(CUES.count_in("THIS COURSE follows that course"), 2);
        assert_eq!(CUES.count_in(""), 0);
    }
}
