//! The nouns of the project: what a taxonomy, a document and a mapping are.
//!
//! Nothing here reads, writes or computes; every other layer speaks in these types.

mod assertion;
mod concept;
mod details;
mod document;
mod mapping;
mod taxonomy;
mod trust;

pub use assertion::{AssertedRelation, Assertion};
pub use concept::{Concept, ConceptKind, Label, LabelRole, Link, Note, NoteRole, ReuseLevel};
pub use details::{Code, CodeSystem, Details, DocumentKind};
pub use document::{Document, Part, PartKind};
pub use mapping::{
    ConceptReference, Decision, DocumentMappings, Evidence, Mapping, MatcherName, Predicate, Requirement,
};
pub use taxonomy::{Relation, RelationKind, Taxonomy, TaxonomyInfo};
pub use trust::{AssertedBy, DeclaredStatus, Party, Proof, Recogniser, Recognition, Trust, day_of};
