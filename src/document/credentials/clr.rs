//! Comprehensive Learner Records 2.0: one credential that holds many, such as a transcript.
//!
//! ```json
//! {"type": ["VerifiableCredential", "ClrCredential"], "id": "urn:uuid:1", "issuer": {"name": "Weld"},
//!  "credentialSubject": {"type": "ClrSubject", "verifiableCredential": [
//!    {"type": ["VerifiableCredential", "AchievementCredential"], "id": "urn:uuid:2",
//!     "credentialSubject": {"achievement": {"id": "urn:uuid:3", "name": "TIG Welder"}}}],
//!   "association": [{"associationType": "isParentOf", "sourceId": "urn:uuid:3", "targetId": "urn:uuid:4"}]}}
//! ```
//!
//! Each credential inside is a document of its own, read as Open Badges 3.0, also when it is a token; achievements
//! that are listed without a credential come after them. A proof of the record covers what is in it. Associations
//! are kept as fields of the documents that they start from.
//! Reference: <https://www.imsglobal.org/spec/clr/v2p0>.

use std::collections::HashSet;

use super::super::drafts::Draft;
use super::super::graph::{Graph, Node, Object, Target, types};
use super::super::structured::{Outcome, Reading};
use super::{jwt, open_badges_3, trust_of};
use crate::model::Proof;

/// Whether an object is a learner record.
pub fn recognises(object: &Object) -> bool {
    types(object).contains(&"ClrCredential")
        || object
            .get("credentialSubject")
            .is_some_and(|subject| subject.as_object().is_some_and(|subject| types(subject).contains(&"ClrSubject")))
}

/// The credentials and achievements of a record.
pub fn read(object: &Object, reading: Reading) -> Outcome {
    let graph = Graph::of(object);
    let root = graph.node(object);
    let subject = root.node("credentialSubject").ok_or("a record without credentialSubject")?;
    let outer = trust_of(root);
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    for (at, target) in subject.targets("verifiableCredential").into_iter().enumerate() {
        let read = match target {
            // In a graph of its own: all credentials are of one subject, whose identifier would join them.
            Target::Node(credential) => open_badges_3::read(credential.object, reading),
            Target::Text(token) => read_token(&token, reading),
        };
        match read {
            Ok(read) => drafts.extend(read),
            Err(message) => refused.push((format!("/credentialSubject/verifiableCredential/{at}"), message)),
        }
    }
    let mut known: HashSet<String> = drafts.iter().map(|draft: &Draft| draft.title.to_lowercase()).collect();
    for achievement in subject.nodes("achievement").into_iter().filter(|node| node.object.len() > 1) {
        let draft = open_badges_3::read_achievement(achievement, root);
        if !draft.title.is_empty() && known.insert(draft.title.to_lowercase()) {
            drafts.push(draft);
        }
    }
    let Some(first) = drafts.first_mut() else {
        let first = refused.into_iter().next().map(|(pointer, message)| format!("{pointer}: {message}"));
        return Err(first.unwrap_or_else(|| "a record without credentials".to_owned()));
    };
    first.refused = refused;
    let associations: Vec<Association> = subject.nodes("association").into_iter().filter_map(association).collect();
    for draft in &mut drafts {
        note_associations(draft, &associations);
        let trust = draft.trust.get_or_insert_default();
        if trust.proof == Proof::Absent && outer.proof == Proof::PresentUnverified {
            trust.proof = outer.proof;
            trust.proof_kinds = outer.proof_kinds.iter().map(|kind| format!("{kind} of the record")).collect();
        }
    }
    Ok(drafts)
}

fn read_token(token: &str, reading: Reading) -> Outcome {
    let token = jwt::decode(token)?;
    // A record within a record would nest without end.
    if recognises(&token.payload) {
        return Err("a record inside a record".to_owned());
    }
    let mut drafts = open_badges_3::read(&token.payload, reading)?;
    for draft in &mut drafts {
        jwt::mark_signed(draft, &token);
    }
    Ok(drafts)
}

struct Association {
    source: String,
    kind: String,
    target: String,
}

fn association(node: Node<'_>) -> Option<Association> {
    Some(Association {
        source: node.text("sourceId")?,
        kind: node.text("associationType")?,
        target: node.text("targetId")?,
    })
}

fn note_associations(draft: &mut Draft, associations: &[Association]) {
    let address = draft.details.url.clone().unwrap_or_default();
    for association in associations.iter().take(1_000) {
        if association.source == draft.id || association.source == address {
            let field = draft.fields.entry(association.kind.clone()).or_default();
            if !field.is_empty() {
                field.push_str("; ");
            }
            field.push_str(&association.target);
        }
    }
}
