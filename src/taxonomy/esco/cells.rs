//! What is inside an ESCO cell: the language in the file's name, lists, and characters that went wrong.
//!
//! Three list separators are in use. A line break always wins: a label may hold a `|`, but none holds a
//! line break.

use std::borrow::Cow;

/// The language that a file name ends in: `skills_en.csv` is `en`, `skills_en-US (1).csv` is `en-us`.
pub(super) fn language_of(file_name: &str) -> Option<String> {
    let (stem, _) = file_name.rsplit_once('.').unwrap_or((file_name, ""));
    // Browsers number a second download.
    let stem = stem.split_once(" (").map_or(stem, |(stem, _)| stem);
    let (_, tag) = stem.rsplit_once('_')?;
    let mut parts = tag.split('-');
    let is_letters = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let well_formed = parts.next().is_some_and(is_letters) && parts.next().is_none_or(is_letters);
    (well_formed && parts.next().is_none()).then(|| tag.to_lowercase())
}

/// The entries of a cell that holds a list.
pub(super) fn list(cell: &str) -> impl Iterator<Item = &str> {
    let separator = if cell.contains('\n') { '\n' } else { '|' };
    cell.split(separator).map(str::trim).filter(|entry| !entry.is_empty())
}

/// The text without characters that cannot be seen, and with UTF-8 that was read as Latin-1 put right.
///
/// Borrowed when there was nothing to do.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_invisible) {
        return Cow::Borrowed(text);
    }
    let characters: Vec<char> = text.chars().collect();
    let mut cleaned = String::with_capacity(text.len());
    let mut next = 0;
    while let Some(&character) = characters.get(next) {
        if let Some((meant, length)) = misread(&characters[next..]) {
            cleaned.push(meant);
            next += length;
            continue;
        }
        if !is_invisible(character) {
            cleaned.push(character);
        }
        next += 1;
    }
    Cow::Owned(cleaned)
}

/// Joiners stay, since scripts that ESCO is translated into spell with them.
fn is_invisible(character: char) -> bool {
    let is_layout = matches!(character, '\n' | '\r' | '\t');
    (character.is_control() && !is_layout)
        || matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}')
}

/// The character whose UTF-8 bytes stand here as characters of their own, and how many they are.
///
/// At least one of them must be a control character, which no text means: `Ã©` may be what was written.
fn misread(characters: &[char]) -> Option<(char, usize)> {
    let bytes: Vec<u8> = characters.iter().take(4).map_while(|character| u8::try_from(*character).ok()).collect();
    let length = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let sequence = bytes.get(..length)?;
    let has_control = sequence.iter().any(|byte| (0x80..=0x9f).contains(byte));
    let meant = std::str::from_utf8(sequence).ok()?.chars().next()?;
    has_control.then_some((meant, length))
}

/// The text without HTML tags: scope notes link to other concepts with them.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        plain.push_str(before);
        // "< 5 years" is no tag.
        let opens = tag[1..].starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
        if let Some(end) = tag.find('>').filter(|_| opens) {
            rest = &tag[end + 1..];
        } else {
            plain.push('<');
            rest = &tag[1..];
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_a_suffix_of_two_letters_or_two_times_two() {
        for (name, language) in [
            ("skills_en.csv", Some("en")),
            ("skills_en-US.csv", Some("en-us")),
            ("skills_fr (1).csv", Some("fr")),
            ("occupationSkillRelations.csv", None),
            ("my_skills.csv", None),
            ("esco_1.csv", None),
        ] {
            assert_eq!(language_of(name).as_deref(), language, "{name}");
        }
    }

    #[test]
    fn a_line_break_separates_before_a_bar_does() {
        assert_eq!(list("plan | schedule |").collect::<Vec<_>>(), ["plan", "schedule"]);
        assert_eq!(list("or|ou\r\nplan \n").collect::<Vec<_>>(), ["or|ou", "plan"]);
        assert_eq!(list("a|b").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn invisible_characters_go_and_misread_utf8_is_put_right() {
        assert_eq!(clean("zero\u{200b} width\u{ad}"), "zero width");
        assert_eq!(clean("studentsâ\u{80}\u{99} progress"), "students’ progress");
        assert_eq!(clean("services'.\u{9d}"), "services'.");
        assert!(matches!(clean("naïve Ã© text"), Cow::Borrowed("naïve Ã© text")));
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        assert_eq!(without_tags("see <a href=\"x\"><span>animal groomers</span></a>."), "see animal groomers.");
        assert_eq!(without_tags("for < 5 years and > 2"), "for < 5 years and > 2");
    }
}
