//! `skillmap catalogue`: add, list and remove.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::reading::InputReading;
use super::{Context, Outcome, printer};
use crate::catalogue::{self, Addition, Catalogue, CataloguePool};
use crate::counts::counted;
use crate::coverage::Digester;
use crate::error::Error;
use crate::fs;
use crate::index::Index;
use crate::matching::{MatchOptions, Matcher};
use crate::taxonomy::bundled;

#[derive(Debug, Args)]
pub(super) struct CatalogueArguments {
    #[command(subcommand)]
    command: CatalogueCommand,
}

#[derive(Debug, Subcommand)]
enum CatalogueCommand {
    /// Read documents into a catalogue, or bring those that are there up to date.
    Add(AddArguments),
    /// List the catalogues, or what the documents of one came from.
    List {
        /// Name of a catalogue.
        name: Option<String>,
    },
    /// Remove a catalogue, or of one the documents of some inputs.
    Remove {
        /// Name of the catalogue.
        name: String,
        /// Files or folders whose documents to remove; the whole catalogue when absent.
        inputs: Vec<PathBuf>,
    },
}

#[derive(Debug, Args)]
struct AddArguments {
    /// Name of the catalogue; made when it is not there.
    name: String,
    /// Files, folders, or - for standard input; none maps what is there anew when the vocabulary has changed.
    inputs: Vec<PathBuf>,
    /// Taxonomies to map onto, `name` or `name@version`, separated by commas; those of the catalogue when absent.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
    #[command(flatten)]
    reading: InputReading,
    /// Change nothing when a record would be skipped or repaired.
    #[arg(long)]
    strict: bool,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(context: &Context, arguments: &CatalogueArguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        CatalogueCommand::Add(arguments) => add(context, arguments),
        CatalogueCommand::List { name: None } => list(context),
        CatalogueCommand::List { name: Some(name) } => list_sources(context, name),
        CatalogueCommand::Remove { name, inputs } => remove(context, name, inputs),
    }
}

fn add(context: &Context, arguments: &AddArguments) -> anyhow::Result<Outcome> {
    super::use_threads(arguments.threads)?;
    let folder = context.workspace.catalogue_folder(&arguments.name)?;
    let there = if fs::exists(&folder) { Catalogue::open(&arguments.name, &folder).ok() } else { None };
    if arguments.inputs.is_empty() && there.is_none() {
        return Err(Error::request(format!("there is no catalogue {:?} yet, and nothing to add", arguments.name))
            .with_hint(format!("skillmap catalogue add {} INPUT", arguments.name))
            .into());
    }
    let mut sources = Vec::new();
    for input in &arguments.inputs {
        sources.extend(fs::list(&fs::absolute(input)?)?);
    }
    let indexes = context.indexes(&taxonomies(&arguments.taxonomy, there.as_ref()))?;
    let matcher = matcher(&indexes);
    let addition = Addition {
        folder: &folder,
        sources: &sources,
        options: &arguments.reading.options(),
        taxonomies: catalogue::references(indexes.iter().map(|index| &index.taxonomy.info)),
        fingerprint: fingerprint(context, &matcher, &indexes)?,
        matcher: &matcher,
        digester: &Digester::new(context.workspace.space(), ""),
        strict: arguments.strict,
    };
    let bar = printer::progress("adding", context.quiet);
    let added = catalogue::add(&addition, &|| bar.inc(1))?;
    bar.finish_and_clear();
    context.report(&added.diagnostics);
    if added.mapped_anew > 0 {
        context.say(&format!(
            "mapped {} anew, since what they are mapped with has changed",
            counted(added.mapped_anew, "document", "documents")
        ));
    }
    let skipped = added.diagnostics.skipped();
    context.say(&format!(
        "read {}: {} new, {} changed, {} as they were; removed {}, skipped {skipped}",
        counted(added.read, "document", "documents"),
        added.new,
        added.changed,
        added.unchanged,
        added.removed
    ));
    Ok(if skipped > 0 { Outcome::Attention } else { Outcome::Done })
}

