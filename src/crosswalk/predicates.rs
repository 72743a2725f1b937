//! Which predicate a pair gets, and that no two of them contradict each other.
//!
//! The rules come first, the fitted models fill what the rules leave open:
//!
//! - *exact* needs the same words in a label of both sides, whatever the models say: likeness alone is never enough;
//! - two sorts of things (a tool and a task) are *related*, or *close* when their labels are the same;
//! - of several exact targets of one source, or sources of one target, the surest stays exact and the others are close:
//!   exact is transitive and would make concepts of one taxonomy equal;
//! - beside an exact match, what stands below its target is not broader than the source, and what stands above not
//!   narrower.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::PairCandidate;
use super::features::{PairFeature, PairFeatures};
use super::hierarchy::Hierarchy;
use super::models::{Context, Models};
use crate::index::Index;
use crate::model::{ConceptKind, Predicate};

/// A pair on its way to becoming a mapping.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    /// Position of the target.
    pub to: u32,
    pub confidence: f32,
    pub predicate: Predicate,
    /// What a publisher says of the pair, when one does.
    pub published: Option<Published>,
    /// The known mapping that takes the place of what was found.
    pub known: Option<Replaced>,
    pub features: PairFeatures,
    /// The two labels most alike, by their positions among their concepts' labels.
    pub labels: (u32, u32),
}

/// A known mapping in the place of a guess.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Replaced {
    /// Its number among the known ones.
    pub by: u32,
    /// Confidence of the guess.
    pub guess: f32,
}

/// How a publisher links a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Published {
    /// One of the two names the other, perhaps with a predicate, as said of source and target.
    Directly(Option<Predicate>),
    /// Both name the same third.
    ByAThird,
}

impl Claim {
    pub fn new(candidate: &PairCandidate, confidence: f32) -> Self {
        Self {
            to: candidate.to,
            confidence: (confidence * 1e4).round() / 1e4,
            predicate: Predicate::Close,
            published: None,
            known: None,
            features: candidate.features,
            labels: candidate.labels,
        }
    }

    /// The surest first; of equals the one that words put first, then the lower position.
    pub fn order(one: &Self, other: &Self) -> Ordering {
        let first = |claim: &Self| claim.features.get(PairFeature::Likely);
        let sure = other.confidence.total_cmp(&one.confidence);
        sure.then_with(|| first(other).total_cmp(&first(one))).then(one.to.cmp(&other.to))
    }

    /// What it weighs against another: known before guessed, then the surer.
    fn standing(&self) -> (bool, f32) {
        (self.known.is_some(), self.confidence)
    }

    fn has_equal_label(&self) -> bool {
        self.features.get(PairFeature::Equal) > 0.0
    }
}

/// Gives every claim its predicate.
pub(super) fn say(claims: &mut [Vec<Claim>], sources: &[u32], models: &Models, from: &Index, to: &Index) {
    let mut by_target: HashMap<u32, Vec<f32>> = HashMap::new();
    for claim in claims.iter().flatten() {
        by_target.entry(claim.to).or_default().push(claim.confidence);
    }
    for (claims, source) in claims.iter_mut().zip(sources) {
        let targets = claims.iter().map(|claim| claim.confidence).sum();
        for (rank, claim) in claims.iter_mut().enumerate() {
            let rivals = &by_target[&claim.to];
            let context = Context {
                probability: claim.confidence,
                rank: rank as f32,
                targets,
                sources: rivals.iter().sum(),
                reverse_rank: rivals.iter().filter(|rival| **rival > claim.confidence).count() as f32,
            };
            let kinds = (from.kind(*source), to.kind(claim.to));
            claim.predicate = predicate(claim, kinds, &models.predicates(kinds.0, &claim.features, &context));
        }
    }
}

fn predicate(claim: &Claim, kinds: (ConceptKind, ConceptKind), likely: &[(Predicate, f32)]) -> Predicate {
    if let Some(Published::Directly(Some(predicate))) = claim.published {
        return predicate;
    }
    if sort_of(kinds.0) != sort_of(kinds.1) {
        return if claim.has_equal_label() { Predicate::Close } else { Predicate::Related };
    }
    let allowed = |predicate: Predicate| predicate != Predicate::Exact || claim.has_equal_label();
    likely.iter().map(|(predicate, _)| *predicate).find(|predicate| allowed(*predicate)).unwrap_or(Predicate::Close)
}

/// What sort of thing a kind is; things of two sorts do not mean each other.
fn sort_of(kind: ConceptKind) -> u8 {
    match kind {
        ConceptKind::Skill
        | ConceptKind::Ability
        | ConceptKind::WorkStyle
        | ConceptKind::WorkActivity
        | ConceptKind::Task => 0,
        ConceptKind::Knowledge => 1,
        ConceptKind::Software | ConceptKind::Tool => 2,
        ConceptKind::Language => 3,
        ConceptKind::Occupation => 4,
        ConceptKind::OccupationGroup => 5,
        ConceptKind::SkillGroup => 6,
        ConceptKind::Other => 7,
    }
}

