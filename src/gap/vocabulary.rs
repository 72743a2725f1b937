//! The vocabulary gap: phrases that many documents have and that no concept means.
//!
//! A phrase counts where no mapping has any of its words as evidence. What is remembered is bounded: when there
//! are too many phrases, the rarest are forgotten, and whatever comes back later starts anew (Manku and Motwani,
//! "Approximate Frequency Counts over Data Streams", 2002), so a count is never too high.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

use super::{Example, Side};
use crate::model::{DocumentMappings, MatcherName};
use crate::text::{Section, Segment, Stemmer, is_boilerplate, phrases, segments};

/// Most phrases that are remembered at a time.
const REMEMBERED: usize = 300_000;
/// A phrase is frequent from so many documents of a side on, and from one in so many.
const LEAST: u64 = 3;
const RARE: u64 = 200;
/// Longest sentence of an example, in characters.
const LONGEST_SENTENCE: usize = 240;

/// The phrases met so far, by their stems.
pub(super) struct Vocabulary {
    stemmer: Stemmer,
    met: BTreeMap<String, Met>,
    /// Most phrases to remember.
    room: usize,
    /// A phrase that was met so often or less may have been forgotten before.
    forgotten: u64,
}

/// A phrase that was met.
#[derive(Debug, Clone)]
struct Met {
    postings: u64,
    credentials: u64,
    surface: String,
    example: Example,
    /// Who first used it, and whether somebody else did.
    issuer: Option<String>,
    shared: bool,
}

/// A phrase that is frequent enough.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frequent {
    pub surface: String,
    pub postings: u64,
    pub credentials: u64,
    pub example: Example,
}

impl Vocabulary {
    pub fn new() -> Self {
        Self { stemmer: Stemmer::new("en"), met: BTreeMap::new(), room: REMEMBERED, forgotten: 0 }
    }

    /// Adds the phrases of a document that none of its mappings rests on.
    pub fn add(&mut self, side: Side, document: &DocumentMappings, text: &str) {
        let mut own: HashSet<String> = HashSet::new();
        for segment in segments(text).into_iter().filter(|segment| says_something(segment, text)) {
            let sentence = &text[segment.range.clone()];
            let understood: Vec<(usize, usize)> = understood(document, &segment).collect();
            for phrase in phrases(sentence) {
                let (start, end) = (segment.range.start + phrase.range.start, segment.range.start + phrase.range.end);
                if understood.iter().any(|(from, to)| *from < end && start < *to) {
                    continue;
                }
                let stems: Vec<String> = phrase.words.iter().map(|word| self.stemmer.stem(word)).collect();
                let key = stems.join(" ");
                if own.insert(key.clone()) {
                    self.count(key, side, document, &sentence[phrase.range], sentence);
                }
            }
        }
        if self.met.len() > self.room {
            self.forget();
        }
    }

    fn count(&mut self, key: String, side: Side, document: &DocumentMappings, surface: &str, sentence: &str) {
        let met = self.met.entry(key).or_insert_with(|| Met {
            postings: 0,
            credentials: 0,
            surface: surface.split_whitespace().collect::<Vec<_>>().join(" "),
            example: Example {
                id: document.id.clone(),
                title: document.title.clone(),
                quote: shortened(sentence),
                confidence: 0.0,
            },
            issuer: document.fields.issuer.clone(),
            shared: document.fields.issuer.is_none(),
        });
        met.shared |= met.issuer != document.fields.issuer;
        match side {
            Side::Demand => met.postings += 1,
            Side::Supply => met.credentials += 1,
        }
    }

    /// The phrases of both; of one that both have, the words of the first are shown.
    pub fn with(mut self, other: Self) -> Self {
        for (key, met) in other.met {
            match self.met.entry(key) {
                Entry::Vacant(place) => {
                    place.insert(met);
                }
                Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    known.shared |= met.shared || known.issuer != met.issuer;
                    known.postings += met.postings;
                    known.credentials += met.credentials;
                }
            }
        }
        self
    }

    /// Forgets the rarest until half of the room is free.
    fn forget(&mut self) {
        while self.met.len() > self.room / 2 {
            self.forgotten += 1;
            let least = self.forgotten;
            self.met.retain(|_, met| met.postings + met.credentials > least);
        }
    }

    /// The phrases that a small share of all postings or credentials have, those of the largest share first. A phrase
    /// that nearly always stands inside a longer one is left to that, and one that a single employer or issuer uses is
    /// a name of its own.
    pub fn frequent(self, postings: u64, credentials: u64) -> Vec<Frequent> {
        let least = |documents: u64| (documents / RARE).max(LEAST);
        let (least_postings, least_credentials) = (least(postings), least(credentials));
        let is_frequent = |in_postings: u64, in_credentials: u64| {
            in_postings >= least_postings || in_credentials >= least_credentials
        };
        let count = |met: &Met| met.postings + met.credentials;
        let frequent: Vec<(&String, &Met)> =
            self.met.iter().filter(|(_, met)| is_frequent(met.postings, met.credentials) && met.shared).collect();
        // For every phrase, how often the longer phrase that has it most often was met.
        let mut within: BTreeMap<String, u64> = BTreeMap::new();
        for (key, met) in &frequent {
            let words: Vec<&str> = key.split(' ').collect();
            for length in 1..words.len() {
                for part in words.windows(length) {
                    let most = within.entry(part.join(" ")).or_default();
                    *most = (*most).max(count(met));
                }
            }
        }
        let mut kept: Vec<Frequent> = frequent
            .into_iter()
            .filter(|(key, met)| {
                let alone = count(met) - within.get(*key).copied().unwrap_or(0).min(count(met));
                alone * 2 >= count(met) && is_frequent(met.postings.min(alone), met.credentials.min(alone))
            })
            .map(|(_, met)| Frequent {
                surface: met.surface.clone(),
                postings: met.postings,
                credentials: met.credentials,
                example: met.example.clone(),
            })
            .collect();
        let share = |phrase: &Frequent| {
            phrase.postings as f64 / postings.max(1) as f64 + phrase.credentials as f64 / credentials.max(1) as f64
        };
        kept.sort_by(|a, b| share(b).total_cmp(&share(a)).then_with(|| a.surface.cmp(&b.surface)));
        kept
    }
}

