//! Tables that are not what they should be: each is told apart, with its place, and nothing panics.

use crate::{Desk, WELDERS, rows};

fn map(content: impl AsRef<[u8]>) -> crate::Run {
    let desk = Desk::new();
    desk.file("a.csv", content);
    desk.run(&["map", "a.csv", "-f", "jsonl"])
}

#[test]
fn an_empty_file() {
    let run = map("").ends(2).says(&["error: a.csv: the file is empty"]);
    assert_eq!(run.stdout, "");
}

#[test]
fn blank_lines_and_nothing_else() {
    map("\n\r\n\n").ends(2).says(&["error: a.csv: the file holds no line of text"]);
}

#[test]
fn a_header_and_no_rows() {
    let run = map("id,title,description\n").ends(0);
    assert_eq!(run.stdout, "");
    assert!(run.last_line().starts_with("read 0 documents"), "{}", run.stderr);
}

#[test]
fn rows_and_no_header() {
    map("w-1,Mig 40,60 hours of practice\nw-2,Tig 20,30 hours of practice\n").ends(2).says(&[
        "error: a.csv: no column of titles",
        "\"w-1\", \"Mig 40\"",
        "hint: name the columns with --title-column",
    ]);
}

#[test]
fn a_delimiter_that_nobody_knows() {
    map("id^title^description\nw-1^Welder^Weld steel\n")
        .ends(2)
        .says(&["error: a.csv: no column of titles", "\"id^title^description\""]);
}

#[test]
fn a_column_that_is_not_there() {
    let desk = Desk::new();
    desk.file("a.csv", WELDERS);
    for option in ["--id-column", "--title-column", "--text-column", "--group-by"] {
        desk.run(&["map", "a.csv", option, "body"])
            .ends(2)
            .says(&["error: a.csv: no column \"body\"", "\"id\", \"title\", \"description\""]);
    }
}

#[test]
fn ragged_rows_are_read_and_told() {
    let text = "id,title,description\r\n\r\nw-1,Welder\r\nw-2,Welder,Weld steel,and,more\r\nw-3,Welder,Weld steel\r\n";
    let run = map(text).ends(0).says(&[
        "warning: a.csv:3, record 1: 2 fields where the header has 3",
        "warning: a.csv:4, record 2: 5 fields where the header has 3",
    ]);
    assert_eq!(run.objects().len(), 3);
}

#[test]
fn a_row_with_nul_bytes_late_in_the_file() {
    let filler = rows(4_000, "Perform welding");
    let run = map(format!("id,title,description\n{filler}n-1,Nul,We\0ld\nw-2,Welder,Perform welding\n"))
        .ends(1)
        .says(&["skipped: a.csv:4002, record 4001: the row holds NUL bytes"]);
    assert_eq!(run.objects().len(), 4_001);
}

#[test]
fn a_binary_file_named_as_a_table() {
    map(b"\x7fELF\x02\x01\x01\0\0\0\0\0binary").ends(2).says(&["error: a.csv: holds NUL bytes", "hint: "]);
}

#[test]
fn bytes_that_are_not_utf8() {
    let run = map(b"id,title,description\nw-1,Caf\xe9 welder,Perform welding\n")
        .ends(0)
        .says(&["note: a.csv:2, record 1: not UTF-8"]);
    assert_eq!(run.objects()[0]["title"], "Café welder");
}

#[test]
fn a_cell_of_fifty_megabytes() {
    let cell = "weld ".repeat(10 << 20);
    let run = map(format!("{WELDERS}big,Big,{cell}\nw-3,Welder,Perform welding\n"))
        .ends(1)
        .says(&["skipped: a.csv:4, record 3: a text of 52428802 bytes; at most 8388608 are read"]);
    assert_eq!(run.objects().len(), 3);
    assert!(run.stderr.len() < 1_000, "the cell itself is not printed");
}

#[test]
fn a_quotation_mark_that_is_never_closed() {
    let rest = "weld, steel\n".repeat(6 << 20);
    map(format!("id,title,description\nw-1,Welder,\"Weld\n{rest}")).ends(2).says(&[
        "error: a.csv",
        "a record longer than",
        "never closed",
    ]);
}

#[test]
fn json_that_breaks_off() {
    let desk = Desk::new();
    desk.file(
        "a.jsonl",
        "{\"id\":\"w-1\",\"title\":\"Welder\"}\n{\"id\":\"w-2\",\"ti\n{\"id\":\"w-3\",\"title\":\"Welder\"}\n",
    );
    let run = desk.run(&["map", "a.jsonl", "-f", "jsonl"]).ends(1).says(&["skipped: a.jsonl:2"]);
    assert_eq!(run.objects().len(), 2);
}

#[test]
fn one_bad_file_of_several_does_not_end_the_run() {
    let desk = Desk::new();
    desk.file("in/a.csv", "");
    desk.file("in/b.csv", WELDERS);
    let run = desk.run(&["map", "in", "-f", "jsonl"]).ends(1).says(&["skipped: in/a.csv: the file is empty"]);
    assert_eq!(run.objects().len(), 2);
}

#[test]
fn a_taxonomy_with_an_identifier_used_twice() {
    let desk = Desk::new();
    desk.file("t.csv", "id,label\na,weaving\nb,spinning\na,dyeing\n");
    let run = desk
        .run(&["taxonomy", "check", "t.csv"])
        .ends(1)
        .says(&["t.csv:4, record 3: identifier \"a\" appears a second time"]);
    assert!(run.stdout.contains("2 skill"), "{}", run.stdout);
    desk.run(&["taxonomy", "add", "t", "t.csv", "--strict"]).ends(2).says(&["error: t.csv:4"]);
    desk.run(&["taxonomy", "add", "t", "t.csv"]).ends(1).says(&["added t"]);
}

