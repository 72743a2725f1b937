//! What there is to learn from: pairs of a text and the name of the concept that it speaks of.
//!
//! A taxonomy teaches by its own words: each alternative label, each sentence of a definition and each
//! example goes with the preferred label. Tasks of an occupation go with what they stand under (O*NET's
//! `broader` from tasks to activities). A person's own examples are a table of `text,label`. Two words that
//! often stand side by side become a word of their own beside them.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{ConceptKind, LabelRole, RelationKind, Taxonomy};
use crate::text::{Token, is_stop_word, segments, tokenise};
use crate::vectors::Side;

/// Shortest sentence of a definition that is worth a lesson, in words.
const SHORTEST_SENTENCE: usize = 4;

/// A text and what it speaks of, in word numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Words of the text.
    pub text: Vec<u32>,
    /// Number of the name among [`Lessons::names`].
    pub name: u32,
    /// Whether the text is a running one or a name itself.
    pub side: Side,
}

/// Everything to learn from.
#[derive(Debug, Clone, Default)]
pub struct Lessons {
    /// Words by number, in the order of their first use.
    pub words: Vec<String>,
    /// How often each word was used.
    pub counts: Vec<u32>,
    /// Words of each name that is learnt.
    pub names: Vec<Vec<u32>>,
    /// The lessons.
    pub lessons: Vec<Lesson>,
    numbers: HashMap<String, u32>,
    name_numbers: HashMap<Vec<u32>, u32>,
}

impl Lessons {
    /// Takes in every lesson of a taxonomy.
    pub fn add_taxonomy(&mut self, taxonomy: &Taxonomy) {
        let mut names = Vec::with_capacity(taxonomy.concepts.len());
        for concept in &taxonomy.concepts {
            let name = self.name(concept.name());
            names.push(name);
            if !teaches(concept.kind) {
                continue;
            }
            for label in concept.labels.iter().filter(|label| label.role != LabelRole::Preferred) {
                self.lesson(&label.text, name, Side::Name);
            }
            for note in &concept.notes {
                for segment in segments(&note.text) {
                    self.sentence(&note.text[segment.range], name);
                }
            }
        }
        for relation in taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
            let source = &taxonomy.concepts[relation.source as usize];
            if matches!(source.kind, ConceptKind::Task) {
                self.lesson(source.name(), names[relation.target as usize], Side::Text);
            }
        }
    }

    /// Takes in a table of `text,label` (or `sentence,label`); a label that no taxonomy has yet is a new name.
    pub fn add_examples(&mut self, examples: &[(String, String)], repeat: usize) {
        for (text, label) in examples {
            let name = self.name(label);
            for _ in 0..repeat {
                self.lesson(text, name, Side::Text);
            }
        }
    }

    /// Drops lessons whose text is no word, and names that nothing is left of.
    fn lesson(&mut self, text: &str, name: Option<u32>, side: Side) {
        let words = self.words_of(text);
        if let Some(name) = name.filter(|name| !words.is_empty() && self.names[*name as usize] != words) {
            self.lessons.push(Lesson { text: words, name, side });
        }
    }

    fn sentence(&mut self, text: &str, name: Option<u32>) {
        if text.split_whitespace().count() >= SHORTEST_SENTENCE {
            self.lesson(text, name, Side::Text);
        }
    }

    fn name(&mut self, text: &str) -> Option<u32> {
        let words = self.words_of(text);
        if words.is_empty() {
            return None;
        }
        let next = self.names.len() as u32;
        let number = *self.name_numbers.entry(words.clone()).or_insert(next);
        if number == next {
            self.names.push(words);
        }
        Some(number)
    }

    fn words_of(&mut self, text: &str) -> Vec<u32> {
        let number = |word: String| {
            let next = self.words.len() as u32;
            let number = *self.numbers.entry(word.clone()).or_insert(next);
            if number == next {
                self.words.push(word);
                self.counts.push(0);
            }
            self.counts[number as usize] += 1;
            number
        };
        tokenise(text).into_iter().map(|token| token.folded).filter(|word| !word.is_empty()).map(number).collect()
    }

    /// Gives the pairs of words that most often stand side by side a number of their own, and adds it to every text
    /// and name that has the pair. Words that are joined by chance alone are held back by asking for `least` uses.
    pub fn join_pairs(&mut self, most: usize, least: u32) {
        let stop: Vec<bool> = self.words.iter().map(|word| is_stop_word(word)).collect();
        let mut counts: HashMap<(u32, u32), u32> = HashMap::new();
        let mut seen: HashSet<&[u32]> = HashSet::new();
        for text in self.lessons.iter().map(|lesson| &lesson.text).chain(&self.names) {
            // The same text twice is one use.
            if seen.insert(text) {
                for pair in text.windows(2).filter(|pair| !stop[pair[0] as usize] && !stop[pair[1] as usize]) {
                    *counts.entry((pair[0], pair[1])).or_default() += 1;
                }
            }
        }
        let mut frequent: Vec<((u32, u32), u32)> = counts.into_iter().filter(|(_, count)| *count >= least).collect();
        frequent.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
        frequent.truncate(most);
        let mut numbers = HashMap::new();
        for ((first, second), count) in frequent {
            numbers.insert((first, second), self.words.len() as u32);
            self.words.push(format!("{} {}", self.words[first as usize], self.words[second as usize]));
            self.counts.push(count);
        }
        let join = |text: &mut Vec<u32>| {
            let pairs: Vec<u32> =
                text.windows(2).filter_map(|pair| numbers.get(&(pair[0], pair[1])).copied()).collect();
            text.extend(pairs);
        };
        self.lessons.iter_mut().for_each(|lesson| join(&mut lesson.text));
        self.names.iter_mut().for_each(join);
    }

    /// Words by falling use, equal ones by name: for a limit on how many are kept.
    pub fn by_use(&self) -> BTreeMap<(std::cmp::Reverse<u32>, &str), u32> {
        let words = self.words.iter().zip(&self.counts).zip(0u32..);
        words.map(|((word, count), number)| ((std::cmp::Reverse(*count), word.as_str()), number)).collect()
    }
}

