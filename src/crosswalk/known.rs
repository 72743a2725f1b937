//! Mappings that are known before anything is compared: published crosswalks, and decisions of people.
//!
//! A known mapping takes the place of the guess for its pair and keeps its predicate and its confidence. Of sets that
//! contradict each other the one that was named first counts, and the contradiction is told: which of the two is right
//! only a person can say. A pair that a set rejects gets no mapping. An alignment, as skill descriptors and competency
//! frameworks have them, says that two belong together and not how: there the predicate is found as for a guess.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::predicates::{Claim, Published, Replaced, contradict};
use crate::model::{Concept, MappingRow, MappingSet, Origin, Predicate, Taxonomy};

/// Confidence of a known mapping of which none is said; not fitted, as what is left to doubt is the publisher.
pub(super) const STATED: f32 = 0.98;
/// Predicates that say no more than that two things are aligned.
const ALIGNED: [&str; 3] = [
    "https://purl.org/ctdlasn/terms/alignTo",
    "https://purl.org/ctdlasn/terms/majorAlignment",
    "https://purl.org/ctdlasn/terms/minorAlignment",
];
/// Predicates of OWL that say what an exact match says.
const SAME: [&str; 3] = [
    "http://www.w3.org/2002/07/owl#sameAs",
    "http://www.w3.org/2002/07/owl#equivalentClass",
    "http://www.w3.org/2002/07/owl#equivalentProperty",
];
/// What of a row says where it comes from.
const PROVENANCE: [&str; 13] = [
    "author_id", "author_label", "creator_id", "creator_label", "curation_rule", "curation_rule_text",
    "issue_tracker_item", "license", "mapping_date", "mapping_provider", "mapping_source", "publication_date",
    "see_also",
];

/// A mapping set with the name that people know it by.
#[derive(Debug)]
pub struct NamedSet {
    /// Name for messages and comments.
    pub name: String,
    /// The mappings.
    pub set: MappingSet,
}

/// A contradiction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The concept, or the pair, that it is about.
    pub about: String,
    /// What contradicts what.
    pub problem: String,
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.about, self.problem)
    }
}

/// What a known row says of its pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Mapped(Predicate),
    /// Mapped in a way that is not said.
    Aligned,
    Rejected,
}

impl Says {
    /// What a row says, as said of its subject and object; nothing when its predicate is of another sort.
    fn of(row: &MappingRow) -> Option<Self> {
        let iri = row.predicate.iri();
        let says = match row.predicate.skos() {
            Some(predicate) => Self::Mapped(predicate),
            None if SAME.contains(&&*iri) => Self::Mapped(Predicate::Exact),
            None if ALIGNED.contains(&&*iri) => Self::Aligned,
            None => return None,
        };
        Some(if row.negated { Self::Rejected } else { says })
    }

    fn inverse(self) -> Self {
        match self {
            Self::Mapped(predicate) => Self::Mapped(predicate.inverse()),
            other => other,
        }
    }

    /// Whether the two cannot both be right.
    fn is_against(self, other: Self) -> bool {
        match (self, other) {
            (Self::Aligned, Self::Mapped(_)) | (Self::Mapped(_), Self::Aligned) => false,
            _ => self != other,
        }
    }
}

/// One known pair.
#[derive(Debug)]
struct KnownMapping {
    from: u32,
    to: u32,
    says: Says,
    confidence: f32,
    set: usize,
    origin: Origin,
}

/// Known mappings between two taxonomies.
#[derive(Debug, Default)]
pub struct Known {
    names: Vec<String>,
    mappings: Vec<KnownMapping>,
    by_source: HashMap<u32, BTreeMap<u32, u32>>,
    conflicts: Vec<Conflict>,
    /// Rows that say nothing of a pair of the two taxonomies.
    pub elsewhere: usize,
}

