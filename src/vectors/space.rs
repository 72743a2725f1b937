//! A space: the vectors of its words, how it is stored, and how a text is encoded in it.
//!
//! Pairs of words that mean more than the two alone ("machine learning") have a vector of their own, which
//! joins those of the words. A word counts differently in a running text than in a name: "work" says little in
//! a posting and much in "work in teams". So each has one direction and two weights.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::products::{self, Multiply, Work};
use super::quantised::Rows;
use super::{ridge, spelling};
use crate::error::{Error, Result};
use crate::fs::hexadecimal;
use crate::text::Token;

/// First bytes of a stored space; the last one is the version of the layout.
const MAGIC: &[u8; 8] = b"skspace\x03";

/// How strongly the factors of demand are held back; in sums over a few thousand names.
const DEMAND_RIDGE: f64 = 5.0;

/// What a text is to the space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Running text: a sentence, a clause, a definition.
    Text,
    /// The name of a concept.
    Name,
}

/// A word or pair of a text that has a vector.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its row.
    pub row: u32,
    /// How much of it counts; less than 1 for one of several stand-ins of an unknown word.
    pub share: f32,
}

/// A place among the words of a space, behind the first word of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairPlace {
    node: fst::raw::CompiledAddr,
    output: u64,
}

/// Vectors of words, each already multiplied by the word's weight in running text.
pub struct Space {
    words: fst::Map<Vec<u8>>,
    rows: Rows,
    /// Weight in a name over weight in running text, by row.
    name_shares: Vec<f32>,
    /// How often postings ask for what lies in a direction: a factor for each component, then a constant. Empty when
    /// that was not learnt.
    asked: Vec<f32>,
    /// Length of each row: how much the word counts in running text.
    strengths: Vec<f32>,
    language: String,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    language: String,
    words: Vec<u8>,
    rows: Rows,
    name_shares: Vec<f32>,
    asked: Vec<f32>,
}

impl Space {
    /// A space of words (and pairs of words, joined by a blank) with their vectors and name shares.
    ///
    /// # Panics
    /// When the words are not sorted or one comes twice.
    pub fn new(language: &str, words: &[String], vectors: &[Vec<f32>], name_shares: Vec<f32>) -> Self {
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
        let strengths = strengths(&rows);
        let language = language.to_owned();
        let mut space =
            Self { words, rows, name_shares, asked: Vec::new(), strengths, language, fingerprint: String::new() };
        space.fingerprint = fingerprint(&space.to_bytes());
        space
    }

