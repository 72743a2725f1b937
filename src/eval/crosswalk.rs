//! Task `crosswalk`: pairs of concepts of two taxonomies that people found to mean each other.
//!
//! The gold is a table with a column of source concepts, one of target concepts and perhaps one of predicates; SSSOM
//! files have these as `subject_id`, `object_id` and `predicate_id`. Concepts are named by identifier, by code, or by a
//! CURIE whose prefix the file's head declares.

use std::collections::{BTreeMap, HashMap};

use super::measures::{Interval, calibration_error, interval};
use crate::counts::counted;
use crate::crosswalk::{Alignments, CrosswalkOptions, PairCandidate, PairFeatures, compare, crosswalk};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Error, Position, Result};
use crate::fs::SourceFile;
use crate::index::Index;
use crate::model::{Decision, Predicate};

/// How deep rankings are looked into.
const DEPTH: usize = 100;

/// Which columns a gold file has; found by usual names when absent.
#[derive(Debug, Clone, Default)]
pub struct GoldColumns {
    /// Column of source concepts.
    pub subject: Option<String>,
    /// Column of target concepts.
    pub object: Option<String>,
    /// Column of predicates.
    pub predicate: Option<String>,
    /// Whether broad and narrow are said from the target's side.
    pub inverse: bool,
}

/// Which targets each source means, and how.
#[derive(Debug, Clone, Default)]
pub struct CrosswalkGold {
    /// By position of the source concept; targets by position.
    pub pairs: BTreeMap<u32, BTreeMap<u32, Option<Predicate>>>,
    /// Rows read.
    pub rows: usize,
    /// Rows dropped because one of the taxonomies has no such concept.
    pub unknown: usize,
    /// What the table reader had to say.
    pub diagnostics: Diagnostics,
}

const SUBJECTS: &[&str] = &["subject_id", "from", "source", "source_id", "from_id", "subject"];
const OBJECTS: &[&str] = &["object_id", "to", "target", "target_id", "to_id", "object", "concept_id"];
const PREDICATES: &[&str] = &["predicate_id", "predicate", "match_type", "relation"];

/// Reads a gold file.
pub fn read_crosswalk_gold(
    source: &SourceFile,
    columns: &GoldColumns,
    from: &Index,
    to: &Index,
) -> Result<CrosswalkGold> {
    let mut table = TableReader::open(source, Dialect::default())?;
    let named = |table: &TableReader, said: &Option<String>, usual: &[&str]| match said {
        Some(name) => table.require(&[name.as_str()]),
        None => table.require(usual),
    };
    let subject = named(&table, &columns.subject, SUBJECTS)?;
    let object = named(&table, &columns.object, OBJECTS)?;
    let predicate = match &columns.predicate {
        Some(name) => Some(table.require(&[name.as_str()])?),
        None => table.column(PREDICATES),
    };
    let (ours, theirs) = (names(from), names(to));
    let mut gold = CrosswalkGold::default();
    while let Some(record) = table.next_record()? {
        gold.rows += 1;
        let (Some(one), Some(other)) = (ours.get(record.get(subject)), theirs.get(record.get(object))) else {
            gold.unknown += 1;
            continue;
        };
        let predicate = predicate.and_then(|column| Predicate::from_name(record.get(column)));
        let predicate = if columns.inverse { predicate.map(Predicate::inverse) } else { predicate };
        gold.pairs.entry(*one).or_default().insert(*other, predicate);
    }
    gold.diagnostics = table.diagnostics;
    if gold.pairs.is_empty() {
        let (from, to) = (from.taxonomy.info.reference(), to.taxonomy.info.reference());
        let message =
            format!("none of {} names a concept of {from} and one of {to}", counted(gold.rows, "row", "rows"));
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("name the columns: --subject-column, --object-column"));
    }
    Ok(gold)
}

