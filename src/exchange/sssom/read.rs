//! SSSOM/TSV back into a mapping set.
//!
//! The head is YAML behind `#`, or a file of its own beside the table (`x.sssom.yml`). CURIEs become whole identifiers,
//! what the head says of all rows is given to each, and columns that are no part of the standard are kept by name. A
//! slot of version 1.1 counts only when the head says `sssom_version: "1.1"`, as the standard has it; otherwise it is
//! reported and left aside.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead, Read as _};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::super::curies::{concept_of_urn, expand, taxonomy_of_urn};
use super::canonical::split_list;
use super::slots::{Content, is_shared, of_row, of_set};
use crate::delimited::{Dialect, TableReader};
use crate::error::{Diagnostics, Error, Loaded, Position, Result, Severity};
use crate::fs::{self, SourceFile};
use crate::model::{Decision, Entity, EntityKind, MappingPredicate, MappingRow, MappingSet, Slots};

/// Longest head that is read, in bytes.
const LONGEST_HEAD: u64 = 4 << 20;

/// What a set says of itself, as it is written.
#[derive(Debug, Default)]
pub struct Head {
    /// Prefixes and their bases.
    pub prefixes: BTreeMap<String, String>,
    /// Everything else.
    pub slots: Slots,
    /// Definitions of columns that are no part of the standard.
    pub extensions: Vec<BTreeMap<String, String>>,
}

/// Reads a table of SSSOM, with its head in the file or beside it.
pub fn read_table(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let mut input = source.open()?;
    let (yaml, lines) = read_head(&mut input, &source.name)?;
    let head = if yaml.trim().is_empty() { head_beside(source)? } else { parse_head(&yaml, &source.name)? };
    let has_tabs = input.fill_buf().map_err(|error| Error::io(&source.name, error))?;
    let has_tabs = has_tabs.iter().take_while(|byte| **byte != b'\n').any(|byte| *byte == b'\t');
    let delimiter = has_tabs.then_some(b'\t');
    let dialect = Dialect { delimiter, ragged: true, lines_before: lines, ..Dialect::default() };
    let mut table = TableReader::from_reader(input, &source.name, dialect)?;
    let mut reading = Reading::new(head);
    let columns: Vec<String> = table.headers().to_vec();
    for required in ["predicate_id", "mapping_justification"] {
        if !columns.iter().any(|column| column == required) {
            let message = format!("no column {required:?}; columns: {}", columns.join(", "));
            return Err(Error::malformed(Position::file(&source.name), message)
                .with_hint("an SSSOM table has predicate_id, object_id and mapping_justification"));
        }
    }
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let cells = columns.iter().enumerate().map(|(at, name)| (name.as_str(), record.get(at)));
        let values = cells.filter(|(name, cell)| !cell.is_empty() && !name.is_empty());
        let values = values.map(|(name, cell)| {
            let is_list = of_row(name).is_some_and(|slot| slot.is_list);
            (name.to_owned(), if is_list { split_list(cell) } else { vec![cell.to_owned()] })
        });
        reading.push(values.collect(), position);
    }
    reading.diagnostics.extend(std::mem::take(&mut table.diagnostics));
    Ok(reading.finish())
}

/// The lines behind `#`, without it, and how many there were.
fn read_head(input: &mut Box<dyn BufRead + Send>, name: &str) -> Result<(String, u64)> {
    let failed = |error| Error::io(name, error);
    let (mut yaml, mut lines) = (Vec::new(), 0);
    if input.fill_buf().map_err(failed)?.starts_with(b"\xef\xbb\xbf") {
        input.consume(3);
    }
    while input.fill_buf().map_err(failed)?.first() == Some(&b'#') {
        input.consume(1);
        let room = LONGEST_HEAD - yaml.len() as u64;
        let taken = input.take(room).read_until(b'\n', &mut yaml).map_err(failed)?;
        lines += 1;
        if taken as u64 == room {
            return Err(Error::malformed(Position::file(name).line(lines), "the head is longer than is read"));
        }
    }
    let yaml = String::from_utf8(yaml).map_err(|_| Error::malformed(Position::file(name), "the head is not UTF-8"))?;
    Ok((yaml, lines))
}

/// The head in a file of its own, as external metadata.
fn head_beside(source: &SourceFile) -> Result<Head> {
    let Some(path) = source.path() else { return Ok(Head::default()) };
    for extension in ["yml", "yaml"] {
        let beside = path.with_extension(extension);
        if beside != path && fs::exists(&beside) {
            let name = beside.display().to_string();
            let file = fs::list(&beside)?.into_iter().next();
            let bytes = file.map_or(Ok(Vec::new()), |file| file.read(LONGEST_HEAD))?;
            let yaml = String::from_utf8(bytes).map_err(|_| Error::malformed(Position::file(&name), "not UTF-8"))?;
            return parse_head(&yaml, &name);
        }
    }
    Ok(Head::default())
}

