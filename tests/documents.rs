//! Document readers on inputs as bad as they come: every one ends in documents, diagnostics or an error with a
//! place, and never in a panic or in silence.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use skillmap::document::{DocumentReader, Format, ReadOptions, detect, open, open_all};
use skillmap::error::{Diagnostics, Error, Result, Severity};
use skillmap::fs::{self, SourceFile};
use skillmap::model::{Document, PartKind};

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile::memory(name, Vec::leak(bytes.into()))
}

/// What came out before the end or the error.
struct Outcome {
    documents: Vec<Document>,
    diagnostics: Diagnostics,
    error: Option<Error>,
}

impl Outcome {
    fn ids(&self) -> Vec<&str> {
        self.documents.iter().map(|document| document.id.as_str()).collect()
    }

    fn messages(&self) -> Vec<String> {
        self.diagnostics.kept().iter().map(ToString::to_string).collect()
    }

    fn error_text(&self) -> String {
        self.error.as_ref().map(ToString::to_string).unwrap_or_default()
    }
}

fn drain(mut reader: impl DocumentReader) -> Outcome {
    let (mut documents, mut error) = (Vec::new(), None);
    loop {
        match reader.next_document() {
            Ok(Some(document)) => documents.push(document),
            Ok(None) => break,
            Err(found) => {
                error = Some(found);
                break;
            }
        }
    }
    let diagnostics = reader.take_diagnostics();
    assert_eq!(reader.take_diagnostics().total(), 0, "diagnostics are moved out");
    if error.is_some() {
        assert!(matches!(reader.next_document(), Ok(None)), "nothing comes after an error");
    }
    Outcome { documents, diagnostics, error }
}

