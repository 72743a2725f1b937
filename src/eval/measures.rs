//! The measures, each a pure function.

use std::collections::BTreeSet;

/// RP@k (R-precision at k): right ones among the first `k`, over `min(k, gold)`.
pub fn ranked_precision(ranking: &[u32], gold: &BTreeSet<u32>, k: usize) -> f64 {
    let found = ranking.iter().take(k).filter(|concept| gold.contains(concept)).count();
    found as f64 / k.min(gold.len()).max(1) as f64
}

/// One over the place of the first right one; 0 when there is none.
pub fn reciprocal_rank(ranking: &[u32], gold: &BTreeSet<u32>) -> f64 {
    ranking.iter().position(|concept| gold.contains(concept)).map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

/// Expected calibration error over ten equal bins of confidence (Naeini and others, 2015).
pub fn calibration_error(predictions: &[(f32, bool)]) -> f64 {
    let mut bins = [(0usize, 0.0f64, 0usize); 10];
    for (confidence, right) in predictions {
        let bin = (0..9).find(|bin| *confidence < (*bin as f32 + 1.0) / 10.0).unwrap_or(9);
        bins[bin].0 += 1;
        bins[bin].1 += f64::from(*confidence);
        bins[bin].2 += usize::from(*right);
    }
    let gaps = bins.iter().map(|(_, confidence, right)| (confidence - *right as f64).abs());
    gaps.sum::<f64>() / predictions.len().max(1) as f64
}

/// How likely one that is right has a higher confidence than one that is wrong, equals by half: the area below the curve of
/// sensitivity over fall-out. 0.5, as by chance, when there is none of either.
pub fn separation(predictions: &[(f32, bool)]) -> f64 {
    let mut sorted = predictions.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut wrong_below, mut won) = (0usize, 0.0f64);
    for equal in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let right = equal.iter().filter(|one| one.1).count();
        let wrong = equal.len() - right;
        won += right as f64 * (wrong_below as f64 + wrong as f64 / 2.0);
        wrong_below += wrong;
    }
    let pairs = wrong_below * (sorted.len() - wrong_below);
    if pairs == 0 { 0.5 } else { won / pairs as f64 }
}

/// A mean with its 95 % bootstrap interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// 2.5th percentile of the resampled means.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// Mean and percentile bootstrap interval (Efron, 1979) of a thousand resamples, from a fixed seed.
pub fn interval(values: &[f64]) -> Interval {
    const RESAMPLES: usize = 1_000;
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    if values.is_empty() {
        return Interval { mean, low: mean, high: mean };
    }
    let mut state = 0x5eed_u64;
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let drawn = (0..values.len()).map(|_| values[(split_mix(&mut state) % values.len() as u64) as usize]);
            drawn.sum::<f64>() / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Interval { mean, low: means[RESAMPLES / 40], high: means[RESAMPLES - 1 - RESAMPLES / 40] }
}

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, and the same everywhere.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranked_precision_divides_by_the_smaller_of_k_and_gold() {
        let gold = BTreeSet::from([1, 2, 3]);
        assert!((ranked_precision(&[1, 9, 2], &gold, 1) - 1.0).abs() < 1e-9);
        assert!((ranked_precision(&[1, 9, 2, 8, 7], &gold, 5) - 2.0 / 3.0).abs() < 1e-9);
        assert!((reciprocal_rank(&[9, 2], &gold) - 0.5).abs() < 1e-9);
        assert!(reciprocal_rank(&[9], &gold).abs() < 1e-9);
    }

    #[test]
    fn perfect_calibration_has_no_error_and_overconfidence_has_its_size() {
        assert!(calibration_error(&[(1.0, true), (0.0, false)]) < 1e-6);
        assert!((calibration_error(&[(0.95, true), (0.95, false)]) - 0.45).abs() < 1e-6);
    }

    #[test]
    fn separation_is_the_share_of_pairs_in_the_right_order() {
        assert!((separation(&[(0.9, true), (0.1, false), (0.5, false)]) - 1.0).abs() < 1e-9);
        assert!((separation(&[(0.5, true), (0.5, false)]) - 0.5).abs() < 1e-9);
        assert!(separation(&[(0.1, true), (0.9, false)]).abs() < 1e-9);
        assert!((separation(&[(0.1, true)]) - 0.5).abs() < 1e-9, "none is wrong");
    }

    #[test]
    fn the_interval_holds_the_mean_and_is_the_same_every_time() {
        let values: Vec<f64> = (0..50).map(|value| f64::from(value % 7)).collect();
        let first = interval(&values);
        assert!(first.low <= first.mean && first.mean <= first.high && first.low < first.high);
        assert_eq!(first, interval(&values));
    }
}
