//! Many short lists in one piece of memory: the documents of each term, the terms of each document.

/// A list of numbers for each number below a bound.
#[derive(Debug, Clone)]
pub(super) struct Runs {
    /// Where each list begins in `members`; one more than there are lists.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Default for Runs {
    fn default() -> Self {
        Self { starts: vec![0], members: Vec::new() }
    }
}

impl Runs {
    /// Adds a list behind the others.
    pub fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.members.extend(list);
        self.starts.push(self.members.len() as u32);
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// One list.
    pub fn of(&self, number: u32) -> &[u32] {
        &self.members[self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }

    /// Every list, in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len() as u32).map(|number| self.of(number))
    }

    /// The other way round: for each of `count` members the numbers of the lists that have it, ascending.
    pub fn transposed(&self, count: usize) -> Self {
        let mut starts = vec![0u32; count + 1];
        for member in &self.members {
            starts[*member as usize + 1] += 1;
        }
        for member in 0..count {
            starts[member + 1] += starts[member];
        }
        let mut next = starts.clone();
        let mut members = vec![0u32; self.members.len()];
        for (number, list) in self.iter().enumerate() {
            for member in list {
                let place = &mut next[*member as usize];
                members[*place as usize] = number as u32;
                *place += 1;
            }
        }
        Self { starts, members }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_kept_apart_and_turned_round() {
        let mut runs = Runs::default();
        for list in [vec![2, 0], vec![], vec![2]] {
            runs.push(list);
        }
        assert_eq!((runs.len(), runs.of(0), runs.of(1), runs.of(2)), (3, &[2, 0][..], &[][..], &[2][..]));
        let round = runs.transposed(3);
        assert_eq!((round.of(0), round.of(1), round.of(2)), (&[0][..], &[][..], &[0, 2][..]));
        assert_eq!(round.transposed(3).of(0), [0, 2], "lists come back in order");
    }
}
