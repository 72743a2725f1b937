//! The command line: one file a subcommand; nothing here computes.

mod convert;
mod diff;
mod eval;
mod map;
mod printer;
mod review;
mod search;
mod taxonomy;
mod train;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Diagnostics;
use crate::fs;
use crate::index::Index;
use crate::vectors::Space;
use crate::workspace::{Readiness, Workspace};

/// Maps credentials and job postings onto open skill taxonomies, with the words that prove each mapping.
#[derive(Debug, Parser)]
#[command(name = "skillmap", version, max_term_width = 100)]
struct Arguments {
    /// Folder that holds taxonomies/ and index/ [default: your data directory].
    #[arg(long, global = true, env = "SKILLMAP_WORKSPACE", value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// Learned space of word vectors, as `skillmap train` writes it [default: the one inside the program].
    #[arg(long, global = true, value_name = "FILE")]
    vectors: Option<PathBuf>,
    /// Print nothing but data and errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Map documents (CSV, TSV, JSON Lines, XLSX, text, Markdown, folders) onto skills.
    Map(Box<map::MapArguments>),
    /// Find concepts for a few words, with scores and why.
    Search(search::SearchArguments),
    /// Add, list, show, check and remove taxonomies.
    Taxonomy(taxonomy::TaxonomyArguments),
    /// Learn the space of word vectors from taxonomies.
    Train(train::TrainArguments),
    /// Measure quality against a gold file.
    Eval(eval::EvalArguments),
    /// Keep a person's decisions about mappings, apply them, and say which ones would teach most.
    Review(review::ReviewArguments),
    /// Write a mapping set in another format, or its alignments into a document.
    Convert(convert::ConvertArguments),
    /// Compare two mapping sets.
    Diff(diff::DiffArguments),
}

/// What the caller must know of a finished command.
enum Outcome {
    /// Done.
    Done,
    /// Done, but something wants a look: records were skipped, or a check found problems.
    Attention,
}

/// What every command gets.
struct Context {
    workspace: Workspace,
    quiet: bool,
}

impl Context {
    /// Says something to the person at the keyboard, unless they asked for quiet.
    fn say(&self, text: &str) {
        if !self.quiet {
            printer::say(text);
        }
    }

    /// Says what was skipped or repaired; the exit status tells those who asked for quiet.
    fn report(&self, diagnostics: &Diagnostics) {
        if !self.quiet {
            printer::report(diagnostics);
        }
    }

    /// Opens the indexes of some taxonomies, building those that are not ready.
    fn indexes(&self, references: &[String]) -> anyhow::Result<Vec<Index>> {
        let mut indexes = Vec::new();
        for reference in references {
            let (index, readiness) = self.workspace.index(reference)?;
            if let Readiness::Built(reason) = readiness {
                self.say(&format!("built the index of {} ({reason})", index.taxonomy.info.reference()));
            }
            indexes.push(index);
        }
        Ok(indexes)
    }
}

/// Runs the command line and gives the exit status: 0 done, 1 done but look, 2 failed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // An interrupt leaves nothing half-written behind. Without a handler the default applies: the same end, less tidy.
    let _ = ctrlc::set_handler(|| {
        fs::remove_unfinished();
        std::process::exit(130);
    });
    match execute(arguments) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Attention) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            printer::fail(&error);
            ExitCode::from(2)
        }
    }
}

fn execute(arguments: Arguments) -> anyhow::Result<Outcome> {
    let workspace = match arguments.workspace {
        Some(folder) => Workspace::new(folder),
        None => Workspace::of_user()?,
    };
    let workspace = match &arguments.vectors {
        Some(path) => workspace.with_space(Space::from_bytes(&fs::read(path)?)?),
        None => workspace,
    };
    let context = Context { workspace, quiet: arguments.quiet };
    match arguments.command {
        Command::Map(arguments) => map::run(&context, &arguments),
        Command::Search(arguments) => search::run(&context, &arguments),
        Command::Taxonomy(arguments) => taxonomy::run(&context, &arguments),
        Command::Train(arguments) => train::run(&context, &arguments),
        Command::Eval(arguments) => eval::run(&context, &arguments),
        Command::Review(arguments) => review::run(&context, &arguments),
        Command::Convert(arguments) => convert::run(&context, &arguments),
        Command::Diff(arguments) => diff::run(&context, &arguments),
    }
}

/// The day, as it is written.
fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default();
    crate::model::day_after_epoch(since.as_secs() / 86_400)
}

/// Whether the reader of our output has gone away.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let inner = cause.downcast_ref::<crate::error::Error>().and_then(|error| match error {
            crate::error::Error::Io { source, .. } => Some(source.kind()),
            _ => None,
        });
        let csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(error) => Some(error.kind()),
            _ => None,
        });
        kind.or(inner).or(csv) == Some(io::ErrorKind::BrokenPipe)
    })
}
