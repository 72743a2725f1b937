//! What publishers say themselves: a concept that names one of the other taxonomy, and two that name the same third.

use std::collections::{BTreeMap, HashMap};

use super::predicates::{Claim, Published};
use crate::model::{Predicate, Taxonomy};

/// Confidence of a pair of which one side names the other; not fitted, as what is left to doubt is the publisher.
const DIRECT: f32 = 0.98;
/// How much of the doubt a shared third takes away.
const BY_A_THIRD: f32 = 0.5;
/// Concepts of one side that may name a third before it is too common to tell anything.
const MOST: usize = 3;

/// The pairs that links connect.
pub struct Alignments {
    by_source: HashMap<u32, BTreeMap<u32, Published>>,
    /// Pairs that must be looked at for another reason.
    asked: HashMap<u32, Vec<u32>>,
}

impl Alignments {
    /// The alignments between two taxonomies.
    pub fn between(from: &Taxonomy, to: &Taxonomy) -> Self {
        let mut by_source: HashMap<u32, BTreeMap<u32, Published>> = HashMap::new();
        let thirds = by_link(to);
        for (third, sources) in by_link(from) {
            let Some(targets) = thirds.get(third).filter(|targets| targets.len() <= MOST && sources.len() <= MOST)
            else {
                continue;
            };
            for (source, _) in &sources {
                for (target, _) in targets {
                    by_source.entry(*source).or_default().insert(*target, Published::ByAThird);
                }
            }
        }
        let ids = positions(from);
        for (id, targets) in thirds {
            for source in ids.get(id).into_iter().flatten() {
                for (target, predicate) in &targets {
                    let published = Published::Directly(predicate.map(Predicate::inverse));
                    by_source.entry(*source).or_default().insert(*target, published);
                }
            }
        }
        let ids = positions(to);
        for (id, sources) in by_link(from) {
            for target in ids.get(id).into_iter().flatten() {
                for (source, predicate) in &sources {
                    by_source.entry(*source).or_default().insert(*target, Published::Directly(*predicate));
                }
            }
        }
        Self { by_source, asked: HashMap::new() }
    }

    /// Sees to it that these pairs are looked at, whatever their words.
    pub(super) fn ask_for(&mut self, pairs: impl Iterator<Item = (u32, u32)>) {
        for (source, target) in pairs {
            self.asked.entry(source).or_default().push(target);
        }
    }

    /// The targets that links connect with a source, by position.
    pub(super) fn targets(&self, source: u32) -> impl Iterator<Item = u32> {
        let linked = self.by_source.get(&source).into_iter().flat_map(|targets| targets.keys().copied());
        linked.chain(self.asked.get(&source).into_iter().flatten().copied())
    }

    /// Raises the claims that publishers speak for.
    pub(super) fn raise(&self, source: u32, claims: &mut [Claim]) {
        let Some(published) = self.by_source.get(&source) else { return };
        for claim in claims {
            let Some(how) = published.get(&claim.to) else { continue };
            claim.published = Some(*how);
            claim.confidence = match how {
                Published::Directly(_) => claim.confidence.max(DIRECT),
                Published::ByAThird => claim.confidence + BY_A_THIRD * (1.0 - claim.confidence),
            };
        }
    }
}

/// The concepts that name each outside thing, and how.
fn by_link(taxonomy: &Taxonomy) -> HashMap<&str, Vec<(u32, Option<Predicate>)>> {
    let mut links: HashMap<&str, Vec<(u32, Option<Predicate>)>> = HashMap::new();
    for (position, concept) in (0..).zip(&taxonomy.concepts) {
        for link in concept.links.iter().filter(|link| !link.target.is_empty()) {
            links.entry(&link.target).or_default().push((position, link.predicate));
        }
    }
    links
}

fn positions(taxonomy: &Taxonomy) -> HashMap<&str, Vec<u32>> {
    let mut positions: HashMap<&str, Vec<u32>> = HashMap::new();
    for (position, concept) in (0..).zip(&taxonomy.concepts) {
        positions.entry(&concept.id).or_default().push(position);
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crosswalk::{PairCandidate, PairFeatures};
    use crate::model::{Concept, ConceptKind, Link};

    type Links<'a> = &'a [(&'a str, Option<Predicate>)];

    fn taxonomy(concepts: &[(&str, Links<'_>)]) -> Taxonomy {
        let concepts = concepts.iter().map(|(id, links)| {
            let mut concept = Concept::new(*id, ConceptKind::Skill);
            for (target, predicate) in *links {
                concept.add_link(Link { target: (*target).to_owned(), predicate: *predicate, ..Link::default() });
            }
            concept
        });
        Taxonomy { concepts: concepts.collect(), ..Taxonomy::default() }
    }

    #[test]
    fn links_in_either_direction_and_by_a_third_are_found() {
        let from = taxonomy(&[("a", &[("x", Some(Predicate::Broad))]), ("b", &[("third", None)]), ("c", &[])]);
        let to = taxonomy(&[("x", &[]), ("y", &[("third", None), ("c", Some(Predicate::Broad))])]);
        let alignments = Alignments::between(&from, &to);
        let raised = |source: u32, target: u32| {
            let candidate =
                PairCandidate { from: source, to: target, features: PairFeatures::default(), labels: (0, 0) };
            let mut claims = [Claim::new(&candidate, 0.2)];
            alignments.raise(source, &mut claims);
            (claims[0].published, claims[0].confidence)
        };
        assert_eq!(raised(0, 0), (Some(Published::Directly(Some(Predicate::Broad))), DIRECT));
        assert_eq!(raised(2, 1), (Some(Published::Directly(Some(Predicate::Narrow))), DIRECT));
        assert_eq!(raised(1, 1).0, Some(Published::ByAThird));
        assert!((raised(1, 1).1 - 0.6).abs() < 1e-6);
        assert_eq!(raised(0, 1), (None, 0.2));
    }
}
