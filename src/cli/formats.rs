//! `skillmap formats`: what is read and written, and what that is tested against.

use clap::Args;

use super::{Outcome, printer};
use crate::formats::{markdown, rows};

#[derive(Debug, Args)]
pub(super) struct FormatsArguments {
    /// Give JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Give a table of Markdown, as the README has it.
    #[arg(long)]
    markdown: bool,
}

pub(super) fn run(arguments: &FormatsArguments) -> anyhow::Result<Outcome> {
    let rows = rows();
    if arguments.json {
        printer::line(&serde_json::to_string_pretty(&rows)?)?;
    } else if arguments.markdown {
        printer::line(markdown(&rows).trim_end())?;
    } else {
        for row in &rows {
            let does = if row.read { "read" } else { "written" };
            let (name, holds, what) = (row.facts.name, row.holds.as_str(), row.facts.what);
            printer::line(&format!("{name:<16} {holds:<11} {does:<8} {what}"))?;
        }
    }
    Ok(Outcome::Done)
}
