//! The reconciliation service in both versions: answers, and every request and answer against the schemas of the
//! specification where they are at hand.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Running, encoded};

const LOOM: &str = "https://crafts.example/loom";
const FORM: &str = "application/x-www-form-urlencoded";

/// Checks values against a schema of the specification; says so when the schemas are not at hand.
struct Specification {
    folder: Option<PathBuf>,
    version: &'static str,
}

impl Specification {
    fn of(version: &'static str) -> Self {
        let folder =
            std::env::var_os("SKILLMAP_DATA").map(|data| PathBuf::from(data).join("schemas/reconciliation-api"));
        let folder = folder.filter(|folder| folder.is_dir());
        if folder.is_none() {
            eprintln!("skipped: no published data");
        }
        Self { folder, version }
    }

    fn schema(&self, name: &str) -> Option<Value> {
        let path = self.folder.as_ref()?.join(self.version).join("schemas").join(format!("{name}.json"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
        // It names no draft that there is.
        schema.as_object_mut().expect("an object").remove("$schema");
        Some(schema)
    }

    /// Whether a value is what the schema asks for; always, where there are no schemas.
    #[track_caller]
    fn check(&self, name: &str, value: &Value) {
        let Some(schema) = self.schema(name) else { return };
        let base = schema["$id"].as_str().expect("an identifier").rsplit_once('/').expect("a path").0.to_owned();
        let mut registry = jsonschema::Registry::new();
        for other in ["type", "lang", "dir", "openapi"] {
            let path =
                self.folder.as_ref().expect("checked").join(self.version).join("schemas").join(format!("{other}.json"));
            if !path.exists() {
                continue;
            }
            let found = self.schema(other).expect("checked");
            for address in [format!("{base}/{other}.json"), "http://swagger.io/v2/schema.json".to_owned()] {
                if (other == "openapi") == address.contains("swagger") {
                    registry = registry.add(address, found.clone()).expect("a schema");
                }
            }
        }
        let registry = registry.prepare().expect("schemas that refer to each other");
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft7)
            .with_registry(&registry)
            .build(&schema)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let wrong: Vec<String> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{name}:\n{}\n{value:#}", wrong.join("\n"));
    }
}

fn queries(service: &Running, queries: &Value) -> Value {
    service.post("/reconcile", FORM, format!("queries={}", encoded(&queries.to_string()))).ok().json()
}

#[test]
fn the_manifests_say_what_there_is() {
    let service = Running::shared();
    let stable = service.get("/reconcile").ok().json();
    Specification::of("0.2").check("manifest", &stable);
    assert_eq!(stable["versions"], json!(["0.2"]));
    let draft = service.get("/reconcile/v1").ok().json();
    Specification::of("1.0-draft").check("manifest", &draft);
    for manifest in [&stable, &draft] {
        let types: Vec<&str> =
            manifest["defaultTypes"].as_array().expect("types").iter().filter_map(|one| one["id"].as_str()).collect();
        assert!(types.contains(&"skill") && types.contains(&"crafts@1"), "{types:?}");
        assert!(
            manifest["view"]["url"]
                .as_str()
                .is_some_and(|url| url.starts_with(&format!("http://{}/", service.address)))
        );
    }
}

#[test]
fn a_batch_is_answered_in_both_versions_alike() {
    let service = Running::shared();
    let asked = json!({
        "q0": { "query": "warping", "type": "crafts", "limit": 3 },
        "q1": { "query": "Wound care", "type": ["skill"], "type_strict": "any",
                "properties": [{ "pid": "context", "v": ["nursing", { "id": "x", "name": "dressings" }] }] },
        "q2": { "query": LOOM, "type": "crafts@1" },
        "q3": { "query": "quantum chromodynamics", "type": "crafts" },
        "q4": { "query": "warping", "type": "wizardry" },
        "q5": { "query": "" },
    });
    let stable = Specification::of("0.2");
    stable.check("reconciliation-query-batch", &asked);
    let answers = queries(&service, &asked);
    stable.check("reconciliation-result-batch", &answers);
    let first = |query: &str| answers[query]["result"][0].clone();
    assert_eq!((first("q0")["id"].as_str(), first("q0")["match"].as_bool()), (Some(LOOM), Some(true)));
    assert_eq!(first("q1")["name"], "Wound Care");
    assert_eq!((first("q2")["score"].as_f64(), first("q2")["match"].as_bool()), (Some(100.0), Some(true)));
    assert_eq!(answers["q4"], json!({ "result": [] }));
    assert_eq!(answers["q5"], json!({ "result": [] }));
    for (query, answer) in answers.as_object().expect("answers") {
        let results = answer["result"].as_array().expect("a list");
        let matches = results.iter().filter(|one| one["match"] == true).count();
        assert!(matches <= 1, "{query} has {matches} matches");
        let scores: Vec<f64> = results.iter().filter_map(|one| one["score"].as_f64()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{query}: {scores:?}");
    }
    assert!(answers["q3"]["result"].as_array().expect("a list").iter().all(|one| one["match"] == false));
    // The same by GET, as some clients ask.
    let by_get = service.get(&format!("/reconcile?queries={}", encoded(&asked.to_string()))).ok().json();
    assert_eq!(by_get, answers);

    let asked = json!({ "queries": [
        { "type": "crafts", "limit": 3, "conditions": [{ "matchType": "name", "propertyValue": "warping" }] },
        { "type": "skill", "conditions": [
            { "matchType": "name", "propertyValue": "Wound care" },
            { "matchType": "property", "propertyId": "context", "propertyValue": ["nursing", "dressings"], "required": false }] },
        { "type": "crafts@1", "conditions": [{ "matchType": "id", "propertyValue": LOOM }] },
    ]});
    let draft = Specification::of("1.0-draft");
    draft.check("reconciliation-query-batch", &asked);
    let drafted = service.post("/reconcile/v1/match", "application/json", asked.to_string()).ok().json();
    draft.check("reconciliation-result-batch", &drafted);
    for (place, query) in ["q0", "q1", "q2"].iter().enumerate() {
        let ids = |list: &Value| -> Vec<Value> {
            list.as_array().expect("a list").iter().map(|one| json!([one["id"], one["score"], one["match"]])).collect()
        };
        assert_eq!(ids(&drafted["results"][place]["candidates"]), ids(&answers[query]["result"]), "{query}");
    }
}

#[test]
fn data_is_extended_with_what_is_known_and_with_equivalents() {
    let service = Running::shared();
    let proposed = service.get("/reconcile/propose?type=skill&limit=100").ok().json();
    Specification::of("0.2").check("data-extension-property-proposal", &proposed);
    let known: Vec<&str> =
        proposed["properties"].as_array().expect("a list").iter().filter_map(|one| one["id"].as_str()).collect();
    let other = known.iter().find(|id| id.starts_with("equivalent:starter")).expect("the other taxonomy");
    let clean = "https://crafts.example/clean";
    let wanted = json!({
        "ids": [LOOM, clean, "https://nowhere.example/x"],
        "properties": [{ "id": "broader" }, { "id": "alternative-labels" }, { "id": other }, { "id": "definition" }],
    });
    let stable = Specification::of("0.2");
    stable.check("data-extension-query", &wanted);
    let extended = service.post("/reconcile", FORM, format!("extend={}", encoded(&wanted.to_string()))).ok().json();
    stable.check("data-extension-response", &extended);
    assert_eq!(extended["rows"][LOOM]["broader"][0]["name"], "Textile Crafts");
    assert_eq!(extended["rows"][LOOM]["alternative-labels"][1]["str"], "warping");
    assert_eq!(extended["rows"][clean][*other][0]["name"], "Wound Care");
    assert_eq!(extended["rows"][LOOM][*other], json!([]));
    assert_eq!(extended["rows"]["https://nowhere.example/x"]["broader"], json!([]));

    let draft = Specification::of("1.0-draft");
    let drafted = service.post("/reconcile/v1/extend", "application/json", wanted.to_string()).ok().json();
    draft.check("data-extension-response", &drafted);
    assert_eq!(drafted["rows"][0]["properties"][0]["values"], extended["rows"][LOOM]["broader"]);
    let wrong = json!({ "ids": [LOOM], "properties": [{ "id": "colour" }] });
    service.post("/reconcile/v1/extend", "application/json", wrong.to_string()).refused(400, "bad-request");
}

#[test]
fn suggestions_previews_and_bubbles() {
    let service = Running::shared();
    for (version, base) in [("0.2", "/reconcile"), ("1.0-draft", "/reconcile/v1")] {
        let specification = Specification::of(version);
        let entities = service.get(&format!("{base}/suggest/entity?prefix=loom+s")).ok().json();
        specification.check("suggest-entities-response", &entities);
        assert_eq!(entities["result"][0]["id"], LOOM);
        let by_meaning = service.get(&format!("{base}/suggest/entity?prefix=colouring+the+yarn")).ok().json();
        assert!(!by_meaning["result"].as_array().expect("a list").is_empty());
        let types = service.get(&format!("{base}/suggest/type?prefix=ski")).ok().json();
        specification.check("suggest-types-response", &types);
        assert_eq!(types["result"][0]["id"], "skill");
        let properties = service.get(&format!("{base}/suggest/property?prefix=con")).ok().json();
        specification.check("suggest-properties-response", &properties);
        assert_eq!(properties["result"][0]["id"], "context");
        let preview = service.get(&format!("{base}/preview?id={}", encoded("https://crafts.example/odd"))).ok().text();
        assert!(preview.contains("&lt;b onmouseover=") && !preview.contains("<b onmouseover"), "{preview}");
        assert!(!preview.contains("<script"), "{preview}");
    }
    let bubble = service.get(&format!("/reconcile/flyout?id={}", encoded(LOOM))).ok().json();
    assert!(bubble["html"].as_str().is_some_and(|html| html.contains("Loom Setup")));
    service.get("/reconcile/preview?id=nowhere").refused(404, "not-found");
}

#[test]
fn the_schemas_can_fail() {
    let specification = Specification::of("0.2");
    if specification.schema("manifest").is_some() {
        let caught = std::panic::catch_unwind(|| {
            Specification::of("0.2")
                .check("reconciliation-result-batch", &json!({ "q0": { "result": [{ "id": 1 }] } }));
        });
        assert!(caught.is_err(), "a wrong answer passes");
    }
}
