//! How often postings ask for a concept. Of two concepts that a sentence may mean, the one that is asked for every
//! day is the likelier: "works well with others" is teamwork, not work in a construction team.
//!
//! For ESCO this was judged and counted, and the table is compiled in (`demand/README.md` says how it was made). For
//! every other taxonomy the learned space says how often concepts of like names are asked for.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Semantic;
use crate::model::Taxonomy;

/// Lines of a UUID, a judgement from 0 to 5 and a count, separated by blanks.
static ESCO: &str = include_str!("demand/esco.txt");
/// What an ESCO identifier of a skill is before its UUID.
const ESCO_SKILL: &str = "http://data.europa.eu/esco/skill/";
/// What is taken for concepts of ESCO that nobody judged: those are the narrowest.
const NOT_JUDGED: f32 = 0.3;

/// How often postings ask for a concept.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Demand {
    /// By judgement, from 0 (never) to 5 (one posting in ten); 0 when nobody judged.
    pub asked: f32,
    /// How often it was met in sentences that are linked to it.
    pub seen: f32,
    /// By the names of concepts that were judged, from 0 to 5; 0 without a space.
    pub asked_like: f32,
    /// Whether the concept belongs to a taxonomy that was judged.
    pub judged: bool,
}

/// The demand of every concept.
pub(super) fn of(taxonomy: &Taxonomy, semantic: Option<&Semantic>) -> Vec<Demand> {
    let demand = |(position, id): (u32, &str)| {
        let asked_like = semantic.map_or(0.0, |semantic| semantic.asked(position));
        let Some(uuid) = id.strip_prefix(ESCO_SKILL) else {
            return Demand { asked_like, ..Demand::default() };
        };
        let (asked, seen) = esco().get(uuid).copied().unwrap_or((NOT_JUDGED, 0.0));
        Demand { asked, seen, asked_like, judged: true }
    };
    (0..).zip(taxonomy.concepts.iter().map(|concept| concept.id.as_str())).map(demand).collect()
}

/// Judgement and count by UUID.
///
/// # Panics
/// Never: a test reads the whole table.
fn esco() -> &'static HashMap<&'static str, (f32, f32)> {
    static TABLE: OnceLock<HashMap<&'static str, (f32, f32)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let number = |cell: Option<&str>| cell.and_then(|cell| cell.parse().ok()).expect("a test reads the table");
        let line = |line: &'static str| {
            let mut cells = line.split(' ');
            let uuid = cells.next().unwrap_or_default();
            (uuid, (number(cells.next()), number(cells.next())))
        };
        ESCO.lines().map(line).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, ConceptKind};

    #[test]
    fn the_table_is_sound_and_other_taxonomies_are_not_judged() {
        assert!(esco().len() > 4_000);
        assert!(esco().values().all(|(asked, seen)| (0.0..=5.0).contains(asked) && *seen >= 0.0));
        let teams = format!("{ESCO_SKILL}60c78287-22eb-4103-9c8c-28deaa460da0");
        let concepts = [teams.as_str(), "urn:own:teams"].map(|id| Concept::new(id, ConceptKind::Skill));
        let taxonomy = Taxonomy { concepts: concepts.to_vec(), ..Taxonomy::default() };
        let demand = of(&taxonomy, None);
        assert!(demand[0].judged && demand[0].asked > 3.0 && demand[0].seen > 10.0, "{demand:?}");
        assert_eq!(demand[1], Demand::default());
    }
}
