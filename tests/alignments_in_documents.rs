//! Alignments written into documents: they are there, and nothing else has changed.

use std::path::Path;

use serde_json::Value;
use skillmap::exchange::{Format, IntoOptions, Written, read_set, write_into};
use skillmap::fs;
use skillmap::model::{Decision, Entity, EntityKind, MappingPredicate, MappingRow, MappingSet, Predicate};

fn accepted(subject: &str, object: &str, predicate: Predicate) -> MappingRow {
    let subject = Entity { kind: EntityKind::Document, id: subject.to_owned(), ..Entity::default() };
    let object = Entity {
        id: format!("https://trades.example/{object}"),
        label: format!("{object} \"metal\""),
        source: "trades".to_owned(),
        source_version: "2".to_owned(),
        notation: "W1".to_owned(),
        ..Entity::default()
    };
    let mut row = MappingRow::new(subject, MappingPredicate::Skos(predicate), object);
    (row.confidence, row.decision) = (Some(0.87), Some(Decision::Accepted));
    row
}

fn set(rows: Vec<MappingRow>) -> MappingSet {
    MappingSet { rows, ..MappingSet::default() }
}

fn weld(subject: &str) -> MappingSet {
    set(vec![accepted(subject, "weld", Predicate::Exact)])
}

fn into(set: &MappingSet, document: &str, format: Format) -> Written {
    write_into(set, document.as_bytes(), "a.json", format, IntoOptions::default())
        .unwrap_or_else(|error| panic!("{error}"))
}

/// What was added, when everything else is as it was.
fn added(before: &str, after: &str) -> String {
    let start = before.bytes().zip(after.bytes()).take_while(|(one, other)| one == other).count();
    let end = before.bytes().rev().zip(after.bytes().rev()).take_while(|(one, other)| one == other).count();
    let end = end.min(before.len() - start);
    assert_eq!(start + end, before.len(), "more than one piece changed:\n{before}\n{after}");
    after[start..after.len() - end].to_owned()
}

const BADGE: &str = "{\n \"@context\": [\"https://www.w3.org/ns/credentials/v2\"],\n \"id\": \"https://weld.example/c/1\", \"n\": 1.50,\n \
    \"credentialSubject\": {\"achievement\": {\"id\": \"https://weld.example/a/1\", \"name\": \"TIG \\u0057elder\",\n   \"tag\": [ ] }}\n}\n";

