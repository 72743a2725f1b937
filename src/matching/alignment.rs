//! Word by word: how well each word of a name is met by the nearest word of the segment.
//!
//! A sum of vectors hides which word is missing. "Work in teams" and "work in a construction team" are nearly
//! the same vector; only here does it show that nothing in the sentence is about construction.

use crate::index::Semantic;
use crate::vectors::{Side, Space};

/// Most words of a name that are looked at.
const MOST_WORDS: usize = 12;

/// How the words of a name are met.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Alignment {
    /// Mean likeness of the name's words to their nearest words, each weighted by how much it counts.
    pub met: f32,
    /// The largest weight times unlikeness of one word: what is missing most.
    pub missing: f32,
    /// Likeness of the first word, the verb of most names of skills.
    pub first: f32,
    /// Likeness of the last word, the head of most names.
    pub last: f32,
}

/// Room for aligning: how near each word of the space is to the segment, as far as it has been asked.
#[derive(Default)]
pub(super) struct AlignRoom {
    known: Vec<f32>,
    asked: Vec<u32>,
    /// The segment's words, each with one over its length.
    rows: Vec<(u32, f32)>,
}

/// Mark of a word that has not been asked for.
const UNKNOWN: f32 = -1.0;

impl AlignRoom {
    /// Takes in the rows of a segment's words.
    pub fn read(&mut self, space: &Space, rows: &[u32]) {
        for word in self.asked.drain(..) {
            self.known[word as usize] = UNKNOWN;
        }
        self.known.resize(space.len(), UNKNOWN);
        self.rows.clear();
        self.rows.extend(rows.iter().map(|row| (*row, 1.0 / space.strength(*row, Side::Text).max(f32::EPSILON))));
        for row in rows {
            self.known[*row as usize] = 1.0;
            self.asked.push(*row);
        }
    }

    /// The largest cosine of a word with a word of the segment; 0 when they are all far away.
    fn nearest(&mut self, space: &Space, word: u32) -> f32 {
        let known = self.known[word as usize];
        if known >= 0.0 {
            return known;
        }
        let length = space.strength(word, Side::Text).max(f32::EPSILON);
        let likeness = (space.rows().largest_product(word, &self.rows) / length).clamp(0.0, 1.0);
        self.known[word as usize] = likeness;
        self.asked.push(word);
        likeness
    }
}

/// Aligns the words of a label with the words that were read.
pub(super) fn align(semantic: &Semantic, label: u32, room: &mut AlignRoom) -> Alignment {
    let space = semantic.space();
    let words = semantic.words_of(label);
    let words = &words[..words.len().min(MOST_WORDS)];
    let mut alignment = Alignment::default();
    let (mut met, mut all) = (0.0, 0.0);
    for (at, word) in words.iter().enumerate() {
        let strength = space.strength(*word, Side::Name);
        let likeness = room.nearest(space, *word);
        met += strength * likeness;
        all += strength;
        alignment.missing = alignment.missing.max(strength * (1.0 - likeness));
        if at == 0 {
            alignment.first = likeness;
        }
        if at + 1 == words.len() {
            alignment.last = likeness;
        }
    }
    alignment.met = met / f32::max(all, f32::EPSILON);
    alignment
}
