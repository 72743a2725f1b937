//! One of the two taxonomies, made ready: which concepts take part, their labels as wordings, their definitions and
//! profiles as bags.
//!
//! A profile is what else the source says of an occupation: the skills it needs and the tasks it has. It compares
//! occupations that are named quite differently.

use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use super::bags::Bag;
use super::wording::{Draft, Vocabulary, Wording};
use crate::index::Index;
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind};
use crate::vectors::Quantised;

/// What a concept that takes part has to be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    /// One of these kinds; any when empty.
    pub kinds: &'a [ConceptKind],
    /// In this scheme or below this concept.
    pub scheme: Option<&'a str>,
}

/// A label of a concept that takes part.
#[derive(Debug)]
pub(super) struct SideLabel {
    /// Number of the concept among those that take part.
    pub place: u32,
    /// Position among the concept's labels.
    pub label: u32,
    pub preferred: bool,
    pub wording: Wording,
}

/// One taxonomy, ready for comparison.
pub(super) struct Side<'a> {
    pub index: &'a Index,
    /// Positions in the taxonomy of the concepts that take part, rising; everything else here counts by place in it.
    pub concepts: Vec<u32>,
    pub labels: Vec<SideLabel>,
    /// Where the labels of each concept begin; one more than there are concepts.
    pub starts: Vec<u32>,
    pub definitions: Vec<Bag>,
    pub profiles: Vec<Bag>,
    /// Middle of the vectors of the profile, without what all profiles share.
    pub profile_vectors: Vec<Vec<f32>>,
    /// Groups that each concept is in, the narrowest first.
    pub groups: Vec<Vec<u32>>,
    /// Numbers of the groups, by their names.
    pub group_count: usize,
}

/// What concepts may mean each other at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Work,
    Occupation,
    Group,
    OccupationGroup,
}

pub(super) const fn class_of(kind: ConceptKind) -> Class {
    match kind {
        ConceptKind::Occupation => Class::Occupation,
        ConceptKind::OccupationGroup => Class::OccupationGroup,
        ConceptKind::SkillGroup => Class::Group,
        _ => Class::Work,
    }
}

impl<'a> Side<'a> {
    pub fn concept(&self, place: u32) -> &'a Concept {
        &self.index.taxonomy.concepts[self.concepts[place as usize] as usize]
    }

    pub fn labels_of(&self, place: u32) -> &[SideLabel] {
        &self.labels[self.starts[place as usize] as usize..self.starts[place as usize + 1] as usize]
    }

    /// The label to show.
    pub fn preferred(&self, place: u32) -> &SideLabel {
        let labels = self.labels_of(place);
        labels.iter().find(|label| label.preferred).unwrap_or(&labels[0])
    }
}

