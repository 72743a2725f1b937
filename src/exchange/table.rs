//! Lines for a person at a terminal: a heading a document, then a line a mapping, cut to the width.
//!
//! Width is counted in characters, which is right for the scripts that published taxonomies are written in;
//! a wide character may make a line longer, never break it into pieces that could be taken for another line.
//!
//! ```text
//! p-7  Welder
//!   0.87 ✓ weld metal [trades]  “weld metals”
//!   0.41 ? inspect seams [trades]  “check each se…”
//!
//! p-8  Night shift
//!   (no skill found)
//! ```

use std::io::{self, Write};

use super::harmless::one_line;
use super::{MappingWriter, WriterOptions};
use crate::model::{Decision, DocumentMappings, Mapping};

/// Columns when the terminal does not say.
const USUAL_WIDTH: usize = 100;
/// Columns below which nothing could be read.
const LEAST_WIDTH: usize = 40;
/// Characters of a taxonomy's name that are shown.
const LONGEST_TAXONOMY: usize = 20;
/// Blanks before a line of explanation.
const INDENT: usize = 9;
/// Characters of a quote below which it says nothing.
const SHORTEST_QUOTE: usize = 4;

/// Writes lines for a person.
#[derive(Debug, Clone)]
pub struct TableWriter {
    width: usize,
    has_document: bool,
}

impl TableWriter {
    /// A writer for a terminal of the given width.
    pub fn new(options: &WriterOptions) -> Self {
        Self { width: options.width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH), has_document: false }
    }

    fn line(&self, mapping: &Mapping) -> String {
        let mark = match mapping.decision {
            Decision::Accepted => '✓',
            Decision::Review => '?',
        };
        let start = format!("  {:.2} {mark} ", mapping.confidence);
        let taxonomy = format!(" [{}]", cut(&one_line(&mapping.concept.taxonomy), LONGEST_TAXONOMY));
        let label = one_line(&mapping.concept.label);
        let quote = mapping.evidence.first().map_or(String::new(), |evidence| one_line(&evidence.quote));
        let room = self.width.saturating_sub(length(&start) + length(&taxonomy));
        if quote.is_empty() {
            return format!("{start}{}{taxonomy}", cut(&label, room));
        }
        // Two blanks and two quotation marks; a long quote leaves the label at least half of the room.
        let room = room.saturating_sub(4);
        let label = cut(&label, room.saturating_sub(length(&quote)).max(room / 2));
        let left = room.saturating_sub(length(&label));
        if left < SHORTEST_QUOTE.min(length(&quote)) {
            return format!("{start}{label}{taxonomy}");
        }
        format!("{start}{label}{taxonomy}  “{}”", cut(&quote, left))
    }
}

impl MappingWriter for TableWriter {
    fn write(&mut self, output: &mut dyn Write, document: &DocumentMappings) -> io::Result<()> {
        if std::mem::replace(&mut self.has_document, true) {
            writeln!(output)?;
        }
        let (id, title) = (one_line(&document.id), one_line(&document.title));
        let heading = if title.is_empty() || title == id { id } else { format!("{id}  {title}") };
        writeln!(output, "{}", cut(heading.trim_start(), self.width))?;
        if document.mappings.is_empty() {
            writeln!(output, "  (no skill found)")?;
        }
        for mapping in &document.mappings {
            writeln!(output, "{}", self.line(mapping))?;
            if let Some(explanation) = &mapping.explanation {
                for line in wrapped(&one_line(&explanation.sentence), self.width.saturating_sub(INDENT)) {
                    writeln!(output, "{:INDENT$}{line}", "")?;
                }
            }
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.flush()
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The text, or its beginning with an ellipsis when it has more characters than `most`.
pub(super) fn cut(text: &str, most: usize) -> String {
    if length(text) <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A text in lines of at most so many characters, cut at blanks; a longer word has a line to itself.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::samples::{document, mapping, written};

    fn table(width: usize) -> TableWriter {
        TableWriter::new(&WriterOptions { width: Some(width), ..WriterOptions::default() })
    }

    #[test]
    fn a_person_can_read_it() {
        let mut doubtful = mapping("b", "check each seam before the next one is begun and write the result down");
        doubtful.decision = Decision::Review;
        doubtful.confidence = 0.408;
        let documents = [
            document("p-7", "Welder", vec![mapping("a", "weld\n\tmetals"), doubtful]),
            document("p-8", "p-8", Vec::new()),
        ];
        let expected = "p-7  Welder
  0.87 ✓ weld metal [trades]  “weld metals”
  0.41 ? weld metal [trades]  “check each seam before the…”

p-8
  (no skill found)
";
        assert_eq!(written(table(60), &documents), expected);
    }

    #[test]
    fn nothing_from_outside_reaches_the_terminal_as_a_command() {
        let mut hostile = mapping("a", "\u{1b}[2Jgone\u{7}");
        hostile.concept.label = "\u{1b}]0;owned\u{7}label\r".to_owned();
        hostile.concept.taxonomy = "a\u{9b}31mb".to_owned();
        let text = written(table(80), &[document("i\u{1b}[1md", "t\nt\u{8}", vec![hostile])]);
        assert_eq!(text, "id  t t\n  0.87 ✓ label [ab]  “gone”\n");
    }

    #[test]
    fn the_usual_width_is_a_hundred_columns() {
        let long = "x".repeat(300);
        let text =
            written(TableWriter::new(&WriterOptions::default()), &[document(&long, "", vec![mapping("a", &long)])]);
        assert!(text.lines().all(|line| length(line) == 100 && line.contains('…')), "{text}");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            width in 0usize..130, id in "\\PC{0,90}", label in "\\PC{0,90}", quote in any::<String>(), name in "\\PC{0,30}",
        ) {
            let mut mapping = mapping("a", &quote);
            mapping.concept.label = label;
            mapping.concept.taxonomy = name;
            let text = written(table(width), &[document(&id, &quote, vec![mapping])]);
            prop_assert_eq!(text.lines().count(), 2);
            for line in text.lines() {
                prop_assert!(length(line) <= width.max(LEAST_WIDTH), "{}", line);
            }
        }
    }
}
