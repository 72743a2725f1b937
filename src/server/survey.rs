//! What postings ask for against what credentials teach, of documents that a request brings along.

use std::time::Instant;

use super::library::{Library, Selection};
use super::problem::Problem;
use super::workers::Room;
use crate::document::{self, DocumentReader as _, ReadOptions};
use crate::fs::SourceFile;
use crate::gap::{Field, Gap, Side, Survey, SurveyOptions};
use crate::matching::MatchOptions;

/// What is asked.
pub struct GapRequest {
    /// Taxonomies that both sides are mapped onto.
    pub selection: Selection,
    /// The field that documents are told apart by.
    pub by: Option<Field>,
    /// Most documents of each side.
    pub items: usize,
    /// When nobody waits any more.
    pub deadline: Instant,
}

/// Demand and supply of two inputs.
pub fn gap(
    library: &Library,
    room: &mut Room,
    (jobs, credentials): (SourceFile, SourceFile),
    request: &GapRequest,
) -> Result<Gap, Problem> {
    let indexes = library.indexes(&request.selection);
    let mut survey = Survey::new(&indexes, SurveyOptions { by: request.by, ..SurveyOptions::default() });
    let (matcher, scratch) = room.matcher(library, &request.selection, MatchOptions::default());
    for (side, source) in [(Side::Demand, jobs), (Side::Supply, credentials)] {
        let mut reader = document::open_all(vec![source], &ReadOptions::default());
        let mut count = 0;
        while let Some(document) = reader.next_document()? {
            count += 1;
            if count > request.items {
                return Err(Problem::too_large(format!("more than {} documents on one side", request.items))
                    .hint("skillmap gap on the command line takes any number"));
            }
            if Instant::now() > request.deadline {
                return Err(Problem::too_slow());
            }
            let mut mapped = matcher.map(&document, scratch);
            mapped.text = Some(document.text);
            survey.add(side, &mapped);
        }
    }
    let best = MatchOptions { top: Some(1), min_confidence: 0.0, ..MatchOptions::default() };
    // A room can be borrowed by one asker at a time; the phrases are looked up one after another.
    let room = std::cell::RefCell::new(room);
    Ok(survey.finish(|words| {
        let mut room = room.borrow_mut();
        let (searcher, scratch) = room.matcher(library, &request.selection, best.clone());
        let found = searcher.search_in(words, "", scratch).into_iter().next()?;
        Some((found.concept.label, found.confidence))
    }))
}
