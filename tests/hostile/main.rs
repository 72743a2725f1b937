//! Whatever the bytes, a reader ends in what it read, diagnostics or an error, and never in a panic: arbitrary bytes, the
//! fixtures with bytes changed, and fixtures with whole values changed for others of the wrong sort. What must hold of what
//! is read is in a file for each sort of reader, which the targets of `fuzz/` run as well.
//!
//! `PROPTEST_CASES` says for how long, when it is more than a thousand.

mod documents;
mod keys;
mod mapping_sets;
mod reviews;
mod taxonomies;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use skillmap::document::ReadOptions;
use skillmap::fs::SourceFile;

/// A sort of readers.
struct Readers {
    name: &'static str,
    survives: fn(&[u8]),
    /// Where its fixtures are.
    folders: &'static [&'static str],
}

const READERS: [Readers; 5] = [
    Readers { name: "documents", survives: documents::survives, folders: &["credentials", "postings", "tables"] },
    Readers {
        name: "taxonomies",
        survives: taxonomies::survives,
        folders: &["case", "cprt", "ctdl", "lightcast", "skos", "taxonomies"],
    },
    Readers {
        name: "mapping_sets",
        survives: mapping_sets::survives,
        folders: &["mapping_sets", "credentials", "postings", "case", "ctdl", "taxonomies"],
    },
    Readers { name: "reviews", survives: reviews::survives, folders: &["reviews", "mapping_sets"] },
    Readers { name: "keys", survives: keys::survives, folders: &["credentials"] },
];

/// How files begin, so that arbitrary bytes get past the first look.
const BEGINNINGS: [&[u8]; 16] = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<svg>",
    b"<html>",
    b"eyJ",
    b"[{\"@type\":",
    b"{\"type\":",
    b"{\"data\": [",
    b"{\"documents\": [{",
    b"@prefix a: <b> .\n",
    b"<?xml version=\"1.0\"?><rdf:RDF",
    b"id,label\n",
    b"#curie_map:\n#  a: b\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n",
    b"verdict,subject_id,predicate_id,object_id\n",
];

fn fixtures(folders: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in folders {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(folder);
        for entry in fs::read_dir(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
            let path = entry.expect("an entry").path();
            let bytes = fs::read(&path).expect("a fixture");
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file").to_string_lossy().into_owned()
}

/// A fixture with its last byte as a choice of format, or as it is.
fn chosen(bytes: &[u8], choice: Option<u8>) -> Vec<u8> {
    bytes.iter().copied().chain(choice.map(|choice| choice | 128)).collect()
}

#[test]
fn fixtures_of_documents_are_readable_as_they_are() {
    for (path, bytes) in fixtures(READERS[0].folders) {
        let count = documents::read(&name(&path), &bytes, &ReadOptions::default());
        // The pages of the PDF file are a circle; the signed credentials are kept in a form of our own.
        let is_broken = ["circle.pdf", "signed.json"].contains(&name(&path).as_str());
        assert_eq!(count > 0, !is_broken, "{}", path.display());
    }
}

#[test]
fn fixtures_of_taxonomies_are_readable_as_they_are() {
    for (path, bytes) in fixtures(READERS[1].folders) {
        assert!(taxonomies::is_read(&[SourceFile::bytes(&name(&path), bytes)], None), "{}", path.display());
    }
}

#[test]
fn fixtures_of_mapping_sets_are_readable_as_they_are() {
    for (path, bytes) in fixtures(&["mapping_sets"]) {
        assert!(mapping_sets::count(&name(&path), &bytes) >= 3, "{}", path.display());
    }
}

#[test]
fn every_reader_survives_every_fixture_under_every_choice() {
    for readers in &READERS {
        for (_, bytes) in fixtures(readers.folders) {
            (0..128).map(Some).chain([None]).for_each(|choice| (readers.survives)(&chosen(&bytes, choice)));
        }
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
        Just(json!("")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[["deep"]]]])),
        Just(json!({"@id": "_:course"})),
        Just(json!({"en": "words", "de": ["Worte", 1, null]})),
        Just(json!({"@value": 7})),
        Just(json!(["a", 1, null, {"name": "b"}, ["c"]])),
        Just(json!("WV-001")),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,40}".prop_map(|text| json!(text)),
        "[<&;>a-z/é\u{0}-\u{1f}]{0,40}".prop_map(|text| json!(text)),
    ]
}

fn cases() -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 500, ..ProptestConfig::with_cases(ProptestConfig::default().cases.max(1_000)) }
}

