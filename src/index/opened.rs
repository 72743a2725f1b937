//! Which labels a stem opens: those that are worth a look when a text has it.
//!
//! Of a label's stems, heaviest first, so many open it that the others together weigh less than what must be there;
//! a text that has so much of a label has one of them. "Manage" opens nothing that goes on after it, and a sentence looks at hundreds
//! of labels instead of ten thousand (prefix filtering: Chaudhuri, Ganti and Kaushik, 2006). All that scoring needs of a
//! label lies side by side, because most of the time goes into waiting for memory.

use super::IndexedLabel;
use super::runs::Runs;
use crate::model::LabelRole;

/// Share of a label's weight that a text must have for the label to be looked at.
const LEAST_SHARE: f32 = 0.5;

/// Numbers of a label before its stems.
const HEAD: usize = 4;

/// Labels by the stems that open them.
#[derive(Debug, Default)]
pub(super) struct OpenedLabels {
    /// Where the labels of each stem begin in `numbers`; one more than there are stems.
    starts: Vec<u32>,
    /// For each label its ordinal, its concept with whether it is preferred, the bits of its weight, how many stems it
    /// has, and those.
    numbers: Vec<u32>,
}

/// A label as scoring sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenedLabel<'a> {
    /// Its ordinal.
    pub label: u32,
    /// Position of its concept.
    pub concept: u32,
    /// Whether it is a preferred label.
    pub preferred: bool,
    /// Sum of the weights of its stems.
    pub weight: f32,
    /// Its stems, as terms.
    pub terms: &'a [u32],
}

impl OpenedLabels {
    /// From the stems of each label and the weight of each stem.
    pub fn new(label_terms: &Runs, labels: &[IndexedLabel], term_weights: &[f32]) -> Self {
        let mut heaviest_first: Vec<u32> = Vec::new();
        let mut opening = Runs::default();
        for (terms, label) in label_terms.iter().zip(labels) {
            let weight = |term: &u32| term_weights[*term as usize];
            heaviest_first.clear();
            heaviest_first.extend_from_slice(terms);
            heaviest_first.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then(a.cmp(b)));
            let mut left = label.weight;
            let opens = |term: &u32| {
                let needed = left >= LEAST_SHARE * label.weight;
                left -= weight(term);
                needed
            };
            opening.push(heaviest_first.iter().copied().take_while(opens));
        }
        let mut opened = Self { starts: vec![0], numbers: Vec::new() };
        for ordinals in opening.transposed(term_weights.len()).iter() {
            for ordinal in ordinals {
                let (label, terms) = (labels[*ordinal as usize], label_terms.of(*ordinal));
                let preferred = u32::from(label.role == LabelRole::Preferred);
                let head = [*ordinal, label.concept << 1 | preferred, label.weight.to_bits(), terms.len() as u32];
                opened.numbers.extend(head);
                opened.numbers.extend_from_slice(terms);
            }
            opened.starts.push(opened.numbers.len() as u32);
        }
        opened
    }

    /// The labels that a stem opens, by ordinal.
    pub fn of(&self, term: u32) -> impl Iterator<Item = OpenedLabel<'_>> {
        let mut rest = &self.numbers[self.starts[term as usize] as usize..self.starts[term as usize + 1] as usize];
        std::iter::from_fn(move || {
            let (&[label, concept, weight, terms], after) = rest.split_first_chunk::<HEAD>()?;
            let (terms, after) = after.split_at(terms as usize);
            rest = after;
            let weight = f32::from_bits(weight);
            Some(OpenedLabel { label, concept: concept >> 1, preferred: concept & 1 == 1, weight, terms })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_stems_open_a_label() {
        // "manage" weighs little and "vineyard" much.
        let mut label_terms = Runs::default();
        label_terms.push([0, 1]);
        label_terms.push([0]);
        let label = |concept, weight| IndexedLabel {
            concept,
            label: 0,
            role: LabelRole::Preferred,
            stems: 1,
            weight,
            is_ordinary: false,
        };
        let labels = [label(5, 11.0), label(6, 1.0)];
        let opened = OpenedLabels::new(&label_terms, &labels, &[1.0, 10.0]);
        let by_manage: Vec<OpenedLabel<'_>> = opened.of(0).collect();
        assert_eq!(
            by_manage,
            [OpenedLabel { label: 1, concept: 6, preferred: true, weight: 1.0, terms: &[0] }],
            "the other needs more than that"
        );
        let by_vineyard: Vec<OpenedLabel<'_>> = opened.of(1).collect();
        assert_eq!((by_vineyard.len(), by_vineyard[0].concept, by_vineyard[0].terms), (1, 5, &[0, 1][..]));
    }
}
