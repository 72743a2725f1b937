//! The fitted models of documents, by what an index knows and what a document is. Ranking and confidence come from the
//! same sum, so the order of mappings and their confidence cannot contradict each other.

use std::sync::OnceLock;

use pulp::{Arch, NullaryFnOnce};

use super::Setting;
use super::explanation::Parts;
use super::features::{FEATURE_NAMES, Feature, Features, Part, ROWS, Table};
use super::trees::{Tree, Trees};
use crate::error::Result;
use crate::index::Index;

/// The models; `src/matching/models/README.md` says which scripts write them.
static SENTENCES: &str = include_str!("models/sentences.json");
static POSTINGS: &str = include_str!("models/postings.json");
static TEACHING: &str = include_str!("models/teaching.json");
static OTHERS: &str = include_str!("models/others.json");
static WITHOUT_VECTORS: &str = include_str!("models/without-vectors.json");

/// A fitted model.
#[derive(Debug)]
pub(super) struct Ranker {
    trees: Trees,
}

impl Ranker {
    /// The model that fits what an index has, and where the score is given.
    ///
    /// # Panics
    /// Never: a test reads every model that is compiled in.
    pub fn of(index: &Index, setting: Setting) -> &'static Self {
        static MODELS: [OnceLock<Ranker>; 5] = [const { OnceLock::new() }; 5];
        let (number, text) = match setting {
            _ if index.semantic.is_none() => (0, WITHOUT_VECTORS),
            _ if !index.is_judged() => (1, OTHERS),
            Setting::Sentence => (2, SENTENCES),
            Setting::Posting => (3, POSTINGS),
            Setting::Teaching => (4, TEACHING),
        };
        MODELS[number].get_or_init(|| Self::read(text).expect("a test reads the models that are compiled in"))
    }

    fn read(text: &str) -> Result<Self> {
        Ok(Self { trees: Trees::read(text, &FEATURE_NAMES)? })
    }

    /// Puts the score of every row into `scores`; higher is likelier.
    pub fn score(&self, table: &Table, scores: &mut Vec<f32>) {
        scores.clear();
        scores.resize(table.rows().next_multiple_of(ROWS), self.trees.constant);
        Arch::new().dispatch(Scoring { trees: &self.trees.members, table, scores });
        scores.truncate(table.rows());
    }

    /// What each sort of feature adds to the score of a row: how far each answer moves the mean of the leaves that
    /// are left (Saabas, 2014), over what the model says of an unknown candidate.
    pub fn parts(&self, row: &Features) -> Parts {
        let mut parts = Parts::default();
        for tree in &self.trees.members {
            let of_tree = parts_of(tree, tree.answers(&row.0));
            parts.words += of_tree.words;
            parts.meaning += of_tree.meaning;
            parts.demand += of_tree.demand;
            parts.surroundings += of_tree.surroundings;
        }
        parts
    }

    /// The probability that a score stands for.
    pub fn probability(&self, score: f32) -> f32 {
        self.trees.probability(score)
    }
}

/// What each sort of feature adds by some answers to a tree.
fn parts_of(tree: &Tree, answers: usize) -> Parts {
    let mut parts = Parts::default();
    let mut mean = tree.means[0];
    for (level, (feature, _)) in tree.splits.iter().enumerate() {
        let so_far = answers & ((2 << level) - 1);
        let next = tree.means[(2 << level) - 1 + so_far];
        let part = match Feature::part(*feature) {
            Part::Words => &mut parts.words,
            Part::Meaning => &mut parts.meaning,
            Part::Demand => &mut parts.demand,
            Part::Surroundings => &mut parts.surroundings,
        };
        *part += next - mean;
        mean = next;
    }
    parts
}

/// The loop over the trees, compiled for each family of processors: so many rows at a time that their answers stay in
/// registers.
struct Scoring<'a> {
    trees: &'a [Tree],
    table: &'a Table,
    scores: &'a mut [f32],
}

impl NullaryFnOnce for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (groups, _) = self.scores.as_chunks_mut::<ROWS>();
        for (group, scores) in groups.iter_mut().enumerate() {
            for tree in self.trees {
                let mut answers = [0u32; ROWS];
                let mut answer = 1;
                for (feature, border) in &tree.splits {
                    let values = self.table.group(*feature, group);
                    for at in 0..ROWS {
                        answers[at] |= if values[at] > *border { answer } else { 0 };
                    }
                    answer <<= 1;
                }
                for at in 0..ROWS {
                    scores[at] += tree.leaves[answers[at] as usize];
                }
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
        for text in [SENTENCES, POSTINGS, TEACHING, OTHERS, WITHOUT_VECTORS] {
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
        model.score(&table, &mut scores);
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
