//! CASE packages, CTDL-ASN graphs, NICE and the ASC as published, recognised by themselves and counted; ESCO's changes.
//!
//! The data is not part of the repository: `SKILLMAP_DATA` says where it is, and without it nothing is
//! tested here.

use std::path::PathBuf;

use skillmap::error::{Loaded, Result};
use skillmap::fs;
use skillmap::model::{
    ChangeKind, ConceptKind, Entity, MappingPredicate, MappingRow, Predicate, RelationKind, Taxonomy, TaxonomyInfo,
};
use skillmap::review::{ReviewDecision, StaleReason, Verdict, Versions, earlier_versions, stale_decisions};
use skillmap::taxonomy::{self, Format, ReadOptions, TableMapping};

/// A file below `taxonomies/`, its format told by itself; nothing without the data.
fn published(file: &str, format: Format) -> Option<Result<Loaded<Taxonomy>>> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return None;
    };
    let files = fs::list(&PathBuf::from(data).join("taxonomies").join(file)).expect("a published file");
    assert_eq!(taxonomy::detect(&files).expect("readable"), format, "{file}");
    Some(taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()))
}

#[test]
fn case_packages_come_out_whole() {
    for (name, items, broader) in [
        ("AdoptedTestFramework", 1, 0),
        ("ItemTypeTestFramework", 1, 0),
        ("MarkdownFramework", 2, 0),
        ("Ordering", 28, 27),
        ("SequenceNumberFramework", 2, 0),
        ("SmartLevelFramework", 14, 12),
        ("Utf8TestFramework", 1, 0),
        ("opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507", 16, 14),
    ] {
        let Some(loaded) = published(&format!("case/case__{name}.json"), Format::CaseJson) else { return };
        let loaded = loaded.expect("a framework");
        assert_eq!(loaded.value.concepts.len(), items, "{name}");
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), broader, "{name}");
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0), "{name}");
        let links: Vec<_> = loaded.value.concepts.iter().flat_map(|concept| &concept.links).collect();
        let exact = links.iter().filter(|link| link.predicate == Some(Predicate::Exact)).count();
        let expected = if items == 16 { (16 + 2 + 2, 16) } else { (0, 0) };
        assert_eq!((links.len(), exact), expected, "{name}");
    }
    let Some(empty) = published("case/case__EmptyExternalFramework.json", Format::CaseJson) else { return };
    assert!(empty.expect_err("a framework without items").to_string().contains("no concept found"));
}

#[test]
fn ctdl_graphs_come_out_whole() {
    for (name, concepts, broader, other) in [
        ("Competency-Frameworks_ConnectingCredentials.json", 91, 89, 0),
        ("Competency-Frameworks_ConnectingCredentialsLevels.json", 8, 0, 0),
        // One of its parents is not in the file.
        ("Competency-Frameworks_DQP.jsonld", 83, 78, 0),
        ("Competency-Frameworks_ONET_Abilities_Competency_Framework_9-27-19.json", 71, 67, 0),
        ("Competency-Frameworks_ONET_Basic_Skills_Competency_Framework_9-27-19.json", 12, 10, 0),
        ("Competency-Frameworks_ONET_Cross-Functional_Skills_Competency_Framework_9-27-19.json", 30, 25, 0),
        ("Competency-Frameworks_ONET_Knowledge_Competency_Framework_9-27-19.json", 41, 31, 0),
        ("Competency-Frameworks_SampleCompetencyFramework_with_Envelope.json", 13, 0, 0),
        ("Employment_and_Training_to_Jobs_Examples_Archive_NICE_Example_SP-RSK-001_pb.json", 13, 2, 17),
        ("Employment_and_Training_to_Jobs_Examples_Archive_NICE_Sample.json", 6, 1, 4),
        ("Employment_and_Training_to_Jobs_Examples_NICE_Example_SP-RSK-001.json", 12, 1, 18),
        ("Employment_and_Training_to_Jobs_Examples_Navy_Maintenance_Task_Example.json", 16, 8, 7),
        (
            "Employment_and_Training_to_Jobs_Examples_Work_Activities_ONET_Content_Model_Occupational_Requirements.json",
            2_453,
            2_449,
            0,
        ),
        ("Employment_and_Training_to_Jobs_Examples_Work_Activities_ONET_Work_Activities_Concept_Scheme.json", 3, 0, 0),
        ("QualificationsFramework_Examples_ACQF.json", 15, 0, 12),
        ("QualificationsFramework_Examples_EQF.json", 13, 0, 12),
        ("QualificationsFramework_Examples_NLQF.json", 2, 0, 0),
        ("QualificationsFramework_Examples_scqf.json", 31, 0, 40),
        ("QualificationsFramework_Examples_zqf_part.json", 15, 0, 11),
    ] {
        let Some(loaded) = published(&format!("ctdl-asn/ctdl__{name}"), Format::CtdlAsn) else { return };
        let loaded = loaded.expect("a graph");
        let taxonomy = &loaded.value;
        let found = (taxonomy.concepts.len(), taxonomy.count_relations(RelationKind::Broader));
        assert_eq!(found, (concepts, broader), "{name}");
        assert_eq!(taxonomy.relations.len() - broader, other, "{name}");
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0), "{name}");
    }
}

