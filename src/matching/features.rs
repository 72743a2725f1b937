//! The features of a candidate: a fixed row of numbers, each documented where it is named.
//!
//! The row is all that the model sees, so what is not here does not count. `eval sentences --candidates`
//! writes rows out for fitting.

/// Names of the features, in the order of the row.
pub const FEATURE_NAMES: [&str; Features::COUNT] = [
    "lexical", "ratio", "coverage", "exact", "share", "ambiguity", "nested", "whole", "preferred_cosine",
    "label_cosine", "behind",
];

/// One candidate described.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features(pub [f32; Features::COUNT]);

/// A feature's place in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Feature {
    /// Logarithm of the lexical score: best label, preferred label and definition together.
    Lexical,
    /// Lexical score over the best one in the segment.
    Ratio,
    /// Weight of the best label's stems that the segment holds, over the weight of all of them.
    Coverage,
    /// 1 when the words of the label stand in the segment exactly and in order.
    Exact,
    /// Weight of the found stems over the weight of all the segment's stems.
    Share,
    /// Logarithm of the number of concepts that have the very same label.
    Ambiguity,
    /// 1 when another candidate explains all the same words and more.
    Nested,
    /// 1 when the segment holds every stem of the label.
    Whole,
    /// Cosine of the segment with the concept's preferred label in the learned space; 0 without one.
    PreferredCosine,
    /// The largest cosine of the segment with any label of the concept.
    LabelCosine,
    /// How far the two cosines together are behind the best candidate's.
    Behind,
}

impl Features {
    /// How many features there are.
    pub const COUNT: usize = 11;

    /// Sets one feature.
    pub fn set(&mut self, feature: Feature, value: f32) {
        self.0[feature as usize] = value;
    }

    /// One feature.
    pub fn get(&self, feature: Feature) -> f32 {
        self.0[feature as usize]
    }

    /// Share of the best label that the segment holds, 0 to 1.
    pub fn coverage(&self) -> f32 {
        self.get(Feature::Coverage)
    }
}
