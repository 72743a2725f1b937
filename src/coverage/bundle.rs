//! The smallest set of credentials that together cover a job.
//!
//! Finding the very smallest is hard (set cover), so the one that adds most is taken again and again, which is at most
//! a logarithm worse, and those that turn out to be needless are given back.

use super::cover::Cover;
use super::profile::Skill;
use super::{Prepared, rounded};
use crate::model::{Bundle, BundleMember};

/// A document that adds less is not worth the trouble.
const LEAST: f32 = 0.03;
/// How many of the best are chosen from. Further down are documents of other trades that name one of the skills in passing.
pub(super) const CHOSEN_FROM: usize = 40;

/// A small set of at most so many documents, of those given best first.
pub(super) fn smallest(asked: &[Skill<'_>], covers: &[(&Prepared, Cover)], most: usize) -> Bundle {
    let worth = |document: usize, skill: usize| covers[document].1.met[skill].as_ref().map_or(0.0, |met| met.worth);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let so_far = together(asked, &chosen, &worth);
        let gain = |document: usize| {
            let gains =
                asked.iter().enumerate().map(|(at, skill)| skill.weight * (worth(document, at) - so_far[at]).max(0.0));
            gains.sum::<f32>()
        };
        // The better ranked of two that add the same.
        let best = (0..covers.len()).map(|document| (gain(document), document)).fold(None, |best, next| match best {
            Some((gain, _)) if gain >= next.0 => best,
            _ => Some(next),
        });
        match best {
            Some((gain, document)) if gain >= LEAST => chosen.push(document),
            _ => break,
        }
    }
    let coverage = |chosen: &[usize]| -> f32 {
        asked.iter().zip(together(asked, chosen, &worth)).map(|(skill, worth)| skill.weight * worth).sum()
    };
    for document in chosen.clone() {
        let without: Vec<usize> = chosen.iter().copied().filter(|other| *other != document).collect();
        if coverage(&chosen) - coverage(&without) < LEAST {
            chosen = without;
        }
    }
    let mut bundle = Bundle::default();
    for (at, document) in chosen.iter().enumerate() {
        let before = together(asked, &chosen[..at], &worth);
        let better = |skill: &usize| worth(*document, *skill) > before[*skill];
        let profiled = &covers[*document].0.profiled.document;
        bundle.members.push(BundleMember {
            id: profiled.id.clone(),
            title: profiled.title.clone(),
            adds: rounded(coverage(&chosen[..=at]) - coverage(&chosen[..at])),
            skills: (0..asked.len()).filter(better).map(|skill| asked[skill].concept.clone()).collect(),
        });
    }
    let all = together(asked, &chosen, &worth);
    bundle.coverage = rounded(coverage(&chosen));
    bundle.missing =
        asked.iter().zip(all).filter(|(_, worth)| *worth <= 0.0).map(|(skill, _)| skill.concept.clone()).collect();
    bundle
}

/// How much of each skill some documents cover together.
fn together(asked: &[Skill<'_>], chosen: &[usize], worth: &impl Fn(usize, usize) -> f32) -> Vec<f32> {
    let best = |skill: usize| chosen.iter().map(|document| worth(*document, skill)).fold(0.0, f32::max);
    (0..asked.len()).map(best).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::cover::Met;
    use crate::coverage::{Digest, Profiled};
    use crate::model::{ConceptKind, ConceptReference, Document, SkillRelation};

    #[test]
    fn few_documents_that_add_to_each_other_are_chosen() {
        let concepts: Vec<ConceptReference> = ["a", "b", "c", "d"]
            .map(|id| ConceptReference {
                concept_id: id.to_owned(),
                notation: None,
                label: id.to_owned(),
                taxonomy: "t".to_owned(),
                taxonomy_version: String::new(),
                kind: ConceptKind::Skill,
            })
            .to_vec();
        let asked: Vec<Skill<'_>> = concepts
            .iter()
            .map(|concept| Skill { concept, place: None, mapping: None, inferred_from: None, weight: 0.25, sure: true })
            .collect();
        let document = |id: &str| {
            let profiled = Profiled { document: Document::new(id, id, []), ..Profiled::default() };
            Prepared { profiled, digest: Digest::default() }
        };
        let documents = ["ab", "bc", "c", "nothing"].map(document);
        let cover = |document: &Prepared| {
            let id = &document.profiled.document.id;
            let met = |skill: &Skill<'_>| {
                let known = *id != "nothing" && id.contains(&skill.concept.concept_id);
                known.then_some(Met { offered: 0, relation: SkillRelation::Same, worth: 1.0, hops: Vec::new() })
            };
            Cover { met: asked.iter().map(met).collect(), share: 0.0 }
        };
        let covers: Vec<(&Prepared, Cover)> = documents.iter().map(|document| (document, cover(document))).collect();
        let bundle = smallest(&asked, &covers, 5);
        assert_eq!(bundle.members.iter().map(|member| member.id.as_str()).collect::<Vec<_>>(), ["ab", "bc"]);
        assert!((bundle.coverage - 0.75).abs() < 1e-6 && (bundle.members[1].adds - 0.25).abs() < 1e-6);
        assert_eq!(bundle.missing, [concepts[3].clone()]);
        assert_eq!(smallest(&asked, &covers, 1).members.len(), 1);
    }
}