/// Makes both sides ready, with one vocabulary.
pub(super) fn prepare<'a>(
    from: (&'a Index, Wanted<'_>),
    to: (&'a Index, Wanted<'_>),
) -> (Side<'a>, Side<'a>, Vocabulary) {
    let shared = shared_languages(from.0, to.0);
    let languages = [assumed_language(from.0, to.0), assumed_language(to.0, from.0)];
    let mut vocabulary = Vocabulary::default();
    let chosen = [from, to].map(|(index, wanted)| (index, taking_part(index, wanted, &shared)));
    for ((index, concepts), assumed) in chosen.iter().zip(&languages) {
        for_labels(index, concepts, &shared, |_, label| vocabulary.learn(label.0, said_or(label.1, assumed)));
    }
    let [from_drafts, to_drafts] = [0, 1].map(|side| {
        let ((index, concepts), assumed) = (&chosen[side], &languages[side]);
        let mut drafts: Vec<Vec<(u32, Draft)>> = concepts.iter().map(|_| Vec::new()).collect();
        for_labels(index, concepts, &shared, |(place, number), label| {
            drafts[place].push((number, vocabulary.draft(label.0, said_or(label.1, assumed))));
        });
        drafts
    });
    let texts = [0, 1].map(|side| {
        let (index, concepts) = &chosen[side];
        Texts::of(index, concepts, &shared, &languages[side], &mut vocabulary)
    });
    let mut numbered = Vec::new();
    for (side, drafts) in [from_drafts, to_drafts].into_iter().enumerate() {
        let mut labels = Vec::new();
        for (place, drafts) in drafts.into_iter().enumerate() {
            let (numbers, drafts): (Vec<u32>, Vec<Draft>) = drafts.into_iter().unzip();
            vocabulary.count(side, &drafts);
            labels.extend(numbers.into_iter().zip(drafts).map(|(number, draft)| (place as u32, number, draft)));
        }
        numbered.push(labels);
    }
    let weights = Weights::of(&texts, vocabulary.len());
    let mut sides = chosen.into_iter().zip(numbered).zip(texts).map(|(((index, concepts), labels), texts)| {
        let labels: Vec<SideLabel> = labels
            .into_par_iter()
            .map(|(place, label, draft)| {
                let entry = &index.taxonomy.concepts[concepts[place as usize] as usize];
                let preferred = entry.labels[label as usize].role == LabelRole::Preferred;
                SideLabel { place, label, preferred, wording: vocabulary.finish(draft) }
            })
            .collect();
        let mut starts = vec![0u32; concepts.len() + 1];
        for label in &labels {
            starts[label.place as usize + 1] += 1;
        }
        for place in 0..concepts.len() {
            starts[place + 1] += starts[place];
        }
        let (groups, group_count) = groups(index, &concepts);
        Side {
            definitions: texts.definitions.iter().map(|terms| bag(terms, &weights.definitions)).collect(),
            profiles: texts.profiles.iter().map(|terms| bag(terms, &weights.profiles)).collect(),
            profile_vectors: profile_vectors(index, &texts.related),
            index,
            concepts,
            labels,
            starts,
            groups,
            group_count,
        }
    });
    let (Some(from), Some(to)) = (sides.next(), sides.next()) else { unreachable!("two went in") };
    drop(sides);
    (from, to, vocabulary)
}

fn bag(terms: &[(u32, f32)], weights: &[f32]) -> Bag {
    Bag::new(terms.iter().copied(), |term| weights[term as usize])
}

/// Languages that both sides have labels in; empty when there is none, and then all labels are compared.
fn shared_languages(from: &Index, to: &Index) -> BTreeSet<String> {
    let languages = |index: &Index| -> BTreeSet<String> {
        let labels = index.taxonomy.concepts.iter().flat_map(|concept| &concept.labels);
        labels.map(|label| primary(&label.language).to_owned()).collect()
    };
    let (mut ours, mut theirs) = (languages(from), languages(to));
    // A side that says no language may be in any.
    if ours.len() == 1 && ours.contains("") || theirs.len() == 1 && theirs.contains("") {
        return BTreeSet::new();
    }
    ours.remove("");
    theirs.remove("");
    ours.intersection(&theirs).cloned().collect()
}

/// The language of labels that say none: the other side's, when these are the only ones here and it has only one.
fn assumed_language(index: &Index, other: &Index) -> String {
    let only = |index: &Index| -> Option<String> {
        let mut labels = index.taxonomy.concepts.iter().flat_map(|concept| &concept.labels);
        let first = labels.next()?.language.clone();
        labels.all(|label| primary(&label.language) == primary(&first)).then_some(first)
    };
    let says_nothing = only(index).is_some_and(|language| language.is_empty());
    only(other).filter(|_| says_nothing).unwrap_or_default()
}

fn said_or<'l>(language: &'l str, assumed: &'l str) -> &'l str {
    if language.is_empty() { assumed } else { language }
}

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}

fn is_compared(language: &str, shared: &BTreeSet<String>) -> bool {
    shared.is_empty() || language.is_empty() || shared.contains(primary(language))
}

fn taking_part(index: &Index, wanted: Wanted<'_>, shared: &BTreeSet<String>) -> Vec<u32> {
    let inside = wanted.scheme.map(|scheme| below(index, scheme));
    let takes_part = |(position, concept): &(u32, &Concept)| {
        (wanted.kinds.is_empty() || wanted.kinds.contains(&concept.kind))
            && inside.as_ref().is_none_or(|inside| inside.contains(position))
            && concept.labels.iter().any(|label| is_compared(&label.language, shared))
    };
    (0..).zip(&index.taxonomy.concepts).filter(takes_part).map(|(position, _)| position).collect()
}

