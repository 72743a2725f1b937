//! A Rust source file as the rules see it: words and marks with their lines, and the paths they make up.
//!
//! Comments, strings and `#[cfg(test)]` items are left out, so that a rule is about what the program does and
//! may be written about freely. A scanner of our own is enough, since the compiler has accepted every file.

/// A word (identifier, keyword, number) or a mark of one character; `::` is one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Line, counted from 1.
    pub line: usize,
    /// The word or mark.
    pub text: String,
}

/// The words and marks of a file without comments, strings, characters and lifetimes.
pub fn pieces(source: &str) -> Vec<Piece> {
    let characters: Vec<char> = source.chars().collect();
    let (mut found, mut line, mut at) = (Vec::new(), 1, 0);
    while at < characters.len() {
        let rest = &characters[at..];
        let first = rest[0];
        let is_word = |character: &char| character.is_alphanumeric() || *character == '_';
        let length = match rest {
            ['/', '/', ..] => rest.iter().take_while(|character| **character != '\n').count(),
            ['/', '*', ..] => block_comment(rest),
            ['"', ..] => string(rest),
            ['r' | 'b' | 'c', ..] if raw_string(rest).is_some() => raw_string(rest).unwrap_or(1),
            ['\'', '\\', _, ..] => 3 + rest[3..].iter().take_while(|character| **character != '\'').count() + 1,
            ['\'', _, '\'', ..] => 3,
            ['\'', ..] => 1 + rest[1..].iter().take_while(|character| is_word(character)).count(),
            [':', ':', ..] => 2,
            _ if is_word(&first) => rest.iter().take_while(|character| is_word(character)).count(),
            _ => 1,
        };
        let taken = &rest[..length.min(rest.len())];
        if is_word(&first) && taken.iter().all(is_word) || taken == [':', ':'] || length == 1 && !first.is_whitespace()
        {
            found.push(Piece { line, text: taken.iter().collect() });
        }
        line += taken.iter().filter(|character| **character == '\n').count();
        at += taken.len();
    }
    found
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        match rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// How long a string that begins here is, with its quotation marks.
fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// How long a string with a prefix (`r"`, `r#"`, `b"`, `br"` …) is; nothing when none begins here.
fn raw_string(rest: &[char]) -> Option<usize> {
    let prefix = rest.iter().take_while(|character| matches!(character, 'r' | 'b' | 'c')).count();
    let hashes = rest[prefix..].iter().take_while(|character| **character == '#').count();
    if prefix > 2 || rest.get(prefix + hashes) != Some(&'"') {
        return None;
    }
    if !rest[..prefix].contains(&'r') {
        return (hashes == 0).then(|| prefix + string(&rest[prefix..]));
    }
    let begin = prefix + hashes + 1;
    let ends =
        |at: &usize| rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    let end = (begin..rest.len()).find(ends).unwrap_or(rest.len());
    Some(end + 1 + hashes)
}

/// The same words and marks without the items that exist only under test.
pub fn without_tests(pieces: &[Piece]) -> Vec<Piece> {
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < pieces.len() {
        if texts[at..].starts_with(&["#", "[", "cfg", "(", "test", ")", "]"]) {
            at = end_of_item(&texts, at + 7);
        } else {
            kept.push(pieces[at].clone());
            at += 1;
        }
    }
    kept
}

/// One past the item that begins at a place: past its braces, or past the `;` that ends it.
fn end_of_item(texts: &[&str], begin: usize) -> usize {
    let mut depth = 0usize;
    for (at, text) in texts.iter().enumerate().skip(begin) {
        match *text {
            "{" => depth += 1,
            "}" if depth <= 1 => return at + 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    texts.len()
}

/// Every path of a file with its line: `use a::{b, c::d}` gives `a::b` and `a::c::d`, an expression its own.
pub fn paths(pieces: &[Piece]) -> Vec<(usize, Vec<String>)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < pieces.len() {
        if is_name(&pieces[at].text) {
            at = path(pieces, at, &[], &mut found);
        } else {
            at += 1;
        }
    }
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_') || text == "*"
}

/// Adds the path that begins at a place, and gives the place after it.
fn path(pieces: &[Piece], begin: usize, prefix: &[String], found: &mut Vec<(usize, Vec<String>)>) -> usize {
    let mut segments = prefix.to_vec();
    let mut at = begin;
    let text = |at: usize| pieces.get(at).map_or("", |piece| piece.text.as_str());
    while is_name(text(at)) {
        segments.push(text(at).to_owned());
        at += 1;
        if text(at) != "::" {
            break;
        }
        at += 1;
    }
    if text(at) != "{" || text(at - 1) != "::" {
        found.push((pieces[begin].line, segments));
        return at;
    }
    at += 1;
    while at < pieces.len() && text(at) != "}" {
        if text(at) == "as" {
            at += 2;
        } else if is_name(text(at)) {
            at = path(pieces, at, &segments, found);
        } else {
            at += 1;
        }
    }
    at + 1
}
