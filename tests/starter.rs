//! The bundled taxonomy: enough of everything, nothing twice, everything found, and every reference real.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use skillmap::fs;
use skillmap::index::Index;
use skillmap::matching::{MatchOptions, Matcher, SearchResult};
use skillmap::model::{Concept, ConceptKind, LabelRole, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, ReadOptions, bundled};
use skillmap::text::tokenise;
use skillmap::vectors::default_space;

fn starter() -> Taxonomy {
    let loaded = bundled::taxonomy().expect("it is compiled in");
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));
    loaded.value
}

/// The descriptors of our own, told from the facts beside them by their identifiers.
fn descriptors(taxonomy: &Taxonomy) -> Vec<&Concept> {
    taxonomy.concepts.iter().filter(|concept| concept.id.starts_with("urn:uuid:")).collect()
}

fn keywords(concept: &Concept) -> Vec<&str> {
    let labels = concept.labels.iter().filter(|label| label.role != LabelRole::Preferred);
    labels.map(|label| label.text.as_str()).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    tokenise(text).into_iter().map(|token| token.folded).filter(|word| word.len() > 3).collect()
}

#[test]
fn there_is_enough_of_every_trade_and_of_what_every_trade_needs() {
    let taxonomy = starter();
    let descriptors = descriptors(&taxonomy);
    assert!(descriptors.len() >= 600, "{}", descriptors.len());
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for concept in &descriptors {
        let majors = concept.occupation_codes.iter().filter_map(|code| code.strip_suffix("-0000"));
        for major in majors.collect::<BTreeSet<_>>() {
            *groups.entry(major).or_default() += 1;
        }
    }
    let civilian = [
        "11", "13", "15", "17", "19", "21", "23", "25", "27", "29", "31", "33", "35", "37", "39", "41", "43", "45",
        "47", "49", "51", "53",
    ];
    for group in civilian {
        assert!(groups.get(group).is_some_and(|count| *count >= 20), "SOC {group}: {:?}", groups.get(group));
    }
    let is_transversal =
        |concept: &&&Concept| concept.categories.iter().any(|category| category == "Transversal Skills");
    let transversal = descriptors.iter().filter(is_transversal).count();
    assert!(transversal >= 60, "{transversal}");
    for kind in [ConceptKind::Ability, ConceptKind::WorkStyle, ConceptKind::Knowledge, ConceptKind::Software] {
        assert!(taxonomy.concepts.iter().any(|concept| concept.kind == kind), "{kind:?}");
    }
}

#[test]
fn every_descriptor_is_whole() {
    let taxonomy = starter();
    for concept in descriptors(&taxonomy) {
        let count = keywords(concept).len();
        assert!((3..=10).contains(&count), "{}: {count} keywords", concept.name());
        let statement = concept.definition().unwrap_or_default();
        assert!(statement.split_whitespace().count() >= 8, "{}: {statement:?}", concept.name());
        assert!(!concept.categories.is_empty(), "{}", concept.name());
    }
}

#[test]
fn no_two_entries_say_the_same() {
    let taxonomy = starter();
    let descriptors = descriptors(&taxonomy);
    let mut names = HashSet::new();
    for concept in &descriptors {
        assert!(names.insert(concept.name().to_lowercase()), "twice: {}", concept.name());
    }
    let statements: Vec<BTreeSet<String>> =
        descriptors.iter().map(|concept| words(concept.definition().unwrap_or_default())).collect();
    for (first, one) in statements.iter().enumerate() {
        for (second, other) in statements.iter().enumerate().skip(first + 1) {
            let shared = one.intersection(other).count() as f64 / one.union(other).count().max(1) as f64;
            let (a, b) = (descriptors[first].name(), descriptors[second].name());
            // "Spanish Language" and "French Language" are told apart by the very word that each is about.
            let apart = |name: &str, other_name: &str, statement: &BTreeSet<String>, other: &BTreeSet<String>| {
                words(name).difference(&words(other_name)).any(|word| statement.contains(word) && !other.contains(word))
            };
            if apart(a, b, one, other) && apart(b, a, other, one) {
                continue;
            }
            assert!(shared < 0.6, "{a} and {b} say nearly the same: {shared:.2}");
        }
    }
}

