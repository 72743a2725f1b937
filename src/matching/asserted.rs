//! What documents say themselves: alignments, competencies and codes that point into a taxonomy become mappings.
//!
//! An identifier is believed wherever it stands; a code or a name only together with a framework that is this
//! taxonomy, since `4.2` and "Planning" are in every one. What points nowhere is handed back as it is.

use std::collections::HashMap;

use super::combine::weight;
use super::{MatchOptions, concept_reference};
use crate::index::Index;
use crate::model::{
    AssertedRelation, Assertion, CodeSystem, Decision, Document, Evidence, LabelRole, Mapping, MatcherName, Predicate,
    TaxonomyInfo,
};

/// Confidence of what an identifier, a code or a name points to. The document means what it says; what is left
/// to doubt is whether a code or name was meant of this very vocabulary.
const BY_IDENTIFIER: f32 = 0.98;
const BY_CODE: f32 = 0.95;
const BY_NAME: f32 = 0.9;

/// A concept: which index, and which of its concepts.
type Place = (usize, u32);

/// Where identifiers, codes and names lead, over all indexes of a matcher.
#[derive(Debug, Default)]
pub(super) struct Targets {
    identifiers: HashMap<String, Place>,
    /// Unique ends of identifiers, which stay when a collection moves to another host.
    tails: HashMap<String, Place>,
    codes: Vec<HashMap<String, u32>>,
    names: Vec<HashMap<String, u32>>,
}

impl Targets {
    pub fn new(indexes: &[&Index]) -> Self {
        let mut targets = Self::default();
        for (number, index) in indexes.iter().enumerate() {
            let (mut codes, mut names) = (HashMap::new(), HashMap::new());
            for (concept, at) in index.taxonomy.concepts.iter().zip(0u32..) {
                targets.identifiers.entry(same_address(&concept.id)).or_insert((number, at));
                if let Some(tail) = unique_tail(&concept.id) {
                    targets.tails.entry(tail).or_insert((number, at));
                }
                for code in concept.notation.iter().chain([&concept.id]) {
                    codes.entry(same_code(code)).or_insert(at);
                }
                for label in concept.labels.iter().filter(|label| label.role == LabelRole::Preferred) {
                    names.entry(same_name(&label.text)).or_insert(at);
                }
            }
            // A preferred name of any concept stands before another name of an earlier one.
            for (concept, at) in index.taxonomy.concepts.iter().zip(0u32..) {
                for label in concept.labels.iter().filter(|label| label.role == LabelRole::Alternative) {
                    names.entry(same_name(&label.text)).or_insert(at);
                }
            }
            targets.codes.push(codes);
            targets.names.push(names);
        }
        targets
    }

    /// The concept that an assertion points to, and how sure that is.
    fn find(&self, assertion: &Assertion, indexes: &[&Index]) -> Option<(Place, f32)> {
        if !assertion.target.is_empty() {
            let by_address = self.identifiers.get(&same_address(&assertion.target));
            let by_tail = || self.tails.get(&unique_tail(&assertion.target)?);
            if let Some(place) = by_address.or_else(by_tail) {
                return Some((*place, BY_IDENTIFIER));
            }
        }
        let code = assertion.code.as_deref().filter(|code| !code.is_empty());
        if let Some(place) = code.and_then(unique_tail).and_then(|tail| self.tails.get(&tail)) {
            return Some((*place, BY_IDENTIFIER));
        }
        let framework = assertion.framework.as_deref()?;
        let named = (0..indexes.len()).filter(|number| names_taxonomy(framework, &indexes[*number].taxonomy.info));
        for number in named {
            if let Some(at) = code.and_then(|code| self.codes[number].get(&same_code(code))) {
                return Some(((number, *at), BY_CODE));
            }
            let name = assertion.name.as_deref().filter(|name| !name.is_empty());
            if let Some(at) = name.and_then(|name| self.names[number].get(&same_name(name))) {
                return Some(((number, *at), BY_NAME));
            }
        }
        None
    }
}

/// Joins what a document asserts to its other mappings; the assertions that none of them carries come back too.
pub(super) fn join(
    mut mappings: Vec<Mapping>,
    document: &Document,
    targets: &Targets,
    indexes: &[&Index],
    options: &MatchOptions,
) -> (Vec<Mapping>, Vec<Assertion>) {
    let mut elsewhere = Vec::new();
    let codes = document.details.codes().map(|code| Assertion {
        code: Some(code.code.clone()),
        framework: (code.system != CodeSystem::Other).then(|| code.system.as_str().to_owned()),
        relation: AssertedRelation::Classified,
        ..Assertion::default()
    });
    let codes: Vec<Assertion> = codes.collect();
    for assertion in document.assertions.iter().chain(&codes) {
        let is_code = assertion.relation == AssertedRelation::Classified;
        let wanted = |(number, at): Place| {
            let kind = indexes[number].kind(at);
            // Of what a document is filed under, only what is looked for anyway; what it names itself, always.
            if options.kinds.is_empty() {
                !is_code || kind.is_mapped_by_default()
            } else {
                options.kinds.contains(&kind)
            }
        };
        let found = targets
            .find(assertion, indexes)
            .filter(|(place, confidence)| wanted(*place) && *confidence >= options.min_confidence);
        match found {
            Some((place, confidence)) => add(&mut mappings, document, assertion, place, confidence, indexes),
            None if is_code => {}
            None => elsewhere.push(assertion.clone()),
        }
    }
    mappings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    mappings.truncate(options.top.unwrap_or(usize::MAX));
    (mappings, elsewhere)
}

