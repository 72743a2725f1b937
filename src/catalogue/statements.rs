//! What documents say of themselves as statements beside their records: conditions, choices and facets are answered from
//! these, and a record is unpacked only when its text or profile is wanted.
//!
//! Three sorts, told by their first letter: what a document has in a field (`v`, of codes `c`), what it is told apart by
//! (`t`, with what a code stands for), and what stands in another column (`o`, in lower case, and as it is written where
//! that differs). A value that is too long is cut, which its end says: whoever must know the rest reads the record.

use std::borrow::Cow;
use std::rc::Rc;

use super::values::FIELDS;
use crate::coverage::{CUT, FieldValue, Profiled, field_values, listed_value};
use crate::gap::{Field, Statements};

/// What parts a statement.
const PART: char = '\u{1f}';
/// A document that can only be judged by its record.
const UNCLEAR: &str = "u";
/// Fields that nearly every document has a value of its own in, and the other name of a field: not kept.
const LEFT_OUT: [&str; 4] = ["id", "title", "url", "program"];

/// All statements of a document.
pub(super) fn of(profiled: &Profiled) -> Vec<String> {
    let mut statements = Vec::new();
    let mut is_clear = true;
    let mut state = |sort: char, parts: &[&str]| {
        if parts.iter().any(|part| part.contains(PART)) {
            is_clear = false;
        } else {
            let parts = parts.join(&PART.to_string());
            statements.push(format!("{sort}{parts}"));
        }
    };
    for field in kept() {
        for value in field_values(profiled, field) {
            state(if value.code { 'c' } else { 'v' }, &[field, &listed_value(&value.text)]);
        }
    }
    for field in Field::ALL {
        for (value, name) in field.named_values(&profiled.mappings) {
            match name {
                Some(name) => state('t', &[field.as_str(), &value, &name]),
                None => state('t', &[field.as_str(), &value]),
            }
        }
    }
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in &profiled.document.fields {
        let (name, value) = (name.to_lowercase(), listed_value(value.trim()));
        // Of names that differ by case only, conditions see the first.
        if value.is_empty() || is_known(&name) || seen.contains(&name) {
            continue;
        }
        let lower = value.to_lowercase();
        if lower == value {
            state('o', &[&name, &lower]);
        } else {
            state('o', &[&name, &lower, &value]);
        }
        seen.push(name);
    }
    if !is_clear {
        statements.push(UNCLEAR.to_owned());
    }
    statements.sort();
    statements.dedup();
    statements
}

/// Fields whose values are kept.
fn kept() -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().chain(["closes"])
}

/// Whether a field is one that the program knows, and not a column by its name.
fn is_known(field: &str) -> bool {
    kept().any(|known| known == field) || LEFT_OUT.contains(&field)
}

/// How statements begin that say what is in a field which is no code: a column by its name, or a field that is known.
/// Nothing when they are not kept.
pub(super) fn start_of(field: &str) -> Option<String> {
    let sort = if kept().any(|known| known == field) { 'v' } else { 'o' };
    (!LEFT_OUT.contains(&field)).then(|| format!("{sort}{field}{PART}"))
}

/// The value as it is written, of what stands behind the name of another column.
pub(super) fn as_written(value: &str) -> &str {
    value.rsplit(PART).next().unwrap_or(value)
}

/// The same in lower case.
pub(super) fn in_lower_case(value: &str) -> &str {
    value.split(PART).next().unwrap_or(value)
}

/// How statements begin that say what is in a field.
pub(super) fn starts_of_field(field: &str) -> Vec<String> {
    ["v", "c", "t", "o"].iter().map(|sort| format!("{sort}{field}{PART}")).collect()
}

/// How statements begin that decide on conditions on some fields and give every choice.
pub(super) fn starts(fields: &[String]) -> Vec<String> {
    let mut starts: Vec<String> = fields.iter().flat_map(|field| starts_of_field(field)).collect();
    starts.retain(|start| !start.starts_with('t'));
    starts.extend(["t".to_owned(), UNCLEAR.to_owned()]);
    starts
}

/// One statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// What stands in a field or another column.
    Value { field: String, text: String, code: bool },
    /// What a document is told apart by.
    ToldApart { field: Field, value: String, name: Option<String> },
    /// Not all could be stated.
    Unclear,
}

