//! The tools for assistants over standard input and output: what each answers is what it announces.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{COURSES, CRAFTS, JOBS, add_catalogue, add_crafts, program};

/// Asks one running program, and gives its answers by their numbers.
fn converse(folder: &tempfile::TempDir, messages: &[Value]) -> Vec<Value> {
    let mut command = program(folder, &["mcp", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    for message in messages {
        writeln!(input, "{message}").expect("it reads");
    }
    drop(input);
    let output = child.wait_with_output().expect("it ends with its input");
    assert!(output.status.success());
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("a message a line")).collect()
}

fn call(name: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": name, "method": "tools/call", "params": { "name": name, "arguments": arguments } })
}

/// What every tool is asked here; more than one thing where its answers differ in form.
fn questions() -> Vec<(&'static str, Value)> {
    let job = "Nurse\n\nYou must perform wound care and phlebotomy. Nice to have: a Bachelor of Science in Nursing.";
    let course = json!({ "title": "Wound Care", "description": "Learners perform wound care." });
    vec![
        ("compare", json!({ "job": job, "credential": course })),
        ("crosswalk", json!({ "id": "https://crafts.example/clean" })),
        ("crosswalk", json!({ "id": "https://crafts.example/odd", "to": ["starter"] })),
        (
            "gap",
            json!({ "postings": { "catalogue": "jobs" }, "credentials": { "catalogue": "courses" }, "by": "kind" }),
        ),
        (
            "gap",
            json!({ "postings": [job], "credentials": { "catalogue": "courses" }, "where": "issuer=North", "top": 1 }),
        ),
        ("get_concept", json!({ "id": "https://crafts.example/loom" })),
        ("list_catalogues", json!({})),
        ("list_taxonomies", json!({})),
        ("map_text", json!({ "text": job, "explain": true, "taxonomies": ["starter", "crafts"] })),
        ("map_text", json!({ "text": "" })),
        (
            "match",
            json!({ "documents": [job], "against": { "catalogue": "courses" }, "bundle": 2, "facets": ["level"] }),
        ),
        ("match", json!({ "documents": [course], "against": [job], "direction": "credential-to-jobs" })),
        ("search_skills", json!({ "text": "drawing blood", "limit": 3 })),
    ]
}

#[test]
fn every_tool_answers_as_it_announces() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    add_crafts(&folder, "crafts@1", CRAFTS);
    add_catalogue(&folder, "courses", COURSES, &[]);
    add_catalogue(&folder, "jobs", JOBS, &[]);
    let questions = questions();
    let mut messages = vec![json!({ "jsonrpc": "2.0", "id": 0, "method": "tools/list" })];
    messages.extend(questions.iter().map(|(name, arguments)| call(name, arguments)));
    let answers = converse(&folder, &messages);
    let tools = answers[0]["result"]["tools"].as_array().expect("a list");
    let offered: BTreeSet<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    let asked: BTreeSet<&str> = questions.iter().map(|(name, _)| *name).collect();
    assert_eq!(asked, offered, "every tool is asked here, and nothing else");
    for ((name, arguments), answer) in questions.iter().zip(&answers[1..]) {
        let tool = tools.iter().find(|tool| tool["name"] == *name).expect("it is offered");
        let valid = |schema: &str| {
            assert_eq!(tool[schema]["type"], "object", "{name}: assistants want an object as {schema}");
            jsonschema::draft202012::new(&tool[schema]).unwrap_or_else(|error| panic!("{name}, {schema}: {error}"))
        };
        assert!(valid("inputSchema").is_valid(arguments), "{name} would not take {arguments}");
        assert_eq!(answer["result"]["isError"], false, "{name}: {answer}");
        let content = &answer["result"]["structuredContent"];
        let wrong: Vec<String> = valid("outputSchema")
            .iter_errors(content)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{name} answers otherwise:\n{}\n{content:#}", wrong.join("\n"));
        // A schema that holds everything would hold nothing.
        let mut less = content.as_object().expect("an object").clone();
        less.remove("versions").unwrap_or_else(|| panic!("{name} does not say what it knows that of"));
        assert!(!valid("outputSchema").is_valid(&Value::Object(less)), "{name}: the schema asks for nothing");
    }
    let about = |name: &str| {
        let at = questions.iter().position(|(other, _)| *other == name).expect("it is asked");
        &answers[at + 1]["result"]["structuredContent"]
    };
    assert_eq!(about("list_catalogues")["catalogues"].as_array().map(Vec::len), Some(2));
    let (whole, part) = (about("gap"), &answers[5]["result"]["structuredContent"]);
    assert_eq!((&whole["totals"]["credentials"], &whole["left_out"]["slices"]), (&4.into(), &0.into()));
    assert!(
        whole["concepts"].as_array().is_some_and(|rows| rows.iter().any(|row| row["standing"] == "met")),
        "{whole}"
    );
    assert_eq!(part["totals"]["credentials_left_out"], 1);
    let rows = part["concepts"].as_array().expect("rows");
    let standings: BTreeSet<&str> = rows.iter().filter_map(|row| row["standing"].as_str()).collect();
    assert_eq!(standings.len(), rows.len(), "one of each standing: {part}");
    assert_eq!(about("crosswalk")["equivalents"][0]["label"], "Wound Care");
    assert!(about("match")["results"][0]["matches"].as_array().is_some_and(|matches| !matches.is_empty()));
    assert!(about("map_text")["qualifications"].as_array().is_some_and(|found| !found.is_empty()));
}
