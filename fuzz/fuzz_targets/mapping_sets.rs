//! Every reader and writer of mapping sets, and documents that alignments are written into.

#![no_main]

#[path = "../../tests/hostile/mapping_sets.rs"]
#[allow(dead_code)]
mod mapping_sets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| mapping_sets::survives(data));
