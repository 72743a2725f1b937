//! Drafts made into concepts: which things are concepts, of what kind, and in what order their names stand.

use std::collections::{HashMap, HashSet};

use super::fold::{Draft, Fold, NodeText, Text};
use super::terms::Class;
use crate::counts::counted;
use crate::error::{Position, Severity};
use crate::fs::SourceFile;
use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, RelationKind};
use crate::taxonomy::{TaxonomyBuilder, esco};

const ESCO: &str = "http://data.europa.eu/esco/";
/// Schemes that say no more than which half of ESCO a concept is of.
const HALVES: [&str; 2] = ["concept-scheme/skills", "concept-scheme/occupations"];

/// Hands all that was folded to the builder.
pub(super) fn build(mut fold: Fold, files: &[SourceFile], position: &Position, builder: &mut TaxonomyBuilder) {
    resolve_nodes(&mut fold);
    if fold.dropped > 0 {
        let message = format!(
            "{} left out, about things that no concept scheme mentions",
            counted(fold.dropped, "text was", "texts were")
        );
        builder.report(Severity::Note, position.clone(), message);
    }
    let main = main_language(&fold);
    let headings = headings(&fold);
    let (mut nameless, mut deprecated) = (0u64, 0u64);
    let mut left_out = HashSet::new();
    for at in std::mem::take(&mut fold.order) {
        let Some(draft) = fold.drafts.get(&at).filter(|draft| is_concept(draft)) else { continue };
        let name = fold.names[at as usize].to_string();
        if draft.is_deprecated {
            deprecated += 1;
            left_out.insert(at);
            continue;
        }
        let place = position.clone().field(&name);
        let mut concept = concept(&name, draft, &fold.languages, main);
        if concept.labels.is_empty() && fold.wanted.is_some() {
            nameless += 1;
            left_out.insert(at);
            continue;
        }
        concept.categories = headings.get(&at).cloned().unwrap_or_default();
        builder.add(concept, &place);
    }
    if deprecated > 0 {
        let message = counted(
            deprecated,
            "concept is marked as no longer in use and was left out",
            "concepts are marked as no longer in use and were left out",
        );
        builder.report(Severity::Note, position.clone(), message);
    }
    if nameless > 0 {
        let message = counted(
            nameless,
            "concept has no name in the language asked for and was left out",
            "concepts have no name in the language asked for and were left out",
        );
        builder.report(Severity::Note, position.clone(), message);
    }
    for (source, kind, target) in std::mem::take(&mut fold.relations) {
        if left_out.contains(&source) || left_out.contains(&target) {
            continue;
        }
        let [source, target] = [source, target].map(|end| &fold.names[end as usize]);
        // A successor that was withdrawn from the file as well, or lies in another taxonomy, is not a fault.
        if kind != RelationKind::ReplacedBy || (builder.contains(source) && builder.contains(target)) {
            builder.relate(source, kind, target, None, &position.clone().field(&**source));
        }
    }
    describe(&fold, files, builder);
}

/// Whether a thing is a concept: it says so, or has a SKOS name and does not say that it is something else.
fn is_concept(draft: &Draft) -> bool {
    let is = |class| draft.classes.contains(&class);
    if is(Class::Concept) || is(Class::Skill) || is(Class::Occupation) {
        return true;
    }
    let has_name = draft.labels.iter().any(|label| label.role == LabelRole::Preferred);
    draft.classes.is_empty() && has_name
}

/// Puts the words of label and text nodes where they belong.
fn resolve_nodes(fold: &mut Fold) {
    let nodes = std::mem::take(&mut fold.nodes);
    let words = |node: u64| {
        let NodeText { words, language } = nodes.get(&node)?;
        Some((words.clone()?, language.filter(|language| *language != u16::MAX).unwrap_or(0)))
    };
    for draft in fold.drafts.values_mut() {
        for (role, node) in std::mem::take(&mut draft.label_nodes) {
            draft.labels.extend(words(node).map(|(words, language)| Text { role, language, words }));
        }
        for (role, node) in std::mem::take(&mut draft.note_nodes) {
            draft.notes.extend(words(node).map(|(words, language)| Text { role, language, words }));
        }
    }
}

/// The language that most preferred labels are in, English before others: the one that concepts are shown in.
fn main_language(fold: &Fold) -> u16 {
    let mut counts: HashMap<u16, usize> = HashMap::new();
    for draft in fold.drafts.values() {
        for label in draft.labels.iter().filter(|label| label.role == LabelRole::Preferred) {
            *counts.entry(label.language).or_default() += 1;
        }
    }
    let name = |language: u16| fold.languages[usize::from(language)].as_str();
    let better =
        |(language, count): &(u16, usize)| (*count, name(*language) == "en", std::cmp::Reverse(name(*language)));
    counts.into_iter().max_by(|a, b| better(a).cmp(&better(b))).map_or(0, |(language, _)| language)
}

