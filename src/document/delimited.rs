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
use crate::error::{Diagnostics, Error, Result};

/// A table being read.
pub(super) struct Table {
    reader: TableReader,
    columns: Columns,
    names: Vec<String>,
    /// Line and number of the last row that was read.
    last: (u64, u64),
}

impl Table {
    pub fn open(input: Input, name: &str, options: &ReadOptions) -> Result<Self> {
        let reader = TableReader::from_reader(Box::new(input), name, Dialect::default())?;
        let columns = Columns::choose(name, reader.headers(), options)?;
        let names = field_names(reader.headers());
        Ok(Self { reader, columns, names, last: (1, 0) })
    }

    /// A failure of the input itself has no line; the row before it is the nearest place there is.
    fn locate(&self, mut error: Error) -> Error {
        if let Error::Malformed { position, message, .. } = &mut error
            && position.line.is_none()
        {
            **position = position.clone().line(self.last.0);
            *message = format!("after data row {}: {message}", self.last.1);
        }
        error
    }
}

impl Drafts for Table {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        let record = self.reader.next_record().map_err(|error| self.locate(error))?;
        let Some(record) = record else { return Ok(None) };
        self.last = (record.line, record.number);
        let position = self.reader.position(&record);
        let cell = |column: usize, _: Role| Cow::Borrowed(unwrap_formula(record.get(column)));
        Ok(Some(self.columns.draft(&self.names, position, cell)))
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.reader.diagnostics)
    }
}
