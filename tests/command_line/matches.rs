//! `skillmap match` and `skillmap eval match` from outside: the contract that other programs rely on, determinism, filters,
//! bundles, the degree default, and what is refused.

use serde_json::Value;

use crate::{Desk, Run};

/// Credentials of three trades, one of them a degree.
const CREDENTIALS: &str = "id,credential name,description,issuer,level\n\
    blood,Phlebotomy Certificate,\"Students learn venipuncture, specimen labelling and vital signs measurement.\",Acme College,certificate\n\
    nurse,Practical Nursing,\"Measure vital signs and give wound care.\",Acme College,diploma\n\
    software,Bachelor of Software Engineering,\"Java, Docker and software testing.\",State University,bachelor\n\
    docker,Container Bootcamp,\"Run Docker containers on servers.\",Acme College,certificate\n";

/// Postings for two of them.
const JOBS: &str = "jobid,job title,description\n\
    j-1,Phlebotomist,\"Venipuncture and specimen labelling. Record vital signs.\"\n\
    j-2,Web Developer,\"Requirements: Bachelor's degree or equivalent experience. Docker, Java and Linux are required.\"\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("credentials.csv", CREDENTIALS);
    desk.file("jobs.csv", JOBS);
    desk
}

fn matched(desk: &Desk, more: &[&str]) -> Run {
    let arguments = ["match", "jobs.csv", "--against", "credentials.csv", "--format", "jsonl"];
    desk.run(&[&arguments[..], more].concat())
}

/// Names of the skills in a list of an answer.
fn labels(answer: &Value, list: &str) -> Vec<String> {
    let skills = answer[list].as_array().expect("a list");
    skills.iter().map(|skill| skill["label"].as_str().expect("a label").to_owned()).collect()
}

#[test]
fn a_line_a_document_has_the_fields_of_the_contract_and_quotes_both_sides() {
    let answers = matched(&desk(), &[]).ends(0).says(&["matched 2 documents against 4, skipped 0"]).objects();
    assert_eq!(answers.iter().map(|answer| answer["id"].as_str()).collect::<Vec<_>>(), [Some("j-1"), Some("j-2")]);
    for answer in &answers {
        let matches = answer["matches"].as_array().expect("matches");
        assert_eq!(matches.len(), 4);
        let scores: Vec<f64> = matches.iter().map(|one| one["score"].as_f64().expect("a score")).collect();
        assert!(
            scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|score| (0.0..=1.0).contains(score)),
            "{scores:?}"
        );
        for one in matches {
            for field in ["covered", "partly", "missing", "extra"] {
                assert!(one[field].is_array(), "{field}");
            }
            assert!(one["explanation"].as_str().is_some_and(|sentence| sentence.ends_with('.')), "{one}");
        }
    }
    let blood = &answers[0]["matches"][0];
    assert_eq!(blood["id"], "blood");
    let covered = blood["covered"].as_array().expect("a list");
    assert!(!covered.is_empty(), "{blood}");
    for skill in covered {
        let asked = skill["evidence"]["quote"].as_str().expect("the words of the posting");
        let offered = skill["offered"]["evidence"]["quote"].as_str().expect("the words of the credential");
        assert!(JOBS.contains(asked) && CREDENTIALS.contains(offered), "{asked:?} {offered:?}");
    }
    assert!(labels(&answers[1]["matches"][0], "covered").iter().any(|label| label == "Docker"), "{}", answers[1]);
}

#[test]
fn the_other_way_round_the_job_still_is_what_asks() {
    let desk = desk();
    let arguments = ["match", "credentials.csv", "--against", "jobs.csv", "--format", "jsonl", "--top", "1"];
    let answers = desk.run(&arguments).ends(0).objects();
    assert_eq!(answers[0]["matches"][0]["id"], "j-1");
    assert_eq!(answers[3]["matches"][0]["id"], "j-2");
    let missing = labels(&answers[3]["matches"][0], "missing");
    assert!(missing.iter().any(|label| label == "Linux"), "a bootcamp without Linux lacks it: {missing:?}");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = desk();
    let once = matched(&desk, &["--threads", "1", "--bundle", "2"]).ends(0).stdout;
    assert_eq!(once, matched(&desk, &["--threads", "4", "--bundle", "2"]).ends(0).stdout);
}

