//! `skillmap taxonomy diff`: what changed between two versions, loaded or in files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::printer::Output;
use super::writing::{format_of, parse_format};
use super::{Context, Outcome};
use crate::error::Error;
use crate::exchange::{ChangesFormat, write_changes};
use crate::formats::read_taxonomy;
use crate::fs;
use crate::model::{ConceptKind, Taxonomy, TaxonomyInfo};
use crate::taxonomy::{ReadOptions, compare};

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The first version: name@version of a taxonomy that was added, or a file, folder or zip archive.
    from: String,
    /// The second version.
    to: String,
    /// Kinds of concepts to compare, such as skill,knowledge; all when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Output format: table, csv or json; told from the name after --output when absent.
    #[arg(long, short, value_parser = parse_format::<ChangesFormat>)]
    format: Option<ChangesFormat>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &DiffArguments) -> anyhow::Result<Outcome> {
    let (from, to) = (load(context, &arguments.from)?, load(context, &arguments.to)?);
    let changes = compare(&from, &to, &arguments.kind);
    let mut output = Output::open(arguments.output.as_deref())?;
    let format = format_of(arguments.format, arguments.output.as_deref(), ChangesFormat::Table);
    write_changes(&changes, format, &mut output)?;
    output.finish()?;
    Ok(Outcome::Done)
}

/// A taxonomy of the workspace, or else what a path holds.
fn load(context: &Context, reference: &str) -> anyhow::Result<Taxonomy> {
    match context.workspace.taxonomy(reference) {
        Err(Error::Request { .. }) if fs::exists(Path::new(reference)) => {}
        found => return Ok(found?),
    }
    let info = TaxonomyInfo { name: reference.to_owned(), ..TaxonomyInfo::default() };
    let mut loaded = read_taxonomy(&fs::list(Path::new(reference))?, &ReadOptions::default(), info)?;
    context.report(&loaded.diagnostics);
    reference.clone_into(&mut loaded.value.info.name);
    loaded.value.info.version.clear();
    Ok(loaded.value)
}
