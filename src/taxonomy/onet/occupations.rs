//! O*NET's occupations with all their titles, and their tasks.

use super::elements;
use super::tables::{OCCUPATION, OTHER_TITLE, value};
use crate::delimited::TableReader;
use crate::error::{Result, Severity};
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind};
use crate::taxonomy::TaxonomyBuilder;

/// The identifier of an occupation.
pub(super) fn id_of(code: &str) -> String {
    format!("https://www.onetonline.org/link/summary/{code}")
}

fn task_id(occupation: &str, task: &str) -> String {
    format!("{}#task-{task}", id_of(occupation))
}

/// Reads the list of occupations.
pub(super) fn read(table: &mut TableReader, language: &str, builder: &mut TaxonomyBuilder) -> Result<()> {
    let (code, title) = (table.require(OCCUPATION)?, table.require(&["Title"])?);
    let description = table.require(&["Description"])?;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let code = record.get(code);
        if code.is_empty() {
            builder.report(Severity::Skipped, position, "an occupation without a code");
            continue;
        }
        let mut concept = Concept::new(id_of(code), ConceptKind::Occupation);
        concept.notation = Some(code.to_owned());
        concept.occupation_codes.push(code.to_owned());
        concept.add_label(record.get(title), LabelRole::Preferred, language);
        concept.add_note(record.get(description), NoteRole::Definition, language);
        builder.add(concept, &position);
    }
    Ok(())
}

/// Reads other titles of occupations, and their short forms.
pub(super) fn read_titles(table: &mut TableReader, language: &str, builder: &mut TaxonomyBuilder) -> Result<()> {
    let (code, title) = (table.require(OCCUPATION)?, table.require(OTHER_TITLE)?);
    let short = table.column(&["Short Title"]);
    while let Some(record) = table.next_record()? {
        let code = record.get(code);
        let Some(occupation) = builder.get_mut(&id_of(code)) else {
            let message = format!("a title of {code:?}, which is not among the occupations");
            builder.report(Severity::Skipped, table.position(&record), message);
            continue;
        };
        for title in [value(&record, Some(title)), value(&record, short)] {
            occupation.add_label(title, LabelRole::Alternative, language);
        }
    }
    Ok(())
}

/// Reads task statements.
pub(super) fn read_tasks(
    table: &mut TableReader,
    language: &str,
    has_occupations: bool,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let (code, task) = (table.require(OCCUPATION)?, table.require(&["Task ID"])?);
    let statement = table.require(&["Task"])?;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let (code, task) = (record.get(code), record.get(task));
        if code.is_empty() || task.is_empty() {
            builder.report(Severity::Skipped, position, "a task without a number or an occupation");
            continue;
        }
        let mut concept = Concept::new(task_id(code, task), ConceptKind::Task);
        concept.notation = Some(task.to_owned());
        concept.occupation_codes.push(code.to_owned());
        concept.add_label(record.get(statement), LabelRole::Preferred, language);
        let id = concept.id.clone();
        if builder.add(concept, &position) && has_occupations {
            builder.relate(&id, RelationKind::Related, &id_of(code), None, &position);
        }
    }
    Ok(())
}

/// Reads which detailed work activity a task is an instance of.
pub(super) fn read_task_activities(table: &mut TableReader, builder: &mut TaxonomyBuilder) -> Result<()> {
    let (code, task) = (table.require(OCCUPATION)?, table.require(&["Task ID"])?);
    let activity = table.require(&["DWA ID"])?;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let task = task_id(record.get(code), record.get(task));
        let activity = elements::id_of(record.get(activity));
        builder.relate(&task, RelationKind::Broader, &activity, None, &position);
    }
    Ok(())
}
