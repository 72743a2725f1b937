//! A catalogue as the other side of a comparison.
//!
//! Candidates come from three questions to the index: which documents share the rarest skills, which the most telling
//! words, which the words of the title. The best of all three together and those of each are taken in turn until there
//! are enough.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;

use super::values::{FIELDS, term};
use super::{Catalogue, record};
use crate::coverage::{Comparison, Filter, LISTED, Pool, Prepared, Profiled};
use crate::error::Result;
use crate::index::documents::{Found, Place};
use crate::model::{ConceptReference, Facet, FacetScope, FacetValue};

/// Most words of a query that are looked for: the most telling ones.
const MOST_WORDS: usize = 24;
/// Most skills of a query that are looked for.
const MOST_SKILLS: usize = 40;
/// With a filter that the index cannot answer, at most so many times as many documents are looked at.
const LOOKED_AT: usize = 50;
/// How many documents are read and compared for a question. The best by skills, words and title together come first, so
/// that twice as many change hardly an answer and cost as much again.
const WORTH_COMPARING: usize = 120;
/// Most frequencies of a place that are remembered.
const REMEMBERED: usize = 1 << 20;
/// Most facets that are remembered.
const COUNTED: usize = 256;

/// A catalogue that documents can be held against.
pub struct CataloguePool {
    catalogue: Catalogue,
    documents: usize,
    average_words: f32,
    /// Frequencies that were asked for before: the same few thousand words come again and again.
    frequencies: RwLock<HashMap<Place, HashMap<Box<str>, usize>>>,
    /// Facets that were asked for before, by the name of the field: they change with no question.
    facets: RwLock<HashMap<String, Option<Facet>>>,
}

impl CataloguePool {
    /// A pool over a catalogue.
    pub fn new(catalogue: Catalogue) -> Result<Self> {
        Ok(Self {
            documents: catalogue.len()? as usize,
            average_words: catalogue.index.average_words()?,
            frequencies: RwLock::new(HashMap::new()),
            facets: RwLock::new(HashMap::new()),
            catalogue,
        })
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// How many documents name a concept, and at most so many of them, those first in whose profile it weighs most.
    pub fn documents_that_name(&self, concept: &ConceptReference, most: usize) -> Result<(usize, Vec<Profiled>)> {
        let term = skill_term(concept);
        let found = self.catalogue.index.best(&[(Place::Skills, vec![(term.clone(), 1.0)])], &[], most)?.swap_remove(0);
        let read = |one: &Found| Ok(record::decode(&self.catalogue.index.content(one.address)?)?.0);
        Ok((self.frequency(Place::Skills, &term), found.iter().map(read).collect::<Result<_>>()?))
    }

    fn frequency(&self, place: Place, term: &str) -> usize {
        let frequencies = self.frequencies.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = frequencies.get(&place).and_then(|known| known.get(term)) {
            return *found;
        }
        drop(frequencies);
        // A term that cannot be read counts as rare; reading its documents will say what is wrong.
        let found = self.catalogue.index.frequency(place, term).unwrap_or(0) as usize;
        let mut frequencies = self.frequencies.write().unwrap_or_else(PoisonError::into_inner);
        let known = frequencies.entry(place).or_default();
        if known.len() < REMEMBERED {
            known.insert(term.into(), found);
        }
        found
    }

    /// How telling a term is: its inverse document frequency.
    fn rarity(&self, place: Place, term: &str) -> f32 {
        let (all, with) = (self.documents as f32, self.frequency(place, term) as f32);
        (1.0 + (all - with + 0.5).max(0.0) / (with + 0.5)).ln()
    }

    /// The terms that a query is looked for by, with a factor each; those that no document has are left out.
    fn terms(&self, query: &Prepared) -> [(Place, Vec<(String, f32)>); 3] {
        let mut words: Vec<(f32, String, f32)> = query
            .digest
            .counts()
            .filter(|(stem, _)| self.frequency(Place::Words, stem) > 0)
            .map(|(stem, count)| {
                // What stands often in the query matters more, but not in proportion.
                let factor = count.ln_1p();
                (factor * self.rarity(Place::Words, stem), stem.to_owned(), factor)
            })
            .collect();
        words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        words.truncate(MOST_WORDS);
        let mut skills: Vec<(f32, String, f32)> = query
            .profile()
            .iter()
            .map(|mapping| (skill_term(&mapping.concept), mapping.confidence))
            .filter(|(term, _)| self.frequency(Place::Skills, term) > 0)
            .map(|(term, confidence)| (confidence * self.rarity(Place::Skills, &term), term, confidence))
            .collect();
        skills.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        skills.truncate(MOST_SKILLS);
        let titles = query.digest.title_stems().into_iter().filter(|stem| self.frequency(Place::Title, stem) > 0);
        let plain =
            |terms: Vec<(f32, String, f32)>| terms.into_iter().map(|(_, term, factor)| (term, factor)).collect();
        [
            (Place::Skills, plain(skills)),
            (Place::Words, plain(words)),
            (Place::Title, titles.map(|stem| (stem.to_owned(), 1.0)).collect()),
        ]
    }

    /// The documents that fit best by each way of looking, taken in turn.
    fn found(
        &self,
        terms: &[(Place, Vec<(String, f32)>); 3],
        demanded: &[Vec<String>],
        count: usize,
    ) -> Result<Vec<Found>> {
        let lists = self.catalogue.index.best(terms, demanded, count)?;
        let (mut found, mut seen) = (Vec::new(), HashSet::new());
        for rank in 0..count {
            for list in &lists {
                if let Some(one) = list.get(rank).filter(|one| seen.insert(one.key)) {
                    found.push(*one);
                }
            }
            if found.len() >= count {
                break;
            }
        }
        found.truncate(count);
        Ok(found)
    }
}

/// The term of a concept in a profile.
pub(super) fn skill_term(concept: &ConceptReference) -> String {
    format!("{}\n{}", concept.taxonomy, concept.concept_id)
}

impl Pool for CataloguePool {
    fn documents(&self) -> usize {
        self.documents
    }

