//! Facets over a whole catalogue: which values its documents have in the fields that people choose by, and how many
//! documents have each, as the index has counted them already. Other columns are counted by what documents state.
//!
//! A field of codes is told by its codes, and by names only where no document gives a code: most names stand beside a
//! code and would tell the same twice. A code counts for every document that has it or one that begins so, which is what
//! a condition on it would leave.

use serde::Serialize;

use super::values::{FIELDS, term};
use super::{Catalogue, record, statements};
use crate::coverage::{Profiled, field_values};
use crate::error::Result;
use crate::index::documents::{Place, ValueCounts};
use crate::model::Code;

/// Documents that are looked at for how a value is written.
const LOOKED_AT: usize = 25;

/// A field with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// Name of the field, as conditions have it.
    pub field: String,
    /// Values, those of most documents first.
    pub values: Vec<FacetValue>,
    /// How many further values there are.
    pub further: u64,
    /// How many documents say nothing of the field.
    pub without: u64,
}

/// A value with the number of documents that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value, as a document writes it.
    pub value: String,
    /// What a code stands for, as a document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many documents have it.
    pub count: u64,
}

impl Facet {
    /// The same with at most so many values.
    #[must_use]
    pub fn at_most(mut self, most: usize) -> Self {
        self.further += self.values.len().saturating_sub(most) as u64;
        self.values.truncate(most);
        self
    }
}

impl Catalogue {
    /// The facets of all documents: of each field at most so many values.
    pub fn facets(&self, most: usize) -> Result<Vec<Facet>> {
        let documents = self.len()?;
        FIELDS.iter().map(|field| self.of_field(field, most, documents)).collect()
    }

    /// The facet of one field or another column, by its name; nothing for fields that tell documents from each other,
    /// of which no count is kept.
    pub fn facet(&self, name: &str, most: usize) -> Result<Option<Facet>> {
        let field = match name.to_lowercase() {
            other if other == "program" => "programme".to_owned(),
            field => field,
        };
        let documents = self.len()?;
        if FIELDS.contains(&field.as_str()) {
            return Ok(Some(self.of_field(&field, most, documents)?));
        }
        let Some(start) = statements::start_of(&field) else { return Ok(None) };
        let counts = self.index.statement_counts(&start, most, statements::in_lower_case)?;
        let value = |(value, count): (String, u64)| {
            let value = statements::as_written(&value).to_owned();
            FacetValue { value, name: None, count }
        };
        let values = counts.values.into_iter().map(value).collect();
        let without = documents.saturating_sub(counts.documents);
        Ok(Some(Facet { field, values, further: counts.further, without }))
    }

    fn of_field(&self, field: &str, most: usize, documents: u64) -> Result<Facet> {
        let counts = self.counts(field, most)?;
        let value = |(value, count): &(String, u64)| {
            let (value, name) = self.written(field, value)?;
            Ok(FacetValue { value, name, count: *count })
        };
        let values = counts.values.iter().map(value).collect::<Result<Vec<FacetValue>>>()?;
        let without = documents.saturating_sub(counts.documents);
        Ok(Facet { field: field.to_owned(), values, further: counts.further, without })
    }

    fn counts(&self, field: &str, most: usize) -> Result<ValueCounts> {
        let start = term(field, "");
        if !is_of_codes(field) {
            return self.index.value_counts(&start, false, most, |_| true);
        }
        let is_code = |value: &str| value.starts_with(|first: char| first.is_ascii_digit());
        let codes = self.index.value_counts(&start, true, most, is_code)?;
        if codes.values.is_empty() { self.index.value_counts(&start, true, most, |_| true) } else { Ok(codes) }
    }

    /// A value as one of the documents writes it, with what it stands for when it is a code and one of them says that.
    fn written(&self, field: &str, value: &str) -> Result<(String, Option<String>)> {
        let wanted = term(field, value);
        let mut written: Option<String> = None;
        for address in self.index.first(Place::Values, &wanted, LOOKED_AT)? {
            let profiled = record::decode(&self.index.content(address)?)?.0;
            let mut values = field_values(&profiled, field).into_iter();
            let found = values.find(|found| term(field, &found.text) == wanted);
            let name = name_of(&profiled, field, &wanted);
            written = written.or_else(|| found.map(|found| found.text.trim().to_owned()));
            if let (Some(written), true) = (&written, name.is_some() || !is_of_codes(field)) {
                return Ok((written.clone(), name));
            }
        }
        Ok((written.unwrap_or_else(|| value.to_owned()), None))
    }
}

fn codes<'a>(profiled: &'a Profiled, field: &str) -> &'a [Code] {
    let details = &profiled.document.details;
    match field {
        "occupation" => &details.occupation_codes,
        "industry" => &details.industry_codes,
        "programme" => &details.programme_codes,
        _ => &[],
    }
}

fn is_of_codes(field: &str) -> bool {
    matches!(field, "occupation" | "industry" | "programme")
}

