//! Formats whose records are JSON objects of a known shape: which shape an object has, and its reader.
//!
//! A shape is told by each object itself and not by the file, so that an array or JSON Lines may hold badges,
//! courses and postings side by side. Order matters in [`SHAPES`]: the most particular comes first. An object of no
//! shape is left to the reader of columns and keys, unless it is of a kind that is known not to be a document.

use std::collections::VecDeque;
use std::io::Read;

use serde_json::Value;

use super::credentials::{clr, ctdl, jwt, learner_record, open_badges_2, open_badges_3};
use super::detection::Input;
use super::drafts::{Draft, Drafts};
use super::graph::{Object, types};
use super::json_values::Values;
use super::postings::{ashby, greenhouse, hr_open, lever, smart_recruiters, usajobs, workday};
use super::{Columns, Format, contexts, schema_org};
use crate::error::{Diagnostics, Error, Position, Result, Severity};

/// How records are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    /// Whether personal data of a holder is wanted.
    pub holder: bool,
}

/// What a record holds, or why nothing of it can be read.
pub(super) type Outcome = std::result::Result<Vec<Draft>, String>;

/// A shape of objects.
pub(super) struct Shape {
    pub format: Format,
    recognises: fn(&Object) -> bool,
    read: fn(&Object, Reading) -> Outcome,
}

/// Every shape, the most particular first.
const SHAPES: &[Shape] = &[
    Shape { format: Format::Clr, recognises: clr::recognises, read: clr::read },
    Shape { format: Format::LearnerRecord, recognises: learner_record::recognises, read: learner_record::read },
    Shape { format: Format::OpenBadges3, recognises: open_badges_3::recognises, read: open_badges_3::read },
    Shape { format: Format::OpenBadges2, recognises: open_badges_2::recognises, read: open_badges_2::read },
    Shape { format: Format::Ctdl, recognises: ctdl::recognises, read: ctdl::read },
    Shape { format: Format::HrOpen, recognises: hr_open::recognises, read: hr_open::read },
    Shape { format: Format::SchemaOrg, recognises: schema_org::recognises, read: schema_org::read },
    Shape { format: Format::UsaJobs, recognises: usajobs::recognises, read: usajobs::read },
    Shape { format: Format::Workday, recognises: workday::recognises, read: workday::read },
    Shape { format: Format::SmartRecruiters, recognises: smart_recruiters::recognises, read: smart_recruiters::read },
    Shape { format: Format::Greenhouse, recognises: greenhouse::recognises, read: greenhouse::read },
    Shape { format: Format::Lever, recognises: lever::recognises, read: lever::read },
    Shape { format: Format::Ashby, recognises: ashby::recognises, read: ashby::read },
];

/// The shape of an object that has the usual names.
pub(super) fn shape_of(object: &Object) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| (shape.recognises)(object))
}

/// The shape that a format is read by.
fn shape_named(format: Format) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.format == format)
}

/// Types of taxonomies and their parts.
const TAXONOMY: &[&str] = &["CompetencyFramework", "Competency", "ConceptScheme", "Concept"];

/// What an object is that holds no document, and what to do with it.
pub(super) fn looks_like(object: &Object) -> Option<&'static str> {
    let named = types(object);
    let has = |key: &str| object.contains_key(key);
    let is = |names: &[&str]| named.iter().any(|name| names.contains(name));
    let graph_is = |names: &[&str]| {
        let nodes = object.get("@graph").and_then(Value::as_array);
        nodes.is_some_and(|nodes| {
            let objects = nodes.iter().filter_map(Value::as_object).take(1_000);
            objects.flat_map(types).any(|name| names.contains(&name))
        })
    };
    if has("CFDocument") || has("CFItems") {
        return Some("a CASE competency package, which is a taxonomy: see skillmap taxonomy add");
    }
    if is(TAXONOMY)
        || graph_is(TAXONOMY)
        || object
            .get("decoded_resource")
            .is_some_and(|inner| inner.as_object().is_some_and(|inner| looks_like(inner).is_some()))
    {
        return Some("a competency framework or concept scheme, which is a taxonomy: see skillmap taxonomy add");
    }
    if is(&["EndorsementCredential", "Endorsement"]) {
        return Some("an endorsement, which says nothing of skills by itself");
    }
    if is(&["Issuer", "Profile", "Organization"]) && !has("badge") {
        return Some("a profile of an issuer; it holds no credential");
    }
    if is(&["RevocationList", "CryptographicKey", "Key", "BitstringStatusListCredential", "StatusList2021Credential"]) {
        return Some("a key or a list of revoked credentials; it holds no credential");
    }
    if is(&["AlignmentObject", "Criteria", "Alignment"]) {
        return Some("a piece of a badge; it holds no credential");
    }
    let schema = object.get("$schema").and_then(Value::as_str).unwrap_or_default();
    if schema.contains("json-schema.org") || has("$schema") && (has("properties") || has("definitions") || has("$defs"))
    {
        return Some("a JSON Schema, which describes documents and is none");
    }
    if (has("openapi") || has("swagger")) && has("paths") {
        return Some("the description of an interface, which is no document");
    }
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    let is_name = any(&["given", "givenName"]) && any(&["family", "familyName"]);
    if is(&["Person"]) || is_name && !any(&["title", "description", "text"]) {
        return Some("the name of a person, which is no document");
    }
    if object.keys().all(|key| key == "@context") && has("@context") {
        return Some("a JSON-LD context, which describes documents and is none");
    }
    if named.contains(&"VerifiableCredential") {
        return Some("a verifiable credential of a kind that is not known");
    }
    let keys: Vec<String> = object.keys().take(1_000).cloned().collect();
    if has("@graph") || (has("@context") && !named.is_empty() && !Columns::are_certain(&keys)) {
        return Some("JSON-LD without a credential, course, programme, occupation or posting");
    }
    None
}

