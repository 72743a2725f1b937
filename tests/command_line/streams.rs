//! Streams that end before their time: a full disk, a reader that has gone, an interrupt.
#![cfg(unix)]

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::FileTypeExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Desk, Run, WELDERS, rows};

/// A device on which every write fails as on a full disk; Linux has one.
const FULL: &str = "/dev/full";

fn is_device(path: &str) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_char_device())
}

#[test]
fn a_full_disk_below_standard_output() {
    if !is_device(FULL) {
        eprintln!("skipped: no {FULL}");
        return;
    }
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    for arguments in
        [&["map", "a.csv", "-f", "jsonl"][..], &["map", "a.csv"], &["taxonomy", "list"], &["search", "welding"]]
    {
        let full = OpenOptions::new().write(true).open(FULL).expect("the device");
        let output = desk.command(arguments).stdout(full).output().expect("the program starts");
        Run::of(&output).ends(2).says(&["error: cannot write to standard output", "No space left"]);
    }
}

#[test]
fn a_device_as_output_is_written_and_not_replaced() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    // By a link: should the program ever replace what it is given, the test must not take the system's device.
    for (device, status) in [(FULL, 2), ("/dev/null", 0)] {
        if !is_device(device) {
            eprintln!("skipped: no {device}");
            continue;
        }
        let link = desk.path("link.jsonl");
        std::os::unix::fs::symlink(device, &link).expect("a link");
        let run = desk.run(&["map", "a.csv", "-o", "link.jsonl"]).ends(status);
        if status == 2 {
            run.says(&["error: cannot write link.jsonl", "No space left"]);
        }
        assert!(is_device(device) && link.is_symlink(), "{device} was replaced");
        std::fs::remove_file(&link).expect("the link");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let desk = Desk::new();
    let rows = rows(3_000, "Follow infection control and measure vital signs");
    desk.file("a.csv", format!("id,title,description\n{rows}"));
    for format in ["jsonl", "csv", "table", "sssom"] {
        let mut command = desk.command(&["map", "a.csv", "-f", format]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::with_capacity(64, child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        assert!(!line.is_empty());
        let run = Run::of(&child.wait_with_output().expect("the program ends")).ends(0);
        assert_eq!(run.stderr, "", "{format}");
    }
}

fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited too long for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_interrupt_leaves_nothing_half_written() {
    let desk = Desk::new();
    desk.file("out/old.jsonl", "old bytes");
    let mut command = desk.command(&["map", "-", "--input-format", "csv", "-o", "out/old.jsonl"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    // Enough rows that some are mapped and written while the program waits for more, which never come.
    let rows = rows(2_000, "Follow infection control and measure vital signs");
    input.write_all(format!("id,title,description\n{rows}").as_bytes()).expect("the program reads");
    wait_for("the unfinished file", || {
        let names = desk.names("out");
        let written = |name: &String| std::fs::metadata(desk.path("out").join(name)).is_ok_and(|file| file.len() > 100);
        names.len() == 2 && names.iter().all(|name| name == "old.jsonl" || written(name))
    });
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let mut status = None;
    wait_for("the end", || {
        status = child.try_wait().expect("a child");
        status.is_some()
    });
    drop(input);
    assert_eq!(status.and_then(|status| status.code()), Some(130));
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(desk.names("out"), ["old.jsonl"]);
    let old = std::fs::read_to_string(desk.path("out").join(Path::new("old.jsonl"))).expect("the file");
    assert_eq!(old, "old bytes");
}
