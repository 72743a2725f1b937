//! O*NET's software and tools: one concept for each distinct name, however many occupations use it.
//!
//! O*NET gives them no identifier, so the name is it: the address of its page at onetonline.org.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::occupations;
use super::product_names::{common_words, other_names};
use super::tables::{EXAMPLE, OCCUPATION, value};
use crate::delimited::TableReader;
use crate::error::{Position, Result, Severity};
use crate::model::{Concept, ConceptKind, LabelRole, RelationKind};
use crate::taxonomy::TaxonomyBuilder;

/// What stands in a query as it is (RFC 3986, unreserved).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn id_of(example: &str) -> String {
    format!("https://www.onetonline.org/search/tech/example?e={}", utf8_percent_encode(example, ESCAPED))
}

/// What the rows of one name say together.
struct Product {
    example: String,
    position: Position,
    /// Headings, with how many rows have each.
    headings: HashMap<String, u32>,
    is_hot: bool,
    /// Occupations, with whether it is in demand there.
    occupations: BTreeMap<String, (bool, Position)>,
}

impl Product {
    fn categories(&self) -> Vec<String> {
        let mut headings: Vec<(&String, &u32)> = self.headings.iter().collect();
        // A product is filed under several headings by mistake at times: the most frequent comes first.
        headings.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let in_demand = self.occupations.values().any(|(in_demand, _)| *in_demand);
        let marks = [(self.is_hot, "Hot Technology"), (in_demand, "In Demand")];
        let marks = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| mark.to_owned());
        headings.into_iter().map(|(heading, _)| heading.clone()).chain(marks).collect()
    }
}

/// Reads a table of software or of tools, of either layout.
pub(super) fn read(
    table: &mut TableReader,
    kind: ConceptKind,
    language: &str,
    has_occupations: bool,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let products = collect(table, builder)?;
    let common = common_words(products.iter().map(|product| product.example.as_str()));
    for product in &products {
        let id = id_of(&product.example);
        let categories = product.categories();
        if let Some(known) = builder.get_mut(&id) {
            // The same name in another table: one concept, of the kind that was read first.
            for category in categories {
                if !known.categories.contains(&category) {
                    known.categories.push(category);
                }
            }
        } else {
            let mut concept = Concept::new(&id, kind);
            concept.add_label(&product.example, LabelRole::Preferred, language);
            if kind == ConceptKind::Software {
                for name in other_names(&product.example, &common) {
                    concept.add_label(&name, LabelRole::Alternative, language);
                }
            }
            concept.categories = categories;
            builder.add(concept, &product.position);
        }
        for (occupation, (in_demand, position)) in product.occupations.iter().filter(|_| has_occupations) {
            let relation = if *in_demand { RelationKind::Essential } else { RelationKind::Optional };
            builder.relate(&occupations::id_of(occupation), relation, &id, None, position);
        }
    }
    Ok(())
}

/// The products in the order of their first rows.
fn collect(table: &mut TableReader, builder: &mut TaxonomyBuilder) -> Result<Vec<Product>> {
    let (code, example) = (table.require(OCCUPATION)?, table.require(EXAMPLE)?);
    let heading = table.column(&["Commodity Title", "Element Name"]);
    let (hot, in_demand) = (table.column(&["Hot Technology"]), table.column(&["In Demand"]));
    let mut products: Vec<Product> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let example = value(&record, Some(example));
        if example.is_empty() {
            builder.report(Severity::Skipped, position, "a row without the name of a product");
            continue;
        }
        let place = *known.entry(example.to_owned()).or_insert_with(|| {
            products.push(Product {
                example: example.to_owned(),
                position: position.clone(),
                headings: HashMap::new(),
                is_hot: false,
                occupations: BTreeMap::new(),
            });
            products.len() - 1
        });
        let product = &mut products[place];
        let heading = value(&record, heading);
        if !heading.is_empty() {
            *product.headings.entry(heading.to_owned()).or_default() += 1;
        }
        product.is_hot |= is_yes(record.get_optional(hot));
        let wanted = is_yes(record.get_optional(in_demand));
        product.occupations.entry(record.get(code).to_owned()).or_insert((false, position)).0 |= wanted;
    }
    Ok(products)
}

fn is_yes(cell: &str) -> bool {
    matches!(cell, "Y" | "y" | "Yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_query() {
        assert_eq!(id_of("C++ & .NET"), "https://www.onetonline.org/search/tech/example?e=C%2B%2B%20%26%20.NET");
    }
}
