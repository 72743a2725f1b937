//! `skillmap catalogue`: what stays, what changes, and what a run that is broken off leaves behind.

use crate::{Desk, Run, WELDERS, rows};

fn add(desk: &Desk, name: &str, inputs: &[&str]) -> Run {
    desk.run(&[&["catalogue", "add", name], inputs].concat())
}

/// What `gap` says of a catalogue as postings: every profile with its words.
fn counted(desk: &Desk, jobs: &str) -> String {
    desk.file("teach.csv", "id,course name,description\nt,Welding,Perform welding.\n");
    desk.run(&["gap", "--jobs", jobs, "--credentials", "teach.csv", "-f", "jsonl"]).ends(0).stdout
}

#[test]
fn documents_are_added_listed_and_removed() {
    let desk = Desk::new();
    desk.file("in/a.csv", WELDERS);
    desk.file("in/b.jsonl", "{\"id\":\"c-3\",\"title\":\"Cook\",\"description\":\"Prepare food.\"}\n");
    add(&desk, "staff", &["in"]).ends(0).says(&["read 3 documents: 3 new, 0 changed, 0 as they were"]);
    let list = desk.run(&["catalogue", "list"]).ends(0).stdout;
    assert!(
        list.starts_with("staff ") && list.contains("3 documents from 2 inputs") && list.contains("[starter"),
        "{list}"
    );
    let sources = desk.run(&["catalogue", "list", "staff"]).ends(0).stdout;
    assert!(sources.contains("a.csv  2 documents") && sources.contains("b.jsonl  1 document"), "{sources}");
    desk.run(&["catalogue", "remove", "staff", "in/b.jsonl"]).ends(0).says(&["documents of 1 input"]);
    assert!(desk.run(&["catalogue", "list"]).ends(0).stdout.contains("2 documents from 1 input"));
    desk.run(&["catalogue", "remove", "staff", "nowhere.csv"]).ends(2).says(&["no document came from"]);
    desk.run(&["catalogue", "remove", "staff"]).ends(0);
    assert_eq!(desk.run(&["catalogue", "list"]).ends(0).stdout, "");
    assert_eq!(desk.names("space/catalogues"), Vec::<String>::new());
    desk.run(&["catalogue", "remove", "staff"]).ends(2).says(&["there is no catalogue \"staff\""]);
    add(&desk, "staff", &[]).ends(2).says(&["hint: skillmap catalogue add staff INPUT"]);
    add(&desk, "Staff/..", &["in"]).ends(2).says(&["is no name for a catalogue"]);
}

#[test]
fn only_what_changed_is_read_mapped_and_replaced() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    add(&desk, "staff", &["a.csv"]).ends(0);
    let before = counted(&desk, "staff");
    add(&desk, "staff", &["a.csv"]).ends(0).says(&["0 new, 0 changed, 2 as they were"]);
    assert_eq!(counted(&desk, "staff"), before);
    desk.file("a.csv", WELDERS.replace("infection control", "forklift operation") + "c-3,Cook,Prepare food.\n");
    add(&desk, "staff", &["a.csv"]).ends(0).says(&["1 new, 1 changed, 1 as they were; removed 0"]);
    desk.file("a.csv", WELDERS);
    add(&desk, "staff", &["a.csv"]).ends(0).says(&["0 new, 1 changed, 1 as they were; removed 1"]);
    assert_eq!(counted(&desk, "staff"), before);
}

#[test]
fn a_catalogue_counts_like_the_file_it_was_made_from_whatever_the_number_of_threads() {
    let desk = Desk::new();
    let jobs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("jobs.csv");
    desk.file("jobs.csv", std::fs::read(jobs).expect("an example"));
    add(&desk, "one", &["jobs.csv", "--threads", "1"]).ends(0);
    add(&desk, "four", &["jobs.csv", "--threads", "4"]).ends(0);
    let of_file = counted(&desk, "jobs.csv");
    assert_eq!(counted(&desk, "one"), of_file);
    assert_eq!(counted(&desk, "four"), of_file);
    desk.run(&["gap", "--jobs", "one", "--credentials", "teach.csv", "--kind", "tool"]).ends(2).says(&["--kind"]);
    desk.run(&["gap", "--jobs", "nobody", "--credentials", "teach.csv"])
        .ends(2)
        .says(&["nobody: neither a file nor a catalogue"]);
}