fn read_with(source: SourceFile, options: &ReadOptions) -> Outcome {
    drain(open_all(vec![source], options))
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Outcome {
    read_with(source(name, bytes), &ReadOptions::default())
}

fn open_error(name: &str, bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> Error {
    open(&source(name, bytes), options).err().expect("an error")
}

fn titled(column: &str) -> ReadOptions {
    ReadOptions { title_column: Some(column.to_owned()), ..ReadOptions::default() }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> SourceFile {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("a writable folder");
    fs::list(&path).expect("the file is there").remove(0)
}

#[test]
fn a_table_gives_identifier_title_text_skills_and_fields() {
    let text = "Program #;Program Name;Program Description;Key Skills;CIP Code;ProviderName;\n\
                7;Welding;\"<p>Cut &amp; join</p><ul><li>tanks</ul>\";arc, MIG;=\"48.0508\";  City College ;x\n";
    let outcome = read("programs.csv", text);
    let document = &outcome.documents[0];
    assert_eq!((document.id.as_str(), document.title.as_str()), ("7", "Welding"));
    assert_eq!(document.text, "Welding\n\nCut & join\ntanks\n\narc, MIG");
    let kinds: Vec<PartKind> = document.parts.iter().map(|part| part.kind).collect();
    assert_eq!(kinds, [PartKind::Title, PartKind::Body, PartKind::Skills]);
    assert_eq!(document.fields["CIP Code"], "48.0508");
    assert_eq!(document.fields["ProviderName"], "City College");
    assert_eq!(document.fields["column 7"], "x");
    assert_eq!(outcome.diagnostics.total(), 0, "{:?}", outcome.messages());
}

#[test]
fn headers_are_guessed_by_whole_alias_before_ending() {
    let state_list = "providerid,officialname,description,programid,name\np,Nursing,Care.,n1,College\n";
    let outcome = read("etpl.csv", state_list);
    assert_eq!((outcome.documents[0].id.as_str(), outcome.documents[0].title.as_str()), ("n1", "Nursing"));
    let jobs = "Position,Company,Company Description,Job Description\nWelder,Acme,We are Acme.,Join metal.\n";
    let outcome = read("jobs.csv", jobs);
    assert_eq!(outcome.documents[0].text, "Welder\n\nJoin metal.");
    assert_eq!(outcome.ids(), ["row-1"]);
    let ending = "ISSUERNAME,AwardTitle,AwardDefinition\nBoard,Welder,Joins metal.\n";
    assert_eq!(read("awards.csv", ending).documents[0].text, "Welder\n\nJoins metal.");
}

#[test]
fn named_columns_are_taken_whatever_their_case_or_refused_by_name() {
    let table = "Nr.,What,Long Text\n1,Welder,Joins metal.\n";
    let options = ReadOptions {
        id_column: Some("nr".to_owned()),
        title_column: Some("WHAT".to_owned()),
        text_columns: vec!["long_text".to_owned()],
        ..ReadOptions::default()
    };
    let outcome = read_with(source("t.csv", table), &options);
    assert_eq!((outcome.ids(), outcome.documents[0].text.as_str()), (vec!["1"], "Welder\n\nJoins metal."));

    let error = open_error("t.csv", table, &titled("Titel"));
    assert_eq!(error.to_string(), "t.csv: no column \"Titel\"; the columns are \"Nr.\", \"What\", \"Long Text\"");
    let error = open_error("t.jsonl", "{\"a\": 1}\n", &titled("b"));
    assert!(error.to_string().contains("no column \"b\"; the columns are \"a\""), "{error}");
}

#[test]
fn an_input_without_usable_columns_is_refused_with_advice() {
    for (name, text) in [("t.csv", "a,b\n1,2\n"), ("t.jsonl", "{\"a\": 1, \"b\": 2}\n")] {
        let error = open_error(name, text, &ReadOptions::default());
        assert!(error.to_string().contains("the columns are \"a\", \"b\""), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("--title-column") && hint.contains("--text-column")));
    }
}

#[test]
fn empty_files_are_errors_whatever_they_claim_to_be() {
    for name in ["e.csv", "e.jsonl", "e.json", "e.xlsx", "e.md", "e.txt", "e"] {
        let error = open_error(name, "", &ReadOptions::default());
        assert_eq!(error.to_string(), format!("{name}: the file is empty"));
    }
    assert!(open(&source("h.csv", "title\n"), &ReadOptions::default()).is_ok(), "a header alone is no error");
}

#[test]
fn a_file_of_another_kind_than_its_name_is_an_error() {
    // A table with semicolons that is read as Markdown would be no error; a table read as JSON is.
    let error = read("t.jsonl", "id;title\n1;Welder\n").error_text();
    assert!(error.starts_with("t.jsonl:1, record 1: holds no JSON object: not valid JSON at column 1"), "{error}");
    let error = open_error("t.xlsx", "id;title\n1;Welder\n", &ReadOptions::default());
    assert!(error.hint().is_some(), "{error}");
    assert!(open(&source("t.csv", &b"PK\x03\x04\0\0\0\0"[..]), &ReadOptions::default()).is_err());
    assert!(open(&source("t.txt", &b"a\0\0b"[..]), &ReadOptions::default()).is_err());
}

#[test]
fn bad_rows_are_reported_and_the_others_read() {
    let table = b"id,title\n1,Welder\n2\n4,caf\xe9,extra\n,Nurse\n5,\n1,Welder again\n";
    let outcome = read("t.csv", &table[..]);
    assert_eq!(outcome.ids(), ["1", "4", "row-4", "1"]);
    assert_eq!(outcome.documents[1].title, "café");
    assert_eq!(
        outcome.messages(),
        [
            "warning: t.csv:3, record 2: 1 field where the header has 2",
            "skipped: t.csv:3, record 2: neither a title nor a text",
            "warning: t.csv:4, record 3: 3 fields where the header has 2",
            "note: t.csv:4, record 3: not UTF-8: such cells are read as Windows-1252, here and below",
            "skipped: t.csv:6, record 5: neither a title nor a text",
            "warning: t.csv:7, record 6: the identifier \"1\" was used before",
        ]
    );
}

#[test]
fn nul_bytes_at_the_beginning_refuse_a_table_and_later_ones_a_row() {
    let error = open_error("t.csv", &b"id,title\n1,a\0b\n"[..], &ReadOptions::default());
    assert!(error.to_string().contains("NUL bytes"), "{error}");
    let mut table = String::from("id,title\n");
    for row in 1..=10_000 {
        writeln!(table, "{row},Welder").expect("a string");
    }
    table.push_str("x,a\0b\ny,Nurse\n");
    let outcome = read("t.csv", table);
    assert_eq!(outcome.documents.len(), 10_001);
    assert_eq!(outcome.messages(), ["skipped: t.csv:10002, record 10001: the row holds NUL bytes"]);
}

#[test]
fn another_delimiter_than_the_name_says_is_told_by_looking_and_a_strange_one_refused() {
    assert_eq!(read("t.tsv", "id,title\n1,Welder\n").ids(), ["1"]);
    assert_eq!(read("t.csv", "id\ttitle\n1\tWelder, TIG\n").ids(), ["1"]);
    let error = open_error("t.csv", "id^title\n1^Welder\n", &ReadOptions::default());
    assert!(error.to_string().contains("\"id^title\""), "{error}");
}

#[test]
fn a_cell_of_fifty_megabytes_is_skipped_in_tables_and_json() {
    let huge = "x".repeat(50 << 20);
    for (name, text) in [
        ("t.csv", format!("id,description\n1,\"{huge}\"\n2,short\n")),
        ("t.jsonl", format!("{{\"id\":1,\"description\":\"{huge}\"}}\n{{\"id\":2,\"description\":\"short\"}}\n")),
        ("t.json", format!("[{{\"id\":1,\"description\":\"{huge}\"}},{{\"id\":2,\"description\":\"short\"}}]")),
    ] {
        let outcome = read(name, text);
        assert_eq!(outcome.ids(), ["2"]);
        assert_eq!(outcome.diagnostics.skipped(), 1);
        assert!(outcome.messages()[0].contains("52428800 bytes"), "{:?}", outcome.messages());
    }
    let outcome = read("t.txt", huge);
    assert_eq!((outcome.documents.len(), outcome.diagnostics.skipped()), (0, 1));
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let text = format!("{{\"title\":\"a\"}}\n{{\"title\":\"{}\"}}\n{{\"title\":\"c\"}}\n", "b".repeat(65 << 20));
    let outcome = read("t.jsonl", text);
    assert_eq!(outcome.ids(), ["row-1", "row-3"]);
    assert!(outcome.messages()[0].starts_with("skipped: t.jsonl:2, record 2: a line of more than"));
}

#[test]
fn compressed_inputs_are_read_and_cut_ones_give_what_they_have() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut table = String::from("id,title,description\n");
    let mut lines = String::new();
    for row in 1..=20_000 {
        let noise = row * 7_919 % 10_007;
        writeln!(table, "{row},Course {noise},Learn number {noise} and {}.", noise * 31).expect("a string");
        writeln!(lines, "{{\"id\":{row},\"title\":\"Course {noise}\",\"description\":\"{}\"}}", noise * 31)
            .expect("a string");
    }
    for (name, text) in [("t.csv", &table), ("t.jsonl", &lines)] {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).expect("memory");
        let gzip = encoder.finish().expect("memory");
        let zstd = zstd::encode_all(text.as_bytes(), 3).expect("memory");
        for (ending, bytes) in [("gz", gzip), ("zst", zstd)] {
            let whole = write(folder.path(), &format!("{name}.{ending}"), &bytes);
            assert_eq!(read_with(whole, &ReadOptions::default()).documents.len(), 20_000);

            let cut = write(folder.path(), &format!("cut-{name}.{ending}"), &bytes[..bytes.len() / 2]);
            let outcome = read_with(cut, &ReadOptions::default());
            let last = outcome.documents.len();
            assert!((1_000..20_000).contains(&last), "{name}.{ending}: {last} documents");
            let error = outcome.error.expect("the input ends too early");
            let Error::Malformed { position, .. } = error else { panic!("{error}") };
            assert!(position.line.is_some_and(|line| line.abs_diff(last as u64) <= 2), "{position} after {last}");
        }
    }
}

