//! Every reader of documents.

#![no_main]

#[path = "../../tests/hostile/documents.rs"]
#[allow(dead_code)]
mod documents;

libfuzzer_sys::fuzz_target!(|data: &[u8]| documents::survives(data));
