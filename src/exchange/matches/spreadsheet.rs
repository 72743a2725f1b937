//! CSV for a spreadsheet: one row a match; a document that matches nothing has a row of its own.
//!
//! Skills are listed by name, separated by semicolons; the quotations are in JSON Lines. Cells that a spreadsheet would
//! compute get an apostrophe in front.

use std::io::{self, Write};

use super::super::{harmless, output_error};
use super::MatchWriter;
use crate::model::{Match, MatchedDocument};

const COLUMNS: [&str; 13] = [
    "source_id", "source_title", "rank", "match_id", "match_title", "score", "coverage", "covered", "partly",
    "missing", "extra", "issuer", "explanation",
];

/// Writes CSV.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MatchSpreadsheet {
    has_header: bool,
}

impl MatchWriter for MatchSpreadsheet {
    fn write(&mut self, output: &mut dyn Write, document: &MatchedDocument) -> io::Result<()> {
        let mut writer = self.begin(output)?;
        let source = [document.id.clone(), document.title.clone()];
        if document.matches.is_empty() {
            let row = source.iter().map(|cell| harmless::cell(cell).into_owned());
            writer.write_record(row.chain(std::iter::repeat_n(String::new(), 11))).map_err(output_error)?;
        }
        for (number, one) in document.matches.iter().enumerate() {
            let row = source.iter().cloned().chain(cells(number + 1, one));
            writer.write_record(row.map(|cell| harmless::cell(&cell).into_owned())).map_err(output_error)?;
        }
        writer.flush()
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        self.begin(output)?.flush()
    }
}

impl MatchSpreadsheet {
    fn begin<'a>(&mut self, output: &'a mut dyn Write) -> io::Result<csv::Writer<&'a mut dyn Write>> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
        if !std::mem::replace(&mut self.has_header, true) {
            writer.write_record(COLUMNS).map_err(output_error)?;
        }
        Ok(writer)
    }
}

fn cells(rank: usize, one: &Match) -> [String; 11] {
    fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
        names.collect::<Vec<_>>().join("; ")
    }
    [
        rank.to_string(),
        one.id.clone(),
        one.title.clone(),
        one.score.to_string(),
        one.parts.coverage.to_string(),
        list(one.covered.iter().map(|skill| skill.asked.concept.label.as_str())),
        list(one.partly.iter().map(|skill| skill.asked.concept.label.as_str())),
        list(one.missing.iter().map(|skill| skill.concept.label.as_str())),
        list(one.extra.iter().map(|skill| skill.concept.label.as_str())),
        one.fields.issuer.clone().unwrap_or_default(),
        one.explanation.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{document, written};
    use super::*;

    #[test]
    fn a_match_is_a_row_and_formulas_are_no_formulas() {
        let csv = written(MatchSpreadsheet::default(), &document("=1+1"));
        let expected = concat!(
            "source_id,source_title,rank,match_id,match_title,score,coverage,covered,partly,missing,extra,issuer,explanation\n",
            "j-1,Welder,1,c-1,'=1+1,0.71,0.5,weld metal,,read plans,,,",
            "Covers 1 of 2 skills of the job (weld metal); missing: read plans.\n",
        );
        assert_eq!(csv, expected);
    }

    #[test]
    fn a_document_without_matches_is_not_lost() {
        let nothing = MatchedDocument { id: "j-2".to_owned(), ..MatchedDocument::default() };
        assert!(written(MatchSpreadsheet::default(), &nothing).ends_with("j-2,,,,,,,,,,,,\n"));
    }
}
