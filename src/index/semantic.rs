//! The vectors of a taxonomy in a learned space: of each label, each concept and each definition.
//!
//! A concept's own vector is the middle between its name and all its other labels. It is what a text is held
//! against first; the labels decide among the nearest. Concepts lie in clusters round a centre each, and only the
//! clusters whose centres are nearest to a text are looked through. The centres lie in regions in the same way, so that
//! half of them are never touched either.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::best::Best;
use super::definition_text;
use crate::model::{LabelRole, Taxonomy};
use crate::text::{is_stop_word, tokenise};
use crate::vectors::{Quantised, Rows, Side, Space};

/// Concepts of a cluster, more or less: few enough that most of those looked through are near.
const CLUSTER: usize = 32;
/// One of so many regions is looked through.
const REGIONS: usize = 2;
/// How often the centres are moved to the middle of their clusters.
const ROUNDS: usize = 10;

/// Vectors of labels and concepts, and the space that they are in.
pub struct Semantic {
    space: Arc<Space>,
    vectors: Vectors,
}

/// The part that is stored.
#[derive(Serialize, Deserialize)]
struct Vectors {
    labels: Rows,
    /// By cluster, so that a cluster is one run of memory.
    concepts: Rows,
    /// Row of each concept.
    places: Vec<u32>,
    definitions: Rows,
    /// Middles of the regions, and where the clusters of each begin in `centres`; one more than there are regions.
    regions: Rows,
    region_starts: Vec<u32>,
    /// Middles of the clusters, by region.
    centres: Rows,
    /// Where the concepts of each cluster begin in `members`; one more than there are clusters.
    starts: Vec<u32>,
    /// Positions of concepts, by cluster.
    members: Vec<u32>,
    /// Where the words of each label begin in `words`; one more than there are labels.
    word_starts: Vec<u32>,
    /// Rows of the space, one for each word of a label that carries meaning.
    words: Vec<u32>,
}

/// How many clusters are looked through for a text, those nearest to it.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// One of so many clusters.
    pub one_of: usize,
    /// At least so many.
    pub fewest: usize,
}

/// Room for looking for the nearest concepts.
#[derive(Default)]
pub struct NearRoom {
    products: Vec<f32>,
    regions: Best,
    clusters: Best,
}

impl Semantic {
    /// Encodes every label, concept and definition; `None` when the space speaks another language than the taxonomy.
    pub(super) fn build(taxonomy: &Taxonomy, space: &Arc<Space>, language: &str) -> Option<Self> {
        if !speaks(space, language) {
            return None;
        }
        let rows = || Rows::new(space.dimension());
        let mut vectors = Vectors {
            labels: rows(),
            concepts: rows(),
            places: Vec::new(),
            definitions: rows(),
            regions: rows(),
            region_starts: vec![0],
            centres: rows(),
            starts: vec![0],
            members: Vec::new(),
            word_starts: vec![0],
            words: Vec::new(),
        };
        let mut units = Vec::with_capacity(taxonomy.concepts.len());
        for concept in &taxonomy.concepts {
            let mut preferred = vec![0.0; space.dimension()];
            let mut others = preferred.clone();
            let mut count = 0;
            for label in &concept.labels {
                let tokens = tokenise(&label.text);
                let vector = space.encode(&tokens, Side::Name);
                vectors.labels.push(&vector);
                if label.role == LabelRole::Preferred {
                    add(&mut preferred, &vector, 1.0);
                }
                add(&mut others, &vector, 1.0);
                count += 1;
                let meaningful = tokens.iter().filter(|token| !is_stop_word(&token.folded));
                vectors
                    .words
                    .extend(meaningful.filter_map(|token| space.parts(&token.folded).first().map(|part| part.row)));
                vectors.word_starts.push(vectors.words.len() as u32);
            }
            add(&mut preferred, &others, 1.0 / count.max(1) as f32);
            let length = preferred.iter().map(|value| value * value).sum::<f32>().sqrt().max(f32::EPSILON);
            let unit: Vec<f32> = preferred.iter().map(|value| value / length).collect();
            vectors.definitions.push(&space.encode(&tokenise(&definition_text(concept)), Side::Text));
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
        vectors.fit(space, labels, concepts).then(|| Self { space: Arc::clone(space), vectors })
    }

    /// The space that the vectors are in.
    pub fn space(&self) -> &Arc<Space> {
        &self.space
    }

    /// Offers the concepts of the clusters nearest to a text, each with its cosine.
    pub fn near_concepts(&self, text: &Quantised, reach: Reach, room: &mut NearRoom, mut offer: impl FnMut(f32, u32)) {
        let vectors = &self.vectors;
        let NearRoom { products, regions, clusters } = room;
        regions.begin(vectors.regions.len().div_ceil(REGIONS));
        each_product(&vectors.regions, 0..vectors.regions.len(), text, products, |product, region| {
            regions.offer(product, region as u32);
        });
        clusters.begin((vectors.centres.len() / reach.one_of).max(reach.fewest));
        for (_, region) in regions.best() {
            each_product(&vectors.centres, run(&vectors.region_starts, region), text, products, |product, cluster| {
                clusters.offer(product, cluster as u32);
            });
        }
        for (_, cluster) in clusters.best() {
            each_product(&vectors.concepts, run(&vectors.starts, cluster), text, products, |product, place| {
                offer(product, vectors.members[place]);
            });
        }
    }

    /// The vector of a concept.
    pub fn concept(&self, concept: u32) -> (&[i8], f32) {
        self.vectors.concepts.get(self.vectors.places[concept as usize] as usize)
    }

    /// The cosines of a text with some concepts, put behind what `products` holds.
    pub fn concept_products(&self, concepts: &[u32], text: &Quantised, products: &mut Vec<f32>) {
        let places = &self.vectors.places;
        let rows: Vec<u32> = concepts.iter().map(|concept| places[*concept as usize]).collect();
        self.vectors.concepts.products_with(&rows, text, products);
    }

    /// The vector of a definition; all zeros for a concept that has none.
    pub fn definition(&self, concept: u32) -> (&[i8], f32) {
        self.vectors.definitions.get(concept as usize)
    }

    /// The cosine of a text with a definition; 0 for a concept that has none.
    pub fn definition_product(&self, concept: u32, text: &Quantised) -> f32 {
        self.vectors.definitions.product(concept as usize, text)
    }

    /// How often postings ask for concepts of like names, 0 to 5.
    pub fn asked(&self, concept: u32) -> f32 {
        let (components, scale) = self.concept(concept);
        self.space.asked(components.iter().map(|component| f32::from(*component) * scale))
    }

    /// The vectors of labels, by ordinal.
    pub fn labels(&self) -> &Rows {
        &self.vectors.labels
    }

    /// Rows of the space, one for each word of a label that carries meaning, in order.
    pub fn words_of(&self, label: u32) -> &[u32] {
        let vectors = &self.vectors;
        &vectors.words[vectors.word_starts[label as usize] as usize..vectors.word_starts[label as usize + 1] as usize]
    }
}

impl Vectors {
    /// Puts the concepts into clusters, and the clusters into regions.
    fn cluster(&mut self, units: &[Vec<f32>]) {
        let (centres, cluster_of) = k_means(units, units.len().div_ceil(CLUSTER));
        let (middles, region_of) = k_means(&centres, centres.len().isqrt());
        self.places = vec![0; units.len()];
        for (region, middle) in middles.iter().enumerate() {
            self.regions.push(middle);
            for cluster in (0..centres.len()).filter(|cluster| region_of[*cluster] == region) {
                self.centres.push(&centres[cluster]);
                for (concept, _) in (0u32..).zip(&cluster_of).filter(|(_, of)| **of == cluster) {
                    self.places[concept as usize] = self.members.len() as u32;
                    self.members.push(concept);
                    self.concepts.push(&units[concept as usize]);
                }
                self.starts.push(self.members.len() as u32);
            }
            self.region_starts.push(self.centres.len() as u32);
        }
    }

