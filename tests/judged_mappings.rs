//! What `map` accepts, against mappings that a person judged (`tests/gold/README.md`): at least four in five are right.
//! Precision is counted over what was judged; that nearly all of what is accepted was judged is asked for too, so
//! that a change of the matcher cannot pass by accepting other things.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;

const LEAST_PRECISION: f64 = 0.8;
/// Least share of the accepted mappings that were judged.
const LEAST_JUDGED: f64 = 0.9;

type Key = (String, String);

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: no published data");
    }
    folder
}

fn judgements(set: &str) -> HashMap<Key, bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/judged-mappings.csv");
    let mut reader = csv::Reader::from_path(path).expect("the judgements");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.filter(|row| &row[0] == set).map(|row| ((row[1].to_owned(), row[2].to_owned()), &row[4] == "1")).collect()
}

fn skillmap(workspace: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skillmap"));
    let output = command.arg("--workspace").arg(workspace).args(arguments).output().expect("the program starts");
    assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The programmes that were judged, as JSON Lines.
fn programmes(data: &Path) -> String {
    let wanted: Vec<String> = judgements("programmes").into_keys().map(|(document, _)| document).collect();
    let mut reader = csv::Reader::from_path(data.join("credentials/CIPCode2020.csv")).expect("CIP 2020");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.filter_map(|row| {
        let id = row[1].trim_matches(['=', '"']).to_owned();
        let line = serde_json::json!({ "id": id, "title": row[4], "description": row[5] });
        wanted.contains(&id).then(|| line.to_string())
    })
    .collect::<Vec<_>>()
    .join("\n")
}

/// The postings that were judged, as JSON Lines.
fn postings(data: &Path) -> String {
    let text = std::fs::read_to_string(data.join("jobs/skillspan_train.json")).expect("SkillSpan");
    let mut postings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let sentence: serde_json::Value = serde_json::from_str(line).expect("a sentence");
        let tokens = sentence["tokens"].as_array().expect("words");
        let words: Vec<&str> = tokens.iter().filter_map(serde_json::Value::as_str).collect();
        let source = sentence["source"].as_str().expect("a source");
        postings.entry(format!("skillspan-{source}-{}", sentence["idx"])).or_default().push(words.join(" "));
    }
    let wanted: Vec<String> = judgements("postings").into_keys().map(|(document, _)| document).collect();
    let lines = postings.into_iter().filter(|(id, _)| wanted.contains(id));
    let lines = lines.map(|(id, text)| serde_json::json!({ "id": id, "text": text.join("\n") }).to_string());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn four_in_five_of_what_is_accepted_are_right() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let esco = data.join("taxonomies/esco-1.1.1");
    skillmap(folder.path(), &["taxonomy", "add", "esco@1.1.1", esco.to_str().expect("a path"), "--quiet"]);
    let trades = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/trades.csv"));
    let sets = [
        ("programmes", "documents.jsonl", programmes(&data), 150),
        ("postings", "documents.jsonl", postings(&data), 100),
        ("trades", "documents.csv", trades.expect("the trades"), 40),
    ];
    for (set, name, documents, fewest) in sets {
        let input = folder.path().join(name);
        std::fs::write(&input, documents).expect("a file");
        let input = input.to_str().expect("a path");
        let output = skillmap(folder.path(), &["map", input, "--taxonomy", "esco", "--format", "jsonl", "--quiet"]);
        let judged = judgements(set);
        let (mut accepted, mut known, mut right) = (0, 0, 0);
        for line in output.lines() {
            let document: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            for mapping in document["mappings"].as_array().expect("mappings") {
                if mapping["decision"] != "accepted" {
                    continue;
                }
                let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
                accepted += 1;
                if let Some(judgement) = judged.get(&(text(&document["id"]), text(&mapping["concept_id"]))) {
                    known += 1;
                    right += u32::from(*judgement);
                }
            }
        }
        let precision = f64::from(right) / f64::from(known);
        println!("{set}: {accepted} accepted, {known} of them judged, {right} right: precision {precision:.3}");
        assert!(precision >= LEAST_PRECISION, "{set}: {precision:.3}");
        assert!(accepted >= fewest, "{set}: who accepts hardly anything is easily right: {accepted}");
        assert!(f64::from(known) >= LEAST_JUDGED * f64::from(accepted), "{set}: {known} of {accepted} were judged");
    }
}

#[test]
fn a_name_counts_where_it_is_asked_for() {
    let Some(data) = data() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let esco = data.join("taxonomies/esco-1.1.1");
    skillmap(folder.path(), &["taxonomy", "add", "esco@1.1.1", esco.to_str().expect("a path")]);
    let input = folder.path().join("postings.csv");
    let table = "id,title,description\n\
        asks,HR generalist,\"Responsibilities: recruit employees. Requirements: knowledge of employment law and payroll.\"\n\
        tells,Sales assistant,\"We build software for employment law. You have experience in selling to companies.\"\n\
        licence,Courier,You must have experience and a valid Danish driving licence.\n\
        speaks,Courier,You must have experience and speak Danish.\n\
        title,Danish Sales Manager,You have experience in selling to companies.\n\
        wishes,Courier,You must have experience; Danish desirable.\n";
    std::fs::write(&input, table).expect("a file");
    let input = input.to_str().expect("a path");
    let output = skillmap(folder.path(), &["map", input, "--taxonomy", "esco", "--format", "jsonl", "--quiet"]);
    let accepts = |id: &str, label: &str| {
        let documents = output.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let document = documents.into_iter().find(|document| document["id"] == id).expect("the document");
        let mappings = document["mappings"].as_array().expect("mappings");
        mappings.iter().any(|mapping| mapping["label"] == label && mapping["decision"] == "accepted")
    };
    assert!(accepts("asks", "employment law") && accepts("asks", "recruit employees"));
    assert!(!accepts("tells", "employment law"), "an employer speaks of itself");
    assert!(
        accepts("speaks", "Danish")
            && accepts("wishes", "Danish")
            && accepts("title", "Danish")
            && !accepts("licence", "Danish")
    );
}
