//! Numbers and messages as people read them.

use crate::counts::words_for;

/// A number with its noun.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), words_for(count, "", "s"))
}

/// A number with thin spaces between groups of three digits.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share as whole percent.
pub fn percent(share: f32) -> String {
    // An empty sum is a negative zero, which would be written with its sign.
    format!("{:.0} %", share.clamp(0.0, 1.0) * 100.0 + 0.0)
}

/// A text on one line, with an end that says so where it was cut.
pub fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}

/// A message with a capital letter and a full stop.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_texts_cut() {
        assert_eq!([grouped(7), grouped(999), grouped(13896)], ["7", "999", "13\u{202f}896"]);
        assert_eq!([counted(1, "skill"), counted(0, "skill")], ["1 skill", "0 skills"]);
        assert_eq!([percent(-0.0), percent(0.705), percent(3.0)], ["0 %", "70 %", "100 %"]);
        assert_eq!([shortened("a  b\nc", 9), shortened("äöü", 2)], ["a b c", "äö…"]);
        assert_eq!([sentence("no way"), sentence("Done!")], ["No way.", "Done!"]);
    }
}
