//! One node of a CTDL graph: of which class it is, and what its fields mean.

use serde_json::Value;

use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, Predicate, RelationKind, TaxonomyInfo};
use crate::taxonomy::json_values::{Literal, Object, addresses, field, identifier, literals, local_name};

/// Where the registry keeps what has a CTID.
const REGISTRY: &str = "https://credentialengineregistry.org/resources/";

/// What a node is, as far as it decides what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Competency,
    Concept,
    Level,
    Task,
    Occupation,
    /// Describes the whole, and is no concept.
    Scheme,
    AlignmentMap,
}

/// What a framework or scheme says of itself.
pub(super) struct Scheme {
    pub id: String,
    pub is_framework: bool,
    title: String,
    publisher: String,
    licence: String,
    source: String,
    version: String,
}

impl Scheme {
    pub fn describe(&self, info: &mut TaxonomyInfo) {
        let texts = [
            (&mut info.title, &self.title),
            (&mut info.publisher, &self.publisher),
            (&mut info.licence, &self.licence),
            (&mut info.source, &self.source),
            (&mut info.version, &self.version),
        ];
        for (field, text) in texts.into_iter().filter(|(field, _)| field.is_empty()) {
            field.clone_from(text);
        }
    }
}

/// The field, the relation that it is, and whether it starts from what it names.
const RELATIONS: [(&str, RelationKind, bool); 25] = [
    ("isChildOf", RelationKind::Broader, false),
    ("hasChild", RelationKind::Broader, true),
    ("comprisedOf", RelationKind::Broader, true),
    ("broader", RelationKind::Broader, false),
    ("narrower", RelationKind::Broader, true),
    ("isSpecializationOf", RelationKind::Broader, false),
    ("hasSpecialization", RelationKind::Broader, true),
    ("hasWorkRole", RelationKind::Broader, true),
    ("related", RelationKind::Related, false),
    ("crossSubjectReference", RelationKind::Related, false),
    ("classification", RelationKind::Related, false),
    ("conceptTerm", RelationKind::Related, false),
    ("facetType", RelationKind::Related, false),
    ("hasTask", RelationKind::Related, true),
    ("taskEmbodied", RelationKind::Related, false),
    ("hasProgressionLevel", RelationKind::Related, false),
    ("skillEmbodied", RelationKind::Essential, false),
    ("knowledgeEmbodied", RelationKind::Essential, false),
    ("abilityEmbodied", RelationKind::Essential, false),
    ("hasSkill", RelationKind::Essential, false),
    ("hasKnowledge", RelationKind::Essential, false),
    ("hasAbility", RelationKind::Essential, false),
    ("prerequisiteAlignment", RelationKind::Essential, false),
    ("isReplacedBy", RelationKind::ReplacedBy, false),
    ("supersededBy", RelationKind::ReplacedBy, false),
];

/// The field, and how what it names stands to the node.
const LINKS: [(&str, Option<Predicate>); 13] = [
    ("exactAlignment", Some(Predicate::Exact)),
    ("broadAlignment", Some(Predicate::Broad)),
    ("narrowAlignment", Some(Predicate::Narrow)),
    ("majorAlignment", Some(Predicate::Close)),
    ("minorAlignment", Some(Predicate::Related)),
    ("exactMatch", Some(Predicate::Exact)),
    ("closeMatch", Some(Predicate::Close)),
    ("broadMatch", Some(Predicate::Broad)),
    ("narrowMatch", Some(Predicate::Narrow)),
    ("relatedMatch", Some(Predicate::Related)),
    ("alignTo", None),
    ("alignFrom", None),
    ("derivedFrom", None),
];

/// One node as its file has it.
pub(super) struct Node<'a> {
    object: &'a Object,
    language: String,
}

impl<'a> Node<'a> {
    /// `language` is that of texts that do not say and whose node does not say either.
    pub fn new(object: &'a Object, language: &str) -> Self {
        let own = addresses(field(object, &["inLanguage"])).into_iter().next().map(|tag| tag.to_lowercase());
        Self { object, language: own.unwrap_or_else(|| language.to_owned()) }
    }

    pub fn class(&self) -> Option<Class> {
        let classes = addresses(field(self.object, &["type"]));
        classes.iter().find_map(|class| {
            Some(match local_name(class) {
                "Competency" => Class::Competency,
                "Concept" => Class::Concept,
                "ProgressionLevel" => Class::Level,
                "Task" => Class::Task,
                "Occupation" | "Job" | "WorkRole" => Class::Occupation,
                "CompetencyFramework" | "ConceptScheme" | "ProgressionModel" | "QualificationsFramework" => {
                    Class::Scheme
                }
                "AlignmentMap" => Class::AlignmentMap,
                _ => return None,
            })
        })
    }

    pub fn identifier(&self) -> String {
        let id = match self.object.get("@id").and_then(Value::as_str) {
            Some(id) => id.trim().to_owned(),
            None => identifier(self.object),
        };
        if !id.is_empty() {
            return id;
        }
        let ctid = self.word(&["ctid"]);
        if ctid.is_empty() { ctid } else { format!("{REGISTRY}{ctid}") }
    }

