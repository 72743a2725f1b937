//! Crosswalks end to end: A onto B and B onto C give A onto C.
//!
//! What two predicates say together (the order does not matter):
//!
//! | | exact | close | broad | narrow | related |
//! |---|---|---|---|---|---|
//! | exact | exact | close | broad | narrow | related |
//! | close | close | related | broad | narrow | – |
//! | broad | broad | broad | broad | – | – |
//! | narrow | narrow | narrow | – | narrow | – |
//! | related | related | – | – | – | – |
//!
//! SKOS leaves close out of what is transitive on purpose, so two small differences are no small one: what is left is
//! that both have to do with each other. A second small difference takes away all else. That is counted over the whole
//! chain, so it makes no difference in which order sets are put together. Confidences are multiplied, as if each were
//! wrong for reasons of its own; of several paths between two concepts the surest counts.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::evidence::{reference, stated};
use super::known::{Conflict, NamedSet, STATED, pair, positions, shown};
use super::predicates::contradict;
use super::{CrosswalkOptions, DEFAULT_FLOOR, decision};
use crate::error::{Error, Result};
use crate::model::{DocumentMappings, Entity, Mapping, MappingSet, Origin, Predicate, Taxonomy};

/// Steps from concept to concept that are gone at most; hostile sets could ask for any number.
const MOST_STEPS: usize = 50_000_000;

/// What sets say together.
#[derive(Debug)]
pub struct Composition {
    /// One entry a concept of the first taxonomy.
    pub mapped: Vec<DocumentMappings>,
    /// Paths between the same two concepts that contradict each other.
    pub conflicts: Vec<Conflict>,
}

/// What a chain of predicates says of its two ends; nothing when it says nothing.
pub fn chained(predicates: &[Predicate]) -> Option<Predicate> {
    predicates.iter().try_fold(Shape::default(), |shape, predicate| shape.and(*predicate)).map(Shape::predicate)
}

/// What matters of a chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    /// How many close matches are in it.
    closes: u8,
    /// The one other predicate that is neither exact nor close.
    other: Option<Predicate>,
}

impl Shape {
    fn and(mut self, predicate: Predicate) -> Option<Self> {
        match (predicate, self.other) {
            (Predicate::Exact, _) => {}
            (Predicate::Close, _) => self.closes += 1,
            (Predicate::Related, Some(_)) => return None,
            (other, Some(before)) if before != other => return None,
            (other, _) => self.other = Some(other),
        }
        let most = match self.other {
            None => 2,
            Some(Predicate::Related) => 0,
            Some(_) => 1,
        };
        (self.closes <= most).then_some(self)
    }

    fn predicate(self) -> Predicate {
        match (self.other, self.closes) {
            (Some(other), _) => other,
            (None, 0) => Predicate::Exact,
            (None, 1) => Predicate::Close,
            (None, _) => Predicate::Related,
        }
    }
}

/// One step: a row of a set, in the direction in which it is gone.
#[derive(Debug, Clone, Copy)]
struct Step<'a> {
    to: &'a Entity,
    predicate: Predicate,
    confidence: f32,
}

/// The steps of a set by where they begin.
type Steps<'a> = HashMap<&'a str, Vec<Step<'a>>>;

/// A way from a concept of the first taxonomy.
#[derive(Debug, Clone, Default)]
struct Path<'a> {
    confidence: f32,
    steps: Vec<Step<'a>>,
}

impl Path<'_> {
    /// The surer first; of equals the one whose concepts come first.
    fn is_better(&self, other: &Self) -> bool {
        let keys = |path: &Self| path.steps.iter().map(|step| step.to.key().to_owned()).collect::<Vec<_>>();
        other.confidence.total_cmp(&self.confidence).then_with(|| keys(self).cmp(&keys(other))).is_lt()
    }
}

