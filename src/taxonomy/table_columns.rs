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
use crate::delimited::{Record, fold_header, missing_column};
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;
use crate::model::{ConceptKind, TaxonomyInfo};

/// What a table may hold. A column serves one field only: the first in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Label,
    AltLabels,
    HiddenLabels,
    Definition,
    ScopeNote,
    Kind,
    Broader,
    Category,
    Language,
    Notation,
    OccupationCodes,
    NeededBy,
}

impl Field {
    const ALL: [Self; 13] = [
        Self::Id,
        Self::Label,
        Self::AltLabels,
        Self::HiddenLabels,
        Self::Definition,
        Self::ScopeNote,
        Self::Kind,
        Self::Broader,
        Self::Category,
        Self::Language,
        Self::Notation,
        Self::OccupationCodes,
        Self::NeededBy,
    ];

    /// Its name in options and mapping files, and what else a column of it may be called, the likeliest first; case, blanks
    /// and punctuation do not count. Those that are called nothing are read only when they are named.
    const fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Id => {
                ("id", &["id", "concept id", "concept uri", "uri", "iri", "identifier", "skill id", "code", "notation"])
            }
            Self::Label => (
                "label",
                &[
                    "label", "preferred label", "pref label", "name", "title", "skill name", "skill", "term",
                    "concept name",
                ],
            ),
            Self::AltLabels => (
                "alt_labels",
                &[
                    "alt labels", "alt label", "alternative labels", "alternative label", "alternate labels",
                    "synonyms", "synonym", "aliases", "keywords",
                ],
            ),
            Self::HiddenLabels => ("hidden_labels", &["hidden labels", "hidden label"]),
            Self::Definition => ("definition", &["definition", "description", "statement", "skill statement"]),
            Self::ScopeNote => ("scope_note", &["scope note", "scope notes"]),
            Self::Kind => ("kind", &["kind", "type", "concept type", "skill type"]),
            Self::Broader => (
                "broader",
                &[
                    "broader", "broader uri", "broader id", "broader concept", "parent", "parent id", "parent uri",
                    "parents",
                ],
            ),
            Self::Category => ("category", &["category", "categories"]),
            Self::Language => ("language", &["language", "lang"]),
            Self::Notation => ("notation", &["notation", "code"]),
            Self::OccupationCodes => ("occupation_codes", &[]),
            Self::NeededBy => ("needed_by", &[]),
        }
    }

    fn named(name: &str) -> Result<Self> {
        let folded = fold_header(name);
        Self::ALL.into_iter().find(|field| fold_header(field.names().0) == folded).ok_or_else(|| {
            Error::request(format!("a table has no field {name:?}"))
                .with_hint(format!("the fields are {}", Self::ALL.map(|field| field.names().0).join(", ")))
        })
    }
}

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
            Field::named(field)?;
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

/// Where each field is.
#[derive(Debug)]
pub(super) struct Columns {
    places: [Option<usize>; Field::ALL.len()],
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
        let mut places = [None; Field::ALL.len()];
        let mut taken = vec![false; headers.len()];
        for (field, column) in &rule.columns {
            let position = named(column)?;
            places[Field::named(field)? as usize] = Some(position);
            taken[position] = true;
        }
        let mut groups = Vec::new();
        for column in &rule.groups {
            let position = named(column)?;
            groups.push((position, headers[position].clone()));
            taken[position] = true;
        }
        for field in Field::ALL {
            let place = &mut places[field as usize];
            if place.is_some() {
                continue;
            }
            *place = field.names().1.iter().find_map(|alias| {
                let alias = fold_header(alias);
                (0..headers.len()).find(|column| !taken[*column] && folded[*column] == alias)
            });
            if let Some(column) = *place {
                taken[column] = true;
            }
        }
        if places[Field::Label as usize].is_none() {
            return Err(missing_column(&file.name, "label", headers)
                .with_hint("name the column that holds the labels, or call it \"label\""));
        }
        Ok(Self { places, groups, usual_kind: rule.kind.unwrap_or(ConceptKind::Skill) })
    }

    /// Whether there is a column of a field.
    pub fn has(&self, field: Field) -> bool {
        self.places[field as usize].is_some()
    }

    /// What a row says of a field; empty when there is no such column.
    pub fn get<'a>(&self, record: &'a Record, field: Field) -> &'a str {
        record.get_optional(self.places[field as usize])
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
