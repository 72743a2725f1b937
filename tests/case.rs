//! CASE packages and the CSV of `OpenSALT`: statements, types, associations inside and out of a framework.

use std::path::Path;

use proptest::prelude::*;
use skillmap::error::Loaded;
use skillmap::fs::{self, SourceFile};
use skillmap::model::{Concept, ConceptKind, LabelRole, Predicate, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

fn fixture(name: &str, format: Format) -> Loaded<Taxonomy> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/case").join(name);
    let files = fs::list(&path).expect("a fixture");
    assert_eq!(taxonomy::detect(&files).expect("readable"), format);
    taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a framework")
}

/// The relations of a kind as `source > target` by name.
fn relations(taxonomy: &Taxonomy, kind: RelationKind) -> Vec<String> {
    let name = |at: u32| taxonomy.concepts[at as usize].name();
    let found = taxonomy.relations.iter().filter(|relation| relation.kind == kind);
    found.map(|relation| format!("{} > {}", name(relation.source), name(relation.target))).collect()
}

fn alternatives(concept: &Concept) -> Vec<&str> {
    let labels = concept.labels.iter().filter(|label| label.role == LabelRole::Alternative);
    labels.map(|label| label.text.as_str()).collect()
}

#[test]
fn a_package_becomes_concepts_relations_and_links() {
    let loaded = fixture("weaving.json", Format::CaseJson);
    let taxonomy = &loaded.value;
    let [weaving, setup, knots] = &taxonomy.concepts[..] else { panic!("{:?}", taxonomy.concepts) };
    assert_eq!((weaving.name(), weaving.kind), ("Weaving", ConceptKind::SkillGroup));
    assert_eq!((weaving.definition(), weaving.notation.as_deref()), (Some("Make **cloth** of yarn."), Some("W")));
    assert_eq!(
        (setup.id.as_str(), setup.name()),
        ("https://case.example.org/uri/2", "Set up a loom: part, use heddle, lifts")
    );
    assert_eq!(alternatives(setup), ["Loom Setup", "warping"]);
    assert_eq!((setup.labels[0].language.as_str(), setup.notation.as_deref()), ("en-gb", Some("1")));
    assert_eq!(setup.categories, ["Skill", "Textiles"]);
    assert!(setup.definition().is_some_and(|text| text.contains("| --- |")), "the statement is kept as published");
    assert_eq!((knots.id.as_str(), knots.kind), ("00000000-0000-4000-8000-000000000003", ConceptKind::Knowledge));

    assert_eq!(relations(taxonomy, RelationKind::Broader), [format!("{} > Weaving", setup.name())]);
    assert_eq!(relations(taxonomy, RelationKind::Related), [format!("{} > Names of knots", setup.name())]);
    let links: Vec<_> = setup.links.iter().map(|link| (link.predicate, link.target.as_str())).collect();
    let other = |end| format!("https://other.example.org/{end}");
    assert_eq!(
        links,
        [
            (Some(Predicate::Exact), other(7).as_str()),
            (Some(Predicate::Broad), other(8).as_str()),
            (Some(Predicate::Broad), other(9).as_str()),
        ]
    );
    let info = &taxonomy.info;
    assert_eq!((info.title.as_str(), info.publisher.as_str()), ("Weaving", "Mill School"));
    assert_eq!((info.version.as_str(), info.licence.as_str()), ("3", "CC BY 4.0"));
}

#[test]
fn what_cannot_be_kept_is_reported_with_its_place() {
    let loaded = fixture("weaving.json", Format::CaseJson);
    let fields: Vec<_> = loaded.diagnostics.kept().iter().filter_map(|one| one.position.field.as_deref()).collect();
    assert_eq!(fields, ["/CFItems/3", "/CFItems/4", "/CFAssociations/8"]);
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (3, 0));
    let notes = loaded.diagnostics.total() - 3;
    assert_eq!(notes, 2, "an order, and an association of somebody else's item");
}

#[test]
fn the_table_of_opensalt_says_the_same_with_codes() {
    let loaded = fixture("weaving.csv", Format::CaseCsv);
    let taxonomy = &loaded.value;
    assert_eq!(relations(taxonomy, RelationKind::Broader), ["Set up a loom > Weaving", "Dye yarn > Weaving"]);
    assert_eq!(relations(taxonomy, RelationKind::Related), ["Set up a loom > Dye yarn"]);
    let setup = &taxonomy.concepts[1];
    assert_eq!((setup.id.as_str(), alternatives(setup)), ("setup", vec!["warping", "loom setup"]));
    let links: Vec<_> = setup.links.iter().map(|link| (link.framework.as_deref(), link.target.as_str())).collect();
    assert_eq!(links, [(Some("exemplar"), "https://films.example.org/1"), (None, "https://other.example.org/7")]);
    assert_eq!(loaded.diagnostics.total(), 0);
}

proptest! {
    #[test]
    fn no_bytes_end_the_program(
        name in prop::sample::select(vec![("weaving.json", Format::CaseJson), ("weaving.csv", Format::CaseCsv)]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/case").join(name.0);
        let mut bytes = fs::read(&path).expect("a fixture");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let files = [SourceFile::memory(name.0, bytes.leak())];
        let options = ReadOptions { format: Some(name.1), ..ReadOptions::default() };
        if let Ok(loaded) = taxonomy::read(&files, &options, TaxonomyInfo::default()) {
            prop_assert!(!loaded.value.concepts.is_empty());
        }
    }
}
