//! The official crosswalk of O\*NET and ESCO occupations, a table of its own form.
//!
//! ```csv
//! onet_soc_code,onet_title,onet_description,esco_uri,esco_title,esco_description,match_type
//! 11-1011.03,Chief Sustainability Officers,…,http://data.europa.eu/esco/occupation/1313aeea-…,corporate social …,…,exactMatch
//! ```
//!
//! The table says broad and narrow from ESCO's side, so they are turned round: here O\*NET is the subject. It says no
//! confidence and not who judged which row.

use crate::delimited::TableReader;
use crate::error::{Loaded, Result, Severity};
use crate::model::{Entity, MappingPredicate, MappingRow, MappingSet, Predicate};

/// The columns that tell the table from others.
pub const COLUMNS: [&str; 3] = ["onet_soc_code", "esco_uri", "match_type"];

/// Reads the rows; one without a side or without a match type that is known is reported and skipped.
pub fn read(table: &mut TableReader) -> Result<Loaded<MappingSet>> {
    let [code, uri, kind] =
        [table.require(&COLUMNS[..1])?, table.require(&COLUMNS[1..2])?, table.require(&COLUMNS[2..])?];
    let (onet_title, esco_title) = (table.column(&["onet_title"]), table.column(&["esco_title"]));
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    while let Some(record) = table.next_record()? {
        let side = |id: &str, label: &str, source: &str| Entity {
            id: id.trim().to_owned(),
            label: label.trim().to_owned(),
            source: source.to_owned(),
            category: "occupation".to_owned(),
            ..Entity::default()
        };
        let subject = side(record.get(code), record.get_optional(onet_title), "onet");
        let object = side(record.get(uri), record.get_optional(esco_title), "esco");
        let problem = match Predicate::from_name(record.get(kind)) {
            _ if subject.id.is_empty() || object.id.is_empty() => "a row without onet_soc_code or esco_uri".to_owned(),
            None => format!("match_type {:?} is none that is known", record.get(kind)),
            Some(predicate) => {
                let predicate = MappingPredicate::Skos(predicate.inverse());
                let mut row = MappingRow::new(subject, predicate, object);
                "semapv:BackgroundKnowledgeBasedMatching".clone_into(&mut row.justification);
                loaded.value.rows.push(row);
                continue;
            }
        };
        loaded.diagnostics.push(Severity::Skipped, table.position(&record), problem);
    }
    loaded.diagnostics.extend(std::mem::take(&mut table.diagnostics));
    Ok(loaded)
}
