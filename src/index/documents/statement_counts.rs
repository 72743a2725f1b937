//! How many documents make each statement of some sort, over the whole index.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::io;

use super::stated::Column;
use super::values::{ValueCounts, after};
use super::{DocumentIndex, damaged};
use crate::error::Result;

impl DocumentIndex {
    /// The statements that begin in a certain way, by how many documents make each: those that most make, at most so
    /// many. Statements of which `same` gives the same are counted as one, and must stand side by side in order; of
    /// these the form that most documents have is given. Memory depends on the documents and on how many are wanted.
    pub fn statement_counts(&self, start: &str, most: usize, same: impl Fn(&str) -> &str) -> Result<ValueCounts> {
        self.count_statements(start, most, same).map_err(|error| damaged(&error.into()))
    }

    fn count_statements(&self, start: &str, most: usize, same: impl Fn(&str) -> &str) -> io::Result<ValueCounts> {
        let mut tally = Tally { most, kept: BTreeSet::new(), open: None, counts: ValueCounts::default() };
        let mut segments = Vec::new();
        for segment in self.searcher.segment_readers() {
            let Some(column) = Column::open(segment, &[start.to_owned()])? else { continue };
            let first = column.ranges[0].start;
            let mut counts = vec![0u64; column.ranges[0].clone().count()];
            for document in segment.doc_ids_alive() {
                let mut any = false;
                for number in column.of(document) {
                    counts[(number - first) as usize] += 1;
                    any = true;
                }
                tally.counts.documents += u64::from(any);
            }
            segments.push((column, first, counts));
        }
        let mut ways = Vec::new();
        for (column, first, counts) in &segments {
            let terms = column.column.dictionary().range().ge(start).lt(after(start)).into_stream()?;
            ways.push((terms, *first, counts));
        }
        // The dictionaries are walked side by side, the first statement of all next.
        ways.retain_mut(|(terms, ..)| terms.advance());
        while let Some(next) = ways.iter().map(|(terms, ..)| terms.key()).min().map(<[u8]>::to_vec) {
            let mut count = 0;
            ways.retain_mut(|(terms, first, counts)| {
                if terms.key() != next {
                    return true;
                }
                count += counts[(terms.term_ord() - *first) as usize];
                terms.advance()
            });
            if let Ok(statement) = std::str::from_utf8(&next[start.len()..])
                && count > 0
            {
                tally.take(statement, same(statement), count);
            }
        }
        Ok(tally.finish())
    }
}

/// The statements that are kept while others pass by.
struct Tally {
    most: usize,
    kept: BTreeSet<(Reverse<u64>, String)>,
    /// Those that are the same so far: what they have in common, the form of most documents with their number, and how
    /// many documents there are.
    open: Option<(String, (u64, String), u64)>,
    counts: ValueCounts,
}

impl Tally {
    fn take(&mut self, statement: &str, same: &str, count: u64) {
        match &mut self.open {
            Some((common, best, documents)) if common == same => {
                *documents += count;
                if count > best.0 {
                    *best = (count, statement.to_owned());
                }
            }
            _ => {
                self.close();
                self.open = Some((same.to_owned(), (count, statement.to_owned()), count));
            }
        }
    }

    fn close(&mut self) {
        let Some((_, (_, form), documents)) = self.open.take() else { return };
        self.kept.insert((Reverse(documents), form));
        if self.kept.len() > self.most {
            self.kept.pop_last();
            self.counts.further += 1;
        }
    }

    fn finish(mut self) -> ValueCounts {
        self.close();
        self.counts.values = self.kept.into_iter().map(|(Reverse(documents), form)| (form, documents)).collect();
        self.counts
    }
}
