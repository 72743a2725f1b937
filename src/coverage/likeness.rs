//! How alike two documents are, as a fixed row of numbers between 0 and 1, more or less.
//!
//! Nothing here knows which side is the job: the row describes a question and a candidate. Titles and texts are held
//! against each other by words and by meaning, since a title says most and a text says the rest.

use super::alignment::Alignment;
use super::rarity::Rarity;
use super::roots::root;
use super::{Digest, Prepared};
use crate::vectors::{Quantised, Side, Space, normalise};

/// What a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// Cosine of title and text together.
    Meaning,
    /// Cosine of the titles.
    TitleMeaning,
    /// Cosine of the texts.
    TextMeaning,
    /// Cosine of the question's title with the candidate's text.
    TitleInText,
    /// Cosine of the question's text with the candidate's title.
    TextInTitle,
    /// BM25 of the question's words, over the most it could be.
    Words,
    /// Share of the question's title that the candidate's title has, by rarity; who does it stands for what is done.
    TitleWordsMet,
    /// Share of the candidate's title that the question's title has.
    TitleWordsMeant,
    /// Share of the question's title that stands anywhere in the candidate.
    TitleFound,
    /// Share of the candidate's title that stands anywhere in the question.
    TitleCalled,
    /// The same as `TitleWordsMet`, each word by the nearest in meaning.
    TitleNearMet,
    /// The same as `TitleWordsMeant`, each word by the nearest in meaning.
    TitleNearMeant,
    /// Share of the question's title that stands anywhere in the candidate, each word by the nearest in meaning.
    TitleNearFound,
    /// Share of the candidate's title that stands anywhere in the question, each word by the nearest in meaning.
    TitleNearCalled,
    /// Share of all the question's words that the candidate has, each by the nearest in meaning.
    WordsNearMet,
    /// Share of all the candidate's words that the question has, each by the nearest in meaning.
    WordsNearMeant,
    /// Share of the question's skills that the candidate meets.
    SkillsMet,
    /// Share of the candidate's skills that the question meets.
    SkillsMeant,
}

/// How many features there are.
pub(super) const COUNT: usize = 18;

/// Names of the features, in the order of a row.
pub const LIKENESS_FEATURES: [&str; COUNT] = [
    "meaning", "title_meaning", "text_meaning", "title_in_text", "text_in_title", "words", "title_words_met",
    "title_words_meant", "title_found", "title_called", "title_near_met", "title_near_meant", "title_near_found",
    "title_near_called", "words_near_met", "words_near_meant", "skills_met", "skills_meant",
];

/// One row.
pub type Likeness = [f32; COUNT];

/// BM25's constants: how soon a repeated word stops counting, and how much a long text is held back.
pub(super) const SATURATION: f32 = 1.2;
pub(super) const LENGTH: f32 = 0.6;

