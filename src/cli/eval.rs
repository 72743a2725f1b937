//! `skillmap eval`: quality against a gold file.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::eval_crosswalk::CrosswalkTask;
use super::eval_mappings::MappingTask;
use super::match_command::Side;
use super::printer::Output;
use super::reading::{LinkedCredentialReading, LinkedJobReading};
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::coverage::Direction;
use crate::error::Error;
use crate::eval::{
    Gold, Interval, MATCH_FEATURES, MatchReport, MatchRow, Scored, SentenceReport, candidate_rows, evaluate,
    evaluate_matches, read_gold, read_links,
};
use crate::fs;
use crate::index::Index;
use crate::matching::FEATURE_NAMES;

#[derive(Debug, Args)]
pub(super) struct EvalArguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Sentences and the concepts they mean: a table with columns `sentence,label`.
    Sentences {
        /// The gold file.
        gold: PathBuf,
        /// Taxonomy, `name` or `name@version`.
        #[arg(long, short, default_value = "starter")]
        taxonomy: String,
        /// Write what was missed and what stood above it, one sentence a row, as TSV.
        #[arg(long, value_name = "FILE")]
        errors: Option<PathBuf>,
        /// Write every candidate with its features and the truth, as TSV, for fitting the model.
        #[arg(long, value_name = "FILE")]
        candidates: Option<PathBuf>,
    },
    /// Mappings of documents that a person judged: a table with columns `document,concept_id,right`.
    Mappings(MappingTask),
    /// Jobs and the credentials that lead to them: a table of links between identifiers, measured in both directions.
    Match(Box<MatchTask>),
    /// Pairs of concepts of two taxonomies: a table with columns `subject_id,object_id[,predicate_id]`, or SSSOM.
    Crosswalk(CrosswalkTask),
}

#[derive(Debug, Args)]
struct MatchTask {
    /// The links.
    gold: PathBuf,
    /// Jobs, as `map` reads them.
    #[arg(long, value_name = "FILE")]
    jobs: PathBuf,
    /// Credentials, as `map` reads them.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// Taxonomies, `name` or `name@version`, separated by commas.
    #[arg(long, short, value_delimiter = ',', default_value = "starter")]
    taxonomy: Vec<String>,
    #[command(flatten)]
    job_reading: LinkedJobReading,
    #[command(flatten)]
    credential_reading: LinkedCredentialReading,
    /// Write every question and candidate with its features and the truth, as TSV, for fitting the combination.
    #[arg(long, value_name = "FILE")]
    features: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &EvalArguments) -> anyhow::Result<Outcome> {
    let (gold, taxonomy, errors, candidates) = match &arguments.task {
        Task::Sentences { gold, taxonomy, errors, candidates } => (gold, taxonomy, errors, candidates),
        Task::Mappings(task) => return super::eval_mappings::run(context, task),
        Task::Match(task) => return run_matches(context, task),
        Task::Crosswalk(task) => return super::eval_crosswalk::run(context, task),
    };
    let indexes = context.indexes(std::slice::from_ref(taxonomy))?;
    let index = &indexes[0];
    let files = fs::list(gold)?;
    let source = files.first().ok_or_else(|| Error::request(format!("{}: an empty folder", gold.display())))?;
    let gold = read_gold(source, index)?;
    context.report(&gold.diagnostics);
    let (report, scored) = evaluate(index, &gold);
    print_report(&gold, &report)?;
    if let Some(path) = errors {
        write_errors(index, &scored, path)?;
    }
    if let Some(path) = candidates {
        write_candidates(index, &gold, path)?;
    }
    Ok(Outcome::Done)
}

/// A measure with its interval.
pub(super) fn percent(name: &str, value: &Interval) -> String {
    format!("{name:<10} {:5.1}   [{:.1}, {:.1}]", value.mean * 100.0, value.low * 100.0, value.high * 100.0)
}

fn print_report(gold: &Gold, report: &SentenceReport) -> anyhow::Result<()> {
    let (rows, unknown, without) = (gold.rows, gold.unknown_labels, gold.unlabelled.len());
    printer::line(&format!(
        "n          {:5}   {}; {} unknown to the taxonomy; {} not scored",
        report.sentences,
        counted(rows, "row", "rows"),
        counted(unknown, "label", "labels"),
        counted(without, "sentence", "sentences")
    ))?;
    printer::line(&percent("RP@1", &report.rp1))?;
    printer::line(&percent("RP@5", &report.rp5))?;
    printer::line(&percent("RP@10", &report.rp10))?;
    printer::line(&percent("MRR", &report.mrr))?;
    printer::line(&percent("R@100", &report.r100))?;
    if let Some((sentences, interval)) = &report.transversal {
        printer::line(&format!(
            "{}   transversal concepts, {}",
            percent("RP@5 soft", interval),
            counted(*sentences, "sentence", "sentences")
        ))?;
    }
    print_accepted(report.precision, report.recall, report.f1, report.calibration)
}

