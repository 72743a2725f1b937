//! The main job as one stream: documents in, mappings out, in input order, whatever the number of threads.
//!
//! Documents are taken in batches bounded by number and by bytes; while one batch is mapped by all threads the next is
//! read and the one before is handed on. Memory therefore depends on the batch and not on the input.

use rayon::prelude::*;

use crate::coverage::{
    Comparer, ComparisonOptions, Concepts, Digester, Occupations, Pool, Prepared, Profiled, Question, StemCounts,
};
use crate::document::DocumentReader;
use crate::error::{Diagnostics, Result};
use crate::matching::Matcher;
use crate::model::{Document, DocumentMappings, MatchedDocument};

/// Most documents of a batch.
const BATCH_DOCUMENTS: usize = 512;
/// Most bytes of text of a batch, but for its last document.
const BATCH_BYTES: usize = 4 << 20;

/// What a run did.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Documents mapped.
    pub documents: usize,
    /// Documents with at least one mapping.
    pub mapped: usize,
    /// Mappings altogether.
    pub mappings: usize,
    /// What was skipped or repaired while reading.
    pub diagnostics: Diagnostics,
}

/// Maps every document of a reader and hands the results on in input order.
///
/// `strict` refuses the input at the first record that would be skipped; `with_text` puts each document's
/// text into its result. An error of the sink ends the run.
pub fn map_documents<E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    strict: bool,
    with_text: bool,
    sink: impl FnMut(DocumentMappings) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let finish = |document: Document, mut mapped: DocumentMappings| {
        mapped.text = with_text.then_some(document.text);
        mapped
    };
    map_each(reader, matcher, strict, finish, sink)
}

/// The same for whoever wants the documents too: `finish` makes of a document and its mappings what is handed on, on
/// all threads.
pub fn map_each<T: Send, E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    strict: bool,
    finish: impl Fn(Document, DocumentMappings) -> T + Sync,
    mut sink: impl FnMut(T) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    map_batches(reader, matcher, strict, finish, |batch| batch.into_iter().try_for_each(&mut sink))
}

/// The same, handed on by batches.
fn map_batches<T: Send, E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    strict: bool,
    finish: impl Fn(Document, DocumentMappings) -> T + Sync,
    mut sink: impl FnMut(Vec<T>) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let mut summary = Summary::default();
    let mut batch = next_batch(reader)?;
    let mut finished: Vec<T> = Vec::new();
    loop {
        summary.diagnostics.extend(reader.take_diagnostics());
        if strict {
            summary.diagnostics.refuse()?;
        }
        if batch.is_empty() {
            sink(finished)?;
            return Ok(summary);
        }
        // All threads map this batch, one of them reads the next, and meanwhile this thread hands on the last one.
        let mut work = None;
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| work = Some(rayon::join(|| map_batch(matcher, batch, &finish), || next_batch(reader))));
            sink(std::mem::take(&mut finished))
        })?;
        let (mapped, next) = work.expect("the scope has waited for it");
        let counts;
        (counts, finished) = mapped.into_iter().unzip::<usize, T, Vec<usize>, Vec<T>>();
        summary.documents += counts.len();
        summary.mapped += counts.iter().filter(|count| **count > 0).count();
        summary.mappings += counts.iter().sum::<usize>();
        batch = next?;
    }
}

/// Maps every document of a reader and hands it on in input order, ready to be compared.
pub fn prepare_documents<E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    digester: &Digester,
    strict: bool,
    sink: impl FnMut(Vec<Prepared>) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let prepare = |document, mappings| digester.prepare(Profiled { document, mappings });
    map_batches(reader, matcher, strict, prepare, sink)
}

/// How many questions are read before the first is answered, so that it is known which words are common among them.
const QUESTIONS: usize = 4_096;

/// What questions are held against.
pub struct MatchSetting<'a> {
    /// The concepts of both sides.
    pub concepts: &'a Concepts<'a>,
    /// Makes digests.
    pub digester: &'a Digester,
    /// The other side.
    pub pool: &'a dyn Pool,
    /// What is asked for.
    pub options: &'a ComparisonOptions,
    /// Occupations, when they shall be context.
    pub occupations: Option<&'a Occupations>,
    /// Whether skills count that only the occupation says are needed.
    pub infer: bool,
}

/// Holds every document of a reader against a pool and hands the answers on in input order.
pub fn match_documents<E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    setting: &MatchSetting<'_>,
    strict: bool,
    mut sink: impl FnMut(MatchedDocument) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let mut counts = StemCounts::default();
    let mut waiting: Vec<Prepared> = Vec::new();
    let mut begun = false;
    let summary = prepare_documents::<E>(reader, matcher, setting.digester, strict, |batch| {
        if !begun {
            for document in &batch {
                counts.add(&document.digest);
            }
        }
        waiting.extend(batch);
        if waiting.len() >= QUESTIONS || begun {
            begun = true;
            answer_all(std::mem::take(&mut waiting), setting, &counts)?.into_iter().try_for_each(&mut sink)?;
        }
        Ok(())
    })?;
    answer_all(waiting, setting, &counts)?.into_iter().try_for_each(&mut sink)?;
    Ok(summary)
}

fn answer_all(
    questions: Vec<Prepared>,
    setting: &MatchSetting<'_>,
    counts: &StemCounts,
) -> Result<Vec<MatchedDocument>> {
    let comparer = Comparer::new(setting.concepts, setting.digester, setting.pool, Some(counts), setting.options);
    let answer = |document: Prepared| {
        let mut question = Question::new(document);
        let known =
            setting.occupations.and_then(|occupations| occupations.consider(&mut question.document, setting.concepts));
        if let Some((context, inferred)) = known {
            question.occupation = Some(context);
            question.inferred = if setting.infer { inferred } else { Vec::new() };
        }
        comparer.answer(&question)
    };
    questions.into_par_iter().map(answer).collect()
}

fn next_batch(reader: &mut dyn DocumentReader) -> Result<Vec<Document>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let Some(document) = reader.next_document()? else { break };
        bytes += document.text.len();
        batch.push(document);
    }
    Ok(batch)
}

/// What was made of each document of a batch, with how many mappings it has.
fn map_batch<T: Send>(
    matcher: &Matcher<'_>,
    batch: Vec<Document>,
    finish: &(impl Fn(Document, DocumentMappings) -> T + Sync),
) -> Vec<(usize, T)> {
    // Few, large pieces: each takes room of its own for scoring.
    let length = batch.len().div_ceil(rayon::current_num_threads() * 4).max(1);
    let mut pieces: Vec<Vec<Document>> = Vec::new();
    let mut rest = batch.into_iter();
    loop {
        let piece: Vec<Document> = rest.by_ref().take(length).collect();
        if piece.is_empty() {
            break;
        }
        pieces.push(piece);
    }
    let mapped: Vec<Vec<(usize, T)>> = pieces
        .into_par_iter()
        .map(|documents| {
            matcher.with_scratch(|scratch| {
                let one = |document: Document| {
                    let mapped = matcher.map(&document, scratch);
                    (mapped.mappings.len(), finish(document, mapped))
                };
                documents.into_iter().map(one).collect()
            })
        })
        .collect();
    mapped.into_iter().flatten().collect()
}
