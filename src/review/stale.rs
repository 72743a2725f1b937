//! Decisions that a new version of a taxonomy has overtaken: what they are about is gone, replaced, renamed, moved or meant
//! otherwise.
//!
//! That something is gone or called otherwise the new version shows by itself; where a concept stood and how it was defined
//! only the version shows that the decision was made on.

use std::collections::{BTreeSet, HashMap};

use super::ReviewDecision;
use crate::model::{Change, ChangeKind, Concept, Entity, EntityKind, LabelRole, RelationKind, Taxonomy};
use crate::taxonomy::compare;

/// Why a decision is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaleReason {
    /// The concept is no longer in the taxonomy.
    Gone,
    /// The publisher replaced it by these.
    Replaced(Vec<String>),
    /// Its name is another now; the decision still counts.
    Renamed(String),
    /// It was moved, reclassified or redefined; the decision still counts.
    Changed(Change),
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
        matches!(self.reason, StaleReason::Renamed(_) | StaleReason::Changed(_))
    }

    /// In a sentence.
    pub fn shown(&self) -> String {
        let entity = self.entity.shown();
        let what = match &self.reason {
            StaleReason::Gone => "is no longer there".to_owned(),
            StaleReason::Replaced(by) => format!("was replaced by {}", by.join(", ")),
            StaleReason::Renamed(label) => format!("is called {label:?} now; the decision still counts"),
            StaleReason::Changed(change) => format!("{}; the decision still counts", became(change)),
        };
        format!(
            "{entity} {what} ({}, {} {})",
            self.decision.outcome().shown(),
            self.decision.reviewer,
            self.decision.date
        )
    }
}

/// What became of a concept, in words.
fn became(change: &Change) -> String {
    let [before, after] = [&change.before, &change.after].map(|side| side.join(", "));
    match (change.kind, before.is_empty(), after.is_empty()) {
        (ChangeKind::Moved, false, false) => format!("stands under {after} now, no longer under {before}"),
        (ChangeKind::Moved, true, _) => format!("stands under {after} now"),
        (ChangeKind::Moved, _, true) => format!("no longer stands under {before}"),
        (ChangeKind::Redefined, ..) => "has another definition now".to_owned(),
        (kind, ..) => format!("was {}: {after} now, {before} before", kind.as_str()),
    }
}

/// Whether a change of a concept may change what people say of it.
fn matters(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::Moved | ChangeKind::Reclassified | ChangeKind::Redefined)
}

/// A taxonomy by identifiers, for looking up what decisions are about.
pub struct Register<'a> {
    taxonomy: &'a Taxonomy,
    places: HashMap<&'a str, usize>,
    /// What replaced a concept, by its place.
    successors: HashMap<usize, Vec<String>>,
    /// What changed since earlier versions, by version and concept.
    changes: Vec<(&'a str, HashMap<String, Vec<Change>>)>,
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
        Self { taxonomy, places, successors, changes: Vec::new() }
    }

    /// The same, with what changed since some earlier versions.
    #[must_use]
    pub fn since(mut self, earlier: &'a [Taxonomy]) -> Self {
        for before in earlier {
            let parents = |taxonomy: &'a Taxonomy| -> HashMap<&'a str, &'a Concept> {
                taxonomy.concepts.iter().map(|concept| (concept.id.as_str(), concept)).collect()
            };
            let [old, new] = [before, self.taxonomy].map(parents);
            let mut changes: HashMap<String, Vec<Change>> = HashMap::new();
            for mut change in compare(before, self.taxonomy, &[]).changes.into_iter().filter(|one| matters(one.kind)) {
                if change.kind == ChangeKind::Moved {
                    // The broader concepts by their names.
                    for (ids, concepts) in [(&mut change.before, &old), (&mut change.after, &new)] {
                        for id in ids.iter_mut() {
                            if let Some(concept) = concepts.get(id.as_str()) {
                                concept.name().clone_into(id);
                            }
                        }
                    }
                }
                changes.entry(change.id.clone()).or_default().push(change);
            }
            self.changes.push((&before.info.version, changes));
        }
        self
    }

    /// Whether it has a concept of that identifier.
    pub fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// Whether something that is not in the taxonomy is of another vocabulary, by the name of that; an address says it only
    /// together with the identifier, since one vocabulary has several addresses.
    fn is_foreign(&self, entity: &Entity) -> bool {
        let (info, own) = (&self.taxonomy.info, namespace(&entity.id));
        if entity.source.is_empty() || is_of(entity, self.taxonomy) {
            return false;
        }
        let is_known = || self.places.keys().any(|id| namespace(id) == own);
        if entity.source_name().is_empty() { !own.is_empty() && !is_known() } else { !info.name.is_empty() }
    }

    /// How what a decision was about has changed; nothing when it has not, or when it is of another vocabulary.
    pub fn changed(&self, entity: &Entity) -> Vec<StaleReason> {
        let Some(&place) = self.places.get(entity.id.as_str()) else {
            return if self.is_foreign(entity) { Vec::new() } else { vec![StaleReason::Gone] };
        };
        if let Some(successors) = self.successors.get(&place) {
            return vec![StaleReason::Replaced(successors.clone())];
        }
        let concept = &self.taxonomy.concepts[place];
        // The old name often stays as an alternative one, so only names that are preferred in some language count.
        let mut names = concept.labels.iter().filter(|label| label.role == LabelRole::Preferred);
        let is_known = entity.label.is_empty() || names.any(|label| label.text == entity.label);
        let mut reasons = Vec::new();
        if !is_known {
            reasons.push(StaleReason::Renamed(concept.name().to_owned()));
        }
        let of_its_version = self.changes.iter().find(|(version, _)| *version == entity.source_version);
        let only = if self.changes.len() == 1 { self.changes.first() } else { None };
        let changes = of_its_version.or_else(|| only.filter(|_| entity.source_version.is_empty()));
        let changes = changes.and_then(|(_, changes)| changes.get(&entity.id)).into_iter().flatten();
        reasons.extend(changes.cloned().map(StaleReason::Changed));
        reasons
    }
}