#[test]
fn a_catalogue_answers_match_like_the_file_it_was_made_from() {
    let desk = Desk::new();
    let examples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["jobs.csv", "credentials.csv"] {
        desk.file(name, std::fs::read(examples.join(name)).expect("an example"));
    }
    add(&desk, "courses", &["credentials.csv"]).ends(0);
    let best = |against: &str| -> Vec<(String, String)> {
        let answers =
            desk.run(&["match", "jobs.csv", "--against", against, "--top", "1", "-f", "jsonl"]).ends(0).objects();
        let one = |answer: &serde_json::Value| (answer["id"].to_string(), answer["matches"][0]["id"].to_string());
        answers.iter().map(one).collect()
    };
    let (of_file, of_catalogue) = (best("credentials.csv"), best("courses"));
    let same = of_file.iter().zip(&of_catalogue).filter(|(a, b)| a == b).count();
    // With some sixty credentials every one that shares a word is compared; those that share none may differ.
    assert!(of_file.len() == 22 && same >= 20, "{of_file:?} {of_catalogue:?}");
    assert_eq!(best("courses"), of_catalogue);
    let filtered = ["match", "jobs.csv", "--against", "courses", "--where", "issuer=nobody", "-f", "jsonl"];
    assert!(desk.run(&filtered).ends(0).objects().iter().all(|answer| answer["matches"] == serde_json::json!([])));
}

#[test]
fn fields_and_columns_are_counted_over_the_whole_catalogue_and_of_files_among_candidates() {
    let desk = Desk::new();
    desk.file("jobs.csv", "id,job title,description\nj,Welder,Weld steel frames.\n");
    let rows = |number: usize| {
        let (shift, text) = (["Day", "day", "night", ""][number % 4], ["Weld steel.", "Draw blood."][number / 6]);
        format!("c{number},Course {number},{text},North,{shift}\n")
    };
    let table: String = (0..12).map(rows).collect();
    desk.file("courses.csv", format!("id,course name,description,provider,Shift\n{table}"));
    add(&desk, "courses", &["courses.csv"]).ends(0);
    let facets = |against: &str, more: &[&str]| {
        let fixed = ["match", "jobs.csv", "--against", against, "-f", "jsonl", "--facets", "shift,issuer,title"];
        desk.run(&[&fixed[..], more].concat()).ends(0).objects()[0]["facets"].clone()
    };
    let whole = facets("courses", &[]);
    let shift = serde_json::json!({
        "field": "shift", "over": "catalogue", "further": 0, "without": 3,
        "values": [{"value": "day", "count": 6}, {"value": "night", "count": 3}],
    });
    assert_eq!(whole[0], shift);
    assert_eq!(whole[1]["values"], serde_json::json!([{"value": "North", "count": 12}]));
    assert_eq!(whole[2]["over"], "candidates", "nobody keeps count of titles");
    assert_eq!(facets("courses", &["--where", "shift=night"])[0], shift, "conditions change nothing about the whole");
    let candidates = facets("courses.csv", &["--where", "shift=night"]);
    assert_eq!((&candidates[0]["over"], &candidates[0]["without"]), (&"candidates".into(), &0.into()));
    let table = desk.run(&["match", "jobs.csv", "--against", "courses", "--facets", "Shift"]).ends(0);
    assert!(table.stdout.contains("The catalogue by Shift: day 6, night 3, not said 3."), "{}", table.stdout);
}

