//! Sheets of decisions, SSSOM with reviewers, and journals.

#![no_main]

#[path = "../../tests/hostile/reviews.rs"]
#[allow(dead_code)]
mod reviews;

libfuzzer_sys::fuzz_target!(|data: &[u8]| reviews::survives(data));
