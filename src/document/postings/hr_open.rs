//! HR Open job postings and position openings, and JDX `JobSchema`+, from whose terms the former come.
//!
//! ```json
//! {"postingID": "W-7", "title": "Welder", "formattedDescriptions": ["<p>Build boilers.</p>"],
//!  "skills": [{"name": "weld pipes", "termCode": "W.1", "inDefinedTermSet": {"name": "Trades"},
//!              "annotation": {"required": true, "preferred": false}}],
//!  "occupationCategories": [{"name": "Welders", "termCode": "51-4121.00"}],
//!  "preferredCredentials": [{"program": "Pipe welding", "descriptions": ["A test piece"]}]}
//! ```
//!
//! HR Open writes names in the plural and texts in lists, JDX writes them singly (`jdx:skill`) and links a job to its
//! description and competency profile. Skills, knowledge, abilities, tasks, technologies, competencies, work activities
//! and attitudes are asserted, with required or preferred from `annotation`. Required and preferred credentials, education
//! and experience become sections. A position opening has profiles; each is a document.
//! Reference: HR Open Standards 4.3 `recruiting/json/JobPostingType.json` and `PositionOpeningType.json`;
//! <http://purl.org/jdx/terms/>.

use super::super::codes;
use super::super::drafts::{Draft, one_line};
use super::super::graph::{Graph, Node, Object, Target, Walk, types};
use super::super::structured::{Outcome, Reading};
use super::posting;
use crate::model::{AssertedBy, AssertedRelation, Assertion, Code, CodeSystem, Requirement};

/// Keys that hold annotated terms, in the plural and singly.
const TERMS: [&str; 16] = [
    "skills", "skill", "knowledge", "abilities", "ability", "tasks", "task", "technologies", "technology",
    "competencies", "competency", "workActivities", "workActivity", "attitudes", "attitude", "conceptKeyword",
];
/// Keys whose words are asked for, would be liked, or describe what is done.
const REQUIRED: [&str; 9] = [
    "requiredCredentials",
    "requiredCredential",
    "requiredEducation",
    "requiredExperiences",
    "requiredExperience",
    "minimumCredentials",
    "minimumEducation",
    "minimumExperiences",
    "minimumExperience",
];
const PREFERRED: [&str; 5] = [
    "preferredCredentials",
    "preferredCredential",
    "preferredEducation",
    "preferredExperiences",
    "preferredExperience",
];
/// Keys of JDX that lead from a job or posting to more of it.
const LINKS: [&str; 4] = ["hasJob", "hasJobDescription", "hasCompetencyProfile", "hasJobPosting"];
/// Keys that only these formats have.
const MARKS: [&str; 7] = [
    "formattedDescriptions",
    "formattedDescription",
    "occupationCategories",
    "requiredCredentials",
    "preferredCredentials",
    "postingRequestor",
    "hasCompetencyProfile",
];

/// Whether an object is a posting, an opening or a job of JDX.
pub fn recognises(object: &Object) -> bool {
    let context = object.get("@context").map(std::string::ToString::to_string).unwrap_or_default();
    let is_jdx = context.contains("jdx") || object.keys().any(|key| key.starts_with("jdx:"));
    let holds_jobs = |node: &Object| {
        types(node).iter().any(|name| ["Job", "JobPosting", "JobDescription", "JobCompetencyProfile"].contains(name))
    };
    let nodes = object.get("@graph").and_then(|graph| graph.as_array()).into_iter().flatten();
    let any_jobs = holds_jobs(object) || nodes.filter_map(|node| node.as_object()).any(holds_jobs);
    (is_jdx && any_jobs)
        || object.get("positionProfiles").is_some_and(serde_json::Value::is_array)
        || (object.contains_key("positionTitle") && object.contains_key("positionQualifications"))
        || (object.contains_key("title") && MARKS.iter().any(|mark| object.contains_key(*mark)))
}

/// The postings.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::of(object);
    let root = graph.node(object);
    if object.contains_key("positionProfiles") {
        let profiles = root.nodes("positionProfiles");
        return Ok(profiles.into_iter().map(position).collect());
    }
    if object.contains_key("positionQualifications") {
        return Ok(vec![position(root)]);
    }
    let Some(nodes) = object.get("@graph").and_then(|graph| graph.as_array()) else { return Ok(vec![describe(root)]) };
    let nodes: Vec<Node<'_>> = nodes.iter().filter_map(|node| node.as_object()).map(|node| graph.node(node)).collect();
    let of = |name: &str| nodes.iter().copied().filter(|node| node.is_a(&[name])).collect::<Vec<_>>();
    let postings = of("JobPosting");
    let chosen = if postings.is_empty() { of("Job") } else { postings };
    if chosen.is_empty() {
        return Err("a JDX graph without a job or posting".to_owned());
    }
    Ok(chosen.into_iter().map(describe).collect())
}

