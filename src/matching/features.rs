//! The features of a candidate: a fixed row of numbers, each documented where it is named.
//!
//! The row is all that the model sees, so what is not here does not count. `eval sentences --candidates`
//! writes rows out for fitting. The rows of one segment lie in columns, so that the model goes through one
//! feature of all candidates at a time.

/// Declares the features once: the enumeration, the names and how many there are.
macro_rules! features {
    ($($(#[doc = $text:literal])+ $variant:ident = $name:literal,)+) => {
        /// A feature's place in the row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Feature { $($(#[doc = $text])+ $variant,)+ }

        /// Names of the features, in the order of the row.
        pub const FEATURE_NAMES: [&str; Features::COUNT] = [$($name),+];

        impl Features {
            /// How many features there are.
            pub const COUNT: usize = [$($name),+].len();
        }
    };
}

features! {
    // What the words say.
    /// Logarithm of the lexical score: best label, preferred label and definition together.
    Lexical = "lexical",
    /// Lexical score over the best one in the segment.
    Ratio = "ratio",
    /// Weight of the best label's stems that the segment holds, over the weight of all of them.
    Coverage = "coverage",
    /// The same for the preferred label.
    PreferredCoverage = "preferred_coverage",
    /// Stems of the best label that were found, over the words from the first to the last of them.
    Compactness = "compactness",
    /// Words of the label that stand in the segment exactly and in order; 0 when they do not.
    Exact = "exact",
    /// Words of the label that stand in the segment in order, inflected or not; 0 when they do not.
    Phrase = "phrase",
    /// Weight of the found stems over the weight of all the segment's stems.
    Share = "share",
    /// Logarithm of the number of concepts that have the very same label.
    Ambiguity = "ambiguity",
    /// 1 when another candidate explains all the same words and more.
    Nested = "nested",
    /// How much better another candidate covers the words that this one claims, in coverage; 0 for the best.
    Rival = "rival",
    /// Logarithm of the definition's BM25.
    Definition = "definition",
    // What the learned space says.
    /// Cosine of the segment with the concept's preferred label; 0 without a space.
    PreferredCosine = "preferred_cosine",
    /// The largest cosine of the segment with any label of the concept.
    LabelCosine = "label_cosine",
    /// Cosine of the segment with the concept's own vector.
    ConceptCosine = "concept_cosine",
    /// Cosine of the segment with the definition.
    DefinitionCosine = "definition_cosine",
    /// How far the first two together are behind the best candidate's.
    Behind = "behind",
    /// Cosine of the concept with the clause nearest to it.
    ClauseConcept = "clause_concept",
    /// Cosine of that clause with the preferred label.
    ClausePreferred = "clause_preferred",
    /// The largest cosine of that clause with any label.
    ClauseLabel = "clause_label",
    /// How far the last two together are ahead of the best other candidate of the same clause; negative when behind.
    ClauseMargin = "clause_margin",
    /// How well the preferred label's words are met by words of the segment.
    Met = "met",
    /// What the segment misses most of the preferred label.
    Missing = "missing",
    /// How well the preferred label's first word is met.
    FirstWord = "first_word",
    /// How well the preferred label's last word is met.
    LastWord = "last_word",
    /// How well the words of the nearest label are met.
    LabelMet = "label_met",
    /// What the segment misses most of the nearest label.
    LabelMissing = "label_missing",
    /// Cosine of the concept with the middle of the ten best candidates.
    Consensus = "consensus",
    /// Cosine of the concept with the rest of the document; -1 when there is none.
    Context = "context",
    // Places among the candidates.
    /// Logarithm of the place by lexical score.
    LexicalPlace = "lexical_place",
    /// Logarithm of the place by the cosine of the segment.
    CosinePlace = "cosine_place",
    // What the taxonomy says of the concept.
    /// How often postings ask for it, from 0 to 5, as a person judged; 0 when nobody did.
    Asked = "asked",
    /// Logarithm of how often it was met in sentences that people or a language model wrote for or linked to it.
    Seen = "seen",
    /// How often postings ask for concepts of like names, as the learned space has it.
    AskedLike = "asked_like",
    /// How widely it is used: 1 in one occupation to 4 in nearly all; 0 when the source does not say.
    Reuse = "reuse",
    /// 0 for a skill, 1 for knowledge, 2 for anything else.
    Kind = "kind",
    /// Words of the preferred label that carry meaning.
    NameWords = "name_words",
    /// Logarithm of the number of labels.
    Names = "names",
    // What the segment is like.
    /// Logarithm of the number of words that count.
    SegmentWords = "segment_words",
    /// Clauses of the segment.
    Clauses = "clauses",
    /// 1 when the segment asks for what it names, 0 when an employer speaks of itself in it.
    Asks = "asks",
    /// Share of the occupations nearest to the document that need the concept, an optional one by half; 0 for a lone
    /// sentence.
    Needed = "needed",
    // What the document is like; 0 for a lone sentence.
    /// Logarithm of the number of its words: of a long one a smaller part says what it is about.
    DocumentWords = "document_words",
    /// Words of its segments, on average.
    WordsOfSegments = "words_of_segments",
    /// 1 when it reads like an entry of a classification of programmes, which names fields more widely than a school names
    /// what it teaches.
    Entry = "entry",
}

impl Feature {
    /// What sort of thing it says, by its place in the row.
    pub(super) fn part(place: usize) -> Part {
        const LAST_OF_WORDS: usize = Feature::Definition as usize;
        const LAST_OF_MEANING: usize = Feature::Consensus as usize;
        const FIRST_OF_CONCEPT: usize = Feature::Asked as usize;
        const FIRST_OF_SEGMENT: usize = Feature::SegmentWords as usize;
        match place {
            0..=LAST_OF_WORDS => Part::Words,
            _ if place == Self::LexicalPlace as usize => Part::Words,
            _ if place <= LAST_OF_MEANING || place == Self::CosinePlace as usize => Part::Meaning,
            FIRST_OF_CONCEPT..FIRST_OF_SEGMENT => Part::Demand,
            _ => Part::Surroundings,
        }
    }
}

/// What sort of thing a feature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Words,
    Meaning,
    Demand,
    Surroundings,
}

/// One candidate described.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features(pub [f32; Features::COUNT]);

impl Default for Features {
    fn default() -> Self {
        Self([0.0; Self::COUNT])
    }
}

/// Rows that are scored together; columns are filled up with zeros to a multiple of it.
pub(super) const ROWS: usize = 16;

/// The features of all candidates of a segment, a column a feature, one behind the other.
#[derive(Default)]
pub(super) struct Table {
    values: Vec<f32>,
    rows: usize,
    /// From one column to the next.
    stride: usize,
}

impl Table {
    /// A table of zeros.
    pub fn clear(&mut self, rows: usize) {
        self.rows = rows;
        self.stride = rows.next_multiple_of(ROWS);
        self.values.clear();
        self.values.resize(self.stride * Features::COUNT, 0.0);
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn set(&mut self, row: usize, feature: Feature, value: f32) {
        self.values[feature as usize * self.stride + row] = value;
    }

    pub fn get(&self, row: usize, feature: Feature) -> f32 {
        self.values[feature as usize * self.stride + row]
    }

    /// So many values of a feature as are scored together.
    #[inline(always)]
    pub fn group(&self, feature: usize, group: usize) -> &[f32; ROWS] {
        &self.values.as_chunks().0[feature * (self.stride / ROWS) + group]
    }

    pub fn row(&self, row: usize) -> Features {
        Features(std::array::from_fn(|feature| self.values[feature * self.stride + row]))
    }
}
