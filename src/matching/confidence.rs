//! From a row of features to a probability: a logistic model, fitted offline and stored as numbers.
//!
//! Ranking and confidence come from the same model, so the order of mappings and their confidence cannot
//! contradict each other.

use super::features::Features;

/// Confidence from which a mapping is accepted without a person's look.
pub const ACCEPT: f32 = 0.6;

/// One weight for each feature, in the order of the row.
const WEIGHTS: [f32; Features::COUNT] =
    [0.25, 0.05, 1.0, 2.0, 0.8, 0.5, -0.05, 0.1, 2.0, -0.3, -1.5, 0.5, 0.3, 0.0, 0.0];
/// The model's constant.
const CONSTANT: f32 = -6.5;

/// The model's linear output: higher is likelier.
pub(super) fn score(features: &Features) -> f32 {
    CONSTANT + features.0.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum::<f32>()
}

/// The probability that a score stands for.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
