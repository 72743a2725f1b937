//! What matching asks of a concept again and again, side by side in memory and as the numbers that it needs.

use super::IndexedLabel;
use super::demand::Demand;
use crate::model::{Concept, ConceptKind, LabelRole, ReuseLevel, Taxonomy};

/// What is known of a concept whatever the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Facts {
    /// Ordinal of the label to show: the first preferred one, else the first.
    pub preferred: u32,
    /// How often postings ask for it by judgement, from 0 (never) to 5 (one posting in ten); 0 when nobody judged.
    pub asked: f32,
    /// Logarithm of one more than how often it was met in sentences that are linked to it.
    pub seen: f32,
    /// How often postings ask for concepts of like names, from 0 to 5; 0 without a space.
    pub asked_like: f32,
    /// How widely it is used: 1 in one occupation to 4 in nearly all; 0 when the source does not say.
    pub reuse: f32,
    /// 0 for a skill, 1 for knowledge, 2 for anything else.
    pub kind: f32,
    /// Words of the preferred label that carry meaning.
    pub name_words: f32,
    /// Logarithm of the number of labels.
    pub names: f32,
}

/// The facts of every concept.
pub(super) fn of(taxonomy: &Taxonomy, labels: &[IndexedLabel], first_labels: &[u32], demand: &[Demand]) -> Vec<Facts> {
    let of_concept = |((concept, run), demand): ((&Concept, &[u32]), &Demand)| {
        let is_preferred = |label: &u32| labels[*label as usize].role == LabelRole::Preferred;
        let preferred = (run[0]..run[1]).find(is_preferred).unwrap_or(run[0]);
        Facts {
            preferred,
            asked: demand.asked,
            seen: demand.seen.ln_1p(),
            asked_like: demand.asked_like,
            reuse: match concept.reuse {
                None => 0.0,
                Some(ReuseLevel::OccupationSpecific) => 1.0,
                Some(ReuseLevel::SectorSpecific) => 2.0,
                Some(ReuseLevel::CrossSector) => 3.0,
                Some(ReuseLevel::Transversal) => 4.0,
            },
            kind: match concept.kind {
                ConceptKind::Skill => 0.0,
                ConceptKind::Knowledge => 1.0,
                _ => 2.0,
            },
            name_words: labels.get(preferred as usize).map_or(0.0, |label| f32::from(label.stems)),
            names: (concept.labels.len() as f32).ln(),
        }
    };
    taxonomy.concepts.iter().zip(first_labels.windows(2)).zip(demand).map(of_concept).collect()
}
