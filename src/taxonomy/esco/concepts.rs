//! The ESCO tables that define concepts: skills, groups, occupations, collections and the hierarchy.
//!
//! A table in a second language adds its words to the concepts that are there. A collection repeats
//! concepts of the skills or occupations table and only files them under its name; without that table,
//! which is how partial copies come, it defines them.

use std::borrow::Cow;

use super::cells;
use crate::counts::counted;
use crate::delimited::{Record, TableReader};
use crate::error::{Position, Result, Severity};
use crate::model::{Concept, ConceptKind, LabelRole, NoteRole, RelationKind, ReuseLevel};
use crate::taxonomy::TaxonomyBuilder;

const ISCED_FIELDS: &str = "/isced-f/";

/// What is known of a table from its name.
pub(super) struct About<'a> {
    /// The whole name, for messages.
    pub path: &'a str,
    /// The name without folders.
    pub file_name: &'a str,
    /// Language of its words.
    pub language: &'a str,
    /// What its concepts are filed under, when it is a collection.
    pub collection: Option<&'a str>,
}

/// What the concept tables say that can be used only when all of them were read.
#[derive(Default)]
pub(super) struct Findings {
    /// Whether a table defined skill groups.
    pub has_skill_groups: bool,
    iscos: Vec<(String, String, Position)>,
}

impl Findings {
    /// Puts each occupation under its ISCO group, where that was read.
    pub fn relate_occupations(&mut self, builder: &mut TaxonomyBuilder) {
        for (uri, code, position) in self.iscos.drain(..) {
            let group = format!("http://data.europa.eu/esco/isco/C{code}");
            if builder.contains(&group) {
                builder.relate(&uri, RelationKind::Broader, &group, None, &position);
            }
        }
    }
}

/// Reads a table with one concept a row.
pub(super) fn read(
    table: &mut TableReader,
    about: &About<'_>,
    findings: &mut Findings,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let columns = Columns::of(table)?;
    let mut repaired = 0u64;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let uri = record.get(columns.uri);
        let mut row = Row { record: &record, columns: &columns, language: about.language, repaired: 0 };
        match builder.get_mut(uri) {
            Some(concept) if !speaks(concept, about.language) => {
                row.add_words(concept);
                row.fill(concept);
            }
            Some(concept) if about.collection.is_some() => row.fill(concept),
            // Whatever is amiss with it (a second row, no identifier, no label), the builder says so.
            _ => {
                let mut concept = Concept::new(uri, row.kind(about.file_name));
                row.add_words(&mut concept);
                row.fill(&mut concept);
                findings.has_skill_groups |= concept.kind == ConceptKind::SkillGroup;
                let code = record.get_optional(columns.isco_group);
                if builder.add(concept, &position) && !code.is_empty() {
                    findings.iscos.push((uri.to_owned(), code.to_owned(), position));
                }
            }
        }
        repaired += row.repaired;
        if let (Some(name), Some(concept)) = (about.collection, builder.get_mut(uri))
            && !concept.categories.iter().any(|known| known == name)
        {
            concept.categories.push(name.to_owned());
        }
    }
    report_repairs(about.path, repaired, builder);
    Ok(())
}

fn speaks(concept: &Concept, language: &str) -> bool {
    concept.labels.iter().any(|label| label.language == language)
}

fn report_repairs(path: &str, repaired: u64, builder: &mut TaxonomyBuilder) {
    if repaired > 0 {
        let message = format!(
            "{} held characters that cannot be seen or were misread; repaired",
            counted(repaired, "cell", "cells")
        );
        builder.report(Severity::Note, Position::file(path), message);
    }
}

/// Where the columns are; all but the first two may be absent.
struct Columns {
    uri: usize,
    preferred: usize,
    concept_type: Option<usize>,
    skill_type: Option<usize>,
    reuse: Option<usize>,
    alternatives: Option<usize>,
    hidden: Option<usize>,
    definition: Option<usize>,
    description: Option<usize>,
    scope_note: Option<usize>,
    code: Option<usize>,
    isco_group: Option<usize>,
}

impl Columns {
    fn of(table: &TableReader) -> Result<Self> {
        Ok(Self {
            uri: table.require(&["conceptUri"])?,
            preferred: table.require(&["preferredLabel"])?,
            concept_type: table.column(&["conceptType"]),
            skill_type: table.column(&["skillType"]),
            reuse: table.column(&["reuseLevel"]),
            alternatives: table.column(&["altLabels"]),
            hidden: table.column(&["hiddenLabels"]),
            definition: table.column(&["definition"]),
            description: table.column(&["description"]),
            scope_note: table.column(&["scopeNote"]),
            code: table.column(&["code"]),
            isco_group: table.column(&["iscoGroup"]),
        })
    }
}

/// One row being made into a concept.
struct Row<'a> {
    record: &'a Record,
    columns: &'a Columns,
    language: &'a str,
    repaired: u64,
}

