//! Matches on their way out: what covers what, one file a format, all behind [`MatchWriter`].
//!
//! As with mapping sets, a writer is given one document at a time in input order, opens nothing, and takes every title
//! and quotation for hostile.

mod jsonl;
mod spreadsheet;
mod table;

use std::io::{self, Write};

use crate::model::{MatchedDocument, named_formats};

named_formats! {
    /// A format of matches.
    pub enum MatchFormat {
        /// Lines for a person at a terminal.
        Table = "table" for ["txt"],
        /// A spreadsheet, one row a match.
        Csv = "csv" for ["csv"],
        /// One JSON object a line, one line a document, with everything.
        JsonLines = "jsonl" for ["jsonl", "ndjson"],
    }
}

/// Writes what documents were matched with, one document after another.
pub trait MatchWriter {
    /// Takes the next document.
    fn write(&mut self, output: &mut dyn Write, document: &MatchedDocument) -> io::Result<()>;

    /// Writes what must come last.
    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        output.flush()
    }
}

/// A writer; `width` is that of the terminal, when there is one.
pub fn match_writer(format: MatchFormat, width: Option<usize>) -> Box<dyn MatchWriter> {
    match format {
        MatchFormat::Table => Box::new(table::MatchTable::new(width)),
        MatchFormat::Csv => Box::new(spreadsheet::MatchSpreadsheet::default()),
        MatchFormat::JsonLines => Box::new(jsonl::MatchLines),
    }
}

/// A document with one match, for the tests of all formats.
#[cfg(test)]
mod samples {
    use super::{MatchWriter, MatchedDocument};
    use crate::model::{
        ConceptKind, ConceptReference, CoveredSkill, Match, ProfileSkill, Quotation, ScoreParts, SkillRelation,
    };

    pub fn skill(label: &str, quote: &str) -> ProfileSkill {
        ProfileSkill {
            concept: ConceptReference {
                concept_id: format!("urn:{label}"),
                notation: None,
                label: label.to_owned(),
                taxonomy: "trades".to_owned(),
                taxonomy_version: String::new(),
                kind: ConceptKind::Skill,
            },
            requirement: None,
            confidence: 0.8,
            evidence: Some(Quotation { quote: quote.to_owned(), start: 3, end: 3 + quote.len() }),
            inferred_from: None,
            weight: 0.5,
        }
    }

    pub fn document(title: &str) -> MatchedDocument {
        let covered = CoveredSkill {
            asked: skill("weld metal", "weld pipes"),
            relation: SkillRelation::Same,
            worth: 1.0,
            offered: skill("weld metal", "welding of pipes"),
            hops: Vec::new(),
        };
        let answer = Match {
            id: "c-1".to_owned(),
            title: title.to_owned(),
            score: 0.71,
            parts: ScoreParts { coverage: 0.5, words: 0.3, title: 0.6, meaning: 0.7 },
            covered: vec![covered],
            missing: vec![skill("read plans", "reads plans")],
            explanation: "Covers 1 of 2 skills of the job (weld metal); missing: read plans.".to_owned(),
            ..Match::default()
        };
        MatchedDocument {
            id: "j-1".to_owned(),
            title: "Welder".to_owned(),
            matches: vec![answer],
            ..MatchedDocument::default()
        }
    }

    pub fn written(mut writer: impl MatchWriter, document: &MatchedDocument) -> String {
        let mut output = Vec::new();
        writer.write(&mut output, document).expect("memory can be written to");
        writer.finish(&mut output).expect("memory can be written to");
        String::from_utf8(output).expect("writers write UTF-8")
    }
}
