//! One side held against the other, of documents that a request brings along: which credentials cover a job, and
//! which jobs a credential serves.

use std::time::Instant;

use super::library::{Library, Selection};
use super::problem::Problem;
use super::workers::Room;
use crate::coverage::{Comparer, ComparisonOptions, Concepts, Digester, MemoryPool, Prepared, Profiled, Question};
use crate::document::{self, DocumentReader as _, ReadOptions};
use crate::fs::SourceFile;
use crate::matching::MatchOptions;
use crate::model::MatchedDocument;

/// Most documents that one request may ask about.
pub const MOST_QUESTIONS: usize = 20;

/// What is asked.
pub struct MatchRequest {
    /// Taxonomies that both sides are mapped onto.
    pub selection: Selection,
    /// How they are compared.
    pub options: ComparisonOptions,
    /// Most documents of the other side.
    pub items: usize,
    /// When nobody waits any more.
    pub deadline: Instant,
}

/// Every document of the first input with those of the second that fit it, best first.
pub fn matched(
    library: &Library,
    room: &mut Room,
    asked: SourceFile,
    against: SourceFile,
    request: &MatchRequest,
) -> Result<Vec<MatchedDocument>, Problem> {
    let indexes = library.indexes(&request.selection);
    let language = indexes.first().and_then(|index| index.taxonomy.info.languages.first()).map_or("", String::as_str);
    let digester = Digester::new(library.whole_space(), language);
    let pool = prepared(library, room, against, (&digester, request.items), request)?;
    if pool.is_empty() {
        return Err(Problem::bad_request("there is nothing to match against"));
    }
    let questions = prepared(library, room, asked, (&digester, MOST_QUESTIONS), request)?;
    if questions.is_empty() {
        return Err(Problem::bad_request("there is no document to ask about"));
    }
    let pool = MemoryPool::new(pool);
    let concepts = Concepts::new(&indexes);
    let comparer = Comparer::new(&concepts, &digester, &pool, None, &request.options);
    let mut answers = Vec::new();
    for question in questions {
        if Instant::now() > request.deadline {
            return Err(Problem::too_slow());
        }
        answers.push(comparer.answer(&Question::new(question))?);
    }
    Ok(answers)
}

fn prepared(
    library: &Library,
    room: &mut Room,
    source: SourceFile,
    (digester, most): (&Digester, usize),
    request: &MatchRequest,
) -> Result<Vec<Prepared>, Problem> {
    let mut reader = document::open_all(vec![source], &ReadOptions::default());
    let (matcher, scratch) = room.matcher(library, &request.selection, MatchOptions::default());
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document()? {
        if documents.len() >= most {
            return Err(Problem::too_large(format!("more than {most} documents on one side"))
                .hint("skillmap match on the command line takes any number"));
        }
        if Instant::now() > request.deadline {
            return Err(Problem::too_slow());
        }
        let mappings = matcher.map(&document, scratch);
        documents.push(digester.prepare(Profiled { document, mappings }));
    }
    Ok(documents)
}
