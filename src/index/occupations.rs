//! Which skills an occupation needs, and which occupations a text is nearest to: a skill that the nearest ones need is
//! likelier to be meant by unclear words than one that none of them knows.
//!
//! Occupations are few, so that all of them are looked through, by their names, and the nearest by their definitions as
//! well. Many of them speak, each a little: what a crowd of neighbours needs tells more than what the nearest does, which may
//! be the wrong one.

use super::Semantic;
use super::best::Best;
use super::runs::Runs;
use crate::model::{ConceptKind, RelationKind, Taxonomy};
use crate::vectors::{Quantised, Rows};

/// How many occupations speak for the skills that they need, those nearest by name.
const NEAREST: usize = 48;
/// How much less an occupation counts that is behind the nearest, to the power of the likeness that it lacks.
const SHARPNESS: f32 = 6.0;
/// What an optional skill counts beside an essential one.
const OPTIONAL: f32 = 0.5;

/// The occupations of a taxonomy that need skills.
pub struct Occupations {
    concepts: Vec<u32>,
    /// The vector of each one's names.
    names: Rows,
    /// The essential skills of each, and the optional ones.
    essential: Runs,
    optional: Runs,
}

/// Room for looking for occupations.
#[derive(Default)]
pub struct OccupationRoom {
    sum: Vec<f32>,
    products: Vec<f32>,
    near: Best,
    nearest: Vec<(f32, u32)>,
}

impl Occupations {
    /// Those of a taxonomy; `None` when no occupation of it needs a skill.
    pub(super) fn of(taxonomy: &Taxonomy, semantic: &Semantic) -> Option<Self> {
        let mut needs: Vec<(Vec<u32>, Vec<u32>)> = vec![Default::default(); taxonomy.concepts.len()];
        for relation in &taxonomy.relations {
            if taxonomy.concepts[relation.source as usize].kind == ConceptKind::Occupation {
                match relation.kind {
                    RelationKind::Essential => needs[relation.source as usize].0.push(relation.target),
                    RelationKind::Optional => needs[relation.source as usize].1.push(relation.target),
                    _ => {}
                }
            }
        }
        let mut occupations = Self {
            concepts: Vec::new(),
            names: Rows::new(semantic.space().dimension()),
            essential: Runs::default(),
            optional: Runs::default(),
        };
        for (concept, (essential, optional)) in (0u32..).zip(needs).filter(|(_, needs)| !needs.0.is_empty()) {
            let (components, scale) = semantic.concept(concept);
            occupations.concepts.push(concept);
            occupations.names.push_quantised(&Quantised { components: components.to_vec(), scale });
            occupations.essential.push(essential);
            occupations.optional.push(optional);
        }
        (!occupations.concepts.is_empty()).then_some(occupations)
    }

    /// Offers the skills that the occupations nearest to a text need, each with the share of them that does; a skill of
    /// several is offered as often. `title` says what it is called, `whole` what it says.
    pub fn needed(
        &self,
        semantic: &Semantic,
        title: &Quantised,
        whole: &Quantised,
        room: &mut OccupationRoom,
        mut offer: impl FnMut(u32, f32),
    ) {
        let OccupationRoom { sum, products, near, nearest } = room;
        // The product with a sum is the sum of the products.
        let parts = title.components.iter().zip(&whole.components);
        sum.clear();
        sum.extend(parts.map(|(a, b)| title.scale * f32::from(*a) + whole.scale * f32::from(*b)));
        products.clear();
        self.names.products_in(0..self.names.len(), &Quantised::of(sum), products);
        near.begin(NEAREST);
        for (product, number) in products.iter().zip(0..) {
            near.offer(*product, number);
        }
        nearest.clear();
        nearest.extend(near.best().map(|(product, number)| {
            (product + semantic.definition_product(self.concepts[number as usize], whole), number)
        }));
        let best = nearest.iter().map(|one| one.0).fold(f32::NEG_INFINITY, f32::max);
        for one in nearest.iter_mut() {
            one.0 = (SHARPNESS * (one.0 - best)).exp();
        }
        let all: f32 = nearest.iter().map(|one| one.0).sum();
        for (weight, number) in nearest.iter() {
            let share = weight / all;
            self.essential.of(*number).iter().for_each(|skill| offer(*skill, share));
            self.optional.of(*number).iter().for_each(|skill| offer(*skill, OPTIONAL * share));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, LabelRole, Relation};
    use crate::text::tokenise;
    use crate::vectors::{Side, default_space};

    fn taxonomy() -> Taxonomy {
        let concept = |name: &str, kind| {
            let mut concept = Concept::new(name, kind);
            concept.add_label(name, LabelRole::Preferred, "en");
            concept
        };
        let (occupation, skill) = (ConceptKind::Occupation, ConceptKind::Skill);
        let concepts = vec![
            concept("tile fitter", occupation),
            concept("dental hygienist", occupation),
            concept("lay tiles", skill),
            concept("polish teeth", skill),
            concept("plan work", skill),
            concept("idler", occupation),
        ];
        let relation = |source, kind, target| Relation { source, kind, target, weight: None };
        let relations = vec![
            relation(0, RelationKind::Essential, 2),
            relation(0, RelationKind::Optional, 4),
            relation(1, RelationKind::Essential, 3),
            relation(1, RelationKind::Optional, 4),
            relation(5, RelationKind::Optional, 4),
        ];
        Taxonomy { concepts, relations, ..Taxonomy::default() }
    }

    #[test]
    fn the_nearest_occupation_speaks_loudest_for_what_it_needs() {
        let taxonomy = taxonomy();
        let semantic = Semantic::build(&taxonomy, default_space(), "en").expect("vectors");
        let occupations = Occupations::of(&taxonomy, &semantic).expect("occupations");
        assert_eq!(occupations.concepts, [0, 1], "one that needs nothing says nothing");
        let title = Quantised::of(&semantic.space().encode(&tokenise("Tile Setter"), Side::Text));
        let mut shares = [0.0f32; 6];
        let mut room = OccupationRoom::default();
        occupations.needed(&semantic, &title, &title, &mut room, |skill, share| shares[skill as usize] += share);
        assert!(shares[2] > 0.8 && shares[3] < 0.2, "{shares:?}");
        assert!((shares[4] - OPTIONAL).abs() < 1e-5, "all of them may use it: {shares:?}");
        assert!((shares[2] + shares[3] - 1.0).abs() < 1e-5, "{shares:?}");
    }

    #[test]
    fn where_no_occupation_needs_a_skill_there_are_none() {
        let taxonomy = Taxonomy { relations: Vec::new(), ..taxonomy() };
        let semantic = Semantic::build(&taxonomy, default_space(), "en").expect("vectors");
        assert!(Occupations::of(&taxonomy, &semantic).is_none());
    }
}
