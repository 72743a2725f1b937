//! Which documents count: the conditions that are laid on both sides.
//!
//! A side of which no document says a field cannot be narrowed by it and counts whole, as it does where documents are
//! told apart. Documents come one at a time and are not kept, so whether a side says a field is known when the first
//! document does. Until then all of them count, and from then on none of those before: each was silent on the field.
//! Whoever counts is told to begin the side again, which is exact and needs no second reading.

use super::field::Field;
use super::{Side, side_index};
use crate::coverage::{Comparison, Condition, Filter, Profiled, field_values};

/// Conditions, and which side is known to say their fields.
#[derive(Debug)]
pub(super) struct Narrowing {
    conditions: Vec<(Condition, [bool; 2])>,
}

/// What the conditions say of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Fields of conditions that no document of its side had before.
    pub new_fields: Vec<String>,
    /// Fields of the conditions that it does not fulfil.
    failed: Vec<String>,
}

impl Verdict {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.failed.is_empty()
    }

    /// Whether it would count if nothing were asked of one field.
    pub fn counts_but_for(&self, field: Field) -> bool {
        self.failed.iter().all(|failed| failed == field.as_str())
    }
}

impl Narrowing {
    pub fn new(filter: &Filter) -> Self {
        Self { conditions: filter.conditions.iter().map(|condition| (condition.clone(), [false; 2])).collect() }
    }

    /// Holds a document against the conditions.
    pub fn judge(&mut self, side: Side, profiled: &Profiled) -> Verdict {
        let mut verdict = Verdict::default();
        for (condition, known) in &mut self.conditions {
            if !applies(&condition.field, side) {
                continue;
            }
            let known = &mut known[side_index(side)];
            if !*known && has(profiled, &condition.field) {
                *known = true;
                if !verdict.new_fields.contains(&condition.field) {
                    verdict.new_fields.push(condition.field.clone());
                }
            }
            // Whoever is silent is not what was excluded, so that condition needs nobody to say the field.
            if (*known || condition.comparison == Comparison::IsNot) && !holds(condition, profiled) {
                verdict.failed.push(condition.field.clone());
            }
        }
        verdict
    }

    /// The fields of conditions that no document of a side has, so that the side was not narrowed by them.
    pub fn unsaid(&self) -> Vec<(String, Side)> {
        let mut found: Vec<(String, Side)> = Vec::new();
        for (condition, known) in &self.conditions {
            for side in [Side::Demand, Side::Supply] {
                let one = (condition.field.clone(), side);
                if !known[side_index(side)] && condition.comparison != Comparison::IsNot && !found.contains(&one) {
                    found.push(one);
                }
            }
        }
        found
    }
}

/// Whether documents of a side are narrowed by a field: an employer is no issuer.
fn applies(field: &str, side: Side) -> bool {
    Field::parse(field).is_none_or(|field| field.applies_to(side))
}

fn has(profiled: &Profiled, field: &str) -> bool {
    let told_apart = Field::parse(field).is_some_and(|field| !field.values(&profiled.mappings).is_empty());
    told_apart || !field_values(profiled, field).is_empty()
}

/// Whether a condition holds. A value may also be given as it is told apart by, since that is how it is shown.
fn holds(condition: &Condition, profiled: &Profiled) -> bool {
    let shown = Field::parse(&condition.field).is_some_and(|field| {
        let values = field.values(&profiled.mappings);
        values.iter().any(|value| condition.values.contains(&value.to_lowercase()))
    });
    match condition.comparison {
        Comparison::Is => shown || condition.holds(profiled),
        Comparison::IsNot => !shown && condition.holds(profiled),
        _ => condition.holds(profiled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, CodeSystem, Document, DocumentMappings};

    fn posting(industry: &str, place: &str) -> Profiled {
        let mut document = Document::new("p", "Welder", ["Weld."]);
        if !industry.is_empty() {
            let name = Some(industry.to_owned());
            document.details.industry_codes.push(Code { system: CodeSystem::Other, code: String::new(), name });
        }
        document.details.place = (!place.is_empty()).then(|| place.to_owned());
        let mappings = DocumentMappings { fields: document.details.clone(), ..DocumentMappings::default() };
        Profiled { document, mappings }
    }

    fn narrowing(conditions: &str) -> Narrowing {
        Narrowing::new(&Filter::parse(conditions).expect("conditions"))
    }

    #[test]
    fn silent_documents_count_until_one_of_their_side_speaks() {
        let mut narrowing = narrowing("industry=metal");
        assert_eq!(narrowing.judge(Side::Demand, &posting("", "Waco")), Verdict::default());
        let metal = narrowing.judge(Side::Demand, &posting("Metal", ""));
        assert!(metal.counts() && metal.new_fields == ["industry"], "{metal:?}");
        assert!(!narrowing.judge(Side::Demand, &posting("Office", "")).counts());
        assert!(!narrowing.judge(Side::Demand, &posting("", "")).counts(), "by now silence is a no");
        assert!(narrowing.judge(Side::Supply, &posting("", "")).counts(), "the other side has not spoken");
        assert_eq!(narrowing.unsaid(), [("industry".to_owned(), Side::Supply)]);
    }

    #[test]
    fn values_are_met_as_they_are_shown_and_one_field_can_be_looked_past() {
        let mut narrowing = narrowing("industry=\"heavy metal\" place!=waco");
        let verdict = narrowing.judge(Side::Demand, &posting("Heavy  Metal", "Waco"));
        assert!(!verdict.counts() && verdict.counts_but_for(Field::Place) && !verdict.counts_but_for(Field::Industry));
        assert!(narrowing.judge(Side::Demand, &posting("heavy metal", "")).counts());
        assert!(!narrowing.judge(Side::Supply, &posting("", "Waco")).counts(), "what is excluded is out on both sides");
    }

    #[test]
    fn an_employer_is_no_issuer() {
        let mut narrowing = narrowing("issuer=north");
        let mut posting = posting("", "");
        posting.document.details.issuer = Some("Ironway".to_owned());
        posting.mappings.fields = posting.document.details.clone();
        assert!(narrowing.judge(Side::Demand, &posting).counts());
        assert!(!narrowing.judge(Side::Supply, &posting).counts());
    }
}
