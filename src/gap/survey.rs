//! Counts mapped documents of both sides as they come, and holds the two against each other at the end.
//!
//! The counts of a side can be begun again, because conditions may turn out to leave none of what was counted.

use std::collections::{BTreeMap, HashMap};

use super::concepts::Concepts;
use super::field::{Field, NOT_STATED};
use super::measures::{is_clear, ratio, round, share, standing};
use super::narrowing::{Narrowing, Verdict};
use super::statements::Statements;
use super::values::Values;
use super::vocabulary::Vocabulary;
use super::{Count, Example, Gap, Nearest, Phrase, Row, Side, Slice, Standing, Totals, side_index};
use crate::coverage::{Filter, Profiled};
use crate::index::Index;
use crate::matching::ACCEPT;
use crate::model::{ConceptKind, Document, DocumentMappings, Mapping, Requirement};
use crate::text::{Section, segments};

/// Most values of a field that are told apart.
const MOST_VALUES: usize = 2_000;
/// What further values are counted under.
const OTHER_VALUES: &str = "(other)";
/// Examples of a side that are kept for each row.
const MOST_EXAMPLES: usize = 3;
/// Longest quotation of an example, in characters.
const LONGEST_QUOTE: usize = 160;
/// Least confidence of a concept that is named as the nearest to a phrase.
const NEAR: f32 = 0.1;
/// Most frequent phrases that are looked up.
const MOST_PHRASES: usize = 200;

/// What is asked of a survey.
#[derive(Debug, Clone)]
pub struct SurveyOptions {
    /// Least confidence of a mapping that counts.
    pub min_confidence: f32,
    /// The field that documents are told apart by.
    pub by: Option<Field>,
    /// Conditions on the documents that count; a side of which none says a field is not narrowed by it.
    pub filter: Filter,
}

impl Default for SurveyOptions {
    fn default() -> Self {
        Self { min_confidence: ACCEPT, by: None, filter: Filter::default() }
    }
}

/// What has been counted so far.
pub struct Survey<'a> {
    indexes: Vec<&'a Index>,
    concepts: Concepts<'a>,
    options: SurveyOptions,
    narrowing: Narrowing,
    /// Documents that came, whether or not they count.
    came: [u64; 2],
    values: Values,
    totals: Totals,
    all: Counts,
    slices: BTreeMap<String, Counts>,
    /// Whether values of a side were too many to be told apart.
    merged_values: [bool; 2],
    /// Whether any document of either side has the field.
    stated: [bool; 2],
    examples: HashMap<Subject, [Vec<Example>; 2]>,
    /// Of each side its own, so that it can be begun again.
    vocabularies: [Vocabulary; 2],
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Subject {
    Concept(u32),
    Group(u32),
}

/// The counts of one slice, or of all.
#[derive(Debug, Clone, Default)]
struct Counts {
    documents: [u64; 2],
    by_subject: HashMap<Subject, [Count; 2]>,
}

/// One document's claims: which subjects it names and whether it must have them; and what it names a narrower of.
#[derive(Debug, Default)]
struct Named {
    subjects: BTreeMap<Subject, Option<Requirement>>,
    implied: Vec<Subject>,
}

