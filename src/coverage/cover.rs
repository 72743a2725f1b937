//! One profile held against another, exactly: for each skill that is asked for, the best that is offered.

use super::profile::Skill;
use super::relations::{Concepts, Related};
use crate::model::{CoveredSkill, Hop, Match, SkillRelation};

/// Worth from which a skill is covered and not only in part.
const COVERED: f32 = 0.75;
/// What is left of the worth of a skill that the credential's words name unclearly.
const UNSURE: f32 = 0.6;

/// What became of one skill that is asked for.
pub(super) struct Met {
    /// Position among the offered skills.
    pub offered: usize,
    pub relation: SkillRelation,
    pub worth: f32,
    /// The way from the one to the other, where somebody else says so.
    pub hops: Vec<Hop>,
}

/// What became of every skill that is asked for.
pub(super) struct Cover {
    /// In the order of the asked skills; `None` for a missing one.
    pub met: Vec<Option<Met>>,
    /// Share of what is asked for that is covered, by weight.
    pub share: f32,
}

/// Holds what is offered against what is asked for.
pub(super) fn cover(asked: &[Skill<'_>], offered: &[Skill<'_>], concepts: &Concepts<'_>) -> Cover {
    let met: Vec<Option<Met>> = asked.iter().map(|skill| best(skill, offered, concepts)).collect();
    let share =
        asked.iter().zip(&met).map(|(skill, met)| skill.weight * met.as_ref().map_or(0.0, |met| met.worth)).sum();
    Cover { met, share }
}

/// The offered skill that covers most of an asked one; the first of equal ones.
fn best(asked: &Skill<'_>, offered: &[Skill<'_>], concepts: &Concepts<'_>) -> Option<Met> {
    let mut best: Option<Met> = None;
    for (number, skill) in offered.iter().enumerate() {
        let Some(Related { relation, worth, hops }) =
            concepts.relate((asked.concept, asked.place), (skill.concept, skill.place))
        else {
            continue;
        };
        let worth = if skill.sure { worth } else { worth * UNSURE };
        if best.as_ref().is_none_or(|best| worth > best.worth) {
            best = Some(Met { offered: number, relation, worth, hops });
        }
    }
    best
}

impl Cover {
    /// How far the offered skills are needed: the share that covers something.
    pub fn used(&self, offered: usize) -> f32 {
        let mut used = vec![0.0f32; offered];
        for met in self.met.iter().flatten() {
            used[met.offered] = used[met.offered].max(met.worth);
        }
        used.iter().sum::<f32>() / offered.max(1) as f32
    }

    /// Writes covered, partly covered, missing and extra skills into an answer.
    pub fn tell(&self, asked: &[Skill<'_>], offered: &[Skill<'_>], answer: &mut Match) {
        let mut needed = vec![false; offered.len()];
        for (skill, met) in asked.iter().zip(&self.met) {
            let Some(met) = met else {
                answer.missing.push(skill.told());
                continue;
            };
            needed[met.offered] = true;
            let covered = CoveredSkill {
                asked: skill.told(),
                relation: met.relation,
                worth: super::rounded(met.worth),
                offered: offered[met.offered].told(),
                hops: met.hops.clone(),
            };
            if met.worth >= COVERED { &mut answer.covered } else { &mut answer.partly }.push(covered);
        }
        // What the credential names unclearly is no promise to make beside what was asked.
        let extra = offered.iter().zip(needed).filter(|(skill, needed)| !needed && skill.sure);
        answer.extra = extra.map(|(skill, _)| skill.told()).collect();
        let by_weight = |a: &CoveredSkill, b: &CoveredSkill| b.asked.weight.total_cmp(&a.asked.weight);
        answer.covered.sort_by(by_weight);
        answer.partly.sort_by(by_weight);
        answer.missing.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    }
}
