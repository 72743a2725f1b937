//! JSON-LD as it is really published, read by the names of its keys: prefixes, language maps, one value or many,
//! nodes in place or by reference.
//!
//! No context is ever fetched; one that a document brings along was applied before (`contexts.rs`). `ceterms:name`, `https://purl.org/ctdl/terms/name` and `name` are the
//! same key to a reader, because contexts are missing, wrong or out of reach far more often than two vocabularies
//! use one name for different things in one node. References are resolved within the document; whoever follows
//! them from node to node uses [`Walk`], which ends in circles and in depths that no real document has.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// Most nodes of one document that can be referred to.
const MOST_NODES: usize = 1 << 20;
/// Most texts or nodes that one key gives.
const MOST_VALUES: usize = 10_000;
/// Deepest chain of references that is followed.
const DEEPEST_WALK: usize = 32;
/// Most nodes that one walk visits: far more than a credential takes, and few enough that a graph in which all is
/// linked to all is read in time.
pub(super) const LONGEST_WALK: usize = 400;

/// The nodes of a document by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Graph<'a> {
    nodes: HashMap<&'a str, &'a Object>,
}

impl<'a> Graph<'a> {
    /// Takes every object that has an identifier and says something beside it; the one that says most counts.
    pub fn of(root: &'a Object) -> Self {
        let mut nodes: HashMap<&'a str, &'a Object> = HashMap::new();
        let mut waiting: Vec<&'a Value> = Vec::new();
        let mut take = |object: &'a Object, waiting: &mut Vec<&'a Value>| {
            if let Some(id) = identifier(object)
                && object.len() > 1
                && nodes.len() < MOST_NODES
            {
                let known = nodes.entry(id).or_insert(object);
                if known.len() < object.len() {
                    *known = object;
                }
            }
            waiting.extend(object.iter().filter(|(key, _)| *key != "@context").map(|(_, value)| value));
        };
        take(root, &mut waiting);
        while let Some(value) = waiting.pop() {
            match value {
                Value::Object(object) => take(object, &mut waiting),
                Value::Array(values) => waiting.extend(values.iter()),
                _ => {}
            }
        }
        Self { nodes }
    }

    /// An object as a node of this graph.
    pub fn node(&'a self, object: &'a Object) -> Node<'a> {
        Node { object, graph: self }
    }

    fn find(&'a self, id: &str) -> Option<Node<'a>> {
        self.nodes.get(id).map(|object| self.node(object))
    }
}

/// An object within its graph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    pub object: &'a Object,
    graph: &'a Graph<'a>,
}

/// What a key holds: a node, or a word that is none.
#[derive(Debug, Clone)]
pub(super) enum Target<'a> {
    Node(Node<'a>),
    Text(String),
}

