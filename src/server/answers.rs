//! What can be asked of a library, in words of the library: the API, the pages and the assistant translate to and
//! from these.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::catalogues::ServedCatalogue;
use super::library::{Library, Selection, Shelf};
use super::outline::Bond;
use super::problem::Problem;
use super::reconcile::equivalent;
use super::sides::{self, Reading};
use super::workers::Room;
use crate::error::Diagnostics;
use crate::exchange::{self, WriterOptions};
use crate::fs::SourceFile;
use crate::matching::{MatchOptions, SearchResult};
use crate::model::{ConceptKind, ConceptReference, DocumentMappings};

/// How many bonds of one kind are given with a concept; their number is given in full.
const BONDS: usize = 200;

/// Documents with their mappings, and what was skipped.
#[derive(Debug, Clone, Default)]
pub struct Mapped {
    /// In the order of the input.
    pub documents: Vec<DocumentMappings>,
    /// What was skipped or repaired while reading.
    pub diagnostics: Diagnostics,
}

/// Maps every document of an input; with each document's text, when that is wanted.
pub fn map(
    library: &Library,
    room: &mut Room,
    source: SourceFile,
    (reading, with_text): (&Reading, bool),
) -> Result<Mapped, Problem> {
    let mut documents = Vec::new();
    let diagnostics = sides::each_sent(library, room, source, reading, |profiled| {
        let mut one = profiled.mappings;
        one.text = with_text.then_some(profiled.document.text);
        documents.push(one);
    })?;
    Ok(Mapped { documents, diagnostics })
}

/// A mapping set written in one of the export formats.
pub fn written(
    library: &Library,
    selection: &Selection,
    documents: &[DocumentMappings],
    format: exchange::Format,
) -> Result<Vec<u8>, Problem> {
    let taxonomies = library.selected(selection).map(|shelf| shelf.info().clone()).collect();
    let mut writer = exchange::writer(format, &WriterOptions { width: None, taxonomies, subjects: None });
    let mut output = Vec::new();
    let mut write = || {
        for document in documents {
            writer.write(&mut output, document)?;
        }
        writer.finish(&mut output)
    };
    write().map_err(|error| Problem::bad_request(format!("cannot be written as {format}: {error}")))?;
    Ok(output)
}

/// What was skipped or repaired, for an answer.
pub fn diagnostics(diagnostics: &Diagnostics) -> Vec<Value> {
    let told = diagnostics.kept().iter().map(|one| {
        let severity = match one.severity {
            crate::error::Severity::Note => "note",
            crate::error::Severity::Warning => "warning",
            crate::error::Severity::Skipped => "skipped",
        };
        json!({ "severity": severity, "where": one.position.to_string(), "message": one.message })
    });
    told.collect()
}

/// What was found for a few words, with the words.
pub fn found(library: &Library, selection: &Selection, text: &str, results: &[SearchResult]) -> Value {
    json!({ "versions": versions(library, selection), "query": text, "results": value(&results) })
}

/// Concepts for a few words.
pub fn search(
    library: &Library,
    room: &mut Room,
    selection: &Selection,
    text: &str,
    options: MatchOptions,
) -> Vec<SearchResult> {
    let (matcher, scratch) = room.matcher(library, selection, options);
    matcher.search_in(text, "", scratch)
}

/// Options for a search over every kind of concept, or some.
pub fn search_options(top: usize, kinds: Vec<ConceptKind>, explain: bool) -> MatchOptions {
    let kinds = if kinds.is_empty() { ConceptKind::ALL.to_vec() } else { kinds };
    MatchOptions { top: Some(top), min_confidence: 0.0, kinds, explain }
}

/// A value as JSON with its numbers as short as they are written elsewhere: widened to eight bytes, a four-byte 0.7
/// would grow a tail of digits.
pub fn value(value: &impl Serialize) -> Value {
    let text = serde_json::to_string(value).expect("answers have names for keys");
    serde_json::from_str(&text).expect("what was just written can be read")
}

/// Versions of everything that an answer depends on.
pub fn versions(library: &Library, selection: &Selection) -> Value {
    let taxonomies: Vec<String> = library.selected(selection).map(|shelf| shelf.info().reference()).collect();
    json!({
        "program": env!("CARGO_PKG_VERSION"),
        "space": library.space(),
        "taxonomies": taxonomies,
    })
}

/// A taxonomy, with what its publisher says and asks for.
fn taxonomy(shelf: &Shelf) -> Value {
    let info = shelf.info();
    let counts: BTreeMap<&str, usize> =
        shelf.index.taxonomy.counts().into_iter().map(|(kind, count)| (kind.as_str(), count)).collect();
    json!({
        "reference": info.reference(),
        "name": info.name,
        "version": info.version,
        "title": info.title,
        "publisher": info.publisher,
        "licence": info.licence,
        "attribution": info.attribution,
        "source": info.source,
        "languages": info.languages,
        "concepts": counts,
        "labels": shelf.index.labels.len(),
    })
}

/// A catalogue, without where its documents came from: that is nobody's business but its owner's.
fn catalogue(catalogue: &ServedCatalogue) -> Value {
    json!({
        "name": catalogue.name(),
        "documents": catalogue.documents(),
        "inputs": catalogue.inputs(),
        "taxonomies": catalogue.taxonomies(),
    })
}

