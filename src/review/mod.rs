//! A person's decisions about mappings: kept apart from what a machine proposes, and applied to it again and again.
//!
//! A decision is about two sides, by their identifiers; so it survives another run, another version of either taxonomy
//! and another tool. [`Journal`] keeps decisions for ever, [`apply`] lets them win over a mapping set, [`queue`] says which
//! ones would teach most, [`agreement`] holds two reviewers against each other, [`compare`] two sets. Nothing here knows
//! a clock: whoever records a decision says its date.

mod agreement;
mod apply;
mod calibration;
mod decision;
mod difference;
mod journal;
mod queue;
mod sheet;
mod stale;

pub use agreement::{Agreement, Disagreement, agreement};
pub use apply::{Applied, ApplyOptions, apply};
pub use calibration::{Calibration, LargestChange, Recalibrated, calibrate};
pub use decision::{Outcome, Resolution, Resolved, ReviewDecision, Verdict, resolve};
pub use difference::{Change, Difference, compare};
pub use journal::{Entry, Journal};
pub use queue::{Question, queue};
pub use sheet::{read_decisions, write_disagreements, write_queue};
pub use stale::{Stale, StaleReason, Versions, earlier_versions, stale_decisions};
