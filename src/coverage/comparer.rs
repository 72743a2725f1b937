//! The comparison as a whole: a question, candidates from a pool, a score for each, and the answer in full for the best.

use std::sync::Arc;

use rayon::prelude::*;

use super::alignment::Alignment;
use super::cover::{Cover, cover};
use super::likeness::{Feature, Likeness, View};
use super::occupation::Inferred;
use super::profile::{Skill, asked, offered};
use super::ranking::Ranking;
use super::rarity::{Rarity, StemCounts, inverse_frequency};
use super::relations::Concepts;
use super::{Digester, Filter, Pool, Prepared, bundle, degree, explanation, facets, rounded, sides};
use crate::error::Result;
use crate::model::{ConceptReference, Match, MatchedDocument, OccupationContext, ScoreParts};

/// Candidates that one thread compares together, since what is known of a word serves them all.
const TOGETHER: usize = 60;

/// Which side is the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The question is a job, the candidates are credentials.
    JobToCredentials,
    /// The question is a credential, the candidates are jobs.
    CredentialToJobs,
}

/// What is asked of a comparison.
#[derive(Debug, Clone)]
pub struct ComparisonOptions {
    /// Most matches of one document.
    pub top: usize,
    /// How many candidates are compared exactly; what suits the pool when absent, and never fewer than `top`.
    pub candidates: Option<usize>,
    /// Conditions that candidates must fulfil.
    pub filter: Filter,
    /// Which side is the job; told from the kinds of the documents when absent.
    pub direction: Option<Direction>,
    /// Most documents of a bundle; none is made when absent.
    pub bundle: Option<usize>,
    /// Fields whose values are counted.
    pub facets: Vec<String>,
}

impl Default for ComparisonOptions {
    fn default() -> Self {
        let (filter, facets) = (Filter::default(), Vec::new());
        Self { top: 10, candidates: None, filter, direction: None, bundle: None, facets }
    }
}

/// A document that is asked about.
#[derive(Debug, Clone)]
pub struct Question {
    /// The document.
    pub document: Prepared,
    /// The occupation that it is known to be of.
    pub occupation: Option<OccupationContext>,
    /// Skills that no words name and the occupation needs, when they shall count.
    pub inferred: Vec<Inferred>,
}

impl Question {
    /// A document without context.
    pub fn new(document: Prepared) -> Self {
        Self { document, occupation: None, inferred: Vec::new() }
    }
}

/// A candidate and where it stands.
pub struct Standing {
    /// The candidate.
    pub candidate: Arc<Prepared>,
    /// How alike the two are.
    pub likeness: Likeness,
    /// The score.
    pub score: f32,
    /// Which of the two is the job.
    pub direction: Direction,
}

/// Compares questions with a pool.
pub struct Comparer<'a> {
    concepts: &'a Concepts<'a>,
    digester: &'a Digester,
    pool: &'a dyn Pool,
    asking: Option<&'a StemCounts>,
    options: &'a ComparisonOptions,
}

impl<'a> Comparer<'a> {
    /// A comparer; `asking` says how common words are among the questions, when there are many.
    pub fn new(
        concepts: &'a Concepts<'a>,
        digester: &'a Digester,
        pool: &'a dyn Pool,
        asking: Option<&'a StemCounts>,
        options: &'a ComparisonOptions,
    ) -> Self {
        Self { concepts, digester, pool, asking, options }
    }

