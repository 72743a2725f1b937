//! How well something must be mastered, by the words right before or after what names it. English only.

use std::ops::Range;

use crate::model::Proficiency;

/// Bytes before and after the words that name it which are looked at.
const BEFORE: usize = 40;
const AFTER: usize = 24;

const CUES: [(Proficiency, &[&str]); 4] = [
    (Proficiency::Expert, &["expert", "expertise", "fluent", "fluency", "native", "mastery", "proven"]),
    (
        Proficiency::Advanced,
        &["advanced", "strong", "extensive", "deep", "excellent", "proficient", "proficiency", "thorough", "solid"],
    ),
    (Proficiency::Working, &["working", "good", "intermediate", "hands-on", "practical", "sound"]),
    (
        Proficiency::Basic,
        &["basic", "basics", "some", "foundational", "beginner", "elementary", "fundamental", "rudimentary"],
    ),
];

/// What the words around a span say; the nearest cue before it counts, else one right behind it.
pub(super) fn of(segment: &str, span: &Range<usize>) -> Option<Proficiency> {
    let start = floor(segment, span.start.saturating_sub(BEFORE));
    let before = &segment[start..span.start];
    let before = before.rfind([',', ';', '.', ':', '(', '•']).map_or(before, |mark| &before[mark + 1..]);
    let after = &segment[span.end..floor(segment, (span.end + AFTER).min(segment.len()))];
    let after = after.find([',', ';', '.', '•']).map_or(after, |mark| &after[..mark]);
    let cue = |word: &str| {
        let word = word.trim_matches(|character: char| !character.is_alphabetic()).to_lowercase();
        CUES.iter().find(|(_, cues)| cues.contains(&word.as_str())).map(|(proficiency, _)| *proficiency)
    };
    // Behind the name only what stands apart says how well: "English (fluent)", "Java - advanced".
    let apart = after.trim_start().strip_prefix(['(', '-', '–']);
    before.split_whitespace().rev().find_map(cue).or_else(|| apart?.split_whitespace().find_map(cue))
}

/// The nearest character boundary at or below an offset.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_word(segment: &str, word: &str) -> Option<Proficiency> {
        let start = segment.find(word).expect("the word");
        of(segment, &(start..start + word.len()))
    }

    #[test]
    fn the_nearest_cue_of_the_clause_counts() {
        assert_eq!(of_word("Basic knowledge of Excel", "Excel"), Some(Proficiency::Basic));
        assert_eq!(of_word("Excellent Python, basic SQL", "SQL"), Some(Proficiency::Basic));
        assert_eq!(of_word("Excellent Python, SQL", "SQL"), None);
        assert_eq!(of_word("English (fluent), German", "English"), Some(Proficiency::Expert));
        assert_eq!(of_word("welding strong metals", "welding"), None);
        assert_eq!(of_word("größte Ärzte 😀 Excel", "Excel"), None);
    }
}
