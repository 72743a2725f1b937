//! Files of keys, and tokens that are checked with them: what stands before the first NUL is the file.

use std::sync::Arc;

use skillmap::document::{Format, KeyRing, ReadOptions, open};
use skillmap::fs::SourceFile;

/// Reads and checks.
pub fn survives(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (keys, token) = (parts.next().unwrap_or_default(), parts.next().unwrap_or(data));
    let mut ring = KeyRing::default();
    // A file without a key is an error that the token need not care about.
    let _ = ring.add(&String::from_utf8_lossy(keys), "keys");
    let options = ReadOptions { format: Some(Format::Jwt), keys: Some(Arc::new(ring)), ..ReadOptions::default() };
    let Ok(mut reader) = open(&SourceFile::bytes("x.jwt", token.to_vec()), &options) else { return };
    while let Ok(Some(document)) = reader.next_document() {
        assert!(!document.text.is_empty());
    }
}
