//! The vectors of a taxonomy in a learned space: one for each label, one for each concept.
//!
//! A concept's own vector is the middle between its name and all its other labels. It is what a text is held
//! against first; the labels decide among the nearest. Concepts lie in clusters round a centre each, and only the
//! clusters whose centres are nearest to a text are looked through.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::IndexedLabel;
use crate::model::{LabelRole, Taxonomy};
use crate::text::tokenise;
use crate::vectors::{Quantised, Rows, Space};

/// Share of the clusters that are looked through.
const LOOKED_THROUGH: f32 = 0.15;
/// Fewest clusters that are looked through; a small taxonomy is looked through whole.
const FEWEST: usize = 16;
/// How often the centres are moved to the middle of their clusters.
const ROUNDS: usize = 3;

/// Vectors of labels and concepts, and the space that they are in.
pub struct Semantic {
    space: Arc<Space>,
    vectors: Vectors,
}

/// The part that is stored.
#[derive(Serialize, Deserialize)]
struct Vectors {
    labels: Rows,
    concepts: Rows,
    centres: Rows,
    /// Where the concepts of each cluster begin in `members`; one more than there are clusters.
    starts: Vec<u32>,
    /// Positions of concepts, by cluster.
    members: Vec<u32>,
}

impl Semantic {
    /// Encodes every label and concept; `None` when the space speaks another language than the taxonomy.
    pub(super) fn build(taxonomy: &Taxonomy, space: &Arc<Space>, language: &str) -> Option<Self> {
        if !speaks(space, language) {
            return None;
        }
        let mut vectors = Vectors {
            labels: Rows::new(space.dimension()),
            concepts: Rows::new(space.dimension()),
            centres: Rows::new(space.dimension()),
            starts: vec![0],
            members: Vec::new(),
        };
        let mut units = Vec::with_capacity(taxonomy.concepts.len());
        for concept in &taxonomy.concepts {
            let mut preferred = vec![0.0; space.dimension()];
            let mut others = preferred.clone();
            let mut count = 0;
            for label in &concept.labels {
                let vector = space.encode(&tokenise(&label.text));
                vectors.labels.push(&vector);
                if label.role == LabelRole::Preferred {
                    add(&mut preferred, &vector, 1.0);
                }
                add(&mut others, &vector, 1.0);
                count += 1;
            }
            add(&mut preferred, &others, 1.0 / count.max(1) as f32);
            let length = preferred.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::EPSILON);
            let unit: Vec<f32> = preferred.iter().map(|value| value / length).collect();
            vectors.concepts.push(&unit);
            units.push(unit);
        }
        vectors.cluster(&units);
        Some(Self { space: Arc::clone(space), vectors })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(&self.vectors).expect("plain numbers serialise")
    }

    /// What [`Self::to_bytes`] gave, when it fits so many labels and concepts.
    pub(super) fn from_bytes(bytes: &[u8], space: &Arc<Space>, labels: usize, concepts: usize) -> Option<Self> {
        let vectors: Vectors = postcard::from_bytes(bytes).ok()?;
        let fits =
            |rows: &Rows, count: usize| rows.is_sound() && rows.len() == count && rows.dimension() == space.dimension();
        let sound = fits(&vectors.labels, labels) && fits(&vectors.concepts, concepts) && vectors.clusters_are_sound();
        sound.then(|| Self { space: Arc::clone(space), vectors })
    }

    /// A text as a vector of this space.
    pub fn encode(&self, text: &str) -> Quantised {
        self.space.encode_quantised(&tokenise(text))
    }

    /// The concepts of the clusters nearest to a text, each with its cosine.
    pub fn near_concepts<'a>(&'a self, text: &'a Quantised) -> impl Iterator<Item = (f32, u32)> + 'a {
        let vectors = &self.vectors;
        let mut centres: Vec<(f32, usize)> = vectors.centres.products(text).zip(0..).collect();
        centres.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let share = centres.len() as f32 * LOOKED_THROUGH;
        let (all, at_least) = (centres.len(), FEWEST as f32);
        centres.truncate((0..all).take_while(|count| (*count as f32) < share.max(at_least)).count());
        let members = move |cluster: usize| {
            vectors.members[vectors.starts[cluster] as usize..vectors.starts[cluster + 1] as usize].iter()
        };
        let concepts = centres.into_iter().flat_map(move |(_, cluster)| members(cluster));
        concepts.map(|concept| (vectors.concepts.product(*concept as usize, text), *concept))
    }

    /// The cosine of a text with one label.
    pub fn label_cosine(&self, label: u32, text: &Quantised) -> f32 {
        self.vectors.labels.product(label as usize, text)
    }
}

