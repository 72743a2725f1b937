//! SKOS vocabularies as RDF: Turtle, N-Triples, RDF/XML and JSON-LD, with SKOS-XL labels and what ESCO adds.
//!
//! ```turtle
//! @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
//! <https://looms.example.org/setup> a skos:Concept ; skos:prefLabel "Loom Setup"@en ;
//!   skos:altLabel "Warping"@en ; skos:definition "Set up a loom."@en ; skos:notation "W1" ;
//!   skos:broader <https://looms.example.org/weaving> ; skos:exactMatch <https://other.example.org/7> .
//! ```
//!
//! | RDF | here |
//! |---|---|
//! | `prefLabel`, `altLabel`, `hiddenLabel`, SKOS-XL label nodes | labels; without any, `rdfs:label` or `dct:title` |
//! | `definition`, `dct:description`, `rdfs:comment`; `scopeNote`, `note`; `example` | notes, also those that are nodes: `rdf:value`, ESCO's `nodeLiteral` |
//! | `notation` | notation |
//! | `broader`, `narrower`, `related`, `dct:isReplacedBy` | relations, `narrower` turned round |
//! | `exactMatch` … `relatedMatch` | links with their predicate |
//! | `inScheme`, `topConceptOf`, `hasTopConcept`, `member` | categories, where there are several schemes or collections |
//! | `esco:skillType`, `esco:skillReuseLevel`, classes of ESCO | kind, reuse level |
//! | `esco:isEssentialSkillFor`, `esco:relatedEssentialSkill` and those for optional | what an occupation or skill needs or may use |
//! | `owl:deprecated`, `iso-thes:status` obsolete | not read, and counted in a note |
//!
//! A thing is a concept when it says so, or has a `prefLabel` and no other class. Outside ESCO every concept is
//! a skill, since SKOS does not say more. ESCO's reified associations repeat its direct relations and are
//! passed over. JSON-LD is held in memory by its parser and bounded; the other syntaxes are streamed.
//!
//! Reference: <https://www.w3.org/TR/skos-reference/>, <https://esco.ec.europa.eu/en/about-esco/data-science-and-esco>.

mod concepts;
mod fold;
mod guard;
mod syntax;
mod terms;

use fold::Fold;
use syntax::{Statements, Syntax};

use super::{ReadOptions, TaxonomyBuilder, any, pass_over};
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, |file| Ok(Syntax::of(file)?.is_some()))
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let mut fold = Fold::new(options.language.as_deref());
    let mut place = None;
    for file in files {
        let syntax = match files {
            // Standard input can be read only once: it is taken to be what streams best.
            [only] if only.is_standard_input() => Some(Syntax::Turtle),
            [only] => Some(Syntax::forced(only)?),
            _ => Syntax::of(file)?,
        };
        let Some(syntax) = syntax else {
            pass_over(file, builder);
            continue;
        };
        place.get_or_insert_with(|| Position::file(&file.name));
        let mut statements = Statements::open(file, syntax)?;
        while let Some(statement) = statements.next()? {
            match statement {
                Ok(quad) => fold.add(&quad),
                Err(Error::Malformed { position, message, .. }) => {
                    builder.report(Severity::Skipped, *position, message);
                }
                Err(error) => return Err(error),
            }
        }
        fold.next_file();
    }
    concepts::build(fold, files, &place.unwrap_or_default(), builder);
    Ok(())
}
