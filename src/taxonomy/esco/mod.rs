//! Reads ESCO as the European Commission publishes it in CSV, versions 1.0 to 1.2, in any language.
//!
//! A download is a dozen tables, of which any may be missing. What a table is, its columns say; the name
//! says only the language (`_en`), which collection it is, and breaks ties. Comma separated, UTF-8, line
//! breaks inside quoted cells; a sample of our own:
//!
//! ```text
//! conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description
//! KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,skill/competence,cross-sector,sharpen knives,"grind knives
//! hone knives",Put an edge on knives.
//! ```
//!
//! | ESCO | here |
//! |---|---|
//! | `conceptUri` | identifier |
//! | `conceptType`, `skillType` | kind: skill, knowledge, skill group, occupation, occupation group (ISCO) |
//! | `preferredLabel`, `altLabels`, `hiddenLabels` | labels |
//! | `definition`; `description` | definition; the same where `definition` is empty, else a scope note |
//! | `reuseLevel`, `code`, `iscoGroup` | reuse level, notation, occupation code and `broader` |
//! | `*Collection` tables | categories |
//! | `broaderRelations*`, `skillsHierarchy` | `broader` |
//! | `occupationSkillRelations`, `skillSkillRelations` | essential and optional |
//!
//! `conceptSchemes` is not used: it lists members, which the other tables give, and no version. The version
//! is known only when the official archive still has its name, `ESCO dataset - v1.1.1 - …`.
//!
//! Reference: <https://esco.ec.europa.eu/en/use-esco/download>.

mod cells;
mod concepts;
mod relations;

use concepts::{About, Findings};

use super::{ReadOptions, TaxonomyBuilder};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::TaxonomyInfo;

const BASE: &str = "http://data.europa.eu/esco/";

/// What a table is, in the order of reading: whatever names a concept comes after what defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Concepts,
    Collection,
    Hierarchy,
    Broader,
    OccupationSkills,
    SkillSkills,
    Schemes,
}

impl Role {
    fn of(table: &TableReader, file_name: &str) -> Option<Self> {
        let has = |name: &str| table.column(&[name]).is_some();
        if has("Level 0 URI") {
            Some(Self::Hierarchy)
        } else if has("conceptSchemeUri") {
            Some(Self::Schemes)
        } else if has("occupationUri") && has("skillUri") {
            Some(Self::OccupationSkills)
        } else if has("originalSkillUri") && has("relatedSkillUri") {
            Some(Self::SkillSkills)
        } else if has("conceptUri") && has("broaderUri") {
            Some(Self::Broader)
        } else if !has("conceptUri") || !has("preferredLabel") {
            None
        } else if has("broaderConceptUri") || file_name.contains("Collection") {
            Some(Self::Collection)
        } else {
            Some(Self::Concepts)
        }
    }
}

/// A table whose header was read.
struct Table<'a> {
    role: Role,
    file: &'a SourceFile,
    language: String,
    reader: TableReader,
}

/// Whether a file may be a table; others in the folder (pictures, notices) are left alone.
fn may_be_table(file: &SourceFile) -> bool {
    file.is_standard_input() || matches!(file.extension().as_str(), "csv" | "tsv" | "txt" | "")
}

fn open(file: &SourceFile) -> Result<TableReader> {
    // The hierarchy leaves off the codes at the end of a row.
    let ragged = file.file_name().to_lowercase().contains("hierarchy");
    TableReader::open(file, Dialect { ragged, ..Dialect::default() })
}

/// Whether one of the files defines ESCO concepts.
pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    for file in files.iter().filter(|file| may_be_table(file) && !file.is_standard_input()) {
        let mut table = match open(file) {
            Ok(table) => table,
            Err(Error::Malformed { .. }) => continue,
            Err(error) => return Err(error),
        };
        let found = match Role::of(&table, file.file_name()) {
            Some(Role::Hierarchy) => true,
            Some(Role::Concepts | Role::Collection) => {
                table.column(&["conceptType"]).is_some() || first_uri(&mut table)?.starts_with(BASE)
            }
            _ => false,
        };
        if found {
            return Ok(true);
        }
    }
    Ok(false)
}

fn first_uri(table: &mut TableReader) -> Result<String> {
    let column = table.column(&["conceptUri"]);
    let record = table.next_record()?.unwrap_or_default();
    Ok(record.get_optional(column).to_owned())
}

