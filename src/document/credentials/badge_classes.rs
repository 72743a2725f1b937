//! Badge classes among the inputs of a run, for hosted assertions that name theirs only by its address.
//!
//! Nothing is fetched. A folder that somebody saved has the class beside the assertion, in any order, so the inputs are
//! looked through once more, and only when the first such assertion comes up.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::contexts;
use super::super::detection::Input;
use super::super::drafts::Draft;
use super::super::graph::{Graph, Object, types};
use super::super::json_values::Values;
use super::open_badges_2;
use crate::fs::SourceFile;

/// Most classes that are kept, and most bytes of them.
const MOST_CLASSES: usize = 100_000;
const MOST_BYTES: usize = 128 << 20;
/// Extensions of files that may hold a class.
const EXTENSIONS: [&str; 5] = ["json", "jsonl", "ndjson", "jsonld", ""];

/// The badge classes of some inputs, looked for when they are first asked for.
#[derive(Debug, Default)]
pub struct BadgeClasses {
    sources: Vec<SourceFile>,
    found: Option<HashMap<String, Object>>,
}

impl BadgeClasses {
    /// Those of the inputs; standard input cannot be read twice and is left out.
    pub fn among(sources: &[SourceFile]) -> Self {
        let readable =
            |source: &&SourceFile| !source.is_standard_input() && EXTENSIONS.contains(&source.extension().as_str());
        Self { sources: sources.iter().filter(readable).cloned().collect(), found: None }
    }

    /// Writes what the class at an address says into a draft; whether there is one.
    pub fn complete(&mut self, draft: &mut Draft, address: &str) -> bool {
        let sources = &self.sources;
        let found = self.found.get_or_insert_with(|| look_for(sources));
        let Some(class) = found.get(address) else { return false };
        let graph = Graph::of(class);
        open_badges_2::describe(draft, graph.node(class));
        true
    }
}

fn look_for(sources: &[SourceFile]) -> HashMap<String, Object> {
    let (mut found, mut bytes) = (HashMap::new(), 0);
    for source in sources {
        // What is wrong with an input is told when its turn comes to be read.
        let Ok(input) = Input::open(source) else { continue };
        let mut values = Values::new(input, &source.name);
        while let Ok(Some((_, object))) = values.next_object() {
            let Ok(object) = contexts::applied(&object).map(Cow::into_owned) else { continue };
            let id = object.get("id").or_else(|| object.get("@id")).and_then(serde_json::Value::as_str);
            let Some(id) = id.map(str::to_owned).filter(|_| types(&object).contains(&"BadgeClass")) else { continue };
            bytes += serde_json::to_string(&object).map_or(MOST_BYTES, |text| text.len());
            if found.len() >= MOST_CLASSES || bytes > MOST_BYTES {
                return found;
            }
            found.entry(id).or_insert(object);
        }
    }
    found
}