/// What is supported, for messages.
pub(super) const SUPPORTED: &str = "supported are Open Badges 2 and 3, CLR 2, LER-RS, CTDL, schema.org, HR Open and \
     JDX postings, Greenhouse, Lever, Workday, Ashby, SmartRecruiters, USAJOBS, and any list of objects with a title or text";

/// Reads one object by its shape, whatever prefixes and terms its own context defines.
pub(super) fn read_object(object: &Object, reading: Reading) -> Outcome {
    read_usual(&*contexts::applied(object)?, reading)
}

/// The same of an object that has the usual names already.
pub(super) fn read_usual(object: &Object, reading: Reading) -> Outcome {
    // The registry of Credential Engine hands its resources out in envelopes.
    if let Some(inner) = object.get("decoded_resource").and_then(Value::as_object) {
        return read_usual(inner, reading);
    }
    match shape_of(object) {
        Some(shape) => (shape.read)(object, reading),
        None => Err(match looks_like(object) {
            Some(what) => format!("looks like {what}"),
            None => "no credential, course, programme, occupation or posting of a known shape".to_owned(),
        }),
    }
}

/// Reads the payload of a token.
pub(super) fn read_signed(token: &jwt::Token, reading: Reading) -> Outcome {
    let mut drafts = read_object(&token.payload, reading)?;
    for draft in &mut drafts {
        jwt::mark_signed(draft, token);
    }
    Ok(drafts)
}

/// The whole of an input, refused when it is longer than `limit` bytes or cannot be read to its end.
pub(super) fn read_whole(input: Input, name: &str, limit: u64) -> Result<Vec<u8>> {
    let refuse = |message: String| Error::malformed(Position::file(name), message);
    let mut bytes = Vec::new();
    let read = input.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| refuse(format!("cannot be read to its end: {error}")))?;
    if bytes.is_empty() {
        return Err(refuse("the file is empty".to_owned()));
    }
    if bytes.len() as u64 > limit {
        return Err(refuse(format!("longer than {limit} bytes, the most that is read of a file of this format")));
    }
    Ok(bytes)
}

/// Drafts that were read already, one after another.
#[derive(Debug, Default)]
pub(super) struct Finished {
    pub drafts: VecDeque<Draft>,
    pub diagnostics: Diagnostics,
}

impl Finished {
    /// Takes what a record gave.
    pub fn add(&mut self, outcome: Outcome, position: &Position) {
        match outcome {
            Ok(drafts) => {
                for mut draft in drafts {
                    for (pointer, message) in std::mem::take(&mut draft.refused) {
                        self.diagnostics.push(Severity::Skipped, position.clone().field(pointer), message);
                    }
                    draft.position = position.clone();
                    self.drafts.push_back(draft);
                }
            }
            Err(message) => self.diagnostics.push(Severity::Skipped, position.clone(), message),
        }
    }
}

impl Drafts for Finished {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        Ok(self.drafts.pop_front())
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.diagnostics)
    }
}

/// Objects of known shapes, one after another.
pub(super) struct Structured {
    values: Values,
    /// The shape that the user names; each object is looked at when there is none.
    named: Option<&'static Shape>,
    reading: Reading,
    ahead: Option<(Position, Object)>,
    finished: Finished,
}

impl Structured {
    /// The objects of an input, of which the first was read already.
    pub fn new(values: Values, format: Option<Format>, reading: Reading, first: (Position, Object)) -> Self {
        let named = format.and_then(shape_named);
        Self { values, named, reading, ahead: Some(first), finished: Finished::default() }
    }
}

impl Drafts for Structured {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        loop {
            if let Some(draft) = self.finished.drafts.pop_front() {
                return Ok(Some(draft));
            }
            let next = match self.ahead.take() {
                Some(first) => Some(first),
                None => self.values.next_object()?,
            };
            let Some((position, object)) = next else { return Ok(None) };
            let outcome = match self.named {
                Some(shape) => contexts::applied(&object).and_then(|object| (shape.read)(&object, self.reading)),
                None => read_object(&object, self.reading),
            };
            self.finished.add(outcome, &position);
        }
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        let mut diagnostics = std::mem::take(&mut self.values.diagnostics);
        diagnostics.extend(std::mem::take(&mut self.finished.diagnostics));
        diagnostics
    }
}