    /// Every candidate with its score, best first.
    pub fn standings(&self, question: &Question) -> Result<Vec<Standing>> {
        let document = &question.document;
        let count = self.options.candidates.unwrap_or_else(|| self.pool.worth_comparing()).max(self.options.top);
        let candidates = self.pool.nearest(document, &self.options.filter, count)?;
        let rarity = Rarity::new(self.pool, self.asking);
        let view = View::asking(document, self.digester.space(), &rarity);
        let average = self.pool.average_words();
        let direction = self.direction(document, &candidates);
        let sides = Sides::of(self, question);
        let stand = |alignment: &mut Alignment<'_>, candidate: &Arc<Prepared>| {
            let other = View::candidate(candidate, self.digester.space(), &rarity);
            let mut likeness = view.likeness(&other, alignment, &rarity, average);
            let (cover, offered) = sides.cover(self, candidate, direction);
            let (met, meant) = (cover.share, cover.used(offered));
            let is_job = direction == Direction::JobToCredentials;
            likeness[Feature::SkillsMet as usize] = if is_job { met } else { meant };
            likeness[Feature::SkillsMeant as usize] = if is_job { meant } else { met };
            let score = Ranking::fitted().score(&likeness, direction);
            Standing { candidate: Arc::clone(candidate), likeness, score, direction }
        };
        let together = |candidates: &[Arc<Prepared>]| -> Vec<Standing> {
            let mut alignment = Alignment::new(&document.digest, self.digester.space(), &rarity);
            candidates.iter().map(|candidate| stand(&mut alignment, candidate)).collect()
        };
        let mut standings: Vec<Standing> = candidates.par_chunks(TOGETHER).flat_map_iter(together).collect();
        // The pool's order is that of its documents, so equal scores keep it.
        standings.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(standings)
    }

    /// The answer to a question.
    pub fn answer(&self, question: &Question) -> Result<MatchedDocument> {
        let standings = self.standings(question)?;
        let sides = Sides::of(self, question);
        let matches: Vec<Match> =
            standings.iter().take(self.options.top).map(|standing| self.tell(&sides, standing)).collect();
        let document = &question.document.profiled.document;
        let is_job = standings.first().is_none_or(|first| first.direction == Direction::JobToCredentials);
        let bundle = self.options.bundle.filter(|_| is_job).map(|most| {
            let covers: Vec<(&Prepared, Cover)> = standings
                .iter()
                .take(bundle::CHOSEN_FROM)
                .map(|standing| {
                    (standing.candidate.as_ref(), sides.cover(self, &standing.candidate, standing.direction).0)
                })
                .collect();
            bundle::smallest(&sides.own_asked, &covers, most)
        });
        let candidates = standings.iter().map(|one| &one.candidate.profiled);
        let degree = if is_job { degree::default_of(&question.document.profiled.mappings, &matches) } else { None };
        Ok(MatchedDocument {
            id: document.id.clone(),
            title: document.title.clone(),
            matches,
            bundle,
            degree,
            occupation: question.occupation.clone(),
            facets: facets::facets(&self.options.facets, self.pool, &candidates)?,
        })
    }

    fn tell(&self, sides: &Sides<'_>, standing: &Standing) -> Match {
        let candidate = &standing.candidate;
        let (document, mappings) = (&candidate.profiled.document, &candidate.profiled.mappings);
        let part = |feature: Feature| rounded(standing.likeness[feature as usize].clamp(0.0, 1.0));
        let mut answer = Match {
            id: document.id.clone(),
            title: document.title.clone(),
            score: rounded(standing.score),
            kind: document.kind,
            fields: document.details.clone(),
            trust: mappings.trust.clone().or_else(|| document.trust.clone()),
            ..Match::default()
        };
        let share = match standing.direction {
            Direction::JobToCredentials => {
                let offered = offered(candidate, self.concepts);
                let cover = cover(&sides.own_asked, &offered, self.concepts);
                cover.tell(&sides.own_asked, &offered, &mut answer);
                cover.share
            }
            Direction::CredentialToJobs => {
                let asked = asked(candidate, &[], self.concepts, |concept| self.rarity_of(concept));
                let cover = cover(&asked, &sides.own_offered, self.concepts);
                cover.tell(&asked, &sides.own_offered, &mut answer);
                cover.share
            }
        };
        answer.parts = ScoreParts {
            coverage: rounded(share),
            words: part(Feature::Words),
            title: part(Feature::TitleMeaning),
            meaning: part(Feature::Meaning),
        };
        answer.explanation = explanation::sentence(&answer);
        answer
    }

    /// Which side is the job: as the caller says, else as the documents look.
    fn direction(&self, question: &Prepared, candidates: &[Arc<Prepared>]) -> Direction {
        self.options.direction.unwrap_or_else(|| sides::direction(question, candidates))
    }

    /// How much more a seldom skill counts than a common one, 0.5 to 1.5.
    fn rarity_of(&self, concept: &ConceptReference) -> f32 {
        let documents = self.pool.documents();
        let most = inverse_frequency(documents, 0).max(f32::EPSILON);
        0.5 + inverse_frequency(documents, self.pool.documents_with_concept(concept)) / most
    }
}

/// The question's skills, as a job's and as a credential's.
struct Sides<'q> {
    own_asked: Vec<Skill<'q>>,
    own_offered: Vec<Skill<'q>>,
}

impl<'q> Sides<'q> {
    fn of(comparer: &Comparer<'_>, question: &'q Question) -> Self {
        let document = &question.document;
        let rarity = |concept: &ConceptReference| comparer.rarity_of(concept);
        Self {
            own_asked: asked(document, &question.inferred, comparer.concepts, rarity),
            own_offered: offered(document, comparer.concepts),
        }
    }

    /// How the credential of the two covers the job, and how many skills it offers.
    fn cover(&self, comparer: &Comparer<'_>, candidate: &Prepared, direction: Direction) -> (Cover, usize) {
        match direction {
            Direction::JobToCredentials => {
                let offered = offered(candidate, comparer.concepts);
                (cover(&self.own_asked, &offered, comparer.concepts), offered.len())
            }
            Direction::CredentialToJobs => {
                let asked = asked(candidate, &[], comparer.concepts, |_| 1.0);
                (cover(&asked, &self.own_offered, comparer.concepts), self.own_offered.len())
            }
        }
    }
}
