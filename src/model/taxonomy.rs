//! A published set of concepts with the relations between them.
//!
//! Relations point by position into `concepts`, so a taxonomy is closed: a relation to something that the
//! source does not define is reported when it is read and cannot exist afterwards.

use serde::{Deserialize, Serialize};

use super::{Concept, ConceptKind};

/// Who published a taxonomy, which version, and on what terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaxonomyInfo {
    /// Short name in commands and output, such as `esco`.
    pub name: String,
    /// Version, such as `1.1.1`; empty when neither the source nor the user says.
    pub version: String,
    /// Full title.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Licence, as a name or URL.
    pub licence: String,
    /// The words that the licence asks for.
    pub attribution: String,
    /// Where it can be had.
    pub source: String,
    /// Format it was read from, such as `esco-csv`.
    pub format: String,
    /// Languages of its labels, BCP 47, sorted.
    pub languages: Vec<String>,
}

impl TaxonomyInfo {
    /// `name@version`, or the name alone when there is no version.
    pub fn reference(&self) -> String {
        if self.version.is_empty() { self.name.clone() } else { format!("{}@{}", self.name, self.version) }
    }
}

/// How one concept stands to another of the same taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RelationKind {
    /// The target is more general (`skos:broader`).
    Broader,
    /// The two are associated (`skos:related`).
    Related,
    /// The occupation or skill (source) needs the target.
    Essential,
    /// The occupation or skill (source) may use the target.
    Optional,
    /// The target was replaced by the source's successor (`dct:isReplacedBy`).
    ReplacedBy,
}

/// One relation between two concepts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Position of the concept it starts from.
    pub source: u32,
    /// What it says.
    pub kind: RelationKind,
    /// Position of the concept it points to.
    pub target: u32,
    /// How much, 0 to 1, when the source says (O*NET importance, rescaled); NaN-free.
    pub weight: Option<f32>,
}

/// A published set of concepts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Taxonomy {
    /// Where it comes from.
    pub info: TaxonomyInfo,
    /// Its concepts, in the order of the source.
    pub concepts: Vec<Concept>,
    /// Its relations, sorted and without repetition.
    pub relations: Vec<Relation>,
}

impl Taxonomy {
    /// How many concepts there are of each kind that occurs, in the order of [`ConceptKind::ALL`].
    pub fn counts(&self) -> Vec<(ConceptKind, usize)> {
        ConceptKind::ALL
            .into_iter()
            .map(|kind| (kind, self.concepts.iter().filter(|concept| concept.kind == kind).count()))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// How many relations there are of one kind.
    pub fn count_relations(&self, kind: RelationKind) -> usize {
        self.relations.iter().filter(|relation| relation.kind == kind).count()
    }
}
