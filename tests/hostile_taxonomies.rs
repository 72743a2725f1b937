//! Whatever the bytes, a reader of taxonomies ends in a closed taxonomy or an error, and never in a panic: arbitrary
//! bytes for every format, fixtures with bytes changed, and fixtures with values changed for others of the wrong sort.
//!
//! `PROPTEST_CASES` says how long; the targets of `fuzz/` go on where this stops.

use proptest::prelude::*;
use serde_json::{Value, json};
use skillmap::fs::SourceFile;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::{Format, ReadOptions, TableMapping, compare, read};

const FIXTURES: [(&str, &[u8]); 12] = [
    ("weaving.json", include_bytes!("fixtures/case/weaving.json")),
    ("cprt.json", include_bytes!("fixtures/cprt/weaving.json")),
    ("lightcast.json", include_bytes!("fixtures/lightcast/skills.json")),
    ("ctdl.json", include_bytes!("fixtures/ctdl/weaving.json")),
    ("levels.json", include_bytes!("fixtures/ctdl/levels.json")),
    ("looms.jsonld", include_bytes!("fixtures/skos/looms.jsonld")),
    ("looms.ttl", include_bytes!("fixtures/skos/looms.ttl")),
    ("looms.nt", include_bytes!("fixtures/skos/looms.nt")),
    ("looms.rdf", include_bytes!("fixtures/skos/looms.rdf")),
    ("weaving.csv", include_bytes!("fixtures/case/weaving.csv")),
    ("skills_en.csv", b"conceptType,conceptUri,skillType,preferredLabel,altLabels\nKnowledgeSkillCompetence,http://e/1,knowledge,Weaving,\"a\nb\"\n"),
    ("crafts.csv", b"id,label,alt_labels,broader\n1,Weaving,a|b,\n2,Dyeing,,1\n"),
];
/// How many of them are JSON.
const JSON: usize = 6;

fn check(name: &str, bytes: Vec<u8>, format: Option<Format>) -> bool {
    let options = ReadOptions { format, ..ReadOptions::default() };
    let Ok(loaded) = read(&[SourceFile::bytes(name, bytes)], &options, TaxonomyInfo::default()) else { return false };
    let taxonomy = &loaded.value;
    let count = taxonomy.concepts.len() as u32;
    assert!(taxonomy.relations.iter().all(|relation| relation.source < count && relation.target < count));
    assert!(taxonomy.concepts.iter().all(|concept| !concept.id.trim().is_empty() && !concept.labels.is_empty()));
    assert!(compare(taxonomy, taxonomy, &[]).changes.is_empty());
    true
}

#[test]
fn the_fixtures_that_are_changed_are_readable_as_they_are() {
    for (name, bytes) in FIXTURES {
        assert!(check(name, bytes.to_vec(), None), "{name}");
    }
}

/// Changes the value at the `number`th place of a tree, and says how many places there are.
fn change(value: &mut Value, number: usize, with: &Value, seen: &mut usize) {
    *seen += 1;
    if *seen == number {
        *value = with.clone();
        return;
    }
    match value {
        Value::Array(values) => values.iter_mut().for_each(|inner| change(inner, number, with, seen)),
        Value::Object(object) => object.values_mut().for_each(|inner| change(inner, number, with, seen)),
        _ => {}
    }
}

fn wrong_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-7)),
        Just(json!("")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[["deep"]]])),
        Just(json!({"@id": "x"})),
        Just(json!({"en": ["a", 1, null]})),
        Just(json!("WV-001")),
        "\\PC{0,40}".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), which in 0..Format::ALL.len(), begin in 0..6usize) {
        let begins: [&[u8]; 6] = [b"", b"{\"data\": [", b"@prefix a: <b> .\n", b"<?xml version=\"1.0\"?><rdf:RDF", b"id,label\n", b"{\"documents\": [{"];
        let bytes = [begins[begin], &bytes].concat();
        check("x.csv", bytes.clone(), Some(Format::ALL[which]));
        let _ = TableMapping::parse(&String::from_utf8_lossy(&bytes), "x.toml");
        check("x", bytes, None);
    }

    #[test]
    fn fixtures_with_bytes_changed_never_panic(
        which in 0..FIXTURES.len(), places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(), is_cut in any::<bool>(),
    ) {
        let (name, bytes) = FIXTURES[which];
        let mut changed = bytes.to_vec();
        for (place, byte) in places {
            let at = place.index(changed.len());
            changed[at] = byte;
        }
        if is_cut {
            changed.truncate(cut.index(bytes.len()));
        }
        check(name, changed, None);
    }

    #[test]
    fn fixtures_with_values_changed_never_panic(
        which in 0..JSON, changes in prop::collection::vec((any::<prop::sample::Index>(), wrong_value()), 1..5),
    ) {
        let (name, bytes) = FIXTURES[which];
        let mut value: Value = serde_json::from_slice(bytes).expect("a fixture is JSON");
        for (place, with) in changes {
            let mut places = 0;
            change(&mut value, usize::MAX, &Value::Null, &mut places);
            let mut seen = 0;
            change(&mut value, place.index(places) + 1, &with, &mut seen);
        }
        check(name, value.to_string().into_bytes(), None);
    }
}
