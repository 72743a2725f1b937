//! `skillmap map`: documents in, a mapping set out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;

use super::printer::Output;
use super::reading::InputReading;
use super::writing::{cannot_write, known};
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::document::{self, KeyRing, ReadOptions};
use crate::error::Error;
use crate::exchange::{self, WriterOptions};
use crate::fs;
use crate::index::Index;
use crate::matching::{DEFAULT_FLOOR, MatchOptions, Matcher};
use crate::model::{ConceptKind, day_of};
use crate::pipeline::{Summary, map_documents};

#[derive(Debug, Args)]
pub(super) struct MapArguments {
    /// Files, folders, or - for standard input; .gz and .zst are read as they are.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// Taxonomies to map onto, `name` or `name@version`, separated by commas.
    #[arg(long, short, value_delimiter = ',', default_value = "starter")]
    taxonomy: Vec<String>,
    /// Most mappings for one document.
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Least confidence of a mapping, 0 to 1; 0 with --top N gives the best N for every document.
    #[arg(long, value_name = "C", default_value_t = DEFAULT_FLOOR)]
    min_confidence: f32,
    /// Kinds of concepts to map onto; what a person can do, know or use when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Output format: table, csv, jsonl, sssom or sssom-json; told from the name after --output when absent.
    #[arg(long, short, value_parser = parse_output_format)]
    format: Option<exchange::Format>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Give each document's text with its mappings (JSON Lines), so that offsets can be checked.
    #[arg(long)]
    with_text: bool,
    /// Say in plain words why each mapping was made, and what came next (table and JSON Lines).
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    reading: InputReading,
    /// Keep personal data of whoever holds a credential (JSON Lines); it is left out otherwise.
    #[arg(long)]
    holder: bool,
    /// Say which credentials had expired on that day, such as 2026-01-31 (JSON Lines).
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<String>,
    /// Public keys to check signatures with, a JSON Web Key, a set of them, or PEM; may be said several times. Needs a
    /// program that was built with `--features verify`.
    #[arg(long = "key", value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Refuse the whole input at the first record that would be skipped or repaired.
    #[arg(long)]
    strict: bool,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

pub(super) fn parse_output_format(name: &str) -> Result<exchange::Format, String> {
    let found = exchange::Format::parse(name).filter(|format| format.takes_documents());
    let parquet = std::iter::once(exchange::Format::Parquet.as_str());
    known(found, exchange::Format::OF_DOCUMENTS.iter().map(|format| format.as_str()).chain(parquet))
}

/// The format that was said or that the name of the output asks for; the table when neither does.
pub(super) fn output_format(said: Option<exchange::Format>, output: Option<&Path>) -> anyhow::Result<exchange::Format> {
    let by_name = output.and_then(exchange::Format::named_by);
    let format = said.or(by_name).unwrap_or(exchange::Format::Table);
    if !format.takes_documents() {
        let message = format!("{format} is not written here");
        return Err(Error::request(message)
            .with_hint(format!("write sssom, then: skillmap convert --to {format}"))
            .into());
    }
    format.check_built()?;
    Ok(format)
}

pub(super) fn parse_day(day: &str) -> Result<String, String> {
    let is_day = day.len() == 10 && day_of(day).is_some();
    if is_day { Ok(day.to_owned()) } else { Err("a day is written like 2026-01-31".to_owned()) }
}

pub(super) fn run(context: &Context, arguments: &MapArguments) -> anyhow::Result<Outcome> {
    super::use_threads(arguments.threads)?;
    let mut sources = Vec::new();
    for input in &arguments.inputs {
        sources.extend(fs::list(input)?);
    }
    let indexes = context.indexes(&arguments.taxonomy)?;
    let summary = map_all(context, arguments, sources, &indexes)?;
    context.report(&summary.diagnostics);
    let (read, skipped) = (summary.documents, summary.diagnostics.skipped());
    let unmapped = read - summary.mapped;
    context.say(&format!(
        "read {}, mapped {} with {}, {unmapped} without a match, skipped {skipped}",
        counted(read, "document", "documents"),
        summary.mapped,
        counted(summary.mappings, "mapping", "mappings")
    ));
    let found_nothing = read > 0 && summary.mapped == 0;
    Ok(if skipped > 0 || found_nothing { Outcome::Attention } else { Outcome::Done })
}

fn map_all(
    context: &Context,
    arguments: &MapArguments,
    sources: Vec<fs::SourceFile>,
    indexes: &[Index],
) -> anyhow::Result<Summary> {
    let options =
        ReadOptions { holder: arguments.holder, keys: key_ring(&arguments.keys)?, ..arguments.reading.options() };
    let mut reader = document::open_all(sources, &options);
    let match_options = MatchOptions {
        top: arguments.top,
        min_confidence: arguments.min_confidence,
        kinds: arguments.kind.clone(),
        explain: arguments.explain,
    };
    let matcher = Matcher::new(indexes.iter().collect(), match_options);
    let format = output_format(arguments.format, arguments.output.as_deref())?;
    let writer_options = WriterOptions {
        width: printer::terminal_width(),
        taxonomies: indexes.iter().map(|index| index.taxonomy.info.clone()).collect(),
        subjects: None,
    };
    let mut writer = exchange::writer(format, &writer_options);
    let mut output = Output::open(arguments.output.as_deref())?;
    let bar =
        printer::progress("mapping", context.quiet || (arguments.output.is_none() && writer_options.width.is_some()));
    let summary = map_documents::<anyhow::Error>(
        &mut reader,
        &matcher,
        arguments.strict,
        arguments.with_text,
        |mut document| {
            bar.inc(1);
            if let (Some(day), Some(trust)) = (&arguments.as_of, &mut document.trust) {
                trust.judge_on(day);
            }
            writer.write(&mut output, &document).with_context(|| cannot_write(arguments.output.as_deref()))
        },
    )?;
    writer.finish(&mut output).with_context(|| cannot_write(arguments.output.as_deref()))?;
    output.finish().with_context(|| cannot_write(arguments.output.as_deref()))?;
    bar.finish_and_clear();
    Ok(summary)
}

/// The keys of some files; nothing when none is named.
fn key_ring(files: &[PathBuf]) -> anyhow::Result<Option<Arc<KeyRing>>> {
    if files.is_empty() {
        return Ok(None);
    }
    if !cfg!(feature = "verify") {
        return Err(Error::request("this program was built without signature checking")
            .with_hint("build it with: cargo build --release --features verify")
            .into());
    }
    let mut ring = KeyRing::default();
    for file in files {
        ring.add(&String::from_utf8_lossy(&fs::read(file)?), &file.display().to_string())?;
    }
    Ok(Some(Arc::new(ring)))
}
