//! How important an element is to an occupation: skills, knowledge, abilities, activities, work styles.
//!
//! A pair has two rows: importance (scale `IM`, 1 to 5) and level (`LV`). That an element is not relevant
//! stands on the row of the level, so a pair is judged when both were read.

use std::collections::BTreeMap;

use super::elements::{self, Hierarchy};
use super::occupations;
use super::tables::{OCCUPATION, value};
use crate::delimited::TableReader;
use crate::error::{Position, Result, Severity};
use crate::model::RelationKind;
use crate::taxonomy::TaxonomyBuilder;

/// The weight, that is the middle of the scale, from which on an element counts as essential.
const ESSENTIAL: f32 = 0.5;

#[derive(Default)]
struct Rating {
    weight: Option<f32>,
    /// Suppressed for its error, or not relevant.
    is_doubtful: bool,
    position: Position,
}

/// Reads a table of ratings; says whether it has importances at all.
///
/// `unlisted` takes the elements that no content model names, when there is none.
pub(super) fn read(
    table: &mut TableReader,
    language: &str,
    mut unlisted: Option<&mut Hierarchy>,
    builder: &mut TaxonomyBuilder,
) -> Result<bool> {
    let (code, element) = (table.require(OCCUPATION)?, table.require(&["Element ID"])?);
    let (name, scale) = (table.column(&["Element Name"]), table.column(&["Scale ID"]));
    let data = table.require(&["Data Value"])?;
    let (suppressed, irrelevant) = (table.column(&["Recommend Suppress"]), table.column(&["Not Relevant"]));
    let mut ratings: BTreeMap<(String, String), Rating> = BTreeMap::new();
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let (scale, element) = (record.get_optional(scale), record.get(element));
        let is_importance = scale == "IM";
        if !is_importance && scale != "LV" {
            continue;
        }
        let rating = ratings.entry((record.get(code).to_owned(), element.to_owned())).or_default();
        rating.is_doubtful |= record.get_optional(irrelevant) == "Y";
        if !is_importance {
            continue;
        }
        rating.is_doubtful |= record.get_optional(suppressed) == "Y";
        let data = value(&record, Some(data));
        match data.parse::<f64>().ok().filter(|data| data.is_finite()) {
            Some(data) => rating.weight = Some(((data - 1.0) / 4.0) as f32),
            None if data.is_empty() => continue,
            None => {
                let message = format!("importance {data:?} is not a number");
                builder.report(Severity::Skipped, position.field("Data Value"), message);
                continue;
            }
        }
        let name = record.get_optional(name);
        if let Some(hierarchy) = unlisted.as_deref_mut()
            && !name.is_empty()
            && !builder.contains(&elements::id_of(element))
            && builder.add(elements::element(element, name, language), &position)
        {
            hierarchy.push_element(element, position.clone());
        }
        rating.position = position;
    }
    let mut has_importances = false;
    for ((occupation, element), rating) in &ratings {
        let Some(weight) = rating.weight else { continue };
        has_importances = true;
        let is_essential = weight >= ESSENTIAL && !rating.is_doubtful;
        let kind = if is_essential { RelationKind::Essential } else { RelationKind::Optional };
        let (occupation, element) = (occupations::id_of(occupation), elements::id_of(element));
        builder.relate(&occupation, kind, &element, Some(weight), &rating.position);
    }
    Ok(has_importances)
}
