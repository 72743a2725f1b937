//! Mapping sets in every format: what is read, what is written byte for byte, and what is listed as lost.

use std::path::Path;

use skillmap::error::Loaded;
use skillmap::exchange::{Format, Losses, SssomVersion, WriteOptions, read_set, write_set};
use skillmap::fs;
use skillmap::model::{EntityKind, MappingPredicate, MappingSet};

const CROSSWALK: &str = include_str!("fixtures/mapping_sets/crosswalk.sssom.tsv");
/// Formats that whole sets are written in and read from.
const BOTH_WAYS: [Format; 8] = [
    Format::Csv,
    Format::JsonLines,
    Format::Sssom,
    Format::SssomJson,
    Format::Turtle,
    Format::NTriples,
    Format::Jskos,
    Format::Case,
];

fn read_text(text: &str, name: &str, format: Option<Format>) -> skillmap::error::Result<Loaded<MappingSet>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    read_set(&fs::list(&path).expect("a file")[0], format)
}

/// A set that is read without a word.
fn set(text: &str) -> MappingSet {
    let loaded = read_text(text, "a.sssom.tsv", Some(Format::Sssom)).expect("an SSSOM table");
    assert_eq!(loaded.diagnostics.kept(), [], "{text}");
    loaded.value
}

fn written(set: &MappingSet, format: Format) -> (String, Losses) {
    let options = WriteOptions { date: "2026-01-31".to_owned(), ..WriteOptions::default() };
    let mut output = Vec::new();
    let losses = write_set(set, format, &options, &mut output).expect("memory");
    (String::from_utf8(output).expect("UTF-8"), losses)
}

#[test]
fn the_canonical_table_reads_back_to_the_byte() {
    let set = set(CROSSWALK);
    assert_eq!(set.rows.len(), 6);
    assert_eq!(set.rows[0].subject.id, "https://crafts.example/1");
    assert_eq!(set.rows[0].object.source, "https://trades.example/skill/all");
    assert_eq!(
        set.rows.iter().map(skillmap::model::MappingRow::standing).collect::<Vec<_>>(),
        ["accepted", "accepted", "review", "accepted", "rejected", "none"]
    );
    let (again, losses) = written(&set, Format::Sssom);
    assert_eq!(again, CROSSWALK);
    assert!(losses.is_empty(), "{losses:?}");
    let (json, losses) = written(&set, Format::SssomJson);
    assert!(losses.is_empty(), "{losses:?}");
    let from_json = read_text(&json, "a.sssom.json", None).expect("our own JSON").value;
    assert_eq!(written(&from_json, Format::Sssom).0, CROSSWALK);
}

#[test]
fn a_head_may_be_written_as_yaml_allows() {
    let set = set("# curie_map:\n#   HP: http://purl.example/HP_\n# comment: >-\n#   one\n#   two\n# mapping_tool_version: 0.10\n\
        # creator_id:\n#  - orcid:0000-0001\n#  - HP:1\n# subject_type: rdfs literal\n# mapping_set_id: 'https://a.example/s'\n\
        subject_label\tpredicate_id\tobject_id\tmapping_justification\tauthor_label\na\towl:sameAs\tHP:7\tsemapv:LexicalMatching\tx\\|y|z\n"
        .replace("orcid:0000-0001", "https://orcid.org/0000-0001").as_str());
    assert_eq!(set.slot("comment"), "one two");
    assert_eq!(set.slots["creator_id"], ["https://orcid.org/0000-0001", "http://purl.example/HP_1"]);
    let row = &set.rows[0];
    assert_eq!(row.slot("mapping_tool_version"), "0.10", "a version is no number");
    assert_eq!((row.subject.kind, row.object.id.as_str()), (EntityKind::Literal, "http://purl.example/HP_7"));
    assert_eq!(row.predicate.to_string(), "http://www.w3.org/2002/07/owl#sameAs");
    assert_eq!(row.slots["author_label"], ["x|y", "z"]);
    let (again, _) = written(&set, Format::Sssom);
    for part in
        ["#  HP: \"http://purl.example/HP_\"", "#  - \"orcid:0000-0001\"", "owl:sameAs\tHP:7", "x\\|y|z", "\"0.10\""]
    {
        assert!(again.contains(part), "{part} is not in\n{again}");
    }
}

