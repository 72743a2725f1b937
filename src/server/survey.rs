//! What postings ask for against what credentials teach.

use super::library::{Library, Selection};
use super::problem::Problem;
use super::sides::{self, Bounds, Reading};
use super::workers::Room;
use crate::gap::{Field, Gap, Side, Survey, SurveyOptions};
use crate::matching::MatchOptions;

/// What is asked.
pub struct GapRequest {
    /// Taxonomies that both sides are mapped onto.
    pub selection: Selection,
    /// The field that documents are told apart by.
    pub by: Option<Field>,
    /// How much is read.
    pub bounds: Bounds,
}

/// Demand and supply of two sides.
pub fn gap(
    library: &Library,
    room: &mut Room,
    (postings, credentials): (sides::Side, sides::Side),
    request: &GapRequest,
) -> Result<Gap, Problem> {
    let indexes = library.indexes(&request.selection);
    let mut survey = Survey::new(&indexes, SurveyOptions { by: request.by, ..SurveyOptions::default() });
    let reading = Reading::usual(request.selection.clone(), request.bounds);
    for (role, side) in [(Side::Demand, postings), (Side::Supply, credentials)] {
        sides::each(library, room, side, &reading, |profiled| {
            let mut mappings = profiled.mappings;
            mappings.text = Some(profiled.document.text);
            survey.add(role, &mappings);
        })?;
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
