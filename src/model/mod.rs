//! The nouns of the project: what a taxonomy, a document and a mapping are.
//!
//! Nothing here reads, writes or computes; every other layer speaks in these types.

mod assertion;
mod change;
mod concept;
mod coverage;
mod details;
mod document;
mod format;
mod mapping;
mod mapping_set;
mod qualification;
mod taxonomy;
mod trust;

pub use assertion::{AssertedRelation, Assertion};
pub use change::{Change, ChangeKind, Changes};
pub use concept::{Concept, ConceptKind, Label, LabelRole, Link, Note, NoteRole, ReuseLevel};
pub use coverage::{
    Bundle, BundleMember, CoveredSkill, DegreeDefault, DegreeDemand, Facet, FacetScope, FacetValue, Hop, Match,
    MatchedDocument, OccupationContext, ProfileSkill, ProvenSkill, Quotation, ScoreParts, SkillRelation,
};
pub use details::{Code, CodeSystem, Details, DocumentKind};
pub use document::{Document, Part, PartKind};
pub(crate) use format::named_formats;
pub use format::{FormatFacts, NamedFormat, Sample};
pub use mapping::{
    ConceptReference, Decision, DocumentMappings, Evidence, Explanation, Mapping, MatcherName, Origin, Predicate,
    Proficiency, Requirement,
};
pub use mapping_set::{Entity, EntityKind, MappingKey, MappingPredicate, MappingRow, MappingSet, NO_TERM, Slots};
pub use qualification::{DegreeLevel, Qualification, QualificationKind};
pub use taxonomy::{Relation, RelationKind, Taxonomy, TaxonomyInfo};
pub use trust::{
    AssertedBy, DeclaredStatus, KeyOwner, Party, Proof, Recogniser, Recognition, Signature, SignatureResult, Trust,
    day_after_epoch, day_of,
};
