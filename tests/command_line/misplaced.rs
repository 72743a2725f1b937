//! Taxonomies where documents are wanted and documents where a taxonomy is: one error each, with what to do.

use std::path::{Path, PathBuf};

use crate::{Desk, credentials};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Published forms of taxonomies, with the format that each is told to be. (A graph of CTDL that has an occupation in it is
/// both, and read as what is asked for.)
const TAXONOMIES: [(&str, &str); 13] = [
    ("case/weaving.json", "case-json"),
    ("case/weaving.csv", "case-csv"),
    ("cprt/weaving.json", "cprt-json"),
    ("lightcast/skills.json", "lightcast-json"),
    ("skos/looms.ttl", "skos"),
    ("skos/looms.nt", "skos"),
    ("skos/looms.rdf", "skos"),
    ("skos/looms.jsonld", "skos"),
    ("ctdl/levels.json", "ctdl-asn"),
    ("taxonomies/skills_en.csv", "esco-csv"),
    ("taxonomies/skill_descriptors.csv", "osmt-csv"),
    ("taxonomies/skill_descriptors.json", "osmt-json"),
    ("taxonomies/occupations.txt", "onet-text"),
];

#[test]
fn a_taxonomy_is_no_document() {
    let desk = Desk::new();
    for (name, format) in TAXONOMIES {
        let path = fixture(name);
        let path = path.to_str().expect("a path of text");
        let run = desk.run(&["map", path]).ends(2);
        let lines: Vec<&str> = run.stderr.lines().collect();
        let [error, hint] = lines[..] else { panic!("{name}: {}", run.stderr) };
        assert!(error.contains(&format!("({format}), which is a taxonomy: see skillmap taxonomy add")), "{error}");
        assert!(hint.starts_with("hint: skillmap taxonomy add NAME FILE reads it"), "{hint}");
        assert_eq!(run.stdout, "", "{name}");
        desk.run(&["taxonomy", "check", path, "--quiet"]).says(&[]);
    }
}

#[test]
fn standard_input_and_compressed_files_are_told_as_well() {
    let desk = Desk::new();
    let table = std::fs::read(fixture("case/weaving.csv")).expect("a fixture");
    desk.feed(&["map", "-", "--input-format", "csv"], &table).ends(2).says(&["(case-csv), which is a taxonomy"]);
    let turtle = std::fs::read(fixture("skos/looms.ttl")).expect("a fixture");
    desk.feed(&["map", "-"], &turtle).ends(2).says(&["(skos), which is a taxonomy"]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &table).expect("memory");
    desk.file("weaving.csv.gz", packed.finish().expect("memory"));
    desk.run(&["map", "weaving.csv.gz"]).ends(2).says(&["(case-csv), which is a taxonomy"]);
}

#[test]
fn a_folder_of_nothing_else_is_one_error_and_among_documents_one_that_is_skipped() {
    let desk = Desk::new();
    for name in ["skills_en.csv", "skill_descriptors.csv"] {
        desk.file(&format!("data/{name}"), std::fs::read(fixture("taxonomies").join(name)).expect("a fixture"));
    }
    let run = desk.run(&["map", "data"]).ends(2).says(&["which is a taxonomy", "hint: skillmap taxonomy add"]);
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.stderr);
    desk.file("data/welders.csv", crate::WELDERS);
    let run = desk.run(&["map", "data", "--format", "jsonl"]).ends(1);
    assert_eq!(run.stderr.matches("which is a taxonomy").count(), 2, "{}", run.stderr);
    assert_eq!(run.objects().len(), 2);
}

#[test]
fn whoever_names_columns_gets_the_rows() {
    let desk = Desk::new();
    let path = fixture("taxonomies/skill_descriptors.csv");
    let path = path.to_str().expect("a path of text");
    let run = desk.run(&["map", path, "--title-column", "RSD Name", "--format", "jsonl"]);
    assert!(run.status != Some(2) && !run.objects().is_empty(), "{}", run.stderr);
}

#[test]
fn a_course_whose_skills_are_named_like_descriptors_is_a_document() {
    let desk = Desk::new();
    desk.file(
        "courses.json",
        r#"[{"title": "Weaving", "description": "Learn project management.", "skills": [{"skillName": "looms"}]}]"#,
    );
    desk.run(&["map", "courses.json"]).ends(0).says(&["read 1 document"]);
}

#[test]
fn documents_are_no_taxonomy() {
    let desk = Desk::new();
    let mut tried = 0;
    for folder in ["credentials", "postings", "tables"] {
        for entry in std::fs::read_dir(fixture(folder)).expect("fixtures") {
            let path = entry.expect("a fixture").path();
            let name = path.to_str().expect("a path of text");
            // A page may be about anything, a credential of CTDL brings its competencies along, and these are tokens in a
            // list of the test that reads them.
            if ["page.html", "ctdl.json", "signed.json"].iter().any(|other| name.ends_with(other)) {
                continue;
            }
            desk.run(&["taxonomy", "add", "x", name])
                .ends(2)
                .says(&["which are documents and no taxonomy", "hint: skillmap map FILE reads it"]);
            tried += 1;
        }
    }
    assert!(tried > 25, "only {tried} fixtures");
}

#[test]
fn a_table_of_credentials_is_a_taxonomy_only_when_that_is_said() {
    let desk = Desk::new();
    let path = credentials();
    let path = path.to_str().expect("a path of text");
    desk.run(&["taxonomy", "add", "x", path]).ends(2).says(&["(csv), which are documents and no taxonomy"]);
    desk.run(&["taxonomy", "add", "x", path, "--format", "table"]).ends(0).says(&["added x"]);
}
