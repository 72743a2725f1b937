//! Coverage: one document held against others. Which credentials cover a job, and which jobs a credential serves.
//!
//! A pool (`pool`) proposes candidates by shared skills, words and title; then each is compared exactly: skill by
//! skill (`cover`) and as a whole (`likeness`), and a fitted combination ranks (`ranking`). Whoever keeps documents
//! elsewhere than in memory implements [`Pool`] and gets everything that comes after it.

mod alignment;
mod bridges;
mod bundle;
mod comparer;
mod cover;
mod degree;
mod digest;
mod excluded;
mod explanation;
mod facets;
mod filter;
mod likeness;
mod memory;
mod occupation;
mod pool;
mod profile;
mod ranking;
mod rarity;
mod relations;
mod roots;
mod sides;

pub use bridges::Bridges;
pub use comparer::{Comparer, ComparisonOptions, Direction, Question, Standing};
pub use digest::{Digest, Digester, Prepared, Profiled, TitleWord, Word, Words};
pub use facets::{CUT, LISTED, listed_value};
pub use filter::{Comparison, Condition, FieldValue, Filter, field_values};
pub use likeness::{LIKENESS_FEATURES, Likeness};
pub use memory::MemoryPool;
pub use occupation::{Inferred, Occupations};
pub use pool::Pool;
pub use rarity::StemCounts;
pub use relations::Concepts;

use crate::index::Index;
use crate::model::ConceptReference;

/// Four decimals: enough to rank by, and the same text on every machine.
fn rounded(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

/// A concept as mappings name it.
fn reference(index: &Index, position: u32) -> ConceptReference {
    let concept = &index.taxonomy.concepts[position as usize];
    ConceptReference {
        concept_id: concept.id.clone(),
        notation: concept.notation.clone(),
        label: concept.name().to_owned(),
        taxonomy: index.taxonomy.info.name.clone(),
        taxonomy_version: index.taxonomy.info.version.clone(),
        kind: concept.kind,
    }
}
