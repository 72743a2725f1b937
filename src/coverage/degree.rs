//! The degree default: a posting asks for a degree because a degree is what everybody asks for. What of the work behind
//! it do other credentials prove?
//!
//! "Bachelor's degree or equivalent experience" is a door, "degree required" is a wall: the two are told apart. What
//! counts as another credential is one that does not call itself a degree.

use crate::model::{
    ConceptReference, DegreeDefault, DegreeDemand, DegreeLevel, DocumentMappings, Match, ProvenSkill, Qualification,
    QualificationKind, Requirement,
};
use crate::text::{qualifications, tokenise};

/// What a job's demand for a degree stands for; `None` when it names none above school.
pub(super) fn default_of(job: &DocumentMappings, matches: &[Match]) -> Option<DegreeDefault> {
    let degree = the_degree(&job.qualifications)?;
    let demand = demand_of(degree, &job.qualifications);
    let others: Vec<&Match> = matches.iter().filter(|one| !is_degree(one)).collect();
    let mut proven: Vec<ProvenSkill> = Vec::new();
    for other in &others {
        for skill in &other.covered {
            let concept = &skill.asked.concept;
            match proven.iter_mut().find(|proven| proven.concept.concept_id == concept.concept_id) {
                Some(known) => known.by.push(other.id.clone()),
                None => proven.push(ProvenSkill { concept: concept.clone(), by: vec![other.id.clone()] }),
            }
        }
    }
    let mut unproven: Vec<ConceptReference> = Vec::new();
    for skill in matches.iter().flat_map(asked_of) {
        let known = |other: &ConceptReference| other.concept_id == skill.concept_id;
        if !proven.iter().any(|proven| known(&proven.concept)) && !unproven.iter().any(known) {
            unproven.push(skill.clone());
        }
    }
    let explanation = explain(degree, demand, proven.len(), proven.len() + unproven.len());
    Some(DegreeDefault { demand, degree: degree.clone(), proven, unproven, explanation })
}

/// The lowest degree above school that will do; a job that takes a bachelor's or a master's takes a bachelor's.
fn the_degree(qualifications: &[Qualification]) -> Option<&Qualification> {
    let degrees = qualifications.iter().filter(|one| one.kind == QualificationKind::Degree);
    let above_school = degrees.filter(|one| one.level != Some(DegreeLevel::SecondarySchool));
    // What is asked for goes before what would be liked and what is not needed.
    above_school.min_by_key(|one| {
        (one.not_needed, one.requirement == Some(Requirement::Preferred), one.level.is_none(), one.level)
    })
}

fn demand_of(degree: &Qualification, all: &[Qualification]) -> DegreeDemand {
    let same_sentence = |other: &&Qualification| other.kind == QualificationKind::Degree && other.or_equivalent;
    if degree.not_needed {
        DegreeDemand::NotNeeded
    } else if degree.or_equivalent || all.iter().find(same_sentence).is_some_and(|other| other.level == degree.level) {
        DegreeDemand::OrEquivalent
    } else {
        match degree.requirement {
            Some(Requirement::Required) => DegreeDemand::Required,
            Some(Requirement::Preferred) => DegreeDemand::Preferred,
            None => DegreeDemand::Named,
        }
    }
}

/// Whether a credential is a degree by its own words.
fn is_degree(one: &Match) -> bool {
    let own_words = [Some(&one.title), one.fields.category.as_ref(), one.fields.level.as_ref()];
    own_words.into_iter().flatten().any(|words| {
        let lower = words.to_lowercase();
        qualifications(words, &tokenise(words)).iter().any(|named| named.kind == QualificationKind::Degree)
            || ["bachelor", "master's", "associate degree", "doctora"].iter().any(|name| lower.contains(name))
    })
}

/// What the job asks for, as a match tells it.
fn asked_of(one: &Match) -> impl Iterator<Item = &ConceptReference> {
    let covered = one.covered.iter().chain(&one.partly).map(|skill| &skill.asked.concept);
    covered.chain(one.missing.iter().map(|skill| &skill.concept))
}

fn explain(degree: &Qualification, demand: DegreeDemand, proven: usize, all: usize) -> String {
    let asks = match demand {
        DegreeDemand::Required => format!("The job requires “{}”", degree.quote),
        DegreeDemand::OrEquivalent => format!("The job takes “{}” or something equivalent", degree.quote),
        DegreeDemand::Preferred => format!("The job would like “{}”", degree.quote),
        DegreeDemand::Named => format!("The job names “{}” and does not say whether it is a must", degree.quote),
        DegreeDemand::NotNeeded => format!("The job says that “{}” is not needed", degree.quote),
    };
    match (proven, all) {
        (0, 1) => format!(
            "{asks}; the one skill that it names is not proven by the credentials below a degree that were found."
        ),
        (1, 1) => format!("{asks}; a credential below a degree proves the one skill that it names."),
        (_, 0) => format!("{asks}; it names no skill that was recognised."),
        (0, all) => format!(
            "{asks}; none of the {all} skills that it names is proven by the credentials below a degree that were found."
        ),
        (proven, all) => {
            format!("{asks}; credentials below a degree prove {proven} of the {all} skills that it names.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degree(level: DegreeLevel, or_equivalent: bool, requirement: Option<Requirement>) -> Qualification {
        Qualification {
            kind: QualificationKind::Degree,
            level: Some(level),
            or_equivalent,
            not_needed: false,
            requirement,
            quote: "a degree".to_owned(),
            start: 0,
            end: 8,
        }
    }

    fn demand(qualifications: Vec<Qualification>) -> Option<DegreeDemand> {
        let job = DocumentMappings { qualifications, ..DocumentMappings::default() };
        default_of(&job, &[]).map(|default| default.demand)
    }

    #[test]
    fn a_door_is_told_from_a_wall() {
        use DegreeLevel::{Bachelor, Master, SecondarySchool};
        let required = Some(Requirement::Required);
        assert_eq!(demand(vec![]), None);
        assert_eq!(demand(vec![degree(SecondarySchool, false, required)]), None);
        assert_eq!(demand(vec![degree(Bachelor, false, required)]), Some(DegreeDemand::Required));
        assert_eq!(demand(vec![degree(Bachelor, true, required)]), Some(DegreeDemand::OrEquivalent));
        assert_eq!(demand(vec![degree(Bachelor, false, None)]), Some(DegreeDemand::Named));
        let liked = degree(Master, false, Some(Requirement::Preferred));
        assert_eq!(demand(vec![liked.clone(), degree(Bachelor, false, required)]), Some(DegreeDemand::Required));
        assert_eq!(demand(vec![liked]), Some(DegreeDemand::Preferred));
        let not_needed = Qualification { not_needed: true, ..degree(Bachelor, false, required) };
        assert_eq!(demand(vec![not_needed]), Some(DegreeDemand::NotNeeded));
    }

    #[test]
    fn a_credential_that_calls_itself_a_degree_is_one() {
        let titled = |title: &str| is_degree(&Match { title: title.to_owned(), ..Match::default() });
        assert!(titled("Bachelor of Science in Nursing") && titled("Doctorate of Law"));
        assert!(!titled("Master Plumber License") && !titled("Certified Welder"));
    }
}
