//! A taxonomy as a tree and a dictionary: what stands above and below each concept, and which names begin with
//! some letters. Made once when the taxonomy is opened.

use std::collections::HashMap;

use crate::model::{ConceptKind, LabelRole, RelationKind, Taxonomy};
use crate::text::fold;

/// How one concept stands to another, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bond {
    /// The other is more general.
    Broader,
    /// The other is more particular.
    Narrower,
    /// The two are associated.
    Related,
    /// This one needs the other.
    Needs,
    /// This one may use the other.
    MayUse,
    /// The other needs this one.
    NeededBy,
    /// The other may use this one.
    UsefulFor,
    /// The other has taken its place.
    ReplacedBy,
    /// It has taken the place of the other.
    Replaces,
}

impl Bond {
    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Broader => "broader",
            Self::Narrower => "narrower",
            Self::Related => "related",
            Self::Needs => "needs",
            Self::MayUse => "may-use",
            Self::NeededBy => "needed-by",
            Self::UsefulFor => "useful-for",
            Self::ReplacedBy => "replaced-by",
            Self::Replaces => "replaces",
        }
    }
}

/// Tree and dictionary of a taxonomy.
pub struct Outline {
    /// Where the bonds of each concept begin; one more than there are concepts.
    starts: Vec<u32>,
    bonds: Vec<(Bond, u32)>,
    roots: Vec<u32>,
    positions: HashMap<Box<str>, u32>,
    /// Folded names with their concepts, sorted.
    names: Vec<(Box<str>, u32)>,
}

impl Outline {
    /// The outline of a taxonomy.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut all: Vec<(u32, Bond, u32)> = Vec::with_capacity(2 * taxonomy.relations.len());
        for relation in &taxonomy.relations {
            let (there, back) = match relation.kind {
                RelationKind::Broader => (Bond::Broader, Bond::Narrower),
                RelationKind::Related => (Bond::Related, Bond::Related),
                RelationKind::Essential => (Bond::Needs, Bond::NeededBy),
                RelationKind::Optional => (Bond::MayUse, Bond::UsefulFor),
                RelationKind::ReplacedBy => (Bond::ReplacedBy, Bond::Replaces),
            };
            all.push((relation.source, there, relation.target));
            all.push((relation.target, back, relation.source));
        }
        let name = |concept: u32| taxonomy.concepts[concept as usize].name();
        all.sort_by(|a, b| (a.0, a.1, name(a.2), a.2).cmp(&(b.0, b.1, name(b.2), b.2)));
        all.dedup();
        let mut starts = vec![0u32; taxonomy.concepts.len() + 1];
        for (source, ..) in &all {
            starts[*source as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let bonds = all.into_iter().map(|(_, bond, other)| (bond, other)).collect();
        let positions = taxonomy.concepts.iter().zip(0u32..).map(|(concept, at)| (concept.id.as_str().into(), at));
        let mut outline =
            Self { starts, bonds, roots: Vec::new(), positions: positions.collect(), names: names(taxonomy) };
        let mut roots: Vec<u32> = (0..taxonomy.concepts.len() as u32)
            .filter(|concept| outline.bonded(*concept, Bond::Broader).next().is_none())
            .collect();
        // What has something below it first: those are the ways into the tree.
        roots.sort_by_key(|root| (outline.bonded(*root, Bond::Narrower).next().is_none(), name(*root), *root));
        outline.roots = roots;
        outline
    }

    /// The concept of that identifier.
    pub fn position(&self, id: &str) -> Option<u32> {
        self.positions.get(id).copied()
    }

    /// The concepts that nothing stands above; those with something below them first.
    pub fn roots(&self) -> &[u32] {
        &self.roots
    }

    /// Every bond of a concept, by kind of bond and name.
    pub fn bonds(&self, concept: u32) -> &[(Bond, u32)] {
        &self.bonds[self.starts[concept as usize] as usize..self.starts[concept as usize + 1] as usize]
    }

    /// The concepts that stand to one in a certain way.
    pub fn bonded(&self, concept: u32, wanted: Bond) -> impl Iterator<Item = u32> + '_ {
        self.bonds(concept).iter().filter(move |(bond, _)| *bond == wanted).map(|(_, other)| *other)
    }

