//! The few best of many, without sorting them all.
//!
//! Score and number are one whole number, so that comparing is one instruction. A list is kept in order while it is
//! short; most of what is offered to it costs one comparison with the last. Of a list that is there as a whole
//! [`keep_best`] is quicker.

use std::cmp::Reverse;

/// The best of what is offered, best first; the lower number of equals.
#[derive(Debug, Default)]
pub struct Best {
    /// Keys, best first.
    kept: Vec<u64>,
    most: usize,
    /// What a score must reach to be among the best.
    least: f32,
}

impl Best {
    /// Begins anew and keeps so many.
    pub fn begin(&mut self, most: usize) {
        self.kept.clear();
        self.most = most;
        self.least = if most == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
    }

    /// Takes in one, when it is among the best so far.
    #[inline]
    pub fn offer(&mut self, score: f32, number: u32) {
        if self.takes(score) {
            self.insert(key(score, number));
        }
    }

    /// Whether something of this score may be among the best so far.
    #[inline]
    pub fn takes(&self, score: f32) -> bool {
        score >= self.least
    }

    /// What was kept, best first.
    pub fn best(&self) -> impl Iterator<Item = (f32, u32)> {
        self.kept.iter().map(|key| opened(*key))
    }

    fn insert(&mut self, key: u64) {
        if self.kept.len() < self.most {
            self.kept.push(key);
        } else if let Some(last) = self.kept.last_mut() {
            *last = key.max(*last);
        }
        let mut place = self.kept.len() - 1;
        while place > 0 && self.kept[place - 1] < self.kept[place] {
            self.kept.swap(place - 1, place);
            place -= 1;
        }
        if self.kept.len() == self.most {
            self.least = opened(self.kept[self.most - 1]).0;
        }
    }
}

/// Leaves so many of a list, the best, in no order.
pub fn keep_best(list: &mut Vec<(f32, u32)>, most: usize) {
    if most < list.len() {
        list.select_nth_unstable_by_key(most, |(score, number)| Reverse(key(*score, *number)));
        list.truncate(most);
    }
}

/// A number that is larger for a higher score, and for a lower number of the same score.
fn key(score: f32, number: u32) -> u64 {
    let bits = score.to_bits();
    let rising = if score.is_sign_negative() { !bits } else { bits | SIGN };
    u64::from(rising) << 32 | u64::from(!number)
}

/// Score and number of a key.
fn opened(key: u64) -> (f32, u32) {
    let rising = (key >> 32) as u32;
    let bits = if rising & SIGN == 0 { !rising } else { rising & !SIGN };
    (f32::from_bits(bits), !(key as u32))
}

const SIGN: u32 = 1 << 31;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_in_order_whatever_comes_first() {
        let offered = [(-0.5, 4), (0.9, 7), (-0.5, 2), (-0.7, 1), (0.7, 3)];
        let mut best = Best::default();
        for turn in 0..offered.len() {
            best.begin(3);
            for at in 0..offered.len() {
                let (score, number) = offered[(turn + at) % offered.len()];
                best.offer(score, number);
            }
            assert_eq!(best.best().collect::<Vec<_>>(), [(0.9, 7), (0.7, 3), (-0.5, 2)]);
        }
        best.begin(0);
        best.offer(1.0, 1);
        assert_eq!(best.best().count(), 0);

        let mut list = offered.to_vec();
        keep_best(&mut list, 9);
        assert_eq!(list.len(), offered.len());
        keep_best(&mut list, 3);
        list.sort_by(|a, b| b.0.total_cmp(&a.0));
        assert_eq!(list, [(0.9, 7), (0.7, 3), (-0.5, 2)]);
    }
}
