//! JSON Lines: one object a document, in input order, with everything that is known of each mapping.
//!
//! This is the form that other programs are told to rely on: fields may be added, none renamed. Nothing is
//! removed from texts, so `quote` is always `text[start..end]` in bytes.
//!
//! ```json
//! {"id":"p-7","title":"Welder","mappings":[{"concept_id":"https://trades.example/weld","notation":null,
//!   "label":"weld metal","taxonomy":"trades","taxonomy_version":"2","kind":"skill",
//!   "predicate":"skos:closeMatch","confidence":0.87,"decision":"accepted","requirement":null,
//!   "weight":1.0,"evidence":[{"matcher":"label","quote":"weld metals","start":12,"end":23,
//!     "matched_label":"weld metal","score":0.9}]}]}
//! ```
//! (On one line.) Reference: <https://jsonlines.org>.

use std::io::{self, BufRead as _, Read as _, Write};

use super::{MappingWriter, document_rows, harmless};
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{DocumentMappings, MappingSet};

/// Longest line that is read, in bytes.
const LONGEST_LINE: u64 = 1 << 26;

/// Writes JSON Lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonLinesWriter;

impl MappingWriter for JsonLinesWriter {
    fn write(&mut self, output: &mut dyn Write, document: &DocumentMappings) -> io::Result<()> {
        writeln!(output, "{}", harmless::json(document)?)
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.flush()
    }
}

/// Reads lines back into a mapping set; a line that is none of ours is reported and skipped.
///
/// Whether the subject of a line is a document or, as in a crosswalk, a concept, the line does not say: it is taken for a
/// document until somebody says otherwise.
pub fn read(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    let mut input = source.open()?;
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        let taken = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        let taken = taken.map_err(|error| Error::io(&source.name, error))?;
        if taken == 0 {
            break;
        }
        number += 1;
        let position = Position::file(&source.name).line(number);
        if taken as u64 == LONGEST_LINE {
            return Err(Error::malformed(position, format!("longer than {LONGEST_LINE} bytes, the most that is read")));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<DocumentMappings>(&bytes) {
            Ok(document) if document.id.is_empty() && document.title.is_empty() && document.mappings.is_empty() => {
                loaded.diagnostics.push(Severity::Skipped, position, "no line of a mapping set");
            }
            Ok(document) => loaded.value.rows.extend(document_rows(&document, &[])),
            Err(error) => {
                loaded.diagnostics.push(Severity::Skipped, position, format!("no line of a mapping set: {error}"));
            }
        }
    }
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::samples::{document, mapping, written};

    #[test]
    fn a_line_has_the_fields_that_others_rely_on() {
        let mut sample = document("p-7", "Welder", vec![mapping("https://trades.example/weld", "weld metals")]);
        let expected = concat!(
            r#"{"id":"p-7","title":"Welder","mappings":[{"concept_id":"https://trades.example/weld","notation":null,"#,
            r#""label":"weld metal","taxonomy":"trades","taxonomy_version":"2","kind":"skill","#,
            r#""predicate":"skos:closeMatch","confidence":0.87,"decision":"accepted","requirement":null,"weight":1.0,"#,
            r#""evidence":[{"matcher":"label","quote":"weld metals","start":12,"end":23,"#,
            r#""matched_label":"weld metal","score":0.9}]}]}"#,
            "\n",
        );
        assert_eq!(written(JsonLinesWriter, &[sample.clone()]), expected);
        sample.text = Some("To be able to".to_owned());
        let with_text = written(JsonLinesWriter, &[sample]);
        assert!(with_text.starts_with(r#"{"id":"p-7","title":"Welder","text":"To be able to","mappings":["#));
    }

    #[test]
    fn a_document_without_mappings_has_its_line() {
        let lines = written(JsonLinesWriter, &[document("a", "", Vec::new()), document("b", "B", Vec::new())]);
        assert_eq!(
            lines,
            "{\"id\":\"a\",\"title\":\"\",\"mappings\":[]}\n{\"id\":\"b\",\"title\":\"B\",\"mappings\":[]}\n"
        );
    }

    proptest! {
        #[test]
        fn every_line_reads_back_as_it_was(
            id in any::<String>(), title in any::<String>(), quote in "\\PC*|[\u{0}-\u{9f}\u{2028}]*",
            confidence in 0.0f32..=1.0, text in proptest::option::of(any::<String>()),
        ) {
            let mut mapping = mapping(&id, &quote);
            mapping.confidence = confidence;
            let documents = vec![DocumentMappings { text, ..document(&id, &title, vec![mapping]) }, document(&title, &id, vec![])];
            let lines = written(JsonLinesWriter, &documents);
            let is_break = |character| matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            let read: Vec<DocumentMappings> = lines
                .split_terminator(is_break)
                .map(|line| serde_json::from_str(line).expect("every line is an object"))
                .collect();
            prop_assert_eq!(read, documents);
        }
    }
}
