//! HR Open LER-RS: a résumé whose parts may carry verifiable credentials.
//!
//! ```json
//! {"type": ["VerifiableCredential", "LER-RS VC"], "credentialSubject": {"type": "…/LER-RSType.json",
//!  "person": {"name": {"formattedName": "…"}}, "skills": [{"name": "weld pipes", "yearsOfExperience": 3,
//!    "definitionReference": {"reference": "https://trades.example/weld", "scheme": "https://trades.example"}}],
//!  "employmentHistories": [{"positionHistories": [{"title": "Welder", "descriptions": ["Welded pipes."]}]}],
//!  "certifications": [{"verifications": [{"type": ["OpenBadgeCredential"]}]}]}}
//! ```
//!
//! The record itself is one document: narratives, positions, education and certifications are its text, `skills` is
//! what it asserts. Each badge or record under `verifications` is a document of its own. `person`, `communication`
//! and attachments are the holder's and left out; narratives are written by the holder and may name anybody.
//! Published samples do not pass the schema, so nothing is refused for its form.
//! Reference: HR Open Standards 4.5, `recruiting/json/LER-RSType.json`.

use super::super::drafts::{Draft, one_line};
use super::super::graph::{Graph, Node, Object};
use super::super::structured::{Outcome, Reading};
use super::{clr, note_holder, open_badges_3, trust_of};
use crate::model::{AssertedBy, AssertedRelation, Assertion, DocumentKind};

/// Lists of a record that make it one.
const LISTS: [&str; 5] = ["educationAndLearnings", "employmentHistories", "certifications", "licenses", "skills"];

/// Whether an object is a record, with or without its wrapper.
pub fn recognises(object: &Object) -> bool {
    let body = object.get("credentialSubject").and_then(|subject| subject.as_object()).unwrap_or(object);
    let names_type = body.get("type").and_then(|name| name.as_str()).is_some_and(|name| name.contains("LER-RSType"));
    names_type || (body.contains_key("person") && LISTS.iter().any(|list| body.contains_key(*list)))
}

/// The record and the credentials in it.
pub fn read(object: &Object, reading: Reading) -> Outcome {
    let graph = Graph::of(object);
    let root = graph.node(object);
    let body = root.node("credentialSubject").unwrap_or(root);
    let mut draft = Draft { kind: DocumentKind::LearnerRecord, ..Draft::default() };
    draft.id = body
        .node("documentId")
        .and_then(|id| id.text("value"))
        .or_else(|| root.id().map(str::to_owned))
        .unwrap_or_default();
    draft.trust = object.contains_key("credentialSubject").then(|| trust_of(root));
    draft.details.issuer = draft
        .trust
        .as_ref()
        .and_then(|trust| trust.issuer.as_ref().and_then(|issuer| issuer.name.clone().or_else(|| issuer.id.clone())));
    draft.title = body
        .node("job")
        .and_then(|job| job.first_text(&["title", "name"]))
        .map(|title| one_line(&title))
        .unwrap_or_default();
    for narrative in body.nodes("narratives") {
        for text in narrative.nodes("texts") {
            draft.push(&text.texts("lines").join("\n"));
        }
    }
    for history in body.nodes("employmentHistories") {
        write_employment(&mut draft, history);
    }
    for education in body.nodes("educationAndLearnings") {
        write_education(&mut draft, education);
    }
    for list in ["certifications", "licenses"] {
        for certification in body.nodes(list) {
            draft.push(&certification.text("name").unwrap_or_default());
            draft.push(&certification.texts("descriptions").join("\n"));
        }
    }
    for skill in body.nodes("skills") {
        draft.assert(skill_of(skill));
    }
    if reading.holder {
        let name = body.node("person").and_then(|person| person.node("name"));
        note_holder(&mut draft, "name", name.and_then(|name| name.text("formattedName")));
        let email = body.node("communication").and_then(|ways| ways.node("email"));
        note_holder(&mut draft, "email", email.and_then(|email| email.text("address")));
    }
    let has_words = !draft.parts.is_empty() || !draft.assertions.is_empty();
    let mut drafts = if has_words { vec![draft] } else { Vec::new() };
    let mut refused = Vec::new();
    for (pointer, credential) in credentials(body) {
        let read = if clr::recognises(credential.object) {
            clr::read(credential.object, reading)
        } else if open_badges_3::recognises(credential.object) {
            open_badges_3::read(credential.object, reading)
        } else {
            // Statements about work and education are part of the record's own text.
            continue;
        };
        match read {
            Ok(read) => drafts.extend(read),
            Err(message) => refused.push((pointer, message)),
        }
    }
    let first = drafts.first_mut().ok_or("a record without skills, experience or credentials")?;
    first.refused.extend(refused);
    Ok(drafts)
}

/// What verifies parts of a record, with JSON pointers.
fn credentials(body: Node<'_>) -> Vec<(String, Node<'_>)> {
    let mut found = Vec::new();
    for list in LISTS {
        for (at, part) in body.nodes(list).into_iter().enumerate() {
            let verified = verifications(part).into_iter().enumerate();
            found.extend(verified.map(|(inner, node)| (format!("/{list}/{at}/verifications/{inner}"), node)));
        }
    }
    found
}

fn verifications(part: Node<'_>) -> Vec<Node<'_>> {
    part.nodes("verifications")
}

fn write_employment(draft: &mut Draft, history: Node<'_>) {
    let mut positions = history.nodes("positionHistories");
    for verification in verifications(history) {
        let subject = verification.node("credentialSubject");
        let inner = subject.and_then(|subject| subject.node("employmentHistory"));
        positions.extend(inner.into_iter().flat_map(|inner| inner.nodes("positionHistories")));
    }
    for position in positions {
        draft.push(&position.text("title").unwrap_or_default());
        draft.push(&position.texts("descriptions").join("\n"));
        // The published samples have the descriptions under the place of work.
        let place = position.node("location").map(|place| place.texts("descriptions").join("\n"));
        draft.push(&place.unwrap_or_default());
    }
}

fn write_education(draft: &mut Draft, education: Node<'_>) {
    let mut parts = vec![education];
    for verification in verifications(education) {
        let subject = verification.node("credentialSubject");
        parts.extend(subject.and_then(|subject| subject.node("educationAndLearning")));
    }
    for part in parts {
        draft.push(&part.texts("descriptions").join("\n"));
        for degree in part.nodes("educationDegrees") {
            let fields =
                degree.nodes("specializations").iter().filter_map(|field| field.text("name")).collect::<Vec<_>>();
            let name = degree.text("name").unwrap_or_default();
            draft.push(&if fields.is_empty() { name } else { format!("{name}, {}", fields.join(", ")) });
        }
        for course in part.nodes("courses") {
            draft.push(&course.first_text(&["name", "title"]).unwrap_or_default());
        }
    }
}

fn skill_of(skill: Node<'_>) -> Assertion {
    let definition = skill.node("definitionReference");
    let scheme = definition.and_then(|definition| definition.text("scheme"));
    Assertion {
        target: definition.and_then(|definition| definition.text("reference")).unwrap_or_default(),
        name: skill.text("name"),
        description: skill.text("description"),
        framework: scheme
            .or_else(|| skill.node("schemeReference").and_then(|scheme| scheme.first_text(&["name", "reference"]))),
        relation: AssertedRelation::Aligned,
        asserted_by: Some(if skill.count("endorsers") > 0 { AssertedBy::ThirdParty } else { AssertedBy::Issuer }),
        ..Assertion::default()
    }
}
