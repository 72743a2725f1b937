//! The features of a pair of concepts: a fixed row of numbers, each documented where it is named.
//!
//! The row is all that the models see. `eval crosswalk --candidates` writes rows out for fitting.

/// Declares the features once: the enumeration, the names and how many there are.
macro_rules! features {
    ($($(#[doc = $text:literal])+ $variant:ident = $name:literal,)+) => {
        /// A feature's place in the row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub enum PairFeature { $($(#[doc = $text])+ $variant,)+ }

        /// Names of the features, in the order of the row.
        pub const PAIR_FEATURE_NAMES: [&str; PairFeatures::COUNT] = [$($name),+];

        impl PairFeatures {
            /// How many features there are.
            pub const COUNT: usize = [$($name),+].len();
        }
    };
}

features! {
    // What the labels say.
    /// Likeness of the two labels most alike, by stems and runs of letters.
    Best = "best",
    /// The same with the source's preferred label.
    FromPreferred = "from_preferred",
    /// The same with the target's preferred label.
    ToPreferred = "to_preferred",
    /// Cosine of the stems of the two labels most alike.
    BestWords = "best_words",
    /// Cosine of their runs of letters.
    BestRuns = "best_runs",
    /// Weight of the stems of the first that the second has too.
    BestFromShare = "best_from_share",
    /// The other way round.
    BestToShare = "best_to_share",
    /// Cosine of the stems of the two preferred labels.
    NamesWords = "names_words",
    /// Cosine of their runs of letters.
    NamesRuns = "names_runs",
    /// Weight of the stems of the first that the second has too.
    NamesFromShare = "names_from_share",
    /// The other way round.
    NamesToShare = "names_to_share",
    /// How well the words of the source's preferred label are met by the label most like it.
    Met = "met",
    /// How well that label's words are met by the source's preferred label.
    MetBack = "met_back",
    /// Likeness of the first words of the two.
    FirstWord = "first_word",
    /// Likeness of the last words of the two.
    LastWord = "last_word",
    /// How well the target's preferred label is met by the source's.
    NameMetBack = "name_met_back",
    /// 3 when the preferred labels have the very same words, 2 when one of them is an alternative one, 1 when both are.
    Equal = "equal",
    /// Logarithm of the number of the source's labels that the target has too.
    EqualLabels = "equal_labels",
    /// Share of the source's labels that are most like a label of the target.
    Votes = "votes",
    /// How far the best is behind the best of all candidates.
    Behind = "behind",
    /// The same with the source's preferred label.
    PreferredBehind = "preferred_behind",
    /// Candidates that have a label just as much like the source's.
    Rivals = "rivals",
    // What longer texts say.
    /// Cosine of the stems of the definitions.
    Definition = "definition",
    /// Weight of the target's name that the source's definition has.
    NameInDefinition = "name_in_definition",
    /// Weight of the source's name that the target's definition has.
    DefinitionHasName = "definition_has_name",
    /// Cosine of the stems of the profiles.
    Profile = "profile",
    // What the learned space says.
    /// Cosine of the concepts.
    ConceptCosine = "concept_cosine",
    /// How far that is behind the best candidate's.
    ConceptBehind = "concept_behind",
    /// Cosine of the preferred labels.
    NameCosine = "name_cosine",
    /// The largest cosine of the source's preferred label with any label of the target.
    LabelCosine = "label_cosine",
    /// The largest cosine of the target's preferred label with any label of the source.
    LabelCosineBack = "label_cosine_back",
    /// Cosine of the definitions.
    DefinitionCosine = "definition_cosine",
    /// Cosine of the middles of the profiles.
    ProfileCosine = "profile_cosine",
    // What the surroundings say.
    /// First score over the best that any other source has for the target.
    ReverseRatio = "reverse_ratio",
    /// Logarithm of how many sources have a better one.
    ReversePlace = "reverse_place",
    /// Share of what the source's siblings mean that is in the target's group.
    Siblings = "siblings",
    /// The same for the next wider groups.
    Cousins = "cousins",
    /// Share of what the source may mean that is elsewhere in the target's group.
    Company = "company",
    /// How likely the pair is by first scores alone.
    Likely = "likely",
    /// Logarithm of the place by first score.
    Place = "place",
    // What the two are like.
    /// Logarithm of the number of the source's labels.
    FromLabels = "from_labels",
    /// Logarithm of the number of the target's labels.
    ToLabels = "to_labels",
    /// Words of the source's preferred label.
    FromWords = "from_words",
    /// Words of the target's preferred label.
    ToWords = "to_words",
    /// Where the target stands among the concepts whose preferred label is the same, from 0 to 1.
    Later = "later",
}

/// One pair described.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairFeatures(pub [f32; PairFeatures::COUNT]);

impl Default for PairFeatures {
    fn default() -> Self {
        Self([0.0; Self::COUNT])
    }
}

impl PairFeatures {
    /// The value of one feature.
    pub fn get(&self, feature: PairFeature) -> f32 {
        self.0[feature as usize]
    }

    pub(super) fn set(&mut self, feature: PairFeature, value: f32) {
        self.0[feature as usize] = value;
    }
}
