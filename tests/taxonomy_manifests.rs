//! The manifests of sources that can be had: complete, readable as the program reads them, without data.

use std::path::Path;

use skillmap::fs;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::Format;
use skillmap::taxonomy::sources::sources;

#[test]
fn each_source_says_who_on_what_terms_and_how_to_get_it() {
    for name in ["asc", "esco", "onet", "nice", "osn"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("taxonomies").join(name);
        let text = String::from_utf8(fs::read(&folder.join("taxonomy.toml")).expect("a manifest")).expect("UTF-8");
        let info: TaxonomyInfo = toml::from_str(&text).expect("the fields of a taxonomy");
        assert_eq!(info.name, name);
        assert!(Format::parse(&info.format).is_some(), "{name}: no format {:?}", info.format);
        for field in [&info.title, &info.publisher, &info.licence, &info.attribution] {
            assert!(!field.is_empty(), "{name}");
        }
        assert!(info.source.starts_with("https://") && !info.languages.is_empty(), "{name}");

        let table: toml::Table = text.parse().expect("TOML");
        let get = table.get("get").and_then(toml::Value::as_str).unwrap_or_default();
        assert!(get.contains(&format!("skillmap taxonomy add {name} ")), "{name}: {get:?}");
        assert_eq!(table.get("id").and_then(toml::Value::as_str), Some(name));
        assert!(table.contains_key("version"), "{name}");
        let files = fs::list(&folder).expect("a folder");
        assert!(files.iter().all(|file| file.extension() == "toml"), "{name}: data in the repository");
    }
}

#[test]
fn the_program_knows_every_source_and_fetches_only_what_anybody_may() {
    let sources = sources().expect("manifests");
    let names: Vec<&str> = sources.iter().map(|source| source.info.name.as_str()).collect();
    assert_eq!(names, ["asc", "esco", "nice", "onet", "osn"]);
    for source in &sources {
        let is_open = matches!(source.info.name.as_str(), "nice" | "onet");
        assert_eq!(source.address.is_some(), is_open, "{}", source.info.name);
        if let Some(address) = &source.address {
            let free = ["CC BY 4.0", "Public domain"].iter().any(|licence| source.info.licence.starts_with(licence));
            assert!(free && address.starts_with("https://"), "{address}: {}", source.info.licence);
        }
    }
}
