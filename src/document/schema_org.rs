//! schema.org: credentials, courses, programmes and job postings, alone, in a list, in a graph or inside a page's data.
//!
//! ```json
//! {"@context": "https://schema.org", "@type": "JobPosting", "title": "Welder", "description": "<p>Weld pipes.</p>",
//!  "hiringOrganization": {"name": "Weld"}, "occupationalCategory": "51-4121.00",
//!  "skills": [{"@type": "DefinedTerm", "name": "weld pipes", "url": "https://trades.example/weld"}, "grinding"],
//!  "qualifications": "Two years of welding."}
//! ```
//!
//! `name` or `title` is our title and `description` the text; `responsibilities`, `qualifications` and
//! `experienceRequirements` become sections. `teaches`, `assesses`, `competencyRequired`, `educationalAlignment`,
//! `about` and `skills` are what it asserts, as terms or as words. `occupationalCategory`, `industry` and
//! `recognizedBy` are codes and trust. `coursePrerequisites` and `programPrerequisites` are expected beforehand. Things
//! inside of a document, such as the credential that a posting asks for, are no documents of their own.
//! Reference: <https://schema.org/JobPosting>, <https://schema.org/Course>, release 30.0.

use super::codes;
use super::drafts::{Draft, one_line};
use super::graph::{Graph, Node, Object, Target, types};
use super::structured::{Outcome, Reading};
use crate::model::{
    AssertedBy, AssertedRelation, Assertion, Code, CodeSystem, DocumentKind, Party, Recogniser, Recognition,
    Requirement, Trust,
};

/// Most things of a page that are looked at.
const MOST_OBJECTS: usize = 100_000;

/// Whether an object is or holds a document.
pub fn recognises(object: &Object) -> bool {
    let named = |object: &Object| {
        let context = object.get("@context").map(std::string::ToString::to_string).unwrap_or_default();
        context.contains("schema.org")
    };
    (named(object) || (object.contains_key("@type") && kind_of(&types(object)).is_some()))
        && !outermost(object).is_empty()
}

/// The documents in an object.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::of(object);
    let drafts: Vec<Draft> = outermost(object).into_iter().map(|object| describe(graph.node(object))).collect();
    if drafts.is_empty() {
        return Err("no credential, course, programme or job posting of schema.org".to_owned());
    }
    Ok(drafts)
}

fn kind_of(types: &[&str]) -> Option<DocumentKind> {
    types.iter().find_map(|name| match *name {
        "JobPosting" => Some(DocumentKind::Posting),
        "Course" => Some(DocumentKind::Course),
        "EducationalOccupationalProgram" | "WorkBasedProgram" => Some(DocumentKind::Programme),
        "EducationalOccupationalCredential" => Some(DocumentKind::Credential),
        "Occupation" => Some(DocumentKind::Occupation),
        _ => None,
    })
}

/// The documents that stand in no other, in the order in which they are written.
fn outermost(root: &Object) -> Vec<&Object> {
    let (mut found, mut waiting, mut seen) = (Vec::new(), vec![root], 0);
    while let Some(object) = waiting.pop() {
        seen += 1;
        if seen > MOST_OBJECTS {
            break;
        }
        if kind_of(&types(object)).is_some() && object.len() > 2 {
            found.push(object);
            continue;
        }
        let inner = object.iter().filter(|(key, _)| *key != "@context").flat_map(|(_, value)| match value {
            serde_json::Value::Array(values) => values.iter().collect::<Vec<_>>(),
            value => vec![value],
        });
        let below: Vec<&Object> = inner.filter_map(|value| value.as_object()).collect();
        waiting.extend(below.into_iter().rev());
    }
    found
}

