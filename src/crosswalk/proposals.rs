//! Which concepts of the other taxonomy may mean a concept: those with a label like one of its own, those of like
//! definition or profile, and those near it in the learned space.

use super::bags::{Bag, Postings};
use super::side::{Class, Side, class_of, row};
use crate::index::{NearRoom, Reach};

/// How many concepts each way of looking may propose.
const BY_LABELS: usize = 40;
/// The same where each label is a concept of its own, as in a list of names.
const BY_SINGLE_LABELS: usize = 80;
const BY_MEANING: usize = 20;
const BY_DEFINITION: usize = 15;
const BY_PROFILE: usize = 15;
/// How far around a concept others are looked for in the learned space.
const REACH: Reach = Reach { one_of: 8, fewest: 12 };
/// Share of the labels that runs of letters have in how alike two labels are; the words have the rest.
const BY_RUNS: f32 = 0.75;
/// Labels that may share a run of letters before the run is passed over: a share of all, at least and at most so many.
const COMMON_RUN: (usize, usize, usize) = (8, 400, 2_500);
/// Labels of a concept that are compared; O*NET has up to some hundreds of titles for an occupation.
const MOST_LABELS: usize = 400;

/// A pair of labels, by their numbers on their sides, and how alike they are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Pair {
    pub alike: f32,
    pub from: u32,
    pub to: u32,
}

/// A concept that may be meant, before it is looked at closely.
#[derive(Debug, Clone, Copy)]
pub(super) struct Proposal {
    /// Place on the other side.
    pub place: u32,
    /// The two labels most alike.
    pub best: Pair,
    /// The same with the source's preferred label.
    pub preferred: Pair,
    /// The same with the target's preferred label.
    pub to_preferred: f32,
    /// Share of the source's labels that are most like a label of this concept.
    pub votes: f32,
    /// Source labels that have the very words of one of its labels.
    pub equal: u32,
    pub definition: f32,
    pub profile: f32,
    pub cosine: f32,
    /// What all of it says before the model is asked.
    pub first: f32,
}

impl Proposal {
    fn new(place: u32) -> Self {
        let pair = Pair::default();
        Self {
            place,
            best: pair,
            preferred: pair,
            to_preferred: 0.0,
            votes: 0.0,
            equal: 0,
            definition: 0.0,
            profile: 0.0,
            cosine: 0.0,
            first: 0.0,
        }
    }
}

/// The other side, turned round for looking things up.
pub(super) struct Target<'a> {
    side: &'a Side<'a>,
    words: Postings,
    runs: Postings,
    definitions: Postings,
    profiles: Postings,
    /// Place of each concept of the taxonomy; `u32::MAX` for those that take no part.
    places: Vec<u32>,
    /// Side by side, since it is asked for every label that shares a term.
    classes: Vec<Class>,
}

impl<'a> Target<'a> {
    pub fn new(side: &'a Side<'a>, terms: usize) -> Self {
        let labels = side.labels.len();
        let most = (labels / COMMON_RUN.0).clamp(COMMON_RUN.1, COMMON_RUN.2);
        let mut places = vec![u32::MAX; side.index.taxonomy.concepts.len()];
        for (place, concept) in side.concepts.iter().enumerate() {
            places[*concept as usize] = place as u32;
        }
        Self {
            words: Postings::new(terms, side.labels.iter().map(|label| &label.wording.bag), usize::MAX),
            runs: Postings::new(terms, side.labels.iter().map(|label| &label.wording.runs), most),
            definitions: Postings::new(terms, side.definitions.iter(), side.concepts.len() / 3 + 10),
            profiles: Postings::new(terms, side.profiles.iter(), side.concepts.len() / 3 + 10),
            places,
            classes: (0..side.concepts.len() as u32).map(|place| class_of(side.concept(place).kind)).collect(),
            side,
        }
    }
}

/// Room for one thread.
pub(super) struct Room {
    /// How alike each label is, by its words and by its runs of letters.
    alike: Vec<[f32; 2]>,
    touched_labels: Vec<u32>,
    standings: Vec<Option<Box<Proposal>>>,
    touched: Vec<u32>,
    sums: Vec<f32>,
    near: NearRoom,
}

impl Room {
    pub fn new(target: &Target<'_>) -> Self {
        let (labels, concepts) = (target.side.labels.len(), target.side.concepts.len());
        Self {
            alike: vec![[0.0; 2]; labels],
            touched_labels: Vec::new(),
            standings: (0..concepts).map(|_| None).collect(),
            touched: Vec::new(),
            sums: vec![0.0; concepts],
            near: NearRoom::default(),
        }
    }
}

