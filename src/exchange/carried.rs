//! The alignments that a document carries itself, as a mapping set: badges, CTDL, competency frameworks, postings, RSDs.
//!
//! What these say is not SKOS: a badge that is aligned to a skill is not a skill. So the predicate is the property of the
//! format, such as <https://schema.org/skills>, but for CTDL-ASN, whose exact, broad and narrow alignments mean what
//! SKOS's matches mean.

use serde_json::Value;

use super::Format;
use crate::delimited::{Dialect, TableReader};
use crate::error::{Error, Loaded, Position, Result};
use crate::fs::SourceFile;
use crate::model::{Entity, MappingPredicate, MappingRow, MappingSet, Predicate};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
/// Deepest nesting that is followed.
const DEEPEST: usize = 64;
const ALIGN_TO: &str = "https://purl.org/ctdlasn/terms/alignTo";
const BADGE_2: &str = "https://w3id.org/openbadges#alignment";
const BADGE_3: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#alignment";
/// Members of CTDL and schema.org whose values are aligned things, by their names without prefix.
const CTDL: [&str; 3] = ["teaches", "assesses", "targetCompetency"];
const SCHEMA_ORG: [&str; 4] = ["skills", "teaches", "assesses", "competencyRequired"];
/// Alignments of competencies.
const CTDL_ASN: [(&str, Option<Predicate>); 6] = [
    ("exactAlignment", Some(Predicate::Exact)),
    ("broadAlignment", Some(Predicate::Broad)),
    ("narrowAlignment", Some(Predicate::Narrow)),
    ("majorAlignment", None),
    ("minorAlignment", None),
    ("alignTo", None),
];

/// Reads what a document says of its own alignments.
pub fn read(source: &SourceFile, format: Format) -> Result<Loaded<MappingSet>> {
    if format == Format::OsmtCsv {
        return read_skills(source);
    }
    let bytes = source.read(LARGEST_FILE)?;
    let root: Value = serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes))
        .map_err(|error| Error::malformed(Position::file(&source.name), format!("not readable JSON: {error}")))?;
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    walk(&root, &Entity::default(), format, 0, &mut loaded.value.rows);
    Ok(loaded)
}

/// Looks at a value below a subject; an object that has an identifier or a name is the subject of what is below it.
fn walk(value: &Value, subject: &Entity, format: Format, depth: usize, rows: &mut Vec<MappingRow>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, subject, format, depth + 1, rows)),
        Value::Object(object) => {
            let own = subject_of(value, format);
            // The holder of a credential has no alignments of their own; what is below speaks of the achievement.
            let is_carrier = object.contains_key("credentialSubject") || object.contains_key("achievement");
            let subject = if own.key().is_empty() || object.contains_key("achievement") { subject } else { &own };
            for (key, value) in object {
                let name = key.rsplit(':').next().unwrap_or(key);
                match predicate(name, format, value) {
                    Some(predicate) if !is_carrier => {
                        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                        let targets = values.iter().filter_map(|value| target(value, format));
                        let row = |object| MappingRow {
                            justification: "semapv:BackgroundKnowledgeBasedMatching".to_owned(),
                            ..MappingRow::new(subject.clone(), predicate.clone(), object)
                        };
                        if !subject.key().is_empty() {
                            rows.extend(targets.map(row));
                        }
                    }
                    _ => walk(value, subject, format, depth + 1, rows),
                }
            }
        }
        _ => {}
    }
}

fn predicate(name: &str, format: Format, value: &Value) -> Option<MappingPredicate> {
    let other = |iri: String| Some(MappingPredicate::Other(iri));
    match format {
        Format::OpenBadges if name == "alignment" => {
            let has_type = value.get(0).unwrap_or(value).get("type").is_some();
            other(if has_type { BADGE_3 } else { BADGE_2 }.to_owned())
        }
        Format::Ctdl if CTDL.contains(&name) => other(format!("https://purl.org/ctdl/terms/{name}")),
        Format::OsmtJson if name == "alignments" => other(ALIGN_TO.to_owned()),
        Format::SchemaOrg if SCHEMA_ORG.contains(&name) => other(format!("https://schema.org/{name}")),
        Format::CtdlAsn => {
            let (name, predicate) = CTDL_ASN.iter().find(|(known, _)| *known == name)?;
            let iri = || MappingPredicate::Other(format!("https://purl.org/ctdlasn/terms/{name}"));
            Some(predicate.map_or_else(iri, MappingPredicate::Skos))
        }
        _ => None,
    }
}

