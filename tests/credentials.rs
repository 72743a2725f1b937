//! Credentials as they are issued, one fixture a format: what becomes text, what is asserted, what speaks for them, and
//! that nothing of the person who holds one gets out unasked.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use skillmap::document::{DocumentReader as _, Format, ReadOptions, detect, open, open_all};
use skillmap::error::Error;
use skillmap::fs::SourceFile;
use skillmap::index::Index;
use skillmap::matching::{MatchOptions, Matcher};
use skillmap::model::{
    AssertedBy, AssertedRelation, CodeSystem, Document, DocumentKind, DocumentMappings, MatcherName, Proof,
    Recognition, Requirement, TaxonomyInfo,
};
use skillmap::taxonomy;
use skillmap::vectors::default_space;

const OPEN_BADGES_2: &str = include_str!("fixtures/credentials/open_badges_2.json");
const OPEN_BADGES_3: &str = include_str!("fixtures/credentials/open_badges_3.json");
const FIRST_GENERATION: &str = include_str!("fixtures/credentials/open_badges_3_first_generation.json");
const CLR: &str = include_str!("fixtures/credentials/clr.json");
const LEARNER_RECORD: &str = include_str!("fixtures/credentials/learner_record.json");
const OWN_PREFIXES: &str = include_str!("fixtures/credentials/own_prefixes.json");
const CTDL: &str = include_str!("fixtures/credentials/ctdl.json");

fn source(name: &str, bytes: impl Into<Vec<u8>>) -> SourceFile {
    SourceFile::memory(name, Vec::leak(bytes.into()))
}

fn read_with(name: &str, bytes: impl Into<Vec<u8>>, options: &ReadOptions) -> (Vec<Document>, Vec<String>) {
    let mut reader = open(&source(name, bytes), options).expect("a readable input");
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document().expect("a readable record") {
        for assertion in document.assertions.iter().filter(|assertion| assertion.range.is_some()) {
            let range = assertion.range.clone().expect("it was asked for");
            assert_eq!(Some(&document.text[range]), assertion.name.as_deref());
        }
        documents.push(document);
    }
    (documents, reader.take_diagnostics().kept().iter().map(ToString::to_string).collect())
}

fn read(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<Document> {
    let (documents, messages) = read_with(name, bytes, &ReadOptions::default());
    assert_eq!(messages, Vec::<String>::new());
    documents
}

fn read_one(name: &str, bytes: impl Into<Vec<u8>>) -> Document {
    let mut documents = read(name, bytes);
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

fn refused(name: &str, bytes: impl Into<Vec<u8>>) -> Error {
    open(&source(name, bytes), &ReadOptions::default()).err().expect("an error")
}

fn names(document: &Document) -> Vec<&str> {
    document.assertions.iter().filter_map(|assertion| assertion.name.as_deref()).collect()
}

fn token(payload: &str) -> String {
    let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"ES256\",\"typ\":\"JWT\"}");
    format!("{header}.{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode("signature"))
}

fn chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).expect("a short chunk");
    [&length.to_be_bytes()[..], &kind, data, &[0; 4]].concat()
}

/// A picture of no pixels with a text chunk in it.
fn png(keyword: &str, text: &[u8], packed: bool) -> Vec<u8> {
    let head = [keyword.as_bytes(), &[0, u8::from(packed), 0, 0, 0]].concat();
    let mut data = head;
    if packed {
        let mut encoder = flate2::write::ZlibEncoder::new(data, flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, text).expect("memory");
        data = encoder.finish().expect("memory");
    } else {
        data.extend_from_slice(text);
    }
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(*b"IHDR", &[0; 13]), &chunk(*b"iTXt", &data), &chunk(*b"IEND", &[])].concat()
}

