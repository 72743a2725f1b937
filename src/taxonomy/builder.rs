//! Collects concepts and relations from a reader and makes a closed, checked taxonomy of them.
//!
//! Relations are given by identifier in any order and resolved at the end: sources name concepts long
//! before they define them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::error::{Diagnostics, Error, Loaded, Position, Result, Severity};
use crate::model::{Concept, Relation, RelationKind, Taxonomy, TaxonomyInfo};
use crate::text::language_of;

struct PendingRelation {
    source: String,
    kind: RelationKind,
    target: String,
    weight: Option<f32>,
    position: Position,
}

/// Collects what a reader finds.
pub struct TaxonomyBuilder {
    /// What is known of the taxonomy so far; a reader fills what is empty.
    pub info: TaxonomyInfo,
    /// What the reader had to skip or repair.
    pub diagnostics: Diagnostics,
    concepts: Vec<Concept>,
    positions: HashMap<String, u32>,
    pending: Vec<PendingRelation>,
}

impl TaxonomyBuilder {
    /// An empty taxonomy.
    pub fn new(info: TaxonomyInfo) -> Self {
        Self {
            info,
            diagnostics: Diagnostics::default(),
            concepts: Vec::new(),
            positions: HashMap::new(),
            pending: Vec::new(),
        }
    }

    /// Adds a concept, or reports and skips it when its identifier is blank or taken or it has no label.
    ///
    /// Returns whether it was added.
    pub fn add(&mut self, concept: Concept, position: &Position) -> bool {
        let problem = if concept.id.trim().is_empty() {
            Some("no identifier".to_owned())
        } else if concept.labels.is_empty() {
            Some(format!("{:?} has no label", concept.id))
        } else if self.positions.contains_key(&concept.id) {
            Some(format!("identifier {:?} appears a second time; the first stays", concept.id))
        } else {
            None
        };
        if let Some(message) = problem {
            self.diagnostics.push(Severity::Skipped, position.clone(), message);
            return false;
        }
        self.positions.insert(concept.id.clone(), self.concepts.len() as u32);
        self.concepts.push(concept);
        true
    }

