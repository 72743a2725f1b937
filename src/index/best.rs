//! The few best of many, without sorting them all.
//!
//! Twice as many as are wanted are kept before the worse half is left out, so that most of what is offered costs one
//! comparison and no order is kept that nobody asks for.

use std::cmp::Ordering;

/// The best of what is offered, best first; the lower number of equals.
#[derive(Debug, Default)]
pub struct Best {
    kept: Vec<(f32, u32)>,
    most: usize,
    /// The least score that may still be among the best.
    least: f32,
}

impl Best {
    /// Begins anew and keeps so many.
    pub fn begin(&mut self, most: usize) {
        self.kept.clear();
        self.most = most;
        self.least = if most == 0 { f32::INFINITY } else { f32::NEG_INFINITY };
    }

    /// Takes in one, when it may be among the best.
    #[inline]
    pub fn offer(&mut self, score: f32, number: u32) {
        if self.takes(score) {
            self.take(score, number);
        }
    }

    /// Whether something of this score may be among the best so far.
    #[inline]
    pub fn takes(&self, score: f32) -> bool {
        score >= self.least
    }

    fn take(&mut self, score: f32, number: u32) {
        self.kept.push((score, number));
        if self.kept.len() >= 2 * self.most {
            self.cut();
        }
    }

    /// Leaves out all but the best.
    fn cut(&mut self) {
        if self.kept.len() > self.most {
            let (_, last, _) = self.kept.select_nth_unstable_by(self.most - 1, by_place);
            self.least = last.0;
            self.kept.truncate(self.most);
        }
    }

    /// What was kept, in no order.
    pub fn members(&mut self) -> &[(f32, u32)] {
        self.cut();
        &self.kept
    }

    /// What was kept, best first.
    pub fn best(&mut self) -> &[(f32, u32)] {
        self.cut();
        self.kept.sort_unstable_by(by_place);
        &self.kept
    }
}

fn by_place(one: &(f32, u32), other: &(f32, u32)) -> Ordering {
    other.0.total_cmp(&one.0).then(one.1.cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stay_in_order_whatever_comes_first() {
        let offered = [(0.5, 4), (0.9, 7), (0.5, 2), (0.1, 1), (0.7, 3)];
        let mut best = Best::default();
        for turn in 0..offered.len() {
            best.begin(3);
            for at in 0..offered.len() {
                let (score, number) = offered[(turn + at) % offered.len()];
                best.offer(score, number);
            }
            assert_eq!(best.best(), [(0.9, 7), (0.7, 3), (0.5, 2)]);
        }
        best.begin(0);
        best.offer(1.0, 1);
        assert!(best.best().is_empty());
    }
}
