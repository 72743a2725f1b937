//! A reader that ends where the bytes would make an RDF parser run away: nesting without end, one text of a
//! gigabyte, entities that stand for more entities.
//!
//! The parsers are sound, but they remember every level and every text whole. Each syntax has its own idea of
//! what opens, closes and quotes, so a small automaton a syntax goes over the bytes before the parser does.

use std::io::{self, BufRead, Read};

use super::syntax::Syntax;

/// Deepest nesting of elements, objects, lists or blank nodes.
const DEEPEST: usize = 128;
/// Longest stretch of text between two marks of structure, in bytes.
const LONGEST_TEXT: usize = 4 << 20;
/// Longest document of a syntax that is held whole, in bytes.
const LONGEST_DOCUMENT: u64 = 256 << 20;
/// Longest replacement of an XML entity: namespaces, not texts.
const LONGEST_ENTITY: usize = 256;

/// What the guard is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    /// A quoted text; the mark that ends it, and whether it takes three.
    Quoted(u8, bool),
    /// Right after two of these marks, of Turtle.
    Empty(u8),
    /// A comment up to the end of the line, of Turtle.
    Comment,
    /// An address in angle brackets, of Turtle.
    Address,
    /// An XML tag; whether it opens an element.
    Tag(bool),
    /// A mark-up declaration, comment or instruction of XML, up to these bytes.
    Declaration(&'static [u8]),
    /// The value of an entity of XML.
    Entity,
}

/// Passes bytes on until they break a bound.
pub(super) struct Guard<R> {
    inner: R,
    syntax: Syntax,
    state: State,
    /// What an XML attribute's quotation or an entity returns to.
    resumed: State,
    /// The last bytes, the newest last.
    recent: [u8; 9],
    /// After a backslash, or inside the quotation marks of an entity.
    escaped: bool,
    /// How many marks that may end a long text were seen in a row.
    marks: u8,
    depth: usize,
    /// Bytes since the last mark of structure.
    run: usize,
    total: u64,
}

impl<R: BufRead> Guard<R> {
    pub fn new(inner: R, syntax: Syntax) -> Self {
        Self {
            inner,
            syntax,
            state: State::Outside,
            resumed: State::Outside,
            recent: [0; 9],
            escaped: false,
            marks: 0,
            depth: 0,
            run: 0,
            total: 0,
        }
    }

    fn step(&mut self, byte: u8) -> io::Result<()> {
        self.recent.rotate_left(1);
        self.recent[8] = byte;
        self.run += 1;
        let before = self.depth;
        match self.syntax {
            Syntax::Turtle => self.step_turtle(byte),
            // A line is a statement, so nothing nests.
            Syntax::NTriples if byte == b'\n' => self.run = 0,
            Syntax::NTriples => {}
            Syntax::JsonLd => self.step_json(byte),
            Syntax::RdfXml => self.step_xml(byte)?,
        }
        if self.depth != before {
            self.run = 0;
        }
        if self.depth > DEEPEST {
            return Err(refusal(format!("nested more than {DEEPEST} levels deep")));
        }
        if self.run > LONGEST_TEXT {
            return Err(refusal(format!("a text of more than {LONGEST_TEXT} bytes")));
        }
        Ok(())
    }

    fn ends_with(&self, bytes: &[u8]) -> bool {
        self.recent.ends_with(bytes)
    }

    fn nest(&mut self, opens: bool) {
        self.depth = if opens { self.depth + 1 } else { self.depth.saturating_sub(1) };
    }

    fn step_turtle(&mut self, byte: u8) {
        if let State::Empty(mark) = self.state {
            // Two marks are an empty text, or the first two of three that open a long one.
            self.state = if byte == mark { State::Quoted(mark, true) } else { State::Outside };
            self.marks = 0;
            if byte == mark {
                return;
            }
        }
        match self.state {
            State::Quoted(..) if self.escaped => self.escaped = false,
            State::Quoted(..) if byte == b'\\' => (self.escaped, self.marks) = (true, 0),
            State::Quoted(mark, false) if byte == mark => {
                self.state = if self.run == 1 { State::Empty(mark) } else { State::Outside };
            }
            State::Quoted(mark, true) => {
                self.marks = if byte == mark { self.marks + 1 } else { 0 };
                if self.marks == 3 {
                    self.state = State::Outside;
                }
            }
            State::Comment if byte == b'\n' => self.state = State::Outside,
            State::Address if matches!(byte, b'>' | b' ' | b'\n') => self.state = State::Outside,
            State::Outside => match byte {
                b'"' | b'\'' => {
                    self.state = State::Quoted(byte, false);
                    self.run = 0;
                }
                b'#' => self.state = State::Comment,
                b'<' => self.state = State::Address,
                b'[' | b'(' => self.nest(true),
                b']' | b')' => self.nest(false),
                b'.' | b';' | b',' => self.run = 0,
                _ => {}
            },
            _ => {}
        }
    }

    fn step_json(&mut self, byte: u8) {
        match self.state {
            State::Quoted(..) if self.escaped => self.escaped = false,
            State::Quoted(..) if byte == b'\\' => self.escaped = true,
            State::Quoted(..) if byte == b'"' => self.state = State::Outside,
            State::Outside => match byte {
                b'"' => self.state = State::Quoted(byte, false),
                b'[' | b'{' => self.nest(true),
                b']' | b'}' => self.nest(false),
                b',' | b':' => self.run = 0,
                _ => {}
            },
            _ => {}
        }
    }

