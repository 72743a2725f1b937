//! A gap report on its way out: one file a format.
//!
//! CSV and JSON Lines hold every row for programs and spreadsheets; the table and the page show the most telling
//! ones to people. Titles, quotations and labels come from outside, so each format makes them harmless.

mod html;
mod jsonl;
mod plots;
mod spreadsheet;
mod table;

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Field, Gap, Row, Side, Slice, Standing};
use crate::counts::words_for;
use crate::model::named_formats;

named_formats! {
    /// A format of gap reports.
    pub enum Format {
        /// Lines for a person at a terminal.
        Table = "table" for ["txt"],
        /// A spreadsheet, one row a concept, group or phrase.
        Csv = "csv" for ["csv"],
        /// One JSON object a line, with all examples.
        JsonLines = "jsonl" for ["jsonl", "ndjson"],
        /// A page with plots that needs nothing but itself.
        Html = "html" for ["html", "htm"],
    }
}

/// What a report needs to know besides what was found.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// Most rows of each list that people read.
    pub top: usize,
    /// Columns of the terminal.
    pub width: Option<usize>,
    /// What the two sides are called, such as the names of their files.
    pub names: [String; 2],
    /// The conditions on the documents that count, as a person reads them; empty without any.
    pub only: String,
}

/// Writes a report.
pub fn write(format: Format, gap: &Gap, options: &ReportOptions, output: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(gap, options, output),
        Format::Csv => spreadsheet::write(gap, output),
        Format::JsonLines => jsonl::write(gap, output),
        Format::Html => html::write(gap, options, output),
    }
}

/// The lists that people read, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Asked for and not taught, professional skills.
    NotTaught,
    /// Asked for, and taught only by something near.
    Partly,
    /// Asked for far more often than taught.
    Scarce,
    /// Soft skills, whatever their standing.
    Soft,
    /// Taught, and not asked for.
    NotAskedFor,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 5] = [Self::NotTaught, Self::Partly, Self::Scarce, Self::Soft, Self::NotAskedFor];

    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::NotTaught => "Asked for and not taught",
            Self::Partly => "Asked for, and taught only in part or in other words",
            Self::Scarce => "Asked for more than taught",
            Self::Soft => "Soft skills",
            Self::NotAskedFor => "Taught and not asked for",
        }
    }

    /// The rows of the list, most telling first.
    pub fn rows(self, gap: &Gap) -> Vec<&Row> {
        let belongs = |row: &&Row| match self {
            Self::NotTaught => !row.soft && row.standing == Standing::NotTaught,
            Self::Partly => !row.soft && row.standing == Standing::Partly,
            Self::Scarce => !row.soft && row.standing == Standing::Met && row.gap > 0.0 && row.clear,
            Self::Soft => row.soft && row.demand.documents > 0,
            Self::NotAskedFor => !row.soft && row.standing == Standing::NotAskedFor,
        };
        let mut rows: Vec<&Row> = gap.concepts.iter().filter(belongs).collect();
        match self {
            // A stable sort: the order of the report settles what is equal.
            Self::Scarce => rows.sort_by(|a, b| b.gap.total_cmp(&a.gap)),
            Self::NotAskedFor => rows.sort_by_key(|row| std::cmp::Reverse(row.supply.documents)),
            Self::NotTaught | Self::Partly | Self::Soft => {}
        }
        rows
    }
}

/// What conditions did, in sentences; nothing when there are none.
pub fn about_conditions(only: &str, gap: &Gap) -> Vec<String> {
    if only.is_empty() {
        return Vec::new();
    }
    let mut told = vec![format!(
        "Only where {only}: {} and {} are left out.",
        counted(gap.totals.postings_left_out, "posting", "postings"),
        counted(gap.totals.credentials_left_out, "credential", "credentials")
    )];
    let nobody = gap.said_by_nobody();
    for field in &nobody {
        told.push(format!("No document says its {field}, so that condition leaves none out."));
    }
    for (field, side) in gap.unsaid.iter().filter(|(field, _)| !nobody.contains(&field.as_str())) {
        let side = side.as_str();
        told.push(format!("Of the {side} none says its {field}, so all of them count."));
    }
    told
}

/// What the numbers in the table of a field count.
pub fn about_cells(by: Field, gap: &Gap) -> String {
    let mut words = "In each cell: postings that ask / credentials that teach.".to_owned();
    if gap.whole.contains(&Side::Demand) {
        let _ = write!(words, " All postings count in every column, since they are not told apart by {by}.");
    }
    if gap.whole.contains(&Side::Supply) {
        let _ = write!(words, " All credentials count in every column, since none says its {by}.");
    }
    if gap.merged_values {
        words.push_str(" Rare values stand together as “(other)”.");
    }
    words
}

/// What is most asked for in a part of the documents and not taught there; soft skills stand apart.
pub fn missing(slice: &Slice, most: usize) -> Vec<&str> {
    let missing = slice.concepts.iter().filter(|row| row.standing == Standing::NotTaught && !row.soft);
    missing.take(most).map(|row| row.label.as_str()).collect()
}

/// The groups to show side by side: of the deepest level that still fits on one page.
fn shown_groups(gap: &Gap) -> Vec<&Row> {
    const MOST: usize = 30;
    let at = |level: u32| -> Vec<&Row> { gap.groups.iter().filter(|row| row.level == Some(level)).collect() };
    let deepest = (0..=3).rev().map(at).find(|rows| (4..=MOST).contains(&rows.len()));
    let mut rows = deepest.unwrap_or_else(|| at(0));
    rows.truncate(MOST);
    rows
}

/// A share as a person reads it.
fn percent(share: f64) -> String {
    let value = share * 100.0;
    match value {
        value if value > 0.0 && value < 0.1 => "<0.1 %".to_owned(),
        value if value > 0.0 && value < 1.0 => format!("{value:.1} %"),
        value => format!("{value:.0} %"),
    }
}

/// A count with its noun.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), words_for(count, one, many))
}

/// A whole number with its thousands set apart.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::NamedFormat as _;

    #[test]
    fn names_and_extensions_find_their_format() {
        for format in Format::ALL {
            assert_eq!(Format::parse(&format.as_str().to_uppercase()), Some(*format));
        }
        assert_eq!(Format::named_by(Path::new("a/b.HTML")), Some(Format::Html));
        assert_eq!(Format::named_by(Path::new("a/b.pdf")), None);
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!((percent(0.004), percent(0.256), percent(0.0)), ("0.4 %".into(), "26 %".into(), "0 %".into()));
        assert_eq!(percent(0.0003), "<0.1 %");
    }
}
