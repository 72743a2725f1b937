//! From counts to shares, ratios and standings.

use super::{Count, Standing};

/// Four decimals: the same text on every machine.
pub(super) fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// Share of a part in all; 0 of nothing.
pub(super) fn share(part: u64, all: u64) -> f64 {
    if all == 0 { 0.0 } else { round(part as f64 / all as f64) }
}

/// Postings for each credential.
pub(super) fn ratio(demand: u64, supply: u64) -> Option<f64> {
    (supply > 0).then(|| round(demand as f64 / supply as f64))
}

/// Whether the shares of two sides differ by more than twice the standard error that equal shares would have.
pub(super) fn is_clear(demand: Count, supply: Count, documents: [u64; 2]) -> bool {
    let [postings, credentials] = documents.map(|documents| documents as f64);
    let (asked, taught) = (demand.documents as f64, supply.documents as f64);
    let common = (asked + taught) / (postings + credentials);
    let error = (common * (1.0 - common) * (1.0 / postings + 1.0 / credentials)).sqrt();
    postings > 0.0 && credentials > 0.0 && (asked / postings - taught / credentials).abs() > 2.0 * error
}

/// How the sides meet, given whether either has something near; nothing when neither side names the concept.
pub(super) fn standing(demand: Count, supply: Count, near: bool) -> Option<Standing> {
    match (demand.documents > 0, supply.documents > 0) {
        (true, true) => Some(Standing::Met),
        (true, false) if near || supply.narrower > 0 => Some(Standing::Partly),
        (true, false) => Some(Standing::NotTaught),
        (false, true) if near || demand.narrower > 0 => Some(Standing::PartlyAskedFor),
        (false, true) => Some(Standing::NotAskedFor),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_taught_has_no_ratio_and_no_infinity() {
        assert_eq!(ratio(3, 0), None);
        assert_eq!(ratio(1, 3), Some(0.3333));
        assert!(share(0, 0).abs() < f64::EPSILON);
    }

    #[test]
    fn one_document_more_or_less_is_no_finding() {
        let count = |documents: u64| Count { documents, ..Count::default() };
        assert!(!is_clear(count(2), count(3), [22, 63]));
        assert!(is_clear(count(12), count(3), [22, 63]));
        assert!(!is_clear(count(0), count(0), [0, 5]) && !is_clear(count(5), count(5), [5, 5]));
    }

    #[test]
    fn a_gap_is_only_where_nothing_comes_near() {
        let some = Count { documents: 1, ..Count::default() };
        let narrower = Count { narrower: 2, ..Count::default() };
        assert_eq!(standing(some, some, false), Some(Standing::Met));
        assert_eq!(standing(some, narrower, false), Some(Standing::Partly));
        assert_eq!(standing(some, Count::default(), true), Some(Standing::Partly));
        assert_eq!(standing(some, Count::default(), false), Some(Standing::NotTaught));
        assert_eq!(standing(narrower, some, false), Some(Standing::PartlyAskedFor));
        assert_eq!(standing(Count::default(), some, false), Some(Standing::NotAskedFor));
        assert_eq!(standing(narrower, narrower, true), None);
    }
}
