//! What the other concepts say of a pair: whether it is the best for the target too, and whether its neighbours go the
//! same way.
//!
//! A match agrees with its neighbours: when the siblings of a concept are met in one group of the other taxonomy, a
//! candidate of that group is likelier. What neighbours mean is taken from their proposals before any model is asked,
//! so nothing here depends on the order of the work.

use std::collections::HashMap;

use super::proposals::Proposal;
use super::side::Side;

/// How steeply a better first score makes a proposal likelier.
const STEEPNESS: f32 = 5.0;

/// What the surroundings say of one proposal.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Surroundings {
    /// First score over the best that any concept of the source side has for the target.
    pub reverse_ratio: f32,
    /// How many concepts of the source side have a better one.
    pub reverse_place: f32,
    /// Share of what the source's siblings mean that is in the target's narrowest group, and in the next.
    pub siblings: f32,
    pub cousins: f32,
    /// Share of what the source itself may mean that is in the target's group, the target apart.
    pub company: f32,
    /// How likely the proposal is by first scores alone.
    pub share: f32,
}

/// The surroundings of all proposals.
pub(super) fn surroundings(from: &Side<'_>, to: &Side<'_>, proposals: &[Vec<Proposal>]) -> Vec<Vec<Surroundings>> {
    let shares: Vec<Vec<f32>> = proposals.iter().map(|proposals| shares(proposals)).collect();
    let mut firsts: Vec<Vec<f32>> = vec![Vec::new(); to.concepts.len()];
    for proposal in proposals.iter().flatten() {
        firsts[proposal.place as usize].push(proposal.first);
    }
    for firsts in &mut firsts {
        firsts.sort_unstable_by(|a, b| b.total_cmp(a));
    }
    let masses = [0, 1].map(|level| masses(from, to, proposals, &shares, level));
    let wholes = [0, 1].map(|level| {
        let mut wholes = vec![0.0f32; from.group_count];
        for (place, shares) in shares.iter().enumerate() {
            if let Some(group) = group(&from.groups[place], level) {
                wholes[group as usize] += shares.iter().sum::<f32>();
            }
        }
        wholes
    });
    proposals
        .iter()
        .zip(&shares)
        .enumerate()
        .map(|(place, (proposals, shares))| {
            let all: f32 = shares.iter().sum();
            let in_groups = own_groups(to, proposals, shares);
            let of_neighbours = |target: &Proposal, level: usize| -> f32 {
                let (Some(ours), Some(theirs)) =
                    (group(&from.groups[place], level), group(&to.groups[target.place as usize], level))
                else {
                    return 0.0;
                };
                let own = in_groups[level].get(&theirs).copied().unwrap_or_default();
                let mass = masses[level].get(&(ours, theirs)).copied().unwrap_or_default() - own;
                // A sum of many shares; what rounding leaves of nothing is nothing.
                (mass / (wholes[level][ours as usize] - all + 0.5)).max(0.0)
            };
            proposals
                .iter()
                .zip(shares)
                .map(|(proposal, share)| {
                    let firsts = &firsts[proposal.place as usize];
                    let company = group(&to.groups[proposal.place as usize], 0)
                        .and_then(|group| in_groups[0].get(&group))
                        .map_or(0.0, |mass| (mass - share).max(0.0));
                    Surroundings {
                        reverse_ratio: if firsts[0] > 0.0 { proposal.first / firsts[0] } else { 0.0 },
                        reverse_place: firsts.partition_point(|first| *first > proposal.first) as f32,
                        siblings: of_neighbours(proposal, 0),
                        cousins: of_neighbours(proposal, 1),
                        company,
                        share: *share,
                    }
                })
                .collect()
        })
        .collect()
}

/// The group of a level; the widest there is when there are fewer.
fn group(groups: &[u32], level: usize) -> Option<u32> {
    groups.get(level).or(groups.last()).copied()
}

fn shares(proposals: &[Proposal]) -> Vec<f32> {
    let most = proposals.iter().map(|proposal| proposal.first).fold(0.0, f32::max);
    let raw: Vec<f32> = proposals.iter().map(|proposal| (STEEPNESS * (proposal.first - most)).exp()).collect();
    let whole: f32 = raw.iter().sum();
    // A concept for which nothing is alike says little of where its siblings belong.
    let trust = (most / 2.0).min(1.0);
    raw.into_iter().map(|share| trust * share / whole.max(f32::EPSILON)).collect()
}

/// How much of what the concepts of a group may mean is in a group of the other side.
fn masses(
    from: &Side<'_>,
    to: &Side<'_>,
    proposals: &[Vec<Proposal>],
    shares: &[Vec<f32>],
    level: usize,
) -> HashMap<(u32, u32), f32> {
    let mut masses: HashMap<(u32, u32), f32> = HashMap::new();
    for (place, (proposals, shares)) in proposals.iter().zip(shares).enumerate() {
        let Some(ours) = group(&from.groups[place], level) else { continue };
        for (proposal, share) in proposals.iter().zip(shares) {
            if let Some(theirs) = group(&to.groups[proposal.place as usize], level) {
                *masses.entry((ours, theirs)).or_default() += share;
            }
        }
    }
    masses
}

/// How much of what one concept may mean is in each group of the other side, at both levels.
fn own_groups(to: &Side<'_>, proposals: &[Proposal], shares: &[f32]) -> [HashMap<u32, f32>; 2] {
    [0, 1].map(|level| {
        let mut masses: HashMap<u32, f32> = HashMap::new();
        for (proposal, share) in proposals.iter().zip(shares) {
            if let Some(group) = group(&to.groups[proposal.place as usize], level) {
                *masses.entry(group).or_default() += share;
            }
        }
        masses
    })
}
