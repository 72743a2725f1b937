//! Catalogues that are served: the other side of a comparison, demand and supply, and who teaches a concept.

use std::path::Path;

use serde_json::{Value, json};

use super::pages::upload_to;
use super::{Running, add_catalogue, add_crafts, encoded, program, wound_care};

const JOB: &str = "Nurse\n\nYou must perform wound care. Required: phlebotomy. Record vital signs.";

/// Matches as the command line gives them.
fn told(folder: &tempfile::TempDir, question: &Path, more: &[&str]) -> Value {
    let mut command = program(folder, &["match", "--quiet", "--format", "jsonl", "--against", "courses"]);
    let run = command.arg(question).args(more).output().expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    serde_json::from_slice(&run.stdout).expect("a line")
}

#[test]
fn they_are_listed_without_where_they_came_from() {
    let service = Running::shared();
    let answer = service.get("/api/v1/catalogues").ok();
    let listed = answer.json();
    let names: Vec<&str> =
        listed["catalogues"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["courses", "jobs"]);
    assert_eq!(listed["catalogues"][0]["documents"], 4);
    assert!(listed["catalogues"][0]["taxonomies"][0].as_str().is_some_and(|one| one.starts_with("starter")));
    let folder = service.folder.path().to_string_lossy();
    assert!(!answer.text().contains(folder.as_ref()), "folders of the machine are told: {listed}");
}

#[test]
fn what_a_catalogue_holds_is_counted_over_all_of_it() {
    let service = Running::shared();
    let answer = service.get("/api/v1/catalogues/courses?top=1").ok().json();
    assert_eq!((&answer["name"], &answer["documents"]), (&"courses".into(), &4.into()));
    let field = |name: &str| {
        let fields = answer["fields"].as_array().expect("a list");
        fields.iter().find(|one| one["field"] == name).unwrap_or_else(|| panic!("no {name}: {answer}"))
    };
    assert_eq!(field("issuer")["values"], json!([{ "value": "North", "count": 3 }]));
    assert_eq!((&field("issuer")["further"], &field("issuer")["without"]), (&1.into(), &0.into()));
    assert_eq!((&field("level")["values"][0]["value"], &field("level")["further"]), (&"certificate".into(), &2.into()));
    assert_eq!((&field("place")["values"], &field("place")["without"]), (&json!([]), &4.into()));
    service.get("/api/v1/catalogues/nowhere").refused(404, "not-found");
    service.get("/api/v1/catalogues/courses?top=101").refused(400, "bad-request");
    let listed = service.get("/explore").ok().text();
    assert!(listed.contains("href=\"/explore/catalogue/courses\""), "{listed}");
    let page = service.get("/explore/catalogue/courses").ok().text();
    assert!(page.contains("certificate") && page.contains("No document says: kind, "), "{page}");
    let link = format!("/match?against-catalogue=courses&amp;filter={}", encoded("issuer=\"North\""));
    assert!(page.contains(&link), "a value leads to what has it: {page}");
    let form = service.get(&link.replace("&amp;", "&")).ok().text();
    assert!(form.contains("value=\"issuer=&quot;North&quot;\""), "{form}");
    assert_eq!(service.get("/explore/catalogue/nowhere").status, 404);
}

