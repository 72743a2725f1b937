//! Published samples of credentials and postings, read as they are: how many documents each group of files gives, and
//! which files are refused for what they are. Nothing is told about formats but the files themselves.

use std::collections::BTreeMap;
use std::path::PathBuf;

use skillmap::document::{ReadOptions, open};
use skillmap::fs;
use skillmap::model::{Document, DocumentKind, Proof};

/// What came of a folder of samples.
#[derive(Debug, Default)]
struct Samples {
    documents: Vec<Document>,
    /// Files by the number of documents in them.
    files: BTreeMap<usize, usize>,
    /// What was said of files and records that gave nothing.
    refusals: Vec<String>,
}

impl Samples {
    fn refused_for(&self, words: &str) -> usize {
        self.refusals.iter().filter(|message| message.contains(words)).count()
    }

    fn of_kind(&self, kind: DocumentKind) -> usize {
        self.documents.iter().filter(|document| document.kind == kind).count()
    }

    fn assertions(&self) -> usize {
        self.documents.iter().map(|document| document.assertions.len()).sum()
    }
}

/// Every file below a folder of the published schemas that `wanted` takes, or nothing without published data.
fn read(folder: &str, wanted: impl Fn(&str) -> bool) -> Option<Samples> {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return None;
    };
    let folder = PathBuf::from(data).join("schemas").join(folder);
    if !folder.is_dir() {
        eprintln!("skipped: no {}", folder.display());
        return None;
    }
    let files = fs::list(&folder).expect("a readable folder");
    let mut samples = Samples::default();
    for file in files.into_iter().filter(|file| wanted(&file.name)) {
        let mut reader = match open(&file, &ReadOptions::default()) {
            Ok(reader) => reader,
            Err(error) => {
                samples.refusals.push(error.to_string());
                continue;
            }
        };
        let mut count = 0;
        while let Some(document) = reader.next_document().expect("a readable record") {
            assert!(!document.text.is_empty(), "{}", file.name);
            for range in document.assertions.iter().filter_map(|assertion| assertion.range.clone()) {
                assert!(document.text.get(range).is_some(), "{}", file.name);
            }
            assert!(document.holder.is_empty(), "{}", file.name);
            samples.documents.push(document);
            count += 1;
        }
        *samples.files.entry(count).or_default() += 1;
        samples.refusals.extend(reader.take_diagnostics().kept().iter().map(ToString::to_string));
    }
    Some(samples)
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    extensions.iter().any(|extension| name.to_lowercase().ends_with(extension))
}

#[test]
fn every_sample_of_open_badges_3_is_a_credential_or_said_to_be_an_endorsement() {
    let wanted = |name: &str| {
        let is_test = name.contains("/ob30/") || name.contains("/obv3_json_examples/") || name.contains("/ref/");
        is_test && has_extension(name, &[".json", ".1ob", ".jwt", ".png", ".svg"])
    };
    let Some(samples) = read("ob3", wanted) else { return };
    assert_eq!((samples.documents.len(), samples.refusals.len()), (32, 2));
    assert_eq!(samples.assertions(), 24);
    assert_eq!(samples.of_kind(DocumentKind::Credential), samples.documents.len());
    assert_eq!(samples.refused_for("endorsement"), samples.refusals.len());
    assert!(samples.documents.iter().all(|document| document.trust.is_some() && !document.title.is_empty()));
    let holders = ["did:example:", "student@1edtech.edu", "somebody@gmail.com", "conformance@"];
    for document in &samples.documents {
        let out = format!("{:?}{:?}{}", document.details, document.trust, document.text);
        assert!(holders.iter().all(|holder| !out.contains(holder)), "{out}");
    }
}

