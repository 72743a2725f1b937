//! A pool in memory, over the documents of a file.

use std::collections::HashMap;
use std::sync::Arc;

use super::likeness::{LENGTH, SATURATION};
use super::rarity::inverse_frequency;
use super::{Filter, Pool, Prepared};
use crate::error::Result;
use crate::model::ConceptReference;
use crate::vectors::Rows;

/// How many documents are compared for a question.
const WORTH_COMPARING: usize = 240;

/// Documents in memory, found by stems, concepts and vectors.
pub struct MemoryPool {
    documents: Vec<Arc<Prepared>>,
    terms: HashMap<Box<str>, Posting>,
    concepts: HashMap<(String, String), Vec<(u32, f32)>>,
    vectors: Rows,
    lengths: Vec<f32>,
    average: f32,
}

/// Where a stem stands.
#[derive(Debug, Default)]
struct Posting {
    /// Documents, each with how often, title and text together.
    anywhere: Vec<(u32, f32)>,
    /// Documents whose title has it.
    titles: Vec<u32>,
}

impl MemoryPool {
    /// A pool of prepared documents.
    pub fn new(documents: Vec<Prepared>) -> Self {
        let mut pool = Self {
            terms: HashMap::new(),
            concepts: HashMap::new(),
            vectors: Rows::new(documents.first().map_or(0, |first| first.digest.vector.components.len())),
            lengths: Vec::with_capacity(documents.len()),
            average: 0.0,
            documents: documents.into_iter().map(Arc::new).collect(),
        };
        for (number, document) in (0..).zip(&pool.documents) {
            let digest = &document.digest;
            for (stem, count) in digest.counts() {
                pool.terms.entry(stem.into()).or_default().anywhere.push((number, count));
            }
            for stem in digest.title_stems() {
                pool.terms.entry(stem.into()).or_default().titles.push(number);
            }
            for mapping in document.profile() {
                let key = (mapping.concept.taxonomy.clone(), mapping.concept.concept_id.clone());
                pool.concepts.entry(key).or_default().push((number, mapping.confidence));
            }
            pool.vectors.push_quantised(&digest.vector);
            pool.lengths.push(digest.length());
        }
        pool.average = (pool.lengths.iter().sum::<f32>() / pool.lengths.len().max(1) as f32).max(1.0);
        pool
    }

    /// Every document, in the order in which they were given.
    pub fn all(&self) -> &[Arc<Prepared>] {
        &self.documents
    }

    /// How near each document is to a query, by each way of looking.
    fn scores(&self, query: &Prepared) -> [Vec<f32>; 4] {
        let nothing = || vec![0.0f32; self.documents.len()];
        let (mut words, mut titles, mut skills) = (nothing(), nothing(), nothing());
        let rarity = |with: usize| inverse_frequency(self.documents.len(), with);
        for (stem, _) in query.digest.counts() {
            let Some(posting) = self.terms.get(stem) else { continue };
            let weight = rarity(posting.anywhere.len());
            for (document, often) in &posting.anywhere {
                let length = self.lengths[*document as usize] / self.average;
                let held = often + SATURATION * (1.0 - LENGTH + LENGTH * length);
                words[*document as usize] += weight * often * (SATURATION + 1.0) / held;
            }
        }
        for stem in query.digest.title_stems() {
            let Some(posting) = self.terms.get(stem) else { continue };
            let weight = rarity(posting.titles.len());
            for document in &posting.titles {
                titles[*document as usize] += weight;
            }
        }
        for mapping in query.profile() {
            let key = (mapping.concept.taxonomy.clone(), mapping.concept.concept_id.clone());
            let Some(holders) = self.concepts.get(&key) else { continue };
            let weight = rarity(holders.len()) * mapping.confidence;
            for (document, confidence) in holders {
                skills[*document as usize] += weight * confidence;
            }
        }
        let near = self.vectors.products(&query.digest.vector);
        [words, titles, skills, near]
    }
}

