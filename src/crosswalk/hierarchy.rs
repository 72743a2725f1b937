//! Which concepts stand above which, in one taxonomy.

use std::collections::{HashMap, HashSet};

use crate::model::{RelationKind, Taxonomy};

/// The broader concepts of each concept.
pub(super) struct Hierarchy {
    broader: HashMap<u32, Vec<u32>>,
}

impl Hierarchy {
    /// The hierarchy of a taxonomy.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut broader: HashMap<u32, Vec<u32>> = HashMap::new();
        for relation in taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
            broader.entry(relation.source).or_default().push(relation.target);
        }
        Self { broader }
    }

    /// Whether one concept stands somewhere above another; circles do no harm.
    pub fn is_above(&self, above: u32, below: u32) -> bool {
        let (mut open, mut seen) = (vec![below], HashSet::from([below]));
        while let Some(concept) = open.pop() {
            for broader in self.broader.get(&concept).into_iter().flatten() {
                if *broader == above {
                    return true;
                }
                if seen.insert(*broader) {
                    open.push(*broader);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Relation;

    #[test]
    fn above_is_followed_through_and_circles_end() {
        let relation = |source, target| Relation { source, kind: RelationKind::Broader, target, weight: None };
        let relations = vec![relation(0, 1), relation(1, 2), relation(2, 0)];
        let hierarchy = Hierarchy::of(&Taxonomy { relations, ..Taxonomy::default() });
        assert!(hierarchy.is_above(2, 0) && hierarchy.is_above(0, 1));
        assert!(!hierarchy.is_above(3, 0));
    }
}
