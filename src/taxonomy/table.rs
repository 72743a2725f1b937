//! Any table with a column of labels: comma, tab, `;` or `|` separated, one concept a row.
//!
//! ```text
//! id,label,alt_labels,definition,kind,broader
//! loom-setup,Loom Setup,Setting up looms|Warping,Set up a loom.,skill,weaving
//! weaving,Weaving,,Make cloth of yarn.,skill group,
//! ```
//!
//! Columns are found by what they may be called, or named by the user or a mapping file (`table_columns.rs`);
//! identifiers stay as they are.
//! A cell with several values is split at line breaks, else at `|`, else at `;`. `broader` names an identifier
//! or a label that only one concept has, in any row of any of the files, so it is resolved at the end. A
//! repeated identifier is a translation when its row is in a language that the concept has no name in yet.
//! Without a column of identifiers they are made from the labels, the same ones every time, so rows with the
//! same label are one concept and are merged. Columns of groups become concepts of their own above the rows, whose
//! identifiers are made from column and name: a task may be called like the cluster that it is in.

use std::collections::{HashMap, HashSet};

use super::table_columns::{Columns, Field, TableRule, plan};
use super::{ReadOptions, TaxonomyBuilder, any, osmt};
use crate::counts::counted;
use crate::delimited::{Dialect, Record, TableReader};
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind};

/// Extensions that a table may have.
const EXTENSIONS: [&str; 7] = ["csv", "tsv", "tab", "psv", "txt", "dat", ""];

/// Those of them that plain prose has as well.
const PROSE_EXTENSIONS: [&str; 3] = ["txt", "dat", ""];

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, |file| {
        let has_labels = |table: &TableReader| Columns::find(file, table.headers(), &TableRule::default()).is_ok();
        Ok(open(file)?.is_some_and(|table| has_labels(&table)))
    })
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let plan = plan(files, options)?;
    let mut reading = Reading {
        builder,
        language: options.language.as_deref().unwrap_or_default().to_lowercase(),
        labels: HashMap::new(),
        broader: Vec::new(),
        unknown_kinds: HashSet::new(),
        merged: 0,
    };
    if let Some(mapping) = &options.mapping {
        mapping.describe(&mut reading.builder.info);
        if let (true, [language]) = (reading.language.is_empty(), mapping.info.languages.as_slice()) {
            reading.language.clone_from(language);
        }
    }
    for (file, rule) in &plan {
        // What is the only file, or named in a mapping, must be readable.
        if files.len() == 1 || options.mapping.is_some() {
            let table = TableReader::open(file, Dialect::default())?;
            let columns = Columns::find(file, table.headers(), rule)?;
            reading.table(file, table, &columns)?;
            continue;
        }
        let Some(table) = open(file)? else {
            reading.builder.report(Severity::Note, Position::file(&file.name), "not a table; not read");
            continue;
        };
        match Columns::find(file, table.headers(), rule) {
            Ok(columns) => reading.table(file, table, &columns)?,
            Err(Error::Malformed { message, .. }) => {
                let message = format!("{message}; not read");
                reading.builder.report(Severity::Warning, Position::file(&file.name), message);
            }
            Err(error) => return Err(error),
        }
    }
    reading.relate();
    Ok(())
}