#[test]
fn every_entry_is_found_by_its_name_and_by_each_keyword() {
    let taxonomy = starter();
    let index = Index::build(taxonomy.clone(), default_space()).expect("an index");
    let options = MatchOptions { top: Some(5), min_confidence: 0.0, kinds: ConceptKind::ALL.to_vec(), explain: false };
    let matcher = Matcher::new(vec![&index], options);
    let mut missed = Vec::new();
    for concept in descriptors(&taxonomy) {
        for (place, label) in concept.labels.iter().enumerate() {
            let found = matcher.search(&label.text);
            // O*NET has elements of the same name, and a keyword may be shared: either leads here all the same.
            let here = |result: &SearchResult| {
                result.concept.concept_id == concept.id || (place == 0 && result.concept.label == concept.name())
            };
            let deep = if place == 0 { 1 } else { 5 };
            if !found.iter().take(deep).any(here) {
                missed.push(format!("{} by {:?}", concept.name(), label.text));
            }
        }
    }
    assert!(missed.is_empty(), "{} not found: {:#?}", missed.len(), &missed[..missed.len().min(20)]);
}

#[test]
fn every_reference_exists_in_its_source() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from) else {
        eprintln!("skipped: no published data");
        return;
    };
    let published = |folder: &str| {
        let files = fs::list(&data.join("taxonomies").join(folder)).expect("a folder of tables");
        taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a taxonomy").value
    };
    let (esco, onet) = (published("esco-1.1.1"), published("onet-29.3"));
    let esco: HashSet<&str> = esco.concepts.iter().map(|concept| concept.id.as_str()).collect();
    let codes: HashSet<&str> = onet
        .concepts
        .iter()
        .flat_map(|concept| [Some(concept.id.as_str()), concept.notation.as_deref()])
        .flatten()
        .collect();
    let names: HashSet<&str> = onet.concepts.iter().map(Concept::name).collect();
    let taxonomy = starter();
    let mut references = 0;
    for concept in &taxonomy.concepts {
        for link in &concept.links {
            let last = link.target.rsplit('/').next().unwrap_or_default();
            let real =
                esco.contains(link.target.as_str()) || codes.contains(link.target.as_str()) || codes.contains(last);
            assert!(real, "{}: {} is nowhere", concept.name(), link.target);
            references += 1;
        }
        if let Some(code) = &concept.notation {
            assert!(codes.contains(code.as_str()), "{code} is nowhere");
            assert!(names.contains(concept.name()), "{code}: {} is called otherwise", concept.name());
        } else if concept.kind == ConceptKind::Software {
            assert!(names.contains(concept.name()), "{} is nowhere", concept.name());
        }
    }
    assert!(references > 1_000, "{references}");
}

#[test]
fn software_is_found_by_its_name_and_by_no_half_of_it() {
    let index = Index::build(starter(), default_space()).expect("an index");
    let matcher = Matcher::new(vec![&index], MatchOptions::default());
    let software = |text: &str| -> BTreeSet<String> {
        let document = skillmap::model::Document::new("a", "", [text]);
        let mappings = matcher.map(&document, &mut matcher.scratch()).mappings;
        let software = mappings.into_iter().filter(|mapping| mapping.concept.kind == ConceptKind::Software);
        software.map(|mapping| mapping.concept.label).collect()
    };
    assert_eq!(software("Advanced Microsoft Excel and Photoshop."), set(&["Adobe Photoshop", "Microsoft Excel"]));
    assert_eq!(
        software("JIRA, Confluence, Teams and AutoCAD"),
        set(&["Atlassian Confluence", "Atlassian JIRA", "Autodesk AutoCAD"])
    );
    assert_eq!(software("You excel in teams, and repair HVAC/R systems."), set(&[]));
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