    pub fn concept(&self, id: String) -> Concept {
        let mut concept = Concept::new(id, self.kind());
        let names = self.texts(&["competencyLabel", "prefLabel", "name"]);
        let texts: Vec<Literal> = ["competencyText", "definition", "defintion", "description"]
            .iter()
            .flat_map(|name| self.texts(&[name]))
            .collect();
        // A competency may be nothing but its sentence.
        let names_it = if names.is_empty() { &texts[..texts.len().min(1)] } else { &names[..] };
        let mut languages: Vec<&str> = Vec::new();
        for name in names_it {
            let is_first = !languages.contains(&name.language.as_str());
            languages.push(&name.language);
            let role = if is_first { LabelRole::Preferred } else { LabelRole::Alternative };
            concept.add_label(&name.text, role, &name.language);
        }
        for (fields, role) in [
            (&["altLabel"][..], LabelRole::Alternative),
            (&["alternateName"], LabelRole::Alternative),
            (&["conceptKeyword"], LabelRole::Alternative),
            (&["hiddenLabel"], LabelRole::Hidden),
        ] {
            for label in self.texts(fields) {
                concept.add_label(&label.text, role, &label.language);
            }
        }
        let used = names_it.len().min(usize::from(names.is_empty()));
        for text in &texts[used..] {
            concept.add_note(&text.text, NoteRole::Definition, &text.language);
        }
        for name in ["comment", "note", "scopeNote"] {
            for text in self.texts(&[name]) {
                concept.add_note(&text.text, NoteRole::ScopeNote, &text.language);
            }
        }
        concept.notation = self.notation();
        for name in ["competencyCategory", "localSubject"] {
            for category in self.texts(&[name]) {
                if !concept.categories.contains(&category.text) {
                    concept.categories.push(category.text);
                }
            }
        }
        concept.occupation_codes = self.occupation_codes();
        for (name, predicate) in LINKS {
            for target in addresses(field(self.object, &[name])) {
                concept.add_link(Link { target, predicate, ..Link::default() });
            }
        }
        concept
    }

    /// The relations that it states: the kind, whether it is the target, and what is named.
    pub fn relations(&self) -> impl Iterator<Item = (RelationKind, bool, String)> + '_ {
        RELATIONS.iter().flat_map(|(name, kind, inverse)| {
            addresses(field(self.object, &[name])).into_iter().map(|named| (*kind, *inverse, named))
        })
    }

    pub fn scheme(&self) -> Scheme {
        let classes = addresses(field(self.object, &["type"]));
        let frameworks = ["CompetencyFramework", "QualificationsFramework"];
        Scheme {
            id: self.identifier(),
            is_framework: classes.iter().any(|class| frameworks.contains(&local_name(class))),
            title: self.word(&["name", "title", "prefLabel"]),
            publisher: self.word(&["publisherName"]),
            licence: self.word(&["license", "rights"]),
            source: self.word(&["source", "sourceDocumentation"]),
            version: self.word(&["versionCode", "versionIdentifier"]),
        }
    }

    /// What the class says, and for competencies the category where it is the name of a kind.
    fn kind(&self) -> ConceptKind {
        match self.class() {
            Some(Class::Task) => ConceptKind::Task,
            Some(Class::Occupation) => ConceptKind::Occupation,
            Some(Class::Level) => ConceptKind::Other,
            _ => {
                let categories = self.texts(&["competencyCategory"]);
                let kind = categories.iter().find_map(|category| {
                    let name = category.text.trim();
                    let singular =
                        if name.eq_ignore_ascii_case("abilities") { "ability" } else { name.trim_end_matches('s') };
                    ConceptKind::parse(name).or_else(|| ConceptKind::parse(singular))
                });
                kind.unwrap_or(ConceptKind::Skill)
            }
        }
    }

    fn notation(&self) -> Option<String> {
        let code = self.word(&["codedNotation", "notation"]);
        if !code.is_empty() {
            return Some(code);
        }
        let code = match field(self.object, &["identifier"]) {
            Some(Value::Array(values)) => values.iter().find_map(identifier_code),
            Some(value) => identifier_code(value),
            None => None,
        };
        code.or_else(|| Some(self.word(&["listID"])).filter(|code| !code.is_empty()))
    }

    fn occupation_codes(&self) -> Vec<String> {
        let values = match field(self.object, &["occupationType"]) {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => return Vec::new(),
        };
        let code = |value: &Value| Some(field(value.as_object()?, &["codedNotation"])?.as_str()?.trim().to_owned());
        let mut codes: Vec<String> = values.iter().filter_map(code).filter(|code| !code.is_empty()).collect();
        codes.dedup();
        codes
    }

    fn texts(&self, names: &[&str]) -> Vec<Literal> {
        literals(field(self.object, names), &self.language)
    }

    fn word(&self, names: &[&str]) -> String {
        self.texts(names).into_iter().next().map(|literal| literal.text).unwrap_or_default()
    }
}

/// The code of a `ceterms:IdentifierValue`.
fn identifier_code(value: &Value) -> Option<String> {
    let code = field(value.as_object()?, &["identifierValueCode"])?.as_str()?.trim();
    (!code.is_empty()).then(|| code.to_owned())
}
