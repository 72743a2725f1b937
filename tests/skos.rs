//! SKOS in each of its syntaxes, with the labels and texts that are nodes, and input that means harm.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use skillmap::error::{Loaded, Result};
use skillmap::fs::{self, SourceFile};
use skillmap::model::{Concept, ConceptKind, LabelRole, Predicate, RelationKind, ReuseLevel, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

const BASE: &str = "https://looms.example.org/";

fn fixture(name: &str, language: Option<&str>) -> Loaded<Taxonomy> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/skos").join(name);
    let files = fs::list(&path).expect("a fixture");
    assert_eq!(taxonomy::detect(&files).expect("readable"), Format::Skos, "{name}");
    let options = ReadOptions { language: language.map(str::to_owned), ..ReadOptions::default() };
    taxonomy::read(&files, &options, TaxonomyInfo::default()).expect("a vocabulary")
}

fn read_as(name: &str, text: String) -> Result<Loaded<Taxonomy>> {
    let files = [SourceFile::memory(name, text.leak().as_bytes())];
    let options = ReadOptions { format: Some(Format::Skos), ..ReadOptions::default() };
    taxonomy::read(&files, &options, TaxonomyInfo::default())
}

fn find<'a>(taxonomy: &'a Taxonomy, id: &str) -> &'a Concept {
    taxonomy.concepts.iter().find(|concept| concept.id == id).expect("a concept of the fixture")
}

/// The labels as `role language text`.
fn labels(concept: &Concept) -> Vec<String> {
    concept.labels.iter().map(|label| format!("{:?} {} {}", label.role, label.language, label.text)).collect()
}

/// The relations of a kind as `source > target` by the ends of their identifiers.
fn relations(taxonomy: &Taxonomy, kind: RelationKind) -> Vec<String> {
    let end = |at: u32| {
        let id = &taxonomy.concepts[at as usize].id;
        id.rsplit_once("/esco/").or(id.rsplit_once('/')).map_or("", |(_, end)| end)
    };
    let found = taxonomy.relations.iter().filter(|relation| relation.kind == kind);
    found.map(|relation| format!("{} > {}", end(relation.source), end(relation.target))).collect()
}

#[test]
fn everything_that_skos_says_of_a_concept_is_kept() {
    let loaded = fixture("looms.ttl", None);
    let setup = find(&loaded.value, &format!("{BASE}setup"));
    assert_eq!(
        labels(setup),
        [
            "Preferred en Loom Setup",
            "Alternative en Warping",
            "Hidden en warpping",
            "Preferred de Webstuhl einrichten",
            "Alternative en-gb setting up looms",
        ],
        "the language that most names are in comes first"
    );
    assert_eq!((setup.definition(), setup.notation.as_deref()), (Some("Set up a loom."), Some("W1")));
    assert_eq!(setup.notes.len(), 4);
    assert_eq!((setup.notes[3].text.as_str(), setup.notes[3].language.as_str()), ("Einen Webstuhl einrichten.", "de"));
    let links: Vec<_> = setup.links.iter().map(|link| (link.predicate, link.target.as_str())).collect();
    assert_eq!(
        links,
        [
            (Some(Predicate::Exact), "https://other.example.org/7"),
            (Some(Predicate::Broad), "https://other.example.org/8")
        ]
    );
    assert_eq!(relations(&loaded.value, RelationKind::Broader), ["setup > weaving"]);
    assert_eq!(relations(&loaded.value, RelationKind::Related), ["setup > dyeing"]);
    let info = &loaded.value.info;
    assert_eq!((info.title.as_str(), info.publisher.as_str(), info.version.as_str()), ("Looms", "Mill School", "2.1"));
    assert_eq!(
        (info.licence.as_str(), &info.languages[..]),
        ("https://creativecommons.org/licenses/by/4.0/", &["de".to_owned(), "en".to_owned(), "en-gb".to_owned()][..])
    );
}

