//! The `OpenAPI` 3.1 document, made from the table of operations and the schemas beside it.

use axum::response::Response;
use serde_json::{Map, Value, json};

use super::super::problem::Problem;
use super::operations::{self, Operation};
use super::parameters::{Kind, Parameter};
use super::{Call, json as as_json};

/// The schemas of bodies and answers; tests hold real answers against them.
const SCHEMAS: &str = include_str!("schemas.json");

/// Where references to schemas point.
const COMPONENTS: &str = "#/components/schemas/";

/// The document.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn answer(_: Call) -> Result<Response, Problem> {
    as_json(&document().map_err(|_| Problem::fault())?)
}

fn document() -> serde_json::Result<Value> {
    let schemas: Value = serde_json::from_str(SCHEMAS)?;
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations::ALL {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described(operation);
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "skillmap",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Maps credentials and job postings onto open skill taxonomies, with the words that prove \
                each mapping. Every answer has the header Skillmap-Versions: program, learned space, taxonomies.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": {
                    "description": "What is wrong, as RFC 9457 has it; 429 and 503 come with Retry-After.",
                    "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
                },
            },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        // Without a token where the service is for its own machine only.
        "security": [{}, { "token": [] }],
    }))
}

/// A schema with all that it refers to inside it, for whoever does not get the whole document.
pub fn self_contained(name: &str) -> Value {
    let mut all: Value =
        serde_json::from_str(SCHEMAS).expect("the schemas are part of the program, and tests read them");
    let mut take = |name: &str| all[name].take();
    let (mut definitions, mut wanted) = (Map::new(), Vec::new());
    let mut schema = take(name);
    move_references(&mut schema, &mut wanted);
    while let Some(name) = wanted.pop() {
        if !definitions.contains_key(&name) {
            let mut definition = take(&name);
            move_references(&mut definition, &mut wanted);
            definitions.insert(name, definition);
        }
    }
    definitions.sort_keys();
    schema["$defs"] = Value::Object(definitions);
    schema
}

/// Lets references point into the schema itself, and notes what they point to.
fn move_references(schema: &mut Value, wanted: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                let referred = value.as_str().filter(|_| key == "$ref").and_then(|to| to.strip_prefix(COMPONENTS));
                match referred.map(str::to_owned) {
                    Some(name) => {
                        *value = Value::String(format!("#/$defs/{name}"));
                        wanted.push(name);
                    }
                    None => move_references(value, wanted),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|one| move_references(one, wanted)),
        _ => {}
    }
}

fn described(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = in_path(operation.path);
    parameters.extend(operation.parameters.iter().copied().flatten().map(parameter));
    let mut value = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": {
            "200": { "description": "Done.", "content": content(operation.gives) },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    });
    if !operation.takes.is_empty() {
        value["requestBody"] = json!({ "required": true, "content": content(operation.takes) });
    }
    value
}

fn content(media_types: &[(&str, &str)]) -> Value {
    let entry = |(media_type, schema): &(&str, &str)| {
        let schema = if schema.is_empty() { json!({}) } else { json!({ "$ref": format!("{COMPONENTS}{schema}") }) };
        ((*media_type).to_owned(), json!({ "schema": schema }))
    };
    Value::Object(media_types.iter().map(entry).collect())
}

fn in_path(path: &str) -> Vec<Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })).collect()
}

fn parameter(parameter: &Parameter) -> Value {
    let schema = match parameter.kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::List => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Count => json!({ "type": "integer", "minimum": 0 }),
        Kind::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Kind::Flag => json!({ "type": "boolean" }),
    };
    let mut value = json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.says,
        "schema": schema,
    });
    if parameter.kind == Kind::List {
        value["style"] = json!("form");
        value["explode"] = json!(false);
    }
    value
}
