//! Statements folded into drafts of concepts as they come, in whatever order.
//!
//! Memory follows the concepts and the languages asked for, not the size of the dump: of a statement only what
//! becomes part of a concept is kept, nodes that hold a label or a text are known by a hash, and what is said
//! of things that may never turn out to be concepts has a budget.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use oxrdf::{NamedOrBlankNode, Quad, Term};

use super::terms::{Class, Property, reuse_level};
use crate::model::{LabelRole, NoteRole, Predicate, RelationKind, ReuseLevel};

/// Most bytes that are kept of what is said about things not known to be concepts.
const LOOSE: usize = 64 << 20;

/// A text, its language (a position in [`Fold::languages`]) and what it is.
pub(super) struct Text<R> {
    pub role: R,
    pub language: u16,
    pub words: Box<str>,
}

/// What is known of one thing.
#[derive(Default)]
pub(super) struct Draft {
    pub classes: Vec<Class>,
    /// Whether SKOS itself says something of it.
    pub is_skos: bool,
    pub labels: Vec<Text<LabelRole>>,
    pub label_nodes: Vec<(LabelRole, u64)>,
    pub notes: Vec<Text<NoteRole>>,
    pub note_nodes: Vec<(NoteRole, u64)>,
    pub titles: Vec<Text<()>>,
    pub notation: Option<Box<str>>,
    pub links: Vec<(Predicate, Box<str>)>,
    pub is_knowledge: Option<bool>,
    pub reuse: Option<ReuseLevel>,
    pub is_deprecated: bool,
    pub publisher: Option<Box<str>>,
    pub licence: Option<Box<str>>,
    pub version: Option<Box<str>>,
}

/// The words of a node that stands for a label or a text.
#[derive(Default)]
pub(super) struct NodeText {
    pub words: Option<Box<str>>,
    pub language: Option<u16>,
}

/// Everything folded so far.
pub(super) struct Fold {
    /// The one language to keep, when one was asked for.
    pub wanted: Option<String>,
    /// Language tags, lower case; the first is the language of texts that do not say.
    pub languages: Vec<String>,
    language_positions: HashMap<String, u16>,
    pub names: Vec<Rc<str>>,
    positions: HashMap<Rc<str>, u32>,
    pub drafts: HashMap<u32, Draft>,
    /// Things in the order in which something was first said of them.
    pub order: Vec<u32>,
    pub nodes: HashMap<u64, NodeText>,
    pub relations: Vec<(u32, RelationKind, u32)>,
    /// Member and scheme or collection.
    pub members: Vec<(u32, u32)>,
    loose: usize,
    /// Texts about things that are perhaps no concepts, left out to save memory.
    pub dropped: u64,
    file: usize,
}

impl Fold {
    /// `wanted` is the one language to keep; all are kept without it.
    pub fn new(wanted: Option<&str>) -> Self {
        let wanted = wanted.map(str::to_lowercase);
        let unsaid = wanted.clone().unwrap_or_default();
        Self {
            wanted,
            languages: vec![unsaid],
            language_positions: HashMap::new(),
            names: Vec::new(),
            positions: HashMap::new(),
            drafts: HashMap::new(),
            order: Vec::new(),
            nodes: HashMap::new(),
            relations: Vec::new(),
            members: Vec::new(),
            loose: 0,
            dropped: 0,
            file: 0,
        }
    }

    /// Blank nodes of the next file are others than those of this one.
    pub fn next_file(&mut self) {
        self.file += 1;
    }

    /// Takes in what a statement says, if it says anything of use.
    pub fn add(&mut self, quad: &Quad) {
        let Some(property) = Property::of(quad.predicate.as_str()) else { return };
        let subject = match &quad.subject {
            NamedOrBlankNode::NamedNode(name) => name.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(blank) => self.blank(blank.as_str()),
        };
        match &quad.object {
            Term::Literal(literal) => {
                if let Some(language) = self.language(literal.language()) {
                    self.literal(&subject, property, literal.value(), language, literal.language().is_some());
                }
            }
            Term::NamedNode(name) => self.reference(&subject, property, name.as_str()),
            Term::BlankNode(blank) => {
                let name = self.blank(blank.as_str());
                self.reference(&subject, property, &name);
            }
        }
    }

    fn blank(&self, name: &str) -> String {
        format!("_:{}.{name}", self.file)
    }

