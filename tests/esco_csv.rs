//! What is peculiar about ESCO's CSV, one small table at a time.

use skillmap::error::{Loaded, Result};
use skillmap::fs::SourceFile;
use skillmap::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind, ReuseLevel, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

const BASE: &str = "http://data.europa.eu/esco/";

const SKILLS: &str = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/knives,skill/competence,cross-sector,sharpen knives,\"grind knives
sharpen knives
hone\u{a0}knives \",knife sharpning,released,,,,,Put an edge on knives.
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/steel,knowledge,sector-specific,steel\u{200b} grades,,,released,,\"See <a href=\"\"x\"\">alloys</a>.\",What steels there are.,,Used in cutlery.
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/care,,,care for blades,,,released,,,,,The cutlerâ\u{80}\u{99}s blades.
";
const GROUPS: &str = "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description,code
SkillGroup,http://data.europa.eu/esco/skill/S,skills,,,released,,,,,S
SkillGroup,http://data.europa.eu/esco/skill/S6,handling,,,released,,,,,
SkillGroup,http://data.europa.eu/esco/isced-f/0715,mechanics and metal trades,,,released,,,,,
";
const HIERARCHY: &str = "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Description,Scope note,Level 0 code,Level 1 code
http://data.europa.eu/esco/skill/S,skills,,,,,S
http://data.europa.eu/esco/skill/S,skills,http://data.europa.eu/esco/skill/S6,handling,Moving things.,,S,S6
";
const OCCUPATIONS: &str = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description,code
Occupation,http://data.europa.eu/esco/occupation/cutler,7224,cutler,knife maker,Makes knives.,7224.1
";
const ISCO_GROUPS: &str = "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description
ISCOGroup,http://data.europa.eu/esco/isco/C7224,7224,Metal polishers,released,,,
";

fn read(files: &[(&str, &'static str)]) -> Result<Loaded<Taxonomy>> {
    read_with(files, &ReadOptions::default())
}

fn read_with(files: &[(&str, &'static str)], options: &ReadOptions) -> Result<Loaded<Taxonomy>> {
    let files: Vec<SourceFile> = files.iter().map(|(name, text)| SourceFile::memory(name, text.as_bytes())).collect();
    taxonomy::read(&files, options, TaxonomyInfo::default())
}

fn find<'a>(taxonomy: &'a Taxonomy, path: &str) -> &'a Concept {
    let id = format!("{BASE}{path}");
    taxonomy.concepts.iter().find(|concept| concept.id == id).expect("a concept of the fixture")
}

fn labels(concept: &Concept, role: LabelRole) -> Vec<&str> {
    concept.labels.iter().filter(|label| label.role == role).map(|label| label.text.as_str()).collect()
}

/// The relations as `source kind target`, without the base of the identifiers.
fn relations(taxonomy: &Taxonomy) -> Vec<String> {
    let path = |position: u32| taxonomy.concepts[position as usize].id.trim_start_matches(BASE).to_owned();
    let spell = |relation: &skillmap::model::Relation| {
        format!("{} {:?} {}", path(relation.source), relation.kind, path(relation.target))
    };
    let mut relations: Vec<String> = taxonomy.relations.iter().map(spell).collect();
    relations.sort();
    relations
}

#[test]
fn alternatives_are_lines_without_the_preferred_label_and_without_blanks() {
    let taxonomy = read(&[("skills_en.csv", SKILLS)]).expect("skills").value;
    assert_eq!(taxonomy.info.format, Format::EscoCsv.as_str());
    let knives = find(&taxonomy, "skill/knives");
    assert_eq!(labels(knives, LabelRole::Preferred), ["sharpen knives"]);
    assert_eq!(labels(knives, LabelRole::Alternative), ["grind knives", "hone knives"]);
    assert_eq!(labels(knives, LabelRole::Hidden), ["knife sharpning"]);
    assert!(knives.labels.iter().all(|label| label.language == "en"));
    assert_eq!((knives.kind, knives.reuse), (ConceptKind::Skill, Some(ReuseLevel::CrossSector)));
}

#[test]
fn a_description_defines_only_where_nothing_else_does() {
    let taxonomy = read(&[("skills_en.csv", SKILLS)]).expect("skills").value;
    let notes = |path| -> Vec<(NoteRole, &str)> {
        find(&taxonomy, path).notes.iter().map(|note| (note.role, note.text.as_str())).collect()
    };
    assert_eq!(notes("skill/knives"), [(NoteRole::Definition, "Put an edge on knives.")]);
    assert_eq!(
        notes("skill/steel"),
        [
            (NoteRole::Definition, "What steels there are."),
            (NoteRole::ScopeNote, "Used in cutlery."),
            (NoteRole::ScopeNote, "See alloys."),
        ]
    );
}

#[test]
fn invisible_and_misread_characters_are_repaired_and_noted_once_a_file() {
    let loaded = read(&[("skills_en.csv", SKILLS)]).expect("skills");
    assert_eq!(find(&loaded.value, "skill/steel").name(), "steel grades");
    assert_eq!(find(&loaded.value, "skill/care").definition(), Some("The cutler’s blades."));
    assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.warnings()), (1, 0));
    assert!(loaded.diagnostics.kept()[0].message.starts_with("2 cells"));
}

