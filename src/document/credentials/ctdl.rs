//! CTDL, the vocabulary of Credential Engine: credentials, courses, programmes, assessments and occupations.
//!
//! ```json
//! {"@context": "https://credreg.net/ctdl/schema/context/json", "@graph": [
//!  {"@id": "_:weld", "@type": "ceterms:Certificate", "ceterms:name": {"en": "TIG Welder"},
//!   "ceterms:requires": [{"@type": "ceterms:ConditionProfile", "ceterms:targetLearningOpportunity": ["_:course"]}]},
//!  {"@id": "_:course", "@type": "ceterms:Course", "ceterms:name": {"en": "Pipes"}, "ceterms:teaches": [
//!   {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en": "weld pipes"}}]}]}
//! ```
//!
//! Each credential, course, programme, assessment, occupation, job and work role of a graph is a document; tasks only
//! where nothing else is. A credential carries no competencies itself, so it is followed through condition profiles to
//! courses and assessments, and to the competencies that those teach and test. `ownedBy` is the issuer, `requires` what
//! it takes, `entryCondition` what is expected beforehand, `occupationType`, `industryType` and
//! `instructionalProgramType` are codes, `accreditedBy` and its like are trust. Prefixes do not matter.
//! Reference: <https://credreg.net/ctdl/terms>.

use super::super::codes;
use super::super::drafts::{Draft, one_line};
use super::super::graph::{Graph, LONGEST_WALK, Node, Object, Target, Walk, local_name, types};
use super::super::structured::{Outcome, Reading};
use super::party;
use crate::model::{
    AssertedBy, AssertedRelation, Assertion, Code, CodeSystem, DocumentKind, PartKind, Party, Recogniser, Recognition,
    Requirement, Trust,
};

/// Keys that lead from a node to more of what it takes.
const FURTHER: [&str; 10] = [
    "requires",
    "corequisite",
    "targetLearningOpportunity",
    "targetAssessment",
    "targetCredential",
    "hasPart",
    "hasTask",
    "hasWorkRole",
    "hasJob",
    "alternativeCondition",
];
/// Keys that lead to what is expected beforehand.
const BEFOREHAND: [&str; 2] = ["entryCondition", "prerequisite"];
/// Keys that hold competencies, with what the node does with them.
const COMPETENCIES: [(&str, AssertedRelation); 9] = [
    ("teaches", AssertedRelation::Teaches),
    ("assesses", AssertedRelation::Assesses),
    ("targetCompetency", AssertedRelation::Requires),
    ("competency", AssertedRelation::Aligned),
    ("skillEmbodied", AssertedRelation::Requires),
    ("knowledgeEmbodied", AssertedRelation::Requires),
    ("abilityEmbodied", AssertedRelation::Requires),
    ("taskEmbodied", AssertedRelation::Requires),
    ("requires", AssertedRelation::Requires),
];

/// Whether an object is CTDL with a document in it.
pub fn recognises(object: &Object) -> bool {
    let is_ctdl = |object: &Object| {
        let context = object.get("@context").map(std::string::ToString::to_string).unwrap_or_default();
        context.contains("/ctdl") || object.keys().any(|key| key.starts_with("ceterms:"))
    };
    let nodes = || {
        object
            .get("@graph")
            .and_then(|graph| graph.as_array())
            .into_iter()
            .flatten()
            .filter_map(|node| node.as_object())
    };
    let any_ctdl = is_ctdl(object) || nodes().take(100).any(is_ctdl);
    any_ctdl && (kind_of(&types(object)).is_some() || nodes().any(|node| kind_of(&types(node)).is_some()))
}

/// The documents of a graph.
pub fn read(object: &Object, _: Reading) -> Outcome {
    let graph = Graph::of(object);
    let listed = object.get("@graph").and_then(|graph| graph.as_array());
    let nodes: Vec<Node<'_>> = match listed {
        Some(nodes) => nodes.iter().filter_map(|node| node.as_object()).map(|node| graph.node(node)).collect(),
        None => vec![graph.node(object)],
    };
    let is_task = |node: &Node<'_>| node.is_a(&["Task"]);
    let known = |node: &&Node<'_>| kind_of(&node.types()).is_some();
    let only_tasks = nodes.iter().filter(known).all(is_task);
    let drafts: Vec<Draft> =
        nodes.iter().filter(known).filter(|node| only_tasks || !is_task(node)).map(|node| describe(*node)).collect();
    if drafts.is_empty() {
        Err("a CTDL graph without a credential, course, assessment or occupation".to_owned())
    } else {
        Ok(drafts)
    }
}

