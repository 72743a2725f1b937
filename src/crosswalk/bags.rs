//! Bags of weighted terms: what a label, a definition or a profile is when only its words count.
//!
//! A bag is sorted by term and has length one, so two bags are compared by one walk over both.

use std::collections::HashMap;

/// Terms with their weights, sorted by term.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Bag(pub Vec<(u32, f32)>);

impl Bag {
    /// A bag of terms, each with how often it stands there; brought to length one.
    pub fn new(counts: impl IntoIterator<Item = (u32, f32)>, weight: impl Fn(u32) -> f32) -> Self {
        let mut sums: HashMap<u32, f32> = HashMap::new();
        for (term, count) in counts {
            *sums.entry(term).or_default() += count;
        }
        let mut terms: Vec<(u32, f32)> =
            sums.into_iter().map(|(term, count)| (term, (1.0 + count.ln().max(0.0)) * weight(term))).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut terms {
                *weight /= length;
            }
        }
        Self(terms)
    }

    /// Cosine of the two.
    pub fn cosine(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        self.meet(other, |mine, theirs| sum += mine * theirs);
        sum
    }

    /// Share of this bag's weight whose terms the other has too.
    pub fn share_in(&self, other: &Self) -> f32 {
        let whole: f32 = self.0.iter().map(|(_, weight)| weight * weight).sum();
        let mut shared = 0.0;
        self.meet(other, |mine, _| shared += mine * mine);
        if whole > 0.0 { shared / whole } else { 0.0 }
    }

    fn meet(&self, other: &Self, mut met: impl FnMut(f32, f32)) {
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some((term, weight)), Some((other_term, other_weight))) = (mine.peek(), theirs.peek()) {
            match term.cmp(other_term) {
                std::cmp::Ordering::Less => _ = mine.next(),
                std::cmp::Ordering::Greater => _ = theirs.next(),
                std::cmp::Ordering::Equal => {
                    met(*weight, *other_weight);
                    (_, _) = (mine.next(), theirs.next());
                }
            }
        }
    }
}

/// Which bags hold a term, with its weight in each.
#[derive(Debug, Default)]
pub(super) struct Postings {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Postings {
    /// Turns bags round. Terms that more than `most` bags hold tell little and are left out.
    pub fn new<'a>(terms: usize, bags: impl Iterator<Item = &'a Bag> + Clone, most: usize) -> Self {
        let mut counts = vec![0u32; terms];
        for (term, _) in bags.clone().flat_map(|bag| &bag.0) {
            counts[*term as usize] += 1;
        }
        let mut starts = vec![0u32; terms + 1];
        for term in 0..terms {
            let kept = if counts[term] as usize > most { 0 } else { counts[term] };
            starts[term + 1] = starts[term] + kept;
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[terms] as usize];
        for (number, bag) in bags.enumerate() {
            for (term, weight) in &bag.0 {
                let term = *term as usize;
                if starts[term + 1] > starts[term] {
                    entries[next[term] as usize] = (number as u32, *weight);
                    next[term] += 1;
                }
            }
        }
        Self { starts, entries }
    }

    /// The bags that hold a term.
    pub fn of(&self, term: u32) -> &[(u32, f32)] {
        &self.entries[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bag(terms: &[u32]) -> Bag {
        Bag::new(terms.iter().map(|term| (*term, 1.0)), |_| 2.0)
    }

    #[test]
    fn cosine_and_share_count_what_both_have() {
        let (one, other) = (bag(&[1, 2, 3, 4]), bag(&[2, 4]));
        assert!((one.cosine(&other) - 0.5 * 2.0 * 0.5f32.sqrt()).abs() < 1e-6);
        assert!((one.share_in(&other) - 0.5).abs() < 1e-6 && (other.share_in(&one) - 1.0).abs() < 1e-6);
        assert!(bag(&[]).cosine(&one).abs() < 1e-9 && bag(&[]).share_in(&one).abs() < 1e-9);
    }

    #[test]
    fn postings_leave_out_what_too_many_have() {
        let bags = [bag(&[0, 1]), bag(&[0]), bag(&[0, 2])];
        let postings = Postings::new(3, bags.iter(), 2);
        assert!(postings.of(0).is_empty());
        assert_eq!(postings.of(2)[0].0, 2);
    }
}
