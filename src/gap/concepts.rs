//! How the concepts of the taxonomies stand to one another: what is broader, which groups a concept is in, what is
//! a soft skill.
//!
//! Groups come from `broader` relations. A taxonomy without groups of its own is grouped by its categories, which
//! is all that many sets of skills have.

use std::collections::{BTreeMap, HashMap};

use crate::index::Index;
use crate::model::{Concept, ConceptKind, ConceptReference, RelationKind, ReuseLevel, Taxonomy};

/// A group of concepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub id: String,
    pub label: String,
    pub taxonomy: usize,
    pub level: u32,
}

/// The concepts of all taxonomies, numbered through.
pub(super) struct Concepts<'a> {
    taxonomies: Vec<&'a Taxonomy>,
    /// Number of the first concept of each taxonomy.
    firsts: Vec<u32>,
    by_id: Vec<HashMap<&'a str, u32>>,
    /// What is directly broader than each concept.
    broader: Vec<Vec<u32>>,
    related: Vec<Vec<u32>>,
    /// Concepts of the same name in another taxonomy.
    namesakes: HashMap<u32, Vec<u32>>,
    pub groups: Vec<Group>,
    /// The groups of each concept, nearest first.
    groups_of: Vec<Vec<u32>>,
}

impl<'a> Concepts<'a> {
    pub fn new(indexes: &[&'a Index]) -> Self {
        let taxonomies: Vec<&'a Taxonomy> = indexes.iter().map(|index| &index.taxonomy).collect();
        let (mut firsts, mut count) = (Vec::new(), 0);
        for taxonomy in &taxonomies {
            firsts.push(count);
            count += taxonomy.concepts.len() as u32;
        }
        let mut found = Self {
            by_id: taxonomies.iter().map(|taxonomy| positions(taxonomy)).collect(),
            broader: vec![Vec::new(); count as usize],
            related: vec![Vec::new(); count as usize],
            namesakes: HashMap::new(),
            groups: Vec::new(),
            groups_of: vec![Vec::new(); count as usize],
            firsts,
            taxonomies,
        };
        found.read_relations();
        found.find_namesakes();
        found.find_groups();
        found
    }

    fn read_relations(&mut self) {
        for (taxonomy, first) in self.taxonomies.iter().zip(&self.firsts) {
            for relation in &taxonomy.relations {
                let (source, target) = (first + relation.source, first + relation.target);
                match relation.kind {
                    RelationKind::Broader => self.broader[source as usize].push(target),
                    RelationKind::Related => {
                        self.related[source as usize].push(target);
                        self.related[target as usize].push(source);
                    }
                    RelationKind::Essential | RelationKind::Optional | RelationKind::ReplacedBy => {}
                }
            }
        }
    }

    /// Equal names in two taxonomies most often mean one thing; identifiers that one states of the other always do.
    fn find_namesakes(&mut self) {
        if self.taxonomies.len() < 2 {
            return;
        }
        let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for number in 0..self.broader.len() as u32 {
            by_name.entry(self.concept(number).name().to_lowercase()).or_default().push(number);
        }
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for same in by_name.values().filter(|same| same.len() > 1) {
            pairs.extend(same.iter().flat_map(|a| same.iter().map(move |b| (*a, *b))));
        }
        for number in 0..self.broader.len() as u32 {
            for link in &self.concept(number).links {
                let targets = self.by_id.iter().zip(&self.firsts);
                let targets = targets.filter_map(|(ids, first)| Some(first + ids.get(link.target.as_str())?));
                pairs.extend(targets.flat_map(|target| [(number, target), (target, number)]));
            }
        }
        pairs.retain(|(a, b)| self.taxonomy_of(*a) != self.taxonomy_of(*b));
        pairs.sort_unstable();
        pairs.dedup();
        for (a, b) in pairs {
            self.namesakes.entry(a).or_default().push(b);
        }
    }

    fn find_groups(&mut self) {
        let mut by_concept: HashMap<u32, u32> = HashMap::new();
        let mut by_category: HashMap<(usize, &str), u32> = HashMap::new();
        for number in 0..self.broader.len() as u32 {
            let taxonomy = self.taxonomy_of(number);
            let mut above = self.ancestors(number);
            above.retain(|ancestor| self.is_group(*ancestor));
            let mut groups: Vec<u32> = Vec::new();
            for ancestor in above {
                let next = self.groups.len() as u32;
                let group = *by_concept.entry(ancestor).or_insert(next);
                if group == next {
                    let (level, concept) = (self.level(ancestor), self.concept(ancestor));
                    let (id, label) = (concept.id.clone(), concept.name().to_owned());
                    self.groups.push(Group { id, label, taxonomy, level });
                }
                groups.push(group);
            }
            if groups.is_empty() && !self.is_group(number) {
                for category in &self.taxonomies[taxonomy].concepts[self.position_of(number)].categories {
                    let next = self.groups.len() as u32;
                    let group = *by_category.entry((taxonomy, category)).or_insert(next);
                    if group == next {
                        let label = category.clone();
                        self.groups.push(Group { id: label.clone(), label, taxonomy, level: 0 });
                    }
                    groups.push(group);
                }
            }
            self.groups_of[number as usize] = groups;
        }
    }

    /// The number of the concept that a mapping points to.
    pub fn find(&self, reference: &ConceptReference) -> Option<u32> {
        let fits = |taxonomy: &Taxonomy| {
            taxonomy.info.name == reference.taxonomy && taxonomy.info.version == reference.taxonomy_version
        };
        let taxonomy = self.taxonomies.iter().position(|taxonomy| fits(taxonomy))?;
        Some(self.firsts[taxonomy] + self.by_id[taxonomy].get(reference.concept_id.as_str())?)
    }

    pub fn concept(&self, number: u32) -> &'a Concept {
        &self.taxonomies[self.taxonomy_of(number)].concepts[self.position_of(number)]
    }

