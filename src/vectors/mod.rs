//! The learned space: every word a vector, a text their sum. Static, so encoding is a few additions.
//!
//! A word's vector already carries its weight, so that "of" is short and "welding" is long; a text is the sum
//! of its words, brought to length one. Words that were never seen are taken apart or corrected before they
//! are given up (`spelling`). [`train`] learns a space from taxonomies; one is compiled into the program.

mod lessons;
mod products;
mod quantised;
mod ridge;
mod space;
mod spelling;
mod start;
mod training;

pub use lessons::{Lesson, Lessons, examples, judged_demand};
pub use quantised::{Quantised, Rows};
pub use space::{PairPlace, Part, Side, Space, normalise};
pub use start::StartVectors;
pub use training::{Progress, TrainOptions, train};

use std::sync::{Arc, OnceLock};

/// The space that is compiled in; `default/README.md` says how it was made and from what.
static DEFAULT: &[u8] = include_bytes!("default/english.space");

/// The default space, for English.
///
/// # Panics
/// Never: a test opens the bytes that are compiled in.
pub fn default_space() -> &'static Arc<Space> {
    static SPACE: OnceLock<Arc<Space>> = OnceLock::new();
    SPACE.get_or_init(|| Space::from_bytes(DEFAULT).map(Arc::new).expect("a test opens the space that is compiled in"))
}
