//! Text from outside, made harmless for the program that will open the output.
//!
//! A terminal obeys escape sequences, a spreadsheet computes cells that look like formulas, and readers of
//! JSON Lines may break lines where JSON does not. What a format cannot carry safely is removed there and
//! kept in JSON Lines, which carries everything.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

/// The text on one line: no escape sequences, no control characters, nothing that turns the direction of the
/// text around it, and white space folded to single blanks.
pub fn one_line(text: &str) -> String {
    as_one_line(text).into_owned()
}

/// The same; most texts are so already.
pub fn as_one_line(text: &str) -> Cow<'_, str> {
    if is_one_line(text) { Cow::Borrowed(text) } else { Cow::Owned(folded(text)) }
}

fn is_one_line(text: &str) -> bool {
    let mut before = ' ';
    for character in text.chars() {
        let is_fine = match character {
            ' ' => before != ' ',
            '!'..='~' => true,
            _ => !character.is_whitespace() && !character.is_control() && !is_direction(character),
        };
        if !is_fine {
            return false;
        }
        before = character;
    }
    before != ' ' || text.is_empty()
}

fn folded(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        match character {
            '\u{1b}' => rest = after_escape(rest),
            '\u{9b}' => rest = after_parameters(rest),
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => rest = after_string(rest),
            _ if character.is_whitespace() => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            _ if character.is_control() || is_direction(character) => {}
            _ => line.push(character),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// What follows an escape sequence whose ESC is already taken (ECMA-48 section 5.3 and following).
fn after_escape(rest: &str) -> &str {
    match rest.bytes().next() {
        Some(b'[') => after_parameters(&rest[1..]),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => after_string(&rest[1..]),
        Some(b' '..=b'~') => after_final(rest.trim_start_matches(|character| (' '..='/').contains(&character)), '0'),
        _ => rest,
    }
}

/// What follows a control sequence such as a colour.
fn after_parameters(rest: &str) -> &str {
    after_final(rest.trim_start_matches(|character| (' '..='?').contains(&character)), '@')
}

fn after_final(rest: &str, lowest: char) -> &str {
    let is_final = |character: &char| (lowest..='~').contains(character);
    if rest.chars().next().as_ref().is_some_and(is_final) { &rest[1..] } else { rest }
}

/// What follows a control string such as a window title; all of it when the string is never closed.
fn after_string(rest: &str) -> &str {
    // No control character may stand inside, so the search ends at the first and stays linear.
    let Some(end) = rest.find(char::is_control) else { return rest };
    let terminators = ["\u{7}", "\u{9c}", "\u{1b}\\"];
    terminators.iter().find_map(|terminator| rest[end..].strip_prefix(terminator)).unwrap_or(rest)
}

/// Marks that reorder the text around them, and the byte order mark.
const fn is_direction(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
    )
}

/// The text for a cell of a spreadsheet: line breaks and tabs stay, other control characters go, and what a
/// spreadsheet would take for a formula gets an apostrophe in front.
pub fn cell(text: &str) -> Cow<'_, str> {
    let is_unwanted = |character: char| character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    let text = if text.contains(is_unwanted) { Cow::Owned(text.replace(is_unwanted, "")) } else { Cow::Borrowed(text) };
    if is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text }
}

/// What was in a cell before [`cell`] put an apostrophe in front.
pub fn from_cell(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

/// Whether a spreadsheet might compute the cell. Blanks and invisible characters in front do not help, and
/// some take the full-width signs for the plain ones.
fn is_formula(text: &str) -> bool {
    let is_blank = |character: char| {
        character.is_whitespace()
            || is_direction(character)
            || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}')
    };
    let signs = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
    text.starts_with(['\t', '\r', '\n']) || text.trim_start_matches(is_blank).starts_with(signs)
}

/// The text as the content of an HTML element or of an attribute in quotation marks: on one line, every character
/// that means something to a browser written as a reference.
pub fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in one_line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '`' => escaped.push_str("&#96;"),
            character => escaped.push(character),
        }
    }
    escaped
}

