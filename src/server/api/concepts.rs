//! Taxonomies, their concepts, and search for them.

use axum::response::Response;
use serde_json::json;

use super::super::answers;
use super::super::catalogues::MOST_VALUES;
use super::super::holders;
use super::super::library::Library;
use super::super::problem::Problem;
use super::super::workers::Room;
use super::{Call, json as as_json};

/// Most results of one search.
const MOST: usize = 1000;

/// Concepts for a few words.
pub async fn search(call: Call) -> Result<Response, Problem> {
    let parameters = &call.parameters;
    let words = parameters.required("q")?.to_owned();
    let top = parameters.count("top", MOST)?.unwrap_or(10);
    let options = answers::search_options(top, parameters.kinds()?, parameters.flag("explain")?);
    let taxonomies = parameters.list("taxonomy");
    let body = call.service.run(move |library, room| {
        let selection = library.select(&taxonomies)?;
        let results = answers::search(library, room, &selection, &words, options);
        Ok(answers::found(library, &selection, &words, &results))
    });
    as_json(&body.await?)
}

/// One concept.
pub async fn concept(call: Call) -> Result<Response, Problem> {
    let id = call.parameters.required("id")?.to_owned();
    let taxonomies = call.parameters.list("taxonomy");
    let body =
        call.service.run(move |library, _| answers::concept(library, (taxonomies.first().map(String::as_str), &id)));
    as_json(&body.await?)
}

/// Every taxonomy.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn taxonomies(call: Call) -> Result<Response, Problem> {
    as_json(&answers::taxonomies(&call.service.library()))
}

/// Every catalogue.
#[expect(clippy::unused_async, reason = "every handler is asynchronous")]
pub async fn catalogues(call: Call) -> Result<Response, Problem> {
    as_json(&answers::catalogues(&call.service.library()))
}

/// One catalogue, with the values of its documents' fields.
pub async fn catalogue(call: Call) -> Result<Response, Problem> {
    let name = call.parameters.required("catalogue")?.to_owned();
    let top = call.parameters.count("top", MOST_VALUES)?.unwrap_or(20);
    let body = call.service.run(move |library, _| answers::catalogue_fields(library, &name, top));
    as_json(&body.await?)
}

/// The documents of catalogues that speak of a concept.
pub async fn documents(call: Call) -> Result<Response, Problem> {
    let parameters = &call.parameters;
    let id = parameters.required("id")?.to_owned();
    let (taxonomies, names) = (parameters.list("taxonomy"), parameters.list("catalogue"));
    let top = parameters.count("top", MOST)?.unwrap_or(10);
    let body = call.service.run(move |library, _| {
        let (shelf, position) = library.find(taxonomies.first().map(String::as_str), &id)?;
        let catalogues = holders::named(library, &names)?;
        let selection = library.select(&[shelf.info().reference()])?;
        Ok(json!({
            "versions": answers::versions(library, &selection),
            "concept": answers::reference(shelf, position),
            "catalogues": holders::of(&catalogues, &answers::reference(shelf, position), top)?,
        }))
    });
    as_json(&body.await?)
}

/// What one concept is called in the other taxonomies.
pub async fn crosswalk(call: Call) -> Result<Response, Problem> {
    let parameters = &call.parameters;
    let (taxonomy, id) = (parameters.required("taxonomy")?.to_owned(), parameters.required("id")?.to_owned());
    let to = parameters.list("to");
    let work = move |library: &Library, room: &mut Room| {
        answers::crosswalk(library, room, (Some(taxonomy.as_str()), id.as_str()), &to)
    };
    let body = call.service.run(work);
    as_json(&body.await?)
}
