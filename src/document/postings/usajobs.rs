//! USAJOBS: the search answer of the United States government's job board, or one of its items.
//!
//! ```json
//! {"SearchResult": {"SearchResultItems": [{"MatchedObjectId": "7", "MatchedObjectDescriptor": {
//!   "PositionID": "W-7", "PositionTitle": "Welder", "PositionURI": "https://jobs.example/7",
//!   "QualificationSummary": "One year of welding.", "JobCategory": [{"Name": "Welding", "Code": "3703"}],
//!   "UserArea": {"Details": {"JobSummary": "…", "MajorDuties": ["Welds pipes."], "Requirements": "…"}}}}]}}
//! ```
//!
//! Summary, duties (a list or one text), qualifications and education become sections. `JobCategory` holds series of the
//! Office of Personnel Management, which are not codes of the SOC. What must be true of a person (citizenship, a
//! clearance) is under `KeyRequirements` and no skill.
//! Reference: <https://developer.usajobs.gov/api-reference/get-api-search>.

use super::super::graph::{Graph, Node, Object};
use super::super::structured::{Outcome, Reading};
use super::{listed, posting};
use crate::model::{Code, CodeSystem};

/// Whether an object is a search answer or a posting.
pub fn recognises(object: &Object) -> bool {
    let listed = object.get("SearchResult").and_then(|result| result.get("SearchResultItems"));
    listed.is_some()
        || object.contains_key("SearchResultItems")
        || object.contains_key("MatchedObjectDescriptor")
        || (object.contains_key("PositionID") && object.contains_key("PositionTitle"))
}

/// The postings.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let root = graph.node(object);
    let result = root.node("SearchResult").unwrap_or(root);
    let items =
        if result.value("SearchResultItems").is_some() { result.nodes("SearchResultItems") } else { vec![result] };
    listed(items.into_iter().map(|item| describe(item.node("MatchedObjectDescriptor").unwrap_or(item))).collect())
}

fn describe(node: Node<'_>) -> super::Draft {
    let mut draft = posting(node, &["PositionID", "PositionURI"], &["PositionTitle"]);
    let details = node.node("UserArea").and_then(|area| area.node("Details"));
    let texts = |name: &str| details.map(|details| details.texts(name).join("\n")).unwrap_or_default();
    draft.push(&texts("JobSummary"));
    draft.push_under("Responsibilities", &texts("MajorDuties"));
    draft.push_under("Qualifications", &node.text("QualificationSummary").unwrap_or_default());
    draft.push_under("Requirements", &texts("Education"));
    draft.push_under(
        "How to apply",
        &[texts("Requirements"), texts("Evaluations"), texts("OtherInformation")].join("\n"),
    );
    draft.details.issuer = node.first_text(&["OrganizationName", "DepartmentName"]);
    draft.details.place = node.first_text(&["PositionLocationDisplay", "PositionLocation"]);
    draft.details.published = node.first_text(&["PublicationStartDate", "PositionStartDate"]);
    draft.details.closes = node.first_text(&["ApplicationCloseDate", "PositionEndDate"]);
    draft.details.url = node.text("PositionURI");
    draft.details.category = node.node("PositionSchedule").and_then(|schedule| schedule.text("Name"));
    draft.details.level = node.node("JobGrade").and_then(|grade| grade.text("Code"));
    let series = node.nodes("JobCategory").into_iter().filter_map(|category| {
        Some(Code { system: CodeSystem::OpmSeries, code: category.text("Code")?, name: category.text("Name") })
    });
    draft.details.occupation_codes = series.collect();
    draft
}
