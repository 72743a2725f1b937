//! The words of a statement that is written in Markdown, without the marks that lay them out.
//!
//! Formulas between dollar signs stay as they are: they mean something only whole.

/// The text without emphasis, headings, bullets, tables and the addresses of links.
pub(super) fn plain(markdown: &str) -> String {
    let mut lines = Vec::new();
    for line in markdown.lines() {
        let line = line.trim();
        let is_rule = line.len() > 2 && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '=' | '*' | '_'));
        if line.is_empty() || is_rule {
            continue;
        }
        let is_row = line.starts_with('|');
        let line = line.trim_start_matches(['#', '>', '|']).trim_end_matches('|').trim();
        let line = ["- ", "* ", "+ "].iter().find_map(|bullet| line.strip_prefix(bullet)).unwrap_or(line);
        let line = inline(line);
        lines.push(if is_row { line.replace('|', ", ").replace(" , ", ", ") } else { line });
    }
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line without emphasis, code marks and link addresses.
fn inline(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(mark) = rest.find(['*', '_', '`', '[', '!', '$', '\\']) {
        let (before, from) = rest.split_at(mark);
        plain.push_str(before);
        let first = from.as_bytes()[0];
        match first {
            b'$' => {
                // A formula, or the price of something.
                let end = from[1..].find('$').map_or(1, |end| end + 2);
                plain.push_str(&from[..end]);
                rest = &from[end..];
            }
            b'\\' if from.len() > 1 && from.as_bytes()[1].is_ascii_punctuation() => {
                plain.push_str(&from[1..2]);
                rest = &from[2..];
            }
            b'[' | b'!' => {
                if let Some((words, after)) = link(from) {
                    plain.push_str(words);
                    rest = after;
                } else {
                    plain.push_str(&from[..1]);
                    rest = &from[1..];
                }
            }
            // Inside a word an underscore is a letter: `snake_case`.
            b'_' if is_inside_word(before, &plain, &from[1..]) => {
                plain.push('_');
                rest = &from[1..];
            }
            // A star with a blank on both sides multiplies.
            b'*' if before.ends_with(' ') && from[1..].starts_with(' ') => {
                plain.push('*');
                rest = &from[1..];
            }
            b'\\' => {
                plain.push('\\');
                rest = &from[1..];
            }
            _ => rest = &from[1..],
        }
    }
    plain.push_str(rest);
    plain
}

fn is_inside_word(before: &str, plain: &str, after: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let last = if before.is_empty() { plain.chars().next_back() } else { before.chars().next_back() };
    letter(last) && letter(after.chars().next())
}

/// The words of `[words](address)` or `![words](address)`, and what comes after.
fn link(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('!').unwrap_or(text).strip_prefix('[')?;
    let (words, after) = inside.split_once("](")?;
    let (_, after) = after.split_once(')')?;
    (!words.contains(['[', ']'])).then_some((words, after))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_go_and_words_stay() {
        for (markdown, expected) in [
            ("Set up a **loom** _safely_", "Set up a loom safely"),
            ("## Loom\n\n- warp\n- weft", "Loom warp weft"),
            ("| Yarn | Use |\n| --- | :-: |\n| wool | coats |", "Yarn, Use wool, coats"),
            ("see [the loom](https://a.example/b) and ![x](y)", "see the loom and x"),
            ("use `snake_case` names", "use snake_case names"),
            ("solve $x_1 * 2 = {y}_2$ or 2 * 3", "solve $x_1 * 2 = {y}_2$ or 2 * 3"),
            ("costs $5 [or so]", "costs $5 [or so]"),
            ("a \\* b \\", "a * b \\"),
            ("ø_ü * é![", "ø_ü * é!["),
        ] {
            assert_eq!(plain(markdown), expected, "{markdown}");
        }
    }
}
