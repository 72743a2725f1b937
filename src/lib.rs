//! Maps credentials and job postings onto open skill taxonomies, with the words that prove each mapping.

pub mod cli;
pub mod delimited;
pub mod document;
pub mod error;
pub mod eval;
pub mod exchange;
pub mod fs;
pub mod index;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod review;
pub mod taxonomy;
pub mod text;
pub mod vectors;
pub mod workspace;
