//! Which O*NET table a file is, told by its columns: file names change between releases, columns less.

use crate::delimited::{Dialect, Record, TableReader};
use crate::error::{Error, Result};
use crate::fs::SourceFile;

/// Names of the column with the occupation's code.
pub(super) const OCCUPATION: &[&str] = &["O*NET-SOC Code"];
/// Names of the column with a software product or tool, in the older and the newer layout.
pub(super) const EXAMPLE: &[&str] = &["Example", "Workplace Example"];
/// Names of the column with another title of an occupation.
pub(super) const OTHER_TITLE: &[&str] = &["Alternate Title", "Job Title", "Reported Job Title"];

/// What a table holds, in the order of reading: whatever names a concept comes after what defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// `Content Model Reference`.
    Elements,
    /// `IWA Reference`.
    IntermediateActivities,
    /// `DWA Reference`.
    DetailedActivities,
    /// `Occupation Data`.
    Occupations,
    /// `Alternate Titles`, `Job Titles`, `Sample of Reported Titles`.
    Titles,
    /// `Task Statements`.
    Tasks,
    /// `Tasks to DWAs`.
    TaskActivities,
    /// `Technology Skills`, `Software Skills`.
    Software,
    /// `Tools Used`.
    Tools,
    /// `Skills`, `Essential Skills`, `Knowledge`, `Abilities`, `Work Activities`, `Work Styles` …
    Ratings,
    /// A table of O*NET that says nothing of what is read here.
    Unused,
}

impl Role {
    /// The role of a table with these columns; `None` when it is no table of O*NET.
    fn of(table: &TableReader) -> Option<Self> {
        let has = |name: &str| table.column(&[name]).is_some();
        let by_occupation = table.column(OCCUPATION).is_some();
        Some(match () {
            () if has("Task ID") && has("DWA ID") => Self::TaskActivities,
            () if by_occupation && has("Task ID") && has("Task") && !has("Data Value") => Self::Tasks,
            () if has("DWA ID") && has("DWA Title") => Self::DetailedActivities,
            () if has("IWA ID") && has("IWA Title") => Self::IntermediateActivities,
            () if by_occupation && table.column(EXAMPLE).is_some() => {
                let is_software = has("Hot Technology") || has("In Demand");
                if is_software { Self::Software } else { Self::Tools }
            }
            () if by_occupation && table.column(OTHER_TITLE).is_some() => Self::Titles,
            // A rating in categories is a share of answers, not an importance.
            () if by_occupation && has("Element ID") && has("Data Value") && !has("Category") => Self::Ratings,
            () if by_occupation && has("Title") && has("Description") => Self::Occupations,
            () if !by_occupation && has("Element ID") && has("Element Name") && has("Description") => Self::Elements,
            () if by_occupation || has("Element ID") || has("Scale ID") || has("Commodity Code") => Self::Unused,
            () if has("Job Zone") || has("RIASEC Element ID") || has("Work Activities Element ID") => Self::Unused,
            () if has("Work Context Element ID") => Self::Unused,
            () => return None,
        })
    }

    /// Whether the table defines concepts.
    pub const fn defines(self) -> bool {
        !matches!(self, Self::Titles | Self::TaskActivities | Self::Ratings | Self::Unused)
    }
}

/// A table whose header was read; `role` is `None` when it is not understood.
pub(super) struct Table<'a> {
    pub role: Option<Role>,
    pub file: &'a SourceFile,
    pub reader: TableReader,
}

/// The content of a cell; empty too when it says that there is none.
pub(super) fn value(record: &Record, column: Option<usize>) -> &str {
    match record.get_optional(column) {
        "n/a" | "N/A" | "NULL" => "",
        value => value,
    }
}

/// Opens what may be a table; `None` for prose and for files that are no text.
pub(super) fn open(file: &SourceFile) -> Result<Option<Table<'_>>> {
    let extension = file.extension();
    if !file.is_standard_input() && !matches!(extension.as_str(), "txt" | "csv" | "tsv" | "") {
        return Ok(None);
    }
    let plain = Dialect { delimiter: Some(b'\t'), unquoted: true, ..Dialect::default() };
    let dialect = if extension == "txt" { plain } else { Dialect::default() };
    let mut reader = match TableReader::open(file, dialect) {
        Ok(reader) => reader,
        Err(Error::Malformed { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let as_published = reader.headers().len() > 1 && !reader.headers()[0].starts_with('"');
    if extension == "txt" && !as_published {
        // Someone saved it from a spreadsheet.
        reader = TableReader::open(file, Dialect::default())?;
    }
    if reader.headers().len() < 2 {
        return Ok(None);
    }
    Ok(Some(Table { role: Role::of(&reader), file, reader }))
}
