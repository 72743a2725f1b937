//! CSV for a spreadsheet: one row a mapping, with the best evidence; a document on which nothing was found has
//! a row of its own, so that no document is lost from sight.
//!
//! Text cells that a spreadsheet would compute get an apostrophe in front (OWASP, "CSV Injection"), which is
//! why a program should rather read JSON Lines. `start` and `end` are bytes of the document's text.
//!
//! ```csv
//! source_id,source_title,concept_id,…,predicate,confidence,decision,requirement,matcher,matched_label,quote,start,end,score
//! p-7,Welder,https://trades.example/weld,…,skos:closeMatch,0.87,accepted,,label,weld metal,weld metals,12,23,0.9
//! p-8,Night shift,,…,,,none,,,,,,,
//! ```
//! Reference: RFC 4180, with lines that end in LF.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{MappingWriter, harmless, output_error};
use crate::model::{DocumentMappings, Mapping, Requirement};

const COLUMNS: [&str; 18] = [
    "source_id", "source_title", "concept_id", "notation", "label", "taxonomy", "taxonomy_version", "kind",
    "predicate", "confidence", "decision", "requirement", "matcher", "matched_label", "quote", "start", "end", "score",
];
/// The `decision` of a document on which nothing was found.
const NO_MAPPING: &str = "none";

/// Writes CSV.
#[derive(Debug, Clone, Copy, Default)]
pub struct SpreadsheetWriter {
    has_header: bool,
}

impl SpreadsheetWriter {
    fn begin<'a>(&mut self, output: &'a mut dyn Write) -> io::Result<csv::Writer<&'a mut dyn Write>> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(output);
        if !self.has_header {
            writer.write_record(COLUMNS).map_err(output_error)?;
            self.has_header = true;
        }
        Ok(writer)
    }
}

impl MappingWriter for SpreadsheetWriter {
    fn write(&mut self, output: &mut dyn Write, document: &DocumentMappings) -> io::Result<()> {
        let mut writer = self.begin(output)?;
        let source = [harmless::cell(&document.id), harmless::cell(&document.title)];
        let mut write_row = |cells: [Cow<'_, str>; 16]| {
            let row = source.iter().chain(&cells).map(|cell| cell.as_bytes());
            writer.write_record(row).map_err(output_error)
        };
        if document.mappings.is_empty() {
            let mut cells = [const { Cow::Borrowed("") }; 16];
            cells[8] = NO_MAPPING.into();
            write_row(cells)?;
        }
        for mapping in &document.mappings {
            write_row(cells(mapping))?;
        }
        writer.flush()
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        self.begin(output)?.flush()
    }
}

/// The cells of a mapping, in the order of the columns after the first two.
fn cells(mapping: &Mapping) -> [Cow<'_, str>; 16] {
    let concept = &mapping.concept;
    // Evidence comes best first.
    let [matcher, matched_label, quote, start, end, score] =
        mapping.evidence.first().map_or([const { Cow::Borrowed("") }; 6], |evidence| {
            [
                evidence.matcher.as_str().into(),
                harmless::cell(&evidence.matched_label),
                harmless::cell(&evidence.quote),
                evidence.start.to_string().into(),
                evidence.end.to_string().into(),
                number(evidence.score),
            ]
        });
    [
        harmless::cell(&concept.concept_id),
        harmless::cell(concept.notation.as_deref().unwrap_or_default()),
        harmless::cell(&concept.label),
        harmless::cell(&concept.taxonomy),
        harmless::cell(&concept.taxonomy_version),
        concept.kind.as_str().into(),
        mapping.predicate.as_str().into(),
        number(mapping.confidence),
        mapping.decision.as_str().into(),
        mapping.requirement.map_or("", Requirement::as_str).into(),
        matcher,
        matched_label,
        quote,
        start,
        end,
        score,
    ]
}

fn number(value: f32) -> Cow<'static, str> {
    if value.is_finite() { value.to_string().into() } else { "".into() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::samples::{document, mapping, written};

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let records = reader.records().map(|record| record.expect("our own CSV"));
        records.map(|record| record.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn one_row_a_mapping_and_one_for_nothing() {
        let documents = [
            document("p-7", "Welder", vec![mapping("https://trades.example/weld", "weld metals")]),
            document("p-8", "Night shift", Vec::new()),
        ];
        let lines = [
            COLUMNS.join(","),
            "p-7,Welder,https://trades.example/weld,,weld metal,trades,2,skill,skos:closeMatch,0.87,accepted,,label,\
             weld metal,weld metals,12,23,0.9"
                .to_owned(),
            "p-8,Night shift,,,,,,,,,none,,,,,,,".to_owned(),
        ];
        assert_eq!(written(SpreadsheetWriter::default(), &documents), lines.join("\n") + "\n");
    }

    #[test]
    fn nothing_at_all_is_still_a_header() {
        assert_eq!(written(SpreadsheetWriter::default(), &[]), COLUMNS.join(",") + "\n");
    }

    #[test]
    fn quotes_line_breaks_and_formulas_stay_inside_their_cell() {
        let hostile =
            document("-1", "=HYPERLINK(\"http://x\",\"y\")", vec![mapping("+a", "say \"weld\",\r\nthen\ttest")]);
        let text = written(SpreadsheetWriter::default(), &[hostile]);
        let rows = read(&text);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1][..3], ["'-1", "'=HYPERLINK(\"http://x\",\"y\")", "'+a"]);
        assert_eq!(rows[1][14..17], ["say \"weld\",\r\nthen\ttest", "12", "34"]);
    }

    #[test]
    fn a_mapping_without_evidence_or_number_is_written() {
        let mut mapping = mapping("c", "");
        mapping.evidence.clear();
        mapping.confidence = f32::NAN;
        let rows = read(&written(SpreadsheetWriter::default(), &[document("a", "", vec![mapping])]));
        assert_eq!(rows[1][9..], ["", "accepted", "", "", "", "", "", "", ""]);
    }

    proptest! {
        #[test]
        fn every_cell_reads_back(
            id in any::<String>(), title in any::<String>(), quote in "\\PC*|[\u{0}-\u{9f}\",=+@-]*",
            confidence in 0.0f32..=1.0,
        ) {
            let mut mapping = mapping(&id, &quote);
            mapping.confidence = confidence;
            let documents = [document(&id, &title, vec![mapping]), document(&title, &id, Vec::new())];
            let rows = read(&written(SpreadsheetWriter::default(), &documents));
            prop_assert_eq!(rows.len(), 3);
            prop_assert_eq!(&rows[1][0], &harmless::cell(&id));
            prop_assert_eq!(&rows[1][14], &harmless::cell(&quote));
            prop_assert_eq!(rows[1][9].parse::<f32>(), Ok(confidence));
            prop_assert_eq!(&rows[2][0], &harmless::cell(&title));
            prop_assert_eq!(&rows[2][1], &harmless::cell(&id));
        }
    }
}
