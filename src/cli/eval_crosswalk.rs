//! `skillmap eval crosswalk`: a crosswalk against pairs that people made.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::eval::{percent, print_accepted};
use super::printer::Output;
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::crosswalk::{CrosswalkOptions, PAIR_FEATURE_NAMES};
use crate::error::Error;
use crate::eval::{CrosswalkGold, CrosswalkReport, GoldColumns, evaluate_crosswalk, pair_rows, read_crosswalk_gold};
use crate::fs;
use crate::index::Index;
use crate::model::{ConceptKind, Predicate};

#[derive(Debug, Args)]
pub(super) struct CrosswalkTask {
    /// The gold file.
    gold: PathBuf,
    /// Taxonomy of the subjects, `name` or `name@version`.
    #[arg(long)]
    from: String,
    /// Taxonomy of the objects.
    #[arg(long)]
    to: String,
    /// Kinds of concepts that are compared; all when absent.
    #[arg(long, value_delimiter = ',', value_parser = super::taxonomy::parse_kind)]
    kind: Vec<ConceptKind>,
    /// Column of the subjects; `subject_id`, `from` or `source` when absent.
    #[arg(long, value_name = "NAME")]
    subject_column: Option<String>,
    /// Column of the objects; `object_id`, `to` or `target` when absent.
    #[arg(long, value_name = "NAME")]
    object_column: Option<String>,
    /// Column of the predicates; `predicate_id`, `predicate` or `match_type` when absent.
    #[arg(long, value_name = "NAME")]
    predicate_column: Option<String>,
    /// The gold says broad and narrow from the object's side.
    #[arg(long)]
    inverse: bool,
    /// Write every candidate with its features and the truth, as TSV, for fitting the models; print no figures.
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
}

pub(super) fn run(context: &Context, task: &CrosswalkTask) -> anyhow::Result<Outcome> {
    let indexes = context.indexes(&[task.from.clone(), task.to.clone()])?;
    let (from, to) = (&indexes[0], &indexes[1]);
    let files = fs::list(&task.gold)?;
    let source = files.first().ok_or_else(|| Error::request(format!("{}: an empty folder", task.gold.display())))?;
    let columns = GoldColumns {
        subject: task.subject_column.clone(),
        object: task.object_column.clone(),
        predicate: task.predicate_column.clone(),
        inverse: task.inverse,
    };
    let gold = read_crosswalk_gold(source, &columns, from, to)?;
    context.report(&gold.diagnostics);
    let options = CrosswalkOptions { kinds: task.kind.clone(), ..CrosswalkOptions::default() };
    if let Some(path) = &task.candidates {
        write_candidates(from, to, &options, &gold, path)?;
    } else {
        print_report(&gold, &evaluate_crosswalk(from, to, &options, &gold)?)?;
    }
    Ok(Outcome::Done)
}

fn print_report(gold: &CrosswalkGold, report: &CrosswalkReport) -> anyhow::Result<()> {
    let (rows, unknown) = (gold.rows, gold.unknown);
    printer::line(&format!(
        "n          {:5}   {}; {}, {unknown} of them with a concept unknown to its taxonomy",
        report.sources,
        counted(report.pairs, "pair", "pairs"),
        counted(rows, "row", "rows")
    ))?;
    printer::line(&percent("hit@1", &report.hit1))?;
    printer::line(&percent("hit@10", &report.hit10))?;
    printer::line(&percent("MRR", &report.mrr))?;
    print_accepted(report.precision, report.recall, report.f1, report.calibration)?;
    if report.confusion.is_empty() {
        return Ok(());
    }
    let commonest = report.commonest * 100.0;
    printer::line(&format!(
        "{}   right pairs among the first ten; the commonest alone: {commonest:.1}",
        percent("predicate", &report.predicates)
    ))?;
    for ((wanted, said), count) in &report.confusion {
        printer::line(&format!("  {:<17} said {:<17} {count:5}", wanted.as_str(), said.as_str()))?;
    }
    Ok(())
}

fn write_candidates(
    from: &Index,
    to: &Index,
    options: &CrosswalkOptions,
    gold: &CrosswalkGold,
    path: &Path,
) -> anyhow::Result<()> {
    let rows = pair_rows(from, to, options, gold)?;
    let mut output = Output::open(Some(path))?;
    writeln!(output, "from\tto\twanted\tright\tpredicate\t{}", PAIR_FEATURE_NAMES.join("\t"))?;
    for row in rows {
        let features: Vec<String> = row.features.0.iter().map(|value| format!("{value:.4}")).collect();
        let predicate = row.predicate.map_or("", Predicate::as_str);
        let right = u8::from(row.right);
        let (one, other) = (&from.taxonomy.concepts[row.from as usize].id, &to.taxonomy.concepts[row.to as usize].id);
        writeln!(output, "{one}\t{other}\t{}\t{right}\t{predicate}\t{}", row.wanted, features.join("\t"))?;
    }
    output.finish()
}
