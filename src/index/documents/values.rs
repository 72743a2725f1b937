//! How many documents have each value of a field, over the whole index.
//!
//! Values are terms with the name of their field in front, so those of a field stand side by side in the dictionary and
//! are counted as they pass by: memory depends on the documents and on how many values are wanted, never on how many
//! there are. A code stands there with each of its beginnings; a beginning is a value only where some document has
//! nothing longer. Documents that were removed are not counted.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;

use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermMerger;
use tantivy::{DocSet as _, SegmentReader, TERMINATED, Term};

use super::{Address, DocumentIndex, Place, damaged};
use crate::error::Result;

/// The values of a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueCounts {
    /// Values with the number of documents that have each, or of codes one that begins so; the most frequent first.
    pub values: Vec<(String, u64)>,
    /// How many further values there are.
    pub further: u64,
    /// How many documents have any.
    pub documents: u64,
}

/// A term that those below may yet be longer forms of.
struct Open {
    term: String,
    /// Its place among all terms of the field.
    number: u32,
    documents: u64,
    /// How many of these have a longer form of it.
    covered: u64,
}

/// No term yet.
const NONE: u32 = u32::MAX;

impl DocumentIndex {
    /// The values that stand behind a name and its sign, such as `level=`: those most documents have, at most so many,
    /// of those that are wanted. `nested` says that each stands there with its beginnings.
    pub fn value_counts(
        &self,
        start: &str,
        nested: bool,
        most: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<ValueCounts> {
        let mut count = Count { most, wanted, kept: BTreeSet::new(), counts: ValueCounts::default() };
        self.count_values(start, nested, &mut count).map_err(|error| damaged(&error.into()))?;
        let mut counts = count.counts;
        counts.values = count.kept.into_iter().map(|(Reverse(documents), value)| (value, documents)).collect();
        Ok(counts)
    }

    fn count_values(&self, start: &str, nested: bool, count: &mut Count<impl Fn(&str) -> bool>) -> io::Result<()> {
        let segments: Vec<&SegmentReader> = self.searcher.segment_readers().iter().collect();
        let field = self.fields.of(Place::Values);
        let open = |segment: &&SegmentReader| segment.inverted_index(field).map_err(io::Error::other);
        let inverted = segments.iter().map(open).collect::<io::Result<Vec<_>>>()?;
        let end = after(start);
        let streams = inverted.iter().map(|one| one.terms().range().ge(start).lt(&end).into_stream());
        let mut terms = TermMerger::new(streams.collect::<io::Result<Vec<_>>>()?);
        // Of each document the term that it was last met with.
        let mut last: Vec<Vec<u32>> = segments.iter().map(|segment| vec![NONE; segment.max_doc() as usize]).collect();
        let mut way: Vec<Open> = Vec::new();
        let mut number = 0;
        while terms.advance() {
            let Ok(term) = std::str::from_utf8(&terms.key()[start.len()..]) else { continue };
            while way.last().is_some_and(|above| !nested || !is_next(&above.term, term)) {
                count.close(way.pop());
            }
            let mut open = Open { term: term.to_owned(), number, documents: 0, covered: 0 };
            for (segment, info) in terms.current_segment_ords_and_term_infos() {
                let postings = inverted[segment].read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                let above = way.last().map(|above| above.number);
                let mut covered = 0;
                for document in alive(segments[segment], postings) {
                    let before = std::mem::replace(&mut last[segment][document as usize], number);
                    open.documents += 1;
                    count.counts.documents += u64::from(before == NONE);
                    covered += u64::from(Some(before) == above);
                }
                if let Some(above) = way.last_mut() {
                    above.covered += covered;
                }
            }
            way.push(open);
            number += 1;
        }
        while let Some(open) = way.pop() {
            count.close(Some(open));
        }
        Ok(())
    }

    /// Where the first documents with a term are, at most so many, in an order that is the same for the same additions.
    pub fn first(&self, place: Place, term: &str, most: usize) -> Result<Vec<Address>> {
        let field = self.fields.of(place);
        let term = Term::from_field_text(field, term);
        let mut found = Vec::new();
        for (ordinal, segment) in self.ordered()? {
            let inverted = segment.inverted_index(field).map_err(|error| damaged(&error))?;
            let postings = inverted.read_postings(&term, IndexRecordOption::Basic);
            let Some(postings) = postings.map_err(|error| damaged(&error.into()))? else { continue };
            let rest = most - found.len();
            found.extend(alive(segment, postings).take(rest).map(|document| Address { segment: ordinal, document }));
        }
        Ok(found)
    }
}

/// The values that are kept while others pass by.
struct Count<W> {
    most: usize,
    wanted: W,
    kept: BTreeSet<(Reverse<u64>, String)>,
    counts: ValueCounts,
}

impl<W: Fn(&str) -> bool> Count<W> {
    /// Takes a term that nothing longer follows any more.
    fn close(&mut self, open: Option<Open>) {
        let Some(open) = open.filter(|open| open.documents > open.covered && (self.wanted)(&open.term)) else { return };
        self.kept.insert((Reverse(open.documents), open.term));
        if self.kept.len() > self.most {
            self.kept.pop_last();
            self.counts.further += 1;
        }
    }
}

/// Whether a term is another with one more character.
fn is_next(beginning: &str, term: &str) -> bool {
    term.strip_prefix(beginning).is_some_and(|rest| rest.chars().count() == 1)
}

/// The first text behind all that begin so.
pub(super) fn after(start: &str) -> Vec<u8> {
    let mut end = start.as_bytes().to_vec();
    if let Some(last) = end.last_mut() {
        // What closes a field's name is ASCII.
        *last += 1;
    }
    end
}

/// The documents of some postings that were not removed.
fn alive(segment: &SegmentReader, mut postings: SegmentPostings) -> impl Iterator<Item = u32> {
    let bitset = segment.alive_bitset();
    std::iter::from_fn(move || {
        let document = postings.doc();
        (document != TERMINATED).then(|| {
            postings.advance();
            document
        })
    })
    .filter(move |document| bitset.is_none_or(|bitset| bitset.is_alive(*document)))
}
