//! CASE associations (1EdTech, 1.1): a package whose document stands for the mapping set and whose associations are it.
//!
//! ```json
//! {"CFDocument": {…}, "CFItems": [], "CFAssociations": [{"associationType": "exactMatchOf",
//!   "originNodeURI": {"title": "weld", "identifier": "…", "uri": "https://crafts.example/7"},
//!   "destinationNodeURI": {"title": "weld metal", "identifier": "weld", "uri": "https://trades.example/weld",
//!     "targetType": "ext:trades"}, "notes": "confidence 0.87", …}]}
//! ```
//!
//! CASE has `exactMatchOf` and `isRelatedTo`; the other predicates are `ext:closeMatchOf`, `ext:broadMatchOf` and
//! `ext:narrowMatchOf`. An association is a fact, so only accepted mappings are written, the confidence in a note.
//! Identifiers are made from the set, and the same set gets the same ones.
//! Reference: <https://www.imsglobal.org/spec/case/v1p1>.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::identifiers::{iri, uuid, uuid_of};
use super::{Losses, WriteOptions, harmless};
use crate::counts::counted;
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Decision, Entity, MappingPredicate, MappingRow, MappingSet, Predicate};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
/// Types of associations, with the predicates that they mean.
const TYPES: [(&str, Predicate); 5] = [
    ("exactMatchOf", Predicate::Exact),
    ("ext:closeMatchOf", Predicate::Close),
    ("ext:broadMatchOf", Predicate::Broad),
    ("ext:narrowMatchOf", Predicate::Narrow),
    ("isRelatedTo", Predicate::Related),
];

/// Writes the accepted mappings of a set as a package.
pub fn write(set: &MappingSet, options: &WriteOptions, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let mut associations = Vec::new();
    for row in &set.rows {
        let shown = format!("{} → {}", row.subject.shown(), row.object.shown());
        let why = match association_type(row) {
            _ if iri(&row.subject).is_none() || iri(&row.object).is_none() => {
                "mappings of what is no concept with an IRI"
            }
            _ if row.negated => "rejected mappings",
            _ if row.decision == Some(Decision::Review) => "mappings that nobody accepted yet",
            None => "mappings with a predicate that is not of SKOS",
            Some(name) => {
                losses.detail("justification", &row.justification);
                associations.push(association(row, name, options));
                continue;
            }
        };
        losses.row(why, &shown);
    }
    let id = set.slot("mapping_set_id");
    let keys: Vec<&str> = associations.iter().filter_map(|one| one["identifier"].as_str()).collect();
    let identifier = uuid(&[&["set", id], keys.as_slice()].concat());
    let title = [set.slot("mapping_set_title"), "Mapping set"].into_iter().find(|title| !title.is_empty());
    let creator =
        [set.slot("creator_label"), set.slot("creator_id"), "skillmap"].into_iter().find(|name| !name.is_empty());
    let document = json!({
        "identifier": identifier,
        "uri": if id.is_empty() { format!("urn:uuid:{identifier}") } else { id.to_owned() },
        "creator": creator,
        "title": title,
        "caseVersion": "1.1",
        "lastChangeDateTime": moment(set.slot("mapping_date"), options),
    });
    let package = json!({"CFDocument": document, "CFItems": [], "CFAssociations": associations});
    writeln!(output, "{}", harmless::json_lines(&package)?)?;
    Ok(losses)
}

/// The type of association that says what a row says.
pub fn association_type(row: &MappingRow) -> Option<&'static str> {
    let is_meant = |(_, predicate): &&(&str, Predicate)| row.predicate.skos() == Some(*predicate);
    TYPES.iter().find(is_meant).map(|(name, _)| *name)
}

