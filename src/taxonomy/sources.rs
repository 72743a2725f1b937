//! Taxonomies that can be had: the manifests of `taxonomies/`, compiled in, with who may have them how.
//!
//! A manifest has an `address` only when the terms let anybody download the file there without asking.

use serde::Deserialize;

use crate::error::{Error, Position, Result};
use crate::model::TaxonomyInfo;

const MANIFESTS: [(&str, &str); 5] = [
    ("asc", include_str!("../../taxonomies/asc/taxonomy.toml")),
    ("esco", include_str!("../../taxonomies/esco/taxonomy.toml")),
    ("nice", include_str!("../../taxonomies/nice/taxonomy.toml")),
    ("onet", include_str!("../../taxonomies/onet/taxonomy.toml")),
    ("osn", include_str!("../../taxonomies/osn/taxonomy.toml")),
];

/// A published taxonomy and how to get it.
#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    /// What the manifest says of the taxonomy.
    #[serde(flatten)]
    pub info: TaxonomyInfo,
    /// Where it can be downloaded by anybody.
    pub address: Option<String>,
    /// SHA-256 of what is at the address, where it does not change.
    pub sha256: Option<String>,
    /// What to do to get it, in words.
    pub get: String,
}

/// Every source, by name.
pub fn sources() -> Result<Vec<Source>> {
    let parse = |(name, text): (&str, &str)| {
        toml::from_str(text).map_err(|error| {
            Error::malformed(Position::file(format!("taxonomies/{name}/taxonomy.toml")), error.message().to_owned())
        })
    };
    MANIFESTS.into_iter().map(parse).collect()
}

/// The source of that name, when there is one.
pub fn source(name: &str) -> Result<Option<Source>> {
    Ok(sources()?.into_iter().find(|source| source.info.name == name))
}
