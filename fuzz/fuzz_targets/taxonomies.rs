//! Every reader of taxonomies, by the first byte or by looking; what is read is compared with itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skillmap::fs::SourceFile;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::{Format, ReadOptions, TableMapping, compare, read};

fuzz_target!(|data: &[u8]| {
    let Some((which, bytes)) = data.split_first() else { return };
    if *which == u8::MAX {
        let _ = TableMapping::parse(&String::from_utf8_lossy(bytes), "x");
        return;
    }
    let format = Format::ALL.get(usize::from(*which)).copied();
    let options = ReadOptions { format, ..ReadOptions::default() };
    // Readers of several files tell them apart by their names.
    let name = if which % 2 == 0 { "skills_en.csv" } else { "Skills.txt" };
    let files = [SourceFile::bytes(name, bytes.to_vec())];
    let Ok(loaded) = read(&files, &options, TaxonomyInfo::default()) else { return };
    let count = loaded.value.concepts.len() as u32;
    assert!(loaded.value.relations.iter().all(|relation| relation.source < count && relation.target < count));
    assert!(compare(&loaded.value, &loaded.value, &[]).changes.is_empty());
});