fn add(
    mappings: &mut Vec<Mapping>,
    document: &Document,
    assertion: &Assertion,
    (number, at): Place,
    confidence: f32,
    indexes: &[&Index],
) {
    let concept = concept_reference(indexes[number], at);
    // A name stands in the text; an identifier or a code speaks for the document as a whole, which its title is.
    let range = assertion.range.clone().or_else(|| document.parts.first().map(|part| part.range.clone()));
    let Some((quote, range)) = range.and_then(|range| Some((document.text.get(range.clone())?, range))) else { return };
    let evidence = Evidence {
        matcher: MatcherName::Asserted,
        quote: quote.to_owned(),
        start: range.start,
        end: range.end,
        matched_label: concept.label.clone(),
        score: confidence,
    };
    let known = |mapping: &&mut Mapping| {
        mapping.concept.concept_id == concept.concept_id
            && mapping.concept.taxonomy == concept.taxonomy
            && mapping.concept.taxonomy_version == concept.taxonomy_version
    };
    if let Some(mapping) = mappings.iter_mut().find(known) {
        mapping.confidence = mapping.confidence.max(confidence);
        mapping.decision = Decision::Accepted;
        mapping.requirement = assertion.requirement.or(mapping.requirement);
        if !mapping.evidence.contains(&evidence) {
            mapping.evidence.insert(0, evidence);
        }
    } else {
        mappings.push(Mapping {
            concept,
            predicate: Predicate::Close,
            confidence,
            decision: Decision::Accepted,
            requirement: assertion.requirement,
            proficiency: None,
            weight: weight(confidence, 1, assertion.requirement),
            evidence: vec![evidence],
            explanation: None,
            origin: None,
        });
    }
}

/// An address without what often differs between two spellings of it.
fn same_address(address: &str) -> String {
    let lower = address.trim().to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    rest.trim_end_matches('/').to_owned()
}

/// The last piece of an identifier when it is one of a kind: a UUID, or one of Lightcast's identifiers.
fn unique_tail(address: &str) -> Option<String> {
    let tail = address.trim().trim_end_matches('/').rsplit(['/', '#', ':']).next()?.to_lowercase();
    let uuid = tail.strip_prefix("ce-").unwrap_or(&tail);
    let is_uuid = uuid.len() == 36
        && uuid.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && uuid.bytes().filter(|byte| *byte == b'-').count() == 4;
    if is_uuid {
        return Some(uuid.to_owned());
    }
    let is_lightcast = ["ks", "es"].iter().any(|begin| tail.starts_with(begin))
        && (16..=24).contains(&tail.len())
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && tail.bytes().any(|byte| byte.is_ascii_digit());
    is_lightcast.then_some(tail)
}

/// A code without case and blanks; `15-1252.00` is the same occupation as `15-1252`.
fn same_code(code: &str) -> String {
    let code = code.trim().to_lowercase();
    code.strip_suffix(".00").map_or(code.clone(), str::to_owned)
}

fn same_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a framework, as a document writes it, is a taxonomy: it holds the taxonomy's name or title, or the
/// address of its source.
fn names_taxonomy(framework: &str, info: &TaxonomyInfo) -> bool {
    let words = |text: &str| -> Vec<String> {
        let joined = text.to_lowercase().replace('*', "");
        joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let framework_words = words(framework);
    let holds = |name: &str| {
        let name = words(name);
        !name.is_empty() && framework_words.windows(name.len()).any(|window| window == name)
    };
    // The occupational codes of O*NET extend those of the SOC.
    let is_onet = info.format.starts_with("onet") || info.name.starts_with("onet");
    let is_occupational = is_onet && framework_words.iter().any(|word| word == "soc" || word == "onet");
    let is_esco =
        info.format.starts_with("esco") && framework_words.iter().any(|word| word == "esco" || word == "isco");
    holds(&info.name)
        || holds(&info.title)
        || is_occupational
        || is_esco
        || (!info.source.is_empty() && same_address(framework).starts_with(&same_address(&info.source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_meet_without_scheme_and_by_a_unique_end() {
        assert_eq!(same_address("HTTPS://a.example/S/1/"), same_address("http://a.example/s/1"));
        let uuid = "6A2B7C1E-0d4f-4e0a-9a51-2f6f0f8f3c11";
        assert_eq!(unique_tail(&format!("https://a.example/api/skills/{uuid}")), Some(uuid.to_lowercase()));
        assert_eq!(unique_tail(&format!("urn:uuid:{uuid}")), Some(uuid.to_lowercase()));
        assert_eq!(
            unique_tail("https://a.example/skills/KS1200364C9C1LK3V5Q1").as_deref(),
            Some("ks1200364c9c1lk3v5q1")
        );
        assert_eq!(unique_tail("https://a.example/skills/escalation"), None);
        assert_eq!(unique_tail("https://a.example/4.2"), None);
    }

    #[test]
    fn a_framework_names_a_taxonomy_by_whole_words() {
        let info = |name: &str, title: &str, format: &str| TaxonomyInfo {
            name: name.to_owned(),
            title: title.to_owned(),
            format: format.to_owned(),
            ..TaxonomyInfo::default()
        };
        assert!(names_taxonomy("ESCO v1.2.0", &info("esco", "", "")));
        assert!(names_taxonomy("O*NET-SOC", &info("onet", "", "onet-text")));
        assert!(names_taxonomy("SOC", &info("onet", "", "onet-text")));
        assert!(names_taxonomy("The Example Trades Library", &info("x", "Example Trades", "")));
        assert!(!names_taxonomy("Bosnian", &info("osn", "", "")));
        assert!(!names_taxonomy("CIP", &info("onet", "", "onet-text")));
    }
}
