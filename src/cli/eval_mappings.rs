//! `skillmap eval mappings`: how good the mappings of documents are, by what a person said of them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use super::eval::percent;
use super::printer::Output;
use super::reading::InputReading;
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::document::{self, DocumentReader as _};
use crate::error::Error;
use crate::eval::{Judgements, MappingReport, evaluate_mappings, judged_documents, judged_rows, read_judgements};
use crate::fs;
use crate::index::Index;
use crate::matching::FEATURE_NAMES;
use crate::model::Document;

#[derive(Debug, Args)]
pub(super) struct MappingTask {
    /// The judgements.
    judgements: PathBuf,
    /// The documents, as `map` reads them; those that nothing was judged of are left out.
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Taxonomy, `name` or `name@version`.
    #[arg(long, short, default_value = "starter")]
    taxonomy: String,
    #[command(flatten)]
    reading: InputReading,
    /// Write every judged mapping with its features, as TSV, for fitting the model.
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
}

pub(super) fn run(context: &Context, task: &MappingTask) -> anyhow::Result<Outcome> {
    let indexes = context.indexes(std::slice::from_ref(&task.taxonomy))?;
    let index = &indexes[0];
    let files = fs::list(&task.judgements)?;
    let source =
        files.first().ok_or_else(|| Error::request(format!("{}: an empty folder", task.judgements.display())))?;
    let judgements = read_judgements(source, index)?;
    context.report(&judgements.diagnostics);
    let mut sources = Vec::new();
    for input in &task.documents {
        sources.extend(fs::list(input)?);
    }
    let mut reader = document::open_all(sources, &task.reading.options());
    let documents = judged_documents(&mut reader, &judgements);
    context.report(&reader.take_diagnostics());
    let documents = documents?;
    print_report(&judgements, &evaluate_mappings(index, &judgements, &documents))?;
    if let Some(path) = &task.candidates {
        write_candidates(index, &judgements, &documents, path)?;
    }
    Ok(Outcome::Done)
}

fn print_report(judgements: &Judgements, report: &MappingReport) -> anyhow::Result<()> {
    printer::line(&format!(
        "documents  {:5}   of {} judged",
        report.documents,
        counted(judgements.documents.len(), "that was", "that were")
    ))?;
    printer::line(&format!(
        "judged     {:5}   {} right; {} of other taxonomies, {} unknown to this one",
        report.judged.0,
        report.judged.1,
        counted(judgements.elsewhere, "row", "rows"),
        counted(judgements.unknown, "concept", "concepts")
    ))?;
    printer::line(&format!("accepted   {:5}   {} of them judged", report.accepted.0, report.accepted.1))?;
    printer::line(&format!("{}   of what was accepted and judged", percent("precision", &report.precision)))?;
    printer::line(&format!("recall     {:5.1}   of what was judged right", report.recall * 100.0))?;
    printer::line(&format!("AUC        {:5.3}   right above wrong", report.separation))?;
    printer::line(&format!("ECE        {:5.3}   over what was judged and found", report.calibration))
}

fn write_candidates(index: &Index, judgements: &Judgements, documents: &[Document], path: &Path) -> anyhow::Result<()> {
    let mut output = Output::open(Some(path))?;
    writeln!(output, "sentence\twanted\tconcept\tright\t{}", FEATURE_NAMES.join("\t"))?;
    let wanted: BTreeMap<usize, usize> = documents
        .iter()
        .map(|document| judgements.documents[&document.id].values().filter(|right| **right).count())
        .enumerate()
        .collect();
    for row in judged_rows(index, judgements, documents) {
        let id = &index.taxonomy.concepts[row.concept as usize].id;
        let features: Vec<String> = row.features.0.iter().map(|value| format!("{value:.4}")).collect();
        let (number, right) = (row.document, u8::from(row.right));
        writeln!(output, "{number}\t{}\t{id}\t{right}\t{}", wanted[&number], features.join("\t"))?;
    }
    output.finish()
}