#[test]
fn a_short_compressed_input_that_is_cut_is_an_error_too() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(b"id,title\n1,Welder\n2,Nurse\n").expect("memory");
    let bytes = encoder.finish().expect("memory");
    let outcome = read("t.csv.gz", &bytes[..bytes.len() - 4]);
    assert!(!outcome.error_text().is_empty(), "{:?}", outcome.ids());
    let outcome = read("t.txt.gz", &bytes[..bytes.len() - 4]);
    assert!(outcome.error_text().contains("cannot be read to its end"), "{}", outcome.error_text());
}

#[test]
fn json_lines_skip_bad_lines_and_say_where() {
    let text = "\n{\"title\": \"a\", \"skills\": [\"x y\", {\"name\": \"z\"}]}\n{\"title\": }\n[1]\n\n{\"title\": \"b\", \"tags\": \"t\"}\n";
    let outcome = read("t.jsonl", text);
    assert_eq!(outcome.ids(), ["row-1", "row-4"]);
    assert_eq!(outcome.documents[0].text, "a\n\nx y\nz");
    assert_eq!(outcome.documents[0].parts[1].kind, PartKind::Skills);
    assert_eq!(outcome.documents[1].parts[1].kind, PartKind::Skills);
    assert_eq!(
        outcome.messages(),
        [
            "skipped: t.jsonl:3, record 2: not valid JSON at column 11: expected value",
            "skipped: t.jsonl:4, record 3: not a JSON object",
        ]
    );
    let bytes = b"{\"title\": \"a\"}\n{\"title\": \"caf\xe9\"}\n";
    assert_eq!(read("t.jsonl", &bytes[..]).diagnostics.skipped(), 1);
    let deep = format!("{{\"title\": \"a\"}}\n{{\"title\": {}\n", "[".repeat(100_000));
    assert_eq!(read("t.jsonl", deep).diagnostics.skipped(), 1);
}

