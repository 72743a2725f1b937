//! From a row of features to a probability: a logistic model, fitted offline and stored as numbers.
//!
//! Ranking and confidence come from the same model, so the order of mappings and their confidence cannot
//! contradict each other.

use super::features::Features;

/// Confidence from which a mapping is accepted without a person's look.
pub const ACCEPT: f32 = 0.5;

/// One weight for each feature, in the order of the row, as `scripts/fit-confidence` gives them.
const WEIGHTS: [f32; Features::COUNT] = [1.678, 1.733, 0.791, 0.499, 1.099, -0.432, -0.264, 0.063];
/// The model's constant.
const CONSTANT: f32 = -9.455;

/// The model's linear output: higher is likelier.
pub(super) fn score(features: &Features) -> f32 {
    CONSTANT + features.0.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum::<f32>()
}

/// The probability that a score stands for.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
