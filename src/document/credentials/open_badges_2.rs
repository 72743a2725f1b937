//! Open Badges 2.0 (and 1.x in the same words): an assertion that somebody has a badge, or the badge class alone.
//!
//! ```json
//! {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://weld.example/a/1",
//!  "recipient": {"type": "email", "hashed": true, "identity": "sha256$…"}, "issuedOn": "2026-01-15T00:00:00Z",
//!  "badge": {"type": "BadgeClass", "name": "TIG Welder", "description": "Welds pipes.", "tags": ["welding"],
//!            "alignment": [{"targetName": "weld pipes", "targetUrl": "https://trades.example/weld"}]}}
//! ```
//!
//! `name` of the badge class is our title; `description`, `criteria.narrative` and `tags` are the text; `alignment`
//! is what it asserts; `issuedOn`, `expires`, `evidence`, `endorsement` and `issuer` are trust. `verification` of the
//! type `hosted` is no proof that can be checked in a file. A badge class that is only an address is looked for among the
//! inputs of the same run and not fetched. `recipient` is the holder's.
//! Reference: <https://www.imsglobal.org/spec/ob/v2p0>.

use super::super::drafts::{Draft, one_line};
use super::super::graph::{Graph, Node, Object, Target, types};
use super::super::structured::{Outcome, Reading};
use super::{alignment, endorsements, is_address, jwt, note_holder, party, trust_of};
use crate::model::{AssertedBy, DeclaredStatus, DocumentKind, PartKind, Trust};

/// Whether an object is an assertion or a badge class.
pub fn recognises(object: &Object) -> bool {
    let has = |key: &str| object.contains_key(key);
    let named = types(object);
    if has("credentialSubject") {
        return false;
    }
    (named.contains(&"BadgeClass") && has("name"))
        || (has("badge") && (named.contains(&"Assertion") || has("recipient") || has("verify")))
        || (named.is_empty() && has("criteria") && has("issuer") && has("name") && has("image"))
}

/// The badge of an assertion or a badge class.
pub fn read(object: &Object, reading: Reading) -> Outcome {
    let graph = Graph::of(object);
    let root = graph.node(object);
    if !object.contains_key("badge") {
        let mut draft = Draft { trust: Some(Trust::default()), ..Draft::default() };
        describe(&mut draft, root);
        return Ok(vec![draft]);
    }
    let mut draft = Draft { trust: Some(trust_of(root)), ..Draft::default() };
    draft.id = root.id().map(str::to_owned).or_else(|| root.text("uid")).unwrap_or_default();
    match root.targets("badge").into_iter().next() {
        Some(Target::Node(badge)) if badge.text("name").is_some() => describe(&mut draft, badge),
        Some(Target::Text(text)) if text.starts_with("eyJ") => {
            let token = jwt::decode(&text).map_err(|message| format!("its badge: {message}"))?;
            let inner = Graph::of(&token.payload);
            describe(&mut draft, inner.node(&token.payload));
        }
        // It may be in another of the inputs; whoever has them all looks there.
        Some(Target::Text(address)) if is_address(&address) => draft.awaits = Some(address),
        _ => return Err("an assertion without a badge class".to_owned()),
    }
    if let Some(trust) = &mut draft.trust {
        if root.value("revoked").and_then(serde_json::Value::as_bool) == Some(true) {
            trust.status = Some(DeclaredStatus { kind: Some("revoked".to_owned()), url: None });
        }
        let verification = root.node("verification").or_else(|| root.node("verify"));
        trust.proof_kinds.extend(verification.and_then(|node| node.types().first().map(|kind| (*kind).to_owned())));
    }
    if reading.holder {
        if let Some(recipient) = root.node("recipient") {
            note_holder(&mut draft, "identity", recipient.text("identity"));
        }
        note_holder(&mut draft, "narrative", root.text("narrative"));
    }
    Ok(vec![draft])
}

/// What a badge class says.
pub fn describe(draft: &mut Draft, badge: Node<'_>) {
    draft.kind = DocumentKind::Credential;
    if draft.id.is_empty() {
        badge.id().unwrap_or_default().clone_into(&mut draft.id);
    }
    draft.title = badge.text("name").map(|name| one_line(&name)).unwrap_or_default();
    draft.push(&badge.text("description").unwrap_or_default());
    if let Some(criteria) = badge.node("criteria") {
        draft.push(&criteria.text("narrative").unwrap_or_default());
    } else {
        draft.push(&badge.text("criteria").filter(|text| !is_address(text)).unwrap_or_default());
    }
    let tags = badge.texts("tags").join("\n");
    if !tags.is_empty() {
        draft.length += tags.len();
        draft.parts.push((PartKind::Skills, tags));
    }
    for node in badge.nodes("alignment") {
        draft.assert(alignment(node, AssertedBy::Issuer));
    }
    draft.details.category = Some("Badge".to_owned());
    draft.details.language = badge.first_text(&["@language", "inLanguage"]);
    draft.details.url = badge.id().filter(|id| id.starts_with("http")).map(str::to_owned);
    let issuer = party(badge, "issuer");
    draft.details.issuer = issuer.as_ref().and_then(|issuer| issuer.name.clone().or_else(|| issuer.id.clone()));
    if let Some(trust) = &mut draft.trust {
        trust.issuer = issuer.or_else(|| trust.issuer.take());
        trust.endorsements += endorsements(badge);
        trust.alignment_source = (!draft.assertions.is_empty()).then_some(AssertedBy::Issuer);
    }
}
