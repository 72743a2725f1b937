//! Maps credentials and job postings onto open skill taxonomies, with the words that prove each mapping.

pub mod appearance;
pub mod catalogue;
pub mod cli;
pub mod coverage;
pub mod crosswalk;
pub mod decoding;
pub mod delimited;
pub mod document;
pub mod error;
pub mod eval;
pub mod exchange;
pub mod fetch;
pub mod formats;
pub mod fs;
pub mod gap;
pub mod index;
pub mod matching;
pub mod model;
pub mod pipeline;
pub mod reconciliation;
pub mod review;
pub mod server;
pub mod taxonomy;
pub mod text;
pub mod vectors;
pub mod workspace;