impl<'a> Survey<'a> {
    /// A survey over documents that were mapped with these indexes.
    pub fn new(indexes: &[&'a Index], options: SurveyOptions) -> Self {
        Self {
            indexes: indexes.to_vec(),
            concepts: Concepts::new(indexes),
            narrowing: Narrowing::new(&options.filter),
            options,
            came: [0; 2],
            values: Values::default(),
            totals: Totals::default(),
            all: Counts::default(),
            slices: BTreeMap::new(),
            merged_values: [false; 2],
            stated: [false; 2],
            examples: HashMap::new(),
            vocabularies: [Vocabulary::new(), Vocabulary::new()],
        }
    }

    /// Counts a document, when it fulfils the conditions. Its text is looked through for phrases without a concept.
    pub fn add(&mut self, side: Side, profiled: &Profiled) {
        let Profiled { document: Document { text, .. }, mappings: document } = profiled;
        // A document that was read always decides.
        let verdict = self.judge(side, profiled).unwrap_or_default();
        self.came[side_index(side)] += 1;
        self.values.add(side, profiled, &verdict);
        if !verdict.counts() {
            return;
        }
        let expected = if side == Side::Supply { expected_beforehand(text) } else { Vec::new() };
        let mut named = Named::default();
        let least = self.options.min_confidence;
        for mapping in document.mappings.iter().filter(|mapping| mapping.confidence >= least) {
            if let Some(number) = self.concepts.find(&mapping.concept).filter(|_| !only_within(mapping, &expected)) {
                self.name(&mut named, number, mapping, side, document);
            }
        }
        self.count_total(side, named.subjects.is_empty());
        self.all.add(side, &named);
        if let Some(field) = self.options.by.filter(|field| field.applies_to(side)) {
            let mut values = field.values(document);
            self.stated[side_index(side)] |= !values.is_empty();
            if values.is_empty() {
                values.push(NOT_STATED.to_owned());
            }
            for value in values {
                self.slice(side, value).add(side, &named);
            }
        }
        self.vocabularies[side_index(side)].add(side, document, text);
    }

    /// The fields of the conditions that are laid on a side.
    pub fn fields(&self, side: Side) -> Vec<String> {
        self.narrowing.fields(side).into_iter().map(str::to_owned).collect()
    }

    /// Takes notice that some document of a side says a field, before it comes: so that those which come first and do
    /// not say it are not counted for nothing.
    pub fn learn(&mut self, side: Side, field: &str) {
        if self.narrowing.learn(side, field) {
            self.begin_again(side, &[field.to_owned()]);
        }
    }

    /// Counts a document among those that are left out, when what is known of it decides that it is one. Of any other
    /// nothing is counted: it is to be read and added.
    pub fn leave_out(&mut self, side: Side, document: &impl Statements) -> bool {
        let Some(verdict) = self.judge(side, document).filter(|verdict| !verdict.counts()) else { return false };
        self.came[side_index(side)] += 1;
        self.values.add(side, document, &verdict);
        true
    }

    /// What the conditions say of a document, and begins a side again when its first document says a field.
    fn judge(&mut self, side: Side, document: &impl Statements) -> Option<Verdict> {
        let verdict = self.narrowing.judge(side, document)?;
        if !verdict.new_fields.is_empty() {
            self.begin_again(side, &verdict.new_fields);
        }
        Some(verdict)
    }

    /// Forgets all that was counted on a side, since none of its documents said some fields.
    fn begin_again(&mut self, side: Side, unsaid: &[String]) {
        self.values.begin_again(side, unsaid);
        let (documents, empty) = self.totals.of(side);
        (*documents, *empty) = (0, 0);
        let side = side_index(side);
        (self.stated[side], self.merged_values[side]) = (false, false);
        self.vocabularies[side] = Vocabulary::new();
        self.all.forget(side);
        for counts in self.slices.values_mut() {
            counts.forget(side);
        }
        self.slices.retain(|_, counts| counts.documents != [0, 0]);
        for examples in self.examples.values_mut() {
            examples[side].clear();
        }
    }

    fn name(&mut self, named: &mut Named, number: u32, mapping: &Mapping, side: Side, document: &DocumentMappings) {
        let requirement = mapping.requirement.filter(|_| side == Side::Demand);
        named.subjects.insert(Subject::Concept(number), requirement);
        named.implied.extend(self.concepts.broader(number).into_iter().map(Subject::Concept));
        let groups = self.concepts.groups_of(number).to_vec();
        for group in &groups {
            let known = named.subjects.entry(Subject::Group(*group)).or_insert(requirement);
            *known = match (*known, requirement) {
                (Some(Requirement::Required), _) | (_, Some(Requirement::Required)) => Some(Requirement::Required),
                (known, new) if known == new => known,
                _ => None,
            };
        }
        let subjects = std::iter::once(Subject::Concept(number)).chain(groups.into_iter().map(Subject::Group));
        for subject in subjects {
            let examples = &mut self.examples.entry(subject).or_default()[side_index(side)];
            let full = examples.len() == MOST_EXAMPLES;
            let known = examples.iter().any(|example| example.id == document.id);
            if known || full && examples.iter().all(|example| example.confidence >= mapping.confidence) {
                continue;
            }
            examples.push(Example {
                id: document.id.clone(),
                title: document.title.clone(),
                quote: mapping.evidence.first().map_or(String::new(), |evidence| shortened(&evidence.quote)),
                confidence: mapping.confidence,
            });
            // A stable sort: of equally sure ones those that came first stay.
            examples.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
            examples.truncate(MOST_EXAMPLES);
        }
    }

    fn count_total(&mut self, side: Side, without: bool) {
        let (documents, empty) = self.totals.of(side);
        *documents += 1;
        *empty += u64::from(without);
    }

    fn slice(&mut self, side: Side, value: String) -> &mut Counts {
        let room = self.slices.len() < MOST_VALUES || self.slices.contains_key(&value);
        self.merged_values[side_index(side)] |= !room;
        self.slices.entry(if room { value } else { OTHER_VALUES.to_owned() }).or_default()
    }

    /// Holds the two sides against each other. `nearest` says what the taxonomy has for a few words: the name of a
    /// concept, and how sure it is that this is what they mean.
    pub fn finish(mut self, nearest: impl Fn(&str) -> Option<(String, f32)>) -> Gap {
        let [asked, taught] = std::mem::replace(&mut self.vocabularies, [Vocabulary::new(), Vocabulary::new()]);
        let frequent = asked.with(taught).frequent(self.totals.postings, self.totals.credentials);
        let phrases = frequent.into_iter().take(MOST_PHRASES).filter_map(|phrase| {
            let nearest = nearest(&phrase.surface);
            let known = nearest.as_ref().is_some_and(|(_, confidence)| *confidence >= ACCEPT);
            let nearest = nearest.filter(|(_, confidence)| *confidence >= NEAR);
            (!known).then_some(Phrase {
                phrase: phrase.surface,
                postings: phrase.postings,
                credentials: phrase.credentials,
                nearest,
                example: phrase.example,
            })
        });
        let phrases = phrases.collect();
        let rows = self.rows(&self.all, true);
        let (groups, concepts): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.level.is_some());
        self.sum_up(&concepts);
        let [postings, credentials] = self.came;
        self.totals.postings_left_out = postings - self.totals.postings;
        self.totals.credentials_left_out = credentials - self.totals.credentials;
        let whole: Vec<Side> =
            [Side::Demand, Side::Supply].into_iter().filter(|side| !self.stated[side_index(*side)]).collect();
        Gap {
            slices: self.finish_slices(&whole),
            totals: self.totals,
            taxonomies: self
                .indexes
                .iter()
                .map(|index| (index.taxonomy.info.reference(), index.taxonomy.info.attribution.clone()))
                .collect(),
            by: self.options.by,
            whole: if self.options.by.is_some() { whole } else { Vec::new() },
            concepts,
            groups,
            merged_values: self.merged_values != [false; 2],
            unsaid: self.narrowing.unsaid(),
            values: self.values.finish(),
            phrases,
        }
    }

