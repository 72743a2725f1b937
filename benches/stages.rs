//! Each stage by itself: cutting a text, encoding it, building an index, proposing candidates, mapping a document.

use divan::{Bencher, black_box};
use skillmap::index::Index;
use skillmap::matching::{MatchOptions, Matcher, Scratch, Setting};
use skillmap::model::Document;
use skillmap::taxonomy::bundled;
use skillmap::text::{segments, tokenise};
use skillmap::vectors::{Side, default_space};

const SENTENCE: &str = "Students learn to take vital signs, keep patient records and work safely with sharps.";
const DESCRIPTION: &str = "Prepares people to plan, build and maintain web applications.\n\nYou will learn:\n\
    - HTML, CSS and JavaScript\n- relational databases and SQL\n- version control with Git\n\
    - working in a team and presenting results to clients\n\nNice to have: experience with cloud services.";

fn main() {
    divan::main();
}

fn index() -> Index {
    Index::build(bundled::taxonomy().expect("compiled in").value, default_space()).expect("an index")
}

#[divan::bench]
fn cut_into_segments() -> usize {
    segments(black_box(DESCRIPTION)).len()
}

#[divan::bench]
fn encode_a_sentence() -> Vec<f32> {
    default_space().encode(&tokenise(black_box(SENTENCE)), Side::Text)
}

#[divan::bench(sample_count = 5)]
fn build_the_starter_index() -> usize {
    index().labels.len()
}

#[divan::bench]
fn candidates_of_a_sentence(bencher: Bencher) {
    let index = index();
    let mut scratch = Scratch::new(&index, &[]);
    bencher.bench_local(|| {
        scratch.read_in_context(&index, black_box(SENTENCE), "");
        scratch.candidates(&index, 0, Setting::Posting, &MatchOptions::default()).len()
    });
}

#[divan::bench]
fn map_a_description(bencher: Bencher) {
    let index = index();
    let matcher = Matcher::new(vec![&index], MatchOptions::default());
    let mut scratch = matcher.scratch();
    let document = Document::new("1", "Web Development", [DESCRIPTION]);
    bencher.bench_local(|| matcher.map(black_box(&document), &mut scratch).mappings.len());
}
