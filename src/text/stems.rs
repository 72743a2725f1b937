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
    "a", "about", "above", "after", "again", "against", "all", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot", "could", "did", "do", "does",
    "doing", "down", "during", "each", "etc", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her",
    "here", "hers", "herself", "him", "himself", "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "me",
    "more", "most", "my", "myself", "no", "nor", "not", "of", "off", "on", "once", "only", "or", "other", "ought", "our",
    "ours", "ourselves", "out", "over", "own", "same", "she", "should", "so", "some", "such", "than", "that", "the", "their",
    "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under",
    "until", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will",
    "with", "within", "would", "you", "your", "yours", "yourself", "yourselves",
];

/// Whether a folded English word carries no meaning of its own.
pub fn is_stop_word(folded: &str) -> bool {
    STOP_WORDS.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_words_are_sorted_so_that_the_search_finds_them() {
        assert!(STOP_WORDS.is_sorted());
        assert!(is_stop_word("the") && !is_stop_word("weld"));
    }

    #[test]
    fn inflections_share_a_stem_and_unknown_languages_stay_as_they_are() {
        let english = Stemmer::new("en-us");
        assert_eq!(english.stem("managing"), english.stem("managed"));
        assert_eq!(Stemmer::new("xx").stem("managing"), "managing");
    }
}