/// The concepts that are filed under a heading, or are or stand below the concept of that identifier, code or name.
fn below(index: &Index, scheme: &str) -> HashSet<u32> {
    let filed = (0..).zip(&index.taxonomy.concepts);
    let filed =
        filed.filter(|(_, concept)| concept.categories.iter().any(|category| category.eq_ignore_ascii_case(scheme)));
    let mut inside: HashSet<u32> = filed.map(|(position, _)| position).collect();
    inside.extend(index.find_concepts(scheme));
    let mut narrower: HashMap<u32, Vec<u32>> = HashMap::new();
    for relation in index.taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
        narrower.entry(relation.target).or_default().push(relation.source);
    }
    let mut open: Vec<u32> = inside.iter().copied().collect();
    while let Some(concept) = open.pop() {
        for below in narrower.get(&concept).into_iter().flatten() {
            if inside.insert(*below) {
                open.push(*below);
            }
        }
    }
    inside
}

/// Calls with place and number of each label that is compared, and with its text and language.
fn for_labels<'i>(
    index: &'i Index,
    concepts: &[u32],
    shared: &BTreeSet<String>,
    mut call: impl FnMut((usize, u32), (&'i String, &'i str)),
) {
    for (place, concept) in concepts.iter().enumerate() {
        for (number, label) in (0..).zip(&index.taxonomy.concepts[*concept as usize].labels) {
            if is_compared(&label.language, shared) {
                call((place, number), (&label.text, &label.language));
            }
        }
    }
}

/// The terms of a text, with how often each stands there.
type Terms = Vec<(u32, f32)>;

/// Terms of the longer texts of a side, with how often each stands there.
struct Texts {
    definitions: Vec<Terms>,
    profiles: Vec<Terms>,
    /// Positions of what the profile of each concept is made of, with how much it counts.
    related: Vec<Vec<(u32, f32)>>,
}

impl Texts {
    fn of(
        index: &Index,
        concepts: &[u32],
        shared: &BTreeSet<String>,
        assumed: &str,
        vocabulary: &mut Vocabulary,
    ) -> Self {
        let mut definitions = Vec::new();
        for concept in concepts {
            let mut terms = Vec::new();
            for note in &index.taxonomy.concepts[*concept as usize].notes {
                if note.role != NoteRole::Example && is_compared(&note.language, shared) {
                    let language = said_or(&note.language, assumed);
                    terms.extend(vocabulary.stems(&note.text, language).into_iter().map(|term| (term, 1.0)));
                }
            }
            definitions.push(terms);
        }
        let related = related(index, concepts);
        let mut names: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut profiles = Vec::new();
        for entry in &related {
            let mut terms = Vec::new();
            for (concept, weight) in entry {
                let name = names.entry(*concept).or_insert_with(|| {
                    let concept = &index.taxonomy.concepts[*concept as usize];
                    let language = concept.labels.first().map_or("", |label| &label.language);
                    vocabulary.stems(concept.name(), said_or(language, assumed))
                });
                terms.extend(name.iter().map(|term| (*term, *weight)));
            }
            profiles.push(terms);
        }
        Self { definitions, profiles, related }
    }
}

/// What each occupation needs, and the tasks that it has.
fn related(index: &Index, concepts: &[u32]) -> Vec<Vec<(u32, f32)>> {
    let places: HashMap<u32, usize> = concepts.iter().enumerate().map(|(place, concept)| (*concept, place)).collect();
    let mut related = vec![Vec::new(); concepts.len()];
    for relation in &index.taxonomy.relations {
        let (owner, other, weight) = match relation.kind {
            RelationKind::Essential => (relation.source, relation.target, 1.0),
            RelationKind::Optional => (relation.source, relation.target, 0.5),
            RelationKind::Related if index.kind(relation.source) == ConceptKind::Task => {
                (relation.target, relation.source, 1.0)
            }
            _ => continue,
        };
        // Ratings of general abilities are alike for all occupations; software and tools are names.
        let tells = matches!(index.kind(other), ConceptKind::Skill | ConceptKind::Knowledge | ConceptKind::Task);
        let is_owner = index.kind(owner) == ConceptKind::Occupation && tells;
        if let Some(place) = places.get(&owner).filter(|_| is_owner) {
            related[*place].push((other, weight));
        }
    }
    related
}