/// Whether something says that it is of a taxonomy, by its name or its address.
fn is_of(entity: &Entity, taxonomy: &Taxonomy) -> bool {
    let info = &taxonomy.info;
    !entity.source.is_empty() && (entity.source.eq_ignore_ascii_case(&info.name) || entity.source == info.source)
}

/// What identifiers of one vocabulary begin with.
fn namespace(id: &str) -> &str {
    id.rfind(['/', '#', ':']).map_or("", |end| &id[..=end])
}

/// The versions of a taxonomy that decisions were made on, other than the one that it has now; of subjects or of objects.
pub fn earlier_versions<'a>(
    decisions: impl IntoIterator<Item = &'a ReviewDecision>,
    now: &Taxonomy,
    of_subjects: bool,
) -> BTreeSet<&'a str> {
    let sides = decisions.into_iter().map(|one| if of_subjects { &one.subject } else { &one.object });
    let same = sides.filter(|side| is_of(side, now));
    let versions = same.map(|side| side.source_version.as_str());
    versions.filter(|version| !version.is_empty() && *version != now.info.version).collect()
}

/// A taxonomy as it is now, with versions that decisions were made on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Versions<'a> {
    /// As it is now; nothing of that side is looked at without it.
    pub now: Option<&'a Taxonomy>,
    /// As it was.
    pub earlier: &'a [Taxonomy],
}

/// The decisions that a version of either taxonomy has overtaken.
pub fn stale_decisions<'a>(
    decisions: impl IntoIterator<Item = &'a ReviewDecision>,
    from: Versions<'_>,
    to: Versions<'_>,
) -> Vec<Stale> {
    let registers = [from, to].map(|side| side.now.map(|now| Register::of(now).since(side.earlier)));
    let look_up = |entity: &Entity, side: usize| match &registers[side] {
        Some(register) => register.changed(entity),
        None => Vec::new(),
    };
    decisions.into_iter().flat_map(|decision| stale_sides(decision, &look_up)).collect()
}

/// The sides of a decision that have changed, by whoever looks them up: 0 for subjects, 1 for objects.
pub fn stale_sides(decision: &ReviewDecision, look_up: &dyn Fn(&Entity, usize) -> Vec<StaleReason>) -> Vec<Stale> {
    let mut sides = vec![(&decision.subject, 0), (&decision.object, 1)];
    sides.extend(decision.new_object.as_ref().map(|object| (object, 1)));
    let named = sides
        .into_iter()
        .filter(|(entity, _)| entity.kind == EntityKind::Concept && !entity.id.is_empty() && !entity.is_no_term());
    let changed =
        named.flat_map(|(entity, side)| look_up(entity, side).into_iter().map(move |reason| (entity, reason)));
    changed.map(|(entity, reason)| Stale { decision: decision.clone(), entity: entity.clone(), reason }).collect()
}