/// Every taxonomy that is served.
pub fn taxonomies(library: &Library) -> Value {
    let taxonomies: Vec<Value> = library.shelves().iter().map(taxonomy).collect();
    json!({ "versions": versions(library, &library.select_all()), "taxonomies": taxonomies })
}

/// Every catalogue that is served.
pub fn catalogues(library: &Library) -> Value {
    let catalogues: Vec<Value> = library.catalogues().iter().map(catalogue).collect();
    json!({ "versions": versions(library, &library.select_all()), "catalogues": catalogues })
}

/// One catalogue, with what its documents say of themselves.
pub fn catalogue_fields(library: &Library, name: &str, most: usize) -> Result<Value, Problem> {
    let one = library.catalogue(name)?;
    let mut value = catalogue(one);
    value["versions"] = versions(library, &one.selection);
    value["fields"] = json!(one.facets(most)?);
    Ok(value)
}

/// A concept as other concepts name it.
pub fn reference(shelf: &Shelf, position: u32) -> ConceptReference {
    let concept = shelf.concept(position);
    ConceptReference {
        concept_id: concept.id.clone(),
        notation: concept.notation.clone(),
        label: concept.name().to_owned(),
        taxonomy: shelf.info().name.clone(),
        taxonomy_version: shelf.info().version.clone(),
        kind: concept.kind,
    }
}

/// Everything that is known of a concept, by its identifier.
pub fn concept(library: &Library, (taxonomy, id): (Option<&str>, &str)) -> Result<Value, Problem> {
    let (shelf, position) = library.find(taxonomy, id)?;
    let mut value = known_of(shelf, position);
    value["versions"] = versions(library, &library.select(&[shelf.info().reference()])?);
    Ok(value)
}

fn known_of(shelf: &Shelf, position: u32) -> Value {
    #[derive(Serialize)]
    struct Related<'a> {
        id: &'a str,
        label: &'a str,
        kind: ConceptKind,
    }
    let concept = shelf.concept(position);
    let mut relations: BTreeMap<&str, Vec<Related<'_>>> = BTreeMap::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (bond, other) in shelf.outline.bonds(position) {
        *counts.entry(bond.as_str()).or_default() += 1;
        let list = relations.entry(bond.as_str()).or_default();
        if list.len() < BONDS {
            let other = shelf.concept(*other);
            list.push(Related { id: &other.id, label: other.name(), kind: other.kind });
        }
    }
    let way: Vec<&str> = shelf.outline.way_to(position).iter().map(|at| shelf.concept(*at).name()).collect();
    let mut value = json!(reference(shelf, position));
    let more = json!({
        "labels": concept.labels,
        "notes": concept.notes,
        "reuse": concept.reuse,
        "categories": concept.categories,
        "occupation_codes": concept.occupation_codes,
        "links": concept.links,
        "path": way,
        "relations": relations,
        "relation_counts": counts,
    });
    let (Value::Object(object), Value::Object(more)) = (&mut value, more) else {
        unreachable!("both were just made as objects")
    };
    object.extend(more);
    value
}

/// The concepts of other taxonomies that one corresponds to, each with whether its publisher says so.
pub fn equivalents<'a>(
    room: &mut Room,
    library: &'a Library,
    (shelf, position): (&Shelf, u32),
    others: &[&'a Shelf],
) -> Vec<(&'a Shelf, Option<(u32, bool)>)> {
    let links = &shelf.concept(position).links;
    let mut found = Vec::new();
    for other in others {
        let at = equivalent(library, room, (shelf, position), other);
        let is_linked = |at: u32| links.iter().any(|link| other.outline.position(&link.target) == Some(at));
        found.push((*other, at.map(|at| (at, is_linked(at)))));
    }
    found
}

/// The taxonomies other than one, whatever their version.
pub fn others<'a>(library: &'a Library, shelf: &Shelf) -> Vec<&'a Shelf> {
    library.shelves().iter().filter(|other| other.info().name != shelf.info().name).collect()
}

/// A concept with its equivalents in the other taxonomies, and those that have none.
pub fn crosswalk(
    library: &Library,
    room: &mut Room,
    (taxonomy, id): (Option<&str>, &str),
    to: &[String],
) -> Result<Value, Problem> {
    let (shelf, position) = library.find(taxonomy, id)?;
    let others = if to.is_empty() {
        others(library, shelf)
    } else {
        to.iter().map(|reference| library.shelf(reference)).collect::<Result<_, _>>()?
    };
    let (mut there, mut none) = (Vec::new(), Vec::new());
    for (other, found) in equivalents(room, library, (shelf, position), &others) {
        let Some((at, is_linked)) = found else {
            none.push(other.info().reference());
            continue;
        };
        let mut one = json!(reference(other, at));
        one["found_by"] = json!(if is_linked { "publisher" } else { "name" });
        there.push(one);
    }
    let references: Vec<String> = std::iter::once(shelf).chain(others).map(|shelf| shelf.info().reference()).collect();
    Ok(json!({
        "versions": versions(library, &library.select(&references)?),
        "concept": reference(shelf, position),
        "equivalents": there,
        "none_in": none,
    }))
}

/// The concepts of a taxonomy below another, or its roots.
pub fn children(shelf: &Shelf, above: Option<u32>) -> Vec<u32> {
    match above {
        Some(above) => shelf.outline.bonded(above, Bond::Narrower).collect(),
        None => shelf.outline.roots().to_vec(),
    }
}
