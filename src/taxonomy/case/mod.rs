//! Frameworks of 1EdTech's Competencies and Academic Standards Exchange (CASE), whichever file they came in.
//!
//! The JSON and CSV readers fill an [`Item`] and [`Association`]s; what they mean in our terms is decided here:
//!
//! | CASE | here |
//! |---|---|
//! | `uri`, else `identifier` | identifier |
//! | `abbreviatedStatement`, else `fullStatement` | preferred label, without Markdown |
//! | `fullStatement` beside an abbreviated one, or where Markdown was taken off | definition, as published |
//! | `alternativeLabel`, `conceptKeywords` | alternative labels |
//! | `humanCodingScheme`, else `listEnumeration` | notation |
//! | `notes` | scope note |
//! | `CFItemType`, `subject` | categories; the type decides the kind as far as it says one |
//! | `isChildOf`, `isPartOf` | broader; the document itself is no concept |
//! | `isRelatedTo`, `isPeerOf` | related |
//! | `replacedBy` | replaced by |
//! | `exactMatchOf`, `isTranslationOf`, `ext:closeMatchOf`, `ext:broadMatchOf`, `ext:narrowMatchOf` | links with their predicate |
//! | `exemplar`, and any of the above to another framework | links |
//! | `precedes`, `hasSkillLevel` | not kept, and counted in a note |
//!
//! Reference: <https://www.imsglobal.org/spec/case/v1p1>.

pub(super) mod csv;
pub(super) mod json;
mod markdown;

use std::collections::HashMap;

use super::TaxonomyBuilder;
use crate::counts::counted;
use crate::error::{Position, Severity};
use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, Predicate, RelationKind};

/// One item as its file has it.
#[derive(Debug, Clone, Default)]
struct Item {
    uri: String,
    identifier: String,
    full_statement: String,
    abbreviated_statement: String,
    alternative_labels: Vec<String>,
    code: String,
    notes: String,
    type_name: String,
    subjects: Vec<String>,
    language: String,
}

/// One end of an association.
#[derive(Debug, Clone, Default)]
struct Node {
    uri: String,
    identifier: String,
    title: String,
}

/// One association as its file has it.
#[derive(Debug, Clone)]
struct Association {
    kind: String,
    origin: Node,
    destination: Node,
    position: Position,
}

/// What an association becomes.
enum Meaning {
    /// A relation where both ends are here, else a link.
    Relation(RelationKind, bool),
    Link(Option<Predicate>),
}

impl Meaning {
    fn of(kind: &str) -> Option<Self> {
        Some(match kind.strip_prefix("ext:").unwrap_or(kind) {
            "isChildOf" | "isPartOf" => Self::Relation(RelationKind::Broader, false),
            "isParentOf" => Self::Relation(RelationKind::Broader, true),
            "isRelatedTo" | "isPeerOf" => Self::Relation(RelationKind::Related, false),
            "replacedBy" => Self::Relation(RelationKind::ReplacedBy, false),
            "exactMatchOf" | "isTranslationOf" => Self::Link(Some(Predicate::Exact)),
            "closeMatchOf" => Self::Link(Some(Predicate::Close)),
            "broadMatchOf" => Self::Link(Some(Predicate::Broad)),
            "narrowMatchOf" => Self::Link(Some(Predicate::Narrow)),
            "relatedMatchOf" => Self::Link(Some(Predicate::Related)),
            "exemplar" => Self::Link(None),
            _ => return None,
        })
    }

    /// What a relation says of a target that is not in the file.
    fn predicate(&self) -> Option<Predicate> {
        match self {
            Self::Link(predicate) => *predicate,
            Self::Relation(RelationKind::Broader, false) => Some(Predicate::Broad),
            Self::Relation(RelationKind::Broader, true) => Some(Predicate::Narrow),
            Self::Relation(..) => Some(Predicate::Related),
        }
    }
}

/// Takes items and associations in and makes concepts and relations of them.
struct Items<'a> {
    builder: &'a mut TaxonomyBuilder,
    /// Identifier of the concept for every name that an association may use for it.
    names: HashMap<String, String>,
    /// Every name of the documents themselves.
    documents: Vec<String>,
    associations: Vec<Association>,
}

impl<'a> Items<'a> {
    fn new(builder: &'a mut TaxonomyBuilder) -> Self {
        Self { builder, names: HashMap::new(), documents: Vec::new(), associations: Vec::new() }
    }