impl<'a> Node<'a> {
    /// The value under a key, whatever its prefix; nulls count as absent.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        let exact = self.object.get(name).filter(|value| !value.is_null());
        exact.or_else(|| {
            let found = self.object.iter().find(|(key, value)| !value.is_null() && local_name(key) == name);
            found.map(|(_, value)| value)
        })
    }

    /// The identifier.
    pub fn id(&self) -> Option<&'a str> {
        identifier(self.object)
    }

    /// The names of its types, without prefixes.
    pub fn types(&self) -> Vec<&'a str> {
        types(self.object)
    }

    /// Whether it is of one of these types.
    pub fn is_a(&self, names: &[&str]) -> bool {
        self.types().iter().any(|name| names.contains(name))
    }

    /// The first text under a key that is not blank.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name).and_then(text_of).filter(|text| !text.trim().is_empty())
    }

    /// The first text under any of several keys.
    pub fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// Every text under a key.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.each(name).into_iter().filter_map(text_of);
        texts.filter(|text| !text.trim().is_empty()).collect()
    }

    /// The nodes under a key, references resolved.
    pub fn nodes(&self, name: &str) -> Vec<Node<'a>> {
        self.each(name).into_iter().filter_map(|value| self.resolve(value)).collect()
    }

    /// The first node under a key.
    pub fn node(&self, name: &str) -> Option<Node<'a>> {
        self.nodes(name).into_iter().next()
    }

    /// Everything under a key: nodes where there are any, else the words.
    pub fn targets(&self, name: &str) -> Vec<Target<'a>> {
        let target = |value: &'a Value| match self.resolve(value) {
            Some(node) if !is_literal(node.object) => Some(Target::Node(node)),
            _ => text_of(value).filter(|text| !text.trim().is_empty()).map(Target::Text),
        };
        self.each(name).into_iter().filter_map(target).collect()
    }

    /// How many values a key holds.
    pub fn count(&self, name: &str) -> usize {
        self.value(name).map_or(0, |value| value.as_array().map_or(1, Vec::len))
    }

    fn each(&self, name: &str) -> Vec<&'a Value> {
        match self.value(name) {
            Some(Value::Array(values)) => values.iter().take(MOST_VALUES).collect(),
            Some(value) => match value.get("@list").or_else(|| value.get("@set")) {
                Some(Value::Array(values)) => values.iter().take(MOST_VALUES).collect(),
                _ => vec![value],
            },
            None => Vec::new(),
        }
    }

    fn resolve(&self, value: &'a Value) -> Option<Node<'a>> {
        match value {
            Value::Object(object) if object.len() == 1 => match identifier(object) {
                Some(id) => Some(self.graph.find(id).unwrap_or(Node { object, graph: self.graph })),
                None => Some(Node { object, graph: self.graph }),
            },
            Value::Object(object) => Some(Node { object, graph: self.graph }),
            Value::String(id) => self.graph.find(id),
            _ => None,
        }
    }
}

/// Follows nodes to nodes, each once and none too deep.
#[derive(Debug, Default)]
pub(super) struct Walk<'a> {
    seen: HashSet<usize>,
    /// Whether there was more than is visited.
    pub is_cut: bool,
    waiting: Vec<(usize, Node<'a>)>,
}

impl<'a> Walk<'a> {
    /// A walk that begins at a node.
    pub fn from(node: Node<'a>) -> Self {
        let mut walk = Self::default();
        walk.add(0, node);
        walk
    }

    fn add(&mut self, depth: usize, node: Node<'a>) {
        // Two objects are the same node when they are the same piece of memory: identifiers may be missing.
        let address = std::ptr::from_ref(node.object) as usize;
        if self.seen.contains(&address) {
            return;
        }
        if depth > DEEPEST_WALK || self.seen.len() >= LONGEST_WALK {
            self.is_cut = true;
            return;
        }
        self.seen.insert(address);
        self.waiting.push((depth, node));
    }

    /// The next node with its depth; `next` names the keys that are followed from it.
    pub fn step(&mut self, next: impl Fn(Node<'a>) -> Vec<Node<'a>>) -> Option<Node<'a>> {
        let (depth, node) = self.waiting.pop()?;
        for below in next(node).into_iter().rev() {
            self.add(depth + 1, below);
        }
        Some(node)
    }
}

/// A key or type without its prefix or namespace.
pub(super) fn local_name(key: &str) -> &str {
    key.rsplit(['/', '#', ':']).next().unwrap_or(key)
}

/// The names of an object's types, without prefixes.
pub(super) fn types(object: &Object) -> Vec<&str> {
    match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::String(name)) => vec![local_name(name)],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).take(100).map(local_name).collect(),
        _ => Vec::new(),
    }
}

/// The identifier of an object.
pub(super) fn identifier(object: &Object) -> Option<&str> {
    let id = object.get("@id").or_else(|| object.get("id"))?.as_str()?;
    (!id.trim().is_empty()).then(|| id.trim())
}

