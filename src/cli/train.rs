//! `skillmap train`: learns the space of word vectors from taxonomies.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::printer::Output;
use super::{Context, Outcome, printer};
use crate::counts::counted;
use crate::fs;
use crate::vectors::{Lessons, StartVectors, TrainOptions, examples, judged_demand, train};

/// Pairs of words that fewer different texts have may stand together by chance.
const LEAST_USES_OF_A_PAIR: u32 = 5;

#[derive(Debug, Args)]
pub(super) struct TrainArguments {
    /// Taxonomies to learn from, `name` or `name@version`.
    #[arg(required = true)]
    taxonomies: Vec<String>,
    /// File to write the space to; `--vectors` takes it.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Vectors to start from, in word2vec's text format.
    #[arg(long, value_name = "FILE")]
    start: Option<PathBuf>,
    /// Table of your own examples with columns `text,label`; may be said several times.
    #[arg(long, value_name = "FILE")]
    examples: Vec<PathBuf>,
    /// Table with columns `label,asked`: how often postings ask for what a label names, from 0 (never) to 5.
    #[arg(long, value_name = "FILE")]
    demand: Option<PathBuf>,
    /// How often each of your own examples counts.
    #[arg(long, value_name = "N", default_value_t = 3)]
    repeat: usize,
    /// How many pairs of words that often stand side by side are learnt as words of their own.
    #[arg(long, value_name = "N", default_value_t = 8_000)]
    pairs: usize,
    /// Components of a vector; that of the start vectors when they are given.
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().dimension)]
    dimension: usize,
    /// How often each lesson is gone through.
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().epochs)]
    epochs: usize,
    /// What all chance comes from.
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().seed)]
    seed: u64,
    /// Language of the words.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    lang: String,
}

pub(super) fn run(context: &Context, arguments: &TrainArguments) -> anyhow::Result<Outcome> {
    let mut lessons = Lessons::default();
    for reference in &arguments.taxonomies {
        lessons.add_taxonomy(&context.workspace.taxonomy(reference)?);
    }
    let mut outcome = Outcome::Done;
    for path in &arguments.examples {
        for source in fs::list(path)? {
            let (read, diagnostics) = examples(&source)?;
            printer::report(&diagnostics);
            if diagnostics.skipped() > 0 {
                outcome = Outcome::Attention;
            }
            lessons.add_examples(&read, arguments.repeat);
        }
    }
    lessons.join_pairs(arguments.pairs, LEAST_USES_OF_A_PAIR);
    let mut start = StartVectors::default();
    if let Some(path) = &arguments.start {
        for source in fs::list(path)? {
            start = StartVectors::read(&source)?;
        }
    }
    let options = TrainOptions {
        dimension: arguments.dimension,
        epochs: arguments.epochs,
        seed: arguments.seed,
        language: arguments.lang.clone(),
        ..TrainOptions::default()
    };
    context.say(&format!(
        "learning from {} about {}, {}",
        counted(lessons.lessons.len(), "lesson", "lessons"),
        counted(lessons.names.len(), "name", "names"),
        counted(lessons.words.len(), "word", "words")
    ));
    let bar = printer::progress("training", context.quiet);
    let mut last = None;
    let mut space = train(&lessons, &start, &options, &mut |progress| {
        bar.set_length(progress.steps as u64);
        bar.set_position(progress.step as u64);
        last = Some(progress);
    })?;
    bar.finish_and_clear();
    if let Some(path) = &arguments.demand {
        for source in fs::list(path)? {
            let (judged, diagnostics) = judged_demand(&source)?;
            printer::report(&diagnostics);
            if diagnostics.skipped() > 0 {
                outcome = Outcome::Attention;
            }
            space.learn_demand(&judged);
        }
    }
    let mut output = Output::open(Some(&arguments.output))?;
    let bytes = space.to_bytes();
    output.write_all(&bytes)?;
    output.finish()?;
    let loss = last.map_or(0.0, |progress| progress.loss);
    context.say(&format!(
        "wrote {} of {}, {} bytes, last loss {loss:.3}, fingerprint {}",
        counted(space.len(), "word", "words"),
        counted(space.dimension(), "component", "components"),
        bytes.len(),
        space.fingerprint()
    ));
    Ok(outcome)
}