impl Known {
    /// The rows of some sets that map the one taxonomy onto the other, whichever of the two is the subject.
    pub fn between(sets: &[NamedSet], from: &Taxonomy, to: &Taxonomy) -> Self {
        let mut known = Self { names: sets.iter().map(|set| set.name.clone()).collect(), ..Self::default() };
        let (ours, theirs) = (positions(from), positions(to));
        for (number, set) in sets.iter().enumerate() {
            for row in &set.set.rows {
                let (subject, object) = (row.subject.key(), row.object.key());
                let forward = ours.get(subject).zip(theirs.get(object));
                let backward = ours.get(object).zip(theirs.get(subject));
                let (Some((from, to)), Some(says)) = (forward.or(backward), Says::of(row)) else {
                    known.elsewhere += 1;
                    continue;
                };
                let is_backward = forward.is_none();
                known.take(KnownMapping {
                    from: *from,
                    to: *to,
                    says: if is_backward { says.inverse() } else { says },
                    confidence: row.confidence.unwrap_or(STATED),
                    set: number,
                    origin: origin(row, set, is_backward),
                });
            }
        }
        known.contradictions(from, to);
        known
    }

    /// How many pairs are known.
    pub fn len(&self) -> usize {
        self.by_source.values().map(BTreeMap::len).sum()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.by_source.is_empty()
    }

    fn take(&mut self, mapping: KnownMapping) {
        let next = self.mappings.len() as u32;
        let held = self.by_source.entry(mapping.from).or_default().entry(mapping.to).or_insert(next);
        // The same claim for another reason: the surer one counts, and one that says how before one that does not.
        if let Some(before) = self.mappings.get(*held as usize) {
            let says_how = before.says == Says::Aligned && matches!(mapping.says, Says::Mapped(_));
            if says_how || before.says == mapping.says && before.confidence < mapping.confidence {
                *held = next;
            }
        }
        self.mappings.push(mapping);
    }

    /// Finds what the sets contradict each other, or themselves, in.
    fn contradictions(&mut self, from: &Taxonomy, to: &Taxonomy) {
        let mut found = Vec::new();
        let mut exact: [BTreeMap<u32, Vec<&KnownMapping>>; 2] = Default::default();
        for mapping in &self.mappings {
            let held = &self.mappings[self.by_source[&mapping.from][&mapping.to] as usize];
            if held.says.is_against(mapping.says) {
                let problem = format!("{}, but {}; the first counts", self.said(held), self.said(mapping));
                found.push(Conflict { about: pair(from, to, mapping.from, mapping.to), problem });
            }
        }
        for number in self.by_source.values().flat_map(BTreeMap::values) {
            let mapping = &self.mappings[*number as usize];
            if mapping.says == Says::Mapped(Predicate::Exact) {
                exact[0].entry(mapping.from).or_default().push(mapping);
                exact[1].entry(mapping.to).or_default().push(mapping);
            }
        }
        for (is_from, exact, own, others) in [(true, &exact[0], from, to), (false, &exact[1], to, from)] {
            for (concept, mappings) in exact.iter().filter(|(_, mappings)| mappings.len() > 1) {
                let other = |mapping: &&KnownMapping| {
                    let at = if is_from { mapping.to } else { mapping.from };
                    format!("{} in {}", shown(&others.concepts[at as usize]), self.names[mapping.set])
                };
                let mut named: Vec<String> = mappings.iter().map(other).collect();
                named.sort();
                let problem = format!("skos:exactMatch with several: {}", named.join(", "));
                found.push(Conflict { about: shown(&own.concepts[*concept as usize]), problem });
            }
        }
        found.sort();
        found.dedup();
        self.conflicts = found;
    }

    fn said(&self, mapping: &KnownMapping) -> String {
        let what = match mapping.says {
            Says::Mapped(predicate) => predicate.as_str(),
            Says::Aligned => "aligned",
            Says::Rejected => "rejected",
        };
        format!("{what} in {}", self.names[mapping.set])
    }

