//! CASE packages as published: every sample recognised by itself and counted.
//!
//! The data is not part of the repository: `SKILLMAP_DATA` says where it is, and without it nothing is
//! tested here.

use std::path::PathBuf;

use skillmap::error::{Loaded, Result};
use skillmap::fs;
use skillmap::model::{Predicate, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

/// A file below `taxonomies/`, its format told by itself; nothing without the data.
fn published(file: &str, format: Format) -> Option<Result<Loaded<Taxonomy>>> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return None;
    };
    let files = fs::list(&PathBuf::from(data).join("taxonomies").join(file)).expect("a published file");
    assert_eq!(taxonomy::detect(&files).expect("readable"), format, "{file}");
    Some(taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()))
}

#[test]
fn case_packages_come_out_whole() {
    for (name, items, broader) in [
        ("AdoptedTestFramework", 1, 0),
        ("ItemTypeTestFramework", 1, 0),
        ("MarkdownFramework", 2, 0),
        ("Ordering", 28, 27),
        ("SequenceNumberFramework", 2, 0),
        ("SmartLevelFramework", 14, 12),
        ("Utf8TestFramework", 1, 0),
        ("opensalt-framework-20c5134f-423d-4097-a971-3dd5152bf507", 16, 14),
    ] {
        let Some(loaded) = published(&format!("case/case__{name}.json"), Format::CaseJson) else { return };
        let loaded = loaded.expect("a framework");
        assert_eq!(loaded.value.concepts.len(), items, "{name}");
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), broader, "{name}");
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0), "{name}");
        let links: Vec<_> = loaded.value.concepts.iter().flat_map(|concept| &concept.links).collect();
        let exact = links.iter().filter(|link| link.predicate == Some(Predicate::Exact)).count();
        let expected = if items == 16 { (16 + 2 + 2, 16) } else { (0, 0) };
        assert_eq!((links.len(), exact), expected, "{name}");
    }
    let Some(empty) = published("case/case__EmptyExternalFramework.json", Format::CaseJson) else { return };
    assert!(empty.expect_err("a framework without items").to_string().contains("no concept found"));
}
