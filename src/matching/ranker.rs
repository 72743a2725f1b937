//! The fitted model: boosted trees over the features, and a table that turns their sum into a probability.
//!
//! The trees are *oblivious* (Prokhorenkova and others, "CatBoost", 2018): every node of a level asks the same
//! question, so a tree is a few comparisons and one look into its leaves, without a branch, and a column of
//! features goes through it at once. Ranking and confidence come from the same sum, so the order of mappings
//! and their confidence cannot contradict each other.

use std::sync::OnceLock;

use pulp::{Arch, NullaryFnOnce};
use serde::Deserialize;

use super::explanation::Parts;
use super::features::{FEATURE_NAMES, Feature, Features, Part, Table};
use crate::error::{Error, Result};
use crate::index::Index;

/// One model for each thing that an index may lack; `scripts/fit-ranker` writes them.
static JUDGED: &str = include_str!("models/judged.json");
static NOT_JUDGED: &str = include_str!("models/not-judged.json");
static WITHOUT_VECTORS: &str = include_str!("models/without-vectors.json");

/// A fitted model.
#[derive(Debug)]
pub(super) struct Ranker {
    constant: f32,
    trees: Vec<Tree>,
    calibration: Vec<(f32, f32)>,
}

/// One question for each level, and a value for each way of answering them.
#[derive(Debug, Deserialize)]
struct Tree {
    /// Feature, by its place in the row, and the value that it must exceed for a yes.
    splits: Vec<(usize, f32)>,
    /// Value by the answers, the first of which is the lowest bit.
    leaves: Vec<f32>,
    /// How many candidates of the training data each leaf held.
    counts: Vec<f32>,
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

/// Room for scoring.
#[derive(Default)]
pub(super) struct RankRoom {
    answers: Vec<u32>,
}

impl Ranker {
    /// The model that fits what an index has.
    ///
    /// # Panics
    /// Never: a test reads every model that is compiled in.
    pub fn of(index: &Index) -> &'static Self {
        static MODELS: [OnceLock<Ranker>; 3] = [const { OnceLock::new() }; 3];
        let (number, text) = if index.semantic.is_none() {
            (2, WITHOUT_VECTORS)
        } else if index.is_judged() {
            (0, JUDGED)
        } else {
            (1, NOT_JUDGED)
        };
        MODELS[number].get_or_init(|| Self::read(text).expect("a test reads the models that are compiled in"))
    }

    /// Reads a model, and refuses one for other features or with parts that do not fit together.
    fn read(text: &str) -> Result<Self> {
        let refuse = |message: &str| Error::request(format!("not a model of this program: {message}"));
        let stored: Stored = serde_json::from_str(text).map_err(|error| refuse(&error.to_string()))?;
        if stored.features != FEATURE_NAMES {
            return Err(refuse("it was fitted to other features"));
        }
        let sound = |tree: &Tree| {
            let features = tree.splits.iter().all(|(feature, _)| *feature < FEATURE_NAMES.len());
            let leaves = 1 << tree.splits.len().min(16);
            features && tree.leaves.len() == leaves && tree.counts.len() == leaves
        };
        if !stored.trees.iter().all(sound) {
            return Err(refuse("a tree whose leaves do not fit its questions"));
        }
        let rising = |pair: &[(f32, f32)]| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
        if stored.calibration.len() < 2 || !stored.calibration.windows(2).all(rising) {
            return Err(refuse("a calibration that does not rise"));
        }
        Ok(Self { constant: stored.constant, trees: stored.trees, calibration: stored.calibration })
    }

    /// Puts the score of every row into `scores`; higher is likelier.
    pub fn score(&self, table: &Table, room: &mut RankRoom, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(table.rows(), self.constant);
        room.answers.clear();
        room.answers.resize(table.rows(), 0);
        Arch::new().dispatch(Scoring { trees: &self.trees, table, answers: &mut room.answers, scores });
    }

