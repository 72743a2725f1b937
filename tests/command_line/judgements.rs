//! `skillmap eval mappings` from outside: what is counted, what is left out, and what is refused.

use crate::{Desk, WELDERS};

/// A concept of the bundled taxonomy that one of the documents means.
fn concept(desk: &Desk, label: &str) -> String {
    let run = desk.run(&["map", "documents.csv", "--format", "jsonl"]).ends(0);
    let found =
        run.objects().into_iter().flat_map(|document| document["mappings"].as_array().cloned().unwrap_or_default());
    let mapping = found.into_iter().find(|mapping| mapping["label"] == label).expect("the label");
    mapping["concept_id"].as_str().expect("a string").to_owned()
}

#[test]
fn judged_mappings_are_counted_and_all_others_are_not() {
    let desk = Desk::new();
    desk.file("documents.csv", WELDERS);
    let (right, wrong) = (concept(&desk, "Project Management"), concept(&desk, "Vital Signs Measurement"));
    desk.file(
        "judged.csv",
        format!(
            "document,taxonomy,concept_id,right\nw-1,starter,{right},yes\nn-2,starter@1,{wrong},0\n\
             w-1,esco,{right},0\nw-1,starter,urn:none,1\nx-9,,{right},1\n"
        ),
    );
    let arguments = ["eval", "mappings", "judged.csv", "documents.csv", "--candidates", "rows.tsv"];
    let run = desk.run(&arguments).ends(0);
    for line in [
        "documents      2   of 3 that were judged",
        "judged         2   1 right; 1 row of other taxonomies, 1 concept unknown to this one",
        "precision   50.0",
        "recall     100.0",
    ] {
        assert!(run.stdout.contains(line), "{line} in {}", run.stdout);
    }
    let rows = std::fs::read_to_string(desk.path("rows.tsv")).expect("the file");
    assert_eq!(rows.lines().count(), 1 + 2);
    assert!(rows.starts_with("sentence\twanted\tconcept\tright\tlexical\t"), "{rows}");
}

#[test]
fn judgements_that_say_nothing_are_refused_and_contradictions_are_told() {
    let desk = Desk::new();
    desk.file("documents.csv", WELDERS);
    let right = concept(&desk, "Project Management");
    let refused = |rows: &str, says: &[&str]| {
        desk.file("judged.csv", format!("document,concept_id,right\n{rows}"));
        desk.run(&["eval", "mappings", "judged.csv", "documents.csv"]).ends(2).says(says);
    };
    refused(&format!("w-1,{right},perhaps\n"), &["judged.csv:2", "perhaps", "1 or 0"]);
    refused("w-1,urn:none,1\n", &["none of 1 row names a concept of starter", "is this the taxonomy"]);
    refused(&format!("x-9,{right},1\n"), &["nothing was judged of any of these documents", "--id-column"]);
    desk.file("judged.csv", format!("document,concept_id,right\nw-1,{right},1\nw-1,{right},0\n"));
    let run = desk.run(&["eval", "mappings", "judged.csv", "documents.csv"]).ends(0);
    assert!(run.stdout.contains("judged         1   0 right"), "{}", run.stdout);
    run.says(&["judged.csv:3", "the opposite"]);
    desk.file("judged.csv", "document,right\nw-1,1\n");
    desk.run(&["eval", "mappings", "judged.csv", "documents.csv"]).ends(2).says(&["concept_id"]);
}
