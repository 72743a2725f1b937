//! Rich Skill Descriptors as CSV: the export of versions 2 and 3, the upload form, and the batch import.
//!
//! ```text
//! Canonical URL,RSD Name,Authors,Skill Statement,Categories,Keywords,…,Detailed Occupations,…,Alignment Name,Alignment URL
//! https://rsd.example.org/api/skills/5e3b…,Loom Setup,Mill School,Set up a loom.,Weaving,Loom; Warp,…,51-6063,…,Weaving,https://…
//! ```
//!
//! The dialects share their columns under different names (`RSD Name` and `Skill Name`, `Category` and `Skill
//! Categories`), so each column is found by what it may be called, without case, punctuation and plural, and one
//! reader does for all. Lists are separated by `;`. The alignment columns repeat with a number:
//! `Alignment 2 Name`. Upload and batch import have no identifiers. How the fields map to ours: see `osmt.rs`.
//!
//! Reference: <https://github.com/wgu-opensource/osmt/tree/develop/docs>, `csv-schema-*.csvs`.

use std::collections::BTreeMap;

use super::json_values::Literal;
use super::osmt::{self, Descriptor, Descriptors, Status};
use super::{ReadOptions, TaxonomyBuilder, any};
use crate::delimited::{Dialect, Record, TableReader, missing_column};
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::Link;

/// Extensions that a table may have.
const EXTENSIONS: [&str; 5] = ["csv", "tsv", "tab", "txt", ""];

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, |file| Ok(open(file)?.is_some()))
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let language = osmt::language(options);
    let mut descriptors = Descriptors::new(builder);
    for file in files {
        let (table, columns) = if let [file] = files {
            let table = TableReader::open(file, Dialect::default())?;
            let columns = Columns::find(table.headers())
                .ok_or_else(|| missing_column(&file.name, "RSD Name", table.headers()))?;
            (table, columns)
        } else if let Some(found) = open(file)? {
            found
        } else {
            super::pass_over(file, descriptors.builder());
            continue;
        };
        read_table(file, table, &columns, &language, &mut descriptors)?;
    }
    descriptors.finish();
    Ok(())
}

