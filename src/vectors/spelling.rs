//! What stands in for a word without a vector: its parts, the word it is an ending away from, or the word it
//! misspells.

/// Shortest part that a compound is cut into.
const SHORTEST_PART: usize = 4;
/// Shortest word that is corrected; shorter ones are near too many others.
const SHORTEST_CORRECTED: usize = 6;
/// Longest word that is looked at; beyond it is no word.
const LONGEST: usize = 32;
/// Longest ending that is taken off.
const LONGEST_ENDING: usize = 4;

/// The rows whose mean stands in for an unknown word; none when nothing is near.
pub(super) fn stand_ins(words: &fst::Map<Vec<u8>>, word: &str) -> Vec<u64> {
    let length = word.chars().count();
    if length > LONGEST || word.chars().any(|character| !character.is_alphabetic()) {
        // "python3" is python; "2024" is nothing.
        let name = word.trim_end_matches(|character: char| !character.is_alphabetic());
        let known = (name.len() >= 3 && name.len() < word.len()).then(|| words.get(name)).flatten();
        return known.into_iter().collect();
    }
    parts(words, word).or_else(|| corrected(words, word, length)).or_else(|| shortened(words, word)).unwrap_or_default()
}

/// A compound's two parts, cut where the shorter one is longest.
fn parts(words: &fst::Map<Vec<u8>>, word: &str) -> Option<Vec<u64>> {
    let cuts = word
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| word[..*at].chars().count() >= SHORTEST_PART && word[*at..].chars().count() >= SHORTEST_PART);
    let both = cuts.filter_map(|at| Some((at.min(word.len() - at), words.get(&word[..at])?, words.get(&word[at..])?)));
    both.max_by_key(|(shorter, ..)| *shorter).map(|(_, first, second)| vec![first, second])
}

/// The words one slip away that begin alike (nobody misspells the first letter): a letter too many, missing,
/// wrong, or two in the wrong order. Walks the words once along the misspelt one and branches off it once.
fn corrected(words: &fst::Map<Vec<u8>>, word: &str, length: usize) -> Option<Vec<u64>> {
    if length < SHORTEST_CORRECTED || !word.is_ascii() {
        return None;
    }
    let (letters, tree) = (word.as_bytes(), words.as_fst());
    let mut found = std::collections::BTreeSet::new();
    let mut place = Place { node: tree.root(), row: 0 };
    for at in 0..letters.len() {
        if at > 0 {
            let mut branch = |from: Option<Place<'_>>, rest: usize| {
                found.extend(from.and_then(|from| from.end(tree, letters.get(rest..)?)));
            };
            branch(Some(place), at + 1);
            for input in place.node.transitions().map(|transition| transition.inp) {
                branch(place.step(tree, input), at);
                branch(place.step(tree, input), at + 1);
            }
            if let Some(next) = letters.get(at + 1) {
                branch(place.step(tree, *next).and_then(|place| place.step(tree, letters[at])), at + 2);
            }
        }
        match place.step(tree, letters[at]) {
            Some(next) => place = next,
            None => break,
        }
    }
    (!found.is_empty()).then(|| found.into_iter().collect())
}

/// A node of the words with the output summed on the way to it.
#[derive(Clone, Copy)]
struct Place<'a> {
    node: fst::raw::Node<'a>,
    row: u64,
}

impl<'a> Place<'a> {
    fn step(self, tree: &'a fst::raw::Fst<Vec<u8>>, letter: u8) -> Option<Self> {
        let transition = self.node.transition(self.node.find_input(letter)?);
        Some(Self { node: tree.node(transition.addr), row: self.row + transition.out.value() })
    }

    /// The row of the word that these letters end, if they end one.
    fn end(self, tree: &'a fst::raw::Fst<Vec<u8>>, letters: &[u8]) -> Option<u64> {
        let last = letters.iter().try_fold(self, |place, letter| place.step(tree, *letter))?;
        last.node.is_final().then(|| last.row + last.node.final_output().value())
    }
}

/// The longest known beginning that only an ending is missing from.
fn shortened(words: &fst::Map<Vec<u8>>, word: &str) -> Option<Vec<u64>> {
    let cuts = word.char_indices().rev().take(LONGEST_ENDING).map(|(at, _)| at);
    let mut long_enough = cuts.filter(|at| word[..*at].chars().count() > SHORTEST_PART);
    long_enough.find_map(|at| words.get(&word[..at])).map(|row| vec![row])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(word: &str) -> Vec<u64> {
        let words = fst::Map::from_iter([("cyber", 0), ("python", 1), ("threat", 2), ("upholster", 3)]);
        stand_ins(&words.expect("sorted"), word)
    }

    #[test]
    fn compounds_slips_endings_and_versions() {
        assert_eq!(found("cyberthreat"), [0, 2]);
        assert_eq!(found("pyhton"), [1]);
        assert_eq!(found("phython"), [1]);
        assert_eq!(found("pythom"), [1]);
        assert_eq!(found("upholsterer"), [3]);
        assert_eq!(found("python3"), [1]);
        assert_eq!(found("2024"), [] as [u64; 0]);
        assert_eq!(found(&"x".repeat(10_000)), [] as [u64; 0]);
    }
}
