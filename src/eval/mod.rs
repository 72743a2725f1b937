//! Quality against gold: how many of the right concepts come first, and whether confidence means something.
//!
//! Every figure carries a bootstrap interval, because gold sets are small and a difference of two points on
//! seventy sentences is noise.

mod crosswalk;
mod mappings;
mod matches;
mod measures;
mod sentences;

pub use crosswalk::{
    CrosswalkGold, CrosswalkReport, GoldColumns, PairRow, evaluate_crosswalk, pair_rows, read_crosswalk_gold,
};
pub use mappings::{
    JudgedRow, Judgements, MappingReport, evaluate_mappings, judged_documents, judged_rows, read_judgements,
};
pub use matches::{Links, MATCH_FEATURES, MatchReport, MatchRow, evaluate_matches, read_links};
pub use measures::{Interval, calibration_error, interval, ranked_precision, reciprocal_rank, separation};
pub use sentences::{CandidateRow, Gold, Scored, SentenceReport, candidate_rows, evaluate, read_gold};
