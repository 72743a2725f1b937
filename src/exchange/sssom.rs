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
//! score → `similarity_score`, the label that stands in the text → `match_string`. Decision and requirement
//! have no column. Reference: <https://mapping-commons.github.io/sssom/spec/>, version 1.0.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::curies::Prefixes;
use super::harmless::{self, one_line};
use super::{MappingWriter, WriterOptions};
use crate::model::{DocumentMappings, Evidence, Mapping, MatcherName, Predicate, TaxonomyInfo};

/// The columns that are written when any row fills them, in the order of the schema.
const COLUMNS: [&str; 15] = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "subject_source",
    "subject_source_version",
    "object_source",
    "object_source_version",
    "mapping_cardinality",
    "confidence",
    "match_string",
    "similarity_score",
    "comment",
];
/// Those that stand in every file.
const ALWAYS: std::ops::Range<usize> = 1..6;
const SUBJECT_ID: usize = 0;
const OBJECT_ID: usize = 3;
/// Those that stand in the head when all rows share the value.
const SOURCES: std::ops::Range<usize> = 6..10;
const CARDINALITY: usize = 10;
const NO_TERM: &str = "sssom:NoTermFound";

/// Writes SSSOM/TSV.
#[derive(Debug)]
pub struct SssomWriter {
    taxonomies: Vec<TaxonomyInfo>,
    /// The taxonomy that the subjects are concepts of; they are words of documents when absent.
    subjects: Option<TaxonomyInfo>,
    prefixes: Prefixes,
    /// Cells joined by tabs, which no cell contains; sorted and without repetition.
    rows: BTreeSet<Box<str>>,
}

impl SssomWriter {
    /// A writer for mappings onto the given taxonomies.
    pub fn new(options: &WriterOptions) -> Self {
        Self {
            taxonomies: options.taxonomies.clone(),
            subjects: options.subjects.clone(),
            prefixes: Prefixes::default(),
            rows: BTreeSet::new(),
        }
    }

    fn push(&mut self, cells: [&str; COLUMNS.len()]) {
        self.rows.insert(cells.join("\t").into_boxed_str());
    }

    /// The CURIE of a taxonomy.
    fn source(&mut self, name: &str, version: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let is_meant = |info: &&TaxonomyInfo| info.name == name && info.version == version;
        let source = self.taxonomies.iter().find(is_meant).map_or("", |info| info.source.as_str());
        self.prefixes.taxonomy(name, source)
    }

    fn push_mapping(&mut self, mapping: &Mapping, evidence: &Evidence, names: &DocumentNames) {
        let concept = &mapping.concept;
        let object = self.prefixes.concept(&concept.taxonomy, &concept.concept_id);
        let source = self.source(&concept.taxonomy, &concept.taxonomy_version);
        // A concept is shown by its name; the label that was met is another column's business.
        let quote = if names.subject.is_some() { String::new() } else { one_line(&evidence.quote) };
        let match_string = match evidence.matcher {
            MatcherName::Label => escape_list_item(&one_line(&evidence.matched_label)),
            // The words of the label are not all in the text, so nothing is shared as it stands.
            MatcherName::Lexical | MatcherName::Semantic | MatcherName::Asserted | MatcherName::Structure => {
                String::new()
            }
        };
        let [subject, subject_source, subject_version] = names.subject_cells();
        self.push([
            subject,
            if quote.is_empty() { &names.name } else { &quote },
            mapping.predicate.as_str(),
            &object,
            &one_line(&concept.label),
            justification(evidence.matcher),
            subject_source,
            subject_version,
            &source,
            &one_line(&concept.taxonomy_version),
            "",
            &number(mapping.confidence),
            &match_string,
            &number(evidence.score),
            &names.comment,
        ]);
    }

    /// Name and version of each taxonomy that was searched; blank ones when nobody said which.
    fn targets(&self) -> Vec<(String, String)> {
        let known = self.taxonomies.iter().map(|taxonomy| (taxonomy.name.clone(), taxonomy.version.clone()));
        let known: Vec<_> = known.collect();
        if known.is_empty() { vec![(String::new(), String::new())] } else { known }
    }

    fn push_no_term(&mut self, taxonomy: &str, version: &str, names: &DocumentNames) {
        let source = self.source(taxonomy, version);
        let version = one_line(version);
        // No close match says more than no exact match, and close ones are what was looked for.
        let predicate = Predicate::Close.as_str();
        let justification = "semapv:CompositeMatching";
        let (name, comment) = (&names.name, &names.comment);
        let [subject, subject_source, subject_version] = names.subject_cells();
        self.push([
            subject, name, predicate, NO_TERM, "", justification, subject_source, subject_version, &source, &version,
            "", "", "", "", comment,
        ]);
    }