#[test]
fn a_skill_without_a_type_is_a_skill_and_knowledge_is_knowledge() {
    let taxonomy = read(&[("skills_en.csv", SKILLS)]).expect("skills").value;
    assert_eq!(find(&taxonomy, "skill/care").kind, ConceptKind::Skill);
    assert_eq!(find(&taxonomy, "skill/steel").kind, ConceptKind::Knowledge);
}

#[test]
fn tables_are_told_by_their_columns_whatever_they_are_called() {
    let needs = "occupationUri,relationType,skillType,skillUri
http://data.europa.eu/esco/occupation/cutler,essential,knowledge,http://data.europa.eu/esco/skill/steel
http://data.europa.eu/esco/occupation/cutler,optional,,http://data.europa.eu/esco/skill/care
";
    let skills = "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri
http://data.europa.eu/esco/skill/knives,skill/competence,essential,knowledge,http://data.europa.eu/esco/skill/steel
";
    let broader = "conceptType,conceptUri,broaderType,broaderUri
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/knives,SkillGroup,http://data.europa.eu/esco/skill/S6
";
    let tables = [needs, skills, broader, HIERARCHY, OCCUPATIONS, ISCO_GROUPS, GROUPS, SKILLS];
    let names = ["1.csv", "2.csv", "3.csv", "hierarchy.csv", "5.csv", "6.csv", "7.csv", "8.csv"];
    let files: Vec<(&str, &'static str)> = names.into_iter().zip(tables).collect();
    let loaded = read(&files).expect("all tables");
    assert_eq!(
        relations(&loaded.value),
        [
            "occupation/cutler Broader isco/C7224",
            "occupation/cutler Essential skill/steel",
            "occupation/cutler Optional skill/care",
            "skill/S6 Broader skill/S",
            "skill/knives Broader skill/S6",
            "skill/knives Essential skill/steel",
        ]
    );
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));
    let kinds: Vec<(ConceptKind, usize)> = loaded.value.counts();
    assert_eq!(
        kinds,
        [
            (ConceptKind::Skill, 2),
            (ConceptKind::Knowledge, 1),
            (ConceptKind::Occupation, 1),
            (ConceptKind::SkillGroup, 3),
            (ConceptKind::OccupationGroup, 1),
        ]
    );
}

#[test]
fn codes_come_from_the_column_the_hierarchy_or_the_identifier() {
    let files = [("skillGroups_en.csv", GROUPS), ("skillsHierarchy_en.csv", HIERARCHY), ("o.csv", OCCUPATIONS)];
    let taxonomy = read(&files).expect("groups").value;
    let notation = |path| find(&taxonomy, path).notation.as_deref();
    assert_eq!((notation("skill/S"), notation("skill/S6")), (Some("S"), Some("S6")));
    assert_eq!(notation("isced-f/0715"), Some("0715"));
    assert_eq!(notation("occupation/cutler"), Some("7224.1"));
    assert_eq!(find(&taxonomy, "occupation/cutler").occupation_codes, ["7224"]);
}

#[test]
fn the_hierarchy_defines_groups_only_where_no_table_does() {
    let alone = read(&[("skillsHierarchy_en.csv", HIERARCHY)]).expect("a hierarchy");
    assert_eq!(alone.value.counts(), [(ConceptKind::SkillGroup, 2)]);
    assert_eq!(find(&alone.value, "skill/S6").definition(), Some("Moving things."));
    assert_eq!(alone.diagnostics.total(), 0, "short rows are usual there");

    let lines: Vec<&str> = GROUPS.lines().filter(|line| !line.contains("skill/S6")).collect();
    let without: &'static str = Box::leak(lines.join("\n").into_boxed_str());
    let both = read(&[("skillGroups_en.csv", without), ("skillsHierarchy_en.csv", HIERARCHY)]).expect("groups");
    assert_eq!(both.value.counts(), [(ConceptKind::SkillGroup, 2)]);
    assert_eq!((both.diagnostics.skipped(), both.diagnostics.warnings()), (0, 1));
    assert_eq!(both.diagnostics.kept()[0].position.record, Some(2));
}

const COLLECTION: &str = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,status,altLabels,description,broaderConceptUri,broaderConceptPT
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/care,skill/competence,transversal,care for blades,released,blade care | look after blades,,,
";

#[test]
fn a_collection_files_its_members_and_fills_gaps() {
    let loaded = read(&[("greenSkillsCollection_en.csv", COLLECTION), ("skills_en.csv", SKILLS)]).expect("skills");
    let care = find(&loaded.value, "skill/care");
    assert_eq!(
        (care.categories.as_slice(), care.reuse),
        (&["green skills".to_owned()][..], Some(ReuseLevel::Transversal))
    );
    assert_eq!(loaded.diagnostics.skipped(), 0);
    assert!(find(&loaded.value, "skill/knives").categories.is_empty());
}

