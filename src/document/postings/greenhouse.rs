//! Greenhouse: a job of a public board, alone or in the list `jobs`.
//!
//! ```json
//! {"jobs": [{"id": 7, "internal_job_id": 3, "title": "Welder", "updated_at": "2026-01-15T08:00:00-05:00",
//!   "absolute_url": "https://boards.example/weld/jobs/7", "location": {"name": "Newark, NJ"}, "language": "en",
//!   "departments": [{"name": "Shop"}], "metadata": [{"name": "Skills", "value": ["TIG"]}],
//!   "content": "&lt;h2&gt;Requirements&lt;/h2&gt;&lt;ul&gt;&lt;li&gt;Weld pipes&lt;/li&gt;&lt;/ul&gt;"}]}
//! ```
//!
//! `content` is HTML that was escaped, and has headings of its own. Custom fields of `metadata` whose name is of skills
//! are asserted. `company_name`, where there is one, is the issuer.
//! Reference: <https://developers.greenhouse.io/job-board.html>.

use super::super::fields::Columns;
use super::super::graph::{Graph, Object};
use super::super::structured::{Outcome, Reading};
use super::{is_job_or_list, jobs_of, listed, posting};
use crate::model::{AssertedBy, AssertedRelation, Assertion};

/// Whether an object is a job, or a list of them.
pub fn recognises(object: &Object) -> bool {
    let is_job = |job: &Object| {
        job.contains_key("title")
            && job.contains_key("absolute_url")
            && (job.contains_key("content") || job.contains_key("internal_job_id"))
    };
    is_job_or_list(object, is_job)
}

/// The job or jobs.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let drafts = jobs_of(graph.node(object)).into_iter().map(|job| {
        let mut draft = posting(job, &["id", "requisition_id"], &["title"]);
        draft.push(&job.text("content").unwrap_or_default());
        for field in job.nodes("metadata") {
            let name = field.text("name").unwrap_or_default();
            let values = field.texts("value");
            if Columns::is_text_or_skills(&name) {
                for value in values {
                    let asserted_by = Some(AssertedBy::Issuer);
                    draft.assert(Assertion {
                        name: Some(value),
                        relation: AssertedRelation::Requires,
                        asserted_by,
                        ..Assertion::default()
                    });
                }
            } else if !values.is_empty() {
                draft.fields.insert(name, values.join("; "));
            }
        }
        let departments = job.texts("departments").join("; ");
        if !departments.is_empty() {
            draft.fields.insert("departments".to_owned(), departments);
        }
        draft.details.issuer = job.text("company_name");
        draft.details.place = job.text("location");
        draft.details.language = job.text("language");
        draft.details.published = job.first_text(&["first_published", "updated_at"]);
        draft.details.url = job.text("absolute_url");
        draft
    });
    listed(drafts.collect())
}