    /// The space as it is stored.
    ///
    /// # Panics
    /// Never: plain numbers always serialise.
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.words.as_fst().as_bytes().to_vec();
        let (language, rows) = (self.language.clone(), self.rows.clone());
        let stored = Stored { language, words, rows, name_shares: self.name_shares.clone(), asked: self.asked.clone() };
        postcard::to_extend(&stored, MAGIC.to_vec()).expect("plain numbers serialise")
    }

    /// What [`Self::to_bytes`] gave; anything else is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let refuse = |message: String| Error::request(format!("not a space of word vectors: {message}"));
        let body = bytes.strip_prefix(MAGIC).ok_or_else(|| refuse("it begins otherwise".to_owned()))?;
        let stored: Stored = postcard::from_bytes(body).map_err(|error| refuse(error.to_string()))?;
        let words = fst::Map::new(stored.words).map_err(|error| refuse(error.to_string()))?;
        let rows = stored.rows.len();
        if !stored.rows.is_sound() || words.len() != rows || stored.name_shares.len() != rows {
            return Err(refuse("words and vectors do not fit together".to_owned()));
        }
        if !stored.asked.is_empty() && stored.asked.len() != stored.rows.dimension() + 1 {
            return Err(refuse("the factors of demand do not fit the vectors".to_owned()));
        }
        let strengths = strengths(&stored.rows);
        let Stored { language, rows, name_shares, asked, .. } = stored;
        Ok(Self { words, rows, name_shares, asked, strengths, language, fingerprint: fingerprint(bytes) })
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
    pub fn encode(&self, tokens: &[Token], side: Side) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimension()];
        for (at, token) in tokens.iter().enumerate() {
            for part in self.parts(&token.folded) {
                self.add(part, side, &mut sum);
            }
            if let Some(pair) = tokens.get(at + 1).and_then(|next| self.pair(&token.folded, &next.folded)) {
                self.add(pair, side, &mut sum);
            }
        }
        normalise(&mut sum);
        sum
    }

    /// The row of a word, or those of what an unknown word is made of.
    pub fn parts(&self, word: &str) -> Vec<Part> {
        if let Some(row) = self.words.get(word) {
            return vec![Part { row: row as u32, share: 1.0 }];
        }
        let stand_ins = spelling::stand_ins(&self.words, word);
        let share = 1.0 / stand_ins.len() as f32;
        stand_ins.into_iter().map(|row| Part { row: row as u32, share }).collect()
    }

    /// Where the pairs go on that begin with a word.
    pub fn pairs_of(&self, word: &str) -> Option<PairPlace> {
        let root = PairPlace { node: self.words.as_fst().root().addr(), output: 0 };
        self.walk(self.walk(root, word.as_bytes())?, b" ")
    }

    /// The row of a pair by its second word, when the two mean more than each alone.
    pub fn pair_from(&self, place: PairPlace, second: &str) -> Option<Part> {
        let end = self.walk(place, second.as_bytes())?;
        let node = self.words.as_fst().node(end.node);
        node.is_final().then(|| Part { row: (end.output + node.final_output().value()) as u32, share: 1.0 })
    }

    /// The row of two words that stand side by side, when they mean more than each alone.
    pub fn pair(&self, first: &str, second: &str) -> Option<Part> {
        self.pair_from(self.pairs_of(first)?, second)
    }

    fn walk(&self, place: PairPlace, bytes: &[u8]) -> Option<PairPlace> {
        let PairPlace { mut node, mut output } = place;
        for byte in bytes {
            let here = self.words.as_fst().node(node);
            let transition = here.transition(here.find_input(*byte)?);
            output += transition.out.value();
            node = transition.addr;
        }
        Some(PairPlace { node, output })
    }

    /// Adds the vector of a part to a sum.
    #[inline(always)]
    fn add(&self, part: Part, side: Side, sum: &mut [f32]) {
        let (components, scale) = self.rows.get(part.row as usize);
        let weight = match side {
            Side::Text => part.share,
            Side::Name => part.share * self.name_shares[part.row as usize],
        };
        let scale = scale * weight;
        for at in 0..components.len().min(sum.len()) {
            sum[at] += scale * f32::from(components[at]);
        }
    }

    /// Adds the vectors of several parts to a sum.
    pub fn add_all(&self, parts: &[Part], side: Side, sum: &mut [f32]) {
        products::run(Sum { space: self, parts, side, into: sum });
    }

    /// Learns from names how often postings ask for what they name, 0 to 5 (ridge regression).
    pub fn learn_demand(&mut self, names: &[(Vec<Token>, f32)]) {
        let rows: Vec<(Vec<f32>, f32)> =
            names.iter().map(|(tokens, asked)| (self.encode(tokens, Side::Name), *asked)).collect();
        self.asked = ridge::fit(&rows, DEMAND_RIDGE);
        self.fingerprint = fingerprint(&self.to_bytes());
    }

    /// How often postings ask for what a vector of length one stands for, 0 to 5; 0 when that was not learnt.
    pub fn asked(&self, vector: impl Iterator<Item = f32>) -> f32 {
        let Some((constant, factors)) = self.asked.split_last() else { return 0.0 };
        let sum: f32 = factors.iter().zip(vector).map(|(factor, value)| factor * value).sum();
        (constant + sum).clamp(0.0, 5.0)
    }

    /// How much a word counts in a text.
    pub fn strength(&self, row: u32, side: Side) -> f32 {
        let strength = self.strengths[row as usize];
        if side == Side::Name { strength * self.name_shares[row as usize] } else { strength }
    }

    /// The vector of a row, for products with others.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }
}

/// The loop of [`Space::add_all`].
struct Sum<'a> {
    space: &'a Space,
    parts: &'a [Part],
    side: Side,
    into: &'a mut [f32],
}

impl Work for Sum<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, _: impl Multiply) {
        for part in self.parts {
            self.space.add(*part, self.side, self.into);
        }
    }
}

/// The length of every row.
fn strengths(rows: &Rows) -> Vec<f32> {
    let length = |row: usize| {
        let (components, scale) = rows.get(row);
        let squares: i32 = components.iter().map(|value| i32::from(*value) * i32::from(*value)).sum();
        (squares as f32).sqrt() * scale
    };
    (0..rows.len()).map(length).collect()
}

/// Brings a vector to length one; all zeros stay.
pub fn normalise(vector: &mut [f32]) {
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
        let words = ["cloth", "weave", "weave cloth", "weld"].map(str::to_owned);
        let vectors = [vec![0.0, 1.0], vec![0.1, 2.0], vec![-0.1, 0.5], vec![3.0, 0.0]];
        Space::new("en", &words, &vectors, vec![1.0, 2.0, 1.0, 1.0])
    }

    fn cosine(space: &Space, a: &str, b: &str) -> f32 {
        let (a, b) = (space.encode(&tokenise(a), Side::Text), space.encode(&tokenise(b), Side::Text));
        a.iter().zip(&b).map(|(x, y)| x * y).sum()
    }

    #[test]
    fn texts_near_in_meaning_are_near_and_unknown_ones_are_nowhere() {
        let space = space();
        assert!(cosine(&space, "Weave cloth", "weave") > 0.99);
        assert!(cosine(&space, "weld", "cloth") < 0.1);
        assert!(space.encode(&tokenise("zzzz"), Side::Text).iter().all(|value| *value == 0.0));
    }

    #[test]
    fn a_pair_adds_to_its_words_and_a_name_weighs_its_words_otherwise() {
        let space = space();
        assert_eq!(space.pair("weave", "cloth"), Some(Part { row: 2, share: 1.0 }));
        assert_eq!((space.pair("cloth", "weave"), space.pair("weave", "clo")), (None, None));
        let encode = |side| space.encode(&tokenise("weave weld"), side);
        assert!(encode(Side::Name)[1] > encode(Side::Text)[1], "weaving counts twice in a name");
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
        let encode = |space: &Space| space.encode(&tokenise("weld cloth"), Side::Name);
        assert_eq!(encode(&again), encode(&space));
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
