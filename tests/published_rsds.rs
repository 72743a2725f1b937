//! The RSD readers against files as the Open Skills Network publishes them, by count.

use std::path::{Path, PathBuf};

use skillmap::error::Loaded;
use skillmap::fs;
use skillmap::model::{Concept, LabelRole, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

fn folder() -> Option<PathBuf> {
    let data = std::env::var_os("SKILLMAP_DATA");
    if data.is_none() {
        eprintln!("skipped: no published data");
    }
    data.map(|data| Path::new(&data).join("taxonomies").join("osmt"))
}

fn read(names: &[&str], format: Format) -> Option<Loaded<Taxonomy>> {
    let folder = folder()?;
    let lists = names.iter().map(|name| fs::list(&folder.join(name)).expect("the file is there"));
    let files: Vec<fs::SourceFile> = lists.flatten().collect();
    assert_eq!(taxonomy::detect(&files).expect("readable"), format, "{names:?}");
    Some(taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("descriptors"))
}

fn count(taxonomy: &Taxonomy, of: impl Fn(&Concept) -> usize) -> usize {
    taxonomy.concepts.iter().map(of).sum()
}

#[test]
fn the_export_gives_931_concepts_and_loses_none() {
    let Some(loaded) = read(&["osmt_rsd_export_931.csv"], Format::OsmtCsv) else { return };
    let taxonomy = &loaded.value;
    assert_eq!((taxonomy.concepts.len(), loaded.diagnostics.skipped()), (931, 0));
    assert_eq!(loaded.diagnostics.warnings(), 1, "the code 36831-0000");
    assert!(taxonomy.concepts.iter().all(|concept| concept.definition().is_some()));
    let with = |test: &dyn Fn(&Concept) -> bool| taxonomy.concepts.iter().filter(|concept| test(concept)).count();
    assert_eq!(with(&|concept| concept.links.iter().any(|link| !link.target.is_empty())), 874);
    assert_eq!(with(&|concept| concept.occupation_codes.iter().any(|code| code.contains('.'))), 11);
    assert_eq!(with(&|concept| concept.labels.iter().any(|label| label.text.starts_with("WGUSID"))), 0);
    assert_eq!(count(taxonomy, |concept| concept.occupation_codes.len()), EXPORT_CODES);
    assert_eq!(taxonomy.info.publisher, "Western Governors University");
}

/// Counted apart from the reader: distinct codes of each row, without the one that is none.
const EXPORT_CODES: usize = 11_910;

#[test]
fn the_collections_give_101_skills_in_8_competencies() {
    let names = ["skills-collection.json", "competencies-collection.json"];
    let Some(loaded) = read(&names, Format::OsmtJson) else { return };
    assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (109, 0));
    assert_eq!(loaded.value.count_relations(RelationKind::Broader), 101);
    assert_eq!(loaded.value.info.languages, ["en", "en-us"]);
    assert_eq!(count(&loaded.value, |concept| usize::from(concept.definition().is_some())), 109);

    let Some(alone) = read(&names[..1], Format::OsmtJson) else { return };
    assert_eq!((alone.value.concepts.len(), alone.diagnostics.skipped()), (101, 0));
    assert_eq!(alone.value.info.title, "Project Management Skills");
}

#[test]
fn answers_of_the_server_are_read() {
    let collection = "test_api-test_api_v3_collections__uuid__get.json";
    let search = "test_api-test_api_v3_search_skills_post.json";
    let expected = [
        ("test_api-test_api_v3_skills__uuid__get.json", 1),
        ("test_api-test_api_v3_skills_get.json", 50),
        (search, 50),
        (collection, 24),
    ];
    for (name, concepts) in expected {
        let Some(loaded) = read(&[name], Format::OsmtJson) else { return };
        assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (concepts, 0), "{name}");
        assert_eq!(loaded.diagnostics.warnings(), 0, "{name}");
    }
}

#[test]
fn the_batch_import_sample_is_read_and_its_lists_of_codes_are_not() {
    let names = ["import_Skills-Import.csv", "import_BLS-Import.csv", "import_oNet-Import.csv"];
    let Some(loaded) = read(&names, Format::OsmtCsv) else { return };
    assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (2, 0));
    let first = &loaded.value.concepts[0];
    assert_eq!(first.name(), "Data and Data Store Access");
    let alternatives = first.labels.iter().filter(|label| label.role == LabelRole::Alternative).count();
    assert_eq!((alternatives, first.occupation_codes.len(), first.links.len()), (5, 12, 1));
    assert_eq!(first.occupation_codes.last().map(String::as_str), Some("15-0000"));
}
