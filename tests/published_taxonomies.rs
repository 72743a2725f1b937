//! ESCO and O*NET as published, read whole and counted to the last relation.
//!
//! The data is not part of the repository: `SKILLMAP_DATA` says where it is, and without it nothing is
//! tested here.

use std::path::PathBuf;

use skillmap::error::Loaded;
use skillmap::fs;
use skillmap::model::{Concept, ConceptKind, LabelRole, Relation, RelationKind, ReuseLevel, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

fn published(folder: &str) -> Option<Loaded<Taxonomy>> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return None;
    };
    let files = fs::list(&PathBuf::from(data).join("taxonomies").join(folder)).expect("a folder of tables");
    Some(taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a taxonomy"))
}

fn count(taxonomy: &Taxonomy, kind: ConceptKind) -> usize {
    taxonomy.concepts.iter().filter(|concept| concept.kind == kind).count()
}

/// How many relations of a kind start from concepts of a kind.
fn relations_from(taxonomy: &Taxonomy, source: ConceptKind, kind: RelationKind) -> usize {
    let starts = |position: u32| taxonomy.concepts[position as usize].kind == source;
    taxonomy.relations.iter().filter(|relation| relation.kind == kind && starts(relation.source)).count()
}

fn find<'a>(taxonomy: &'a Taxonomy, id: &str) -> &'a Concept {
    taxonomy.concepts.iter().find(|concept| concept.id == id).expect("the concept is published")
}

/// The concepts directly above one, by name.
fn broader<'a>(taxonomy: &'a Taxonomy, id: &str) -> Vec<&'a str> {
    let position = taxonomy.concepts.iter().position(|concept| concept.id == id).expect("the concept is published");
    let up = |relation: &&Relation| relation.source as usize == position && relation.kind == RelationKind::Broader;
    taxonomy.relations.iter().filter(up).map(|relation| taxonomy.concepts[relation.target as usize].name()).collect()
}

#[test]
fn esco_1_1_1_comes_out_whole() {
    let Some(loaded) = published("esco-1.1.1") else { return };
    let taxonomy = &loaded.value;
    assert_eq!(taxonomy.info.format, Format::EscoCsv.as_str());
    assert_eq!((taxonomy.info.version.as_str(), &taxonomy.info.languages), ("", &vec!["en".to_owned()]));

    assert_eq!(count(taxonomy, ConceptKind::Skill) + count(taxonomy, ConceptKind::Knowledge), 13_896);
    assert_eq!(count(taxonomy, ConceptKind::Knowledge), 3_059);
    assert_eq!(count(taxonomy, ConceptKind::SkillGroup), 640);
    assert_eq!(count(taxonomy, ConceptKind::Occupation), 3_007);
    assert_eq!(count(taxonomy, ConceptKind::OccupationGroup), 619);
    assert_eq!(taxonomy.concepts.len(), 13_896 + 640 + 3_007 + 619);

    // The table has 123,855 rows, of which 67 speak of an occupation that the release does not define.
    let needs = [RelationKind::Essential, RelationKind::Optional];
    let of_occupations: usize =
        needs.map(|kind| relations_from(taxonomy, ConceptKind::Occupation, kind)).into_iter().sum();
    assert_eq!(of_occupations, 123_855 - 67);
    let of_skills: usize = needs.map(|kind| taxonomy.count_relations(kind)).into_iter().sum::<usize>() - of_occupations;
    // One of 5,899 relates a skill to itself.
    assert_eq!(of_skills, 5_899 - 1);
    // Both pillars, and each occupation under its ISCO group, where 1,760 stand already.
    assert_eq!(taxonomy.count_relations(RelationKind::Broader), (20_656 - 7) + (3_617 - 1) + (3_007 - 1_760));

    // Besides the 67 and one `broader` of the same occupation: seven groups that only the hierarchy and
    // seven relations name.
    // No record is lost: what they say about undefined concepts is ignored, and reported.
    assert_eq!(loaded.diagnostics.skipped(), 0);
    assert_eq!(loaded.diagnostics.warnings(), 67 + 1 + 7 + 7 + 1);
}

