//! The index: one taxonomy made ready for matching. Derived state, which can be deleted at any time.
//!
//! It holds the concepts, the label automaton and the lexical index, and on disk a manifest with
//! checksums and versions: an index of another version, of another source or with a changed byte is told
//! apart when it is opened and never used.

mod automaton;
mod best;
mod demand;
pub mod documents;
mod facts;
mod lexical;
mod manifest;
mod occupations;
mod opened;
mod runs;
mod semantic;
mod stored;

pub use automaton::{Hit, Place, Word};
pub use best::{Scored, keep_best};
pub use facts::Facts;
pub use lexical::{Lexical, Postings};
pub use manifest::{Manifest, checksum};
pub use occupations::{OccupationRoom, Occupations};
pub use opened::OpenedLabel;
pub use semantic::{NearRoom, Reach, Semantic};

use std::sync::Arc;

use automaton::Automaton;
use opened::OpenedLabels;
use runs::Runs;

use crate::error::{Error, Result};
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, Taxonomy};
use crate::text::{Stemmer, is_framing_word, is_ordinary_word, is_stop_word};
use crate::vectors::{PairPlace, Part, Space};

/// Weight of a stem that one concept alone has.
const RAREST: f32 = 27.5;

/// A label, ready for matching.
#[derive(Debug, Clone, Copy)]
pub struct IndexedLabel {
    /// Position of its concept.
    pub concept: u32,
    /// Position among the concept's labels.
    pub label: u32,
    /// How it stands to the concept.
    pub role: LabelRole,
    /// How many different stems that carry meaning it has.
    pub stems: u8,
    /// Sum of the weights of those stems.
    pub weight: f32,
    /// Whether it is a product that is called by an ordinary word, such as the software "Chef": an English word, or one that
    /// names of other things have as well.
    pub is_ordinary: bool,
}

/// One taxonomy, ready for matching.
pub struct Index {
    /// The taxonomy itself.
    pub taxonomy: Taxonomy,
    /// Its labels, by ordinal.
    pub labels: Vec<IndexedLabel>,
    /// Ordinal of each concept's first label; one more than there are concepts.
    first_labels: Vec<u32>,
    /// The different stems of each label, as terms of the lexical index.
    label_terms: Runs,
    /// How much a stem of the labels tells, by term: its inverse concept frequency.
    term_weights: Vec<f32>,
    /// The labels that each stem opens, by term.
    opened: OpenedLabels,
    /// The different stems of each concept's definition, as terms of the lexical index.
    definition_terms: Runs,
    /// How much a stem of the definitions tells, by term.
    definition_weights: Vec<f32>,
    /// Distinct stems of each concept's definition, over the average.
    definition_lengths: Vec<f32>,
    /// What matching asks of each concept.
    facts: Vec<Facts>,
    judged: bool,
    /// The automaton over labels.
    automaton: Automaton,
    /// Stems to labels and definitions.
    pub lexical: Lexical,
    /// Vectors of labels and concepts; absent when the space speaks another language.
    pub semantic: Option<Semantic>,
    /// The occupations, and the skills that they need; absent when there are none, or no vectors.
    pub occupations: Option<Occupations>,
    stemmer: Stemmer,
    english: bool,
}

/// A form of a word as an index knows it.
#[derive(Debug, Clone)]
pub struct KnownWord {
    /// The form, folded.
    pub folded: Box<str>,
    /// Its stem in the language of the index.
    pub stem: Box<str>,
    /// Where the stem leads from the beginning of a label, when one begins so.
    pub beginning: Option<Place>,
    /// Number of the stem among those of the labels, when one has it.
    pub label_term: Option<u32>,
    /// Number of the stem among those of the definitions, when one has it.
    pub definition_term: Option<u32>,
    /// Whether it carries no meaning of its own.
    pub stop: bool,
    /// Whether it only frames what the text asks for or teaches.
    pub framing: bool,
    /// Its rows in the learned space.
    pub parts: Box<[Part]>,
    /// Where pairs of words that begin with it go on in the learned space, when there are any.
    pub pairs: Option<PairPlace>,
}

impl Index {
    /// Builds an index in memory.
    pub fn build(taxonomy: Taxonomy, space: &Arc<Space>) -> Result<Self> {
        let texts = stored::Texts::of(&taxonomy);
        let lexical = lexical::build(&texts.labels, &texts.definitions, None)
            .map_err(|error| Error::request(format!("cannot build the index in memory: {error}")))?;
        let automaton =
            Automaton::build(texts.keys.iter().enumerate().map(|(label, key)| (label as u32, key.as_str())));
        let semantic = Semantic::build(&taxonomy, space, stored::main_language(&taxonomy));
        Ok(Self::assemble(taxonomy, automaton, lexical, semantic))
    }