/// A value of a language or type rather than a thing.
fn is_literal(object: &Object) -> bool {
    object.contains_key("@value") || (!object.is_empty() && object.iter().all(|(key, value)| is_language(key, value)))
}

fn is_language(key: &str, value: &Value) -> bool {
    let mut pieces = key.split('-');
    let is_code =
        |piece: &str| (2..=8).contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let begins = pieces.next().is_some_and(|piece| (2..=3).contains(&piece.len()) && is_code(piece));
    let holds_text = value.is_string() || value.as_array().is_some_and(|values| values.iter().all(Value::is_string));
    // Short keys of JSON that no language is called by in practice.
    begins && pieces.all(is_code) && holds_text && !["id", "url", "tag", "key", "code"].contains(&key)
}

/// The words of a value: a text, a number, the English of a language map, the name of an object.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null => None,
        Value::Array(values) => {
            let texts = values.iter().take(MOST_VALUES).filter(|value| !value.is_array()).filter_map(text_of);
            let texts: Vec<String> = texts.collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        }
        Value::Object(object) => {
            if let Some(value) = object.get("@value") {
                return value.as_str().map(str::to_owned);
            }
            if is_literal(object) {
                let english = object.iter().find(|(key, _)| *key == "en" || key.starts_with("en-"));
                return english.or_else(|| object.iter().next()).and_then(|(_, value)| text_of(value));
            }
            let named = ["name", "label", "prefLabel", "value", "narrative", "text"];
            let graph = Graph::default();
            let node = Node { object, graph: &graph };
            named.iter().find_map(|name| match node.value(name) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Object(inner)) if is_literal(inner) => text_of(&Value::Object(inner.clone())),
                _ => None,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> &Object {
        value.as_object().expect("an object")
    }

    #[test]
    fn keys_are_found_with_and_without_prefix_and_texts_in_every_form() {
        let value = json!({
            "ceterms:name": {"fr": "Soudure", "en-US": "Welding"}, "https://schema.org/alternateName": ["A", {"@value": "B"}],
            "level": {"name": "Level 4"}, "empty": null, "schema:empty": "x", "hours": 12
        });
        let graph = Graph::of(object(&value));
        let node = graph.node(object(&value));
        assert_eq!(node.text("name").as_deref(), Some("Welding"));
        assert_eq!(node.texts("alternateName"), ["A", "B"]);
        assert_eq!(node.text("level").as_deref(), Some("Level 4"));
        assert_eq!((node.text("empty").as_deref(), node.text("hours").as_deref()), (Some("x"), Some("12")));
        assert!(matches!(&node.targets("name")[..], [Target::Text(text)] if text == "Welding"));
    }

    #[test]
    fn references_are_resolved_and_circles_end() {
        let value = json!({"@graph": [
            {"@id": "a", "next": {"@id": "b"}, "name": "A"}, {"@id": "b", "next": ["a", "c", "missing"], "name": "B"},
            {"@id": "c", "name": "C"}
        ]});
        let graph = Graph::of(object(&value));
        let start = graph.find("a").expect("it is there");
        let mut walk = Walk::from(start);
        let mut names = Vec::new();
        while let Some(node) = walk.step(|node| node.nodes("next")) {
            names.push(node.text("name").expect("a name"));
        }
        assert_eq!(names, ["A", "B", "C"]);
    }

    #[test]
    fn a_chain_without_end_is_left() {
        let nodes: Vec<Value> =
            (0..1_000).map(|at| json!({"@id": format!("n{at}"), "next": format!("n{}", at + 1)})).collect();
        let value = json!({"@graph": nodes});
        let graph = Graph::of(object(&value));
        let mut walk = Walk::from(graph.find("n0").expect("it is there"));
        let mut steps = 0;
        while walk.step(|node| node.nodes("next")).is_some() {
            steps += 1;
        }
        assert_eq!((steps, walk.is_cut), (DEEPEST_WALK + 1, true));
    }
}
