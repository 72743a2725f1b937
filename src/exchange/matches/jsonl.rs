//! JSON Lines: one object a document, in input order, with every match and every quotation.
//!
//! This is the form that other programs are told to rely on: fields may be added, none renamed.
//!
//! ```json
//! {"id":"j-1","title":"Welder","matches":[{"id":"c-1","title":"Pipe Welding","score":0.71,"parts":{…},
//!   "covered":[…],"partly":[…],"missing":[…],"extra":[…],"explanation":"…"}]}
//! ```

use std::io::{self, Write};

use super::super::harmless;
use super::MatchWriter;
use crate::model::MatchedDocument;

/// Writes JSON Lines.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MatchLines;

impl MatchWriter for MatchLines {
    fn write(&mut self, output: &mut dyn Write, document: &MatchedDocument) -> io::Result<()> {
        writeln!(output, "{}", harmless::json(document)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{document, written};
    use super::*;

    #[test]
    fn a_line_has_the_fields_that_others_rely_on_and_reads_back() {
        let sample = document("Pipe\u{2028}Welding");
        let line = written(MatchLines, &sample);
        assert_eq!(line.lines().count(), 1);
        let value: serde_json::Value = serde_json::from_str(&line).expect("an object");
        let first = &value["matches"][0];
        for field in ["id", "title", "score", "covered", "partly", "missing", "extra", "explanation"] {
            assert!(!first[field].is_null(), "{field}");
        }
        assert_eq!(first["covered"][0]["evidence"]["quote"], "weld pipes");
        assert_eq!(first["covered"][0]["offered"]["evidence"]["quote"], "welding of pipes");
        assert_eq!(serde_json::from_str::<MatchedDocument>(&line).expect("the same"), sample);
    }
}
