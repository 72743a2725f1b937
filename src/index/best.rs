//! The few best of many, without sorting them all.

/// The best of what is offered, best first; the lower number of equals.
#[derive(Debug, Default)]
pub struct Best {
    kept: Vec<(f32, u32)>,
    most: usize,
}

impl Best {
    /// Begins anew and keeps so many.
    pub fn begin(&mut self, most: usize) {
        self.kept.clear();
        self.most = most;
    }

    /// Takes in one, when it is among the best so far.
    #[inline]
    pub fn offer(&mut self, score: f32, number: u32) {
        if self.takes(score, number) {
            self.kept.truncate(self.most - 1);
            self.insert(score, number);
        }
    }

    /// Whether one is among the best so far.
    #[inline]
    pub fn takes(&self, score: f32, number: u32) -> bool {
        let full = self.kept.len() >= self.most;
        self.most > 0 && (!full || self.kept.last().is_some_and(|last| is_better((score, number), *last)))
    }

    /// What was kept.
    pub fn best(&self) -> &[(f32, u32)] {
        &self.kept
    }

    fn insert(&mut self, score: f32, number: u32) {
        let mut place = self.kept.len();
        while place > 0 && is_better((score, number), self.kept[place - 1]) {
            place -= 1;
        }
        self.kept.insert(place, (score, number));
    }
}

#[inline(always)]
fn is_better(one: (f32, u32), other: (f32, u32)) -> bool {
    one.0 > other.0 || (one.0 >= other.0 && one.1 < other.1)
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
