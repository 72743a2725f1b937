//! One taxonomy with labels in several languages: whoever asks in one of them is led to the same concepts, by identifier.

use std::fmt::Write as _;
use std::path::PathBuf;

use skillmap::crosswalk::{CrosswalkOptions, crosswalk};
use skillmap::delimited::{Dialect, TableReader};
use skillmap::eval::{GoldColumns, evaluate_crosswalk, read_crosswalk_gold};
use skillmap::exchange::{Format, WriterOptions, writer};
use skillmap::fs::{self, SourceFile};
use skillmap::index::Index;
use skillmap::model::{LabelRole, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, ReadOptions};
use skillmap::vectors::default_space;

/// Six trades with names in English, German and French.
const TRADES: &str = r#"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix t: <https://trades.example/> .
t:weld a skos:Concept ; skos:prefLabel "welding"@en, "Schweißen"@de, "soudage"@fr ; skos:altLabel "join metal"@en .
t:bake a skos:Concept ; skos:prefLabel "bake bread"@en, "Brot backen"@de, "cuire le pain"@fr .
t:roof a skos:Concept ; skos:prefLabel "roof maintenance"@en, "Dachwartung"@de, "entretien des toitures"@fr .
t:nurse a skos:Concept ; skos:prefLabel "nurse"@en, "Krankenpfleger/Krankenpflegerin"@de, "infirmier/infirmière"@fr .
t:knot a skos:Concept ; skos:prefLabel "tie knots"@en, "Knoten binden"@de, "nouer des cordages"@fr .
t:gift a skos:Concept ; skos:prefLabel "poison"@en, "Gift"@de, "poison"@fr .
"#;

/// The same five things as people of each language say them, never quite by the label.
const ASKED: [(&str, [(&str, &str); 5]); 3] = [
    (
        "en",
        [
            ("weld", "Welding"),
            ("bake", "baking breads"),
            ("roof", "maintenance of roofs"),
            ("nurse", "nurses"),
            ("knot", "tying of knots"),
        ],
    ),
    (
        "de",
        [
            ("weld", "das Schweißen"),
            ("bake", "Backen von Broten"),
            ("roof", "Wartung von Dächern"),
            ("nurse", "Krankenpflegerin (m/w/d)"),
            ("knot", "Binden von Knoten"),
        ],
    ),
    (
        "fr",
        [
            ("weld", "le soudage"),
            ("bake", "cuire les pains"),
            ("roof", "l’entretien de la toiture"),
            ("nurse", "infirmière"),
            ("knot", "nouer un cordage"),
        ],
    ),
];

fn index(taxonomy: Taxonomy) -> Index {
    Index::build(taxonomy, default_space()).expect("an index")
}

/// A list of names in one language.
fn list(language: &str, rows: impl IntoIterator<Item = (String, String)>) -> Taxonomy {
    let mut table = String::from("id,label\n");
    for (id, label) in rows {
        writeln!(table, "{id},\"{}\"", label.replace('"', "\"\"")).expect("memory");
    }
    let options = ReadOptions { language: Some(language.to_owned()), ..ReadOptions::default() };
    let info = TaxonomyInfo { name: format!("list-{language}"), ..TaxonomyInfo::default() };
    let source = SourceFile::bytes("list.csv", table.into_bytes());
    taxonomy::read(&[source], &options, info).expect("a table").value
}

#[test]
fn people_of_three_languages_meet_at_the_same_concepts() {
    let info = TaxonomyInfo { name: "trades".to_owned(), ..TaxonomyInfo::default() };
    let source = SourceFile::memory("trades.ttl", TRADES.as_bytes());
    let trades = taxonomy::read(&[source], &ReadOptions::default(), info).expect("SKOS").value;
    assert_eq!(trades.info.languages, ["de", "en", "fr"]);
    let to = index(trades);
    for (language, names) in ASKED {
        let rows = names.iter().map(|(id, name)| (format!("q-{id}"), (*name).to_owned()));
        let from = index(list(language, rows));
        let mapped = crosswalk(&from, &to, &CrosswalkOptions::default()).expect("a crosswalk");
        for ((id, name), found) in names.iter().zip(&mapped) {
            let best = found.mappings.first().map(|mapping| mapping.concept.concept_id.as_str());
            assert_eq!(best, Some(format!("https://trades.example/{id}").as_str()), "{language}: {name}");
        }
        // What is published names the concept, whatever language it was asked in.
        let options = WriterOptions {
            subjects: Some(from.taxonomy.info.clone()),
            taxonomies: vec![to.taxonomy.info.clone()],
            ..WriterOptions::default()
        };
        let (mut sssom, mut output) = (writer(Format::Sssom, &options), Vec::new());
        for document in &mapped {
            sssom.write(&mut output, document).expect("memory");
        }
        sssom.finish(&mut output).expect("memory");
        let output = String::from_utf8(output).expect("UTF-8");
        for (id, name) in names {
            let row =
                output.lines().find(|line| line.contains(&format!("q-{id}\t"))).unwrap_or_else(|| panic!("{output}"));
            assert!(
                row.contains(name) && row.contains(&format!("/{id}")) || row.contains(&format!(":{id}\t")),
                "{row}"
            );
        }
    }
}

