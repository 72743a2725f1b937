//! From a row of likeness to a score: fitted weights and the logistic function.
//!
//! The weights come from `scripts/fit-match`, which says how they were fitted and what they reach. The score is the
//! probability, on that gold, that an official crosswalk links the two; what it is on other data is only likely to be
//! ordered alike. A small linear model was kept on purpose: trees were no better on occupations that they had not seen.

use serde::Deserialize;
use std::sync::OnceLock;

use super::comparer::Direction;
use super::likeness::{LIKENESS_FEATURES, Likeness};

/// The weights, compiled in.
static WEIGHTS: &str = include_str!("weights.json");

/// The fitted combination.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Ranking {
    /// Names of the features, in the order of the weights.
    features: Vec<String>,
    /// For a job that credentials are looked for.
    job_to_credentials: Combination,
    /// For a credential that jobs are looked for.
    credential_to_jobs: Combination,
}

/// The weights of one direction.
#[derive(Debug, Clone, Deserialize)]
struct Combination {
    /// What each feature counts.
    weights: Vec<f32>,
    /// What is added to the sum.
    constant: f32,
    /// What the sum is multiplied by, to make a probability of it.
    slope: f32,
}

impl Ranking {
    /// The combination that is compiled in.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn fitted() -> &'static Self {
        static RANKING: OnceLock<Ranking> = OnceLock::new();
        RANKING.get_or_init(|| {
            let ranking: Self = serde_json::from_str(WEIGHTS).expect("a test reads the weights");
            assert_eq!(ranking.features, LIKENESS_FEATURES, "the weights are of these features");
            for one in [&ranking.job_to_credentials, &ranking.credential_to_jobs] {
                assert_eq!(one.weights.len(), LIKENESS_FEATURES.len(), "each feature has a weight");
            }
            ranking
        })
    }

    /// The score of a row, 0 to 1.
    pub fn score(&self, row: &Likeness, direction: Direction) -> f32 {
        let Combination { weights, constant, slope } = match direction {
            Direction::JobToCredentials => &self.job_to_credentials,
            Direction::CredentialToJobs => &self.credential_to_jobs,
        };
        let sum: f32 = weights.iter().zip(row).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-(slope * sum + constant)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::likeness::COUNT;

    #[test]
    fn the_weights_fit_the_features_and_the_score_is_a_probability() {
        for direction in [Direction::JobToCredentials, Direction::CredentialToJobs] {
            let score = |value: f32| Ranking::fitted().score(&[value; COUNT], direction);
            let (low, high) = (score(0.0), score(1.0));
            assert!(0.0 < low && low < 0.05 && high > 0.3 && high <= 1.0, "{low} {high}");
        }
    }
}
