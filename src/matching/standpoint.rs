//! How one label stands in a segment: which of its stems are there, where, and how close together.

use super::phrases::Phrase;
use super::query::{NO_TERM, Query};
use crate::index::Index;

/// Power of a label's compactness.
const COMPACTNESS: f32 = 0.6;
/// Most stems of a label that are looked for; published labels have fewer.
const MOST_STEMS: usize = 32;

/// How a label stands in a segment.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standpoint {
    /// The weight of the stems that were found, times the square of the share of the label that they are, times a
    /// power of how close together they stand: "manage budgets" beats "manage" and "budget for a museum" alike.
    pub score: f32,
    /// Share of the label's weight that was found.
    pub coverage: f32,
    pub found_weight: f32,
    /// Stems found over the words from the first to the last of them.
    pub compactness: f32,
    /// First and last of its words in the segment.
    pub first: usize,
    pub last: usize,
    /// Its words, one bit each; those beyond the 128th share the last bit. None when nothing was found.
    pub words: u128,
}

impl Standpoint {
    /// Looks for a label, which may be known to stand there word for word.
    pub fn of(index: &Index, query: &Query, label: u32, phrase: Option<&Phrase>) -> Self {
        let entry = index.labels[label as usize];
        if let Some(phrase) = phrase {
            let words = (phrase.first..=phrase.last).filter(|at| !query.words[*at].stop);
            return Self {
                score: entry.weight,
                coverage: 1.0,
                found_weight: entry.weight,
                compactness: 1.0,
                first: phrase.first,
                last: phrase.last,
                words: words.fold(0, |bits, at| bits | 1u128 << at.min(127)),
            };
        }
        let mut found = [0u32; MOST_STEMS];
        let (mut count, mut found_weight) = (0, 0.0);
        for term in index.terms_of(label).iter().take(MOST_STEMS) {
            if let Some(number) = query.terms.iter().position(|one| one.term == *term) {
                found[count] = number as u32;
                found_weight += query.terms[number].weight;
                count += 1;
            }
        }
        let found = &found[..count];
        let Some((first, last)) = tightest(query, found) else { return Self::default() };
        let coverage = (found_weight / entry.weight.max(f32::EPSILON)).min(1.0);
        let compactness = (count as f32 / (last + 1 - first) as f32).min(1.0);
        let places = &query.places[first..=last];
        let mine = places.iter().filter(|(number, _)| found.contains(number));
        Self {
            score: found_weight * coverage * coverage * compactness.powf(COMPACTNESS),
            coverage,
            found_weight,
            compactness,
            first: places[0].1 as usize,
            last: places[places.len() - 1].1 as usize,
            words: mine.fold(0, |bits, (_, at)| bits | 1u128 << at.min(&127)),
        }
    }
}

/// The shortest run of places that holds each of the stems once; `None` when there is no stem.
fn tightest(query: &Query, found: &[u32]) -> Option<(usize, usize)> {
    let mut last_seen = [usize::MAX; MOST_STEMS];
    let mut best: Option<(usize, usize)> = None;
    for (at, (number, _)) in query.places.iter().enumerate().filter(|(_, (number, _))| *number != NO_TERM) {
        let Some(which) = found.iter().position(|one| one == number) else { continue };
        last_seen[which] = at;
        let first = last_seen[..found.len()].iter().copied().min().unwrap_or(usize::MAX);
        let all_seen = last_seen[..found.len()].iter().all(|seen| *seen != usize::MAX);
        if all_seen && best.is_none_or(|best| at - first < best.1 - best.0) {
            best = Some((first, at));
        }
    }
    best
}
