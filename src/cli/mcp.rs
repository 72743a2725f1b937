//! `skillmap mcp`: the taxonomies as tools for an assistant, over standard input and output.

use std::io;

use clap::Args;

use super::printer::Output;
use super::{Context, Outcome};
use crate::server::{Library, converse};

#[derive(Debug, Args)]
pub(super) struct McpArguments {
    /// Taxonomies to use, the first being used when a call names none; all that there are when absent.
    #[arg(long, short, value_delimiter = ',')]
    taxonomy: Vec<String>,
}

pub(super) fn run(context: &Context, arguments: &McpArguments) -> anyhow::Result<Outcome> {
    let library = Library::open(&context.workspace, &arguments.taxonomy)?;
    let mut output = Output::open(None)?;
    converse(&library, io::stdin().lock(), &mut output)?;
    output.finish()?;
    Ok(Outcome::Done)
}