    fn sum_up(&mut self, concepts: &[Row]) {
        let totals = &mut self.totals;
        for row in concepts {
            totals.asked += u64::from(row.demand.documents > 0);
            totals.taught += u64::from(row.supply.documents > 0);
            totals.requests += row.demand.documents;
            match row.standing {
                Standing::Met => {
                    totals.met += 1;
                    totals.requests_met += row.demand.documents;
                }
                Standing::Partly => totals.partly += 1,
                Standing::NotTaught => totals.not_taught += 1,
                Standing::NotAskedFor => totals.not_asked_for += 1,
                Standing::PartlyAskedFor => {}
            }
        }
    }

    /// The slices, those with most documents first. A side that is not told apart counts whole in each.
    fn finish_slices(&self, whole: &[Side]) -> Vec<Slice> {
        if whole.len() == 2 {
            return Vec::new();
        }
        let mut slices: Vec<Slice> = Vec::new();
        for (value, counts) in &self.slices {
            let mut counts = counts.clone();
            for side in whole {
                counts.take_side(*side, &self.all);
            }
            let mut concepts = self.rows(&counts, false);
            concepts.retain(|row| row.level.is_none());
            let asked = |met: bool| {
                let rows = concepts.iter().filter(|row| !met || row.standing == Standing::Met);
                rows.map(|row| row.demand.documents).sum()
            };
            slices.push(Slice {
                value: value.clone(),
                postings: counts.documents[0],
                credentials: counts.documents[1],
                requests: asked(false),
                requests_met: asked(true),
                concepts,
            });
        }
        let told_apart = |slice: &Slice| {
            let count = |side: Side, documents: u64| if whole.contains(&side) { 0 } else { documents };
            count(Side::Demand, slice.postings) + count(Side::Supply, slice.credentials)
        };
        slices.retain(|slice| told_apart(slice) > 0);
        slices.sort_by(|a, b| told_apart(b).cmp(&told_apart(a)).then_with(|| a.value.cmp(&b.value)));
        slices
    }

