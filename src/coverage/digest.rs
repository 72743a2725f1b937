//! What a comparison needs of a document: its profile, and a digest of its words that is made once.
//!
//! The digest can be stored beside the document, so that a large catalogue does not read its texts again for each
//! question.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Document, DocumentMappings, Mapping, PartKind};
use crate::text::{Stemmer, Token, is_framing_word, is_stop_word, segments, tokenise};
use crate::vectors::{Quantised, Side, Space};

/// A document with what it was mapped to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profiled {
    /// The document.
    pub document: Document,
    /// Its profile, and what it says of itself.
    pub mappings: DocumentMappings,
}

/// A stem and how often it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The stem.
    pub stem: Box<str>,
    /// How often.
    pub count: u16,
}

/// The words of a text that carry meaning, by stem.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Each stem once, sorted.
    pub words: Vec<Word>,
}

impl Words {
    /// How many words there are, each as often as it stands.
    pub fn total(&self) -> u32 {
        self.words.iter().map(|word| u32::from(word.count)).sum()
    }

    /// How often a stem stands.
    pub fn count(&self, stem: &str) -> u16 {
        self.words.binary_search_by(|word| word.stem.as_ref().cmp(stem)).map_or(0, |at| self.words[at].count)
    }

    fn of(stems: impl Iterator<Item = Box<str>>) -> Self {
        let mut counts: BTreeMap<Box<str>, u16> = BTreeMap::new();
        for stem in stems {
            let count = counts.entry(stem).or_default();
            *count = count.saturating_add(1);
        }
        Self { words: counts.into_iter().map(|(stem, count)| Word { stem, count }).collect() }
    }
}

/// The digest of a document: what ranking needs of its words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Stems of the title, in order, each as often as it stands.
    pub title: Vec<Box<str>>,
    /// Stems of everything below the title.
    pub text: Words,
    /// Vector of the title; no components when no word of it is known.
    pub title_vector: Quantised,
    /// Vector of everything, the title included.
    pub vector: Quantised,
}

impl Digest {
    /// Each stem of title and text with how often it stands.
    pub fn counts(&self) -> impl Iterator<Item = (&str, f32)> {
        let in_title = |stem: &str| self.title.iter().filter(|other| other.as_ref() == stem).count() as f32;
        let text =
            self.text.words.iter().map(move |word| (word.stem.as_ref(), f32::from(word.count) + in_title(&word.stem)));
        let only_title = self.title_stems().into_iter().filter(|stem| self.text.count(stem) == 0);
        text.chain(only_title.map(move |stem| (stem, in_title(stem))))
    }

    /// Each stem of the title once, sorted.
    pub fn title_stems(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self.title.iter().map(AsRef::as_ref).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }

    /// Words of title and text.
    pub fn length(&self) -> f32 {
        self.title.len() as f32 + self.text.total() as f32
    }
}

/// A document ready to be compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// The document and its profile.
    pub profiled: Profiled,
    /// The digest of its words.
    pub digest: Digest,
}

impl Prepared {
    /// The mappings that make up the profile.
    pub fn profile(&self) -> &[Mapping] {
        &self.profiled.mappings.mappings
    }
}

/// Makes digests. Both sides of a comparison must be digested alike.
pub struct Digester {
    space: Arc<Space>,
    stemmer: Stemmer,
    english: bool,
}

impl Digester {
    /// For texts of a language, BCP 47; English when it is empty.
    pub fn new(space: Arc<Space>, language: &str) -> Self {
        let english = language.is_empty() || language.starts_with("en");
        Self { space, stemmer: Stemmer::new(language), english }
    }

    /// The stems that carry meaning, in order.
    pub fn stems(&self, text: &str) -> Vec<Box<str>> {
        self.stems_of(&tokenise(text))
    }

    fn stems_of(&self, tokens: &[Token]) -> Vec<Box<str>> {
        let carries = |token: &&Token| !self.english || !is_stop_word(&token.folded) && !is_framing_word(&token.folded);
        tokens.iter().filter(carries).map(|token| self.stemmer.stem(&token.folded).into_boxed_str()).collect()
    }

    /// The digest of a document.
    pub fn digest(&self, document: &Document) -> Digest {
        let (mut title, mut text) = (Vec::new(), Vec::new());
        for part in &document.parts {
            let slice = &document.text[part.range.clone()];
            match part.kind {
                PartKind::Title => title.extend(tokenise(slice)),
                PartKind::Body | PartKind::Skills => {
                    for segment in segments(slice) {
                        text.extend(tokenise(&slice[segment.range]));
                    }
                }
            }
        }
        let encode = |tokens: &[Token], side| Quantised::of(&self.space.encode(tokens, side));
        let title_vector = encode(&title, Side::Name);
        let (title_stems, text_stems) = (self.stems_of(&title), self.stems_of(&text));
        title.extend(text);
        Digest {
            title: title_stems,
            text: Words::of(text_stems.into_iter()),
            title_vector,
            vector: encode(&title, Side::Text),
        }
    }

    /// A document with its profile, ready to be compared.
    pub fn prepare(&self, profiled: Profiled) -> Prepared {
        let digest = self.digest(&profiled.document);
        Prepared { profiled, digest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::default_space;

    #[test]
    fn title_and_text_are_told_apart_and_counted_together() {
        let digester = Digester::new(Arc::clone(default_space()), "en");
        let digest =
            digester.digest(&Document::new("1", "Pipe Welding", ["A course in welding. Weld pipes and tanks."]));
        assert_eq!(digest.title_stems(), ["pipe", "weld"]);
        assert_eq!((digest.text.count("weld"), digest.text.count("tank"), digest.text.count("cours")), (2, 1, 0));
        let counts: Vec<(&str, f32)> = digest.counts().collect();
        assert_eq!(counts, [("pipe", 2.0), ("tank", 1.0), ("weld", 3.0)]);
        assert!((digest.length() - 6.0).abs() < 1e-6 && digest.vector.scale > 0.0);
    }
}
