//! What is known of a format: its name, what it is, and what its reader or writer is tested against.

use serde::Serialize;

/// A format, told to people: in the README, by `skillmap formats`, and in the tests that hold both to the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FormatFacts {
    /// The name used in options.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Published samples that it is tested against; none means that all of its samples are our own.
    pub tested_against: &'static [Sample],
}

/// Samples of one publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// What they are.
    pub what: &'static str,
    /// Files or folders, below the folder of published data that CONTRIBUTING.md describes.
    pub paths: &'static [&'static str],
}
