//! One side held against the other: which credentials cover a job, and which jobs a credential serves.

use super::library::{Library, Selection};
use super::problem::Problem;
use super::sides::{self, Bounds, Reading, Side};
use super::workers::Room;
use crate::coverage::{Comparer, ComparisonOptions, Concepts, Digester, MemoryPool, Pool, Prepared, Question};
use crate::fs::SourceFile;
use crate::model::MatchedDocument;

/// Most documents that one request may ask about.
pub const MOST_QUESTIONS: usize = 20;

/// What is asked.
pub struct MatchRequest {
    /// Taxonomies that both sides are mapped onto.
    pub selection: Selection,
    /// How they are compared.
    pub options: ComparisonOptions,
    /// How much is read.
    pub bounds: Bounds,
}

/// Every document of the first side with those of the second that fit it, best first.
pub fn matched(
    library: &Library,
    room: &mut Room,
    asked: SourceFile,
    against: Side,
    request: &MatchRequest,
) -> Result<Vec<MatchedDocument>, Problem> {
    let indexes = library.indexes(&request.selection);
    let language = indexes.first().and_then(|index| index.taxonomy.info.languages.first()).map_or("", String::as_str);
    let digester = Digester::new(library.whole_space(), language);
    let mut prepared = |source: SourceFile, bounds: Bounds| {
        let reading = Reading::usual(request.selection.clone(), bounds);
        let mut documents: Vec<Prepared> = Vec::new();
        sides::each_sent(library, room, source, &reading, |document| documents.push(digester.prepare(document)))?;
        Ok::<_, Problem>(documents)
    };
    let sent: MemoryPool;
    let pool: &dyn Pool = match against {
        Side::Sent(source) => {
            sent = MemoryPool::new(prepared(source, request.bounds)?);
            &sent
        }
        Side::Catalogue(name) => &library.catalogue(&name)?.pool,
    };
    if pool.documents() == 0 {
        return Err(Problem::bad_request("there is nothing to match against"));
    }
    let questions = prepared(asked, request.bounds.at_most(MOST_QUESTIONS))?;
    if questions.is_empty() {
        return Err(Problem::bad_request("there is no document to ask about"));
    }
    let concepts = Concepts::new(&indexes);
    let occupations = library.occupations(&request.selection, &concepts);
    let comparer = Comparer::new(&concepts, &digester, pool, None, &request.options);
    let mut answers = Vec::new();
    for document in questions {
        request.bounds.in_time()?;
        let mut question = Question::new(document);
        question.occupation = occupations.consider(&mut question.document, &concepts).map(|(context, _)| context);
        answers.push(comparer.answer(&question)?);
    }
    Ok(answers)
}
