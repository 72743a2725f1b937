//! Maps credentials and job postings onto open skill taxonomies, with the words that prove each mapping.

pub mod error;
pub mod fs;
pub mod model;
pub mod delimited;
pub mod taxonomy;
