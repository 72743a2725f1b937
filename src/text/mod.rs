//! Pure functions over text: words, stems, sentences and sections, always with byte offsets into the original.

mod asking;
mod boilerplate;
mod compounds;
mod cues;
mod genre;
mod language;
mod markup;
mod negation;
mod ordinary_words;
mod phrases;
mod qualifications;
mod sections;
mod sentences;
mod small_words;
mod stems;
mod tokens;
mod word_forms;

pub use asking::asks;
pub use boilerplate::{is_boilerplate, is_prerequisite};
pub use compounds::{CompoundSplitter, joins_compounds};
pub use cues::Cues;
pub use genre::{Genre, genre, reads_like_an_entry, speaks_of_hiring};
pub use language::language_of;
pub use markup::plain_text;
pub use negation::negated;
pub use ordinary_words::{is_ordinary_word, needs_capital};
pub use phrases::{PhraseSpan, phrases};
pub use qualifications::{NamedQualification, qualifications};
pub use sections::{Section, section_of_heading};
pub use sentences::{Segment, segments};
pub use small_words::is_small_word;
pub use stems::{Stemmer, is_framing_word, is_stop_word};
pub use tokens::{Token, fold, tokenise};
pub use word_forms::{WordForms, without_gender_marks};
