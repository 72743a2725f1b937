//! JSON-LD that brings its own prefixes and terms along: it reads like the same document with the usual names, and a context
//! that cannot be meant costs one record.

use serde_json::Value;
use skillmap::document::{ReadOptions, open};
use skillmap::fs::SourceFile;
use skillmap::model::Document;

const OPEN_BADGES_2: &str = include_str!("fixtures/credentials/open_badges_2.json");
const OPEN_BADGES_3: &str = include_str!("fixtures/credentials/open_badges_3.json");
const OWN_PREFIXES: &str = include_str!("fixtures/credentials/own_prefixes.json");
const CLR: &str = include_str!("fixtures/credentials/clr.json");
const CTDL: &str = include_str!("fixtures/credentials/ctdl.json");

/// The documents of an input, and what was skipped.
fn read(name: &str, text: String) -> (Vec<Document>, Vec<String>) {
    let source = SourceFile::bytes(name, text.into_bytes());
    let mut reader = open(&source, &ReadOptions::default()).expect("a readable input");
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document().expect("a readable record") {
        documents.push(document);
    }
    (documents, reader.take_diagnostics().kept().iter().map(ToString::to_string).collect())
}

fn read_one(name: &str, text: &str) -> Document {
    let (mut documents, messages) = read(name, text.to_owned());
    assert_eq!((documents.len(), messages), (1, Vec::new()));
    documents.remove(0)
}

fn names(document: &Document) -> Vec<&str> {
    document.assertions.iter().filter_map(|assertion| assertion.name.as_deref()).collect()
}

fn one_line(text: &str) -> String {
    serde_json::from_str::<Value>(text).expect("a fixture is JSON").to_string()
}

/// A document with a prefix of its own for every key and type of a vocabulary, which its context defines.
fn prefixed(text: &str, taken: &str, vocabulary: &str) -> String {
    fn name(name: &str, taken: &str) -> String {
        let local = name.strip_prefix(taken).filter(|local| !local.contains(':'));
        local.map_or_else(|| name.to_owned(), |local| format!("own:{local}"))
    }
    fn rename(value: &Value, taken: &str) -> Value {
        match value {
            Value::Object(object) => {
                let renamed = object.iter().map(|(key, value)| match key.as_str() {
                    "@graph" => (key.clone(), rename(value, taken)),
                    "@context" | "id" | "@id" | "@value" | "@language" => (key.clone(), value.clone()),
                    "type" | "@type" => match value {
                        Value::String(one) => (key.clone(), Value::String(name(one, taken))),
                        value => {
                            let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                            (key.clone(), names.map(|one| Value::String(name(one, taken))).collect())
                        }
                    },
                    key => (name(key, taken), rename(value, taken)),
                });
                renamed.collect()
            }
            Value::Array(values) => values.iter().map(|value| rename(value, taken)).collect(),
            other => other.clone(),
        }
    }
    let mut value = rename(&serde_json::from_str(text).expect("a fixture is JSON"), taken);
    let context = value.as_object_mut().expect("an object").entry("@context").or_insert(Value::Null);
    let mut all = context.as_array().cloned().unwrap_or_else(|| vec![context.clone()]);
    all.retain(|one| !one.is_null());
    all.push(serde_json::json!({"vocabulary": vocabulary, "own": {"@id": "vocabulary"}}));
    *context = Value::Array(all);
    value.to_string()
}

#[test]
fn prefixes_of_a_context_in_the_document_read_like_the_usual_names() {
    let badge = read_one("badge.json", OWN_PREFIXES);
    assert_eq!((badge.title.as_str(), names(&badge)), ("MIG Welder", vec!["weld pipes"]));
    assert_eq!(badge.assertions[0].target, "https://trades.example/weld");
    assert!(badge.text.contains("Welds steel") && badge.text.contains("Weld a pipe."), "{}", badge.text);
    let posting = include_str!("fixtures/postings/schema_org.json");
    for (name, text, taken, vocabulary) in [
        ("Open Badges 3", OPEN_BADGES_3, "", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
        ("Open Badges 2", OPEN_BADGES_2, "", "https://w3id.org/openbadges#"),
        ("CLR", CLR, "", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"),
        ("CTDL", CTDL, "ceterms:", "https://purl.org/ctdl/terms/"),
        ("schema.org", posting, "", "https://schema.org/"),
    ] {
        let own = prefixed(text, taken, vocabulary);
        assert!(own.matches("\"own:").count() > 10, "{name}: {own}");
        let [usual, own] = [one_line(text), own].map(|text| read("a.json", text));
        assert!(!usual.0.is_empty(), "{name}");
        assert_eq!(format!("{own:#?}"), format!("{usual:#?}"), "{name}");
    }
    let page = format!(
        "<html><script type=\"application/ld+json\">{}</script></html>",
        prefixed(posting, "", "https://schema.org/")
    );
    assert_eq!(read_one("page.html", &page).title, read_one("a.json", posting).title);
}

#[test]
fn a_context_that_cannot_be_meant_costs_its_record_and_no_other() {
    let circle = "{\"@context\": {\"a\": \"b:x\", \"b\": \"a:y\"}, \"a:type\": \"BadgeClass\", \"a:name\": \"Welder\"}";
    let lines = format!("{circle}\n{}\n{circle}\n", one_line(OPEN_BADGES_3));
    let (documents, messages) = read("a.jsonl", lines);
    assert_eq!(documents.len(), 1);
    assert_eq!(
        messages.iter().filter(|message| message.contains("by each other in a circle")).count(),
        2,
        "{messages:?}"
    );
}
