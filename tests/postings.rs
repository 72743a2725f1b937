//! Postings, courses and pages as feeds and sites give them, one fixture a format: sections keep what is asked for and
//! what is merely liked, codes and dates have their place, and the company is no skill.

use skillmap::document::{ReadOptions, open};
use skillmap::fs::SourceFile;
use skillmap::matching::{MatchOptions, Matcher};
use skillmap::model::{CodeSystem, Document, DocumentKind, Requirement};
use skillmap::text::{Section, segments};

macro_rules! fixture {
    ($name:literal) => {
        ($name, include_str!(concat!("fixtures/postings/", $name)))
    };
}

const SCHEMA_ORG: (&str, &str) = fixture!("schema_org.json");
const GRAPH: (&str, &str) = fixture!("schema_org_graph.json");
const HR_OPEN: (&str, &str) = fixture!("hr_open.json");
const OPENING: (&str, &str) = fixture!("position_opening.json");
const JDX: (&str, &str) = fixture!("jdx.json");
const GREENHOUSE: (&str, &str) = fixture!("greenhouse.json");
const LEVER: (&str, &str) = fixture!("lever.json");
const WORKDAY: (&str, &str) = fixture!("workday.json");
const ASHBY: (&str, &str) = fixture!("ashby.json");
const SMART_RECRUITERS: (&str, &str) = fixture!("smart_recruiters.json");
const USAJOBS: (&str, &str) = fixture!("usajobs.json");
const PAGE: (&str, &str) = fixture!("page.html");

fn read((name, text): (&str, &str)) -> Vec<Document> {
    let source = SourceFile::memory(name, Vec::leak(text.as_bytes().to_vec()));
    let mut reader = open(&source, &ReadOptions::default()).expect("a readable input");
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document().expect("a readable record") {
        documents.push(document);
    }
    let diagnostics = reader.take_diagnostics();
    assert_eq!(diagnostics.total(), 0, "{:?}", diagnostics.kept());
    documents
}

fn read_one(fixture: (&str, &str)) -> Document {
    let mut documents = read(fixture);
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

/// The section that the text layer sees a phrase in.
fn section_of(document: &Document, phrase: &str) -> Section {
    let found =
        segments(&document.text).into_iter().find(|segment| document.text[segment.range.clone()].contains(phrase));
    found.unwrap_or_else(|| panic!("{phrase:?} is not in {:?}", document.text)).section
}

fn requirements(document: &Document) -> Vec<(&str, Option<Requirement>)> {
    document.assertions.iter().filter_map(|one| Some((one.name.as_deref()?, one.requirement))).collect()
}

#[test]
fn a_posting_of_schema_org_has_sections_codes_and_skills() {
    let document = read_one(SCHEMA_ORG);
    assert_eq!(
        (document.id.as_str(), document.title.as_str(), document.kind),
        ("W-7", "Welder", DocumentKind::Posting)
    );
    assert_eq!(section_of(&document, "boilers"), Section::General);
    assert_eq!(section_of(&document, "Weld pipes all day"), Section::Duties);
    assert_eq!(section_of(&document, "Two years"), Section::Required);
    assert_eq!(section_of(&document, "weld pipes"), Section::Required);
    assert_eq!(section_of(&document, "Dental plan"), Section::Boilerplate);
    assert_eq!(section_of(&document, "We are a family"), Section::Boilerplate);
    assert!(document.text.starts_with("Welder\n\nWe build boilers.\n\n"), "{}", document.text);
    let names: Vec<&str> = requirements(&document).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["weld pipes", "grinding", "reading drawings"]);
    let first = &document.assertions[0];
    assert_eq!((first.target.as_str(), first.code.as_deref()), ("https://trades.example/skills/weld", Some("W.1")));
    assert_eq!(first.framework.as_deref(), Some("Trades"));

    let details = &document.details;
    assert_eq!((details.issuer.as_deref(), details.place.as_deref()), (Some("Weld Works"), Some("Newark, NJ, US")));
    assert_eq!((details.published.as_deref(), details.closes.as_deref()), (Some("2026-01-15"), Some("2026-03-01")));
    let codes: Vec<(CodeSystem, &str, Option<&str>)> =
        details.codes().map(|code| (code.system, code.code.as_str(), code.name.as_deref())).collect();
    assert_eq!(
        codes,
        [
            (CodeSystem::OnetSoc, "51-4121.00", Some("Welders")),
            (CodeSystem::Other, "", Some("Shop floor")),
            (CodeSystem::Naics, "332", Some("Fabricated Metal")),
        ]
    );
    assert!(document.trust.is_none(), "a posting is no credential");
}

