//! Contexts that a JSON-LD document brings along, applied to its names.
//!
//! ```json
//! {"@context": ["https://www.w3.org/ns/credentials/v2", {"o": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"}],
//!  "type": ["VerifiableCredential", "o:OpenBadgeCredential"],
//!  "credentialSubject": {"o:achievement": {"o:name": "Loom Setup"}}}
//! ```
//!
//! Readers look for keys and types by the names that they have in their publishers' own contexts: `achievement` of Open
//! Badges, `name` of schema.org, `ceterms:name` of CTDL. A document may call the same thing by a prefix or a term of its
//! own, or by its whole address; all of these become the usual name here, in one place. Terms of vocabularies that no reader
//! knows stay as they are, and so does what a context says of types, languages and containers. Nothing is fetched.
//! Reference: <https://www.w3.org/TR/json-ld11/>, sections 4.1 to 4.3.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::graph::Object;

/// Most terms that the contexts of a document define together; the largest known, CTDL's, has some two thousand.
const MOST_TERMS: usize = 10_000;
/// Longest chain of terms that are defined by each other.
const LONGEST_CHAIN: usize = 16;
/// Longest address, in short or whole, in bytes.
const LONGEST_ADDRESS: usize = 2_048;
/// Most that a document may grow by making addresses whole, in bytes.
const MOST_GROWTH: usize = 1 << 26;

/// Vocabularies that readers know, with what stands before their names here.
const VOCABULARIES: [(&str, &str); 10] = [
    ("https://schema.org/", ""),
    ("http://schema.org/", ""),
    ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#", ""),
    ("https://purl.imsglobal.org/spec/vc/clr/vocab.html#", ""),
    ("https://w3id.org/openbadges#", ""),
    ("https://www.w3.org/2018/credentials#", ""),
    ("https://purl.org/ctdl/terms/", "ceterms:"),
    ("http://purl.org/ctdl/terms/", "ceterms:"),
    ("https://purl.org/ctdlasn/terms/", "ceasn:"),
    ("http://www.w3.org/2004/02/skos/core#", "skos:"),
];

/// Prefixes that documents use without saying what they mean.
const WELL_KNOWN: [(&str, &str); 10] = [
    ("schema", "https://schema.org/"),
    ("sdo", "https://schema.org/"),
    ("ob", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"),
    ("clr", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"),
    ("vc", "https://www.w3.org/2018/credentials#"),
    ("cred", "https://www.w3.org/2018/credentials#"),
    ("credentials", "https://www.w3.org/2018/credentials#"),
    ("ceterms", "https://purl.org/ctdl/terms/"),
    ("ceasn", "https://purl.org/ctdlasn/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
];

/// Keywords that a term may stand for.
const KEYWORDS: [&str; 7] = ["@id", "@type", "@graph", "@value", "@language", "@list", "@set"];
/// What stands for nothing else in any context, so that no term takes it away.
const KEPT: [&str; 3] = ["@context", "id", "type"];

/// An object with every name as readers know it; an error when a context cannot be meant.
pub(super) fn applied(object: &Object) -> Result<Cow<'_, Object>, String> {
    let concerned =
        |key: &String| key.contains(':') || ["@context", "@graph", "decoded_resource"].contains(&key.as_str());
    if !object.keys().any(concerned) {
        return Ok(Cow::Borrowed(object));
    }
    let outermost = Context::default();
    Reading { terms: 0, growth: 0 }.object(object, &outermost).map(Cow::Owned)
}

/// The terms of one context, and the context around it.
#[derive(Debug, Default)]
struct Context<'a> {
    around: Option<&'a Context<'a>>,
    /// Whole addresses, or keywords, by term.
    terms: HashMap<&'a str, String>,
}

impl Context<'_> {
    /// What a term or prefix is declared to mean.
    fn declared(&self, term: &str) -> Option<&str> {
        let mut context = Some(self);
        while let Some(here) = context {
            if let Some(address) = here.terms.get(term) {
                return Some(address);
            }
            context = here.around;
        }
        None
    }

    /// The whole address that a name is short for.
    fn address<'n>(&self, name: &'n str) -> Option<Cow<'n, str>> {
        if let Some(address) = self.declared(name) {
            return Some(Cow::Owned(address.to_owned()));
        }
        let (prefix, rest) = name.split_once(':')?;
        if rest.starts_with("//") {
            return Some(Cow::Borrowed(name));
        }
        let known = || WELL_KNOWN.iter().find(|(known, _)| *known == prefix).map(|(_, address)| *address);
        Some(Cow::Owned(format!("{}{rest}", self.declared(prefix).or_else(known)?)))
    }

    /// A key or type by its usual name; nothing when it has none but the one it has.
    fn usual_name(&self, name: &str) -> Option<String> {
        if name.starts_with('@') || KEPT.contains(&name) {
            return None;
        }
        let address = self.address(name)?;
        if KEYWORDS.contains(&&*address) {
            return Some(address.into_owned());
        }
        let is_name =
            |local: &&str| !local.is_empty() && local.chars().all(|one| one.is_alphanumeric() || "_-".contains(one));
        VOCABULARIES.iter().find_map(|(vocabulary, before)| {
            let local = address.strip_prefix(vocabulary).filter(is_name)?;
            Some(format!("{before}{local}"))
        })
    }

    /// The address that a value is short for by a prefix that is declared; words and codes stay.
    fn whole_address(&self, text: &str) -> Option<String> {
        let (prefix, rest) = text.split_once(':').filter(|(_, rest)| !rest.starts_with("//"))?;
        if text.len() > LONGEST_ADDRESS || rest.is_empty() || text.contains(char::is_whitespace) {
            return None;
        }
        let address = self.declared(prefix)?;
        (address.contains("://") && address.ends_with(['/', '#', '?', ':', '='])).then(|| format!("{address}{rest}"))
    }
}

