//! CTDL-ASN graphs: namespaces in each other's place, language maps, nodes inside nodes, envelopes, alignments.

use std::path::Path;

use proptest::prelude::*;
use skillmap::error::{Loaded, Result};
use skillmap::fs::{self, SourceFile};
use skillmap::model::{Concept, ConceptKind, LabelRole, Predicate, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

fn read(name: &str, bytes: Vec<u8>) -> Result<Loaded<Taxonomy>> {
    let files = [SourceFile::memory(name, bytes.leak())];
    let options = ReadOptions { format: Some(Format::CtdlAsn), ..ReadOptions::default() };
    taxonomy::read(&files, &options, TaxonomyInfo::default())
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ctdl").join(name)).expect("a fixture")
}

fn fixture(name: &str) -> Loaded<Taxonomy> {
    let files = [SourceFile::memory(name, bytes(name).leak())];
    assert_eq!(taxonomy::detect(&files).expect("readable"), Format::CtdlAsn);
    taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a graph")
}

fn find<'a>(taxonomy: &'a Taxonomy, name: &str) -> &'a Concept {
    taxonomy.concepts.iter().find(|concept| concept.name() == name).expect("a concept of the fixture")
}

/// The relations of a kind as `source > target` by name.
fn relations(taxonomy: &Taxonomy, kind: RelationKind) -> Vec<String> {
    let name = |at: u32| taxonomy.concepts[at as usize].name();
    let found = taxonomy.relations.iter().filter(|relation| relation.kind == kind);
    found.map(|relation| format!("{} > {}", name(relation.source), name(relation.target))).collect()
}

#[test]
fn a_competency_keeps_all_that_is_said_of_it() {
    let loaded = fixture("weaving.json");
    let setup = find(&loaded.value, "Loom Setup");
    let labels: Vec<_> =
        setup.labels.iter().map(|label| (label.text.as_str(), label.role, label.language.as_str())).collect();
    assert_eq!(
        labels,
        [
            ("Loom Setup", LabelRole::Preferred, "en"),
            ("Monter un métier", LabelRole::Preferred, "fr"),
            ("Ourdir", LabelRole::Alternative, "fr"),
            ("warping", LabelRole::Alternative, "en"),
        ]
    );
    assert_eq!((setup.definition(), setup.notation.as_deref()), (Some("Set up a loom."), Some("W1")));
    assert_eq!(setup.occupation_codes, ["51-6063"]);
    let links: Vec<_> = setup.links.iter().map(|link| (link.predicate, link.target.as_str())).collect();
    assert_eq!(
        links,
        [
            (Some(Predicate::Exact), "https://other.example.org/7"),
            (Some(Predicate::Broad), "https://other.example.org/8"),
            (Some(Predicate::Narrow), "https://other.example.org/9"),
        ]
    );
    let info = &loaded.value.info;
    assert_eq!(
        (info.title.as_str(), info.publisher.as_str(), info.licence.as_str()),
        ("Weaving", "Mill School", "CC BY 4.0")
    );
}

#[test]
fn classes_decide_the_kind_and_nodes_may_lie_inside_nodes() {
    let loaded = fixture("weaving.json");
    let taxonomy = &loaded.value;
    let kinds = ["Loom Setup", "Manual dexterity", "Weaver", "Warp the loom.", "Skill"];
    let kinds = kinds.map(|name| find(taxonomy, name).kind);
    assert_kinds(kinds);
    let dexterity = find(taxonomy, "Manual dexterity");
    assert_eq!(dexterity.id, "https://credentialengineregistry.org/resources/ce-4");
    assert_eq!(find(taxonomy, "Weaver").notation.as_deref(), Some("WR-1"));
    assert_eq!(relations(taxonomy, RelationKind::Broader), ["Loom Setup > Weaving"]);
    assert_eq!(relations(taxonomy, RelationKind::Essential), ["Warp the loom. > Loom Setup"]);
    assert_eq!(relations(taxonomy, RelationKind::Related), ["Warp the loom. > Weaver"]);
}

fn assert_kinds(kinds: [ConceptKind; 5]) {
    let expected = [
        ConceptKind::Skill,
        ConceptKind::Ability,
        ConceptKind::Occupation,
        ConceptKind::Task,
        // Beside competencies a concept classifies them.
        ConceptKind::Other,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn what_is_left_out_is_reported_with_its_pointer() {
    let loaded = fixture("weaving.json");
    let found: Vec<_> = loaded
        .diagnostics
        .kept()
        .iter()
        .map(|one| (one.position.field.as_deref().unwrap_or_default(), one.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("/decoded_resource/@graph/6", "a node without @id or CTID"),
            ("/decoded_resource/@graph/7", "a node of no class that is read"),
            ("", "1 relation leads to nodes that are not in this input"),
        ]
    );
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (1, 0));
}

#[test]
fn a_progression_model_alone_is_a_taxonomy() {
    let loaded = fixture("levels.json");
    assert_eq!(loaded.value.info.title, "Levels of a weaver");
    assert_eq!(relations(&loaded.value, RelationKind::Broader), ["Master > Apprentice"]);
    assert_eq!(find(&loaded.value, "Apprentice").definition(), Some("Weaves under guidance."));
    assert_eq!(loaded.diagnostics.total(), 0);
}

#[test]
fn an_alignment_map_is_no_taxonomy_and_broken_json_has_a_line() {
    let map = r#"{"@graph": [{"@id": "a:m", "@type": "ceterms:AlignmentMap", "ceterms:hasPart": []}]}"#;
    let error = read("map.json", map.into()).expect_err("no concept");
    assert!(error.to_string().contains("an alignment map"), "{error}");
    let error = read("cut.json", b"{\"@graph\": [\n{\"@id\":".to_vec()).expect_err("cut short");
    assert!(error.to_string().starts_with("cut.json:2"), "{error}");
    let deep = "[".repeat(100_000);
    assert!(read("deep.json", deep.into()).expect_err("too deep").to_string().contains("recursion limit"));
}

proptest! {
    #[test]
    fn no_bytes_end_the_program(
        name in prop::sample::select(vec!["weaving.json", "levels.json"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = bytes(name);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(loaded) = read(name, bytes) {
            prop_assert!(!loaded.value.concepts.is_empty());
        }
    }
}