#[test]
fn labels_may_be_nodes_and_retired_concepts_are_left_out() {
    let loaded = fixture("looms.ttl", None);
    let dyeing = find(&loaded.value, &format!("{BASE}dyeing"));
    assert_eq!(labels(dyeing), ["Preferred en Yarn Dyeing", "Alternative en dye yarn"]);
    assert_eq!(loaded.value.concepts.len(), 3);
    assert!(loaded.diagnostics.kept()[0].message.contains("1 concept is marked as no longer in use"));
    assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.warnings()), (1, 0));
}

#[test]
fn a_language_picks_what_is_kept() {
    let loaded = fixture("looms.ttl", Some("de"));
    let names: Vec<&str> = loaded.value.concepts.iter().map(Concept::name).collect();
    assert_eq!(names, ["Weben", "Webstuhl einrichten"]);
    assert_eq!(loaded.value.info.languages, ["de"]);
    assert!(loaded.diagnostics.kept().iter().any(|one| one.message.contains("no name in the language asked for")));
    assert_eq!(loaded.diagnostics.warnings(), 0, "relations to what was left out are no fault");
    let english = fixture("looms.ttl", Some("en"));
    assert_eq!(labels(&english.value.concepts[1]).len(), 4, "en includes en-GB");
}

#[test]
fn the_four_syntaxes_say_the_same() {
    let spell = |name: &str| {
        let loaded = fixture(name, None);
        assert_eq!(loaded.diagnostics.total(), 0, "{name}");
        let mut concepts: Vec<String> =
            loaded.value.concepts.iter().map(|concept| format!("{} {:?}", concept.id, labels(concept))).collect();
        concepts.sort();
        (concepts, relations(&loaded.value, RelationKind::Broader))
    };
    let expected = spell("looms.nt");
    assert_eq!(expected.0.len(), 2);
    assert_eq!(expected.1, ["setup > weaving"]);
    assert_eq!(spell("looms.rdf"), expected);
    assert_eq!(spell("looms.jsonld"), expected);
}

#[test]
fn the_dump_of_esco_has_its_own_terms() {
    let loaded = fixture("esco.ttl", None);
    let taxonomy = &loaded.value;
    let id = |end: &str| format!("http://data.europa.eu/esco/{end}");
    let kinds =
        ["skill/1", "skill/2", "skill/9", "occupation/1", "isco/C7318"].map(|end| find(taxonomy, &id(end)).kind);
    assert_eq!(
        kinds,
        [
            ConceptKind::Skill,
            ConceptKind::Knowledge,
            ConceptKind::SkillGroup,
            ConceptKind::Occupation,
            ConceptKind::OccupationGroup
        ]
    );

    let setup = find(taxonomy, &id("skill/1"));
    assert_eq!(
        labels(setup),
        ["Preferred en set up loom", "Alternative en warp a loom", "Preferred de Webstuhl einrichten"]
    );
    assert_eq!(setup.definition(), Some("Set up a loom."));
    assert_eq!(setup.notes.len(), 3, "two descriptions and a scope note");
    assert_eq!((setup.reuse, &setup.categories), (Some(ReuseLevel::SectorSpecific), &vec!["craft skills".to_owned()]));
    assert_eq!(relations(taxonomy, RelationKind::Essential), ["occupation/1 > skill/1"]);
    assert_eq!(relations(taxonomy, RelationKind::Optional), ["skill/1 > skill/2"]);
    assert_eq!(relations(taxonomy, RelationKind::Broader), ["skill/1 > skill/9", "occupation/1 > isco/C7318"]);
    assert_eq!((taxonomy.info.publisher.as_str(), loaded.diagnostics.total()), ("European Commission", 0));

    let german = fixture("esco.ttl", Some("de")).value;
    assert_eq!(german.concepts.len(), 1);
    assert_eq!(german.concepts[0].definition(), Some("Einen Webstuhl einrichten."));
    assert_eq!(german.concepts[0].notes.len(), 1, "the language of a text may come before it or after it");
}