impl<'a> Row<'a> {
    fn text(&mut self, column: Option<usize>) -> Cow<'a, str> {
        let text = cells::clean(self.record.get_optional(column));
        self.repaired += u64::from(matches!(text, Cow::Owned(_)));
        text
    }

    fn kind(&self, file_name: &str) -> ConceptKind {
        let is_knowledge = self.record.get_optional(self.columns.skill_type).eq_ignore_ascii_case("knowledge");
        let skill = if is_knowledge { ConceptKind::Knowledge } else { ConceptKind::Skill };
        match self.record.get_optional(self.columns.concept_type).to_lowercase().as_str() {
            "knowledgeskillcompetence" | "skill" => skill,
            "skillgroup" => ConceptKind::SkillGroup,
            "occupation" => ConceptKind::Occupation,
            "iscogroup" => ConceptKind::OccupationGroup,
            _ => kind_of_uri(self.record.get(self.columns.uri), file_name, skill),
        }
    }

    fn add_words(&mut self, concept: &mut Concept) {
        let preferred = self.text(Some(self.columns.preferred));
        concept.add_label(&preferred, LabelRole::Preferred, self.language);
        let lists = [(self.columns.alternatives, LabelRole::Alternative), (self.columns.hidden, LabelRole::Hidden)];
        for (column, role) in lists {
            for label in cells::list(&self.text(column)) {
                concept.add_label(label, role, self.language);
            }
        }
        let definition = self.text(self.columns.definition);
        let description = self.text(self.columns.description);
        let has_definition = !definition.trim().is_empty();
        let second = if has_definition { NoteRole::ScopeNote } else { NoteRole::Definition };
        let scope_note = self.text(self.columns.scope_note);
        for (text, role) in
            [(definition, NoteRole::Definition), (description, second), (scope_note, NoteRole::ScopeNote)]
        {
            concept.add_note(&cells::without_tags(&text), role, self.language);
        }
    }

    /// What does not depend on the language, where it is not known yet.
    fn fill(&self, concept: &mut Concept) {
        concept.reuse = concept.reuse.or(match self.record.get_optional(self.columns.reuse) {
            "transversal" => Some(ReuseLevel::Transversal),
            "cross-sector" => Some(ReuseLevel::CrossSector),
            "sector-specific" => Some(ReuseLevel::SectorSpecific),
            "occupation-specific" => Some(ReuseLevel::OccupationSpecific),
            _ => None,
        });
        if concept.notation.is_none() {
            let code = self.record.get_optional(self.columns.code);
            // The fields of education have their code in the identifier only.
            let in_uri = concept.id.split_once(ISCED_FIELDS).map(|(_, code)| code.to_owned());
            concept.notation = if code.is_empty() { in_uri } else { Some(code.to_owned()) };
        }
        let isco_group = self.record.get_optional(self.columns.isco_group);
        if !isco_group.is_empty() && concept.occupation_codes.is_empty() {
            concept.occupation_codes.push(isco_group.to_owned());
        }
    }
}

/// The kind where no column says it. Skills and their groups share a path, so the file's name decides.
fn kind_of_uri(uri: &str, file_name: &str, skill: ConceptKind) -> ConceptKind {
    let file_name = file_name.to_lowercase();
    if uri.contains("/occupation/") {
        ConceptKind::Occupation
    } else if uri.contains("/isco/") {
        ConceptKind::OccupationGroup
    } else if uri.contains(ISCED_FIELDS) || file_name.contains("skillgroup") {
        ConceptKind::SkillGroup
    } else if uri.contains("/skill/") {
        skill
    } else if file_name.contains("isco") {
        ConceptKind::OccupationGroup
    } else if file_name.contains("occupation") {
        ConceptKind::Occupation
    } else {
        skill
    }
}

/// Reads the hierarchy: each row is the way from the top down to one group, which is the last that it names.
///
/// It adds codes and relations. Its groups become concepts only when no table of groups was read: those
/// that it alone names (seven in 1.1.1, all without members) are left-overs of an earlier edition.
pub(super) fn read_hierarchy(
    table: &mut TableReader,
    about: &About<'_>,
    findings: &Findings,
    builder: &mut TaxonomyBuilder,
) -> Result<()> {
    let levels: Vec<[Option<usize>; 3]> = (0..10)
        .map(|level| ["URI", "preferred term", "code"].map(|part| table.column(&[&format!("Level {level} {part}")])))
        .take_while(|[uri, ..]| uri.is_some())
        .collect();
    let notes =
        [(table.column(&["Description"]), NoteRole::Definition), (table.column(&["Scope note"]), NoteRole::ScopeNote)];
    let mut repaired = 0u64;
    while let Some(record) = table.next_record()? {
        let position = table.position(&record);
        let named: Vec<_> = levels.iter().filter(|[uri, ..]| !record.get_optional(*uri).is_empty()).collect();
        let Some([uri, term, code]) = named.last() else {
            builder.report(Severity::Skipped, position, "the row names no group");
            continue;
        };
        let (uri, code) = (record.get_optional(*uri), record.get_optional(*code));
        if !builder.contains(uri) && !findings.has_skill_groups {
            let mut group = Concept::new(uri, ConceptKind::SkillGroup);
            group.add_label(&cells::clean(record.get_optional(*term)), LabelRole::Preferred, about.language);
            for (column, role) in notes {
                let text = cells::clean(record.get_optional(column));
                repaired += u64::from(matches!(text, Cow::Owned(_)));
                group.add_note(&cells::without_tags(&text), role, about.language);
            }
            builder.add(group, &position);
        }
        let Some(group) = builder.get_mut(uri) else {
            let message = format!("the hierarchy names {uri:?}, which no table of skill groups defines");
            builder.report(Severity::Warning, position, message);
            continue;
        };
        if group.notation.is_none() && !code.is_empty() {
            group.notation = Some(code.to_owned());
        }
        if let Some([parent, ..]) = named.len().checked_sub(2).map(|above| named[above]) {
            builder.relate(uri, RelationKind::Broader, record.get_optional(*parent), None, &position);
        }
    }
    report_repairs(about.path, repaired, builder);
    Ok(())
}