/// Composes sets, each of which begins where the one before ends; which of its sides that is, the identifiers say.
pub fn compose(from: &Taxonomy, to: &Taxonomy, sets: &[NamedSet], options: &CrosswalkOptions) -> Result<Composition> {
    let names = positions(from);
    let mut reached: HashSet<&str> = names.keys().copied().collect();
    let mut by_set = Vec::new();
    for (number, named) in sets.iter().enumerate() {
        let Some(steps) = steps(&named.set, &reached) else {
            let before =
                number.checked_sub(1).map_or_else(|| from.info.reference(), |before| sets[before].name.clone());
            return Err(Error::request(format!("{} has no mapping of a concept of {before}", named.name))
                .with_hint("name the sets in the order from FROM to TO; identifiers must be the same in both"));
        };
        reached = steps.values().flatten().map(|step| step.to.key()).collect();
        by_set.push(steps);
    }
    let targets = positions(to);
    if !reached.iter().any(|key| targets.contains_key(key)) {
        let last = sets.last().map_or_else(String::new, |set| set.name.clone());
        return Err(Error::request(format!("{last} has no mapping onto a concept of {}", to.info.reference()))
            .with_hint("name the sets in the order from FROM to TO"));
    }
    let takes_part = |taxonomy: &Taxonomy, position: u32| {
        options.kinds.is_empty() || options.kinds.contains(&taxonomy.concepts[position as usize].kind)
    };
    let floor = options.min_confidence.unwrap_or(if options.top.is_some() { 0.0 } else { DEFAULT_FLOOR });
    let mut composition = Composition { mapped: Vec::new(), conflicts: Vec::new() };
    let mut gone = 0;
    for source in (0..from.concepts.len() as u32).filter(|source| takes_part(from, *source)) {
        let mut found: BTreeMap<u32, BTreeMap<Predicate, Path<'_>>> = BTreeMap::new();
        for ((key, shape), path) in paths(from, source, &by_set, &mut gone)? {
            let Some(target) = targets.get(key).filter(|target| takes_part(to, **target)) else { continue };
            let held = found.entry(*target).or_default().entry(shape.predicate()).or_default();
            if held.steps.is_empty() || path.is_better(held) {
                *held = path;
            }
        }
        composition.conflicts.extend(contradictions(from, to, source, &found));
        let surest = found.into_iter().filter_map(|(target, by_predicate)| {
            // Predicates come closest first, and the first of equals stays.
            let best = by_predicate.into_iter().reduce(|a, b| if b.1.confidence > a.1.confidence { b } else { a })?;
            Some((target, best.0, best.1))
        });
        let mut chosen: Vec<(u32, Predicate, Path<'_>)> =
            surest.filter(|(.., path)| path.confidence >= floor).collect();
        chosen.sort_by(|a, b| b.2.confidence.total_cmp(&a.2.confidence).then(a.0.cmp(&b.0)));
        chosen.truncate(options.top.unwrap_or(usize::MAX));
        composition.mapped.push(written(from, to, source, &chosen, sets));
    }
    Ok(composition)
}

/// The steps of a set in the direction in which more of its rows begin where we are; nothing when none does.
fn steps<'a>(set: &'a MappingSet, reached: &HashSet<&str>) -> Option<Steps<'a>> {
    let begins = |side: fn(&'a crate::model::MappingRow) -> &'a Entity| {
        set.rows.iter().filter(|row| reached.contains(side(row).key())).count()
    };
    let (forward, backward) = (begins(|row| &row.subject), begins(|row| &row.object));
    if forward.max(backward) == 0 {
        return None;
    }
    let mut steps: Steps<'a> = HashMap::new();
    for row in set.rows.iter().filter(|row| !row.negated && !row.object.is_no_term()) {
        let Some(predicate) = row.predicate.skos() else { continue };
        let confidence = row.confidence.unwrap_or(STATED);
        let (start, to, predicate) = if forward >= backward {
            (&row.subject, &row.object, predicate)
        } else {
            (&row.object, &row.subject, predicate.inverse())
        };
        steps.entry(start.key()).or_default().push(Step { to, predicate, confidence });
    }
    Some(steps)
}

type Ends<'a> = BTreeMap<(&'a str, Shape), Path<'a>>;

