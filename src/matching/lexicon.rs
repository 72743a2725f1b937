//! The words of a text as one index knows them: each form is folded out, stemmed and looked up once, and
//! remembered for the thread. Everything after this works on numbers.

use std::collections::HashMap;
use std::ops::Range;

use crate::index::{Index, KnownWord};
use crate::text::Token;

/// Forms that are remembered before the memory is emptied: a long run must not fill it with misspellings.
const MOST_FORMS: usize = 100_000;

/// A word of a segment.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Bytes of the segment.
    pub range: Range<usize>,
    /// Number of its form, for [`Lexicon::known`].
    pub form: u32,
    /// Whether it carries no meaning of its own.
    pub stop: bool,
    /// Whether it only frames what the text asks for or teaches.
    pub framing: bool,
}

impl Word {
    /// Whether it says what the text is about.
    pub fn speaks(&self) -> bool {
        !self.stop && !self.framing
    }
}

/// Every form of a word that the thread has met.
#[derive(Default)]
pub(super) struct Lexicon {
    numbers: HashMap<Box<str>, u32>,
    known: Vec<KnownWord>,
}

impl Lexicon {
    /// Puts the words of a text into `words`.
    pub fn read(&mut self, index: &Index, tokens: &[Token], words: &mut Vec<Word>) {
        words.clear();
        if self.known.len() > MOST_FORMS {
            self.numbers.clear();
            self.known.clear();
        }
        for Token { range, folded } in tokens {
            let form = if let Some(form) = self.numbers.get(folded.as_str()) {
                *form
            } else {
                let form = self.known.len() as u32;
                self.known.push(index.know(folded));
                self.numbers.insert(folded.as_str().into(), form);
                form
            };
            let known = &self.known[form as usize];
            words.push(Word { range: range.clone(), form, stop: known.stop, framing: known.framing });
        }
        if index.is_english() {
            self.frame_degrees(words);
        }
    }

    /// What is known of a word.
    pub fn known(&self, word: &Word) -> &KnownWord {
        &self.known[word.form as usize]
    }

    /// Marks the general part of a degree's name as framing: a Bachelor of Science in Nursing is about nursing.
    fn frame_degrees(&self, words: &mut [Word]) {
        let folded =
            |words: &[Word], at: usize| words.get(at).map_or("", |word| self.known[word.form as usize].folded.as_ref());
        for at in 0..words.len() {
            let degree = matches!(
                folded(words, at),
                "associate" | "associates" | "bachelor" | "bachelors" | "master" | "masters" | "doctor"
            );
            if !degree || !matches!(folded(words, at + 1), "of" | "in") {
                continue;
            }
            let general =
                |word: &str| matches!(word, "applied" | "science" | "sciences" | "arts" | "fine" | "occupational");
            let mut end = at + 2;
            while general(folded(words, end)) {
                words[end].framing = true;
                end += 1;
            }
            // "Master of Arts" says no more than "degree"; "associate of" something else keeps its first word.
            words[at].framing |= end > at + 2;
        }
    }
}
