//! `skillmap convert`: one format of mapping sets into another. What mapping sets all commands read and write is here too.

use std::borrow::Cow;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::printer::Output;
use super::writing::{cannot_write, known};
use super::{Context, Outcome, printer, today};
use crate::counts::counted;
use crate::error::Error;
use crate::exchange::{self, Format, IntoOptions, Losses, SssomVersion, WriteOptions};
use crate::fs;
use crate::model::MappingSet;

/// Largest document that alignments are written into, in bytes.
const LARGEST_DOCUMENT: u64 = 1 << 28;

#[derive(Debug, Args)]
pub(super) struct ConvertArguments {
    /// The mapping set; - for standard input.
    input: PathBuf,
    /// Its format; told from name and content when absent.
    #[arg(long, value_name = "FORMAT", value_parser = parse_readable)]
    from: Option<Format>,
    #[command(flatten)]
    target: TargetArguments,
    /// Document to write the alignments into; everything else in it stays as it is.
    #[arg(long, value_name = "DOCUMENT")]
    into: Option<PathBuf>,
    /// Write into a signed credential all the same and take its signature away.
    #[arg(long, requires = "into")]
    unsigned: bool,
    /// Refuse the whole input at the first row that would be skipped or repaired.
    #[arg(long)]
    strict: bool,
}

/// Where a mapping set goes.
#[derive(Debug, Args)]
pub(super) struct TargetArguments {
    /// Format to write; told from the name after --output when absent, else sssom.
    #[arg(long, visible_alias = "format", value_name = "FORMAT", value_parser = parse_format)]
    to: Option<Format>,
    /// File to write, whole or not at all; standard output when absent or -.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Version of SSSOM; as-needed declares 1.1 when something needs it.
    #[arg(long, value_enum, default_value_t = VersionArgument::AsNeeded)]
    sssom_version: VersionArgument,
    /// The documents that were mapped are concepts: a crosswalk, or a taxonomy that was mapped as a table of texts.
    #[arg(long)]
    concepts: bool,
    /// Day of what must have one and has none (CASE), such as 2026-01-31 [default: today].
    #[arg(long, value_name = "DAY")]
    written_on: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum VersionArgument {
    /// 1.1 when something needs it, else 1.0.
    AsNeeded,
    /// 1.0; what it has no slot for is listed.
    #[value(name = "1.0")]
    V1_0,
    /// 1.1.
    #[value(name = "1.1")]
    V1_1,
}

fn parse_format(name: &str) -> Result<Format, String> {
    known(Format::parse(name), Format::ALL.iter().map(|format| format.as_str()))
}

fn parse_readable(name: &str) -> Result<Format, String> {
    let readable = Format::ALL.iter().copied().filter(|format| format.is_readable());
    known(Format::parse(name).filter(|format| format.is_readable()), readable.map(Format::as_str))
}

pub(super) fn run(context: &Context, arguments: &ConvertArguments) -> anyhow::Result<Outcome> {
    let (set, skipped) = read(context, &arguments.input, arguments.from, arguments.strict)?;
    if let Some(document) = &arguments.into {
        let lost = write_into(context, &set, document, arguments)?;
        return Ok(if skipped > 0 || lost > 0 { Outcome::Attention } else { Outcome::Done });
    }
    let lost = write(context, &set, &arguments.target)?;
    context.say(&format!(
        "read {}, wrote {}, skipped {skipped}",
        counted(set.rows.len(), "mapping", "mappings"),
        set.rows.len() - lost
    ));
    Ok(if skipped > 0 || lost > 0 { Outcome::Attention } else { Outcome::Done })
}

/// Writes alignments into a document and gives how many were lost.
fn write_into(
    context: &Context,
    set: &MappingSet,
    document: &Path,
    arguments: &ConvertArguments,
) -> anyhow::Result<usize> {
    let source = source(document)?;
    let format = match arguments.target.to {
        Some(format) => format,
        None => exchange::detect(&source)?,
    };
    let bytes = source.read(LARGEST_DOCUMENT)?;
    let date = arguments.target.written_on.clone().unwrap_or_else(today);
    let options = IntoOptions { unsigned: arguments.unsigned, date: &date };
    let written = exchange::write_into(set, &bytes, &source.name, format, options)?;
    let mut output = Output::open(arguments.target.output.as_deref())?;
    output.write_all(written.text.as_bytes())?;
    output.finish()?;
    report(context, format, &written.losses);
    if written.was_signed {
        context.say("the signature was taken away: sign the document again");
    }
    context.say(&format!(
        "added {}, {} there already",
        counted(written.added, "alignment", "alignments"),
        counted(written.present, "was", "were")
    ));
    Ok(written.losses.rows())
}

/// Reads a mapping set and reports what was skipped, with the number of such rows.
pub(super) fn read(
    context: &Context,
    path: &Path,
    format: Option<Format>,
    strict: bool,
) -> anyhow::Result<(MappingSet, u64)> {
    let source = source(path)?;
    let loaded = exchange::read_set(&source, format)?;
    context.report(&loaded.diagnostics);
    if strict {
        loaded.diagnostics.refuse()?;
    }
    Ok((loaded.value, loaded.diagnostics.skipped()))
}

/// The one file that a path stands for.
pub(super) fn source(path: &Path) -> crate::error::Result<fs::SourceFile> {
    let mut files = fs::list(path)?;
    if files.len() > 1 {
        let message = format!("{}: {} files, where one is read at a time", path.display(), files.len());
        return Err(Error::request(message).with_hint("name the file"));
    }
    files.pop().ok_or_else(|| Error::request(format!("{}: an empty folder", path.display())))
}

/// Writes a mapping set, lists what the format could not say, and gives how many mappings it left out.
pub(super) fn write(context: &Context, set: &MappingSet, target: &TargetArguments) -> anyhow::Result<usize> {
    let by_name = target.output.as_deref().and_then(Format::named_by);
    let format = match (target.to.or(by_name), target.output.as_deref()) {
        (Some(format), _) => format,
        (None, Some(path)) if path != Path::new("-") => {
            let message = format!("{}: its name does not say which format is meant", path.display());
            return Err(Error::request(message).with_hint("say it: --to FORMAT").into());
        }
        (None, _) => Format::Sssom,
    };
    format.check_built()?;
    let sssom = match target.sssom_version {
        VersionArgument::AsNeeded => SssomVersion::AsNeeded,
        VersionArgument::V1_0 => SssomVersion::V1_0,
        VersionArgument::V1_1 => SssomVersion::V1_1,
    };
    let date = target.written_on.clone().unwrap_or_else(today);
    let options = WriteOptions { sssom, width: printer::terminal_width(), date };
    let mut set = Cow::Borrowed(set);
    if target.concepts {
        set.to_mut().take_documents_for_concepts();
    }
    let mut output = Output::open(target.output.as_deref())?;
    let losses = exchange::write_set(&set, format, &options, &mut output)?;
    output.finish().with_context(|| cannot_write(target.output.as_deref()))?;
    report(context, format, &losses);
    Ok(losses.rows())
}

/// Lists what a format could not say.
pub(super) fn report(context: &Context, format: Format, losses: &Losses) {
    for line in losses.lines() {
        context.say(&format!("not in {format}: {line}"));
    }
}
