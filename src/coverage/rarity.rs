//! How rare a stem is among the documents at hand. A word that every document of one side has tells nothing there,
//! however seldom the other side has it: "teacher" hardly matters among occupations of teachers.

use std::collections::HashMap;

use super::{Digest, Pool};

/// Fewest documents on the asking side that say which words are common there.
const FEWEST: usize = 50;

/// In how many documents each stem stands.
#[derive(Debug, Clone, Default)]
pub struct StemCounts {
    documents: usize,
    titles: HashMap<Box<str>, usize>,
    anywhere: HashMap<Box<str>, usize>,
}

impl StemCounts {
    /// Counts one more document.
    pub fn add(&mut self, digest: &Digest) {
        self.documents += 1;
        for stem in digest.title_stems() {
            *self.titles.entry(stem.into()).or_default() += 1;
        }
        for (stem, _) in digest.counts() {
            *self.anywhere.entry(stem.into()).or_default() += 1;
        }
    }
}

/// Rarity of stems, from both sides.
#[derive(Clone, Copy)]
pub(super) struct Rarity<'a> {
    pool: &'a dyn Pool,
    asking: Option<&'a StemCounts>,
}

/// Inverse document frequency as BM25 has it.
pub(super) fn inverse_frequency(documents: usize, with: usize) -> f32 {
    let (all, with) = (documents as f32, with.min(documents) as f32);
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

impl<'a> Rarity<'a> {
    pub fn new(pool: &'a dyn Pool, asking: Option<&'a StemCounts>) -> Self {
        Self { pool, asking: asking.filter(|counts| counts.documents >= FEWEST) }
    }

    /// Among the titles of the pool.
    pub fn in_pool_titles(&self, stem: &str) -> f32 {
        inverse_frequency(self.pool.documents(), self.pool.titles_with_stem(stem))
    }

    /// Among the titles of the asking side, or of the pool when too little is known of it.
    pub fn in_asking_titles(&self, stem: &str) -> f32 {
        match self.asking {
            Some(counts) => inverse_frequency(counts.documents, counts.titles.get(stem).copied().unwrap_or(0)),
            None => self.in_pool_titles(stem),
        }
    }

    /// Among the titles of the side where it is more common.
    pub fn in_titles(&self, stem: &str) -> f32 {
        self.in_pool_titles(stem).min(self.in_asking_titles(stem))
    }

    /// Among all words of the side where it is more common.
    pub fn anywhere(&self, stem: &str) -> f32 {
        let pool = inverse_frequency(self.pool.documents(), self.pool.documents_with_stem(stem));
        self.asking.map_or(pool, |counts| {
            pool.min(inverse_frequency(counts.documents, counts.anywhere.get(stem).copied().unwrap_or(0)))
        })
    }
}