#[test]
fn every_fixture_is_told_by_looking() {
    let told = |name: &str, text: &str, format: Format| {
        let by_looking = detect(&source(name, text.to_owned()), &ReadOptions::default()).expect("a format");
        assert_eq!(by_looking, format, "{name}");
        for name in [name, "-"] {
            let (documents, _) = read_with(name, text.to_owned(), &ReadOptions::default());
            assert!(documents.iter().all(|document| document.kind != DocumentKind::Unknown), "{name}: {documents:?}");
        }
    };
    for (text, format) in [
        (OPEN_BADGES_2, Format::OpenBadges2),
        (OPEN_BADGES_3, Format::OpenBadges3),
        (FIRST_GENERATION, Format::OpenBadges3),
        (OWN_PREFIXES, Format::OpenBadges3),
        (CLR, Format::Clr),
        (LEARNER_RECORD, Format::LearnerRecord),
        (CTDL, Format::Ctdl),
    ] {
        told("credential.json", text, format);
    }
}

#[test]
fn an_assertion_of_open_badges_2_is_its_badge_class() {
    let document = read_one("a.json", OPEN_BADGES_2);
    assert_eq!((document.id.as_str(), document.title.as_str()), ("https://weld.example/assertions/1", "TIG Welder"));
    assert_eq!(
        document.text,
        "TIG Welder\n\nThe holder welds pipes of steel.\n\nWeld a test piece without pores.\n\ntig\nsteel\n\n\
         Learning outcomes\n- weld pipes\n- Join pipes by heat."
    );
    let assertion = &document.assertions[0];
    assert_eq!(
        (assertion.target.as_str(), assertion.code.as_deref()),
        ("https://trades.example/skills/weld", Some("W.1"))
    );
    assert_eq!(assertion.framework.as_deref(), Some("Trades"));
    let trust = document.trust.as_deref().expect("a credential has trust");
    assert_eq!((trust.proof, trust.endorsements, trust.evidence), (Proof::Absent, 1, 2));
    assert_eq!(trust.issuer.as_ref().and_then(|issuer| issuer.name.as_deref()), Some("Weld College"));
    assert_eq!(
        (trust.issued.as_deref(), trust.expires.as_deref()),
        (Some("2026-01-15T00:00:00Z"), Some("2028-01-15T00:00:00Z"))
    );
    assert_eq!(
        (document.details.issuer.as_deref(), trust.alignment_source),
        (Some("Weld College"), Some(AssertedBy::Issuer))
    );
}

#[test]
fn a_badge_class_alone_is_read_and_one_that_is_elsewhere_is_named() {
    let class = "{\"@context\": \"https://w3id.org/openbadges/v2\", \"type\": \"BadgeClass\", \"id\": \"https://a.example/b\", \
                 \"name\": \"Grinder\", \"description\": \"Grinds.\", \"criteria\": \"https://a.example/c\", \"issuer\": \"https://a.example\"}";
    assert_eq!(read_one("b.json", class).text, "Grinder\n\nGrinds.");
    let elsewhere = "{\"type\": \"Assertion\", \"recipient\": {}, \"badge\": \"https://a.example/b\"}";
    let (documents, messages) = read_with("a.json", elsewhere, &ReadOptions::default());
    assert!(documents.is_empty());
    assert_eq!(
        messages,
        ["skipped: a.json:1, record 1: its badge class is not in the file, only its address: https://a.example/b"]
    );
}

