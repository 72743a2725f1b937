//! Whether a segment asks for what it names or would merely like it.

use crate::model::Requirement;
use crate::text::{Cues, Section};

static PREFERRED: Cues = Cues::new(&[
    "preferred", "a plus", "nice to have", "nice-to-have", "desirable", "desired", "bonus", "advantageous",
    "an advantage", "is an asset", "ideally", "would be great",
]);
static REQUIRED: Cues = Cues::new(&[
    "required", "must have", "must be", "mandatory", "essential", "you need", "is necessary", "prerequisite",
]);
static NOT_REQUIRED: Cues = Cues::new(&["not required", "not necessary"]);

/// What a segment says in its own words, else what its section says, else nothing.
pub(super) fn of_segment(text: &str, section: Section) -> Option<Requirement> {
    if PREFERRED.stand_in(text) {
        return Some(Requirement::Preferred);
    }
    if REQUIRED.stand_in(text) && !NOT_REQUIRED.stand_in(text) {
        return Some(Requirement::Required);
    }
    match section {
        Section::Required | Section::Prerequisite => Some(Requirement::Required),
        Section::Preferred => Some(Requirement::Preferred),
        Section::General | Section::Duties | Section::Boilerplate => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_segment_win_over_the_section() {
        assert_eq!(of_segment("SQL is a plus", Section::Required), Some(Requirement::Preferred));
        assert_eq!(of_segment("Java", Section::Required), Some(Requirement::Required));
        assert_eq!(of_segment("No degree required? Not required!", Section::General), None);
        assert_eq!(of_segment("Lead the team", Section::Duties), None);
    }
}