/// The surest path to each end that can be reached from a concept, one for each shape.
fn paths<'a>(from: &'a Taxonomy, source: u32, by_set: &[Steps<'a>], gone: &mut usize) -> Result<Ends<'a>> {
    let concept = &from.concepts[source as usize];
    let mut ends = Ends::new();
    let begin = || Path { confidence: 1.0, steps: Vec::new() };
    for name in [Some(&concept.id), concept.notation.as_ref()].into_iter().flatten() {
        ends.insert((name.as_str(), Shape::default()), begin());
    }
    for steps in by_set {
        let mut next = Ends::new();
        for ((key, shape), path) in &ends {
            for step in steps.get(key).into_iter().flatten() {
                *gone += 1;
                if *gone > MOST_STEPS {
                    return Err(Error::request(format!("the sets join in more than {MOST_STEPS} ways"))
                        .with_hint("leave out what is unlikely or not accepted before putting them together"));
                }
                let Some(shape) = shape.and(step.predicate) else { continue };
                let mut longer = Path { confidence: path.confidence * step.confidence, steps: path.steps.clone() };
                longer.steps.push(*step);
                let held = next.entry((step.to.key(), shape)).or_default();
                if held.steps.is_empty() || longer.is_better(held) {
                    *held = longer;
                }
            }
        }
        ends = next;
    }
    Ok(ends)
}

fn contradictions(
    from: &Taxonomy,
    to: &Taxonomy,
    source: u32,
    found: &BTreeMap<u32, BTreeMap<Predicate, Path<'_>>>,
) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let told = |predicate: &Predicate, path: &Path<'_>| {
        format!("{} {} ({:.3})", predicate.as_str(), through(path), path.confidence)
    };
    for (target, by_predicate) in found {
        for (one, path) in by_predicate {
            for (other, other_path) in by_predicate.range((std::ops::Bound::Excluded(*one), std::ops::Bound::Unbounded))
            {
                if contradict(*one, *other) {
                    let problem = format!("{}, but {}", told(one, path), told(other, other_path));
                    conflicts.push(Conflict { about: pair(from, to, source, *target), problem });
                }
            }
        }
    }
    let mut exact = found.iter().filter_map(|(target, paths)| Some((*target, paths.get(&Predicate::Exact)?)));
    if let Some((first, _)) = exact.next() {
        for (target, path) in exact {
            let other = shown(&to.concepts[first as usize]);
            let problem = format!("{}, and so has {other}", told(&Predicate::Exact, path));
            conflicts.push(Conflict { about: pair(from, to, source, target), problem });
        }
    }
    conflicts
}

/// The concepts between the two ends.
fn through(path: &Path<'_>) -> String {
    let between = &path.steps[..path.steps.len().saturating_sub(1)];
    if between.is_empty() {
        return "directly".to_owned();
    }
    let names: Vec<String> = between.iter().map(|step| step.to.shown()).collect();
    format!("through {}", names.join(", then "))
}

