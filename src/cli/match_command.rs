//! `skillmap match`: jobs held against credentials, or credentials against jobs.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::map::parse_day;
use super::printer::Output;
use super::reading::{AgainstReading, InputReading};
use super::writing::{cannot_write, format_of, parse_format};
use super::{Context, Outcome, printer};
use crate::counts::{counted, words_for};
use crate::coverage::{
    Bridges, ComparisonOptions, Concepts, Digester, Direction, Filter, MemoryPool, Occupations, Pool,
};
use crate::document::{self, ReadOptions};
use crate::error::Error;
use crate::exchange::{MatchFormat, match_writer};
use crate::fs;
use crate::index::Index;
use crate::matching::{DEFAULT_FLOOR, MatchOptions, Matcher};
use crate::pipeline::{MatchSetting, Summary, match_documents, prepare_documents};

#[derive(Debug, Args)]
pub(super) struct MatchArguments {
    /// Documents to ask about: files, folders, or - for standard input.
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The other side: a file or folder that `map` reads, or the name of a catalogue.
    #[arg(long, value_name = "NAME|FILE")]
    against: PathBuf,
    /// Taxonomies that both sides are mapped onto, `name` or `name@version`, separated by commas; those of the
    /// catalogue when absent, else the bundled one.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
    /// Most matches for one document.
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Conditions on the other side, all of which must hold, such as 'issuer="Acme College" level~bachelor'.
    #[arg(long = "where", value_name = "CONDITIONS")]
    conditions: Vec<String>,
    /// Which side is the job; told from the kinds of documents when absent, else the input.
    #[arg(long, value_enum)]
    direction: Option<DirectionName>,
    /// Also give the smallest set of at most K documents that together cover each job.
    #[arg(long, value_name = "K")]
    bundle: Option<usize>,
    /// A mapping set that leads from skills of one taxonomy to those of another; may be said several times.
    #[arg(long = "crosswalk", value_name = "FILE")]
    crosswalks: Vec<PathBuf>,
    /// Count the values of these fields or columns, such as issuer,level: of files among the candidates of each document,
    /// of a catalogue over the whole.
    #[arg(long, value_name = "FIELD[,FIELD]", value_delimiter = ',')]
    facets: Vec<String>,
    /// Take no notice of a posting's occupation when its words are unclear.
    #[arg(long)]
    no_occupation: bool,
    /// Count skills, too, that no words name and the occupation cannot do without; they are marked as inferred.
    #[arg(long, conflicts_with = "no_occupation")]
    infer: bool,
    /// How many candidates are compared exactly for each document; 240 of files and 120 of a catalogue when absent.
    #[arg(long, value_name = "N")]
    candidates: Option<usize>,
    /// Output format: table, csv or jsonl; told from the name after --output when absent.
    #[arg(long, short, value_parser = parse_format::<MatchFormat>)]
    format: Option<MatchFormat>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Say which credentials had expired on that day, such as 2026-01-31 (JSON Lines).
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    as_of: Option<String>,
    #[command(flatten)]
    reading: InputReading,
    #[command(flatten)]
    against_reading: AgainstReading,
    /// Refuse an input at the first record that would be skipped or repaired.
    #[arg(long)]
    strict: bool,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// Which side is the job, as it is said on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DirectionName {
    /// The input is jobs, the other side credentials.
    JobToCredentials,
    /// The input is credentials, the other side jobs.
    CredentialToJobs,
}

pub(super) fn run(context: &Context, arguments: &MatchArguments) -> anyhow::Result<Outcome> {
    super::use_threads(arguments.threads)?;
    let filter = Filter::parse(&arguments.conditions.join(" "))?;
    let catalogue = super::catalogue::named(context, &arguments.against)?;
    let indexes = context.indexes(&super::catalogue::taxonomies(&arguments.taxonomy, catalogue.as_ref()))?;
    let mut side = Side::new(&indexes, context)?;
    let (bridges, rows_skipped) = bridges(context, &arguments.crosswalks)?;
    side.concepts = side.concepts.with_bridges(bridges);
    let options = arguments.against_reading.options();
    let (pool, other): (Box<dyn Pool>, Summary) = match catalogue {
        Some(catalogue) => (Box::new(super::catalogue::pool(context, catalogue, &indexes)?), Summary::default()),
        None => against_pool(&arguments.against, &options, &side, arguments.strict)?,
    };
    context.report(&other.diagnostics);
    if pool.documents() == 0 {
        return Err(Error::request(format!("{}: no documents to match against", arguments.against.display())).into());
    }
    let summary = match_all(context, arguments, &side, pool.as_ref(), filter)?;
    context.report(&summary.diagnostics);
    let skipped = summary.diagnostics.skipped() + other.diagnostics.skipped() + rows_skipped;
    context.say(&format!(
        "matched {} against {}, skipped {skipped}",
        counted(summary.documents, "document", "documents"),
        pool.documents()
    ));
    Ok(if skipped > 0 { Outcome::Attention } else { Outcome::Done })
}

