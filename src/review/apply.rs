//! A person's decisions laid over a mapping set: where both speak, the person wins.
//!
//! An accepted mapping keeps its justification and gains its reviewer; a rejected one stays as a claim of the contrary
//! (`predicate_modifier: Not`), so that it is not proposed again by whoever merges the set; what a person chose instead is
//! a row of its own. A reviewed row has the confidence 1, because the decision stands whatever the machine thinks of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::stale::{Register, stale_sides};
use super::{Outcome, Resolution, Resolved, ReviewDecision, Stale, StaleReason, resolve};
use crate::model::{
    Decision, Entity, MappingKey, MappingPredicate, MappingRow, MappingSet, NO_TERM, Predicate, Taxonomy,
};

/// How decisions are applied.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApplyOptions<'a> {
    /// The reviewer who decides disputes.
    pub prefer: Option<&'a str>,
    /// The taxonomy of the subjects, to tell which decisions are stale.
    pub from: Option<&'a Taxonomy>,
    /// The taxonomy of the objects.
    pub to: Option<&'a Taxonomy>,
}

/// What came of applying decisions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Applied {
    /// The set, with the decisions in it.
    pub set: MappingSet,
    /// Mappings that a person accepted as they were.
    pub accepted: usize,
    /// Mappings that a person rejected.
    pub rejected: usize,
    /// Mappings that got another predicate or another target.
    pub changed: usize,
    /// Mappings that the machine did not propose and a person wants.
    pub added: usize,
    /// Proposals that an accepted "there is no term" rules out.
    pub ruled_out: usize,
    /// Mappings on which reviewers differ: they stay open.
    pub disputed: Vec<Resolved>,
    /// Decisions that a new version of a taxonomy has overtaken.
    pub stale: Vec<Stale>,
    /// Decisions whose subject is not in the set.
    pub elsewhere: usize,
    /// Rejections of what the machine no longer proposes.
    pub no_longer_proposed: usize,
    /// Subjects that now have several exact matches in one vocabulary.
    pub several_exact: Vec<Entity>,
}

/// Lays decisions over a set.
pub fn apply<'a>(
    set: &MappingSet,
    decisions: impl IntoIterator<Item = &'a ReviewDecision>,
    options: &ApplyOptions<'_>,
) -> Applied {
    let mut applied = Applied::default();
    let mut resolved = resolve(decisions, options.prefer);
    let registers = [options.from.map(Register::of), options.to.map(Register::of)];
    applied.stale = stale(set, &resolved, &registers);
    for stale in applied.stale.iter().filter(|stale| !stale.still_counts()) {
        resolved.remove(&stale.decision.key());
    }
    let outcomes = outcomes(&resolved);
    applied.disputed =
        resolved.values().filter(|one| matches!(one.resolution, Resolution::Disputed(_))).cloned().collect();

    let disputed: BTreeSet<MappingKey> = applied.disputed.iter().map(|one| one.decisions[0].key()).collect();

    let has_right: BTreeSet<&str> = outcomes
        .iter()
        .filter(|(key, (outcome, _))| matches!(outcome, Outcome::Right(_)) && key.object != NO_TERM)
        .map(|(key, _)| key.subject.as_str())
        .collect();
    let has_none: BTreeSet<&str> = outcomes
        .iter()
        .filter(|(key, (outcome, _))| matches!(outcome, Outcome::Right(_)) && key.object == NO_TERM)
        .map(|(key, _)| key.subject.as_str())
        .collect();

    applied.set = MappingSet { rows: Vec::new(), ..set.clone() };
    let mut done: BTreeSet<MappingKey> = BTreeSet::new();
    for row in &set.rows {
        let key = row.key();
        let Some((outcome, decision)) = outcomes.get(&key) else {
            let is_disputed = disputed.contains(&key);
            if row.object.is_no_term() && has_right.contains(key.subject.as_str()) {
                continue;
            }
            if !is_disputed && has_none.contains(key.subject.as_str()) {
                applied.ruled_out += 1;
                continue;
            }
            let decision = if is_disputed { Some(Decision::Review) } else { row.decision };
            applied.set.rows.push(MappingRow { decision, ..row.clone() });
            continue;
        };
        let is_first = done.insert(key);
        match outcome {
            Outcome::Right(predicate) if *predicate == row.predicate && !row.negated => {
                applied.accepted += usize::from(is_first);
                applied.set.rows.push(reviewed(row.clone(), decision));
            }
            // Several justifications of one mapping are one rejection, and one changed mapping.
            _ if !is_first => {}
            Outcome::Right(predicate) => {
                applied.changed += 1;
                applied.set.rows.push(chosen(row.clone(), predicate, decision));
            }
            Outcome::Wrong => {
                applied.rejected += 1;
                applied.set.rows.push(rejected(row.clone(), decision));
            }
            Outcome::Instead(..) => {
                applied.changed += 1;
                applied.set.rows.push(rejected(row.clone(), decision));
            }
            Outcome::Open => applied.set.rows.push(row.clone()),
        }
    }
    add_missing(set, &outcomes, &done, registers[0].as_ref(), &mut applied);
    applied.several_exact = several_exact(&applied.set);
    applied
}