/// What was met so far of one document.
struct Reading {
    terms: usize,
    growth: usize,
}

impl Reading {
    /// An object and what is below it; the parser has bounded how deep that is.
    fn object(&mut self, object: &Object, around: &Context<'_>) -> Result<Object, String> {
        let own = match object.get("@context") {
            Some(said) => self.context(said, around)?,
            None => None,
        };
        let context = own.as_ref().unwrap_or(around);
        let usual: Vec<Option<String>> = object.keys().map(|key| context.usual_name(key)).collect();
        // A name that the object has anyway is not overwritten by another word for it.
        let mut taken: HashSet<&str> =
            object.keys().zip(&usual).filter(|(_, usual)| usual.is_none()).map(|(key, _)| key.as_str()).collect();
        let mut named = Object::new();
        for ((key, value), usual) in object.iter().zip(&usual) {
            let name = usual.as_deref().filter(|name| taken.insert(name)).unwrap_or(key);
            let value = match name {
                "@context" | "@value" | "@language" => value.clone(),
                "@type" | "type" => types(value, context),
                _ => self.value(value, context)?,
            };
            named.insert(name.to_owned(), value);
        }
        Ok(named)
    }

    fn value(&mut self, value: &Value, context: &Context<'_>) -> Result<Value, String> {
        Ok(match value {
            Value::Object(object) => Value::Object(self.object(object, context)?),
            Value::Array(values) => {
                Value::Array(values.iter().map(|value| self.value(value, context)).collect::<Result<_, _>>()?)
            }
            Value::String(text) => match context.whole_address(text) {
                Some(address) => {
                    self.growth += address.len();
                    if self.growth > MOST_GROWTH {
                        return Err(format!("addresses in short that come to more than {MOST_GROWTH} bytes"));
                    }
                    Value::String(address)
                }
                None => value.clone(),
            },
            other => other.clone(),
        })
    }

    /// The terms that a context defines in place; none when it only names others.
    fn context<'a>(&mut self, said: &'a Value, around: &'a Context<'a>) -> Result<Option<Context<'a>>, String> {
        let all = said.as_array().map_or(std::slice::from_ref(said), Vec::as_slice);
        let mut meant: HashMap<&str, &str> = HashMap::new();
        for (term, definition) in all.iter().filter_map(Value::as_object).flatten() {
            let address = definition.as_str().or_else(|| definition.get("@id").and_then(Value::as_str));
            // `@vocab` and its like are no terms, and a term that means itself says nothing.
            let says = |address: &&str| !term.starts_with('@') && address != term && address.len() <= LONGEST_ADDRESS;
            let Some(address) = address.filter(says) else { continue };
            self.terms += 1;
            if self.terms > MOST_TERMS {
                return Err(format!("contexts that define more than {MOST_TERMS} terms"));
            }
            meant.insert(term, address);
        }
        if meant.is_empty() {
            return Ok(None);
        }
        let mut terms = HashMap::with_capacity(meant.len());
        for (term, address) in &meant {
            let whole = whole(term, address, &meant, around)?;
            if whole.len() <= LONGEST_ADDRESS {
                terms.insert(*term, whole);
            }
        }
        Ok(Some(Context { around: Some(around), terms }))
    }
}

/// What a definition comes to when all that it rests on is put in its place.
fn whole(term: &str, address: &str, meant: &HashMap<&str, &str>, around: &Context<'_>) -> Result<String, String> {
    let (mut address, mut ends): (String, Vec<String>) = (address.to_owned(), Vec::new());
    for _ in 0..LONGEST_CHAIN {
        if let Some(next) = meant.get(address.as_str()) {
            (*next).clone_into(&mut address);
            continue;
        }
        let split = address.split_once(':').filter(|(_, rest)| !rest.starts_with("//"));
        let Some((next, rest)) = split.and_then(|(prefix, rest)| Some((*meant.get(prefix)?, rest.to_owned()))) else {
            let outermost = around.address(&address).map_or_else(|| address.clone(), Cow::into_owned);
            return Ok(ends.into_iter().rev().fold(outermost, |whole, end| whole + &end));
        };
        ends.push(rest);
        next.clone_into(&mut address);
    }
    let term: String = term.chars().take(100).collect();
    Err(format!("a context whose terms are defined by each other in a circle: {term:?}"))
}

