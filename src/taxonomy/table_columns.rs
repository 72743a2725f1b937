//! Which column of a table holds what: guessed from the header, named one by one, or written down in a mapping file.
//!
//! ```toml
//! title = "Crafts of the Valley"
//! [[table]]
//! file = "crafts.csv"                    # every table when absent
//! kind = "skill"                         # of rows that do not say
//! groups = ["Family", "Cluster"]         # columns of group names, the widest first
//! columns = { label = "Craft", needed_by = "Occupation code" }
//! ```
//!
//! A mapping file says once what a publisher's sheets mean, so that the whole publication is read by one command. It is
//! TOML because the manifests of taxonomies are.

use serde::Deserialize;

use super::ReadOptions;
use crate::delimited::{fold_header, missing_column};
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;
use crate::model::{ConceptKind, TaxonomyInfo};

/// What a table may hold and what the column may be called, the likeliest first; case, blanks and punctuation
/// do not count. A column serves one field only: the first in this order. Those that are called nothing are read only
/// when they are named.
const FIELDS: [(&str, &[&str]); 13] = [
    ("id", &["id", "concept id", "concept uri", "uri", "iri", "identifier", "skill id", "code", "notation"]),
    (
        "label",
        &["label", "preferred label", "pref label", "name", "title", "skill name", "skill", "term", "concept name"],
    ),
    (
        "alt_labels",
        &[
            "alt labels", "alt label", "alternative labels", "alternative label", "alternate labels", "synonyms",
            "synonym", "aliases", "keywords",
        ],
    ),
    ("hidden_labels", &["hidden labels", "hidden label"]),
    ("definition", &["definition", "description", "statement", "skill statement"]),
    ("scope_note", &["scope note", "scope notes"]),
    ("kind", &["kind", "type", "concept type", "skill type"]),
    (
        "broader",
        &["broader", "broader uri", "broader id", "broader concept", "parent", "parent id", "parent uri", "parents"],
    ),
    ("category", &["category", "categories"]),
    ("language", &["language", "lang"]),
    ("notation", &["notation", "code"]),
    ("occupation_codes", &[]),
    ("needed_by", &[]),
];

/// What a mapping file says of the tables of a publication.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct TableMapping {
    /// What it says of the taxonomy itself.
    #[serde(flatten)]
    pub info: TaxonomyInfo,
    #[serde(default, rename = "table")]
    tables: Vec<TableRule>,
}

/// What it says of one table, or of every one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableRule {
    file: Option<String>,
    kind: Option<ConceptKind>,
    #[serde(default)]
    groups: Vec<String>,
    #[serde(default)]
    columns: std::collections::BTreeMap<String, String>,
}

impl TableMapping {
    /// Reads a mapping file; `name` is for messages.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() as u64 + 1;
        let mapping: Self = toml::from_str(text).map_err(|error| {
            let position = Position::file(name);
            let position = match error.span() {
                Some(span) => position.line(line_of(span.start)),
                None => position,
            };
            Error::malformed(position, error.message().to_owned())
        })?;
        if mapping.tables.is_empty() {
            return Err(Error::malformed(Position::file(name), "says nothing of any table")
                .with_hint("begin each table with [[table]] and name its columns: columns = { label = \"Skill\" }"));
        }
        for field in mapping.tables.iter().flat_map(|rule| rule.columns.keys()) {
            field_named(field)?;
        }
        Ok(mapping)
    }

    /// Fills what the user or the source did not say.
    pub(super) fn describe(&self, info: &mut TaxonomyInfo) {
        let said = &self.info;
        for (field, text) in [
            (&mut info.name, &said.name),
            (&mut info.version, &said.version),
            (&mut info.title, &said.title),
            (&mut info.publisher, &said.publisher),
            (&mut info.licence, &said.licence),
            (&mut info.attribution, &said.attribution),
            (&mut info.source, &said.source),
        ] {
            if field.is_empty() {
                field.clone_from(text);
            }
        }
        if info.languages.is_empty() {
            info.languages.clone_from(&said.languages);
        }
    }
}