/// Whether no two concepts can stand to each other in both ways (SKOS S27, S46, and a thing is not above what is above it).
pub(super) fn contradict(one: Predicate, other: Predicate) -> bool {
    use Predicate::{Broad, Exact, Narrow, Related};
    let both = |a: Predicate, b: &[Predicate]| one == a && b.contains(&other) || other == a && b.contains(&one);
    both(Exact, &[Broad, Narrow, Related]) || both(Broad, &[Narrow, Related]) || both(Narrow, &[Related])
}

/// Takes back what contradicts a surer claim; a known mapping is surer than any guess and stays as it is.
pub(super) fn make_consistent(claims: &mut [Vec<Claim>], hierarchy: &Hierarchy) {
    let mut surest: HashMap<u32, ((bool, f32), usize)> = HashMap::new();
    for (source, claims) in claims.iter().enumerate() {
        for claim in claims.iter().filter(|claim| claim.predicate == Predicate::Exact) {
            let best = surest.entry(claim.to).or_insert((claim.standing(), source));
            if claim.standing() > best.0 {
                *best = (claim.standing(), source);
            }
        }
    }
    for (source, claims) in claims.iter_mut().enumerate() {
        let known = claims.iter().find(|claim| claim.known.is_some() && claim.predicate == Predicate::Exact);
        let mut exact = known.map(|claim| claim.to);
        let guesses = claims.iter_mut().filter(|claim| claim.known.is_none());
        for claim in guesses.filter(|claim| claim.predicate == Predicate::Exact) {
            if exact.is_some() || surest.get(&claim.to).is_some_and(|(_, best)| *best != source) {
                claim.predicate = Predicate::Close;
            } else {
                exact = Some(claim.to);
            }
        }
        let Some(exact) = exact else { continue };
        for claim in claims.iter_mut().filter(|claim| claim.known.is_none()) {
            match claim.predicate {
                Predicate::Broad if hierarchy.is_above(exact, claim.to) => claim.predicate = Predicate::Narrow,
                Predicate::Narrow if hierarchy.is_above(claim.to, exact) => claim.predicate = Predicate::Broad,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Relation, RelationKind, Taxonomy};

    fn claim(to: u32, confidence: f32, predicate: Predicate) -> Claim {
        let candidate = PairCandidate { from: 0, to, features: PairFeatures::default(), labels: (0, 0) };
        Claim { predicate, ..Claim::new(&candidate, confidence) }
    }

    fn said(claims: &[Vec<Claim>]) -> Vec<Vec<Predicate>> {
        claims.iter().map(|claims| claims.iter().map(|claim| claim.predicate).collect()).collect()
    }

    #[test]
    fn exact_is_never_said_without_a_label_of_the_same_words() {
        let likely = [(Predicate::Exact, 0.9), (Predicate::Narrow, 0.1)];
        let mut alike = claim(0, 0.9, Predicate::Close);
        let skills = (ConceptKind::Skill, ConceptKind::Skill);
        assert_eq!(predicate(&alike, skills, &likely), Predicate::Narrow);
        alike.features.set(PairFeature::Equal, 1.0);
        assert_eq!(predicate(&alike, skills, &likely), Predicate::Exact);
        assert_eq!(predicate(&alike, (ConceptKind::Skill, ConceptKind::Tool), &likely), Predicate::Close);
        alike.features.set(PairFeature::Equal, 0.0);
        assert_eq!(predicate(&alike, (ConceptKind::Skill, ConceptKind::Tool), &likely), Predicate::Related);
    }

    #[test]
    fn one_source_and_one_target_have_one_exact_match() {
        let exact = Predicate::Exact;
        let mut claims = vec![
            vec![claim(0, 0.8, exact), claim(1, 0.7, exact)],
            vec![claim(0, 0.9, exact)],
            vec![claim(2, 0.5, exact)],
        ];
        make_consistent(&mut claims, &Hierarchy::of(&Taxonomy::default()));
        let close = Predicate::Close;
        assert_eq!(said(&claims), [vec![close, exact], vec![exact], vec![exact]]);
    }

    #[test]
    fn what_stands_below_an_exact_target_is_not_broader() {
        let relation = |source, target| Relation { source, kind: RelationKind::Broader, target, weight: None };
        let taxonomy = Taxonomy { relations: vec![relation(1, 0), relation(0, 2)], ..Taxonomy::default() };
        let mut claims = vec![vec![
            claim(0, 0.9, Predicate::Exact),
            claim(1, 0.5, Predicate::Broad),
            claim(2, 0.5, Predicate::Narrow),
            claim(3, 0.5, Predicate::Broad),
        ]];
        make_consistent(&mut claims, &Hierarchy::of(&taxonomy));
        assert_eq!(said(&claims), [[Predicate::Exact, Predicate::Narrow, Predicate::Broad, Predicate::Broad]]);
    }
}
