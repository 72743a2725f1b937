//! Names of languages that mean a people, a country or a manner: a "Danish driving licence" and "plain English" speak of no
//! language, "Danish speakers" and "Danish is a plus" do.

use std::ops::Range;

use super::passages::Passage;
use crate::index::Index;
use crate::model::ConceptKind;
use crate::text::{Cues, Token, is_stop_word};

/// Words before which the name of a language means the language, in lower case.
static OF_LANGUAGES: Cues = Cues::new(&[
    "language", "speak", "spoken", "fluen", "written", "writing", "reading", "verbal", "oral", "proficien", "native",
    "lingual", "conversation", "translat", "interpret", "knowledge", "skills", "level", "grammar", "vocabular",
    "literature", "teach", "classes", "lesson", "course", "tutor", "beginner", "intermediate", "advanced", "desirab",
    "desired", "prefer", "requir", "essential", "necessary", "needed", "must", "advantag", "mandatory", "optional",
    "welcome", "helpful", "benefi", "bonus", "asset", "ideal", "plus",
]);

/// Whether the name of a language stands before what is of its people or country, or behind a word that makes a manner of
/// it.
pub(super) fn means_no_language(
    index: &Index,
    concept: u32,
    passage: &Passage,
    text: &str,
    span: &Range<usize>,
) -> bool {
    let next = || passage.words.iter().find(|word| word.range.start >= span.end);
    let is_thing = |word: &Token| {
        let beside = text[span.end..word.range.start].chars().all(char::is_whitespace);
        beside && !is_stop_word(&word.folded) && !OF_LANGUAGES.stand_in(&word.folded)
    };
    let is_manner = || {
        let before = passage.words.iter().rfind(|word| word.range.end <= span.start);
        before.is_some_and(|word| matches!(word.folded.as_str(), "plain" | "everyday"))
    };
    is_language(index, concept) && (next().is_some_and(is_thing) || is_manner())
}

/// Whether a concept is a language: by its kind, or as ESCO has it, by the collection it is in.
fn is_language(index: &Index, concept: u32) -> bool {
    let concept = &index.taxonomy.concepts[concept as usize];
    concept.kind == ConceptKind::Language || concept.categories.iter().any(|name| name == "language skills")
}
