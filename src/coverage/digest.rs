//! What a comparison needs of a document: its profile, and a digest of its words that is made once.
//!
//! The digest can be stored beside the document, so that a large catalogue does not read its texts again for each
//! question. It leaves out what says nothing of the work or the teaching: small and framing words, boilerplate, and
//! what a description says that it excludes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::excluded::without_exclusions;
use super::sides::teaches;
use crate::model::{Document, DocumentMappings, Mapping, PartKind};
use crate::text::{
    Section, Segment, Stemmer, Token, is_boilerplate, is_framing_word, is_stop_word, segments, tokenise,
};
use crate::vectors::{Part, Quantised, Side, Space};

/// Most words of a title that count as such: where a posting has no title, its first line is taken for one, and that may
/// hold place, date and half of the text.
const LONGEST_TITLE: usize = 12;

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
    /// Row in the learned space of the first word of that stem that has one of its own.
    pub row: Option<u32>,
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

    fn of(stems: impl Iterator<Item = (Box<str>, Option<u32>)>) -> Self {
        let mut counts: BTreeMap<Box<str>, (u16, Option<u32>)> = BTreeMap::new();
        for (stem, row) in stems {
            let (count, first) = counts.entry(stem).or_default();
            *count = count.saturating_add(1);
            *first = first.or(row);
        }
        let word = |(stem, (count, row))| Word { stem, count, row };
        Self { words: counts.into_iter().map(word).collect() }
    }
}

/// A word of a title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TitleWord {
    /// Its stem.
    pub stem: Box<str>,
    /// Its rows in the learned space.
    pub parts: Vec<Part>,
}

impl TitleWord {
    /// Its row, when it has one of its own.
    fn row(&self) -> Option<u32> {
        own_row(&self.parts)
    }
}

/// The row of a word that is not made up of stand-ins.
fn own_row(parts: &[Part]) -> Option<u32> {
    match parts {
        [part] if part.share >= 1.0 => Some(part.row),
        _ => None,
    }
}

/// The digest of a document: what ranking needs of its words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Words of the title, in order, each as often as it stands.
    pub title: Vec<TitleWord>,
    /// Stems of everything below the title.
    pub text: Words,
    /// Vector of everything below the title; of scale 0 when no word of it is known.
    pub text_vector: Quantised,
    /// Vector of everything, title and text counting the same.
    pub vector: Quantised,
    /// Whether it speaks like a text that teaches.
    pub teaches: bool,
}

impl Digest {
    /// Each stem of title and text with how often it stands.
    pub fn counts(&self) -> impl Iterator<Item = (&str, f32)> {
        let in_title = |stem: &str| self.title.iter().filter(|other| other.stem.as_ref() == stem).count() as f32;
        let text =
            self.text.words.iter().map(move |word| (word.stem.as_ref(), f32::from(word.count) + in_title(&word.stem)));
        let only_title = self.title_stems().into_iter().filter(|stem| self.text.count(stem) == 0);
        text.chain(only_title.map(move |stem| (stem, in_title(stem))))
    }

    /// Each stem of title and text once, with its row in the learned space, and whether the title has it.
    pub(super) fn words(&self) -> impl Iterator<Item = (&str, Option<u32>, bool)> {
        let first = |at: usize| self.title[..at].iter().all(|other| other.stem != self.title[at].stem);
        let titles = (0..self.title.len()).filter(move |at| first(*at)).map(|at| &self.title[at]);
        let in_title = |stem: &str| self.title.iter().any(|word| word.stem.as_ref() == stem);
        let rest = self.text.words.iter().filter(move |word| !in_title(&word.stem));
        let title = titles.map(|word| (word.stem.as_ref(), word.row(), true));
        title.chain(rest.map(|word| (word.stem.as_ref(), word.row, false)))
    }

    /// Whether it is more than a title.
    pub(super) fn has_text(&self) -> bool {
        !self.text.words.is_empty()
    }

    /// Each stem of the title once, sorted.
    pub fn title_stems(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self.title.iter().map(|word| word.stem.as_ref()).collect();
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

    /// The space that its vectors are in.
    pub fn space(&self) -> &Space {
        &self.space
    }

    /// The digest of a document.
    pub fn digest(&self, document: &Document) -> Digest {
        let (mut title, mut text) = (Vec::new(), Vec::new());
        for part in &document.parts {
            let slice = &document.text[part.range.clone()];
            if part.kind == PartKind::Title {
                title.extend(self.words(slice));
            } else {
                for segment in said(slice) {
                    text.extend(self.words(&slice[segment.range]));
                }
            }
        }
        // A first line that goes on and on is no title; its beginning is.
        if title.len() > LONGEST_TITLE {
            let rest = title.split_off(LONGEST_TITLE);
            text.splice(0..0, rest);
        }
        let mut vector = self.space.encode(&title, Side::Text);
        let text_vector = self.space.encode(&text, Side::Text);
        for (sum, component) in vector.iter_mut().zip(&text_vector) {
            *sum += component;
        }
        crate::vectors::normalise(&mut vector);
        Digest {
            title: title
                .iter()
                .map(|token| TitleWord { stem: self.stem(token), parts: self.space.parts(&token.folded) })
                .collect(),
            text: Words::of(text.iter().map(|token| (self.stem(token), own_row(&self.space.parts(&token.folded))))),
            text_vector: Quantised::of(&text_vector),
            vector: Quantised::of(&vector),
            teaches: teaches(&document.text),
        }
    }

    /// A document with its profile, ready to be compared.
    pub fn prepare(&self, profiled: Profiled) -> Prepared {
        let digest = self.digest(&profiled.document);
        Prepared { profiled, digest }
    }

    /// The words that carry meaning and are not excluded.
    fn words(&self, text: &str) -> Vec<Token> {
        let mut tokens = tokenise(text);
        if self.english {
            tokens = without_exclusions(text, tokens);
            tokens.retain(|token| !is_stop_word(&token.folded) && !is_framing_word(&token.folded));
        }
        tokens
    }

    fn stem(&self, token: &Token) -> Box<str> {
        self.stemmer.stem(&token.folded).into_boxed_str()
    }
}

/// The segments that say something; all of them when none does.
fn said(text: &str) -> Vec<Segment> {
    let all = segments(text);
    let says = |segment: &Segment| {
        segment.section != Section::Boilerplate && !segment.heading && !is_boilerplate(&text[segment.range.clone()])
    };
    if all.iter().any(says) { all.into_iter().filter(says).collect() } else { all }
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

    #[test]
    fn of_a_first_line_that_goes_on_and_on_only_the_beginning_is_a_title() {
        let digester = Digester::new(Arc::clone(default_space()), "en");
        let words = "welder pipe tank steel arc torch metal joint seam gas flux plate boiler bridge hull";
        let digest = digester.digest(&Document::new("1", words, ["Weld."]));
        assert_eq!((digest.title.len(), digest.text.count("hull"), digest.text.count("weld")), (12, 1, 1));
    }

    #[test]
    fn boilerplate_and_exclusions_are_no_words_of_a_document() {
        let digester = Digester::new(Arc::clone(default_space()), "en");
        let text = "Weld pipes. Excludes solderers. We are an equal opportunity employer.";
        let digest = digester.digest(&Document::new("1", "Welders, except boilermakers", [text]));
        assert_eq!(digest.title_stems(), ["welder"]);
        assert_eq!(digest.counts().map(|(stem, _)| stem).collect::<Vec<_>>(), ["pipe", "weld", "welder"]);
    }
}