#[test]
fn a_collection_defines_its_members_where_nothing_else_does() {
    let taxonomy = read(&[("greenSkillsCollection_en.csv", COLLECTION)]).expect("a collection").value;
    let care = find(&taxonomy, "skill/care");
    assert_eq!(labels(care, LabelRole::Alternative), ["blade care", "look after blades"]);
    assert_eq!(care.categories, ["green skills"]);
}

const FRENCH: &str = "conceptUri,preferredLabel,altLabels
http://data.europa.eu/esco/skill/knives,aiguiser des couteaux,affûter des couteaux|affiler des couteaux
http://data.europa.eu/esco/occupation/cutler,coutelier/coutelière,
";

#[test]
fn kinds_without_a_column_are_told_by_the_identifier() {
    let taxonomy = read(&[("skills_fr.csv", FRENCH)]).expect("labels").value;
    let knives = find(&taxonomy, "skill/knives");
    assert_eq!(labels(knives, LabelRole::Alternative), ["affûter des couteaux", "affiler des couteaux"]);
    assert_eq!((knives.kind, knives.labels[0].language.as_str()), (ConceptKind::Skill, "fr"));
    assert_eq!(find(&taxonomy, "occupation/cutler").kind, ConceptKind::Occupation);
}

#[test]
fn a_second_language_adds_words_and_the_wanted_one_is_shown() {
    let files = [("skills_en.csv", SKILLS), ("skills_fr.csv", FRENCH)];
    let both = read(&files).expect("two languages");
    assert_eq!(
        (both.value.info.languages.as_slice(), both.diagnostics.skipped()),
        (&["en".to_owned(), "fr".to_owned()][..], 0)
    );
    assert_eq!(find(&both.value, "skill/knives").name(), "sharpen knives");
    assert_eq!(find(&both.value, "skill/knives").labels.len(), 4 + 3);
    let options = ReadOptions { language: Some("fr".to_owned()), ..ReadOptions::default() };
    let french = read_with(&files, &options).expect("two languages").value;
    assert_eq!(find(&french, "skill/knives").name(), "aiguiser des couteaux");
}

#[test]
fn a_name_without_a_language_takes_the_one_that_is_said() {
    let options = ReadOptions { language: Some("FR".to_owned()), ..ReadOptions::default() };
    let taxonomy = read_with(&[("skills.csv", FRENCH)], &options).expect("labels").value;
    assert_eq!(taxonomy.info.languages, ["fr"]);
}

#[test]
fn bad_records_are_skipped_with_their_place() {
    let skills = "conceptType,conceptUri,preferredLabel
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,one
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/1,again
KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/2,
KnowledgeSkillCompetence,,three
";
    let needs = "originalSkillUri,relationType,relatedSkillUri
http://data.europa.eu/esco/skill/1,perhaps,http://data.europa.eu/esco/skill/1
http://data.europa.eu/esco/skill/1,essential,http://data.europa.eu/esco/skill/9
";
    let loaded = read(&[("skills_en.csv", skills), ("skillSkillRelations.csv", needs)]).expect("one skill");
    assert_eq!((loaded.value.concepts.len(), loaded.value.count_relations(RelationKind::Essential)), (1, 0));
    let lines: Vec<Option<u64>> = loaded.diagnostics.kept().iter().map(|found| found.position.line).collect();
    assert_eq!(lines, [Some(3), Some(4), Some(5), Some(2), Some(3)]);
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (4, 1));
}

#[test]
fn other_files_in_the_folder_are_left_alone_or_named() {
    let files =
        [("README.md", "conceptUri,preferredLabel\n"), ("notice.txt", ""), ("empty.csv", ""), ("x.csv", "a,b\n1,2\n")];
    let all: Vec<(&str, &'static str)> = files.into_iter().chain([("skills_en.csv", SKILLS)]).collect();
    let loaded = read(&all).expect("skills");
    let named: Vec<&str> = loaded.diagnostics.kept().iter().map(|found| found.position.path.as_str()).collect();
    assert_eq!(named, ["empty.csv", "x.csv", "skills_en.csv"]);
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 1));
}

#[test]
fn what_the_user_says_of_the_taxonomy_stands() {
    let files =
        [SourceFile::memory("ESCO dataset - v1.2.0 - classification - en - csv.zip!skills_en.csv", SKILLS.as_bytes())];
    let info = TaxonomyInfo { title: "Ours".to_owned(), ..TaxonomyInfo::default() };
    let info = taxonomy::read(&files, &ReadOptions::default(), info).expect("skills").value.info;
    assert_eq!((info.title.as_str(), info.version.as_str()), ("Ours", "1.2.0"));
    assert_eq!(info.licence, "Commission Decision 2011/833/EU");
    assert_eq!(info.attribution, "This service uses the ESCO classification of the European Commission.");
}

#[test]
fn a_table_with_other_identifiers_is_not_taken_for_esco() {
    let other = SourceFile::memory("x.csv", b"conceptUri,preferredLabel\nhttp://example.org/1,one\n");
    assert_ne!(taxonomy::detect(&[other]).ok(), Some(Format::EscoCsv));
}
