//! Labels as they are compared: words without gender, stemmed, compounds taken apart, and their letters in runs.
//!
//! Both taxonomies share one vocabulary, so that a term is a number, and terms are weighed by how few concepts of each
//! side have them: what only one side repeats in every label ("staatlich geprüft") weighs less.

use std::collections::HashMap;

use super::bags::Bag;
use crate::text::{CompoundSplitter, WordForms, is_small_word, joins_compounds, tokenise, without_gender_marks};

/// Length of the runs of letters. Longer ones, alone or beside these, found less in every language that was tried.
const RUN: usize = 3;
/// Words of a label that are read: text from outside may hold any number.
const MOST_WORDS: usize = 64;

/// A label made ready.
#[derive(Debug, Clone, Default)]
pub(super) struct Wording {
    /// Its words in order, each once.
    pub words: Vec<Word>,
    /// Its stems and parts of compounds.
    pub bag: Bag,
    /// Its runs of letters.
    pub runs: Bag,
    /// Equal for labels of the same words, whatever their order; 0 for a label without any.
    pub key: u64,
}

/// A word of a label.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// In the form that is compared letter by letter.
    pub form: Box<str>,
    /// Its stem.
    pub stem: u32,
    /// Stems of the parts of a compound; the stem itself when it is none.
    pub parts: Vec<u32>,
}

/// Terms of both taxonomies.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
    /// How many concepts of each side have each term.
    concepts: Vec<[u32; 2]>,
    all_concepts: [u32; 2],
    languages: HashMap<String, Language>,
}

struct Language {
    name: String,
    forms: WordForms,
    splitter: Option<CompoundSplitter>,
}

/// A label half ready: what it is made of, before terms are weighed.
pub(super) struct Draft {
    words: Vec<Word>,
    runs: Vec<u32>,
}

impl Vocabulary {
    /// Learns the words of a label that may be parts of others.
    pub fn learn(&mut self, label: &str, language: &str) {
        let language = self.language(language);
        if language.splitter.is_none() {
            return;
        }
        let words = words_of(label, language);
        if let Some(splitter) = &mut language.splitter {
            for word in words {
                splitter.learn(&word);
            }
        }
    }

    fn language(&mut self, language: &str) -> &mut Language {
        self.languages.entry(language.to_owned()).or_insert_with(|| Language {
            name: language.to_owned(),
            forms: WordForms::new(language),
            splitter: joins_compounds(language).then(CompoundSplitter::default),
        })
    }

    /// Takes a label apart; every label must have been learned before the first is drafted.
    pub fn draft(&mut self, label: &str, language: &str) -> Draft {
        let language = self.language(language);
        let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
        for form in words_of(label, language) {
            let stem = language.forms.stem(&form);
            if found.iter().any(|(_, known, _)| *known == stem) {
                continue;
            }
            let parts = language.splitter.as_ref().map_or(Vec::new(), |splitter| splitter.split(&form));
            let parts = parts.into_iter().map(|part| language.forms.stem(part)).collect();
            found.push((form, stem, parts));
        }
        let mut runs = Vec::new();
        let mut words = Vec::new();
        for (form, stem, parts) in found {
            let stem_number = self.number(&stem);
            let parts: Vec<u32> = parts.iter().map(|part| self.number(part)).collect();
            let letters: Vec<char> = std::iter::once('_').chain(form.chars().take(40)).chain(['_']).collect();
            for run in letters.windows(RUN) {
                // A mark keeps runs apart from stems.
                let run: String = std::iter::once('~').chain(run.iter().copied()).collect();
                runs.push(self.number(&run));
            }
            let parts = if parts.is_empty() { vec![stem_number] } else { parts };
            words.push(Word { form: form.into_boxed_str(), stem: stem_number, parts });
        }
        runs.sort_unstable();
        runs.dedup();
        Draft { words, runs }
    }

    /// Stems of a longer text, as terms; small words left out.
    pub fn stems(&mut self, text: &str, language: &str) -> Vec<u32> {
        let language = self.language(language);
        let stems: Vec<String> = tokenise(text)
            .into_iter()
            .filter(|token| !is_small_word(&token.folded, &language.name))
            .map(|token| language.forms.stem(&language.forms.neutral(&plain(&token.folded))))
            .collect();
        stems.iter().map(|stem| self.number(stem)).collect()
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let number = self.concepts.len() as u32;
        self.numbers.insert(term.into(), number);
        self.concepts.push([0; 2]);
        number
    }

    /// Counts the terms of the labels of one concept of a side, 0 or 1.
    pub fn count(&mut self, side: usize, drafts: &[Draft]) {
        let words = drafts.iter().flat_map(|draft| &draft.words);
        let mut terms: Vec<u32> = words.flat_map(|word| word.parts.iter().copied().chain([word.stem])).collect();
        terms.extend(drafts.iter().flat_map(|draft| &draft.runs));
        terms.sort_unstable();
        terms.dedup();
        for term in terms {
            self.concepts[term as usize][side] += 1;
        }
        self.all_concepts[side] += 1;
    }