#[test]
fn conditions_choose_the_other_side() {
    let desk = desk();
    let answers = matched(&desk, &["--where", "issuer=\"acme college\" level!=diploma"]).ends(0).objects();
    let mut ids: Vec<&str> =
        answers[0]["matches"].as_array().expect("matches").iter().filter_map(|one| one["id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["blood", "docker"]);
    matched(&desk, &["--where", "issuer"]).ends(2).says(&["is no condition", "hint: write FIELD=VALUE"]);
}

#[test]
fn a_degree_or_equivalent_is_a_door_and_others_prove_what_is_behind_it() {
    let answers = matched(&desk(), &[]).ends(0).objects();
    assert_eq!(answers[0]["degree"], Value::Null);
    let degree = &answers[1]["degree"];
    assert_eq!(degree["demand"], "or-equivalent");
    assert_eq!(degree["degree"]["level"], "bachelor");
    let proven = degree["proven"].as_array().expect("a list");
    assert!(proven.iter().any(|skill| skill["by"] == serde_json::json!(["docker"])), "{degree}");
}

#[test]
fn a_bundle_is_small_and_covers_more_than_its_first() {
    let desk = desk();
    desk.file("both.csv", "jobid,job title,description\nj,Helper,\"Venipuncture and vital signs measurement. Docker and software testing.\"\n");
    let arguments = ["match", "both.csv", "--against", "credentials.csv", "--format", "jsonl", "--bundle", "3"];
    let answers = desk.run(&arguments).ends(0).objects();
    let members = answers[0]["bundle"]["members"].as_array().expect("members");
    assert!((2..=3).contains(&members.len()), "{}", answers[0]["bundle"]);
    assert!(answers[0]["bundle"]["coverage"].as_f64() > members[0]["adds"].as_f64());
}

#[test]
fn people_and_spreadsheets_have_forms_of_their_own() {
    let desk = desk();
    let table = desk.run(&["match", "jobs.csv", "--against", "credentials.csv", "--top", "1"]).ends(0).stdout;
    assert!(
        table.starts_with("j-1 Phlebotomist\n") && table.contains("✓ ") && table.contains("or something equivalent"),
        "{table}"
    );
    desk.run(&["match", "jobs.csv", "--against", "credentials.csv", "--output", "out.csv"]).ends(0);
    let csv = std::fs::read_to_string(desk.path("out.csv")).expect("the file");
    assert!(csv.starts_with("source_id,source_title,rank,match_id,") && csv.lines().count() == 9, "{csv}");
}

#[test]
fn what_is_not_there_is_said() {
    let desk = desk();
    desk.run(&["match", "jobs.csv", "--against", "nothing.csv"]).ends(2).says(&["nothing.csv"]);
    desk.file("empty.csv", "id,title,description\n");
    desk.run(&["match", "jobs.csv", "--against", "empty.csv"]).ends(2).says(&["empty.csv"]);
}

#[test]
fn links_are_measured_in_both_directions() {
    let desk = desk();
    desk.file("links.csv", "job,credential\nj-1,blood\nj-2,docker\nj-2,software\nj-9,blood\n");
    let arguments = ["eval", "match", "links.csv", "--jobs", "jobs.csv", "--credentials", "credentials.csv"];
    let run = desk.run(&[&arguments[..], &["--features", "rows.tsv"]].concat()).ends(0);
    assert!(run.stdout.contains("links          3   4 rows; 1 row of which a side is no document"), "{}", run.stdout);
    assert_eq!(run.stdout.matches("hit@10     100.0").count(), 2, "{}", run.stdout);
    let rows = std::fs::read_to_string(desk.path("rows.tsv")).expect("the file");
    assert_eq!(rows.lines().count(), 1 + 2 * 4 + 3 * 2);
    desk.file("other.csv", "job,credential\nx,y\n");
    let arguments = ["eval", "match", "other.csv", "--jobs", "jobs.csv", "--credentials", "credentials.csv"];
    desk.run(&arguments).ends(2).says(&["no column holds identifiers"]);
}

#[test]
fn facets_count_the_candidates_and_not_only_those_that_are_told() {
    let desk = desk();
    let answers = matched(&desk, &["--top", "1", "--facets", "issuer,level"]).ends(0).objects();
    let facets = answers[0]["facets"].as_array().expect("facets");
    assert_eq!(facets[0]["field"], "issuer");
    assert_eq!(
        facets[0]["values"],
        serde_json::json!([{"value": "Acme College", "count": 3}, {"value": "State University", "count": 1}])
    );
    assert_eq!(facets[1]["values"][0], serde_json::json!({"value": "certificate", "count": 2}));
    assert!(matched(&desk, &[]).ends(0).objects()[0]["facets"].is_null());
    let table = desk.run(&["match", "jobs.csv", "--against", "credentials.csv", "--top", "1", "--facets", "issuer"]);
    let line = "  Candidates by issuer: Acme College 3, State University 1.\n";
    assert_eq!(table.ends(0).stdout.matches(line).count(), 2);
}

#[test]
fn a_crosswalk_leads_from_one_vocabulary_to_another_and_is_shown() {
    let desk = Desk::new();
    desk.file("ours.csv", "id,label,kind\no-1,venipuncture,skill\n");
    desk.file("theirs.csv", "id,label,kind\nt-1,phlebotomy,skill\n");
    for name in ["ours", "theirs"] {
        desk.run(&["taxonomy", "add", &format!("{name}@1"), &format!("{name}.csv"), "--lang", "en"]).ends(0);
    }
    desk.file("posting.csv", "jobid,job title,description\nj-1,Helper,Venipuncture is required.\n");
    desk.file("course.csv", "id,credential name,description\nc-1,Course,Students learn phlebotomy.\n");
    desk.file("same.csv", "subject_id,predicate_id,object_id\nt-1,skos:exactMatch,o-1\n");
    let arguments =
        ["match", "posting.csv", "--against", "course.csv", "--taxonomy", "ours,theirs", "--format", "jsonl"];
    let run = desk.run(&[&arguments[..], &["--crosswalk", "same.csv"]].concat()).ends(0);
    assert!(run.stderr.contains("same.csv: 1 of 1 row leads from one skill to another"), "{}", run.stderr);
    let answers = run.objects();
    let covered = &answers[0]["matches"][0]["covered"][0];
    assert_eq!((&covered["concept_id"], &covered["relation"]), (&"o-1".into(), &"mapped".into()), "{answers:?}");
    let hop = serde_json::json!({"from": "t-1", "predicate": "skos:exactMatch", "to": "o-1", "source": "same.csv"});
    assert_eq!(covered["hops"], serde_json::json!([hop]));
    let table = desk.run(&[&arguments[..6], &["--crosswalk", "same.csv"]].concat()).ends(0).stdout;
    assert!(table.contains("phlebotomy (mapped: skos:exactMatch in same.csv)"), "{table}");
}
