//! The fitted models of pairs: is it right, and which predicate.
//!
//! There is one for each thing that the two sides may lack: occupations that are described, concepts of which little
//! more than the names is known, and names in a language that the learned space does not speak. `scripts/fit-crosswalk`
//! writes them.

use std::sync::OnceLock;

use super::features::{PAIR_FEATURE_NAMES, PairFeatures};
use crate::index::Index;
use crate::matching::Trees;
use crate::model::{ConceptKind, Predicate};

/// What the predicate models see beside the features.
const CONTEXT_NAMES: [&str; Context::COUNT] = ["probability", "rank", "targets", "sources", "reverse_rank"];

/// Where a pair stands among the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// Its probability of being right.
    pub probability: f32,
    /// How many pairs of the same source are likelier.
    pub rank: f32,
    /// Sum of the probabilities of the source's pairs.
    pub targets: f32,
    /// Sum of the probabilities of the target's pairs.
    pub sources: f32,
    /// How many pairs of the same target are likelier.
    pub reverse_rank: f32,
}

impl Context {
    const COUNT: usize = 5;
}

/// A model of right and wrong, and one for each predicate.
struct Family {
    right: Trees,
    predicates: [(Predicate, Trees); 4],
}

const DESCRIBED: [&str; 5] = [
    include_str!("models/described.json"),
    include_str!("models/described-exact.json"),
    include_str!("models/described-close.json"),
    include_str!("models/described-broad.json"),
    include_str!("models/described-narrow.json"),
];
const NAMED: &str = include_str!("models/named.json");
const WORDED: [&str; 5] = [
    include_str!("models/worded.json"),
    include_str!("models/worded-exact.json"),
    include_str!("models/worded-close.json"),
    include_str!("models/worded-broad.json"),
    include_str!("models/worded-narrow.json"),
];

impl Family {
    /// # Panics
    /// Never: a test reads every model that is compiled in.
    fn read(right: &str, predicates: &[&str]) -> Self {
        let read = |text: &str, names: &[&str]| Trees::read(text, names).expect("a test reads the models");
        let names: Vec<&str> = PAIR_FEATURE_NAMES.into_iter().chain(CONTEXT_NAMES).collect();
        let predicate = |place: usize| read(predicates[place], &names);
        Self {
            right: read(right, &PAIR_FEATURE_NAMES),
            predicates: [
                (Predicate::Exact, predicate(0)),
                (Predicate::Close, predicate(1)),
                (Predicate::Broad, predicate(2)),
                (Predicate::Narrow, predicate(3)),
            ],
        }
    }

    fn described() -> &'static Self {
        static FAMILY: OnceLock<Family> = OnceLock::new();
        FAMILY.get_or_init(|| Self::read(DESCRIBED[0], &DESCRIBED[1..]))
    }

    fn named() -> &'static Self {
        static FAMILY: OnceLock<Family> = OnceLock::new();
        FAMILY.get_or_init(|| Self::read(NAMED, &WORDED[1..]))
    }

    fn worded() -> &'static Self {
        static FAMILY: OnceLock<Family> = OnceLock::new();
        FAMILY.get_or_init(|| Self::read(WORDED[0], &WORDED[1..]))
    }
}

/// The models for two taxonomies.
pub(super) struct Models {
    occupations: &'static Family,
    others: &'static Family,
}

impl Models {
    /// The models that fit what both sides have.
    pub fn of(from: &Index, to: &Index) -> Self {
        if from.semantic.is_none() || to.semantic.is_none() {
            return Self { occupations: Family::worded(), others: Family::worded() };
        }
        let described = [from, to].into_iter().all(|index| {
            let occupations = index.taxonomy.concepts.iter().filter(|one| one.kind == ConceptKind::Occupation);
            let (mut all, mut defined) = (0, 0);
            for occupation in occupations {
                all += 1;
                defined += usize::from(occupation.definition().is_some());
            }
            defined * 2 > all
        });
        Self { occupations: if described { Family::described() } else { Family::named() }, others: Family::named() }
    }

    fn family(&self, kind: ConceptKind) -> &'static Family {
        if kind == ConceptKind::Occupation { self.occupations } else { self.others }
    }

    /// How likely it is that people would map the pair.
    pub fn probability(&self, kind: ConceptKind, features: &PairFeatures) -> f32 {
        let right = &self.family(kind).right;
        right.probability(right.score(&features.0))
    }

    /// How likely each predicate is, given that the pair is right; the likeliest first.
    pub fn predicates(&self, kind: ConceptKind, features: &PairFeatures, context: &Context) -> [(Predicate, f32); 4] {
        let mut row = features.0.to_vec();
        row.extend([context.probability, context.rank, context.targets, context.sources, context.reverse_rank]);
        let mut likely = self
            .family(kind)
            .predicates
            .each_ref()
            .map(|(predicate, trees)| (*predicate, trees.probability(trees.score(&row))));
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        likely
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_that_is_compiled_in_is_sound() {
        let families = [Family::described(), Family::named(), Family::worded()];
        for family in families {
            assert!(family.right.score(&PairFeatures::default().0).is_finite());
            let predicates = family.predicates.each_ref().map(|(predicate, _)| *predicate);
            assert_eq!(predicates, [Predicate::Exact, Predicate::Close, Predicate::Broad, Predicate::Narrow]);
        }
    }

    #[test]
    fn the_same_name_is_likelier_than_another() {
        let mut same = PairFeatures::default();
        for (place, name) in PAIR_FEATURE_NAMES.iter().enumerate() {
            let like = [
                "best", "from_", "to_pref", "names_", "met", "first_w", "last_w", "name_met", "votes", "likely",
                "reverse_ratio", "later",
            ];
            if like.iter().any(|start| name.starts_with(start)) {
                same.0[place] = 1.0;
            }
            if *name == "equal" {
                same.0[place] = 3.0;
            }
        }
        let family = Family::worded();
        let probability = |row: &PairFeatures| family.right.probability(family.right.score(&row.0));
        assert!(probability(&same) > 0.6 && probability(&PairFeatures::default()) < 0.3);
    }
}