    fn average_words(&self) -> f32 {
        self.average_words
    }

    fn documents_with_stem(&self, stem: &str) -> usize {
        self.frequency(Place::Words, stem)
    }

    fn titles_with_stem(&self, stem: &str) -> usize {
        self.frequency(Place::Title, stem)
    }

    fn documents_with_concept(&self, concept: &ConceptReference) -> usize {
        self.frequency(Place::Skills, &skill_term(concept))
    }

    fn worth_comparing(&self) -> usize {
        WORTH_COMPARING
    }

    fn nearest(&self, query: &Prepared, filter: &Filter, count: usize) -> Result<Vec<Arc<Prepared>>> {
        let terms = self.terms(query);
        let demanded: Vec<Vec<String>> = filter
            .conditions
            .iter()
            .filter(|condition| condition.comparison == Comparison::Is && FIELDS.contains(&condition.field.as_str()))
            .map(|condition| condition.values.iter().map(|value| term(&condition.field, value)).collect())
            .collect();
        let mut answer: Vec<Arc<Prepared>> = Vec::new();
        let (mut looked_at, mut wanted) = (0, count);
        loop {
            let found = self.found(&terms, &demanded, wanted)?;
            let all = found.len() < wanted;
            // Unpacking is most of the work, and the order stays that of what was found.
            let read = |one: &Found| -> Result<Option<Arc<Prepared>>> {
                let (profiled, digest) = record::decode(&self.catalogue.index.content(one.address)?)?;
                Ok(filter.accepts(&profiled).then(|| Arc::new(Prepared { profiled, digest })))
            };
            let new = &found[looked_at.min(found.len())..];
            let read: Vec<Option<Arc<Prepared>>> = new.par_iter().map(read).collect::<Result<_>>()?;
            answer.extend(read.into_iter().flatten());
            looked_at = found.len();
            if answer.len() >= count || all || wanted >= count * LOOKED_AT {
                answer.truncate(count);
                return Ok(answer);
            }
            wanted *= 4;
        }
    }

