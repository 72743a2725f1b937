//! Lever: a posting of a public site; the site's answer is an array of them.
//!
//! ```json
//! [{"id": "a-1", "text": "Welder", "categories": {"location": "Newark", "commitment": "Full-time", "team": "Shop"},
//!   "descriptionPlain": "We build boilers.", "hostedUrl": "https://jobs.example/weld/a-1", "createdAt": 1768435200000,
//!   "lists": [{"text": "Requirements", "content": "<li>Weld pipes</li><li>Read drawings</li>"}],
//!   "additionalPlain": "We offer dental insurance."}]
//! ```
//!
//! `text` is the title. Each of `lists` is a section below its own heading; requirements are there and not in the
//! description. `opening`, `description` and `additional` are taken plain where they come in both forms.
//! Reference: <https://github.com/lever/postings-api>.

use super::super::graph::{Graph, Object};
use super::super::structured::{Outcome, Reading};
use super::{listed, posting};

/// Whether an object is a posting.
pub fn recognises(object: &Object) -> bool {
    let has = |key: &str| object.contains_key(key);
    has("text")
        && (has("lists") || has("hostedUrl"))
        && (has("categories") || has("descriptionPlain") || has("description"))
}

/// The posting.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::default();
    let node = graph.node(object);
    let mut draft = posting(node, &["id"], &["text"]);
    draft.push(&node.first_text(&["openingPlain", "opening"]).unwrap_or_default());
    draft.push(
        &node
            .first_text(&["descriptionBodyPlain", "descriptionBody", "descriptionPlain", "description"])
            .unwrap_or_default(),
    );
    for list in node.nodes("lists") {
        draft.push_under(&list.text("text").unwrap_or_default(), &list.text("content").unwrap_or_default());
    }
    // What is said at the end is about the company nearly always, but not by any rule: its own headings decide.
    draft.push_under("What we offer", &node.first_text(&["additionalPlain", "additional"]).unwrap_or_default());
    if let Some(categories) = node.node("categories") {
        draft.details.place = categories.text("location");
        draft.details.category = categories.text("commitment");
        for name in ["team", "department"] {
            if let Some(value) = categories.text(name) {
                draft.fields.insert(name.to_owned(), value);
            }
        }
    }
    draft.details.place = draft.details.place.take().or_else(|| node.text("country"));
    draft.details.url = node.text("hostedUrl");
    listed(vec![draft])
}