    /// The value that all rows share, when they do and it is not empty.
    fn shared(&self, column: usize) -> Option<&str> {
        let mut values = self.rows.iter().map(|row| row.split('\t').nth(column).unwrap_or_default());
        let first = values.next().filter(|first| !first.is_empty())?;
        values.all(|value| value == first).then_some(first)
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

    /// The same rows onto the same taxonomies are the same set, whatever version of the program made it.
    fn set_id(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.subjects.iter().chain(&self.taxonomies).map(TaxonomyInfo::reference) {
            hash.update(part);
            hash.update("\n");
        }
        for row in &self.rows {
            hash.update(row.as_bytes());
            hash.update("\n");
        }
        format!("urn:skillmap:map:{}", crate::fs::hexadecimal(&hash.finalize()[..16]))
    }

    fn write_head(&self, output: &mut dyn Write) -> io::Result<()> {
        let prefixes = self.prefixes.in_use();
        if !prefixes.is_empty() {
            writeln!(output, "#curie_map:")?;
        }
        for (prefix, base) in prefixes {
            writeln!(output, "#  {prefix}: {}", harmless::json(&base)?)?;
        }
        let mut slot = |name: &str, value: &str| writeln!(output, "#{name}: {}", harmless::json(&value)?);
        slot("mapping_set_id", &self.set_id())?;
        if !self.taxonomies.is_empty() {
            slot("mapping_set_description", &self.description())?;
        }
        slot("license", "https://w3id.org/sssom/license/unspecified")?;
        if self.subjects.is_none() {
            slot("subject_type", "rdfs literal")?;
        }
        for column in SOURCES {
            if let Some(value) = self.shared(column) {
                slot(COLUMNS[column], value)?;
            }
        }
        slot("mapping_tool", env!("CARGO_PKG_NAME"))?;
        slot("mapping_tool_version", env!("CARGO_PKG_VERSION"))
    }

    /// How many objects each row's subject has, and how many subjects its object, as `1:n`.
    fn cardinalities(&self) -> Vec<&'static str> {
        let cells = |row: &'_ str| -> (String, String) {
            let mut cells = row.split('\t');
            let subject = cells.nth(SUBJECT_ID).unwrap_or_default().to_owned();
            (subject, cells.nth(OBJECT_ID - SUBJECT_ID - 1).unwrap_or_default().to_owned())
        };
        let pairs: BTreeSet<(String, String)> = self.rows.iter().map(|row| cells(row)).collect();
        let (mut objects, mut subjects) = (HashMap::new(), HashMap::new());
        for (subject, object) in pairs.iter().filter(|(_, object)| object != NO_TERM) {
            *objects.entry(subject.as_str()).or_insert(0usize) += 1;
            *subjects.entry(object.as_str()).or_insert(0usize) += 1;
        }
        let of = |row: &str| {
            let (subject, object) = cells(row);
            let several = |counts: &HashMap<&str, usize>, id: &str| counts.get(id).is_some_and(|count| *count > 1);
            match (several(&subjects, &object), several(&objects, &subject)) {
                _ if object == NO_TERM => "1:0",
                (false, false) => "1:1",
                (false, true) => "1:n",
                (true, false) => "n:1",
                (true, true) => "n:n",
            }
        };
        self.rows.iter().map(|row| of(row)).collect()
    }

    fn write_rows(&self, output: &mut dyn Write) -> io::Result<()> {
        let is_filled = |column: usize| {
            self.rows.iter().any(|row| row.split('\t').nth(column).is_some_and(|cell| !cell.is_empty()))
        };
        let is_in_head = |column| SOURCES.contains(&column) && self.shared(column).is_some();
        let cardinalities = self.cardinalities();
        let columns = 0..COLUMNS.len();
        let is_written: Vec<bool> = columns
            .map(|column| match column {
                CARDINALITY => self.subjects.is_some(),
                _ => ALWAYS.contains(&column) || (is_filled(column) && !is_in_head(column)),
            })
            .collect();
        let mut writer = csv::WriterBuilder::new()
            .delimiter(b'\t')
            .terminator(csv::Terminator::Any(b'\n'))
            // A row that begins with `#` would pass for a line of the head.
            .comment(Some(b'#'))
            .from_writer(output);
        let chosen = |cells: &mut dyn Iterator<Item = &str>| -> csv::StringRecord {
            cells.zip(&is_written).filter(|(_, is_written)| **is_written).map(|(cell, _)| cell).collect()
        };
        writer.write_record(&chosen(&mut COLUMNS.iter().copied())).map_err(super::output_error)?;
        for (row, cardinality) in self.rows.iter().zip(cardinalities) {
            let filled = |(column, cell)| if column == CARDINALITY { cardinality } else { cell };
            writer.write_record(&chosen(&mut row.split('\t').enumerate().map(filled))).map_err(super::output_error)?;
        }
        writer.flush()
    }
}

