//! The label automaton: finds every place of a text where the words of some label stand in order.
//!
//! A finite-state map from stem sequences to labels (crate `fst`). It is stored as it is walked, so opening
//! it costs nothing. Small words without meaning are left out of keys and passed over in texts: "manage a
//! budget" and "managing budgets" meet.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Longest run of small words that may stand inside a match.
const MOST_PASSED_OVER: usize = 2;

/// One word of a text, as the automaton sees it.
#[derive(Debug, Clone, Copy)]
pub struct Word<'a> {
    /// Its stem.
    pub stem: &'a str,
    /// Where the stem leads from the beginning of a label; nowhere when no label begins with it.
    pub beginning: Option<Place>,
    /// Whether it may be passed over.
    pub stop: bool,
}

/// A place in the map: a node, with the output that is summed on the way there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    node: fst::raw::CompiledAddr,
    output: u64,
}

/// A place where the words of labels stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Position of the first word.
    pub first: usize,
    /// Position of the last word.
    pub last: usize,
    /// Which group of labels, for [`Automaton::labels`].
    group: u32,
}

/// Labels by the stems of their words.
pub struct Automaton {
    map: fst::Map<Vec<u8>>,
    groups: Groups,
}

#[derive(Serialize, Deserialize)]
struct Groups {
    /// Where the labels of each group begin; one more than there are groups.
    starts: Vec<u32>,
    /// Label ordinals, grouped.
    labels: Vec<u32>,
}

impl Automaton {
    /// Builds it from the stem sequence of each label, by label ordinal; empty sequences are left out.
    pub fn build<'a>(keys: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut grouped: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (label, key) in keys {
            if !key.is_empty() {
                grouped.entry(key).or_default().push(label);
            }
        }
        let mut groups = Groups { starts: vec![0], labels: Vec::new() };
        let mut builder = fst::MapBuilder::memory();
        for (group, (key, labels)) in grouped.into_iter().enumerate() {
            builder.insert(key, group as u64).expect("a sorted map gives its keys in order");
            groups.labels.extend(labels);
            groups.starts.push(groups.labels.len() as u32);
        }
        let bytes = builder.into_inner().expect("writing to memory does not fail");
        Self { map: fst::Map::new(bytes).expect("just built"), groups }
    }

    /// The two parts to store: the map and its groups.
    pub fn to_bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let groups = postcard::to_stdvec(&self.groups).expect("plain numbers serialise");
        (self.map.as_fst().as_bytes().to_vec(), groups)
    }

    /// What [`Self::to_bytes`] gave; anything else is an error.
    pub fn from_bytes(map: Vec<u8>, groups: &[u8]) -> Result<Self> {
        let map = fst::Map::new(map).map_err(|error| Error::request(format!("label automaton: {error}")))?;
        let groups = postcard::from_bytes(groups).map_err(|error| Error::request(format!("label groups: {error}")))?;
        Ok(Self { map, groups })
    }

    /// The ordinals of the labels that a hit stands for.
    pub fn labels(&self, hit: &Hit) -> &[u32] {
        let group = hit.group as usize;
        &self.groups.labels[self.groups.starts[group] as usize..self.groups.starts[group + 1] as usize]
    }

    /// Every hit in a run of words, by first word, longer ones first.
    pub fn find(&self, words: &[Word<'_>]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for first in 0..words.len() {
            let before = hits.len();
            self.walk(words, first, &mut hits);
            hits[before..].reverse();
        }
        hits
    }

    /// Where a stem leads from the beginning of a label.
    pub fn beginning(&self, stem: &str) -> Option<Place> {
        self.follow(Place { node: self.map.as_fst().root().addr(), output: 0 }, stem.as_bytes())
    }

    fn walk(&self, words: &[Word<'_>], first: usize, hits: &mut Vec<Hit>) {
        let Some(mut place) = words[first].beginning else { return };
        self.add_hit(place, first, first, hits);
        let mut passed_over = 0;
        for (at, word) in words.iter().enumerate().skip(first + 1) {
            let Some(joined) = self.follow(place, b" ") else { return };
            if let Some(next) = self.follow(joined, word.stem.as_bytes()) {
                (place, passed_over) = (next, 0);
                self.add_hit(place, first, at, hits);
                continue;
            }
            passed_over += 1;
            if !word.stop || passed_over > MOST_PASSED_OVER {
                return;
            }
        }
    }

    /// Adds a hit when some label ends here.
    fn add_hit(&self, place: Place, first: usize, last: usize, hits: &mut Vec<Hit>) {
        let node = self.map.as_fst().node(place.node);
        if node.is_final() {
            hits.push(Hit { first, last, group: (place.output + node.final_output().value()) as u32 });
        }
    }

    /// Goes on from a place along some bytes; `None` when no label goes on so.
    fn follow(&self, place: Place, bytes: &[u8]) -> Option<Place> {
        let Place { mut node, mut output } = place;
        for byte in bytes {
            let here = self.map.as_fst().node(node);
            let transition = here.transition(here.find_input(*byte)?);
            output += transition.out.value();
            node = transition.addr;
        }
        Some(Place { node, output })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<'a>(automaton: &Automaton, text: &'a str) -> Vec<Word<'a>> {
        let word =
            |stem: &'a str| Word { stem, beginning: automaton.beginning(stem), stop: stem == "the" || stem == "of" };
        text.split(' ').map(word).collect()
    }

    #[test]
    fn finds_nested_and_interrupted_labels_and_survives_storage() {
        let automaton = Automaton::build([(0, "manag budget"), (1, "budget"), (2, "budget"), (3, "")]);
        let (map, groups) = automaton.to_bytes();
        let automaton = Automaton::from_bytes(map, &groups).expect("what was stored");
        let words = words(&automaton, "we manag the budget");
        let hits = automaton.find(&words);
        assert_eq!(hits.len(), 2);
        assert_eq!((hits[0].first, hits[0].last, automaton.labels(&hits[0])), (1, 3, &[0][..]));
        assert_eq!(automaton.labels(&hits[1]), [1, 2]);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        assert!(Automaton::from_bytes(vec![1, 2, 3], &[]).is_err());
    }
}
