//! Lightcast's `extract` and `extract/trace`: the same requests and the same shape of answers, with concepts of the
//! taxonomies that are served instead of Lightcast's own.
//!
//! ```json
//! {"text": "… venipuncture …", "confidenceThreshold": 0.5}
//! {"attributions": [], "data": [{"confidence": 0.8, "skill": {"id": "…", "name": "Phlebotomy", "infoUrl": "…",
//!   "tags": [], "type": {"id": "skill", "name": "skill"}}}]}
//! ```
//! Offsets of a trace are bytes of `normalizedText`, which is the text as it was read.

use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answers;
use super::super::library::{Library, Selection};
use super::super::problem::Problem;
use super::{Call, json as as_json};
use crate::matching::{ACCEPT, MatchOptions};
use crate::model::{Document, DocumentMappings, Mapping};

/// Longest text, in bytes.
const LONGEST: usize = 1 << 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request {
    text: String,
    #[serde(default)]
    confidence_threshold: Option<f32>,
    #[serde(default)]
    include_normalized_text: bool,
}

/// Skills of a text.
pub async fn extract(call: Call) -> Result<Response, Problem> {
    let (value, ..) =
        mapped(call, |document| Value::Array(document.mappings.iter().map(skill_with_confidence).collect())).await?;
    as_json(&value)
}

/// Skills of a text with the words that they were found in.
pub async fn trace(call: Call) -> Result<Response, Problem> {
    let (mut value, text, wanted) = mapped(call, |document| {
        let skills: Vec<Value> = document.mappings.iter().map(skill_with_confidence).collect();
        json!({ "skills": skills, "trace": traces(document) })
    })
    .await?;
    value["data"]["normalizedText"] = if wanted { json!(text) } else { json!("") };
    as_json(&value)
}

/// The words that skills were found in, in the order of the text.
fn traces(document: &DocumentMappings) -> Vec<Value> {
    let mut places: Vec<(usize, usize, &str, Vec<&Mapping>)> = Vec::new();
    for mapping in &document.mappings {
        for evidence in &mapping.evidence {
            let known = places.iter_mut().find(|place| (place.0, place.1) == (evidence.start, evidence.end));
            match known {
                Some((.., mappings)) => mappings.push(mapping),
                None => places.push((evidence.start, evidence.end, &evidence.quote, vec![mapping])),
            }
        }
    }
    places.sort_by_key(|place| (place.0, place.1));
    let trace = |(start, end, quote, mappings): (usize, usize, &str, Vec<&Mapping>)| {
        let form = json!({ "value": quote, "sourceStart": start, "sourceEnd": end });
        let skills: Vec<Value> = mappings.into_iter().map(skill_with_confidence).collect();
        json!({ "surfaceForm": form, "classificationData": { "contextForms": [form], "skills": skills } })
    };
    places.into_iter().map(trace).collect()
}

fn skill_with_confidence(mapping: &Mapping) -> Value {
    let concept = &mapping.concept;
    json!({
        "confidence": answers::value(&mapping.confidence),
        "skill": {
            "id": concept.concept_id,
            "name": concept.label,
            "infoUrl": concept.concept_id,
            "tags": [],
            "type": { "id": concept.kind.as_str(), "name": concept.kind.as_str() },
        },
    })
}

/// Maps the text of a request: the answer, the text as read, and whether it is wanted back.
async fn mapped(
    mut call: Call,
    shape: impl Fn(&DocumentMappings) -> Value + Send + 'static,
) -> Result<(Value, String, bool), Problem> {
    let bytes = call.bytes().await?;
    let json = call.media_type() == "application/json";
    let request = if json {
        serde_json::from_slice(&bytes).map_err(|error| Problem::bad_request(format!("the body: {error}")))?
    } else {
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| Problem::bad_request("the text is not UTF-8"))?;
        Request { text, confidence_threshold: None, include_normalized_text: false }
    };
    if request.text.len() > LONGEST {
        return Err(Problem::too_large(format!("a text of more than {LONGEST} bytes")));
    }
    let threshold = match (request.confidence_threshold, call.parameters.share("confidenceThreshold")?) {
        (Some(threshold), _) | (None, Some(threshold)) => threshold,
        (None, None) => ACCEPT,
    };
    let taxonomies = call.parameters.list("taxonomy");
    let work = call.service.run(move |library, room| {
        let selection = library.select(&taxonomies)?;
        let options = MatchOptions { min_confidence: threshold, ..MatchOptions::default() };
        let document = Document::new("", "", [request.text.as_str()]);
        let (matcher, scratch) = room.matcher(library, &selection, options);
        let mapped = matcher.map(&document, scratch);
        let attributions = attributions(library, &selection);
        let answer = json!({
            "attributions": attributions,
            "data": shape(&mapped),
            "versions": answers::versions(library, &selection),
        });
        Ok((answer, document.text, request.include_normalized_text))
    });
    work.await
}

/// What the licences of the taxonomies ask for.
fn attributions(library: &Library, selection: &Selection) -> Vec<Value> {
    let asked = library.selected(selection).map(super::super::library::Shelf::info);
    asked
        .filter(|info| !info.attribution.is_empty())
        .map(|info| json!({ "name": info.title, "text": info.attribution }))
        .collect()
}