    /// The pairs that have a mapping.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let held = self.by_source.iter().flat_map(|(from, held)| held.iter().map(|(to, number)| (*from, *to, *number)));
        held.filter(|(.., number)| self.mappings[*number as usize].says != Says::Rejected)
            .map(|(from, to, _)| (from, to))
    }

    /// Puts the known mappings of a source in the place of the guesses, and takes away what is rejected.
    pub(super) fn replace(&self, source: u32, claims: &mut Vec<Claim>) {
        let Some(held) = self.by_source.get(&source) else { return };
        claims.retain_mut(|claim| {
            let Some(number) = held.get(&claim.to) else { return true };
            let mapping = &self.mappings[*number as usize];
            claim.known = Some(Replaced { by: *number, guess: claim.confidence });
            claim.confidence = mapping.confidence;
            mapping.says != Says::Rejected
        });
    }

    /// Gives the known mappings their predicates, and all contradictions: those among them, and what surer guesses say.
    pub(super) fn settle(
        &self,
        claims: &mut [Vec<Claim>],
        sources: &[u32],
        from: &Taxonomy,
        to: &Taxonomy,
    ) -> Vec<Conflict> {
        let mut conflicts = self.conflicts.clone();
        for (claims, source) in claims.iter_mut().zip(sources) {
            let mut exact: Option<f32> = None;
            for claim in claims.iter_mut() {
                let Some(replaced) = claim.known else { continue };
                let mapping = &self.mappings[replaced.by as usize];
                let Says::Mapped(predicate) = mapping.says else { continue };
                if contradict(claim.predicate, predicate) && replaced.guess > mapping.confidence {
                    let guess = format!("{} was found ({:.3})", claim.predicate.as_str(), replaced.guess);
                    let problem = format!("{} ({:.3}), but {guess}", self.said(mapping), mapping.confidence);
                    conflicts.push(Conflict { about: pair(from, to, *source, claim.to), problem });
                }
                claim.predicate = predicate;
                claim.published = Some(Published::Directly(Some(predicate)));
                if predicate == Predicate::Exact {
                    exact = Some(exact.map_or(mapping.confidence, |other| other.max(mapping.confidence)));
                }
            }
            let Some(exact) = exact else { continue };
            for guess in claims.iter().filter(|claim| claim.known.is_none() && claim.predicate == Predicate::Exact) {
                if guess.confidence > exact {
                    let problem = format!(
                        "skos:exactMatch was found ({:.3}), but another is known ({exact:.3})",
                        guess.confidence
                    );
                    conflicts.push(Conflict { about: pair(from, to, *source, guess.to), problem });
                }
            }
        }
        conflicts
    }

    /// Where a known mapping comes from.
    pub(super) fn origin(&self, number: u32) -> Origin {
        self.mappings[number as usize].origin.clone()
    }
}

fn origin(row: &MappingRow, set: &NamedSet, is_backward: bool) -> Origin {
    let mut slots = row.slots.clone();
    slots.retain(|name, _| PROVENANCE.contains(&name.as_str()));
    for (slot, of_set) in [("mapping_source", "mapping_set_id"), ("license", "license")] {
        let value = set.set.slot(of_set);
        if !value.is_empty() {
            slots.entry(slot.to_owned()).or_insert_with(|| vec![value.to_owned()]);
        }
    }
    let mut comment = format!("known from {}", set.name);
    if is_backward {
        comment.push_str(", where it is said from the other side");
    }
    if !row.comment.is_empty() {
        comment = format!("{}; {comment}", row.comment);
    }
    Origin {
        justification: row.justification.clone(),
        reviewers: row.reviewers.clone(),
        review_date: row.review_date.clone(),
        comment,
        slots,
    }
}

/// Concepts by identifier, and by code where no identifier is the same.
pub(super) fn positions(taxonomy: &Taxonomy) -> HashMap<&str, u32> {
    let mut positions = HashMap::new();
    for (position, concept) in (0..).zip(&taxonomy.concepts) {
        positions.entry(concept.id.as_str()).or_insert(position);
    }
    for (position, concept) in (0..).zip(&taxonomy.concepts) {
        if let Some(notation) = &concept.notation {
            positions.entry(notation.as_str()).or_insert(position);
        }
    }
    positions
}

/// A concept, for messages.
pub(super) fn shown(concept: &Concept) -> String {
    format!("{} ({})", concept.name(), concept.id)
}

