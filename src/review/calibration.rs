//! Confidence learned again from what people decided: Platt scaling, two numbers over the machine's own log-odds.
//!
//! The two start from "leave it as it is" and are drawn back there by a prior worth [`PRIOR`] decisions, so that a few
//! decisions cannot overturn what a model learned from thousands. Reviewers look at doubtful rows first; what is learned
//! therefore holds for rows like those, and `Calibration` says how many there were.
//! Reference: Platt (1999), Probabilistic Outputs for Support Vector Machines.

use super::{Outcome, ReviewDecision, resolve};
use crate::counts::counted;
use crate::model::{Decision, MappingRow, MappingSet, NO_TERM};

/// Fewest decisions that anything is learned from.
const FEWEST: usize = 20;
/// Fewer decisions than these say little of a whole set.
const FEW: usize = 50;
/// A change of a confidence that wants a look, whatever it was learned from.
const MUCH: f32 = 0.2;
/// Decisions that the starting point is worth.
const PRIOR: f64 = 10.0;
/// Log-odds beyond which a confidence says nothing more.
const FURTHEST: f64 = 8.0;
/// Rounds of Newton's method; it settles in far fewer.
const ROUNDS: usize = 50;

/// What was learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Decisions that it was learned from.
    pub decisions: usize,
    /// Factor of the log-odds.
    pub slope: f64,
    /// What is added to them.
    pub shift: f64,
    /// Mean difference between confidence and truth, in ten bands, as it was.
    pub error_before: f64,
    /// The same after, on the same decisions.
    pub error_after: f64,
}

/// What a calibration did to a set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recalibrated {
    /// Mappings that got another confidence.
    pub confidences: usize,
    /// Mappings of which the decision became another by it.
    pub decisions: usize,
    /// The confidence that changed most; of equals the first.
    pub largest: Option<LargestChange>,
}

/// A confidence as it was and as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LargestChange {
    /// The mapping, in words.
    pub mapping: String,
    /// As it was.
    pub before: f32,
    /// As it is.
    pub after: f32,
}

impl LargestChange {
    /// How much it changed, up or down.
    pub fn size(&self) -> f32 {
        (self.after - self.before).abs()
    }
}

impl Calibration {
    /// What speaks against trusting it, in words, when something does.
    pub fn cautions(&self, done: &Recalibrated) -> Vec<String> {
        let mut cautions = Vec::new();
        if self.decisions < FEW {
            let message = format!(
                "learned from {} and applied to {}: with fewer than {FEW} it says little of other rows",
                counted(self.decisions, "decision", "decisions"),
                counted(done.confidences, "mapping", "mappings")
            );
            cautions.push(message);
        }
        if let Some(largest) = done.largest.as_ref().filter(|largest| largest.size() > MUCH) {
            cautions.push(format!(
                "confidences changed by up to {:.2}: {} from {:.2} to {:.2}; were the decisions about rows like these?",
                largest.size(),
                largest.mapping,
                largest.before,
                largest.after
            ));
        }
        cautions
    }

    /// A confidence as it should be.
    pub fn applied(&self, confidence: f32) -> f32 {
        logistic(self.slope * log_odds(f64::from(confidence)) + self.shift) as f32
    }

    /// Gives every row that nobody reviewed the confidence it should have.
    pub fn apply(&self, set: &mut MappingSet) -> Recalibrated {
        let mut done = Recalibrated::default();
        let is_open = |row: &&mut MappingRow| !row.is_reviewed() && !row.negated && row.object.id != NO_TERM;
        for row in set.rows.iter_mut().filter(is_open) {
            let Some(before) = row.confidence else { continue };
            let after = (self.applied(before) * 10_000.0).round() / 10_000.0;
            let decision = Decision::of(after);
            done.decisions += usize::from(row.decision.is_some_and(|before| before != decision));
            done.confidences += usize::from((after - before).abs() > f32::EPSILON);
            if done.largest.as_ref().is_none_or(|largest| (after - before).abs() > largest.size()) {
                let mapping = format!("{} → {}", row.subject.shown(), row.object.shown());
                done.largest = Some(LargestChange { mapping, before, after });
            }
            (row.confidence, row.decision) = (Some(after), Some(decision));
        }
        done
    }
}

/// Learns from the decisions that have a confidence to learn from; none when there are fewer than twenty, or when all
/// of them say the same.
pub fn calibrate<'a>(decisions: impl IntoIterator<Item = &'a ReviewDecision>) -> Option<Calibration> {
    let resolved = resolve(decisions, None);
    let latest = resolved.into_values().filter_map(|one| one.decisions.into_iter().last());
    let examples: Vec<(f64, f64)> = latest
        .filter(|decision| !decision.object.is_no_term() && decision.outcome() != Outcome::Open)
        .filter_map(|decision| {
            let is_right = matches!(decision.outcome(), Outcome::Right(_));
            Some((f64::from(decision.confidence?), f64::from(u8::from(is_right))))
        })
        .collect();
    let right = examples.iter().filter(|(_, truth)| *truth > 0.5).count();
    if examples.len() < FEWEST || right == 0 || right == examples.len() {
        return None;
    }
    let (mut slope, mut shift) = (1.0, 0.0);
    for _ in 0..ROUNDS {
        let strength = PRIOR / 4.0;
        let (mut gradient, mut hessian) = ([strength * (1.0 - slope), -strength * shift], [strength, 0.0, strength]);
        for (confidence, truth) in &examples {
            let odds = log_odds(*confidence);
            let estimate = logistic(slope * odds + shift);
            let weight = estimate * (1.0 - estimate);
            gradient[0] += (truth - estimate) * odds;
            gradient[1] += truth - estimate;
            hessian[0] += weight * odds * odds;
            hessian[1] += weight * odds;
            hessian[2] += weight;
        }
        let determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        let step = [
            (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant,
            (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant,
        ];
        slope += step[0];
        shift += step[1];
        if step[0].abs() + step[1].abs() < 1e-9 {
            break;
        }
    }
    // Turned round, a more confident row would be a worse one: then the confidences say nothing that can be used.
    slope = slope.max(0.0);
    let found = Calibration { decisions: examples.len(), slope, shift, error_before: 0.0, error_after: 0.0 };
    let after: Vec<(f64, f64)> =
        examples.iter().map(|(confidence, truth)| (f64::from(found.applied(*confidence as f32)), *truth)).collect();
    Some(Calibration { error_before: error(&examples), error_after: error(&after), ..found })
}

fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln().clamp(-FURTHEST, FURTHEST)
}

fn logistic(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// Expected calibration error over ten bands of equal width.
fn error(examples: &[(f64, f64)]) -> f64 {
    let mut bands = [(0.0, 0.0); 10];
    for (confidence, truth) in examples {
        let above = (1..10).filter(|band| f64::from(*band) / 10.0 <= *confidence).count();
        let band = &mut bands[above];
        *band = (band.0 + confidence, band.1 + truth);
    }
    bands.iter().map(|(confidence, truth)| (confidence - truth).abs()).sum::<f64>() / examples.len() as f64
}
