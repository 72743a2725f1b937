//! Mapped documents as rows of a mapping set, one row a mapping with the document as its subject, and rows as documents.

use std::collections::HashMap;
use std::io::{self, Write};

use super::harmless::one_line;
use super::{Losses, MappingWriter};
use crate::model::{
    ConceptKind, ConceptReference, Decision, DocumentMappings, Entity, EntityKind, Mapping, MappingPredicate,
    MappingRow, MappingSet, MatcherName, NO_TERM, Predicate, TaxonomyInfo,
};

/// The rows of a document; when nothing was found, one a taxonomy that says so.
pub fn document_rows(document: &DocumentMappings, taxonomies: &[TaxonomyInfo]) -> Vec<MappingRow> {
    let subject = Entity {
        kind: EntityKind::Document,
        id: document.id.clone(),
        label: document.title.clone(),
        ..Entity::default()
    };
    if !document.mappings.is_empty() {
        return document.mappings.iter().map(|mapping| mapping_row(&subject, mapping)).collect();
    }
    let known: Vec<_> = taxonomies.iter().map(|taxonomy| (taxonomy.name.clone(), taxonomy.version.clone())).collect();
    let targets = if known.is_empty() { vec![(String::new(), String::new())] } else { known };
    let no_term = |(source, source_version): (String, String)| {
        let object = Entity { id: NO_TERM.to_owned(), source, source_version, ..Entity::default() };
        // No close match says more than no exact match, and close ones are what was looked for.
        let mut row = MappingRow::new(subject.clone(), MappingPredicate::Skos(Predicate::Close), object);
        "semapv:CompositeMatching".clone_into(&mut row.justification);
        row
    };
    targets.into_iter().map(no_term).collect()
}

fn mapping_row(subject: &Entity, mapping: &Mapping) -> MappingRow {
    let concept = &mapping.concept;
    let object = Entity {
        kind: EntityKind::Concept,
        id: concept.concept_id.clone(),
        label: concept.label.clone(),
        source: concept.taxonomy.clone(),
        source_version: concept.taxonomy_version.clone(),
        category: concept.kind.as_str().to_owned(),
        notation: concept.notation.clone().unwrap_or_default(),
    };
    let mut row = MappingRow::new(subject.clone(), MappingPredicate::Skos(mapping.predicate), object);
    if let Some(best) = mapping.evidence.first() {
        justification(best.matcher).clone_into(&mut row.justification);
        row.similarity = Some(best.score);
    }
    row.confidence = Some(mapping.confidence);
    row.decision = Some(mapping.decision);
    row.requirement = mapping.requirement;
    if let Some(origin) = &mapping.origin {
        // It stands on the word of others, and one row a justification is enough for that.
        row.justification.clone_from(&origin.justification);
        row.similarity = None;
        row.reviewers.clone_from(&origin.reviewers);
        row.review_date.clone_from(&origin.review_date);
        row.comment.clone_from(&origin.comment);
        row.slots.clone_from(&origin.slots);
    } else {
        row.evidence.clone_from(&mapping.evidence);
    }
    row
}

/// Title of a document, else its identifier; a literal subject must not be empty.
pub fn document_name(document: &Entity) -> String {
    let (id, title) = (one_line(&document.id), one_line(&document.label));
    [title, id].into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "(untitled)".to_owned())
}

/// What the rows of a document say of it.
pub fn document_comment(document: &Entity) -> String {
    let (id, title) = (one_line(&document.id), one_line(&document.label));
    if title.is_empty() { format!("document {id}") } else { format!("document {id}: {title}") }
}

/// How a matcher's finding is called in SSSOM.
pub const fn justification(matcher: MatcherName) -> &'static str {
    match matcher {
        MatcherName::Label => "semapv:LexicalMatching",
        MatcherName::Lexical => "semapv:LexicalSimilarityThresholdMatching",
        MatcherName::Semantic => "semapv:SemanticSimilarityThresholdMatching",
        // A statement that the issuer published, as a crosswalk would be; nobody curated it here.
        MatcherName::Asserted => "semapv:BackgroundKnowledgeBasedMatching",
        MatcherName::Structure => "semapv:StructuralMatching",
    }
}

/// The rows of a set as mapped documents: one document a subject, in the order in which they first come.
///
/// A rejected mapping has no place there: whoever reads the lines would take it for a mapping.
pub fn documents_of(set: &MappingSet) -> (Vec<DocumentMappings>, Losses) {
    let mut losses = Losses::default();
    let mut documents: Vec<DocumentMappings> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for row in &set.rows {
        let place = *places.entry(row.subject.key()).or_insert_with(|| {
            let (id, title) = (row.subject.key().to_owned(), row.subject.label.clone());
            documents.push(DocumentMappings { id, title, ..DocumentMappings::default() });
            documents.len() - 1
        });
        if row.object.is_no_term() {
            continue;
        }
        let shown = || format!("{} → {}", row.subject.shown(), row.object.shown());
        let Some(predicate) = row.predicate.skos() else {
            losses.row("mappings with a predicate that is not of SKOS", &shown());
            continue;
        };
        if row.negated {
            losses.row("rejected mappings", &shown());
            continue;
        }
        if !row.reviewers.is_empty() || !row.comment.is_empty() {
            losses.detail("reviewers and comments", &shown());
        }
        documents[place].mappings.push(mapping_of(row, predicate));
    }
    for document in &mut documents {
        document.mappings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    }
    (documents, losses)
}

fn mapping_of(row: &MappingRow, predicate: Predicate) -> Mapping {
    let object = &row.object;
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let confidence = row.confidence.unwrap_or_default();
    Mapping {
        concept: ConceptReference {
            concept_id: object.key().to_owned(),
            notation: optional(&object.notation),
            label: object.label.clone(),
            taxonomy: object.source.clone(),
            taxonomy_version: object.source_version.clone(),
            kind: ConceptKind::parse(&object.category).unwrap_or(ConceptKind::Other),
        },
        predicate,
        confidence,
        decision: row.decision.unwrap_or_else(|| Decision::of(confidence)),
        requirement: row.requirement,
        proficiency: None,
        weight: 0.0,
        evidence: row.evidence.clone(),
        explanation: None,
        origin: None,
    }
}

/// Writes a set by a writer of documents.
pub fn write(set: &MappingSet, writer: &mut dyn MappingWriter, output: &mut dyn Write) -> io::Result<Losses> {
    let (documents, losses) = documents_of(set);
    for document in &documents {
        writer.write(output, document)?;
    }
    writer.finish(output)?;
    Ok(losses)
}
