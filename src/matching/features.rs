//! The features of a candidate: a fixed row of numbers, each documented where it is named.
//!
//! The row is all that the model sees, so what is not here does not count. `eval sentences --candidates`
//! writes rows out for fitting.

/// Names of the features, in the order of the row.
pub const FEATURE_NAMES: [&str; Features::COUNT] = [
    "name", "preferred", "definition", "coverage", "phrase", "exact", "weight", "stems", "ratio", "ambiguity", "nested",
    "compact", "transversal", "knowledge", "share",
];

/// One candidate described.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features(pub [f32; Features::COUNT]);

/// A feature's place in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Feature {
    /// Score of the best label: the weight of its stems found in the segment, times the root of its coverage.
    Name,
    /// The same of the preferred label.
    Preferred,
    /// Weight of the segment's stems that the definition holds, over the weight of all the segment's stems.
    Definition,
    /// Weight of the best label's stems that the segment holds, over the weight of all of them.
    Coverage,
    /// 1 when the words of a label stand in order, inflected or not.
    Phrase,
    /// 1 when they stand exactly as in the label.
    Exact,
    /// Weight of all stems of the best label: how much it says.
    Weight,
    /// How many stems of the best label were found.
    Stems,
    /// Score over the best score in the segment.
    Ratio,
    /// Logarithm of the number of concepts that have the very same label.
    Ambiguity,
    /// 1 when another candidate explains all the same words and more.
    Nested,
    /// Found stems over the words from the first to the last of them.
    Compact,
    /// 1 for a transversal concept.
    Transversal,
    /// 1 for knowledge, language or software: things named rather than done.
    Knowledge,
    /// Weight of the found stems over the weight of all the segment's stems.
    Share,
}

impl Features {
    /// How many features there are.
    pub const COUNT: usize = 15;

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
