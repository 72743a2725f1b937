//! Which mappings a person should look at first: those whose decision would teach most.
//!
//! What a decision is worth is how uncertain the mapping is, times how much else depends on it: other places where the very
//! same mapping stands, its open rivals for the same subject, and open mappings onto the same object, which together say
//! what a concept is used for. What the questions above have taught already counts less: a second one about the same
//! subject half, a third a third, and those about the same object lose half as fast. The order depends on the set and
//! the decisions alone.

use std::collections::HashMap;

use super::{Outcome, Resolution, ReviewDecision, resolve};
use crate::model::{MappingKey, MappingRow, MappingSet, Predicate};

/// A mapping to decide about.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The mapping, in its surest row.
    pub row: MappingRow,
    /// How uncertain it is: 1 when it may as well be right as wrong, 0 when nothing is left to ask.
    pub uncertainty: f32,
    /// Open mappings that a decision would shed light on.
    pub dependents: usize,
    /// What a decision is worth.
    pub value: f32,
    /// Why it stands where it does, in words.
    pub why: String,
}

/// The open mappings of a set, those first whose decision would teach most.
pub fn queue<'a>(set: &MappingSet, decisions: impl IntoIterator<Item = &'a ReviewDecision>) -> Vec<Question> {
    let resolved = resolve(decisions, None);
    let is_settled = |key: &MappingKey| {
        resolved
            .get(key)
            .is_some_and(|one| matches!(&one.resolution, Resolution::Settled(outcome) if *outcome != Outcome::Open))
    };
    let mut open: Vec<(MappingKey, &MappingRow, usize)> = Vec::new();
    let mut places: HashMap<MappingKey, usize> = HashMap::new();
    for row in &set.rows {
        let key = row.key();
        if is_settled(&key) || row.is_reviewed() || row.negated {
            continue;
        }
        if let Some(&place) = places.get(&key) {
            let (_, surest, count) = &mut open[place];
            *count += 1;
            if row.confidence > surest.confidence {
                *surest = row;
            }
        } else {
            places.insert(key.clone(), open.len());
            open.push((key, row, 1));
        }
    }
    let (mut by_subject, mut by_object) = (HashMap::new(), HashMap::new());
    for (key, row, _) in &open {
        *by_subject.entry(key.subject.as_str()).or_insert(0usize) += 1;
        if !row.object.is_no_term() {
            *by_object.entry(key.object.as_str()).or_insert(0usize) += 1;
        }
    }
    let mut answered: HashMap<&str, bool> = HashMap::new();
    for (key, one) in &resolved {
        if let Resolution::Settled(Outcome::Right(predicate) | Outcome::Instead(_, predicate)) = &one.resolution {
            let is_exact = predicate.skos() == Some(Predicate::Exact);
            *answered.entry(key.subject.as_str()).or_default() |= is_exact;
        }
    }
    let mut questions: Vec<Question> = open
        .iter()
        .map(|(key, row, count)| {
            let rivals = by_subject[key.subject.as_str()] - 1;
            let neighbours = by_object.get(key.object.as_str()).map_or(0, |count| count - 1);
            question(
                row,
                *count,
                rivals,
                neighbours,
                answered.get(key.subject.as_str()).copied(),
                resolved.get(key).map(|one| &one.resolution),
            )
        })
        .collect();
    questions.sort_by(|a, b| {
        let order = b
            .value
            .total_cmp(&a.value)
            .then_with(|| b.row.confidence.unwrap_or(0.0).total_cmp(&a.row.confidence.unwrap_or(0.0)));
        order.then_with(|| a.row.key().cmp(&b.row.key()))
    });
    spread(questions)
}

/// Puts questions about what was asked before further down.
fn spread(questions: Vec<Question>) -> Vec<Question> {
    let (mut by_subject, mut by_object): (HashMap<String, usize>, HashMap<String, usize>) = Default::default();
    let mut left: Vec<(f32, Question)> = questions
        .into_iter()
        .map(|question| {
            let key = question.row.key();
            let is_no_term = question.row.object.is_no_term();
            let of_subject = by_subject.entry(key.subject).or_default();
            let of_object = by_object.entry(key.object).or_default();
            let worth = question.value / (1.0 + *of_subject as f32 + 0.5 * *of_object as f32);
            *of_subject += 1;
            *of_object += usize::from(!is_no_term);
            (worth, question)
        })
        .collect();
    // Stable, so that equals keep their order.
    left.sort_by(|a, b| b.0.total_cmp(&a.0));
    left.into_iter().map(|(_, question)| question).collect()
}

fn question(
    row: &MappingRow,
    count: usize,
    rivals: usize,
    neighbours: usize,
    answered: Option<bool>,
    resolution: Option<&Resolution>,
) -> Question {
    let uncertainty = if row.object.is_no_term() { 0.5 } else { row.confidence.map_or(1.0, entropy) };
    let dependents = count - 1 + rivals + neighbours;
    let mut why = vec![match row.confidence {
        Some(confidence) => format!("confidence {confidence:.2}"),
        None => "no confidence".to_owned(),
    }];
    let mut tell = |number: usize, one: &str, many: &str| match number {
        0 => {}
        1 => why.push(format!("1 {one}")),
        more => why.push(format!("{more} {many}")),
    };
    tell(count - 1, "more place where it stands", "more places where it stands");
    tell(rivals, "rival for the subject", "rivals for the subject");
    tell(neighbours, "other subject of the same concept", "other subjects of the same concept");
    let mut value = uncertainty * (1.0 + (dependents as f32).ln_1p());
    match (resolution, answered) {
        (Some(Resolution::Disputed(_)), _) => {
            value *= 2.0;
            why.push("reviewers differ".to_owned());
        }
        (Some(Resolution::Settled(_)), _) => {
            value *= 0.1;
            why.push("somebody was unsure".to_owned());
        }
        (None, Some(is_exact)) => {
            value *= if is_exact { 0.1 } else { 0.5 };
            why.push("the subject has an accepted mapping".to_owned());
        }
        (None, None) => {}
    }
    Question { row: row.clone(), uncertainty, dependents, value, why: why.join(", ") }
}

/// Uncertainty of a yes or no, in bits.
fn entropy(probability: f32) -> f32 {
    let part = |p: f32| if p <= 0.0 { 0.0 } else { -p * p.log2() };
    part(probability) + part(1.0 - probability)
}