#[test]
fn a_head_may_stand_beside_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.sssom.tsv");
    std::fs::write(&path, "subject_id\tpredicate_id\tobject_id\tmapping_justification\nx:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\n").expect("a file");
    std::fs::write(folder.path().join("a.sssom.yml"), "curie_map:\n  x: https://x.example/\n").expect("a file");
    let set = read_set(&fs::list(&path).expect("a file")[0], None).expect("a table").value;
    assert_eq!(set.rows[0].object.id, "https://x.example/2");
}

#[test]
fn slots_of_version_1_1_count_only_behind_their_version() {
    let table = "#curie_map:\n#  x: https://x.example/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\treview_date\n\
        x:1\tskos:exactMatch\tx:2\tsemapv:LexicalMatching\t2026-01-31\n";
    let loaded = read_text(table, "a.sssom.tsv", None).expect("a table");
    assert_eq!((loaded.value.rows[0].review_date.as_str(), loaded.diagnostics.warnings()), ("", 1));
    let new = format!("#sssom_version: \"1.1\"\n{table}");
    let set = set(&new);
    assert_eq!(set.rows[0].review_date, "2026-01-31");
    let (again, _) = written(&set, Format::Sssom);
    assert!(again.starts_with("#sssom_version: \"1.1\"\n") && again.contains("2026-01-31"), "{again}");
    let mut output = Vec::new();
    let options = WriteOptions { sssom: SssomVersion::V1_0, ..WriteOptions::default() };
    let losses = write_set(&set, Format::Sssom, &options, &mut output).expect("memory");
    assert_eq!(losses.lines(), ["1 × review_date (a slot of SSSOM 1.1), first: 2026-01-31"]);
    assert!(!String::from_utf8(output).expect("UTF-8").contains("2026-01-31"));
}