    /// The position of a language, unless it is another than the one asked for.
    fn language(&mut self, tag: Option<&str>) -> Option<u16> {
        let Some(tag) = tag.map(str::to_lowercase).filter(|tag| !tag.is_empty() && tag != "und") else {
            return Some(0);
        };
        let is_wanted = |wanted: &String| {
            tag.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        if !self.wanted.as_ref().is_none_or(is_wanted) {
            return None;
        }
        if let Some(position) = self.language_positions.get(&tag) {
            return Some(*position);
        }
        // A file with tens of thousands of tags has none that mean anything.
        let position = u16::try_from(self.languages.len()).ok()?;
        self.languages.push(tag.clone());
        self.language_positions.insert(tag, position);
        Some(position)
    }

    fn position(&mut self, name: &str) -> u32 {
        if let Some(position) = self.positions.get(name) {
            return *position;
        }
        let (name, position): (Rc<str>, _) = (name.into(), self.names.len() as u32);
        self.names.push(Rc::clone(&name));
        self.positions.insert(name, position);
        position
    }

    fn draft(&mut self, name: &str) -> &mut Draft {
        let position = self.position(name);
        let order = &mut self.order;
        self.drafts.entry(position).or_insert_with(|| {
            order.push(position);
            Draft::default()
        })
    }

    /// The draft of a thing that SKOS speaks of.
    fn concept(&mut self, name: &str) -> &mut Draft {
        let draft = self.draft(name);
        draft.is_skos = true;
        draft
    }

    /// Whether there is room for a text about a thing that may be no concept.
    fn has_room(&mut self, name: &str, length: usize) -> bool {
        let known = self.positions.get(name).and_then(|position| self.drafts.get(position));
        if known.is_some_and(|draft| draft.is_skos) {
            return true;
        }
        self.loose += length + size_of::<Draft>();
        self.dropped += u64::from(self.loose > LOOSE);
        self.loose <= LOOSE
    }

    fn literal(&mut self, subject: &str, property: Property, value: &str, language: u16, is_tagged: bool) {
        let words: Box<str> = value.into();
        match property {
            Property::Label(role) => self.concept(subject).labels.push(Text { role, language, words }),
            Property::Note(role) => self.concept(subject).notes.push(Text { role, language, words }),
            Property::Notation => self.concept(subject).notation = Some(words),
            Property::NodeText => self.node_text(subject, words, language, is_tagged),
            Property::NodeLanguage => self.node_language(subject, value),
            Property::SkillType | Property::ReuseLevel => self.reference(subject, property, value),
            Property::Deprecated => self.draft(subject).is_deprecated |= matches!(value, "true" | "1"),
            Property::Status => {
                self.draft(subject).is_deprecated |= matches!(value.to_lowercase().as_str(), "obsolete" | "deprecated");
            }
            Property::Title | Property::Description | Property::Publisher | Property::Licence | Property::Version => {
                if self.has_room(subject, value.len()) {
                    let draft = self.draft(subject);
                    match property {
                        Property::Title => draft.titles.push(Text { role: (), language, words }),
                        Property::Description => {
                            draft.notes.push(Text { role: NoteRole::Definition, language, words });
                        }
                        Property::Publisher => draft.publisher = draft.publisher.take().or(Some(words)),
                        Property::Licence => draft.licence = draft.licence.take().or(Some(words)),
                        _ => draft.version = draft.version.take().or(Some(words)),
                    }
                }
            }
            // These lead from one thing to another, and a text is none.
            Property::Class
            | Property::LabelNode(_)
            | Property::Relation(..)
            | Property::Match(_)
            | Property::Member(_) => {}
        }
    }

    fn reference(&mut self, subject: &str, property: Property, object: &str) {
        match property {
            Property::Class => {
                // Of label and text nodes there are millions; that they are no concepts shows without this.
                if let Some(class) = Class::of(object).filter(|class| *class != Class::Node) {
                    let draft = self.concept(subject);
                    if !draft.classes.contains(&class) {
                        draft.classes.push(class);
                    }
                }
            }
            Property::LabelNode(role) => self.concept(subject).label_nodes.push((role, hash(object))),
            Property::Note(role) => self.concept(subject).note_nodes.push((role, hash(object))),
            Property::Description if self.has_room(subject, 0) => {
                self.draft(subject).note_nodes.push((NoteRole::Definition, hash(object)));
            }
            Property::Relation(kind, inverse) => {
                self.concept(subject);
                let ends = (self.position(subject), self.position(object));
                let (source, target) = if inverse { (ends.1, ends.0) } else { ends };
                self.relations.push((source, kind, target));
            }
            Property::Match(predicate) => self.concept(subject).links.push((predicate, object.into())),
            Property::Member(inverse) => {
                self.concept(subject);
                let ends = (self.position(subject), self.position(object));
                self.members.push(if inverse { (ends.1, ends.0) } else { ends });
            }
            Property::SkillType => self.concept(subject).is_knowledge = Some(object.ends_with("knowledge")),
            Property::ReuseLevel => self.concept(subject).reuse = reuse_level(object),
            Property::Status => self.draft(subject).is_deprecated |= object.ends_with("obsolete"),
            Property::Publisher | Property::Licence if self.has_room(subject, object.len()) => {
                let draft = self.draft(subject);
                let field = if property == Property::Publisher { &mut draft.publisher } else { &mut draft.licence };
                *field = field.take().or(Some(object.into()));
            }
            Property::NodeLanguage => self.node_language(subject, object.rsplit('/').next().unwrap_or(object)),
            _ => {}
        }
    }

    fn node_text(&mut self, node: &str, words: Box<str>, language: u16, is_tagged: bool) {
        let key = hash(node);
        if let Some(there) = self.nodes.get_mut(&key) {
            // A node of a language that is not wanted had its place kept by that language alone.
            if there.language.is_some_and(|language| language == u16::MAX) {
                self.nodes.remove(&key);
                return;
            }
            there.words = there.words.take().or(Some(words));
            there.language = there.language.or(is_tagged.then_some(language));
        } else {
            self.nodes.insert(key, NodeText { words: Some(words), language: is_tagged.then_some(language) });
        }
    }

    fn node_language(&mut self, node: &str, tag: &str) {
        let key = hash(node);
        let language = self.language(Some(tag));
        match (self.nodes.get_mut(&key), language) {
            (Some(there), Some(language)) => there.language = Some(language),
            (Some(there), None) if there.words.is_some() => {
                self.nodes.remove(&key);
            }
            (_, language) => {
                self.nodes.insert(key, NodeText { words: None, language: Some(language.unwrap_or(u16::MAX)) });
            }
        }
    }
}

/// Nodes are many and their addresses long; only whether two are the same counts.
pub(super) fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
