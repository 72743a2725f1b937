//! What a format cannot say, counted by sort, so that nothing is left out in silence.

use std::collections::BTreeMap;

use super::harmless::one_line;

/// What was left out of an output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    sorts: BTreeMap<String, (usize, String)>,
    rows: usize,
}

impl Losses {
    /// A detail of a mapping that the format has no place for; the mapping itself is written.
    pub fn detail(&mut self, what: &str, example: &str) {
        let (count, _) = self.sorts.entry(what.to_owned()).or_insert_with(|| (0, one_line(example)));
        *count += 1;
    }

    /// A whole mapping that the format cannot say.
    pub fn row(&mut self, why: &str, example: &str) {
        self.rows += 1;
        self.detail(why, example);
    }

    /// How many mappings are not in the output at all.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether everything was written.
    pub fn is_empty(&self) -> bool {
        self.sorts.is_empty()
    }

    /// One line a sort: how many, what, and the first of them.
    pub fn lines(&self) -> Vec<String> {
        let line = |(what, (count, example)): (&String, &(usize, String))| {
            let example = if example.is_empty() { String::new() } else { format!(", first: {example}") };
            format!("{count} × {what}{example}")
        };
        self.sorts.iter().map(line).collect()
    }

    /// Adds those of another part of the output.
    pub fn extend(&mut self, other: Self) {
        self.rows += other.rows;
        for (what, (count, example)) in other.sorts {
            let (sum, _) = self.sorts.entry(what).or_insert((0, example));
            *sum += count;
        }
    }
}
