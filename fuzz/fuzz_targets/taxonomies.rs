//! Every reader of taxonomies, and mapping files.

#![no_main]

#[path = "../../tests/hostile/taxonomies.rs"]
#[allow(dead_code)]
mod taxonomies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| taxonomies::survives(data));