/// What sort of document a node is by its types.
pub(super) fn kind_of(types: &[&str]) -> Option<DocumentKind> {
    types.iter().find_map(|name| match *name {
        "Course" => Some(DocumentKind::Course),
        "LearningProgram" | "LearningOpportunityProfile" | "LearningOpportunity" => Some(DocumentKind::Programme),
        "AssessmentProfile" | "Assessment" => Some(DocumentKind::Assessment),
        "Occupation" | "Job" | "WorkRole" | "Task" => Some(DocumentKind::Occupation),
        "Credential"
        | "Certification"
        | "Diploma"
        | "License"
        | "MicroCredential"
        | "DigitalBadge"
        | "OpenBadge"
        | "Badge"
        | "GeneralEducationDevelopment"
        | "SecondarySchoolDiploma"
        | "QualityAssuranceCredential"
        | "CertificateOfCompletion"
        | "CertificateOfParticipation" => Some(DocumentKind::Credential),
        name if name.ends_with("Degree") || name.ends_with("Certificate") || name.ends_with("Doctorate") => {
            Some(DocumentKind::Credential)
        }
        _ => None,
    })
}

fn describe(node: Node<'_>) -> Draft {
    let types = node.types();
    let mut draft = Draft { kind: kind_of(&types).unwrap_or_default(), ..Draft::default() };
    draft.id = node.id().map(str::to_owned).or_else(|| node.text("ctid")).unwrap_or_default();
    let name = node.first_text(&["name", "competencyLabel"]).map(|name| one_line(&name));
    let description = node.text("description").unwrap_or_default();
    // Tasks have no name but what is to be done.
    draft.title = name.unwrap_or_else(|| if description.len() < 300 { one_line(&description) } else { String::new() });
    if draft.title != one_line(&description) {
        draft.push(&description);
    }
    let mut words = node.texts("keyword");
    let subjects = ["subject", "degreeConcentration", "degreeMajor", "degreeMinor"];
    words.extend(subjects.iter().flat_map(|name| node.targets(name)).filter_map(|target| match target {
        Target::Node(subject) => subject.first_text(&["targetNodeName", "targetName", "name"]),
        Target::Text(text) => Some(text),
    }));
    if !words.is_empty() {
        let words = words.join("\n");
        draft.length += words.len();
        draft.parts.push((PartKind::Skills, words));
    }
    follow(&mut draft, node);

    let owner = ["ownedBy", "offeredBy", "assertedBy"].iter().find_map(|name| party(node, name));
    draft.details.issuer = owner.as_ref().and_then(|owner| owner.name.clone().or_else(|| owner.id.clone()));
    draft.details.category = types.first().map(|name| local_name(name).to_owned());
    draft.details.level = ["educationLevelType", "audienceLevelType"].iter().find_map(|name| aligned_name(node, name));
    draft.details.language = node.text("inLanguage");
    draft.details.url = node.text("subjectWebpage");
    draft.details.published = node.text("dateEffective");
    draft.details.occupation_codes = coded(node, "occupationType", CodeSystem::Other);
    draft.details.industry_codes = coded(node, "industryType", CodeSystem::Naics);
    draft.details.programme_codes = coded(node, "instructionalProgramType", CodeSystem::Cip);
    if draft.kind != DocumentKind::Occupation {
        draft.trust = Some(Trust {
            issuer: owner,
            issued: node.text("dateEffective"),
            expires: node.text("expirationDate"),
            life_cycle: ["credentialStatusType", "lifeCycleStatusType"]
                .iter()
                .find_map(|name| aligned_name(node, name)),
            alignment_source: (!draft.assertions.is_empty()).then_some(AssertedBy::Issuer),
            recognition: recognition(node),
            registry_id: node.text("ctid"),
            ..Trust::default()
        });
    }
    draft
}

/// Writes what a node takes, teaches and tests, however far away, into a draft.
pub fn follow(draft: &mut Draft, node: Node<'_>) {
    let mut walk = Walk::from(node);
    let (mut taught, mut tasks) = (Vec::new(), Vec::new());
    while let Some(at) = walk.step(onward) {
        collect(draft, at, None);
        if std::ptr::eq(at.object, node.object) {
            continue;
        }
        // The name of a condition is a heading, such as "Requirements".
        let name = at.text("name").filter(|_| !at.is_a(&["ConditionProfile"]));
        let words = [name, at.text("description")].into_iter().flatten().collect::<Vec<_>>().join("\n");
        if at.is_a(&["Task", "WorkRole", "Job"]) { tasks.push(words) } else { taught.push(words) }
    }
    if walk.is_cut {
        let message =
            format!("more is linked to it than the {LONGEST_WALK} nodes that are followed; the rest is left out");
        draft.refused.push(("/@graph".to_owned(), message));
    }
    draft.push_under("Curriculum", &taught.join("\n"));
    draft.push_under("Responsibilities", &tasks.join("\n"));
    let mut beforehand = Vec::new();
    for condition in BEFOREHAND.iter().flat_map(|name| node.nodes(name)) {
        let mut walk = Walk::from(condition);
        while let Some(at) = walk.step(onward) {
            collect(draft, at, Some(Requirement::Required));
            beforehand.extend(at.text("name").filter(|_| !at.is_a(&["ConditionProfile"])));
            beforehand.extend(at.text("description"));
        }
    }
    draft.push_under("Prerequisites", &beforehand.join("\n"));
}

