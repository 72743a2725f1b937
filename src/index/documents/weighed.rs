//! The documents of a segment in which some terms weigh most: BM25, added up for every document, term by term.
//!
//! Passing over the documents that cannot be among the best wins where a question has a few seldom terms. Here it has
//! dozens of middling ones, and with those the passing over costs several times what it saves: adding up is a loop over
//! blocks of postings into a flat array.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Searcher, SegmentReader, Term};

use crate::index::best::Best;

type Outcome<T> = std::result::Result<T, tantivy::TantivyError>;

/// Terms of one field, each with its weight among all documents.
pub(super) struct Weighing {
    field: Field,
    terms: Vec<(Term, Bm25Weight)>,
    /// One over what a document would have that is nothing but these terms.
    share: f32,
}

impl Weighing {
    /// Terms with a factor each to their own rarity. `average_length` is that of the field in terms.
    pub fn new<'a>(
        searcher: &Searcher,
        field: Field,
        terms: impl IntoIterator<Item = (&'a str, f32)>,
        average_length: f32,
    ) -> Outcome<Self> {
        let documents = searcher.segment_readers().iter().map(|segment| u64::from(segment.max_doc())).sum();
        let weighed = |(text, factor)| {
            let term = Term::from_field_text(field, text);
            let frequency = searcher.doc_freq(&term)?;
            let weight = Bm25Weight::for_one_term_without_explain(frequency, documents, average_length);
            Ok((term, weight.boost_by(factor)))
        };
        let terms: Vec<(Term, Bm25Weight)> = terms.into_iter().map(weighed).collect::<Outcome<_>>()?;
        let most: f32 = terms.iter().map(|(_, weight)| weight.max_score()).sum();
        Ok(Self { field, terms, share: 1.0 / most.max(f32::EPSILON) })
    }

    /// The score of every document of a segment.
    fn scores(&self, segment: &SegmentReader) -> Outcome<Vec<f32>> {
        let mut scores = vec![0.0f32; segment.max_doc() as usize];
        let inverted = segment.inverted_index(self.field)?;
        let lengths = match segment.fieldnorms_readers().get_field(self.field)? {
            Some(lengths) => lengths,
            None => FieldNormReader::constant(segment.max_doc(), 1),
        };
        for (term, weight) in &self.terms {
            if let Some(postings) = inverted.read_block_postings(term, IndexRecordOption::WithFreqs)? {
                each_block(postings, |documents, frequencies| {
                    for (document, frequency) in documents.iter().zip(frequencies) {
                        scores[*document as usize] += weight.score(lengths.fieldnorm_id(*document), *frequency);
                    }
                });
            }
        }
        Ok(scores)
    }
}

/// The best documents of a segment with their scores, best first, at most so many of each list: first those that have
/// most of all weighings together, then those of each. Only of documents that have one term of each list demanded.
pub(super) fn best_of(
    weighings: &[Weighing],
    demanded: &[Vec<Term>],
    segment: &SegmentReader,
    count: usize,
) -> Outcome<Vec<Vec<(f32, DocId)>>> {
    let demanded = demanded.iter().map(|terms| having(segment, terms)).collect::<Outcome<Vec<_>>>()?;
    let alive = segment.alive_bitset();
    let wanted = |document: DocId| {
        alive.is_none_or(|alive| alive.is_alive(document)) && demanded.iter().all(|having| having[document as usize])
    };
    let mut best = Best::default();
    let mut list = |scores: &[f32]| {
        best.begin(count);
        for (document, score) in (0..).zip(scores) {
            if *score > 0.0 && best.takes(*score) && wanted(document) {
                best.offer(*score, document);
            }
        }
        best.best().collect()
    };
    let mut together = vec![0.0f32; segment.max_doc() as usize];
    let mut lists = vec![Vec::new()];
    for weighing in weighings {
        let scores = weighing.scores(segment)?;
        for (sum, score) in together.iter_mut().zip(&scores) {
            *sum += score * weighing.share;
        }
        lists.push(list(&scores));
    }
    lists[0] = list(&together);
    Ok(lists)
}

/// Which documents of a segment have one of some terms.
fn having(segment: &SegmentReader, terms: &[Term]) -> Outcome<Vec<bool>> {
    let mut having = vec![false; segment.max_doc() as usize];
    for term in terms {
        let inverted = segment.inverted_index(term.field())?;
        if let Some(postings) = inverted.read_block_postings(term, IndexRecordOption::Basic)? {
            each_block(postings, |documents, _| {
                for document in documents {
                    having[*document as usize] = true;
                }
            });
        }
    }
    Ok(having)
}

/// Hands on the documents of a term block by block, with how often each has it.
fn each_block(mut postings: BlockSegmentPostings, mut take: impl FnMut(&[DocId], &[u32])) {
    while postings.block_len() > 0 {
        take(postings.docs(), postings.freqs());
        postings.advance();
    }
}