    /// The rows of some counts, most asked for first.
    fn rows(&self, counts: &Counts, with_examples: bool) -> Vec<Row> {
        let narrower = self.narrower(counts);
        let mut rows: Vec<Row> = Vec::new();
        for (subject, [demand, supply]) in &counts.by_subject {
            let lacking = usize::from(demand.documents > 0);
            let nearest = match subject {
                Subject::Concept(number) if demand.documents == 0 || supply.documents == 0 => {
                    self.nearest(*number, counts, &narrower[lacking], lacking)
                }
                _ => None,
            };
            let Some(standing) = standing(*demand, *supply, nearest.is_some()) else { continue };
            let mut row = self.row(*subject, standing, with_examples);
            row.demand_share = share(demand.documents, counts.documents[0]);
            row.supply_share = share(supply.documents, counts.documents[1]);
            row.gap = round(row.demand_share - row.supply_share);
            row.clear = is_clear(*demand, *supply, counts.documents);
            row.ratio = ratio(demand.documents, supply.documents);
            (row.demand, row.supply, row.nearest) = (*demand, *supply, nearest);
            rows.push(row);
        }
        rows.sort_by(|a, b| {
            let by_count =
                b.demand.documents.cmp(&a.demand.documents).then(b.supply.documents.cmp(&a.supply.documents));
            by_count.then_with(|| (&a.label, &a.taxonomy, &a.concept_id).cmp(&(&b.label, &b.taxonomy, &b.concept_id)))
        });
        rows
    }

    fn row(&self, subject: Subject, standing: Standing, with_examples: bool) -> Row {
        let examples = self.examples.get(&subject).filter(|_| with_examples).cloned();
        let [asked, taught] = examples.unwrap_or_default();
        let (concept_id, label, taxonomy, kind, level, groups, soft) = match subject {
            Subject::Concept(number) => {
                let concept = self.concepts.concept(number);
                let groups = self.concepts.groups_of(number).iter();
                let groups = groups.map(|group| self.concepts.groups[*group as usize].label.clone()).collect();
                let taxonomy = self.concepts.taxonomy_of(number);
                let (id, name) = (concept.id.clone(), concept.name().to_owned());
                (id, name, taxonomy, concept.kind, None, groups, self.concepts.is_soft(number))
            }
            Subject::Group(group) => {
                let found = &self.concepts.groups[group as usize];
                let (id, label, soft) = (found.id.clone(), found.label.clone(), self.concepts.is_soft_group(group));
                (id, label, found.taxonomy, ConceptKind::SkillGroup, Some(found.level), Vec::new(), soft)
            }
        };
        Row {
            concept_id,
            label,
            taxonomy: self.concepts.taxonomy_name(taxonomy).to_owned(),
            kind,
            level,
            groups,
            soft,
            standing,
            demand: Count::default(),
            supply: Count::default(),
            demand_share: 0.0,
            supply_share: 0.0,
            ratio: None,
            gap: 0.0,
            clear: false,
            nearest: None,
            asked,
            taught,
        }
    }

