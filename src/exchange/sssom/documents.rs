//! SSSOM/TSV, so that a mapping set can be read, checked and merged by the tools of that standard.
//!
//! A document's words are the subject, as a literal; each piece of evidence is a row, because SSSOM has one
//! row a justification. A document on which nothing was found is said to have no term, once a taxonomy. Of a crosswalk
//! the concepts of the source taxonomy are the subjects, and each row says its cardinality.
//! The form is the canonical one (columns in the order of the schema, rows sorted, values that all rows
//! share moved to the head), so rows wait in memory until the end, each as one string.
//!
//! ```text
//! #curie_map:
//! #  trades: "https://trades.example/"
//! #mapping_set_id: "urn:skillmap:map:0f5c…"
//! #license: "https://w3id.org/sssom/license/unspecified"
//! #subject_type: "rdfs literal"
//! subject_label ⇥ predicate_id ⇥ object_id ⇥ object_label ⇥ mapping_justification ⇥ confidence ⇥ … ⇥ comment
//! weld metals ⇥ skos:closeMatch ⇥ trades:weld ⇥ weld metal ⇥ semapv:LexicalMatching ⇥ 0.87 ⇥ … ⇥ document p-7: Welder
//! Night shift ⇥ skos:closeMatch ⇥ sssom:NoTermFound ⇥  ⇥ semapv:CompositeMatching ⇥  ⇥ … ⇥ document p-8: Night shift
//! ```
//!
//! quote → `subject_label`, matcher → `mapping_justification`, confidence → `confidence`, the matcher's own
//! score → `similarity_score`, the label that stands in the text → `match_string`. Requirement, codes and places
//! have no column. Reference: <https://mapping-commons.github.io/sssom/spec/>, version 1.0.

use std::io::{self, Write};

use super::super::curies::Prefixes;
use super::super::harmless::one_line;
use super::super::{Losses, MappingWriter, WriterOptions, document_rows};
use super::canonical::{CanonicalTable, Rows};
use super::json::write_table_as_json;
use super::write::{push, uses_new};
use crate::model::{DocumentMappings, Entity, EntityKind, MappingRow, Slots, TaxonomyInfo};

/// Writes SSSOM/TSV.
#[derive(Debug)]
pub struct SssomWriter {
    taxonomies: Vec<TaxonomyInfo>,
    /// The taxonomy that the subjects are concepts of; they are words of documents when absent.
    subjects: Option<TaxonomyInfo>,
    prefixes: Prefixes,
    rows: Rows,
    form: Form,
}

/// What the table becomes at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Table,
    Json,
    Parquet,
}

impl SssomWriter {
    /// A writer for mappings onto the given taxonomies.
    pub fn new(options: &WriterOptions) -> Self {
        Self {
            taxonomies: options.taxonomies.clone(),
            subjects: options.subjects.clone(),
            prefixes: Prefixes::default(),
            rows: Rows::default(),
            form: Form::Table,
        }
    }

    /// The same as JSON.
    #[must_use]
    pub fn as_json(self) -> Self {
        Self { form: Form::Json, ..self }
    }

    /// The same as Parquet; a program that was built without it fails when it comes to writing.
    #[must_use]
    pub fn as_parquet(self) -> Self {
        Self { form: Form::Parquet, ..self }
    }

    /// The vocabularies of a row: where they can be had, when somebody knows.
    fn locate(&self, row: &mut MappingRow) {
        if let Some(subjects) = &self.subjects {
            row.subject.kind = EntityKind::Concept;
            row.subject.source.clone_from(&subjects.name);
            row.subject.source_version.clone_from(&subjects.version);
        }
        let sources = [("subject_source", self.address(&row.subject)), ("object_source", self.address(&row.object))];
        for (slot, address) in sources {
            if let Some(address) = address {
                row.set_slot(slot, address);
            }
        }
    }

    /// Where the vocabulary of a side can be had.
    fn address(&self, side: &Entity) -> Option<&str> {
        let is_meant = |info: &&TaxonomyInfo| info.name == side.source && info.version == side.source_version;
        let known = self.subjects.iter().chain(&self.taxonomies).find(is_meant)?;
        Some(known.source.as_str()).filter(|source| source.starts_with("http"))
    }

    /// Words about the set, with those that the licences of the taxonomies ask for.
    fn description(&self) -> String {
        let names: Vec<String> = self.taxonomies.iter().map(TaxonomyInfo::reference).collect();
        let names = names.join(", ");
        let mut description = match &self.subjects {
            Some(subjects) => format!("Concepts of {} mapped onto concepts of {names}.", subjects.reference()),
            None => format!("Words of documents mapped onto skills of {names}."),
        };
        for taxonomy in self.subjects.iter().chain(&self.taxonomies) {
            description.push(' ');
            description.push_str(&taxonomy.attribution);
        }
        one_line(&description)
    }

