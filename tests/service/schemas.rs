//! The `OpenAPI` document and the answers: every operation answers, and what it answers is what the document says.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Running;

/// A request for each operation, by its name: method, path, media type, body.
fn requests() -> Vec<(&'static str, &'static str, String, &'static str, String)> {
    let text = "Perform wound care, required. Nice to have: phlebotomy and a Bachelor of Science in Nursing.";
    let extract = json!({ "text": text, "confidenceThreshold": 0.2, "includeNormalizedText": true }).to_string();
    let form = format!("text={}&limit=3", super::encoded(text));
    let batch = json!({ "documents": [{ "text": text, "document_id": "1" }, { "text": "" }] }).to_string();
    let matched = json!({
        "documents": [format!("Nurse wanted. {text}")],
        "against": [{ "id": "c", "title": "Wound Care", "description": "Learners perform wound care." }, "Weld steel."],
        "direction": "job-to-credentials", "bundle": 2, "facets": ["issuer"],
    });
    let compared =
        json!({ "first": text, "second": { "title": "Wound Care", "text": "Learners perform wound care." } });
    let jobs = [json!({ "id": "j", "title": "Nurse", "description": text, "place": "Austin" })];
    let gap = json!({ "postings": jobs, "credentials": { "catalogue": "courses" }, "by": "place" });
    let loom = super::encoded("https://crafts.example/loom");
    let clean = super::encoded("https://crafts.example/clean");
    vec![
        ("search", "GET", "/api/v1/search?q=warping&taxonomy=crafts,starter&explain=true".into(), "", String::new()),
        ("map", "POST", "/api/v1/map?explain=true&with_text=true".into(), "text/plain", text.into()),
        ("match", "POST", "/api/v1/match".into(), "application/json", matched.to_string()),
        ("compare", "POST", "/api/v1/compare".into(), "application/json", compared.to_string()),
        (
            "documents",
            "GET",
            format!("/api/v1/documents?id={}", super::encoded(&super::wound_care())),
            "",
            String::new(),
        ),
        ("catalogues", "GET", "/api/v1/catalogues".into(), "", String::new()),
        ("catalogue", "GET", "/api/v1/catalogues/courses?top=1".into(), "", String::new()),
        ("gap", "POST", "/api/v1/gap".into(), "application/json", gap.to_string()),
        ("crosswalk", "GET", format!("/api/v1/crosswalk/crafts/{clean}"), "", String::new()),
        ("concept", "GET", format!("/api/v1/concepts?id={loom}"), "", String::new()),
        ("taxonomies", "GET", "/api/v1/taxonomies".into(), "", String::new()),
        ("reload", "POST", "/api/v1/reload".into(), "application/json", String::new()),
        ("openapi", "GET", "/api/v1/openapi.json".into(), "", String::new()),
        ("health", "GET", "/health".into(), "", String::new()),
        ("version", "GET", "/version".into(), "", String::new()),
        ("extract", "POST", "/skills/versions/latest/extract".into(), "application/json", extract.clone()),
        ("extractTrace", "POST", "/skills/versions/latest/extract/trace".into(), "application/json", extract),
        ("projects", "GET", "/v1/projects".into(), "", String::new()),
        ("project", "GET", "/v1/projects/starter".into(), "", String::new()),
        ("suggest", "POST", "/v1/projects/starter/suggest".into(), "application/x-www-form-urlencoded", form),
        ("suggestBatch", "POST", "/v1/projects/starter/suggest-batch".into(), "application/json", batch),
    ]
}

/// A validator for a schema of the document.
fn validator(document: &Value, schema: &Value) -> jsonschema::Validator {
    let mut root = schema.clone();
    root["components"] = document["components"].clone();
    jsonschema::draft202012::new(&root).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

#[track_caller]
fn conforms(document: &Value, schema: &Value, value: &Value, what: &str) {
    let wrong: Vec<String> = validator(document, schema)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{what}:\n{}\n{value:#}", wrong.join("\n"));
}

#[test]
fn every_operation_answers_as_the_document_says() {
    let service = Running::shared();
    let document = service.get("/api/v1/openapi.json").ok().json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            documented.insert((
                operation["operationId"].as_str().expect("a name").to_owned(),
                method.to_uppercase(),
                path.clone(),
            ));
        }
    }
    let requests = requests();
    let asked: BTreeSet<&str> = requests.iter().map(|request| request.0).collect();
    let names: BTreeSet<&str> = documented.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(asked, names, "every operation is asked here, and nothing else");
    for (name, method, path, media_type, body) in requests {
        let (_, documented_method, documented_path) = documented.iter().find(|one| one.0 == name).expect("documented");
        assert_eq!(method, documented_method);
        let operation = &document["paths"][documented_path][method.to_lowercase()];
        if !media_type.is_empty() && name != "reload" {
            assert!(operation["requestBody"]["content"].get(media_type).is_some(), "{name} takes {media_type}");
        }
        let headers = [("content-type", media_type)];
        let headers: &[(&str, &str)] = if media_type.is_empty() { &[] } else { &headers };
        let answer = service.send(method, &path, headers, body.as_bytes()).ok();
        let content = &operation["responses"]["200"]["content"][&answer.headers["content-type"]];
        assert!(content.is_object(), "{name} gives {}", answer.headers["content-type"]);
        conforms(&document, &content["schema"], &answer.json(), name);
    }
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    conforms(&document, &problem, &service.get("/api/v1/search?q=x&taxonomy=nowhere").json(), "a problem");
    let line = json!({ "$ref": "#/components/schemas/DocumentMappings" });
    let stream =
        service.post("/api/v1/map", "application/x-ndjson", "{\"title\":\"Nurse\",\"description\":\"wound care\"}\n");
    conforms(&document, &line, &stream.lines()[0], "a line of the stream");
}

#[test]
fn the_schemas_can_fail() {
    let document = Running::shared().get("/api/v1/openapi.json").ok().json();
    let problem = json!({ "$ref": "#/components/schemas/Problem" });
    let wrong = json!({ "type": "about:blank", "title": "x", "status": "404", "code": "x", "detail": "x" });
    assert!(!validator(&document, &problem).is_valid(&wrong));
    let extra = json!({ "program": "1", "space": "", "taxonomies": [], "more": 1 });
    assert!(!validator(&document, &json!({ "$ref": "#/components/schemas/Versions" })).is_valid(&extra));
}

#[test]
fn every_parameter_that_is_documented_is_understood() {
    let service = Running::shared();
    let document = service.get("/api/v1/openapi.json").ok().json();
    let mut tried = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            for parameter in operation["parameters"].as_array().expect("a list") {
                if parameter["in"] != "query" {
                    continue;
                }
                let name = parameter["name"].as_str().expect("a name");
                let path =
                    path.replace("{project_id}", "starter").replace("{catalogue}", "courses").replace(['{', '}'], "");
                let answer = service.send(&method.to_uppercase(), &format!("{path}?{name}=%00"), &[], b"");
                assert!(!answer.text().contains("there is no parameter"), "{path} does not know {name}");
                tried += 1;
            }
        }
    }
    assert!(tried > 20, "only {tried} parameters");
}
