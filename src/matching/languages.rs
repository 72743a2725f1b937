//! What a posting names word for word. How often postings ask for a concept tells which of several is meant where words
//! are unclear. Where its very name stands in a sentence that asks for something, it is meant whether it was ever
//! counted or not, and the score is weighed as in fields that demand was hardly counted in (`Setting::Unfamiliar`).

use std::ops::Range;

use super::Setting;
use super::passages::Passage;
use super::setting::is_sentence;
use crate::index::Index;
use crate::model::{ConceptKind, Document};
use crate::text::{Cues, Token, is_stop_word};

/// How likely it is that what is named so is asked for as well: of 92 mappings of 44 postings of `SkillSpan` that are
/// accepted by their name alone, 70 are right (`tests/gold`, `training/judgements/named.csv`).
pub(super) const ASKED_FOR: f32 = 0.8;

/// Words before which the name of a language means the language, in lower case.
static OF_LANGUAGES: Cues = Cues::new(&[
    "language", "speak", "spoken", "fluen", "written", "writing", "reading", "verbal", "oral", "proficien", "native",
    "lingual", "conversation", "translat", "interpret", "knowledge", "skills", "level", "grammar", "vocabular",
    "literature", "teach", "classes", "lesson", "course", "tutor", "beginner", "intermediate", "advanced", "desirab",
    "desired", "prefer", "requir", "essential", "necessary", "needed", "must", "advantag", "mandatory", "optional",
    "welcome", "helpful", "benefi", "bonus", "asset", "ideal", "plus",
]);

/// Whether names count by themselves in a document of so many passages.
pub(super) fn count_in(setting: Setting, document: &Document, passages: usize) -> bool {
    setting == Setting::Posting && !is_sentence(document, passages)
}

/// Whether a label that stands at some place of a passage is asked for there.
pub(super) fn is_asked_for(index: &Index, passage: &Passage, text: &str, label: u32, span: &Range<usize>) -> bool {
    let name = index.label_text(label);
    // "LESS" and "SPARK" are names, "less" and "spark" are words.
    let in_capitals = name.len() > 1 && name.chars().all(char::is_uppercase);
    passage.asks && (!in_capitals || text[span.clone()] == *name)
}

/// Whether the name of a language stands before what is of its people or country: a "Danish driving licence" speaks of no
/// language, "Danish speakers" and "Danish is a plus" do.
pub(super) fn means_a_country(index: &Index, concept: u32, passage: &Passage, text: &str, span: &Range<usize>) -> bool {
    let next = || passage.words.iter().find(|word| word.range.start >= span.end);
    let is_thing = |word: &Token| {
        let beside = text[span.end..word.range.start].chars().all(char::is_whitespace);
        beside && !is_stop_word(&word.folded) && !OF_LANGUAGES.stand_in(&word.folded)
    };
    is_language(index, concept) && next().is_some_and(is_thing)
}

/// Whether a concept is a language: by its kind, or as ESCO has it, by the collection it is in.
fn is_language(index: &Index, concept: u32) -> bool {
    let concept = &index.taxonomy.concepts[concept as usize];
    concept.kind == ConceptKind::Language || concept.categories.iter().any(|name| name == "language skills")
}