    fn head(&self, table: &CanonicalTable) -> Slots {
        let mut head = Slots::new();
        let mut say = |name: &str, value: String| head.insert(name.to_owned(), vec![value]);
        let about = self.subjects.iter().chain(&self.taxonomies).map(TaxonomyInfo::reference);
        say("mapping_set_id", table.set_id("map", about));
        if !self.taxonomies.is_empty() {
            say("mapping_set_description", self.description());
        }
        say("license", "https://w3id.org/sssom/license/unspecified".to_owned());
        if self.subjects.is_none() {
            say("subject_type", "rdfs literal".to_owned());
        }
        say("mapping_tool", env!("CARGO_PKG_NAME").to_owned());
        say("mapping_tool_version", env!("CARGO_PKG_VERSION").to_owned());
        if uses_new(table, &head) {
            head.insert("sssom_version".to_owned(), vec!["1.1".to_owned()]);
        }
        head
    }
}

impl MappingWriter for SssomWriter {
    fn write(&mut self, _: &mut dyn Write, document: &DocumentMappings) -> io::Result<()> {
        // What SSSOM has no slot for is said in README.md, once, and not for every run.
        let mut losses = Losses::default();
        for mut row in document_rows(document, &self.taxonomies) {
            self.locate(&mut row);
            push(&mut self.rows, &mut self.prefixes, &row, true, &mut losses);
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        if self.subjects.is_some() {
            self.rows.count_sides();
        }
        let table = std::mem::take(&mut self.rows).into_table();
        let head = self.head(&table);
        if self.form == Form::Table {
            return table.write(output, &self.prefixes, &head, &[]);
        }
        let mut written = Vec::new();
        table.write(&mut written, &self.prefixes, &head, &[])?;
        drop(table);
        match self.form {
            #[cfg(feature = "parquet")]
            Form::Parquet => super::parquet::write_table_as_parquet(&written, output),
            #[cfg(not(feature = "parquet"))]
            Form::Parquet => Err(io::Error::other(crate::exchange::Format::not_built())),
            _ => write_table_as_json(&written, output),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::samples::{document, evidence, mapping, written};
    use crate::model::{Evidence, MatcherName};

    fn trades(version: &str, source: &str) -> TaxonomyInfo {
        TaxonomyInfo {
            name: "trades".to_owned(),
            version: version.to_owned(),
            attribution: "Skills of trades.example.".to_owned(),
            source: source.to_owned(),
            ..TaxonomyInfo::default()
        }
    }

    fn sssom(taxonomies: Vec<TaxonomyInfo>, documents: &[DocumentMappings]) -> (Vec<String>, Vec<Vec<String>>) {
        split(&written(SssomWriter::new(&WriterOptions { taxonomies, ..WriterOptions::default() }), documents))
    }

    fn split(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let is_head = |line: &&str| line.starts_with('#');
        let head: Vec<String> = text.lines().take_while(is_head).map(str::to_owned).collect();
        let body = &text[head.iter().map(|line| line.len() + 1).sum()..];
        assert!(!body.lines().any(|line| line.starts_with('#')), "{body}");
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').has_headers(false).from_reader(body.as_bytes());
        let rows =
            reader.records().map(|record| record.expect("rows of one length").iter().map(str::to_owned).collect());
        (head, rows.collect())
    }

    #[test]
    fn rows_are_sorted_and_shared_values_stand_in_the_head() {
        let mut twice = mapping("https://trades.example/weld", "weld\tmetals\nwell");
        twice.evidence.push(Evidence { score: 0.12345, ..evidence(MatcherName::Lexical, "metal is welded") });
        let documents = [document("p-7", "Welder", vec![twice]), document("p-8", "Night shift", Vec::new())];
        let (head, rows) = sssom(vec![trades("2", "https://trades.example/download/all.csv")], &documents);
        let expected_head = [
            "#curie_map:",
            "#  trades: \"https://trades.example/\"",
            "#  trades.source: \"https://trades.example/download/\"",
            &head[3],
            "#mapping_set_description: \"Words of documents mapped onto skills of trades@2. Skills of trades.example.\"",
            "#license: \"https://w3id.org/sssom/license/unspecified\"",
            "#subject_type: \"rdfs literal\"",
            "#object_source: \"trades.source:all.csv\"",
            "#object_source_version: \"2\"",
            "#mapping_tool: \"skillmap\"",
            concat!("#mapping_tool_version: \"", env!("CARGO_PKG_VERSION"), "\""),
        ];
        assert_eq!(head, expected_head);
        assert!(head[3].starts_with("#mapping_set_id: \"urn:skillmap:map:"));
        let rows: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
        let expected_rows = [
            "subject_label|predicate_id|object_id|object_label|mapping_justification|confidence|match_string|\
             similarity_score|comment",
            "Night shift|skos:closeMatch|sssom:NoTermFound||semapv:CompositeMatching||||document p-8: Night shift",
            "metal is welded|skos:closeMatch|trades:weld|weld metal|semapv:LexicalSimilarityThresholdMatching|0.87||\
             0.123|document p-7: Welder",
            "weld metals well|skos:closeMatch|trades:weld|weld metal|semapv:LexicalMatching|0.87|weld metal|0.9|\
             document p-7: Welder",
        ];
        assert_eq!(rows, expected_rows);
    }

    #[test]
    fn two_taxonomies_have_columns_and_a_no_term_row_each() {
        let (head, rows) = sssom(vec![trades("1", ""), trades("2", "")], &[document("a", "A", Vec::new())]);
        assert!(head.iter().any(|line| line == "#object_source: \"skillmap.taxonomy:trades\""));
        assert!(!head.iter().any(|line| line.contains("object_source_version")));
        assert_eq!(rows[0][5..], ["object_source_version", "comment"].map(str::to_owned));
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn the_set_is_named_by_its_content() {
        let id = |quote: &str| {
            let documents = [document("a", "A", vec![mapping("https://trades.example/weld", quote)])];
            let (head, _) = sssom(Vec::new(), &documents);
            head.into_iter().find(|line| line.starts_with("#mapping_set_id")).expect("every set has one")
        };
        assert_eq!(id("weld"), id("weld"));
        assert_ne!(id("weld"), id("cut"));
    }

    #[test]
    fn the_order_of_documents_does_not_change_the_rows() {
        let one = document("a", "A", vec![mapping("https://trades.example/weld", "weld")]);
        let other = document("b", "B", Vec::new());
        let forward = sssom(vec![trades("2", "")], &[one.clone(), other.clone()]);
        assert_eq!(forward, sssom(vec![trades("2", "")], &[other, one]));
    }

    #[test]
    fn text_cannot_pass_for_a_head_or_a_list() {
        let mut hostile = mapping("https://trades.example/weld", "#license: \"https://evil.example\"");
        hostile.evidence[0].matched_label = "a|b\\c".to_owned();
        let hidden = document("\n#x: y", "\u{7}", vec![hostile]);
        let (head, rows) = sssom(vec![trades("2\n#license: z", "")], &[hidden]);
        assert_eq!(head.iter().filter(|line| line.contains("license")).count(), 2);
        assert_eq!(head.iter().filter(|line| line.starts_with("#license")).count(), 1);
        assert_eq!(rows[1][0], "#license: \"https://evil.example\"");
        assert!(rows[1].contains(&"a\\|b\\\\c".to_owned()));
    }

    #[test]
    fn a_subject_is_never_empty() {
        let documents =
            [document("", "", Vec::new()), document("p-1", "", vec![mapping("https://x.example/1", "\u{7}")])];
        let (_, rows) = sssom(vec![trades("2", "")], &documents);
        assert_eq!([&rows[1][0], &rows[2][0]], ["(untitled)", "p-1"]);
    }

    #[test]
    fn concepts_are_subjects_with_identifier_source_and_cardinality() {
        let crafts = TaxonomyInfo { name: "crafts".to_owned(), version: "1".to_owned(), ..TaxonomyInfo::default() };
        let taxonomies = vec![trades("2", "https://trades.example/all.csv")];
        let options = WriterOptions { taxonomies, subjects: Some(crafts), ..WriterOptions::default() };
        let id = |name: &str| format!("https://crafts.example/{name}");
        let mapped = |concept: &str| mapping(&format!("https://trades.example/{concept}"), "welding");
        let documents = [
            document(&id("a"), "Welding", vec![mapped("weld"), mapped("join")]),
            document(&id("b"), "Joining", vec![mapped("weld")]),
            document(&id("c"), "Dyeing", Vec::new()),
        ];
        let (head, rows) = split(&written(SssomWriter::new(&options), &documents));
        assert!(head.contains(&"#subject_source: \"skillmap.taxonomy:crafts\"".to_owned()), "{head:?}");
        assert!(head.contains(&"#subject_source_version: \"1\"".to_owned()));
        assert!(!head.iter().any(|line| line.contains("subject_type")));
        let cells =
            |row: &Vec<String>, columns: &[usize]| columns.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
        let columns: Vec<usize> = ["subject_id", "predicate_id", "object_id", "mapping_cardinality"]
            .iter()
            .map(|name| rows[0].iter().position(|column| column == name).expect("the column"))
            .collect();
        let rows: Vec<String> = rows[1..].iter().map(|row| cells(row, &columns).join("|")).collect();
        let expected = [
            "crafts:a|skos:closeMatch|trades:join|1:n",
            "crafts:a|skos:closeMatch|trades:weld|n:n",
            "crafts:b|skos:closeMatch|trades:weld|n:1",
            "crafts:c|skos:closeMatch|sssom:NoTermFound|1:0",
        ];
        assert_eq!(rows, expected);
    }

    proptest! {
        #[test]
        fn any_text_keeps_the_table_whole(
            id in any::<String>(), title in "\\PC*|[\u{0}-\u{9f}\"#\t]*", quote in any::<String>(), concept in "\\PC+",
        ) {
            let documents = [document(&id, &title, vec![mapping(&concept, &quote)]), document(&title, &id, Vec::new())];
            let (head, rows) = sssom(vec![trades(&title, &id)], &documents);
            prop_assert!(head.iter().all(|line| !line.contains(char::is_control)));
            prop_assert_eq!(rows.len(), 3);
            prop_assert!(rows.iter().all(|row| !row[0].is_empty() && !row[2].is_empty()));
        }
    }
}
