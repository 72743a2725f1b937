//! Files of keys, and tokens that are checked with them: the part before the first NUL is the file.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use skillmap::document::{DocumentReader as _, Format, KeyRing, ReadOptions, open};
use skillmap::fs::SourceFile;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(keys), Some(token)) = (parts.next(), parts.next()) else { return };
    let mut ring = KeyRing::default();
    let _ = ring.add(&String::from_utf8_lossy(keys), "keys");
    let options = ReadOptions { format: Some(Format::Jwt), keys: Some(Arc::new(ring)), ..ReadOptions::default() };
    let Ok(mut reader) = open(&SourceFile::bytes("x.jwt", token.to_vec()), &options) else { return };
    while let Ok(Some(document)) = reader.next_document() {
        assert!(!document.text.is_empty());
    }
});