#[test]
fn a_badge_gains_an_alignment_and_keeps_every_other_byte() {
    for subject in ["https://weld.example/c/1", "https://weld.example/a/1", "something else"] {
        let written = into(&weld(subject), BADGE, Format::OpenBadges);
        assert_eq!((written.added, written.present, written.was_signed), (1, 0, false));
        let piece = added(BADGE, &written.text);
        assert_eq!(
            piece,
            ",\n   \"alignment\": [{\"type\":[\"Alignment\"],\"targetName\":\"weld \\\"metal\\\"\",\
             \"targetUrl\":\"https://trades.example/weld\",\"targetFramework\":\"trades 2\",\"targetCode\":\"W1\"}]"
        );
        let again = into(&weld(subject), &written.text, Format::OpenBadges);
        assert_eq!((again.added, again.present), (0, 1));
        assert_eq!(again.text, written.text, "what is there is not written twice");
        let more = into(&set(vec![accepted(subject, "cut", Predicate::Close)]), &written.text, Format::OpenBadges);
        let whole: Value = serde_json::from_str(&more.text).expect("JSON");
        assert_eq!(whole["credentialSubject"]["achievement"]["alignment"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn a_badge_of_version_2_with_one_alignment_gets_a_list() {
    let badge = r#"{"type":"Assertion","id":"urn:a","badge":{"type":"BadgeClass","name":"TIG","alignment":{"targetUrl":"https://x.example/1","targetName":"x"}}}"#;
    let written = into(&weld("TIG"), badge, Format::OpenBadges);
    let value: Value = serde_json::from_str(&written.text).expect("JSON");
    let alignments = value["badge"]["alignment"].as_array().expect("a list now");
    assert_eq!((alignments.len(), &alignments[1]["targetUrl"]), (2, &Value::from("https://trades.example/weld")));
    assert!(alignments[1].get("type").is_none());
}

#[test]
fn a_signed_badge_is_refused_unless_it_may_lose_its_signature() {
    let signed = BADGE.replace("\"n\": 1.50,", "\"n\": 1.50, \"proof\": [{\"type\": \"DataIntegrityProof\"}],");
    let refused = write_into(&weld("x"), signed.as_bytes(), "a.json", Format::OpenBadges, IntoOptions::default());
    let error = refused.expect_err("a signed credential");
    assert!(
        error.to_string().contains("signed") && error.hint().is_some_and(|hint| hint.contains("--unsigned")),
        "{error}"
    );
    let written = write_into(
        &weld("x"),
        signed.as_bytes(),
        "a.json",
        Format::OpenBadges,
        IntoOptions { unsigned: true, ..IntoOptions::default() },
    );
    let written = written.expect("it may");
    assert!(written.was_signed && !written.text.contains("proof"));
    assert_eq!(written.text, into(&weld("x"), BADGE, Format::OpenBadges).text, "only the signature is gone");
    let hosted = r#"{"type":"Assertion","verification":{"type":"hosted"},"badge":{"type":"BadgeClass","name":"TIG"}}"#;
    assert_eq!(into(&weld("TIG"), hosted, Format::OpenBadges).added, 1, "a hosted one has no signature");
    let by_key = hosted.replace("hosted", "SignedBadge");
    assert!(write_into(&weld("TIG"), by_key.as_bytes(), "a", Format::OpenBadges, IntoOptions::default()).is_err());
    assert!(
        write_into(
            &weld("TIG"),
            b"eyJhbGciOi.x.y",
            "a",
            Format::OpenBadges,
            IntoOptions { unsigned: true, ..IntoOptions::default() }
        )
        .is_err()
    );
}

#[test]
fn what_cannot_be_written_is_listed() {
    let mut rows: Vec<MappingRow> = (0..5).map(|number| accepted("x", &number.to_string(), Predicate::Close)).collect();
    rows[0].decision = Some(Decision::Review);
    rows[1].negated = true;
    rows[2].object.id = "no IRI".to_owned();
    rows[3].object.id = skillmap::model::NO_TERM.to_owned();
    let written = into(&set(rows), BADGE, Format::OpenBadges);
    assert_eq!((written.added, written.losses.rows()), (1, 4), "{:?}", written.losses.lines());
    let mut others = weld("https://weld.example/a/1");
    others.rows.push(accepted("https://weld.example/other", "cut", Predicate::Close));
    let written = into(&others, BADGE, Format::OpenBadges);
    assert_eq!((written.added, written.losses.rows()), (1, 1));
    for (document, format) in [
        ("[", Format::OpenBadges),
        ("{}", Format::OpenBadges),
        ("{}", Format::Ctdl),
        ("a,b\n", Format::OsmtCsv),
        ("", Format::OsmtCsv),
        (BADGE, Format::Jskos),
    ] {
        assert!(
            write_into(&others, document.as_bytes(), "a", format, IntoOptions::default()).is_err(),
            "{document} as {format}"
        );
    }
}

#[test]
fn a_posting_keeps_the_skills_it_names_in_words() {
    let posting =
        "{\"@context\":\"https://schema.org/\",\"@type\":\"JobPosting\",\"title\":\"Welder\",\"skills\":\"TIG, MIG\"}";
    let written = into(&weld("Welder"), posting, Format::SchemaOrg);
    let value: Value = serde_json::from_str(&written.text).expect("JSON");
    assert_eq!(value["skills"][0], "TIG, MIG");
    let term = &value["skills"][1];
    assert_eq!(
        (&term["@type"], &term["url"], &term["termCode"]),
        (&"DefinedTerm".into(), &"https://trades.example/weld".into(), &"W1".into())
    );
    assert_eq!(term["inDefinedTermSet"]["name"], "trades 2");
}

#[test]
fn ctdl_has_a_place_for_each_kind_of_record() {
    let graph = r#"{"@graph":[
        {"@id":"https://r.example/ce-1","@type":"ceterms:Course","ceterms:name":{"en":"Welding"}},
        {"@id":"https://r.example/ce-2","@type":"ceterms:Certificate","ceterms:requires":[{"@type":"ceterms:ConditionProfile"}]},
        {"@id":"https://r.example/ce-3","@type":"ceterms:AssessmentProfile","ceterms:ctid":"ce-3"},
        {"@id":"https://r.example/ce-4","@type":"ceterms:Organization","ceterms:name":{"en":"Weld"}}]}"#;
    let rows = ["Welding", "https://r.example/ce-2", "ce-3", "https://r.example/ce-4"];
    let mut rows: Vec<MappingRow> = rows.iter().map(|subject| accepted(subject, "weld", Predicate::Close)).collect();
    rows[0].subject.label = rows[0].subject.id.clone();
    let written = into(&set(rows), graph, Format::Ctdl);
    assert_eq!((written.added, written.losses.rows()), (3, 1), "an organisation teaches nothing");
    let value: Value = serde_json::from_str(&written.text).expect("JSON");
    let targets = [
        &value["@graph"][0]["ceterms:teaches"][0],
        &value["@graph"][1]["ceterms:requires"][1]["ceterms:targetCompetency"][0],
        &value["@graph"][2]["ceterms:assesses"][0],
    ];
    for target in targets {
        assert_eq!(target["@type"], "ceterms:CredentialAlignmentObject", "{}", written.text);
        assert_eq!(target["ceterms:targetNode"], "https://trades.example/weld");
        assert_eq!(target["ceterms:weight"], 0.87);
    }
}

#[test]
fn competencies_have_words_for_exact_broad_and_narrow() {
    let framework = r#"{"@graph":[{"@id":"https://r.example/ce-9","@type":["ceasn:Competency"],"ceasn:exactAlignment":["https://x.example/1"]}]}"#;
    let rows =
        [("weld", Predicate::Exact), ("cut", Predicate::Broad), ("saw", Predicate::Narrow), ("file", Predicate::Close)];
    let rows = rows.map(|(object, predicate)| accepted("https://r.example/ce-9", object, predicate)).to_vec();
    let written = into(&set(rows), framework, Format::CtdlAsn);
    assert_eq!((written.added, written.losses.rows()), (3, 1));
    let value: Value = serde_json::from_str(&written.text).expect("JSON");
    let competency = &value["@graph"][0];
    assert_eq!(
        competency["ceasn:exactAlignment"],
        serde_json::json!(["https://x.example/1", "https://trades.example/weld"])
    );
    assert_eq!(competency["ceasn:broadAlignment"], serde_json::json!(["https://trades.example/cut"]));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("framework.json");
    std::fs::write(&path, &written.text).expect("a file");
    let read = read_set(&fs::list(&path).expect("a file")[0], None).expect("a framework").value;
    let said: Vec<String> = read.rows.iter().map(|row| format!("{} {}", row.predicate, row.object.id)).collect();
    assert_eq!(
        said,
        [
            "skos:exactMatch https://x.example/1",
            "skos:exactMatch https://trades.example/weld",
            "skos:broadMatch https://trades.example/cut",
            "skos:narrowMatch https://trades.example/saw",
        ]
    );
}

#[test]
fn a_package_gains_associations_of_its_items() {
    let package = r#"{"CFDocument":{"lastChangeDateTime":"2026-01-15T00:00:00Z"},"CFItems":[{"identifier":"i-1","uri":"https://c.example/CFItems/i-1"}],
        "CFAssociations":[ {"associationType":"isChildOf"} ]}"#;
    let rows = vec![accepted("i-1", "weld", Predicate::Broad), accepted("i-2", "cut", Predicate::Exact)];
    let written = into(&set(rows.clone()), package, Format::Case);
    assert_eq!((written.added, written.losses.rows()), (1, 1));
    let piece = added(package, &written.text);
    assert!(piece.starts_with(", {\"identifier\":"), "{piece}");
    let value: Value = serde_json::from_str(&written.text).expect("JSON");
    let association = &value["CFAssociations"][1];
    assert_eq!(association["associationType"], "ext:broadMatchOf");
    assert_eq!(association["originNodeURI"]["uri"], "https://c.example/CFItems/i-1");
    assert_eq!(association["lastChangeDateTime"], "2026-01-15T00:00:00Z");
    let again = into(&set(rows), &written.text, Format::Case);
    assert_eq!((again.added, again.present), (0, 1));
}

#[test]
fn a_table_of_skills_gets_columns_as_it_needs_them() {
    let table = "\"Canonical URL\",\"RSD Name\",\"Alignment Name\",\"Alignment URL\",\"Alignment Framework\"\r\n\
        \"https://o.example/1\",\"Weld, flat\",\"x\",\"https://x.example/1\",\"X\"\r\n\"https://o.example/2\",\"Cut\",\"\",\"\",\"\"\r\n";
    let rows = [("https://o.example/1", "weld"), ("https://o.example/2", "cut")];
    let rows = rows.map(|(subject, object)| accepted(subject, object, Predicate::Close)).to_vec();
    let written = into(&set(rows.clone()), table, Format::OsmtCsv);
    let expected = "\"Canonical URL\",\"RSD Name\",\"Alignment Name\",\"Alignment URL\",\"Alignment Framework\",\"Alignment 2 Name\",\"Alignment 2 URL\",\"Alignment 2 Framework\"\r\n\
        \"https://o.example/1\",\"Weld, flat\",\"x\",\"https://x.example/1\",\"X\",\"weld \"\"metal\"\"\",\"https://trades.example/weld\",\"trades 2\"\r\n\
        \"https://o.example/2\",\"Cut\",\"cut \"\"metal\"\"\",\"https://trades.example/cut\",\"trades 2\",\"\",\"\",\"\"\r\n";
    assert_eq!(written.text, expected);
    assert_eq!(into(&set(rows), &written.text, Format::OsmtCsv).text, written.text);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("skills.csv");
    std::fs::write(&path, &written.text).expect("a file");
    assert_eq!(read_set(&fs::list(&path).expect("a file")[0], None).expect("a table").value.rows.len(), 3);
}

#[test]
fn skill_descriptors_in_json_are_read_and_gain_alignments() {
    let collection = r#"{"id": "https://o.example/c", "name": "Trades", "skills": [
  {"id": "https://o.example/1", "skillName": "Weld", "skillStatement": "Weld metal.",
   "alignments": [{"id": "https://x.example/1", "skillName": "x", "isPartOf": {"id": "https://x.example/", "name": "X"}}, "riveting", ""]},
  {"uuid": "0B-1", "skillName": "Cut", "skillStatement": "Cut metal.", "standards": [{"skillName": "S"}]}
]}"#;
    let read = |text: &str| {
        let source = fs::SourceFile::bytes("skills.json", text.as_bytes().to_vec());
        read_set(&source, None).expect("it is told by looking").value.rows
    };
    let told = |rows: &[MappingRow]| -> Vec<String> {
        let shown = |row: &MappingRow| {
            let (subject, object) = (&row.subject, &row.object);
            format!("{} {} → {} {} {}", subject.id, subject.label, object.id, object.label, object.source)
        };
        rows.iter().map(shown).collect()
    };
    let rows = read(collection);
    assert_eq!(
        told(&rows),
        ["https://o.example/1 Weld → https://x.example/1 x X", "https://o.example/1 Weld →  riveting "]
    );
    assert!(rows.iter().all(|row| row.predicate.iri() == "https://purl.org/ctdlasn/terms/alignTo"));
    let accepted = set(vec![
        accepted("https://o.example/1", "weld", Predicate::Close),
        accepted("urn:uuid:0b-1", "cut", Predicate::Close),
    ]);
    let written = into(&accepted, collection, Format::OsmtJson);
    assert_eq!((written.added, written.present), (2, 0));
    let removed: String = written.text.replace(
        r#", {"id":"https://trades.example/weld","skillName":"weld \"metal\"","isPartOf":{"name":"trades 2"}}"#,
        "",
    );
    assert_ne!(removed, written.text, "{}", written.text);
    assert_eq!(
        told(&read(&written.text))[2..],
        [
            "https://o.example/1 Weld → https://trades.example/weld weld \"metal\" trades 2",
            "urn:uuid:0b-1 Cut → https://trades.example/cut cut \"metal\" trades 2"
        ]
    );
    let again = into(&accepted, &written.text, Format::OsmtJson);
    assert_eq!((again.added, again.present, again.text), (0, 2, written.text));
}

