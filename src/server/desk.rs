//! The desk at which people review a mapping set: one set, one journal, any number of reviewers.
//!
//! The journal is the only memory. A decision is on the disk when [`Desk::decide`] returns, and nothing here says
//! "saved" before; what another program writes into the same journal is read before anything is shown or decided. A form
//! that comes twice is told by the number of the last entry that its page knew, so nothing is kept twice.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Log;
use super::problem::Problem;
use crate::error::{Loaded, Result};
use crate::model::{MappingKey, MappingPredicate, MappingRow, MappingSet, Predicate};
use crate::review::{Entry, Journal, Question, Resolution, ReviewDecision, Verdict, queue, resolve};
use crate::workspace::Workspace;

/// What is reviewed, and where the decisions go.
#[derive(Clone)]
pub struct ReviewOptions {
    /// Reads the mapping set, at the start and at every reload.
    pub read: Arc<dyn Fn() -> Result<Loaded<MappingSet>> + Send + Sync>,
    /// What it is called on the page.
    pub name: String,
    /// Name of the journal in the workspace.
    pub journal: String,
    /// The day on which a decision is made, as `2026-01-31`.
    pub today: fn() -> String,
}

/// A mapping set with its journal.
pub struct Desk {
    options: ReviewOptions,
    set: MappingSet,
    /// The surest row of each mapping that can be asked about.
    rows: HashMap<MappingKey, usize>,
    journal: Mutex<Journal>,
}

/// Who looks, and at what.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The reviewer.
    pub reviewer: String,
    /// Whether to ask about what others have decided as well, without showing it: a second opinion.
    pub alone: bool,
    /// Whether to ask again about what the reviewer has looked at and others have not settled.
    pub again: bool,
    /// The mapping that is asked for, when it is not the first of the queue.
    pub about: Option<MappingKey>,
}

/// What there is to see.
#[derive(Debug)]
pub struct Sight {
    /// The mapping to decide about, with why it stands where it does; none when nothing is left.
    pub asked: Option<(MappingRow, String)>,
    /// Other open mappings of the same subject.
    pub rivals: Vec<MappingRow>,
    /// What others said of this mapping.
    pub said: Vec<ReviewDecision>,
    /// Mappings that can be asked about at all.
    pub all: usize,
    /// How many of them are open.
    pub open: usize,
    /// Open ones that this reviewer has looked at already.
    pub looked_at: usize,
    /// Mappings about which reviewers differ.
    pub disputed: usize,
    /// How many decisions about this set each reviewer has standing.
    pub reviewers: BTreeMap<String, usize>,
    /// The reviewer's last decision that stands.
    pub last: Option<Entry>,
    /// Number of the last entry of the journal.
    pub latest: u64,
}

/// What a reviewer says of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// It is right as it stands.
    Accept,
    /// It is wrong.
    Reject,
    /// The two belong together in this way.
    As(Predicate),
    /// Left open.
    Skip,
}

impl Reply {
    /// The reply of that name in a form.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "accept" => Some(Self::Accept),
            "reject" => Some(Self::Reject),
            "skip" => Some(Self::Skip),
            predicate => Predicate::from_name(predicate).map(Self::As),
        }
    }

    fn about(self, row: &MappingRow) -> ReviewDecision {
        let verdict = match self {
            Self::Accept => Verdict::Accept,
            Self::Reject => Verdict::Reject,
            Self::Skip => Verdict::Unsure,
            // Whoever names the predicate that stands there accepts it.
            Self::As(predicate) if row.predicate.skos() == Some(predicate) => Verdict::Accept,
            Self::As(_) => Verdict::OtherPredicate,
        };
        let mut decision = ReviewDecision::about(row, verdict);
        if let (Self::As(predicate), Verdict::OtherPredicate) = (self, verdict) {
            decision.new_predicate = Some(MappingPredicate::Skos(predicate));
        }
        decision
    }
}

/// A reply as a form brings it.
#[derive(Debug)]
pub struct Reviewed {
    /// Who.
    pub reviewer: String,
    /// About which mapping.
    pub key: MappingKey,
    /// What they say.
    pub reply: Reply,
    /// Why, in their words.
    pub note: String,
    /// Number of the last entry when their page was made.
    pub seen: u64,
}

/// What became of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is on the disk under this number, by this form or by the same one before.
    Saved(u64),
    /// The same form came before, and what it said was taken back or changed since.
    Overtaken,
}

impl Desk {
    /// Reads a mapping set and opens its journal; what is damaged in them is said.
    pub fn open(workspace: &Workspace, options: ReviewOptions, log: &Log) -> Result<Self> {
        let set = (options.read)()?;
        let journal = Journal::open(&workspace.journal(&options.journal)?)?;
        for one in set.diagnostics.kept().iter().chain(journal.diagnostics.kept()) {
            log(&format!("{}: {}", one.position, one.message));
        }
        let mut rows: HashMap<MappingKey, usize> = HashMap::new();
        let set = set.value;
        for (at, row) in set.rows.iter().enumerate() {
            if row.negated || row.is_reviewed() {
                continue;
            }
            let kept = rows.entry(row.key()).or_insert(at);
            if row.confidence > set.rows[*kept].confidence {
                *kept = at;
            }
        }
        Ok(Self { options, set, rows, journal: Mutex::new(journal.value) })
    }

