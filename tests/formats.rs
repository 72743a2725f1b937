//! The list of formats against the README that shows it, and against the samples that it says are read.
//!
//! Every published sample is recognised with nothing said about its format; those that are deliberately no documents or
//! taxonomies are listed here, with what they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use skillmap::document;
use skillmap::formats::{Holds, markdown, rows};
use skillmap::fs::{self, SourceFile};
use skillmap::taxonomy;

fn data() -> Option<PathBuf> {
    let data = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("skipped: no published data");
    }
    data
}

fn skillmap(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_skillmap")).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).expect("README.md");
    let printed = skillmap(&["formats", "--markdown"]);
    assert_eq!(printed, markdown(&rows()));
    let shown = readme.split("<!-- formats: ").nth(1).and_then(|rest| rest.split_once("-->\n"));
    let shown = shown.and_then(|(_, rest)| rest.split_once("<!-- end of formats -->")).map(|(table, _)| table);
    assert_eq!(shown, Some(printed.as_str()), "put the output of `skillmap formats --markdown` between the marks");
}

#[test]
fn programs_get_the_same_list() {
    let listed: Vec<serde_json::Value> = serde_json::from_str(&skillmap(&["formats", "--json"])).expect("JSON");
    assert_eq!(listed.len(), rows().len());
    let nice = listed.iter().find(|row| row["name"] == "cprt-json").expect("it is read");
    assert_eq!((&nice["holds"], &nice["read"], &nice["written"]), (&"taxonomies".into(), &true.into(), &false.into()));
    assert!(nice["tested_against"][0]["paths"][0].as_str().is_some_and(|path| path.starts_with("taxonomies/nice")));
    assert_eq!(skillmap(&["formats"]).lines().count(), rows().len());
}

/// What a single file is told to be: a taxonomy's format before a document's, since tables and JSON may pass for both.
fn told(file: &SourceFile) -> Vec<&'static str> {
    let taxonomy = taxonomy::detect(std::slice::from_ref(file)).map(taxonomy::Format::as_str);
    let document = document::detect(file, &document::ReadOptions::default()).map(document::Format::as_str);
    taxonomy.into_iter().chain(document).collect()
}

#[test]
fn what_a_format_is_tested_against_is_told_to_be_of_that_format() {
    let Some(data) = data() else { return };
    for row in rows().into_iter().filter(|row| row.read) {
        for path in row.facts.tested_against.iter().flat_map(|sample| sample.paths) {
            let files = fs::list(&data.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            let name = row.facts.name;
            let is_found = match row.holds {
                Holds::Taxonomies => taxonomy::detect(&files).is_ok_and(|format| format.as_str() == name),
                _ => files.iter().any(|file| told(file).contains(&name)),
            };
            assert!(is_found, "{path} holds nothing that is told to be {name}");
        }
    }
}

/// Folders of published samples; the rest of the published data is schemas, contexts, catalogues of other projects.
const SAMPLES: [&str; 19] = [
    "schemas/case/core/docs",
    "schemas/clr2/inspector-clr",
    "schemas/ctdl/CTDLinLERs_VCs_OpenBadges_CLRs",
    "schemas/ctdl/Competency-Frameworks",
    "schemas/ctdl/Contextualized-Competency-Statements",
    "schemas/ctdl/CourseProgramExamples",
    "schemas/ctdl/Credential",
    "schemas/ctdl/Employment and Training to Jobs Examples",
    "schemas/ctdl/HandbookExamples",
    "schemas/ctdl/LearningProgram",
    "schemas/etpl/templates",
    "schemas/hropen-ler-rs/inspector-tcp-vc/src/test",
    "schemas/minimal-examples",
    "schemas/nist-cprt/src",
    "schemas/ob2/inspector-vc",
    "schemas/ob3/crates",
    "schemas/ob3/inspector-vc/src/test",
    "schemas/ob3/ref",
    "schemas/osmt/test",
];

/// What lies among the samples and is deliberately not read, by a part of its path, with what it is.
const DELIBERATELY_NOT: [(&str, &str); 24] = [
    ("PROVENANCE", "where the samples are from"),
    ("spreadsheet_import_", "OpenSALT's workbooks for import, which its CSV says as well"),
    ("plpolicy-example", "a policy on prior learning"),
    ("support-example", "a service of support"),
    ("SupportClasses/", "pieces that others refer to"),
    ("participants.csv", "people"),
    ("jskos-mapping", "a mapping"),
    (".sssom.tsv", "mappings, which are written"),
    ("mcp-tool", "the interface of a service"),
    ("recon-", "the interface of a service"),
    ("issuer", "a profile of an issuer"),
    ("organization", "a profile of an issuer"),
    ("badgecriteria", "criteria, to which badges refer"),
    ("criteria-no-type", "criteria, to which badges refer"),
    ("revocation-list", "a list of revoked credentials"),
    ("testlist", "a list of revoked credentials"),
    ("endorsement", "an endorsement, which says nothing of skills"),
    ("assets/key", "a key"),
    ("openbadges_context", "a context, broken"),
    ("redirected-validation-subject", "published broken"),
    ("rdf-validation/invalid-", "published broken"),
    ("valid-alignment-object", "a piece of a badge"),
    ("valid-cool-class", "a class of somebody's own"),
    ("jobcodes/get.json", "codes of occupations"),
];

#[test]
fn every_sample_is_recognised_or_is_deliberately_not() {
    let Some(data) = data() else { return };
    // Any text, table or JSON is one of these: to be told that is to be told nothing.
    let says_nothing = ["jsonl", "csv", "text", "markdown", "xlsx", "table"];
    let (mut recognised, mut left, mut unknown) = (0, vec![0; DELIBERATELY_NOT.len()], Vec::new());
    for folder in SAMPLES {
        for file in fs::list(&data.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}")) {
            let told = told(&file);
            if told.iter().any(|format| !says_nothing.contains(format)) {
                recognised += 1;
            } else if let Some(at) = DELIBERATELY_NOT.iter().position(|(part, _)| file.name.contains(part)) {
                left[at] += 1;
            } else if folder != "schemas/etpl/templates" {
                unknown.push(format!("{} is told to be {told:?}", file.name));
            }
        }
    }
    assert_eq!(unknown, Vec::<String>::new());
    let idle: Vec<&str> =
        DELIBERATELY_NOT.iter().zip(&left).filter(|(_, count)| **count == 0).map(|(one, _)| one.0).collect();
    assert_eq!(idle, Vec::<&str>::new(), "these are no exceptions any more");
    assert_eq!(recognised, 152);
}

#[test]
fn an_unknown_file_is_told_by_what_it_looks_like() {
    for (name, bytes, said) in [
        ("a.html", &b"<!DOCTYPE html><p>Sign in</p>"[..], "a.html looks like a web page"),
        ("a.json", b"{\"colour\": 1, \"size\": {\"x\": 2}}", "JSON with the keys \"colour\", \"size\""),
        ("a.csv", b"colour,size\nred,2\n", "a table with the columns \"colour\", \"size\""),
        ("a.bin", b"\0\0\0", "a file that is not text"),
        ("a.pdf", b"%PDF-1.7", "a PDF"),
    ] {
        let error = taxonomy::detect(&[SourceFile::memory(name, bytes)]).expect_err("no taxonomy");
        assert!(error.to_string().contains(said), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("cprt-json") && hint.contains("--column")), "{error}");
    }
    let error = document::open(&SourceFile::memory("a", b"GIF89a\0\0"), &document::ReadOptions::default());
    let error = error.err().expect("no document");
    assert!(error.to_string().contains("looks like a GIF picture"), "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("skillmap formats")), "{error}");
}