/// Reads the tables that there are.
pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let default_language = options.language.as_deref().unwrap_or("en").to_lowercase();
    let mut tables = Vec::new();
    for file in files.iter().filter(|file| may_be_table(file)) {
        let is_text = matches!(file.extension().as_str(), "txt" | "");
        let reader = match open(file) {
            Ok(reader) => reader,
            Err(Error::Malformed { .. }) if is_text => continue,
            Err(Error::Malformed { position, message, .. }) => {
                builder.report(Severity::Warning, *position, format!("the table is left out: {message}"));
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(role) = Role::of(&reader, file.file_name()) {
            let language = cells::language_of(file.file_name()).unwrap_or_else(|| default_language.clone());
            tables.push(Table { role, file, language, reader });
        } else if !is_text {
            let message = format!("not one of ESCO's tables; the columns are {}", reader.headers().join(", "));
            builder.report(Severity::Note, Position::file(&file.name), message);
        }
    }
    // The first language read is the one that concepts are shown in. Stable: then by name, as given.
    tables.sort_by_key(|table| (table.role, table.language != default_language));
    let mut findings = Findings::default();
    for table in &mut tables {
        let file_name = table.file.file_name();
        let collection = (table.role == Role::Collection).then(|| collection_name(file_name));
        let (path, language) = (&table.file.name, &table.language);
        let about = About { path, file_name, language, collection: collection.as_deref() };
        let reader = &mut table.reader;
        match table.role {
            Role::Concepts | Role::Collection => {
                concepts::read(reader, &about, &mut findings, builder)?;
            }
            Role::Hierarchy => concepts::read_hierarchy(reader, &about, &findings, builder)?,
            Role::Broader => relations::read_broader(reader, builder)?,
            Role::OccupationSkills => {
                relations::read_requirements(reader, "occupationUri", "skillUri", builder)?;
            }
            Role::SkillSkills => {
                relations::read_requirements(reader, "originalSkillUri", "relatedSkillUri", builder)?;
            }
            Role::Schemes => {}
        }
        builder.diagnostics.extend(std::mem::take(&mut reader.diagnostics));
    }
    findings.relate_occupations(builder);
    describe(files, &mut builder.info);
    Ok(())
}

/// The collection that a file is named after: `greenSkillsCollection_en.csv` is `green skills`.
fn collection_name(file_name: &str) -> String {
    let stem = file_name.split(['_', '.']).next().unwrap_or(file_name);
    let stem = stem.strip_suffix("Collection").unwrap_or(stem);
    let spelt = stem.replace("digComp", "DigComp").replace("ict", "ICT");
    for noun in ["Skills", "Occupations"] {
        if let Some(first) = spelt.strip_suffix(noun) {
            return format!("{first} {}", noun.to_lowercase()).trim().to_owned();
        }
    }
    spelt
}

/// Fills in what is true of every release of ESCO.
pub(super) fn describe(files: &[SourceFile], info: &mut TaxonomyInfo) {
    let fill = |field: &mut String, text: &str| {
        if field.is_empty() {
            text.clone_into(field);
        }
    };
    fill(&mut info.title, "European Skills, Competences, Qualifications and Occupations (ESCO)");
    fill(&mut info.publisher, "European Commission");
    fill(&mut info.licence, "Commission Decision 2011/833/EU");
    fill(&mut info.attribution, "This service uses the ESCO classification of the European Commission.");
    fill(&mut info.source, "https://esco.ec.europa.eu/en/use-esco/download");
    let version = files.iter().find_map(|file| version_in(&file.name)).unwrap_or_default();
    fill(&mut info.version, &version);
}

/// The version in the name that the Commission gives its archives.
fn version_in(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("ESCO dataset - v")?;
    let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let version = version.trim_end_matches('.');
    (!version.is_empty()).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collection_is_called_after_its_file() {
        assert_eq!(collection_name("greenSkillsCollection_en.csv"), "green skills");
        assert_eq!(collection_name("digCompSkillsCollection_en.csv"), "DigComp skills");
        assert_eq!(collection_name("researchOccupationsCollection_fr.csv"), "research occupations");
        assert_eq!(collection_name("ours.csv"), "ours");
    }

    #[test]
    fn the_version_is_taken_from_the_official_name_alone() {
        assert_eq!(
            version_in("d/ESCO dataset - v1.1.1 - classification - en - csv.zip!skills_en.csv").as_deref(),
            Some("1.1.1")
        );
        assert_eq!(version_in("d/esco-1.1.1/skills_en.csv"), None);
    }
}
