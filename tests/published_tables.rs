//! The table reader against the Australian Skills Classification, sheets without identifiers, by count.

use std::path::Path;

use skillmap::fs;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::{self, ReadOptions};

#[test]
fn named_columns_make_a_taxonomy_of_any_sheet() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return;
    };
    let sheet = Path::new(&data).join("taxonomies").join("asc-1.0").join("asc_Specialist_tasks.csv");
    let files = fs::list(&sheet).expect("the file is there");
    let column = |field: &str, column: &str| (field.to_owned(), column.to_owned());
    let options = ReadOptions {
        columns: vec![column("label", "Specialist_Task"), column("category", "Specialist_Cluster")],
        ..ReadOptions::default()
    };
    let loaded = taxonomy::read(&files, &options, TaxonomyInfo::default()).expect("tasks");
    assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (1925, 0));
    assert!(loaded.value.concepts.iter().all(|concept| !concept.categories.is_empty()));
    // Every task lies in one cluster, and a cluster may have a comma in its name.
    let first = &loaded.value.concepts[0];
    assert_eq!(first.name(), "Direct financial operations");
    assert_eq!(first.categories, ["Manage, monitor and undertake financial activities"]);
}
