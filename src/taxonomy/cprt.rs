//! NIST's Cybersecurity and Privacy Reference Tool (CPRT) as JSON: the NICE Framework, and frameworks built alike.
//!
//! ```json
//! {"response": {"elements": {"documents": [{"doc_identifier": "LOOM_1", "name": "Loom Work", "version": "1.0"}],
//!  "elements": [{"element_type": "work_role", "element_identifier": "WV-001", "title": "Weaver", "text": "Weaves."},
//!               {"element_type": "task", "element_identifier": "T0001", "title": "", "text": "Set up a loom"}],
//!  "relationships": [{"source_element_identifier": "WV-001", "dest_element_identifier": "T0001",
//!                     "relationship_identifier": "projection"}]}}}
//! ```
//!
//! The outer two objects may be missing. Every relationship is called `projection`, so what one says follows from the
//! types of its ends:
//!
//! | CPRT | here |
//! |---|---|
//! | `element_identifier` | identifier, after the document's where a file has several; notation |
//! | `title`, else `text` | preferred label; a `text` beside a title is the definition |
//! | `Knowledge of …`, `Skill in …`, `Ability to …` | hidden label without the opening words, which say nothing |
//! | `task`, `knowledge`, `skill`, `ability` | kinds of that name; `work_role` is an occupation |
//! | `category` | group of occupations where there are work roles, else of skills, as `function`, `competency_area` |
//! | work role to task, knowledge, skill, ability | needs |
//! | any other `projection` | the second is narrower than the first |
//! | `related…` | related |
//! | `opm_code`, `party` and whatever else is related and has no words | link of the first, of that framework |
//! | `sort`, and elements without words that nothing is related to | not kept: they order pages |
//!
//! Reference: <https://csrc.nist.gov/projects/cprt>, NIST SP 800-181 Rev. 1.

use std::collections::HashMap;

use serde_json::Value;

use super::json_values::{Object, each_value, head, type_name};
use super::{ReadOptions, TaxonomyBuilder, any, those_of};
use crate::counts::counted;
use crate::error::{Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, RelationKind};

/// Openings of statements that are the same for hundreds of concepts.
const OPENINGS: [&str; 4] = ["Knowledge of ", "Skill in ", "Skill to ", "Ability to "];
/// Types that only order or print a framework.
const ORDERING: [&str; 1] = ["sort"];

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, is_framework)
}

fn is_framework(file: &SourceFile) -> Result<bool> {
    let names = ["\"doc_identifier\"", "\"element_identifier\"", "\"element_type\""];
    Ok(head(file)?.is_some_and(|head| names.iter().all(|name| head.contains(name))))
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    // NIST publishes in English and does not say so.
    let language = options.language.as_deref().unwrap_or("en").to_lowercase();
    for file in those_of(files, builder, is_framework)? {
        each_value(file, |value| framework(value, &Position::file(&file.name), &language, builder))?;
    }
    Ok(())
}

fn framework(value: &Value, place: &Position, language: &str, builder: &mut TaxonomyBuilder) {
    let inner = value.pointer("/response/elements").unwrap_or(value);
    let Some(object) = inner.as_object() else {
        let message = format!("{} where a framework is expected", type_name(inner));
        return builder.report(Severity::Skipped, place.clone(), message);
    };
    describe(object, builder);
    let elements = Elements::of(object, place, language, builder);
    elements.relate(object, place, builder);
}

/// What the first document says of itself.
fn describe(object: &Object, builder: &mut TaxonomyBuilder) {
    let Some(document) = list(object, "documents").find_map(Value::as_object) else { return };
    let website = text(document, "website");
    let is_nist = website.contains("nist.gov/") || website.ends_with("nist.gov");
    // Such as "Version  2.0".
    let version = text(document, "version").split_whitespace().last().unwrap_or_default().to_owned();
    let given = |text: &str| if is_nist { text.to_owned() } else { String::new() };
    let info = &mut builder.info;
    for (field, text) in [
        (&mut info.title, text(document, "name").to_owned()),
        (&mut info.version, version),
        (&mut info.source, website.to_owned()),
        (&mut info.publisher, given("National Institute of Standards and Technology")),
        (&mut info.licence, given("Public domain (work of the United States Government)")),
        (&mut info.attribution, given("National Institute of Standards and Technology (NIST)")),
    ] {
        if field.is_empty() {
            *field = text;
        }
    }
}