#[test]
fn the_words_of_one_language_are_not_those_of_another() {
    let info = TaxonomyInfo { name: "trades".to_owned(), ..TaxonomyInfo::default() };
    let source = SourceFile::memory("trades.ttl", TRADES.as_bytes());
    let to = index(taxonomy::read(&[source], &ReadOptions::default(), info).expect("SKOS").value);
    let asked = |language: &str| {
        let from = index(list(language, [("q".to_owned(), "Gift".to_owned())]));
        let mapped = crosswalk(&from, &to, &CrosswalkOptions::default()).expect("a crosswalk");
        mapped[0].mappings.first().map(|mapping| (mapping.concept.concept_id.clone(), mapping.predicate.as_str()))
    };
    assert_eq!(asked("de"), Some(("https://trades.example/gift".to_owned(), "skos:exactMatch")));
    assert_ne!(asked("en").map(|(id, _)| id).as_deref(), Some("https://trades.example/gift"), "a gift is no poison");
}

/// ESCO 1.1.1 in English, with its French names, and its German ones as far as they are known; and German skills of another
/// vocabulary with the concepts that they are exactly.
struct Published {
    taxonomy: Taxonomy,
    french: Vec<(String, String)>,
    german: Vec<(String, String, String)>,
}

fn published() -> Option<Published> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA").map(PathBuf::from) else {
        eprintln!("skipped: no published data");
        return None;
    };
    let table = |path: &str, columns: &[&str]| -> Vec<Vec<String>> {
        let file = fs::list(&data.join(path)).expect("a published file").remove(0);
        let mut table = TableReader::open(&file, Dialect::default()).expect("a table");
        let columns: Vec<usize> = columns.iter().map(|name| table.require(&[name]).expect("a column")).collect();
        let mut rows = Vec::new();
        while let Some(record) = table.next_record().expect("a row") {
            rows.push(columns.iter().map(|column| record.get(*column).to_owned()).collect());
        }
        rows
    };
    let skills = fs::list(&data.join("taxonomies/esco-1.1.1/skills_en.csv")).expect("a published file");
    let info = TaxonomyInfo { name: "esco".to_owned(), ..TaxonomyInfo::default() };
    let mut taxonomy = taxonomy::read(&skills, &ReadOptions::default(), info).expect("ESCO").value;
    let local = table(
        "gold/national-esco/de_skills_esco_dev.csv",
        &["national_id", "national_label", "relation_esco_subject", "esco_uri", "esco_label_local"],
    );
    let french = table("taxonomies/esco-fr/skills_fr.csv", &["conceptUri", "preferredLabel", "altLabels"]);
    let places: std::collections::HashMap<String, usize> =
        taxonomy.concepts.iter().enumerate().map(|(at, concept)| (concept.id.clone(), at)).collect();
    for row in &french {
        if let Some(place) = places.get(&row[0]) {
            taxonomy.concepts[*place].add_label(&row[1], LabelRole::Preferred, "fr");
        }
    }
    for row in &local {
        if let Some(place) = places.get(&row[3]) {
            taxonomy.concepts[*place].add_label(&row[4], LabelRole::Preferred, "de");
        }
    }
    taxonomy.info.languages = ["de", "en", "fr"].map(str::to_owned).to_vec();
    // Other French names of what has them are the questions; the preferred ones alone are in the taxonomy.
    let others = |row: &Vec<String>| {
        let other = row[2].split('|').next().unwrap_or_default().trim().to_owned();
        (!other.is_empty() && places.contains_key(&row[0])).then(|| (row[0].clone(), other))
    };
    let french = french.iter().filter_map(others).collect();
    let exact = local.into_iter().filter(|row| row[2] == "skos:exactMatch" && places.contains_key(&row[3]));
    let german = exact.map(|row| (row[0].clone(), row[1].clone(), row[3].clone())).collect();
    Some(Published { taxonomy, french, german })
}

/// The share of questions whose first answer is right.
fn first_right(questions: &[(String, String, String)], language: &str, to: &Index) -> f64 {
    let from = index(list(language, questions.iter().map(|(id, name, _)| (id.clone(), name.clone()))));
    let mut gold = String::from("subject_id,object_id\n");
    for (id, _, concept) in questions {
        writeln!(gold, "{id},{concept}").expect("memory");
    }
    let source = SourceFile::bytes("gold.csv", gold.into_bytes());
    let gold = read_crosswalk_gold(&source, &GoldColumns::default(), &from, to).expect("gold");
    evaluate_crosswalk(&from, to, &CrosswalkOptions::default(), &gold).expect("a report").hit1.mean
}

#[test]
fn german_and_french_lead_into_esco_where_it_has_labels_in_them() {
    let Some(Published { taxonomy, french, german }) = published() else { return };
    let french: Vec<(String, String, String)> =
        french.into_iter().enumerate().map(|(at, (concept, name))| (format!("fr-{at}"), name, concept)).collect();
    assert!(french.len() > 1_000 && german.len() > 500, "{} {}", french.len(), german.len());
    let mut english = taxonomy.clone();
    for concept in &mut english.concepts {
        concept.labels.retain(|label| label.language == "en");
    }
    english.info.languages = vec!["en".to_owned()];
    let [all, english] = [taxonomy, english].map(index);
    let [german_all, german_english] = [&all, &english].map(|to| first_right(&german, "de", to));
    let [french_all, french_english] = [&all, &english].map(|to| first_right(&french, "fr", to));
    eprintln!(
        "hit@1: German {german_all:.3}, into English only {german_english:.3}; French {french_all:.3}, {french_english:.3}"
    );
    assert!(german_all > 0.6 && german_all > german_english + 0.25, "German: {german_all} and {german_english}");
    assert!(french_all > 0.44 && french_all > french_english + 0.2, "French: {french_all} and {french_english}");
}
