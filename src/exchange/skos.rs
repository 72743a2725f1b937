//! SKOS in Turtle and N-Triples: one triple a mapping, and the names of its sides.
//!
//! ```turtle
//! <https://crafts.example/7> skos:exactMatch <https://trades.example/weld> .
//! <https://crafts.example/7> rdfs:label "weld" .
//! ```
//!
//! SKOS has neither "perhaps" nor "not": only accepted mappings are written, and what is only a proposal, a rejection, a
//! phrase or a document is listed. Names are `rdfs:label`, because a second `skos:prefLabel` beside the publisher's would
//! contradict it. Reading takes every mapping of SKOS, and names and schemes where they are said; nothing else counts.
//! Reference: <https://www.w3.org/TR/skos-reference/>, section 10.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use oxrdf::{NamedNode, NamedOrBlankNode, Term};
use oxrdfio::{RdfFormat, RdfParser};

use super::curies::is_iri;
use super::identifiers::iri;
use super::{Losses, harmless};
use crate::counts::counted;
use crate::error::{Error, Loaded, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Decision, Entity, MappingPredicate, MappingRow, MappingSet};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 29;
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const RDFS_LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// How triples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// With prefixes for the predicates.
    Turtle,
    /// One whole triple a line.
    NTriples,
}

/// Writes the accepted mappings of a set.
pub fn write(set: &MappingSet, syntax: Syntax, output: &mut dyn Write) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let mut triples: BTreeSet<(String, u8, String, String)> = BTreeSet::new();
    for row in &set.rows {
        let shown = format!("{} → {}", row.subject.shown(), row.object.shown());
        let (Some(subject), Some(object)) = (iri(&row.subject).filter(is_whole), iri(&row.object).filter(is_whole))
        else {
            losses.row("mappings of what is no concept with an IRI", &shown);
            continue;
        };
        let predicate = row.predicate.iri();
        if !is_iri(&predicate) || !is_whole(&predicate.as_ref()) {
            losses.row("mappings whose predicate is no IRI", &shown);
            continue;
        }
        if row.negated || row.decision == Some(Decision::Review) {
            losses.row(if row.negated { "rejected mappings" } else { "mappings that nobody accepted yet" }, &shown);
            continue;
        }
        if row.confidence.is_some_and(|confidence| confidence < 1.0) {
            losses.detail("confidence", &shown);
        }
        losses.detail("justification", &row.justification);
        if row.is_reviewed() {
            losses.detail("reviewer, date and comment", &shown);
        }
        triples.insert((subject.to_owned(), 0, predicate.into_owned(), format!("<{object}>")));
        for (id, side) in [(subject, &row.subject), (object, &row.object)] {
            if !side.label.is_empty() {
                triples.insert((id.to_owned(), 1, RDFS_LABEL.to_owned(), literal(&side.label)));
            }
        }
    }
    if syntax == Syntax::Turtle {
        writeln!(output, "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix skos: <{SKOS}> .\n")?;
    }
    for (subject, _, predicate, object) in &triples {
        let predicate = match (syntax, predicate.strip_prefix(SKOS)) {
            (Syntax::Turtle, Some(name)) if name.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                format!("skos:{name}")
            }
            (Syntax::Turtle, None) if predicate == RDFS_LABEL => "rdfs:label".to_owned(),
            _ => format!("<{predicate}>"),
        };
        writeln!(output, "<{subject}> {predicate} {object} .")?;
    }
    Ok(losses)
}

/// Whether readers of triples take an identifier: `https://a.example:b` has the characters of an IRI, and no port.
fn is_whole(iri: &&str) -> bool {
    NamedNode::new(*iri).is_ok()
}

/// A string in both syntaxes: what could end a line or the string is escaped.
fn literal(text: &str) -> String {
    oxrdf::Literal::new_simple_literal(harmless::one_line(text)).to_string()
}

/// Reads the mappings of a vocabulary or a crosswalk.
pub fn read(source: &SourceFile, syntax: Syntax) -> Result<Loaded<MappingSet>> {
    let bytes = source.read(LARGEST_FILE)?;
    let format = if syntax == Syntax::Turtle { RdfFormat::Turtle } else { RdfFormat::NTriples };
    let mut loaded: Loaded<MappingSet> = Loaded::default();
    let mut rows: Vec<(String, MappingPredicate, String)> = Vec::new();
    let (mut names, mut schemes): (HashMap<String, (u8, String)>, HashMap<String, String>) = Default::default();
    let mut others = 0usize;
    for quad in RdfParser::from_format(format).for_slice(&bytes) {
        let quad = match quad {
            Ok(quad) => quad,
            Err(error) => {
                let message = format!("not readable as {format}: {error}");
                return Err(Error::malformed(Position::file(&source.name), message));
            }
        };
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
        let (subject, predicate) = (subject.into_string(), quad.predicate.into_string());
        let name = predicate.strip_prefix(SKOS).unwrap_or_default();
        match (quad.object, name) {
            (
                Term::NamedNode(object),
                "exactMatch" | "closeMatch" | "broadMatch" | "narrowMatch" | "relatedMatch" | "mappingRelation",
            ) => {
                rows.push((subject, MappingPredicate::from_iri(&predicate), object.into_string()));
            }
            (Term::NamedNode(object), "inScheme" | "topConceptOf") => {
                schemes.entry(subject).or_insert_with(|| object.into_string());
            }
            (Term::Literal(label), _) if name == "prefLabel" || predicate == RDFS_LABEL => {
                // English before what has no language before any other, preferred before other names.
                let language = match label.language() {
                    Some("en") => 0,
                    None => 1,
                    Some(_) => 2,
                };
                let rank = language * 2 + u8::from(name != "prefLabel");
                let text = label.value().to_owned();
                let kept = names.entry(subject).or_insert_with(|| (rank, text.clone()));
                if (rank, &text) < (kept.0, &kept.1) {
                    *kept = (rank, text);
                }
            }
            _ => others += 1,
        }
    }
    let entity = |id: String| Entity {
        label: names.get(&id).map(|(_, label)| label.clone()).unwrap_or_default(),
        source: schemes.get(&id).cloned().unwrap_or_default(),
        id,
        ..Entity::default()
    };
    let unique: BTreeSet<_> = rows.into_iter().collect();
    for (subject, predicate, object) in unique {
        let mut row = MappingRow::new(entity(subject), predicate, entity(object));
        row.decision = Some(Decision::Accepted);
        loaded.value.rows.push(row);
    }
    if others > 0 {
        let message = counted(
            others,
            "statement that is no mapping was passed over",
            "statements that are no mappings were passed over",
        );
        loaded.diagnostics.push(Severity::Note, Position::file(&source.name), message);
    }
    Ok(loaded)
}