#[test]
fn badges_of_version_2_are_read_where_the_badge_class_is_in_the_file() {
    let Some(samples) = read("ob2/inspector-vc", |name| has_extension(name, &[".json", ".jwt", ".png"])) else {
        return;
    };
    assert_eq!(samples.documents.len(), 24);
    assert_eq!(samples.refused_for("only its address"), 23, "hosted assertions");
    let explained = [
        "only its address",
        "profile of an issuer",
        "key or a list",
        "endorsement",
        "piece of a badge",
        "carries no badge",
        "not valid JSON",
        "JSON-LD without",
        "neither a title nor a text",
        "no column of titles",
    ];
    for message in &samples.refusals {
        assert!(explained.iter().any(|words| message.contains(words)), "{message}");
    }
}

#[test]
fn learner_records_give_the_credentials_in_them() {
    let Some(clr) = read("clr2/inspector-clr", |name| has_extension(name, &[".json", ".jwt"])) else { return };
    assert_eq!((clr.documents.len(), clr.refusals.len()), (21, 0));
    let Some(records) = read("hropen-ler-rs", |name| name.contains("/tcp/LER-RS")) else { return };
    assert_eq!((records.documents.len(), records.refusals.len(), records.assertions()), (7, 0, 1));
    assert!(
        clr.documents
            .iter()
            .any(|document| document.trust.as_ref().is_some_and(|trust| trust.proof == Proof::PresentUnverified))
    );
    for document in records.documents {
        assert!(!document.text.contains("Jennifer"), "{}", document.text);
    }
}

#[test]
fn ctdl_graphs_give_what_is_offered_and_frameworks_are_sent_elsewhere() {
    let wanted = |name: &str| {
        !name.contains("/src/") && !name.contains("/fixtures/") && has_extension(name, &[".json", ".jsonld"])
    };
    let Some(samples) = read("ctdl", wanted) else { return };
    let counts = [
        (DocumentKind::Credential, 11),
        (DocumentKind::Course, 11),
        (DocumentKind::Programme, 9),
        (DocumentKind::Assessment, 4),
        (DocumentKind::Occupation, 20),
    ];
    for (kind, count) in counts {
        assert_eq!(samples.of_kind(kind), count, "{kind:?}");
    }
    assert_eq!((samples.documents.len(), samples.assertions()), (55, 32));
    assert_eq!(samples.refused_for("which is a taxonomy"), 19);
    assert_eq!(samples.refused_for("JSON-LD without"), 6);
    assert_eq!(samples.refused_for("JSON at column 1"), 7, "samples that are published broken");
}

#[test]
fn the_smallest_instances_are_told_apart() {
    let Some(samples) = read("minimal-examples", |name| has_extension(name, &[".json"])) else { return };
    let titles: Vec<(DocumentKind, &str)> =
        samples.documents.iter().map(|document| (document.kind, document.title.as_str())).collect();
    for expected in [
        (DocumentKind::Credential, "Network Hardening Badge"),
        (DocumentKind::Course, "Network Security I"),
        (DocumentKind::Posting, "Network Technician"),
        (DocumentKind::Credential, "Network Hardening"),
    ] {
        assert!(titles.contains(&expected), "{expected:?} in {titles:?}");
    }
    assert_eq!(samples.of_kind(DocumentKind::Posting), 2);
    assert_eq!(samples.refused_for("which is a taxonomy"), 3);
    assert_eq!(samples.refused_for("names no achievement"), 1, "a record whose only credential says nothing");
}

#[test]
fn provider_lists_have_codes_and_providers() {
    let Some(jersey) = read("etpl/backend/data", |name| name.contains("standardized_etpl_test")) else { return };
    assert_eq!((jersey.documents.len(), jersey.of_kind(DocumentKind::Programme)), (6, 6));
    assert!(jersey.documents.iter().all(|document| document.details.issuer.is_some() && document.trust.is_some()));
    let coded = |samples: &Samples| {
        samples.documents.iter().filter(|document| !document.details.programme_codes.is_empty()).count()
    };
    assert_eq!(coded(&jersey), 4, "two rows have 0 for a code");
    assert_eq!(jersey.documents[0].details.programme_codes[0].code, "12.3456");
    let Some(templates) = read("etpl/templates", |name| name.ends_with("programs.csv")) else { return };
    assert_eq!(templates.documents.len(), 100);
    assert_eq!(coded(&templates), 100, "also those that lost a zero");
}
