//! Compares two versions of a taxonomy: what was added, what is gone, and what became another.
//!
//! Concepts are the same when their identifiers are, byte for byte. A version that says nothing of something (a file
//! without a hierarchy, a language, definitions) cannot have changed it: such things are left out and named, so that
//! comparing a part of a publication with the whole does not report every concept as moved.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Change, ChangeKind, Changes, Concept, ConceptKind, LabelRole, NoteRole, RelationKind, Taxonomy};

/// Every change between two versions, of concepts of some kinds; of all when none is named.
pub fn compare(from: &Taxonomy, to: &Taxonomy, kinds: &[ConceptKind]) -> Changes {
    let wanted = |concept: &&Concept| kinds.is_empty() || kinds.contains(&concept.kind);
    let (before, after) = (Version::of(from), Version::of(to));
    let mut comparison = Comparison { changes: Vec::new(), languages: before.common_languages(&after) };
    let (mut counted_from, mut counted_to) = (0, 0);
    let with_parents = before.has_parents() && after.has_parents();
    let with_labels = before.has_other_labels() && after.has_other_labels();
    let with_definitions = before.has_definitions() && after.has_definitions();
    for concept in to.concepts.iter().filter(wanted) {
        counted_to += 1;
        let Some(old) = before.find(&concept.id) else {
            comparison.add(ChangeKind::Added, concept, [], [concept.name().to_owned()]);
            continue;
        };
        let [old_names, names] = [old, concept].map(|concept| comparison.labels(concept, true));
        comparison.difference(ChangeKind::Renamed, concept, &old_names, &names);
        if with_parents {
            let [old_parents, parents] = [&before, &after].map(|version| version.parents(&concept.id));
            comparison.difference(ChangeKind::Moved, concept, &old_parents, &parents);
        }
        if old.kind != concept.kind {
            comparison.add(ChangeKind::Reclassified, concept, [old.kind.to_string()], [concept.kind.to_string()]);
        }
        if with_labels {
            let [old_labels, labels] = [old, concept].map(|concept| comparison.labels(concept, false));
            comparison.difference(ChangeKind::Relabelled, concept, &old_labels, &labels);
        }
        if with_definitions {
            let [old_definitions, definitions] = [old, concept].map(|concept| comparison.definitions(concept));
            comparison.difference(ChangeKind::Redefined, concept, &old_definitions, &definitions);
        }
    }
    for concept in from.concepts.iter().filter(wanted) {
        counted_from += 1;
        if after.find(&concept.id).is_none() {
            comparison.add(ChangeKind::Gone, concept, [concept.name().to_owned()], []);
        }
    }
    // Stable: within a kind the order of the taxonomies stays.
    comparison.changes.sort_by_key(|change| change.kind);
    let missing = [
        (with_parents, "moves: one of the two gives no hierarchy"),
        (with_labels, "alternative labels: one of the two gives none"),
        (with_definitions, "definitions: one of the two gives none"),
        (!comparison.languages.is_empty(), "names: the two have no language in common"),
    ];
    Changes {
        from: from.info.reference(),
        to: to.info.reference(),
        concepts: (counted_from, counted_to),
        changes: comparison.changes,
        not_compared: missing.iter().filter(|(done, _)| !done).map(|(_, what)| (*what).to_owned()).collect(),
    }
}

/// One version, ready to be looked up.
struct Version<'a> {
    concepts: HashMap<&'a str, &'a Concept>,
    parents: HashMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Version<'a> {
    fn of(taxonomy: &'a Taxonomy) -> Self {
        let id = |at: u32| taxonomy.concepts[at as usize].id.as_str();
        let mut parents: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for relation in taxonomy.relations.iter().filter(|relation| relation.kind == RelationKind::Broader) {
            parents.entry(id(relation.source)).or_default().insert(id(relation.target));
        }
        Self { concepts: taxonomy.concepts.iter().map(|concept| (concept.id.as_str(), concept)).collect(), parents }
    }

    fn find(&self, id: &str) -> Option<&'a Concept> {
        self.concepts.get(id).copied()
    }

    /// Identifiers of what is directly broader, in no language.
    fn parents(&self, id: &str) -> Texts<'static> {
        self.parents.get(id).into_iter().flatten().map(|parent| ((*parent).to_owned(), "")).collect()
    }

    fn has_parents(&self) -> bool {
        !self.parents.is_empty()
    }

    fn has_definitions(&self) -> bool {
        self.concepts.values().any(|concept| concept.notes.iter().any(|note| note.role == NoteRole::Definition))
    }

    fn has_other_labels(&self) -> bool {
        self.concepts.values().any(|concept| concept.labels.iter().any(|label| label.role != LabelRole::Preferred))
    }

    /// Languages of names, sorted; a language that one version leaves empty is its own.
    fn common_languages(&self, other: &Self) -> Vec<&'a str> {
        let of = |version: &Self| -> HashSet<&'a str> {
            version.concepts.values().flat_map(|concept| &concept.labels).map(|label| label.language.as_str()).collect()
        };
        let (mine, theirs) = (of(self), of(other));
        let mut common: Vec<&str> = mine.intersection(&theirs).copied().collect();
        common.sort_unstable();
        common
    }
}

