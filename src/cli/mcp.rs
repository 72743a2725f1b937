//! `skillmap mcp`: the taxonomies as tools for an assistant, over standard input and output.

use std::io;
use std::sync::Arc;

use clap::Args;

use super::printer::Output;
use super::{Context, Outcome, printer};
use crate::server::{Holdings, Library, Log, converse};

#[derive(Debug, Args)]
pub(super) struct McpArguments {
    /// Taxonomies to use, the first being used when a call names none; all that there are when absent.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
    /// Catalogues to use; all that are mapped onto the taxonomies in use when absent.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    catalogue: Vec<String>,
}

pub(super) fn run(context: &Context, arguments: &McpArguments) -> anyhow::Result<Outcome> {
    let holdings = Holdings { taxonomies: arguments.taxonomy.clone(), catalogues: arguments.catalogue.clone() };
    let quiet = context.quiet;
    let log: Log = Arc::new(move |line| {
        if !quiet {
            printer::say(line);
        }
    });
    let library = Library::open(&context.workspace, &holdings, &log)?;
    let mut output = Output::open(None)?;
    converse(&library, io::stdin().lock(), &mut output)?;
    output.finish()?;
    Ok(Outcome::Done)
}