/// Concepts by identifier and by code.
fn names(index: &Index) -> HashMap<&str, u32> {
    let mut names = HashMap::new();
    for (position, concept) in (0..).zip(&index.taxonomy.concepts) {
        if let Some(notation) = &concept.notation {
            names.entry(notation.as_str()).or_insert(position);
        }
    }
    for (position, concept) in (0..).zip(&index.taxonomy.concepts) {
        names.insert(concept.id.as_str(), position);
    }
    names
}

/// One candidate as the models see it, with the truth.
#[derive(Debug, Clone, Copy)]
pub struct PairRow {
    /// Position of the source.
    pub from: u32,
    /// Position of the target.
    pub to: u32,
    /// How many targets the source has in the gold.
    pub wanted: usize,
    /// Whether the gold has the pair.
    pub right: bool,
    /// The gold's predicate.
    pub predicate: Option<Predicate>,
    /// The features.
    pub features: PairFeatures,
}

/// The candidates of every source with the truth, for fitting the models. Sources that the gold does not have want
/// nothing; what they may mean is needed all the same, since the predicate of a pair depends on its rivals.
pub fn pair_rows(from: &Index, to: &Index, options: &CrosswalkOptions, gold: &CrosswalkGold) -> Result<Vec<PairRow>> {
    let alignments = Alignments::between(&from.taxonomy, &to.taxonomy);
    let rows = compare(from, to, options, &alignments, |source, candidates| {
        let meant = gold.pairs.get(&source);
        let row = |candidate: &PairCandidate| PairRow {
            from: source,
            to: candidate.to,
            wanted: meant.map_or(0, BTreeMap::len),
            right: meant.is_some_and(|meant| meant.contains_key(&candidate.to)),
            predicate: meant.and_then(|meant| meant.get(&candidate.to).copied().flatten()),
            features: candidate.features,
        };
        candidates.iter().map(row).collect::<Vec<PairRow>>()
    })?;
    Ok(rows.into_iter().flatten().collect())
}

/// The figures of a run; means with 95 % intervals over sources.
#[derive(Debug, Clone)]
pub struct CrosswalkReport {
    /// Sources scored.
    pub sources: usize,
    /// Pairs that the gold has of them.
    pub pairs: usize,
    /// A right target comes first.
    pub hit1: Interval,
    /// A right target is among the first ten.
    pub hit10: Interval,
    /// Mean reciprocal rank of the first right target.
    pub mrr: Interval,
    /// Right ones among the accepted, over all sources together.
    pub precision: f64,
    /// Accepted ones among the right, over all sources together.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Expected calibration error over everything found with a confidence of at least 0.05.
    pub calibration: f64,
    /// Of the right pairs among the first ten whose predicate the gold says: the share that has it.
    pub predicates: Interval,
    /// The share that always saying the commonest would reach.
    pub commonest: f64,
    /// How often each predicate of the gold was given each predicate.
    pub confusion: BTreeMap<(Predicate, Predicate), usize>,
}

/// Makes the crosswalk and holds it against the gold. Only sources of the gold count, since those it leaves out may
/// have been left out of the work as well.
pub fn evaluate_crosswalk(
    from: &Index,
    to: &Index,
    options: &CrosswalkOptions,
    gold: &CrosswalkGold,
) -> Result<CrosswalkReport> {
    let options = CrosswalkOptions { top: Some(DEPTH), min_confidence: Some(0.0), ..options.clone() };
    let mapped = crosswalk(from, to, &options)?;
    let positions = |index: &Index| -> HashMap<String, u32> {
        (0..).zip(&index.taxonomy.concepts).map(|(position, concept)| (concept.id.clone(), position)).collect()
    };
    let (sources, targets) = (positions(from), positions(to));
    let found: HashMap<u32, Vec<(u32, f32, Decision, Predicate)>> = mapped
        .iter()
        .map(|one| {
            let found = one.mappings.iter().map(|mapping| {
                (targets[&mapping.concept.concept_id], mapping.confidence, mapping.decision, mapping.predicate)
            });
            (sources[&one.id], found.collect())
        })
        .collect();
    Ok(report(gold, &found))
}

