//! JSON Lines and JSON arrays: exports of applicant tracking systems, course catalogues, annotated corpora.
//!
//! ```json
//! {"id": "7", "title": "Welder", "description": "<p>Cut metal.</p>", "skills": ["welding", "grinding"]}
//! {"idx": 1, "source": "tech", "tokens": ["Cut", "metal", "."]}
//! ```
//!
//! Keys are found by the same names as columns. A list of single words is a tokenised sentence and is joined by
//! blanks, any other list by line breaks; a list under a key such as `skills` stays a list. The keys of the first
//! records are looked at together, since an exporter leaves out what is empty; a key that comes up later is
//! taken into account from there on.
//! Reference: RFC 8259 and <https://jsonlines.org>.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::detection::Input;
use super::drafts::{Draft, Drafts};
use super::fields::{Role, field_names, unwrap_formula};
use super::graph::Object;
use super::json_values::Values;
use super::structured::{self, Reading, Structured};
use super::{Columns, Format, ReadOptions, contexts, frameworks};
use crate::error::{Diagnostics, Error, Position, Result};
use crate::model::PartKind;

/// How many records are looked at before the keys are chosen.
const SAMPLE: usize = 100;
/// Keys beyond so many are left aside when they are chosen; a file that has them uses keys as data.
const MOST_KEYS: usize = 1_000;
/// Keys whose value stands for the object that has it, the best first.
const SPEAKING_KEYS: [&str; 8] = ["name", "label", "title", "value", "@value", "text", "content", "description"];

/// The objects of an input as drafts.
pub(super) struct Objects {
    values: Values,
    name: String,
    options: ReadOptions,
    keys: Vec<String>,
    places: HashMap<String, usize>,
    names: Vec<String>,
    columns: Columns,
    sample: VecDeque<(Position, Object)>,
    /// What ended the input while the sample was read; told after the sample.
    failure: Option<Error>,
}

/// Opens JSON whose objects are told by looking: those of a known shape, or else records with keys like columns.
pub(super) fn open(input: Input, name: &str, options: &ReadOptions) -> Result<Box<dyn Drafts>> {
    let head = input.head().to_vec();
    let wants_records = options.names_columns();
    let mut values = Values::new(input, name);
    let first = values.next_object();
    // A taxonomy in one object may be longer than is read of documents, and is told all the same.
    if first.is_err() && !wants_records {
        frameworks::refuse_json(name, &head, None)?;
    }
    let Some((position, object)) = first? else {
        return Ok(Box::new(Objects::open(values, None, name, options)?));
    };
    if !wants_records {
        // A context that cannot be meant is told where the object is read.
        let is_known = match contexts::applied(&object) {
            Ok(usual) if structured::shape_of(resource(&usual)).is_some() => true,
            Ok(usual) => {
                frameworks::refuse_json(name, &head, Some(&usual))?;
                if let Some(what) = structured::looks_like(&usual) {
                    let message = format!("looks like {what}");
                    return Err(Error::malformed(position, message).with_hint(structured::SUPPORTED));
                }
                false
            }
            Err(_) => true,
        };
        if is_known {
            let reading = Reading { holder: options.holder };
            return Ok(Box::new(Structured::new(values, None, reading, (position, object))));
        }
    }
    let objects = Objects::open(values, Some((position, object)), name, options);
    Ok(Box::new(objects.map_err(|error| match error.hint() {
        Some(hint) => {
            let advice = format!("{hint}; {}", structured::SUPPORTED);
            error.with_hint(advice)
        }
        None => error,
    })?))
}

/// The format of the first object, when it is of a known shape.
pub(super) fn shape_of_first(input: Input, name: &str) -> Option<Format> {
    let (_, object) = Values::new(input, name).next_object().ok()??;
    let usual = contexts::applied(&object).ok()?;
    structured::shape_of(resource(&usual)).map(|shape| shape.format)
}

/// The resource itself, when it comes in an envelope of the registry.
fn resource(object: &Object) -> &Object {
    object.get("decoded_resource").and_then(Value::as_object).unwrap_or(object)
}

/// Opens JSON whose objects are all of a shape that the user names.
pub(super) fn open_as(input: Input, name: &str, format: Format, reading: Reading) -> Result<Box<dyn Drafts>> {
    let mut values = Values::new(input, name);
    let Some(first) = values.next_object()? else {
        return Err(Error::malformed(Position::file(name), "holds no JSON object"));
    };
    Ok(Box::new(Structured::new(values, Some(format), reading, first)))
}

impl Objects {
    /// The objects of an input, of which the first may have been read already.
    fn open(values: Values, first: Option<(Position, Object)>, name: &str, options: &ReadOptions) -> Result<Self> {
        let mut objects = Self {
            values,
            name: name.to_owned(),
            options: options.clone(),
            keys: Vec::new(),
            places: HashMap::new(),
            names: Vec::new(),
            columns: Columns::default(),
            sample: VecDeque::new(),
            failure: None,
        };
        if let Some((position, object)) = first {
            objects.learn_keys(&object);
            objects.sample.push_back((position, object));
        }
        objects.read_sample()?;
        Ok(objects)
    }