/// The proposals for one concept, in the order of their places.
///
/// `linked` are targets that publishers connect with it, by their positions in the taxonomy.
pub(super) fn propose(
    from: &Side<'_>,
    place: u32,
    target: &Target<'_>,
    linked: impl Iterator<Item = u32>,
    room: &mut Room,
) -> Vec<Proposal> {
    let class = class_of(from.concept(place).kind);
    let side = target.side;
    let fits = |other: u32| target.classes[other as usize] == class;
    by_labels(from, place, target, room, &fits);
    let mut chosen: Vec<(f32, u32)> = room
        .touched
        .iter()
        .filter_map(|other| {
            let proposal = room.standings[*other as usize].as_ref()?;
            Some((proposal.best.alike + 0.5 * proposal.preferred.alike + 0.5 * proposal.votes, *other))
        })
        .collect();
    let single = side.labels.len() < side.concepts.len() * 3 / 2;
    keep_best(&mut chosen, if single { BY_SINGLE_LABELS } else { BY_LABELS });
    let by_terms = |bag: &Bag, postings: &Postings, most: usize, room: &mut Room, chosen: &mut Vec<(f32, u32)>| {
        let mut touched = Vec::new();
        for (term, weight) in &bag.0 {
            for (other, theirs) in postings.of(*term) {
                if room.sums[*other as usize] == 0.0 {
                    touched.push(*other);
                }
                room.sums[*other as usize] += weight * theirs;
            }
        }
        let mut found: Vec<(f32, u32)> =
            touched.iter().filter(|other| fits(**other)).map(|other| (room.sums[*other as usize], *other)).collect();
        for other in touched {
            room.sums[other as usize] = 0.0;
        }
        keep_best(&mut found, most);
        chosen.extend(found);
    };
    by_terms(&from.definitions[place as usize], &target.definitions, BY_DEFINITION, room, &mut chosen);
    by_terms(&from.profiles[place as usize], &target.profiles, BY_PROFILE, room, &mut chosen);
    if let (Some(ours), Some(theirs)) = (&from.index.semantic, &side.index.semantic) {
        let vector = row(ours.concept(from.concepts[place as usize]));
        let mut near = Vec::new();
        if vector.scale > 0.0 {
            theirs.near_concepts(&vector, REACH, &mut room.near, |cosine, concept| {
                let other = target.places[concept as usize];
                if other != u32::MAX && fits(other) {
                    near.push((cosine, other));
                }
            });
        }
        keep_best(&mut near, BY_MEANING);
        chosen.extend(near);
    }
    let mut places: Vec<u32> = chosen.into_iter().map(|(_, other)| other).collect();
    places.extend(linked.map(|concept| target.places[concept as usize]).filter(|other| *other != u32::MAX));
    places.sort_unstable();
    places.dedup();
    let proposals = places.into_iter().map(|other| {
        let known = room.standings[other as usize].as_deref().copied();
        complete(known.unwrap_or_else(|| Proposal::new(other)), from, place, side)
    });
    let proposals = proposals.collect();
    for other in room.touched.drain(..) {
        room.standings[other as usize] = None;
    }
    proposals
}

/// Fills in what the labels do not say.
fn complete(mut proposal: Proposal, from: &Side<'_>, place: u32, side: &Side<'_>) -> Proposal {
    let (ours, theirs) = (place as usize, proposal.place as usize);
    proposal.definition = from.definitions[ours].cosine(&side.definitions[theirs]);
    proposal.profile = from.profiles[ours].cosine(&side.profiles[theirs]);
    if let (Some(one), Some(other)) = (&from.index.semantic, &side.index.semantic) {
        let vector = row(one.concept(from.concepts[ours]));
        let mut products = Vec::new();
        other.concept_products(&[side.concepts[theirs]], &vector, &mut products);
        proposal.cosine = products[0];
    }
    proposal.votes /= from.labels_of(place).len().min(MOST_LABELS) as f32;
    proposal.first = proposal.best.alike
        + proposal.preferred.alike
        + 0.5 * proposal.to_preferred
        + proposal.votes
        + proposal.definition
        + proposal.profile
        + proposal.cosine;
    proposal
}

fn by_labels(from: &Side<'_>, place: u32, target: &Target<'_>, room: &mut Room, fits: &dyn Fn(u32) -> bool) {
    let side = target.side;
    let first = from.starts[place as usize];
    for (number, label) in (first..).zip(from.labels_of(place)).take(MOST_LABELS) {
        let views = [(&label.wording.bag, &target.words), (&label.wording.runs, &target.runs)];
        for (view, (bag, postings)) in views.into_iter().enumerate() {
            for (term, weight) in &bag.0 {
                for (other, theirs) in postings.of(*term) {
                    let alike = &mut room.alike[*other as usize];
                    if alike[0] == 0.0 && alike[1] == 0.0 {
                        room.touched_labels.push(*other);
                    }
                    alike[view] += weight * theirs;
                }
            }
        }
        let mut winner = (0.0f32, u32::MAX);
        for other in room.touched_labels.drain(..) {
            let [words, runs] = std::mem::take(&mut room.alike[other as usize]);
            let alike = (1.0 - BY_RUNS) * words + BY_RUNS * runs;
            let theirs = &side.labels[other as usize];
            if alike < 0.08 || !fits(theirs.place) {
                continue;
            }
            let standing = &mut room.standings[theirs.place as usize];
            if standing.is_none() {
                room.touched.push(theirs.place);
            }
            let standing = standing.get_or_insert_with(|| Box::new(Proposal::new(theirs.place)));
            let pair = Pair { alike, from: number, to: other };
            // Of equals the first label of either side, whatever the order in which they were met.
            let better =
                |known: &Pair| alike.total_cmp(&known.alike).then((known.from, known.to).cmp(&(number, other))).is_gt();
            if better(&standing.best) {
                standing.best = pair;
            }
            if label.preferred && better(&standing.preferred) {
                standing.preferred = pair;
            }
            if theirs.preferred {
                standing.to_preferred = standing.to_preferred.max(alike);
            }
            standing.equal += u32::from(label.wording.key != 0 && label.wording.key == theirs.wording.key);
            if alike.total_cmp(&winner.0).then(winner.1.cmp(&theirs.place)).is_gt() {
                winner = (alike, theirs.place);
            }
        }
        if let Some(standing) = room.standings.get_mut(winner.1 as usize).and_then(Option::as_mut) {
            standing.votes += winner.0;
        }
    }
}

/// Keeps the best, the lower place of equals.
fn keep_best(ranked: &mut Vec<(f32, u32)>, most: usize) {
    let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if ranked.len() > most {
        ranked.select_nth_unstable_by(most, order);
        ranked.truncate(most);
    }
}
