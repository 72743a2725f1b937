//! Open Badges 3.0: a verifiable credential about an achievement, in both generations of the W3C's data model.
//!
//! ```json
//! {"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
//!  "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": {"id": "https://weld.example", "name": "Weld"},
//!  "validFrom": "2026-01-15T00:00:00Z", "credentialSubject": {"id": "did:example:somebody",
//!    "achievement": {"name": "TIG Welder", "description": "Welds pipes.", "criteria": {"narrative": "A test piece."},
//!      "alignment": [{"targetName": "weld pipes", "targetUrl": "https://trades.example/weld"}]}}}
//! ```
//!
//! `achievement.name` is our title; its `description`, `criteria.narrative`, `tag`, `fieldOfStudy` and
//! `specialization` are the text; `alignment`, also of result descriptions and their rubric levels, is what it
//! asserts. The first generation says `issuanceDate` and `expirationDate` where the second says `validFrom` and
//! `validUntil`. An achievement in CTDL's words is followed to its
//! competencies and to who accredits it as `ctdl.rs` does it. The subject's
//! identifiers, narrative and results are the holder's.
//! Reference: <https://www.imsglobal.org/spec/ob/v3p0>.

use super::super::drafts::{Draft, one_line};
use super::super::graph::{Graph, Node, Object, Target, types};
use super::super::structured::{Outcome, Reading};
use super::{alignment, ctdl, endorsements, is_address, note_holder, party, trust_of};
use crate::model::{AssertedBy, DocumentKind, PartKind};

/// Whether an object is a credential about achievements.
pub fn recognises(object: &Object) -> bool {
    let named = types(object);
    let is_badge = ["OpenBadgeCredential", "AchievementCredential"].iter().any(|name| named.contains(name));
    let about_achievement = object.get("credentialSubject").is_some_and(|subject| subject.get("achievement").is_some());
    is_badge || (named.contains(&"VerifiableCredential") && about_achievement)
}

/// The credential.
pub fn read(object: &Object, reading: Reading) -> Outcome {
    let graph = Graph::of(object);
    let credential = graph.node(object);
    let mut draft = Draft { kind: DocumentKind::Credential, trust: Some(trust_of(credential)), ..Draft::default() };
    credential.id().unwrap_or_default().clone_into(&mut draft.id);
    let subject = credential.node("credentialSubject").ok_or("a credential without credentialSubject")?;
    let mut address = None;
    for target in subject.targets("achievement") {
        match target {
            Target::Node(node) if node.object.len() > 1 || node.id().is_none() => {
                describe(&mut draft, node, credential);
            }
            Target::Node(node) => address = address.or_else(|| node.id().map(str::to_owned)),
            Target::Text(text) => address = address.or(Some(text)),
        }
    }
    if draft.title.is_empty() {
        draft.title = credential.text("name").map(|name| one_line(&name)).unwrap_or_default();
    }
    if draft.title.is_empty() {
        draft.title = draft.assertions.first().and_then(|competency| competency.name.clone()).unwrap_or_default();
    }
    draft.push(&credential.text("description").unwrap_or_default());
    if draft.title.is_empty() && draft.parts.is_empty() && draft.assertions.is_empty() {
        return Err(match address {
            Some(address) => format!("its achievement is not in the file, only its address: {address}"),
            None => "a credential that names no achievement".to_owned(),
        });
    }
    let trust = draft.trust.get_or_insert_default();
    draft.details.issuer = trust.issuer.as_ref().and_then(|issuer| issuer.name.clone().or_else(|| issuer.id.clone()));
    draft.details.language =
        draft.details.language.take().or_else(|| credential.first_text(&["inLanguage", "@language"]));
    if reading.holder {
        note_holder(&mut draft, "id", subject.id().map(str::to_owned));
        note_holder(&mut draft, "name", subject.text("name"));
        let hashes =
            subject.nodes("identifier").iter().filter_map(|node| node.text("identityHash")).collect::<Vec<_>>();
        note_holder(&mut draft, "identity", Some(hashes.join("; ")));
        let results = subject.nodes("result").iter().filter_map(|node| node.text("value")).collect::<Vec<_>>();
        note_holder(&mut draft, "results", Some(results.join("; ")));
        note_holder(&mut draft, "narrative", subject.text("narrative"));
        note_holder(&mut draft, "licence", subject.text("licenseNumber"));
    }
    Ok(vec![draft])
}

