//! Every reader of documents: the first byte says which format, or that it is to be told by looking.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skillmap::document::{DocumentReader as _, Format, ReadOptions, open};
use skillmap::fs::SourceFile;

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    let format = Format::ALL.get(usize::from(*which)).copied();
    let options = ReadOptions { format, holder: which % 2 == 0, ..ReadOptions::default() };
    let Ok(mut reader) = open(&SourceFile::bytes("x", bytes.to_vec()), &options) else { return };
    while let Ok(Some(document)) = reader.next_document() {
        assert!(!document.id.is_empty() && !document.text.trim().is_empty());
        for part in &document.parts {
            assert!(document.text.get(part.range.clone()).is_some());
        }
    }
});
