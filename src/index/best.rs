//! The few best of many, without sorting them all.
//!
//! Score and number are one whole number, so that comparing is one instruction. A list is kept in order while it is
//! short; most of what is offered to it costs one comparison with the last. Of a list that is there as a whole
//! [`keep_best`] is quicker.

/// A score and whose it is, as one number: larger for a higher score, and for the lower number of two of one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scored(u64);

impl Scored {
    /// Puts the two together.
    #[inline]
    pub fn new(score: f32, number: u32) -> Self {
        // The bits of numbers below zero rise as the numbers fall.
        let bits = score.to_bits();
        let rising = bits ^ ((bits.cast_signed() >> 31).cast_unsigned() | SIGN);
        Self(u64::from(rising) << 32 | u64::from(!number))
    }

    /// The score.
    #[inline]
    pub fn score(self) -> f32 {
        let rising = (self.0 >> 32) as u32;
        f32::from_bits(if rising & SIGN == 0 { !rising } else { rising & !SIGN })
    }

    /// Whose it is.
    #[inline]
    pub fn number(self) -> u32 {
        !(self.0 as u32)
    }
}

const SIGN: u32 = 1 << 31;

/// The best of what is offered, best first; the lower number of equals.
#[derive(Debug, Default)]
pub struct Best {
    /// Best first.
    kept: Vec<Scored>,
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
            self.insert(Scored::new(score, number));
        }
    }

    /// Whether something of this score may be among the best so far.
    #[inline]
    pub fn takes(&self, score: f32) -> bool {
        score >= self.least
    }

    /// What was kept, best first.
    pub fn best(&self) -> impl Iterator<Item = (f32, u32)> {
        self.kept.iter().map(|one| (one.score(), one.number()))
    }

    fn insert(&mut self, one: Scored) {
        if self.kept.len() < self.most {
            self.kept.push(one);
        } else if let Some(last) = self.kept.last_mut() {
            *last = one.max(*last);
        }
        let mut place = self.kept.len() - 1;
        while place > 0 && self.kept[place - 1] < self.kept[place] {
            self.kept.swap(place - 1, place);
            place -= 1;
        }
        if self.kept.len() == self.most {
            self.least = self.kept[self.most - 1].score();
        }
    }
}

/// Leaves so many of a list, the best, in no order.
pub fn keep_best(list: &mut Vec<Scored>, most: usize) {
    if most < list.len() {
        list.select_nth_unstable_by(most, |a, b| b.cmp(a));
        list.truncate(most);
    }
}

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

        let mut list: Vec<Scored> = offered.iter().map(|(score, number)| Scored::new(*score, *number)).collect();
        keep_best(&mut list, 9);
        assert_eq!(list.len(), offered.len());
        keep_best(&mut list, 3);
        list.sort_by(|a, b| b.cmp(a));
        let kept: Vec<(f32, u32)> = list.iter().map(|one| (one.score(), one.number())).collect();
        assert_eq!(kept, [(0.9, 7), (0.7, 3), (-0.5, 2)]);
    }
}
