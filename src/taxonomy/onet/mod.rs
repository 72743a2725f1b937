//! Reads the O*NET database as text: the layout up to 30.2, the one from 30.3, and either with the columns
//! that the Excel files add (`Title`, `Element Name`, `Scale Name`).
//!
//! A download is some forty tables, of which any may be missing. What a table is, its columns say, since
//! 30.3 renamed and split half of the files. Tab separated, nothing quoted; a sample of our own:
//!
//! ```text
//! O*NET-SOC Code    Element ID    Element Name             Scale ID    Data Value    Recommend Suppress
//! 11-1011.00        2.A.1.a       Reading Comprehension    IM          4.12          N
//! ```
//!
//! | O*NET | here |
//! |---|---|
//! | `Content Model Reference` | skills (2.A, 2.B), knowledge (2.C), abilities (1.A), work styles (1.C, 1.D), work activities (4.A); headings are skill groups, all else is other |
//! | `IWA Reference`, `DWA Reference` | work activities, `broader` up to the element |
//! | `Occupation Data`, titles of all sorts | occupations with alternative labels |
//! | `Task Statements`, `Tasks to DWAs` | tasks, related to the occupation, `broader` the DWA |
//! | `Technology Skills`, `Software Skills` | software, one concept a product; needed by occupations where in demand, else optional |
//! | `Tools Used` | tools, optional |
//! | `Skills`, `Knowledge` … scale `IM` | essential from the middle of the scale up, else optional; weighted |
//!
//! An element with elements below it (`2.A Basic Skills`, `2.C Knowledge`) is a heading that nothing is rated
//! on; as a skill it would be found in every text.
//!
//! Reference: <https://www.onetcenter.org/dictionary/29.3/text/>.

mod elements;
mod occupations;
mod product_names;
mod products;
mod ratings;
mod tables;

use elements::Hierarchy;
use tables::{Role, Table};

use super::{ReadOptions, TaxonomyBuilder};
use crate::counts::counted;
use crate::delimited::{TableReader, fold_header};
use crate::error::{Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{ConceptKind, TaxonomyInfo};

/// Longest notice in which the version is looked for, in bytes.
const LONGEST_NOTICE: u64 = 1 << 16;

/// Whether the files are tables of O*NET for the greater part, and one defines concepts.
///
/// Other sources publish a stray list of occupations with O*NET's columns among files of their own.
pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    let (mut known, mut unknown, mut defining) = (0u32, 0u32, false);
    for file in files.iter().filter(|file| !file.is_standard_input()) {
        let Some(table) = tables::open(file)? else { continue };
        match table.role {
            Some(role) => {
                known += 1;
                defining |= role.defines();
            }
            None => unknown += 1,
        }
    }
    Ok(defining && known > unknown)
}

/// Reads the tables that there are.
pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let language = options.language.as_deref().unwrap_or("en").to_lowercase();
    let mut found: Vec<Table<'_>> = Vec::new();
    let mut prose = Vec::new();
    for file in files {
        match tables::open(file)? {
            Some(Table { role: None, file, reader }) => {
                let message = format!("not one of O*NET's tables; the columns are {}", reader.headers().join(", "));
                builder.report(Severity::Note, Position::file(&file.name), message);
            }
            Some(table) => found.push(table),
            None => prose.push(file),
        }
    }
    found.sort_by_key(|table| table.role);
    let has = |role| found.iter().any(|table| table.role == Some(role));
    let mut reading = Reading {
        language,
        has_elements: has(Role::Elements),
        has_occupations: has(Role::Occupations),
        has_tasks: has(Role::Tasks) && has(Role::DetailedActivities),
        hierarchy: Hierarchy::default(),
        builder,
    };
    let mut unused = Vec::new();
    for table in &mut found {
        let is_used = match table.role {
            Some(role) => reading.read(role, &mut table.reader)?,
            None => false,
        };
        if !is_used {
            unused.push(table.file);
        }
        reading.builder.diagnostics.extend(std::mem::take(&mut table.reader.diagnostics));
    }
    reading.hierarchy.relate(reading.builder);
    if let Some(first) = unused.first() {
        let names: Vec<&str> = unused.iter().map(|file| file.file_name()).collect();
        let message =
            format!("nothing is taken from {}: {}", counted(names.len(), "table", "tables"), names.join("; "));
        builder.report(Severity::Note, Position::file(&first.name), message);
    }
    describe(files, &prose, &mut builder.info)
}