/// The table, when the file is one.
fn open(file: &SourceFile) -> Result<Option<TableReader>> {
    let extension = file.extension();
    if !EXTENSIONS.contains(&extension.as_str()) {
        return Ok(None);
    }
    match TableReader::open(file, Dialect::default()) {
        // A line of prose that lists column names looks like a header, but the next line does not look like a row.
        Ok(mut table) if PROSE_EXTENSIONS.contains(&extension.as_str()) => {
            let is_even = table.next_record()?.is_some() && table.diagnostics.total() == 0;
            if is_even { TableReader::open(file, Dialect::default()).map(Some) } else { Ok(None) }
        }
        Ok(table) => Ok(Some(table)),
        // Empty, or not text: some other file that lies beside.
        Err(Error::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What is known across the rows of all files.
struct Reading<'a> {
    builder: &'a mut TaxonomyBuilder,
    /// The language of rows that do not say.
    language: String,
    /// Identifier by preferred label in lower case; `None` when several concepts have it.
    labels: HashMap<String, Option<String>>,
    /// Identifier, the cell that names what is broader, and where.
    broader: Vec<(String, String, Position)>,
    unknown_kinds: HashSet<String>,
    /// Rows of the current file that were merged into earlier ones.
    merged: u64,
}

impl Reading<'_> {
    fn table(&mut self, file: &SourceFile, mut table: TableReader, columns: &Columns) -> Result<()> {
        if !columns.has(Field::Id) {
            let message = "no column of identifiers; they are made from the labels";
            self.builder.report(Severity::Note, Position::file(&file.name), message);
        }
        while let Some(record) = table.next_record()? {
            self.row(&record, columns, &table.position(&record));
        }
        self.builder.diagnostics.extend(std::mem::take(&mut table.diagnostics));
        let merged = std::mem::take(&mut self.merged);
        if merged > 0 {
            let message = counted(
                merged,
                "row repeats the label of an earlier row and was merged with it",
                "rows repeat the label of an earlier row and were merged with it",
            );
            self.builder.report(Severity::Note, Position::file(&file.name), message);
        }
        Ok(())
    }

    fn row(&mut self, record: &Record, columns: &Columns, position: &Position) {
        let label = columns.get(record, Field::Label);
        if label.is_empty() {
            return self.builder.report(Severity::Skipped, position.clone(), "the row has no label");
        }
        let id = if columns.has(Field::Id) {
            columns.get(record, Field::Id).to_owned()
        } else {
            osmt::made_identifier(&[label])
        };
        let language = match columns.get(record, Field::Language) {
            "" => self.language.clone(),
            language => language.to_lowercase().replace('_', "-"),
        };
        let kind = self.kind(columns.get(record, Field::Kind), columns.usual_kind, position);
        let mut concept = Concept::new(id, kind);
        concept.add_label(label, LabelRole::Preferred, &language);
        for (field, role) in [(Field::AltLabels, LabelRole::Alternative), (Field::HiddenLabels, LabelRole::Hidden)] {
            for text in values(columns.get(record, field)) {
                concept.add_label(text, role, &language);
            }
        }
        concept.add_note(columns.get(record, Field::Definition), NoteRole::Definition, &language);
        concept.add_note(columns.get(record, Field::ScopeNote), NoteRole::ScopeNote, &language);
        concept.categories = values(columns.get(record, Field::Category)).map(str::to_owned).collect();
        let notation = columns.get(record, Field::Notation);
        concept.notation = (!notation.is_empty()).then(|| notation.to_owned());
        concept.occupation_codes = values(columns.get(record, Field::OccupationCodes)).map(str::to_owned).collect();

        let id = concept.id.clone();
        if !self.merges(&concept, &language, !columns.has(Field::Id)) {
            if !self.builder.add(concept, position) {
                return;
            }
            let known = self.labels.entry(label.to_lowercase()).or_insert_with(|| Some(id.clone()));
            if known.as_ref() != Some(&id) {
                *known = None;
            }
        }
        for occupation in values(columns.get(record, Field::NeededBy)) {
            self.builder.relate(occupation, RelationKind::Essential, &id, None, &position.clone().field("needed_by"));
        }
        self.groups(&id, record, columns, &language, position);
        let broader = columns.get(record, Field::Broader);
        if !broader.is_empty() {
            self.broader.push((id, broader.to_owned(), position.clone().field("broader")));
        }
    }

    /// Makes the groups that a row lies in, each below the wider one, and puts the row below the narrowest.
    fn groups(&mut self, id: &str, record: &Record, columns: &Columns, language: &str, position: &Position) {
        let mut above: Option<String> = None;
        for (column, header) in &columns.groups {
            let name = record.get(*column);
            if name.is_empty() {
                continue;
            }
            let group = osmt::made_identifier(&[header, name]);
            if !self.builder.contains(&group) {
                let mut concept = Concept::new(group.clone(), ConceptKind::SkillGroup);
                concept.add_label(name, LabelRole::Preferred, language);
                self.builder.add(concept, position);
            }
            if let Some(above) = above {
                self.builder.relate(&group, RelationKind::Broader, &above, None, position);
            }
            above = Some(group);
        }
        if let Some(above) = above {
            self.builder.relate(id, RelationKind::Broader, &above, None, position);
        }
    }

    /// Adds what a row says to the concept read before, if there is one and the row is a translation of it or
    /// nothing but the label tells rows apart.
    fn merges(&mut self, row: &Concept, language: &str, is_label_only: bool) -> bool {
        let Some(concept) = self.builder.get_mut(&row.id) else { return false };
        let mut names = concept.labels.iter().filter(|label| label.role == LabelRole::Preferred);
        if !is_label_only && names.any(|label| label.language == language) {
            return false;
        }
        for label in &row.labels {
            concept.add_label(&label.text, label.role, &label.language);
        }
        for note in &row.notes {
            concept.add_note(&note.text, note.role, &note.language);
        }
        for category in &row.categories {
            if !concept.categories.contains(category) {
                concept.categories.push(category.clone());
            }
        }
        for code in &row.occupation_codes {
            if !concept.occupation_codes.contains(code) {
                concept.occupation_codes.push(code.clone());
            }
        }
        self.merged += u64::from(is_label_only);
        true
    }

    fn kind(&mut self, name: &str, usual: ConceptKind, position: &Position) -> ConceptKind {
        if name.is_empty() {
            return usual;
        }
        ConceptKind::parse(name).unwrap_or_else(|| {
            if self.unknown_kinds.insert(name.to_owned()) {
                let message = format!("kind {name:?} is not known; read as skill, here and below");
                self.builder.report(Severity::Warning, position.clone().field("kind"), message);
            }
            ConceptKind::Skill
        })
    }

    /// Resolves what is broader, now that every identifier and label is known.
    fn relate(mut self) {
        for (id, cell, position) in std::mem::take(&mut self.broader) {
            // An identifier or a label may itself hold a separator.
            if self.relate_one(&id, &cell, &position) {
                continue;
            }
            for name in values(&cell) {
                if self.relate_one(&id, name, &position) {
                    continue;
                }
                if self.labels.contains_key(&name.to_lowercase()) {
                    let message = format!("{name:?} is the label of several concepts; name the broader one by its id");
                    self.builder.report(Severity::Skipped, position.clone(), message);
                } else {
                    // Reported by the builder, as every relation that leads nowhere.
                    self.builder.relate(&id, RelationKind::Broader, name, None, &position);
                }
            }
        }
    }

    fn relate_one(&mut self, id: &str, name: &str, position: &Position) -> bool {
        let target = if self.builder.contains(name) {
            Some(name)
        } else {
            self.labels.get(&name.to_lowercase()).and_then(Option::as_deref)
        };
        if let Some(target) = target {
            self.builder.relate(id, RelationKind::Broader, target, None, position);
        }
        target.is_some()
    }
}

/// The values of a cell: split at line breaks, else at `|`, else at `;`.
fn values(cell: &str) -> impl Iterator<Item = &str> {
    let separator = ['\n', '|', ';'].into_iter().find(|separator| cell.contains(*separator)).unwrap_or('\n');
    cell.split(separator).map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Loaded;
    use crate::model::Taxonomy;
    use crate::model::TaxonomyInfo;
    use crate::taxonomy::{Format, detect};

    fn read_as(bytes: &'static [u8], options: &ReadOptions) -> Result<Loaded<Taxonomy>> {
        let options = ReadOptions { format: Some(Format::Table), ..options.clone() };
        crate::taxonomy::read(&[SourceFile::memory("t.csv", bytes)], &options, TaxonomyInfo::default())
    }

    fn read(text: &'static str) -> Loaded<Taxonomy> {
        let files = [SourceFile::memory("t.csv", text.as_bytes())];
        assert_eq!(detect(&files).expect("readable"), Format::Table);
        read_as(text.as_bytes(), &ReadOptions::default()).expect("concepts")
    }

    fn labels(concept: &Concept) -> Vec<(&str, LabelRole)> {
        concept.labels.iter().map(|label| (label.text.as_str(), label.role)).collect()
    }

    #[test]
    fn identifiers_stay_as_they_are_and_every_column_is_read() {
        let loaded = read(
            "id,label,alt_labels,hidden_labels,definition,kind,broader,category,notation\n\
             K-1/é,Loom Setup,Warping|Setting; up,lom setup,Set up a loom.,work activity,W,Textiles;Cloth,1.2\n\
             W,Weaving,\"a\nb|c\",,,Skill_Group,,,\n",
        );
        let [setup, weaving] = &loaded.value.concepts[..] else { panic!("two concepts") };
        assert_eq!((setup.id.as_str(), setup.notation.as_deref()), ("K-1/é", Some("1.2")));
        let expected = [
            ("Loom Setup", LabelRole::Preferred),
            ("Warping", LabelRole::Alternative),
            ("Setting; up", LabelRole::Alternative),
            ("lom setup", LabelRole::Hidden),
        ];
        assert_eq!(labels(setup), expected);
        assert_eq!((setup.definition(), setup.kind), (Some("Set up a loom."), ConceptKind::WorkActivity));
        assert_eq!(setup.categories, ["Textiles", "Cloth"]);
        assert_eq!((weaving.kind, labels(weaving)[2].0), (ConceptKind::SkillGroup, "b|c"));
        assert_eq!(loaded.value.relations.len(), 1);
        assert_eq!(loaded.diagnostics.total(), 0);
    }

    #[test]
    fn columns_are_known_by_many_names() {
        let text = "Concept URI;Preferred Label;Synonyms;Description;Parent ID;lang\nx:1;A;B;Do a, then b.;;FR\n";
        let loaded = read(text);
        let concept = &loaded.value.concepts[0];
        assert_eq!((concept.id.as_str(), concept.definition()), ("x:1", Some("Do a, then b.")));
        assert_eq!((concept.labels[1].text.as_str(), concept.labels[1].language.as_str()), ("B", "fr"));
        assert_eq!(read("code|name\n7|A\n").value.concepts[0].id, "7");
        assert_eq!(read("uri\tterm\tnotation\nx:1\tA\t7\n").value.concepts[0].notation.as_deref(), Some("7"));
    }

    #[test]
    fn the_user_may_name_columns() {
        let column = |field: &str, column: &str| (field.to_owned(), column.to_owned());
        let bytes = b"Title,Specialist_Task,Cluster_Family\nManagers,Direct operations,Business\n";
        let options = ReadOptions {
            columns: vec![column("label", "specialist task"), column("alt-labels", "Cluster_Family")],
            ..ReadOptions::default()
        };
        let loaded = read_as(bytes, &options).expect("one concept");
        assert_eq!(labels(&loaded.value.concepts[0])[0].0, "Direct operations");
        assert_eq!(labels(&loaded.value.concepts[0])[1].0, "Business");
        let columns = vec![column("label", "Skill")];
        let error = read_as(bytes, &ReadOptions { columns, ..ReadOptions::default() }).expect_err("no such column");
        assert!(error.to_string().contains("\"Cluster_Family\""), "{error}");
        let columns = vec![column("colour", "Title")];
        let error = read_as(bytes, &ReadOptions { columns, ..ReadOptions::default() }).expect_err("no such field");
        assert!(error.hint().expect("a hint").contains("alt_labels"));
    }

    #[test]
    fn without_identifiers_they_are_made_and_noted() {
        let (first, second) = (read("skill\nWeaving\nDyeing\n"), read("skill\nWeaving\nDyeing\n"));
        assert_eq!(first.value, second.value);
        assert_eq!(first.value.concepts[0].id, osmt::made_identifier(&["Weaving"]));
        assert_eq!((first.diagnostics.total(), first.diagnostics.warnings()), (1, 0));
    }

    #[test]
    fn without_identifiers_rows_of_one_label_are_one_concept() {
        let loaded = read("skill,category,broader\nWeaving,Cloth,\nDyeing,Cloth,\nWeaving,Craft; Cloth,Dyeing\n");
        assert_eq!(loaded.value.concepts.len(), 2);
        assert_eq!(loaded.value.concepts[0].categories, ["Cloth", "Craft"]);
        assert_eq!(loaded.value.relations.len(), 1);
        assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.skipped()), (2, 0));
    }

    #[test]
    fn utf16_is_read() {
        let text = "id;label;alt labels\n1;Tissage à bras;métier | navette\n";
        let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let loaded = read_as(Box::leak(bytes.into_boxed_slice()), &ReadOptions::default()).expect("one concept");
        let texts: Vec<&str> = labels(&loaded.value.concepts[0]).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["Tissage à bras", "métier", "navette"]);
    }

    #[test]
    fn broader_names_an_identifier_or_a_label_that_one_concept_has() {
        let loaded = read(
            "id,label,broader\n1,Loom Setup,Weaving\n2,weaving,\n3,Dyeing,2; cloth\n4,Cloth,\n5,cloth,\n6,Felt,nowhere\n",
        );
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), 2);
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (1, 1));
        let messages: Vec<&str> = loaded.diagnostics.kept().iter().map(|kept| kept.message.as_str()).collect();
        assert!(messages[0].contains("several concepts"), "{messages:?}");
        assert!(messages[1].contains("nowhere"), "{messages:?}");
    }

    #[test]
    fn circles_duplicates_and_ragged_rows_are_reported() {
        let loaded = read("id,label,broader\n1,A,2\n2,B,1\n1,Again,\n3,C\n4,,\n,D,\n5,E,,x\n");
        let ids: Vec<&str> = loaded.value.concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "3", "5"]);
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), 1);
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (3, 3));
    }

    #[test]
    fn an_unknown_kind_is_said_once() {
        let loaded = read("id,label,type\n1,A,Competence\n2,B,Competence\n3,C,tool\n4,D,\n");
        let kinds: Vec<ConceptKind> = loaded.value.concepts.iter().map(|concept| concept.kind).collect();
        assert_eq!(kinds, [ConceptKind::Skill, ConceptKind::Skill, ConceptKind::Tool, ConceptKind::Skill]);
        assert_eq!(loaded.diagnostics.warnings(), 1);
    }

    #[test]
    fn a_repeated_identifier_in_another_language_is_a_translation() {
        let loaded = read("id,label,language\n1,Weaving,en\n1,Tissage,fr\n1,Weaving again,en\n");
        assert_eq!(loaded.value.concepts.len(), 1);
        assert_eq!(loaded.value.concepts[0].labels[1].language, "fr");
        assert_eq!(loaded.diagnostics.skipped(), 1);
    }

    #[test]
    fn several_files_are_read_one_after_another() {
        let files = [
            SourceFile::memory("a.csv", b"id,label,broader\n1,A,B\n"),
            SourceFile::memory("b.tsv", b"code\tname\n2\tB\n"),
            SourceFile::memory("c.csv", b"x,y\n1,2\n"),
            SourceFile::memory("README.md", b"Label\n"),
            SourceFile::memory("LICENCE.txt", b"Columns of the table: id, label, definition\nFree, to all\n"),
        ];
        assert_eq!(detect(&files).expect("readable"), Format::Table);
        let loaded = crate::taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("read");
        assert_eq!((loaded.value.concepts.len(), loaded.value.relations.len()), (2, 1));
        assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.warnings()), (3, 1));
        assert!(!recognises(&files[2..]).expect("readable"));
    }
}