/// How good what was accepted is, and how far off the confidences are.
pub(super) fn print_accepted(precision: f64, recall: f64, f1: f64, calibration: f64) -> anyhow::Result<()> {
    printer::line(&format!("precision  {:5.1}   of what was accepted", precision * 100.0))?;
    printer::line(&format!("recall     {:5.1}", recall * 100.0))?;
    printer::line(&format!("F1         {:5.1}", f1 * 100.0))?;
    printer::line(&format!("ECE        {calibration:5.3}   over what was found with a confidence of at least 0.05"))
}

fn write_errors(index: &Index, scored: &[Scored], path: &Path) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path))?;
    writeln!(output, "sentence\tmissed_at_5\tplaces\tfirst_5")?;
    let name = |concept: &u32| index.taxonomy.concepts[*concept as usize].name().replace(['\t', '\n'], " ");
    for one in scored {
        let first: Vec<u32> = one.found.iter().take(5).map(|found| found.0).collect();
        let mut missed: Vec<&u32> = one.gold.iter().filter(|concept| !first.contains(concept)).collect();
        if missed.is_empty() {
            continue;
        }
        missed.sort_unstable();
        let place = |concept: &&u32| {
            let place = one.found.iter().position(|found| found.0 == **concept);
            place.map_or("-".to_owned(), |place| (place + 1).to_string())
        };
        let places: Vec<String> = missed.iter().map(place).collect();
        let missed: Vec<String> = missed.into_iter().map(name).collect();
        let first: Vec<String> =
            one.found.iter().take(5).map(|found| format!("{} {:.2}", name(&found.0), found.1)).collect();
        let sentence = one.sentence.replace(['\t', '\n'], " ");
        writeln!(output, "{sentence}\t{}\t{}\t{}", missed.join("; "), places.join("; "), first.join("; "))?;
    }
    output.finish()
}

fn write_candidates(index: &Index, gold: &Gold, path: &Path) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path))?;
    writeln!(output, "sentence\twanted\tconcept\tright\t{}", FEATURE_NAMES.join("\t"))?;
    for row in candidate_rows(index, gold) {
        let wanted = gold.sentences.get(row.sentence).map_or(0, |sentence| sentence.concepts.len());
        let id = &index.taxonomy.concepts[row.concept as usize].id;
        let features: Vec<String> = row.features.0.iter().map(|value| format!("{value:.4}")).collect();
        writeln!(output, "{}\t{wanted}\t{id}\t{}\t{}", row.sentence, u8::from(row.right), features.join("\t"))?;
    }
    output.finish()
}

fn run_matches(context: &Context, task: &MatchTask) -> anyhow::Result<Outcome> {
    let indexes = context.indexes(&task.taxonomy)?;
    let side = Side::new(&indexes, context)?;
    let (jobs, summary) = side.pool(&task.jobs, &task.job_reading.options(), false)?;
    context.report(&summary.diagnostics);
    let (credentials, summary) = side.pool(&task.credentials, &task.credential_reading.options(), false)?;
    context.report(&summary.diagnostics);
    let files = fs::list(&task.gold)?;
    let source = files.first().ok_or_else(|| Error::request(format!("{}: an empty folder", task.gold.display())))?;
    let links = read_links(source, &jobs, &credentials)?;
    context.report(&links.diagnostics);
    printer::line(&format!(
        "links      {:5}   {}; {} of which a side is no document",
        links.pairs.len(),
        counted(links.rows, "row", "rows"),
        counted(links.unknown, "row", "rows")
    ))?;
    let mut rows = Vec::new();
    for (name, direction) in
        [("job to credentials", Direction::JobToCredentials), ("credential to jobs", Direction::CredentialToJobs)]
    {
        let (report, measured) =
            evaluate_matches(&links, &jobs, &credentials, &side.concepts, &side.digester, direction)?;
        print_match_report(name, &report)?;
        rows.extend(measured);
    }
    if let Some(path) = &task.features {
        write_match_rows(&rows, path)?;
    }
    Ok(Outcome::Done)
}

fn print_match_report(name: &str, report: &MatchReport) -> anyhow::Result<()> {
    printer::line(&format!("\n{name}"))?;
    printer::line(&format!("n          {:5}", report.questions))?;
    for (name, value) in [("hit@1", &report.hit1), ("hit@10", &report.hit10), ("MRR", &report.mrr)] {
        printer::line(&percent(name, value))?;
    }
    printer::line(&format!("ECE        {:5.3}   of scores from 0.05", report.calibration))
}

fn write_match_rows(rows: &[MatchRow], path: &Path) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path))?;
    writeln!(output, "direction\tquestion\tcandidate\tlinked\tright\t{}", MATCH_FEATURES.join("\t"))?;
    for row in rows {
        let direction = u8::from(row.direction == Direction::CredentialToJobs);
        let (linked, right) = (u8::from(row.linked), u8::from(row.right));
        write!(output, "{direction}\t{}\t{}\t{linked}\t{right}", row.question, row.candidate)?;
        for value in row.likeness {
            write!(output, "\t{value}")?;
        }
        writeln!(output)?;
    }
    output.finish()
}