#[test]
fn a_badge_class_among_the_inputs_is_joined_to_its_assertion_wherever_it_stands() {
    let class = "{\"type\": \"BadgeClass\", \"id\": \"https://a.example/b\", \"name\": \"Grinder\", \"description\": \"Grinds.\", \
                 \"criteria\": \"https://a.example/c\", \"issuer\": {\"id\": \"https://a.example\", \"name\": \"Anvil\"}}";
    let assertion = |id: &str, badge: &str| {
        format!(
            "{{\"type\": \"Assertion\", \"id\": \"{id}\", \"recipient\": {{}}, \"issuedOn\": \"2026-01-15\", \"badge\": \"{badge}\"}}"
        )
    };
    let (here, nowhere) = (assertion("urn:1", "https://a.example/b"), assertion("urn:2", "https://a.example/z"));
    let other_files = [("a.json", here.clone()), ("b.json", class.to_owned()), ("c.json", nowhere.clone())];
    let same_file = [("all.json", format!("[{here}, {class}, {nowhere}]"))];
    for inputs in [&other_files[..], &same_file] {
        let sources = inputs.iter().map(|(name, text)| source(name, text.as_bytes())).collect();
        let mut reader = open_all(sources, &ReadOptions::default());
        let first = reader.next_document().expect("readable").expect("the assertion");
        assert_eq!((first.id.as_str(), first.text.as_str()), ("urn:1", "Grinder\n\nGrinds."));
        let trust = first.trust.expect("a credential has trust");
        assert_eq!(trust.issued.as_deref(), Some("2026-01-15"));
        assert_eq!(trust.issuer.and_then(|issuer| issuer.name).as_deref(), Some("Anvil"));
        let second = reader.next_document().expect("readable").expect("the class itself");
        assert_eq!(second.id, "https://a.example/b");
        assert!(reader.next_document().expect("readable").is_none());
        let messages: Vec<String> = reader.take_diagnostics().kept().iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains("only its address: https://a.example/z"), "{messages:?}");
    }
}

#[test]
fn open_badges_3_are_read_in_both_generations() {
    let document = read_one("a.json", OPEN_BADGES_3);
    assert_eq!(
        document.text,
        "TIG Welder\n\nThe holder welds pipes of steel.\n\n# Test\nWeld a test piece without pores.\n\ntig\nMetalwork\n\n\
         Learning outcomes\n- weld pipes\n- grind seams"
    );
    assert_eq!(
        (document.details.category.as_deref(), document.details.language.as_deref()),
        (Some("Certificate"), Some("en-GB"))
    );
    let trust = document.trust.as_deref().expect("a credential has trust");
    assert_eq!(
        (trust.proof, trust.proof_kinds.join("|").as_str()),
        (Proof::PresentUnverified, "DataIntegrityProof eddsa-rdfc-2022")
    );
    assert_eq!(trust.status.as_ref().and_then(|status| status.url.as_deref()), Some("https://weld.example/status"));
    assert_eq!((trust.endorsements, trust.evidence), (1, 1));
    assert_eq!(
        trust.alignment_source,
        Some(AssertedBy::ThirdParty),
        "the guild made the achievement, the college awards it"
    );
    assert_eq!(document.assertions[0].asserted_by, Some(AssertedBy::ThirdParty));

    let first = read_one("a.json", FIRST_GENERATION);
    assert_eq!((first.title.as_str(), first.text.as_str()), ("Grinder", "Grinder\n\nThe holder grinds seams."));
    let mut trust = *first.trust.expect("a credential has trust");
    assert_eq!((trust.proof, trust.expires.as_deref()), (Proof::Absent, Some("2025-09-01T00:00:00Z")));
    trust.judge_on("2026-01-01");
    assert_eq!(trust.expired, Some(true));
}

#[test]
fn nothing_of_the_holder_gets_out_unasked() {
    let personal = ["Anna", "anna", "97 points", "Schmidt"];
    for text in [OPEN_BADGES_2, OPEN_BADGES_3, CLR, LEARNER_RECORD] {
        for document in read_with("a.json", text, &ReadOptions::default()).0 {
            let everything = format!("{document:?}");
            assert!(personal.iter().all(|word| !everything.contains(word)), "{everything}");
        }
    }
    let asked = ReadOptions { holder: true, ..ReadOptions::default() };
    let document = &read_with("a.json", OPEN_BADGES_3, &asked).0[0];
    assert_eq!(
        (document.holder["identity"].as_str(), document.holder["results"].as_str()),
        ("anna@home.example", "97 points")
    );
    assert!(!document.text.contains("Anna"), "asked for or not, the holder is no text");
    assert_eq!(read_with("a.json", LEARNER_RECORD, &asked).0[0].holder["name"], "Anna Schmidt");
    assert_eq!(read_with("a.json", OPEN_BADGES_2, &asked).0[0].holder["identity"], "anna@home.example");
}

