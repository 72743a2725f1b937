//! The HTTP API: what it answers, that it is what the command line writes, and what it refuses.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use super::{Answer, Running, program};

const NURSE: &str = "Measure vital signs and change dressings. Nice to have: phlebotomy.";

#[test]
fn one_text_many_documents_and_a_stream_are_mapped_as_on_the_command_line() {
    let service = Running::shared();
    let documents = json!([
        { "id": "n-1", "title": "Nurse", "description": NURSE },
        { "id": "w-1", "title": "Welder", "description": "Perform welding of steel parts and read blueprints." },
    ]);
    let array = service.post("/api/v1/map", "application/json", documents.to_string()).ok();
    let mapped = array.json();
    let used = mapped["versions"]["taxonomies"].as_array().expect("a list");
    assert!(used.len() == 1 && used[0].as_str().is_some_and(|used| used.starts_with("starter")), "{used:?}");
    let records: Vec<String> = documents.as_array().expect("a list").iter().map(Value::to_string).collect();
    let lines = records.join("\n") + "\n";
    let stream = service.post("/api/v1/map", "application/x-ndjson", &lines).ok();
    assert_eq!(stream.headers["content-type"], "application/x-ndjson");
    assert_eq!(Value::from(stream.lines()), mapped["documents"]);

    let path = service.folder.path().join("documents.jsonl");
    std::fs::write(&path, &lines).expect("a file");
    let written =
        program(&service.folder, &["map", "--format", "jsonl", "--quiet"]).arg(&path).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&written.stdout), stream.text(), "the command line says something else");

    let plain = service.post("/api/v1/map?with_text=true&explain=true", "text/plain", NURSE).ok().json();
    let document = &plain["documents"][0];
    let text = document["text"].as_str().expect("it was asked for");
    let mappings = document["mappings"].as_array().expect("a list");
    assert!(!mappings.is_empty());
    for mapping in mappings {
        assert!(mapping["explanation"]["sentence"].as_str().is_some_and(|sentence| sentence.ends_with('.')));
        for evidence in mapping["evidence"].as_array().expect("a list") {
            let range = evidence["start"].as_u64().expect("a place") as usize
                ..evidence["end"].as_u64().expect("a place") as usize;
            assert_eq!(text[range], *evidence["quote"].as_str().expect("words"));
        }
    }
    assert_eq!(service.post("/api/v1/map?with_text=true&explain=true", "text/plain", NURSE).json(), plain);
}

#[test]
fn every_export_format_can_be_had() {
    let service = Running::shared();
    for (format, media_type, begin) in [
        ("csv", "text/csv", "source_id,source_title,"),
        ("sssom", "text/tab-separated-values", "#curie_map"),
        ("jsonl", "application/x-ndjson", "{\"id\":"),
        ("table", "text/plain", "phlebotomy"),
    ] {
        let answer = service.post(&format!("/api/v1/map?format={format}"), "text/plain", NURSE).ok();
        assert!(answer.headers["content-type"].starts_with(media_type), "{format}: {:?}", answer.headers);
        assert!(answer.text().to_lowercase().contains(begin), "{format}: {}", answer.text());
    }
    service.post("/api/v1/map?format=turtle", "text/plain", NURSE).refused(400, "bad-request");
}

#[test]
fn parquet_is_given_where_it_was_built_in_and_nowhere_offered_else() {
    let service = Running::shared();
    let answer = service.post("/api/v1/map?format=parquet", "text/plain", NURSE);
    let document = service.get("/api/v1/openapi.json").ok().json();
    let documented = &document["paths"]["/api/v1/map"]["post"]["responses"]["200"]["content"];
    let media_type = "application/vnd.apache.parquet";
    assert_eq!(documented.get(media_type).is_some(), cfg!(feature = "parquet"));
    if cfg!(feature = "parquet") {
        let answer = answer.ok();
        assert_eq!(answer.headers["content-type"], media_type);
        assert!(answer.body.starts_with(b"PAR1") && answer.body.ends_with(b"PAR1"));
        return;
    }
    answer.refused(400, "bad-request");
    assert!(answer.text().contains("--features parquet"), "{}", answer.text());
}

