//! Conditions on the fields of documents: `issuer="Acme College" level~bachelor published>=2025-01-01`.
//!
//! All conditions must hold. A field that a document does not have fulfils none but `!=`. Codes are compared by how
//! they begin, since `15-12` means every occupation below it.

use std::borrow::Cow;

use super::Profiled;
use crate::error::{Error, Result};
use crate::model::{Code, DocumentKind};

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Is the same, but for case; of a code: begins so.
    Is,
    /// Is not the same.
    IsNot,
    /// Holds the words.
    Holds,
    /// Is at least so much or so late.
    AtLeast,
    /// Is at most so much or so late.
    AtMost,
}

impl Comparison {
    const ALL: [(&'static str, Self); 5] =
        [("!=", Self::IsNot), (">=", Self::AtLeast), ("<=", Self::AtMost), ("~", Self::Holds), ("=", Self::Is)];
}

/// One condition; any of its values will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Name of the field, in lower case.
    pub field: String,
    /// How it is compared.
    pub comparison: Comparison,
    /// Values, in lower case; those that a bar separates.
    pub values: Vec<String>,
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The conditions.
    pub conditions: Vec<Condition>,
}

impl Filter {
    /// Reads conditions as a person writes them: separated by blanks, values with blanks in quotation marks.
    pub fn parse(text: &str) -> Result<Self> {
        let mut conditions = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (condition, after) = condition(rest)?;
            conditions.push(condition);
            rest = after.trim_start();
        }
        Ok(Self { conditions })
    }

    /// Whether every document passes.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether a document fulfils every condition.
    pub fn accepts(&self, profiled: &Profiled) -> bool {
        self.conditions.iter().all(|condition| condition.holds(profiled))
    }
}

/// The first condition of a text, and what follows it.
fn condition(text: &str) -> Result<(Condition, &str)> {
    let refuse = || {
        Error::request(format!("{text:?} is no condition")).with_hint(
            "write FIELD=VALUE, such as level=bachelor, issuer=\"Acme College\", published>=2025-01-01 or title~weld",
        )
    };
    let at = text.find(['=', '~', '!', '<', '>']).ok_or_else(refuse)?;
    let field = text[..at].trim().to_lowercase();
    let (sign, comparison) =
        Comparison::ALL.into_iter().find(|(sign, _)| text[at..].starts_with(sign)).ok_or_else(refuse)?;
    if field.is_empty() || field.contains(char::is_whitespace) {
        return Err(refuse());
    }
    let value = text[at + sign.len()..].trim_start();
    let (value, rest) = match value.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or_else(refuse)?,
        None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
    };
    let values: Vec<String> = value.split('|').map(|value| value.trim().to_lowercase()).collect();
    Ok((Condition { field, comparison, values }, rest))
}

impl Condition {
    /// Whether a document fulfils it.
    pub fn holds(&self, profiled: &Profiled) -> bool {
        self.holds_for(&field_values(profiled, &self.field))
    }

    /// Whether what a document has in the field fulfils it.
    pub fn holds_for(&self, found: &[FieldValue<'_>]) -> bool {
        if self.comparison == Comparison::IsNot {
            let same = Self { comparison: Comparison::Is, ..self.clone() };
            return !same.holds_for(found);
        }
        found.iter().any(|found| {
            let text = found.text.to_lowercase();
            self.values.iter().any(|wanted| match self.comparison {
                Comparison::Is | Comparison::IsNot => text == *wanted || found.code && begins(&text, wanted),
                Comparison::Holds => text.contains(wanted.as_str()),
                Comparison::AtLeast => order(&text, wanted).is_ge(),
                Comparison::AtMost => order(&text, wanted).is_le() || text.starts_with(wanted.as_str()),
            })
        })
    }
}

fn begins(code: &str, wanted: &str) -> bool {
    !wanted.is_empty() && code.starts_with(wanted)
}

/// Numbers by size, everything else, dates among it, letter by letter.
fn order(found: &str, wanted: &str) -> std::cmp::Ordering {
    match (found.parse::<f64>(), wanted.parse::<f64>()) {
        (Ok(found), Ok(wanted)) => found.total_cmp(&wanted),
        _ => found.cmp(wanted),
    }
}

/// One value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldValue<'a> {
    /// The value as given.
    pub text: Cow<'a, str>,
    /// Whether it is a code, which is told by how it begins.
    pub code: bool,
}