#[test]
fn another_vocabulary_maps_everything_anew() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    desk.file("crafts.csv", "id,label\nw,welding\nb,read blueprints\n");
    desk.run(&["taxonomy", "add", "crafts@1", "crafts.csv"]).ends(0);
    add(&desk, "staff", &["a.csv", "--taxonomy", "crafts"]).ends(0);
    let gap = ["gap", "--jobs", "staff", "--credentials", "a.csv", "--min-confidence", "0.3", "-f", "csv"];
    assert!(desk.run(&gap).ends(0).stdout.contains(",crafts,"), "the catalogue says which taxonomy");
    desk.run(&[&gap[..], &["--taxonomy", "starter"]].concat()).ends(2).says(&["is mapped onto crafts@1"]);
    desk.file("crafts.csv", "id,label\nw,welding\nb,read blueprints\nv,vital signs\n");
    desk.run(&["taxonomy", "add", "crafts@1", "crafts.csv"]).ends(0);
    desk.run(&gap).ends(2).says(&["another state of crafts@1", "hint: skillmap catalogue add staff"]);
    std::fs::remove_file(desk.path("a.csv")).expect("the file");
    // The documents are in the catalogue; their file is not needed.
    add(&desk, "staff", &[]).ends(0).says(&["mapped 2 documents anew"]);
    desk.file("a.csv", WELDERS);
    assert!(desk.run(&gap).ends(0).stdout.contains("vital signs"));
}

#[test]
fn broken_empty_and_huge_inputs_are_told_and_the_rest_is_kept() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    add(&desk, "staff", &["a.csv"]).ends(0);
    desk.file("bad.csv", "id,title,description\nx,,\ny,Cook,Prepare food.\n");
    add(&desk, "staff", &["bad.csv", "--strict"]).ends(2).says(&["bad.csv:2, record 1: neither a title nor a text"]);
    assert!(desk.run(&["catalogue", "list"]).ends(0).stdout.contains("2 documents"));
    add(&desk, "staff", &["bad.csv"]).ends(1).says(&["read 1 document: 1 new", "skipped 1"]);
    desk.file("empty.csv", "");
    add(&desk, "staff", &["empty.csv"]).ends(2);
    desk.file("huge.csv", format!("id,title,description\nh,Huge,{}\ni,Welder,Weld.\n", "weld ".repeat(2_000_000)));
    add(&desk, "staff", &["huge.csv"]).ends(1).says(&["skipped 1", "1 new"]);
    // Of several inputs the bad one is reported, and what came from it before stays.
    desk.file("a.csv", [0x1f, 0x8b, 8, 0, 1, 2]);
    add(&desk, "staff", &["a.csv", "bad.csv"]).ends(1).says(&["a.csv"]);
    assert!(desk.run(&["catalogue", "list"]).ends(0).stdout.contains("4 documents"));
    add(&desk, "other", &["nowhere.csv"]).ends(2).says(&["nowhere.csv"]);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_loses_nothing_and_goes_on() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    add(&desk, "staff", &["a.csv"]).ends(0);
    let before = counted(&desk, "staff");
    let table = format!("id,title,description\n{}", rows(3_000, "Follow infection control and measure vital signs"));
    desk.file("many.csv", &table);
    for milliseconds in [150, 600, 1_500] {
        let mut child = desk.command(&["catalogue", "add", "staff", "many.csv"]).spawn().expect("the program starts");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        // On unix this is SIGKILL: nothing is tidied up.
        child.kill().expect("a child");
        child.wait().expect("a child");
        let list = desk.run(&["catalogue", "list"]).ends(0).stdout;
        assert!(list.contains(" 2 documents") || list.contains(" 3002 documents"), "{list}");
        if list.contains(" 2 documents") {
            assert_eq!(counted(&desk, "staff"), before);
        }
    }
    add(&desk, "staff", &["many.csv"]).ends(0).says(&["read 3000 documents"]);
    assert!(desk.run(&["catalogue", "list"]).ends(0).stdout.contains(" 3002 documents from 2 inputs"));
    desk.run(&["catalogue", "remove", "staff", "many.csv"]).ends(0);
    assert_eq!(counted(&desk, "staff"), before);
}
