//! Identifiers as CURIEs, and the prefixes that expand them again.
//!
//! A prefix followed by its local part is always the publisher's identifier, byte for byte. An identifier
//! that is no IRI, such as `S 12`, cannot have that form: it becomes `urn:skillmap:concept:TAXONOMY:S%2012`,
//! from which percent-decoding gives it back. Reference: W3C CURIE Syntax 1.0, RFC 3987.

use std::collections::{BTreeMap, HashMap, HashSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::model::NO_TERM;

/// Bases that have a name of their own, whatever a taxonomy is called here.
const KNOWN: [(&str, &str); 9] = [
    ("esco", "http://data.europa.eu/esco/skill/"),
    ("esco.isco", "http://data.europa.eu/esco/isco/"),
    ("esco.occupation", "http://data.europa.eu/esco/occupation/"),
    ("onet.element", "https://www.onetonline.org/find/descriptor/result/"),
    ("onet.occupation", "https://www.onetonline.org/link/summary/"),
    ("onet.technology", "https://www.onetonline.org/search/tech/example?e="),
    ("orcid", "https://orcid.org/"),
    ("skillmap.taxonomy", TAXONOMY),
    ("uuid", "urn:uuid:"),
];
/// Prefixes that the SSSOM specification defines itself; no set needs to declare them, and none may change them.
const RESERVED: [(&str, &str); 8] = [
    ("linkml", "https://w3id.org/linkml/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];
/// Where taxonomies are that have only a name.
const TAXONOMY: &str = "urn:skillmap:taxonomy:";
/// Where concepts are whose identifiers are no IRIs.
const CONCEPT: &str = "urn:skillmap:concept:";
/// Bases that one taxonomy may bring before the rest of its identifiers share a coarser one.
const MOST_BASES: usize = 32;
/// What stands unescaped in a URN that we make.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The prefixes in use, made as identifiers come along.
#[derive(Debug, Default)]
pub struct Prefixes {
    by_base: HashMap<String, String>,
    /// What the source of the mappings declares: its names are kept.
    declared: BTreeMap<String, String>,
    taken: HashSet<String>,
    /// How many bases a name has brought.
    brought: HashMap<String, usize>,
}

impl Prefixes {
    /// Prefixes that go on meaning what a source says they mean; those of the standard itself cannot be changed.
    pub fn declaring(declared: &BTreeMap<String, String>) -> Self {
        let is_ours = |(prefix, base): &(&String, &String)| {
            !base.is_empty() && prefix_stem(prefix).eq_ignore_ascii_case(prefix) && reserved(prefix).is_none()
        };
        let declared = declared.iter().filter(is_ours).map(|(prefix, base)| (prefix.clone(), base.clone())).collect();
        Self { declared, ..Self::default() }
    }

    /// The CURIE of anything else that has an identifier: a person, a rule, a file.
    pub fn reference(&mut self, id: &str) -> String {
        if id.starts_with("semapv:") {
            return id.to_owned();
        }
        if is_iri(id) {
            return self.shorten("reference", id);
        }
        let prefix = self.prefix("skillmap.reference", "urn:skillmap:reference:");
        format!("{prefix}:{}", utf8_percent_encode(id, ESCAPED))
    }

    /// The CURIE of a concept.
    pub fn concept(&mut self, taxonomy: &str, id: &str) -> String {
        if is_iri(id) {
            return self.shorten(if taxonomy.is_empty() { "concept" } else { taxonomy }, id);
        }
        let base = format!("{CONCEPT}{}:", utf8_percent_encode(taxonomy, ESCAPED));
        let prefix = self.prefix(taxonomy, &base);
        format!("{prefix}:{}", utf8_percent_encode(id, ESCAPED))
    }

    /// The CURIE of a taxonomy as a whole: where it can be had, else a URN with its name.
    pub fn taxonomy(&mut self, name: &str, source: &str) -> String {
        if is_iri(source) && source.starts_with("http") {
            return self.shorten(&format!("{name}.source"), source);
        }
        let prefix = self.prefix("skillmap.taxonomy", TAXONOMY);
        format!("{prefix}:{}", utf8_percent_encode(name, ESCAPED))
    }

    /// Every prefix in use with its base, by prefix.
    pub fn in_use(&self) -> BTreeMap<&str, &str> {
        self.by_base.iter().map(|(base, prefix)| (prefix.as_str(), base.as_str())).collect()
    }

    fn shorten(&mut self, name: &str, iri: &str) -> String {
        if let Some((prefix, base)) = RESERVED.iter().find(|(_, base)| iri.starts_with(base) && iri.len() > base.len())
        {
            return format!("{prefix}:{}", &iri[base.len()..]);
        }
        let known = KNOWN.iter().map(|(_, base)| *base).chain(self.declared.values().map(String::as_str));
        let known = known.filter(|base| iri.starts_with(base) && base.len() < iri.len()).map(str::len);
        let mut start = known.max().unwrap_or_else(|| last_part(iri));
        let has_many = self.brought.get(name).is_some_and(|count| *count >= MOST_BASES);
        if has_many && !self.by_base.contains_key(&iri[..start]) {
            start = after_scheme(iri);
        }
        let (base, local) = iri.split_at(start);
        let prefix = self.prefix(name, base);
        format!("{prefix}:{local}")
    }

    fn prefix(&mut self, name: &str, base: &str) -> String {
        if let Some(prefix) = self.by_base.get(base) {
            return prefix.clone();
        }
        let declared = self.declared.iter().find(|(_, declared)| *declared == base).map(|(prefix, _)| prefix.clone());
        let is_declared = |prefix: &str| self.declared.keys().any(|declared| declared.eq_ignore_ascii_case(prefix));
        let known = KNOWN.iter().find(|(prefix, known)| *known == base && !is_declared(prefix));
        let known = declared.or_else(|| known.map(|(prefix, _)| (*prefix).to_owned()));
        let prefix = known.unwrap_or_else(|| {
            *self.brought.entry(name.to_owned()).or_default() += 1;
            let stem = prefix_stem(name);
            let numbered = (2usize..).map(|number| format!("{stem}{number}"));
            let is_free = |prefix: &String| {
                reserved(prefix).is_none()
                    && KNOWN.iter().all(|(known, _)| known != prefix)
                    && !is_declared(prefix)
                    && !self.taken.contains(prefix)
            };
            // The numbers do not run out before the memory does; the stem would then be wrong, not unsafe.
            std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or(stem)
        });
        self.taken.insert(prefix.clone());
        self.by_base.insert(base.to_owned(), prefix.clone());
        prefix
    }
}

/// What a prefix of the standard itself stands for.
fn reserved(prefix: &str) -> Option<&'static str> {
    RESERVED.iter().find(|(reserved, _)| *reserved == prefix).map(|(_, base)| *base)
}

/// The whole identifier that a CURIE stands for, or the prefix that nobody declares. What is no CURIE stays as it is,
/// and so do `sssom:NoTermFound` and the terms of `semapv:`, which are known by these names.
pub fn expand(declared: &BTreeMap<String, String>, curie: &str) -> Result<String, String> {
    let Some((prefix, local)) = curie.split_once(':') else { return Ok(curie.to_owned()) };
    if prefix == "semapv" || curie == NO_TERM {
        return Ok(curie.to_owned());
    }
    match reserved(prefix).or_else(|| declared.get(prefix).map(String::as_str)) {
        Some(base) => Ok(format!("{base}{local}")),
        // An address or a URN is whole as it stands.
        None if local.starts_with("//") || prefix.eq_ignore_ascii_case("urn") => Ok(curie.to_owned()),
        None => Err(prefix.to_owned()),
    }
}

/// Taxonomy and identifier of a concept that became a URN because its identifier is no IRI.
pub fn concept_of_urn(iri: &str) -> Option<(String, String)> {
    let (taxonomy, id) = iri.strip_prefix(CONCEPT)?.split_once(':')?;
    Some((decoded(taxonomy), decoded(id)))
}

/// The name of a taxonomy that became a URN because nobody says where it can be had.
pub fn taxonomy_of_urn(iri: &str) -> Option<String> {
    iri.strip_prefix(TAXONOMY).map(decoded)
}

/// A name as a part of a URN of ours.
pub fn escaped(name: &str) -> String {
    utf8_percent_encode(name, ESCAPED).to_string()
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A name as a prefix: lower case, since tools differ on case, and only what every tool allows.
fn prefix_stem(name: &str) -> String {
    let allowed = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-');
    let stem: String = name.chars().filter(allowed).map(|character| character.to_ascii_lowercase()).collect();
    let stem = stem.trim_matches(['.', '_', '-']);
    if stem.starts_with(|first: char| first.is_ascii_alphabetic()) {
        stem.to_owned()
    } else {
        format!("taxonomy{stem}")
    }
}

/// Whether the text is an IRI with something after its scheme, by its characters; what they say is not checked.
pub fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    let is_allowed = |character: char| {
        if character.is_ascii_alphanumeric() {
            return true;
        }
        let is_excluded = character.is_whitespace() || character.is_control() || "<>\"{}|\\^`[]".contains(character);
        // Marks of direction and the private use area are no part of RFC 3987's ucschar.
        !is_excluded
            && !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}')
    };
    let is_escape = |part: &str| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    is_scheme
        && rest.contains(|character: char| character.is_alphanumeric())
        && rest.chars().all(is_allowed)
        && rest.split('%').skip(1).all(is_escape)
        && rest.matches('#').count() <= 1
}

/// Where the last part of an IRI begins: after the last `/` or `#`, else after the last `:`. Separators at the
/// very end belong to the last part, which would otherwise be empty.
fn last_part(iri: &str) -> usize {
    let trimmed = iri.trim_end_matches(['/', '#', ':']);
    trimmed.rfind(['/', '#']).or_else(|| trimmed.rfind(':')).map_or(0, |separator| separator + 1)
}

fn after_scheme(iri: &str) -> usize {
    let colon = iri.find(':').map_or(0, |colon| colon + 1);
    if iri[colon..].starts_with("//") { colon + 2 } else { colon }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expand(prefixes: &Prefixes, curie: &str) -> String {
        let (prefix, local) = curie.split_once(':').expect("a CURIE has a colon");
        format!("{}{local}", prefixes.in_use()[prefix])
    }

    #[test]
    fn published_identifiers_get_the_names_of_their_bases() {
        let cases = [
            ("http://data.europa.eu/esco/skill/a8585efe-4011", "esco:a8585efe-4011"),
            ("http://data.europa.eu/esco/isco/C2512", "esco.isco:C2512"),
            ("https://www.onetonline.org/find/descriptor/result/4.A.1.a.1", "onet.element:4.A.1.a.1"),
            ("https://www.onetonline.org/search/tech/example?e=C%2B%2B", "onet.technology:C%2B%2B"),
            ("https://www.onetonline.org/link/summary/15-1252.00#task-21", "onet.occupation:15-1252.00#task-21"),
            ("urn:uuid:53db1b44", "uuid:53db1b44"),
            ("https://rsd.example/api/skills/17", "mine:17"),
            ("https://rsd.example/api/skills/18?lang=en", "mine:18?lang=en"),
            ("https://rsd.example/vocabulary#weld", "mine2:weld"),
            ("https://rsd.example/folder/", "mine3:folder/"),
            ("urn:isbn:123", "mine4:123"),
        ];
        let mut prefixes = Prefixes::default();
        for (id, curie) in cases {
            assert_eq!(prefixes.concept("Mine!", id), curie);
            assert_eq!(expand(&prefixes, curie), id);
        }
    }

    #[test]
    fn what_is_no_iri_is_kept_in_a_urn() {
        let mut prefixes = Prefixes::default();
        assert_eq!(prefixes.concept("my table", "S 12|é"), "mytable:S%2012%7C%C3%A9");
        assert_eq!(prefixes.concept("my table", "https://x.example/a b"), "mytable:https%3A%2F%2Fx.example%2Fa%20b");
        assert_eq!(prefixes.in_use(), BTreeMap::from([("mytable", "urn:skillmap:concept:my%20table:")]));
    }

    #[test]
    fn names_that_mean_something_else_are_not_taken() {
        let mut prefixes = Prefixes::default();
        assert_eq!(prefixes.concept("skos", "https://a.example/1"), "skos2:1");
        assert_eq!(prefixes.concept("esco", "https://b.example/1"), "esco2:1");
        assert_eq!(prefixes.concept("技能", "https://c.example/1"), "taxonomy:1");
        assert_eq!(prefixes.taxonomy("esco", "https://d.example/download"), "esco.source:download");
        assert_eq!(prefixes.taxonomy("own", "somewhere"), "skillmap.taxonomy:own");
    }

    #[test]
    fn a_taxonomy_with_a_base_for_each_concept_does_not_fill_the_map() {
        let mut prefixes = Prefixes::default();
        for number in 0..1000 {
            let id = format!("https://x.example/{number}/view");
            let curie = prefixes.concept("mine", &id);
            assert_eq!(expand(&prefixes, &curie), id);
        }
        assert_eq!(prefixes.in_use().len(), MOST_BASES + 1);
    }

    proptest! {
        #[test]
        fn every_identifier_can_be_had_back(name in "\\PC{0,8}", ids in proptest::collection::vec("(https?://|urn:)?[ -~é]{1,12}", 1..60)) {
            let mut prefixes = Prefixes::default();
            let curies: Vec<String> = ids.iter().map(|id| prefixes.concept(&name, id)).collect();
            for (id, curie) in ids.iter().zip(curies) {
                let expanded = expand(&prefixes, &curie);
                let decoded = expanded.strip_prefix("urn:skillmap:concept:").and_then(|rest| rest.split_once(':'));
                let decoded = decoded.map(|(_, local)| percent_decode_str(local).decode_utf8_lossy().into_owned());
                prop_assert_eq!(decoded.as_ref().unwrap_or(&expanded), id);
                prop_assert!(!curie.ends_with(':') || id.ends_with(':'));
            }
        }
    }
}