#[test]
fn a_posting_meets_a_catalogue_as_on_the_command_line() {
    let service = Running::shared();
    let question = service.folder.path().join("question.txt");
    std::fs::write(&question, JOB).expect("a file");
    let asked = |more: Value| {
        let mut body = json!({ "documents": [JOB], "against": { "catalogue": "courses" }, "bundle": 2 });
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        service.post("/api/v1/match", "application/json", body.to_string())
    };
    let ours = asked(json!({ "direction": "job-to-credentials" })).ok().json();
    let theirs = told(&service.folder, &question, &["--direction", "job-to-credentials", "--bundle", "2"]);
    assert!(theirs["matches"].as_array().is_some_and(|all| all.len() >= 2), "{theirs}");
    assert_eq!(ours["results"][0]["matches"], theirs["matches"]);
    assert_eq!(ours["results"][0]["bundle"], theirs["bundle"]);
    let north = asked(json!({ "where": "issuer=North" })).ok().json();
    let issuers: Vec<&Value> =
        north["results"][0]["matches"].as_array().expect("a list").iter().map(|one| &one["fields"]["issuer"]).collect();
    assert!(!issuers.is_empty() && issuers.iter().all(|issuer| **issuer == "North"), "{issuers:?}");
    let counted = asked(json!({ "facets": ["issuer", "colour"] })).ok().json();
    let values = json!([{ "value": "North", "count": 3 }, { "value": "South", "count": 1 }]);
    let issuer = json!({ "field": "issuer", "over": "catalogue", "values": values, "further": 0, "without": 0 });
    assert_eq!(counted["results"][0]["facets"][0], issuer);
    assert_eq!(counted["results"][0]["facets"][1]["without"], 4);
    asked(json!({ "facets": vec!["issuer"; 21] })).refused(400, "bad-request");

    asked(json!({ "against": { "catalogue": "nowhere" } })).refused(404, "not-found");
    asked(json!({ "against": { "catalog": "courses" } })).refused(400, "bad-request");
    asked(json!({ "against": "courses" })).refused(400, "bad-request");
    let other = asked(json!({ "taxonomy": ["crafts"] }));
    other.refused(400, "bad-request");
    assert!(other.text().contains("mapped onto starter"), "{}", other.text());
}

#[test]
fn demand_and_supply_of_catalogues_are_those_of_their_files() {
    let service = Running::shared();
    let rows = |file: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(service.folder.path().join(file)).expect("it was made at the start");
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let header = table.headers().expect("a header").clone();
        let record = |row: csv::StringRecord| {
            Value::Object(header.iter().zip(&row).map(|(name, value)| (name.to_owned(), value.into())).collect())
        };
        table.records().map(|row| record(row.expect("a row"))).collect()
    };
    let gap = |jobs: Value, courses: Value| {
        let body = json!({ "postings": jobs, "credentials": courses, "taxonomy": ["starter"] });
        let mut answer = service.post("/api/v1/gap", "application/json", body.to_string()).ok().json();
        answer.as_object_mut().expect("an object").remove("versions");
        answer
    };
    let named = gap(json!({ "catalogue": "jobs" }), json!({ "catalogue": "courses" }));
    assert_eq!(named["totals"]["credentials"], 4);
    assert_eq!(named["totals"], gap(json!(rows("jobs.csv")), json!(rows("courses.csv")))["totals"]);
    assert_eq!(named["totals"], gap(json!({ "catalogue": "jobs" }), json!(rows("courses.csv")))["totals"]);

    let parts = [("jobs-catalogue", None, "jobs"), ("credentials-catalogue", None, "courses")];
    let html = upload_to(&service, "/gap", &parts).ok().text();
    assert!(html.contains("Asked for and not taught") && html.contains("of courses"), "{html}");
    let file = upload_to(&service, "/gap", &[parts[0], parts[1], ("format", None, "csv")]).ok();
    assert!(file.headers["content-disposition"].contains("gap.csv"));
}