#[test]
fn json_arrays_and_wrapped_lists_are_read_and_end_at_a_syntax_error() {
    let array = " [\n{\"title\": \"a ] \\\" }\"},\n{\"title\": \"b\",\n\"text\": [\"One\", \"word\"]}\n]\n";
    let outcome = read("t.json", array);
    assert_eq!(outcome.documents[0].title, "a ] \" }");
    assert_eq!(outcome.documents[1].text, "b\n\nOne word");
    for wrapper in [
        "{\"jobs\": [{\"title\": \"a\"}, {\"title\": \"b\"}], \"meta\": {\"total\": 2}}",
        "{\n \"meta\": {},\n \"jobs\": [{\"title\": \"a\"},\n {\"title\": \"b\"}]\n}\n",
    ] {
        assert_eq!(read("t.json", wrapper).ids(), ["row-1", "row-2"], "{wrapper}");
    }
    let single = "{\n\"title\": \"a\",\n\"skills\": [{\"name\": \"Java\"}, {\"name\": \"SQL\"}]\n}";
    assert_eq!(read("t.json", single).documents[0].text, "a\n\nJava\nSQL");

    for (text, place) in [
        ("[{\"title\": \"a\"},\n{\"title\": b}]", "t.json:2, record 2: not valid JSON at column 11"),
        ("[{\"title\": \"a\"}\n{\"title\": \"b\"}]", "t.json:2: a comma or ]"),
        ("[{\"title\": \"a\"},\n", "t.json:2: the file ends within the array"),
        ("[{\"title\": \"a\"},\n{\"tit", "t.json:2: the file ends within the array"),
        ("[{\"title\": \"a\"}]\nx", "t.json:2: something follows the array"),
        ("[{\"title\": \"a\"},]", "t.json:1, record 2: an element"),
    ] {
        let outcome = read("t.json", text);
        assert_eq!(outcome.ids(), ["row-1"], "{text}");
        assert!(outcome.error_text().starts_with(place), "{} for {text}", outcome.error_text());
    }
    assert_eq!(read("t.json", "[]").documents.len(), 0);
    assert!(!read("t.json", "{\n\"title\": x}").error_text().is_empty());
}