impl Statement {
    /// A statement as it is kept; one that this program does not know makes the document unclear.
    pub fn read(statement: &str) -> Self {
        let mut characters = statement.chars();
        let sort = characters.next();
        let mut parts = characters.as_str().split(PART);
        let (field, value, further) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        match (sort, value, Field::parse(field)) {
            (Some('t'), Some(value), Some(field)) => {
                Self::ToldApart { field, value: value.to_owned(), name: further.map(str::to_owned) }
            }
            (Some('v' | 'c' | 'o'), Some(value), _) => {
                let text = further.unwrap_or(value).to_owned();
                Self::Value { field: field.to_owned(), text, code: sort == Some('c') }
            }
            _ => Self::Unclear,
        }
    }
}

/// What is kept of a document, of the fields that were asked for.
pub(super) struct Stated<'a>(pub &'a [Rc<Statement>]);

impl Statements for Stated<'_> {
    fn values(&self, field: &str) -> Option<Vec<FieldValue<'_>>> {
        if LEFT_OUT.contains(&field) {
            return None;
        }
        let mut values = Vec::new();
        for statement in self.0 {
            match statement.as_ref() {
                Statement::Unclear => return None,
                Statement::Value { field: of, text, code } if of == field => {
                    if text.ends_with(CUT) {
                        return None;
                    }
                    values.push(FieldValue { text: Cow::Borrowed(text), code: *code });
                }
                _ => {}
            }
        }
        Some(values)
    }

    fn told_apart(&self, field: Field) -> Vec<(String, Option<String>)> {
        let one = |statement: &Rc<Statement>| match statement.as_ref() {
            Statement::ToldApart { field: of, value, name } if *of == field => Some((value.clone(), name.clone())),
            _ => None,
        };
        let mut values: Vec<(String, Option<String>)> = self.0.iter().filter_map(one).collect();
        values.sort();
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeSystem, Document};

    fn profiled(columns: &[(&str, &str)]) -> Profiled {
        let mut document = Document::new("c-1", "Welding", ["Weld pipes."]);
        document.details.level = Some(" Certificate ".to_owned());
        let name = Some("Welders".to_owned());
        document.details.occupation_codes =
            vec![Code { system: CodeSystem::OnetSoc, code: "51-4121.06".to_owned(), name }];
        document.fields = columns.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut profiled = Profiled { document, ..Profiled::default() };
        profiled.mappings.fields = profiled.document.details.clone();
        profiled
    }

    fn read(profiled: &Profiled) -> Vec<Rc<Statement>> {
        of(profiled).iter().map(|statement| Rc::new(Statement::read(statement))).collect()
    }

    #[test]
    fn what_is_stated_is_what_the_document_says() {
        let long = "long ".repeat(60);
        let profiled =
            profiled(&[("Shift", "Night"), ("SHIFT", "day"), ("hours", "2"), ("Notes", &long), ("level", "x")]);
        let statements = read(&profiled);
        let stated = Stated(&statements);
        for field in ["level", "occupation", "shift", "hours", "place", "closes", "kind", "colour"] {
            let values = |mut values: Vec<FieldValue<'_>>| {
                values.sort_by(|a, b| a.text.cmp(&b.text));
                values.into_iter().map(|value| (value.text.into_owned(), value.code)).collect::<Vec<_>>()
            };
            let whole = values(field_values(&profiled, field));
            assert_eq!(stated.values(field).map(values), Some(whole), "{field}");
        }
        for field in Field::ALL {
            assert_eq!(stated.told_apart(field), profiled.told_apart(field), "{field}");
        }
        assert_eq!(stated.told_apart(Field::Occupation), [("51-4121".to_owned(), Some("Welders".to_owned()))]);
        for field in ["notes", "id", "title", "url", "program"] {
            assert_eq!(stated.values(field), None, "{field}: its record knows");
        }
    }

    #[test]
    fn a_document_that_cannot_be_stated_is_judged_by_its_record() {
        let statements = read(&profiled(&[("shift", "night\u{1f}day"), ("hours", "2")]));
        assert_eq!(Stated(&statements).values("hours"), None);
        assert_eq!(Statement::read("of a later program"), Statement::Unclear);
    }
}
