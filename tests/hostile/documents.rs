//! Every reader of documents. A last byte of 128 or more chooses the format and the options and is no part of the input;
//! otherwise the format is told by looking, so that any file is an input as it is.

use skillmap::document::{Format, ReadOptions, detect, open, surely_documents};
use skillmap::fs::SourceFile;
use skillmap::model::Document;

/// Reads and checks; what is read must be in order, whatever it was made of.
pub fn survives(data: &[u8]) {
    let (choice, bytes) = match data.split_last() {
        Some((last, bytes)) if *last >= 128 => (Some(last - 128), bytes),
        _ => (None, data),
    };
    let options = ReadOptions {
        format: choice.and_then(|choice| Format::ALL.get(usize::from(choice % 32)).copied()),
        holder: choice.is_none_or(|choice| choice & 32 != 0),
        group_by: choice.is_some_and(|choice| choice & 64 != 0).then(|| vec!["id".to_owned()]),
        ..ReadOptions::default()
    };
    read("x", bytes, &options);
    let source = SourceFile::bytes("x", bytes.to_vec());
    if let Some(format) = surely_documents(&source) {
        assert_eq!(detect(&source, &ReadOptions::default()).ok(), Some(format));
    }
}

/// How many documents an input gives.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> usize {
    let Ok(mut reader) = open(&SourceFile::bytes(name, bytes.to_vec()), options) else { return 0 };
    let mut count = 0;
    while let Ok(Some(document)) = reader.next_document() {
        check(&document);
        count += 1;
    }
    let diagnostics = reader.take_diagnostics();
    assert!(diagnostics.kept().iter().all(|one| one.position.path.starts_with(name)), "{:?}", diagnostics.kept());
    count
}

fn check(document: &Document) {
    let mut before = 0;
    for part in &document.parts {
        assert!(part.range.start >= before && document.text.get(part.range.clone()).is_some(), "{document:?}");
        before = part.range.end;
    }
    for assertion in &document.assertions {
        assert!(!assertion.is_blank(), "{document:?}");
        if let Some(range) = assertion.range.clone() {
            assert_eq!(document.text.get(range), assertion.name.as_deref());
        }
    }
    assert!(!document.text.trim().is_empty() && !document.id.is_empty(), "{document:?}");
}
