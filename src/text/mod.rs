//! Pure functions over text: words, stems, sentences and sections, always with byte offsets into the original.

mod sections;
mod sentences;
mod stems;
mod tokens;

pub use sections::{Section, section_of_heading};
pub use sentences::{Segment, segments};
pub use stems::{Stemmer, is_stop_word};
pub use tokens::{Token, fold, tokenise};
