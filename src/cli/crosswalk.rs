//! `skillmap crosswalk`: every concept of one taxonomy against another.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::printer::Output;
use super::{Context, Outcome, printer};
use crate::crosswalk::{CrosswalkOptions, crosswalk};
use crate::exchange::{self, WriterOptions};
use crate::model::{ConceptKind, Decision};

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
    let indexes = context.indexes(&[arguments.from.clone(), arguments.to.clone()])?;
    let (from, to) = (&indexes[0], &indexes[1]);
    let options = CrosswalkOptions {
        kinds: arguments.kind.clone(),
        from_scheme: arguments.from_scheme.clone(),
        to_scheme: arguments.to_scheme.clone(),
        top: arguments.top,
        min_confidence: arguments.min_confidence,
        one_to_one: arguments.one_to_one,
        with_text: arguments.with_text,
    };
    let by_name = arguments.output.as_deref().and_then(exchange::Format::named_by);
    let writer_options = WriterOptions {
        width: printer::terminal_width(),
        taxonomies: vec![to.taxonomy.info.clone()],
        subjects: Some(from.taxonomy.info.clone()),
    };
    let mut writer = exchange::writer(arguments.format.or(by_name).unwrap_or(exchange::Format::Table), &writer_options);
    let mut output = Output::open(arguments.output.as_deref())?;
    let mapped = crosswalk(from, to, &options)?;
    for concept in &mapped {
        writer.write(&mut output, concept).context("cannot write the crosswalk")?;
    }
    writer.finish(&mut output).context("cannot write the crosswalk")?;
    output.finish()?;
    let mappings = mapped.iter().map(|concept| concept.mappings.len()).sum::<usize>();
    let accepted = mapped.iter().flat_map(|concept| &concept.mappings);
    let accepted = accepted.filter(|mapping| mapping.decision == Decision::Accepted).count();
    let without = mapped.iter().filter(|concept| concept.mappings.is_empty()).count();
    context.say(&format!(
        "compared {} concepts, {mappings} mappings, {accepted} accepted, {without} concepts without any",
        mapped.len()
    ));
    Ok(if mappings == 0 { Outcome::Attention } else { Outcome::Done })
}