#[test]
fn bad_rows_are_reported_with_their_line() {
    let table = "#curie_map:\n#  x: https://x.example/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n\
        x:1\t\tx:2\tsemapv:LexicalMatching\t1\nx:1\tskos:exactMatch\t\tsemapv:LexicalMatching\t1\nx:1\tskos:exactMatch\ty:2\tsemapv:LexicalMatching\t7\n";
    let loaded = read_text(table, "a.sssom.tsv", None).expect("a table");
    let said: Vec<String> = loaded
        .diagnostics
        .kept()
        .iter()
        .map(|one| format!("{:?} {} {}", one.severity, one.position.line.unwrap_or(0), one.message))
        .collect();
    assert_eq!(
        said,
        [
            "Skipped 4 a row without predicate_id claims nothing",
            "Skipped 5 a row without object_id",
            "Warning 6 nobody declares the prefix \"y\"; its identifiers stay as they are",
            "Warning 6 confidence \"7\" is no number from 0 to 1; left out",
        ]
    );
    assert_eq!(loaded.value.rows.len(), 1);
    for (text, name, format) in [
        ("#a: [\nx\ty\n", "a.sssom.tsv", None),
        ("a\tb\n1\t2\n", "a.sssom.tsv", None),
        ("{", "a.sssom.json", None),
        ("{}", "a.json", Some(Format::SssomJson)),
        ("<a> <b> .", "a.nt", None),
        ("@prefix", "a.ttl", None),
        ("[1", "a.json", Some(Format::Jskos)),
        ("{}", "a.json", Some(Format::Case)),
        ("a,b\n1,2\n", "a.csv", Some(Format::Csv)),
        ("nothing", "a.bin", None),
    ] {
        let error = read_text(text, name, format).expect_err("is refused").to_string();
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn every_format_gives_back_what_it_can_say() {
    let set = set(CROSSWALK);
    let expected = [
        (Format::Csv, 6, 0),
        (Format::JsonLines, 5, 1),
        (Format::Sssom, 6, 0),
        (Format::SssomJson, 6, 0),
        (Format::Turtle, 3, 3),
        (Format::NTriples, 3, 3),
        (Format::Jskos, 5, 1),
        (Format::Case, 3, 3),
        (Format::AlignmentMap, 5, 1),
    ];
    for (format, rows, lost) in expected {
        let (text, losses) = written(&set, format);
        assert_eq!(losses.rows(), lost, "{format}: {:?}", losses.lines());
        let again =
            read_text(&text, "a", Some(format)).unwrap_or_else(|error| panic!("{format}: {error}\n{text}")).value;
        assert_eq!(again.rows.len(), rows, "{format}\n{text}");
        for row in &again.rows {
            let same = set.rows.iter().find(|other| other.key() == row.key() && other.predicate == row.predicate);
            let same = same.unwrap_or_else(|| panic!("{format} made up {row:?}"));
            assert_eq!(row.subject.label, same.subject.label, "{format}");
            assert_eq!(row.negated, same.negated, "{format}");
        }
        assert_eq!(written(&set, format).0, text, "{format} is not the same twice");
    }
}

#[test]
fn triples_are_written_like_this() {
    let (text, losses) = written(&set(CROSSWALK), Format::NTriples);
    let label = "<http://www.w3.org/2000/01/rdf-schema#label>";
    let skos = "http://www.w3.org/2004/02/skos/core#";
    let lines = [
        format!("<https://crafts.example/1> <{skos}exactMatch> <https://trades.example/skill/weld> ."),
        format!("<https://crafts.example/1> {label} \"weld\" ."),
        format!("<https://crafts.example/2> <{skos}closeMatch> <https://trades.example/skill/dye> ."),
        format!("<https://crafts.example/2> {label} \"dye yarn\" ."),
        format!("<https://crafts.example/3> <{skos}broadMatch> <https://trades.example/skill/weave> ."),
        format!("<https://crafts.example/3> {label} \"set up looms\" ."),
        format!("<https://trades.example/skill/dye> {label} \"dyeing\" ."),
        format!("<https://trades.example/skill/weave> {label} \"weaving\" ."),
        format!("<https://trades.example/skill/weld> {label} \"weld metal\" ."),
    ];
    assert_eq!(text, lines.join("\n") + "\n");
    let lines = losses.lines();
    for part in [
        "1 × rejected mappings",
        "1 × mappings that nobody accepted yet",
        "1 × mappings of what is no concept",
        "2 × confidence",
        "3 × justification",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(part)), "{part}: {lines:?}");
    }
    let (turtle, _) = written(&set(CROSSWALK), Format::Turtle);
    assert!(
        turtle.contains("\n<https://crafts.example/1> skos:exactMatch <https://trades.example/skill/weld> .\n"),
        "{turtle}"
    );
}