#[test]
fn a_record_gives_each_credential_and_each_achievement_once() {
    let (documents, messages) = read_with("clr.json", CLR, &ReadOptions::default());
    assert_eq!(
        messages,
        [
            "skipped: clr.json, record 1, /credentialSubject/verifiableCredential/1: a credential that names no achievement"
        ]
    );
    let seen: Vec<(&str, &str)> =
        documents.iter().map(|document| (document.id.as_str(), document.title.as_str())).collect();
    assert_eq!(seen, [("urn:c:1", "Pipes"), ("urn:a:2", "Seams")]);
    assert_eq!(documents[0].kind, DocumentKind::Course);
    assert_eq!(documents[0].fields["isParentOf"], "urn:a:2");
    let trust = documents[0].trust.as_deref().expect("a credential has trust");
    assert_eq!(trust.proof_kinds, ["Ed25519Signature2020 of the record"]);

    let signed = format!(
        "{{\"type\": [\"ClrCredential\"], \"credentialSubject\": {{\"verifiableCredential\": [{:?}]}}}}",
        token(OPEN_BADGES_3)
    );
    let inner = read_one("clr.json", signed);
    assert_eq!(
        (inner.title.as_str(), inner.trust.expect("trust").proof_kinds.last().map(String::as_str)),
        ("TIG Welder", Some("JWT ES256"))
    );
}

#[test]
fn a_learner_record_is_its_experience_and_the_badges_in_it() {
    let documents = read("ler.json", LEARNER_RECORD);
    assert_eq!(documents.len(), 2);
    assert_eq!((documents[0].id.as_str(), documents[0].kind), ("ler-1", DocumentKind::LearnerRecord));
    assert_eq!(
        documents[0].text,
        "I want to build boilers.\n\nWelder\n\nWelded pipes in a yard.\n\nDiploma, Metalwork\n\nLearning outcomes\n- weld pipes"
    );
    assert_eq!(documents[0].assertions[0].target, "https://trades.example/skills/weld");
    assert_eq!((documents[1].id.as_str(), documents[1].title.as_str()), ("urn:c:3", "Grinder"));
}

#[test]
fn a_ctdl_credential_is_followed_to_its_competencies() {
    let documents = read("ctdl.json", CTDL);
    let kinds: Vec<DocumentKind> = documents.iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [DocumentKind::Credential, DocumentKind::Course, DocumentKind::Assessment]);
    let credential = &documents[0];
    assert_eq!(credential.title, "Pipe Welder");
    assert_eq!(names(credential), ["weld pipes", "Bevel edges", "read drawings"]);
    let relations: Vec<AssertedRelation> = credential.assertions.iter().map(|assertion| assertion.relation).collect();
    assert_eq!(
        relations,
        [AssertedRelation::Teaches, AssertedRelation::Teaches, AssertedRelation::Assesses, AssertedRelation::Requires]
    );
    assert_eq!(credential.assertions[2].target, "https://trades.example/skills/grind");
    assert_eq!(credential.assertions[3].requirement, Some(Requirement::Required), "expected beforehand");
    assert!(credential.assertions[1].target.is_empty(), "a name within the file points nowhere");
    assert!(
        credential.text.contains("\n\nCurriculum\nTwo courses and a test.\nPipes I\nTest piece"),
        "{}",
        credential.text
    );
    assert!(credential.text.contains("\n\nPrerequisites\n- read drawings"), "{}", credential.text);

    let details = &credential.details;
    assert_eq!((details.issuer.as_deref(), details.level.as_deref()), (Some("Weld College"), Some("Beginner Level")));
    let codes: Vec<(CodeSystem, &str)> = details.codes().map(|code| (code.system, code.code.as_str())).collect();
    assert_eq!(codes, [(CodeSystem::OnetSoc, "51-4121.00"), (CodeSystem::Naics, "332"), (CodeSystem::Cip, "48.0508")]);
    let trust = credential.trust.as_deref().expect("a credential has trust");
    assert_eq!((trust.life_cycle.as_deref(), trust.registry_id.as_deref()), (Some("Active"), Some("ce-1")));
    let recognition: Vec<(Recognition, Option<&str>)> =
        trust.recognition.iter().map(|one| (one.relation, one.party.name.as_deref())).collect();
    assert_eq!(recognition, [(Recognition::AccreditedBy, Some("Board of Trades")), (Recognition::RecognizedBy, None)]);

    let enveloped = format!("{{\"envelope_id\": \"1\", \"decoded_resource\": {CTDL}}}");
    assert_eq!(read("envelope.json", enveloped).len(), 3);
}