    /// What each sort of feature adds to the score of a row: how far each answer moves the mean of the leaves that
    /// are left (Saabas, 2014), over what the model says of an unknown candidate.
    pub fn parts(&self, row: &Features) -> Parts {
        let mut parts = Parts::default();
        for tree in &self.trees {
            let mut answers = 0;
            let mut mean = tree.mean(0, 0);
            for (level, (feature, border)) in tree.splits.iter().enumerate() {
                answers |= usize::from(row.0[*feature] > *border) << level;
                let next = tree.mean(level + 1, answers);
                let part = match Feature::part(*feature) {
                    Part::Words => &mut parts.words,
                    Part::Meaning => &mut parts.meaning,
                    Part::Demand => &mut parts.demand,
                    Part::Surroundings => &mut parts.surroundings,
                };
                *part += next - mean;
                mean = next;
            }
        }
        parts
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

/// The loop over the trees, compiled for each family of processors.
struct Scoring<'a> {
    trees: &'a [Tree],
    table: &'a Table,
    answers: &'a mut [u32],
    scores: &'a mut [f32],
}

impl NullaryFnOnce for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for tree in self.trees {
            self.answers.fill(0);
            for (level, (feature, border)) in tree.splits.iter().enumerate() {
                for (answer, value) in self.answers.iter_mut().zip(self.table.column(*feature)) {
                    *answer |= u32::from(value > border) << level;
                }
            }
            for (score, answer) in self.scores.iter_mut().zip(&*self.answers) {
                *score += tree.leaves[*answer as usize];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn model(splits: &str, leaves: &str, calibration: &str) -> Result<Ranker> {
        let names = serde_json::to_string(&FEATURE_NAMES.to_vec()).expect("names");
        Ranker::read(&format!(
            r#"{{"features":{names},"constant":1.0,"trees":[{{"splits":{splits},"leaves":{leaves},"counts":[1,1,1,1]}}],"calibration":{calibration}}}"#
        ))
    }

    #[test]
    fn every_model_that_is_compiled_in_is_sound() {
        for text in [JUDGED, NOT_JUDGED, WITHOUT_VECTORS] {
            assert!(Ranker::read(text).expect("a model").trees.len() > 20);
        }
    }

    #[test]
    fn answers_choose_a_leaf_and_the_table_gives_its_probability() {
        let (first, second) = (Feature::Lexical as usize, Feature::Met as usize);
        let model =
            model(&format!("[[{first},0.5],[{second},0.5]]"), "[0.0,1.0,2.0,3.0]", "[[0.0,0.1],[2.0,0.5],[4.0,0.9]]")
                .expect("a model");
        let mut table = Table::default();
        table.clear(3);
        table.set(1, Feature::Lexical, 1.0);
        table.set(2, Feature::Met, 1.0);
        let mut scores = Vec::new();
        model.score(&table, &mut RankRoom::default(), &mut scores);
        assert_eq!(scores, [1.0, 2.0, 3.0]);
        assert!((model.probability(3.0) - 0.7).abs() < 1e-6);
        assert!((model.probability(-9.0) - 0.1).abs() < 1e-6 && (model.probability(9.0) - 0.9).abs() < 1e-6);
    }

    #[test]
    fn the_parts_are_what_the_answers_move() {
        let (words, meaning) = (Feature::Lexical as usize, Feature::Met as usize);
        let splits = format!("[[{words},0.5],[{meaning},0.5]]");
        let model = model(&splits, "[0.0,1.0,2.0,3.0]", "[[0.0,0.1],[2.0,0.5]]").expect("a model");
        let mut row = Features::default();
        row.0[words] = 1.0;
        let parts = model.parts(&row);
        assert_eq!((parts.words, parts.meaning, parts.demand), (0.5, -1.0, 0.0), "from 1.5 over 2.0 to 1.0");
    }

    #[test]
    fn a_model_that_does_not_fit_is_refused() {
        assert!(model("[[0,0.5]]", "[0.0]", "[[0.0,0.1],[1.0,0.2]]").is_err(), "one leaf for two answers");
        assert!(model("[[99,0.5]]", "[0.0,1.0]", "[[0.0,0.1],[1.0,0.2]]").is_err(), "no such feature");
        assert!(model("[[0,0.5]]", "[0.0,1.0]", "[[0.0,0.3],[1.0,0.2]]").is_err(), "it falls");
        assert!(Ranker::read("{}").is_err());
    }
}
