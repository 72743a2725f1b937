//! Why, in words that a person who is not an engineer understands: what was said, what it met, what spoke for and
//! against it, and what came next.

use super::candidates::Candidate;
use super::{ACCEPT, concept_reference};
use crate::index::Index;
use crate::model::{Evidence, Explanation, MatcherName};

/// Log-odds from which something is worth a word.
const NOTABLE: f32 = 0.4;

/// What each kind of feature adds to a score, in log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// What words say.
    pub words: f32,
    /// What the learned space says.
    pub meaning: f32,
    /// What is known of the concept.
    pub demand: f32,
    /// What the sentence and the document are like.
    pub surroundings: f32,
}

/// The parts of a candidate's score, and who came next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reasons {
    /// What each kind of feature adds.
    pub parts: Parts,
    /// The best other candidate for the same words, with its confidence.
    pub runner_up: Option<(u32, f32)>,
}

/// Why a candidate was proposed, when its reasons were kept.
pub(super) fn of(index: &Index, candidate: &Candidate, evidence: &Evidence) -> Option<Explanation> {
    candidate.reasons.as_ref().map(|reasons| explain(index, candidate, evidence, reasons))
}

/// Puts reasons into words.
fn explain(index: &Index, candidate: &Candidate, evidence: &Evidence, reasons: &Reasons) -> Explanation {
    let name = concept_reference(index, candidate.concept).label;
    let (quote, label) = (&evidence.quote, &evidence.matched_label);
    let mut sentence = match evidence.matcher {
        MatcherName::Label if quote.to_lowercase() == label.to_lowercase() => format!("The text says “{quote}”"),
        MatcherName::Label => format!("The text says “{quote}”, a form of “{label}”"),
        MatcherName::Lexical => format!("“{quote}” shares words with “{label}”"),
        MatcherName::Semantic => format!("“{quote}” is near in meaning to “{label}”"),
        MatcherName::Asserted => format!("The document itself says “{label}”"),
        MatcherName::Structure => format!("What stands round it agrees with “{label}”"),
    };
    if *label != name {
        sentence = format!("{sentence}, another name of “{name}”");
    }
    let verdict = if candidate.confidence >= ACCEPT {
        "more likely right than not"
    } else {
        "a guess that a person should check"
    };
    let percent = candidate.confidence * 100.0;
    let weighing = weighing(&reasons.parts);
    sentence = format!("{sentence}. {weighing} Together that makes it {verdict} ({percent:.0} %).");
    let runner_up =
        reasons.runner_up.map(|(concept, confidence)| (concept_reference(index, concept).label, confidence));
    match &runner_up {
        Some((other, confidence)) => {
            sentence = format!("{sentence} Next for the same words: “{other}” ({:.0} %).", confidence * 100.0);
        }
        None => sentence.push_str(" Nothing else was near for these words."),
    }
    let Parts { words, meaning, demand, surroundings } = reasons.parts;
    Explanation { sentence, words, meaning, demand, surroundings, runner_up }
}

/// What speaks for it and what against it.
fn weighing(parts: &Parts) -> String {
    let named = [
        (parts.words, "the shared words"),
        (parts.meaning, "the nearness in meaning"),
        (parts.demand, "how often postings ask for it"),
        (parts.surroundings, "the sentence around it"),
    ];
    let list = |wanted: &dyn Fn(f32) -> bool| {
        let chosen: Vec<&str> = named.iter().filter(|(value, _)| wanted(*value)).map(|(_, name)| *name).collect();
        match chosen.as_slice() {
            [] => None,
            [rest @ .., last] if !rest.is_empty() => Some(format!("{} and {last}", rest.join(", "))),
            [only, ..] => Some((*only).to_owned()),
        }
    };
    let speaks = |names: &str, what: &str| {
        let mut capital = names.chars();
        let first = capital.next().map(|character| character.to_uppercase().to_string()).unwrap_or_default();
        let verb = if names.contains(" and ") { "speak" } else { "speaks" };
        // "The shared words" are many even alone.
        let verb = if names == "the shared words" { "speak" } else { verb };
        format!("{first}{} {verb} {what} it", capital.as_str())
    };
    let favour = list(&|value| value >= NOTABLE).map(|names| speaks(&names, "for"));
    let against = list(&|value| value <= -NOTABLE).map(|names| speaks(&names, "against"));
    match (favour, against) {
        (Some(favour), Some(against)) => format!("{favour}. {against}."),
        (Some(one), None) | (None, Some(one)) => format!("{one}."),
        (None, None) => "Nothing speaks strongly for or against it.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_for_and_against_is_said_in_words() {
        let parts = Parts { words: 1.0, meaning: 0.9, demand: -1.0, surroundings: 0.1 };
        assert_eq!(
            weighing(&parts),
            "The shared words and the nearness in meaning speak for it. How often postings ask for it speaks against it."
        );
        assert_eq!(weighing(&Parts::default()), "Nothing speaks strongly for or against it.");
    }
}