#[test]
fn a_taxonomy_that_runs_in_a_circle() {
    let desk = Desk::new();
    desk.file("t.csv", "id,label,broader\na,weaving,b\nb,spinning,c\nc,dyeing,a\n");
    desk.run(&["taxonomy", "check", "t.csv"]).ends(1).says(&["warning: t.csv:", "closes a circle"]);
    desk.run(&["taxonomy", "add", "t", "t.csv"]).ends(0).says(&["closes a circle", "2 relations"]);
    desk.run(&["taxonomy", "show", "t", "a"]).ends(0);
}

#[test]
fn a_taxonomy_without_labels_names_the_columns_there_are() {
    let desk = Desk::new();
    desk.file("t.csv", "number,words\n1,weaving\n");
    desk.run(&["taxonomy", "check", "t.csv", "--format", "table"])
        .ends(2)
        .says(&["error: t.csv: no column \"label\"", "\"number\", \"words\""]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_costs_no_row_and_is_told() {
    let above = rows(3_000, "Perform welding");
    let below = above.replace("d-", "e-");
    let run = map(format!("id,title,description\n{above}q-1,\"Welder,Weld steel\n{below}")).ends(0).says(&[
        "warning: a.csv:3002, record 3001, title: a quotation mark opens a cell here and is never closed",
        "3000 lines below are not lost in its cell; close it, or take it out",
    ]);
    assert_eq!(run.objects().len(), 6_001);

    let desk = Desk::new();
    desk.file("a.csv", "id,title,description\n1,\"unclosed");
    desk.run(&["map", "a.csv", "-f", "jsonl"]).says(&["warning: a.csv:2, record 1, title: a quotation mark"]);
    let strict =
        desk.run(&["map", "a.csv", "-f", "jsonl", "--strict"]).ends(2).says(&["error: a.csv:2, record 1", "hint: "]);
    assert_eq!(strict.stdout, "");
}

#[test]
fn a_text_that_breaks_off_inside_quotation_marks_wants_a_look() {
    let run = map("id,title,description\nw-1,Welder,\"Perform welding.\nAlso\nread blueprints").ends(1).says(&[
        "skipped: a.csv:2, record 1, description: a quotation mark",
        "2 lines below are read as part of its cell",
    ]);
    assert_eq!(run.objects().len(), 1);
}

#[test]
fn an_open_quotation_mark_in_taxonomies_and_mapping_sets() {
    let desk = Desk::new();
    desk.file("t.csv", "id,label\na,weaving\nb,\"spinning\nc,dyeing\n");
    let told = "t.csv:3, record 2, label: a quotation mark opens a cell here and is never closed";
    let run = desk.run(&["taxonomy", "check", "t.csv"]).says(&[told]);
    assert!(run.stdout.contains("3 skill"), "{}", run.stdout);
    desk.run(&["taxonomy", "add", "t", "t.csv", "--strict"]).ends(2).says(&["error: t.csv:3, record 2, label"]);

    desk.file("set.csv", "subject_id,predicate_id,object_id\na,exact,x\n\"b,exact,y\nc,exact,z\n");
    let told = "set.csv:3, record 2, subject_id: a quotation mark opens a cell here and is never closed";
    desk.run(&["convert", "set.csv", "--to", "jsonl"]).says(&[told, "read 3 mappings"]);
    desk.run(&["convert", "set.csv", "--to", "jsonl", "--strict"]).ends(2).says(&["error: set.csv:3"]);
    desk.file("sheet.csv", "verdict,subject_id,predicate_id,object_id\n\"accept,a,exact,x\naccept,b,exact,y\n");
    desk.run(&["review", "apply", "set.csv", "sheet.csv", "--reviewer", "Ana"])
        .says(&["sheet.csv:2, record 1, verdict: a quotation mark", "kept 2 new decisions"]);
}

#[test]
fn formats_that_are_offered_can_be_read() {
    let desk = Desk::new();
    desk.file("set.xyz", "nothing of the kind\n");
    for command in [&["convert", "set.xyz"][..], &["review", "queue", "set.xyz"], &["diff", "set.xyz", "set.xyz"]] {
        let run = desk.run(command).ends(2).says(&["hint: skillmap convert FILE --from FORMAT", "sssom-json"]);
        assert!(!run.stderr.contains("table"), "{}", run.stderr);
    }
    let run = desk.run(&["convert", "set.xyz", "--from", "table"]).ends(2).says(&["formats: csv, jsonl"]);
    assert!(!run.stderr.contains("formats: table"), "{}", run.stderr);
}

#[test]
fn documents_in_which_nothing_is_found_want_a_look() {
    let desk = Desk::new();
    desk.file("a.csv", "id,title\n1,Zzyzx qwrtp\n2,Xkcdq\n");
    let run = desk.run(&["map", "a.csv", "-f", "jsonl"]).ends(1).says(&["mapped 0 with 0 mappings, 2 without a match"]);
    assert_eq!(run.objects().len(), 2);
    desk.file("b.csv", "id,title\n1,Zzyzx qwrtp\n2,Welding\n");
    desk.run(&["map", "b.csv", "-f", "jsonl"]).ends(0);
}