/// Identifiers and types of what a file defines.
struct Elements {
    /// Whether identifiers need that of their document to be told apart.
    several_documents: bool,
    types: HashMap<String, String>,
}

impl Elements {
    fn of(object: &Object, place: &Position, language: &str, builder: &mut TaxonomyBuilder) -> Self {
        let documents = list(object, "documents").count();
        let mut elements = Self { several_documents: documents > 1, types: HashMap::new() };
        let has_roles = list(object, "elements").any(|one| one["element_type"] == "work_role");
        for (element, number) in list(object, "elements").zip(1u64..) {
            let position = place.clone().record(number).field(format!("/elements/{}", number - 1));
            let Some(element) = element.as_object() else {
                let message = format!("{} where an element is expected", type_name(element));
                builder.report(Severity::Skipped, position, message);
                continue;
            };
            let kind = text(element, "element_type");
            let (id, name) = (elements.identifier(element, "doc_identifier", "element_identifier"), name(element));
            elements.types.insert(id.clone(), kind.to_owned());
            if ORDERING.contains(&kind) || name.is_empty() {
                continue;
            }
            let mut concept = Concept::new(id, kind_of(kind, has_roles));
            concept.notation = Some(text(element, "element_identifier").to_owned());
            concept.add_label(name, LabelRole::Preferred, language);
            if let Some(rest) = OPENINGS.iter().find_map(|opening| name.strip_prefix(opening)) {
                concept.add_label(rest, LabelRole::Hidden, language);
            }
            if name != text(element, "text") {
                concept.add_note(text(element, "text"), NoteRole::Definition, language);
            }
            concept.categories.push(kind.replace('_', " "));
            builder.add(concept, &position);
        }
        elements
    }

    fn identifier(&self, object: &Object, document: &str, element: &str) -> String {
        let element = text(object, element);
        if self.several_documents { format!("{}:{element}", text(object, document)) } else { element.to_owned() }
    }

    fn relate(&self, object: &Object, place: &Position, builder: &mut TaxonomyBuilder) {
        let mut others = 0u64;
        for (relationship, number) in list(object, "relationships").zip(0u64..) {
            let position = place.clone().field(format!("/relationships/{number}"));
            let Some(relationship) = relationship.as_object() else {
                let message = format!("{} where a relationship is expected", type_name(relationship));
                builder.report(Severity::Skipped, position, message);
                continue;
            };
            let source = self.identifier(relationship, "source_doc_identifier", "source_element_identifier");
            let target = self.identifier(relationship, "dest_doc_identifier", "dest_element_identifier");
            let type_of = |id: &str| self.types.get(id).map_or("", String::as_str);
            let (from, to) = (type_of(&source), type_of(&target));
            if ORDERING.contains(&from) || ORDERING.contains(&to) {
                continue;
            }
            // What has no words is no concept, but its identifier says something of the one that points to it.
            if !to.is_empty() && !builder.contains(&target) && builder.contains(&source) {
                let link = Link { target, framework: Some(to.to_owned()), ..Link::default() };
                if let Some(concept) = builder.get_mut(&source) {
                    concept.add_link(link);
                }
                continue;
            }
            let needed = ["task", "knowledge", "skill", "ability"];
            match text(relationship, "relationship_identifier").to_lowercase().as_str() {
                "projection" if from == "work_role" && needed.contains(&to) => {
                    builder.relate(&source, RelationKind::Essential, &target, None, &position);
                }
                "projection" => builder.relate(&target, RelationKind::Broader, &source, None, &position),
                kind if kind.starts_with("related") => {
                    builder.relate(&source, RelationKind::Related, &target, None, &position);
                }
                _ => others += 1,
            }
        }
        if others > 0 {
            let message = counted(
                others,
                "relationship is of a kind that is not kept here",
                "relationships are of kinds that are not kept here",
            );
            builder.report(Severity::Note, place.clone(), message);
        }
    }
}

/// The kind that a type of element says.
fn kind_of(kind: &str, has_roles: bool) -> ConceptKind {
    match kind {
        "work_role" => ConceptKind::Occupation,
        "category" if has_roles => ConceptKind::OccupationGroup,
        "category" | "function" | "competency_area" => ConceptKind::SkillGroup,
        kind => ConceptKind::parse(kind).unwrap_or(ConceptKind::Other),
    }
}

fn name(element: &Object) -> &str {
    match text(element, "title") {
        "" => text(element, "text"),
        title => title,
    }
}

fn list<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Value> {
    object.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default().trim()
}
