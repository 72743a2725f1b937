//! Word held against word: how much of one document stands in another when each word may be met by the nearest of the
//! other side. "Aestheticians" share no word with a text about skin care and have several that are near.
//!
//! The products of a question's words with a candidate's are the most expensive part of a comparison, so each pair
//! of words is multiplied once for all candidates of a question.

use std::collections::HashMap;

use super::Digest;
use super::rarity::Rarity;
use super::roots::root;
use crate::vectors::{Quantised, Side, Space};

/// Most words of a question that are held against candidates: those of its title, then the rarest.
const MOST: usize = 96;

/// How much of each document the other one has, weighed by rarity; near words count by their nearness.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Aligned {
    /// Of the question's title, anywhere in the candidate.
    pub title_met: f32,
    /// Of the candidate's title, anywhere in the question.
    pub title_meant: f32,
    /// Of all words of the question.
    pub words_met: f32,
    /// Of all words of the candidate.
    pub words_meant: f32,
}

/// A word of the question.
struct Asked<'a> {
    stem: &'a str,
    root: &'a str,
    row: Option<u32>,
    weight: f32,
    in_title: bool,
}

/// A word of candidates, held against those of the question.
struct Known {
    weight: f32,
    /// Nearness to each word of the question, 0 to 1.
    near: Box<[f32]>,
    nearest: f32,
}

/// A question's words, and what is known of the words that they were held against.
pub(super) struct Alignment<'a> {
    question: Words<'a>,
    known: HashMap<(Box<str>, Option<u32>), Known>,
    best: Vec<f32>,
}

/// The words of a question.
struct Words<'a> {
    space: &'a Space,
    asked: Vec<Asked<'a>>,
    /// Rows of those that have one, and whose they are.
    rows: Vec<u32>,
    owners: Vec<usize>,
    has_text: bool,
}

impl<'a> Alignment<'a> {
    /// The words of a question.
    pub fn new(digest: &'a Digest, space: &'a Space, rarity: &Rarity<'_>) -> Self {
        let word =
            |(stem, row, in_title)| Asked { stem, root: root(stem), row, weight: rarity.anywhere(stem), in_title };
        let mut asked: Vec<Asked<'_>> = digest.words().map(word).collect();
        asked.sort_by(|a, b| {
            b.in_title.cmp(&a.in_title).then(b.weight.total_cmp(&a.weight)).then_with(|| a.stem.cmp(b.stem))
        });
        asked.truncate(MOST);
        let (owners, rows) = asked.iter().enumerate().filter_map(|(at, word)| Some((at, word.row?))).unzip();
        let has_text = digest.has_text();
        Self { question: Words { space, asked, rows, owners, has_text }, known: HashMap::new(), best: Vec::new() }
    }

    /// The question held against a candidate.
    pub fn with(&mut self, candidate: &Digest, rarity: &Rarity<'_>) -> Aligned {
        let question = &self.question;
        self.best.clear();
        self.best.resize(question.asked.len(), 0.0);
        let (mut title, mut all) = (Share::new(2), Share::new(3));
        for (stem, row, in_title) in candidate.words() {
            let known = self.known.entry((Box::from(stem), row)).or_insert_with(|| question.hold(stem, row, rarity));
            for (best, near) in self.best.iter_mut().zip(&known.near) {
                *best = best.max(*near);
            }
            all.add(known.weight, known.nearest);
            if in_title {
                title.add(known.weight, known.nearest);
            }
        }
        let (mut own_title, mut own) = (Share::new(2), Share::new(3));
        for (word, best) in question.asked.iter().zip(&self.best) {
            own.add(word.weight, *best);
            if word.in_title {
                own_title.add(word.weight, *best);
            }
        }
        Aligned {
            title_met: own_title.share(),
            title_meant: title.share(),
            // The few words of a mere title are soon met; that says nothing of a text that is not there.
            words_met: if question.has_text { own.share() } else { 0.0 },
            words_meant: if candidate.has_text() { all.share() } else { 0.0 },
        }
    }
}

impl Words<'_> {
    /// A word held against each of these.
    fn hold(&self, stem: &str, row: Option<u32>, rarity: &Rarity<'_>) -> Known {
        let mut near = vec![0.0f32; self.asked.len()];
        if let Some(row) = row {
            let (components, scale) = self.space.rows().get(row as usize);
            let vector = Quantised { components: components.to_vec(), scale };
            let mut products = Vec::with_capacity(self.rows.len());
            self.space.rows().products_with(&self.rows, &vector, &mut products);
            let length = self.space.strength(row, Side::Text);
            for ((owner, other), product) in self.owners.iter().zip(&self.rows).zip(products) {
                let lengths = length * self.space.strength(*other, Side::Text);
                near[*owner] = if lengths > 0.0 { (product / lengths).clamp(0.0, 1.0) } else { 0.0 };
            }
        }
        let own = root(stem);
        for (_, near) in self.asked.iter().zip(&mut near).filter(|(word, _)| word.root == own) {
            *near = 1.0;
        }
        let nearest = near.iter().copied().fold(0.0, f32::max);
        Known { weight: rarity.anywhere(stem), near: near.into_boxed_slice(), nearest }
    }
}

/// A share of words that is being counted. A power of the nearness counts, so that what is only of the same field
/// counts little: the square in titles, which have few words, and the cube in texts.
struct Share {
    power: i32,
    met: f32,
    all: f32,
}

impl Share {
    fn new(power: i32) -> Self {
        Self { power, met: 0.0, all: f32::EPSILON }
    }

    fn add(&mut self, weight: f32, near: f32) {
        self.met += weight * near.powi(self.power);
        self.all += weight;
    }

    fn share(&self) -> f32 {
        self.met / self.all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::coverage::{Digester, MemoryPool};
    use crate::model::Document;
    use crate::vectors::default_space;

    #[test]
    fn near_words_count_and_the_same_words_count_most() {
        let digester = Digester::new(Arc::clone(default_space()), "en");
        let digest = |title: &str, text: &str| digester.digest(&Document::new("d", title, [text]));
        let question = digest("Nurse", "Give medication to patients in a hospital.");
        let pool = MemoryPool::new(Vec::new());
        let rarity = Rarity::new(&pool, None);
        let mut alignment = Alignment::new(&question, digester.space(), &rarity);
        let same = alignment.with(&question, &rarity);
        for share in [same.title_met, same.title_meant, same.words_met, same.words_meant] {
            assert!((share - 1.0).abs() < 1e-5, "{same:?}");
        }
        let near = alignment.with(&digest("Nursing", "Administer drugs to the sick."), &rarity);
        let far = alignment.with(&digest("Forestry", "Fell trees and cut timber."), &rarity);
        assert!(near.title_met > far.title_met + 0.1, "{near:?} {far:?}");
        assert!(near.words_met > far.words_met && near.words_meant > far.words_meant, "{near:?} {far:?}");
        let heading = alignment.with(&digest("Nurse", ""), &rarity);
        assert!(heading.title_meant > 0.9 && heading.words_meant == 0.0, "a title without a text: {heading:?}");
        assert_eq!(alignment.with(&question, &rarity), same, "what was met before changes nothing");
    }
}
