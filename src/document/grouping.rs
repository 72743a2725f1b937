//! Records that are one document together: the sentences of a posting, the outcomes of a course.
//!
//! Records of a group need not stand next to each other, so an input that is grouped is read to its end
//! before the first document comes, and its size is what it takes in memory.

use std::collections::HashMap;

use super::drafts::{Draft, Drafts, LONGEST_TEXT};
use crate::error::{Diagnostics, Error, Result, Severity};
use crate::model::PartKind;

/// Drafts with equal group values as one, in the order in which the groups begin.
pub(super) struct Groups {
    inner: Box<dyn Drafts>,
    joined: Option<std::vec::IntoIter<Draft>>,
    /// What ended the input early; told after the groups that were read before it.
    failure: Option<Error>,
    diagnostics: Diagnostics,
}

impl Groups {
    pub fn new(inner: Box<dyn Drafts>) -> Self {
        Self { inner, joined: None, failure: None, diagnostics: Diagnostics::default() }
    }

    fn collect(&mut self) -> Vec<Draft> {
        let mut groups: Vec<Draft> = Vec::new();
        let mut by_values: HashMap<Vec<String>, usize> = HashMap::new();
        loop {
            let draft = match self.inner.next_draft() {
                Ok(Some(draft)) => draft,
                Ok(None) => break,
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            };
            if draft.group.iter().all(String::is_empty) && draft.length <= LONGEST_TEXT {
                self.diagnostics.push(Severity::Skipped, draft.position, "no value in the columns to group by");
                continue;
            }
            if let Some(&at) = by_values.get(&draft.group) {
                join(&mut groups[at], draft);
            } else {
                by_values.insert(draft.group.clone(), groups.len());
                groups.push(begin(draft));
            }
        }
        groups
    }
}

/// A group takes its name from the values that make it, not from the first of its records.
fn begin(mut draft: Draft) -> Draft {
    let values: Vec<&str> = draft.group.iter().map(String::as_str).filter(|value| !value.is_empty()).collect();
    draft.id = values.join("-");
    let parts = std::mem::take(&mut draft.parts);
    for (kind, text) in parts {
        append(&mut draft.parts, kind, &text);
    }
    draft
}

fn join(group: &mut Draft, draft: Draft) {
    group.length = group.length.saturating_add(draft.length).saturating_add(draft.parts.len());
    if group.length > LONGEST_TEXT {
        group.parts.clear();
        return;
    }
    if group.title.is_empty() {
        group.title = draft.title;
    } else if !draft.title.is_empty() && draft.title != group.title {
        append(&mut group.parts, PartKind::Body, &draft.title);
    }
    for (kind, text) in draft.parts {
        append(&mut group.parts, kind, &text);
    }
    group.fields.retain(|name, value| draft.fields.get(name) == Some(value));
}

/// Adds a text as a line to the part of its kind.
fn append(parts: &mut Vec<(PartKind, String)>, kind: PartKind, text: &str) {
    match parts.iter_mut().find(|(other, _)| *other == kind) {
        Some((_, joined)) => {
            joined.push('\n');
            joined.push_str(text);
        }
        None => parts.push((kind, text.to_owned())),
    }
}

impl Drafts for Groups {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        if self.joined.is_none() {
            self.joined = Some(self.collect().into_iter());
        }
        if let Some(draft) = self.joined.as_mut().and_then(Iterator::next) {
            return Ok(Some(draft));
        }
        self.failure.take().map_or(Ok(None), Err)
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        let mut diagnostics = self.inner.take_diagnostics();
        diagnostics.extend(std::mem::take(&mut self.diagnostics));
        diagnostics
    }
}