fn onward(node: Node<'_>) -> Vec<Node<'_>> {
    FURTHER.iter().flat_map(|name| node.nodes(name)).filter(|next| !is_competency(*next)).collect()
}

fn collect(draft: &mut Draft, node: Node<'_>, requirement: Option<Requirement>) {
    for (name, relation) in COMPETENCIES {
        for target in node.targets(name) {
            let assertion = match target {
                Target::Node(competency) if name != "requires" || is_competency(competency) => assertion_of(competency),
                Target::Text(address) if name != "requires" && address.contains(':') => {
                    Assertion { target: address, ..Assertion::default() }
                }
                Target::Text(words) if name != "requires" => Assertion { name: Some(words), ..Assertion::default() },
                _ => continue,
            };
            let asserted_by = Some(AssertedBy::Issuer);
            draft.assert(Assertion { relation, requirement, asserted_by, ..assertion });
        }
    }
}

/// Writes one competency into a draft.
pub fn assert_competency(draft: &mut Draft, node: Node<'_>) {
    draft.assert(Assertion { asserted_by: Some(AssertedBy::Issuer), ..assertion_of(node) });
}

fn is_competency(node: Node<'_>) -> bool {
    node.is_a(&["Competency", "CredentialAlignmentObject"])
}

/// A competency in place, or an alignment that points to one.
fn assertion_of(node: Node<'_>) -> Assertion {
    let target = node.node("targetNode").and_then(|target| target.id()).map(str::to_owned);
    // Nodes that have a name only within this graph point to nothing outside.
    let own = node.id().filter(|id| !id.starts_with("_:") && node.value("targetNode").is_none());
    let name = node.first_text(&["targetNodeName", "competencyLabel", "name", "targetName"]);
    let text = node.first_text(&["targetNodeDescription", "competencyText", "description"]);
    let (name, description) = if name.is_some() { (name, text) } else { (text, None) };
    Assertion {
        target: target.or_else(|| node.text("targetNode")).or_else(|| own.map(str::to_owned)).unwrap_or_default(),
        code: node.text("codedNotation"),
        name,
        description,
        framework: node.first_text(&["frameworkName", "framework", "isPartOf"]),
        ..Assertion::default()
    }
}

/// The name of what a key's first alignment points to.
fn aligned_name(node: Node<'_>, name: &str) -> Option<String> {
    match node.targets(name).into_iter().next()? {
        Target::Node(alignment) => {
            let target = || alignment.node("targetNode").and_then(|target| target.id()).map(str::to_owned);
            let word = alignment.first_text(&["targetNodeName", "targetName", "name", "targetNode"]).or_else(target);
            word.map(|word| if word.contains(' ') { word } else { local_name(&word).to_owned() })
        }
        Target::Text(text) => Some(local_name(&text).to_owned()),
    }
}

/// The codes under a key, which belong to a system unless they say otherwise.
fn coded(node: Node<'_>, name: &str, usual: CodeSystem) -> Vec<Code> {
    let code = |alignment: Node<'_>| {
        let text = alignment.text("codedNotation");
        let name = alignment.first_text(&["targetNodeName", "targetName", "name"]);
        let framework = alignment.first_text(&["frameworkName", "framework"]).unwrap_or_default();
        let named = codes::system_named(&framework);
        let system = if named == CodeSystem::Other { usual } else { named };
        let code = text.unwrap_or_default();
        let usual_form = match system {
            CodeSystem::Cip => codes::programme(&code),
            CodeSystem::Soc | CodeSystem::OnetSoc | CodeSystem::Other if usual == CodeSystem::Other => {
                codes::occupation(&code)
            }
            _ => None,
        };
        let code = usual_form.unwrap_or(Code { system, code, name: None });
        let code = Code { name: name.map(|name| one_line(&name)), ..code };
        (!code.code.is_empty() || code.name.is_some()).then_some(code)
    };
    node.nodes(name).into_iter().filter_map(code).collect()
}

/// Who accredits, approves, recognises or regulates what a node describes.
pub(super) fn recognition(node: Node<'_>) -> Vec<Recogniser> {
    let relations = [
        ("accreditedBy", Recognition::AccreditedBy),
        ("approvedBy", Recognition::ApprovedBy),
        ("recognizedBy", Recognition::RecognizedBy),
        ("regulatedBy", Recognition::RegulatedBy),
    ];
    let mut found = Vec::new();
    for (name, relation) in relations {
        for target in node.targets(name) {
            let party = match target {
                Target::Node(node) => Party { id: node.id().map(str::to_owned), name: node.text("name") },
                Target::Text(text) if text.contains(':') => Party { id: Some(text), name: None },
                Target::Text(text) => Party { id: None, name: Some(text) },
            };
            found.push(Recogniser { relation, party });
        }
    }
    found
}