#[test]
fn a_graph_gives_each_document_once_and_what_is_inside_one_with_it() {
    let documents = read(GRAPH);
    let seen: Vec<(DocumentKind, &str)> =
        documents.iter().map(|document| (document.kind, document.title.as_str())).collect();
    assert_eq!(
        seen,
        [
            (DocumentKind::Course, "Pipes I"),
            (DocumentKind::Programme, "Welding"),
            (DocumentKind::Credential, "Pipe Welder"),
        ]
    );
    let course = &documents[0];
    assert_eq!(
        requirements(course),
        [("measure", Some(Requirement::Required)), ("weld pipes", None), ("grind seams", None), ("bevel edges", None)]
    );
    assert_eq!(section_of(course, "Read drawings"), Section::Prerequisite);
    assert_eq!(section_of(course, "measure"), Section::Prerequisite);
    assert_eq!(section_of(course, "grind seams"), Section::Duties);
    // A programme has the skills of its courses.
    assert_eq!(requirements(&documents[1])[0].0, "weld pipes");
    assert_eq!(documents[1].details.occupation_codes[0].system, CodeSystem::Soc);
    assert_eq!(documents[2].assertions[0].target, "https://trades.example/skills/weld");
    let trust = documents[2].trust.as_deref().expect("a credential has trust");
    assert_eq!(trust.recognition[0].party.name.as_deref(), Some("Guild"));
}

#[test]
fn annotated_terms_keep_whether_they_are_a_must() {
    let posting = read_one(HR_OPEN);
    assert_eq!(
        requirements(&posting),
        [
            ("weld pipes", Some(Requirement::Required)),
            ("grind seams", Some(Requirement::Preferred)),
            ("laser cutter", None)
        ]
    );
    assert_eq!(section_of(&posting, "weld pipes"), Section::Required);
    assert_eq!(section_of(&posting, "grind seams"), Section::Preferred);
    assert_eq!(section_of(&posting, "Weld pipes all day"), Section::Duties);
    assert_eq!(section_of(&posting, "Pipe welding"), Section::Required);
    assert_eq!(section_of(&posting, "Work on ships"), Section::Preferred);
    assert_eq!((posting.id.as_str(), posting.details.issuer.as_deref()), ("W-8", Some("Weld Works")));
    assert_eq!(posting.details.codes().count(), 2);

    let opening = read_one(OPENING);
    assert_eq!((opening.id.as_str(), opening.title.as_str()), ("https://weld.example/jobs/9", "Pipe Welder"));
    assert_eq!(
        requirements(&opening),
        [("weld pipes", Some(Requirement::Required)), ("grind seams", Some(Requirement::Preferred))]
    );
    assert_eq!(opening.assertions[0].target, "https://trades.example/skills/weld");
    assert_eq!(
        (opening.assertions[1].code.as_deref(), opening.assertions[1].framework.as_deref()),
        (Some("W.2"), Some("Trades"))
    );
    assert_eq!(section_of(&opening, "Driving licence"), Section::Required);

    let jdx = read_one(JDX);
    assert_eq!((jdx.id.as_str(), jdx.title.as_str()), ("_:posting", "Fitter"));
    assert!(jdx.text.contains("Fits pipes."), "{}", jdx.text);
    assert_eq!(requirements(&jdx), [("weld pipes", Some(Requirement::Preferred))]);
}

#[test]
fn feeds_of_tracking_systems_are_told_apart_and_keep_their_sections() {
    let greenhouse = read(GREENHOUSE);
    assert_eq!(greenhouse.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["7", "8"]);
    assert_eq!(section_of(&greenhouse[0], "Weld pipes"), Section::Required);
    assert_eq!(section_of(&greenhouse[0], "Grinding"), Section::Preferred);
    assert_eq!(requirements(&greenhouse[0]), [("TIG welding", None)]);
    assert_eq!(
        (greenhouse[0].fields["Shift"].as_str(), greenhouse[0].fields["departments"].as_str()),
        ("Night", "Shop")
    );

    let lever = read_one(LEVER);
    assert_eq!(lever.text.matches("We build boilers.").count(), 1, "plain and HTML are the same text");
    assert_eq!(section_of(&lever, "Read drawings"), Section::Required);
    assert_eq!(section_of(&lever, "Grinding"), Section::Preferred);
    assert_eq!(section_of(&lever, "dental"), Section::Boilerplate);

    let workday = read_one(WORKDAY);
    assert_eq!((workday.id.as_str(), section_of(&workday, "Weld pipes")), ("R-7", Section::Required));
    let titles = "{\"total\": 2, \"jobPostings\": [{\"title\": \"Welder\", \"externalPath\": \"/job/1\"}, {\"title\": \"Fitter\", \"externalPath\": \"/job/2\"}]}";
    assert_eq!(read(("list.json", titles)).len(), 2);

    let ashby = read_one(ASHBY);
    assert_eq!((ashby.id.as_str(), section_of(&ashby, "Weld pipes")), ("b-1", Section::Required));

    let smart = read_one(SMART_RECRUITERS);
    assert_eq!(section_of(&smart, "Build boilers"), Section::General);
    assert_eq!(section_of(&smart, "Weld pipes"), Section::Required);
    assert_eq!(section_of(&smart, "Dental plan"), Section::Boilerplate);
    assert_eq!(section_of(&smart, "family"), Section::Boilerplate);

    let usajobs = read_one(USAJOBS);
    assert_eq!(section_of(&usajobs, "Grind seams & edges"), Section::Duties);
    assert_eq!(section_of(&usajobs, "One year"), Section::Required);
    assert_eq!(section_of(&usajobs, "citizen"), Section::Boilerplate);
    assert_eq!(usajobs.details.occupation_codes[0].system, CodeSystem::OpmSeries, "a series is no code of the SOC");

    let issuers: Vec<Option<&str>> =
        [&greenhouse[0], &workday, &smart, &usajobs].map(|one| one.details.issuer.as_deref()).into();
    assert_eq!(issuers, [Some("Weld Works"), Some("Weld Works"), Some("Weld Works"), Some("Navy Yard")]);
    for document in [&greenhouse[0], &lever, &workday, &ashby, &smart, &usajobs] {
        assert_eq!((document.kind, document.title.as_str()), (DocumentKind::Posting, "Welder"));
        assert!(
            document.details.place.is_some() && document.details.url.is_some() || document.id == "743",
            "{document:?}"
        );
    }
}

