//! CTDL: a `CredentialAlignmentObject` in a course, an assessment or a credential; CTDL-ASN: alignments of competencies.
//!
//! ```json
//! {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNode": "https://trades.example/weld",
//!  "ceterms:targetNodeName": {"und": "weld pipes"}, "ceterms:frameworkName": {"und": "trades 2"}, "ceterms:weight": 0.87}
//! ```
//!
//! What a course teaches is `ceterms:teaches`, what an assessment tests `ceterms:assesses`; a credential asks for
//! competencies in a condition profile of its own under `ceterms:requires`. A competency has `ceasn:exactAlignment`,
//! `broadAlignment` and `narrowAlignment`, which take identifiers; a close or related match has no place there.
//! References: <https://credreg.net/ctdl/terms>, <https://credreg.net/ctdlasn/terms>.

use serde_json::{Map, Value, json};

use super::splice::Node;
use super::{Place, texts, types};
use crate::exchange::Losses;
use crate::exchange::identifiers::{source_iri, source_name};
use crate::model::{MappingRow, Predicate};

fn records<'a>(text: &str, root: &'a Node) -> Vec<&'a Node> {
    let mut records: Vec<&Node> = root.each(text);
    records.extend(root.get("@graph").map(|graph| graph.each(text)).unwrap_or_default());
    records.retain(|node| node.is_object(text));
    records
}

fn names(text: &str, node: &Node) -> Vec<String> {
    let keys = [
        "@id",
        "ceterms:ctid",
        "ceterms:name",
        "ctid",
        "name",
        "ceterms:subjectWebpage",
        "ceasn:competencyLabel",
        "ceasn:competencyText",
        "ceasn:codedNotation",
    ];
    texts(text, node, &keys)
}

/// The courses, assessments and credentials of a graph.
pub fn places<'a>(text: &str, root: &'a Node) -> Vec<Place<'a>> {
    let place = |node: &'a Node| {
        let kinds = types(text, node);
        let is_a = |endings: &[&str]| kinds.iter().any(|kind| endings.iter().any(|ending| kind.ends_with(ending)));
        let is_ctdl = node.keys().any(|key| key.starts_with("ceterms:"));
        let credentials = [
            "Badge",
            "Certificate",
            "Certification",
            "Degree",
            "Diploma",
            "License",
            "MicroCredential",
            "Credential",
            "GeneralEducationDevelopment",
            "CertificateOfCompletion",
            "CertificateOfParticipation",
        ];
        let key: fn(&MappingRow) -> Option<&'static str> = match () {
            () if !is_ctdl => return None,
            () if is_a(&["Course", "LearningProgram", "LearningOpportunityProfile"]) => |_| Some("ceterms:teaches"),
            () if is_a(&["AssessmentProfile"]) => |_| Some("ceterms:assesses"),
            () if is_a(&credentials) => |_| Some("ceterms:requires"),
            () => return None,
        };
        let wrap: Option<fn(&[Value]) -> Value> = if is_a(&credentials) { Some(condition) } else { None };
        Some(Place { node, names: names(text, node), key, value: competency, wrap })
    };
    records(text, root).into_iter().filter_map(place).collect()
}

/// The competencies of a framework.
pub fn competencies<'a>(text: &str, root: &'a Node) -> Vec<Place<'a>> {
    let is_competency = |node: &&Node| types(text, node).iter().any(|kind| kind == "Competency");
    let competencies = records(text, root).into_iter().filter(is_competency);
    competencies
        .map(|node| Place { node, names: names(text, node), key: alignment, value: target, wrap: None })
        .collect()
}

/// What must be known for a credential.
fn condition(competencies: &[Value]) -> Value {
    json!({"@type": "ceterms:ConditionProfile", "ceterms:targetCompetency": competencies})
}

fn competency(row: &MappingRow, losses: &mut Losses) -> Value {
    losses.detail("predicate and reviewer", &row.object.shown());
    let object = &row.object;
    let mut target = Map::new();
    let mut say = |key: &str, value: Value| target.insert(key.to_owned(), value);
    say("@type", json!("ceterms:CredentialAlignmentObject"));
    if let Some(framework) = source_iri(object).filter(|iri| iri.starts_with("http")) {
        say("ceterms:framework", json!(framework));
    }
    let framework = source_name(object);
    if !framework.is_empty() {
        say("ceterms:frameworkName", json!({"und": framework}));
    }
    say("ceterms:targetNode", json!(object.id));
    say("ceterms:targetNodeName", json!({"und": if object.label.is_empty() { &object.id } else { &object.label }}));
    if !object.notation.is_empty() {
        say("ceterms:codedNotation", json!(object.notation));
    }
    if let Some(confidence) = row.confidence {
        say("ceterms:weight", json!((f64::from(confidence) * 1e4).round() / 1e4));
    }
    if !row.review_date.is_empty() {
        say("ceterms:alignmentDate", json!(row.review_date));
    }
    Value::Object(target)
}

/// The alignment that says what the row says; there is none for a close or related match.
fn alignment(row: &MappingRow) -> Option<&'static str> {
    match row.predicate.skos()? {
        Predicate::Exact => Some("ceasn:exactAlignment"),
        Predicate::Broad => Some("ceasn:broadAlignment"),
        Predicate::Narrow => Some("ceasn:narrowAlignment"),
        Predicate::Close | Predicate::Related => None,
    }
}

fn target(row: &MappingRow, losses: &mut Losses) -> Value {
    losses.detail("confidence, reviewer and the name of the target", &row.object.shown());
    json!(row.object.id)
}
