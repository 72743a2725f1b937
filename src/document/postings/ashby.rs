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
use super::{is_job_or_list, jobs_of, listed, posting};

/// Whether an object is a job, or a list of them.
pub fn recognises(object: &Object) -> bool {
    let is_job = |job: &Object| {
        let described = job.contains_key("descriptionHtml") || job.contains_key("descriptionPlain");
        job.contains_key("title") && job.contains_key("jobUrl") && described
    };
    is_job_or_list(object, is_job)
}

/// The job or jobs.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let drafts = jobs_of(graph.node(object)).into_iter().map(|job| {
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
