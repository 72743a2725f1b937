//! How documents are read, said in the same words to every command: their format, and which columns or keys hold what.
//!
//! A command that reads two sides has the options twice, each with the name of its side in front (`--against-id-column`).

use clap::Args;

use super::writing::known;
use crate::document::{Format, ReadOptions};

/// The options of one side: the type, the side in words, what stands in front of its options, and the option of its format.
macro_rules! reading_arguments {
    ($name:ident, $side:literal, $prefix:literal, $format:literal) => {
        #[doc = concat!("How to read the ", $side, ".")]
        #[derive(Debug, Args)]
        pub(super) struct $name {
            #[arg(
                id = $format, long = $format, value_name = "FORMAT", value_parser = parse_input_format,
                help = concat!(
                    "Format of the ", $side,
                    ", such as csv, jsonl, html or open-badges-3; told from name and content when absent"
                )
            )]
            format: Option<Format>,
            #[arg(
                id = concat!($prefix, "id-column"), long = concat!($prefix, "id-column"), value_name = "NAME",
                help = concat!("Column or key of the identifier in the ", $side)
            )]
            id_column: Option<String>,
            #[arg(
                id = concat!($prefix, "title-column"), long = concat!($prefix, "title-column"), value_name = "NAME",
                help = concat!("Column or key of the title in the ", $side)
            )]
            title_column: Option<String>,
            #[arg(
                id = concat!($prefix, "text-column"), long = concat!($prefix, "text-column"), value_name = "NAME",
                help = concat!("Column or key of the text in the ", $side, "; may be said several times")
            )]
            text_columns: Vec<String>,
            #[arg(
                id = concat!($prefix, "group-by"), long = concat!($prefix, "group-by"), value_name = "NAME",
                value_delimiter = ',',
                help = concat!(
                    "Columns or keys of the ", $side, " whose equal values make rows one document, separated by commas"
                )
            )]
            group_by: Option<Vec<String>>,
        }

        impl $name {
            /// The same for a reader.
            pub fn options(&self) -> ReadOptions {
                ReadOptions {
                    format: self.format,
                    id_column: self.id_column.clone(),
                    title_column: self.title_column.clone(),
                    text_columns: self.text_columns.clone(),
                    group_by: self.group_by.clone(),
                    ..ReadOptions::default()
                }
            }
        }
    };
}

reading_arguments!(InputReading, "input", "", "input-format");
reading_arguments!(AgainstReading, "other side", "against-", "against-format");
reading_arguments!(JobsReading, "postings", "jobs-", "jobs-format");
reading_arguments!(CredentialsReading, "credentials", "credentials-", "credentials-format");
reading_arguments!(LinkedJobReading, "jobs", "job-", "job-format");
reading_arguments!(LinkedCredentialReading, "credentials", "credential-", "credential-format");

fn parse_input_format(name: &str) -> Result<Format, String> {
    known(Format::parse(name), Format::ALL.iter().map(|format| format.as_str()))
}