#[test]
fn keys_that_come_up_later_are_read_too() {
    let mut text = String::new();
    for _ in 0..150 {
        text.push_str("{\"title\": \"a\"}\n");
    }
    text.push_str("{\"title\": \"b\", \"description\": \"Late.\"}\n");
    let outcome = read("t.jsonl", text);
    assert_eq!(outcome.documents[150].text, "b\n\nLate.");
}

#[test]
fn records_are_grouped_whether_or_not_they_follow_each_other() {
    let options = ReadOptions {
        group_by: Some(vec!["Course".to_owned()]),
        text_columns: vec!["outcome".to_owned()],
        title_column: Some("name".to_owned()),
        ..ReadOptions::default()
    };
    let table =
        "course,name,outcome,level,nr\nw,Welding,Cut.,1,1\nn,Nursing,Care.,1,2\nw,Welding,Join.,1,3\n,Lost,x,1,4\n";
    let outcome = read_with(source("t.csv", table), &options);
    assert_eq!(outcome.ids(), ["w", "n"]);
    assert_eq!(outcome.documents[0].text, "Welding\n\nCut.\nJoin.");
    assert_eq!(outcome.documents[0].fields.keys().collect::<Vec<_>>(), ["course", "level"]);
    assert_eq!(outcome.messages(), ["skipped: t.csv:5, record 4: no value in the columns to group by"]);
}

#[test]
fn workbooks_give_the_first_sheet_with_a_header() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Notes").and_then(|sheet| sheet.write(0, 0, "Nothing here")).expect("a sheet");
    let sheet = book.add_worksheet().set_name("Courses").expect("a sheet");
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(0, 0, "Course list of the description").expect("a cell");
    for (column, header) in ["Code", "Course Title", "Learning Outcomes", "Hours", "Start"].into_iter().enumerate() {
        sheet.write(1, column as u16, header).expect("a cell");
    }
    sheet.write(2, 0, 101).and_then(|sheet| sheet.write(2, 1, "Welding")).expect("a cell");
    sheet.write(2, 2, "Join metal.").and_then(|sheet| sheet.write(2, 3, 12.5)).expect("a cell");
    sheet.write_with_format(2, 4, 45_292, &date).expect("a cell");
    sheet.write(3, 0, 102).and_then(|sheet| sheet.write(3, 3, 1)).expect("a cell");
    // A cell in the far corner must not make the sheet a table of all cells before it.
    sheet.write(1_048_575, 16_383, "far").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");

    let outcome = read("c.xlsx", bytes.clone());
    assert_eq!(outcome.ids(), ["101"], "{} {:?}", outcome.error_text(), outcome.messages());
    assert_eq!(outcome.documents[0].text, "Welding\n\nJoin metal.");
    assert_eq!(
        (outcome.documents[0].fields["Hours"].as_str(), outcome.documents[0].fields["Start"].as_str()),
        ("12.5", "2024-01-01")
    );
    assert_eq!(outcome.messages()[0], "skipped: c.xlsx!Courses:4, record 2: neither a title nor a text");

    assert!(open_error("c.xlsx", bytes.clone(), &titled("Titel")).to_string().contains("no column \"Titel\""));
    for length in [4, 100, bytes.len() / 2, bytes.len() - 10] {
        assert!(open(&source("c.xlsx", &bytes[..length]), &ReadOptions::default()).is_err(), "{length} bytes");
    }
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0xff;
        // Whatever comes of it, it must not be a panic.
        let _ = read("c.xlsx", damaged);
    }
}

