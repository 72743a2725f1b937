//! Changes in a JSON text that leave every other byte as it is: where its values stand, and pieces put in between.
//!
//! A parser that gives back values cannot do this: written again, numbers, escapes, repeated keys and blanks would be
//! others. What is added is set like what stands around it.

use std::ops::Range;

use serde_json::Value;

/// Deepest nesting that is followed.
const DEEPEST: usize = 100;

/// A value and where it stands.
#[derive(Debug)]
pub struct Node {
    start: usize,
    end: usize,
    /// Members of an object in order, with the place where the key begins.
    members: Vec<(String, usize, Node)>,
    /// Items of an array.
    items: Vec<Node>,
}

impl Node {
    /// Where the value stands.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The member of that name; of several the last, which is the one that counts.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.members.iter().rev().find(|(name, ..)| name == key).map(|(.., node)| node)
    }

    /// Its items when it is an array, else itself.
    pub fn each<'a>(&'a self, text: &str) -> Vec<&'a Node> {
        if text.as_bytes()[self.start] == b'[' { self.items.iter().collect() } else { vec![self] }
    }

    /// Whether it is an object.
    pub fn is_object(&self, text: &str) -> bool {
        text.as_bytes()[self.start] == b'{'
    }

    /// The names of its members.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|(name, ..)| name.as_str())
    }
}

/// A piece of text to put in place of another, which may be empty.
#[derive(Debug)]
pub struct Edit {
    range: Range<usize>,
    text: String,
}

/// The places of all values of a text that is known to be JSON; none when it is nested too deeply.
pub fn parse(text: &str) -> Option<Node> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut scanner = Scanner { bytes: text.as_bytes(), at: start };
    scanner.value(0)
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scanner<'_> {
    fn blanks(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        self.blanks();
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let first = self.peek().filter(|_| depth <= DEEPEST)?;
        let mut node = Node { start: self.at, end: 0, members: Vec::new(), items: Vec::new() };
        match first {
            b'{' | b'[' => {
                self.at += 1;
                while !matches!(self.peek()?, b'}' | b']') {
                    if self.peek()? == b',' {
                        self.at += 1;
                        continue;
                    }
                    if first == b'[' {
                        node.items.push(self.value(depth + 1)?);
                        continue;
                    }
                    let key = self.at;
                    self.string();
                    let name = serde_json::from_slice(&self.bytes[key..self.at]).ok()?;
                    (self.peek()? == b':').then_some(())?;
                    self.at += 1;
                    let value = self.value(depth + 1)?;
                    node.members.push((name, key, value));
                }
                self.at += 1;
            }
            b'"' => self.string(),
            _ => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
                while self.bytes.get(self.at).is_some_and(|byte| !is_end(byte)) {
                    self.at += 1;
                }
            }
        }
        node.end = self.at;
        Some(node)
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += match byte {
                b'\\' => 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => 1,
            };
        }
    }
}

/// What adds values to a member of an object: to its list, beside its one value, or as a new member.
pub fn append(text: &str, object: &Node, key: &str, values: &[Value]) -> Vec<Edit> {
    let insert = |at: usize, text: String| Edit { range: at..at, text };
    let rendered: Vec<String> = values.iter().map(Value::to_string).collect();
    let Some(member) = object.get(key) else {
        let fresh = format!("{}: [{}]", Value::from(key), rendered.join(", "));
        return match object.members.last() {
            Some((_, at, last)) => vec![insert(last.end, format!(",{}{fresh}", blanks_before(text, *at)))],
            None => vec![insert(object.start + 1, fresh)],
        };
    };
    if text.as_bytes()[member.start] != b'[' {
        return vec![insert(member.start, "[".to_owned()), insert(member.end, format!(", {}]", rendered.join(", ")))];
    }
    match member.items.last() {
        Some(last) => {
            let blanks = blanks_before(text, last.start);
            let pieces: Vec<String> = rendered.iter().map(|value| format!(",{blanks}{value}")).collect();
            vec![insert(last.end, pieces.concat())]
        }
        None => vec![insert(member.start + 1, rendered.join(", "))],
    }
}

/// What takes a member away, with the comma that parts it from the others.
pub fn remove(text: &str, object: &Node, key: &str) -> Option<Edit> {
    let place = object.members.iter().position(|(name, ..)| name == key)?;
    let (_, start, node) = &object.members[place];
    let range = match (place.checked_sub(1), object.members.get(place + 1)) {
        (Some(before), _) => object.members[before].2.end..node.end,
        (None, Some((_, next, _))) => *start..*next,
        (None, None) => *start..node.end,
    };
    debug_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
    Some(Edit { range, text: String::new() })
}

/// The text with its changes.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let (mut result, mut at) = (String::with_capacity(text.len() + 256), 0);
    for edit in edits {
        result.push_str(&text[at..edit.range.start]);
        result.push_str(&edit.text);
        at = edit.range.end;
    }
    result.push_str(&text[at..]);
    result
}

/// The blanks that stand before a place, so that what comes after it can be set alike.
fn blanks_before(text: &str, at: usize) -> &str {
    let before = &text[..at];
    let blanks = &before[before.trim_end().len()..];
    if blanks.is_empty() { " " } else { blanks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_added_changes() {
        let cases = [
            (r#"{"a": 1.50, "b":[ ]}"#, r#"{"a": 1.50, "b":["x" ]}"#),
            (r#"{"a": 1.50}"#, r#"{"a": 1.50, "b": ["x"]}"#),
            (r#"{"b": "\u00e9" }"#, r#"{"b": ["\u00e9", "x"] }"#),
            ("{\n  \"b\": [\n    1e3\n  ]\n}\n", "{\n  \"b\": [\n    1e3,\n    \"x\"\n  ]\n}\n"),
            ("{\n  \"a\": {}\n}", "{\n  \"a\": {},\n  \"b\": [\"x\"]\n}"),
            ("{}", r#"{"b": ["x"]}"#),
            ("\u{feff}{}", "\u{feff}{\"b\": [\"x\"]}"),
        ];
        for (before, after) in cases {
            let root = parse(before).expect("not too deep");
            assert_eq!(apply(before, append(before, &root, "b", &[Value::from("x")])), after);
        }
    }

    #[test]
    fn a_member_goes_with_its_comma() {
        for (before, after) in [
            (r#"{"a":1, "b":2 }"#, r#"{"a":1 }"#),
            (r#"{"b":{"c":[]}, "a":1}"#, r#"{"a":1}"#),
            (r#"{ "b":"}" }"#, "{  }"),
        ] {
            let root = parse(before).expect("not too deep");
            assert_eq!(apply(before, remove(before, &root, "b").into_iter().collect()), after);
        }
    }

    #[test]
    fn nesting_has_a_bound() {
        assert!(parse(&("[".repeat(50) + &"]".repeat(50))).is_some());
        assert!(parse(&("[".repeat(500) + &"]".repeat(500))).is_none());
    }
}