/// Kinds whose names are learnt; titles of occupations and places in a hierarchy would crowd out the skills.
fn teaches(kind: ConceptKind) -> bool {
    kind.is_mapped_by_default()
}

/// Reads examples: a table with a column `text` (or `sentence`) and a column `label`.
pub fn examples(source: &SourceFile) -> Result<(Vec<(String, String)>, Diagnostics)> {
    let mut table = TableReader::open(source, Dialect::default())?;
    let (text, label) = (table.require(&["text", "sentence"])?, table.require(&["label"])?);
    let mut examples = Vec::new();
    while let Some(record) = table.next_record()? {
        let (text, label) = (record.get(text).to_owned(), record.get(label).to_owned());
        if text.is_empty() || label.is_empty() {
            let position = table.position(&record);
            table.diagnostics.push(Severity::Skipped, position, "an example without text or label");
            continue;
        }
        examples.push((text, label));
    }
    Ok((examples, table.diagnostics))
}

/// Reads judgements of demand: a table with a column `label` and a column `asked`, a number from 0 to 5.
pub fn judged_demand(source: &SourceFile) -> Result<(Vec<(Vec<Token>, f32)>, Diagnostics)> {
    let mut table = TableReader::open(source, Dialect::default())?;
    let (label, asked) = (table.require(&["label"])?, table.require(&["asked"])?);
    let mut judged = Vec::new();
    while let Some(record) = table.next_record()? {
        let (label, asked) = (record.get(label), record.get(asked).parse::<f32>());
        match asked {
            Ok(asked) if (0.0..=5.0).contains(&asked) && !label.is_empty() => judged.push((tokenise(label), asked)),
            _ => {
                let position = table.position(&record);
                table.diagnostics.push(
                    Severity::Skipped,
                    position,
                    "a judgement without a label or a number from 0 to 5",
                );
            }
        }
    }
    Ok((judged, table.diagnostics))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, NoteRole};

    #[test]
    fn labels_sentences_and_examples_teach_a_name() {
        let mut concept = Concept::new("1", ConceptKind::Skill);
        concept.add_label("Weave Cloth", LabelRole::Preferred, "en");
        concept.add_label("weave cloth", LabelRole::Alternative, "en");
        concept.add_label("cloth weaving", LabelRole::Alternative, "en");
        concept.add_note("Operate a loom to make fabric. Short one.", NoteRole::Definition, "en");
        let mut lessons = Lessons::default();
        lessons.add_taxonomy(&Taxonomy { concepts: vec![concept], ..Taxonomy::default() });
        lessons.add_examples(&[("our weavers make rugs".to_owned(), "weave cloth".to_owned())], 2);
        assert_eq!(lessons.names.len(), 1);
        assert_eq!(lessons.lessons.len(), 4, "the same words teach nothing, two words are no sentence");
        assert_eq!((lessons.words[0].as_str(), lessons.counts[0]), ("weave", 3));
    }
}
