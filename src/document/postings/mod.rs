//! Job postings as applicant tracking systems and job boards give them: one file a format.
//!
//! What a feed keeps apart (duties, requirements, the company) becomes sections of the text below the headings that
//! the text layer knows; what it writes as one piece of HTML has headings of its own. Only what the user hands over is
//! read: nothing is fetched from any of these services.

pub(super) mod ashby;
pub(super) mod greenhouse;
pub(super) mod hr_open;
pub(super) mod lever;
pub(super) mod smart_recruiters;
pub(super) mod usajobs;
pub(super) mod workday;

use super::drafts::{Draft, one_line};
use super::graph::{Node, Object};
use super::structured::Outcome;
use crate::model::DocumentKind;
use crate::text::plain_text;

/// A posting with identifier and title.
fn posting(node: Node<'_>, ids: &[&str], titles: &[&str]) -> Draft {
    let text = |names: &[&str]| node.first_text(names).map(|text| one_line(&plain_text(&text))).unwrap_or_default();
    Draft { kind: DocumentKind::Posting, id: text(ids), title: text(titles), ..Draft::default() }
}

/// Whether an object is a job, or a list `jobs` of them whose elements were not taken apart.
fn is_job_or_list(object: &Object, is_job: impl Fn(&Object) -> bool) -> bool {
    let first = object.get("jobs").and_then(|jobs| jobs.get(0)).and_then(|job| job.as_object());
    is_job(object) || first.is_some_and(is_job)
}

/// The jobs of such a list, or the one job.
fn jobs_of(root: Node<'_>) -> Vec<Node<'_>> {
    if root.object.contains_key("jobs") { root.nodes("jobs") } else { vec![root] }
}

/// Postings of a feed; one that is empty is said to be so.
fn listed(drafts: Vec<Draft>) -> Outcome {
    if drafts.is_empty() { Err("a list without postings".to_owned()) } else { Ok(drafts) }
}