#[test]
fn prefixes_do_not_matter_and_no_context_is_needed() {
    let spelled: String = CTDL.replace("ceterms:", "https://purl.org/ctdl/terms/");
    let bare = CTDL.replace("ceterms:", "");
    for text in [spelled, bare] {
        let documents = read("ctdl.json", text);
        assert_eq!((documents.len(), names(&documents[0])), (3, vec!["weld pipes", "Bevel edges", "read drawings"]));
    }
}

#[test]
fn tokens_are_read_alone_in_lines_and_with_claims() {
    let document = read_one("badge.jwt", token(OPEN_BADGES_3));
    let trust = document.trust.as_deref().expect("a credential has trust");
    assert_eq!(trust.proof_kinds, ["DataIntegrityProof eddsa-rdfc-2022", "JWT ES256"]);
    let payload = "{\"iss\": \"https://weld.example\", \"jti\": \"urn:c:9\", \"nbf\": 1768435200, \"exp\": 1800000000, \"vc\": \
                   {\"type\": [\"VerifiableCredential\", \"OpenBadgeCredential\"], \"credentialSubject\": {\"achievement\": {\"name\": \"Grinder\"}}}}";
    let lines = format!("{}\nnot a token\n{}\n", token(payload), token(OPEN_BADGES_2));
    let (documents, messages) = read_with("-", lines, &ReadOptions::default());
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0].id, "urn:c:9");
    let trust = documents[0].trust.as_deref().expect("a credential has trust");
    assert_eq!((trust.issued.as_deref(), trust.expires.as_deref()), (Some("2026-01-15"), Some("2027-01-15")));
    assert_eq!(
        messages,
        ["skipped: -:2, record 2: not a JSON Web Token: it should have three pieces between full stops"]
    );
}

#[test]
fn pictures_carry_badges_as_json_as_tokens_and_as_addresses() {
    for (keyword, text) in [("openbadges", OPEN_BADGES_2.to_owned()), ("openbadgecredential", token(OPEN_BADGES_3))] {
        for packed in [false, true] {
            let document = read_one("badge.png", png(keyword, text.as_bytes(), packed));
            assert_eq!(document.title, "TIG Welder", "{keyword}");
        }
    }
    let svg = |inner: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<svg xmlns:openbadges=\"https://purl.example\"><g/>{inner}<path d=\"M0\"/></svg>"
        )
    };
    let data = format!("<openbadges:credential><![CDATA[{OPEN_BADGES_3}]]></openbadges:credential>");
    let escaped = OPEN_BADGES_2.replace('&', "&amp;").replace('<', "&lt;");
    for inner in [
        data,
        format!("<openbadges:assertion>{escaped}</openbadges:assertion>"),
        // A hosted badge has its address beside it.
        format!("<openbadges:assertion verify=\"https://weld.example/a\">{escaped}</openbadges:assertion>"),
        format!("<openbadges:credential verify=\"{}\"/>", token(OPEN_BADGES_3)),
        format!("<openbadges:assertion verify=\"{}\"></openbadges:assertion>", token(OPEN_BADGES_2)),
    ] {
        assert_eq!(read_one("-", svg(&inner)).title, "TIG Welder", "{inner}");
    }
    let error = refused("badge.svg", svg("<openbadges:assertion verify=\"https://weld.example/a\"/>"));
    assert!(error.to_string().contains("only its address: https://weld.example/a"), "{error}");
    assert!(
        refused("logo.png", png("Comment", b"a logo", false)).hint().is_some_and(|hint| hint.contains("baked badges"))
    );
}