/// How the tables of an input are read: the files in their order, each with its rule.
pub(super) fn plan<'a>(files: &'a [SourceFile], options: &ReadOptions) -> Result<Vec<(&'a SourceFile, TableRule)>> {
    let Some(mapping) = &options.mapping else {
        let rule = TableRule { columns: options.columns.iter().cloned().collect(), ..TableRule::default() };
        return Ok(files.iter().map(|file| (file, rule.clone())).collect());
    };
    let mut plan = Vec::new();
    for rule in &mapping.tables {
        let is_meant = |file: &&SourceFile| rule.file.as_deref().is_none_or(|name| name == file.file_name());
        let before = plan.len();
        plan.extend(files.iter().filter(is_meant).map(|file| (file, rule.clone())));
        if plan.len() == before {
            let name = rule.file.as_deref().unwrap_or_default();
            return Err(Error::request(format!("the mapping file speaks of {name:?}, which is not there"))
                .with_hint("give the folder that has all of its tables"));
        }
    }
    // What the user says of a column counts more than the file.
    for (_, rule) in &mut plan {
        rule.columns.extend(options.columns.iter().cloned());
    }
    Ok(plan)
}

fn field_named(name: &str) -> Result<usize> {
    let folded = fold_header(name);
    FIELDS.iter().position(|(field, _)| fold_header(field) == folded).ok_or_else(|| {
        let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        Error::request(format!("a table has no field {name:?}"))
            .with_hint(format!("the fields are {}", names.join(", ")))
    })
}

/// Where each field is.
#[derive(Debug)]
pub(super) struct Columns {
    pub id: Option<usize>,
    pub label: usize,
    pub alt_labels: Option<usize>,
    pub hidden_labels: Option<usize>,
    pub definition: Option<usize>,
    pub scope_note: Option<usize>,
    pub kind: Option<usize>,
    pub broader: Option<usize>,
    pub category: Option<usize>,
    pub language: Option<usize>,
    pub notation: Option<usize>,
    pub occupation_codes: Option<usize>,
    pub needed_by: Option<usize>,
    /// Columns of group names, the widest first, with their headers.
    pub groups: Vec<(usize, String)>,
    /// The kind of rows that do not say.
    pub usual_kind: ConceptKind,
}

impl Columns {
    pub fn find(file: &SourceFile, headers: &[String], rule: &TableRule) -> Result<Self> {
        let folded: Vec<String> = headers.iter().map(|header| fold_header(header)).collect();
        let named = |column: &str| {
            // As written first: two headers may differ in nothing but punctuation.
            let exact = headers.iter().position(|header| header == column.trim());
            let position = exact.or_else(|| folded.iter().position(|header| *header == fold_header(column)));
            position.ok_or_else(|| missing_column(&file.name, column, headers))
        };
        let mut found = [None; FIELDS.len()];
        let mut taken = vec![false; headers.len()];
        for (field, column) in &rule.columns {
            let position = named(column)?;
            found[field_named(field)?] = Some(position);
            taken[position] = true;
        }
        let mut groups = Vec::new();
        for column in &rule.groups {
            let position = named(column)?;
            groups.push((position, headers[position].clone()));
            taken[position] = true;
        }
        for (field, (_, aliases)) in FIELDS.iter().enumerate() {
            if found[field].is_some() {
                continue;
            }
            found[field] = aliases.iter().find_map(|alias| {
                let alias = fold_header(alias);
                (0..headers.len()).find(|column| !taken[*column] && folded[*column] == alias)
            });
            if let Some(column) = found[field] {
                taken[column] = true;
            }
        }
        let [
            id,
            label,
            alt_labels,
            hidden_labels,
            definition,
            scope_note,
            kind,
            broader,
            category,
            language,
            notation,
            ..,
        ] = found;
        let [.., occupation_codes, needed_by] = found;
        let Some(label) = label else {
            return Err(missing_column(&file.name, "label", headers)
                .with_hint("name the column that holds the labels, or call it \"label\""));
        };
        Ok(Self {
            id,
            label,
            alt_labels,
            hidden_labels,
            definition,
            scope_note,
            kind,
            broader,
            category,
            language,
            notation,
            occupation_codes,
            needed_by,
            groups,
            usual_kind: rule.kind.unwrap_or(ConceptKind::Skill),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_file_that_is_wrong_says_where() {
        let error = TableMapping::parse("title = \"A\"\n[[table]]\nflie = \"a.csv\"\n", "m.toml").expect_err("a typo");
        assert!(error.to_string().starts_with("m.toml:") && error.to_string().contains("flie"), "{error}");
        let error = TableMapping::parse("title = \"A\"\n", "m.toml").expect_err("no table");
        assert!(error.hint().is_some_and(|hint| hint.contains("[[table]]")), "{error}");
        let error = TableMapping::parse("[[table]]\ncolumns = { colour = \"C\" }\n", "m.toml").expect_err("no field");
        assert!(error.hint().is_some_and(|hint| hint.contains("alt_labels")), "{error}");
        let error = TableMapping::parse("[[table]]\nkind = \"virtue\"\n", "m.toml").expect_err("no kind");
        assert!(error.to_string().contains("virtue"), "{error}");
    }
}
