//! Crosswalks: every concept of one taxonomy against another.
//!
//! Both sides are made ready together (`side`), since a word weighs by how few concepts of the two have it. Each source
//! concept proposes targets (`proposals`); what all proposals say together is worked out (`surroundings`); then each
//! pair is described by a row of features (`description`) and a fitted model turns the row into a probability. All of
//! it is pure: the same indexes give the same crosswalk whatever the number of threads.

mod alignments;
mod assignment;
mod bags;
mod composition;
mod description;
mod evidence;
mod features;
mod hierarchy;
mod known;
mod models;
mod predicates;
mod proposals;
mod side;
mod surroundings;
mod wording;

use rayon::prelude::*;

pub use alignments::Alignments;
pub use composition::{Composition, chained, compose};
pub use features::{PAIR_FEATURE_NAMES, PairFeature, PairFeatures};
pub use known::{Conflict, Known, NamedSet};

use crate::error::{Error, Result};
use crate::index::Index;
use crate::matching::ACCEPT;
use crate::model::{ConceptKind, Decision, DocumentMappings};
use description::{Describer, standing_among_namesakes};
use hierarchy::Hierarchy;
use models::Models;
use predicates::Claim;
use proposals::{Proposal, Room, Target, propose};
use side::{Side, Wanted, prepare};
use surroundings::surroundings;

/// What is asked of a crosswalk.
#[derive(Debug, Clone, Default)]
pub struct CrosswalkOptions {
    /// Kinds of concepts that take part, on both sides; all when empty.
    pub kinds: Vec<ConceptKind>,
    /// Only source concepts filed under this heading, or below this concept.
    pub from_scheme: Option<String>,
    /// The same for targets.
    pub to_scheme: Option<String>,
    /// Most mappings for one concept; no limit when absent.
    pub top: Option<usize>,
    /// Least confidence of a mapping; when absent, 0 with a `top` and [`DEFAULT_FLOOR`] without.
    pub min_confidence: Option<f32>,
    /// At most one target for each source and one source for each target.
    pub one_to_one: bool,
    /// Give each concept's labels, one a line, as the text that evidence is quoted from.
    pub with_text: bool,
}

/// Least confidence of a mapping unless told otherwise.
pub const DEFAULT_FLOOR: f32 = 0.3;

/// How many candidates of each concept are ranked; more when more are asked for.
const KEPT: usize = 20;

/// Maps every concept of one taxonomy onto another. One entry a source concept, in the order of the taxonomy, with
/// its mappings by falling confidence; an entry without any says that nothing fits.
pub fn crosswalk(from: &Index, to: &Index, options: &CrosswalkOptions) -> Result<Vec<DocumentMappings>> {
    crosswalk_knowing(from, to, options, &Known::default()).map(|(mapped, _)| mapped)
}

/// The same with mappings that are known already: each takes the place of the guess for its pair. With it come the
/// contradictions among the known ones, and between them and surer guesses.
pub fn crosswalk_knowing(
    from: &Index,
    to: &Index,
    options: &CrosswalkOptions,
    known: &Known,
) -> Result<(Vec<DocumentMappings>, Vec<Conflict>)> {
    let models = Models::of(from, to);
    let kept = KEPT.max(options.top.unwrap_or_default());
    let mut alignments = Alignments::between(&from.taxonomy, &to.taxonomy);
    alignments.ask_for(known.pairs());
    let ranked = compare(from, to, options, &alignments, |source, candidates| {
        let mut claims: Vec<Claim> = candidates
            .iter()
            .map(|candidate| Claim::new(candidate, models.probability(from.kind(source), &candidate.features)))
            .collect();
        alignments.raise(source, &mut claims);
        known.replace(source, &mut claims);
        claims.sort_by(Claim::order);
        keep_best(&mut claims, kept);
        (source, claims)
    })?;
    let floor = options.min_confidence.unwrap_or(if options.top.is_some() { 0.0 } else { DEFAULT_FLOOR });
    let (sources, mut claims): (Vec<u32>, Vec<Vec<Claim>>) = ranked.into_iter().unzip();
    predicates::say(&mut claims, &sources, &models, from, to);
    let conflicts = known.settle(&mut claims, &sources, &from.taxonomy, &to.taxonomy);
    if options.one_to_one {
        assignment::one_to_one(&mut claims, floor);
    }
    for claims in &mut claims {
        claims.retain(|claim| claim.known.is_some() || claim.confidence >= floor);
        keep_best(claims, options.top.unwrap_or(usize::MAX));
    }
    predicates::make_consistent(&mut claims, &Hierarchy::of(&to.taxonomy));
    let written =
        |(source, claims): (u32, Vec<Claim>)| evidence::written(from, to, source, &claims, known, options.with_text);
    Ok((sources.into_par_iter().zip(claims).map(written).collect(), conflicts))
}

