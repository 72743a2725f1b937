//! Crosswalk files as bridges between the vocabularies of two profiles: a skill of one taxonomy covers one of another when
//! a mapping set leads from the one to the other, directly or by way of a concept that both are said to be the same as.
//!
//! Each step is kept, so that the answer can show it. A row counts when nobody rejected it and it is not left for review.

use std::collections::HashMap;

use super::relations::{BROADER, MAPPED, NARROWER, Related};
use crate::model::{ConceptReference, Decision, Hop, MappingSet, Predicate, SkillRelation};

/// What some mapping sets say of concepts.
#[derive(Debug, Clone, Default)]
pub struct Bridges {
    names: Vec<String>,
    steps: HashMap<String, Vec<Step>>,
}

/// One row, seen from one of its sides.
#[derive(Debug, Clone)]
struct Step {
    to: String,
    predicate: Predicate,
    set: usize,
}

impl Bridges {
    /// Takes in a set, under the name that an answer shows; gives back how many of its rows count.
    pub fn add(&mut self, name: &str, set: &MappingSet) -> usize {
        let number = self.names.len();
        self.names.push(name.to_owned());
        let mut taken = 0;
        for row in &set.rows {
            let decided = row.decision != Some(Decision::Review);
            let sure = row.decision == Some(Decision::Accepted)
                || row.confidence.is_none_or(|sure| sure >= Decision::ACCEPTED_FROM);
            let Some(predicate) = row.predicate.skos().filter(|_| !row.negated && decided && sure) else { continue };
            if row.object.is_no_term() || predicate == Predicate::Related {
                continue;
            }
            let (subject, object) = (row.subject.key(), row.object.key());
            for (from, to, predicate) in [(subject, object, predicate), (object, subject, predicate.inverse())] {
                let step = Step { to: to.to_owned(), predicate, set: number };
                self.steps.entry(from.to_owned()).or_default().push(step);
            }
            taken += 1;
        }
        taken
    }

    /// Whether there is no bridge at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// How an offered skill stands to one that is asked for, by the bridge that is worth most; direct ones come first.
    pub(super) fn relate(&self, asked: &ConceptReference, offered: &ConceptReference) -> Option<Related> {
        let mut best: Option<Related> = None;
        for (from, step) in self.steps_from(offered) {
            let (relation, worth) = worth(step.predicate);
            let direct = is(asked, &step.to);
            // Only what is the same leads on: steps up and down do not add up to anything.
            let last =
                (!direct && relation == SkillRelation::Mapped).then(|| self.last_step(&step.to, asked)).flatten();
            let (hops, worth) = match last {
                _ if direct => (vec![self.hop(from, step)], worth),
                Some(last) => (vec![self.hop(from, step), self.hop(&step.to, last)], worth * MAPPED),
                None => continue,
            };
            if best.as_ref().is_none_or(|best| worth > best.worth) {
                best = Some(Related { relation, worth, hops });
            }
        }
        best
    }

    fn steps_from<'a>(&'a self, concept: &'a ConceptReference) -> impl Iterator<Item = (&'a str, &'a Step)> {
        let names = [Some(concept.concept_id.as_str()), concept.notation.as_deref()];
        let steps = |name: &'a str| self.steps.get(name).into_iter().flatten().map(move |step| (name, step));
        names.into_iter().flatten().flat_map(steps)
    }

    fn last_step(&self, from: &str, asked: &ConceptReference) -> Option<&Step> {
        let same = |step: &&Step| is(asked, &step.to) && worth(step.predicate).0 == SkillRelation::Mapped;
        self.steps.get(from)?.iter().find(same)
    }

    fn hop(&self, from: &str, step: &Step) -> Hop {
        let source = self.names[step.set].clone();
        Hop { from: from.to_owned(), predicate: step.predicate, to: step.to.clone(), source }
    }
}

fn is(concept: &ConceptReference, name: &str) -> bool {
    concept.concept_id == name || concept.notation.as_deref() == Some(name)
}

/// What it says of an offered skill that the one that is asked for is its match of that sort.
fn worth(predicate: Predicate) -> (SkillRelation, f32) {
    match predicate {
        Predicate::Broad => (SkillRelation::Narrower, NARROWER[0]),
        Predicate::Narrow => (SkillRelation::Broader, BROADER[0]),
        _ => (SkillRelation::Mapped, MAPPED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, Entity, MappingPredicate, MappingRow};

    fn concept(id: &str, taxonomy: &str) -> ConceptReference {
        ConceptReference {
            concept_id: id.to_owned(),
            notation: None,
            label: id.to_owned(),
            taxonomy: taxonomy.to_owned(),
            taxonomy_version: String::new(),
            kind: ConceptKind::Skill,
        }
    }

    fn row(subject: &str, predicate: Predicate, object: &str) -> MappingRow {
        let entity = |id: &str| Entity { id: id.to_owned(), ..Entity::default() };
        MappingRow::new(entity(subject), MappingPredicate::Skos(predicate), entity(object))
    }

    #[test]
    fn a_bridge_leads_both_ways_and_shows_its_steps() {
        let mut bridges = Bridges::default();
        let set = MappingSet {
            rows: vec![row("o:1", Predicate::Broad, "e:1"), row("o:2", Predicate::Exact, "x:2")],
            ..MappingSet::default()
        };
        assert_eq!(bridges.add("a.tsv", &set), 2);
        let other = MappingSet { rows: vec![row("e:2", Predicate::Close, "x:2")], ..MappingSet::default() };
        assert_eq!(bridges.add("b.tsv", &other), 1);
        let relate = |asked: &str, offered: &str| bridges.relate(&concept(asked, "a"), &concept(offered, "b"));
        let narrower = relate("e:1", "o:1").expect("a bridge");
        assert_eq!((narrower.relation, narrower.hops.len()), (SkillRelation::Narrower, 1));
        assert_eq!(relate("o:1", "e:1").expect("back").relation, SkillRelation::Broader);
        let through = relate("e:2", "o:2").expect("by way of a third");
        let steps: Vec<(&str, &str, &str)> =
            through.hops.iter().map(|hop| (hop.from.as_str(), hop.to.as_str(), hop.source.as_str())).collect();
        assert_eq!(steps, [("o:2", "x:2", "a.tsv"), ("x:2", "e:2", "b.tsv")]);
        assert!(through.worth < MAPPED && relate("e:1", "o:2").is_none());
    }

    #[test]
    fn what_was_rejected_is_doubtful_or_only_related_is_no_bridge() {
        let mut bridges = Bridges::default();
        let rejected = MappingRow { negated: true, ..row("a", Predicate::Exact, "b") };
        let open = MappingRow { decision: Some(Decision::Review), ..row("a", Predicate::Exact, "b") };
        let doubtful = MappingRow { confidence: Some(0.2), ..row("a", Predicate::Exact, "b") };
        let rows = vec![rejected, open, doubtful, row("a", Predicate::Related, "b")];
        assert_eq!(bridges.add("a.tsv", &MappingSet { rows, ..MappingSet::default() }), 0);
        assert!(bridges.is_empty());
    }
}