/// Two concepts, for messages.
pub(super) fn pair(from: &Taxonomy, to: &Taxonomy, source: u32, target: u32) -> String {
    format!("{} → {}", shown(&from.concepts[source as usize]), shown(&to.concepts[target as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, Entity, MappingPredicate};

    fn taxonomy(ids: &[&str]) -> Taxonomy {
        let concepts = ids.iter().map(|id| Concept::new(*id, ConceptKind::Skill));
        Taxonomy { concepts: concepts.collect(), ..Taxonomy::default() }
    }

    fn set(name: &str, rows: &[(&str, Predicate, &str, Option<f32>)]) -> NamedSet {
        let entity = |id: &str| Entity { id: id.to_owned(), ..Entity::default() };
        let row = |(subject, predicate, object, confidence): &(&str, Predicate, &str, Option<f32>)| MappingRow {
            confidence: *confidence,
            ..MappingRow::new(entity(subject), MappingPredicate::Skos(*predicate), entity(object))
        };
        let set = MappingSet { rows: rows.iter().map(row).collect(), ..MappingSet::default() };
        NamedSet { name: name.to_owned(), set }
    }

    fn problems(known: &Known) -> Vec<String> {
        known.conflicts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn rows_are_taken_from_either_side_and_the_surer_reason_counts() {
        let (from, to) = (taxonomy(&["a", "b"]), taxonomy(&["x", "y"]));
        let rows = [
            ("x", Predicate::Broad, "a", None),
            ("b", Predicate::Close, "y", Some(0.4)),
            ("b", Predicate::Close, "y", Some(0.6)),
            ("q", Predicate::Close, "y", None),
        ];
        let known = Known::between(&[set("one", &rows)], &from, &to);
        assert_eq!((known.len(), known.elsewhere, problems(&known).len()), (2, 1, 0));
        let held = |source: u32, target: u32| &known.mappings[known.by_source[&source][&target] as usize];
        assert_eq!((held(0, 0).says, held(0, 0).confidence), (Says::Mapped(Predicate::Narrow), STATED));
        assert!(held(0, 0).origin.comment.contains("from the other side"));
        assert!((held(1, 1).confidence - 0.6).abs() < 1e-6);
    }

    #[test]
    fn an_alignment_makes_a_pair_known_and_says_not_how() {
        let (from, to) = (taxonomy(&["a", "b"]), taxonomy(&["x", "y"]));
        let mut aligned = set("aligned", &[("a", Predicate::Close, "x", None), ("b", Predicate::Close, "y", None)]);
        for row in &mut aligned.set.rows {
            row.predicate = MappingPredicate::Other(ALIGNED[0].to_owned());
        }
        let said = set("said", &[("a", Predicate::Broad, "x", Some(0.5))]);
        let known = Known::between(&[aligned, said], &from, &to);
        let held = |source: u32, target: u32| known.mappings[known.by_source[&source][&target] as usize].says;
        assert_eq!((held(0, 0), held(1, 1)), (Says::Mapped(Predicate::Broad), Says::Aligned));
        assert_eq!((known.len(), known.elsewhere, problems(&known).len()), (2, 0, 0));
    }

    #[test]
    fn sets_that_contradict_each_other_are_told_and_the_first_counts() {
        let (from, to) = (taxonomy(&["a", "b"]), taxonomy(&["x", "y"]));
        let one = set("one", &[("a", Predicate::Exact, "x", None)]);
        let mut other = set("other", &[("a", Predicate::Broad, "x", None), ("a", Predicate::Exact, "y", None)]);
        let known = Known::between(&[one, other], &from, &to);
        let expected = [
            "a (a): skos:exactMatch with several: x (x) in one, y (y) in other",
            "a (a) → x (x): skos:exactMatch in one, but skos:broadMatch in other; the first counts",
        ];
        assert_eq!(problems(&known), expected);
        other = set("other", &[("a", Predicate::Exact, "x", None)]);
        other.set.rows[0].negated = true;
        let known = Known::between(&[set("one", &[("b", Predicate::Exact, "x", None)]), other], &from, &to);
        assert_eq!((problems(&known).len(), known.pairs().collect::<Vec<_>>()), (0, vec![(1, 0)]));
    }
}
