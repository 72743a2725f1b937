//! Task `sentences`: real posting sentences, each with the labels of the concepts that it means.
//!
//! The gold has one row a label; a row whose label is not a label of the taxonomy is dropped, and a
//! sentence that has no label left is not scored (Decorte and others, 2022). A column `context` may hold the
//! text that the sentence stands in.

use std::collections::{BTreeSet, HashMap};

use super::measures::{Interval, calibration_error, interval, ranked_precision, reciprocal_rank};
use crate::counts::counted;
use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Error, Position, Result};
use crate::fs::SourceFile;
use crate::index::Index;
use crate::matching::{Candidate, Features, MatchOptions, Matcher, Scratch, Setting};
use crate::model::{ConceptKind, Decision, LabelRole, ReuseLevel};
use rayon::prelude::*;

/// How deep rankings are looked into.
const DEPTH: usize = 100;

/// A sentence and what it means.
#[derive(Debug, Clone, Default)]
pub struct GoldSentence {
    /// The sentence.
    pub text: String,
    /// The text that it stands in; empty when it stands alone.
    pub context: String,
    /// Positions of the concepts that it means.
    pub concepts: BTreeSet<u32>,
}

/// Sentences and the concepts each means.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// Sentences that mean something, in the order of the file.
    pub sentences: Vec<GoldSentence>,
    /// Sentences without a label of the taxonomy.
    pub unlabelled: Vec<GoldSentence>,
    /// Rows read.
    pub rows: usize,
    /// Rows dropped because the taxonomy has no such label.
    pub unknown_labels: usize,
    /// What the table reader had to say.
    pub diagnostics: Diagnostics,
}

/// One sentence scored.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The sentence.
    pub sentence: String,
    /// What it means.
    pub gold: BTreeSet<u32>,
    /// What was found, best first: concept, confidence, whether accepted.
    pub found: Vec<(u32, f32, bool)>,
}

/// The figures of a run; means with 95 % intervals over sentences.
#[derive(Debug, Clone)]
pub struct SentenceReport {
    /// Sentences scored.
    pub sentences: usize,
    /// RP@1.
    pub rp1: Interval,
    /// RP@5.
    pub rp5: Interval,
    /// RP@10.
    pub rp10: Interval,
    /// Mean reciprocal rank.
    pub mrr: Interval,
    /// Recall among the first hundred.
    pub r100: Interval,
    /// Right ones among the accepted, over all sentences together.
    pub precision: f64,
    /// Accepted ones among the right, over all sentences together.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Expected calibration error over everything found with a confidence of at least 0.05.
    pub calibration: f64,
    /// RP@5 on sentences that mean a transversal concept, by those concepts alone, and how many there are.
    pub transversal: Option<(usize, Interval)>,
}

/// One candidate as the model sees it, with the truth.
#[derive(Debug, Clone, Copy)]
pub struct CandidateRow {
    /// Number of the sentence.
    pub sentence: usize,
    /// Position of the concept.
    pub concept: u32,
    /// Whether the sentence means it.
    pub right: bool,
    /// The features.
    pub features: Features,
}

/// Reads a gold file of columns `sentence,label`.
pub fn read_gold(source: &SourceFile, index: &Index) -> Result<Gold> {
    let mut table = TableReader::open(source, Dialect::default())?;
    let (sentence, label) = (table.require(&["sentence"])?, table.require(&["label"])?);
    let context = table.column(&["context"]);
    let labels = preferred_labels(index);
    let mut gold = Gold::default();
    let mut places: HashMap<(String, String), usize> = HashMap::new();
    let mut sentences: Vec<GoldSentence> = Vec::new();
    while let Some(record) = table.next_record()? {
        gold.rows += 1;
        let text = record.get(sentence).to_owned();
        let context = context.map_or(String::new(), |column| record.get(column).to_owned());
        let place = *places.entry((text.clone(), context.clone())).or_insert_with(|| {
            sentences.push(GoldSentence { text, context, concepts: BTreeSet::new() });
            sentences.len() - 1
        });
        match labels.get(&record.get(label).to_lowercase()) {
            Some(concept) => {
                sentences[place].concepts.insert(*concept);
            }
            None => gold.unknown_labels += 1,
        }
    }
    (gold.sentences, gold.unlabelled) = sentences.into_iter().partition(|sentence| !sentence.concepts.is_empty());
    gold.diagnostics = table.diagnostics;
    if gold.sentences.is_empty() {
        let message = format!(
            "none of the labels of {} is a label of {}",
            counted(gold.rows, "row", "rows"),
            index.taxonomy.info.reference()
        );
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("is this the taxonomy that the gold was made with?"));
    }
    Ok(gold)
}

/// Preferred labels in lower case, of the kinds that `map` looks for; the first concept wins.
fn preferred_labels(index: &Index) -> HashMap<String, u32> {
    let mut labels = HashMap::new();
    for (position, concept) in index.taxonomy.concepts.iter().enumerate() {
        if !concept.kind.is_mapped_by_default() || concept.kind == ConceptKind::SkillGroup {
            continue;
        }
        for label in concept.labels.iter().filter(|label| label.role == LabelRole::Preferred) {
            labels.entry(label.text.to_lowercase()).or_insert(position as u32);
        }
    }
    labels
}

