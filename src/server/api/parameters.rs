//! Parameters of an operation: read by the same table that documents them, so that a misspelt one is told instead
//! of being passed over.

use crate::matching::{DEFAULT_FLOOR, MatchOptions};
use crate::model::ConceptKind;

use super::super::problem::Problem;

/// What values a parameter has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Values with commas between them.
    List,
    /// A whole number, not negative.
    Count,
    /// A number from 0 to 1.
    Share,
    /// `true` or `false`.
    Flag,
}

/// A parameter as it is documented.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What values it has.
    pub kind: Kind,
    /// Whether it must be there.
    pub required: bool,
    /// What it says.
    pub says: &'static str,
}

/// The parameters of a request.
#[derive(Debug, Default)]
pub struct Parameters {
    given: Vec<(String, String)>,
}

impl Parameters {
    /// Reads the parameters of path and query; one that the table does not have is refused.
    pub fn read(
        table: &'static [&'static [Parameter]],
        path: impl Iterator<Item = (String, String)>,
        query: &str,
    ) -> Result<Self, Problem> {
        let mut given: Vec<(String, String)> = path.collect();
        let in_path = given.len();
        given.extend(form(query));
        for (name, _) in &given[in_path..] {
            if !table.iter().copied().flatten().any(|known| known.name == name) {
                let known: Vec<&str> = table.iter().copied().flatten().map(|one| one.name).collect();
                return Err(Problem::bad_request(format!("there is no parameter {name:?}"))
                    .hint(format!("there are: {}", known.join(", "))));
            }
        }
        let parameters = Self { given };
        for required in table.iter().copied().flatten().filter(|one| one.required) {
            parameters.required(required.name)?;
        }
        Ok(parameters)
    }

    /// A value, when it is there and not blank.
    pub fn text(&self, name: &str) -> Option<&str> {
        let value = self.given.iter().find(|(given, _)| given == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// A value that must be there.
    pub fn required(&self, name: &str) -> Result<&str, Problem> {
        self.text(name).ok_or_else(|| Problem::bad_request(format!("the parameter {name:?} is missing")))
    }

    /// Values with commas between them, also from several parameters of the name.
    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.given.iter().filter(|(given, _)| given == name).flat_map(|(_, value)| value.split(','));
        values.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect()
    }

    /// A whole number.
    pub fn count(&self, name: &str, most: usize) -> Result<Option<usize>, Problem> {
        let Some(value) = self.text(name) else { return Ok(None) };
        match value.parse() {
            Ok(count) if count <= most => Ok(Some(count)),
            _ => Err(Problem::bad_request(format!("{name} is a whole number up to {most}, not {value:?}"))),
        }
    }

    /// A number from 0 to 1.
    pub fn share(&self, name: &str) -> Result<Option<f32>, Problem> {
        let Some(value) = self.text(name) else { return Ok(None) };
        let share = value.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.map(Some).ok_or_else(|| Problem::bad_request(format!("{name} is a number from 0 to 1, not {value:?}")))
    }

    /// `true` or `false`; absent it is false.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => Err(Problem::bad_request(format!("{name} is true or false, not {other:?}"))),
        }
    }

    /// Kinds of concepts.
    pub fn kinds(&self) -> Result<Vec<ConceptKind>, Problem> {
        let kind = |name: &String| {
            ConceptKind::parse(name).ok_or_else(|| {
                let known: Vec<&str> = ConceptKind::ALL.iter().map(|kind| kind.as_str()).collect();
                Problem::bad_request(format!("no kind {name:?}")).hint(format!("kinds: {}", known.join(", ")))
            })
        };
        self.list("kind").iter().map(kind).collect()
    }

    /// How to map.
    pub fn match_options(&self) -> Result<MatchOptions, Problem> {
        Ok(MatchOptions {
            top: self.count("top", 1000)?,
            min_confidence: self.share("min_confidence")?.unwrap_or(DEFAULT_FLOOR),
            kinds: self.kinds()?,
            explain: self.flag("explain")?,
        })
    }
}

/// The pairs of a form or a query.
pub fn form(text: &str) -> Vec<(String, String)> {
    let decoded =
        |part: &str| percent_encoding::percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[&[Parameter]] = &[
        &[Parameter { name: "q", kind: Kind::Text, required: true, says: "words" }],
        &[Parameter { name: "top", kind: Kind::Count, required: false, says: "how many" }],
    ];

    #[test]
    fn values_are_decoded_and_strangers_refused() {
        let none = || std::iter::empty();
        let read = Parameters::read(TABLE, none(), "q=drawing+blood%21&top=3").expect("both are known");
        assert_eq!(read.text("q"), Some("drawing blood!"));
        assert_eq!(read.count("top", 10).expect("a number"), Some(3));
        assert!(read.count("top", 2).is_err());
        for (query, said) in [("q=x&tops=3", "tops"), ("top=3", "\"q\" is missing"), ("q=+", "\"q\" is missing")] {
            let problem = Parameters::read(TABLE, none(), query).expect_err(query);
            assert!(problem.detail.contains(said), "{query}: {}", problem.detail);
        }
    }
}
