//! What documents state, read as a column: a few words each, document after document, without their content.
//!
//! The column holds numbers, and a dictionary beside it the statements in order. So statements that begin in a certain
//! way are a range of numbers, others cost next to nothing, and one that many documents make is read once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;
use std::ops::Range;
use std::rc::Rc;

use tantivy::SegmentReader;
use tantivy::columnar::{StrColumn, TermOrdHit};

use super::values::after;
use super::{About, Address, DocumentIndex, damaged};
use crate::error::Result;

/// Most statements that are remembered while documents pass by.
const REMEMBERED: usize = 1 << 16;

/// The statements of a segment that begin in certain ways.
pub(super) struct Column {
    pub column: StrColumn,
    /// Their numbers, beginning by beginning.
    pub ranges: Vec<Range<u64>>,
}

impl Column {
    /// The column of a segment; nothing when none of its documents states anything.
    pub fn open(segment: &SegmentReader, starts: &[String]) -> io::Result<Option<Self>> {
        let Some(column) = segment.fast_fields().str("statements").map_err(io::Error::other)? else { return Ok(None) };
        let ranges = starts.iter().map(|start| numbers(&column, start)).collect::<io::Result<Vec<_>>>()?;
        Ok(Some(Self { column, ranges }))
    }

    pub fn of(&self, document: u32) -> impl Iterator<Item = u64> + '_ {
        let is_wanted = |number: &u64| self.ranges.iter().any(|range| range.contains(number));
        self.column.term_ords(document).filter(is_wanted)
    }

    fn statement(&self, number: u64, text: &mut String) -> io::Result<()> {
        self.column.ord_to_str(number, text).map(|_| ())
    }
}

/// The numbers of the statements that begin in a certain way.
fn numbers(column: &StrColumn, start: &str) -> io::Result<Range<u64>> {
    let first = |key: &[u8]| {
        column.dictionary().term_ord_or_next(key).map(|hit| match hit {
            TermOrdHit::Exact(number) | TermOrdHit::Next(number) => number,
        })
    };
    Ok(first(start.as_bytes())?..first(&after(start))?)
}

impl DocumentIndex {
    /// Hands on every document with those of its statements that begin in certain ways, in the order of
    /// [`DocumentIndex::addresses`]; each statement as `read` has it.
    pub fn each_stating<T, E: From<crate::error::Error>>(
        &self,
        starts: &[String],
        read: impl Fn(&str) -> T,
        mut take: impl FnMut(Address, &[Rc<T>]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut known: HashMap<u64, Rc<T>> = HashMap::new();
        let (mut stated, mut text) = (Vec::new(), String::new());
        for (ordinal, segment) in self.ordered()? {
            known.clear();
            let column = Column::open(segment, starts).map_err(|error| damaged(&error.into()))?;
            let about = segment.fast_fields().u64("about").map_err(|error| damaged(&error))?;
            for document in segment.doc_ids_alive() {
                if about.first(document) != Some(About::Document as u64) {
                    continue;
                }
                stated.clear();
                if let Some(column) = &column {
                    for number in column.of(document) {
                        if known.len() >= REMEMBERED && !known.contains_key(&number) {
                            known.clear();
                        }
                        let one = match known.entry(number) {
                            Entry::Occupied(known) => Rc::clone(known.get()),
                            Entry::Vacant(place) => {
                                column.statement(number, &mut text).map_err(|error| damaged(&error.into()))?;
                                Rc::clone(place.insert(Rc::new(read(&text))))
                            }
                        };
                        stated.push(one);
                    }
                }
                take(Address { segment: ordinal, document }, &stated)?;
            }
        }
        Ok(())
    }

    /// Whether a document states something that begins in one of some ways.
    pub fn states(&self, starts: &[String]) -> Result<bool> {
        for (_, segment) in self.ordered()? {
            let column = Column::open(segment, starts).map_err(|error| damaged(&error.into()))?;
            let Some(column) = column.filter(|column| column.ranges.iter().any(|range| !range.is_empty())) else {
                continue;
            };
            if segment.doc_ids_alive().any(|document| column.of(document).next().is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