#[test]
fn files_that_are_no_framework_say_why() {
    for (name, reason) in [
        ("QualificationsFramework_Examples_scqf-eqf-mapping.json", "an alignment map"),
        ("QualificationsFramework_Examples_BQF.json", "line 76"),
        ("Employment_and_Training_to_Jobs_Examples_Work_Activities_SAMPLE_-_Connected_Items.json", "line 45"),
    ] {
        let Some(read) = published(&format!("ctdl-asn/ctdl__{name}"), Format::CtdlAsn) else { return };
        let error = read.expect_err("no framework").to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn nice_comes_out_whole() {
    let Some(loaded) = published("nice-2.1.0/cprt_SP_800_181_2_1_0.json", Format::Cprt) else { return };
    let loaded = loaded.expect("a framework");
    let taxonomy = &loaded.value;
    let count = |kind| taxonomy.concepts.iter().filter(|concept| concept.kind == kind).count();
    assert_eq!(
        [ConceptKind::Task, ConceptKind::Knowledge, ConceptKind::Skill, ConceptKind::Occupation].map(count),
        [946, 662, 540, 41]
    );
    assert_eq!([ConceptKind::OccupationGroup, ConceptKind::SkillGroup].map(count), [5, 11]);
    assert_eq!(taxonomy.concepts.len(), 946 + 662 + 540 + 41 + 5 + 11, "codes and orders are no concepts");
    assert_eq!(taxonomy.count_relations(RelationKind::Essential), 2_857 + 1_429 + 1_048);
    assert_eq!(taxonomy.count_relations(RelationKind::Broader), 41);
    let codes: usize = taxonomy.concepts.iter().map(|concept| concept.links.len()).sum();
    assert_eq!(codes, 40, "a work role has one code of the civil service");
    assert_eq!((loaded.diagnostics.total(), taxonomy.info.version.as_str()), (0, "2.1.0"));
    assert!(taxonomy.info.publisher.contains("NIST") || taxonomy.info.publisher.contains("Standards and Technology"));
    let ingress = taxonomy.concepts.iter().find(|concept| concept.id == "K1082").expect("it is published");
    assert_eq!(ingress.labels[1].text, "ingress filtering tools and techniques");
}

#[test]
fn the_whole_australian_classification_is_read_by_its_mapping_file() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else { return eprintln!("skipped: no published data") };
    let files = fs::list(&PathBuf::from(data).join("taxonomies").join("asc-1.0")).expect("a folder of sheets");
    let mapping = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("taxonomies/asc/columns.toml");
    let text = String::from_utf8(fs::read(&mapping).expect("a mapping file")).expect("UTF-8");
    let mapping = Some(TableMapping::parse(&text, "columns.toml").expect("a mapping"));
    let options = ReadOptions { mapping, ..ReadOptions::default() };
    let loaded = taxonomy::read(&files, &options, TaxonomyInfo::default()).expect("a taxonomy");
    let taxonomy = &loaded.value;
    let count = |kind| taxonomy.concepts.iter().filter(|concept| concept.kind == kind).count();
    assert_eq!(
        [ConceptKind::Occupation, ConceptKind::WorkActivity, ConceptKind::SkillGroup, ConceptKind::Skill].map(count),
        [600, 1_925, 279 + 29, 10]
    );
    // One kind of tool is an example of itself.
    assert_eq!(count(ConceptKind::Software), 88 + 251 - 1);
    assert_eq!(taxonomy.count_relations(RelationKind::Essential), 10_963 + 6_000 + 1_989);
    // Each task is in one cluster, each cluster in one family; an example may be one of several kinds of tools.
    assert_eq!(taxonomy.count_relations(RelationKind::Broader), 1_925 + 279 + 260 - 1);
    assert_eq!(
        (loaded.diagnostics.skipped(), loaded.diagnostics.warnings()),
        (0, 1),
        "{:?}",
        loaded.diagnostics.kept()
    );
    assert_eq!((taxonomy.info.version.as_str(), taxonomy.info.licence.as_str()), ("1.0", "CC BY 4.0"));
    assert_eq!(taxonomy.info.languages, ["en"]);
    let train = taxonomy.concepts.iter().filter(|concept| concept.name() == "Train staff").count();
    assert_eq!(train, 2, "a task and the cluster of that name");
}

#[test]
fn esco_changed_little_from_1_1_0_to_1_1_1() {
    let Some(from) = published("esco-1.1.0/skills_en.csv", Format::EscoCsv) else { return };
    let Some(to) = published("esco-1.1.1", Format::EscoCsv) else { return };
    let (from, to) = (from.expect("skills").value, to.expect("a taxonomy").value);
    let changes = taxonomy::compare(&from, &to, &[ConceptKind::Skill, ConceptKind::Knowledge]);
    let counts: Vec<(&str, usize)> = changes.counts().iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(changes.concepts, (13_891, 13_896));
    let expected = [
        ("added", 5),
        ("gone", 0),
        ("renamed", 2),
        ("moved", 0),
        ("reclassified", 2),
        ("relabelled", 4),
        ("redefined", 86),
    ];
    assert_eq!(counts, expected, "{:?}", changes.not_compared);
    assert_eq!(changes.not_compared.len(), 1, "the first is skills only: it has no hierarchy");
    assert_eq!(changes.changes[0].kind, ChangeKind::Added);
}

#[test]
fn decisions_made_on_esco_1_1_0_are_held_against_1_1_1() {
    let Some(from) = published("esco-1.1.0/skills_en.csv", Format::EscoCsv) else { return };
    let Some(to) = published("esco-1.1.1", Format::EscoCsv) else { return };
    let (mut from, mut to) = (from.expect("skills").value, to.expect("a taxonomy").value);
    for (taxonomy, version) in [(&mut from, "1.1.0"), (&mut to, "1.1.1")] {
        "esco".clone_into(&mut taxonomy.info.name);
        version.clone_into(&mut taxonomy.info.version);
    }
    // SSSOM names the vocabulary by its address, other formats by its name.
    let address = to.info.source.as_str();
    let decision = |id: &str, label: &str| {
        let subject = Entity { id: "a:1".to_owned(), label: "a".to_owned(), ..Entity::default() };
        let object = Entity {
            id: id.to_owned(),
            label: label.to_owned(),
            source: if id.ends_with('a') { "esco" } else { address }.to_owned(),
            source_version: "1.1.0".to_owned(),
            ..Entity::default()
        };
        let row = MappingRow::new(subject, MappingPredicate::Skos(Predicate::Close), object);
        ReviewDecision::about(&row, Verdict::Accept)
    };
    // A decision on every skill that there was, by the name that it had.
    let mut decisions: Vec<ReviewDecision> =
        from.concepts.iter().map(|concept| decision(&concept.id, concept.name())).collect();
    decisions.push(decision("http://data.europa.eu/esco/skill/withdrawn", "withdrawn"));
    let mut elsewhere = decision("https://trades.example/weld", "weld");
    "trades".clone_into(&mut elsewhere.object.source);
    decisions.push(elsewhere);
    assert_eq!(earlier_versions(&decisions, &to, false).into_iter().collect::<Vec<_>>(), ["1.1.0"]);
    let earlier = [from];
    let stale = stale_decisions(&decisions, Versions::default(), Versions { now: Some(&to), earlier: &earlier });
    let count = |is: &dyn Fn(&StaleReason) -> bool| stale.iter().filter(|one| is(&one.reason)).count();
    let changed =
        |kind: ChangeKind| count(&|reason| matches!(reason, StaleReason::Changed(change) if change.kind == kind));
    assert_eq!(count(&|reason| *reason == StaleReason::Gone), 1);
    assert_eq!(count(&|reason| matches!(reason, StaleReason::Renamed(_))), 2, "one keeps its old name as another one");
    assert_eq!([ChangeKind::Moved, ChangeKind::Reclassified, ChangeKind::Redefined].map(changed), [0, 2, 86]);
    assert_eq!(stale.len(), 1 + 2 + 2 + 86);
    let said: Vec<String> = stale.iter().map(skillmap::review::Stale::shown).collect();
    let says = |part: &str| said.iter().any(|one| one.contains(part));
    assert!(says("withdrawn (http://data.europa.eu/esco/skill/withdrawn) is no longer there"));
    assert!(says("promote inclusion in research") && says("is called \"integrate gender dimension in research\" now"));
    assert!(says("was reclassified: knowledge now, skill before"));
}