/// What is known while the tables are read one after the other.
struct Reading<'a> {
    language: String,
    has_elements: bool,
    has_occupations: bool,
    has_tasks: bool,
    hierarchy: Hierarchy,
    builder: &'a mut TaxonomyBuilder,
}

impl Reading<'_> {
    /// Reads one table; says whether anything came of it.
    ///
    /// A table that only speaks of things whose own table is missing is passed over as a whole.
    fn read(&mut self, role: Role, table: &mut TableReader) -> Result<bool> {
        let Self { language, hierarchy, builder, .. } = self;
        match role {
            Role::Elements => elements::read(table, language, hierarchy, builder)?,
            Role::IntermediateActivities => {
                elements::read_activities(table, ["IWA ID", "IWA Title"], language, hierarchy, builder)?;
            }
            Role::DetailedActivities => {
                elements::read_activities(table, ["DWA ID", "DWA Title"], language, hierarchy, builder)?;
            }
            Role::Occupations => occupations::read(table, language, builder)?,
            Role::Titles if self.has_occupations => occupations::read_titles(table, language, builder)?,
            Role::Tasks => occupations::read_tasks(table, language, self.has_occupations, builder)?,
            Role::TaskActivities if self.has_tasks => occupations::read_task_activities(table, builder)?,
            Role::Software => {
                products::read(table, ConceptKind::Software, language, self.has_occupations, builder)?;
            }
            Role::Tools => products::read(table, ConceptKind::Tool, language, self.has_occupations, builder)?,
            Role::Ratings if self.has_occupations => {
                let unnamed = if self.has_elements { None } else { Some(hierarchy) };
                return ratings::read(table, language, unnamed, builder);
            }
            Role::Titles | Role::TaskActivities | Role::Ratings | Role::Unused => return Ok(false),
        }
        Ok(true)
    }
}

fn describe(files: &[SourceFile], prose: &[&SourceFile], info: &mut TaxonomyInfo) -> Result<()> {
    if info.version.is_empty() {
        info.version = version(files, prose)?.unwrap_or_default();
    }
    let database = ["O*NET", &info.version, "Database"].into_iter().filter(|word| !word.is_empty());
    let database = database.collect::<Vec<_>>().join(" ");
    let attribution = format!(
        "This product includes information from the {database} by the U.S. Department of Labor, Employment and \
         Training Administration (USDOL/ETA). Used under the CC BY 4.0 license."
    );
    for (field, text) in [
        (&mut info.title, "O*NET Database"),
        (&mut info.publisher, "U.S. Department of Labor, Employment and Training Administration"),
        (&mut info.licence, "CC BY 4.0"),
        (&mut info.attribution, &attribution),
        (&mut info.source, "https://www.onetcenter.org/database.html"),
    ] {
        if field.is_empty() {
            text.clone_into(field);
        }
    }
    Ok(())
}

/// The version that `Read Me.txt` tells, else the one in the name of the download, `db_29_3_text.zip`.
fn version(files: &[SourceFile], prose: &[&SourceFile]) -> Result<Option<String>> {
    for file in prose.iter().filter(|file| fold_header(file.file_name()).starts_with("readme")) {
        let notice = file.read(LONGEST_NOTICE)?;
        if let Some(version) = version_after(&String::from_utf8_lossy(&notice), "O*NET ", '.') {
            return Ok(Some(version));
        }
    }
    Ok(files.iter().find_map(|file| version_after(&file.name, "db_", '_')))
}

/// The first two numbers with that between them that follow the words.
fn version_after(text: &str, words: &str, between: char) -> Option<String> {
    text.split(words).skip(1).find_map(|rest| {
        let (major, rest) = rest.split_once(between)?;
        let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(major) && is_number(&minor)).then(|| format!("{major}.{minor}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_two_numbers_after_the_right_words() {
        assert_eq!(version_after("The O*NET program\nO*NET 29.3 Database", "O*NET ", '.').as_deref(), Some("29.3"));
        assert_eq!(version_after("d/db_30_3_text.zip!Skills.txt", "db_", '_').as_deref(), Some("30.3"));
        assert_eq!(version_after("d/my_db_final.zip", "db_", '_'), None);
    }
}
