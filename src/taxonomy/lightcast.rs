//! Lightcast Open Skills as its interface answers: a list of skills, or one skill, under `data`.
//!
//! ```json
//! {"attributions": [{"name": "Lightcast", "text": "Skills by Lightcast"}],
//!  "data": [{"id": "KS000000000000000001", "name": "Loom Setup", "type": {"id": "ST1", "name": "Specialized Skill"},
//!            "infoUrl": "https://skills.example.org/skills/KS000000000000000001", "isSoftware": false,
//!            "description": "Set up a loom.", "category": {"name": "Craft"}, "subcategory": {"name": "Weaving"}}]}
//! ```
//!
//! | Lightcast | here |
//! |---|---|
//! | `id` | identifier and notation: addresses have changed their host, the `KS…` has not |
//! | `name` | preferred label; without a bracketed explanation at its end also an alternative one |
//! | `description` | definition |
//! | `type` | `ST3`, certifications, is kind other; the rest are skills; its name is a category |
//! | `isSoftware`, `isLanguage` | kinds software and language |
//! | `category`, `subcategory` | categories |
//! | `infoUrl` | link, exact |
//! | `attributions` | attribution |
//!
//! The terms of the taxonomy do not let it be passed on freely: it is read from the user's own file and never fetched.
//! Reference: <https://docs.lightcast.dev/apis/skills>.

use serde_json::Value;

use super::json_values::{Object, each_value, head, type_name};
use super::{ReadOptions, TaxonomyBuilder, any, those_of};
use crate::error::{Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, Predicate};

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, is_answer)
}

/// Whether a file has skills under `data` that are built as Lightcast builds them.
fn is_answer(file: &SourceFile) -> Result<bool> {
    let Some(head) = head(file)? else { return Ok(false) };
    let squeezed: String = head.chars().filter(|character| !character.is_whitespace()).collect();
    let has = |word: &str| squeezed.contains(word);
    let is_identified = has("\"id\":\"KS") || has("\"id\":\"ES") || has("\"id\":\"ST1\"") || has("\"id\":\"ST2\"");
    Ok(has("\"data\":") && is_identified && (has("\"infoUrl\":") || has("\"type\":{")))
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    // The interface has other languages under other addresses; its answers do not name theirs.
    let language = options.language.as_deref().unwrap_or("en").to_lowercase();
    for file in those_of(files, builder, is_answer)? {
        each_value(file, |value| answer(value, &Position::file(&file.name), &language, builder))?;
    }
    Ok(())
}

fn answer(value: &Value, place: &Position, language: &str, builder: &mut TaxonomyBuilder) {
    for attribution in value["attributions"].as_array().into_iter().flatten().filter_map(Value::as_object) {
        for (field, name) in [(&mut builder.info.publisher, "name"), (&mut builder.info.attribution, "text")] {
            if field.is_empty() {
                text(attribution, name).clone_into(field);
            }
        }
    }
    let data = if value.is_array() { value } else { &value["data"] };
    let (skills, single) = (data.as_array().into_iter().flatten(), data.is_object().then_some(data));
    for (skill, number) in skills.chain(single).zip(1u64..) {
        let position = place.clone().record(number).field(format!("/data/{}", number - 1));
        if let Some(object) = skill.as_object() {
            builder.add(concept(object, language), &position);
        } else {
            let message = format!("{} where a skill is expected", type_name(skill));
            builder.report(Severity::Skipped, position, message);
        }
    }
}

fn concept(object: &Object, language: &str) -> Concept {
    let kind = object.get("type").and_then(Value::as_object);
    let is = |name: &str| object.get(name).and_then(Value::as_bool) == Some(true);
    let type_id = kind.map_or("", |kind| text(kind, "id"));
    let mut concept = Concept::new(
        text(object, "id"),
        match type_id {
            _ if is("isSoftware") => ConceptKind::Software,
            _ if is("isLanguage") => ConceptKind::Language,
            "ST3" => ConceptKind::Other,
            _ => ConceptKind::Skill,
        },
    );
    concept.notation = Some(text(object, "id")).filter(|id| !id.is_empty()).map(str::to_owned);
    let name = text(object, "name");
    concept.add_label(name, LabelRole::Preferred, language);
    if let Some((short, _)) = name.strip_suffix(')').and_then(|name| name.split_once(" (")) {
        concept.add_label(short, LabelRole::Alternative, language);
    }
    concept.add_note(text(object, "description"), NoteRole::Definition, language);
    for group in ["type", "category", "subcategory"].iter().filter_map(|name| object.get(*name)?.as_object()) {
        let category = text(group, "name").to_owned();
        if !category.is_empty() && !concept.categories.contains(&category) {
            concept.categories.push(category);
        }
    }
    let address = text(object, "infoUrl");
    if !address.is_empty() {
        let predicate = Some(Predicate::Exact);
        concept.add_link(Link { target: address.to_owned(), predicate, ..Link::default() });
    }
    concept
}

fn text<'a>(object: &'a Object, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default().trim()
}
