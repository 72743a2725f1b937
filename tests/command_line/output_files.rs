//! `--output`: the format by the name, and a file that is there whole or not at all.

use crate::{Desk, WELDERS, rows};

#[test]
fn the_name_tells_the_format() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    for (name, format) in
        [("o.csv", "csv"), ("o.jsonl", "jsonl"), ("o.ndjson", "jsonl"), ("o.sssom.tsv", "sssom"), ("o.txt", "table")]
    {
        let run = desk.run(&["map", "a.csv", "-o", name]).ends(0);
        assert_eq!(run.stdout, "", "data goes to the file");
        let expected = desk.run(&["map", "a.csv", "-f", format]).ends(0).stdout;
        assert_eq!(std::fs::read_to_string(desk.path(name)).expect("the file"), expected, "{name}");
    }
    desk.run(&["map", "a.csv", "-f", "csv", "-o", "-"]).ends(0);
    assert!(!desk.path("-").exists());
}

#[test]
fn a_failure_in_the_middle_leaves_the_old_file_and_nothing_else() {
    let desk = Desk::new();
    let rows = rows(1_500, "Perform welding");
    desk.file("a.csv", format!("id,title,description\n{rows}late,,\n"));
    desk.file("out/old.jsonl", "old bytes");
    for name in ["out/old.jsonl", "out/new.jsonl"] {
        desk.run(&["map", "a.csv", "--strict", "-o", name])
            .ends(2)
            .says(&["error: a.csv:1502, record 1501: neither a title nor a text"]);
    }
    assert_eq!(desk.names("out"), ["old.jsonl"]);
    assert_eq!(std::fs::read_to_string(desk.path("out/old.jsonl")).expect("the file"), "old bytes");
    desk.run(&["map", "a.csv", "-o", "out/old.jsonl"]).ends(1);
    let fresh = std::fs::read_to_string(desk.path("out/old.jsonl")).expect("the file");
    assert_eq!((fresh.lines().count(), desk.names("out").len()), (1_500, 1));
}

#[test]
fn a_folder_that_is_not_there_or_is_the_target_is_an_error() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    desk.file("out/x", "");
    desk.run(&["map", "a.csv", "-o", "nowhere/o.csv"]).ends(2).says(&["error: nowhere/o.csv: "]);
    desk.run(&["map", "a.csv", "-f", "csv", "-o", "out"]).ends(2).says(&["error: out: is a directory"]);
    assert_eq!(desk.names("out"), ["x"]);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    desk.file("real/o.csv", "old");
    std::os::unix::fs::symlink("real/o.csv", desk.path("o.csv")).expect("a link");
    desk.run(&["map", "a.csv", "-o", "o.csv"]).ends(0);
    assert!(desk.path("o.csv").is_symlink());
    assert!(std::fs::read_to_string(desk.path("real/o.csv")).expect("the file").starts_with("source_id"));
    assert_eq!(desk.names("real"), ["o.csv"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_an_error() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    desk.file("out/old.csv", "old bytes");
    std::fs::set_permissions(desk.path("out"), std::fs::Permissions::from_mode(0o555)).expect("permissions");
    // The superuser may write everywhere.
    if std::fs::write(desk.path("out/probe"), "").is_ok() {
        eprintln!("skipped: this user may write to a read-only folder");
        return;
    }
    let run = desk.run(&["map", "a.csv", "-o", "out/old.csv"]);
    std::fs::set_permissions(desk.path("out"), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    run.ends(2).says(&["error: ", "old.csv: "]);
    assert_eq!(std::fs::read_to_string(desk.path("out/old.csv")).expect("the file"), "old bytes");
}