fn describe(node: Node<'_>) -> Draft {
    let kind = kind_of(&node.types()).unwrap_or_default();
    let mut draft = Draft { kind, ..Draft::default() };
    let identifier = node.node("identifier").and_then(|id| id.text("value")).or_else(|| node.text("identifier"));
    draft.id = node
        .id()
        .map(str::to_owned)
        .or(identifier)
        .or_else(|| node.first_text(&["courseCode", "url"]))
        .unwrap_or_default();
    draft.title =
        node.first_text(&["title", "name"]).map(|title| one_line(&crate::text::plain_text(&title))).unwrap_or_default();
    draft.push(&node.text("description").unwrap_or_default());
    draft.push(&node.texts("keywords").join("\n"));
    draft.push_under("Responsibilities", &node.texts("responsibilities").join("\n"));
    let mut requirements = Vec::new();
    for name in ["qualifications", "experienceRequirements", "educationRequirements"] {
        for target in node.targets(name) {
            requirements.push(match target {
                Target::Text(text) => text,
                Target::Node(node) => {
                    node.first_text(&["name", "description", "credentialCategory"]).unwrap_or_default()
                }
            });
            if let Some(Target::Node(inner)) = node.targets(name).first() {
                collect(&mut draft, *inner);
            }
        }
    }
    draft.push_under("Requirements", &requirements.join("\n"));
    let mut beforehand = Vec::new();
    for target in ["coursePrerequisites", "programPrerequisites"].iter().flat_map(|name| node.targets(name)) {
        match target {
            Target::Text(text) => beforehand.push(text),
            Target::Node(inner) => {
                if inner.is_a(&["AlignmentObject", "DefinedTerm"]) {
                    let asserted = assertion_of(inner);
                    draft.assert(Assertion {
                        requirement: Some(Requirement::Required),
                        relation: AssertedRelation::Requires,
                        ..asserted
                    });
                } else {
                    beforehand.extend(inner.first_text(&["name", "description"]));
                }
            }
        }
    }
    draft.push_under("Prerequisites", &beforehand.join("\n"));
    let curriculum: Vec<Node<'_>> =
        ["hasCourse", "syllabusSections", "hasPart"].iter().flat_map(|name| node.nodes(name)).collect();
    let words =
        curriculum.iter().flat_map(|part| [part.text("name"), part.text("description")]).flatten().collect::<Vec<_>>();
    draft.push_under("Curriculum", &words.join("\n"));
    collect(&mut draft, node);
    for part in curriculum {
        collect(&mut draft, part);
    }
    draft.push_under("About the company", &node.text("employerOverview").unwrap_or_default());
    draft.push_under("Benefits", &node.first_text(&["jobBenefits", "benefits"]).unwrap_or_default());
    fill_details(&mut draft, node);
    draft
}

fn collect(draft: &mut Draft, node: Node<'_>) {
    let relations = [
        ("teaches", AssertedRelation::Teaches),
        ("assesses", AssertedRelation::Assesses),
        ("competencyRequired", AssertedRelation::Requires),
        ("skills", AssertedRelation::Requires),
        ("educationalAlignment", AssertedRelation::Aligned),
        ("about", AssertedRelation::Aligned),
    ];
    for (name, relation) in relations {
        for target in node.targets(name) {
            match target {
                Target::Node(term) => draft.assert(Assertion { relation, ..assertion_of(term) }),
                Target::Text(words) => {
                    for name in split_list(&words) {
                        draft.assert(Assertion { relation, asserted_by: Some(AssertedBy::Issuer), ..named(name) });
                    }
                }
            }
        }
    }
}

/// A word, or an address when it looks like one.
fn named(words: String) -> Assertion {
    if words.starts_with("http://") || words.starts_with("https://") {
        Assertion { target: words, ..Assertion::default() }
    } else {
        Assertion { name: Some(words), ..Assertion::default() }
    }
}

/// Lists are written with commas or line breaks; sentences stay whole.
fn split_list(words: &str) -> Vec<String> {
    let plain = crate::text::plain_text(words).into_owned();
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let pieces = lines.flat_map(|line| {
        let pieces: Vec<&str> = line.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()).collect();
        let is_list = pieces.len() > 1
            && !line.trim_end().ends_with('.')
            && pieces.iter().all(|piece| piece.split_whitespace().count() <= 6);
        if is_list { pieces } else { vec![line] }
    });
    pieces.map(|piece| piece.trim_start_matches(['-', '•', '*', '·']).trim().to_owned()).collect()
}

fn assertion_of(term: Node<'_>) -> Assertion {
    let set = term.node("inDefinedTermSet");
    let set_name = set.and_then(|set| set.first_text(&["name", "url"]).or_else(|| set.id().map(str::to_owned)));
    let own = term.id().filter(|id| id.contains(':') && !id.starts_with("_:")).map(str::to_owned);
    Assertion {
        target: term.first_text(&["targetUrl", "url", "sameAs"]).or(own).unwrap_or_default(),
        code: term.first_text(&["termCode", "codeValue"]),
        name: term.first_text(&["targetName", "name"]),
        description: term.first_text(&["targetDescription", "description"]),
        framework: term.text("educationalFramework").or(set_name).or_else(|| term.text("inDefinedTermSet")),
        asserted_by: Some(AssertedBy::Issuer),
        ..Assertion::default()
    }
}