/// Keeps so many claims of a source, of which what is known comes first; the order stays.
fn keep_best(claims: &mut Vec<Claim>, most: usize) {
    let known = claims.iter().filter(|claim| claim.known.is_some()).count();
    let mut room = most.saturating_sub(known);
    claims.retain(|claim| {
        let is_kept = claim.known.is_some() || room > 0;
        room -= usize::from(is_kept && claim.known.is_none());
        is_kept
    });
}

/// What to do with a mapping of that confidence.
fn decision(confidence: f32) -> Decision {
    if confidence >= ACCEPT { Decision::Accepted } else { Decision::Review }
}

/// A pair of concepts, described.
#[derive(Debug, Clone, Copy)]
pub struct PairCandidate {
    /// Position of the source concept in its taxonomy.
    pub from: u32,
    /// Position of the target concept in its taxonomy.
    pub to: u32,
    /// The row that the models see.
    pub features: PairFeatures,
    /// The two labels most alike, by their positions among their concepts' labels.
    pub labels: (u32, u32),
}

/// Describes the candidates of every source concept, and hands each concept's to `each`; the results come in the order
/// of the source taxonomy.
pub fn compare<T: Send>(
    from: &Index,
    to: &Index,
    options: &CrosswalkOptions,
    alignments: &Alignments,
    each: impl Fn(u32, &[PairCandidate]) -> T + Sync,
) -> Result<Vec<T>> {
    let from_wanted = Wanted { kinds: &options.kinds, scheme: options.from_scheme.as_deref() };
    let to_wanted = Wanted { kinds: &options.kinds, scheme: options.to_scheme.as_deref() };
    let (from_side, to_side, vocabulary) = prepare((from, from_wanted), (to, to_wanted));
    for (side, scheme) in [(&from_side, &options.from_scheme), (&to_side, &options.to_scheme)] {
        if side.concepts.is_empty() {
            return Err(nothing_takes_part(side, &options.kinds, scheme.as_deref()));
        }
    }
    let target = Target::new(&to_side, vocabulary.len());
    let sources = 0..from_side.concepts.len() as u32;
    let piece = from_side.concepts.len().div_ceil(rayon::current_num_threads() * 8).max(1);
    let sources: Vec<u32> = sources.collect();
    let proposals: Vec<Vec<Vec<Proposal>>> = sources
        .par_chunks(piece)
        .map_init(
            || Room::new(&target),
            |room, sources| {
                let linked = |place: u32| alignments.targets(from_side.concepts[place as usize]);
                sources.iter().map(|place| propose(&from_side, *place, &target, linked(*place), room)).collect()
            },
        )
        .collect();
    let proposals: Vec<Vec<Proposal>> = proposals.into_iter().flatten().collect();
    let around = surroundings(&from_side, &to_side, &proposals);
    let later = standing_among_namesakes(&to_side);
    let describer = Describer { from: &from_side, to: &to_side, vocabulary: &vocabulary, later };
    let finished = sources.par_iter().zip(&proposals).zip(&around).map(|((place, proposals), around)| {
        let rows = describer.describe(*place, proposals, around);
        let from = from_side.concepts[*place as usize];
        let candidates: Vec<PairCandidate> = proposals
            .iter()
            .zip(rows)
            .map(|(proposal, features)| PairCandidate {
                from,
                to: to_side.concepts[proposal.place as usize],
                features,
                labels: labels_of(&from_side, &to_side, *place, proposal),
            })
            .collect();
        each(from, &candidates)
    });
    Ok(finished.collect())
}

/// The two labels most alike; the preferred ones when no word is shared.
fn labels_of(from: &Side<'_>, to: &Side<'_>, place: u32, proposal: &Proposal) -> (u32, u32) {
    if proposal.best.alike > 0.0 {
        (from.labels[proposal.best.from as usize].label, to.labels[proposal.best.to as usize].label)
    } else {
        (from.preferred(place).label, to.preferred(proposal.place).label)
    }
}

fn nothing_takes_part(side: &Side<'_>, kinds: &[ConceptKind], scheme: Option<&str>) -> Error {
    let taxonomy = &side.index.taxonomy;
    let kinds = kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    let of_kind = if kinds.is_empty() { String::new() } else { format!(" of kind {kinds}") };
    let below = scheme.map_or(String::new(), |scheme| format!(" in {scheme:?}"));
    let there: Vec<String> = taxonomy.counts().iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    Error::request(format!("{} has no concept{of_kind}{below} to compare", taxonomy.info.reference()))
        .with_hint(format!("it has: {}", there.join(", ")))
}
