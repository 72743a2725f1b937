//! The tools that assistants may call. All of them only read, and what they answer is what the API answers, so the
//! schemas of the one are those of the other.

use std::time::{Duration, Instant};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::answers;
use super::super::api::{gap, matching, self_contained};
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::sides::Bounds;
use super::super::workers::Room;
use crate::gap::Field;
use crate::matching::{DEFAULT_FLOOR, MatchOptions};
use crate::model::{ConceptKind, Document};

/// Most results of one call.
const MOST: usize = 200;
/// Rows of each list about demand and supply, and most of them.
const ROWS: usize = 10;
const MOST_ROWS: usize = 50;

/// The tools, by name.
pub fn list() -> Vec<Value> {
    let text = json!({ "type": "string", "description": "the words" });
    let taxonomies = json!({
        "type": "array",
        "items": { "type": "string" },
        "description": "taxonomies to use, such as esco; list_taxonomies names them; the first one when absent",
    });
    let kinds = json!({
        "type": "array",
        "items": { "enum": ConceptKind::ALL.map(ConceptKind::as_str) },
        "description": "kinds of concepts",
    });
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": MOST, "description": "most results" });
    vec![
        tool(
            ("compare", "CompareAnswer"),
            "One job and one credential, as texts or records: which skills of the job the credential covers, in part or \
             not at all, what else it offers, with quotations from both sides and how well they fit.",
            &json!({ "job": { "description": "the posting, a text or a record" },
                     "credential": { "description": "the credential, course or programme, a text or a record" },
                     "taxonomy": taxonomies }),
            &["job", "credential"],
        ),
        tool(
            ("crosswalk", "CrosswalkAnswer"),
            "The equivalents of a concept in other taxonomies, each found by its publisher's word or by its name; \
             taxonomies without one are listed as well.",
            &json!({ "id": { "type": "string", "description": "the concept's identifier" },
                     "taxonomy": { "type": "string", "description": "the taxonomy, when several have it" },
                     "to": taxonomies }),
            &["id"],
        ),
        gap_tool(&taxonomies),
        tool(
            ("get_concept", "ConceptAnswer"),
            "Everything that is known of one concept: labels, definition, relations, place in the taxonomy.",
            &json!({ "id": { "type": "string", "description": "the concept's identifier" },
                     "taxonomy": { "type": "string", "description": "the taxonomy, when several have it" } }),
            &["id"],
        ),
        tool(
            ("list_catalogues", "CataloguesAnswer"),
            "The catalogues of credentials or postings that match can hold a document against and gap can compare.",
            &json!({}),
            &[],
        ),
        tool(
            ("list_taxonomies", "TaxonomiesAnswer"),
            "The taxonomies that can be used, with publisher, licence and counts.",
            &json!({}),
            &[],
        ),
        tool(
            ("map_text", "TextAnswer"),
            "The skills that a text such as a job posting, course or credential asks for or teaches, each with \
             confidence and the quoted words that prove it.",
            &json!({ "text": text, "taxonomies": taxonomies, "kinds": kinds, "limit": limit,
                     "min_confidence": { "type": "number", "minimum": 0, "maximum": 1 },
                     "explain": { "type": "boolean", "description": "say in plain words why" } }),
            &["text"],
        ),
        tool(
            ("match", "MatchAnswer"),
            "Holds one or a few job postings against credentials (or the other way round): which fit best, which skills each \
             covers, in part or not at all, with quotations from both sides. Documents are texts or records.",
            &json!({
                "documents": { "type": "array", "items": {}, "description": "what to ask about, usually one posting" },
                "against": side("the other side, usually credentials: documents, or a catalogue of list_catalogues"),
                "taxonomy": taxonomies,
                "direction": { "enum": ["job-to-credentials", "credential-to-jobs"] },
                "top": limit,
                "where": { "type": "string", "description": "conditions on the other side, such as level~bachelor" },
                "bundle": { "type": "integer", "description": "also the smallest set of so many that covers the job" },
                "facets": { "type": "array", "items": { "type": "string" }, "maxItems": 20,
                            "description": "fields or columns of the other side whose commonest values to count" },
            }),
            &["documents", "against"],
        ),
        tool(
            ("search_skills", "SearchAnswer"),
            "Concepts for a few words, best first, with the label that the words met.",
            &json!({ "text": text, "taxonomies": taxonomies, "kinds": kinds, "limit": limit }),
            &["text"],
        ),
    ]
}

/// Demand and supply, which has more to choose than the others.
fn gap_tool(taxonomies: &Value) -> Value {
    tool(
        ("gap", "GapAnswer"),
        "What postings ask for against what credentials teach: how many documents ask for and teach each skill and group of \
         skills, what is not taught, taught only in part or not asked for, with quotations, and frequent phrases that no \
         concept means. Each side is a catalogue or documents.",
        &json!({
            "postings": side("those that ask: a catalogue of list_catalogues, or documents"),
            "credentials": side("those that teach: a catalogue of list_catalogues, or documents"),
            "taxonomy": taxonomies,
            "by": { "enum": Field::ALL.map(Field::as_str), "description": "also tell documents apart by this field" },
            "where": { "type": "string", "description": "conditions on the documents of both sides, such as industry=62 \
                       place~texas; a side of which none says the field counts whole" },
            "top": { "type": "integer", "minimum": 1, "maximum": MOST_ROWS,
                     "description": "most rows of each list, of concepts for each standing; ten when absent" },
        }),
        &["postings", "credentials"],
    )
}

