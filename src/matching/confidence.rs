//! From a row of features to a probability: a logistic model, fitted offline and stored as numbers.
//!
//! Ranking and confidence come from the same model, so the order of mappings and their confidence cannot
//! contradict each other.

use super::features::Features;

/// Confidence from which a mapping is accepted without a person's look.
pub const ACCEPT: f32 = 0.5;

/// One weight for each feature, in the order of the row, and the constant, as `scripts/fit-confidence` gives them.
struct Model {
    weights: [f32; Features::COUNT],
    constant: f32,
}

/// For a taxonomy with vectors.
const WITH_VECTORS: Model = Model {
    weights: [0.405, 1.959, 0.690, 0.973, -1.105, 0.326, -0.324, 0.085, 3.231, 0.747, -4.236],
    constant: -5.774,
};

/// For a taxonomy in a language that the learned space does not speak.
const WITHOUT_VECTORS: Model =
    Model { weights: [1.678, 1.733, 0.791, 0.499, 1.099, -0.432, -0.264, 0.063, 0.0, 0.0, 0.0], constant: -9.455 };

/// The model's linear output: higher is likelier.
pub(super) fn score(features: &Features, vectors: bool) -> f32 {
    let model = if vectors { &WITH_VECTORS } else { &WITHOUT_VECTORS };
    model.constant + features.0.iter().zip(model.weights).map(|(feature, weight)| feature * weight).sum::<f32>()
}

/// The probability that a score stands for.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