fn fill_details(draft: &mut Draft, node: Node<'_>) {
    let issuer =
        ["hiringOrganization", "provider", "recognizedBy", "publisher"].iter().find_map(|name| named_party(node, name));
    draft.details.issuer = issuer.as_ref().and_then(|issuer| issuer.name.clone().or_else(|| issuer.id.clone()));
    let category = ["credentialCategory", "employmentType", "educationalProgramMode"];
    draft.details.category = category.iter().find_map(|name| word(node, name));
    draft.details.level = ["educationalLevel", "educationalCredentialAwarded", "occupationalCredentialAwarded"]
        .iter()
        .find_map(|name| word(node, name));
    draft.details.language = node.text("inLanguage");
    draft.details.url = node.text("url").filter(|url| url.starts_with("http"));
    draft.details.published = node.first_text(&["datePosted", "datePublished", "dateCreated"]);
    draft.details.closes = node.first_text(&["validThrough", "applicationDeadline"]);
    draft.details.place = node.node("jobLocation").and_then(place).or_else(|| node.text("jobLocationType"));
    for name in ["occupationalCategory", "relevantOccupation"] {
        draft.details.occupation_codes.extend(node.targets(name).into_iter().filter_map(occupation));
    }
    draft.details.industry_codes = node.targets("industry").into_iter().filter_map(industry).collect();
    if draft.kind != DocumentKind::Posting && draft.kind != DocumentKind::Occupation {
        let recognisers = node.targets("recognizedBy").into_iter().map(party_of);
        draft.trust = Some(Trust {
            issuer,
            issued: node.text("datePublished"),
            expires: node.text("expires"),
            alignment_source: (!draft.assertions.is_empty()).then_some(AssertedBy::Issuer),
            recognition: recognisers.map(|party| Recogniser { relation: Recognition::RecognizedBy, party }).collect(),
            ..Trust::default()
        });
    }
}

fn named_party(node: Node<'_>, name: &str) -> Option<Party> {
    node.targets(name).into_iter().next().map(party_of)
}

fn party_of(target: Target<'_>) -> Party {
    match target {
        Target::Node(node) => Party {
            id: node.id().map(str::to_owned).or_else(|| node.first_text(&["sameAs", "url"])),
            name: node.first_text(&["name", "legalName"]),
        },
        Target::Text(text) if text.starts_with("http") => Party { id: Some(text), name: None },
        Target::Text(text) => Party { id: None, name: Some(text) },
    }
}

fn word(node: Node<'_>, name: &str) -> Option<String> {
    match node.targets(name).into_iter().next()? {
        Target::Node(node) => node.first_text(&["name", "credentialCategory", "description"]),
        Target::Text(text) => Some(text),
    }
}

fn place(node: Node<'_>) -> Option<String> {
    let address = node.node("address").unwrap_or(node);
    let parts = ["addressLocality", "addressRegion", "addressCountry"].iter().filter_map(|name| word(address, name));
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { node.first_text(&["address", "name"]) } else { Some(parts.join(", ")) }
}

fn occupation(target: Target<'_>) -> Option<Code> {
    match target {
        Target::Text(text) => codes::occupation_in(&text)
            .or_else(|| Some(Code { system: CodeSystem::Other, code: String::new(), name: Some(one_line(&text)) })),
        Target::Node(node) => {
            let name = node.text("name");
            let code = node.first_text(&["codeValue", "termCode"]).unwrap_or_default();
            let set = node.node("inCodeSet").and_then(|set| set.text("name")).or_else(|| node.text("inCodeSet"));
            let system = codes::system_named(&set.unwrap_or_default());
            let found = codes::occupation_in(&code).unwrap_or(Code { system, code, name: None });
            let nested = || node.targets("occupationalCategory").into_iter().find_map(occupation);
            if found.code.is_empty() && name.is_none() {
                nested()
            } else {
                Some(Code { name: found.name.clone().or(name), ..found })
            }
        }
    }
}

fn industry(target: Target<'_>) -> Option<Code> {
    let name = |name: String| Code { system: CodeSystem::Other, code: String::new(), name: Some(one_line(&name)) };
    match target {
        Target::Text(text) => codes::industry(&text).or_else(|| Some(name(text))),
        Target::Node(node) => {
            let code = node.first_text(&["termCode", "codeValue"]).and_then(|code| codes::industry(&code));
            match (code, node.text("name")) {
                (Some(code), named) => Some(Code { name: code.name.clone().or(named), ..code }),
                (None, named) => named.map(name),
            }
        }
    }
}