/// A row as an association.
pub fn association(row: &MappingRow, name: &str, options: &WriteOptions) -> Value {
    let identifier = uuid(&[&row.subject.id, name, &row.object.id]);
    let mut association = Map::new();
    association.insert("identifier".to_owned(), json!(identifier));
    association.insert("uri".to_owned(), json!(format!("urn:uuid:{identifier}")));
    association.insert("associationType".to_owned(), json!(name));
    association.insert("originNodeURI".to_owned(), node(&row.subject));
    association.insert("destinationNodeURI".to_owned(), node(&row.object));
    let mut notes = Vec::new();
    notes.extend(row.confidence.map(|confidence| format!("confidence {}", super::sssom::number(confidence))));
    notes.extend((!row.reviewers.is_empty()).then(|| format!("reviewed by {}", row.reviewers.join(", "))));
    notes.extend((!row.comment.is_empty()).then(|| harmless::one_line(&row.comment)));
    if !notes.is_empty() {
        association.insert("notes".to_owned(), json!(notes.join("; ")));
    }
    let date = [row.review_date.as_str(), row.slot("mapping_date")].into_iter().find(|date| !date.is_empty());
    association.insert("lastChangeDateTime".to_owned(), json!(moment(date.unwrap_or_default(), options)));
    Value::Object(association)
}

fn moment(date: &str, options: &WriteOptions) -> String {
    let day = if date.is_empty() { options.date.as_str() } else { date };
    format!("{day}T00:00:00Z")
}

fn node(entity: &Entity) -> Value {
    let title = if entity.label.is_empty() { &entity.id } else { &entity.label };
    let mut node = Map::new();
    node.insert("title".to_owned(), json!(harmless::one_line(title)));
    let is_case = entity.id.contains("/CFItems/");
    let last = entity.id.trim_end_matches('/').rsplit(['/', '#', ':']).next().unwrap_or(&entity.id);
    node.insert("identifier".to_owned(), json!(uuid_of(&entity.id).unwrap_or_else(|| last.to_owned())));
    node.insert("uri".to_owned(), json!(entity.id));
    if !is_case {
        let host = entity.id.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("other");
        let name = if entity.source.is_empty() || entity.source.contains(':') { host } else { &entity.source };
        let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
        node.insert("targetType".to_owned(), json!(format!("ext:{name}")));
    }
    Value::Object(node)
}

/// Reads the associations of a package that are mappings; what orders a framework is none.
pub fn read(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let position = Position::file(&source.name);
    let root: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Error::malformed(position.clone(), format!("not readable JSON: {error}")))?;
    let associations = root["CFAssociations"].as_array();
    let associations = associations.ok_or_else(|| Error::malformed(position, "no list of \"CFAssociations\""))?;
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    let mut others = 0usize;
    for (at, association) in associations.iter().enumerate() {
        let named = association["associationType"].as_str().unwrap_or_default();
        let named = named.strip_prefix("ext:").unwrap_or(named);
        let known =
            TYPES.iter().find(|(name, _)| name.strip_prefix("ext:").unwrap_or(name).eq_ignore_ascii_case(named));
        let Some((_, predicate)) = known else {
            others += 1;
            continue;
        };
        let side = |name: &str| {
            let node = &association[name];
            let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
            let sort = text("targetType");
            let source = sort.strip_prefix("ext:").unwrap_or_default().to_owned();
            Entity { id: text("uri"), label: text("title"), source, ..Entity::default() }
        };
        let (subject, object) = (side("originNodeURI"), side("destinationNodeURI"));
        if subject.id.is_empty() || object.id.is_empty() {
            let position = Position::file(&source.name).field(format!("/CFAssociations/{at}"));
            loaded.diagnostics.push(Severity::Skipped, position, "an association without two nodes");
            continue;
        }
        let mut row = MappingRow::new(subject, MappingPredicate::Skos(*predicate), object);
        row.decision = Some(Decision::Accepted);
        association["notes"].as_str().unwrap_or_default().clone_into(&mut row.comment);
        loaded.value.rows.push(row);
    }
    for (slot, name) in [("mapping_set_id", "uri"), ("mapping_set_title", "title"), ("creator_label", "creator")] {
        loaded.value.set_slot(slot, root["CFDocument"][name].as_str().unwrap_or_default());
    }
    if others > 0 {
        let message = counted(
            others,
            "association that is no mapping was passed over",
            "associations that are no mappings were passed over",
        );
        loaded.diagnostics.push(Severity::Note, Position::file(&source.name), message);
    }
    Ok(loaded)
}
