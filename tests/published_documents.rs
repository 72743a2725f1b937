//! The published catalogues and postings, read as they are: how many documents come out and what is in one.

use std::path::PathBuf;

use skillmap::document::{ReadOptions, open};
use skillmap::error::Diagnostics;
use skillmap::fs;
use skillmap::model::{Document, PartKind};

/// All documents of a published file, or nothing when there is no published data here.
fn read(path: &str, options: &ReadOptions) -> Option<(Vec<Document>, Diagnostics)> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return None;
    };
    let sources = fs::list(&PathBuf::from(data).join(path)).expect("the file is there");
    let mut reader = open(&sources[0], options).expect("a readable input");
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document().expect("a readable record") {
        for part in &document.parts {
            assert!(document.text.is_char_boundary(part.range.start) && part.range.end <= document.text.len());
        }
        documents.push(document);
    }
    Some((documents, reader.take_diagnostics()))
}

#[test]
fn instructional_programmes_come_with_code_title_and_definition() {
    let Some((documents, diagnostics)) = read("credentials/CIPCode2020.csv", &ReadOptions::default()) else { return };
    assert_eq!(documents.len(), 2_847);
    assert_eq!((diagnostics.skipped(), diagnostics.warnings()), (0, 0));
    let welding = documents.iter().find(|document| document.id == "48.0508").expect("the welding programme");
    assert_eq!(welding.title, "Welding Technology/Welder.");
    assert_eq!(welding.parts[1].kind, PartKind::Body);
    assert!(welding.text.contains("join or cut metal"), "{}", welding.text);
    assert_eq!(welding.fields["CIPFamily"], "48");
}

#[test]
fn industry_credentials_have_nothing_but_a_name() {
    let Some((documents, diagnostics)) = read("credentials/nj_industry_credentials.csv", &ReadOptions::default())
    else {
        return;
    };
    assert_eq!(documents.len(), 2_041);
    assert_eq!(diagnostics.skipped(), 0);
    assert!(documents.iter().all(|document| document.parts.len() == 1 && document.parts[0].kind == PartKind::Title));
    assert_eq!((documents[0].id.as_str(), documents[0].fields["CODE"].as_str()), ("430", "0438"));
}

#[test]
fn skill_descriptors_have_a_statement_and_keywords() {
    // They are a taxonomy, and documents only for whoever names a column.
    let options = ReadOptions { title_column: Some("RSD Name".to_owned()), ..ReadOptions::default() };
    let Some((documents, _)) = read("taxonomies/osmt/osmt_rsd_export_931.csv", &options) else { return };
    assert_eq!(documents.len(), 931);
    assert_eq!(documents[0].title, "Contextual Analysis");
    let kinds: Vec<PartKind> = documents[0].parts.iter().map(|part| part.kind).collect();
    assert_eq!(kinds, [PartKind::Title, PartKind::Body, PartKind::Skills]);
}

#[test]
fn occupations_have_a_definition_where_they_are_detailed() {
    let Some((documents, _)) = read("jobs/soc2018_definitions.csv", &ReadOptions::default()) else { return };
    let detailed: Vec<&Document> =
        documents.iter().filter(|document| document.fields["SOCGroup"] == "Detailed").collect();
    assert_eq!(detailed.len(), 867);
    assert!(detailed.iter().all(|document| document.parts.len() == 2));
    assert!(documents.len() > detailed.len());
}

#[test]
fn sentences_grouped_by_posting_are_postings() {
    let options = ReadOptions {
        group_by: Some(vec!["source".to_owned(), "idx".to_owned()]),
        text_columns: vec!["tokens".to_owned()],
        ..ReadOptions::default()
    };
    let Some((documents, diagnostics)) = read("jobs/skillspan_train.json", &options) else { return };
    assert_eq!(documents.len(), 140);
    assert_eq!(diagnostics.total(), 0);
    assert_eq!(documents[0].id, "tech-1");
    assert!(documents[0].text.starts_with("Senior QA Engineer ( m/f/d ) <ORGANIZATION>\n<ADDRESS>"));
    let lines: usize = documents.iter().map(|document| document.text.lines().count()).sum();
    assert_eq!(lines, 4_800);

    let single = ReadOptions { group_by: None, ..options };
    assert_eq!(read("jobs/skillspan_train.json", &single).map(|(documents, _)| documents.len()), Some(4_800));
}
