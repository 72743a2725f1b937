//! Stems: the part of a word that its inflections share, and the words that carry no meaning of their own.
//!
//! The stemmer is Snowball's, from a crate of fixed algorithms, and its output is stored in the index
//! together with the crate's version; tantivy's own stemmer is not used.

use rust_stemmers::Algorithm;

/// Brings words to their stems for one language.
pub struct Stemmer {
    algorithm: Option<rust_stemmers::Stemmer>,
}

impl Stemmer {
    /// The stemmer for a BCP 47 language; words of a language without one are left as they are.
    pub fn new(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let algorithm = match primary {
            "" | "en" => Algorithm::English,
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "es" => Algorithm::Spanish,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            _ => return Self { algorithm: None },
        };
        Self { algorithm: Some(rust_stemmers::Stemmer::create(algorithm)) }
    }

    /// Whether there are rules for the language.
    pub fn is_known(&self) -> bool {
        self.algorithm.is_some()
    }

    /// The stem of a folded word.
    pub fn stem(&self, folded: &str) -> String {
        match &self.algorithm {
            Some(algorithm) => algorithm.stem(folded).into_owned(),
            None => folded.to_owned(),
        }
    }
}

/// Words without meaning of their own, folded; English.
const STOP_WORDS: &[&str] = &[
    "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "could", "did", "do", "does",
    "doing", "down", "during", "each", "either", "etc", "few", "for", "from", "further", "had", "has", "have",
    "having", "he", "her", "here", "hers", "herself", "him", "himself", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "itself", "just", "ll", "me", "more", "most", "my", "myself", "no", "nor", "not", "now", "of", "off",
    "on", "once", "only", "or", "other", "ought", "our", "ours", "ourselves", "out", "over", "own", "per", "re", "s",
    "same", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "theirs", "them", "themselves",
    "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up", "upon", "us",
    "ve", "very", "via", "was", "we", "were", "what", "when", "where", "whether", "which", "while", "who", "whom",
    "whose", "why", "will", "with", "within", "without", "would", "you", "your", "youre", "yours", "yourself",
    "yourselves",
];

/// Words that postings and course descriptions frame skills with: they say that something is asked for or
/// taught, not what. They count in labels ("job market") and not in texts.
const FRAMING_WORDS: &[&str] = &[
    "ability", "able", "bachelor", "badge", "candidate", "candidates", "certificate", "contact", "course", "courses",
    "credential", "degree", "demonstrate", "demonstrated", "earner", "earners", "equivalent", "excellent",
    "experience", "experienced", "expert", "expertise", "familiar", "familiarity", "good", "graduate", "graduates",
    "great", "highly", "ideal", "ideally", "include", "includes", "including", "individuals", "instruction",
    "instructional", "job", "join", "knowledge", "knowledgeable", "learn", "learner", "learners", "like", "location",
    "looking", "master", "masters", "minimum", "must", "name", "opportunity", "organization", "participant",
    "participants", "phd", "plus", "position", "possess", "preferable", "preferred", "prepare", "prepared", "prepares",
    "profession", "proficiency", "proficient", "program", "programme", "programs", "proven", "related", "relevant",
    "require", "required", "requirement", "requirements", "requires", "responsibilities", "responsibility",
    "responsible", "role", "seek", "seeking", "similar", "skill", "skilled", "skills", "solid", "strong", "student",
    "students", "successful", "topics", "understanding", "use", "used", "using", "various", "well", "year", "years",
];

/// Whether a folded English word carries no meaning of its own.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

/// Whether a folded English word only frames what a text asks for or teaches.
pub fn is_framing_word(folded: &str) -> bool {
    FRAMING_WORDS.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_words_are_sorted_so_that_the_search_finds_them() {
        assert!(STOP_WORDS.is_sorted() && FRAMING_WORDS.is_sorted());
        assert!(is_stop_word("the") && !is_stop_word("weld"));
    }

    #[test]
    fn inflections_share_a_stem_and_unknown_languages_stay_as_they_are() {
        let english = Stemmer::new("en-us");
        assert_eq!(english.stem("managing"), english.stem("managed"));
        assert_eq!(Stemmer::new("xx").stem("managing"), "managing");
    }
}