fn written(
    from: &Taxonomy,
    to: &Taxonomy,
    source: u32,
    chosen: &[(u32, Predicate, Path<'_>)],
    sets: &[NamedSet],
) -> DocumentMappings {
    let concept = &from.concepts[source as usize];
    let whole: f32 = chosen.iter().map(|(.., path)| path.confidence).sum();
    let mapping = |(target, predicate, path): &(u32, Predicate, Path<'_>)| {
        let confidence = (path.confidence * 1e4).round() / 1e4;
        Mapping {
            concept: reference(to, *target),
            predicate: *predicate,
            confidence,
            decision: decision(confidence),
            requirement: None,
            proficiency: None,
            weight: if whole > 0.0 { (confidence / whole * 1e4).round() / 1e4 } else { 0.0 },
            evidence: vec![stated(concept, &to.concepts[*target as usize])],
            explanation: None,
            origin: Some(Box::new(origin(path, sets))),
        }
    };
    DocumentMappings {
        id: concept.id.clone(),
        title: concept.name().to_owned(),
        mappings: chosen.iter().map(mapping).collect(),
        ..DocumentMappings::default()
    }
}

fn origin(path: &Path<'_>, sets: &[NamedSet]) -> Origin {
    let legs = path.steps.iter().zip(sets);
    let legs: Vec<String> =
        legs.map(|(step, set)| format!("{} {:.3} in {}", step.predicate.as_str(), step.confidence, set.name)).collect();
    let between = &path.steps[..path.steps.len().saturating_sub(1)];
    let see: Vec<String> = between.iter().map(|step| step.to.id.clone()).filter(|id| id.contains(':')).collect();
    let mut origin = Origin {
        justification: "semapv:MappingChaining".to_owned(),
        comment: format!("{}: {}", through(path), legs.join(", then ")),
        ..Origin::default()
    };
    if !see.is_empty() {
        origin.slots.insert("see_also".to_owned(), see);
    }
    origin
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, ConceptKind, MappingPredicate, MappingRow};
    use Predicate::{Broad, Close, Exact, Narrow, Related};

    fn taxonomy(ids: &[&str]) -> Taxonomy {
        let concepts = ids.iter().map(|id| Concept::new(*id, ConceptKind::Skill));
        Taxonomy { concepts: concepts.collect(), ..Taxonomy::default() }
    }

    fn set(name: &str, rows: &[(&str, Predicate, &str, f32)]) -> NamedSet {
        let entity = |id: &str| Entity { id: id.to_owned(), ..Entity::default() };
        let row = |(subject, predicate, object, confidence): &(&str, Predicate, &str, f32)| MappingRow {
            confidence: Some(*confidence),
            ..MappingRow::new(entity(subject), MappingPredicate::Skos(*predicate), entity(object))
        };
        let set = MappingSet { rows: rows.iter().map(row).collect(), ..MappingSet::default() };
        NamedSet { name: name.to_owned(), set }
    }

    fn composed(sets: &[NamedSet]) -> Composition {
        let options = CrosswalkOptions { min_confidence: Some(0.0), ..CrosswalkOptions::default() };
        compose(&taxonomy(&["a", "b"]), &taxonomy(&["x", "y"]), sets, &options).expect("sets that join")
    }

    fn rows(composition: &Composition) -> Vec<(&str, &str, Predicate, f32)> {
        let rows = composition.mapped.iter().flat_map(|one| one.mappings.iter().map(move |mapping| (one, mapping)));
        rows.map(|(one, mapping)| {
            (one.id.as_str(), mapping.concept.concept_id.as_str(), mapping.predicate, mapping.confidence)
        })
        .collect()
    }

    #[test]
    fn predicates_compose_as_the_table_says() {
        let table = [
            [Some(Exact), Some(Close), Some(Broad), Some(Narrow), Some(Related)],
            [Some(Close), Some(Related), Some(Broad), Some(Narrow), None],
            [Some(Broad), Some(Broad), Some(Broad), None, None],
            [Some(Narrow), Some(Narrow), None, Some(Narrow), None],
            [Some(Related), None, None, None, None],
        ];
        for (one, row) in Predicate::ALL.into_iter().zip(table) {
            for (other, expected) in Predicate::ALL.into_iter().zip(row) {
                assert_eq!(chained(&[one, other]), expected, "{one:?} {other:?}");
                assert_eq!(chained(&[other.inverse(), one.inverse()]), expected.map(Predicate::inverse));
            }
        }
        for chain in [[Close, Close, Broad], [Broad, Close, Close], [Close, Broad, Close], [Close, Close, Close]] {
            assert_eq!(chained(&chain), None, "{chain:?}");
        }
    }

    #[test]
    fn the_surest_path_counts_and_sets_are_turned_round() {
        let one = set("one", &[("a", Close, "m", 0.5), ("a", Exact, "n", 0.9), ("b", Broad, "n", 0.8)]);
        // Its subjects are the targets.
        let other = set("other", &[("x", Exact, "m", 0.9), ("x", Narrow, "n", 0.5), ("y", Broad, "n", 1.0)]);
        let composition = composed(&[one, other]);
        let expected = [("a", "y", Narrow, 0.9), ("a", "x", Close, 0.45), ("b", "x", Broad, 0.4)];
        // a → x is close through m (0.45) and broad through n (0.45): of equals the closer counts.
        assert_eq!(rows(&composition), expected);
        let origin = composition.mapped[0].mappings[1].origin.as_ref().expect("it was put together");
        assert_eq!(origin.justification, "semapv:MappingChaining");
        assert_eq!(origin.comment, "through m: skos:closeMatch 0.500 in one, then skos:exactMatch 0.900 in other");
    }

    #[test]
    fn paths_that_contradict_each_other_are_told() {
        let one = set("one", &[("a", Exact, "m", 0.9), ("a", Broad, "n", 0.8)]);
        let other = set("other", &[("m", Exact, "x", 0.9), ("n", Exact, "x", 1.0), ("m", Exact, "y", 0.5)]);
        let told: Vec<String> = composed(&[one, other]).conflicts.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], "a (a) → x (x): skos:exactMatch through m (0.810), but skos:broadMatch through n (0.800)");
    }

    #[test]
    fn sets_that_do_not_join_are_refused() {
        let sets = [set("one", &[("a", Exact, "m", 0.9)]), set("other", &[("n", Exact, "x", 1.0)])];
        let refused = compose(&taxonomy(&["a"]), &taxonomy(&["x"]), &sets, &CrosswalkOptions::default());
        assert!(refused.expect_err("nothing joins").to_string().contains("other has no mapping of a concept of one"));
    }
}