#[test]
fn what_is_no_credential_is_named() {
    for (text, what) in [
        ("{\"CFDocument\": {}, \"CFItems\": []}", "CASE"),
        (
            "{\"@context\": \"x\", \"@graph\": [{\"@type\": \"ceasn:Competency\", \"ceasn:name\": \"a\"}]}",
            "competency framework",
        ),
    ] {
        let error = refused("a.json", text);
        assert!(error.to_string().contains("looks like") && error.to_string().contains(what), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("skillmap taxonomy add")), "{error}");
    }
    for (text, what) in [
        ("{\"type\": [\"VerifiableCredential\", \"EndorsementCredential\"], \"credentialSubject\": {}}", "endorsement"),
        ("{\"type\": \"Issuer\", \"name\": \"Weld\", \"url\": \"https://weld.example\"}", "profile of an issuer"),
        ("{\"type\": \"RevocationList\", \"revokedAssertions\": []}", "revoked"),
        ("{\"$schema\": \"x\", \"title\": \"Badge\", \"properties\": {}}", "JSON Schema"),
        (
            "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"title\": \"Day\", \"type\": \"string\"}",
            "JSON Schema",
        ),
        ("{\"openapi\": \"3.0.0\", \"info\": {}, \"paths\": {}, \"title\": \"Badges\"}", "description of an interface"),
        ("{\"formattedName\": \"Ana Lee\", \"given\": \"Ana\", \"family\": \"Lee\"}", "name of a person"),
        ("{\"@context\": {\"name\": \"x\"}}", "context"),
        ("{\"@context\": \"https://schema.org\", \"@graph\": [{\"@type\": \"WebSite\"}]}", "JSON-LD without"),
    ] {
        let error = refused("a.json", text);
        assert!(error.to_string().contains("looks like") && error.to_string().contains(what), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains("Open Badges")), "{error}");
    }
    let unknown = refused("a.json", "{\"q0\": {\"limit\": 3}}");
    assert!(
        unknown.hint().is_some_and(|hint| hint.contains("--title-column") && hint.contains("Open Badges")),
        "{unknown}"
    );
}

fn index(name: &str, title: &str, table: &str) -> Index {
    let files = [source("taxonomy.csv", table.to_owned())];
    let info = TaxonomyInfo { name: name.to_owned(), title: title.to_owned(), ..TaxonomyInfo::default() };
    let loaded = taxonomy::read(&files, &taxonomy::ReadOptions::default(), info).expect("a table");
    Index::build(loaded.value, default_space()).expect("an index")
}

fn map(document: &Document, indexes: &[&Index], options: MatchOptions) -> DocumentMappings {
    let matcher = Matcher::new(indexes.to_vec(), options);
    let mapped = matcher.map(document, &mut matcher.scratch());
    for evidence in mapped.mappings.iter().flat_map(|mapping| &mapping.evidence) {
        assert_eq!(document.text[evidence.start..evidence.end], evidence.quote);
    }
    mapped
}

fn asserted(mapped: &DocumentMappings) -> Vec<(&str, f32)> {
    let by_assertion = mapped.mappings.iter().filter(|mapping| mapping.evidence[0].matcher == MatcherName::Asserted);
    by_assertion.map(|mapping| (mapping.concept.concept_id.as_str(), mapping.confidence)).collect()
}