fn report(gold: &CrosswalkGold, found: &HashMap<u32, Vec<(u32, f32, Decision, Predicate)>>) -> CrosswalkReport {
    let (mut hit1, mut hit10, mut mrr) = (Vec::new(), Vec::new(), Vec::new());
    let (mut accepted, mut right) = (0usize, 0usize);
    let (mut predictions, mut said) = (Vec::new(), Vec::new());
    let mut confusion = BTreeMap::new();
    let nothing = Vec::new();
    for (source, meant) in &gold.pairs {
        let found = found.get(source).unwrap_or(&nothing);
        let place = found.iter().position(|one| meant.contains_key(&one.0));
        hit1.push(f64::from(u8::from(place == Some(0))));
        hit10.push(f64::from(u8::from(place.is_some_and(|place| place < 10))));
        mrr.push(place.map_or(0.0, |place| 1.0 / (place + 1) as f64));
        for (number, (target, confidence, decision, predicate)) in found.iter().enumerate() {
            let is_right = meant.contains_key(target);
            if *decision == Decision::Accepted {
                accepted += 1;
                right += usize::from(is_right);
            }
            if *confidence >= 0.05 {
                predictions.push((*confidence, is_right));
            }
            if let Some(Some(wanted)) = meant.get(target).filter(|_| number < 10) {
                said.push(f64::from(u8::from(wanted == predicate)));
                *confusion.entry((*wanted, *predicate)).or_insert(0) += 1;
            }
        }
    }
    let pairs = gold.pairs.values().map(BTreeMap::len).sum::<usize>();
    let precision = right as f64 / accepted.max(1) as f64;
    let recall = right as f64 / pairs.max(1) as f64;
    let mut wanted: BTreeMap<Predicate, usize> = BTreeMap::new();
    for ((predicate, _), count) in &confusion {
        *wanted.entry(*predicate).or_default() += count;
    }
    CrosswalkReport {
        sources: gold.pairs.len(),
        pairs,
        hit1: interval(&hit1),
        hit10: interval(&hit10),
        mrr: interval(&mrr),
        precision,
        recall,
        f1: if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) },
        calibration: calibration_error(&predictions),
        predicates: interval(&said),
        commonest: wanted.values().copied().max().unwrap_or_default() as f64 / said.len().max(1) as f64,
        confusion,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_count_what_stands_where() {
        let exact = Some(Predicate::Exact);
        let gold = CrosswalkGold {
            pairs: BTreeMap::from([
                (0, BTreeMap::from([(5, exact), (6, Some(Predicate::Broad))])),
                (1, BTreeMap::from([(7, None)])),
                (2, BTreeMap::from([(8, exact)])),
            ]),
            ..CrosswalkGold::default()
        };
        let (yes, no) = (Decision::Accepted, Decision::Review);
        let found = HashMap::from([
            (0, vec![(5, 0.9, yes, Predicate::Exact), (6, 0.6, yes, Predicate::Close)]),
            (1, vec![(9, 0.8, yes, Predicate::Close), (7, 0.2, no, Predicate::Close)]),
        ]);
        let report = report(&gold, &found);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
        assert!(near(report.hit1.mean, 1.0 / 3.0) && near(report.hit10.mean, 2.0 / 3.0));
        assert!(near(report.mrr.mean, 0.5));
        assert!(near(report.precision, 2.0 / 3.0) && near(report.recall, 0.5));
        assert!(near(report.predicates.mean, 0.5) && near(report.commonest, 0.5));
        assert_eq!(report.confusion[&(Predicate::Broad, Predicate::Close)], 1);
        assert_eq!((report.sources, report.pairs), (3, 4));
    }
}
