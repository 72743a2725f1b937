//! What is known of a format: its name, what it is, and what its reader or writer is tested against.

use std::path::Path;

use serde::Serialize;

/// A form that a result is written in: named on the command line, or by the end of the output's name.
pub trait NamedFormat: Copy + 'static {
    /// Every one, in the order in which they are offered.
    const ALL: &'static [Self];

    /// The name used in options.
    fn as_str(self) -> &'static str;

    /// The ends of file names that ask for it.
    fn extensions(self) -> &'static [&'static str];

    /// The one of that name; case does not count.
    fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str().eq_ignore_ascii_case(name.trim()))
    }

    /// The one that a file name asks for by its extension.
    fn named_by(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_lowercase();
        Self::ALL.iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
    }
}

/// Makes an enumeration of [`NamedFormat`]s: each form with its name and the ends of file names that ask for it.
macro_rules! named_formats {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$what:meta])* $form:ident = $word:literal for $ends:expr,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$what])* $form,)+
        }

        impl $crate::model::NamedFormat for $name {
            const ALL: &'static [Self] = &[$(Self::$form),+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$form => $word,)+
                }
            }

            fn extensions(self) -> &'static [&'static str] {
                match self {
                    $(Self::$form => &$ends,)+
                }
            }
        }
    };
}
pub(crate) use named_formats;

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
