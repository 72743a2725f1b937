//! How far two reviewers agree about what both have decided: Cohen's kappa, and every mapping on which they differ.
//!
//! Kappa is agreement beyond chance: (observed − expected) / (1 − expected), where the expected is what two people would
//! reach who give each answer as often as these two do. Reference: Cohen (1960), Educational and Psychological
//! Measurement 20.

use std::collections::{BTreeMap, BTreeSet};

use super::{Outcome, ReviewDecision, resolve};
use crate::model::MappingKey;

/// A mapping on which two reviewers differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Disagreement {
    /// What the first says.
    pub first: ReviewDecision,
    /// What the second says.
    pub second: ReviewDecision,
}

/// How far two reviewers agree.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agreement {
    /// Mappings that both decided.
    pub both: usize,
    /// Mappings that only the first decided.
    pub only_first: usize,
    /// Mappings that only the second decided.
    pub only_second: usize,
    /// Share of those that both decided on which they say right or wrong alike.
    pub observed: f64,
    /// Kappa of right or wrong; none when both always say the same thing, so that chance explains it.
    pub kappa: Option<f64>,
    /// Share on which they also say the same predicate or the same other target.
    pub observed_in_full: f64,
    /// Kappa of the whole answer.
    pub kappa_in_full: Option<f64>,
    /// Where they differ, by subject and object.
    pub differing: Vec<Disagreement>,
}

/// Holds the last words of two reviewers against each other.
pub fn agreement(first: &[ReviewDecision], second: &[ReviewDecision]) -> Agreement {
    let [first, second] = [first, second].map(latest);
    let keys: BTreeSet<&MappingKey> = first.keys().chain(second.keys()).collect();
    let mut result = Agreement::default();
    let (mut verdicts, mut answers) = (Vec::new(), Vec::new());
    for key in keys {
        match (first.get(key), second.get(key)) {
            (Some(one), Some(other)) => {
                result.both += 1;
                let outcomes = [one.outcome(), other.outcome()];
                verdicts.push(outcomes.clone().map(|outcome| matches!(outcome, Outcome::Right(_))));
                if outcomes[0] != outcomes[1] {
                    result.differing.push(Disagreement { first: one.clone(), second: other.clone() });
                }
                answers.push(outcomes);
            }
            (Some(_), None) => result.only_first += 1,
            (None, Some(_)) => result.only_second += 1,
            (None, None) => {}
        }
    }
    (result.observed, result.kappa) = kappa(&verdicts);
    (result.observed_in_full, result.kappa_in_full) = kappa(&answers);
    result
}

fn latest(decisions: &[ReviewDecision]) -> BTreeMap<MappingKey, ReviewDecision> {
    let resolved = resolve(decisions, None);
    let last = resolved.into_iter().filter_map(|(key, one)| Some((key, one.decisions.into_iter().last()?)));
    last.filter(|(_, decision)| decision.outcome() != Outcome::Open).collect()
}

/// Observed agreement and kappa of pairs of answers.
fn kappa<T: Ord>(pairs: &[[T; 2]]) -> (f64, Option<f64>) {
    if pairs.is_empty() {
        return (0.0, None);
    }
    let total = pairs.len() as f64;
    let observed = pairs.iter().filter(|[one, other]| one == other).count() as f64 / total;
    let mut counts: BTreeMap<&T, [f64; 2]> = BTreeMap::new();
    for [one, other] in pairs {
        counts.entry(one).or_default()[0] += 1.0;
        counts.entry(other).or_default()[1] += 1.0;
    }
    let expected: f64 = counts.values().map(|[one, other]| one / total * (other / total)).sum();
    (observed, (expected < 1.0).then(|| (observed - expected) / (1.0 - expected)))
}