fn concept(name: &str, draft: &Draft, languages: &[String], main: u16) -> Concept {
    let mut concept = Concept::new(name, kind(name, draft));
    let mut labels: Vec<(&LabelRole, u16, &str)> =
        draft.labels.iter().map(|label| (&label.role, label.language, &*label.words)).collect();
    if !labels.iter().any(|(role, ..)| **role == LabelRole::Preferred) {
        labels.extend(draft.titles.iter().map(|title| (&LabelRole::Preferred, title.language, &*title.words)));
    }
    labels.sort_by_key(|(role, language, _)| (*language != main, *language, **role));
    let mut named = HashSet::new();
    let mut known = HashSet::new();
    for (role, language, text) in labels.into_iter().filter(|label| known.insert((label.1, label.2))) {
        // SKOS allows one preferred label a language; what more there is are other names.
        let is_second = *role == LabelRole::Preferred && !named.insert(language);
        let role = if is_second { LabelRole::Alternative } else { *role };
        concept.add_label(text, role, &languages[usize::from(language)]);
    }
    let mut notes: Vec<&Text<NoteRole>> = draft.notes.iter().collect();
    notes.sort_by_key(|note| (note.language != main, note.language));
    for note in notes {
        concept.add_note(&note.words, note.role, &languages[usize::from(note.language)]);
    }
    concept.notation = draft.notation.as_deref().map(str::to_owned);
    concept.reuse = draft.reuse;
    for (predicate, target) in &draft.links {
        concept.add_link(Link { target: target.to_string(), predicate: Some(*predicate), ..Link::default() });
    }
    concept
}

/// ESCO says what is a skill or an occupation; what is neither is a group. Elsewhere everything is a skill.
fn kind(name: &str, draft: &Draft) -> ConceptKind {
    if draft.classes.contains(&Class::Occupation) {
        return ConceptKind::Occupation;
    }
    if draft.classes.contains(&Class::Skill) || draft.is_knowledge.is_some() {
        return if draft.is_knowledge == Some(true) { ConceptKind::Knowledge } else { ConceptKind::Skill };
    }
    match name.strip_prefix(ESCO) {
        Some(rest) if rest.starts_with("isco/") => ConceptKind::OccupationGroup,
        Some(rest) if rest.starts_with("occupation/") => ConceptKind::Occupation,
        Some(rest) if rest.starts_with("isced-f/") || rest.starts_with("skill/") => ConceptKind::SkillGroup,
        _ => ConceptKind::Skill,
    }
}

/// The titles of the collections and schemes that a concept is in, where there are several.
fn headings(fold: &Fold) -> HashMap<u32, Vec<String>> {
    let schemes: HashSet<u32> = fold.members.iter().map(|(_, scheme)| *scheme).collect();
    let mut headings: HashMap<u32, Vec<String>> = HashMap::new();
    if schemes.len() < 2 {
        return headings;
    }
    for (member, scheme) in &fold.members {
        let is_half = HALVES.iter().any(|half| fold.names[*scheme as usize].ends_with(half));
        let Some(title) = fold.drafts.get(scheme).and_then(title).filter(|_| !is_half) else { continue };
        let titles = headings.entry(*member).or_default();
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    headings
}

fn title(draft: &Draft) -> Option<String> {
    let label = draft.labels.iter().find(|label| label.role == LabelRole::Preferred).map(|label| &label.words);
    label.or(draft.titles.first().map(|title| &title.words)).map(|text| text.trim().to_owned())
}

/// What the one scheme of the files says of itself, or what is known of ESCO.
fn describe(fold: &Fold, files: &[SourceFile], builder: &mut TaxonomyBuilder) {
    if fold.names.iter().any(|name| name.starts_with(ESCO)) {
        return esco::describe(files, &mut builder.info);
    }
    let mut schemes = fold.drafts.values().filter(|draft| draft.classes.contains(&Class::Scheme));
    let (Some(scheme), None) = (schemes.next(), schemes.next()) else { return };
    let info = &mut builder.info;
    let texts = [
        (&mut info.title, title(scheme)),
        (&mut info.publisher, scheme.publisher.as_deref().map(str::to_owned)),
        (&mut info.licence, scheme.licence.as_deref().map(str::to_owned)),
        (&mut info.version, scheme.version.as_deref().map(str::to_owned)),
    ];
    for (field, text) in texts {
        if let (true, Some(text)) = (field.is_empty(), text) {
            *field = text;
        }
    }
}