fn name_of(profiled: &Profiled, field: &str, wanted: &str) -> Option<String> {
    let mut codes = codes(profiled, field).iter();
    let code = codes.find(|code| term(field, &code.code) == wanted && code.name.is_some())?;
    code.name.clone()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue::of_table;
    use crate::index::Index;
    use crate::taxonomy::bundled;
    use crate::vectors::default_space;

    const COURSES: &str = "id,course name,description,provider,soc code,level\n\
        a,Welding I,Weld steel.,North College,51-4121,certificate\n\
        b,Nursing,Measure vital signs.,South,29-1141.03,Bachelor\n\
        c,Data,Write Python.,north college,15-2051,\n\
        d,Welding II,Weld pipes.,South,51-4121.06 Welders,certificate\n\
        e,Care,Measure vital signs.,North College,29-1141,certificate\n";

    fn catalogue(folder: &Path, table: &'static str) -> Catalogue {
        let index = Index::build(bundled::taxonomy().expect("there").value, default_space()).expect("an index");
        of_table(folder, &index, table)
    }

    fn told<'a>(facets: &'a [Facet], field: &str) -> (Vec<(&'a str, u64)>, u64, u64) {
        let facet = facets.iter().find(|facet| facet.field == field).expect("every field");
        (facet.values.iter().map(|one| (one.value.as_str(), one.count)).collect(), facet.further, facet.without)
    }

    #[test]
    fn values_are_counted_over_all_documents_as_a_condition_would_find_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let catalogue = catalogue(folder.path(), COURSES);
        let facets = catalogue.facets(10).expect("counted");
        assert_eq!(told(&facets, "issuer"), (vec![("North College", 3), ("South", 2)], 0, 0));
        assert_eq!(told(&facets, "level"), (vec![("certificate", 3), ("Bachelor", 1)], 0, 1));
        assert_eq!(told(&facets, "industry"), (vec![], 0, 5));
        // 29-1141 stands alone in one document and begins the code of another; 51-412 stands nowhere alone.
        let occupations = [("29-1141", 2), ("51-4121", 2), ("15-2051", 1), ("29-1141.03", 1), ("51-4121.06", 1)];
        assert_eq!(told(&facets, "occupation"), (occupations.to_vec(), 0, 0));
        let named = facets.iter().find(|facet| facet.field == "occupation").expect("every field");
        assert_eq!(named.values[4].name.as_deref(), Some("Welders"));
        assert_eq!(named.values[0].name, None);
    }

    #[test]
    fn few_are_listed_the_others_told_and_what_was_removed_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let facets = catalogue(folder.path(), COURSES).facets(2).expect("counted");
        assert_eq!(told(&facets, "occupation"), (vec![("29-1141", 2), ("51-4121", 2)], 3, 0));
        let one = facets.into_iter().find(|facet| facet.field == "occupation").expect("every field").at_most(1);
        assert_eq!((one.values.len(), one.further), (1, 4));
        let later = "id,course name,description,provider,soc code,level\n\
            a,Welding I,Weld steel.,North College,51-4121,certificate\n\
            b,Nursing,Measure vital signs.,South,,Bachelor\n";
        let facets = catalogue(folder.path(), later).facets(10).expect("counted");
        assert_eq!(told(&facets, "occupation"), (vec![("51-4121", 1)], 0, 1));
        assert_eq!(told(&facets, "level"), (vec![("Bachelor", 1), ("certificate", 1)], 0, 0));
    }

    #[test]
    fn other_columns_are_counted_by_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(catalogue(folder.path(), "id,title,text,Shift,Hours\na,X,Weld steel.,night,1\nx,Y,Weld.,late,\n"));
        let long = "the long way round ".repeat(20);
        let table = format!(
            "id,title,text,Shift,Hours\na,X,Weld steel.,Night,1\nb,Y,Weld.,night ,2\nc,Z,Weld.,NIGHT,2\n\
             d,Z,Weld.,Night,2\ne,Z,Weld.,day,3\nf,Z,Weld.,,{long}\n"
        );
        let catalogue = catalogue(folder.path(), Box::leak(table.into_boxed_str()));
        let facet = |name: &str, most| catalogue.facet(name, most).expect("counted");
        let shift = [facet("SHIFT", 5).expect("a column")];
        assert_eq!(told(&shift, "shift"), (vec![("Night", 4), ("day", 1)], 0, 1), "what was removed is gone");
        let hours = [facet("hours", 2).expect("a column")];
        assert_eq!(told(&hours, "hours"), (vec![("2", 3), ("1", 1)], 2, 0));
        let all = facet("hours", 9).expect("a column");
        assert!(all.values.iter().any(|one| one.value.starts_with("the long") && one.value.len() < 210), "{all:?}");
        let nobody = [facet("colour", 5).expect("a column")];
        assert_eq!(told(&nobody, "colour"), (vec![], 0, 6));
        assert_eq!(facet("title", 5), None, "titles tell documents from each other");
        assert_eq!(facet("program", 5).map(|facet| facet.field).as_deref(), Some("programme"));
    }

    #[test]
    fn names_are_counted_where_no_document_gives_a_code() {
        let folder = tempfile::tempdir().expect("a folder");
        let table = "id,title,description,industry\na,X,Weld steel.,Metal\nb,Y,Weld.,Metals\nc,Z,Weld.,metal\n";
        let facets = catalogue(folder.path(), table).facets(10).expect("counted");
        assert_eq!(told(&facets, "industry"), (vec![("Metal", 2), ("Metals", 1)], 0, 0));
    }
}