/// One side of a comparison.
fn side(description: &str) -> Value {
    json!({
        "description": description,
        "anyOf": [
            { "type": "array", "items": {} },
            { "type": "object", "properties": { "catalogue": { "type": "string" } },
              "required": ["catalogue"], "additionalProperties": false },
        ],
    })
}

/// A tool by its name, with the schema of the API that its answers have.
fn tool((name, answer): (&str, &str), description: &str, properties: &Value, required: &[&str]) -> Value {
    json!({
        "name": name,
        "description": description,
        "inputSchema": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        },
        "outputSchema": self_contained(answer),
        "annotations": { "readOnlyHint": true, "openWorldHint": false },
    })
}

/// Calls a tool; nothing when there is none of that name.
pub fn call(library: &Library, room: &mut Room, name: &str, arguments: &Value) -> Option<Result<Value, Problem>> {
    Some(match name {
        "compare" => compare(library, room, arguments),
        "crosswalk" => crosswalk(library, room, arguments),
        "gap" => demand_and_supply(library, room, arguments),
        "get_concept" => get_concept(library, arguments),
        "list_catalogues" => Ok(answers::catalogues(library)),
        "list_taxonomies" => Ok(answers::taxonomies(library)),
        "match" => matched(library, room, arguments),
        "map_text" => map_text(library, room, arguments),
        "search_skills" => search_skills(library, room, arguments),
        _ => return None,
    })
}

fn read<T: DeserializeOwned>(arguments: &Value) -> Result<T, Problem> {
    serde_json::from_value(arguments.clone()).map_err(|error| Problem::bad_request(format!("arguments: {error}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Concept {
    id: String,
    #[serde(default)]
    taxonomy: Option<String>,
}

fn get_concept(library: &Library, arguments: &Value) -> Result<Value, Problem> {
    let asked: Concept = read(arguments)?;
    answers::concept(library, (asked.taxonomy.as_deref(), &asked.id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Crossed {
    id: String,
    #[serde(default)]
    taxonomy: Option<String>,
    #[serde(default)]
    to: Vec<String>,
}

fn crosswalk(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    let asked: Crossed = read(arguments)?;
    answers::crosswalk(library, room, (asked.taxonomy.as_deref(), &asked.id), &asked.to)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    text: String,
    #[serde(default)]
    taxonomies: Vec<String>,
    #[serde(default)]
    kinds: Vec<ConceptKind>,
    #[serde(default)]
    limit: Option<usize>,
    #[serde(default)]
    min_confidence: Option<f32>,
    #[serde(default)]
    explain: bool,
}

fn map_text(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    let asked: Words = read(arguments)?;
    let selection = library.select(&asked.taxonomies)?;
    let options = MatchOptions {
        top: Some(asked.limit.unwrap_or(MOST).min(MOST)),
        min_confidence: asked.min_confidence.unwrap_or(DEFAULT_FLOOR),
        kinds: asked.kinds,
        explain: asked.explain,
    };
    let (matcher, scratch) = room.matcher(library, &selection, options);
    let mapped = matcher.map(&Document::new("", "", [asked.text.as_str()]), scratch);
    Ok(json!({
        "versions": answers::versions(library, &selection),
        "mappings": answers::value(&mapped.mappings),
        "qualifications": mapped.qualifications,
    }))
}

/// Most documents of the other side of one call, and the longest time that it may take.
const AGAINST: usize = 1000;
const TIME: Duration = Duration::from_mins(1);

fn bounds() -> Bounds {
    Bounds { items: AGAINST, deadline: Instant::now() + TIME, bytes: 64 << 20 }
}

fn matched(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    Ok(answers::value(&matching::answer(library, room, read(arguments)?, bounds())?))
}

fn demand_and_supply(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    let asked: gap::Asked = read(arguments)?;
    gap::answer(library, room, asked.within(ROWS, MOST_ROWS), bounds())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Compared {
    job: Value,
    credential: Value,
    #[serde(default)]
    taxonomy: Vec<String>,
}

fn compare(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    let Compared { job, credential, taxonomy } = read(arguments)?;
    let pair = matching::Pair::of_job(job, credential, taxonomy);
    Ok(answers::value(&matching::answer_pair(library, room, pair, bounds())?))
}

fn search_skills(library: &Library, room: &mut Room, arguments: &Value) -> Result<Value, Problem> {
    let asked: Words = read(arguments)?;
    let selection = library.select(&asked.taxonomies)?;
    let options = answers::search_options(asked.limit.unwrap_or(10).min(MOST), asked.kinds, asked.explain);
    let results = answers::search(library, room, &selection, &asked.text, options);
    Ok(answers::found(library, &selection, &asked.text, &results))
}