    /// The way from a root down to a concept, itself last; the first way where there are several.
    pub fn way_to(&self, concept: u32) -> Vec<u32> {
        let mut way = vec![concept];
        while let Some(above) = self.bonded(way[way.len() - 1], Bond::Broader).find(|above| !way.contains(above)) {
            way.push(above);
        }
        way.reverse();
        way
    }

    /// The concepts with a name that begins with some letters, shortest name first.
    pub fn beginning_with(&self, letters: &str, kinds: &[ConceptKind], taxonomy: &Taxonomy, most: usize) -> Vec<u32> {
        let letters = fold(letters);
        if letters.is_empty() {
            return Vec::new();
        }
        let first = self.names.partition_point(|(name, _)| name.as_ref() < letters.as_str());
        let named = self.names[first..].iter().take_while(|(name, _)| name.starts_with(&letters));
        let wanted = |concept: u32| kinds.is_empty() || kinds.contains(&taxonomy.concepts[concept as usize].kind);
        let mut found: Vec<(usize, &str, u32)> = named
            .filter(|(_, concept)| wanted(*concept))
            .map(|(name, concept)| (name.len(), name.as_ref(), *concept))
            .collect();
        found.sort_unstable();
        let mut concepts = Vec::new();
        for (.., concept) in found {
            if concepts.len() == most {
                break;
            }
            if !concepts.contains(&concept) {
                concepts.push(concept);
            }
        }
        concepts
    }
}

fn names(taxonomy: &Taxonomy) -> Vec<(Box<str>, u32)> {
    let mut names = Vec::new();
    for (concept, position) in taxonomy.concepts.iter().zip(0u32..) {
        for label in concept.labels.iter().filter(|label| label.role != LabelRole::Hidden) {
            names.push((fold(&label.text).into_boxed_str(), position));
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, Relation};

    fn concept(id: &str, name: &str) -> Concept {
        let mut concept = Concept::new(id, ConceptKind::Skill);
        concept.add_label(name, LabelRole::Preferred, "en");
        concept
    }

    #[test]
    fn a_tree_has_roots_ways_and_names() {
        let broader = |source, target| Relation { source, kind: RelationKind::Broader, target, weight: None };
        let taxonomy = Taxonomy {
            concepts: vec![
                concept("a", "Crafts"),
                concept("b", "Weaving"),
                concept("c", "Warping"),
                concept("d", "Alone"),
            ],
            relations: vec![broader(1, 0), broader(2, 1)],
            ..Taxonomy::default()
        };
        let outline = Outline::of(&taxonomy);
        assert_eq!(outline.roots(), [0, 3]);
        assert_eq!(outline.way_to(2), [0, 1, 2]);
        assert_eq!(outline.bonded(0, Bond::Narrower).collect::<Vec<_>>(), [1]);
        assert_eq!(outline.beginning_with("WA", &[], &taxonomy, 5), [2]);
        assert_eq!(outline.beginning_with("w", &[ConceptKind::Tool], &taxonomy, 5), [] as [u32; 0]);
        assert_eq!(outline.position("d"), Some(3));
        assert_eq!(outline.position("e"), None);
    }

    #[test]
    fn a_circle_ends() {
        let broader = |source, target| Relation { source, kind: RelationKind::Broader, target, weight: None };
        let taxonomy = Taxonomy {
            concepts: vec![concept("a", "Egg"), concept("b", "Hen")],
            relations: vec![broader(0, 1), broader(1, 0)],
            ..Taxonomy::default()
        };
        assert_eq!(Outline::of(&taxonomy).way_to(0).len(), 2);
    }
}
