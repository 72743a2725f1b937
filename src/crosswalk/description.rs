//! From a proposal to its row of features.

use super::features::{PairFeature as F, PairFeatures};
use super::proposals::Proposal;
use super::side::{Side, row};
use super::surroundings::Surroundings;
use super::wording::{Vocabulary, likeness, met};
use crate::vectors::Quantised;

/// What describing needs besides the proposals.
pub(super) struct Describer<'a> {
    pub from: &'a Side<'a>,
    pub to: &'a Side<'a>,
    pub vocabulary: &'a Vocabulary,
    /// Where each target stands among the targets of the same name, from 0 to 1.
    pub later: Vec<f32>,
}

/// The largest values among the candidates of one source.
#[derive(Default)]
struct Largest {
    alike: f32,
    preferred: f32,
    cosine: f32,
}

impl Describer<'_> {
    /// The rows of all candidates of one source, in their order.
    pub fn describe(&self, place: u32, proposals: &[Proposal], surroundings: &[Surroundings]) -> Vec<PairFeatures> {
        let mut largest = Largest::default();
        for proposal in proposals {
            largest.alike = largest.alike.max(proposal.best.alike);
            largest.preferred = largest.preferred.max(proposal.preferred.alike);
            largest.cosine = largest.cosine.max(proposal.cosine);
        }
        let source = Source::of(self.from, place);
        let mut order: Vec<usize> = (0..proposals.len()).collect();
        order.sort_by(|a, b| proposals[*b].first.total_cmp(&proposals[*a].first).then(a.cmp(b)));
        let mut places = vec![0.0; proposals.len()];
        for (number, proposal) in order.into_iter().enumerate() {
            places[proposal] = number as f32;
        }
        let rivals = |proposal: &Proposal| {
            proposals.iter().filter(|other| other.preferred.alike >= proposal.preferred.alike - 1e-4).count() - 1
        };
        proposals
            .iter()
            .zip(surroundings)
            .zip(places)
            .map(|((proposal, around), number)| {
                let mut row = PairFeatures::default();
                self.words(&mut row, place, proposal);
                row.set(F::Behind, largest.alike - proposal.best.alike);
                row.set(F::PreferredBehind, largest.preferred - proposal.preferred.alike);
                row.set(F::Rivals, (rivals(proposal) as f32).ln_1p());
                row.set(F::ConceptBehind, largest.cosine - proposal.cosine);
                row.set(F::Place, f32::ln_1p(number));
                self.texts(&mut row, place, proposal);
                self.meaning(&mut row, &source, proposal);
                row.set(F::ReverseRatio, around.reverse_ratio);
                row.set(F::ReversePlace, around.reverse_place.ln_1p());
                row.set(F::Siblings, around.siblings);
                row.set(F::Cousins, around.cousins);
                row.set(F::Company, around.company);
                row.set(F::Likely, around.share);
                row
            })
            .collect()
    }

    fn words(&self, row: &mut PairFeatures, place: u32, proposal: &Proposal) {
        let (name, other) = (self.from.preferred(place), self.to.preferred(proposal.place));
        row.set(F::Best, proposal.best.alike);
        row.set(F::FromPreferred, proposal.preferred.alike);
        row.set(F::ToPreferred, proposal.to_preferred);
        if proposal.best.alike > 0.0 {
            let ours = &self.from.labels[proposal.best.from as usize].wording;
            let theirs = &self.to.labels[proposal.best.to as usize].wording;
            row.set(F::BestWords, ours.bag.cosine(&theirs.bag));
            row.set(F::BestRuns, ours.runs.cosine(&theirs.runs));
            row.set(F::BestFromShare, ours.bag.share_in(&theirs.bag));
            row.set(F::BestToShare, theirs.bag.share_in(&ours.bag));
        }
        let (ours, theirs) = (&name.wording, &other.wording);
        row.set(F::NamesWords, ours.bag.cosine(&theirs.bag));
        row.set(F::NamesRuns, ours.runs.cosine(&theirs.runs));
        row.set(F::NamesFromShare, ours.bag.share_in(&theirs.bag));
        row.set(F::NamesToShare, theirs.bag.share_in(&ours.bag));
        row.set(F::NameMetBack, met(theirs, ours, self.vocabulary));
        let nearest = if proposal.preferred.alike > 0.0 {
            &self.to.labels[proposal.preferred.to as usize].wording
        } else {
            theirs
        };
        row.set(F::Met, met(ours, nearest, self.vocabulary));
        row.set(F::MetBack, met(nearest, ours, self.vocabulary));
        let ends = |one: Option<&super::wording::Word>, other: Option<&super::wording::Word>| {
            one.zip(other).map_or(0.0, |(one, other)| likeness(one, other))
        };
        row.set(F::FirstWord, ends(ours.words.first(), nearest.words.first()));
        row.set(F::LastWord, ends(ours.words.last(), nearest.words.last()));
        row.set(F::Equal, self.equality(place, proposal));
        row.set(F::EqualLabels, (proposal.equal as f32).ln_1p());
        row.set(F::Votes, proposal.votes);
        row.set(F::FromLabels, (self.from.labels_of(place).len() as f32).ln());
        row.set(F::ToLabels, (self.to.labels_of(proposal.place).len() as f32).ln());
        row.set(F::FromWords, ours.words.len() as f32);
        row.set(F::ToWords, theirs.words.len() as f32);
        row.set(F::Later, self.later[proposal.place as usize]);
    }

    /// 3 when the preferred labels have the very same words, 2 when one of them is an alternative one, 1 when both are.
    fn equality(&self, place: u32, proposal: &Proposal) -> f32 {
        if proposal.equal == 0 {
            return 0.0;
        }
        let (ours, theirs) = (self.from.preferred(place).wording.key, self.to.preferred(proposal.place).wording.key);
        if ours == theirs {
            return 3.0;
        }
        let has = |labels: &[super::side::SideLabel], key: u64| labels.iter().any(|label| label.wording.key == key);
        if has(self.to.labels_of(proposal.place), ours) || has(self.from.labels_of(place), theirs) { 2.0 } else { 1.0 }
    }

    fn texts(&self, row: &mut PairFeatures, place: u32, proposal: &Proposal) {
        let (ours, theirs) = (place as usize, proposal.place as usize);
        row.set(F::Definition, proposal.definition);
        row.set(F::Profile, proposal.profile);
        let name = &self.from.preferred(place).wording.bag;
        let other = &self.to.preferred(proposal.place).wording.bag;
        row.set(F::NameInDefinition, other.share_in(&self.from.definitions[ours]));
        row.set(F::DefinitionHasName, name.share_in(&self.to.definitions[theirs]));
        let (one, two) = (&self.from.profile_vectors[ours], &self.to.profile_vectors[theirs]);
        row.set(F::ProfileCosine, one.iter().zip(two).map(|(a, b)| a * b).sum());
    }

    fn meaning(&self, row: &mut PairFeatures, source: &Source, proposal: &Proposal) {
        let (Some(ours), Some(theirs)) = (&self.from.index.semantic, &self.to.index.semantic) else { return };
        let Some((name, definition)) = &source.vectors else { return };
        row.set(F::ConceptCosine, proposal.cosine);
        let labels = self.to.labels_of(proposal.place);
        let ordinal = |side: &Side<'_>, label: &super::side::SideLabel| {
            (side.index.first_label(side.concepts[label.place as usize]) + label.label) as usize
        };
        let preferred = self.to.preferred(proposal.place);
        row.set(F::NameCosine, theirs.labels().product(ordinal(self.to, preferred), name));
        let largest = labels.iter().map(|label| theirs.labels().product(ordinal(self.to, label), name));
        row.set(F::LabelCosine, largest.fold(0.0, f32::max));
        let back: Quantised = super::side::row(theirs.labels().get(ordinal(self.to, preferred)));
        let largest = self.from.labels_of(source.place);
        let largest = largest.iter().map(|label| ours.labels().product(ordinal(self.from, label), &back));
        row.set(F::LabelCosineBack, largest.fold(0.0, f32::max));
        row.set(F::DefinitionCosine, theirs.definition_product(self.to.concepts[proposal.place as usize], definition));
    }
}

