//! SSSOM, the standard for mappings between vocabularies: what its slots are, and a file each for reading and writing.
//!
//! `slots.rs` is the standard's own list; `canonical.rs` writes the canonical table whoever fills it; `documents.rs`
//! fills it from mapped documents as they come, `write.rs` from a whole [`crate::model::MappingSet`]; `read.rs` reads the
//! table back; `json.rs` reads and writes the same slots as JSON and `parquet.rs` as Parquet, both by
//! way of `parts.rs`.
//! Reference: <https://mapping-commons.github.io/sssom/spec/>, versions 1.0 and 1.1.

mod canonical;
mod documents;
mod json;
#[cfg(feature = "parquet")]
mod parquet;
mod parts;
mod read;
mod slots;
mod write;

pub use documents::SssomWriter;
pub use json::{read_json, write_json};
#[cfg(feature = "parquet")]
pub use parquet::{read_parquet, write_parquet};
pub use read::read_table;
pub use write::{number, write_table};

/// Which version of the standard to write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SssomVersion {
    /// 1.1 when something needs it, else 1.0.
    #[default]
    AsNeeded,
    /// 1.0; what it has no slot for is listed as lost.
    V1_0,
    /// 1.1, whether or not something needs it.
    V1_1,
}
