//! Vectors to start training from, in the text format of word2vec: a word and its numbers a line.
//!
//! ```text
//! welding 0.12 -0.03 0.44
//! cloth 0.01 0.20 -0.17
//! ```
//!
//! A first line of two whole numbers (how many words, how many components) is passed over.
//! Reference: Mikolov and others, "Efficient Estimation of Word Representations in Vector Space", 2013.

use std::collections::HashMap;
use std::io::BufRead as _;

use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// Most words that are read.
const MOST_WORDS: usize = 2_000_000;
/// Most components of a vector.
const LARGEST_DIMENSION: usize = 4_096;

/// Words with the vectors to start from.
#[derive(Debug, Clone, Default)]
pub struct StartVectors {
    /// Components of each vector; 0 when there are none.
    pub dimension: usize,
    /// Vector by folded word.
    pub vectors: HashMap<String, Vec<f32>>,
}

impl StartVectors {
    /// Reads a file; the first of two lines for one word counts.
    pub fn read(source: &SourceFile) -> Result<Self> {
        let mut start = Self::default();
        let mut line = String::new();
        let mut reader = source.open()?;
        for number in 1.. {
            line.clear();
            if reader.read_line(&mut line).map_err(|error| Error::io(&source.name, error))? == 0 {
                break;
            }
            let refuse = |message: String| {
                Error::malformed(Position { line: Some(number), ..Position::file(&source.name) }, message)
                    .with_hint("each line is a word and its numbers, separated by blanks")
            };
            let mut cells = line.split_whitespace();
            let Some(word) = cells.next() else { continue };
            let numbers: std::result::Result<Vec<f32>, _> = cells.map(str::parse).collect();
            let vector = numbers.map_err(|error| refuse(error.to_string()))?;
            let is_count = number == 1 && vector.len() == 1 && word.bytes().all(|byte| byte.is_ascii_digit());
            if is_count {
                continue;
            }
            if start.dimension == 0 {
                start.dimension = vector.len();
            }
            if vector.is_empty() || vector.len() != start.dimension || vector.len() > LARGEST_DIMENSION {
                return Err(refuse(format!("{} numbers after the word; expected {}", vector.len(), start.dimension)));
            }
            if vector.iter().any(|value| !value.is_finite()) {
                return Err(refuse("a number that is none".to_owned()));
            }
            start.vectors.entry(word.to_owned()).or_insert(vector);
            if start.vectors.len() > MOST_WORDS {
                return Err(refuse(format!("more than {MOST_WORDS} words")));
            }
        }
        Ok(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_ragged_ones_refused_with_their_place() {
        let good = SourceFile::memory("a.vec", b"2 2\nweld 1 0.5\ncloth -1 2e-1\n");
        let start = StartVectors::read(&good).expect("two words");
        assert_eq!((start.dimension, start.vectors["cloth"].as_slice()), (2, &[-1.0, 0.2][..]));
        let bad = SourceFile::memory("b.vec", b"weld 1 0.5\ncloth -1\n");
        let message = StartVectors::read(&bad).expect_err("a short line").to_string();
        assert!(message.contains("b.vec:2") && message.contains("expected 2"), "{message}");
    }
}
