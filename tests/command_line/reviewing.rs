//! Review, conversion and comparison as their users meet them, with the researcher's day of `examples/`.

use std::path::Path;
use std::process::Command;

use crate::Desk;

const CROSSWALK: &str = include_str!("../fixtures/mapping_sets/crosswalk.sssom.tsv");

#[test]
fn conversion_lists_what_is_lost_and_says_so_in_its_status() {
    let desk = Desk::new();
    desk.file("a.sssom.tsv", CROSSWALK);
    let run =
        desk.run(&["convert", "a.sssom.tsv", "--to", "csv"]).ends(0).says(&["not in csv: 1 × license of the set"]);
    assert_eq!(run.stdout.lines().count(), 7);
    let run = desk.run(&["convert", "a.sssom.tsv", "-o", "a.ttl"]).ends(1);
    run.says(&["not in turtle: 1 × rejected mappings, first: set up looms", "read 6 mappings, wrote 3, skipped 0"]);
    assert!(desk.path("a.ttl").is_file());
    desk.run(&["convert", "a.sssom.tsv", "--to", "xml"])
        .ends(2)
        .says(&["sssom-json, parquet, turtle, n-triples, jskos, case"]);
    desk.run(&["convert", "a.sssom.tsv", "--to", "open-badges"]).ends(2).says(&["--into"]);
    desk.run(&["convert", "a.sssom.tsv", "-o", "a.json"]).ends(2).says(&["a.json", "hint: say it: --to"]);
    desk.run(&["convert", "nowhere.tsv"]).ends(2).says(&["nowhere.tsv"]);
    desk.file("bad.sssom.tsv", CROSSWALK.replace("skos:exactMatch\t\ttrades:weld", "\t\ttrades:weld"));
    desk.run(&["convert", "bad.sssom.tsv"]).ends(1).says(&["skipped: bad.sssom.tsv:11, record 1", "skipped 1"]);
    let strict = desk.run(&["convert", "bad.sssom.tsv", "--strict", "-o", "out.tsv"]).ends(2);
    assert!(!desk.path("out.tsv").exists(), "{}", strict.stderr);
    let piped = desk.feed(&["convert", "-", "--from", "sssom"], CROSSWALK.as_bytes()).ends(0);
    assert_eq!(piped.stdout, CROSSWALK);
}

#[test]
fn a_badge_is_written_whole_or_not_at_all() {
    let desk = Desk::new();
    let row = "crafts:1\tweld\tskos:exactMatch\tcrafts:2\tcut\tsemapv:LexicalMatching\t0.9\n";
    let header =
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\n";
    desk.file("a.sssom.tsv", format!("#curie_map:\n#  crafts: https://crafts.example/\n{header}{row}"));
    let badge = r#"{"type":"BadgeClass","id":"https://crafts.example/1","name":"x","proof":{}}"#;
    desk.file("badge.json", badge);
    let arguments = ["convert", "a.sssom.tsv", "--into", "badge.json", "--to", "open-badges", "-o", "out.json"];
    desk.run(&arguments).ends(2).says(&["signed", "hint: --unsigned"]);
    assert!(!desk.path("out.json").exists());
    let run = desk.run(&[arguments.as_slice(), &["--unsigned"]].concat()).ends(0);
    run.says(&["the signature was taken away", "added 1 alignment"]);
    let written = std::fs::read_to_string(desk.path("out.json")).expect("a badge");
    assert_eq!(
        written,
        badge.replace(
            ",\"proof\":{}",
            ", \"alignment\": [{\"targetName\":\"cut\",\"targetUrl\":\"https://crafts.example/2\"}]"
        )
    );
    assert_eq!(std::fs::read_to_string(desk.path("badge.json")).expect("a badge"), badge);
}