#[test]
fn credentials_and_tables_are_read_like_files() {
    let service = Running::shared();
    let badge = json!({
        "@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": "https://issuer.example/b/1",
        "name": "Wound Care", "description": "Clean and dress wounds.", "criteria": { "narrative": "Dress a wound." },
        "issuer": { "type": "Issuer", "id": "https://issuer.example", "name": "Issuer" },
    });
    let mapped = service.post("/api/v1/map", "application/ld+json", badge.to_string()).ok().json();
    assert_eq!(mapped["documents"][0]["kind"], "credential");
    let table = "id,title,description\na,Nurse,Measure vital signs\nb,,\nc,Welder,Weld steel\n";
    let mapped = service.post("/api/v1/map", "text/csv", table).ok().json();
    let ids: Vec<&Value> = mapped["documents"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["a", "c"]);
    assert_eq!(mapped["diagnostics"][0]["severity"], "skipped");
}

#[test]
fn a_stream_is_answered_while_it_comes_and_survives_bad_lines() {
    let service = Running::shared();
    let mut stream = service.connect();
    let head = format!(
        "POST /api/v1/map HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-type: application/x-ndjson\r\n\
         transfer-encoding: chunked\r\n\r\n",
        service.address
    );
    stream.write_all(head.as_bytes()).expect("it listens");
    let chunk = |text: &str, stream: &mut std::net::TcpStream| {
        stream.write_all(format!("{:x}\r\n{text}\r\n", text.len()).as_bytes()).expect("it reads");
    };
    chunk("{\"title\":\"Nurse\",\"description\":\"vital signs\"}\n", &mut stream);
    let mut first = vec![0; 4096];
    let mut read = String::new();
    while !read.contains("\"id\":\"row-1\"") {
        let count = stream.read(&mut first).expect("the first line is answered before the second is sent");
        assert!(count > 0, "ended early: {read}");
        read += &String::from_utf8_lossy(&first[..count]);
    }
    chunk("nonsense\n{\"title\":\"Welder\",\"description\":\"weld steel\"}", &mut stream);
    stream.write_all(b"0\r\n\r\n").expect("it reads");
    stream.read_to_string(&mut read).expect("the rest");
    assert!(read.contains("\"line\":2,\"problem\""), "{read}");
    assert!(read.contains("\"id\":\"row-3\""), "{read}");
}

