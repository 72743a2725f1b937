//! Crosswalks against published gold: the figures must not fall below what was reached.
//!
//! The models were fitted on this very gold, so these figures are no measure of quality on other data; they notice
//! when a change breaks something. Figures on parts that the models had not seen are in ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use skillmap::crosswalk::CrosswalkOptions;
use skillmap::eval::{GoldColumns, evaluate_crosswalk, read_crosswalk_gold};
use skillmap::fs;
use skillmap::index::Index;
use skillmap::model::TaxonomyInfo;
use skillmap::taxonomy::{self, ReadOptions};
use skillmap::vectors::default_space;

fn data() -> Option<PathBuf> {
    let data = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("skipped: no published data");
    }
    data
}

fn table(folder: &Path, name: &str, header: &str, rows: &[String]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).expect("a file");
    path
}

fn index(path: &Path, language: &str) -> Index {
    let options = ReadOptions { language: Some(language.to_owned()), ..ReadOptions::default() };
    let files = fs::list(path).expect("a table");
    let loaded = taxonomy::read(&files, &options, TaxonomyInfo::default()).expect("a taxonomy");
    Index::build(loaded.value, default_space()).expect("an index")
}

fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// MELO: titles of national classifications onto the names that ESCO's occupations have, each name a concept.
fn titles(set: &str, language: &str) -> Option<f64> {
    let folder = data()?.join("gold").join("melo").join(set);
    let lines = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of MELO");
    let rows = |name: &str| -> Vec<String> {
        let text = lines(name);
        let pairs = text.lines().filter_map(|line| line.split_once('\t'));
        pairs.map(|(id, label)| format!("{id},{}", cell(label))).collect()
    };
    let desk = tempfile::tempdir().expect("a folder");
    let from = index(&table(desk.path(), "queries.csv", "id,label", &rows("queries.tsv")), language);
    let to = index(&table(desk.path(), "elements.csv", "id,label", &rows("corpus_elements.tsv")), language);
    let pairs: Vec<String> = lines("annotations.tsv")
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| format!("{},{}", cells[0], cells[2]))
        .collect();
    let gold = table(desk.path(), "gold.csv", "subject_id,object_id", &pairs);
    let source = &fs::list(&gold).expect("a table")[0];
    let gold = read_crosswalk_gold(source, &GoldColumns::default(), &from, &to).expect("gold");
    let report = evaluate_crosswalk(&from, &to, &CrosswalkOptions::default(), &gold).expect("a report");
    Some(report.mrr.mean)
}

#[test]
fn german_titles_find_their_occupations() {
    if let Some(mrr) = titles("deu_q_de_c_de", "de") {
        assert!(mrr > 0.54, "{mrr}");
    }
}

#[test]
fn french_titles_find_their_occupations() {
    if let Some(mrr) = titles("fra_q_fr_c_fr", "fr") {
        assert!(mrr > 0.78, "{mrr}");
    }
}

#[test]
fn german_skills_find_their_equals() {
    let Some(data) = data() else { return };
    let path = data.join("gold").join("national-esco").join("de_skills_esco_dev.csv");
    let source = &fs::list(&path).expect("a table")[0];
    let mut reader =
        skillmap::delimited::TableReader::open(source, skillmap::delimited::Dialect::default()).expect("a table");
    let column = |name: &str| reader.require(&[name]).expect("a column");
    let columns =
        ["national_id", "national_label", "relation_esco_subject", "esco_uri", "esco_label_local"].map(column);
    let (mut ours, mut theirs, mut exact) = (BTreeMap::new(), BTreeMap::new(), String::from("subject_id,object_id\n"));
    while let Some(record) = reader.next_record().expect("a row") {
        let [id, label, relation, uri, local] = columns.map(|column| record.get(column).to_owned());
        if relation == "skos:exactMatch" {
            writeln!(exact, "{id},{uri}").expect("memory");
        }
        ours.insert(id, label);
        theirs.insert(uri, local);
    }
    let desk = tempfile::tempdir().expect("a folder");
    let rows = |labels: BTreeMap<String, String>| -> Vec<String> {
        labels.into_iter().map(|(id, label)| format!("{id},{}", cell(&label))).collect()
    };
    let from = index(&table(desk.path(), "ours.csv", "id,label", &rows(ours)), "de");
    let to = index(&table(desk.path(), "theirs.csv", "id,label", &rows(theirs)), "de");
    let gold = desk.path().join("gold.csv");
    std::fs::write(&gold, exact).expect("a file");
    let gold =
        read_crosswalk_gold(&fs::list(&gold).expect("a table")[0], &GoldColumns::default(), &from, &to).expect("gold");
    let report = evaluate_crosswalk(&from, &to, &CrosswalkOptions::default(), &gold).expect("a report");
    assert!(report.hit1.mean > 0.6, "{}", report.hit1.mean);
}

#[test]
fn occupations_of_onet_find_those_of_esco() {
    let Some(data) = data() else { return };
    let from = index(&data.join("taxonomies").join("onet-29.3"), "en");
    let to = index(&data.join("taxonomies").join("esco-1.1.1"), "en");
    let path = data.join("gold").join("onet-esco").join("onet_esco_occupations_dev.csv");
    let columns = GoldColumns {
        subject: Some("onet_soc_code".to_owned()),
        object: Some("esco_uri".to_owned()),
        predicate: Some("match_type".to_owned()),
        inverse: true,
    };
    let gold = read_crosswalk_gold(&fs::list(&path).expect("a table")[0], &columns, &from, &to).expect("gold");
    let options =
        CrosswalkOptions { kinds: vec![skillmap::model::ConceptKind::Occupation], ..CrosswalkOptions::default() };
    let report = evaluate_crosswalk(&from, &to, &options, &gold).expect("a report");
    assert!(report.hit1.mean > 0.8 && report.hit10.mean > 0.96 && report.mrr.mean > 0.86, "{report:?}");
    assert!(report.predicates.mean > report.commonest + 0.1, "{report:?}");
    assert!(report.calibration < 0.1, "{report:?}");
}