    /// What the set is called.
    pub fn name(&self) -> &str {
        &self.options.name
    }

    /// What somebody sees who comes to the desk.
    pub fn sight(&self, view: &View) -> std::result::Result<Sight, Problem> {
        let journal = self.journal()?;
        let decisions = journal.decisions();
        let of_this_set: Vec<&ReviewDecision> =
            decisions.iter().copied().filter(|decision| self.rows.contains_key(&decision.key())).collect();
        let is_theirs = |decision: &&&ReviewDecision| decision.reviewer == view.reviewer;
        let questions = if view.alone {
            queue(&self.set, of_this_set.iter().filter(is_theirs).copied())
        } else {
            queue(&self.set, of_this_set.iter().copied())
        };
        let theirs: std::collections::HashSet<MappingKey> =
            of_this_set.iter().filter(is_theirs).map(|decision| decision.key()).collect();
        let looked_at = questions.iter().filter(|question| theirs.contains(&question.row.key())).count();
        let asked = match &view.about {
            Some(key) => Some(self.named(key, &questions)?),
            None => questions
                .iter()
                .find(|question| view.again || !theirs.contains(&question.row.key()))
                .map(|question| (question.row.clone(), question.why.clone())),
        };
        let (mut rivals, mut said) = (Vec::new(), Vec::new());
        if let Some((row, _)) = &asked {
            let key = row.key();
            let is_rival = |other: &MappingKey| other.subject == key.subject && other.object != key.object;
            let open = questions.iter().map(|question| &question.row);
            rivals = open.filter(|other| is_rival(&other.key())).cloned().collect();
            if !view.alone {
                let others = of_this_set.iter().filter(|decision| decision.key() == key && !is_theirs(decision));
                said = others.copied().cloned().collect();
            }
        }
        let resolved = resolve(of_this_set.iter().copied(), None);
        let disputed = resolved.values().filter(|one| matches!(one.resolution, Resolution::Disputed(_))).count();
        let mut reviewers: BTreeMap<String, usize> = BTreeMap::new();
        for decision in of_this_set.iter().filter(|decision| decision.verdict != Verdict::Unsure) {
            *reviewers.entry(decision.reviewer.clone()).or_default() += 1;
        }
        Ok(Sight {
            asked,
            rivals,
            said,
            all: self.rows.len(),
            open: questions.len(),
            looked_at,
            disputed,
            reviewers,
            last: last_of(&journal, &view.reviewer).cloned(),
            latest: latest(&journal),
        })
    }

    /// Keeps what a reviewer says of a mapping. When this returns that it is saved, it is on the disk.
    pub fn decide(&self, reviewed: Reviewed) -> std::result::Result<Kept, Problem> {
        let row = &self.set.rows[self.place(&reviewed.key)?];
        let mut decision = reviewed.reply.about(row);
        decision.reviewer = reviewed.reviewer;
        decision.note = reviewed.note;
        decision.date = (self.options.today)();
        let mut journal = self.journal()?;
        let says_the_same = |entry: &&Entry| {
            let other = &entry.decision;
            other.reviewer == decision.reviewer
                && other.key() == reviewed.key
                && (other.outcome(), &other.note) == (decision.outcome(), &decision.note)
        };
        let same = journal.entries().iter().rev().find(says_the_same).cloned();
        let is_news = !journal.news(vec![decision.clone()]).is_empty();
        match same {
            Some(entry) if !is_news => Ok(Kept::Saved(entry.number)),
            Some(entry) if entry.number > reviewed.seen => Ok(Kept::Overtaken),
            _ => Ok(Kept::Saved(journal.record(decision)?)),
        }
    }

    /// Takes back an entry, when it is the reviewer's last that stands; whether it was.
    pub fn take_back(&self, reviewer: &str, number: u64) -> std::result::Result<bool, Problem> {
        let mut journal = self.journal()?;
        if last_of(&journal, reviewer).is_none_or(|entry| entry.number != number) {
            return Ok(false);
        }
        Ok(journal.undo(reviewer)?.is_some())
    }

    /// The journal, with what other programs have written since.
    fn journal(&self) -> Result<MutexGuard<'_, Journal>> {
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.follow()?;
        Ok(journal)
    }

    fn place(&self, key: &MappingKey) -> std::result::Result<usize, Problem> {
        let unknown = || format!("there is no mapping of {:?} onto {:?} to review", key.subject, key.object);
        self.rows.get(key).copied().ok_or_else(|| Problem::not_found(unknown()))
    }

    fn named(&self, key: &MappingKey, open: &[Question]) -> std::result::Result<(MappingRow, String), Problem> {
        let row = self.set.rows[self.place(key)?].clone();
        let why = open.iter().find(|question| question.row.key() == *key);
        Ok((row, why.map_or_else(|| "decided already".to_owned(), |question| question.why.clone())))
    }
}

fn last_of<'a>(journal: &'a Journal, reviewer: &str) -> Option<&'a Entry> {
    journal.entries().iter().rev().find(|entry| !entry.is_undone && entry.decision.reviewer == reviewer)
}

fn latest(journal: &Journal) -> u64 {
    journal.entries().last().map_or(0, |entry| entry.number)
}
