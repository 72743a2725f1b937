//! The only file that writes to standard output and standard error.
//!
//! Data goes to standard output, everything else to standard error. A reader that closes the pipe early has
//! seen what it wanted: the program ends quietly then.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::{Diagnostics, Severity};
use crate::fs::NewFile;

/// How many diagnostics are printed in full.
const SHOWN: usize = 10;

/// Where a command's data goes.
pub enum Output {
    /// Standard output.
    Standard(BufWriter<io::Stdout>),
    /// A file that appears when it is complete.
    File(NewFile),
}

impl Output {
    /// Standard output, or a file when one is named and it is not `-`.
    pub fn open(path: Option<&Path>) -> crate::error::Result<Self> {
        match path {
            Some(path) if path != Path::new("-") => Ok(Self::File(NewFile::create(path)?)),
            _ => Ok(Self::Standard(BufWriter::with_capacity(1 << 16, io::stdout()))),
        }
    }

    /// Ends the output: what was written is now there.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Standard(mut writer) => Ok(writer.flush()?),
            Self::File(file) => Ok(file.commit()?),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(writer) => writer.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(writer) => writer.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

/// Writes a line of data to standard output.
pub fn line(text: &str) -> anyhow::Result<()> {
    writeln!(io::stdout().lock(), "{text}").context("cannot write to standard output")
}

/// Writes a line for the person at the keyboard.
pub fn say(text: &str) {
    // Standard error may be closed; there is nowhere left to complain to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether standard output is a terminal, and how many columns it has.
pub fn terminal_width() -> Option<usize> {
    io::stdout().is_terminal().then(|| usize::from(console_width().unwrap_or(100)))
}

fn console_width() -> Option<u16> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}

/// Prints the first diagnostics and how many more there are.
pub fn report(diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.kept().iter().take(SHOWN) {
        say(&diagnostic.to_string());
    }
    let shown = diagnostics.kept().len().min(SHOWN) as u64;
    if diagnostics.total() > shown {
        let more = diagnostics.total() - shown;
        let skipped = diagnostics.kept().iter().skip(SHOWN).any(|one| one.severity == Severity::Skipped);
        let note = if skipped { ", some of them skipped records" } else { "" };
        say(&format!("… and {more} more like these{note}"));
    }
}

/// Prints an error with its causes and its hint.
pub fn fail(error: &anyhow::Error) {
    say(&format!("error: {error}"));
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !error.to_string().contains(&cause) {
            say(&format!("  because: {cause}"));
        }
    }
    let hint = error.chain().find_map(|cause| cause.downcast_ref::<crate::error::Error>()?.hint().map(str::to_owned));
    if let Some(hint) = hint {
        say(&format!("hint: {hint}"));
    }
}

/// A progress bar on a terminal, nothing in a pipe.
pub fn progress(what: &str, quiet: bool) -> ProgressBar {
    bar(what, quiet, "{spinner} {msg}: {human_pos} documents, {per_sec}, {elapsed}")
}

/// The same for bytes.
pub fn download_progress(what: &str, quiet: bool) -> ProgressBar {
    bar(what, quiet, "{spinner} {msg}: {bytes} of {total_bytes}, {bytes_per_sec}, {elapsed}")
}

fn bar(what: &str, quiet: bool, template: &str) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_message(what.to_owned());
    bar
}