impl Pool for MemoryPool {
    fn documents(&self) -> usize {
        self.documents.len()
    }

    fn average_words(&self) -> f32 {
        self.average
    }

    fn documents_with_stem(&self, stem: &str) -> usize {
        self.terms.get(stem).map_or(0, |posting| posting.anywhere.len())
    }

    fn titles_with_stem(&self, stem: &str) -> usize {
        self.terms.get(stem).map_or(0, |posting| posting.titles.len())
    }

    fn documents_with_concept(&self, concept: &ConceptReference) -> usize {
        let key = (concept.taxonomy.clone(), concept.concept_id.clone());
        self.concepts.get(&key).map_or(0, Vec::len)
    }

    fn worth_comparing(&self) -> usize {
        WORTH_COMPARING
    }

    fn nearest(&self, query: &Prepared, filter: &Filter, count: usize) -> Result<Vec<Arc<Prepared>>> {
        let passes = |number: &u32| filter.accepts(&self.documents[*number as usize].profiled);
        let eligible: Vec<u32> = (0..self.documents.len() as u32).filter(passes).collect();
        if eligible.len() <= count {
            return Ok(eligible.into_iter().map(|number| Arc::clone(&self.documents[number as usize])).collect());
        }
        // Each way of looking fills its share with those that no other way has found.
        let mut chosen = vec![false; self.documents.len()];
        let mut found = Vec::with_capacity(count);
        let ways = self.scores(query);
        for (number, scores) in ways.iter().enumerate() {
            let share = (count - found.len()) / (ways.len() - number);
            let mut ranked: Vec<u32> = eligible.iter().copied().filter(|one| !chosen[*one as usize]).collect();
            let order = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
            if ranked.len() > share {
                ranked.select_nth_unstable_by(share, order);
                ranked.truncate(share);
            }
            for one in ranked {
                chosen[one as usize] = true;
                found.push(one);
            }
        }
        found.sort_unstable();
        Ok(found.into_iter().map(|number| Arc::clone(&self.documents[number as usize])).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::{Digester, Profiled};
    use crate::model::Document;
    use crate::vectors::default_space;

    fn prepared(id: &str, title: &str, text: &str) -> Prepared {
        let digester = Digester::new(Arc::clone(default_space()), "en");
        digester.prepare(Profiled { document: Document::new(id, title, [text]), ..Profiled::default() })
    }

    fn pool() -> MemoryPool {
        let mut documents = vec![
            prepared("weld", "Welding", "Join metal."),
            prepared("sew", "Sewing", "Stitch leather and cloth."),
            prepared("shoes", "Footwear", "Make shoes."),
        ];
        documents.extend((0..40).map(|number| prepared(&format!("other-{number}"), "Accounting", "Keep books.")));
        MemoryPool::new(documents)
    }

    #[test]
    fn few_documents_are_proposed_and_the_like_ones_are_among_them() {
        let pool = pool();
        let query = prepared("q", "Welder", "Stitch leather shoes, weld metal.");
        let found = pool.nearest(&query, &Filter::default(), 8).expect("memory");
        let ids: Vec<&str> = found.iter().map(|one| one.profiled.document.id.as_str()).collect();
        assert_eq!(ids.len(), 8);
        for wanted in ["weld", "sew", "shoes"] {
            assert!(ids.contains(&wanted), "{wanted} in {ids:?}");
        }
    }

    #[test]
    fn a_filter_comes_first_and_counts_are_of_all_documents() {
        let pool = pool();
        let filter = Filter::parse("id=sew").expect("a condition");
        let found = pool.nearest(&prepared("q", "Welder", "weld"), &filter, 5).expect("memory");
        assert!(found.len() == 1 && found[0].profiled.document.id == "sew");
        assert_eq!((pool.documents(), pool.documents_with_stem("leather"), pool.titles_with_stem("weld")), (43, 1, 1));
    }
}
