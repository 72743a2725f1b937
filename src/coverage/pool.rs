//! Where the other side of a comparison comes from.
//!
//! The exact comparison needs few documents, and of the rest only how rare words and skills are among them. So a pool
//! is asked for the nearest documents and for counts; whether it lies in memory or on disk makes no difference.

use std::sync::Arc;

use super::{Filter, Prepared};
use crate::error::Result;
use crate::model::{ConceptReference, Facet};

/// Documents that one can be held against.
pub trait Pool: Sync {
    /// How many documents there are.
    fn documents(&self) -> usize;

    /// How many words a document has on average, as [`super::Words::total`] counts them, its title's included.
    fn average_words(&self) -> f32;

    /// In how many documents a stem stands, in title or text.
    fn documents_with_stem(&self, stem: &str) -> usize;

    /// In the titles of how many documents a stem stands.
    fn titles_with_stem(&self, stem: &str) -> usize;

    /// How many documents have a mapping to a concept.
    fn documents_with_concept(&self, concept: &ConceptReference) -> usize;

    /// How many of the nearest documents are worth an exact comparison.
    fn worth_comparing(&self) -> usize;

    /// The documents that come into question for a query: those that share most with it by skills, by words, by title
    /// and by nearness in meaning, at most `count` of those that the filter accepts. The order means nothing, but the
    /// same query gives the same documents.
    fn nearest(&self, query: &Prepared, filter: &Filter, count: usize) -> Result<Vec<Arc<Prepared>>>;

    /// How often each value of a field stands among all documents, of a pool that keeps count of it.
    fn facet(&self, _field: &str) -> Result<Option<Facet>> {
        Ok(None)
    }
}