/// How much the terms of longer texts tell.
struct Weights {
    definitions: Vec<f32>,
    profiles: Vec<f32>,
}

impl Weights {
    fn of(sides: &[Texts; 2], terms: usize) -> Self {
        let of = |texts: [&[Terms]; 2]| inverse_frequencies(texts.into_iter().flatten(), terms);
        Self {
            definitions: of(sides.each_ref().map(|side| side.definitions.as_slice())),
            profiles: of(sides.each_ref().map(|side| side.profiles.as_slice())),
        }
    }
}

/// How much each term tells: its inverse frequency among the texts that are not empty.
fn inverse_frequencies<'t>(texts: impl Iterator<Item = &'t Terms>, terms: usize) -> Vec<f32> {
    let (mut counts, mut all) = (vec![0u32; terms], 0u32);
    for text in texts.filter(|text| !text.is_empty()) {
        let different: HashSet<u32> = text.iter().map(|(term, _)| *term).collect();
        for term in different {
            counts[term as usize] += 1;
        }
        all += 1;
    }
    counts.iter().map(|count| (1.0 + all as f32 / (*count).max(1) as f32).ln()).collect()
}

fn profile_vectors(index: &Index, related: &[Vec<(u32, f32)>]) -> Vec<Vec<f32>> {
    let Some(semantic) = &index.semantic else { return vec![Vec::new(); related.len()] };
    let dimension = semantic.space().dimension();
    let mut vectors: Vec<Vec<f32>> = related
        .iter()
        .map(|related| {
            if related.is_empty() {
                return Vec::new();
            }
            let mut sum = vec![0.0; dimension];
            for (concept, weight) in related {
                let (components, scale) = semantic.concept(*concept);
                for (total, component) in sum.iter_mut().zip(components) {
                    *total += weight * scale * f32::from(*component);
                }
            }
            unit(sum)
        })
        .collect();
    let mut middle = vec![0.0; dimension];
    for vector in &vectors {
        for (total, value) in middle.iter_mut().zip(vector) {
            *total += value;
        }
    }
    let count = vectors.iter().filter(|vector| !vector.is_empty()).count().max(1) as f32;
    for vector in vectors.iter_mut().filter(|vector| !vector.is_empty()) {
        for (value, middle) in vector.iter_mut().zip(&middle) {
            *value -= middle / count;
        }
        *vector = unit(std::mem::take(vector));
    }
    vectors
}

fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in &mut vector {
            *value /= length;
        }
    }
    vector
}

/// The groups of each concept, the narrowest first, and how many groups there are.
///
/// O*NET publishes no groups of occupations: there the beginnings of the codes are the hierarchy.
fn groups(index: &Index, concepts: &[u32]) -> (Vec<Vec<u32>>, usize) {
    let mut broader: HashMap<u32, u32> = HashMap::new();
    for relation in index.taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
        broader.entry(relation.source).or_insert(relation.target);
    }
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |name: String| {
        let next = numbers.len() as u32;
        *numbers.entry(name).or_insert(next)
    };
    let mut groups = Vec::new();
    for position in concepts {
        let concept = &index.taxonomy.concepts[*position as usize];
        let mut own = Vec::new();
        let mut above = broader.get(position);
        while let Some(next) = above.filter(|_| own.len() < 3) {
            own.push(number(format!("concept {next}")));
            above = broader.get(next);
        }
        let code = concept.notation.as_deref().filter(|code| is_soc(code));
        if let (true, Some(code)) = (own.is_empty(), code) {
            own.extend([7, 5, 2].map(|length| number(format!("code {}", &code[..length]))));
        }
        groups.push(own);
    }
    let count = numbers.len();
    (groups, count)
}

/// Whether a code is one of SOC or O*NET-SOC: `11-1011` or `11-1011.03`.
fn is_soc(code: &str) -> bool {
    let digits = |range: std::ops::Range<usize>| code.as_bytes()[range].iter().all(u8::is_ascii_digit);
    code.is_ascii() && code.len() >= 7 && code.as_bytes()[2] == b'-' && digits(0..2) && digits(3..7)
}

/// A row of a taxonomy's vectors, ready to be compared.
pub(super) fn row(row: (&[i8], f32)) -> Quantised {
    Quantised { components: row.0.to_vec(), scale: row.1 }
}