fn describe(root: Node<'_>) -> Draft {
    let mut draft = posting(root, &["postingID", "positionID", "@id", "id"], &["title", "name"]);
    let mut nodes = Vec::new();
    let mut walk = Walk::from(root);
    while let Some(node) = walk.step(|node| LINKS.iter().flat_map(|name| node.nodes(name)).collect()) {
        nodes.push(node);
    }
    let all = |names: &[&str]| -> String {
        let texts = nodes.iter().flat_map(|node| names.iter().flat_map(|name| words(*node, name)));
        texts.collect::<Vec<_>>().join("\n")
    };
    draft.push(&all(&["formattedDescriptions", "formattedDescription", "description"]));
    draft.push_under("Responsibilities", &all(&["responsibilities", "responsibility"]));
    draft.push_under("Qualifications", &all(&["qualificationSummary"]));
    draft.push_under("Requirements", &all(&REQUIRED));
    draft.push_under("Preferred qualifications", &all(&PREFERRED));
    for node in &nodes {
        for term in TERMS.iter().flat_map(|name| node.nodes(name)) {
            draft.assert(term_of(term));
        }
        draft.details.occupation_codes.extend(
            ["occupationCategories", "occupationalCategory", "occupationCategory"]
                .iter()
                .flat_map(|name| node.nodes(name))
                .filter_map(occupation),
        );
        let industries = ["industryCodes", "industryCode", "industries"].iter().flat_map(|name| node.nodes(name));
        draft.details.industry_codes.extend(industries.filter_map(industry));
    }
    draft.push_under("About the company", &all(&["employerOverview"]));
    draft.push_under("Benefits", &all(&["jobBenefits"]));
    let first = |names: &[&str]| nodes.iter().find_map(|node| node.first_text(names));
    let organisation = nodes.iter().find_map(|node| node.node("hiringOrganization"));
    draft.details.issuer =
        organisation.and_then(|organisation| organisation.first_text(&["name", "tradeName", "legalName"]));
    draft.details.place = nodes.iter().find_map(|node| node.node("jobLocation")).and_then(place);
    draft.details.published = first(&["datePosted", "postingStartDate", "validFrom"]);
    draft.details.closes = first(&["validThrough", "postingEndDate"]);
    draft.details.level = nodes.iter().find_map(|node| node.node("careerLevels")).and_then(|level| level.text("name"));
    draft.details.language = first(&["inLanguage"]);
    draft
}

/// What a key says in words: texts, or names and descriptions of things.
fn words(node: Node<'_>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for target in node.targets(name) {
        match target {
            Target::Text(text) => found.push(text),
            Target::Node(node) => {
                for key in
                    ["name", "program", "programConcentration", "credentialCategory", "content", "qualificationSummary"]
                {
                    found.extend(node.text(key));
                }
                found.extend(node.texts("descriptions"));
                found.extend(node.texts("description"));
            }
        }
    }
    found
}

fn term_of(term: Node<'_>) -> Assertion {
    let set = term.node("inDefinedTermSet");
    let annotation = term.node("annotation");
    let says = |name: &str| {
        annotation.and_then(|annotation| annotation.value(name)).and_then(serde_json::Value::as_bool) == Some(true)
    };
    let requirement = if says("required") || says("requiredAtHiring") {
        Some(Requirement::Required)
    } else {
        says("preferred").then_some(Requirement::Preferred)
    };
    Assertion {
        target: term
            .text("url")
            .or_else(|| term.id().filter(|id| id.contains(':') && !id.starts_with("_:")).map(str::to_owned))
            .unwrap_or_default(),
        code: term.text("termCode"),
        name: term.text("name"),
        description: term.first_text(&["description", "descriptions"]),
        framework: set.and_then(|set| set.first_text(&["name", "url"])).or_else(|| term.text("inDefinedTermSet")),
        relation: AssertedRelation::Requires,
        requirement,
        asserted_by: Some(AssertedBy::Issuer),
        range: None,
    }
}

