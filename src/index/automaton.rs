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
    /// Whether it may be passed over.
    pub stop: bool,
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

    fn walk(&self, words: &[Word<'_>], first: usize, hits: &mut Vec<Hit>) {
        let mut place = (self.map.as_fst().root(), 0u64);
        let mut passed_over = 0;
        for (at, word) in words.iter().enumerate().skip(first) {
            let joined = if at == first { Some(place) } else { self.follow(place, b" ") };
            if let Some(next) = joined.and_then(|next| self.follow(next, word.stem.as_bytes())) {
                (place, passed_over) = (next, 0);
                if place.0.is_final() {
                    let group = (place.1 + place.0.final_output().value()) as u32;
                    hits.push(Hit { first, last: at, group });
                }
                continue;
            }
            passed_over += 1;
            if at == first || !word.stop || passed_over > MOST_PASSED_OVER {
                return;
            }
        }
    }

    /// Goes on from a node, with the output summed so far, along some bytes; `None` when no label goes on so.
    fn follow<'a>(&'a self, place: (fst::raw::Node<'a>, u64), bytes: &[u8]) -> Option<(fst::raw::Node<'a>, u64)> {
        let (mut node, mut output) = place;
        for byte in bytes {
            let transition = node.transition(node.find_input(*byte)?);
            output += transition.out.value();
            node = self.map.as_fst().node(transition.addr);
        }
        Some((node, output))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word<'_>> {
        text.split(' ').map(|stem| Word { stem, stop: stem == "the" || stem == "of" }).collect()
    }

    #[test]
    fn finds_nested_and_interrupted_labels_and_survives_storage() {
        let automaton = Automaton::build([(0, "manag budget"), (1, "budget"), (2, "budget"), (3, "")]);
        let (map, groups) = automaton.to_bytes();
        let automaton = Automaton::from_bytes(map, &groups).expect("what was stored");
        let words = words("we manag the budget");
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
