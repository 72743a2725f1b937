//! A space: the vectors of its words, how it is stored, and how a text is encoded in it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::quantised::{Quantised, Rows};
use super::spelling;
use crate::error::{Error, Result};
use crate::fs::hexadecimal;
use crate::text::Token;

/// First bytes of a stored space; the last one is the version of the layout.
const MAGIC: &[u8; 8] = b"skspace\x01";

/// Vectors of words, each already multiplied by the word's weight.
pub struct Space {
    words: fst::Map<Vec<u8>>,
    rows: Rows,
    language: String,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    language: String,
    words: Vec<u8>,
    rows: Rows,
}

impl Space {
    /// A space of words with their vectors.
    ///
    /// # Panics
    /// When the words are not sorted or one comes twice.
    pub fn new(language: &str, words: &[String], vectors: &[Vec<f32>]) -> Self {
        let mut builder = fst::MapBuilder::memory();
        for (row, word) in words.iter().enumerate() {
            builder.insert(word, row as u64).expect("the words are sorted and each once");
        }
        let map = builder.into_inner().expect("writing to memory does not fail");
        let mut rows = Rows::new(vectors.first().map_or(0, Vec::len));
        for vector in vectors {
            rows.push(vector);
        }
        let words = fst::Map::new(map).expect("just built");
        let mut space = Self { words, rows, language: language.to_owned(), fingerprint: String::new() };
        space.fingerprint = fingerprint(&space.to_bytes());
        space
    }

    /// The space as it is stored.
    ///
    /// # Panics
    /// Never: plain numbers always serialise.
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.words.as_fst().as_bytes().to_vec();
        let stored = Stored { language: self.language.clone(), words, rows: self.rows.clone() };
        postcard::to_extend(&stored, MAGIC.to_vec()).expect("plain numbers serialise")
    }

    /// What [`Self::to_bytes`] gave; anything else is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let refuse = |message: String| Error::request(format!("not a space of word vectors: {message}"));
        let body = bytes.strip_prefix(MAGIC).ok_or_else(|| refuse("it begins otherwise".to_owned()))?;
        let stored: Stored = postcard::from_bytes(body).map_err(|error| refuse(error.to_string()))?;
        let words = fst::Map::new(stored.words).map_err(|error| refuse(error.to_string()))?;
        if !stored.rows.is_sound() || words.len() != stored.rows.len() {
            return Err(refuse("words and vectors do not fit together".to_owned()));
        }
        Ok(Self { words, rows: stored.rows, language: stored.language, fingerprint: fingerprint(bytes) })
    }

    /// Language of its words, BCP 47.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Components of a vector.
    pub fn dimension(&self) -> usize {
        self.rows.dimension()
    }

    /// How many words have a vector.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells this space from any other: a checksum of its bytes.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The words of a text as a vector of length one; all zeros when no word is known.
    pub fn encode(&self, tokens: &[Token]) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimension()];
        for token in tokens {
            self.add(&token.folded, &mut sum);
        }
        normalise(&mut sum);
        sum
    }

    /// [`Self::encode`] in eight bits a component.
    pub fn encode_quantised(&self, tokens: &[Token]) -> Quantised {
        Quantised::of(&self.encode(tokens))
    }

    /// Adds the vector of a word, or of what an unknown word is made of.
    fn add(&self, word: &str, sum: &mut [f32]) {
        if let Some(row) = self.words.get(word) {
            return self.add_row(row, 1.0, sum);
        }
        let stand_ins = spelling::stand_ins(&self.words, word);
        for row in &stand_ins {
            self.add_row(*row, 1.0 / stand_ins.len() as f32, sum);
        }
    }

    fn add_row(&self, row: u64, share: f32, sum: &mut [f32]) {
        let (components, scale) = self.rows.get(row as usize);
        let scale = scale * share;
        for (total, component) in sum.iter_mut().zip(components) {
            *total += scale * f32::from(*component);
        }
    }
}

/// Brings a vector to length one; all zeros stay.
pub(super) fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in vector {
            *value /= length;
        }
    }
}

fn fingerprint(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes)[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    fn space() -> Space {
        let words = ["cloth", "weave", "weld"].map(str::to_owned);
        Space::new("en", &words, &[vec![0.0, 1.0], vec![0.1, 2.0], vec![3.0, 0.0]])
    }

    fn cosine(space: &Space, a: &str, b: &str) -> f32 {
        let (a, b) = (space.encode(&tokenise(a)), space.encode(&tokenise(b)));
        a.iter().zip(&b).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn texts_near_in_meaning_are_near_and_unknown_ones_are_nowhere() {
        let space = space();
        assert!(cosine(&space, "Weave cloth", "weave") > 0.99);
        assert!(cosine(&space, "weld", "cloth") < 0.1);
        assert!(space.encode(&tokenise("zzzz")).iter().all(|value| *value == 0.0));
    }

    #[test]
    fn a_misspelt_word_stands_for_the_right_one() {
        assert!(cosine(&space(), "wheave", "weave") > 0.99);
    }

    #[test]
    fn a_space_survives_storage_and_damage_is_refused() {
        let space = space();
        let bytes = space.to_bytes();
        let again = Space::from_bytes(&bytes).expect("what was stored");
        assert_eq!(again.fingerprint(), space.fingerprint());
        assert_eq!(again.encode(&tokenise("weld cloth")), space.encode(&tokenise("weld cloth")));
        assert!(Space::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(Space::from_bytes(b"something else").is_err());
    }

    #[test]
    fn the_space_that_is_compiled_in_opens_and_is_small() {
        let space = super::super::default_space();
        assert!(space.len() > 20_000 && space.language() == "en");
        assert!(super::super::DEFAULT.len() <= 8 << 20);
    }
}