    /// Puts the parts together and computes what follows from them.
    fn assemble(taxonomy: Taxonomy, automaton: Automaton, lexical: Lexical, semantic: Option<Semantic>) -> Self {
        let (mut labels, mut first_labels) = (Vec::new(), vec![0]);
        for (concept, entry) in taxonomy.concepts.iter().enumerate() {
            for (label, text) in entry.labels.iter().enumerate() {
                let (concept, label) = (concept as u32, label as u32);
                labels.push(IndexedLabel {
                    concept,
                    label,
                    role: text.role,
                    stems: 0,
                    weight: 0.0,
                    is_ordinary: false,
                });
            }
            first_labels.push(labels.len() as u32);
        }
        let concepts = taxonomy.concepts.len();
        let mut term_weights = concept_weights(&lexical.labels, concepts, |label| labels[label as usize].concept);
        // A word of one concept alone weighs the same in a taxonomy of a thousand and of fifteen thousand.
        let rarest = (1.0 + (concepts as f32 - 0.5).max(0.5) / 1.5).ln();
        for weight in &mut term_weights {
            *weight = RAREST * (*weight / rarest).powf(1.5);
        }
        let definition_weights = concept_weights(&lexical.definitions, concepts, |concept| concept);
        let label_terms = lexical.labels.terms_of_documents(labels.len());
        for (ordinal, label) in labels.iter_mut().enumerate() {
            let terms = label_terms.of(ordinal as u32);
            label.stems = terms.len().min(255) as u8;
            label.weight = terms.iter().map(|term| term_weights[*term as usize]).sum();
        }
        let concept_of = |label: u32| &taxonomy.concepts[labels[label as usize].concept as usize];
        let text_of = |label: u32| &concept_of(label).labels[labels[label as usize].label as usize].text;
        let is_product = |label: u32| concept_of(label).kind == ConceptKind::Software;
        // A skill that is called after a product ("Python Programming") has its name with a capital as well.
        let is_form_of = |word: &str, name: &str| {
            word.strip_prefix(name).is_some_and(|end| matches!(end, "" | "s" | "es" | "ed" | "ing"))
        };
        let has_as_word = |label: u32, name: &str| {
            let mut words = text_of(label).split(|c: char| !c.is_alphanumeric());
            !is_product(label) && words.any(|word| is_form_of(word, name))
        };
        let ordinary: Vec<bool> = (0..labels.len() as u32)
            .map(|label| match label_terms.of(label) {
                [term] if is_product(label) => {
                    let name = text_of(label).to_lowercase();
                    is_ordinary_word(&name)
                        || lexical.labels.documents(*term).iter().any(|other| has_as_word(*other, &name))
                }
                _ => false,
            })
            .collect();
        for (label, is_ordinary) in labels.iter_mut().zip(ordinary) {
            label.is_ordinary = is_ordinary;
        }
        let definition_terms = lexical.definitions.terms_of_documents(concepts);
        let mut definition_lengths = vec![0.0; concepts];
        for (length, terms) in definition_lengths.iter_mut().zip(definition_terms.iter()) {
            *length = terms.len() as f32;
        }
        let average = (definition_lengths.iter().sum::<f32>() / concepts.max(1) as f32).max(1.0);
        for length in &mut definition_lengths {
            *length /= average;
        }
        let opened = OpenedLabels::new(&label_terms, &labels, &term_weights);
        let demand = demand::of(&taxonomy, semantic.as_ref());
        let facts = facts::of(&taxonomy, &labels, &first_labels, &demand);
        let language = stored::main_language(&taxonomy).to_owned();
        let occupations = semantic.as_ref().and_then(|semantic| Occupations::of(&taxonomy, semantic));
        Self {
            occupations,
            labels,
            first_labels,
            opened,
            definition_terms,
            label_terms,
            term_weights,
            definition_weights,
            definition_lengths,
            facts,
            judged: demand.iter().any(|demand| demand.judged),
            automaton,
            lexical,
            semantic,
            stemmer: Stemmer::new(&language),
            english: language.is_empty() || language.starts_with("en"),
            taxonomy,
        }
    }

    /// All that this index knows of a folded word.
    pub fn know(&self, folded: &str) -> KnownWord {
        let stem = stored::stem(&self.stemmer, folded);
        let space = self.semantic.as_ref().map(Semantic::space);
        let parts = space.map_or(Vec::new(), |space| space.parts(folded));
        KnownWord {
            beginning: self.automaton.beginning(&stem),
            label_term: self.lexical.labels.term(&stem),
            definition_term: self.lexical.definitions.term(&stem),
            stop: self.english && is_stop_word(folded),
            framing: self.english && is_framing_word(folded),
            parts: parts.into_boxed_slice(),
            pairs: space.and_then(|space| space.pairs_of(folded)),
            stem: stem.into_boxed_str(),
            folded: folded.into(),
        }
    }