/// A value as JSON on one line, whatever the reader takes for a line break; quoted strings are YAML as well.
pub fn json(value: &impl Serialize) -> io::Result<String> {
    use std::fmt::Write as _;

    let plain = serde_json::to_string(value)?;
    let is_escaped = |character: char| matches!(character, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}');
    if !plain.contains(is_escaped) {
        return Ok(plain);
    }
    // Outside strings JSON has only ASCII, so these characters can be escaped wherever they stand.
    let mut escaped = String::with_capacity(plain.len() + 16);
    for character in plain.chars() {
        if is_escaped(character) {
            write!(escaped, "\\u{:04x}", u32::from(character)).map_err(io::Error::other)?;
        } else {
            escaped.push(character);
        }
    }
    Ok(escaped)
}

/// A value as JSON on several lines, for a file that people look into, with the same escapes.
pub fn json_lines(value: &impl Serialize) -> io::Result<String> {
    use std::fmt::Write as _;

    let plain = serde_json::to_string_pretty(value)?;
    let mut escaped = String::with_capacity(plain.len());
    for character in plain.chars() {
        match character {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => {
                write!(escaped, "\\u{:04x}", u32::from(character)).map_err(io::Error::other)?;
            }
            _ => escaped.push(character),
        }
    }
    Ok(escaped)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_and_control_characters_are_removed() {
        let cases = [
            ("plain  text\n", "plain text"),
            ("\tone\r\n two\u{85}three\u{a0}four", "one two three four"),
            ("\u{1b}[31;1mred\u{1b}[0m", "red"),
            ("a\u{9b}2Jb", "ab"),
            ("a\u{1b}]0;title\u{7}b\u{1b}]8;;http://x\u{1b}\\c\u{9d}0;t\u{9c}d", "abcd"),
            ("\u{1b}]never closed", "never closed"),
            ("\u{1b}(Bsets\u{1b}cclears", "setsclears"),
            ("bell\u{7} back\u{8}space nul\u{0}", "bell backspace nul"),
            ("abc\u{202e}def\u{2066}ghi\u{feff}", "abcdefghi"),
            ("\u{1b}", ""),
            ("\u{1b}[", ""),
            ("\u{1b}é", "é"),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn formulas_are_neutralised_and_other_text_is_not() {
        let formulas =
            ["=1+1", "+1", "-2", "@SUM(A1)", " =1", "\u{feff}=1", "\u{1}=1", "\u{200b}=1", "＝1", "\tx", "\rx"];
        for formula in formulas {
            assert!(cell(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["", "a=b", "C++", "a\tb\nc", "'=1", "3-D"] {
            assert_eq!(cell(text), text);
        }
        assert_eq!(cell("a\u{1b}[31mb\u{0}\u{9b}"), "a[31mb");
    }

    #[test]
    fn json_has_no_character_that_could_break_a_line() {
        let text = "a\u{85}\u{2028}\u{2029}\u{7f}\u{9b}\n\"é";
        let line = json(&text).expect("a string is JSON");
        assert_eq!(line, "\"a\\u0085\\u2028\\u2029\\u007f\\u009b\\n\\\"é\"");
        assert_eq!(serde_json::from_str::<String>(&line).expect("JSON"), text);
    }

    proptest! {
        #[test]
        fn one_line_never_lets_a_control_character_through(text in "[\u{0}-\u{ff}\u{2028}\u{202e}]*") {
            let line = one_line(&text);
            prop_assert!(!line.contains(|character: char| character.is_control() || is_direction(character)));
            prop_assert_eq!(&one_line(&line), &line);
            prop_assert_eq!(folded(&text), line, "what is taken as it is would not change");
        }

        #[test]
        fn no_text_opens_an_element_or_closes_an_attribute(text in any::<String>()) {
            let escaped = html(&text);
            prop_assert!(!escaped.contains(['<', '>', '"', '\'', '`']));
            prop_assert!(escaped.split('&').skip(1).all(|rest| rest.contains(';')));
        }

        #[test]
        fn no_cell_is_a_formula(text in any::<String>()) {
            prop_assert!(!is_formula(&cell(&text)));
            let kept = text.replace(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r'), "");
            prop_assert!(from_cell(&cell(&text)) == kept || kept.starts_with('\''));
        }
    }
}
