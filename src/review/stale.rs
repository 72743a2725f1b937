//! Decisions that a new version of a taxonomy has overtaken: what they are about is gone, replaced or renamed.

use std::collections::HashMap;

use super::ReviewDecision;
use crate::model::{Entity, EntityKind, RelationKind, Taxonomy};

/// Why a decision is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaleReason {
    /// The concept is no longer in the taxonomy.
    Gone,
    /// The publisher replaced it by these.
    Replaced(Vec<String>),
    /// Its name is another now; the decision still counts.
    Renamed(String),
}

/// A stale decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Stale {
    /// The decision.
    pub decision: ReviewDecision,
    /// The side that changed.
    pub entity: Entity,
    /// How.
    pub reason: StaleReason,
}

impl Stale {
    /// Whether the decision can still be applied.
    pub fn still_counts(&self) -> bool {
        matches!(self.reason, StaleReason::Renamed(_))
    }

    /// In a sentence.
    pub fn shown(&self) -> String {
        let entity = self.entity.shown();
        let what = match &self.reason {
            StaleReason::Gone => "is no longer there".to_owned(),
            StaleReason::Replaced(by) => format!("was replaced by {}", by.join(", ")),
            StaleReason::Renamed(label) => format!("is called {label:?} now; the decision still counts"),
        };
        format!(
            "{entity} {what} ({}, {} {})",
            self.decision.outcome().shown(),
            self.decision.reviewer,
            self.decision.date
        )
    }
}

/// A taxonomy by identifiers, for looking up what decisions are about.
pub struct Register<'a> {
    taxonomy: &'a Taxonomy,
    places: HashMap<&'a str, usize>,
    /// What replaced a concept, by its place.
    successors: HashMap<usize, Vec<String>>,
}

impl<'a> Register<'a> {
    /// The concepts of a taxonomy.
    pub fn of(taxonomy: &'a Taxonomy) -> Self {
        let places = taxonomy.concepts.iter().enumerate().map(|(at, concept)| (concept.id.as_str(), at)).collect();
        let mut successors: HashMap<usize, Vec<String>> = HashMap::new();
        for relation in taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::ReplacedBy) {
            let successor = taxonomy.concepts[relation.target as usize].id.clone();
            successors.entry(relation.source as usize).or_default().push(successor);
        }
        Self { taxonomy, places, successors }
    }

    /// Whether it has a concept of that identifier.
    pub fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// How what a decision was about has changed, when it has.
    pub fn changed(&self, entity: &Entity) -> Option<StaleReason> {
        let Some(&place) = self.places.get(entity.id.as_str()) else { return Some(StaleReason::Gone) };
        if let Some(successors) = self.successors.get(&place) {
            return Some(StaleReason::Replaced(successors.clone()));
        }
        let concept = &self.taxonomy.concepts[place];
        let is_known = entity.label.is_empty() || concept.labels.iter().any(|label| label.text == entity.label);
        (!is_known).then(|| StaleReason::Renamed(concept.name().to_owned()))
    }
}

/// The decisions that a version of either taxonomy has overtaken.
pub fn stale_decisions<'a>(
    decisions: impl IntoIterator<Item = &'a ReviewDecision>,
    from: Option<&Taxonomy>,
    to: Option<&Taxonomy>,
) -> Vec<Stale> {
    let registers = [from.map(Register::of), to.map(Register::of)];
    let look_up = |entity: &Entity, side: usize| registers[side].as_ref().and_then(|register| register.changed(entity));
    decisions.into_iter().flat_map(|decision| stale_sides(decision, &look_up)).collect()
}

/// The sides of a decision that have changed, by whoever looks them up: 0 for subjects, 1 for objects.
pub fn stale_sides(decision: &ReviewDecision, look_up: &dyn Fn(&Entity, usize) -> Option<StaleReason>) -> Vec<Stale> {
    let mut sides = vec![(&decision.subject, 0), (&decision.object, 1)];
    sides.extend(decision.new_object.as_ref().map(|object| (object, 1)));
    let named = sides
        .into_iter()
        .filter(|(entity, _)| entity.kind == EntityKind::Concept && !entity.id.is_empty() && !entity.is_no_term());
    let changed = named.filter_map(|(entity, side)| Some((entity, look_up(entity, side)?)));
    changed.map(|(entity, reason)| Stale { decision: decision.clone(), entity: entity.clone(), reason }).collect()
}
