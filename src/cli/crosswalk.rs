//! `skillmap crosswalk`: every concept of one taxonomy against another.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::printer::Output;
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::crosswalk::{Conflict, CrosswalkOptions, Known, NamedSet, compose, crosswalk_knowing};
use crate::error::Error;
use crate::exchange::{self, WriterOptions, one_line};
use crate::model::{ConceptKind, Decision, DocumentMappings, TaxonomyInfo};

#[derive(Debug, Args)]
pub(super) struct CrosswalkArguments {
    /// Taxonomy whose concepts are mapped, `name` or `name@version`.
    from: String,
    /// Taxonomy that they are mapped onto.
    to: String,
    /// Kinds of concepts that take part, on both sides; all when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Only concepts of FROM that are filed under this heading, or are or stand below this concept.
    #[arg(long, value_name = "SCHEME")]
    from_scheme: Option<String>,
    /// The same for TO.
    #[arg(long, value_name = "SCHEME")]
    to_scheme: Option<String>,
    /// Most mappings for one concept; also unlikely ones then, unless --min-confidence says otherwise.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Least confidence of a mapping, 0 to 1 [default: 0.3, with --top 0].
    #[arg(long, value_name = "C")]
    min_confidence: Option<f32>,
    /// At most one mapping for each concept of either side, chosen for the whole.
    #[arg(long)]
    one_to_one: bool,
    /// Published crosswalk between the two: its mappings take the place of guesses; several may be given.
    #[arg(long, value_name = "FILE")]
    known: Vec<PathBuf>,
    /// Compare nothing, but put mapping sets together, given in their order from FROM to TO.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["with_text", "from_scheme", "to_scheme"])]
    via: Vec<PathBuf>,
    /// Output format: table, csv, jsonl or sssom; told from the name after --output when absent.
    #[arg(long, short, value_parser = super::map::parse_output_format)]
    format: Option<exchange::Format>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Give the labels of each concept as its text (JSON Lines), so that offsets can be checked.
    #[arg(long)]
    with_text: bool,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn run(context: &Context, arguments: &CrosswalkArguments) -> anyhow::Result<Outcome> {
    if let Some(threads) = arguments.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start the threads")?;
    }
    let format = super::map::output_format(arguments.format, arguments.output.as_deref())?;
    let options = CrosswalkOptions {
        kinds: arguments.kind.clone(),
        from_scheme: arguments.from_scheme.clone(),
        to_scheme: arguments.to_scheme.clone(),
        top: arguments.top,
        min_confidence: arguments.min_confidence,
        one_to_one: arguments.one_to_one,
        with_text: arguments.with_text,
    };
    let made = if arguments.via.is_empty() {
        by_comparison(context, arguments, &options)?
    } else {
        by_composition(context, arguments, &options)?
    };
    write(&made, arguments, format)?;
    for conflict in &made.conflicts {
        context.say(&format!("conflict: {}", one_line(&conflict.to_string())));
    }
    let mappings = made.mapped.iter().map(|concept| concept.mappings.len()).sum::<usize>();
    let accepted = made.mapped.iter().flat_map(|concept| &concept.mappings);
    let accepted = accepted.filter(|mapping| mapping.decision == Decision::Accepted).count();
    let without = made.mapped.iter().filter(|concept| concept.mappings.is_empty()).count();
    context.say(&format!(
        "{} {}, {}, {accepted} accepted, {} without any",
        if arguments.via.is_empty() { "compared" } else { "went through the sets with" },
        counted(made.mapped.len(), "concept", "concepts"),
        counted(mappings, "mapping", "mappings"),
        counted(without, "concept", "concepts")
    ));
    if !made.conflicts.is_empty() {
        context.say(&counted(made.conflicts.len(), "conflict", "conflicts"));
    }
    let is_clean = mappings > 0 && made.conflicts.is_empty() && made.skipped == 0;
    Ok(if is_clean { Outcome::Done } else { Outcome::Attention })
}

/// A crosswalk with all that is told of it.
struct Made {
    from: TaxonomyInfo,
    to: TaxonomyInfo,
    mapped: Vec<DocumentMappings>,
    conflicts: Vec<Conflict>,
    /// Rows of the given sets that could not be read.
    skipped: u64,
}

fn by_comparison(
    context: &Context,
    arguments: &CrosswalkArguments,
    options: &CrosswalkOptions,
) -> anyhow::Result<Made> {
    let indexes = context.indexes(&[arguments.from.clone(), arguments.to.clone()])?;
    let (from, to) = (&indexes[0], &indexes[1]);
    let (sets, skipped) = read_sets(context, &arguments.known)?;
    let known = Known::between(&sets, &from.taxonomy, &to.taxonomy);
    if !sets.is_empty() {
        let (pairs, elsewhere) = (known.len(), known.elsewhere);
        context.say(&format!(
            "{} known; {} nothing of a pair of the two taxonomies",
            counted(pairs, "pair is", "pairs are"),
            counted(elsewhere, "row says", "rows say")
        ));
    }
    let (mapped, conflicts) = crosswalk_knowing(from, to, options, &known)?;
    Ok(Made { from: from.taxonomy.info.clone(), to: to.taxonomy.info.clone(), mapped, conflicts, skipped })
}

fn by_composition(
    context: &Context,
    arguments: &CrosswalkArguments,
    options: &CrosswalkOptions,
) -> anyhow::Result<Made> {
    let needs_comparison = [("--known", !arguments.known.is_empty()), ("--one-to-one", arguments.one_to_one)];
    if let Some((option, _)) = needs_comparison.into_iter().find(|(_, is_said)| *is_said) {
        let message = format!("{option} chooses among guesses, and --via makes none");
        let hint = format!(
            "put the sets together into a file first, then: crosswalk FROM TO --known FILE {}",
            option.replace("--known", "--known OTHER")
        );
        return Err(Error::request(message).with_hint(hint).into());
    }
    let (from, to) = (context.workspace.taxonomy(&arguments.from)?, context.workspace.taxonomy(&arguments.to)?);
    let (sets, skipped) = read_sets(context, &arguments.via)?;
    let composition = compose(&from, &to, &sets, options)?;
    Ok(Made { from: from.info, to: to.info, mapped: composition.mapped, conflicts: composition.conflicts, skipped })
}

/// Reads mapping sets, with the number of rows that were skipped.
fn read_sets(context: &Context, paths: &[PathBuf]) -> anyhow::Result<(Vec<NamedSet>, u64)> {
    let (mut sets, mut all_skipped) = (Vec::new(), 0);
    for path in paths {
        let (set, skipped) = super::convert::read(context, path, None, false)?;
        all_skipped += skipped;
        sets.push(NamedSet { name: name_of(path), set });
    }
    Ok((sets, all_skipped))
}

/// The name of a file without its folder, which is another one for everybody.
fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn write(made: &Made, arguments: &CrosswalkArguments, format: exchange::Format) -> anyhow::Result<()> {
    let writer_options = WriterOptions {
        width: printer::terminal_width(),
        taxonomies: vec![made.to.clone()],
        subjects: Some(made.from.clone()),
    };
    let mut writer = exchange::writer(format, &writer_options);
    let mut output = Output::open(arguments.output.as_deref())?;
    for concept in &made.mapped {
        writer.write(&mut output, concept).context("cannot write the crosswalk")?;
    }
    writer.finish(&mut output).context("cannot write the crosswalk")?;
    output.finish()
}
