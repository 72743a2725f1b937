//! What was found, cut down to what is most telling: for somebody who reads an answer and not a spreadsheet.

use serde::Serialize;

use super::{Gap, Row, Standing};

/// How many rows of each list were left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Concepts.
    pub concepts: usize,
    /// Groups.
    pub groups: usize,
    /// Values that documents are told apart by.
    pub slices: usize,
    /// Phrases.
    pub phrases: usize,
}

impl Gap {
    /// The same with at most so many concepts of each standing, groups, slices, phrases and values of a field, with one
    /// example of a side; of a slice remain the concepts that are asked for and not taught there.
    #[must_use]
    pub fn excerpt(mut self, most: usize) -> (Self, LeftOut) {
        for slice in &mut self.slices {
            slice.concepts.retain(|row| row.standing == Standing::NotTaught);
            slice.concepts.truncate(most);
        }
        for values in &mut self.values {
            values.more |= values.values.len() > most;
            values.values.truncate(most);
        }
        let left_out = LeftOut {
            concepts: of_each_standing(&mut self.concepts, most),
            groups: first(&mut self.groups, most),
            slices: first(&mut self.slices, most),
            phrases: first(&mut self.phrases, most),
        };
        for row in self.concepts.iter_mut().chain(&mut self.groups) {
            row.asked.truncate(1);
            row.taught.truncate(1);
        }
        (self, left_out)
    }
}

/// Keeps the first of a list, and says how many went.
fn first<T>(list: &mut Vec<T>, most: usize) -> usize {
    let left_out = list.len().saturating_sub(most);
    list.truncate(most);
    left_out
}

/// Keeps the first rows of each standing: the order of all would show what both sides name and hardly anything else.
fn of_each_standing(rows: &mut Vec<Row>, most: usize) -> usize {
    let before = rows.len();
    let mut kept: Vec<(Standing, usize)> = Vec::new();
    rows.retain(|row| {
        let place = kept.iter().position(|(standing, _)| *standing == row.standing).unwrap_or_else(|| {
            kept.push((row.standing, 0));
            kept.len() - 1
        });
        kept[place].1 += 1;
        kept[place].1 <= most
    });
    before - rows.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gap::{Count, Example, Field, FieldValue, FieldValues, Slice, Totals};
    use crate::model::ConceptKind;

    fn row(label: &str, standing: Standing) -> Row {
        let example = Example { id: "1".to_owned(), title: String::new(), quote: label.to_owned(), confidence: 0.9 };
        Row {
            concept_id: label.to_owned(),
            label: label.to_owned(),
            taxonomy: "trades".to_owned(),
            kind: ConceptKind::Skill,
            level: None,
            groups: Vec::new(),
            soft: false,
            standing,
            demand: Count::default(),
            supply: Count::default(),
            demand_share: 0.0,
            supply_share: 0.0,
            ratio: None,
            gap: 0.0,
            clear: false,
            nearest: None,
            asked: vec![example.clone(), example],
            taught: Vec::new(),
        }
    }

    #[test]
    fn the_first_of_each_standing_stay_and_the_others_are_counted() {
        let rows = || vec![row("a", Standing::Met), row("b", Standing::Met), row("c", Standing::NotTaught)];
        let slice = |value: &str| Slice {
            value: value.to_owned(),
            postings: 1,
            credentials: 1,
            requests: 3,
            requests_met: 2,
            concepts: rows(),
        };
        let value = |value: &str| FieldValue { value: value.to_owned(), name: None, postings: 1, credentials: 0 };
        let places = FieldValues {
            field: Field::Place,
            postings: 2,
            credentials: 0,
            values: vec![value("Waco"), value("Austin")],
            more: false,
        };
        let gap = Gap {
            totals: Totals { postings: 2, ..Totals::default() },
            taxonomies: Vec::new(),
            by: Some(Field::Place),
            whole: Vec::new(),
            concepts: rows(),
            groups: Vec::new(),
            slices: vec![slice("Waco"), slice("Austin")],
            merged_values: false,
            unsaid: Vec::new(),
            values: vec![places],
            phrases: Vec::new(),
        };
        let names = |rows: &[Row]| rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>();
        let (excerpt, left_out) = gap.clone().excerpt(1);
        assert_eq!(names(&excerpt.concepts), ["a", "c"]);
        assert_eq!(left_out, LeftOut { concepts: 1, groups: 0, slices: 1, phrases: 0 });
        assert_eq!((excerpt.slices.len(), names(&excerpt.slices[0].concepts)), (1, vec!["c".to_owned()]));
        assert!(excerpt.values[0].more && excerpt.values[0].values.len() == 1);
        assert_eq!((excerpt.concepts[0].asked.len(), &excerpt.totals), (1, &gap.totals));
        assert_eq!(gap.excerpt(9).1, LeftOut::default());
    }
}
