//! Task `match`: which credentials lead to which jobs, by a table of links such as the official crosswalk between
//! programmes and occupations. Both directions are measured, each question against all documents of the other side.
//!
//! The links are used to measure, and by `scripts/fit-match` to fit a dozen weights; no link is known to the program.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::measures::{Interval, calibration_error, interval, reciprocal_rank};
use crate::coverage::{
    Comparer, ComparisonOptions, Concepts, Digester, Direction, LIKENESS_FEATURES, Likeness, MemoryPool, Pool,
    Question, StemCounts,
};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Error, Position, Result};
use crate::fs::SourceFile;

/// Names of the features of a row, in order.
pub const MATCH_FEATURES: &[&str] = &LIKENESS_FEATURES;

/// Links between two sets of documents, by position.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Job and credential.
    pub pairs: BTreeSet<(u32, u32)>,
    /// Rows read.
    pub rows: usize,
    /// Rows of which a side is no document.
    pub unknown: usize,
    /// What the table reader had to say.
    pub diagnostics: Diagnostics,
}

/// The figures of one direction; means with 95 % intervals over questions.
#[derive(Debug, Clone)]
pub struct MatchReport {
    /// Questions that have at least one link.
    pub questions: usize,
    /// Share of them whose best match is linked.
    pub hit1: Interval,
    /// Share of them with a link among the first ten.
    pub hit10: Interval,
    /// Mean reciprocal rank of the first link.
    pub mrr: Interval,
    /// Expected calibration error of scores of at least 0.05.
    pub calibration: f64,
}

/// One question and candidate, with the truth.
#[derive(Debug, Clone)]
pub struct MatchRow {
    /// Which way was asked.
    pub direction: Direction,
    /// Position of the question.
    pub question: u32,
    /// Position of the candidate.
    pub candidate: u32,
    /// Whether the candidate has any link at all.
    pub linked: bool,
    /// Whether the two are linked.
    pub right: bool,
    /// How alike they are.
    pub likeness: Likeness,
    /// The score.
    pub score: f32,
}

/// Reads links. The columns are those whose values are identifiers of jobs and of credentials.
pub fn read_links(source: &SourceFile, jobs: &MemoryPool, credentials: &MemoryPool) -> Result<Links> {
    let (jobs, credentials) = (positions(jobs), positions(credentials));
    let mut table = TableReader::open(source, Dialect::default())?;
    let width = table.headers().len();
    let mut links = Links::default();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(record) = table.next_record()? {
        links.rows += 1;
        rows.push((0..width).map(|column| record.get(column).trim().to_owned()).collect());
    }
    links.diagnostics = table.diagnostics;
    let column = |known: &HashMap<String, u32>| {
        let count = |column: &usize| rows.iter().filter(|row| known.contains_key(&row[*column])).count();
        (0..width).max_by_key(|column| (count(column), width - column)).filter(|column| count(column) > 0)
    };
    let (Some(job), Some(credential)) = (column(&jobs), column(&credentials)) else {
        let message = "no column holds identifiers of both the jobs and the credentials";
        return Err(Error::malformed(Position::file(&source.name), message)
            .with_hint("say --job-id-column and --credential-id-column"));
    };
    for row in &rows {
        match (jobs.get(&row[job]), credentials.get(&row[credential])) {
            (Some(job), Some(credential)) => {
                links.pairs.insert((*job, *credential));
            }
            _ => links.unknown += 1,
        }
    }
    Ok(links)
}

fn positions(pool: &MemoryPool) -> HashMap<String, u32> {
    pool.all().iter().map(|document| document.profiled.document.id.clone()).zip(0..).collect()
}

/// Asks every linked document of one side for those of the other, and says where the linked ones came.
pub fn evaluate_matches(
    links: &Links,
    jobs: &MemoryPool,
    credentials: &MemoryPool,
    concepts: &Concepts<'_>,
    digester: &Digester,
    direction: Direction,
) -> Result<(MatchReport, Vec<MatchRow>)> {
    let mut gold: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (job, credential) in &links.pairs {
        let (question, candidate) = match direction {
            Direction::JobToCredentials => (*job, *credential),
            Direction::CredentialToJobs => (*credential, *job),
        };
        gold.entry(question).or_default().insert(candidate);
    }
    let linked: BTreeSet<u32> = gold.values().flatten().copied().collect();
    let (asking, pool) = match direction {
        Direction::JobToCredentials => (jobs, credentials),
        Direction::CredentialToJobs => (credentials, jobs),
    };
    let mut counts = StemCounts::default();
    asking.all().iter().for_each(|document| counts.add(&document.digest));
    let options = ComparisonOptions { direction: Some(direction), ..ComparisonOptions::default() };
    let comparer = Comparer::new(concepts, digester, pool as &dyn Pool, Some(&counts), &options);
    let places = positions(pool);
    let questions: Vec<(&u32, &BTreeSet<u32>)> = gold.iter().collect();
    let rows: Vec<Vec<MatchRow>> = questions
        .par_iter()
        .map(|(question, wanted)| {
            let asked = Question::new(asking.all()[**question as usize].as_ref().clone());
            let row = |standing: crate::coverage::Standing| {
                let candidate = places[&standing.candidate.profiled.document.id];
                MatchRow {
                    direction,
                    question: **question,
                    candidate,
                    linked: linked.contains(&candidate),
                    right: wanted.contains(&candidate),
                    likeness: standing.likeness,
                    score: standing.score,
                }
            };
            Ok(comparer.standings(&asked)?.into_iter().map(row).collect())
        })
        .collect::<Result<_>>()?;
    let rankings: Vec<Vec<u32>> = rows.iter().map(|rows| rows.iter().map(|row| row.candidate).collect()).collect();
    let over = |measure: &dyn Fn(&[u32], &BTreeSet<u32>) -> f64| {
        interval(&rankings.iter().zip(gold.values()).map(|(ranking, gold)| measure(ranking, gold)).collect::<Vec<_>>())
    };
    let hit = |depth: usize| {
        over(&|ranking, gold| f64::from(u8::from(ranking.iter().take(depth).any(|one| gold.contains(one)))))
    };
    // A candidate without any link may be right all the same: the gold may be a part of the whole.
    let known = rows.iter().flatten().filter(|row| row.linked && row.score >= 0.05);
    let predictions: Vec<(f32, bool)> = known.map(|row| (row.score, row.right)).collect();
    let report = MatchReport {
        questions: gold.len(),
        hit1: hit(1),
        hit10: hit(10),
        mrr: over(&reciprocal_rank),
        calibration: calibration_error(&predictions),
    };
    Ok((report, rows.into_iter().flatten().collect()))
}