fn says_something(segment: &Segment, text: &str) -> bool {
    !segment.heading && segment.section != Section::Boilerplate && !is_boilerplate(&text[segment.range.clone()])
}

/// The stretches of a segment that mappings rest on. Evidence that only the meaning of a whole sentence gave says
/// nothing of the words in it.
fn understood<'a>(document: &'a DocumentMappings, segment: &'a Segment) -> impl Iterator<Item = (usize, usize)> + 'a {
    let evidence = document.mappings.iter().flat_map(|mapping| &mapping.evidence);
    let inside = evidence.filter(|one| one.start < segment.range.end && segment.range.start < one.end);
    let narrow = inside.filter(|one| one.matcher != MatcherName::Semantic || one.quote.split(' ').count() <= 6);
    narrow.map(|one| (one.start, one.end))
}

fn shortened(sentence: &str) -> String {
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_SENTENCE) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(vocabulary: &mut Vocabulary, side: Side, id: usize, text: &str, issuer: Option<&str>) {
        let mut document = DocumentMappings { id: id.to_string(), ..Default::default() };
        document.fields.issuer = issuer.map(str::to_owned);
        vocabulary.add(side, &document, text);
    }

    #[test]
    fn the_longest_phrase_that_is_always_said_stands_for_its_parts() {
        let mut vocabulary = Vocabulary::new();
        for id in 0..5 {
            add(&mut vocabulary, Side::Demand, id, "The rope access rescue. Also rope access rescue.", None);
        }
        let found = vocabulary.frequent(5, 0);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].surface.as_str(), found[0].postings), ("rope access rescue", 5));
        assert_eq!(found[0].example.quote, "The rope access rescue.");
    }

    #[test]
    fn names_of_one_employer_are_no_vocabulary() {
        let mut vocabulary = Vocabulary::new();
        for id in 0..6 {
            add(&mut vocabulary, Side::Demand, id, "Grow with Heronwood Senior Living.", Some("Heronwood"));
            let issuer = format!("employer {}", id % 2);
            add(&mut vocabulary, Side::Demand, id, "Handle slide gates.", Some(&issuer));
        }
        let found: Vec<String> = vocabulary.frequent(12, 0).into_iter().map(|phrase| phrase.surface).collect();
        assert_eq!(found, ["Handle slide gates"]);
    }

    #[test]
    fn memory_is_bounded_and_no_count_too_high() {
        let mut vocabulary = Vocabulary { room: 40, ..Vocabulary::new() };
        for id in 0..200 {
            add(&mut vocabulary, Side::Supply, id, &format!("Sand casting, batch{id} melting"), None);
        }
        assert!(vocabulary.met.len() <= 43, "{}", vocabulary.met.len());
        let found = vocabulary.frequent(0, 200);
        assert_eq!(found[0].surface, "Sand casting");
        assert!(found[0].credentials <= 200 && found[0].credentials > 150, "{found:?}");
    }

    #[test]
    fn two_sides_put_together_are_as_if_they_had_been_one() {
        let (mut both, mut asked, mut taught) = (Vocabulary::new(), Vocabulary::new(), Vocabulary::new());
        for id in 0..4 {
            for vocabulary in [&mut both, &mut asked] {
                add(vocabulary, Side::Demand, id, "Handle slide gates.", Some("Ironway"));
            }
        }
        for id in 0..3 {
            for vocabulary in [&mut both, &mut taught] {
                add(vocabulary, Side::Supply, id, "Handling slide gates, sand casting.", Some("North"));
            }
        }
        let found = asked.with(taught).frequent(4, 3);
        assert_eq!((found[0].surface.as_str(), found[0].postings, found[0].credentials), ("Handle slide gates", 4, 3));
        assert_eq!(found, both.frequent(4, 3));
    }
}