    fn step_xml(&mut self, byte: u8) -> io::Result<()> {
        match self.state {
            // In whatever place: the parser looks for these words without regard to comments.
            State::Outside | State::Tag(_) | State::Declaration(_) if self.ends_with(b"<!ENTITY") => {
                self.resumed = self.state;
                self.state = State::Entity;
                self.escaped = false;
                self.run = 0;
            }
            State::Outside if byte == b'<' => {
                self.state = State::Tag(true);
                self.run = 0;
            }
            State::Tag(_) if self.run == 1 && matches!(byte, b'!' | b'?') => {
                self.state = State::Declaration(if byte == b'!' { b">" } else { b"?>" });
            }
            State::Tag(_) if self.run == 1 && byte == b'/' => self.state = State::Tag(false),
            State::Tag(_) if matches!(byte, b'"' | b'\'') => {
                self.resumed = self.state;
                self.state = State::Quoted(byte, false);
            }
            State::Tag(opens) if byte == b'>' => {
                if !opens {
                    self.nest(false);
                } else if !self.ends_with(b"/>") {
                    self.nest(true);
                }
                self.state = State::Outside;
                self.run = 0;
            }
            State::Quoted(mark, _) if byte == mark => self.state = self.resumed,
            State::Declaration(_) if self.ends_with(b"<!--") => self.state = State::Declaration(b"-->"),
            State::Declaration(_) if self.ends_with(b"<![CDATA[") => self.state = State::Declaration(b"]]>"),
            // The subset between the brackets holds declarations of its own.
            State::Declaration(b">") if byte == b'[' => self.state = State::Declaration(b"]>"),
            State::Declaration(end) if self.ends_with(end) => {
                self.state = State::Outside;
                self.run = 0;
            }
            State::Entity if byte == b'"' => self.escaped = !self.escaped,
            State::Entity if byte == b'>' && !self.escaped => self.state = self.resumed,
            State::Entity if byte == b'&' || self.ends_with(b"SYSTEM") || self.ends_with(b"PUBLIC") => {
                return Err(refusal("an XML entity that stands for other entities or another file".to_owned()));
            }
            State::Entity if self.run > LONGEST_ENTITY => {
                return Err(refusal(format!("an XML entity of more than {LONGEST_ENTITY} bytes")));
            }
            _ => {}
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Guard<R> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(target)?;
        self.total += length as u64;
        if self.syntax == Syntax::JsonLd && self.total > LONGEST_DOCUMENT {
            let message = format!("JSON-LD of more than {LONGEST_DOCUMENT} bytes, which must be held whole");
            return Err(refusal(message));
        }
        for byte in &target[..length] {
            self.step(*byte)?;
        }
        Ok(length)
    }
}

fn refusal(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(text: &str, syntax: Syntax) -> Result<usize, String> {
        let mut passed = Vec::new();
        Guard::new(text.as_bytes(), syntax).read_to_end(&mut passed).map_err(|error| error.to_string())
    }

    #[test]
    fn nesting_is_bounded_in_each_syntax() {
        for (open, syntax) in [("[ a ", Syntax::Turtle), ("{\"a\":", Syntax::JsonLd), ("<a b='>'>", Syntax::RdfXml)] {
            assert!(pass(&open.repeat(DEEPEST), syntax).is_ok(), "{open}");
            let refused = pass(&open.repeat(DEEPEST + 1), syntax).expect_err("too deep");
            assert!(refused.contains("128 levels"), "{refused}");
        }
    }

    #[test]
    fn what_is_quoted_opens_nothing() {
        let many = "[({<".repeat(200);
        for (text, syntax) in [
            (format!("<a#(> <b> \"{many}\" . # {many}\n<a> <b> '''it's '' {many}''', \"\", '' ."), Syntax::Turtle),
            (format!("<a> <b> \"\"\"\"{many}\\\"\"\"\" , \"\" ."), Syntax::Turtle),
            (format!("{{\"a\": \"{many}\\\"{many}\"}}"), Syntax::JsonLd),
            (format!("<?xml?><!-- {many} --><a b=\"{many}\"><![CDATA[{many}]]></a>"), Syntax::RdfXml),
        ] {
            assert!(pass(&text, syntax).is_ok(), "{text}");
            let after = format!("{text} {}", "[".repeat(200));
            assert_eq!(pass(&after, syntax).is_err(), syntax != Syntax::RdfXml, "{after}");
        }
    }

    #[test]
    fn a_text_is_bounded_and_many_texts_are_not() {
        for (open, close, syntax) in [
            ("<a> <b> \"\"\"", "\"\"\" .\n", Syntax::Turtle),
            ("<a> <b> \"", "\" .\n", Syntax::NTriples),
            ("[\"", "\",1]", Syntax::JsonLd),
            ("<a>", "</a>", Syntax::RdfXml),
        ] {
            let half = "x".repeat(LONGEST_TEXT / 2);
            assert!(pass(&format!("{open}{half}{close}").repeat(3), syntax).is_ok(), "{syntax:?}");
            assert!(pass(&format!("{open}{half}{half}{half}{close}"), syntax).is_err(), "{syntax:?}");
        }
    }

    #[test]
    fn entities_may_be_short_and_stand_for_nothing_else() {
        let document = |entity: &str| format!("<!DOCTYPE a [\n<!ENTITY n {entity}>\n]>\n<a>&n;</a>");
        assert!(pass(&document("\"https://example.org/\""), Syntax::RdfXml).is_ok());
        for entity in ["\"&m;&m;\"", "\">&m;\"", "SYSTEM \"file:///etc/passwd\"", &format!("\"{}\"", "x".repeat(300))] {
            assert!(pass(&document(entity), Syntax::RdfXml).is_err(), "{entity}");
        }
    }
}