#[test]
fn assertions_that_point_into_a_taxonomy_are_mappings() {
    let trades = index(
        "trades",
        "The Trades Library",
        "id,label,notation,kind\nhttp://trades.example/skills/weld,weld pipes,W.1,skill\n\
         http://trades.example/skills/grind,grind seams,W.2,skill\nurn:b,Bevel edges,B.2,skill\nurn:w,Welder,51-4121,occupation\n",
    );
    let document = &read("ctdl.json", CTDL)[0];
    let mapped = map(document, &[&trades], MatchOptions { min_confidence: 0.0, ..MatchOptions::default() });
    let found = asserted(&mapped);
    let concepts: Vec<&str> = found.iter().map(|one| one.0).collect();
    assert_eq!(concepts, ["http://trades.example/skills/weld", "http://trades.example/skills/grind"]);
    assert!(found.iter().all(|one| one.1 >= 0.98), "{found:?}");
    // The competency without a framework may be of any vocabulary, whatever its code.
    let elsewhere: Vec<&str> = mapped.asserted.iter().filter_map(|assertion| assertion.name.as_deref()).collect();
    assert_eq!(elsewhere, ["Bevel edges", "read drawings"]);
    let weld = &mapped.mappings[0];
    assert_eq!(
        (weld.evidence[0].quote.as_str(), weld.evidence[0].matched_label.as_str()),
        ("weld pipes", "weld pipes")
    );
    assert!(weld.evidence.iter().any(|evidence| evidence.matcher != MatcherName::Asserted), "the words are found too");

    let above = MatchOptions { min_confidence: 0.999, ..MatchOptions::default() };
    assert!(map(document, &[&trades], above).mappings.is_empty(), "the floor holds for them as well");
    let occupations = MatchOptions { kinds: vec![skillmap::model::ConceptKind::Occupation], ..MatchOptions::default() };
    assert!(
        asserted(&map(document, &[&trades], occupations)).is_empty(),
        "no framework names this taxonomy for the code"
    );
}

#[test]
fn codes_and_names_count_only_with_a_framework_that_is_the_taxonomy() {
    let table = "id,label,notation\nurn:1,weld pipes,W.1\nurn:2,grind seams,W.2\n";
    let trades = index("trades", "", table);
    let other = index("crafts", "", table);
    let badge = |framework: &str, alignment: &str| {
        let text = format!(
            "{{\"type\": [\"OpenBadgeCredential\"], \"credentialSubject\": {{\"achievement\": {{\"name\": \"Badge\", \"alignment\": \
             [{{\"targetUrl\": \"https://elsewhere.example/x\", \"targetFramework\": {framework:?}, {alignment}}}]}}}}}}"
        );
        read_one("a.json", text)
    };
    let only = MatchOptions { min_confidence: 0.85, ..MatchOptions::default() };
    let found = |document: &Document| -> Vec<(String, String, f32)> {
        let mapped = map(document, &[&other, &trades], only.clone());
        let of = |mapping: &skillmap::model::Mapping| {
            (mapping.concept.taxonomy.clone(), mapping.concept.concept_id.clone(), mapping.evidence[0].score)
        };
        mapped.mappings.iter().filter(|mapping| mapping.evidence[0].matcher == MatcherName::Asserted).map(of).collect()
    };
    let one = |taxonomy: &str, id: &str, confidence: f32| vec![(taxonomy.to_owned(), id.to_owned(), confidence)];
    assert_eq!(found(&badge("Trades v2", "\"targetCode\": \"w.2\"")), one("trades", "urn:2", 0.95));
    assert_eq!(found(&badge("the crafts list", "\"targetName\": \"Weld  Pipes\"")), one("crafts", "urn:1", 0.9));
    assert_eq!(found(&badge("Tradesmanship", "\"targetCode\": \"W.2\"")), Vec::new());
}

