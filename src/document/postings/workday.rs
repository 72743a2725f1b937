//! Workday: the detail of a posting as its career sites get it.
//!
//! ```json
//! {"jobPostingInfo": {"id": "x1", "title": "Welder", "jobDescription": "<p><b>Requirements</b></p><p>Weld pipes.</p>",
//!   "location": "Newark, NJ", "timeType": "Full time", "startDate": "2026-01-15", "jobReqId": "R-7",
//!   "externalUrl": "https://weld.example/job/R-7"}, "hiringOrganization": {"name": "Weld"}}
//! ```
//!
//! `jobDescription` is HTML with headings of its own. A list of postings (`jobPostings`) has titles only; each of those
//! is a document with nothing but a title. The layout is not documented by Workday.

use super::super::graph::{Graph, Object};
use super::super::structured::{Outcome, Reading};
use super::{listed, posting};

/// Whether an object is a posting or a list of titles.
pub fn recognises(object: &Object) -> bool {
    let listed = object.get("jobPostings").and_then(|list| list.get(0));
    object.get("jobPostingInfo").is_some_and(serde_json::Value::is_object)
        || listed.is_some_and(|first| first.get("externalPath").is_some())
}

/// The posting, or the titles of a list.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let root = graph.node(object);
    let organisation = root.node("hiringOrganization").and_then(|organisation| organisation.text("name"));
    let infos = root.nodes("jobPostingInfo").into_iter().chain(root.nodes("jobPostings"));
    let drafts = infos.map(|info| {
        let mut draft = posting(info, &["jobReqId", "id", "externalPath"], &["title"]);
        draft.push(&info.text("jobDescription").unwrap_or_default());
        draft.details.issuer.clone_from(&organisation);
        draft.details.place = info.first_text(&["location", "locationsText"]);
        draft.details.category = info.text("timeType");
        draft.details.published = info.first_text(&["startDate", "postedOn"]);
        draft.details.closes = info.text("endDate");
        draft.details.url = info.first_text(&["externalUrl", "externalPath"]);
        draft
    });
    listed(drafts.collect())
}