fn occupation(term: Node<'_>) -> Option<Code> {
    let code = term.first_text(&["termCode", "codeValue"]).unwrap_or_default();
    let name = term.text("name");
    let set = term.node("inDefinedTermSet").and_then(|set| set.first_text(&["name", "url"])).unwrap_or_default();
    let found = codes::occupation_in(&code).unwrap_or(Code { system: codes::system_named(&set), code, name: None });
    (!found.code.is_empty() || name.is_some()).then_some(Code { name, ..found })
}

fn industry(term: Node<'_>) -> Option<Code> {
    let name = term.text("name");
    let code = term.text("termCode").and_then(|code| codes::industry(&code));
    match code {
        Some(code) => Some(Code { name, ..code }),
        None => name.map(|name| Code { system: CodeSystem::Other, code: String::new(), name: Some(name) }),
    }
}

fn place(node: Node<'_>) -> Option<String> {
    let address = node.node("address").unwrap_or(node);
    let parts = ["addressLocality", "addressRegion", "addressCountry", "city", "countryCode"];
    let parts: Vec<String> = parts.iter().filter_map(|name| address.text(name)).collect();
    if parts.is_empty() { node.text("name") } else { Some(parts.join(", ")) }
}

/// A profile of a position opening.
fn position(profile: Node<'_>) -> Draft {
    let mut draft = posting(profile, &["positionUri"], &["positionTitle", "profileName"]);
    if draft.id.is_empty() {
        let ids = ["profileId", "positionId"].iter().find_map(|name| profile.node(name)?.text("value"));
        draft.id = ids.or_else(|| profile.text("positionId")).unwrap_or_default();
    }
    for description in profile.nodes("positionFormattedDescriptions") {
        let content = description.text("content").unwrap_or_default();
        match description.text("title") {
            Some(title) => draft.push_under(&title, &content),
            None => draft.push(&content),
        }
    }
    let mut required = Vec::new();
    for qualification in profile.nodes("positionQualifications") {
        required.extend(qualification.texts("qualificationSummary"));
        for education in qualification.nodes("educationRequirement") {
            for name in ["programs", "programConcentrations", "descriptions"] {
                required.extend(education.texts(name));
            }
        }
        for part in ["experienceSummary", "licences"].iter().flat_map(|name| qualification.nodes(name)) {
            required.extend(part.text("name"));
            required.extend(part.texts("descriptions"));
        }
        for competency in qualification.nodes("positionCompetencies") {
            draft.assert(competency_of(competency));
        }
    }
    draft.push_under("Requirements", &required.join("\n"));
    let categories = profile.nodes("jobCategories").into_iter().filter_map(|category| {
        let name = category.text("name").map(|name| one_line(&name));
        let code = category
            .first_text(&["code", "value"])
            .or_else(|| category.node("code")?.text("value"))
            .unwrap_or_default();
        let found = codes::occupation_in(&code).unwrap_or(Code { system: CodeSystem::Other, code, name: None });
        (!found.code.is_empty() || name.is_some()).then(|| Code { name: name.or(found.name.clone()), ..found })
    });
    draft.details.occupation_codes = categories.collect();
    let organisation = profile.node("positionOrganizations");
    draft.details.issuer = organisation.and_then(|organisation| organisation.first_text(&["name", "tradeName"]));
    draft.details.place = profile.node("positionLocation").and_then(place);
    draft
}

fn competency_of(competency: Node<'_>) -> Assertion {
    let value = |name: &str| {
        competency.node(name).and_then(|id| id.first_text(&["value", "id"])).or_else(|| competency.text(name))
    };
    let id = value("competencyIds");
    let is_address = id.as_deref().is_some_and(|id| id.contains("://"));
    let wanted = competency.value("requiredProficiencyLevel").is_some();
    let liked = competency.value("desiredProficiencyLevel").is_some();
    Assertion {
        target: id.clone().filter(|_| is_address).unwrap_or_default(),
        code: id.filter(|_| !is_address),
        name: competency.first_text(&["competencyName", "name"]),
        description: competency.first_text(&["description", "descriptions"]),
        framework: value("taxonomyIds"),
        relation: AssertedRelation::Requires,
        requirement: if wanted { Some(Requirement::Required) } else { liked.then_some(Requirement::Preferred) },
        asserted_by: Some(AssertedBy::Issuer),
        range: None,
    }
}