/// Runs the three properties on one sort of readers.
fn never_panics(readers: &Readers) {
    let mut runner = proptest::test_runner::TestRunner::new(cases());
    let choice = || prop::option::weighted(0.7, any::<u8>());
    let arbitrary = (0..BEGINNINGS.len(), prop::collection::vec(any::<u8>(), 0..600), choice());
    let run = runner.run(&arbitrary, |(beginning, bytes, choice)| {
        (readers.survives)(&chosen(&[BEGINNINGS[beginning], &bytes].concat(), choice));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{}, arbitrary bytes: {error}", readers.name));

    let fixtures = fixtures(readers.folders);
    let places = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    let cut = prop::option::of(any::<prop::sample::Index>());
    let spoiled = (0..fixtures.len(), places, cut, choice());
    let run = runner.run(&spoiled, |(which, places, cut, choice)| {
        let mut bytes = fixtures[which].1.clone();
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        (readers.survives)(&chosen(&bytes, choice));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{}, bytes changed: {error}", readers.name));

    let trees: Vec<Value> = fixtures.iter().filter_map(|(_, bytes)| serde_json::from_slice(bytes).ok()).collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), wrong_value()), 1..5);
    let run = runner.run(&(0..trees.len(), changes, choice()), |(which, changes, choice)| {
        let mut value = trees[which].clone();
        for (place, with) in changes {
            let mut places = 0;
            change(&mut value, usize::MAX, &Value::Null, &mut places);
            change(&mut value, place.index(places) + 1, &with, &mut 0);
        }
        (readers.survives)(&chosen(value.to_string().as_bytes(), choice));
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{}, values changed: {error}", readers.name));
}

#[test]
fn readers_of_documents_never_panic() {
    never_panics(&READERS[0]);
}

#[test]
fn readers_of_taxonomies_never_panic() {
    never_panics(&READERS[1]);
}

#[test]
fn readers_of_mapping_sets_never_panic() {
    never_panics(&READERS[2]);
}

#[test]
fn readers_of_reviews_never_panic() {
    never_panics(&READERS[3]);
}

#[test]
fn readers_of_keys_never_panic() {
    never_panics(&READERS[4]);
}

/// Public functions that read what somebody hands over, and are given nothing else than these do.
const READ_ELSEWHERE: [(&str, &str); 9] = [
    ("open_all", "opens as open does, one after another"),
    ("open_for_catalogue", "opens as open does, with other identifiers"),
    ("detect", "is asked by whatever reads without a format"),
    ("examples", "a table through the reader of tables"),
    ("judged_demand", "a table through the reader of tables"),
    ("read_links", "a table through the reader of tables"),
    ("read_gold", "a table through the reader of tables"),
    ("of", "looks at the beginning of what is not recognised, when detection asks"),
    ("map", "hands an upload to open"),
];

#[test]
fn fuzz_targets_are_in_step_with_the_readers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    // Each sort of readers has a target that runs it, and the manifest and the documents name it.
    let manifest = text("fuzz/Cargo.toml");
    for readers in &READERS {
        let target = text(&format!("fuzz/fuzz_targets/{}.rs", readers.name));
        assert!(target.contains(&format!("tests/hostile/{}.rs", readers.name)), "{}", readers.name);
        assert!(manifest.contains(&format!("fuzz_targets/{}.rs", readers.name)), "{}", readers.name);
        for folder in readers.folders {
            assert!(root.join("tests/fixtures").join(folder).is_dir(), "{folder}");
        }
    }
    let targets = fs::read_dir(root.join("fuzz/fuzz_targets")).expect("a folder").count();
    assert_eq!((targets, manifest.matches("[[bin]]").count()), (READERS.len(), READERS.len()));

    // Whatever else of the library is public and reads a source is run by one of them, or there is a reason.
    let bodies: String = READERS.iter().map(|readers| text(&format!("tests/hostile/{}.rs", readers.name))).collect();
    let mut seen = 0;
    for module in [
        "appearance", "document/mod", "document/detection", "eval/matches", "eval/sentences", "exchange/mod",
        "exchange/detection", "review/sheet", "taxonomy/mod", "vectors/lessons",
    ] {
        for line in text(&format!("src/{module}.rs")).lines() {
            let Some(rest) = line.trim().strip_prefix("pub fn ") else { continue };
            if !rest.contains("SourceFile") {
                continue;
            }
            let function = rest.split(['(', '<']).next().unwrap_or_default();
            let is_run = bodies.contains(&format!("{function}(")) && !["detect", "of"].contains(&function);
            let is_excused = READ_ELSEWHERE.iter().any(|(name, _)| *name == function);
            assert!(is_run || is_excused, "no fuzz target runs {module}::{function}; add it to tests/hostile");
            seen += 1;
        }
    }
    assert!(seen >= 10, "the readers are found where they are: {seen}");
    // Formats are chosen by number, out of all there are.
    for list in ["document", "taxonomy", "exchange"] {
        assert!(bodies.contains(&format!("use skillmap::{list}::")) && bodies.contains("Format::ALL"), "{list}");
    }
}
