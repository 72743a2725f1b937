//! The nouns of the project: what a taxonomy, a document and a mapping are.
//!
//! Nothing here reads, writes or computes; every other layer speaks in these types.

mod concept;
mod document;
mod mapping;
mod taxonomy;

pub use concept::{Concept, ConceptKind, Label, LabelRole, Link, Note, NoteRole, ReuseLevel};
pub use document::{Assertion, Document, Part, PartKind};
pub use mapping::{
    ConceptReference, Decision, DocumentMappings, Evidence, Mapping, MatcherName, Predicate, Requirement,
};
pub use taxonomy::{Relation, RelationKind, Taxonomy, TaxonomyInfo};
