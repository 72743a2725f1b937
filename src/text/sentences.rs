//! Cuts a text into segments: sentences, bullets and list lines, with the section each stands in.
//!
//! A segment is what one lookup sees. Lines count as ends only where they look like ends (a bullet, a blank
//! line, a heading, or a line that stops short), because descriptions are often wrapped by hand.

use std::ops::Range;

use super::sections::{Section, names_a_detail, section_of_heading};

/// A stretch of text that is matched as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the text, without bullet marks or surrounding white space.
    pub range: Range<usize>,
    /// What the text around it is about.
    pub section: Section,
    /// Whether it is a heading rather than content.
    pub heading: bool,
}

/// Longest segment, in bytes; longer ones are cut at white space.
const LONGEST: usize = 2_000;

/// The segments of a text, in order.
pub fn segments(text: &str) -> Vec<Segment> {
    let mut found = Vec::new();
    let mut section = Section::General;
    let mut after_detail = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let content = trim(text, start..offset);
        if content.is_empty() {
            continue;
        }
        let bullet = bullet_length(&text[content.clone()]);
        let inner = trim(text, content.start + bullet..content.end);
        if inner.is_empty() {
            continue;
        }
        let heading = section_of_heading(&text[inner.clone()]);
        if let Some(next) = heading.filter(|_| bullet == 0 || text[content.clone()].starts_with('#')) {
            section = next;
            found.push(Segment { range: inner, section, heading: true });
            after_detail = false;
            continue;
        }
        let is_value = std::mem::replace(&mut after_detail, names_a_detail(&text[inner.clone()]));
        let heading = after_detail;
        if heading || is_value {
            found.push(Segment { range: inner, section: Section::Boilerplate, heading });
            continue;
        }
        split_line(text, inner, section, &mut found);
    }
    found
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = range.end - (slice.len() - slice.trim_end().len());
    start..end.max(start)
}

/// Bytes of a bullet, number or Markdown heading mark at the beginning of a line.
fn bullet_length(line: &str) -> usize {
    let marks = line.len() - line.trim_start_matches(['•', '·', '▪', '◦', '‣', '*', '-', '–', '—', '#', '>']).len();
    if marks > 0 && line[marks..].starts_with(char::is_whitespace) {
        return marks;
    }
    if matches!(line.chars().next(), Some('•' | '·' | '▪' | '◦' | '‣')) {
        return marks;
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=2).contains(&digits) && line[digits..].starts_with(['.', ')']) && line[digits + 1..].starts_with(' ') {
        return digits + 1;
    }
    0
}

/// Where a colon stands near the beginning of a sentence.
fn colon(line: &str) -> Option<usize> {
    line.char_indices().take(60).find(|(_, c)| *c == ':').map(|(at, _)| at)
}

/// A heading before a colon at the beginning of a sentence: the offset after the colon and its section.
fn inline_heading(line: &str) -> Option<(usize, Section)> {
    let colon = colon(line)?;
    let section = section_of_heading(&line[..colon])?;
    (!line[colon + 1..].trim().is_empty()).then_some((colon + 1, section))
}

/// Cuts a line into sentences. "Requirements: Java, SQL." opens a section for what comes after it on the line, since
/// exports often have a whole posting on one.
fn split_line(text: &str, range: Range<usize>, section: Section, found: &mut Vec<Segment>) {
    let mut section = section;
    let slice = &text[range.clone()];
    let mut start = 0;
    let characters = slice.char_indices().peekable();
    for (at, character) in characters {
        let end = at + character.len_utf8();
        let ends = match character {
            '.' | '!' | '?' => {
                slice[end..].starts_with(char::is_whitespace)
                    && slice[end..].trim_start().chars().next().is_some_and(|next| !next.is_lowercase())
                    && !(character == '.' && is_abbreviation(&slice[start..at]))
            }
            ';' | '•' | '▪' | '·' => true,
            _ => end - start >= LONGEST && character.is_whitespace(),
        };
        if ends {
            push(text, range.start + start..range.start + end, &mut section, found);
            start = end;
        }
    }
    push(text, range.start + start..range.end, &mut section, found);
}

fn push(text: &str, range: Range<usize>, section: &mut Section, found: &mut Vec<Segment>) {
    let mut range = trim(text, range);
    if let Some((colon, next)) = inline_heading(&text[range.clone()]) {
        *section = next;
        range = trim(text, range.start + colon..range.end);
    }
    let slice = &text[range.clone()];
    let is_detail = colon(slice).is_some_and(|colon| names_a_detail(&slice[..colon]));
    let section = if is_detail { Section::Boilerplate } else { *section };
    // "… in care homes. Learners will be able to:" ends with a heading.
    let heading = slice.ends_with(':') && section_of_heading(slice).is_some();
    if slice.chars().any(char::is_alphanumeric) {
        found.push(Segment { range, section, heading });
    }
}

/// Whether the word before a full stop is short for another or a single letter.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(before);
    let single = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    single
        || word.contains('.')
        || matches!(
            word,
            "e.g"
                | "i.e"
                | "etc"
                | "Dr"
                | "Mr"
                | "Mrs"
                | "Ms"
                | "St"
                | "No"
                | "vs"
                | "approx"
                | "incl"
                | "Sr"
                | "Jr"
                | "U.S"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, Section)> {
        segments(text).into_iter().map(|segment| (&text[segment.range], segment.section)).collect()
    }

    #[test]
    fn details_of_a_posting_are_no_content_and_end_with_their_value() {
        let (general, boilerplate) = (Section::General, Section::Boilerplate);
        let lines = "Industry:\nFinancial Services\nWrite Java.";
        let found = [("Industry:", boilerplate), ("Financial Services", boilerplate), ("Write Java.", general)];
        assert_eq!(texts(lines), found);
        let line = "Industry: Financial Services. Write Java.";
        assert_eq!(texts(line), [("Industry: Financial Services.", boilerplate), ("Write Java.", general)]);
        assert_eq!(
            texts("Industry knowledge\nWrite Java."),
            [("Industry knowledge", general), ("Write Java.", general)]
        );
    }

    #[test]
    fn sentences_bullets_and_abbreviations() {
        let text = "Learn to weld, e.g. pipes. Read U.S. codes!\n• grind metal\n2) cut plate\n";
        let found: Vec<&str> = texts(text).into_iter().map(|(text, _)| text).collect();
        assert_eq!(found, ["Learn to weld, e.g. pipes.", "Read U.S. codes!", "grind metal", "cut plate"]);
    }

    #[test]
    fn headings_open_sections_on_their_own_line_and_inline() {
        let text = "We build bridges.\nRequirements:\n- Java\nNice to have: SQL\nBenefits\nFree fruit";
        let found = texts(text);
        assert_eq!(found[2], ("Java", Section::Required));
        assert_eq!(found[3], ("SQL", Section::Preferred));
        assert_eq!(found[5], ("Free fruit", Section::Boilerplate));
    }

    #[test]
    fn a_posting_on_one_line_has_sections_too() {
        let found = "About us: we make pumps. Responsibilities: weld frames. Sand them. Benefits: fruit.";
        let sections = [
            ("we make pumps.", Section::Boilerplate),
            ("weld frames.", Section::Duties),
            ("Sand them.", Section::Duties),
            ("fruit.", Section::Boilerplate),
        ];
        assert_eq!(texts(found), sections);
    }
}
