//! `SmartRecruiters`: the detail of a posting.
//!
//! ```json
//! {"id": "743", "name": "Welder", "refNumber": "W-7", "company": {"name": "Weld"}, "location": {"city": "Newark"},
//!  "industry": {"label": "Machinery"}, "releasedDate": "2026-01-15T08:00:00Z", "jobAd": {"sections": {
//!   "companyDescription": {"title": "Company", "text": "…"}, "jobDescription": {"text": "<p>Build boilers.</p>"},
//!   "qualifications": {"text": "<ul><li>Weld pipes</li></ul>"}, "additionalInformation": {"text": "Dental plan."}}}}
//! ```
//!
//! `jobDescription` is the text, `qualifications` a section of requirements, `companyDescription` and
//! `additionalInformation` are about the company and stand last.
//! Reference: <https://developers.smartrecruiters.com/docs/posting-api>.

use super::super::graph::{Graph, Object};
use super::super::structured::{Outcome, Reading};
use super::posting;
use crate::model::{Code, CodeSystem};

/// Whether an object is a posting.
pub fn recognises(object: &Object) -> bool {
    object.get("jobAd").is_some_and(|ad| ad.get("sections").is_some())
}

/// The posting.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let node = graph.node(object);
    let mut draft = posting(node, &["id", "uuid", "refNumber"], &["name", "title"]);
    let sections = node.node("jobAd").and_then(|ad| ad.node("sections")).ok_or("a posting without sections")?;
    let text = |name: &str| sections.node(name).and_then(|section| section.text("text")).unwrap_or_default();
    draft.push(&text("jobDescription"));
    draft.push_under("Qualifications", &text("qualifications"));
    draft.push_under("Benefits", &text("additionalInformation"));
    draft.push_under("About the company", &text("companyDescription"));
    draft.details.issuer = node.text("company");
    draft.details.place = node.node("location").and_then(|place| {
        let parts = ["city", "region", "country"].iter().filter_map(|name| place.text(name)).collect::<Vec<_>>();
        (!parts.is_empty()).then(|| parts.join(", "))
    });
    let label = |name: &str| node.node(name).and_then(|value| value.text("label"));
    draft.details.category = label("typeOfEmployment");
    draft.details.level = label("experienceLevel");
    let industry = |name: String| Code { system: CodeSystem::Other, code: String::new(), name: Some(name) };
    draft.details.industry_codes = label("industry").into_iter().map(industry).collect();
    draft.details.published = node.text("releasedDate");
    draft.details.language = node.node("language").and_then(|language| language.text("code"));
    draft.details.url = node.first_text(&["postingUrl", "ref"]);
    Ok(vec![draft])
}