/// An achievement that a CLR lists beside its credentials.
pub fn read_achievement(achievement: Node<'_>, credential: Node<'_>) -> Draft {
    let mut draft = Draft { kind: DocumentKind::Credential, trust: Some(trust_of(credential)), ..Draft::default() };
    achievement.id().unwrap_or_default().clone_into(&mut draft.id);
    describe(&mut draft, achievement, credential);
    draft
}

fn describe(draft: &mut Draft, achievement: Node<'_>, credential: Node<'_>) {
    if achievement.is_a(&["Competency"]) {
        ctdl::assert_competency(draft, achievement);
        return;
    }
    let name = achievement.text("name").map(|name| one_line(&name)).unwrap_or_default();
    if draft.title.is_empty() {
        draft.title = name;
    } else {
        draft.push(&name);
    }
    draft.push(&achievement.text("description").unwrap_or_default());
    let criteria = achievement.node("criteria").and_then(|criteria| criteria.text("narrative"));
    draft.push(&criteria.or_else(|| achievement.text("criteria").filter(|text| !is_address(text))).unwrap_or_default());
    let mut words = achievement.texts("tag");
    words.extend(achievement.text("fieldOfStudy"));
    words.extend(achievement.text("specialization"));
    if !words.is_empty() {
        let words = words.join("\n");
        draft.length += words.len();
        draft.parts.push((PartKind::Skills, words));
    }

    // Who made the achievement may be another than who awards it.
    let creator = party(achievement, "creator").and_then(|creator| creator.id);
    let issuer = party(credential, "issuer").and_then(|issuer| issuer.id);
    let asserted_by = match (creator, issuer) {
        (Some(creator), Some(issuer)) if creator != issuer => AssertedBy::ThirdParty,
        _ => AssertedBy::Issuer,
    };
    let mut aligned = achievement.nodes("alignment");
    for result in achievement.nodes("resultDescription") {
        aligned.extend(result.nodes("alignment"));
        aligned.extend(result.nodes("rubricCriterionLevel").iter().flat_map(|level| level.nodes("alignment")));
    }
    for node in aligned {
        draft.assert(alignment(node, asserted_by));
    }
    ctdl::follow(draft, achievement);

    draft.kind = kind_of(achievement);
    draft.details.category = draft.details.category.take().or_else(|| achievement.text("achievementType"));
    draft.details.language =
        draft.details.language.take().or_else(|| achievement.first_text(&["inLanguage", "@language"]));
    let address = achievement.id().filter(|id| id.starts_with("http")).map(str::to_owned);
    draft.details.url = draft.details.url.take().or(address);
    for name in ["humanCode", "creditsAvailable"] {
        if let Some(value) = achievement.text(name) {
            draft.fields.insert(name.to_owned(), value);
        }
    }
    let any_assertion = !draft.assertions.is_empty();
    if let Some(trust) = &mut draft.trust {
        trust.endorsements += endorsements(achievement);
        trust.alignment_source = any_assertion.then_some(asserted_by);
        trust.recognition.extend(ctdl::recognition(achievement));
    }
}

/// What an achievement is, by its own word or that of its type; both may be CTDL's.
fn kind_of(achievement: Node<'_>) -> DocumentKind {
    let named = achievement.text("achievementType");
    let kind = ctdl::kind_of(named.as_deref().as_slice()).or_else(|| ctdl::kind_of(&achievement.types()));
    kind.unwrap_or(DocumentKind::Credential)
}
