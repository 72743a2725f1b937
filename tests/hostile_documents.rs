//! Whatever the bytes, a reader ends in documents, diagnostics or an error, and never in a panic: arbitrary bytes, fixtures
//! with bytes changed, and fixtures with whole values changed for others of the wrong sort.
//! `PROPTEST_CASES` says for how long, when it is more than two thousand.

use proptest::prelude::*;
use serde_json::{Value, json};
use skillmap::document::{Format, ReadOptions, open};
use skillmap::fs::SourceFile;
use skillmap::model::Document;

const FIXTURES: [(&str, &[u8]); 26] = [
    ("credentials/open_badges_2.json", include_bytes!("fixtures/credentials/open_badges_2.json")),
    ("credentials/open_badges_3.json", include_bytes!("fixtures/credentials/open_badges_3.json")),
    ("credentials/first.json", include_bytes!("fixtures/credentials/open_badges_3_first_generation.json")),
    ("credentials/clr.json", include_bytes!("fixtures/credentials/clr.json")),
    ("credentials/learner_record.json", include_bytes!("fixtures/credentials/learner_record.json")),
    ("credentials/ctdl.json", include_bytes!("fixtures/credentials/ctdl.json")),
    ("postings/schema_org.json", include_bytes!("fixtures/postings/schema_org.json")),
    ("postings/schema_org_graph.json", include_bytes!("fixtures/postings/schema_org_graph.json")),
    ("postings/hr_open.json", include_bytes!("fixtures/postings/hr_open.json")),
    ("postings/position_opening.json", include_bytes!("fixtures/postings/position_opening.json")),
    ("postings/jdx.json", include_bytes!("fixtures/postings/jdx.json")),
    ("postings/greenhouse.json", include_bytes!("fixtures/postings/greenhouse.json")),
    ("postings/lever.json", include_bytes!("fixtures/postings/lever.json")),
    ("postings/workday.json", include_bytes!("fixtures/postings/workday.json")),
    ("postings/ashby.json", include_bytes!("fixtures/postings/ashby.json")),
    ("postings/smart_recruiters.json", include_bytes!("fixtures/postings/smart_recruiters.json")),
    ("postings/usajobs.json", include_bytes!("fixtures/postings/usajobs.json")),
    ("postings/page.html", include_bytes!("fixtures/postings/page.html")),
    ("tables/new_jersey.csv", include_bytes!("fixtures/tables/new_jersey.csv")),
    ("tables/texas_older.csv", include_bytes!("fixtures/tables/texas_older.csv")),
    ("tables/tpot.csv", include_bytes!("fixtures/tables/tpot.csv")),
    ("tables/linkedin.csv", include_bytes!("fixtures/tables/linkedin.csv")),
    ("badge.svg", b"<svg><openbadges:credential verify=\"a.b.c\"><![CDATA[{\"type\": \"BadgeClass\"}]]></openbadges:credential></svg>"),
    ("badge.png", b"\x89PNG\r\n\x1a\n\0\0\0\x1eiTXtopenbadges\0\0\0\0\0{\"name\": \"Welding\"}xxxx\0\0\0\0IENDxxxx"),
    ("badge.jwt", b"eyJhbGciOiJub25lIn0.eyJ0eXBlIjoiQmFkZ2VDbGFzcyIsIm5hbWUiOiJXIn0.eA"),
    ("job.pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R 1 0 R] /Count 9 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF"),
];

/// What must hold of every document, whatever it was made of.
fn check(document: &Document) {
    let mut before = 0;
    for part in &document.parts {
        assert!(part.range.start >= before && document.text.get(part.range.clone()).is_some(), "{document:?}");
        before = part.range.end;
    }
    for assertion in &document.assertions {
        assert!(!assertion.is_blank(), "{document:?}");
        if let Some(range) = assertion.range.clone() {
            assert_eq!(document.text.get(range), assertion.name.as_deref());
        }
    }
    assert!(!document.text.trim().is_empty() && !document.id.is_empty(), "{document:?}");
}

fn read_all(name: &str, bytes: &[u8], options: &ReadOptions) -> usize {
    let source = SourceFile::memory(name, Vec::leak(bytes.to_vec()));
    let Ok(mut reader) = open(&source, options) else { return 0 };
    let mut count = 0;
    while let Ok(Some(document)) = reader.next_document() {
        check(&document);
        count += 1;
    }
    let diagnostics = reader.take_diagnostics();
    assert!(diagnostics.kept().iter().all(|one| one.position.path.starts_with(name)), "{:?}", diagnostics.kept());
    count
}

#[test]
fn the_fixtures_that_are_changed_are_readable_as_they_are() {
    let readable = FIXTURES.iter().filter(|(name, bytes)| read_all(name, bytes, &ReadOptions::default()) > 0);
    assert_eq!(readable.count(), 23, "all but the picture without a type, the address and the circle of pages");
}

/// Changes the value at the `number`th place of a tree, and says how many places there are.
fn change(value: &mut Value, number: usize, with: &Value, seen: &mut usize) {
    if *seen == number {
        *seen += 1;
        *value = with.clone();
        return;
    }
    *seen += 1;
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
        Just(json!([])),
        Just(json!({})),
        Just(json!([[[["deep"]]]])),
        Just(json!({"@id": "_:course"})),
        Just(json!({"en": "words", "de": ["Worte"]})),
        Just(json!({"@value": 7})),
        Just(json!(["a", 1, null, {"name": "b"}, ["c"]])),
        any::<i64>().prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,40}".prop_map(|text| json!(text)),
        "[<&;>a-z/é\u{0}-\u{1f}]{0,40}".prop_map(|text| json!(text)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(2_000)))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), which in 0..23usize, magic in 0..9usize) {
        let begins: [&[u8]; 9] = [
            b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"PK\x03\x04", b"<svg>", b"<html>", b"eyJ", b"[{\"@type\":", b"{\"type\":",
        ];
        let bytes = [begins[magic], &bytes].concat();
        let options = ReadOptions { format: Some(Format::ALL[which]), holder: true, ..ReadOptions::default() };
        read_all("x", &bytes, &options);
        read_all("x", &bytes, &ReadOptions::default());
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
        read_all(name, &changed, &ReadOptions { holder: true, ..ReadOptions::default() });
    }

    #[test]
    fn fixtures_with_values_changed_never_panic(
        which in 0..17usize, changes in prop::collection::vec((any::<prop::sample::Index>(), wrong_value()), 1..5),
    ) {
        let (name, bytes) = FIXTURES[which];
        let mut value: Value = serde_json::from_slice(bytes).expect("a fixture is JSON");
        for (place, with) in changes {
            let mut places = 0;
            change(&mut value, usize::MAX, &Value::Null, &mut places);
            let mut seen = 0;
            change(&mut value, place.index(places), &with, &mut seen);
        }
        read_all(name, value.to_string().as_bytes(), &ReadOptions { holder: true, ..ReadOptions::default() });
    }
}