#[test]
fn a_kept_decision_is_applied_for_ever_and_can_be_taken_back() {
    let desk = Desk::new();
    desk.file("a.sssom.tsv", CROSSWALK);
    desk.run(&["review", "queue", "a.sssom.tsv"]).ends(0).says(&["4 open mappings, listed 4"]);
    desk.run(&["review", "queue", "a.sssom.tsv", "-o", "q.csv", "--top", "1"]).ends(0);
    let sheet = std::fs::read_to_string(desk.path("q.csv")).expect("a table");
    assert!(
        sheet.starts_with("verdict,new_predicate,new_object_id,new_object_label,note,reviewer,date,why,subject_id")
    );
    let filled = sheet.replace("\n,,,,,,,", "\nno,,,,\"not so, I think\",,,");
    assert_ne!(filled, sheet);
    desk.file("filled.csv", &filled);
    let arguments = ["review", "apply", "a.sssom.tsv", "filled.csv", "--reviewer", "Ben", "--date", "2026-02-01", "-o"];
    desk.run(&[arguments.as_slice(), &["one.sssom.tsv"]].concat())
        .ends(0)
        .says(&["kept 1 new decision, 0 were known", "rejected 1"]);
    desk.run(&[arguments.as_slice(), &["two.sssom.tsv"]].concat()).ends(0).says(&["kept 0 new decisions, 1 was known"]);
    let [one, two] =
        ["one.sssom.tsv", "two.sssom.tsv"].map(|name| std::fs::read_to_string(desk.path(name)).expect("a set"));
    assert_eq!(one, two);
    assert!(one.starts_with("#sssom_version: \"1.1\"\n") && one.contains("2026-02-01\t1\tnot so, I think"), "{one}");
    let run = desk.run(&["review", "list"]).ends(0);
    assert_eq!(run.stdout.lines().count(), 1);
    assert!(
        run.stdout.contains("2026-02-01 Ben: dye yarn") && run.stdout.contains("rejected “not so, I think”"),
        "{}",
        run.stdout
    );
    let diff =
        desk.run(&["diff", "a.sssom.tsv", "one.sssom.tsv"]).ends(1).says(&["0 added, 0 gone, 1 changed, 5 the same"]);
    assert!(diff.stdout.contains("(predicate, confidence, decision)"), "{}", diff.stdout);
    let objects = desk.run(&["diff", "a.sssom.tsv", "one.sssom.tsv", "--format", "jsonl"]).ends(1).objects();
    assert_eq!(objects[0]["after"]["standing"], "rejected");
    desk.run(&["diff", "one.sssom.tsv", "two.sssom.tsv"]).ends(0);
    desk.run(&["review", "undo", "--reviewer", "Ben"]).ends(0).says(&["taken back"]);
    desk.run(&["review", "undo", "--reviewer", "Ben"]).ends(1).says(&["nothing to take back"]);
    desk.run(&["review", "apply", "a.sssom.tsv", "-o", "three.sssom.tsv"]).ends(0);
    assert_eq!(std::fs::read_to_string(desk.path("three.sssom.tsv")).expect("a set"), CROSSWALK);
    desk.run(&["review", "list", "--journal", "../evil"]).ends(2);
    desk.run(&["review", "agreement", "Ana", "Ben"]).ends(2).says(&["neither a file nor a reviewer"]);
}

#[test]
fn a_torn_journal_is_noticed_and_costs_nothing_that_was_saved() {
    let desk = Desk::new();
    desk.file("a.sssom.tsv", CROSSWALK);
    desk.run(&["review", "add", "a.sssom.tsv"]).ends(0).says(&["kept 2 new decisions"]);
    let path = desk.path("space/reviews/decisions.jsonl");
    let mut bytes = std::fs::read(&path).expect("a journal");
    bytes.extend(b"{\"number\":3,\"deci");
    std::fs::write(&path, bytes).expect("a journal");
    let run = desk.run(&["review", "list"]).ends(0).says(&["the last line is torn"]);
    assert_eq!(run.stdout.lines().count(), 2);
}

#[test]
fn a_program_that_is_killed_loses_nothing_that_it_kept() {
    let desk = Desk::new();
    let row = |number: usize| format!("yes,Ana,https://a.example/{number},close,https://b.example/{number},0.5\n");
    let rows: String = (0..3_000).map(row).collect();
    desk.file("d.csv", format!("verdict,reviewer,subject_id,predicate_id,object_id,confidence\n{rows}"));
    for milliseconds in [1, 30, 60, 90, 120, 200] {
        let mut child = desk.command(&["review", "add", "d.csv"]).spawn().expect("the program starts");
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().expect("it can be killed, also when it has ended");
        child.wait().expect("it ends");
        let run = desk.run(&["review", "list"]).ends(0);
        assert!(!run.stderr.contains("damaged"), "{}", run.stderr);
    }
    desk.run(&["review", "add", "d.csv"]).ends(0);
    let run = desk.run(&["review", "list"]).ends(0).says(&["3000 decisions"]);
    assert!(!run.stderr.contains("torn") && !run.stderr.contains("damaged"), "{}", run.stderr);
}

#[test]
#[cfg(unix)]
fn the_researchers_day_runs_as_written() {
    let desk = Desk::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("crosswalk");
    for entry in std::fs::read_dir(&examples).expect("examples") {
        let path = entry.expect("an example").path();
        std::fs::copy(&path, desk.path(&path.file_name().expect("a name").to_string_lossy())).expect("a copy");
    }
    let script = "skillmap() { \"$SKILLMAP_PROGRAM\" \"$@\"; }\n. ./day.sh";
    let output = Command::new("sh")
        .args(["-c", script])
        .current_dir(desk.path(""))
        .env("SKILLMAP_PROGRAM", env!("CARGO_BIN_EXE_skillmap"))
        .env("SKILLMAP_WORKSPACE", desk.path("space"))
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    for part in [
        "accepted 3, rejected 0, changed 1, added 1",
        "stale: Soldering (https://trades.example/solder) is no longer there",
        "stale: Tool sharpening (https://trades.example/hone) is called \"Edge tool maintenance\" now",
        "not in turtle: ",
    ] {
        assert!(said.contains(part), "not said: {part}\n{said}");
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains("kappa") && printed.contains("differ: Joining metal"), "{printed}");
    let reviewed = std::fs::read_to_string(desk.path("reviewed-2.sssom.tsv")).expect("a set");
    for part in ["Setting up looms\tskos:exactMatch\t", "Book binding\tskos:closeMatch\t", "sssom:NoTermFound"] {
        assert!(reviewed.contains(part), "{part} is not in\n{reviewed}");
    }
    for name in [
        "to-review.csv",
        "differing.csv",
        "reviewed.sssom.json",
        "reviewed.ttl",
        "reviewed.nt",
        "reviewed.jskos.json",
        "reviewed.case.json",
        "reviewed.ctdl.json",
    ] {
        assert!(desk.path(name).is_file(), "{name} was not written");
    }
}