    fn read_sample(&mut self) -> Result<()> {
        let mut bytes = 0;
        // A sample of long records would fill the memory; one of them says enough.
        while self.sample.len() < SAMPLE && bytes < 1 << 22 {
            match self.values.next_object() {
                Ok(Some((position, object))) => {
                    bytes += object.values().map(length).sum::<usize>();
                    self.learn_keys(&object);
                    self.sample.push_back((position, object));
                }
                Ok(None) => break,
                Err(error) if self.sample.is_empty() => return Err(error),
                Err(error) => {
                    self.failure = Some(error);
                    break;
                }
            }
        }
        if self.sample.is_empty() {
            return match self.values.diagnostics.kept().first() {
                Some(first) => {
                    Err(Error::malformed(first.position.clone(), format!("holds no JSON object: {}", first.message)))
                }
                None => Ok(()),
            };
        }
        self.columns = Columns::choose(&self.name, &self.keys, &self.options)?;
        self.names = field_names(&self.keys);
        Ok(())
    }

    /// Whether the object has keys that were not met before.
    fn learn_keys(&mut self, object: &Object) -> bool {
        let known = self.keys.len();
        for key in object.keys() {
            if self.keys.len() < MOST_KEYS && !self.places.contains_key(key) {
                self.places.insert(key.clone(), self.keys.len());
                self.keys.push(key.clone());
            }
        }
        self.keys.len() > known
    }

    fn draft(&self, position: Position, object: &Object) -> Draft {
        let cell = |column: usize, role: Role| match object.get(&self.keys[column]) {
            Some(value) => text_of(value, role),
            None => Cow::Borrowed(""),
        };
        let mut draft = self.columns.draft(&self.names, position, cell);
        if self.keys.len() >= MOST_KEYS {
            for (key, value) in object.iter().filter(|(key, _)| !self.places.contains_key(*key)) {
                let text = text_of(value, Role::Field);
                if !text.trim().is_empty() {
                    draft.fields.insert(key.clone(), text.trim().to_owned());
                }
            }
        }
        draft
    }
}

impl Drafts for Objects {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        if let Some((position, object)) = self.sample.pop_front() {
            return Ok(Some(self.draft(position, &object)));
        }
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let Some((position, object)) = self.values.next_object()? else { return Ok(None) };
        if self.learn_keys(&object) {
            self.columns = Columns::choose(&self.name, &self.keys, &self.options)?;
            self.names = field_names(&self.keys);
        }
        Ok(Some(self.draft(position, &object)))
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.values.diagnostics)
    }
}

/// About how many bytes a value takes.
fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(length).sum(),
        Value::Object(object) => object.values().map(length).sum(),
        _ => 8,
    }
}

fn text_of(value: &Value, role: Role) -> Cow<'_, str> {
    match (value, role) {
        (Value::Null, _) => Cow::Borrowed(""),
        (Value::String(text), _) => Cow::Borrowed(unwrap_formula(text)),
        (Value::Bool(_) | Value::Number(_), _) | (Value::Object(_), Role::Field) => Cow::Owned(value.to_string()),
        (Value::Object(object), _) => words_of(object),
        (Value::Array(values), Role::Name) => values.first().map_or(Cow::Borrowed(""), |first| text_of(first, role)),
        (Value::Array(values), Role::Text(kind)) => Cow::Owned(join_texts(values, kind)),
        (Value::Array(values), Role::Field) => {
            let is_flat = values.iter().all(|value| !value.is_array() && !value.is_object());
            if is_flat {
                let texts: Vec<Cow<'_, str>> = values.iter().map(|value| text_of(value, role)).collect();
                Cow::Owned(texts.join("; "))
            } else {
                Cow::Owned(value.to_string())
            }
        }
    }
}

fn join_texts(values: &[Value], kind: PartKind) -> String {
    let texts: Vec<Cow<'_, str>> =
        values.iter().map(|value| text_of(value, Role::Text(kind))).filter(|text| !text.trim().is_empty()).collect();
    let is_tokens = kind == PartKind::Body
        && values.iter().all(|value| value.as_str().is_some_and(|word| !word.trim().contains(char::is_whitespace)));
    texts.join(if is_tokens { " " } else { "\n" })
}

/// What an object says: the text under its name, that of a language, or every text in it.
fn words_of(object: &Object) -> Cow<'_, str> {
    let spoken = SPEAKING_KEYS.iter().find_map(|key| object.get(*key)).filter(|value| !value.is_null());
    if let Some(value) = spoken {
        return text_of(value, Role::Name);
    }
    // A language map, as in JSON-LD: English when there is English.
    let english = object.iter().find(|(key, _)| *key == "en" || key.starts_with("en-"));
    if let Some((_, value)) = english {
        return text_of(value, Role::Text(PartKind::Skills));
    }
    let texts = object.iter().filter(|(key, _)| !key.starts_with('@'));
    let texts = texts.filter(|(_, value)| !value.is_boolean() && !value.is_number());
    let texts: Vec<Cow<'_, str>> = texts.map(|(_, value)| text_of(value, Role::Text(PartKind::Skills))).collect();
    Cow::Owned(texts.join("\n").trim().to_owned())
}