    /// A concept added before.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Concept> {
        self.positions.get(id).map(|position| &mut self.concepts[*position as usize])
    }

    /// Whether a concept of that identifier was added.
    pub fn contains(&self, id: &str) -> bool {
        self.positions.contains_key(id)
    }

    /// Notes a relation; both ends may be added later. Weights outside 0 to 1 are clamped.
    pub fn relate(&mut self, source: &str, kind: RelationKind, target: &str, weight: Option<f32>, position: &Position) {
        let weight = weight.filter(|weight| weight.is_finite()).map(|weight| weight.clamp(0.0, 1.0));
        self.pending.push(PendingRelation {
            source: source.to_owned(),
            kind,
            target: target.to_owned(),
            weight,
            position: position.clone(),
        });
    }

    /// Notes something that was skipped, repaired or odd.
    pub fn report(&mut self, severity: Severity, position: Position, message: impl Into<String>) {
        self.diagnostics.push(severity, position, message);
    }

    /// Resolves the relations, breaks cycles of `broader`, and gives the taxonomy.
    pub fn finish(mut self) -> Result<Loaded<Taxonomy>> {
        if self.concepts.is_empty() {
            let first = self.diagnostics.kept().first();
            let position = first.map_or_else(Position::default, |diagnostic| diagnostic.position.clone());
            let message = first.map_or("no concept found".to_owned(), |diagnostic| {
                format!("no concept found; first problem: {}", diagnostic.message)
            });
            return Err(Error::malformed(position, message));
        }
        let mut merged: HashMap<(u32, RelationKind, u32), Option<f32>> = HashMap::new();
        let mut broader_positions = HashMap::new();
        for relation in std::mem::take(&mut self.pending) {
            let ends = (self.positions.get(&relation.source), self.positions.get(&relation.target));
            let (Some(&source), Some(&target)) = ends else {
                let missing = if ends.0.is_none() { &relation.source } else { &relation.target };
                let message = format!("a relation names {missing:?}, which is not in the source; ignored");
                self.diagnostics.push(Severity::Warning, relation.position, message);
                continue;
            };
            if source == target {
                let message = format!("{:?} is related to itself; ignored", relation.source);
                self.diagnostics.push(Severity::Warning, relation.position, message);
                continue;
            }
            if relation.kind == RelationKind::Broader {
                broader_positions.entry((source, target)).or_insert(relation.position);
            }
            match merged.entry((source, relation.kind, target)) {
                Entry::Vacant(entry) => {
                    entry.insert(relation.weight);
                }
                Entry::Occupied(mut entry) => {
                    let best = entry.get().iter().chain(relation.weight.as_ref()).copied().reduce(f32::max);
                    entry.insert(best);
                }
            }
        }
        let mut relations: Vec<Relation> = merged
            .into_iter()
            .map(|((source, kind, target), weight)| Relation { source, kind, target, weight })
            .collect();
        relations.sort_by_key(|relation| (relation.source, relation.kind, relation.target));
        let relations = self.without_cycles(relations, &broader_positions);
        self.name_language();
        if self.info.languages.is_empty() {
            let languages = self.concepts.iter().flat_map(|concept| &concept.labels).map(|label| &label.language);
            self.info.languages = languages.filter(|language| !language.is_empty()).cloned().collect();
            self.info.languages.sort();
            self.info.languages.dedup();
        }
        let taxonomy = Taxonomy { info: self.info, concepts: self.concepts, relations };
        Ok(Loaded { value: taxonomy, diagnostics: self.diagnostics })
    }

    /// Names the language of labels and notes when the source names none and it is not English, which is what is taken
    /// for granted: a list in another language would be stemmed and compared as if it were.
    fn name_language(&mut self) {
        let says = |concept: &Concept| {
            concept.labels.iter().any(|label| !label.language.is_empty())
                || concept.notes.iter().any(|note| !note.language.is_empty())
        };
        if !self.info.languages.is_empty() || self.concepts.iter().any(says) {
            return;
        }
        // From all over the list, since the first of it are often of one sort.
        let step = self.concepts.len().div_ceil(2_000);
        let texts = self.concepts.iter().step_by(step).flat_map(|concept| {
            let labels = concept.labels.iter().map(|label| label.text.as_str());
            labels.chain(concept.notes.iter().map(|note| note.text.as_str())).take(3)
        });
        let Some(language) = language_of(texts).filter(|language| *language != "en") else { return };
        for concept in &mut self.concepts {
            for label in &mut concept.labels {
                language.clone_into(&mut label.language);
            }
            for note in &mut concept.notes {
                language.clone_into(&mut note.language);
            }
        }
    }

    /// Drops each `broader` relation that closes a circle, and says which.
    fn without_cycles(&mut self, relations: Vec<Relation>, positions: &HashMap<(u32, u32), Position>) -> Vec<Relation> {
        let mut parents: Vec<Vec<u32>> = vec![Vec::new(); self.concepts.len()];
        for relation in relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
            parents[relation.source as usize].push(relation.target);
        }
        let closing = closing_edges(&parents);
        relations
            .into_iter()
            .filter(|relation| {
                let closes = relation.kind == RelationKind::Broader
                    && closing.binary_search(&(relation.source, relation.target)).is_ok();
                if closes {
                    let (from, to) =
                        (&self.concepts[relation.source as usize], &self.concepts[relation.target as usize]);
                    let message = format!("{:?} broader {:?} closes a circle; ignored", from.id, to.id);
                    let position = positions.get(&(relation.source, relation.target)).cloned().unwrap_or_default();
                    self.diagnostics.push(Severity::Warning, position, message);
                }
                !closes
            })
            .collect()
    }
}

/// The edges that lead back to a node still being visited, by an iterative depth-first walk; sorted.
fn closing_edges(parents: &[Vec<u32>]) -> Vec<(u32, u32)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; parents.len()];
    let mut closing = Vec::new();
    for start in 0..parents.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut stack = vec![(start, 0usize)];
        while let Some((node, next)) = stack.last_mut() {
            let Some(&parent) = parents[*node].get(*next) else {
                states[*node] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match states[parent as usize] {
                State::Open => closing.push((*node as u32, parent)),
                State::Done => {}
                State::New => {
                    states[parent as usize] = State::Open;
                    stack.push((parent as usize, 0));
                }
            }
        }
    }
    closing.sort_unstable();
    closing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, LabelRole};

    fn concept(id: &str) -> Concept {
        let mut concept = Concept::new(id, ConceptKind::Skill);
        concept.add_label(id, LabelRole::Preferred, "en");
        concept
    }

    #[test]
    fn a_circle_of_broader_is_broken_once_and_reported() {
        let mut builder = TaxonomyBuilder::new(TaxonomyInfo::default());
        let here = Position::file("test");
        for id in ["a", "b", "c"] {
            assert!(builder.add(concept(id), &here));
        }
        for (from, to) in [("a", "b"), ("b", "c"), ("c", "a")] {
            builder.relate(from, RelationKind::Broader, to, None, &here);
        }
        let loaded = builder.finish().expect("three concepts");
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), 2);
        assert_eq!(loaded.diagnostics.warnings(), 1);
    }

    #[test]
    fn duplicates_and_dangling_relations_are_skipped_and_counted() {
        let mut builder = TaxonomyBuilder::new(TaxonomyInfo::default());
        let here = Position::file("test");
        assert!(builder.add(concept("a"), &here));
        assert!(!builder.add(concept("a"), &here));
        builder.relate("a", RelationKind::Related, "nowhere", None, &here);
        let loaded = builder.finish().expect("one concept");
        assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (1, 1));
        assert!(loaded.value.relations.is_empty());
    }
}