#[test]
fn esco_1_1_1_concepts_carry_what_is_published() {
    let Some(loaded) = published("esco-1.1.1") else { return };
    let taxonomy = &loaded.value;

    let haskell = find(taxonomy, "http://data.europa.eu/esco/skill/000f1d3d-220f-4789-9c0a-cc742521fb02");
    assert_eq!((haskell.name(), haskell.kind), ("Haskell", ConceptKind::Knowledge));
    assert_eq!(haskell.reuse, Some(ReuseLevel::SectorSpecific));
    assert_eq!(haskell.categories, ["digital skills"]);
    assert!(haskell.definition().is_some_and(|text| text.starts_with("The techniques and principles")));

    let director = "http://data.europa.eu/esco/occupation/00030d09-2b3a-4efd-87cc-c4ea39d27c34";
    let concept = find(taxonomy, director);
    assert_eq!((concept.notation.as_deref(), &concept.occupation_codes), (Some("2654.1.7"), &vec!["2654".to_owned()]));
    assert!(broader(taxonomy, director).contains(&"Film, stage and related directors and producers"));

    let field = find(taxonomy, "http://data.europa.eu/esco/isced-f/0613");
    assert_eq!((field.notation.as_deref(), field.kind), (Some("0613"), ConceptKind::SkillGroup));

    let hidden = |concept: &&Concept| concept.labels.iter().any(|label| label.role == LabelRole::Hidden);
    assert!(taxonomy.concepts.iter().filter(hidden).count() > 100);
    for label in taxonomy.concepts.iter().flat_map(|concept| &concept.labels) {
        let is_clean = !label.text.contains(['\u{200b}', '\u{ad}', '\u{a0}', '\u{80}', '\n']);
        assert!(is_clean && label.text == label.text.trim(), "{:?}", label.text);
    }
}

#[test]
fn esco_is_read_from_its_skills_alone() {
    let Some(loaded) = published("esco-1.1.0") else { return };
    assert_eq!(loaded.value.concepts.len(), 13_891);
    assert!(loaded.value.relations.is_empty());
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));
}

#[test]
fn a_copy_of_esco_in_french_has_french_labels() {
    let Some(loaded) = published("esco-fr") else { return };
    let taxonomy = &loaded.value;
    assert_eq!(taxonomy.info.format, Format::EscoCsv.as_str());
    assert_eq!(taxonomy.info.languages, ["fr"]);
    assert_eq!((count(taxonomy, ConceptKind::Skill), count(taxonomy, ConceptKind::Occupation)), (13_095, 2_740));
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));
    let driver = find(taxonomy, "http://data.europa.eu/esco/occupation/00cee175-1376-43fb-9f02-ba3d7a910a58");
    assert!(driver.labels.iter().any(|label| label.text == "conducteur de bus"));
}

#[test]
fn onet_29_3_comes_out_whole() {
    let Some(loaded) = published("onet-29.3") else { return };
    let taxonomy = &loaded.value;
    assert_eq!((taxonomy.info.format.as_str(), taxonomy.info.version.as_str()), ("onet-text", "29.3"));
    assert!(taxonomy.info.attribution.contains("the O*NET 29.3 Database by"));
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));

    assert_eq!(
        taxonomy.counts(),
        [
            (ConceptKind::Skill, 35),
            (ConceptKind::Knowledge, 33),
            (ConceptKind::Ability, 52),
            (ConceptKind::WorkStyle, 16),
            (ConceptKind::WorkActivity, 41 + 332 + 2_087),
            (ConceptKind::Task, 18_796),
            (ConceptKind::Software, 8_775),
            (ConceptKind::Tool, 18_105),
            (ConceptKind::Occupation, 1_016),
            (ConceptKind::SkillGroup, 59),
            (ConceptKind::Other, 391),
        ]
    );
    // All elements but the six at the top, the activities, and the tasks as instances of activities.
    assert_eq!(taxonomy.count_relations(RelationKind::Broader), (627 - 6) + 332 + 2_087 + 23_233);
    assert_eq!(taxonomy.count_relations(RelationKind::Related), 18_796);
    assert_eq!(taxonomy.count_relations(RelationKind::Essential), 34_995);
    assert_eq!(taxonomy.count_relations(RelationKind::Optional), 113_184);
    assert_eq!(34_995 + 113_184, 30_765 + 29_007 + 14_064 + 32_681 + 41_662);
}

#[test]
fn onet_29_3_concepts_carry_what_is_published() {
    let Some(loaded) = published("onet-29.3") else { return };
    let taxonomy = &loaded.value;
    let excel = find(taxonomy, "https://www.onetonline.org/search/tech/example?e=Microsoft%20Excel");
    assert_eq!((excel.name(), excel.kind), ("Microsoft Excel", ConceptKind::Software));
    assert_eq!(excel.categories, ["Spreadsheet software", "Hot Technology", "In Demand"]);

    let activity = "https://www.onetonline.org/find/descriptor/result/4.A.1.a.1.I01.D01";
    assert_eq!(find(taxonomy, activity).notation.as_deref(), Some("4.A.1.a.1.I01.D01"));
    assert_eq!(broader(taxonomy, activity), ["Study details of artistic productions."]);

    let developer = find(taxonomy, "https://www.onetonline.org/link/summary/15-1252.00");
    assert_eq!(
        (developer.name(), &developer.occupation_codes),
        ("Software Developers", &vec!["15-1252.00".to_owned()])
    );
    assert!(developer.labels.len() > 20);
    assert!(developer.labels.iter().skip(1).all(|label| label.role == LabelRole::Alternative));

    let task = "https://www.onetonline.org/link/summary/11-1011.00#task-20461";
    assert!(broader(taxonomy, task).contains(&"Analyze impact of legal or regulatory changes."));
}
