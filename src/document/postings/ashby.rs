//! Ashby: a job of a public board, alone or in the list `jobs`.
//!
//! ```json
//! {"jobs": [{"id": "b-1", "title": "Welder", "department": "Shop", "team": "Boilers", "employmentType": "FullTime",
//!   "location": "Newark", "descriptionHtml": "<h2>Requirements</h2><p>Weld pipes.</p>", "descriptionPlain": "Weld …",
//!   "jobUrl": "https://jobs.example/weld/b-1", "publishedAt": "2026-01-15T08:00:00Z"}]}
//! ```
//!
//! The HTML is taken before the plain text, because it keeps headings and lists apart.
//! Reference: <https://developers.ashbyhq.com/docs/public-job-posting-api>.

use super::super::graph::{Graph, Object};
use super::super::structured::{Outcome, Reading};
use super::{listed, posting};

/// Whether an object is a job, or a list of them whose elements were not taken apart.
pub fn recognises(object: &Object) -> bool {
    let is_job = |job: &Object| {
        let described = job.contains_key("descriptionHtml") || job.contains_key("descriptionPlain");
        job.contains_key("title") && job.contains_key("jobUrl") && described
    };
    let first = object.get("jobs").and_then(|jobs| jobs.get(0)).and_then(|job| job.as_object());
    is_job(object) || first.is_some_and(is_job)
}

/// The job or jobs.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let root = graph.node(object);
    let jobs = if object.contains_key("jobs") { root.nodes("jobs") } else { vec![root] };
    let drafts = jobs.into_iter().map(|job| {
        let mut draft = posting(job, &["id"], &["title"]);
        draft.push(&job.first_text(&["descriptionHtml", "descriptionPlain"]).unwrap_or_default());
        for name in ["department", "team"] {
            if let Some(value) = job.text(name) {
                draft.fields.insert(name.to_owned(), value);
            }
        }
        draft.details.category = job.text("employmentType");
        draft.details.place = job.text("location");
        draft.details.published = job.text("publishedAt");
        draft.details.url = job.text("jobUrl");
        draft
    });
    listed(drafts.collect())
}
