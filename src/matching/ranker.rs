//! The fitted models of documents, one for each thing that an index may lack. Ranking and confidence come from the
//! same sum, so the order of mappings and their confidence cannot contradict each other.

use std::sync::OnceLock;

use pulp::{Arch, NullaryFnOnce};

use super::explanation::Parts;
use super::features::{FEATURE_NAMES, Feature, Features, Part, Table};
use super::trees::{Tree, Trees};
use crate::error::Result;
use crate::index::Index;

/// One model for each thing that an index may lack; `scripts/fit-ranker` writes them.
static JUDGED: &str = include_str!("models/judged.json");
static NOT_JUDGED: &str = include_str!("models/not-judged.json");
static WITHOUT_VECTORS: &str = include_str!("models/without-vectors.json");

/// A fitted model.
#[derive(Debug)]
pub(super) struct Ranker {
    trees: Trees,
    weighed_anew: bool,
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
        MODELS[number].get_or_init(|| {
            let model = Self::read(text).expect("a test reads the models that are compiled in");
            Self { weighed_anew: number == 1, ..model }
        })
    }

    fn read(text: &str) -> Result<Self> {
        Ok(Self { trees: Trees::read(text, &FEATURE_NAMES)?, weighed_anew: false })
    }

    /// Whether its scores are to be weighed anew wherever they are given: it was fitted to a taxonomy that is not the
    /// one it ranks, and knows the meaning of words.
    pub fn is_weighed_anew(&self) -> bool {
        self.weighed_anew
    }

    /// Puts the score of every row into `scores`; higher is likelier.
    pub fn score(&self, table: &Table, room: &mut RankRoom, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(table.rows(), self.trees.constant);
        room.answers.clear();
        room.answers.resize(table.rows(), 0);
        Arch::new().dispatch(Scoring { trees: &self.trees.members, table, answers: &mut room.answers, scores });
    }

    /// What each sort of feature adds to the score of a row: how far each answer moves the mean of the leaves that
    /// are left (Saabas, 2014), over what the model says of an unknown candidate.
    pub fn parts(&self, row: &Features) -> Parts {
        let mut parts = Parts::default();
        for tree in &self.trees.members {
            let mut answers = 0;
            let mut mean = tree.means[0];
            for (level, (feature, border)) in tree.splits.iter().enumerate() {
                answers |= usize::from(row.0[*feature] > *border) << level;
                let next = tree.means[(2 << level) - 1 + answers];
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

    /// The probability that a score stands for.
    pub fn probability(&self, score: f32) -> f32 {
        self.trees.probability(score)
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
            assert!(Ranker::read(text).expect("a model").trees.members.len() > 20);
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