#[test]
fn the_alignments_of_a_published_collection_are_read() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return;
    };
    let path = Path::new(&data).join("taxonomies/osmt/skills-collection.json");
    let source = fs::list(&path).expect("a file").remove(0);
    let rows = read_set(&source, None).expect("it is told by looking").value.rows;
    let named = |row: &&MappingRow| row.object.id.starts_with("https://skills.emsidata.com/skills/");
    assert_eq!(
        (rows.len(), rows.iter().filter(named).count()),
        (92, 59),
        "the others are at Lightcast's newer address or have none"
    );
    assert!(rows.iter().all(|row| !row.subject.id.is_empty() && !row.subject.label.is_empty()));
}

#[test]
fn published_badges_change_only_where_they_should() {
    let Some(data) = std::env::var_os("SKILLMAP_DATA") else {
        eprintln!("skipped: no published data");
        return;
    };
    let (mut unsigned, mut signed) = (0, 0);
    for folder in ["ob3/inspector-vc", "ob2/inspector-vc"] {
        let folder = Path::new(&data).join("schemas").join(folder);
        for source in fs::list(&folder).expect("a folder").iter().filter(|source| source.extension() == "json") {
            let bytes = source.read(1 << 24).expect("a file");
            let Ok(before) = String::from_utf8(bytes.clone()) else { continue };
            match write_into(&weld("x"), &bytes, &source.name, Format::OpenBadges, IntoOptions::default()) {
                Ok(written) if written.added == 1 => {
                    unsigned += 1;
                    serde_json::from_str::<serde::de::IgnoredAny>(&written.text)
                        .unwrap_or_else(|error| panic!("{}: {error}", source.name));
                    assert_eq!(written.text.matches("https://trades.example/weld").count(), 1, "{}", source.name);
                    assert!(
                        written.text.len() > before.len() && written.text.starts_with(&before[..20]),
                        "{}",
                        source.name
                    );
                }
                Ok(written) => assert_eq!(written.text, before, "{}", source.name),
                Err(error) => signed += usize::from(error.to_string().contains("signed")),
            }
        }
    }
    assert!(unsigned >= 20 && signed >= 10, "{unsigned} unsigned, {signed} signed");
}
