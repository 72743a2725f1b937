//! Which documents count: the conditions that are laid on both sides.
//!
//! A side of which no document says a field cannot be narrowed by it and counts whole, as it does where documents are
//! told apart. Documents come one at a time and are not kept, so whether a side says a field is known when the first
//! document does. Until then all of them count, and from then on none of those before: each was silent on the field.
//! Whoever counts is told to begin the side again, which is exact and needs no second reading.

use super::field::Field;
use super::statements::Statements;
use super::{Side, side_index};
use crate::coverage::{Comparison, Condition, FieldValue, Filter};

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

    /// Whether it would not count whatever one field were not asked for, and so not for anything.
    fn counts_for_no_field(&self) -> bool {
        !Field::ALL.into_iter().any(|field| self.counts_but_for(field))
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

    /// The fields by which documents of a side are narrowed.
    pub fn fields(&self, side: Side) -> Vec<&str> {
        let mut fields: Vec<&str> = self.conditions_on(side).map(|condition| condition.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// Takes notice that some document of a side says a field; whether that is news.
    pub fn learn(&mut self, side: Side, field: &str) -> bool {
        let mut is_new = false;
        let conditions = self.conditions.iter_mut().filter(|(one, _)| applies(&one.field, side) && one.field == field);
        for (_, known) in conditions {
            is_new |= !std::mem::replace(&mut known[side_index(side)], true);
        }
        is_new
    }

    /// Holds a document against the conditions; nothing when what is there of it does not decide.
    pub fn judge(&mut self, side: Side, document: &impl Statements) -> Option<Verdict> {
        let applying = || self.conditions.iter().filter(|(condition, _)| applies(&condition.field, side));
        let said: Vec<Option<Said>> = applying().map(|(condition, _)| Said::of(document, &condition.field)).collect();
        // Whether a side says a field for the first time must not be missed.
        if applying().zip(&said).any(|((_, known), said)| said.is_none() && !known[side_index(side)]) {
            return None;
        }
        let is_whole = said.iter().all(Option::is_some);
        let mut verdict = Verdict::default();
        let conditions = self.conditions.iter_mut().filter(|(condition, _)| applies(&condition.field, side));
        for ((condition, known), said) in conditions.zip(said) {
            let Some(said) = said else { continue };
            let known = &mut known[side_index(side)];
            if !*known && said.is_any() {
                *known = true;
                if !verdict.new_fields.contains(&condition.field) {
                    verdict.new_fields.push(condition.field.clone());
                }
            }
            // Whoever is silent is not what was excluded, so that condition needs nobody to say the field.
            if (*known || condition.comparison == Comparison::IsNot) && !said.fulfils(condition) {
                verdict.failed.push(condition.field.clone());
            }
        }
        (is_whole || verdict.counts_for_no_field()).then_some(verdict)
    }

    fn conditions_on(&self, side: Side) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().map(|(condition, _)| condition).filter(move |one| applies(&one.field, side))
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

/// What a document says in a field.
struct Said<'a> {
    values: Vec<FieldValue<'a>>,
    /// The values that it is told apart by, which are those that are shown.
    shown: Vec<String>,
}

impl<'a> Said<'a> {
    fn of(document: &'a impl Statements, field: &str) -> Option<Self> {
        let shown = Field::parse(field).map(|field| document.told_apart(field));
        let shown = shown.unwrap_or_default().into_iter().map(|(value, _)| value).collect();
        Some(Self { values: document.values(field)?, shown })
    }

    fn is_any(&self) -> bool {
        !self.values.is_empty() || !self.shown.is_empty()
    }

    /// Whether a condition holds. A value may also be given as it is shown.
    fn fulfils(&self, condition: &Condition) -> bool {
        let is_shown = || self.shown.iter().any(|value| condition.values.contains(&value.to_lowercase()));
        match condition.comparison {
            Comparison::Is => is_shown() || condition.holds_for(&self.values),
            Comparison::IsNot => !is_shown() && condition.holds_for(&self.values),
            _ => condition.holds_for(&self.values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Profiled;
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

    fn judged(narrowing: &mut Narrowing, side: Side, document: &Profiled) -> Verdict {
        narrowing.judge(side, document).expect("a document that was read decides")
    }

    fn narrowing(conditions: &str) -> Narrowing {
        Narrowing::new(&Filter::parse(conditions).expect("conditions"))
    }

    #[test]
    fn silent_documents_count_until_one_of_their_side_speaks() {
        let mut narrowing = narrowing("industry=metal");
        assert_eq!(judged(&mut narrowing, Side::Demand, &posting("", "Waco")), Verdict::default());
        let metal = judged(&mut narrowing, Side::Demand, &posting("Metal", ""));
        assert!(metal.counts() && metal.new_fields == ["industry"], "{metal:?}");
        assert!(!judged(&mut narrowing, Side::Demand, &posting("Office", "")).counts());
        assert!(!judged(&mut narrowing, Side::Demand, &posting("", "")).counts(), "by now silence is a no");
        assert!(judged(&mut narrowing, Side::Supply, &posting("", "")).counts(), "the other side has not spoken");
        assert_eq!(narrowing.unsaid(), [("industry".to_owned(), Side::Supply)]);
    }

    #[test]
    fn values_are_met_as_they_are_shown_and_one_field_can_be_looked_past() {
        let mut narrowing = narrowing("industry=\"heavy metal\" place!=waco");
        let verdict = judged(&mut narrowing, Side::Demand, &posting("Heavy  Metal", "Waco"));
        assert!(!verdict.counts() && verdict.counts_but_for(Field::Place) && !verdict.counts_but_for(Field::Industry));
        assert!(judged(&mut narrowing, Side::Demand, &posting("heavy metal", "")).counts());
        assert!(
            !judged(&mut narrowing, Side::Supply, &posting("", "Waco")).counts(),
            "what is excluded is out on both sides"
        );
    }

    #[test]
    fn an_employer_is_no_issuer() {
        let mut narrowing = narrowing("issuer=north");
        let mut posting = posting("", "");
        posting.document.details.issuer = Some("Ironway".to_owned());
        posting.mappings.fields = posting.document.details.clone();
        assert!(judged(&mut narrowing, Side::Demand, &posting).counts());
        assert!(!judged(&mut narrowing, Side::Supply, &posting).counts());
    }
}
