//! Fitted models: boosted trees over features, and a table that turns their sum into a probability.
//!
//! The trees are *oblivious* (Prokhorenkova and others, "`CatBoost`", 2018): every node of a level asks the same
//! question, so a tree is a few comparisons and one look into its leaves, without a branch, and a column of
//! features can go through it at once.

use serde::Deserialize;

use crate::error::{Error, Result};

/// A fitted model.
#[derive(Debug)]
pub struct Trees {
    pub(super) constant: f32,
    pub(super) members: Vec<Tree>,
    calibration: Vec<(f32, f32)>,
}

/// One question for each level, and a value for each way of answering them.
#[derive(Debug, Deserialize)]
pub(super) struct Tree {
    /// Feature, by its place in the row, and the value that it must exceed for a yes.
    pub splits: Vec<(usize, f32)>,
    /// Value by the answers, the first of which is the lowest bit.
    pub leaves: Vec<f32>,
    /// How many candidates of the training data each leaf held.
    counts: Vec<f32>,
    /// Mean of the leaves that are left after each number of answers, worked out on reading.
    #[serde(skip)]
    pub means: Vec<f32>,
}

/// A model as it is stored.
#[derive(Deserialize)]
struct Stored {
    features: Vec<String>,
    constant: f32,
    trees: Vec<Tree>,
    /// Sums with the probability of each, both rising.
    calibration: Vec<(f32, f32)>,
}

impl Trees {
    /// Reads a model, and refuses one for other features than those named or with parts that do not fit together.
    pub fn read(text: &str, features: &[&str]) -> Result<Self> {
        let refuse = |message: &str| Error::request(format!("not a model of this program: {message}"));
        let mut stored: Stored = serde_json::from_str(text).map_err(|error| refuse(&error.to_string()))?;
        if stored.features != features {
            return Err(refuse("it was fitted to other features"));
        }
        let sound = |tree: &Tree| {
            let known = tree.splits.iter().all(|(feature, _)| *feature < features.len());
            let leaves = 1 << tree.splits.len().min(16);
            known && tree.leaves.len() == leaves && tree.counts.len() == leaves
        };
        if !stored.trees.iter().all(sound) {
            return Err(refuse("a tree whose leaves do not fit its questions"));
        }
        let rising = |pair: &[(f32, f32)]| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
        if stored.calibration.len() < 2 || !stored.calibration.windows(2).all(rising) {
            return Err(refuse("a calibration that does not rise"));
        }
        stored.trees.iter_mut().for_each(Tree::find_means);
        Ok(Self { constant: stored.constant, members: stored.trees, calibration: stored.calibration })
    }

    /// The score of one row; higher is likelier.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.constant + self.members.iter().map(|tree| tree.leaves[tree.answers(row)]).sum::<f32>()
    }

    /// The probability that a score stands for: between the points of the table in a line, beyond them the
    /// outermost.
    pub fn probability(&self, score: f32) -> f32 {
        let after = self.calibration.partition_point(|(known, _)| *known <= score);
        match (after.checked_sub(1).and_then(|before| self.calibration.get(before)), self.calibration.get(after)) {
            (Some((low, from)), Some((high, to))) => from + (to - from) * (score - low) / (high - low),
            (Some((_, probability)), None) | (None, Some((_, probability))) => *probability,
            (None, None) => 0.0,
        }
    }
}

impl Tree {
    /// How a row answers the questions.
    pub(super) fn answers(&self, row: &[f32]) -> usize {
        let questions = self.splits.iter().enumerate();
        questions.fold(0, |answers, (level, (feature, border))| answers | usize::from(row[*feature] > *border) << level)
    }

    /// Fills in the means: that of no answer, of the two first answers, of the four of two questions and so on.
    fn find_means(&mut self) {
        let levels = 0..=self.splits.len();
        self.means = levels
            .flat_map(|level| (0..1 << level).map(move |answers| (level, answers)))
            .map(|(level, answers)| self.mean(level, answers))
            .collect();
    }

    /// Mean of the leaves that the first answers leave, by how many candidates they held.
    fn mean(&self, levels: usize, answers: usize) -> f32 {
        let mask = (1 << levels) - 1;
        let left = (0..self.leaves.len()).filter(|leaf| leaf & mask == answers);
        let (sum, count) = left.fold((0.0, 0.0), |(sum, count), leaf| {
            (sum + self.leaves[leaf] * self.counts[leaf], count + self.counts[leaf])
        });
        if count > 0.0 { sum / count } else { self.leaves[answers] }
    }
}
