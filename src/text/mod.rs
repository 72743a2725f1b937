//! Pure functions over text: words, stems, sentences and sections, always with byte offsets into the original.

mod boilerplate;
mod markup;
mod negation;
mod qualifications;
mod sections;
mod sentences;
mod stems;
mod tokens;

pub use boilerplate::is_boilerplate;
pub use markup::plain_text;
pub use negation::negated;
pub use qualifications::{NamedQualification, qualifications};
pub use sections::{Section, section_of_heading};
pub use sentences::{Segment, segments};
pub use stems::{Stemmer, is_framing_word, is_stop_word};
pub use tokens::{Token, fold, tokenise};