fn list(context: &Context) -> anyhow::Result<Outcome> {
    for name in context.workspace.catalogues()? {
        match Catalogue::open(&name, &context.workspace.catalogue_folder(&name)?) {
            Ok(catalogue) => {
                let (documents, sources) = (catalogue.len()?, catalogue.sources()?.len());
                let (taxonomies, megabytes) = (catalogue.state().taxonomies.join(","), catalogue.size()? as f64 / 1e6);
                printer::line(&format!(
                    "{name:<20} {} from {}, {megabytes:.1} MB  [{taxonomies}]",
                    counted(documents, "document", "documents"),
                    counted(sources, "input", "inputs")
                ))?;
            }
            Err(error) => printer::line(&format!("{name:<20} cannot be used: {error}"))?,
        }
    }
    Ok(Outcome::Done)
}

fn list_sources(context: &Context, name: &str) -> anyhow::Result<Outcome> {
    let catalogue = Catalogue::open(name, &context.workspace.catalogue_folder(name)?)?;
    for source in catalogue.sources()? {
        let skipped = if source.skipped > 0 { format!(", {} skipped", source.skipped) } else { String::new() };
        printer::line(&format!("{}  {}{skipped}", source.name, counted(source.documents, "document", "documents")))?;
    }
    Ok(Outcome::Done)
}

fn remove(context: &Context, name: &str, inputs: &[PathBuf]) -> anyhow::Result<Outcome> {
    let folder = context.workspace.catalogue_folder(name)?;
    if !fs::exists(&folder) {
        return Err(Error::request(format!("there is no catalogue {name:?}"))
            .with_hint("skillmap catalogue list")
            .into());
    }
    if inputs.is_empty() {
        catalogue::remove_whole(&folder)?;
        context.say(&format!("removed {name}"));
        return Ok(Outcome::Done);
    }
    let absolute = |input: &PathBuf| Ok(fs::absolute(input)?.display().to_string());
    let inputs: Vec<String> = inputs.iter().map(absolute).collect::<anyhow::Result<_>>()?;
    let removed = catalogue::remove(&folder, &inputs)?;
    context.say(&format!("removed the documents of {} from {name}", counted(removed, "input", "inputs")));
    Ok(Outcome::Done)
}

/// What catalogues are mapped with: the mappings that `map` gives when nothing else is asked.
fn matcher(indexes: &[Index]) -> Matcher<'_> {
    Matcher::new(indexes.iter().collect(), MatchOptions::default())
}

fn fingerprint(context: &Context, matcher: &Matcher<'_>, indexes: &[Index]) -> anyhow::Result<String> {
    let checksums: crate::error::Result<Vec<String>> =
        indexes.iter().map(|index| context.workspace.checksum(&index.taxonomy.info.reference())).collect();
    Ok(catalogue::fingerprint(matcher, &checksums?)?)
}

/// The catalogue that an argument means, unless it means a file: what is there under that path goes first.
pub(super) fn named(context: &Context, argument: &Path) -> anyhow::Result<Option<Catalogue>> {
    let name = argument.to_string_lossy();
    if argument == Path::new("-") || fs::exists(argument) || name.contains(['/', '\\', '.']) {
        return Ok(None);
    }
    let folder = context.workspace.catalogue_folder(&name).context("neither a file nor a catalogue")?;
    Ok(Some(Catalogue::open(&name, &folder).context(format!("{name}: neither a file nor a catalogue"))?))
}

/// Refuses a catalogue whose profiles are not those that these indexes give.
pub(super) fn check(context: &Context, catalogue: &Catalogue, indexes: &[Index]) -> anyhow::Result<()> {
    let (ours, state) = (catalogue::references(indexes.iter().map(|index| &index.taxonomy.info)), catalogue.state());
    if ours != state.taxonomies {
        let message = format!("the catalogue {:?} is mapped onto {}", catalogue.name(), state.taxonomies.join(","));
        return Err(Error::request(message).with_hint(format!("say --taxonomy {}", state.taxonomies.join(","))).into());
    }
    Ok(catalogue.check(&fingerprint(context, &matcher(indexes), indexes)?)?)
}

/// A catalogue as the other side of a comparison.
pub(super) fn pool(context: &Context, catalogue: Catalogue, indexes: &[Index]) -> anyhow::Result<CataloguePool> {
    check(context, &catalogue, indexes)?;
    Ok(CataloguePool::new(catalogue)?)
}

/// The taxonomies to map onto: those that were said, else those of the catalogue, else the bundled one.
pub(super) fn taxonomies(said: &[String], catalogue: Option<&Catalogue>) -> Vec<String> {
    match catalogue {
        _ if !said.is_empty() => said.to_vec(),
        Some(catalogue) => catalogue.state().taxonomies.clone(),
        None => vec![bundled::NAME.to_owned()],
    }
}
