//! Data extension: what is known of concepts that have been reconciled, their equivalents in other taxonomies among
//! it, so that a crosswalk is one click away.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::super::api::{form, json as as_json};
use super::super::library::{Library, Shelf};
use super::super::outline::Bond;
use super::super::problem::Problem;
use super::super::service::Service;
use super::super::workers::Room;
use crate::counts::counted;
use crate::model::LabelRole;
use crate::reconciliation;

/// Properties that every concept may have: identifier and name.
const FIXED: [(&str, &str); 11] = [
    ("preferred-label", "preferred label"),
    ("alternative-labels", "alternative labels"),
    ("definition", "definition"),
    ("kind", "kind"),
    ("code", "code"),
    ("taxonomy", "taxonomy"),
    ("broader", "broader"),
    ("narrower", "narrower"),
    ("related", "related"),
    ("needed-by", "needed by"),
    ("links", "links to other vocabularies"),
];
/// What the identifier of an equivalent begins with; the taxonomy follows.
const EQUIVALENT: &str = "equivalent:";
/// Most values of one property.
const VALUES: usize = 50;

/// What is to be known of which concepts.
#[derive(Deserialize)]
pub struct Wanted {
    ids: Vec<String>,
    properties: Vec<WantedProperty>,
}

#[derive(Deserialize)]
struct WantedProperty {
    id: String,
}

/// What is known of them.
pub struct Extended {
    meta: Vec<Value>,
    rows: Vec<(String, Vec<Cell>)>,
}

/// A property with its values.
type Cell = (String, Vec<Value>);

impl Extended {
    /// As 0.2 writes it.
    pub fn stable(self) -> Value {
        let rows = self.rows.into_iter().map(|(id, properties)| {
            let cells: Map<String, Value> =
                properties.into_iter().map(|(property, values)| (property, Value::Array(values))).collect();
            (id, Value::Object(cells))
        });
        json!({ "meta": self.meta, "rows": rows.collect::<Map<_, _>>() })
    }

    /// As the draft of 1.0 writes it.
    pub fn draft(self) -> Value {
        let rows = self.rows.into_iter().map(|(id, properties)| {
            let properties: Vec<Value> =
                properties.into_iter().map(|(id, values)| json!({ "id": id, "values": values })).collect();
            json!({ "id": id, "properties": properties })
        });
        json!({ "meta": self.meta, "rows": rows.collect::<Vec<_>>() })
    }
}

/// Every property that can be had.
fn properties(library: &Library) -> Vec<(String, String)> {
    let fixed = FIXED.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned()));
    let others = library.shelves().iter().map(|shelf| {
        let reference = shelf.info().reference();
        (format!("{EQUIVALENT}{reference}"), format!("equivalent in {}", super::name(shelf)))
    });
    fixed.chain(others).collect()
}

/// Which properties can be had.
pub async fn propose(State(service): State<Arc<Service>>, request: Request) -> Response {
    let fields = form(request.uri().query().unwrap_or_default());
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    let limit = field("limit").and_then(|limit| limit.parse().ok()).unwrap_or(usize::MAX);
    let listed = properties(&service.library());
    let listed: Vec<Value> = listed.iter().take(limit).map(|(id, name)| json!({ "id": id, "name": name })).collect();
    let mut value = json!({ "properties": listed });
    if let Some(wanted) = field("type") {
        value["type"] = json!(wanted);
    }
    as_json(&value).unwrap_or_else(Problem::into_response)
}

/// What is wanted, looked up.
pub async fn extend(service: &Arc<Service>, wanted: Wanted) -> Result<Extended, Problem> {
    if wanted.ids.len() > service.limits.items {
        return Err(Problem::too_large(format!(
            "more than {}",
            counted(service.limits.items, "identifier", "identifiers")
        )));
    }
    let work = service.run(move |library, room| {
        let known = properties(library);
        let mut meta = Vec::new();
        for property in &wanted.properties {
            let (id, name) = known
                .iter()
                .find(|(id, _)| *id == property.id)
                .ok_or_else(|| Problem::bad_request(format!("there is no property {:?}", property.id)))?;
            let mut entry = json!({ "id": id, "name": name });
            if id.starts_with(EQUIVALENT) || matches!(id.as_str(), "broader" | "narrower" | "related" | "needed-by") {
                entry["type"] = json!({ "id": "skill", "name": "skill" });
            }
            meta.push(entry);
        }
        let mut rows = Vec::new();
        for id in wanted.ids {
            let found = library.find(None, &id).ok();
            let cells = wanted.properties.iter().map(|property| {
                let values = found.map_or(Vec::new(), |(shelf, at)| values(library, room, shelf, at, &property.id));
                (property.id.clone(), values)
            });
            let cells = cells.collect();
            rows.push((id, cells));
        }
        Ok(Extended { meta, rows })
    });
    work.await
}

fn values(library: &Library, room: &mut Room, shelf: &Shelf, position: u32, property: &str) -> Vec<Value> {
    let concept = shelf.concept(position);
    let text = |text: &str| json!({ "str": text });
    let entity = |shelf: &Shelf, other: u32| {
        let concept = shelf.concept(other);
        json!({ "id": concept.id, "name": concept.name() })
    };
    let bonded = |bond| shelf.outline.bonded(position, bond).take(VALUES).map(|other| entity(shelf, other)).collect();
    match property {
        "preferred-label" => vec![text(concept.name())],
        "alternative-labels" => {
            let others = concept.labels.iter().filter(|label| label.role == LabelRole::Alternative);
            others.take(VALUES).map(|label| text(&label.text)).collect()
        }
        "definition" => concept.definition().map(text).into_iter().collect(),
        "kind" => vec![text(concept.kind.as_str())],
        "code" => concept.notation.as_deref().map(text).into_iter().collect(),
        "taxonomy" => vec![text(&shelf.info().reference())],
        "broader" => bonded(Bond::Broader),
        "narrower" => bonded(Bond::Narrower),
        "related" => bonded(Bond::Related),
        "needed-by" => bonded(Bond::NeededBy),
        "links" => {
            let targets = concept.links.iter().take(VALUES);
            let shown = |link: &crate::model::Link| {
                if link.target.is_empty() { link.name.clone().unwrap_or_default() } else { link.target.clone() }
            };
            targets.map(|link| text(&shown(link))).collect()
        }
        equivalent => {
            let other = equivalent.strip_prefix(EQUIVALENT).and_then(|reference| library.shelf(reference).ok());
            let Some(other) = other.filter(|other| other.info().name != shelf.info().name) else { return Vec::new() };
            self::equivalent(library, room, (shelf, position), other).map(|at| entity(other, at)).into_iter().collect()
        }
    }
}

/// The concept of another taxonomy that one corresponds to: as the publisher says, else when a name is its name.
pub fn equivalent(library: &Library, room: &mut Room, (shelf, position): (&Shelf, u32), other: &Shelf) -> Option<u32> {
    let concept = shelf.concept(position);
    if let Some(at) = concept.links.iter().find_map(|link| other.outline.position(&link.target)) {
        return Some(at);
    }
    let selection = library.select(&[other.info().reference()]).ok()?;
    let (matcher, scratch) = room.matcher(library, &selection, reconciliation::options(&[concept.kind], 1));
    let context = concept.definition().unwrap_or_default();
    let found = reconciliation::reconcile(&matcher, concept.name(), context, scratch, 1);
    let found = found.into_iter().find(|candidate| candidate.matched)?;
    other.outline.position(&found.concept.concept_id)
}