    /// Finishes a label; every concept must have been counted.
    pub fn finish(&self, draft: Draft) -> Wording {
        let parts = draft.words.iter().flat_map(|word| &word.parts).map(|part| (*part, 1.0));
        let bag = Bag::new(parts, |term| self.weight(term));
        let runs = Bag::new(draft.runs.iter().map(|run| (*run, 1.0)), |term| self.weight(term));
        let mut stems: Vec<u32> = draft.words.iter().map(|word| word.stem).collect();
        stems.sort_unstable();
        let mix = |key: u64, stem: &u32| (key ^ u64::from(*stem) ^ 0x9e37_79b9).wrapping_mul(0x0100_0000_01b3);
        let key = if stems.is_empty() { 0 } else { stems.iter().fold(0xcbf2_9ce4_8422_2325, mix) | 1 };
        Wording { words: draft.words, bag, runs, key }
    }

    /// How much a term tells: its inverse concept frequency, the mean of both sides.
    pub fn weight(&self, term: u32) -> f32 {
        let of = |side: usize| {
            let count = self.concepts[term as usize][side].max(1) as f32;
            (1.0 + self.all_concepts[side] as f32 / count).ln()
        };
        0.5 * (of(0) + of(1))
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.concepts.len()
    }
}

/// The words of a label in their neutral forms; the small ones too when there are no others.
fn words_of(label: &str, language: &Language) -> Vec<String> {
    let tokens = tokenise(&without_gender_marks(label));
    let meaningful = |folded: &str| !is_small_word(folded, &language.name);
    let all_small = !tokens.iter().any(|token| meaningful(&token.folded));
    let kept = tokens.iter().filter(|token| all_small || meaningful(&token.folded)).take(MOST_WORDS);
    kept.map(|token| language.forms.neutral(&plain(&token.folded))).collect()
}

/// Letters that do not fall into a letter and an accent, as two plain ones or one.
fn plain(folded: &str) -> String {
    if folded.is_ascii() {
        return folded.to_owned();
    }
    let mut text = String::with_capacity(folded.len());
    for letter in folded.chars() {
        match letter {
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'đ' | 'ð' => text.push('d'),
            'þ' => text.push_str("th"),
            'ı' => text.push('i'),
            other => text.push(other),
        }
    }
    text
}

/// How much of one word another meets: 1 for the same stem, else the share of parts or of letters at the beginning.
pub(super) fn likeness(one: &Word, other: &Word) -> f32 {
    if one.stem == other.stem {
        return 1.0;
    }
    let shared = one.parts.iter().filter(|part| other.parts.contains(part)).count();
    let most = one.parts.len().max(other.parts.len());
    let parts = 0.9 * shared as f32 / most as f32;
    let (short, long) = (one.form.len().min(other.form.len()), one.form.len().max(other.form.len()));
    let beginning = one.form.bytes().zip(other.form.bytes()).take_while(|(a, b)| a == b).count();
    let ending = one.form.bytes().rev().zip(other.form.bytes().rev()).take_while(|(a, b)| a == b).count();
    let letters =
        if beginning >= 4 || ending >= 5 { 0.8 * beginning.max(ending).min(short) as f32 / long as f32 } else { 0.0 };
    parts.max(letters)
}

/// Mean likeness of the words of one label to the nearest of another, weighed by how much they tell.
pub(super) fn met(one: &Wording, other: &Wording, vocabulary: &Vocabulary) -> f32 {
    let (mut sum, mut whole) = (0.0, 0.0);
    for word in &one.words {
        let weight: f32 = word.parts.iter().map(|part| vocabulary.weight(*part)).sum();
        let best = other.words.iter().map(|candidate| likeness(word, candidate)).fold(0.0, f32::max);
        sum += weight * best;
        whole += weight;
    }
    if whole > 0.0 { sum / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wordings(labels: &[&str], language: &str) -> (Vec<Wording>, Vocabulary) {
        let mut vocabulary = Vocabulary::default();
        for label in labels {
            vocabulary.learn(label, language);
        }
        let mut drafts = Vec::new();
        for label in labels {
            let draft = vocabulary.draft(label, language);
            vocabulary.count(0, std::slice::from_ref(&draft));
            drafts.push(draft);
        }
        (drafts.into_iter().map(|draft| vocabulary.finish(draft)).collect(), vocabulary)
    }

    #[test]
    fn both_forms_of_a_title_are_one_wording() {
        let (wordings, _) = wordings(&["Landwirt/Landwirtin", "Landwirt (m/w/d)", "Landwirtin", "Gastwirt"], "de");
        assert_eq!(wordings[0].key, wordings[1].key);
        assert_eq!(wordings[0].key, wordings[2].key);
        assert_ne!(wordings[0].key, wordings[3].key);
    }

    #[test]
    fn compounds_meet_their_parts() {
        let (wordings, vocabulary) =
            wordings(&["Lagerreinigung", "Lager reinigen", "Reinigung", "Lager", "Obst"], "de");
        assert!(wordings[0].bag.cosine(&wordings[1].bag) > 0.99);
        assert!(met(&wordings[0], &wordings[1], &vocabulary) >= 0.44);
        assert!(wordings[0].bag.cosine(&wordings[4].bag) < 0.01);
    }

    #[test]
    fn labels_of_small_words_alone_keep_them() {
        let (wordings, _) = wordings(&["The Who", "C"], "en");
        assert_eq!(wordings[0].words.len(), 2);
        assert_eq!(wordings[1].words.len(), 1);
    }
}
