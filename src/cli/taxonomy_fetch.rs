//! `skillmap taxonomy fetch`: downloads a source whose terms and address allow it, and adds it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Context, Outcome, printer, taxonomy};
use crate::counts::counted;
use crate::error::Error;
use crate::fetch::{Download, download};
use crate::formats::read_taxonomy;
use crate::fs;
use crate::model::TaxonomyInfo;
use crate::taxonomy::sources::{Source, source};
use crate::taxonomy::{Format, ReadOptions};
use crate::workspace::{named, split_reference};

#[derive(Debug, Args)]
pub(super) struct FetchArguments {
    /// Name of a source, such as onet or nice; with --url any name, or name@version.
    name: String,
    /// Address to download from, https or on this machine; the source's own when absent.
    #[arg(long, value_name = "ADDRESS")]
    url: Option<String>,
    /// SHA-256 that the download must have.
    #[arg(long, value_name = "HEX", value_parser = parse_checksum)]
    sha256: Option<String>,
    /// Most megabytes to download.
    #[arg(long, value_name = "MB", default_value_t = 500)]
    size_limit: u64,
    /// Format; told from the file when absent.
    #[arg(long, value_parser = taxonomy::parse_format)]
    format: Option<Format>,
    /// Language of the labels where the file does not say, such as en.
    #[arg(long)]
    lang: Option<String>,
    /// Keep the download in this folder and add nothing.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

fn parse_checksum(text: &str) -> Result<String, String> {
    let is_checksum = text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit());
    if is_checksum { Ok(text.to_lowercase()) } else { Err("64 hexadecimal digits".to_owned()) }
}

pub(super) fn run(context: &Context, arguments: &FetchArguments) -> anyhow::Result<Outcome> {
    let (name, _) = split_reference(&arguments.name)?;
    let known = source(name)?;
    let address = address(name, arguments.url.as_deref(), known.as_ref())?;
    // What the manifest vouches for is what is at its own address.
    let own = known.as_ref().filter(|_| arguments.url.is_none());
    let own_sha256 = own.and_then(|source| source.sha256.as_deref());
    // Another address may have another version, which its reader finds.
    let version = own.map(|source| source.info.version.clone()).unwrap_or_default();
    let sha256 = arguments.sha256.as_deref().or(own_sha256);
    let request = Download { address: &address, most_bytes: arguments.size_limit.saturating_mul(1_000_000), sha256 };
    let downloads = context.workspace.downloads();
    let folder: &Path = arguments.to.as_deref().unwrap_or(&downloads);
    let bar = printer::download_progress(&arguments.name, context.quiet);
    let done = download(&request, folder, &arguments.name, &mut |bytes, total| {
        if let Some(total) = total {
            bar.set_length(total);
        }
        bar.set_position(bytes);
    });
    bar.finish_and_clear();
    let done = done?;
    let resumed = if done.resumed_from > 0 { format!(", taken up at {}", done.resumed_from) } else { String::new() };
    context.say(&format!(
        "downloaded {} from {address}{resumed}, SHA-256 {}",
        counted(done.bytes, "byte", "bytes"),
        done.sha256
    ));
    if arguments.to.is_some() {
        printer::line(&done.path.display().to_string())?;
        return Ok(Outcome::Done);
    }
    let info = match known {
        Some(source) => {
            context.say(&format!("licence: {}. {}", source.info.licence, source.info.attribution));
            TaxonomyInfo { version, ..source.info }
        }
        None => TaxonomyInfo::default(),
    };
    let options = ReadOptions { format: arguments.format, language: arguments.lang.clone(), ..ReadOptions::default() };
    let loaded = fs::list(&done.path).and_then(|files| read_taxonomy(&files, &options, info));
    let loaded = loaded.inspect_err(|_| context.say(&format!("the download is kept: {}", done.path.display())))?;
    let outcome = taxonomy::add(context, named(loaded, &arguments.name)?)?;
    fs::remove_file(&done.path)?;
    Ok(outcome)
}

fn address(name: &str, url: Option<&str>, known: Option<&Source>) -> Result<String, Error> {
    let own = known.and_then(|source| source.address.as_deref());
    match (url.or(own), known) {
        (Some(address), _) => Ok(address.to_owned()),
        (None, Some(source)) => {
            Err(Error::request(format!("{name} has no address that anybody may download from")).with_hint(&source.get))
        }
        (None, None) => Err(Error::request(format!("no source is called {name:?}"))
            .with_hint("say where it is: --url ADDRESS; sources with an address: nice, onet")),
    }
}