#[test]
fn hostile_credentials_end_in_errors() {
    for (name, bytes) in [
        ("a.png", [&b"\x89PNG\r\n\x1a\n"[..], &[0xff, 0xff, 0xff, 0xff], b"iTXt", b"openbadges\0"].concat()),
        ("b.png", [&b"\x89PNG\r\n\x1a\n"[..], &chunk(*b"iTXt", b"openbadges\0\x01")].concat()),
        ("c.png", [&b"\x89PNG\r\n\x1a\n"[..], &chunk(*b"zTXt", b"openbadges\0\0not zlib")].concat()),
        ("d.png", b"\x89PNG\r\n\x1a\n\0\0".to_vec()),
        ("e.jwt", b"eyJhbGciOiJub25lIn0.%%%.x".to_vec()),
        ("f.jwt", b"eyJhbGciOiJub25lIn0.W10.x".to_vec()),
        ("g.jwt", b"hello".to_vec()),
        ("h.svg", b"<svg><openbadges:credential>".to_vec()),
        ("i.json", format!("{{\"type\": \"BadgeClass\", \"name\": {}", "[".repeat(200_000)).into_bytes()),
    ] {
        let error = open(&source(name, bytes), &ReadOptions::default()).err();
        assert!(error.is_some(), "{name} was read");
    }
    // A picture whose entities would grow to a thousand million words is a picture without a badge.
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"ha\">");
    for level in 1..10 {
        write!(laughs, "<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)).expect("a string");
    }
    laughs.push_str("]><svg><openbadges:credential>&a9;</openbadges:credential></svg>");
    assert!(refused("laughs.svg", laughs).to_string().contains("carries no badge"));
    // A chunk that unpacks to gigabytes is given up at a limit.
    let bomb = png("openbadgecredential", &vec![b' '; 40 << 20], true);
    assert!(bomb.len() < 1 << 20);
    assert!(refused("bomb.png", bomb).to_string().contains("unpacks to more than"));
}

#[test]
fn circles_and_large_graphs_end() {
    let mut nodes = String::new();
    for at in 0..5_000 {
        let next = (at + 1) % 5_000;
        write!(nodes, "{{\"@id\": \"_:{at}\", \"@type\": \"ceterms:ConditionProfile\", \"ceterms:targetCredential\": [\"_:{next}\", \"_:{at}\"]}},")
            .expect("a string");
    }
    let text = format!(
        "{{\"@context\": \"https://credreg.net/ctdl\", \"@graph\": [{nodes}{{\"@id\": \"_:x\", \"@type\": \"ceterms:Badge\", \
         \"ceterms:name\": \"Round\", \"ceterms:requires\": [\"_:0\", \"_:x\"]}}]}}"
    );
    let (documents, messages) = read_with("round.json", text, &ReadOptions::default());
    assert_eq!((documents.len(), documents[0].title.as_str()), (1, "Round"));
    assert!(messages[0].contains("/@graph: more is linked to it than"), "{messages:?}");
    let circle = "{\"@context\": \"https://credreg.net/ctdl\", \"@graph\": [{\"@id\": \"_:x\", \"@type\": \"ceterms:Badge\", \
                  \"ceterms:name\": \"Round\", \"ceterms:requires\": [\"_:y\", \"_:x\"]}, {\"@id\": \"_:y\", \"ceterms:hasPart\": \"_:x\"}]}";
    assert_eq!(read_one("circle.json", circle).title, "Round");
    let long = format!(
        "{{\"type\": \"BadgeClass\", \"name\": \"Many\", \"criteria\": \"x\", \"tags\": [{}\"t\"]}}",
        "\"t\",".repeat(1_000_000)
    );
    assert_eq!(read_one("many.json", long).title, "Many");
}

#[test]
fn an_achievement_in_the_words_of_ctdl_says_what_it_is_and_who_accredits_it() {
    let text = "{\"type\": \"VerifiableCredential\", \"issuer\": \"did:example:college\", \"credentialSubject\": {\"achievement\": [{
        \"id\": \"https://weld.example/exam\", \"type\": \"ceterms:AssessmentProfile\",
        \"ceterms:name\": {\"en-US\": \"Examination in Welding\"},
        \"ceterms:accreditedBy\": {\"id\": \"https://board.example\", \"ceterms:name\": {\"en-US\": \"Welding Board\"}},
        \"ceterms:assesses\": [\"https://trades.example/weld\"]}]}}";
    let document = read_one("exam.json", text);
    assert_eq!((document.title.as_str(), document.kind), ("Examination in Welding", DocumentKind::Assessment));
    let trust = document.trust.expect("a credential has a trust block");
    let [accreditor] = &trust.recognition[..] else { panic!("{trust:?}") };
    assert_eq!(accreditor.relation, Recognition::AccreditedBy);
    assert_eq!(accreditor.party.name.as_deref(), Some("Welding Board"));
    assert_eq!(document.assertions[0].target, "https://trades.example/weld");
}
