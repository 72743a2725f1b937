//! The taxonomy inside the program, so that every command works with nothing set up.
//!
//! Rich Skill Descriptors of our own (Apache-2.0), and beside them, as facts with attribution, the names of
//! O*NET's content-model elements and of its hot and in-demand software. It passes through the same
//! readers as anybody's files.

use super::{ReadOptions, TaxonomyBuilder, osmt_csv, table};
use crate::error::{Error, Loaded, Position, Result};
use crate::fs::SourceFile;
use crate::model::{Taxonomy, TaxonomyInfo};

/// Its name in commands.
pub const NAME: &str = "starter";

const MANIFEST: &str = include_str!("../../taxonomies/starter/taxonomy.toml");
const SKILLS: &[u8] = include_bytes!("../../taxonomies/starter/skills.csv");
const ELEMENTS: &[u8] = include_bytes!("../../taxonomies/starter/onet-elements.csv");
const SOFTWARE: &[u8] = include_bytes!("../../taxonomies/starter/onet-software.csv");

/// What the manifest says of it.
pub fn info() -> Result<TaxonomyInfo> {
    toml::from_str(MANIFEST).map_err(|error| {
        Error::malformed(Position::file("taxonomies/starter/taxonomy.toml"), error.message().to_owned())
    })
}

/// The taxonomy itself.
pub fn taxonomy() -> Result<Loaded<Taxonomy>> {
    let options = ReadOptions { language: Some("en".to_owned()), ..ReadOptions::default() };
    let mut builder = TaxonomyBuilder::new(info()?);
    osmt_csv::read(&[SourceFile::memory("taxonomies/starter/skills.csv", SKILLS)], &options, &mut builder)?;
    let tables = [
        SourceFile::memory("taxonomies/starter/onet-elements.csv", ELEMENTS),
        SourceFile::memory("taxonomies/starter/onet-software.csv", SOFTWARE),
    ];
    table::read(&tables, &options, &mut builder)?;
    builder.finish()
}
