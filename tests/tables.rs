//! Tables as the states, registries and job boards export them, one fixture a layout: broken headers find their meaning,
//! codes get their usual form, and people's names stay out.

use skillmap::document::{ReadOptions, open};
use skillmap::fs::SourceFile;
use skillmap::model::{CodeSystem, Document, DocumentKind, Recognition};
use skillmap::text::{Section, segments};

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_str!(concat!("fixtures/tables/", $name)))
    };
}

fn read((name, text): (&str, &str)) -> Document {
    let source = SourceFile::memory(name, Vec::leak(text.as_bytes().to_vec()));
    let mut reader = open(&source, &ReadOptions::default()).expect("a readable table");
    let document = reader.next_document().expect("a readable row").expect("a row");
    assert!(reader.next_document().expect("the end").is_none());
    assert_eq!(reader.take_diagnostics().total(), 0);
    document
}

fn section_of(document: &Document, phrase: &str) -> Section {
    let found =
        segments(&document.text).into_iter().find(|segment| document.text[segment.range.clone()].contains(phrase));
    found.unwrap_or_else(|| panic!("{phrase:?} is not in {:?}", document.text)).section
}

fn codes(document: &Document) -> Vec<(CodeSystem, &str)> {
    document.details.codes().map(|code| (code.system, code.code.as_str())).collect()
}

fn life_cycle(document: &Document) -> Option<&str> {
    document.trust.as_deref().and_then(|trust| trust.life_cycle.as_deref())
}

#[test]
fn provider_lists_of_the_states_are_programmes_with_codes() {
    let jersey = read(fixture!("new_jersey.csv"));
    assert_eq!(
        (jersey.id.as_str(), jersey.title.as_str(), jersey.kind),
        ("7001", "Pipe Welding", DocumentKind::Programme)
    );
    assert_eq!(
        (jersey.details.issuer.as_deref(), jersey.details.place.as_deref()),
        (Some("Weld College"), Some("Newark, NJ"))
    );
    assert_eq!(codes(&jersey), [(CodeSystem::Cip, "48.0508")]);
    assert_eq!(section_of(&jersey, "weld pipes"), Section::General);
    assert_eq!(section_of(&jersey, "Childcare"), Section::Boilerplate, "what the provider offers is no skill");
    let trust = jersey.trust.as_deref().expect("it is on the list");
    assert_eq!(
        (trust.life_cycle.as_deref(), trust.recognition[0].relation),
        (Some("Approved"), Recognition::ApprovedBy)
    );

    let older = read(fixture!("texas_older.csv"));
    assert_eq!((older.id.as_str(), older.title.as_str()), ("801", "Pipe Welding"));
    assert_eq!(codes(&older), [(CodeSystem::OnetSoc, "51-4121.00"), (CodeSystem::OnetSoc, "47-2152.00")]);
    assert_eq!((older.details.issuer.as_deref(), life_cycle(&older)), (Some("Weld College"), Some("Active")));

    let newer = read(fixture!("texas_newer.csv"));
    assert_eq!((newer.id.as_str(), newer.title.as_str(), newer.kind), ("801", "Pipe Welder", DocumentKind::Programme));
    assert_eq!(
        (newer.details.place.as_deref(), codes(&newer)),
        (Some("Austin"), vec![(CodeSystem::OnetSoc, "51-4121.00")])
    );

    let tpot = read(fixture!("tpot.csv"));
    assert_eq!(codes(&tpot), [(CodeSystem::OnetSoc, "51-4121.00"), (CodeSystem::Cip, "48.0508")]);
    assert_eq!((tpot.title.as_str(), life_cycle(&tpot)), ("Pipe Welding", Some("Open")));
    assert_eq!(tpot.trust.expect("it is on the list").recognition.len(), 1);
}

#[test]
fn uploads_to_a_registry_are_credentials_and_courses() {
    let credential = read(fixture!("registry_credentials.csv"));
    assert_eq!(
        (credential.id.as_str(), credential.title.as_str(), credential.kind),
        ("c-1", "Pipe Welder", DocumentKind::Credential)
    );
    let details = &credential.details;
    assert_eq!((details.category.as_deref(), details.language.as_deref()), (Some("Certificate"), Some("en")));
    let trust = credential.trust.as_deref().expect("it is in a registry");
    assert_eq!(trust.registry_id.as_deref(), Some("ce-11111111-0000-4000-8000-000000000001"));

    let course = read(fixture!("registry_courses.csv"));
    assert_eq!((course.id.as_str(), course.title.as_str(), course.kind), ("l-1", "Pipes I", DocumentKind::Course));
    assert_eq!((course.details.category.as_deref(), life_cycle(&course)), (Some("Course"), Some("Active")));
}

#[test]
fn dumps_of_job_boards_are_postings_with_sections_and_dates() {
    let linkedin = read(fixture!("linkedin.csv"));
    assert_eq!((linkedin.id.as_str(), linkedin.kind), ("77", DocumentKind::Posting));
    assert_eq!(linkedin.text, "Welder\n\nWe build boilers.\n\nWeld pipes, grind seams");
    let details = &linkedin.details;
    assert_eq!((details.published.as_deref(), details.closes.as_deref()), (Some("2024-02-15"), Some("2024-03-09")));
    assert_eq!((details.level.as_deref(), details.category.as_deref()), (Some("Entry level"), Some("Full-time")));
    assert_eq!(
        (details.issuer.as_deref(), details.url.as_deref()),
        (Some("Weld Works"), Some("https://jobs.example/77"))
    );

    let board = read(fixture!("job_board.csv"));
    assert_eq!(section_of(&board, "boilers"), Section::General, "a text without a section comes first");
    assert_eq!(section_of(&board, "Weld pipes"), Section::Required);
    assert_eq!(section_of(&board, "Grind seams"), Section::Preferred);
    assert_eq!((board.kind, board.details.published.as_deref()), (DocumentKind::Posting, Some("2026-01-15")));
}

#[test]
fn columns_that_the_user_names_get_no_headings() {
    let (name, text) = fixture!("job_board.csv");
    let source = SourceFile::memory(name, Vec::leak(text.as_bytes().to_vec()));
    let options = ReadOptions { text_columns: vec!["Job Requirements".to_owned()], ..ReadOptions::default() };
    let document =
        open(&source, &options).and_then(|mut reader| reader.next_document()).expect("a table").expect("a row");
    assert_eq!(document.text, "Welder\n\nWeld pipes");
}

#[test]
fn contacts_are_no_details() {
    let jersey = read(fixture!("new_jersey.csv"));
    assert!(!format!("{:?}", jersey.details).contains("Anna") && !jersey.text.contains("Anna"));
}
