//! The answer in one plain sentence, as one would say it to a hiring manager.

use crate::counts::counted;
use crate::model::{CoveredSkill, Match, ProfileSkill};

/// Score below which a match is said to be weak: somebody who asks gets the best there is, which may not be good.
const WEAK: f32 = 0.1;
/// Most names in one list.
const NAMED: usize = 3;

/// Cosine of titles, and of title and text together, from which two documents are said to be alike.
const TITLES_ALIKE: f32 = 0.4;
const TEXTS_ALIKE: f32 = 0.5;

/// What of the job the credential covers, what is missing, and what the score rests on.
pub(super) fn sentence(answer: &Match) -> String {
    let covered = names(answer.covered.iter().map(asked_name));
    let partly = names(answer.partly.iter().map(asked_name));
    let missing = names(answer.missing.iter().map(|skill| skill.concept.label.as_str()));
    let all = answer.covered.len() + answer.partly.len() + answer.missing.len();
    let likeness = likeness(answer);
    let weak = if answer.score < WEAK { "A weak match. " } else { "" };
    if all == 0 {
        return format!("{weak}The job names no skill that was recognised; {likeness}.");
    }
    let count = answer.covered.len();
    let skills = counted(all, "skill", "skills");
    let mut sentence = match (&covered, &partly) {
        (Some(covered), None) => format!("Covers {count} of {skills} of the job ({covered})"),
        (Some(covered), Some(partly)) => {
            format!("Covers {count} of {skills} of the job ({covered}) and part of {partly}")
        }
        (None, Some(partly)) if all == 1 => format!("Covers part of the one skill of the job ({partly})"),
        (None, Some(partly)) => format!("Covers none of the {skills} of the job wholly, and part of {partly}"),
        (None, None) if all == 1 => "Does not cover the one skill that the job names".to_owned(),
        (None, None) => format!("Covers none of the {skills} that the job names"),
    };
    if let Some(missing) = missing.filter(|_| covered.is_some() || partly.is_some()) {
        sentence = format!("{sentence}; missing: {missing}");
    }
    format!("{weak}{sentence}; {likeness}.")
}

fn asked_name(skill: &CoveredSkill) -> &str {
    let asked: &ProfileSkill = &skill.asked;
    &asked.concept.label
}

/// What titles and texts say beside the skills.
fn likeness(answer: &Match) -> &'static str {
    let parts = &answer.parts;
    match (parts.title >= TITLES_ALIKE, parts.meaning >= TEXTS_ALIKE) {
        (true, true) => "title and text are about like work",
        (true, false) => "the titles are alike, the texts less so",
        (false, true) => "the texts are about related work under other titles",
        (false, false) => "titles and texts have little in common",
    }
}

/// The first names and how many more there are; nothing when there are none.
fn names<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> Option<String> {
    let count = names.len();
    let shown: Vec<&str> = names.take(NAMED).collect();
    match (shown.as_slice(), count.saturating_sub(NAMED)) {
        ([], _) => None,
        (shown, 0) => Some(shown.join(", ")),
        (shown, more) => Some(format!("{} and {more} more", shown.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, ConceptReference, SkillRelation};

    #[test]
    fn names_are_listed_and_counted() {
        assert_eq!(names([].into_iter()), None);
        assert_eq!(names(["a", "b"].into_iter()).as_deref(), Some("a, b"));
        assert_eq!(names(["a", "b", "c", "d", "e"].into_iter()).as_deref(), Some("a, b, c and 2 more"));
    }

    fn told(covered: &[&str], partly: &[&str], missing: &[&str]) -> String {
        let skill = |name: &&str| ProfileSkill {
            concept: ConceptReference {
                concept_id: (*name).to_owned(),
                notation: None,
                label: (*name).to_owned(),
                taxonomy: "trades".to_owned(),
                taxonomy_version: "1".to_owned(),
                kind: ConceptKind::Skill,
            },
            requirement: None,
            confidence: 0.9,
            evidence: None,
            inferred_from: None,
            weight: 1.0,
        };
        let covering = |name: &&str| CoveredSkill {
            asked: skill(name),
            relation: SkillRelation::Same,
            worth: 1.0,
            offered: skill(name),
            hops: Vec::new(),
        };
        let mut answer = Match { score: 0.9, ..Match::default() };
        answer.covered = covered.iter().map(covering).collect();
        answer.partly = partly.iter().map(covering).collect();
        answer.missing = missing.iter().map(skill).collect();
        let sentence = sentence(&answer);
        sentence.strip_suffix("; titles and texts have little in common.").expect("they have").to_owned()
    }

    #[test]
    fn one_skill_is_spoken_of_as_one() {
        assert_eq!(told(&["weld"], &[], &[]), "Covers 1 of 1 skill of the job (weld)");
        assert_eq!(told(&[], &["weld"], &[]), "Covers part of the one skill of the job (weld)");
        assert_eq!(told(&[], &[], &["weld"]), "Does not cover the one skill that the job names");
        assert_eq!(told(&["weld"], &[], &["saw"]), "Covers 1 of 2 skills of the job (weld); missing: saw");
        assert_eq!(
            told(&[], &["weld"], &["saw"]),
            "Covers none of the 2 skills of the job wholly, and part of weld; missing: saw"
        );
        assert_eq!(told(&["weld"], &["saw"], &[]), "Covers 1 of 2 skills of the job (weld) and part of saw");
    }

    #[test]
    fn a_job_without_skills_is_said_to_be_one() {
        let sentence = sentence(&Match::default());
        assert_eq!(
            sentence,
            "A weak match. The job names no skill that was recognised; titles and texts have little in common."
        );
    }
}
