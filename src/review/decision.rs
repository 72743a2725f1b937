//! One decision of a person, and what several of them come to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{Entity, MappingKey, MappingPredicate, MappingRow, NO_TERM};

/// What a person says of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is right as it stands. Of a row that says there is no term: nothing fits.
    Accept,
    /// It is wrong, whatever the predicate.
    Reject,
    /// The two belong together in another way.
    OtherPredicate,
    /// The subject means another concept.
    OtherTarget,
    /// Looked at, and left open.
    Unsure,
}

impl Verdict {
    /// The word in files and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::OtherPredicate => "other-predicate",
            Self::OtherTarget => "other-target",
            Self::Unsure => "unsure",
        }
    }

    /// The verdict of that name, as people write it; case does not count.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().replace([' ', '_'], "-").as_str() {
            "accept" | "accepted" | "yes" | "y" | "ok" | "right" | "1" | "✓" => Some(Self::Accept),
            "reject" | "rejected" | "no" | "n" | "wrong" | "0" | "✗" => Some(Self::Reject),
            "other-predicate" | "predicate" => Some(Self::OtherPredicate),
            "other-target" | "target" => Some(Self::OtherTarget),
            "unsure" | "skip" | "?" => Some(Self::Unsure),
            _ => None,
        }
    }
}

/// A person's decision about one mapping, with what they saw when they made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewDecision {
    /// What was mapped.
    pub subject: Entity,
    /// What it was mapped onto.
    pub object: Entity,
    /// How, as they saw it.
    pub predicate: MappingPredicate,
    /// What they say of it.
    pub verdict: Verdict,
    /// How the two stand to each other instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_predicate: Option<MappingPredicate>,
    /// What the subject means instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_object: Option<Entity>,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who: an identifier such as an ORCID, or a name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reviewer: String,
    /// When, as `2026-01-31`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// What the machine's confidence was; a calibration learns from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

impl ReviewDecision {
    /// A verdict about a row, by nobody yet.
    pub fn about(row: &MappingRow, verdict: Verdict) -> Self {
        Self {
            subject: row.subject.clone(),
            object: row.object.clone(),
            predicate: row.predicate.clone(),
            verdict,
            new_predicate: None,
            new_object: None,
            note: String::new(),
            reviewer: String::new(),
            date: String::new(),
            confidence: row.confidence,
        }
    }

    /// What the decision is about.
    pub fn key(&self) -> MappingKey {
        MappingKey { subject: self.subject.key().to_owned(), object: self.object.key().to_owned() }
    }

    /// What it comes to.
    pub fn outcome(&self) -> Outcome {
        let predicate = self.new_predicate.clone().unwrap_or_else(|| self.predicate.clone());
        match (self.verdict, &self.new_object) {
            (Verdict::Accept, _) => Outcome::Right(self.predicate.clone()),
            (Verdict::OtherPredicate, _) => Outcome::Right(predicate),
            (Verdict::OtherTarget, Some(target)) => Outcome::Instead(target.key().to_owned(), predicate),
            (Verdict::Reject, _) => Outcome::Wrong,
            (Verdict::Unsure | Verdict::OtherTarget, _) => Outcome::Open,
        }
    }

    /// Refuses a decision that leaves out what its verdict needs.
    pub fn check(&self) -> Result<()> {
        let refuse = |what: &str| Err(Error::request(format!("a decision about {} {what}", self.subject.shown())));
        if self.subject.key().is_empty() || self.object.key().is_empty() {
            return Err(Error::request("a decision that does not say about which mapping"));
        }
        match self.verdict {
            Verdict::OtherPredicate if self.new_predicate.is_none() => refuse("does not say which other predicate"),
            Verdict::OtherTarget if self.new_object.as_ref().is_none_or(|object| object.key().is_empty()) => {
                refuse("does not say which other target")
            }
            Verdict::OtherPredicate | Verdict::OtherTarget
                if self.object.key() == NO_TERM && self.verdict == Verdict::OtherPredicate =>
            {
                refuse("gives a predicate to a term that is not there")
            }
            _ => Ok(()),
        }
    }
}

/// What a decision comes to, so that two of them can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The two belong together like this.
    Right(MappingPredicate),
    /// They do not.
    Wrong,
    /// They do not; the subject means this other concept, like this.
    Instead(String, MappingPredicate),
    /// Nobody can say yet.
    Open,
}

impl Outcome {
    /// In a word or two, for lists.
    pub fn shown(&self) -> String {
        match self {
            Self::Right(predicate) => format!("accepted as {predicate}"),
            Self::Wrong => "rejected".to_owned(),
            Self::Instead(object, predicate) => format!("{predicate} {object} instead"),
            Self::Open => "unsure".to_owned(),
        }
    }
}

/// What all decisions about one mapping come to.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    /// Whoever decided agrees.
    Settled(Outcome),
    /// They do not agree, so nothing is decided.
    Disputed(Vec<(String, Outcome)>),
}

/// The decisions about one mapping, the latest of each reviewer, with what they come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The latest decision of each reviewer, in the order in which they were made; never empty.
    pub decisions: Vec<ReviewDecision>,
    /// What they come to.
    pub resolution: Resolution,
}

/// What decisions come to, by mapping. Of a reviewer the last word counts; whom `prefer` names decides disputes.
pub fn resolve<'a>(
    decisions: impl IntoIterator<Item = &'a ReviewDecision>,
    prefer: Option<&str>,
) -> BTreeMap<MappingKey, Resolved> {
    let mut by_key: BTreeMap<MappingKey, Vec<ReviewDecision>> = BTreeMap::new();
    for decision in decisions {
        let latest = by_key.entry(decision.key()).or_default();
        latest.retain(|earlier| earlier.reviewer != decision.reviewer);
        latest.push(decision.clone());
    }
    let resolved = |decisions: Vec<ReviewDecision>| {
        let preferred = prefer.and_then(|name| decisions.iter().find(|decision| decision.reviewer == name));
        let outcomes: Vec<(String, Outcome)> =
            decisions.iter().map(|decision| (decision.reviewer.clone(), decision.outcome())).collect();
        let mut decided = outcomes.iter().map(|(_, outcome)| outcome).filter(|outcome| **outcome != Outcome::Open);
        let first = preferred.map(ReviewDecision::outcome).or_else(|| decided.next().cloned());
        let resolution = match first {
            None => Resolution::Settled(Outcome::Open),
            Some(outcome) if preferred.is_some() || decided.all(|other| *other == outcome) => {
                Resolution::Settled(outcome)
            }
            Some(_) => Resolution::Disputed(outcomes),
        };
        Resolved { decisions, resolution }
    };
    by_key.into_iter().map(|(key, decisions)| (key, resolved(decisions))).collect()
}
