//! O*NET's content model: elements, and the intermediate (IWA) and detailed (DWA) work activities below them.
//!
//! Identifiers are dotted paths (`4.A.1.a.1.I01.D02`), so the hierarchy is read off them alone.

use std::collections::HashSet;

use crate::delimited::TableReader;
use crate::error::{Position, Result};
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind};
use crate::taxonomy::TaxonomyBuilder;

/// The identifier of an element or a work activity.
pub(super) fn id_of(code: &str) -> String {
    format!("https://www.onetonline.org/find/descriptor/result/{code}")
}

/// An element with its name.
pub(super) fn element(code: &str, name: &str, language: &str) -> Concept {
    let mut concept = Concept::new(id_of(code), kind_of(code));
    concept.notation = Some(code.to_owned());
    concept.add_label(name, LabelRole::Preferred, language);
    concept
}

fn kind_of(code: &str) -> ConceptKind {
    match code.get(..3).unwrap_or(code) {
        "2.A" | "2.B" => ConceptKind::Skill,
        "2.C" => ConceptKind::Knowledge,
        "1.A" => ConceptKind::Ability,
        "1.C" | "1.D" => ConceptKind::WorkStyle,
        "4.A" => ConceptKind::WorkActivity,
        _ => ConceptKind::Other,
    }
}

/// The codes that were read, to be related when all are known.
#[derive(Default)]
pub(super) struct Hierarchy {
    elements: Vec<(String, Position)>,
    activities: Vec<(String, Position)>,
}

impl Hierarchy {
    /// Notes an element of the content model.
    pub fn push_element(&mut self, code: &str, position: Position) {
        self.elements.push((code.to_owned(), position));
    }

    /// Puts each code under the nearest one above it that there is, and makes groups of the headings.
    pub fn relate(&self, builder: &mut TaxonomyBuilder) {
        let codes: HashSet<&str> =
            self.elements.iter().chain(&self.activities).map(|(code, _)| code.as_str()).collect();
        let above = |code: &str| {
            let mut rest = code;
            while let Some((path, _)) = rest.rsplit_once('.') {
                if codes.contains(path) {
                    return Some(path.to_owned());
                }
                rest = path;
            }
            None
        };
        for (code, position) in self.elements.iter().chain(&self.activities) {
            if let Some(parent) = above(code) {
                builder.relate(&id_of(code), RelationKind::Broader, &id_of(&parent), None, position);
            }
        }
        for heading in self.elements.iter().filter_map(|(code, _)| above(code)) {
            let concept = builder.get_mut(&id_of(&heading));
            if let Some(concept) = concept.filter(|concept| concept.kind != ConceptKind::Other) {
                concept.kind = ConceptKind::SkillGroup;
            }
        }
    }
}

/// Reads the content model.
pub(super) fn read(
    table: &mut TableReader,
    language: &str,
    hierarchy: &mut Hierarchy,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let (code, name) = (table.require(&["Element ID"])?, table.require(&["Element Name"])?);
    let description = table.require(&["Description"])?;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let (code, name, description) = (record.get(code), record.get(name), record.get(description));
        let mut concept = element(code, name, language);
        if code.is_empty() {
            // The builder reports a concept without an identifier, but not one made of the base alone.
            concept.id.clear();
        }
        // The top elements repeat their name for want of a description.
        if description != name {
            concept.add_note(description, NoteRole::Definition, language);
        }
        if builder.add(concept, &position) {
            hierarchy.push_element(code, position);
        }
    }
    Ok(())
}

/// Reads intermediate or detailed work activities.
pub(super) fn read_activities(
    table: &mut TableReader,
    [code, title]: [&str; 2],
    language: &str,
    hierarchy: &mut Hierarchy,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let (code, title) = (table.require(&[code])?, table.require(&[title])?);
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let code = record.get(code);
        let mut concept = element(code, record.get(title), language);
        concept.kind = ConceptKind::WorkActivity;
        if code.is_empty() {
            concept.id.clear();
        }
        if builder.add(concept, &position) {
            hierarchy.activities.push((code.to_owned(), position));
        }
    }
    Ok(())
}