#[test]
fn text_and_markdown_are_one_document_a_file() {
    let outcome = read("folder/welder.md", "# Welder\n\n- **cut** metal\n");
    assert_eq!((outcome.ids(), outcome.documents[0].text.as_str()), (vec!["welder.md"], "Welder\n\n- cut metal"));
    let outcome = read("welder.txt", &b"Joins metal, caf\xe9.\nAnd more."[..]);
    assert_eq!(outcome.documents[0].title, "welder");
    assert!(outcome.documents[0].text.contains("café"));
    assert_eq!(outcome.diagnostics.kept()[0].severity, Severity::Note);
    let outcome = read("-", "Joins metal.");
    assert_eq!((outcome.ids(), outcome.documents[0].text.as_str()), (vec!["-"], "Joins metal."));
    let blank = read("b.txt", " \n ");
    assert_eq!((blank.documents.len(), blank.diagnostics.skipped()), (0, 1));
}

#[test]
fn formats_are_told_by_name_then_by_content() {
    let told = |name: &str, text: &str| -> Result<Format> { detect(&source(name, text), &ReadOptions::default()) };
    assert_eq!(told("a.TSV.gz", "x").expect("a format"), Format::Csv);
    assert_eq!(told("-", "{\"a\": 1}").expect("a format"), Format::JsonLines);
    assert_eq!(told("-", "[ {\"a\": 1}]").expect("a format"), Format::JsonLines);
    assert_eq!(told("-", "[see](x)").expect("a format"), Format::Text);
    assert_eq!(told("export", "id\ttitle\n1\tWelder\n").expect("a format"), Format::Csv);
    assert_eq!(told("report.xls", "id\ttitle\n1\tWelder\n").expect("a format"), Format::Csv);
    assert_eq!(told("letter", "Dear Anna, I join metal.\n").expect("a format"), Format::Text);
    assert_eq!(told("cv.docx", "PK").expect("a format"), Format::Docx);
    assert_eq!(told("-", "%PDF-1.7").expect("a format"), Format::Pdf);
    assert_eq!(told("-", "<!DOCTYPE html><title>Welder</title>").expect("a format"), Format::Html);
    assert_eq!(told("a", "\u{feff}<?xml version=\"1.0\"?><svg/>").expect("a format"), Format::BakedBadge);
    assert_eq!(told("a", "eyJhIjoxfQ.eyJhIjoxfQ.c2ln\n").expect("a format"), Format::Jwt);
    assert!(told("cv.odt", "PK").is_err_and(|error| error.to_string().contains("not supported")));
}

#[test]
fn of_several_inputs_the_unreadable_ones_are_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [
        ("a.csv", &b"title\nWelder\nNurse\n"[..]),
        ("b.docx", b"PK\x03\x04"),
        ("c.csv", b""),
        ("d.md", b"# Cook\n\nCook.\n"),
        ("e", b"whatever this is"),
        ("f.jsonl", b"{\"title\": \"Clerk\"}\n"),
    ] {
        write(folder.path(), name, bytes);
    }
    let sources = fs::list(folder.path()).expect("a folder");
    let outcome = drain(open_all(sources.clone(), &ReadOptions::default()));
    assert_eq!(outcome.error_text(), "");
    assert_eq!(outcome.ids(), ["a.csv#row-1", "a.csv#row-2", "d.md", "f.jsonl#row-1"]);
    assert_eq!(outcome.diagnostics.skipped(), 3, "{:?}", outcome.messages());

    let outcome = drain(open_all(sources, &titled("no such column")));
    assert!(outcome.documents.is_empty() && outcome.error_text().contains("no such column"));
    assert!(matches!(outcome.error, Some(Error::Request { .. })));
}
