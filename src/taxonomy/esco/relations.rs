//! The ESCO tables that relate concepts: broader, and which skills an occupation or a skill needs.
//!
//! Either end may be missing from the tables read; the builder finds that at the end and says where.

use crate::delimited::TableReader;
use crate::error::{Result, Severity};
use crate::model::RelationKind;
use crate::taxonomy::TaxonomyBuilder;

/// Reads a table of `broader` relations of either pillar.
pub(super) fn read_broader(table: &mut TableReader, builder: &mut TaxonomyBuilder) -> Result<()> {
    let (narrower, broader) = (table.require(&["conceptUri"])?, table.require(&["broaderUri"])?);
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        builder.relate(record.get(narrower), RelationKind::Broader, record.get(broader), None, &position);
    }
    Ok(())
}

/// Reads a table that says `essential` or `optional` between two columns of identifiers.
pub(super) fn read_requirements(
    table: &mut TableReader,
    needs: &str,
    needed: &str,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let (needs, needed) = (table.require(&[needs])?, table.require(&[needed])?);
    let relation = table.require(&["relationType"])?;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let kind = match record.get(relation).to_lowercase().as_str() {
            "essential" => RelationKind::Essential,
            "optional" => RelationKind::Optional,
            other => {
                let message = format!("relation {other:?} is neither \"essential\" nor \"optional\"");
                builder.report(Severity::Skipped, position.field("relationType"), message);
                continue;
            }
        };
        builder.relate(record.get(needs), kind, record.get(needed), None, &position);
    }
    Ok(())
}
