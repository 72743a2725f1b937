//! A whole catalogue through the library: descriptions a second with one thread and with two, and peak memory.
//!
//! With `SKILLMAP_DATA` the programme descriptions of CIP 2020 onto ESCO 1.1.1, else the example catalogue
//! many times over onto the starter taxonomy. Run it with `cargo bench --bench map_catalogue`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use skillmap::document::{self, ReadOptions};
use skillmap::fs;
use skillmap::index::Index;
use skillmap::matching::{MatchOptions, Matcher};
use skillmap::model::TaxonomyInfo;
use skillmap::pipeline::map_documents;
use skillmap::taxonomy::{self, bundled};
use skillmap::vectors::default_space;

/// How often the example catalogue is read when there is nothing larger.
const REPEATED: usize = 40;

fn main() {
    let data = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from);
    let (input, taxonomy, times) = if let Some(data) = data {
        let files = fs::list(&data.join("taxonomies/esco-1.1.1")).expect("ESCO 1.1.1");
        let read = taxonomy::read(&files, &taxonomy::ReadOptions::default(), TaxonomyInfo::default());
        (data.join("credentials/CIPCode2020.csv"), read.expect("a taxonomy").value, 1)
    } else {
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/credentials.csv");
        (input, bundled::taxonomy().expect("compiled in").value, REPEATED)
    };
    let started = Instant::now();
    let concepts = taxonomy.concepts.len();
    let index = Index::build(taxonomy, default_space()).expect("an index");
    println!("index of {concepts} concepts built in {:.2} s", started.elapsed().as_secs_f64());
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let started = Instant::now();
        let documents = pool.install(|| map(&input, &index, times));
        let seconds = started.elapsed().as_secs_f64();
        println!("{threads} threads: {documents} descriptions in {seconds:.2} s, {:.0}/s", documents as f64 / seconds);
    }
    // Linux tells the most memory that a process ever held.
    if let Ok(bytes) = fs::read(Path::new("/proc/self/status")) {
        let status = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
            println!("peak memory: {}", peak.trim());
        }
    }
}

fn map(input: &Path, index: &Index, times: usize) -> usize {
    let sources = (0..times).flat_map(|_| fs::list(input).expect("the catalogue")).collect();
    let mut reader = document::open_all(sources, &ReadOptions::default());
    let matcher = Matcher::new(vec![index], MatchOptions::default());
    let summary = map_documents::<skillmap::error::Error>(&mut reader, &matcher, false, false, |_| Ok(()));
    summary.expect("a readable catalogue").documents
}