#[test]
fn search_concepts_and_taxonomies() {
    let service = Running::shared();
    let found = service.get("/api/v1/search?q=warping&taxonomy=crafts,starter&top=2&explain=true").ok().json();
    assert_eq!(found["results"][0]["label"], "Loom Setup");
    assert_eq!(found["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(found["versions"]["taxonomies"][0], "crafts@1");
    let id = encoded_loom();
    let concept = service.get(&format!("/api/v1/concepts?id={id}")).ok().json();
    assert_eq!(concept["path"], json!(["Textile Crafts", "Loom Setup"]));
    assert_eq!(concept["relations"]["broader"][0]["id"], "https://crafts.example/textile");
    let listed = service.get("/api/v1/taxonomies").ok().json();
    assert_eq!(listed["taxonomies"][0]["name"], "starter");
    assert_eq!(listed["taxonomies"][1]["concepts"], json!({ "skill": 4, "skill-group": 1 }));
}

fn encoded_loom() -> String {
    super::encoded("https://crafts.example/loom")
}

#[test]
fn lightcast_and_annif_clients_are_understood() {
    let service = Running::shared();
    let body = json!({ "text": NURSE, "confidenceThreshold": 0.3, "includeNormalizedText": true });
    let trace = service.post("/skills/versions/latest/extract/trace", "application/json", body.to_string()).ok().json();
    let text = trace["data"]["normalizedText"].as_str().expect("it was asked for");
    let traces = trace["data"]["trace"].as_array().expect("a list");
    assert!(!traces.is_empty());
    for one in traces {
        let form = &one["surfaceForm"];
        let place = |key: &str| form[key].as_u64().expect("a place") as usize;
        assert_eq!(text[place("sourceStart")..place("sourceEnd")], *form["value"].as_str().expect("words"));
    }
    let plain =
        service.post("/skills/versions/latest/extract?confidenceThreshold=0.3", "text/plain", NURSE).ok().json();
    assert_eq!(plain["data"], trace["data"]["skills"]);

    let form = format!("text={}&limit=2", super::encoded(NURSE));
    let suggested = service.post("/v1/projects/starter/suggest", "application/x-www-form-urlencoded", form).ok().json();
    assert_eq!(suggested["results"].as_array().map(Vec::len), Some(2));
    // Forty: Annif itself takes no more than thirty-two.
    let documents: Vec<Value> =
        (0..40).map(|number| json!({ "text": NURSE, "document_id": number.to_string() })).collect();
    let batch = json!({ "documents": documents }).to_string();
    let answers = service.post("/v1/projects/starter/suggest-batch?limit=2", "application/json", batch).ok().json();
    assert_eq!(answers.as_array().map(Vec::len), Some(40));
    assert_eq!(answers[39]["document_id"], "39");
    assert_eq!(answers[39]["results"], suggested["results"]);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_problem() {
    let service = Running::shared();
    let post = |path: &str, media_type: &str, body: &str| service.post(path, media_type, body);
    let cases: Vec<(Answer, u16, &str)> = vec![
        (service.get("/api/v1/search"), 400, "bad-request"),
        (service.get("/api/v1/search?q=x&tops=3"), 400, "bad-request"),
        (service.get("/api/v1/search?q=x&top=many"), 400, "bad-request"),
        (service.get("/api/v1/search?q=x&kind=wizardry"), 400, "bad-request"),
        (service.get("/api/v1/search?q=x&taxonomy=nowhere"), 404, "not-found"),
        (service.get("/api/v1/concepts?id=nowhere"), 404, "not-found"),
        (service.get("/api/v1/conjure"), 404, "not-found"),
        (service.get("/v1/projects/nowhere"), 404, "not-found"),
        (post("/api/v1/map", "text/plain", ""), 400, "bad-request"),
        (post("/api/v1/map", "application/json", "{\"title\":"), 422, "unreadable"),
        (post("/api/v1/map", "application/json", "[1,2"), 422, "unreadable"),
        (post("/api/v1/map?format=gold", "text/plain", "x"), 400, "bad-request"),
        (post("/api/v1/map?input_format=gold", "text/plain", "x"), 400, "bad-request"),
        (post("/api/v1/map?min_confidence=2", "text/plain", "x"), 400, "bad-request"),
        (post("/api/v1/map?taxonomy=nowhere", "application/x-ndjson", "{}"), 404, "not-found"),
        (post("/skills/versions/latest/extract", "application/json", "{\"texts\":1}"), 400, "bad-request"),
        (post("/v1/projects/starter/suggest-batch", "application/json", "[]"), 400, "bad-request"),
        (post("/reconcile/v1/match", "application/json", "{"), 400, "bad-request"),
        (post("/reconcile", "application/x-www-form-urlencoded", "queries={"), 400, "bad-request"),
    ];
    for (number, (answer, status, code)) in cases.iter().enumerate() {
        assert_eq!(answer.status, *status, "case {number}: {}", answer.text());
        answer.refused(*status, code);
    }
    let many = "title\n".to_owned() + &"weld steel\n".repeat(61);
    service.post("/api/v1/map?text_column=title", "text/csv", many).refused(413, "too-large");
    assert_eq!(service.send("DELETE", "/api/v1/search", &[], b"").status, 405);
}

#[test]
fn two_texts_are_compared_and_what_one_lacks_is_told() {
    let service = Running::shared();
    let ask = |body: Value| service.post("/api/v1/compare", "application/json", body.to_string());
    let job = "You must perform wound care. Required: phlebotomy.";
    let answer =
        ask(json!({ "first": job, "second": "Learners perform wound care.", "direction": "job-to-credentials" }));
    let result = &answer.ok().json()["result"];
    let has =
        |list: &str, label: &str| result[list].as_array().expect("a list").iter().any(|one| one["label"] == label);
    assert!(has("covered", "Wound Care") && has("missing", "Phlebotomy"), "{result}");
    assert_eq!(ask(json!({ "first": job })).status, 400);
    assert_eq!(ask(json!({ "first": job, "second": "x", "third": "y" })).status, 400);
}

#[test]
fn demand_is_held_against_supply() {
    let service = Running::shared();
    let ask = |body: Value| service.post("/api/v1/gap", "application/json", body.to_string());
    let jobs = ["Perform wound care and phlebotomy.", "Phlebotomy is required."];
    let gap = ask(json!({ "postings": jobs, "credentials": ["Learners perform wound care."] })).ok().json();
    let standing = |label: &str| {
        let row = gap["concepts"].as_array().expect("rows").iter().find(|row| row["label"] == label);
        let row = row.unwrap_or_else(|| panic!("no {label}: {gap}"));
        (row["standing"].as_str().expect("a word").to_owned(), row["demand"]["documents"].as_u64())
    };
    assert_eq!(standing("Phlebotomy"), ("not-taught".to_owned(), Some(2)));
    assert_eq!(standing("Wound Care"), ("met".to_owned(), Some(1)));
    ask(json!({ "postings": jobs, "credentials": jobs, "by": "weather" })).refused(400, "bad-request");
    let many: Vec<String> = (0..61).map(|number| format!("Perform wound care {number}")).collect();
    ask(json!({ "postings": many, "credentials": jobs })).refused(413, "too-large");
}

#[test]
fn demand_is_narrowed_by_what_the_documents_say() {
    let service = Running::shared();
    let job = |id: &str, text: &str, soc: &str| json!({ "id": id, "title": id, "description": text, "soc code": soc });
    let jobs = [job("a", "Perform phlebotomy.", "29-1141.00"), job("b", "Weld steel.", "51-4121")];
    let ask = |path: &str, conditions: &str| {
        let courses = json!(["Learners perform phlebotomy."]);
        let body = json!({ "postings": jobs, "credentials": courses, "where": conditions, "by": "occupation" });
        service.post(path, "application/json", body.to_string())
    };
    let gap = ask("/api/v1/gap", "occupation=29-1141").ok().json();
    assert_eq!((&gap["totals"]["postings"], &gap["totals"]["postings_left_out"]), (&1.into(), &1.into()));
    assert_eq!(gap["totals"]["credentials"], 1);
    assert_eq!(gap["unsaid"], json!([{ "field": "occupation", "side": "credentials" }]));
    assert_eq!(gap["whole"], json!(["credentials"]));
    assert_eq!(gap["slices"][0]["value"], "29-1141");
    let values = gap["values"].as_array().expect("a list").iter().find(|one| one["field"] == "occupation");
    let values: Vec<&str> = values.expect("a field")["values"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["value"].as_str())
        .collect();
    assert_eq!(values, ["29-1141", "51-4121"], "what could be chosen instead is told");
    let sheet = ask("/api/v1/gap?format=csv", "occupation=29").ok();
    assert_eq!(sheet.headers["content-type"], "text/csv; charset=utf-8");
    assert!(sheet.text().contains("Phlebotomy") && !sheet.text().to_lowercase().contains("weld"), "{}", sheet.text());
    ask("/api/v1/gap?format=docx", "").refused(400, "bad-request");
    ask("/api/v1/gap", "occupation").refused(400, "bad-request");
}

#[test]
fn a_concept_is_found_in_the_other_taxonomies_or_said_to_be_in_none() {
    let service = Running::shared();
    let path = |id: &str| format!("/api/v1/crosswalk/crafts/{}", super::encoded(id));
    let there = service.get(&path("https://crafts.example/clean")).ok().json();
    assert_eq!(there["equivalents"][0]["label"], "Wound Care", "{there}");
    assert_eq!(there["equivalents"][0]["found_by"], "name");
    assert_eq!(there["none_in"], json!([]));
    let nowhere = service.get(&path("https://crafts.example/loom")).ok().json();
    assert_eq!(nowhere["equivalents"], json!([]));
    assert!(nowhere["none_in"][0].as_str().is_some_and(|reference| reference.starts_with("starter@")), "{nowhere}");
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
        "name": "crosswalk", "arguments": { "id": "https://crafts.example/clean", "to": ["starter"] },
    } });
    let mut assistant = program(&service.folder, &["mcp"]);
    let mut assistant = assistant.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut input = assistant.stdin.take().expect("a pipe");
    writeln!(input, "{call}").expect("it listens");
    drop(input);
    let said = assistant.wait_with_output().expect("it ends").stdout;
    let said: Value = serde_json::from_slice(&said).expect("a line of JSON");
    assert_eq!(said["result"]["structuredContent"]["equivalents"], there["equivalents"], "{said}");
    service.get(&path("https://crafts.example/none")).refused(404, "not-found");
    service.get(&(path("https://crafts.example/loom") + "?to=nowhere")).refused(404, "not-found");
}