#[test]
fn elements_of_feeds_are_read_alone_and_in_lines() {
    let job: serde_json::Value = serde_json::from_str(GREENHOUSE.1).expect("JSON");
    let line = |value: &serde_json::Value| value.to_string();
    let lever: serde_json::Value = serde_json::from_str(LEVER.1).expect("JSON");
    let schema: serde_json::Value = serde_json::from_str(SCHEMA_ORG.1).expect("JSON");
    let lines = [line(&job["jobs"][0]), line(&lever[0]), line(&schema)].join("\n");
    let documents = read(("-", &lines));
    assert_eq!(documents.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["7", "a-1", "W-7"]);
    let array = format!("[{},\n{}]", line(&schema), line(&lever[0]));
    assert_eq!(read(("-", &array)).len(), 2);
}

#[test]
fn a_page_gives_its_structured_data_or_else_its_words() {
    for name in [PAGE.0, "-", "page"] {
        let document = read_one((name, PAGE.1));
        assert_eq!((document.title.as_str(), document.text.as_str()), ("Welder", "Welder\n\nWeld pipes."));
        assert_eq!(document.details.issuer.as_deref(), Some("Weld Works"));
    }
    let plain = "<html><head><title>Jobs</title><style>p {}</style></head><body><header>Menu</header><nav><a href=x>Home</a></nav>\
                 <main><h1>Pipe Welder</h1><h2>Requirements</h2><ul><li>Weld pipes<li>Read drawings</ul><script>steal()</script></main>\
                 <footer>Imprint</footer></body></html>";
    let document = read_one(("folder/job.htm", plain));
    assert_eq!((document.id.as_str(), document.title.as_str()), ("job.htm", "Pipe Welder"));
    assert_eq!(document.text, "Pipe Welder\n\nRequirements\nWeld pipes\nRead drawings");
    assert_eq!(section_of(&document, "Read drawings"), Section::Required);
}

#[test]
fn requirements_reach_the_mappings() {
    let loaded = skillmap::taxonomy::bundled::taxonomy().expect("it is compiled in");
    let index = skillmap::index::Index::build(loaded.value, skillmap::vectors::default_space()).expect("an index");
    let matcher = Matcher::new(vec![&index], MatchOptions::default());
    let text = "{\"postingID\": \"1\", \"title\": \"Nurse\", \"formattedDescriptions\": [\"Care.\"], \"skills\": [\
                {\"name\": \"Wound Care\", \"annotation\": {\"preferred\": true}}, {\"name\": \"Phlebotomy\", \"annotation\": {\"required\": true}}]}";
    let mapped = matcher.map(&read_one(("p.json", text)), &mut matcher.scratch());
    let requirement = |label: &str| {
        let found = mapped.mappings.iter().find(|mapping| mapping.concept.label == label);
        found.unwrap_or_else(|| panic!("{label} is not in {:?}", mapped.mappings)).requirement
    };
    assert_eq!(
        (requirement("Wound Care"), requirement("Phlebotomy")),
        (Some(Requirement::Preferred), Some(Requirement::Required))
    );
}

#[test]
fn hostile_pages_and_feeds_end() {
    let scripts = "<script type=application/ld+json>{\"@type\": ".repeat(20_000);
    let tags = "<nav><div".repeat(100_000);
    let nested = format!("{{\"@context\": \"https://schema.org\", \"@graph\": {}", "[".repeat(100_000));
    for (name, text) in [
        ("a.html", scripts),
        ("b.html", format!("<html>{tags}")),
        ("c.json", nested),
        ("d.html", "<html></html>".to_owned()),
    ] {
        let source = SourceFile::memory(name, Vec::leak(text.into_bytes()));
        if let Ok(mut reader) = open(&source, &ReadOptions::default()) {
            while let Ok(Some(_)) = reader.next_document() {}
        }
    }
}