    /// Whether its words are English, or may be.
    pub fn is_english(&self) -> bool {
        self.english
    }

    /// Every place where the words of a label stand in order.
    pub fn find_labels(&self, words: &[Word<'_>]) -> Vec<Hit> {
        self.automaton.find(words)
    }

    /// The ordinals of the labels that a hit stands for.
    pub fn labels_of(&self, hit: &Hit) -> &[u32] {
        self.automaton.labels(hit)
    }

    /// The different stems of a label, as terms.
    pub fn terms_of(&self, label: u32) -> &[u32] {
        self.label_terms.of(label)
    }

    /// The labels that are worth a look when a text has this stem.
    pub fn opened_by(&self, term: u32) -> impl Iterator<Item = OpenedLabel<'_>> {
        self.opened.of(term)
    }

    /// The different stems of a concept's definition, as terms.
    pub fn definition_terms_of(&self, concept: u32) -> &[u32] {
        self.definition_terms.of(concept)
    }

    /// How much a stem of the labels tells, 0 to 27.5: its inverse concept frequency to the power of 1.5, which
    /// sets rare words further apart from common ones than BM25 does.
    pub fn weight(&self, term: u32) -> f32 {
        self.term_weights[term as usize]
    }

    /// How much a stem of the definitions tells: its inverse concept frequency.
    pub fn definition_weight(&self, term: u32) -> f32 {
        self.definition_weights[term as usize]
    }

    /// Distinct stems of a concept's definition, over the average of all concepts.
    pub fn definition_length(&self, concept: u32) -> f32 {
        self.definition_lengths[concept as usize]
    }

    /// What matching asks of a concept.
    pub fn facts(&self, concept: u32) -> &Facts {
        &self.facts[concept as usize]
    }

    /// Whether people judged how often postings ask for its concepts.
    pub fn is_judged(&self) -> bool {
        self.judged
    }

    /// The ordinal of a concept's first label; the others follow it.
    pub fn first_label(&self, concept: u32) -> u32 {
        self.first_labels[concept as usize]
    }

    /// Whether a concept is a software product, which has a name and no other words for it.
    pub fn is_product(&self, concept: u32) -> bool {
        self.taxonomy.concepts[concept as usize].kind == ConceptKind::Software
    }

    /// The ordinals of a concept's labels.
    pub fn labels_of_concept(&self, concept: u32) -> std::ops::Range<u32> {
        self.first_labels[concept as usize]..self.first_labels[concept as usize + 1]
    }

    /// The ordinal of the label to show: the first preferred one, else the first.
    pub fn preferred_label(&self, concept: u32) -> u32 {
        self.facts[concept as usize].preferred
    }

    /// The words of a label as published.
    pub fn label_text(&self, label: u32) -> &str {
        let label = self.labels[label as usize];
        &self.taxonomy.concepts[label.concept as usize].labels[label.label as usize].text
    }

    /// The concepts that an identifier, a code or a name means; several when a name is shared.
    pub fn find_concepts(&self, wanted: &str) -> Vec<u32> {
        let concepts = || self.taxonomy.concepts.iter().zip(0u32..);
        let named = |test: &dyn Fn(&Concept) -> bool| -> Vec<u32> {
            concepts().filter(|(concept, _)| test(concept)).map(|(_, position)| position).collect()
        };
        let by_id = named(&|concept| concept.id == wanted || concept.notation.as_deref() == Some(wanted));
        if !by_id.is_empty() {
            return by_id;
        }
        let wanted = wanted.to_lowercase();
        let by_name = named(&|concept| concept.name().to_lowercase() == wanted);
        if !by_name.is_empty() {
            return by_name;
        }
        named(&|concept| concept.labels.iter().any(|label| label.text.to_lowercase() == wanted))
    }

    /// The kind of a concept.
    pub fn kind(&self, concept: u32) -> ConceptKind {
        self.taxonomy.concepts[concept as usize].kind
    }
}

/// Inverse concept frequencies of every term of a field.
fn concept_weights(postings: &Postings, concepts: usize, concept_of: impl Fn(u32) -> u32) -> Vec<f32> {
    (0..postings.len() as u32)
        .map(|term| {
            // Labels of one concept are neighbours, so equal concepts stand side by side.
            let mut count = 0u32;
            let mut last = u32::MAX;
            for document in postings.documents(term) {
                let concept = concept_of(*document);
                count += u32::from(concept != last);
                last = concept;
            }
            let (all, with) = (concepts as f32, count as f32);
            (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
        })
        .collect()
}

/// The definition texts of a concept that are worth indexing.
fn definition_text(concept: &Concept) -> String {
    let notes = concept.notes.iter().filter(|note| note.role != NoteRole::Example);
    notes.map(|note| note.text.as_str()).collect::<Vec<_>>().join(" ")
}
