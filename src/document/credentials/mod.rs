//! Credentials as they are issued: one file a format, and here what several of them say in the same words.
//!
//! Open Badges, CLR and LER-RS wrap the same things (an issuer, a proof, an expiry, alignments) in the words of
//! the W3C's verifiable credentials. What is personal about the holder is left out unless it was asked for.

pub(super) mod badge_classes;
pub(super) mod baked;
pub(super) mod clr;
pub(super) mod ctdl;
pub(super) mod jwt;
pub(super) mod learner_record;
pub(super) mod open_badges_2;
pub(super) mod open_badges_3;

use super::drafts::{Draft, one_line};
use super::graph::{Node, Target};
use crate::model::{AssertedBy, AssertedRelation, Assertion, DeclaredStatus, Party, Proof, Trust};

/// An organisation: a name, an address, or an object with both.
fn party(node: Node<'_>, name: &str) -> Option<Party> {
    let party = match node.targets(name).into_iter().next()? {
        Target::Text(text) if is_address(&text) => Party { id: Some(text), name: None },
        Target::Text(text) => Party { id: None, name: Some(text) },
        Target::Node(node) => Party { id: node.id().map(str::to_owned), name: node.text("name") },
    };
    Some(Party { id: party.id, name: party.name.map(|name| one_line(&name)) })
}

fn is_address(text: &str) -> bool {
    !text.contains(char::is_whitespace) && text.contains(':')
}

/// What a verifiable credential says of its issuer, proof, dates and status, in both generations of its words.
fn trust_of(credential: Node<'_>) -> Trust {
    let proofs = credential.nodes("proof");
    let kind = |proof: &Node<'_>| {
        let name = proof.types().join(" ");
        let suite = proof.text("cryptosuite").unwrap_or_default();
        one_line(&format!("{name} {suite}"))
    };
    let proof_kinds: Vec<String> = proofs.iter().map(kind).filter(|kind| !kind.is_empty()).collect();
    let status = credential.node("credentialStatus").map(|status| DeclaredStatus {
        kind: status.types().first().map(|kind| (*kind).to_owned()),
        url: status.text("statusListCredential").or_else(|| status.id().map(str::to_owned)),
    });
    Trust {
        issuer: party(credential, "issuer"),
        proof: if proof_kinds.is_empty() { Proof::Absent } else { Proof::PresentUnverified },
        proof_kinds,
        issued: credential.first_text(&["validFrom", "issuanceDate", "issued", "issuedOn"]),
        expires: credential.first_text(&["validUntil", "expirationDate", "expires"]),
        status,
        endorsements: endorsements(credential),
        evidence: credential.count("evidence"),
        ..Trust::default()
    }
}

fn endorsements(node: Node<'_>) -> usize {
    node.count("endorsement") + node.count("endorsementJwt")
}

/// An alignment of Open Badges (either version), CLR or schema.org.
fn alignment(node: Node<'_>, asserted_by: AssertedBy) -> Assertion {
    Assertion {
        target: node.first_text(&["targetUrl", "url"]).unwrap_or_default(),
        code: node.text("targetCode"),
        name: node.first_text(&["targetName", "name"]),
        description: node.first_text(&["targetDescription", "description"]),
        framework: node.first_text(&["targetFramework", "educationalFramework", "frameworkName"]),
        relation: AssertedRelation::Aligned,
        requirement: None,
        asserted_by: Some(asserted_by),
        range: None,
    }
}

/// Personal data under a name, when it was asked for.
fn note_holder(draft: &mut Draft, name: &str, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        draft.holder.insert(name.to_owned(), one_line(&value));
    }
}