impl Vectors {
    /// Puts the concepts into clusters, about as many as each has members: k-means by cosine, begun at concepts that
    /// stand evenly in the order of the source.
    fn cluster(&mut self, units: &[Vec<f32>]) {
        let count = (1..=units.len()).find(|count| count * count >= units.len()).unwrap_or(0);
        let mut centres: Vec<Vec<f32>> = (0..count).map(|number| units[number * units.len() / count].clone()).collect();
        let mut nearest = Vec::new();
        for round in 0..=ROUNDS {
            self.centres = Rows::new(self.concepts.dimension());
            for centre in &centres {
                self.centres.push(centre);
            }
            let rows = &self.centres;
            nearest = units.par_iter().map(|unit| nearest_row(rows, &Quantised::of(unit))).collect();
            if round < ROUNDS {
                centres = middles(units, &nearest, centres);
            }
        }
        for cluster in 0..centres.len() {
            let members = nearest.iter().zip(0u32..).filter(|(nearest, _)| **nearest == cluster);
            self.members.extend(members.map(|(_, concept)| concept));
            self.starts.push(self.members.len() as u32);
        }
    }

    fn clusters_are_sound(&self) -> bool {
        let known = self.members.iter().all(|concept| (*concept as usize) < self.concepts.len());
        let ends = self.starts.first() == Some(&0) && self.starts.last() == Some(&(self.members.len() as u32));
        let fits = self.centres.is_sound() && self.starts.len() == self.centres.len() + 1;
        known && ends && fits && self.starts.is_sorted() && self.members.len() == self.concepts.len()
    }
}

/// The row with the largest product, the first of equal ones.
fn nearest_row(rows: &Rows, vector: &Quantised) -> usize {
    let better = |best: (f32, usize), next: (f32, usize)| if next.0 > best.0 { next } else { best };
    rows.products(vector).zip(0..).fold((f32::NEG_INFINITY, 0), better).1
}

/// The middle of each cluster, brought to length one; an empty one keeps its centre.
fn middles(units: &[Vec<f32>], nearest: &[usize], mut centres: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let mut sums: Vec<Vec<f32>> = centres.iter().map(|centre| vec![0.0; centre.len()]).collect();
    for (unit, cluster) in units.iter().zip(nearest) {
        add(&mut sums[*cluster], unit, 1.0);
    }
    for (centre, sum) in centres.iter_mut().zip(sums) {
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
        if length > 0.0 {
            *centre = sum.iter().map(|value| value / length).collect();
        }
    }
    centres
}

/// Whether a space is in the language of a taxonomy; one that does not say is taken to be.
pub(super) fn speaks(space: &Space, language: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_lowercase();
    language.is_empty() || primary(space.language()) == primary(language)
}

fn add(sum: &mut [f32], vector: &[f32], share: f32) {
    for (total, value) in sum.iter_mut().zip(vector) {
        *total += share * value;
    }
}

/// The labels of one concept, by ordinal.
pub(super) fn labels_from(labels: &[IndexedLabel], first: u32) -> impl Iterator<Item = u32> + '_ {
    let concept = labels.get(first as usize).map(|label| label.concept);
    (first..).take_while(move |ordinal| labels.get(*ordinal as usize).map(|label| label.concept) == concept)
}
