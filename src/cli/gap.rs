//! `skillmap gap`: what postings ask for against what credentials teach.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::printer::Output;
use super::reading::{CredentialsReading, JobsReading};
use super::writing::{format_of, parse_format};
use super::{Context, Outcome, printer};
use crate::catalogue::Catalogue;
use crate::counts::{counted, words_for};
use crate::coverage::{Filter, Profiled};
use crate::document;
use crate::error::{Diagnostics, Error};
use crate::fs;
use crate::gap::report::{self, Format, ReportOptions};
use crate::gap::{Field, Gap, Side, Survey, SurveyOptions};
use crate::index::Index;
use crate::matching::{ACCEPT, DEFAULT_FLOOR, MatchOptions, Matcher};
use crate::model::ConceptKind;
use crate::pipeline::map_each;

#[derive(Debug, Args)]
pub(super) struct GapArguments {
    /// Postings: files, folders, - for standard input, or names of catalogues.
    #[arg(long, required = true, num_args = 1.., value_name = "INPUT")]
    jobs: Vec<PathBuf>,
    /// Credentials, courses or programmes: files, folders, - for standard input, or names of catalogues.
    #[arg(long, required = true, num_args = 1.., value_name = "INPUT")]
    credentials: Vec<PathBuf>,
    /// Tell documents apart by a field: industry, place, occupation, issuer or kind.
    #[arg(long, value_name = "FIELD", value_parser = parse_field)]
    by: Option<Field>,
    /// Conditions on the documents that count, all of which must hold, such as 'industry=23 place~texas'; a side of
    /// which no document says the field counts whole.
    #[arg(long = "where", value_name = "CONDITIONS")]
    conditions: Vec<String>,
    /// Taxonomies to map onto, `name` or `name@version`, separated by commas; those of the catalogue when absent,
    /// else the bundled one.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
    /// Kinds of concepts to count; what a person can do, know or use when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Least confidence of a mapping that counts, 0 to 1.
    #[arg(long, value_name = "C", default_value_t = ACCEPT)]
    min_confidence: f32,
    /// Most rows of each list in the table and the page.
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
    /// Output format: table, csv, jsonl or html; told from the name after --output when absent.
    #[arg(long, short, value_parser = parse_format::<Format>)]
    format: Option<Format>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    jobs_reading: JobsReading,
    #[command(flatten)]
    credentials_reading: CredentialsReading,
    /// Refuse the whole input at the first record that would be skipped or repaired.
    #[arg(long)]
    strict: bool,
    /// Threads; as many as there are processors when absent.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

fn parse_field(name: &str) -> Result<Field, String> {
    let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    Field::parse(name).ok_or_else(|| format!("fields: {}", known.join(", ")))
}

pub(super) fn run(context: &Context, arguments: &GapArguments) -> anyhow::Result<Outcome> {
    super::use_threads(arguments.threads)?;
    let sides = [sources(context, &arguments.jobs)?, sources(context, &arguments.credentials)?];
    if !arguments.kind.is_empty() && sides.iter().any(|side| !side.catalogues.is_empty()) {
        let message = "--kind cannot be said of a catalogue, whose documents are mapped already";
        return Err(Error::request(message).with_hint("name the files that the catalogue was made from").into());
    }
    let catalogue = sides.iter().flat_map(|side| &side.catalogues).next();
    let indexes = context.indexes(&super::catalogue::taxonomies(&arguments.taxonomy, catalogue))?;
    let only = arguments.conditions.join(" ");
    let (gap, diagnostics) = survey(context, arguments, Filter::parse(&only)?, sides, &indexes)?;
    let format = format_of(arguments.format, arguments.output.as_deref(), Format::Table);
    let options = ReportOptions {
        top: arguments.top,
        width: printer::terminal_width(),
        names: [names(&arguments.jobs), names(&arguments.credentials)],
        only,
    };
    let mut output = Output::open(arguments.output.as_deref())?;
    report::write(format, &gap, &options, &mut output).context("cannot write the report")?;
    output.finish().context("cannot write the report")?;
    context.report(&diagnostics);
    let (totals, skipped) = (&gap.totals, diagnostics.skipped());
    context.say(&format!(
        "read {} and {}, skipped {skipped}; {} of {} asked for {} not taught",
        counted(totals.postings, "posting", "postings"),
        counted(totals.credentials, "credential", "credentials"),
        totals.not_taught,
        counted(totals.asked, "concept", "concepts"),
        words_for(totals.not_taught, "is", "are")
    ));
    for told in report::about_conditions(&options.only, &gap) {
        context.say(&told);
    }
    let nothing = totals.postings == 0 || totals.credentials == 0;
    // A field that neither side says is more likely misspelt than meant.
    Ok(if skipped > 0 || nothing || !gap.said_by_nobody().is_empty() { Outcome::Attention } else { Outcome::Done })
}

/// What one side is read from.
struct Sources {
    files: Vec<fs::SourceFile>,
    catalogues: Vec<Catalogue>,
}

fn sources(context: &Context, inputs: &[PathBuf]) -> anyhow::Result<Sources> {
    let mut sources = Sources { files: Vec::new(), catalogues: Vec::new() };
    for input in inputs {
        match super::catalogue::named(context, input)? {
            Some(catalogue) => sources.catalogues.push(catalogue),
            None => sources.files.extend(fs::list(input)?),
        }
    }
    Ok(sources)
}

fn survey(
    context: &Context,
    arguments: &GapArguments,
    filter: Filter,
    sides: [Sources; 2],
    indexes: &[Index],
) -> anyhow::Result<(Gap, Diagnostics)> {
    let options = SurveyOptions { min_confidence: arguments.min_confidence, by: arguments.by, filter };
    let references: Vec<&Index> = indexes.iter().collect();
    let mut survey = Survey::new(&references, options);
    // What is below the confidence that counts still shows that a phrase has a concept, if an unsure one.
    let match_options = MatchOptions {
        min_confidence: DEFAULT_FLOOR.min(arguments.min_confidence),
        kinds: arguments.kind.clone(),
        ..MatchOptions::default()
    };
    let matcher = Matcher::new(indexes.iter().collect(), match_options);
    let mut diagnostics = Diagnostics::default();
    let bar = printer::progress("mapping", context.quiet);
    for (side, sources) in [Side::Demand, Side::Supply].into_iter().zip(sides) {
        for catalogue in &sources.catalogues {
            super::catalogue::check(context, catalogue, indexes)?;
            catalogue.count_in(&mut survey, side, || {
                bar.inc(1);
                Ok::<(), Error>(())
            })?;
        }
        let reading = match side {
            Side::Demand => arguments.jobs_reading.options(),
            Side::Supply => arguments.credentials_reading.options(),
        };
        let mut reader = document::open_all(sources.files, &reading);
        let profiled = |document, mappings| Profiled { document, mappings };
        let summary = map_each::<_, anyhow::Error>(&mut reader, &matcher, arguments.strict, profiled, |profiled| {
            bar.inc(1);
            survey.add(side, &profiled);
            Ok(())
        })?;
        diagnostics.extend(summary.diagnostics);
    }
    bar.finish_and_clear();
    let best = MatchOptions { top: Some(1), min_confidence: 0.0, kinds: arguments.kind.clone(), explain: false };
    let searcher = Matcher::new(indexes.iter().collect(), best);
    let gap = survey.finish(|words| {
        let found = searcher.search(words).into_iter().next()?;
        Some((found.concept.label, found.confidence))
    });
    Ok((gap, diagnostics))
}

/// The inputs as a report names them: without the folders that they are in.
fn names(inputs: &[PathBuf]) -> String {
    let name = |input: &Path| input.file_name().unwrap_or(input.as_os_str()).to_string_lossy().into_owned();
    inputs.iter().map(|input| name(input)).collect::<Vec<_>>().join(", ")
}