/// Names of types as readers know them.
fn types(value: &Value, context: &Context<'_>) -> Value {
    match value {
        Value::String(name) => context.usual_name(name).map_or_else(|| value.clone(), Value::String),
        Value::Array(values) => Value::Array(values.iter().map(|value| types(value, context)).collect()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<Value, String> {
        applied(value.as_object().expect("an object")).map(|object| Value::Object(object.into_owned()))
    }

    /// What comes of a document, without its context.
    fn names(value: &Value) -> Value {
        let mut read = read(value).expect("a context that can be meant");
        read.as_object_mut().expect("an object").remove("@context");
        read
    }

    #[test]
    fn prefixes_terms_and_addresses_become_the_usual_names() {
        let said = json!({
            "@context": ["https://www.w3.org/ns/credentials/v2", {
                "o": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#", "c": "https://purl.org/ctdl/terms/",
                "s": {"@id": "https://schema.org/"}, "headline": "s:name", "kind": "@type", "key": {"@id": "@id"},
                "Badge": "o:OpenBadgeCredential", "skills": "https://example.org/skills"
            }],
            "key": "urn:1", "kind": ["Badge", "s:Course", "c:Certificate", "Own"], "headline": "Loom Setup",
            "o:achievement": [{"o:alignment": {"o:targetName": "looms"}}], "c:teaches": "x", "skills": ["a"],
            "https://schema.org/description": {"@value": "s:x", "@language": "en"}, "schema:url": "here"
        });
        assert_eq!(
            names(&said),
            json!({
                "@id": "urn:1", "@type": ["OpenBadgeCredential", "Course", "ceterms:Certificate", "Own"],
                "name": "Loom Setup", "achievement": [{"alignment": {"targetName": "looms"}}], "ceterms:teaches": "x",
                "skills": ["a"], "description": {"@value": "s:x", "@language": "en"}, "url": "here"
            })
        );
    }

    #[test]
    fn a_name_that_is_there_is_not_overwritten_and_inner_contexts_hold_below() {
        let said = json!({
            "@context": {"n": "https://schema.org/"}, "name": "A", "n:name": "B",
            "part": {"@context": {"n": "https://example.org/"}, "n:name": "C", "m": {"schema:name": "D"}}, "also": {"n:name": "E"}
        });
        let expected = json!({
            "name": "A", "n:name": "B", "also": {"name": "E"},
            "part": {"@context": {"n": "https://example.org/"}, "n:name": "C", "m": {"name": "D"}}
        });
        assert_eq!(names(&said), expected);
    }

    #[test]
    fn only_addresses_of_declared_prefixes_are_made_whole() {
        let said = json!({
            "@context": {"e": "https://esco.example/skill/", "word": "https://esco.example/word"},
            "id": "e:1", "url": "e:2", "text": "e: a letter", "other": "urn:e:1", "more": ["word:1", "https://x.example/"]
        });
        let expected = json!({
            "id": "https://esco.example/skill/1", "url": "https://esco.example/skill/2", "text": "e: a letter",
            "other": "urn:e:1", "more": ["word:1", "https://x.example/"]
        });
        assert_eq!(names(&said), expected);
    }

    #[test]
    fn what_has_no_names_of_its_own_is_not_even_copied() {
        let plain = json!({"title": "Welder", "skills": [{"name": "weld"}]});
        assert!(matches!(applied(plain.as_object().expect("an object")), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn circles_long_chains_and_floods_of_terms_are_refused() {
        for context in [
            json!({"a": "b:x", "b": "a:y"}),
            json!({"a": "b", "b": "c", "c": "a"}),
            json!({"a": "a:b"}),
            json!([{"a": {"@id": "b:x"}}, {"b": {"@id": "a:y"}}]),
        ] {
            let error = read(&json!({"@context": context, "a:name": "x"})).expect_err("a circle");
            assert!(error.contains("in a circle"), "{error}");
        }
        let chain: Object = (0..40).map(|at| (format!("t{at}"), json!(format!("t{}:", at + 1)))).collect();
        assert!(read(&json!({"@context": chain})).is_err());
        let flood: Object = (0..=MOST_TERMS).map(|at| (format!("t{at}"), json!("https://example.org/"))).collect();
        let parts: Vec<Value> = (0..2).map(|_| json!({"@context": flood.clone()})).collect();
        assert!(
            read(&json!({"@context": "https://schema.org", "parts": parts})).expect_err("a flood").contains("10000")
        );
        assert!(read(&json!({"@context": {"name": "name", "@vocab": "https://schema.org/", "x": null}})).is_ok());
    }
}