    fn facet(&self, field: &str) -> Result<Option<Facet>> {
        if let Some(facet) = self.facets.read().unwrap_or_else(PoisonError::into_inner).get(field) {
            return Ok(facet.clone());
        }
        let facet = self.catalogue.facet(field, LISTED)?.map(|facet| over_the_whole(facet, field));
        let mut known = self.facets.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= COUNTED {
            known.clear();
        }
        known.insert(field.to_owned(), facet.clone());
        Ok(facet)
    }
}

/// A facet of the catalogue as one of a match; its field is named as it was asked for.
fn over_the_whole(facet: super::Facet, field: &str) -> Facet {
    let value = |one: super::FacetValue| FacetValue { value: one.value, name: one.name, count: one.count as usize };
    Facet {
        field: field.to_owned(),
        over: FacetScope::Catalogue,
        values: facet.values.into_iter().map(value).collect(),
        further: facet.further as usize,
        without: facet.without as usize,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue::of_table;
    use crate::coverage::Digester;
    use crate::index::Index;
    use crate::matching::{MatchOptions, Matcher};
    use crate::model::Document;
    use crate::taxonomy::bundled;
    use crate::vectors::default_space;

    const COURSES: &str = "id,course name,description,provider,soc code\n\
        a,Welding I,Perform arc welding of steel and read blueprints.,North,51-4121\n\
        b,Nursing,Measure vital signs and follow infection control.,South,29-1141\n\
        c,Data,Write Python and SQL for data analysis.,North,15-2051\n\
        d,Welding II,Weld pipes with gas tungsten arc welding.,South,51-4121\n";

    fn pool(folder: &Path, index: &Index, table: &'static str) -> CataloguePool {
        CataloguePool::new(of_table(folder, index, table)).expect("a pool")
    }

    fn query(index: &Index, title: &str, text: &str) -> Prepared {
        let matcher = Matcher::new(vec![index], MatchOptions::default());
        let document = Document::new("q", title, [text]);
        let mappings = matcher.map(&document, &mut matcher.scratch());
        Digester::new(Arc::clone(default_space()), "en").prepare(Profiled { document, mappings })
    }

    fn ids(found: &[Arc<Prepared>]) -> Vec<&str> {
        found.iter().map(|one| one.profiled.document.id.as_str()).collect()
    }

    #[test]
    fn the_nearest_share_skills_words_or_title_and_pass_the_filter() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::build(bundled::taxonomy().expect("there").value, default_space()).expect("an index");
        let pool = pool(folder.path(), &index, COURSES);
        assert_eq!((pool.documents(), pool.documents_with_stem("weld"), pool.titles_with_stem("weld")), (4, 2, 2));
        assert!(pool.average_words() > 3.0);
        let welder = query(&index, "Welder", "You weld steel and read blueprints. Arc welding is required.");
        let nearest = |filter: &str, count| {
            pool.nearest(&welder, &Filter::parse(filter).expect("a filter"), count).expect("an answer")
        };
        let found = nearest("", 2);
        assert_eq!(ids(&found).iter().collect::<HashSet<_>>(), HashSet::from([&"a", &"d"]));
        assert!(!found[0].profiled.mappings.mappings.is_empty());
        assert_eq!(ids(&nearest("issuer=south", 4)), ["d"]);
        assert_eq!(
            ids(&nearest("occupation=51 issuer!=south", 4)),
            ["a"],
            "codes by how they begin, and what no term says"
        );
        assert!(nearest("issuer=nobody", 4).is_empty());
        let together = pool.found(&pool.terms(&welder), &[], 1).expect("found");
        let (best, _) =
            record::decode(&pool.catalogue.index.content(together[0].address).expect("there")).expect("whole");
        assert_eq!(
            best.document.id, "a",
            "it has the skills, the words and the title; the pipes of the other are not asked for"
        );
        let skill = &found[0].profiled.mappings.mappings[0].concept;
        assert!(pool.documents_with_concept(skill) >= 1);
        let (count, named) = pool.documents_that_name(skill, 10).expect("an answer");
        assert!(count == named.len() && named.iter().any(|one| one.document.id == found[0].profiled.document.id));
        assert_eq!(pool.documents_that_name(skill, 1).expect("an answer").1.len(), 1);
    }

    #[test]
    fn only_what_changed_is_mapped_and_what_is_gone_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let index = Index::build(bundled::taxonomy().expect("there").value, default_space()).expect("an index");
        assert_eq!(pool(folder.path(), &index, COURSES).documents(), 4);
        let later = "id,course name,description,provider,soc code\n\
            a,Welding I,Perform arc welding of steel and read blueprints.,North,51-4121\n\
            b,Nursing,Measure vital signs and draw blood.,South,29-1141\n\
            e,Cooking,Prepare food.,South,35-2014\n";
        let pool = pool(folder.path(), &index, later);
        let documents = pool.catalogue().documents().expect("documents").map(|one| one.expect("whole").document);
        let mut texts: Vec<String> = documents.map(|document| document.text).collect();
        texts.sort();
        assert_eq!(texts.len(), 3, "{texts:?}");
        assert!(texts[1].ends_with("draw blood.") && pool.documents_with_stem("blood") == 1);
    }
}