    /// For each side and each broader concept, the narrower one that most documents of that side name.
    fn narrower(&self, counts: &Counts) -> [HashMap<u32, (u64, u32)>; 2] {
        let mut found = [HashMap::new(), HashMap::new()];
        for (subject, both) in &counts.by_subject {
            let Subject::Concept(number) = *subject else { continue };
            for (found, count) in found.iter_mut().zip(both).filter(|(_, count)| count.documents > 0) {
                for above in self.concepts.broader(number) {
                    let best: &mut (u64, u32) = found.entry(above).or_insert((0, u32::MAX));
                    let better = count.documents > best.0 || count.documents == best.0 && number < best.1;
                    if better {
                        *best = (count.documents, number);
                    }
                }
            }
        }
        found
    }

    /// What a side has that comes nearest to a concept that it does not name.
    fn nearest(
        &self,
        number: u32,
        counts: &Counts,
        narrower: &HashMap<u32, (u64, u32)>,
        side: usize,
    ) -> Option<Nearest> {
        let documents = |other: u32| {
            counts.by_subject.get(&Subject::Concept(other)).map(|both| both[side].documents).filter(|count| *count > 0)
        };
        let beside: Vec<(&'static str, u32)> = self.concepts.beside(number).collect();
        let named = |wanted: &'static str| beside.iter().filter(move |(relation, _)| *relation == wanted).copied();
        let below = narrower.get(&number).map(|(_, other)| ("narrower", *other));
        let above = self.concepts.broader(number).into_iter().map(|other| ("broader", other));
        let mut in_order = named("same-name").chain(below).chain(above).chain(named("related"));
        in_order.find_map(|(relation, other)| {
            let concept = self.concepts.concept(other);
            let (label, concept_id) = (concept.name().to_owned(), concept.id.clone());
            Some(Nearest { label, concept_id, relation, documents: documents(other)? })
        })
    }
}

impl Counts {
    fn add(&mut self, side: Side, named: &Named) {
        let side = side_index(side);
        self.documents[side] += 1;
        for (subject, requirement) in &named.subjects {
            self.by_subject.entry(*subject).or_default()[side].add(*requirement);
        }
        let mut implied: Vec<Subject> =
            named.implied.iter().filter(|subject| !named.subjects.contains_key(*subject)).copied().collect();
        implied.sort_unstable();
        implied.dedup();
        for subject in implied {
            self.by_subject.entry(subject).or_default()[side].narrower += 1;
        }
    }

    /// Forgets what was counted of a side.
    fn forget(&mut self, side: usize) {
        self.documents[side] = 0;
        for counts in self.by_subject.values_mut() {
            counts[side] = Count::default();
        }
        self.by_subject.retain(|_, counts| *counts != [Count::default(); 2]);
    }

    fn take_side(&mut self, side: Side, all: &Self) {
        let side = side_index(side);
        self.documents[side] = all.documents[side];
        for (subject, both) in &all.by_subject {
            self.by_subject.entry(*subject).or_default()[side] = both[side];
        }
    }
}

/// The stretches of a credential's text that say what a learner must know before.
fn expected_beforehand(text: &str) -> Vec<std::ops::Range<usize>> {
    let before = segments(text).into_iter().filter(|segment| segment.section == Section::Prerequisite);
    before.map(|segment| segment.range).collect()
}

/// Whether a mapping rests on nothing but such stretches.
fn only_within(mapping: &Mapping, stretches: &[std::ops::Range<usize>]) -> bool {
    let inside = |start: usize, end: usize| stretches.iter().any(|range| range.start <= start && end <= range.end);
    !stretches.is_empty() && mapping.evidence.iter().all(|evidence| inside(evidence.start, evidence.end))
}

fn shortened(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
