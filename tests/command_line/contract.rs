//! What other programs rely on: statuses, the last line, the formats, and the JSON Lines of `map`.

use std::io::Write as _;

use serde_json::Value;

use crate::{Desk, WELDERS, credentials, rows};

/// Documents of the example catalogue.
const CREDENTIALS: usize = 63;

fn map_credentials(desk: &Desk, more: &[&str]) -> crate::Run {
    let path = credentials();
    let mut arguments = vec!["map", path.to_str().expect("a path in UTF-8")];
    arguments.extend(more);
    desk.run(&arguments)
}

#[test]
fn the_example_is_mapped_in_every_format() {
    let desk = Desk::new();
    for (format, begin) in [
        ("table", ""),
        ("csv", "source_id,source_title,concept_id"),
        ("jsonl", "{\"id\":"),
        ("sssom", "#"),
        ("sssom-json", "{"),
    ] {
        let run = map_credentials(&desk, &["--format", format]).ends(0);
        assert!(run.stdout.starts_with(begin), "{format}: {}", &run.stdout[..60]);
        assert!(run.stdout.lines().count() > 30, "{format}");
        assert!(run.stdout.contains("Certified Nursing Assistant"), "{format}");
        assert!(!run.stdout.contains("documents, mapped"), "{format}");
        assert_eq!(run.stderr.lines().count(), 1, "{format}: {}", run.stderr);
    }
    assert!(!desk.path("space").exists(), "mapping onto the bundled taxonomy writes nothing");
}

#[test]
fn the_last_line_counts_what_was_read_mapped_and_skipped() {
    let desk = Desk::new();
    desk.file("a.csv", format!("{WELDERS}x,,\nz-4,Zzyzx,qqqq xxxx\n"));
    let run = desk.run(&["map", "a.csv", "-f", "jsonl"]).ends(1).says(&["skipped: a.csv:4, record 3"]);
    let objects = run.objects();
    assert_eq!(objects.len(), 3);
    let mappings: usize = objects.iter().map(|object| object["mappings"].as_array().expect("a list").len()).sum();
    let expected = format!("read 3 documents, mapped 2 with {mappings} mappings, 1 without a match, skipped 1");
    assert_eq!(run.last_line(), expected);
}

#[test]
fn strict_refuses_and_quiet_is_silent() {
    let desk = Desk::new();
    desk.file("a.csv", format!("{WELDERS}x,,\n"));
    let run =
        desk.run(&["map", "a.csv", "--strict"]).ends(2).says(&["error: a.csv:4, record 3", "hint: without --strict"]);
    assert_eq!(run.stdout, "");
    let quiet = desk.run(&["map", "a.csv", "--quiet", "-f", "csv"]).ends(1);
    assert_eq!(quiet.stderr, "");
    assert!(quiet.stdout.starts_with("source_id"));
    desk.run(&["map", "nowhere.csv", "--quiet"]).ends(2).says(&["error: nowhere.csv"]);
}

#[test]
fn wrong_requests_fail_with_status_two() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    desk.run(&["map"]).ends(2).says(&["INPUT"]);
    desk.run(&["map", "a.csv", "--format", "xml"]).ends(2).says(&["table, csv, jsonl, sssom"]);
    desk.run(&["map", "a.csv", "--text-column", "body"]).ends(2).says(&["a.csv", "\"body\"", "\"description\""]);
    desk.run(&["search", "welding"]).ends(0);
    desk.run(&["search", "zzyzxqq"]).ends(1).says(&["nothing found"]);
}

#[test]
fn each_line_of_json_keeps_the_contract() {
    let desk = Desk::new();
    let run = map_credentials(&desk, &["-f", "jsonl", "--with-text", "--min-confidence", "0", "--top", "5"]).ends(0);
    let objects = run.objects();
    assert_eq!(objects[0]["id"], "cred-001");
    for object in &objects {
        let text = object["text"].as_str().expect("the text");
        let mappings = object["mappings"].as_array().expect("a list");
        assert_eq!(mappings.len(), 5, "the best five of {}", object["id"]);
        let confidences: Vec<f64> = mappings.iter().map(|one| one["confidence"].as_f64().expect("a number")).collect();
        assert!(confidences.is_sorted_by(|a, b| a >= b), "{confidences:?}");
        assert!(confidences.iter().all(|confidence| (0.0..=1.0).contains(confidence)));
        for mapping in mappings {
            check_mapping(mapping, text);
        }
    }
    let usual = map_credentials(&desk, &["-f", "jsonl"]).ends(0).objects();
    let first = usual[0].as_object().expect("an object");
    assert!(!first.contains_key("text") && first.contains_key("title"));
}

