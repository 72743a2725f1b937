//! Not written yet.
use super::{ReadOptions, TaxonomyBuilder};
use crate::error::Result;
use crate::fs::SourceFile;
pub(super) fn recognises(_files: &[SourceFile]) -> Result<bool> { Ok(false) }
pub(super) fn read(_files: &[SourceFile], _options: &ReadOptions, _builder: &mut TaxonomyBuilder) -> Result<()> { Ok(()) }
