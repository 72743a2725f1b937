//! CASE packages as JSON, versions 1.0 and 1.1.
//!
//! ```json
//! {"CFDocument": {"identifier": "5e3b…", "uri": "https://case.example.org/uri/5e3b…", "title": "Weaving"},
//!  "CFItems": [{"identifier": "71aa…", "uri": "https://case.example.org/uri/71aa…",
//!               "fullStatement": "Set up a **loom**.", "humanCodingScheme": "W.1", "CFItemType": "Skill"}],
//!  "CFAssociations": [{"associationType": "isChildOf", "originNodeURI": {"identifier": "71aa…"},
//!                      "destinationNodeURI": {"identifier": "5e3b…"}}]}
//! ```
//!
//! Several packages in a list, one a line, or the lists that the parts of the interface give are read as well.
//! How the fields map to ours: see `mod.rs`.
//!
//! Reference: <https://purl.imsglobal.org/spec/case/v1p1/schema/json/>.

use serde_json::Value;

use super::{Association, Item, Items, Node};
use crate::error::{Position, Result, Severity};
use crate::fs::SourceFile;
use crate::taxonomy::json_values::{Object, each_value, head, type_name};
use crate::taxonomy::{ReadOptions, TaxonomyBuilder, any, those_of};

pub(in crate::taxonomy) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, is_package)
}

fn is_package(file: &SourceFile) -> Result<bool> {
    let names = ["\"CFDocument\"", "\"CFItems\"", "\"CFPackage", "\"CFAssociations\""];
    Ok(head(file)?.is_some_and(|head| names.iter().any(|name| head.contains(name))))
}

pub(in crate::taxonomy) fn read(
    files: &[SourceFile],
    options: &ReadOptions,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let language = options.language.as_deref().unwrap_or_default().to_lowercase();
    let mut walk = Walk { items: Items::new(builder), language, records: 0 };
    for file in those_of(files, walk.items.builder, is_package)? {
        walk.records = 0;
        each_value(file, |value| walk.value(value, &Position::file(&file.name), ""))?;
    }
    walk.items.finish();
    Ok(())
}

struct Walk<'a> {
    items: Items<'a>,
    language: String,
    records: u64,
}

impl Walk<'_> {
    /// Depth is no concern: the parser refuses more than 128 levels.
    fn value(&mut self, value: &Value, place: &Position, pointer: &str) {
        match value {
            Value::Array(packages) => {
                for (index, package) in packages.iter().enumerate() {
                    self.value(package, place, &format!("{pointer}/{index}"));
                }
            }
            Value::Object(package) if package.contains_key("CFPackages") => {
                self.value(&package["CFPackages"], place, &format!("{pointer}/CFPackages"));
            }
            Value::Object(package) => self.package(package, place, pointer),
            other => {
                let message = format!("{} where a package is expected", type_name(other));
                self.items.builder.report(Severity::Skipped, place.clone().field(pointer), message);
            }
        }
    }

    fn package(&mut self, package: &Object, place: &Position, pointer: &str) {
        let documents = package.get("CFDocument").into_iter().chain(list(package, "CFDocuments"));
        let mut language = self.language.clone();
        for document in documents.filter_map(Value::as_object) {
            self.document(document);
            if let Some(said) = document.get("language").and_then(Value::as_str).filter(|_| language.is_empty()) {
                language = said.to_lowercase();
            }
        }
        for (index, value) in list(package, "CFItems").enumerate() {
            self.records += 1;
            let position = place.clone().record(self.records).field(format!("{pointer}/CFItems/{index}"));
            if let Some(object) = value.as_object() {
                self.items.add(&item(object, &language), &position);
            } else {
                let message = format!("{} where an item is expected", type_name(value));
                self.items.builder.report(Severity::Skipped, position, message);
            }
        }
        for (index, value) in list(package, "CFAssociations").enumerate() {
            let position = place.clone().field(format!("{pointer}/CFAssociations/{index}"));
            let found = value.as_object().and_then(|object| association(object, &position));
            if let Some(association) = found {
                self.items.associations.push(association);
            } else {
                let message = "an association without a type or one of its ends";
                self.items.builder.report(Severity::Skipped, position, message);
            }
        }
    }

    fn document(&mut self, document: &Object) {
        let info = &mut self.items.builder.info;
        let licence = document.get("licenseURI").and_then(Value::as_object);
        let licence = licence.map(|licence| text(licence, "title")).unwrap_or_default();
        let publisher = Some(text(document, "publisher")).filter(|name| !name.is_empty());
        let texts = [
            (&mut info.title, text(document, "title")),
            (&mut info.publisher, publisher.unwrap_or_else(|| text(document, "creator"))),
            (&mut info.version, text(document, "version")),
            (&mut info.source, text(document, "officialSourceURL")),
            (&mut info.licence, licence),
        ];
        for (field, text) in texts.into_iter().filter(|(field, _)| field.is_empty()) {
            *field = text;
        }
        let names = ["uri", "identifier", "CFPackageURI"].map(|name| text(document, name));
        self.items.documents.extend(names.into_iter().filter(|name| !name.is_empty()));
    }
}

fn item(object: &Object, language: &str) -> Item {
    let own = text(object, "language").to_lowercase();
    let mut alternative_labels = texts(object, "alternativeLabel");
    alternative_labels.extend(texts(object, "conceptKeywords"));
    let code = Some(text(object, "humanCodingScheme")).filter(|code| !code.is_empty());
    Item {
        uri: text(object, "uri"),
        identifier: text(object, "identifier"),
        full_statement: text(object, "fullStatement"),
        abbreviated_statement: text(object, "abbreviatedStatement"),
        alternative_labels,
        code: code.unwrap_or_else(|| text(object, "listEnumeration")),
        notes: text(object, "notes"),
        type_name: text(object, "CFItemType"),
        subjects: texts(object, "subject"),
        language: if own.is_empty() { language.to_owned() } else { own },
    }
}

fn association(object: &Object, position: &Position) -> Option<Association> {
    let kind = text(object, "associationType");
    let end = |name: &str| node(object.get(name)?);
    let (origin, destination) = (end("originNodeURI")?, end("destinationNodeURI")?);
    (!kind.is_empty()).then(|| Association { kind, origin, destination, position: position.clone() })
}

/// An end given as an object, or as nothing but an address.
fn node(value: &Value) -> Option<Node> {
    let node = match value {
        Value::String(uri) => Node { uri: uri.trim().to_owned(), ..Node::default() },
        Value::Object(object) => {
            Node { uri: text(object, "uri"), identifier: text(object, "identifier"), title: text(object, "title") }
        }
        _ => return None,
    };
    (!node.uri.is_empty() || !node.identifier.is_empty()).then_some(node)
}

fn list<'a>(object: &'a Object, name: &str) -> impl Iterator<Item = &'a Value> {
    object.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A field that holds a text or a number; empty when it is absent.
fn text(object: &Object, name: &str) -> String {
    match object.get(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A field that holds one text or several.
fn texts(object: &Object, name: &str) -> Vec<String> {
    match object.get(name) {
        Some(Value::String(text)) => text.split(',').map(|part| part.trim().to_owned()).collect(),
        Some(Value::Array(elements)) => {
            elements.iter().filter_map(Value::as_str).map(|text| text.trim().to_owned()).collect()
        }
        _ => Vec::new(),
    }
}
