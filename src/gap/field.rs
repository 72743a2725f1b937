//! The fields by which documents are told apart, and the values that a document has of one.
//!
//! Industry, place and occupation are said of postings and of credentials, so both sides are told apart by them.
//! The issuer and the kind of a credential are nothing that a posting shares: with these only the credentials
//! are told apart, and each part is held against the whole demand.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Side;
use crate::model::{Code, CodeSystem, DocumentKind, DocumentMappings};

/// What a document that has no value is counted under.
pub(super) const NOT_STATED: &str = "(not stated)";

/// A field by which documents are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Industry, by code and name.
    Industry,
    /// Place, as given.
    Place,
    /// Occupation, by the six digits of the SOC or another code.
    Occupation,
    /// Who issues the credential.
    Issuer,
    /// What sort of credential it is.
    Kind,
}

impl Field {
    /// Every field, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Industry, Self::Place, Self::Occupation, Self::Issuer, Self::Kind];

    /// The name used in options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Industry => "industry",
            Self::Place => "place",
            Self::Occupation => "occupation",
            Self::Issuer => "issuer",
            Self::Kind => "kind",
        }
    }

    /// The field of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// Whether documents of a side are told apart by it.
    pub(super) fn applies_to(self, side: Side) -> bool {
        side == Side::Supply || !matches!(self, Self::Issuer | Self::Kind)
    }

    /// The values that a document has; none when it says nothing.
    pub(super) fn values(self, document: &DocumentMappings) -> Vec<String> {
        self.named_values(document).into_iter().map(|(value, _)| value).collect()
    }

    /// The same, with what each code stands for where the document says that.
    pub fn named_values(self, document: &DocumentMappings) -> Vec<(String, Option<String>)> {
        let fields = &document.fields;
        let plain = |value: String| (value, None);
        let mut values: Vec<(String, Option<String>)> = match self {
            Self::Industry => fields.industry_codes.iter().map(|code| (named(code), name_of(code))).collect(),
            Self::Occupation => fields.occupation_codes.iter().map(|code| (occupation(code), name_of(code))).collect(),
            Self::Place => fields.place.iter().cloned().map(plain).collect(),
            Self::Issuer => {
                let by_trust = || document.trust.as_ref()?.issuer.as_ref()?.name.clone();
                fields.issuer.clone().or_else(by_trust).into_iter().map(plain).collect()
            }
            Self::Kind => {
                let named = (document.kind != DocumentKind::Unknown).then(|| kind_name(document.kind).to_owned());
                fields.category.clone().or(named).into_iter().map(plain).collect()
            }
        };
        for (value, _) in &mut values {
            *value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        values.retain(|(value, _)| !value.is_empty());
        // Of a value that stands there twice, the one with a name stays.
        values.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.is_some().cmp(&a.1.is_some())));
        values.dedup_by(|a, b| a.0 == b.0);
        values
    }
}

impl fmt::Display for Field {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

fn kind_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Credential => "credential",
        DocumentKind::Course => "course",
        DocumentKind::Programme => "programme",
        DocumentKind::Assessment => "assessment",
        DocumentKind::Posting => "posting",
        DocumentKind::Occupation => "occupation",
        DocumentKind::LearnerRecord => "learner record",
        DocumentKind::Unknown => "",
    }
}

/// A code, or its name where only that was given. The name stays out where there is a code, since the same code
/// comes with one name, another or none.
fn named(code: &Code) -> String {
    match (code.code.as_str(), &code.name) {
        ("", Some(name)) => name.clone(),
        (digits, _) => digits.to_owned(),
    }
}

/// What a code stands for, when the document gives both.
fn name_of(code: &Code) -> Option<String> {
    code.name.clone().filter(|_| !code.code.is_empty())
}

/// The eight digits of O*NET lie below the six of the SOC, which is what most sources give.
fn occupation(code: &Code) -> String {
    match code.system {
        CodeSystem::OnetSoc => code.code.split('.').next().unwrap_or_default().to_owned(),
        _ => named(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(system: CodeSystem, code: &str, name: Option<&str>) -> Code {
        Code { system, code: code.to_owned(), name: name.map(str::to_owned) }
    }

    #[test]
    fn values_of_one_thing_are_one() {
        let mut document = DocumentMappings::default();
        document.fields.occupation_codes = vec![
            code(CodeSystem::Soc, "29-1141", None),
            code(CodeSystem::OnetSoc, "29-1141.00", Some("Registered Nurses")),
        ];
        document.fields.industry_codes = vec![code(CodeSystem::Other, "", Some("Health  care"))];
        assert_eq!(Field::Occupation.values(&document), ["29-1141"]);
        let named = [("29-1141".to_owned(), Some("Registered Nurses".to_owned()))];
        assert_eq!(Field::Occupation.named_values(&document), named);
        assert_eq!(Field::Industry.values(&document), ["Health care"]);
        assert!(Field::Place.values(&document).is_empty());
        document.kind = DocumentKind::Course;
        assert_eq!(Field::Kind.values(&document), ["course"]);
    }

    #[test]
    fn names_find_their_field_and_postings_have_no_issuer_to_share() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.as_str()), Some(field));
        }
        assert_eq!(Field::parse("colour"), None);
        assert!(!Field::Issuer.applies_to(Side::Demand) && Field::Issuer.applies_to(Side::Supply));
        assert!(Field::Place.applies_to(Side::Demand));
    }
}