#[test]
fn a_broken_statement_is_reported_with_its_line_and_the_rest_is_read() {
    let text = "@prefix s: <http://www.w3.org/2004/02/skos/core#> .
<https://a.example/1> s:prefLabel \"One\"@en .
<https://a.example/2> s:prefLabel \"Two\"@@ .
<https://a.example/3> s:prefLabel \"Three\"@en .
";
    let loaded = read_as("a.ttl", text.to_owned()).expect("two concepts");
    assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (2, 1));
    assert_eq!(loaded.diagnostics.kept()[0].position.line, Some(3));
    let cut = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Descr".to_owned();
    let error = read_as("a.rdf", cut).expect_err("cut short");
    assert!(error.to_string().contains("not RDF/XML"), "{error}");
}

#[test]
fn nothing_is_fetched_and_the_error_says_so() {
    let text = r#"{"@context": "https://contexts.example.org/skos.jsonld", "@id": "https://a.example/1",
        "skos:prefLabel": "One"}"#;
    let error = read_as("a.jsonld", text.to_owned()).expect_err("a context that lies elsewhere");
    assert!(error.to_string().contains("https://contexts.example.org/skos.jsonld lies elsewhere"), "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("put the context into the file")));
}

#[test]
fn circles_of_broader_are_broken_and_entities_do_not_multiply() {
    let mut text = "@prefix s: <http://www.w3.org/2004/02/skos/core#> .\n@base <https://a.example/> .\n".to_owned();
    for number in 0..500 {
        let next = (number + 1) % 500;
        writeln!(text, "<{number}> s:prefLabel \"No. {number}\"@en ; s:broader <{next}> .").expect("a string");
    }
    let loaded = read_as("a.ttl", text).expect("concepts");
    assert_eq!(loaded.value.count_relations(RelationKind::Broader), 499);
    assert_eq!(loaded.diagnostics.warnings(), 1);

    let mut laughs = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a0 \"ha\">".to_owned();
    for number in 1..40 {
        write!(laughs, "<!ENTITY a{number} \"&a{0};&a{0};\">", number - 1).expect("a string");
    }
    laughs.push_str("]><a xmlns:s='http://www.w3.org/2004/02/skos/core#'>&a39;</a>");
    let error = read_as("a.rdf", laughs).expect_err("refused");
    assert!(error.to_string().contains("entity"), "{error}");
}

#[test]
fn what_is_said_twice_is_kept_once() {
    let text = "@prefix s: <http://www.w3.org/2004/02/skos/core#> .
<https://a.example/1> s:prefLabel \"One\"@en , \"Uno\"@en ; s:altLabel \"One\"@en , \"Ace\"@en , \"Ace\"@en .
";
    let loaded = read_as("a.ttl", text.to_owned()).expect("a concept");
    assert_eq!(labels(&loaded.value.concepts[0]), ["Preferred en One", "Alternative en Uno", "Alternative en Ace"]);
    let roles = loaded.value.concepts[0].labels.iter().filter(|label| label.role == LabelRole::Preferred);
    assert_eq!(roles.count(), 1);
}

/// A fixture with some of its bytes changed.
fn mutated(bytes: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_end_the_program(
        name in prop::sample::select(vec!["looms.ttl", "looms.nt", "looms.rdf", "looms.jsonld", "esco.ttl"]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/skos").join(name);
        let bytes = mutated(&fs::read(&path).expect("a fixture"), &changes);
        for bytes in [bytes[..cut.index(bytes.len())].to_vec(), bytes] {
            let files = [SourceFile::memory(name, bytes.leak())];
            let _ = taxonomy::detect(&files);
            let options = ReadOptions { format: Some(Format::Skos), ..ReadOptions::default() };
            if let Ok(loaded) = taxonomy::read(&files, &options, TaxonomyInfo::default()) {
                prop_assert!(loaded.value.concepts.iter().all(|concept| !concept.labels.is_empty()));
            }
        }
    }
}
