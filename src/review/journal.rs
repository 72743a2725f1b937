//! The journal of decisions: a file of lines that only grows, so that nothing that was said to be saved is ever lost.
//!
//! ```json
//! {"number":1,"decision":{"subject":{"id":"https://crafts.example/7",…},"object":{…},"predicate":"skos:closeMatch","verdict":"accept",…}}
//! {"number":2,"undo":1}
//! ```
//!
//! A decision is on the disk when [`Journal::record`] returns. A line that the end of the program tore off was never said
//! to be saved: it is noticed, reported and taken away by the next record. A damaged line further up is reported and
//! passed over. Several programs may write at once: each holds the file for the moment of a line.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ReviewDecision;
use crate::counts::counted;
use crate::error::{Diagnostics, Error, Loaded, Position, Result, Severity};
use crate::fs::{self, GrowingFile};

/// A decision with its number in the journal.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Counted from 1; an undo has a number too.
    pub number: u64,
    /// The decision.
    pub decision: ReviewDecision,
    /// Whether it was taken back.
    pub is_undone: bool,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    number: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decision: Option<ReviewDecision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo: Option<u64>,
}

/// Decisions, kept for ever.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    entries: Vec<Entry>,
    /// Bytes of whole lines that were read.
    length: u64,
    /// Whole lines that were read.
    lines: u64,
    last_number: u64,
}

impl Journal {
    /// Reads the journal of a file, which need not exist yet.
    pub fn open(path: &Path) -> Result<Loaded<Self>> {
        let mut journal = Self { path: path.to_owned(), entries: Vec::new(), length: 0, lines: 0, last_number: 0 };
        let mut diagnostics = Diagnostics::default();
        if fs::exists(path) {
            let bytes = fs::read(path)?;
            let torn = journal.take_in(&bytes, &mut diagnostics);
            if torn > 0 {
                let position = Position::file(path.display().to_string()).line(journal.lines + 1);
                let message = format!(
                    "the last line is torn ({}): it was never said to be saved, and is ignored",
                    counted(torn, "byte", "bytes")
                );
                diagnostics.push(Severity::Warning, position, message);
            }
        }
        Ok(Loaded { value: journal, diagnostics })
    }

    /// Reads what other programs have written since; a line that is torn is left to the next record.
    pub fn follow(&mut self) -> Result<()> {
        if fs::exists(&self.path) {
            let more = GrowingFile::hold(&self.path)?.read_from(self.length)?;
            self.take_in(&more, &mut Diagnostics::default());
        }
        Ok(())
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Everything that was ever recorded, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The decisions that count: of each reviewer the last about each mapping, in the order in which they were made.
    pub fn decisions(&self) -> Vec<&ReviewDecision> {
        let mut seen = std::collections::HashSet::new();
        let standing = self.entries.iter().rev().filter(|entry| !entry.is_undone);
        let mut latest: Vec<&ReviewDecision> = standing
            .map(|entry| &entry.decision)
            .filter(|decision| seen.insert((decision.key(), decision.reviewer.as_str())))
            .collect();
        latest.reverse();
        latest
    }

    /// Keeps a decision and gives its number. When this returns without an error it is on the disk.
    pub fn record(&mut self, decision: ReviewDecision) -> Result<u64> {
        self.record_all(vec![decision])?;
        Ok(self.last_number)
    }

    /// Keeps many decisions, which are on the disk together when this returns; none is kept when one of them lacks what
    /// its verdict needs.
    pub fn record_all(&mut self, decisions: Vec<ReviewDecision>) -> Result<()> {
        decisions.iter().try_for_each(ReviewDecision::check)?;
        self.append(decisions.into_iter().map(|decision| (Some(decision), None)).collect())
    }

    /// Those of some decisions that say something new: their reviewers' last words about these mappings are others.
    pub fn news(&self, decisions: Vec<ReviewDecision>) -> Vec<ReviewDecision> {
        let said = |decision: &ReviewDecision| (decision.outcome(), decision.note.clone());
        let of = |decision: &ReviewDecision| (decision.key(), decision.reviewer.clone());
        let mut last: HashMap<_, _> =
            self.decisions().into_iter().map(|decision| (of(decision), said(decision))).collect();
        let is_new =
            |decision: &ReviewDecision| last.insert(of(decision), said(decision)).as_ref() != Some(&said(decision));
        decisions.into_iter().filter(is_new).collect()
    }

    /// Takes back the last decision of a reviewer that still stands, and gives it.
    pub fn undo(&mut self, reviewer: &str) -> Result<Option<ReviewDecision>> {
        let is_theirs = |entry: &&Entry| !entry.is_undone && entry.decision.reviewer == reviewer;
        let Some(entry) = self.entries.iter().rev().find(is_theirs).cloned() else { return Ok(None) };
        self.append(vec![(None, Some(entry.number))])?;
        Ok(Some(entry.decision))
    }

    /// Adds lines, each a decision or an undo.
    fn append(&mut self, lines: Vec<(Option<ReviewDecision>, Option<u64>)>) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut file = GrowingFile::hold(&self.path)?;
        // Somebody else may have written since; whatever they left torn can never become whole any more.
        let more = file.read_from(self.length)?;
        let torn = self.take_in(&more, &mut Diagnostics::default());
        if torn > 0 {
            file.cut(self.length)?;
        }
        let numbered = (self.last_number + 1..).zip(lines);
        let lines: Vec<Line> = numbered.map(|(number, (decision, undo))| Line { number, decision, undo }).collect();
        let mut bytes = Vec::new();
        for line in &lines {
            serde_json::to_writer(&mut bytes, line).map_err(|error| Error::request(error.to_string()))?;
            bytes.push(b'\n');
        }
        file.append(&bytes)?;
        self.length += bytes.len() as u64;
        self.lines += lines.len() as u64;
        for line in lines {
            self.add(line);
        }
        Ok(())
    }

    /// Takes in whole lines and gives the number of bytes after the last of them.
    fn take_in(&mut self, bytes: &[u8], diagnostics: &mut Diagnostics) -> usize {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for line in bytes[..whole].split_inclusive(|byte| *byte == b'\n') {
            self.lines += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match serde_json::from_slice::<Line>(line) {
                Ok(line) => self.add(line),
                Err(error) => {
                    let position = Position::file(self.path.display().to_string()).line(self.lines);
                    diagnostics.push(Severity::Skipped, position, format!("a damaged line of the journal: {error}"));
                }
            }
        }
        self.length += whole as u64;
        bytes.len() - whole
    }

    fn add(&mut self, line: Line) {
        self.last_number = self.last_number.max(line.number);
        if let Some(undone) = line.undo {
            for entry in self.entries.iter_mut().filter(|entry| entry.number == undone) {
                entry.is_undone = true;
            }
        }
        if let Some(decision) = line.decision {
            self.entries.push(Entry { number: line.number, decision, is_undone: false });
        }
    }
}