/// Maps every sentence and scores what comes out.
pub fn evaluate(index: &Index, gold: &Gold) -> (SentenceReport, Vec<Scored>) {
    let options = MatchOptions { top: Some(DEPTH), min_confidence: 0.0, kinds: Vec::new(), explain: false };
    let matcher = Matcher::new(vec![index], options);
    let positions: HashMap<&str, u32> =
        index.taxonomy.concepts.iter().enumerate().map(|(at, concept)| (concept.id.as_str(), at as u32)).collect();
    let scored: Vec<Scored> = gold
        .sentences
        .par_iter()
        .map(|sentence| {
            let mappings =
                matcher.with_scratch(|scratch| matcher.map_sentence(&sentence.text, &sentence.context, scratch));
            let found = mappings.into_iter().map(|mapping| {
                let concept = positions[mapping.concept.concept_id.as_str()];
                (concept, mapping.confidence, mapping.decision == Decision::Accepted)
            });
            Scored { sentence: sentence.text.clone(), gold: sentence.concepts.clone(), found: found.collect() }
        })
        .collect();
    (report(index, &scored), scored)
}

fn report(index: &Index, scored: &[Scored]) -> SentenceReport {
    let rankings: Vec<Vec<u32>> = scored.iter().map(|one| one.found.iter().map(|found| found.0).collect()).collect();
    let over = |measure: &dyn Fn(&[u32], &BTreeSet<u32>) -> f64| {
        let values: Vec<f64> = rankings.iter().zip(scored).map(|(ranking, one)| measure(ranking, &one.gold)).collect();
        interval(&values)
    };
    let accepted: usize = scored.iter().map(|one| one.found.iter().filter(|found| found.2).count()).sum();
    let right: usize =
        scored.iter().map(|one| one.found.iter().filter(|found| found.2 && one.gold.contains(&found.0)).count()).sum();
    let wanted: usize = scored.iter().map(|one| one.gold.len()).sum();
    let precision = right as f64 / accepted.max(1) as f64;
    let recall = right as f64 / wanted.max(1) as f64;
    let predictions: Vec<(f32, bool)> = scored
        .iter()
        .flat_map(|one| one.found.iter().map(|found| (found.1, one.gold.contains(&found.0))))
        .filter(|(confidence, _)| *confidence >= 0.05)
        .collect();
    let soft = |concept: &u32| index.taxonomy.concepts[*concept as usize].reuse == Some(ReuseLevel::Transversal);
    let transversal: Vec<f64> = rankings
        .iter()
        .zip(scored)
        .filter_map(|(ranking, one)| {
            let gold: BTreeSet<u32> = one.gold.iter().copied().filter(soft).collect();
            (!gold.is_empty()).then(|| ranked_precision(ranking, &gold, 5))
        })
        .collect();
    SentenceReport {
        sentences: scored.len(),
        rp1: over(&|ranking, gold| ranked_precision(ranking, gold, 1)),
        rp5: over(&|ranking, gold| ranked_precision(ranking, gold, 5)),
        rp10: over(&|ranking, gold| ranked_precision(ranking, gold, 10)),
        mrr: over(&reciprocal_rank),
        r100: over(&|ranking, gold| {
            ranking.iter().take(DEPTH).filter(|concept| gold.contains(concept)).count() as f64 / gold.len() as f64
        }),
        precision,
        recall,
        f1: if right == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) },
        calibration: calibration_error(&predictions),
        transversal: (!transversal.is_empty()).then(|| (transversal.len(), interval(&transversal))),
    }
}

/// The candidates of every sentence with the truth, for fitting the model: those of `gold.sentences`, then those of
/// `gold.unlabelled`.
pub fn candidate_rows(index: &Index, gold: &Gold) -> Vec<CandidateRow> {
    let everything = MatchOptions { min_confidence: 0.0, ..MatchOptions::default() };
    let rows_of = |scratch: &mut Scratch, (number, sentence): (usize, &GoldSentence)| -> Vec<CandidateRow> {
        scratch.read_in_context(index, &sentence.text, &sentence.context);
        let candidates = scratch.candidates(index, 0, Setting::Sentence, &everything).into_iter();
        let row = |candidate: Candidate| CandidateRow {
            sentence: number,
            concept: candidate.concept,
            right: sentence.concepts.contains(&candidate.concept),
            features: candidate.features,
        };
        candidates.filter(|candidate| candidate.described).map(row).collect()
    };
    let sentences: Vec<(usize, &GoldSentence)> = gold.sentences.iter().chain(&gold.unlabelled).enumerate().collect();
    let rows: Vec<Vec<CandidateRow>> =
        sentences.into_par_iter().map_init(|| Scratch::new(index, &[]), rows_of).collect();
    rows.into_iter().flatten().collect()
}