    fn add(&mut self, item: &Item, position: &Position) {
        let statement = markdown::plain(&item.full_statement);
        let short = markdown::plain(&item.abbreviated_statement);
        let name = if short.is_empty() { &statement } else { &short };
        if name.is_empty() {
            let message = "an item without a statement";
            return self.builder.report(Severity::Skipped, position.clone(), message);
        }
        let id = if item.uri.is_empty() { &item.identifier } else { &item.uri };
        let mut concept = Concept::new(id.clone(), kind(&item.type_name));
        concept.add_label(name, LabelRole::Preferred, &item.language);
        for label in &item.alternative_labels {
            concept.add_label(&markdown::plain(label), LabelRole::Alternative, &item.language);
        }
        if !short.is_empty() || statement != item.full_statement.split_whitespace().collect::<Vec<_>>().join(" ") {
            concept.add_note(&item.full_statement, NoteRole::Definition, &item.language);
        }
        concept.add_note(&item.notes, NoteRole::ScopeNote, &item.language);
        concept.notation = (!item.code.is_empty()).then(|| item.code.clone());
        for category in std::iter::once(&item.type_name).chain(&item.subjects) {
            if !category.is_empty() && !concept.categories.contains(category) {
                concept.categories.push(category.clone());
            }
        }
        if self.builder.add(concept, position) {
            for name in [&item.uri, &item.identifier] {
                if !name.is_empty() {
                    self.names.entry(name.clone()).or_insert_with(|| id.clone());
                }
            }
        }
    }

    /// The identifier of the concept that a node is, when it is one of these files.
    fn find(&self, node: &Node) -> Option<String> {
        [&node.identifier, &node.uri].into_iter().find_map(|name| self.names.get(name)).cloned()
    }

    fn is_document(&self, node: &Node) -> bool {
        let is = |name: &String| !name.is_empty() && self.documents.contains(name);
        is(&node.identifier) || is(&node.uri)
    }

    /// Relates what was read, now that every item is known.
    fn finish(mut self) {
        let (mut passed, mut foreign, mut somewhere) = (0u64, 0u64, Position::default());
        for association in std::mem::take(&mut self.associations) {
            somewhere.path.clone_from(&association.position.path);
            let Some(meaning) = Meaning::of(&association.kind) else {
                passed += 1;
                continue;
            };
            if self.is_document(&association.destination) || self.is_document(&association.origin) {
                continue;
            }
            let origin = self.find(&association.origin);
            let destination = self.find(&association.destination);
            match (meaning, origin, destination) {
                (Meaning::Relation(kind, inverse), Some(origin), Some(destination)) => {
                    let (source, target) = if inverse { (destination, origin) } else { (origin, destination) };
                    self.builder.relate(&source, kind, &target, None, &association.position);
                }
                (meaning, Some(origin), destination) => {
                    let there = association.destination;
                    let given = if there.uri.is_empty() { there.identifier } else { there.uri };
                    let link = Link {
                        target: destination.unwrap_or(given),
                        name: (!there.title.is_empty()).then_some(there.title),
                        framework: (association.kind == "exemplar").then(|| "exemplar".to_owned()),
                        predicate: meaning.predicate(),
                    };
                    if let Some(concept) = self.builder.get_mut(&origin) {
                        concept.add_link(link);
                    }
                }
                (_, None, _) => foreign += 1,
            }
        }
        if passed > 0 {
            let message = format!(
                "{} what is not kept here, such as an order",
                counted(passed, "association says", "associations say")
            );
            self.builder.report(Severity::Note, somewhere.clone(), message);
        }
        if foreign > 0 {
            let message = format!(
                "{} from items that are not in this input",
                counted(foreign, "association starts", "associations start")
            );
            self.builder.report(Severity::Note, somewhere, message);
        }
    }
}

/// The kind that a type of item says, in whatever words; a skill when it says none.
fn kind(type_name: &str) -> ConceptKind {
    let name = type_name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if let Some(kind) = ConceptKind::parse(type_name) {
        kind
    } else if has(&["knowledge"]) {
        ConceptKind::Knowledge
    } else if has(&["ability"]) {
        ConceptKind::Ability
    } else if has(&["occupation", "work role", "job role"]) {
        ConceptKind::Occupation
    } else if has(&["task"]) {
        ConceptKind::Task
    } else if has(&["domain", "strand", "cluster", "category", "group", "grade level", "subject", "course"]) {
        ConceptKind::SkillGroup
    } else {
        ConceptKind::Skill
    }
}