/// What a document has in a field: what is known of it, else the column of that name. Blanks around a value are none
/// of it, and a blank value is none.
pub fn field_values<'a>(profiled: &'a Profiled, field: &str) -> Vec<FieldValue<'a>> {
    let (document, details) = (&profiled.document, &profiled.document.details);
    let plain = |text: &'a str| FieldValue { text: Cow::Borrowed(text.trim()), code: false };
    let one = |text: &'a Option<String>| text.iter().map(|text| plain(text)).collect();
    let codes = |codes: &'a [Code]| -> Vec<FieldValue<'a>> {
        let values = |code: &'a Code| {
            let number = FieldValue { text: Cow::Borrowed(code.code.trim()), code: true };
            std::iter::once(number).chain(code.name.iter().map(|name| plain(name)))
        };
        codes.iter().flat_map(values).collect()
    };
    let mut known = match field {
        "id" => vec![plain(&document.id)],
        "title" => vec![plain(&document.title)],
        "kind" if document.kind == DocumentKind::Unknown => Vec::new(),
        "kind" => vec![FieldValue { text: Cow::Owned(kind_name(document.kind)), code: false }],
        "issuer" => one(&details.issuer),
        "category" => one(&details.category),
        "level" => one(&details.level),
        "place" => one(&details.place),
        "published" => one(&details.published),
        "closes" => one(&details.closes),
        "language" => one(&details.language),
        "url" => one(&details.url),
        "occupation" => codes(&details.occupation_codes),
        "industry" => codes(&details.industry_codes),
        "programme" | "program" => codes(&details.programme_codes),
        _ => Vec::new(),
    };
    known.retain(|value| !value.text.is_empty());
    if known.is_empty() {
        let column = document.fields.iter().find(|(name, _)| name.to_lowercase() == field);
        known.extend(column.map(|(_, value)| plain(value)).filter(|value| !value.text.is_empty()));
    }
    known
}

/// The name of a kind, as in output.
fn kind_name(kind: DocumentKind) -> String {
    let name = serde_json::to_value(kind).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CodeSystem, Document};

    fn course() -> Profiled {
        let mut document = Document::new("c-1", "Welding I", ["Weld pipes."]);
        document.kind = DocumentKind::Course;
        document.details.issuer = Some("Acme College".to_owned());
        document.details.published = Some("2025-03-01".to_owned());
        document.details.occupation_codes =
            vec![crate::model::Code { system: CodeSystem::Soc, code: "51-4121".to_owned(), name: None }];
        document.fields.insert("Credits".to_owned(), "12".to_owned());
        Profiled { document, ..Profiled::default() }
    }

    #[test]
    fn conditions_hold_or_not_by_field_and_comparison() {
        for (text, holds) in [
            ("", true),
            ("issuer=\"acme college\" kind=course", true),
            ("issuer=acme", false),
            ("issuer~acme", true),
            ("issuer!=acme", true),
            ("kind=posting|course", true),
            ("occupation=51-4", true),
            ("occupation=15", false),
            ("published>=2025-01-01 published<=2025-12", true),
            ("published<=2025-03", true),
            ("published>=2026", false),
            ("credits>=9", true),
            ("credits<=9", false),
            ("level=bachelor", false),
            ("level!=bachelor", true),
        ] {
            assert_eq!(Filter::parse(text).expect(text).accepts(&course()), holds, "{text}");
        }
    }

    #[test]
    fn what_is_no_condition_is_refused_with_an_example() {
        for text in ["issuer", "=acme", "issuer!acme", "a b=c", "issuer=\"acme"] {
            let error = Filter::parse(text).expect_err(text);
            assert!(error.hint().is_some_and(|hint| hint.contains("level=bachelor")), "{text}");
        }
    }
}