/// The mapping sets that lead from one vocabulary to another, and how many of their rows could not be read.
fn bridges(context: &Context, paths: &[PathBuf]) -> anyhow::Result<(Bridges, u64)> {
    let (mut bridges, mut all_skipped) = (Bridges::default(), 0);
    for path in paths {
        let (set, skipped) = super::convert::read(context, path, None, false)?;
        all_skipped += skipped;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let taken = bridges.add(&name, &set);
        context.say(&format!(
            "{name}: {taken} of {} {} from one skill to another",
            counted(set.rows.len(), "row", "rows"),
            words_for(taken, "leads", "lead")
        ));
    }
    Ok((bridges, all_skipped))
}

/// What both sides are mapped with.
pub(super) struct Side<'a> {
    pub matcher: Matcher<'a>,
    pub digester: Digester,
    pub concepts: Concepts<'a>,
}

impl<'a> Side<'a> {
    pub fn new(indexes: &'a [Index], context: &Context) -> anyhow::Result<Self> {
        let references: Vec<&Index> = indexes.iter().collect();
        let first = references.first().context("no taxonomy")?;
        let language = first.taxonomy.info.languages.first().map_or("", String::as_str);
        let options = MatchOptions { min_confidence: DEFAULT_FLOOR, ..MatchOptions::default() };
        Ok(Self {
            digester: Digester::new(context.workspace.space(), language),
            concepts: Concepts::new(&references),
            matcher: Matcher::new(references, options),
        })
    }

    /// The documents of a file or folder as a pool.
    pub fn pool(&self, path: &Path, options: &ReadOptions, strict: bool) -> anyhow::Result<(MemoryPool, Summary)> {
        let mut reader = document::open_all(fs::list(path)?, options);
        let mut documents = Vec::new();
        let summary =
            prepare_documents::<anyhow::Error>(&mut reader, &self.matcher, &self.digester, strict, |batch| {
                documents.extend(batch);
                Ok(())
            })?;
        Ok((MemoryPool::new(documents), summary))
    }
}

/// What `--against` means.
fn against_pool(
    against: &Path,
    options: &ReadOptions,
    side: &Side<'_>,
    strict: bool,
) -> anyhow::Result<(Box<dyn Pool>, Summary)> {
    let (pool, summary) = side.pool(against, options, strict)?;
    Ok((Box::new(pool), summary))
}

fn match_all(
    context: &Context,
    arguments: &MatchArguments,
    side: &Side<'_>,
    pool: &dyn Pool,
    filter: Filter,
) -> anyhow::Result<Summary> {
    let mut sources = Vec::new();
    for input in &arguments.inputs {
        sources.extend(fs::list(input)?);
    }
    let mut reader = document::open_all(sources, &arguments.reading.options());
    let comparison = ComparisonOptions {
        top: arguments.top,
        candidates: arguments.candidates,
        filter,
        direction: arguments.direction.map(|direction| match direction {
            DirectionName::JobToCredentials => Direction::JobToCredentials,
            DirectionName::CredentialToJobs => Direction::CredentialToJobs,
        }),
        bundle: arguments.bundle,
        facets: arguments.facets.clone(),
    };
    let occupations = (!arguments.no_occupation).then(|| Occupations::new(&side.concepts));
    let setting = MatchSetting {
        concepts: &side.concepts,
        digester: &side.digester,
        pool,
        options: &comparison,
        occupations: occupations.as_ref(),
        infer: arguments.infer,
    };
    let format = format_of(arguments.format, arguments.output.as_deref(), MatchFormat::Table);
    let width = printer::terminal_width();
    let mut writer = match_writer(format, width);
    let mut output = Output::open(arguments.output.as_deref())?;
    let bar = printer::progress("matching", context.quiet || (arguments.output.is_none() && width.is_some()));
    let summary =
        match_documents::<anyhow::Error>(&mut reader, &side.matcher, &setting, arguments.strict, |mut answer| {
            bar.inc(1);
            if let Some(day) = &arguments.as_of {
                answer.matches.iter_mut().filter_map(|one| one.trust.as_mut()).for_each(|trust| trust.judge_on(day));
            }
            writer.write(&mut output, &answer).with_context(|| cannot_write(arguments.output.as_deref()))
        })?;
    writer.finish(&mut output).with_context(|| cannot_write(arguments.output.as_deref()))?;
    output.finish().with_context(|| cannot_write(arguments.output.as_deref()))?;
    bar.finish_and_clear();
    Ok(summary)
}