/// A document as its likeness to others is measured: rarities looked up, vectors unpacked.
pub(super) struct View<'a> {
    digest: &'a Digest,
    /// Different words of the title, each with its weight and direction.
    title: Vec<(&'a str, f32, Vec<f32>)>,
    title_vector: Vec<f32>,
    text_vector: Vec<f32>,
    vector: Vec<f32>,
    /// Stems with their rarity; of the asking side only.
    stems: Vec<(&'a str, f32)>,
}

impl<'a> View<'a> {
    /// The view of the document that is asked about.
    pub fn asking(document: &'a Prepared, space: &Space, rarity: &Rarity<'_>) -> Self {
        let mut view = Self::of(&document.digest, space, |stem| rarity.in_asking_titles(stem));
        view.stems = document.digest.counts().map(|(stem, _)| (stem, rarity.anywhere(stem))).collect();
        view
    }

    /// The view of a candidate.
    pub fn candidate(document: &'a Prepared, space: &Space, rarity: &Rarity<'_>) -> Self {
        Self::of(&document.digest, space, |stem| rarity.in_pool_titles(stem))
    }

    fn of(digest: &'a Digest, space: &Space, rarity: impl Fn(&str) -> f32) -> Self {
        let mut title_vector = vec![0.0; space.dimension()];
        let mut title: Vec<(&str, f32, Vec<f32>)> = Vec::with_capacity(digest.title.len());
        for word in &digest.title {
            let weight = rarity(&word.stem);
            let mut direction = vec![0.0; space.dimension()];
            space.add_all(&word.parts, Side::Text, &mut direction);
            for (sum, component) in title_vector.iter_mut().zip(&direction) {
                *sum += component * weight.sqrt();
            }
            normalise(&mut direction);
            if !title.iter().any(|(stem, ..)| *stem == word.stem.as_ref()) {
                title.push((word.stem.as_ref(), weight, direction));
            }
        }
        normalise(&mut title_vector);
        let text_vector = unpacked(&digest.text_vector, space.dimension());
        let mut vector: Vec<f32> = title_vector.iter().zip(&text_vector).map(|(title, text)| title + text).collect();
        normalise(&mut vector);
        Self { digest, title, title_vector, text_vector, vector, stems: Vec::new() }
    }

    /// The row for this question and a candidate, but for the skills.
    pub fn likeness(
        &self,
        other: &View<'_>,
        alignment: &mut Alignment<'_>,
        rarity: &Rarity<'_>,
        average: f32,
    ) -> Likeness {
        let mut row = [0.0; COUNT];
        let mut set = |feature: Feature, value: f32| row[feature as usize] = value;
        set(Feature::Meaning, product(&self.vector, &other.vector));
        set(Feature::TitleMeaning, product(&self.title_vector, &other.title_vector));
        set(Feature::TextMeaning, product(&self.text_vector, &other.text_vector));
        set(Feature::TitleInText, product(&self.title_vector, &other.text_vector));
        set(Feature::TextInTitle, product(&self.text_vector, &other.title_vector));
        set(Feature::Words, self.words(other, average));
        let in_titles = |stem: &str| rarity.in_titles(stem);
        set(Feature::TitleWordsMet, self.share(|stem| other.has_in_title(stem), in_titles));
        set(Feature::TitleWordsMeant, other.share(|stem| self.has_in_title(stem), in_titles));
        let anywhere = |stem: &str| rarity.anywhere(stem);
        set(Feature::TitleFound, self.share(|stem| other.has(stem), anywhere));
        set(Feature::TitleCalled, other.share(|stem| self.has(stem), anywhere));
        set(Feature::TitleNearMet, self.nearness(other));
        set(Feature::TitleNearMeant, other.nearness(self));
        let aligned = alignment.with(other.digest, rarity);
        set(Feature::TitleNearFound, aligned.title_met);
        set(Feature::TitleNearCalled, aligned.title_meant);
        set(Feature::WordsNearMet, aligned.words_met);
        set(Feature::WordsNearMeant, aligned.words_meant);
        row
    }

    fn words(&self, other: &View<'_>, average: f32) -> f32 {
        let held_back = SATURATION * (1.0 - LENGTH + LENGTH * other.digest.length() / average.max(1.0));
        let (mut found, mut all) = (0.0, f32::EPSILON);
        for (stem, weight) in &self.stems {
            let title = if other.has_in_title(stem) { 1.0 } else { 0.0 };
            let count = f32::from(other.digest.text.count(stem)) + title;
            found += weight * count * (SATURATION + 1.0) / (count + held_back);
            all += weight * (SATURATION + 1.0);
        }
        found / all
    }

    fn has_in_title(&self, stem: &str) -> bool {
        self.title.iter().any(|(other, ..)| root(other) == root(stem))
    }

    fn has(&self, stem: &str) -> bool {
        self.has_in_title(stem) || self.digest.text.count(stem) > 0
    }

    /// Share of the title's words that are met, by weight.
    fn share(&self, met: impl Fn(&str) -> bool, weight: impl Fn(&str) -> f32) -> f32 {
        let (mut found, mut all) = (0.0, f32::EPSILON);
        for (stem, ..) in &self.title {
            let weight = weight(stem);
            all += weight;
            if met(stem) {
                found += weight;
            }
        }
        found / all
    }

    /// How near each word of the title is to the nearest of another title, squared, by weight.
    fn nearness(&self, other: &View<'_>) -> f32 {
        let (mut found, mut all) = (0.0, f32::EPSILON);
        for (stem, weight, direction) in &self.title {
            let near = |(other, _, towards): &(&str, f32, Vec<f32>)| {
                if root(other) == root(stem) { 1.0 } else { product(direction, towards).max(0.0) }
            };
            let nearest = other.title.iter().map(near).fold(0.0, f32::max);
            found += weight * nearest * nearest;
            all += weight;
        }
        found / all
    }
}

fn product(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn unpacked(vector: &Quantised, dimension: usize) -> Vec<f32> {
    if vector.components.len() != dimension {
        return vec![0.0; dimension];
    }
    let mut unpacked: Vec<f32> =
        vector.components.iter().map(|component| f32::from(*component) * vector.scale).collect();
    normalise(&mut unpacked);
    unpacked
}
