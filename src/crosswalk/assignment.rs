//! At most one target for each source and one source for each target, so that the confidences together are largest.
//!
//! Shortest augmenting paths over the pairs there are (Jonker and Volgenant, 1987): a source that finds its best target
//! taken may push its owner to that one's next best, which greedy choice cannot. Each source may also stay alone.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::predicates::Claim;

/// Keeps of each source the one claim that the best assignment gives it, when it gives one. What a known mapping has
/// is not given to a guess.
pub(super) fn one_to_one(claims: &mut [Vec<Claim>], floor: f32) {
    let taken: HashSet<u32> =
        claims.iter().flatten().filter(|claim| claim.known.is_some()).map(|claim| claim.to).collect();
    for claims in claims.iter_mut() {
        let is_taken = claims.iter().any(|claim| claim.known.is_some());
        claims.retain(|claim| claim.known.is_some() || !is_taken && !taken.contains(&claim.to));
    }
    let mut numbers: HashMap<u32, usize> = HashMap::new();
    let edges: Vec<Vec<(usize, f64)>> = claims
        .iter()
        .map(|claims| {
            let worthwhile = claims
                .iter()
                .filter(|claim| (claim.known.is_some() || claim.confidence >= floor) && claim.confidence > 0.0);
            let edge = |claim: &Claim| {
                let next = numbers.len();
                (*numbers.entry(claim.to).or_insert(next), f64::from(claim.confidence))
            };
            worthwhile.map(edge).collect()
        })
        .collect();
    let chosen = assign(&edges, numbers.len());
    for (claims, chosen) in claims.iter_mut().zip(chosen) {
        claims.retain(|claim| chosen.is_some() && numbers.get(&claim.to).copied() == chosen);
    }
}

/// The target of each source in an assignment of the largest total; edges are targets with a gain above zero.
fn assign(edges: &[Vec<(usize, f64)>], targets: usize) -> Vec<Option<usize>> {
    // Behind the targets each source has a place of its own, where it stays alone at no gain.
    let columns = targets + edges.len();
    let mut prices = vec![0.0f64; columns];
    let mut owner: Vec<Option<usize>> = vec![None; columns];
    let mut column_of: Vec<usize> = (targets..columns).collect();
    let mut distance = vec![f64::INFINITY; columns];
    let mut reached_from = vec![usize::MAX; columns];
    for source in 0..edges.len() {
        let costs = |row: usize| edges[row].iter().map(|(column, gain)| (*column, -gain)).chain([(targets + row, 0.0)]);
        let mut touched = Vec::new();
        let mut settled: Vec<usize> = Vec::new();
        let mut open = BinaryHeap::new();
        let (mut row, mut base) = (source, 0.0);
        let mut done = vec![];
        let end = loop {
            for (column, cost) in costs(row) {
                let through = base + cost - prices[column];
                if through < distance[column] - 1e-12 {
                    if distance[column].is_infinite() {
                        touched.push(column);
                    }
                    distance[column] = through;
                    reached_from[column] = row;
                    open.push(Reverse((Ordered(through), column)));
                }
            }
            let next = loop {
                let Some(Reverse((Ordered(at), column))) = open.pop() else {
                    unreachable!("a place of its own is free")
                };
                if at <= distance[column] && !done.contains(&column) {
                    break column;
                }
            };
            match owner[next] {
                None => break next,
                Some(other) => {
                    done.push(next);
                    settled.push(next);
                    // What the owner pays now is what its other columns are measured against.
                    let paid = costs(other).find(|(column, _)| *column == next).map_or(0.0, |(_, cost)| cost);
                    base = distance[next] - (paid - prices[next]);
                    row = other;
                }
            }
        };
        let least = distance[end];
        for column in settled {
            prices[column] += distance[column] - least;
        }
        let mut column = end;
        loop {
            let row = reached_from[column];
            owner[column] = Some(row);
            let before = std::mem::replace(&mut column_of[row], column);
            if row == source {
                break;
            }
            column = before;
        }
        for column in touched {
            distance[column] = f64::INFINITY;
        }
    }
    column_of.into_iter().map(|column| (column < targets).then_some(column)).collect()
}

/// Numbers that are never NaN, in order.
#[derive(PartialEq)]
struct Ordered(f64);

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(edges: &[Vec<(usize, f64)>], chosen: &[Option<usize>]) -> f64 {
        let gain = |(row, column): (&Vec<(usize, f64)>, &Option<usize>)| {
            column.map_or(0.0, |column| row.iter().find(|edge| edge.0 == column).expect("an edge").1)
        };
        edges.iter().zip(chosen).map(gain).sum()
    }

    /// The best of all ways.
    fn best(edges: &[Vec<(usize, f64)>], taken: &mut Vec<usize>) -> f64 {
        let Some((first, rest)) = edges.split_first() else { return 0.0 };
        let mut most = best(rest, taken);
        for (column, gain) in first {
            if !taken.contains(column) {
                taken.push(*column);
                most = most.max(gain + best(rest, taken));
                taken.pop();
            }
        }
        most
    }

    #[test]
    fn the_first_gives_way_when_all_gain_by_it() {
        let edges = vec![vec![(0, 0.9), (1, 0.8)], vec![(0, 0.8)], vec![(0, 0.1)]];
        assert_eq!(assign(&edges, 2), [Some(1), Some(0), None]);
    }

    proptest! {
        #[test]
        fn no_other_assignment_gains_more(
            rows in proptest::collection::vec(proptest::collection::btree_map(0usize..5, 0.01f64..1.0, 0..5), 0..6),
        ) {
            let edges: Vec<Vec<(usize, f64)>> = rows.into_iter().map(|row| row.into_iter().collect()).collect();
            let chosen = assign(&edges, 5);
            let mut taken: Vec<usize> = chosen.iter().flatten().copied().collect();
            let count = taken.len();
            taken.sort_unstable();
            taken.dedup();
            prop_assert_eq!(taken.len(), count);
            prop_assert!((total(&edges, &chosen) - best(&edges, &mut Vec::new())).abs() < 1e-6);
        }
    }
}
