//! NIST's CPRT and Lightcast's answers, by fixtures: what becomes concept, relation, link, and what is left aside.

use std::path::Path;

use skillmap::error::Loaded;
use skillmap::fs;
use skillmap::model::{Concept, ConceptKind, Label, LabelRole, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

fn fixture(name: &str, format: Format) -> Loaded<Taxonomy> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let files = fs::list(&path).expect("a fixture");
    assert_eq!(taxonomy::detect(&files).expect("readable"), format);
    taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a framework")
}

fn labels(concept: &Concept) -> Vec<(&str, LabelRole)> {
    concept.labels.iter().map(|Label { text, role, .. }| (text.as_str(), *role)).collect()
}

/// Relations as `source kind target`, by identifier.
fn relations(taxonomy: &Taxonomy) -> Vec<String> {
    let id = |at: u32| taxonomy.concepts[at as usize].id.as_str();
    let name = |relation: &skillmap::model::Relation| {
        format!("{} {:?} {}", id(relation.source), relation.kind, id(relation.target))
    };
    taxonomy.relations.iter().map(name).collect()
}

#[test]
fn a_framework_of_work_roles_is_read_by_the_types_of_its_elements() {
    let loaded = fixture("cprt/weaving.json", Format::Cprt);
    let taxonomy = &loaded.value;
    let kinds: Vec<(&str, ConceptKind)> =
        taxonomy.concepts.iter().map(|concept| (concept.id.as_str(), concept.kind)).collect();
    let expected = [
        ("WV", ConceptKind::OccupationGroup),
        ("WV-001", ConceptKind::Occupation),
        ("T0001", ConceptKind::Task),
        ("K0001", ConceptKind::Knowledge),
        ("S0001", ConceptKind::Skill),
        ("NF-COM-001", ConceptKind::SkillGroup),
    ];
    assert_eq!(kinds, expected, "what orders pages and bare codes are no concepts");
    let [_, weaver, setup, drafts, ..] = &taxonomy.concepts[..] else { panic!("six concepts") };
    assert_eq!((weaver.name(), weaver.definition()), ("Hand Weaver", Some("Responsible for weaving by hand.")));
    assert_eq!((setup.name(), setup.definition(), setup.notation.as_deref()), ("Set up a loom", None, Some("T0001")));
    let expected = [("Knowledge of weaving drafts", LabelRole::Preferred), ("weaving drafts", LabelRole::Hidden)];
    assert_eq!(labels(drafts), expected);
    assert_eq!((weaver.links[0].target.as_str(), weaver.links[0].framework.as_deref()), ("999", Some("opm_code")));

    assert_eq!(
        relations(taxonomy),
        [
            "WV-001 Broader WV",
            "WV-001 Essential T0001",
            "WV-001 Essential K0001",
            "WV-001 Essential S0001",
            "T0001 Related S0001",
            "K0001 Broader NF-COM-001"
        ]
    );
    let info = &taxonomy.info;
    assert_eq!((info.title.as_str(), info.version.as_str()), ("Framework for Loom Work", "1.0"));
    assert!(info.publisher.is_empty() && info.licence.is_empty(), "only NIST's own are NIST's");
    // The text among the elements, the relation to nowhere, the kind that is not known.
    assert_eq!(
        (loaded.diagnostics.skipped(), loaded.diagnostics.warnings(), loaded.diagnostics.total()),
        (1, 1, 3),
        "{:?}",
        loaded.diagnostics.kept()
    );
}

#[test]
fn lightcast_skills_keep_their_identifier_and_say_their_kind() {
    let loaded = fixture("lightcast/skills.json", Format::Lightcast);
    let kinds: Vec<(&str, ConceptKind)> =
        loaded.value.concepts.iter().map(|concept| (concept.name(), concept.kind)).collect();
    let expected = [
        ("Loom Setup (Hand Weaving)", ConceptKind::Skill),
        ("Draftweave", ConceptKind::Software),
        ("Patience", ConceptKind::Skill),
        ("Certified Weaver", ConceptKind::Other),
    ];
    assert_eq!(kinds, expected);
    let setup = &loaded.value.concepts[0];
    assert_eq!((setup.id.as_str(), setup.definition()), ("KS000000000000000001", Some("Set up a loom.")));
    assert_eq!(labels(setup)[1], ("Loom Setup", LabelRole::Alternative));
    assert_eq!(setup.categories, ["Specialized Skill", "Craft", "Weaving"]);
    assert_eq!(setup.links[0].target, "https://skills.example.org/skills/KS000000000000000001");
    assert_eq!(loaded.value.info.attribution, "Skills by Lightcast, made up for this test");
    assert_eq!(loaded.diagnostics.skipped(), 2, "one without a name, one that is a number");
    assert_eq!(loaded.value.count_relations(RelationKind::Broader), 0);
}