/// The table and its columns when the file is a table of descriptors.
fn open(file: &SourceFile) -> Result<Option<(TableReader, Columns)>> {
    if !EXTENSIONS.contains(&file.extension().as_str()) {
        return Ok(None);
    }
    match TableReader::open(file, Dialect::default()) {
        Ok(table) => Ok(Columns::find(table.headers()).map(|columns| (table, columns))),
        // Empty, or not text: some other file that lies beside.
        Err(Error::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn read_table(
    file: &SourceFile,
    mut table: TableReader,
    columns: &Columns,
    language: &str,
    descriptors: &mut Descriptors<'_>,
) -> Result<()> {
    let mut rows = 0u64;
    while let Some(record) = table.next_record()? {
        rows += 1;
        descriptors.add(columns.descriptor(&record, language), &table.position(&record));
    }
    if rows == 0 {
        descriptors.report(Severity::Note, Position::file(&file.name), "a header and no row");
    }
    descriptors.builder().diagnostics.extend(std::mem::take(&mut table.diagnostics));
    descriptors.end_of_file(&file.name);
    Ok(())
}

#[derive(Debug, Default)]
struct AlignmentColumns {
    name: Option<usize>,
    url: Option<usize>,
    framework: Option<usize>,
}

/// Where each field is. Those that are lists may be spread over several columns.
#[derive(Debug, Default)]
struct Columns {
    id: Option<usize>,
    name: usize,
    statement: Option<usize>,
    status: Option<usize>,
    authors: Vec<usize>,
    categories: Vec<usize>,
    keywords: Vec<usize>,
    standards: Vec<usize>,
    certifications: Vec<usize>,
    occupations: Vec<usize>,
    alignments: BTreeMap<u32, AlignmentColumns>,
}

impl Columns {
    /// The columns, unless the header is that of another sort of table.
    fn find(headers: &[String]) -> Option<Self> {
        let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
        let first = |names: &[&str]| names.iter().find_map(|name| keys.iter().position(|key| key == name));
        let statement = first(&["skillstatement", "contextualizedskillstatement", "contextualisedskillstatement"]);
        // Many tables have a "Skill Name"; only a statement beside it makes a descriptor.
        let name = first(&["rsdname"]).or_else(|| statement.and_then(|_| first(&["skillname"])))?;
        let mut columns = Self {
            id: first(&["canonicalurl"]),
            name,
            statement,
            status: first(&[&header_key("Status"), &header_key("Publish Status")]),
            ..Self::default()
        };
        for (column, key) in keys.iter().enumerate() {
            match key.as_str() {
                "author" => columns.authors.push(column),
                "category" | "skillcategory" => columns.categories.push(column),
                "keyword" => columns.keywords.push(column),
                "standard" | "professionalstandard" => columns.standards.push(column),
                "certification" => columns.certifications.push(column),
                "occupation"
                | "occupationmajorgroup"
                | "occupationminorgroup"
                | "broadoccupation"
                | "detailedoccupation"
                | "onetjobcode"
                | "blsmajorgroup"
                | "blsminorgroup"
                | "blsbroadoccupation"
                | "blsdetailedoccupation"
                | "onetjobrole"
                | "jobcode" => columns.occupations.push(column),
                key => columns.note_alignment(key, column),
            }
        }
        Some(columns)
    }

    /// `Alignment 2 Name` and its like; in the batch import, `Alignment` alone is the address.
    fn note_alignment(&mut self, key: &str, column: usize) {
        let Some(rest) = key.strip_prefix("alignment") else { return };
        let (digits, word): (String, String) = rest.chars().partition(char::is_ascii_digit);
        let number = digits.parse().unwrap_or(1);
        let alignment = self.alignments.entry(number).or_default();
        match word.as_str() {
            "name" | "title" => alignment.name = Some(column),
            "url" | "" => alignment.url = Some(column),
            "framework" => alignment.framework = Some(column),
            _ => {}
        }
    }

    fn descriptor(&self, record: &Record, language: &str) -> Descriptor {
        let literal = |text: &str| Literal { text: text.to_owned(), language: language.to_owned() };
        let text = |column: Option<usize>| {
            let text = record.get_optional(column);
            if text.is_empty() { Vec::new() } else { vec![literal(text)] }
        };
        let list = |columns: &[usize]| -> Vec<String> {
            let parts = columns.iter().flat_map(|column| record.get(*column).split(';'));
            parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let named = |columns: &[usize]| -> Vec<Link> {
            let links = list(columns).into_iter();
            links.map(|name| Link { name: Some(name), ..Link::default() }).collect()
        };
        let alignment = |columns: &AlignmentColumns| {
            let [name, framework] =
                [columns.name, columns.framework].map(|column| Some(record.get_optional(column).to_owned()));
            Link { target: record.get_optional(columns.url).to_owned(), name, framework, predicate: None }
        };
        Descriptor {
            id: record.get_optional(self.id).to_owned(),
            status: Status::parse(record.get_optional(self.status)),
            names: text(Some(self.name)),
            statements: text(self.statement),
            keywords: list(&self.keywords).iter().map(|keyword| literal(keyword)).collect(),
            categories: list(&self.categories),
            authors: list(&self.authors),
            occupations: list(&self.occupations),
            alignments: self.alignments.values().map(alignment).collect(),
            standards: named(&self.standards),
            certifications: named(&self.certifications),
            ..Descriptor::default()
        }
    }
}

/// A header without case, blanks, punctuation and plural: `O*NET Job Codes` is `onetjobcode`.
fn header_key(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.map(|word| singular(&word)).collect()
}

fn singular(word: &str) -> String {
    // `BLS` is no plural.
    let plural = if word.len() > 3 { word } else { "" };
    match (plural.strip_suffix("ies"), plural.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        (None, None) => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Loaded;
    use crate::model::{Concept, LabelRole, Taxonomy, TaxonomyInfo};
    use crate::taxonomy::{Format, detect};

    fn read(text: &'static str) -> Result<Loaded<Taxonomy>> {
        let files = [SourceFile::memory("rsd.csv", text.as_bytes())];
        assert_eq!(detect(&files)?, Format::OsmtCsv);
        crate::taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default())
    }

    fn alternatives(concept: &Concept) -> Vec<&str> {
        let labels = concept.labels.iter().filter(|label| label.role == LabelRole::Alternative);
        labels.map(|label| label.text.as_str()).collect()
    }

    #[test]
    fn an_export_of_version_3_is_read_whole() {
        let loaded = read(
            "Canonical URL,RSD Name,Authors,Skill Statement,Categories,Keywords,Standards,Certifications,\
             Occupation Major Groups,Occupation Minor Groups,Broad Occupations,Detailed Occupations,O*Net Job Codes,\
             Employers,Alignment Name,Alignment URL,Alignment Framework,Alignment 2 Name,Alignment 2 URL,\
             Alignment 2 Framework\n\
             https://rsd.example.org/api/skills/1,Loom Setup,Mill School,Set up a loom.,Weaving; Textiles,\
             Loom; loom setup; WGUSID: 17.1; Warp; Warp,ST_1; ST_2,Weaver I,51-0000,51-6000,51-6060,51-6063,\
             51-6063.00,Mill,Weaving,https://skills.example.org/W,Open Skills,Looms,N/A - OUR SKILL,ESCO\n",
        )
        .expect("one descriptor");
        let concept = &loaded.value.concepts[0];
        assert_eq!(concept.id, "https://rsd.example.org/api/skills/1");
        assert_eq!((concept.name(), concept.labels[0].language.as_str()), ("Loom Setup", "en"));
        assert_eq!(concept.definition(), Some("Set up a loom."));
        assert_eq!(alternatives(concept), ["Loom", "Warp"]);
        assert_eq!(concept.categories, ["Weaving", "Textiles"]);
        assert_eq!(concept.occupation_codes, ["51-6063.00", "51-6063", "51-6060", "51-6000", "51-0000"]);
        let links: Vec<(&str, &str, &str)> = concept
            .links
            .iter()
            .map(|link| {
                let [name, framework] = [&link.name, &link.framework].map(|text| text.as_deref().unwrap_or_default());
                (link.target.as_str(), name, framework)
            })
            .collect();
        let expected = [
            ("https://skills.example.org/W", "Weaving", "Open Skills"),
            ("", "Looms", "ESCO"),
            ("", "ST_1", "standard"),
            ("", "ST_2", "standard"),
            ("", "Weaver I", "certification"),
        ];
        assert_eq!(links, expected);
        assert_eq!(
            (loaded.diagnostics.total(), loaded.diagnostics.warnings(), loaded.diagnostics.skipped()),
            (1, 0, 0)
        );
        assert_eq!(loaded.value.info.publisher, "Mill School");
    }

    #[test]
    fn an_export_of_version_2_has_author_and_category() {
        let loaded = read(
            "\"CANONICAL URL\",\"RSD Name\",\"Author\",\"Skill Statement\",\"Category\",\"Keywords\"\n\
             \"-http://localhost:8080/api/skills/1\",\"A\",\"Mill\",\"Do a.\",\"Weaving\",\"\"\n",
        )
        .expect("one descriptor");
        assert_eq!(loaded.value.concepts[0].id, "http://localhost:8080/api/skills/1");
        assert_eq!(loaded.value.concepts[0].categories, ["Weaving"]);
        assert_eq!(loaded.diagnostics.warnings(), 1, "the dash is reported");
    }

    #[test]
    fn an_upload_has_no_identifiers_and_gets_the_same_ones_every_time() {
        let text = "rsd name,Authors,skill statement,Categories,Occupations,Occupations\n\
                    A,Mill,Do a.,C,51-6063,51-0000; weaver\nA,Mill,Do another a.,C,,\n";
        let (first, second) = (read(text).expect("read"), read(text).expect("read"));
        assert_eq!(first.value, second.value);
        assert_eq!(first.value.concepts.len(), 2);
        assert!(first.value.concepts[0].id.starts_with("urn:uuid:"));
        assert_eq!(first.value.concepts[0].occupation_codes, ["51-6063", "51-0000"]);
        assert_eq!(first.diagnostics.warnings(), 1, "a weaver is no code");
        assert!(
            first.diagnostics.kept().iter().any(|diagnostic| diagnostic.message.contains("2 without an identifier"))
        );
    }

    #[test]
    fn a_batch_import_has_names_of_its_own() {
        let loaded = read(
            "Collection,Skill Name,Skill Category,Contextualized Skill Statement,Keywords,BLS Major Group,\
             O*NET Job Role,Professional Standards,Alignment Title,Alignment\n\
             Cloth,Weave,Textiles,Weave cloth.,Loom,51-0000,51-6063.00,ST_1,Weaving,https://skills.example.org/W\n",
        )
        .expect("one descriptor");
        let concept = &loaded.value.concepts[0];
        assert_eq!((concept.name(), concept.definition()), ("Weave", Some("Weave cloth.")));
        assert_eq!(concept.categories, ["Textiles"]);
        assert_eq!(concept.occupation_codes, ["51-6063.00", "51-0000"]);
        assert_eq!(concept.links[0].target, "https://skills.example.org/W");
        assert_eq!(concept.links[0].name.as_deref(), Some("Weaving"));
    }

    #[test]
    fn repeated_and_nameless_descriptors_are_skipped_with_their_line() {
        let loaded = read(
            "Canonical URL,RSD Name,Skill Statement,Status\n\
             https://a.example.org/api/skills/0b6b8a2e-7c55-4b7e-9f38-d5a6c1f0aa01,A,Do a.,published\n\
             https://b.example.org/api/skills/0B6B8A2E-7c55-4b7e-9f38-d5a6c1f0aa01,A,Do a.,draft\n\
             https://a.example.org/api/skills/0b6b8a2e-7c55-4b7e-9f38-d5a6c1f0aa01,A,Do a.,published\n\
             https://a.example.org/api/skills/2,,Do b.,published\n\
             https://a.example.org/api/skills/3,C,Do c.,Archived\n",
        )
        .expect("one descriptor");
        assert_eq!(loaded.value.concepts.len(), 1);
        assert_eq!(loaded.diagnostics.skipped(), 3);
        let lines: Vec<Option<u64>> = loaded.diagnostics.kept().iter().map(|kept| kept.position.line).collect();
        assert_eq!(lines, [Some(3), Some(4), Some(5), None]);
        assert!(loaded.diagnostics.kept()[3].message.contains("1 archived"));
    }

    #[test]
    fn other_tables_are_passed_over_or_refused() {
        let rsd = SourceFile::memory("a.csv", b"RSD Name,Skill Statement\nA,Do a.\n");
        let other = SourceFile::memory("b.csv", b"SOC Code,SOC Title\n51-0000,Production\n");
        assert!(!recognises(std::slice::from_ref(&other)).expect("readable"));
        let options = ReadOptions { format: Some(Format::OsmtCsv), ..ReadOptions::default() };
        let alone = crate::taxonomy::read(std::slice::from_ref(&other), &options, TaxonomyInfo::default());
        assert!(alone.expect_err("no descriptors").to_string().contains("no column \"RSD Name\""));
        let both = crate::taxonomy::read(&[other, rsd], &options, TaxonomyInfo::default()).expect("one descriptor");
        assert_eq!(both.diagnostics.kept()[0].position.path, "b.csv");
    }
}
