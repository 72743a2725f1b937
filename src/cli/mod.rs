//! The command line: one file a subcommand; nothing here computes.

mod catalogue;
mod convert;
mod crosswalk;
mod diff;
mod eval;
mod eval_crosswalk;
mod eval_mappings;
mod formats;
mod gap;
mod map;
mod match_command;
mod mcp;
mod printer;
mod reading;
mod review;
mod search;
mod serve;
mod taxonomy;
mod taxonomy_diff;
mod taxonomy_fetch;
mod train;
mod writing;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
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
    /// Keep documents with their profiles: add, list and remove.
    Catalogue(Box<catalogue::CatalogueArguments>),
    /// Hold what postings ask for against what credentials teach.
    Gap(Box<gap::GapArguments>),
    /// Hold jobs against credentials, or credentials against jobs: what covers what, what is missing, and why.
    Match(Box<match_command::MatchArguments>),
    /// Find concepts for a few words, with scores and why.
    Search(search::SearchArguments),
    /// Add, fetch, list, show, check, compare and remove taxonomies.
    Taxonomy(taxonomy::TaxonomyArguments),
    /// Learn the space of word vectors from taxonomies.
    Train(train::TrainArguments),
    /// Map every concept of one taxonomy onto another.
    Crosswalk(crosswalk::CrosswalkArguments),
    /// Measure quality against a gold file.
    Eval(eval::EvalArguments),
    /// List every format that is read or written.
    Formats(formats::FormatsArguments),
    /// Serve pages, an HTTP API and a reconciliation endpoint.
    Serve(serve::ServeArguments),
    /// Answer an assistant over standard input and output (Model Context Protocol).
    Mcp(mcp::McpArguments),
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

/// Limits the threads, when a number is said.
fn use_threads(threads: Option<usize>) -> anyhow::Result<()> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().context("cannot start the threads")
}

/// Runs the command line and gives the exit status: 0 done, 1 done but look, 2 failed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    // An interrupt leaves nothing half-written behind. Without a handler the default applies: the same end, less tidy.
    // The service has handlers of its own, since it ends in good order.
    if !matches!(arguments.command, Command::Serve(_)) {
        let _ = ctrlc::set_handler(|| {
            fs::remove_unfinished();
            std::process::exit(130);
        });
    }
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
        Command::Catalogue(arguments) => catalogue::run(&context, &arguments),
        Command::Gap(arguments) => gap::run(&context, &arguments),
        Command::Match(arguments) => match_command::run(&context, &arguments),
        Command::Search(arguments) => search::run(&context, &arguments),
        Command::Taxonomy(arguments) => taxonomy::run(&context, &arguments),
        Command::Train(arguments) => train::run(&context, &arguments),
        Command::Crosswalk(arguments) => crosswalk::run(&context, &arguments),
        Command::Eval(arguments) => eval::run(&context, &arguments),
        Command::Formats(arguments) => formats::run(&arguments),
        Command::Serve(arguments) => serve::run(&context, &arguments),
        Command::Mcp(arguments) => mcp::run(&context, &arguments),
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