/// What is settled, by mapping, with the decision that says so; a target that somebody chose instead is a mapping too.
fn outcomes(resolved: &BTreeMap<MappingKey, Resolved>) -> BTreeMap<MappingKey, (Outcome, ReviewDecision)> {
    let mut outcomes = BTreeMap::new();
    for (key, one) in resolved {
        let Resolution::Settled(outcome) = &one.resolution else { continue };
        let says_so = one.decisions.iter().rev().find(|decision| decision.outcome() == *outcome);
        let Some(decision) = says_so.filter(|_| *outcome != Outcome::Open) else { continue };
        outcomes.insert(key.clone(), (outcome.clone(), decision.clone()));
    }
    let chosen: Vec<_> = outcomes
        .iter()
        .filter_map(|(key, (outcome, decision))| match outcome {
            Outcome::Instead(object, predicate) => {
                let key = MappingKey { subject: key.subject.clone(), object: object.clone() };
                Some((key, (Outcome::Right(predicate.clone()), decision.clone())))
            }
            _ => None,
        })
        .collect();
    for (key, outcome) in chosen {
        // What somebody said of that very mapping weighs more than what they said of its rival.
        outcomes.entry(key).or_insert(outcome);
    }
    outcomes
}

fn stale(
    set: &MappingSet,
    resolved: &BTreeMap<MappingKey, Resolved>,
    registers: &[Option<Register<'_>>; 2],
) -> Vec<Stale> {
    let mut labels: HashMap<&str, &str> = HashMap::new();
    for side in set.rows.iter().flat_map(|row| [&row.subject, &row.object]).filter(|side| !side.label.is_empty()) {
        labels.entry(side.key()).or_insert(&side.label);
    }
    let by_label = |entity: &Entity| {
        let label =
            labels.get(entity.id.as_str()).filter(|label| !entity.label.is_empty() && **label != entity.label)?;
        Some(StaleReason::Renamed((*label).to_owned()))
    };
    let look_up = |entity: &Entity, side: usize| match &registers[side] {
        Some(register) => register.changed(entity),
        None => by_label(entity).into_iter().collect(),
    };
    let last = resolved.values().filter_map(|one| one.decisions.last());
    last.flat_map(|decision| stale_sides(decision, &look_up)).collect()
}

/// Rows that a person wants and the machine did not propose.
fn add_missing(
    set: &MappingSet,
    outcomes: &BTreeMap<MappingKey, (Outcome, ReviewDecision)>,
    done: &BTreeSet<MappingKey>,
    from: Option<&Register<'_>>,
    applied: &mut Applied,
) {
    let mut subjects: HashMap<&str, &Entity> = HashMap::new();
    let mut objects: HashMap<&str, &Entity> = HashMap::new();
    for row in &set.rows {
        subjects.entry(row.subject.key()).or_insert(&row.subject);
        objects.entry(row.object.key()).or_insert(&row.object);
    }
    for (key, (outcome, decision)) in outcomes.iter().filter(|(key, _)| !done.contains(*key)) {
        let known = subjects.get(key.subject.as_str()).copied();
        if known.is_none() && !from.is_some_and(|register| register.has(&key.subject)) {
            applied.elsewhere += 1;
            continue;
        }
        let Outcome::Right(predicate) = outcome else {
            applied.no_longer_proposed += 1;
            continue;
        };
        let target = decision.new_object.as_ref().filter(|object| object.key() == key.object);
        let target = objects.get(key.object.as_str()).copied().or(target).unwrap_or(&decision.object);
        let subject = known.unwrap_or(&decision.subject);
        let mut object = target.clone();
        if object.source.is_empty() {
            object.source.clone_from(&decision.object.source);
            object.source_version.clone_from(&decision.object.source_version);
        }
        let row = MappingRow::new(subject.clone(), predicate.clone(), object);
        applied.added += 1;
        applied.set.rows.push(chosen(row, predicate, decision));
    }
}

/// A row with what a person said of it.
fn reviewed(mut row: MappingRow, decision: &ReviewDecision) -> MappingRow {
    row.confidence = Some(1.0);
    row.decision = Some(Decision::Accepted);
    if !decision.reviewer.is_empty() && !row.reviewers.contains(&decision.reviewer) {
        row.reviewers.push(decision.reviewer.clone());
    }
    row.review_date.clone_from(&decision.date);
    if !decision.note.is_empty() {
        row.comment.clone_from(&decision.note);
    }
    if row.reviewers.is_empty() {
        // Nobody signed it, and yet somebody looked.
        "semapv:MappingReview".clone_into(&mut row.justification);
    }
    row
}

/// A row that a person made: another predicate, or another target.
fn chosen(row: MappingRow, predicate: &MappingPredicate, decision: &ReviewDecision) -> MappingRow {
    let mut row = reviewed(row, decision);
    row.predicate.clone_from(predicate);
    row.negated = false;
    row.similarity = None;
    "semapv:ManualMappingCuration".clone_into(&mut row.justification);
    row
}

/// The contrary of a row, as a claim.
fn rejected(row: MappingRow, decision: &ReviewDecision) -> MappingRow {
    let mut row = reviewed(row, decision);
    row.negated = true;
    row.decision = None;
    "semapv:MappingReview".clone_into(&mut row.justification);
    row
}

fn several_exact(set: &MappingSet) -> Vec<Entity> {
    let mut exact: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let is_exact = |row: &&MappingRow| row.predicate.skos() == Some(Predicate::Exact) && !row.negated;
    for row in set.rows.iter().filter(is_exact).filter(|row| row.decision == Some(Decision::Accepted)) {
        exact.entry((row.subject.key(), &row.object.source)).or_default().insert(row.object.key());
    }
    let several: BTreeSet<&str> =
        exact.iter().filter(|(_, objects)| objects.len() > 1).map(|((subject, _), _)| *subject).collect();
    let mut found: Vec<Entity> = Vec::new();
    for row in set.rows.iter().filter(|row| several.contains(row.subject.key())) {
        if !found.iter().any(|entity| entity.key() == row.subject.key()) {
            found.push(row.subject.clone());
        }
    }
    found
}