fn check_mapping(mapping: &Value, text: &str) {
    for field in ["concept_id", "label", "taxonomy", "predicate"] {
        assert!(mapping[field].as_str().is_some_and(|value| !value.is_empty()), "{field} in {mapping}");
    }
    assert!(mapping.get("notation").is_some() && mapping.get("requirement").is_some(), "{mapping}");
    assert!(mapping["predicate"].as_str().is_some_and(|value| value.starts_with("skos:")));
    assert!(["accepted", "review"].iter().any(|decision| mapping["decision"] == *decision), "{mapping}");
    let evidence = mapping["evidence"].as_array().expect("a list");
    assert!(!evidence.is_empty(), "no evidence: {mapping}");
    for one in evidence {
        let at = |field: &str| usize::try_from(one[field].as_u64().expect("an offset")).expect("an offset");
        assert_eq!(text.get(at("start")..at("end")), one["quote"].as_str(), "{one}");
        assert!(one["matcher"].is_string() && one["matched_label"].is_string() && one["score"].is_number());
    }
}

#[test]
fn documents_come_in_the_order_of_the_input() {
    let desk = Desk::new();
    let rows = rows(1_200, "Weld steel");
    desk.file("many.csv", format!("id,title,description\n{rows}"));
    let objects = desk.run(&["map", "many.csv", "-f", "jsonl", "--top", "1"]).ends(0).objects();
    assert_eq!(objects.len(), 1_200);
    assert!(objects.iter().enumerate().all(|(row, object)| object["id"] == format!("d-{row}")));
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = Desk::new();
    for format in ["jsonl", "csv", "sssom"] {
        let [one, two, eight] =
            ["1", "2", "8"].map(|threads| map_credentials(&desk, &["-f", format, "--threads", threads]).ends(0).stdout);
        assert!(one.len() > 1_000);
        assert!(one == two && one == eight, "{format} differs");
    }
}

#[test]
fn formulas_in_a_spreadsheet_are_harmless() {
    let desk = Desk::new();
    desk.file("a.csv", "id,title,description\n=1+1,\"@SUM(A1) welder\",Perform welding of steel parts\n-2,+x,zzyzx\n");
    let run = desk.run(&["map", "a.csv", "-f", "csv"]).ends(0);
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("our own CSV")).collect();
    assert_eq!((&rows[0][0], &rows[0][1]), ("'=1+1", "'@SUM(A1) welder"));
    let risky = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    assert!(!rows.iter().flatten().any(risky), "{}", run.stdout);
}

#[test]
fn standard_input_and_compressed_input_are_read_alike() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(WELDERS.as_bytes()).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let zstd = zstd::encode_all(WELDERS.as_bytes(), 1).expect("memory");
    desk.file("a.csv.gz", &gzip);
    desk.file("a.csv.zst", zstd);
    let plain = desk.run(&["map", "a.csv", "-f", "jsonl"]).ends(0).stdout;
    assert_eq!(plain.lines().count(), 2);
    for name in ["a.csv.gz", "a.csv.zst"] {
        assert_eq!(desk.run(&["map", name, "-f", "jsonl"]).ends(0).stdout, plain, "{name}");
    }
    assert_eq!(desk.feed(&["map", "-", "-f", "jsonl"], WELDERS.as_bytes()).ends(0).stdout, plain);
    assert_eq!(desk.feed(&["map", "-", "-f", "jsonl"], &gzip).ends(0).stdout, plain);
    desk.file("cut.csv.gz", &gzip[..gzip.len() / 2]);
    desk.run(&["map", "cut.csv.gz", "-f", "jsonl"]).ends(2).says(&["error: cut.csv.gz"]);
}

#[test]
fn the_example_has_as_many_lines_as_documents() {
    let desk = Desk::new();
    let run = map_credentials(&desk, &["-f", "jsonl"]).ends(0);
    assert_eq!(run.objects().len(), CREDENTIALS);
    assert!(run.last_line().starts_with(&format!("read {CREDENTIALS} documents, mapped ")), "{}", run.stderr);
}