pub fn parse_head(yaml: &str, name: &str) -> Result<Head> {
    serde_saphyr::from_str(yaml).map_err(|error| {
        Error::malformed(Position::file(name), format!("the head is not readable YAML: {error}"))
            .with_hint("every line of the head begins with #, and nothing else stands there")
    })
}

impl<'de> Deserialize<'de> for Head {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Lines;
        impl<'de> Visitor<'de> for Lines {
            type Value = Head;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the metadata of a mapping set")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Head, A::Error> {
                let mut head = Head::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "curie_map" => head.prefixes = map.next_value()?,
                        "extension_definitions" => head.extensions = map.next_value()?,
                        "mappings" => drop(map.next_value::<IgnoredAny>()?),
                        // A version such as 0.10 is words, whatever YAML would take it for.
                        _ if of_set(&name).is_some_and(|slot| !slot.is_list) => {
                            let value: Option<String> = map.next_value()?;
                            head.slots.extend(value.map(|value| (name, vec![value])));
                        }
                        _ => {
                            let Values(values) = map.next_value()?;
                            head.slots.insert(name, values);
                        }
                    }
                }
                head.slots.retain(|_, values| !values.is_empty());
                Ok(head)
            }
        }
        deserializer.deserialize_map(Lines)
    }
}

/// One value or several, as text.
struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Values;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value or a list of values")
            }

            fn visit_str<E>(self, value: &str) -> std::result::Result<Values, E> {
                Ok(Values(vec![value.to_owned()]))
            }

            fn visit_bool<E>(self, value: bool) -> std::result::Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_i64<E>(self, value: i64) -> std::result::Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_u64<E>(self, value: u64) -> std::result::Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_f64<E>(self, value: f64) -> std::result::Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }

            fn visit_unit<E>(self) -> std::result::Result<Values, E> {
                Ok(Values(Vec::new()))
            }

            fn visit_none<E>(self) -> std::result::Result<Values, E> {
                Ok(Values(Vec::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> std::result::Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some(Values(more)) = sequence.next_element()? {
                    values.extend(more);
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// Rows being read, of a table or of JSON.
pub struct Reading {
    set: MappingSet,
    /// What the head says of every row.
    shared: Slots,
    allows_new: bool,
    /// What was already said once.
    said: BTreeSet<String>,
    /// What was skipped or repaired.
    pub diagnostics: Diagnostics,
}

impl Reading {
    /// Begins with what the head says.
    pub fn new(head: Head) -> Self {
        let version = head.slots.get("sssom_version").and_then(|values| values.first()).map_or("1.0", String::as_str);
        let allows_new = version != "1.0";
        let (shared, slots): (Slots, Slots) = head.slots.into_iter().partition(|(name, _)| is_shared(name));
        let set = MappingSet { rows: Vec::new(), prefixes: head.prefixes, slots: Slots::new(), extensions: Vec::new() };
        let mut reading = Self { set, shared, allows_new, said: BTreeSet::new(), diagnostics: Diagnostics::default() };
        let position = Position::file("head");
        for (name, values) in slots {
            let is_reference = of_set(&name).is_some_and(|slot| slot.content == Content::Reference);
            let values =
                values.into_iter().map(|value| if is_reference { reading.whole(&value, &position) } else { value });
            let values = values.collect();
            if name != "sssom_version" {
                reading.set.slots.insert(name, values);
            }
        }
        for definition in head.extensions {
            let whole = definition.into_iter().map(|(name, value)| {
                let value = if name == "slot_name" { value } else { reading.whole(&value, &position) };
                (name, value)
            });
            let whole = whole.collect();
            reading.set.extensions.push(whole);
        }
        reading
    }

    /// The set.
    pub fn finish(self) -> Loaded<MappingSet> {
        Loaded { value: self.set, diagnostics: self.diagnostics }
    }

    fn warn_once(&mut self, position: &Position, message: String) {
        if self.said.insert(message.clone()) {
            self.diagnostics.push(Severity::Warning, position.clone(), message);
        }
    }

    /// A whole identifier.
    fn whole(&mut self, curie: &str, position: &Position) -> String {
        match expand(&self.set.prefixes, curie) {
            Ok(iri) => iri,
            Err(prefix) => {
                self.warn_once(
                    position,
                    format!("nobody declares the prefix {prefix:?}; its identifiers stay as they are"),
                );
                curie.to_owned()
            }
        }
    }

    /// Takes a row by the names of its slots; one that claims nothing is reported and skipped.
    pub fn push(&mut self, mut values: Slots, position: Position) {
        for (name, shared) in &self.shared {
            if !values.contains_key(name) {
                values.insert(name.clone(), shared.clone());
            }
        }
        if !self.allows_new {
            let new: Vec<String> =
                values.keys().filter(|name| of_row(name).is_some_and(|slot| slot.is_new)).cloned().collect();
            for name in new {
                values.remove(&name);
                let message =
                    format!("{name} is of SSSOM 1.1, and the set does not say sssom_version \"1.1\"; left aside");
                self.warn_once(&position, message);
            }
        }
        for (name, values) in &mut values {
            let is_typed = |definition: &BTreeMap<String, String>| {
                definition.get("slot_name") == Some(name)
                    && definition.get("type_hint").is_some_and(|hint| hint.to_lowercase().ends_with("uriorcurie"))
            };
            let is_reference = of_row(name).is_some_and(|slot| slot.content == Content::Reference)
                || self.set.extensions.iter().any(is_typed);
            if is_reference {
                for value in values {
                    *value = self.whole(value, &position);
                }
            }
        }
        match self.row(values, &position) {
            Ok(row) => self.set.rows.push(row),
            Err(message) => self.diagnostics.push(Severity::Skipped, position, message),
        }
    }

    fn row(&mut self, mut values: Slots, position: &Position) -> std::result::Result<MappingRow, String> {
        let mut take = |name: &str| values.remove(name).map(|values| values.concat()).unwrap_or_default();
        let predicate = take("predicate_id");
        if predicate.is_empty() {
            return Err("a row without predicate_id claims nothing".to_owned());
        }
        let types = ["subject", "object"].map(|side| (side, take(&format!("{side}_type"))));
        let kept = types.clone();
        let types = types.map(|(side, sort)| (side, sort == "rdfs literal"));
        let mut side = |name: &'static str| -> std::result::Result<Entity, String> {
            let mut take = |slot: &str| take(&format!("{name}_{slot}"));
            let mut entity = Entity {
                kind: EntityKind::Concept,
                id: take("id"),
                label: take("label"),
                source: take("source"),
                source_version: take("source_version"),
                category: take("category"),
                notation: String::new(),
            };
            if let Some((taxonomy, id)) = concept_of_urn(&entity.id) {
                entity.id = id;
                if entity.source.is_empty() {
                    entity.source = taxonomy;
                }
            }
            if let Some(taxonomy) = taxonomy_of_urn(&entity.source) {
                entity.source = taxonomy;
            }
            if types.contains(&(name, true)) || entity.id.is_empty() && !entity.label.is_empty() {
                entity.kind = EntityKind::Literal;
                entity.id.clear();
            }
            if entity.key().is_empty() { Err(format!("a row without {name}_id")) } else { Ok(entity) }
        };
        let (subject, object) = (side("subject")?, side("object")?);
        let mut row = MappingRow::new(subject, MappingPredicate::from_iri(&predicate), object);
        let justification = take("mapping_justification");
        if justification.is_empty() {
            self.warn_once(
                position,
                "rows without mapping_justification; taken for semapv:UnspecifiedMatching".to_owned(),
            );
        } else {
            row.justification = justification;
        }
        match take("predicate_modifier").as_str() {
            "" => {}
            "Not" => row.negated = true,
            other => return Err(format!("the predicate_modifier {other:?} is none that is known")),
        }
        row.comment = take("comment");
        row.review_date = take("review_date");
        let numbers = ["confidence", "similarity_score"].map(|name| (name, take(name)));
        let [confidence, similarity] = numbers.map(|(name, text)| match text.parse::<f32>() {
            Ok(value) if (0.0..=1.0).contains(&value) => Some(value),
            _ if text.is_empty() => None,
            _ => {
                let message = format!("{name} {text:?} is no number from 0 to 1; left out");
                self.diagnostics.push(Severity::Warning, position.clone(), message);
                None
            }
        });
        (row.confidence, row.similarity) = (confidence, similarity);
        for name in ["reviewer_id", "reviewer_label"] {
            row.reviewers.extend(values.remove(name).unwrap_or_default());
        }
        row.slots = values;
        for (side, sort) in kept.into_iter().filter(|(_, sort)| sort != "rdfs literal") {
            row.set_slot(&format!("{side}_type"), sort);
        }
        row.decision = if row.is_reviewed() { Some(Decision::Accepted) } else { row.confidence.map(Decision::of) };
        Ok(row)
    }
}