    pub fn taxonomy_of(&self, number: u32) -> usize {
        self.firsts.partition_point(|first| *first <= number) - 1
    }

    fn position_of(&self, number: u32) -> usize {
        (number - self.firsts[self.taxonomy_of(number)]) as usize
    }

    /// The name of a taxonomy.
    pub fn taxonomy_name(&self, taxonomy: usize) -> &str {
        &self.taxonomies[taxonomy].info.name
    }

    fn is_group(&self, number: u32) -> bool {
        matches!(self.concept(number).kind, ConceptKind::SkillGroup | ConceptKind::OccupationGroup)
    }

    /// Whatever is broader, nearest first, groups included.
    fn ancestors(&self, number: u32) -> Vec<u32> {
        let (mut found, mut at) = (self.broader[number as usize].clone(), 0);
        while at < found.len() {
            for above in &self.broader[found[at] as usize] {
                if *above != number && !found.contains(above) {
                    found.push(*above);
                }
            }
            at += 1;
        }
        found
    }

    /// How many groups are above one, by the shortest way to a group with none.
    fn level(&self, group: u32) -> u32 {
        let (mut layer, mut seen, mut level) = (vec![group], vec![group], 0);
        loop {
            let above =
                |group: &u32| self.broader[*group as usize].iter().copied().filter(|above| self.is_group(*above));
            let mut next: Vec<u32> = Vec::new();
            for group in &layer {
                let before = next.len();
                next.extend(above(group));
                if next.len() == before {
                    return level;
                }
            }
            next.retain(|group| !seen.contains(group));
            if next.is_empty() {
                return level;
            }
            seen.extend(&next);
            (layer, level) = (next, level + 1);
        }
    }

    /// Broader concepts that are no groups, nearest first: whoever teaches the narrower teaches a part of them.
    pub fn broader(&self, number: u32) -> Vec<u32> {
        let mut above = self.ancestors(number);
        above.retain(|ancestor| !self.is_group(*ancestor));
        above
    }

    /// Concepts that the taxonomy relates, or that have the same name in another taxonomy.
    pub fn beside(&self, number: u32) -> impl Iterator<Item = (&'static str, u32)> {
        let namesakes = self.namesakes.get(&number).into_iter().flatten().map(|other| ("same-name", *other));
        namesakes.chain(self.related[number as usize].iter().map(|other| ("related", *other)))
    }

    /// The groups of a concept, nearest first.
    pub fn groups_of(&self, number: u32) -> &[u32] {
        &self.groups_of[number as usize]
    }

    /// Whether it is of use in nearly every occupation.
    pub fn is_soft(&self, number: u32) -> bool {
        let concept = self.concept(number);
        concept.reuse == Some(ReuseLevel::Transversal)
            || concept.kind == ConceptKind::WorkStyle
            || self.groups_of(number).iter().any(|group| self.is_soft_group(*group))
    }

    /// Whether a group is one of such skills.
    pub fn is_soft_group(&self, group: u32) -> bool {
        self.groups[group as usize].label.to_lowercase().contains("transversal")
    }
}

fn positions(taxonomy: &Taxonomy) -> HashMap<&str, u32> {
    taxonomy.concepts.iter().zip(0..).map(|(concept, position)| (concept.id.as_str(), position)).collect()
}
