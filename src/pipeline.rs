//! The main job as one stream: documents in, mappings out, in input order, whatever the number of threads.
//!
//! Documents are taken in batches bounded by number and by bytes; while one batch is mapped by all threads
//! the next is read. Memory therefore depends on the batch and not on the input.

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
    mut sink: impl FnMut(DocumentMappings) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let mut summary = Summary::default();
    let mut batch = next_batch(reader)?;
    loop {
        summary.diagnostics.extend(reader.take_diagnostics());
        if strict {
            summary.diagnostics.refuse()?;
        }
        if batch.is_empty() {
            return Ok(summary);
        }
        let (mapped, next) = rayon::join(|| map_batch(matcher, &batch, with_text), || next_batch(reader));
        for document in mapped {
            summary.documents += 1;
            summary.mapped += usize::from(!document.mappings.is_empty());
            summary.mappings += document.mappings.len();
            sink(document)?;
        }
        batch = next?;
    }
}

/// Maps every document of a reader and hands it on in input order, ready to be compared.
pub fn prepare_documents<E: From<crate::error::Error>>(
    reader: &mut dyn DocumentReader,
    matcher: &Matcher<'_>,
    digester: &Digester,
    strict: bool,
    mut sink: impl FnMut(Vec<Prepared>) -> std::result::Result<(), E>,
) -> std::result::Result<Summary, E> {
    let mut summary = Summary::default();
    let mut batch = next_batch(reader)?;
    loop {
        summary.diagnostics.extend(reader.take_diagnostics());
        if strict {
            summary.diagnostics.refuse()?;
        }
        if batch.is_empty() {
            return Ok(summary);
        }
        let (mapped, next) = rayon::join(|| map_batch(matcher, &batch, false), || next_batch(reader));
        for document in &mapped {
            summary.documents += 1;
            summary.mapped += usize::from(!document.mappings.is_empty());
            summary.mappings += document.mappings.len();
        }
        let pairs: Vec<(Document, DocumentMappings)> = batch.into_iter().zip(mapped).collect();
        let prepare = |(document, mappings)| digester.prepare(Profiled { document, mappings });
        sink(pairs.into_par_iter().map(prepare).collect())?;
        batch = next?;
    }
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
            batch.iter().for_each(|document| counts.add(&document.digest));
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

fn answer_all(questions: Vec<Prepared>, setting: &MatchSetting<'_>, counts: &StemCounts) -> Result<Vec<MatchedDocument>> {
    let comparer = Comparer::new(setting.concepts, setting.digester, setting.pool, Some(counts), setting.options);
    let answer = |document: Prepared| {
        let mut question = Question::new(document);
        if let Some(occupations) = setting.occupations {
            if let Some((context, inferred)) = occupations.consider(&mut question.document, setting.concepts) {
                question.occupation = Some(context);
                question.inferred = if setting.infer { inferred } else { Vec::new() };
            }
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

fn map_batch(matcher: &Matcher<'_>, batch: &[Document], with_text: bool) -> Vec<DocumentMappings> {
    let map = |scratch: &mut Vec<_>, document: &Document| {
        let mut mapped = matcher.map(document, scratch);
        mapped.text = with_text.then(|| document.text.clone());
        mapped
    };
    // Few, large pieces: each brings room of its own for scoring.
    let piece = batch.len().div_ceil(rayon::current_num_threads() * 4).max(1);
    let pieces: Vec<Vec<DocumentMappings>> = batch
        .par_chunks(piece)
        .map_init(|| matcher.scratch(), |scratch, documents| documents.iter().map(|one| map(scratch, one)).collect())
        .collect();
    pieces.into_iter().flatten().collect()
}