/// Texts with their languages.
type Texts<'a> = BTreeSet<(String, &'a str)>;

struct Comparison<'a> {
    changes: Vec<Change>,
    languages: Vec<&'a str>,
}

impl Comparison<'_> {
    fn add(
        &mut self,
        kind: ChangeKind,
        concept: &Concept,
        before: impl IntoIterator<Item = String>,
        after: impl IntoIterator<Item = String>,
    ) {
        let (before, after) = (before.into_iter().collect(), after.into_iter().collect());
        let (id, name) = (concept.id.clone(), concept.name().to_owned());
        self.changes.push(Change { kind, id, name, before, after });
    }

    /// Notes what only one side has, when there is anything. Texts come with their language.
    fn difference(&mut self, kind: ChangeKind, concept: &Concept, old: &Texts<'_>, new: &Texts<'_>) {
        // With a single language its name says nothing.
        let several = self.languages.len() > 1;
        let shown = |(text, language): &(String, &str)| {
            if several && !language.is_empty() { format!("{text} [{language}]") } else { text.clone() }
        };
        let only = |a: &Texts<'_>, b: &Texts<'_>| -> Vec<String> { a.difference(b).map(shown).collect() };
        if old != new {
            self.add(kind, concept, only(old, new), only(new, old));
        }
    }

    fn labels<'b>(&self, concept: &'b Concept, preferred: bool) -> Texts<'b> {
        let labels = concept.labels.iter().filter(|label| (label.role == LabelRole::Preferred) == preferred);
        let labels = labels.filter(|label| self.languages.contains(&label.language.as_str()));
        labels.map(|label| (label.text.clone(), label.language.as_str())).collect()
    }

    fn definitions<'b>(&self, concept: &'b Concept) -> Texts<'b> {
        let notes = concept.notes.iter().filter(|note| note.role == NoteRole::Definition);
        let notes = notes.filter(|note| self.languages.contains(&note.language.as_str()));
        notes.map(|note| (same_space(&note.text), note.language.as_str())).collect()
    }
}

/// White space is laid out anew from export to export.
fn same_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::SourceFile;
    use crate::model::TaxonomyInfo;
    use crate::taxonomy::{ReadOptions, read};

    fn version(text: &'static str) -> Taxonomy {
        let files = [SourceFile::memory("t.csv", text.as_bytes())];
        read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("a table").value
    }

    fn told(changes: &Changes) -> Vec<String> {
        let one =
            |change: &Change| format!("{} {} {:?} {:?}", change.kind.as_str(), change.id, change.before, change.after);
        changes.changes.iter().map(one).collect()
    }

    const OLD: &str = "id,label,alt_labels,definition,kind,broader\n\
        1,Weaving,cloth making,Make cloth.,skill group,\n\
        2,Loom Setup,warping|old,Set up a loom.,skill,1\n\
        3,Dyeing,,Dye yarn.,skill,1\n\
        4,Spinning,,Spin yarn.,skill,1\n";

    #[test]
    fn each_kind_of_change_is_told_once_and_nothing_else() {
        let new = "id,label,alt_labels,definition,kind,broader\n\
            1,Weaving,cloth making,Make  cloth. ,skill group,\n\
            2,Setting Up Looms,warping|new,Set up a loom by hand.,skill,1\n\
            3,Dyeing,,Dye yarn.,knowledge,5\n\
            5,Finishing,,Finish cloth.,skill group,\n";
        let changes = compare(&version(OLD), &version(new), &[]);
        assert_eq!(
            told(&changes),
            [
                "added 5 [] [\"Finishing\"]",
                "gone 4 [\"Spinning\"] []",
                "renamed 2 [\"Loom Setup\"] [\"Setting Up Looms\"]",
                "moved 3 [\"1\"] [\"5\"]",
                "reclassified 3 [\"skill\"] [\"knowledge\"]",
                "relabelled 2 [\"old\"] [\"new\"]",
                "redefined 2 [\"Set up a loom.\"] [\"Set up a loom by hand.\"]",
            ]
        );
        assert_eq!((changes.concepts, changes.not_compared.len()), ((4, 4), 0));
        let counts: Vec<usize> = changes.counts().iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [1; 7]);
        let groups = compare(&version(OLD), &version(new), &[ConceptKind::SkillGroup]);
        assert_eq!(told(&groups), ["added 5 [] [\"Finishing\"]"]);
    }

    #[test]
    fn what_a_version_does_not_say_did_not_change() {
        let names_only = "id,label\n1,Weaving\n2,Loom Setup\n3,Dyeing\n4,Spinning\n";
        for (from, to) in [(OLD, names_only), (names_only, OLD)] {
            let changes = compare(&version(from), &version(to), &[ConceptKind::Skill]);
            assert!(
                changes
                    .changes
                    .iter()
                    .all(|change| change.kind == ChangeKind::Added || change.kind == ChangeKind::Reclassified),
                "{changes:?}"
            );
            assert_eq!(changes.not_compared.len(), 3, "{changes:?}");
        }
        let same = compare(&version(OLD), &version(OLD), &[]);
        assert!(same.changes.is_empty() && same.not_compared.is_empty());
    }
}
