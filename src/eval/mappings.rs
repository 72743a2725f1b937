//! Task `mappings`: mappings of documents that a person read and judged, each right or wrong.
//!
//! What nobody judged is neither right nor wrong. So precision is counted over what was judged, and how much of what is
//! accepted was judged is told beside it: who accepts other things than were judged has shown nothing.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::measures::{Interval, calibration_error, interval, separation};
use crate::counts::counted;
use crate::delimited::{Dialect, TableReader};
use crate::document::DocumentReader;
use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::index::Index;
use crate::matching::{Features, MatchOptions, Matcher};
use crate::model::{Decision, Document};

/// What a person said of mappings.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    /// For each document the concepts that were judged, by position, and whether the mapping is right.
    pub documents: BTreeMap<String, BTreeMap<u32, bool>>,
    /// Rows read.
    pub rows: usize,
    /// Rows of other taxonomies, by a column `taxonomy`.
    pub elsewhere: usize,
    /// Rows dropped because the taxonomy has no such concept.
    pub unknown: usize,
    /// What the table reader had to say.
    pub diagnostics: Diagnostics,
}

/// The figures of a run.
#[derive(Debug, Clone)]
pub struct MappingReport {
    /// Documents that were mapped.
    pub documents: usize,
    /// Judged mappings of these documents, and how many of them are right.
    pub judged: (usize, usize),
    /// Mappings of these documents that are accepted, and how many of them were judged.
    pub accepted: (usize, usize),
    /// Right ones among what was accepted and judged, with its 95 % interval over mappings.
    pub precision: Interval,
    /// Accepted ones among what was judged right.
    pub recall: f64,
    /// How likely a right mapping has a higher confidence than a wrong one (AUC), over what was judged.
    pub separation: f64,
    /// Expected calibration error, over what was judged and found.
    pub calibration: f64,
}

/// One judged mapping as the model sees it.
#[derive(Debug, Clone, Copy)]
pub struct JudgedRow {
    /// Number of the document.
    pub document: usize,
    /// Position of the concept.
    pub concept: u32,
    /// Whether the mapping is right.
    pub right: bool,
    /// The features of the best passage.
    pub features: Features,
}

/// Reads judgements: columns `document`, `concept_id` (or `subject_id`, `object_id`) and `right`, which says yes or no; of
/// a column `taxonomy` only the rows that name the index's count.
pub fn read_judgements(source: &SourceFile, index: &Index) -> Result<Judgements> {
    let mut table = TableReader::open(source, Dialect::default())?;
    let document = table.require(&["document", "subject_id"])?;
    let concept = table.require(&["concept_id", "object_id"])?;
    let right = table.require(&["right"])?;
    let taxonomy = table.column(&["taxonomy"]);
    let positions: HashMap<&str, u32> =
        index.taxonomy.concepts.iter().map(|concept| concept.id.as_str()).zip(0..).collect();
    let mut judgements = Judgements::default();
    while let Some(record) = table.next_record()? {
        judgements.rows += 1;
        let named = taxonomy.map(|column| record.get(column)).filter(|name| !name.is_empty());
        if named.is_some_and(|name| name.split('@').next() != Some(index.taxonomy.info.name.as_str())) {
            judgements.elsewhere += 1;
            continue;
        }
        let said = match record.get(right).to_lowercase().as_str() {
            "1" | "true" | "yes" | "right" => true,
            "0" | "false" | "no" | "wrong" => false,
            other => {
                let message = format!("“{other}” in the column “right” is neither yes nor no");
                return Err(Error::malformed(table.position(&record), message).with_hint("write 1 or 0"));
            }
        };
        let Some(position) = positions.get(record.get(concept)) else {
            judgements.unknown += 1;
            continue;
        };
        let of_document = judgements.documents.entry(record.get(document).to_owned()).or_default();
        if of_document.insert(*position, said).is_some_and(|before| before != said) {
            let message = "a row before says the opposite of the same mapping; this one counts";
            let position = table.position(&record);
            table.diagnostics.push(Severity::Warning, position, message);
        }
    }
    judgements.diagnostics = table.diagnostics;
    if judgements.documents.is_empty() {
        let rows = counted(judgements.rows, "row", "rows");
        let message = format!("none of {rows} names a concept of {}", index.taxonomy.info.reference());
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("is this the taxonomy of the mappings that were judged?"));
    }
    Ok(judgements)
}

/// The documents that something was judged of, in the order in which they are read.
pub fn judged_documents(reader: &mut dyn DocumentReader, judgements: &Judgements) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    while let Some(document) = reader.next_document()? {
        if judgements.documents.contains_key(&document.id) {
            documents.push(document);
        }
    }
    if documents.is_empty() {
        return Err(Error::request("nothing was judged of any of these documents".to_owned()).with_hint(
            "the column “document” holds their identifiers; --id-column says where they stand in the input",
        ));
    }
    Ok(documents)
}

/// Maps the documents and holds what comes out against what was judged.
pub fn evaluate_mappings(index: &Index, judgements: &Judgements, documents: &[Document]) -> MappingReport {
    let matcher = Matcher::new(vec![index], MatchOptions { min_confidence: 0.0, ..MatchOptions::default() });
    let found: Vec<HashMap<String, (f32, bool)>> = documents
        .par_iter()
        .map(|document| {
            let mappings = matcher.with_scratch(|scratch| matcher.map(document, scratch)).mappings;
            let of_mapping = |mapping: crate::model::Mapping| {
                (mapping.concept.concept_id, (mapping.confidence, mapping.decision == Decision::Accepted))
            };
            mappings.into_iter().map(of_mapping).collect()
        })
        .collect();
    let mut predictions: Vec<(f32, bool)> = Vec::new();
    let mut accepted: Vec<f64> = Vec::new();
    let (mut judged, mut right) = (0, 0);
    for (document, found) in documents.iter().zip(&found) {
        for (concept, said) in &judgements.documents[&document.id] {
            judged += 1;
            right += usize::from(*said);
            if let Some((confidence, is_accepted)) = found.get(&index.taxonomy.concepts[*concept as usize].id) {
                predictions.push((*confidence, *said));
                if *is_accepted {
                    accepted.push(f64::from(u8::from(*said)));
                }
            }
        }
    }
    let accepted_right = accepted.iter().sum::<f64>();
    MappingReport {
        documents: documents.len(),
        judged: (judged, right),
        accepted: (found.iter().flat_map(HashMap::values).filter(|one| one.1).count(), accepted.len()),
        precision: interval(&accepted),
        recall: accepted_right / right.max(1) as f64,
        separation: separation(&predictions),
        calibration: calibration_error(&predictions),
    }
}

/// What was judged, as the model sees it, for fitting.
pub fn judged_rows(index: &Index, judgements: &Judgements, documents: &[Document]) -> Vec<JudgedRow> {
    let matcher = Matcher::new(vec![index], MatchOptions { min_confidence: 0.0, ..MatchOptions::default() });
    let rows = |(number, document): (usize, &Document)| -> Vec<JudgedRow> {
        let best = matcher.with_scratch(|scratch| matcher.best_candidates(document, scratch));
        let judged = &judgements.documents[&document.id];
        let row = |(concept, right): (&u32, &bool)| {
            let features = best.get(concept)?.features;
            Some(JudgedRow { document: number, concept: *concept, right: *right, features })
        };
        judged.iter().filter_map(row).collect()
    };
    let rows: Vec<Vec<JudgedRow>> = documents.par_iter().enumerate().map(rows).collect();
    rows.into_iter().flatten().collect()
}
