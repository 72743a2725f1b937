//! What postings ask for against what credentials teach.

use super::library::{Library, Selection};
use super::problem::Problem;
use super::sides::{self, Bounds, Reading};
use super::workers::Room;
use crate::coverage::Filter;
use crate::gap::report::{self, Format, ReportOptions};
use crate::gap::{Field, Gap, Side, Survey, SurveyOptions};
use crate::matching::MatchOptions;

/// What is asked.
pub struct GapRequest {
    /// Taxonomies that both sides are mapped onto.
    pub selection: Selection,
    /// The field that documents are told apart by.
    pub by: Option<Field>,
    /// Conditions on the documents that count.
    pub filter: Filter,
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
    let options = SurveyOptions { by: request.by, filter: request.filter.clone(), ..SurveyOptions::default() };
    let mut survey = Survey::new(&indexes, options);
    let reading = Reading::usual(request.selection.clone(), request.bounds);
    for (role, side) in [(Side::Demand, postings), (Side::Supply, credentials)] {
        match side {
            sides::Side::Sent(source) => {
                sides::each_sent(library, room, source, &reading, |profiled| survey.add(role, &profiled))?;
            }
            sides::Side::Catalogue(name) => {
                let catalogue = library.catalogue(&name)?.pool.catalogue();
                catalogue.count_in(&mut survey, role, || request.bounds.in_time())?;
            }
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

/// The media type of a report.
pub fn media_type(format: Format) -> &'static str {
    match format {
        Format::Html => "text/html; charset=utf-8",
        Format::Csv => "text/csv; charset=utf-8",
        Format::JsonLines => "application/x-ndjson",
        Format::Table => "text/plain; charset=utf-8",
    }
}

/// A report as bytes.
pub fn written(format: Format, gap: &Gap, options: &ReportOptions) -> Result<Vec<u8>, Problem> {
    let mut output = Vec::new();
    report::write(format, gap, options, &mut output).map_err(|_| Problem::fault())?;
    Ok(output)
}
