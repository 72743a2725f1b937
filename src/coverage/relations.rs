//! How one skill stands to another: the same, said to be the same, narrower, broader, or near in meaning, and how much
//! of the one the other covers. Whoever can weld pipes can weld; whoever can weld may not be able to weld pipes.

use std::collections::HashMap;

use super::bridges::Bridges;
use crate::index::Index;
use crate::model::{ConceptReference, Hop, Predicate, RelationKind, SkillRelation};

/// What a skill is worth that a publisher calls the same, or that has the same name in another taxonomy.
pub(super) const MAPPED: f32 = 0.95;
/// What a narrower skill is worth, one step and two steps down.
pub(super) const NARROWER: [f32; 2] = [0.8, 0.65];
/// What a broader skill is worth, one step and two steps up.
pub(super) const BROADER: [f32; 2] = [0.5, 0.3];
/// Cosine from which two skills are near. Below it lie the many that merely belong to the same field.
const NEAR: f32 = 0.72;
/// What the nearest of near skills is worth.
const NEAREST: f32 = 0.7;

/// A concept's place: number of the index, position in it.
pub(super) type Place = (usize, u32);

/// How an offered skill stands to one that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Related {
    pub relation: SkillRelation,
    /// How much of what is asked for it covers, 0 to 1.
    pub worth: f32,
    /// The way from the one to the other, where somebody else says so.
    pub hops: Vec<Hop>,
}

impl Related {
    fn new(relation: SkillRelation, worth: f32) -> Self {
        Self { relation, worth, hops: Vec::new() }
    }
}

/// The concepts of some taxonomies and how they stand to each other.
pub struct Concepts<'a> {
    indexes: Vec<&'a Index>,
    places: HashMap<(&'a str, &'a str), Place>,
    /// Broader concepts, by index and position.
    broader: Vec<HashMap<u32, Vec<u32>>>,
    /// Positions of the occupations' essential skills, by index and occupation.
    essential: Vec<HashMap<u32, Vec<u32>>>,
    bridges: Bridges,
}

impl<'a> Concepts<'a> {
    /// The concepts of some indexes.
    pub fn new(indexes: &[&'a Index]) -> Self {
        let mut places = HashMap::new();
        let (mut broader, mut essential) = (Vec::new(), Vec::new());
        for (number, index) in indexes.iter().enumerate() {
            let name = index.taxonomy.info.name.as_str();
            for (position, concept) in (0..).zip(&index.taxonomy.concepts) {
                places.entry((name, concept.id.as_str())).or_insert((number, position));
            }
            let mut up: HashMap<u32, Vec<u32>> = HashMap::new();
            let mut needs: HashMap<u32, Vec<u32>> = HashMap::new();
            for relation in &index.taxonomy.relations {
                match relation.kind {
                    RelationKind::Broader => up.entry(relation.source).or_default().push(relation.target),
                    RelationKind::Essential => needs.entry(relation.source).or_default().push(relation.target),
                    _ => {}
                }
            }
            broader.push(up);
            essential.push(needs);
        }
        Self { indexes: indexes.to_vec(), places, broader, essential, bridges: Bridges::default() }
    }

    /// The same, with what some mapping sets say of concepts.
    #[must_use]
    pub fn with_bridges(self, bridges: Bridges) -> Self {
        Self { bridges, ..self }
    }

    /// The indexes.
    pub(super) fn indexes(&self) -> &[&'a Index] {
        &self.indexes
    }

    /// The skills that an occupation cannot do without.
    pub(super) fn essential(&self, (number, occupation): Place) -> &[u32] {
        self.essential[number].get(&occupation).map_or(&[], Vec::as_slice)
    }

    /// Where a concept is, when its taxonomy is at hand.
    pub(super) fn place(&self, concept: &ConceptReference) -> Option<Place> {
        self.places.get(&(concept.taxonomy.as_str(), concept.concept_id.as_str())).copied()
    }

    /// How an offered skill stands to one that is asked for and how much of it that covers; `None` when they have
    /// nothing to do with each other.
    pub(super) fn relate(
        &self,
        asked: (&ConceptReference, Option<Place>),
        offered: (&ConceptReference, Option<Place>),
    ) -> Option<Related> {
        if asked.0.concept_id == offered.0.concept_id && asked.0.taxonomy == offered.0.taxonomy {
            return Some(Related::new(SkillRelation::Same, 1.0));
        }
        if !self.bridges.is_empty()
            && let Some(related) = self.bridges.relate(asked.0, offered.0)
        {
            return Some(related);
        }
        let (asked_place, offered_place) = (asked.1?, offered.1?);
        let stated = self.hop(offered_place, asked.0).or_else(|| self.hop(asked_place, offered.0));
        if let Some(hop) = stated {
            return Some(Related { hops: vec![hop], ..Related::new(SkillRelation::Mapped, MAPPED) });
        }
        if asked.0.taxonomy != offered.0.taxonomy && asked.0.label.eq_ignore_ascii_case(&offered.0.label) {
            return Some(Related::new(SkillRelation::Mapped, MAPPED));
        }
        if asked_place.0 == offered_place.0 {
            if let Some(steps) = self.steps_up(offered_place, asked_place.1) {
                return Some(Related::new(SkillRelation::Narrower, NARROWER[steps]));
            }
            if let Some(steps) = self.steps_up(asked_place, offered_place.1) {
                return Some(Related::new(SkillRelation::Broader, BROADER[steps]));
            }
        }
        let near = self.cosine(asked_place, offered_place)?;
        let worth = NEAREST * ((near - NEAR) / (1.0 - NEAR)).mul_add(0.5, 0.5);
        (near >= NEAR).then(|| Related::new(SkillRelation::Near, worth))
    }

    /// The step to another concept, when the publisher of a concept says that it is the same.
    fn hop(&self, (number, position): Place, other: &ConceptReference) -> Option<Hop> {
        let taxonomy = &self.indexes[number].taxonomy;
        let concept = &taxonomy.concepts[position as usize];
        let link = concept.links.iter().find(|link| {
            link.target == other.concept_id
                && matches!(link.predicate, None | Some(Predicate::Exact | Predicate::Close))
        })?;
        Some(Hop {
            from: concept.id.clone(),
            predicate: link.predicate.unwrap_or(Predicate::Close),
            to: link.target.clone(),
            source: taxonomy.info.name.clone(),
        })
    }

    /// How many steps above a concept another one is, counted from 0; at most two.
    fn steps_up(&self, (number, from): Place, wanted: u32) -> Option<usize> {
        let above = |concept: u32| self.broader[number].get(&concept).map_or(&[][..], Vec::as_slice);
        if above(from).contains(&wanted) {
            return Some(0);
        }
        above(from).iter().any(|parent| above(*parent).contains(&wanted)).then_some(1)
    }

    fn cosine(&self, a: Place, b: Place) -> Option<f32> {
        let (first, second) = (self.indexes[a.0].semantic.as_ref()?, self.indexes[b.0].semantic.as_ref()?);
        let ((a, a_scale), (b, b_scale)) = (first.concept(a.1), second.concept(b.1));
        let sum: i32 = a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        Some(sum as f32 * a_scale * b_scale)
    }
}
