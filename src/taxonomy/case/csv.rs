//! The CSV in which `OpenSALT` takes and gives CASE frameworks.
//!
//! ```text
//! Identifier,fullStatement,Human Coding Scheme,Abbreviated Statement,ConceptKeywords,Notes,Is Child Of,IsRelatedTo
//! w,Make cloth.,W,Weaving,,,,
//! w1,Set up a loom.,W.1,,warping,,W,https://other.example.org/7
//! ```
//!
//! Identifiers need not be UUIDs. A relation names its target by identifier, by code or by address; what is
//! none of this file becomes a link. How the columns map to ours: see `mod.rs`.
//!
//! Reference: <https://github.com/opensalt/opensalt>, `docs/sample files`.

use super::{Association, Item, Items, Node};
use crate::delimited::{Dialect, Record, TableReader};
use crate::error::{Error, Result};
use crate::fs::SourceFile;
use crate::taxonomy::{ReadOptions, TaxonomyBuilder, any, pass_over};

/// The columns that name other items, and the association that each is.
const ASSOCIATIONS: [(&str, &str); 6] = [
    ("Is Child Of", "isChildOf"),
    ("IsPartOf", "isPartOf"),
    ("replacedBy", "replacedBy"),
    ("Exemplar", "exemplar"),
    ("hasSkillLevel", "hasSkillLevel"),
    ("IsRelatedTo", "isRelatedTo"),
];

pub(in crate::taxonomy) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, |file| Ok(open(file)?.is_some()))
}

/// The table, when it has the columns of `OpenSALT`.
fn open(file: &SourceFile) -> Result<Option<TableReader>> {
    if !matches!(file.extension().as_str(), "csv" | "tsv" | "txt" | "") {
        return Ok(None);
    }
    match TableReader::open(file, Dialect::default()) {
        Ok(table) => {
            let has = |name: &str| table.column(&[name]).is_some();
            let is_framework = has("fullStatement") && (has("Human Coding Scheme") || has("Is Child Of"));
            Ok(is_framework.then_some(table))
        }
        Err(Error::Malformed { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

pub(in crate::taxonomy) fn read(
    files: &[SourceFile],
    options: &ReadOptions,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let language = options.language.as_deref().unwrap_or_default().to_lowercase();
    let mut items = Items::new(builder);
    for file in files {
        let table = match files {
            [only] => Some(TableReader::open(only, Dialect::default())?),
            _ => open(file)?,
        };
        let Some(mut table) = table else {
            pass_over(file, items.builder);
            continue;
        };
        let statement = table.require(&["fullStatement"])?;
        let columns = ["Identifier", "Human Coding Scheme", "Abbreviated Statement", "ConceptKeywords", "Notes"]
            .map(|name| table.column(&[name]));
        let associations: Vec<(usize, &str)> =
            ASSOCIATIONS.iter().filter_map(|(name, kind)| Some((table.column(&[name])?, *kind))).collect();
        while let Some(record) = table.next_record()? {
            let position = table.position(&record);
            let [identifier, code, short, keywords, notes] = columns.map(|column| record.get_optional(column));
            let item = Item {
                identifier: if identifier.is_empty() { code } else { identifier }.to_owned(),
                full_statement: record.get(statement).to_owned(),
                abbreviated_statement: short.to_owned(),
                alternative_labels: values(keywords).collect(),
                code: code.to_owned(),
                notes: notes.to_owned(),
                language: language.clone(),
                ..Item::default()
            };
            let id = item.identifier.clone();
            items.add(&item, &position);
            if !code.is_empty() {
                items.names.entry(code.to_owned()).or_insert_with(|| id.clone());
            }
            let origin = Node { identifier: id, ..Node::default() };
            for (kind, target) in targets(&record, &associations) {
                let destination = Node { identifier: target, ..Node::default() };
                let (origin, position) = (origin.clone(), position.clone().field(kind));
                items.associations.push(Association { kind: kind.to_owned(), origin, destination, position });
            }
        }
        items.builder.diagnostics.extend(std::mem::take(&mut table.diagnostics));
    }
    items.finish();
    Ok(())
}

/// Everything that the cells of a row name, with the association.
fn targets<'a>(record: &Record, columns: &[(usize, &'a str)]) -> Vec<(&'a str, String)> {
    columns.iter().flat_map(|(column, kind)| values(record.get(*column)).map(|value| (*kind, value))).collect()
}

/// The values of a cell, which `OpenSALT` joins with commas or bars.
fn values(cell: &str) -> impl Iterator<Item = String> {
    cell.split([',', '|', '\n']).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}