/// What of the source is compared with every candidate.
struct Source {
    place: u32,
    /// Vectors of its preferred label and of its definition.
    vectors: Option<(Quantised, Quantised)>,
}

impl Source {
    fn of(side: &Side<'_>, place: u32) -> Self {
        let concept = side.concepts[place as usize];
        let vectors = side.index.semantic.as_ref().map(|semantic| {
            let label = side.index.first_label(concept) + side.preferred(place).label;
            (row(semantic.labels().get(label as usize)), row(semantic.definition(concept)))
        });
        Self { place, vectors }
    }
}

/// Where each concept stands among those with a preferred label of the same words, from 0 to 1.
///
/// Lists go from the general to the special and give a group the name of its only member: of equal names the later one
/// is usually meant.
pub(super) fn standing_among_namesakes(side: &Side<'_>) -> Vec<f32> {
    let mut namesakes: std::collections::HashMap<u64, Vec<u32>> = std::collections::HashMap::new();
    for place in 0..side.concepts.len() as u32 {
        namesakes.entry(side.preferred(place).wording.key).or_default().push(place);
    }
    let mut standing = vec![1.0; side.concepts.len()];
    for places in namesakes.values().filter(|places| places.len() > 1) {
        for (number, place) in places.iter().enumerate() {
            standing[*place as usize] = number as f32 / (places.len() - 1) as f32;
        }
    }
    standing
}