#[test]
fn the_page_finds_in_a_catalogue_and_narrows_down() {
    let service = Running::shared();
    let form = service.get("/match").ok().text();
    assert!(form.contains("<option value=\"courses\" selected>"), "{form}");
    let parts = [("text", None, JOB), ("against", Some(""), ""), ("against-catalogue", None, "courses")];
    let html = upload_to(&service, "/match", &parts).ok().text();
    assert!(html.contains("Wound Care Certificate") && html.contains("of courses"), "{html}");
    let carried = html.split("name=\"again\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let carried = carried.expect("what was asked is carried along").to_owned();
    assert!(html.contains("value=\"issuer=North\"") && html.contains("value=\"level=certificate\""), "{html}");
    let narrowed = [
        ("again", None, carried.as_str()),
        ("again-name", None, "pasted"),
        ("against-catalogue", None, "courses"),
        ("only", None, "issuer=South"),
        ("only", None, "level=no such level"),
        ("only", None, "level=certificate"),
    ];
    let html = upload_to(&service, "/match", &narrowed).ok().text();
    assert!(html.contains("Phlebotomy Technician") && !html.contains("Wound Care Certificate"), "{html}");
    assert!(html.contains("value=\"issuer=South\" checked") && html.contains("level: no such level"), "{html}");
    let damaged = [("again", None, "%%%"), ("against-catalogue", None, "courses")];
    assert_eq!(upload_to(&service, "/match", &damaged).status, 400);
    assert_eq!(upload_to(&service, "/match", &parts[1..]).status, 400, "nothing was asked");
    assert_eq!(upload_to(&service, "/match", &[parts[0], ("against-catalogue", None, "x")]).status, 404);
}

#[test]
fn who_teaches_a_concept_and_who_asks_for_it() {
    let service = Running::shared();
    let id = wound_care();
    let answer = service.get(&format!("/api/v1/documents?id={}&taxonomy=starter", encoded(&id))).ok().json();
    let courses = &answer["catalogues"][0];
    assert_eq!((courses["catalogue"].as_str(), courses["surest"][0]["id"].as_str()), (Some("courses"), Some("c-1")));
    assert!(courses["surest"][0]["quote"].as_str().is_some_and(|quote| quote.to_lowercase().contains("wound")));
    assert_eq!(answer["catalogues"][1]["catalogue"], "jobs");
    let only = format!("/api/v1/documents?id={}&taxonomy=starter&catalogue=jobs", encoded(&id));
    assert_eq!(service.get(&only).ok().json()["catalogues"].as_array().map(Vec::len), Some(1));
    service.get(&format!("{only},nowhere")).refused(404, "not-found");
    let page = service.get(&format!("/explore/concept?taxonomy=starter&id={}", encoded(&id))).ok().text();
    assert!(page.contains("Wound Care Certificate") && page.contains("catalogue courses"), "{page}");
}

#[test]
fn one_that_cannot_be_used_is_told_and_one_that_is_named_must_be_usable() {
    let folder = tempfile::tempdir().expect("a folder");
    add_crafts(&folder, "crafts@1", super::CRAFTS);
    add_catalogue(&folder, "looms", "id,title,description\nl-1,Looms,Setting up looms\n", &["--taxonomy", "crafts"]);
    let refused = program(&folder, &["serve", "--port", "0", "--taxonomy", "starter", "--catalogue", "looms"]).output();
    let refused = refused.expect("the program starts");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("mapped onto crafts@1") && said.contains("--taxonomy crafts@1"), "{said}");
    let service = Running::start_in(folder, &["--taxonomy", "starter"]);
    assert_eq!(service.get("/api/v1/catalogues").ok().json()["catalogues"], json!([]));
    assert!(service.get("/match").ok().text().contains("required"), "without catalogues a file is needed");
}

#[test]
fn a_reload_takes_what_was_added_and_keeps_everything_when_something_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = "id,title,description\nc-1,Wound Care,Perform wound care\n";
    add_catalogue(&folder, "courses", table, &[]);
    let service = Running::start_in(folder, &["--catalogue", "courses"]);
    let count = || service.get("/api/v1/catalogues").ok().json()["catalogues"][0]["documents"].as_u64();
    assert_eq!(count(), Some(1));
    let longer = format!("{table}c-2,Welding,Weld steel\n");
    add_catalogue(&service.folder, "courses", &longer, &[]);
    assert_eq!(count(), Some(1), "what is served is of one moment");
    service.post("/api/v1/reload", "application/json", "").ok();
    assert_eq!(count(), Some(2));
    let removed = program(&service.folder, &["catalogue", "remove", "courses"]).output().expect("it runs");
    assert!(removed.status.success());
    assert_ne!(service.post("/api/v1/reload", "application/json", "").status, 200);
    assert_eq!(count(), Some(2), "what was there is still served");
}