fn subject_of(value: &Value, format: Format) -> Entity {
    let get = |names: &[&str]| names.iter().find_map(|name| text(&value[*name])).unwrap_or_default();
    let label = match format {
        Format::CtdlAsn => get(&["ceasn:competencyLabel", "ceasn:competencyText", "ceasn:name"]),
        Format::Ctdl => get(&["ceterms:name", "name"]),
        Format::OsmtJson => get(&["skillName", "name"]),
        _ => get(&["title", "name"]),
    };
    let id = if format == Format::SchemaOrg { get(&["@id", "url", "identifier"]) } else { get(&["id", "@id"]) };
    // A descriptor without an address goes by its uuid, as a concept that was read from it does.
    let uuid = get(&["uuid"]).to_lowercase();
    let by_uuid = id.is_empty() && !uuid.is_empty() && format == Format::OsmtJson;
    let id = if by_uuid { format!("urn:uuid:{uuid}") } else { id };
    Entity { id, label, notation: get(&["ceasn:codedNotation"]), ..Entity::default() }
}

fn target(value: &Value, format: Format) -> Option<Entity> {
    if let Some(words) = value.as_str() {
        let is_address = words.contains("://") || words.starts_with("urn:");
        let is_name = format == Format::OsmtJson && !words.trim().is_empty();
        let named = || is_name.then(|| Entity { label: words.trim().to_owned(), ..Entity::default() });
        return if is_address { Some(Entity { id: words.to_owned(), ..Entity::default() }) } else { named() };
    }
    let get = |names: &[&str]| names.iter().find_map(|name| text(&value[*name])).unwrap_or_default();
    let [set, whole] = ["inDefinedTermSet", "isPartOf"].map(|key| &value[key]);
    let entity = match format {
        Format::OpenBadges => Entity {
            id: get(&["targetUrl", "url"]),
            label: get(&["targetName", "name"]),
            source: get(&["targetFramework", "framework"]),
            notation: get(&["targetCode"]),
            ..Entity::default()
        },
        Format::SchemaOrg => Entity {
            id: get(&["url", "@id"]),
            label: get(&["name"]),
            notation: get(&["termCode"]),
            source: text(set).or_else(|| text(&set["name"])).or_else(|| text(&set["url"])).unwrap_or_default(),
            ..Entity::default()
        },
        Format::OsmtJson => Entity {
            id: get(&["id", "@id", "targetNode"]),
            label: get(&["skillName", "name", "targetNodeName"]),
            source: text(&whole["name"])
                .or_else(|| text(&whole["id"]))
                .unwrap_or_else(|| get(&["framework", "frameworkName"])),
            ..Entity::default()
        },
        _ => Entity {
            id: get(&["ceterms:targetNode", "targetNode", "@id"]),
            label: get(&["ceterms:targetNodeName", "targetNodeName", "ceasn:competencyText"]),
            notation: get(&["ceterms:codedNotation", "codedNotation"]),
            source: get(&["ceterms:framework", "ceterms:frameworkName", "framework", "frameworkName"]),
            ..Entity::default()
        },
    };
    (!entity.key().is_empty()).then_some(entity)
}

/// A string, an identifier, the first of a list, or the first of a map of languages, English before others.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Array(values) => values.first().and_then(text),
        Value::Object(object) if !object.contains_key("@type") && !object.contains_key("type") => {
            let best = ["@id", "@value", "en", "en-US", "und"].iter().find_map(|key| object.get(*key));
            best.or_else(|| object.values().next()).and_then(Value::as_str).map(str::to_owned)
        }
        Value::Object(object) => object.get("value").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

/// The alignment columns of an OSMT table.
fn read_skills(source: &SourceFile) -> Result<Loaded<MappingSet>> {
    let mut table = TableReader::open(source, Dialect { ragged: true, ..Dialect::default() })?;
    let name = table.require(&["RSD Name", "Skill Name"])?;
    let id = table.column(&["Canonical URL"]);
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    let mut columns = Vec::new();
    for number in 1.. {
        let part = |part: &str| match number {
            1 => format!("Alignment {part}"),
            number => format!("Alignment {number} {part}"),
        };
        let [name, url, framework] = ["Name", "URL", "Framework"].map(|one| table.column(&[&part(one)]));
        if name.is_none() && url.is_none() {
            break;
        }
        columns.push((name, url, framework));
    }
    while let Some(record) = table.next_record()? {
        let subject =
            Entity { id: record.get_optional(id).to_owned(), label: record.get(name).to_owned(), ..Entity::default() };
        for (name, url, framework) in &columns {
            let object = Entity {
                id: record.get_optional(*url).to_owned(),
                label: record.get_optional(*name).to_owned(),
                source: record.get_optional(*framework).to_owned(),
                ..Entity::default()
            };
            if !object.key().is_empty() && !subject.key().is_empty() {
                let predicate = MappingPredicate::Other(ALIGN_TO.to_owned());
                let mut row = MappingRow::new(subject.clone(), predicate, object);
                "semapv:BackgroundKnowledgeBasedMatching".clone_into(&mut row.justification);
                loaded.value.rows.push(row);
            }
        }
    }
    loaded.diagnostics.extend(std::mem::take(&mut table.diagnostics));
    Ok(loaded)
}