#[test]
fn outside_text_stays_inside_its_place_in_every_format() {
    let mut set = set(CROSSWALK);
    let hostile = "a\" .\n<x> <y> <z> .\r\t| \\ =1+1 \u{2028}\u{1b}[31m";
    hostile.clone_into(&mut set.rows[0].subject.label);
    hostile.clone_into(&mut set.rows[0].comment);
    hostile.clone_into(&mut set.rows[0].object.source);
    for format in BOTH_WAYS {
        let (text, losses) = written(&set, format);
        let again =
            read_text(&text, "a", Some(format)).unwrap_or_else(|error| panic!("{format}: {error}\n{text}")).value;
        assert_eq!(again.rows.len() + losses.rows(), 6, "{format}\n{text}");
        let row = again.rows.iter().find(|row| row.subject.id == "https://crafts.example/1").expect("the row");
        assert!(row.subject.label.starts_with("a\" ."), "{format}: {:?}", row.subject.label);
        assert!(!text.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn a_predicate_from_outside_begins_no_statement_of_its_own() {
    for hostile in [
        "http://x.example/p> <y:1> <z:2> .\n<a:3> <b:4",
        "skos:\u{ac}loseMatch",
        "skos:a b",
        "skos:x> <y:1",
        "https://x.example:port/p",
    ] {
        let mut set = set(CROSSWALK);
        set.rows[0].predicate = MappingPredicate::from_iri(hostile);
        for format in [Format::Turtle, Format::NTriples] {
            let (text, losses) = written(&set, format);
            let again =
                read_text(&text, "a", Some(format)).unwrap_or_else(|error| panic!("{format}: {error}\n{text}")).value;
            // A predicate of SKOS that nobody knows is a statement, but no mapping.
            let unknown = usize::from(text.contains("\u{ac}loseMatch"));
            assert_eq!(again.rows.len() + losses.rows() + unknown, 6, "{format}\n{text}");
            assert!(!text.contains("y:1"), "{format}\n{text}");
        }
    }
}

#[test]
fn an_identifier_that_readers_of_triples_refuse_is_listed() {
    let mut set = set(CROSSWALK);
    "https://trades.example:weld".clone_into(&mut set.rows[0].object.id);
    for format in [Format::Turtle, Format::NTriples] {
        let (text, losses) = written(&set, format);
        assert!(!text.contains("example:weld"), "{format}\n{text}");
        assert_eq!(losses.rows(), 4, "{format}");
        read_text(&text, "a", Some(format)).unwrap_or_else(|error| panic!("{format}: {error}\n{text}"));
    }
}

#[test]
fn what_map_writes_is_read_and_written_again() {
    let line = r#"{"id":"p-7","title":"Welder","mappings":[{"concept_id":"weld","notation":"W1","label":"weld metal","taxonomy":"trades","taxonomy_version":"2","kind":"skill","predicate":"skos:closeMatch","confidence":0.87,"decision":"accepted","requirement":"required","weight":1.0,"evidence":[{"matcher":"label","quote":"weld metals","start":12,"end":23,"matched_label":"weld metal","score":0.9}]}]}"#;
    let set = read_text(line, "a.jsonl", None).expect("a line").value;
    assert_eq!((set.rows[0].subject.kind, set.rows[0].subject.key()), (EntityKind::Document, "p-7"));
    let (sheet, losses) = written(&set, Format::Csv);
    assert!(losses.is_empty());
    let again = read_text(&sheet, "a.csv", None).expect("our own CSV").value;
    assert_eq!(again.rows, set.rows);
    let (sssom, losses) = written(&set, Format::Sssom);
    assert!(sssom.contains("weld metals\tskos:closeMatch\ttrades:weld\tweld metal\tsemapv:LexicalMatching"), "{sssom}");
    assert_eq!(losses.lines().len(), 2, "requirement and code: {:?}", losses.lines());
    // An identifier that is no IRI comes back from the URN that stands for it.
    let back = read_text(&sssom, "a.sssom.tsv", None).expect("our own table").value;
    assert_eq!((back.rows[0].object.id.as_str(), back.rows[0].object.source.as_str()), ("weld", "trades"));
    let mut set = read_text(&line.replace("p-7", "https://crafts.example/7"), "a.jsonl", None).expect("a line").value;
    assert_eq!(set.rows[0].subject.kind, EntityKind::Document);
    set.take_documents_for_concepts();
    let (sssom, _) = written(&set, Format::Sssom);
    assert!(sssom.contains("concept:7\tWelder\tskos:closeMatch\ttrades:weld"), "{sssom}");
}

#[test]
fn the_examples_of_the_standard_are_read_and_keep_their_claims() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return;
    };
    let folder = Path::new(&data).join("schemas").join("sssom").join("examples");
    let mut count = 0;
    for source in fs::list(&folder).expect("a folder").iter().filter(|source| source.extension() == "tsv") {
        let set = read_set(source, None).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(set.diagnostics.skipped(), 0, "{}: {:?}", source.name, set.diagnostics.kept());
        assert!(!set.value.rows.is_empty(), "{}", source.name);
        let (text, losses) = written(&set.value, Format::Sssom);
        assert_eq!(losses.rows(), 0, "{}", source.name);
        let again = read_text(&text, "a.sssom.tsv", None).unwrap_or_else(|error| panic!("{}: {error}", source.name));
        assert_eq!(written(&again.value, Format::Sssom).0, text, "{}", source.name);
        let claims = |set: &MappingSet| {
            let claim = |row: &skillmap::model::MappingRow| {
                (row.key(), row.predicate.to_string(), row.negated, row.justification.clone())
            };
            set.rows.iter().map(claim).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(claims(&again.value), claims(&set.value), "{}", source.name);
        count += 1;
    }
    assert_eq!(count, 31);
}
