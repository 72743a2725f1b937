//! Every reader of taxonomies, and of mapping files. A last byte of 128 or more chooses the format and is no part of the
//! input; otherwise the format is told by looking. Bytes of NUL part one file from the next, for readers of several.

use skillmap::fs::SourceFile;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::{Format, ReadOptions, TableMapping, compare, detect, read, recognise};

/// Readers of several files tell some of them apart by their names.
const NAMES: [&str; 4] = ["x", "skills_en.csv", "skillsHierarchy_en.csv", "Skills.txt"];

/// Reads and checks; what is read must be closed, and the same as itself.
pub fn survives(data: &[u8]) {
    let (choice, bytes) = match data.split_last() {
        Some((last, bytes)) if *last >= 128 => (Some(last - 128), bytes),
        _ => (None, data),
    };
    let number = choice.map(|choice| usize::from(choice % 16));
    if number == Some(Format::ALL.len()) {
        // An error says where; nothing else is asked of it.
        let _ = TableMapping::parse(&String::from_utf8_lossy(bytes), "x.toml");
        return;
    }
    let first = usize::from(choice.unwrap_or_default() / 16);
    let files: Vec<SourceFile> = bytes
        .splitn(NAMES.len(), |byte| *byte == 0)
        .zip(NAMES.iter().cycle().skip(first))
        .map(|(bytes, name)| SourceFile::bytes(name, bytes.to_vec()))
        .collect();
    is_read(&files, number.and_then(|number| Format::ALL.get(number).copied()));
}

/// Whether files give a taxonomy.
pub fn is_read(files: &[SourceFile], format: Option<Format>) -> bool {
    // What is known to be of a format is told to be of it, and nothing else is told at all.
    let told = recognise(files).ok().flatten();
    assert_eq!(detect(files).ok(), told);
    let options = ReadOptions { format, ..ReadOptions::default() };
    let Ok(loaded) = read(files, &options, TaxonomyInfo::default()) else { return false };
    let taxonomy = &loaded.value;
    let count = taxonomy.concepts.len() as u32;
    assert!(taxonomy.relations.iter().all(|relation| relation.source < count && relation.target < count));
    assert!(taxonomy.concepts.iter().all(|concept| !concept.id.trim().is_empty() && !concept.labels.is_empty()));
    assert!(compare(taxonomy, taxonomy, &[]).changes.is_empty());
    true
}
