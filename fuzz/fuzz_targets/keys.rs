//! Files of keys, and tokens that are checked with them.

#![no_main]

#[path = "../../tests/hostile/keys.rs"]
#[allow(dead_code)]
mod keys;

libfuzzer_sys::fuzz_target!(|data: &[u8]| keys::survives(data));
