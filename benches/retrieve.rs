//! How long a question to a catalogue takes: `cargo bench --bench retrieve -- WORKSPACE NAME QUESTIONS`.
//!
//! The catalogue is one that `skillmap catalogue add` made, however large; QUESTIONS is any file that `map` reads. One
//! question after another is put; printed are the median, the 99th percentile and the longest, first of retrieval alone
//! and then of the whole answer. Without arguments it measures the example catalogue, which says little.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use skillmap::catalogue::{Addition, Catalogue, CataloguePool, add, references};
use skillmap::coverage::{
    Comparer, ComparisonOptions, Concepts, Digester, Filter, Pool as _, Profiled, Question, StemCounts,
};
use skillmap::document::{DocumentReader as _, ReadOptions, open_all};
use skillmap::fs;
use skillmap::matching::{MatchOptions, Matcher};
use skillmap::workspace::Workspace;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let space = tempfile::tempdir().expect("a folder");
    let (workspace, name, questions) = match &arguments[..] {
        [workspace, name, questions] => (PathBuf::from(workspace), name.clone(), PathBuf::from(questions)),
        _ => (space.path().to_owned(), "examples".to_owned(), examples.join("jobs.csv")),
    };
    let workspace = Workspace::new(workspace);
    let folder = workspace.catalogue_folder(&name).expect("a name");
    let there = Catalogue::open(&name, &folder).ok();
    let taxonomies = there.as_ref().map_or(vec!["starter".to_owned()], |there| there.state().taxonomies.clone());
    let indexes: Vec<_> = taxonomies.iter().map(|one| workspace.index(one).expect("a taxonomy").0).collect();
    let matcher = Matcher::new(indexes.iter().collect(), MatchOptions::default());
    let digester = Digester::new(workspace.space(), "en");
    if there.is_none() {
        let addition = Addition {
            folder: &folder,
            sources: &fs::list(&examples.join("credentials.csv")).expect("the example"),
            options: &ReadOptions::default(),
            taxonomies: references(indexes.iter().map(|index| &index.taxonomy.info)),
            fingerprint: String::new(),
            matcher: &matcher,
            digester: &digester,
            strict: false,
        };
        add(&addition, &|| {}).expect("added");
    }
    let pool = CataloguePool::new(Catalogue::open(&name, &folder).expect("a catalogue")).expect("a pool");
    let mut reader = open_all(fs::list(&questions).expect("questions"), &ReadOptions::default());
    let (mut asked, mut scratch) = (Vec::new(), matcher.scratch());
    while let Some(document) = reader.next_document().expect("a document") {
        let mappings = matcher.map(&document, &mut scratch);
        asked.push(digester.prepare(Profiled { document, mappings }));
    }
    let mut counts = StemCounts::default();
    for question in &asked {
        counts.add(&question.digest);
    }
    let (filter, options) = (Filter::default(), ComparisonOptions::default());
    let references: Vec<_> = indexes.iter().collect();
    let concepts = Concepts::new(&references);
    let comparer = Comparer::new(&concepts, &digester, &pool, Some(&counts), &options);
    let candidates = pool.worth_comparing();
    println!("{} documents, {} questions, {candidates} candidates each", pool.documents(), asked.len());
    // Once to warm, once to measure.
    for warm in [false, true] {
        let retrieval = asked.iter().map(|question| {
            let start = Instant::now();
            let found = pool.nearest(question, &filter, candidates).expect("an answer");
            assert!(pool.documents() == 0 || found.len() <= candidates);
            start.elapsed()
        });
        report(warm, "retrieval", retrieval.collect());
    }
    let whole = asked.iter().map(|question| {
        let question = Question::new(question.clone());
        let start = Instant::now();
        comparer.answer(&question).expect("an answer");
        start.elapsed()
    });
    report(true, "whole answer", whole.collect());
}

fn report(warm: bool, what: &str, mut times: Vec<Duration>) {
    times.sort();
    // Shares in hundredths, so that the place is a whole number.
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].as_secs_f64() * 1e3;
    let state = if warm { "warm" } else { "cold" };
    println!("{what}, {state}: median {:.1} ms, 99th percentile {:.1} ms, longest {:.1} ms", at(50), at(99), at(100));
}
