//! Delimited tables with a header: catalogues, programme lists, job dumps. One row is one document.
//!
//! ```text
//! Program #;Program Name;Program Description;CIP Code
//! 1041;Welding;"Cut and join metal.";="48.0508"
//! ```
//!
//! `Program #` is our identifier, `Program Name` the title, `Program Description` the text, and `CIP Code` a
//! field. Which headers mean what is in `fields.rs`; what tables look like is in [`crate::delimited`].
//! Reference: RFC 4180, and the eligible training provider lists of the US states.

use std::borrow::Cow;

use super::detection::Input;
use super::drafts::{Draft, Drafts};
use super::fields::{Role, field_names, unwrap_formula};
use super::{Columns, ReadOptions};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Result};

/// A table being read.
pub(super) struct Table {
    reader: TableReader,
    columns: Columns,
    names: Vec<String>,
}

impl Table {
    pub fn open(input: Input, name: &str, options: &ReadOptions) -> Result<Self> {
        let reader = TableReader::from_reader(Box::new(input), name, Dialect::default())?;
        let columns = Columns::choose(name, reader.headers(), options)?;
        let names = field_names(reader.headers());
        Ok(Self { reader, columns, names })
    }
}

impl Drafts for Table {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        let Some(record) = self.reader.next_record()? else { return Ok(None) };
        let position = self.reader.position(&record);
        let cell = |column: usize, _: Role| Cow::Borrowed(unwrap_formula(record.get(column)));
        Ok(Some(self.columns.draft(&self.names, position, cell)))
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.reader.diagnostics)
    }
}
