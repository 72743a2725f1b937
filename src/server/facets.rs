//! Facets: which values the matches have in the fields that people choose by, and how many matches have each.

use std::collections::BTreeMap;

use super::answers;
use crate::coverage::{Comparison, Condition, Filter};
use crate::model::{Match, MatchedDocument};

/// Most values of one facet.
const VALUES: usize = 8;

/// A field with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Name of the field, as conditions have it.
    pub field: &'static str,
    /// Values with the number of matches, the most frequent first.
    pub values: Vec<(String, usize)>,
}

/// What the matches have in a field.
fn values<'a>(field: &str, one: &'a Match) -> Option<std::borrow::Cow<'a, str>> {
    let text = match field {
        "kind" if one.kind.is_unknown() => None,
        "kind" => return answers::value(&one.kind).as_str().map(|name| name.to_owned().into()),
        "level" => one.fields.level.as_deref(),
        "category" => one.fields.category.as_deref(),
        "issuer" => one.fields.issuer.as_deref(),
        _ => one.fields.place.as_deref(),
    };
    text.map(str::trim).filter(|text| !text.is_empty()).map(Into::into)
}

/// The facets of some matches; a field in which all say the same, or nothing, is none, unless it was chosen by.
pub fn of(documents: &[MatchedDocument], filter: &Filter) -> Vec<Facet> {
    let mut facets = Vec::new();
    for field in ["kind", "level", "category", "issuer", "place"] {
        let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for value in documents.iter().flat_map(|document| &document.matches).filter_map(|one| values(field, one)) {
            // Conditions do not tell upper from lower case, so neither do the counts.
            let (_, count) = counts.entry(value.to_lowercase()).or_insert_with(|| (value.into_owned(), 0));
            *count += 1;
        }
        let mut values: Vec<(String, usize)> = counts.into_values().collect();
        values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        values.truncate(VALUES);
        let is_chosen = filter.conditions.iter().any(|condition| condition.field == field);
        if values.len() > 1 || is_chosen && !values.is_empty() {
            facets.push(Facet { field, values });
        }
    }
    facets
}

/// Adds what was chosen to a filter: `field=value` each, of which any of one field will do.
pub fn choose(filter: &mut Filter, chosen: &[String]) {
    let mut fields: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (field, value) in chosen.iter().filter_map(|one| one.split_once('=')) {
        fields.entry(field).or_default().push(value.to_lowercase());
    }
    for (field, values) in fields {
        filter.conditions.push(Condition { field: field.to_owned(), comparison: Comparison::Is, values });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(levels: &[Option<&str>]) -> MatchedDocument {
        let one = |level: Option<&str>| {
            let mut one = Match::default();
            one.fields.level = level.map(str::to_owned);
            one
        };
        MatchedDocument { matches: levels.iter().copied().map(one).collect(), ..MatchedDocument::default() }
    }

    #[test]
    fn values_are_counted_the_most_frequent_first() {
        let documents = [document(&[Some("Bachelor"), Some("Certificate"), None]), document(&[Some("certificate ")])];
        let facets = of(&documents, &Filter::default());
        let values = vec![("Certificate".to_owned(), 2), ("Bachelor".to_owned(), 1)];
        assert_eq!(facets, [Facet { field: "level", values }]);
        assert!(of(&[document(&[Some("x"), Some("X")])], &Filter::default()).is_empty(), "there is nothing to choose");
    }

    #[test]
    fn what_is_chosen_of_one_field_is_one_condition() {
        let mut filter = Filter::parse("place~texas").expect("a filter");
        choose(&mut filter, &["level=A b".to_owned(), "issuer=x=y".to_owned(), "level=c".to_owned()]);
        let conditions: Vec<(&str, &[String])> =
            filter.conditions.iter().map(|one| (one.field.as_str(), one.values.as_slice())).collect();
        assert_eq!(conditions[1], ("issuer", &["x=y".to_owned()][..]));
        assert_eq!(conditions[2], ("level", &["a b".to_owned(), "c".to_owned()][..]));
        assert_eq!(of(&[document(&[Some("c")])], &filter).len(), 1, "what was chosen can be taken back");
    }
}