impl MappingWriter for SssomWriter {
    fn write(&mut self, _: &mut dyn Write, document: &DocumentMappings) -> io::Result<()> {
        let mut names = DocumentNames::new(document);
        if let Some(subjects) = self.subjects.clone() {
            let id = self.prefixes.concept(&subjects.name, &document.id);
            let source = self.prefixes.taxonomy(&subjects.name, &subjects.source);
            names.subject = Some([id, source, one_line(&subjects.version)]);
            names.comment = String::new();
        }
        for mapping in &document.mappings {
            for evidence in &mapping.evidence {
                self.push_mapping(mapping, evidence, &names);
            }
        }
        if document.mappings.is_empty() {
            for (taxonomy, version) in &self.targets() {
                self.push_no_term(taxonomy, version, &names);
            }
        }
        Ok(())
    }

    fn finish(&mut self, output: &mut dyn Write) -> io::Result<()> {
        self.write_head(output)?;
        self.write_rows(output)
    }
}

/// What the rows of a document say of it.
struct DocumentNames {
    /// Title, else identifier; a literal subject must not be empty.
    name: String,
    comment: String,
    /// Of a concept: its CURIE, that of its taxonomy, and the version.
    subject: Option<[String; 3]>,
}

impl DocumentNames {
    fn new(document: &DocumentMappings) -> Self {
        let (id, title) = (one_line(&document.id), one_line(&document.title));
        let comment = if title.is_empty() { format!("document {id}") } else { format!("document {id}: {title}") };
        let name = [title, id].into_iter().find(|name| !name.is_empty());
        Self { name: name.unwrap_or_else(|| "(untitled)".to_owned()), comment, subject: None }
    }

    fn subject_cells(&self) -> [&str; 3] {
        self.subject.as_ref().map_or([""; 3], |cells| cells.each_ref().map(String::as_str))
    }
}

const fn justification(matcher: MatcherName) -> &'static str {
    match matcher {
        MatcherName::Label => "semapv:LexicalMatching",
        MatcherName::Lexical => "semapv:LexicalSimilarityThresholdMatching",
        MatcherName::Semantic => "semapv:SemanticSimilarityThresholdMatching",
        // A statement that the issuer published, as a crosswalk would be; nobody curated it here.
        MatcherName::Asserted => "semapv:BackgroundKnowledgeBasedMatching",
        MatcherName::Structure => "semapv:StructuralMatching",
    }
}

/// At most three decimals, as the canonical form has them; what is no number from 0 to 1 is left out.
fn number(value: f32) -> String {
    if !(0.0..=1.0).contains(&value) {
        return String::new();
    }
    let digits = format!("{value:.3}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An item of a column that holds a list.
fn escape_list_item(text: &str) -> String {
    text.replace('\\', "\\\\").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::exchange::samples::{document, evidence, mapping, written};

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
        let text = written(SssomWriter::new(&WriterOptions { taxonomies, ..WriterOptions::default() }), documents);
        split(&text)
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
        let options = WriterOptions {
            taxonomies: vec![trades("2", "https://trades.example/all.csv")],
            subjects: Some(crafts),
            ..WriterOptions::default()
        };
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
        let rows: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
        let expected = [
            "subject_id|subject_label|predicate_id|object_id|object_label|mapping_justification|mapping_cardinality|\
             confidence|match_string|similarity_score",
            "crafts:a|Welding|skos:closeMatch|trades:join|weld metal|semapv:LexicalMatching|1:n|0.87|weld metal|0.9",
            "crafts:a|Welding|skos:closeMatch|trades:weld|weld metal|semapv:LexicalMatching|n:n|0.87|weld metal|0.9",
            "crafts:b|Joining|skos:closeMatch|trades:weld|weld metal|semapv:LexicalMatching|n:1|0.87|weld metal|0.9",
            "crafts:c|Dyeing|skos:closeMatch|sssom:NoTermFound||semapv:CompositeMatching|1:0|||",
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn numbers_have_at_most_three_decimals() {
        let cases = [(0.0, "0"), (1.0, "1"), (0.87, "0.87"), (0.123_45, "0.123"), (0.9996, "1"), (0.1, "0.1")];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
        assert_eq!([f32::NAN, -0.1, 1.5].map(number), ["", "", ""]);
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