    /// Whether everything fits together, for vectors that were read from a file.
    fn fit(&self, space: &Space, labels: usize, concepts: usize) -> bool {
        let rows = |rows: &Rows, count: usize| {
            rows.is_sound() && rows.len() == count && (count == 0 || rows.dimension() == space.dimension())
        };
        let runs = |starts: &[u32], members: &[u32], below: usize| {
            let ends = starts.first() == Some(&0) && starts.last() == Some(&(members.len() as u32));
            ends && starts.is_sorted() && members.iter().all(|member| (*member as usize) < below)
        };
        rows(&self.labels, labels)
            && rows(&self.concepts, concepts)
            && rows(&self.definitions, concepts)
            && rows(&self.centres, self.starts.len().saturating_sub(1))
            && rows(&self.regions, self.region_starts.len().saturating_sub(1))
            && self.region_starts.first() == Some(&0)
            && self.region_starts.is_sorted()
            && self.region_starts.last() == Some(&(self.centres.len() as u32))
            && runs(&self.starts, &self.members, concepts)
            && self.members.len() == concepts
            && self.places.len() == concepts
            && self.places.iter().all(|place| (*place as usize) < concepts)
            && runs(&self.word_starts, &self.words, space.len())
            && self.word_starts.len() == labels + 1
    }
}

/// Groups vectors of length one around so many middles, by cosine, begun at vectors that stand evenly in the order
/// they come in; and which group each belongs to.
fn k_means(units: &[Vec<f32>], count: usize) -> (Vec<Vec<f32>>, Vec<usize>) {
    let mut centres: Vec<Vec<f32>> = (0..count).map(|number| units[number * units.len() / count].clone()).collect();
    let mut nearest = Vec::new();
    for round in 0..=ROUNDS {
        let mut rows = Rows::new(units.first().map_or(0, Vec::len));
        for centre in &centres {
            rows.push(centre);
        }
        nearest = units.par_iter().map(|unit| nearest_row(&rows, &Quantised::of(unit))).collect();
        if round < ROUNDS {
            centres = middles(units, &nearest, centres);
        }
    }
    (centres, nearest)
}

/// Hands on the products of a text with a run of rows, each with its row.
fn each_product(
    rows: &Rows,
    run: Range<usize>,
    text: &Quantised,
    products: &mut Vec<f32>,
    mut take: impl FnMut(f32, usize),
) {
    products.clear();
    rows.products_in(run.clone(), text, products);
    for (product, row) in products.iter().zip(run) {
        take(*product, row);
    }
}

/// What a list of beginnings says of one of the lists.
fn run(starts: &[u32], number: u32) -> Range<usize> {
    starts[number as usize] as usize..starts[number as usize + 1] as usize
}

/// The row with the largest product, the first of equal ones.
fn nearest_row(rows: &Rows, vector: &Quantised) -> usize {
    let better = |best: (f32, usize), next: (f32, usize)| if next.0 > best.0 { next } else { best };
    rows.products(vector).into_iter().zip(0..).fold((f32::NEG_INFINITY, 0), better).1
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
