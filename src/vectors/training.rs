//! Training: the vectors of words are moved until a text lies nearer to the name it speaks of than to the
//! other names of its batch (`InfoNCE`, van den Oord and others, 2018; both ways, as in CLIP).
//!
//! The same lessons, options and seed give the same bytes whatever the number of threads: every sum is
//! taken in an order that depends on the data alone.

use std::collections::HashMap;

use rayon::prelude::*;

use super::lessons::{Lesson, Lessons};
use super::space::{Side, Space, normalise};
use super::start::StartVectors;
use crate::error::{Error, Result};

/// Lessons of one step; the other names of the batch are what a text must be told from.
const BATCH: usize = 1_024;
/// How sharply near misses are punished.
const TEMPERATURE: f32 = 0.05;
/// Adam's constants (Kingma and Ba, 2015).
const MOMENTUM: f32 = 0.9;
const SPREAD: f32 = 0.999;
const TINY: f32 = 1e-8;
/// How much faster the weights of words learn than their directions.
const WEIGHT_SPEED: f32 = 3.0;
/// Share of a text's words that are left out of a step, so that no single word is relied on.
const LEFT_OUT: f64 = 0.1;
/// Uses above which a word counts as frequent (Arora and others, "A Simple but Tough-to-Beat Baseline", 2017).
const FREQUENT: f32 = 1e-3;
/// Logarithm of the weight that a pair of words begins with, beside the words themselves.
const PAIR_WEIGHT: f32 = -2.0;
/// The learning rate falls no lower than this share of where it began.
const SLOWEST: f32 = 0.05;

/// How to train.
#[derive(Debug, Clone)]
pub struct TrainOptions {
    /// Components of a vector; that of the start vectors when there are some.
    pub dimension: usize,
    /// How often each lesson is gone through.
    pub epochs: usize,
    /// Learning rate at the beginning; it falls in a line.
    pub learning_rate: f32,
    /// What all chance comes from.
    pub seed: u64,
    /// Language of the words, BCP 47.
    pub language: String,
    /// Most words of the start vectors that no lesson uses and that are kept all the same.
    pub most_extra_words: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            dimension: 128,
            epochs: 4,
            learning_rate: 2e-3,
            seed: 1,
            language: "en".to_owned(),
            most_extra_words: usize::MAX,
        }
    }
}

/// Where training stands.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Steps done.
    pub step: usize,
    /// Steps altogether.
    pub steps: usize,
    /// Mean loss of the last step, in nats.
    pub loss: f32,
}

/// Learns a space; `report` is called after every step.
pub fn train(
    lessons: &Lessons,
    start: &StartVectors,
    options: &TrainOptions,
    report: &mut dyn FnMut(Progress),
) -> Result<Space> {
    if lessons.lessons.is_empty() {
        return Err(Error::request("there is nothing to learn from: no alternative label, definition or example")
            .with_hint("add a taxonomy with `skillmap taxonomy add`, or give --examples"));
    }
    let mut model = Model::new(lessons, start, options);
    let mut random = Random(options.seed);
    let batch = BATCH.min(lessons.lessons.len());
    let steps = options.epochs * (lessons.lessons.len() / batch);
    let mut order: Vec<u32> = (0..lessons.lessons.len() as u32).collect();
    let mut step = 0;
    for _ in 0..options.epochs {
        random.shuffle(&mut order);
        for numbers in order.chunks_exact(batch) {
            let chosen: Vec<&Lesson> = numbers.iter().map(|number| &lessons.lessons[*number as usize]).collect();
            let rate = options.learning_rate * (1.0 - step as f32 / steps as f32).max(SLOWEST);
            step += 1;
            let loss = model.learn(lessons, &chosen, rate, i32::try_from(step).unwrap_or(i32::MAX), &mut random);
            report(Progress { step, steps, loss });
        }
    }
    Ok(model.into_space(lessons, options))
}

/// The numbers that are learnt, and Adam's memory of them.
struct Model {
    dimension: usize,
    words: Vec<String>,
    directions: Learnt,
    /// Logarithms of the weights: those of all words in running text, then those in names.
    weights: Learnt,
}

/// Parameters with their gradients and moments.
struct Learnt {
    values: Vec<f32>,
    gradients: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Learnt {
    fn new(values: Vec<f32>) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { gradients: zeros.clone(), first: zeros.clone(), second: zeros, values }
    }

    /// One step of Adam over everything; gradients are spent.
    fn step(&mut self, rate: f32, step: i32) {
        let (unbias_first, unbias_second) = (1.0 - MOMENTUM.powi(step), 1.0 - SPREAD.powi(step));
        let pieces = self.values.par_chunks_mut(1 << 14).zip(self.gradients.par_chunks_mut(1 << 14));
        let moments = self.first.par_chunks_mut(1 << 14).zip(self.second.par_chunks_mut(1 << 14));
        pieces.zip(moments).for_each(|((values, gradients), (first, second))| {
            for at in 0..values.len() {
                let gradient = std::mem::take(&mut gradients[at]);
                first[at] = MOMENTUM * first[at] + (1.0 - MOMENTUM) * gradient;
                second[at] = SPREAD * second[at] + (1.0 - SPREAD) * gradient * gradient;
                values[at] -= rate * (first[at] / unbias_first) / ((second[at] / unbias_second).sqrt() + TINY);
            }
        });
    }
}

/// A text as the sum of its words, before and after it is brought to length one.
struct Encoded {
    words: Vec<u32>,
    side: Side,
    length: f32,
    unit: Vec<f32>,
}

impl Model {
    fn new(lessons: &Lessons, start: &StartVectors, options: &TrainOptions) -> Self {
        let dimension = if start.dimension > 0 { start.dimension } else { options.dimension };
        let mut words = lessons.words.clone();
        let known: std::collections::HashSet<&str> = lessons.words.iter().map(String::as_str).collect();
        let mut extra: Vec<&String> = start.vectors.keys().filter(|word| !known.contains(word.as_str())).collect();
        extra.sort();
        extra.truncate(options.most_extra_words);
        words.extend(extra.into_iter().cloned());
        let mut random = Random(options.seed ^ 0x57a7);
        let mut directions: Vec<f32> = Vec::with_capacity(words.len() * dimension);
        let numbers: HashMap<&str, usize> = words.iter().map(String::as_str).zip(0..).collect();
        for word in &words {
            let drawn: Vec<f32> = (0..dimension).map(|_| random.around_zero()).collect();
            let mut direction = match (start.vectors.get(word), word.split_once(' ')) {
                (Some(direction), _) => direction.clone(),
                // A pair stands before its words have gone anywhere: it begins in the middle of them.
                (None, Some((first, second))) => {
                    let row = |word: &str| &directions[numbers[word] * dimension..(numbers[word] + 1) * dimension];
                    row(first).iter().zip(row(second)).zip(&drawn).map(|((a, b), noise)| a + b + 0.02 * noise).collect()
                }
                (None, None) => drawn,
            };
            normalise(&mut direction);
            directions.extend(direction);
        }
        let all: f32 = lessons.counts.iter().map(|count| *count as f32).sum();
        let weight = |at: usize| {
            if words[at].contains(' ') {
                return PAIR_WEIGHT;
            }
            let uses = lessons.counts.get(at).copied().unwrap_or(0) as f32;
            (FREQUENT / (FREQUENT + (uses + 1.0) / all)).ln()
        };
        let weights = (0..words.len()).chain(0..words.len()).map(weight).collect();
        Self { dimension, words, directions: Learnt::new(directions), weights: Learnt::new(weights) }
    }

    fn direction(&self, word: u32) -> &[f32] {
        &self.directions.values[word as usize * self.dimension..(word as usize + 1) * self.dimension]
    }

    /// Where the weight of a word stands.
    fn weight(&self, word: u32, side: Side) -> usize {
        word as usize + if side == Side::Name { self.words.len() } else { 0 }
    }

    fn encode(&self, words: Vec<u32>, side: Side) -> Encoded {
        let mut unit = vec![0.0; self.dimension];
        for word in &words {
            let weight = self.weights.values[self.weight(*word, side)].exp();
            for (sum, value) in unit.iter_mut().zip(self.direction(*word)) {
                *sum += weight * value;
            }
        }
        let length = unit.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
        for value in &mut unit {
            *value /= length;
        }
        Encoded { words, side, length, unit }
    }

    /// One step on one batch; gives the mean loss.
    fn learn(&mut self, lessons: &Lessons, batch: &[&Lesson], rate: f32, step: i32, random: &mut Random) -> f32 {
        let texts: Vec<Vec<u32>> = batch.iter().map(|lesson| random.leave_out(&lesson.text)).collect();
        let texts: Vec<Encoded> = texts
            .into_par_iter()
            .zip(batch.par_iter())
            .map(|(words, lesson)| self.encode(words, lesson.side))
            .collect();
        let names: Vec<Encoded> = batch
            .par_iter()
            .map(|lesson| self.encode(lessons.names[lesson.name as usize].clone(), Side::Name))
            .collect();
        let same = |row: usize, column: usize| row != column && batch[row].name == batch[column].name;
        let likeness: Vec<Vec<f32>> = (0..batch.len())
            .into_par_iter()
            .map(|row| {
                let cell = |column: usize| {
                    // The same name twice in a batch is no wrong answer.
                    if same(row, column) {
                        f32::NEG_INFINITY
                    } else {
                        product(&texts[row].unit, &names[column].unit) / TEMPERATURE
                    }
                };
                (0..batch.len()).map(cell).collect()
            })
            .collect();
        let turned: Vec<Vec<f32>> =
            (0..batch.len()).into_par_iter().map(|column| likeness.iter().map(|row| row[column]).collect()).collect();
        let by_text: Vec<f32> = likeness.par_iter().map(|row| log_sum(row)).collect();
        let by_name: Vec<f32> = turned.par_iter().map(|row| log_sum(row)).collect();
        let share = 1.0 / (2.0 * batch.len() as f32);
        let losses = (0..batch.len()).map(|at| by_text[at] + by_name[at] - 2.0 * likeness[at][at]);
        let loss = losses.sum::<f32>() * share;
        // How the loss changes with each product: what the softmax gives too much, both ways.
        let pull = |row: usize, column: usize, value: f32| {
            let right = if row == column { 2.0 } else { 0.0 };
            ((value - by_text[row]).exp() + (value - by_name[column]).exp() - right) * share / TEMPERATURE
        };
        let text_gradients: Vec<Vec<f32>> = (0..batch.len())
            .into_par_iter()
            .map(|row| {
                let pulls = likeness[row].iter().enumerate().map(|(column, value)| pull(row, column, *value));
                mix(pulls.zip(&names), &texts[row])
            })
            .collect();
        let name_gradients: Vec<Vec<f32>> = (0..batch.len())
            .into_par_iter()
            .map(|column| {
                let pulls = turned[column].iter().enumerate().map(|(row, value)| pull(row, column, *value));
                mix(pulls.zip(&texts), &names[column])
            })
            .collect();
        for (encoded, gradient) in texts.iter().zip(&text_gradients).chain(names.iter().zip(&name_gradients)) {
            self.spread(encoded, gradient);
        }
        self.directions.step(rate, step);
        self.weights.step(rate * WEIGHT_SPEED, step);
        loss
    }

    /// Hands the gradient of a text on to its words.
    fn spread(&mut self, encoded: &Encoded, gradient: &[f32]) {
        for word in &encoded.words {
            let at = self.weight(*word, encoded.side);
            let weight = self.weights.values[at].exp();
            self.weights.gradients[at] += weight * product(self.direction(*word), gradient);
            let start = *word as usize * self.dimension;
            let row = &mut self.directions.gradients[start..start + self.dimension];
            for (sum, value) in row.iter_mut().zip(gradient) {
                *sum += weight * value;
            }
        }
    }

    fn into_space(self, lessons: &Lessons, options: &TrainOptions) -> Space {
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        // A number of four figures that one text has is no word.
        order.retain(|word| {
            let text = &self.words[*word as usize];
            let rare = lessons.counts.get(*word as usize).copied().unwrap_or(u32::MAX) < 2;
            !(rare && text.bytes().any(|byte| byte.is_ascii_digit()))
        });
        order.sort_by(|a, b| self.words[*a as usize].cmp(&self.words[*b as usize]));
        let words: Vec<String> = order.iter().map(|word| self.words[*word as usize].clone()).collect();
        let vectors: Vec<Vec<f32>> = order
            .iter()
            .map(|word| {
                let weight = self.weights.values[self.weight(*word, Side::Text)].exp();
                self.direction(*word).iter().map(|value| weight * value).collect()
            })
            .collect();
        let logarithm = |word: u32, side: Side| self.weights.values[self.weight(word, side)];
        let name_shares =
            order.iter().map(|word| (logarithm(*word, Side::Name) - logarithm(*word, Side::Text)).exp()).collect();
        Space::new(&options.language, &words, &vectors, name_shares)
    }
}

/// The gradient of a text's sum from the pulls of the others on its unit vector.
fn mix<'a>(pulls: impl Iterator<Item = (f32, &'a Encoded)>, own: &Encoded) -> Vec<f32> {
    let mut gradient = vec![0.0; own.unit.len()];
    for (pull, other) in pulls.filter(|(pull, _)| *pull != 0.0) {
        for (sum, value) in gradient.iter_mut().zip(&other.unit) {
            *sum += pull * value;
        }
    }
    // Only what turns the vector matters: along itself it is brought to length one again.
    let along = product(&gradient, &own.unit);
    for (value, unit) in gradient.iter_mut().zip(&own.unit) {
        *value = (*value - along * unit) / own.length;
    }
    gradient
}

/// The product of two vectors, summed in eight lanes so that the compiler can use vector units.
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (whole_a, rest_a) = a.as_chunks::<8>();
    let (whole_b, rest_b) = b.as_chunks::<8>();
    for (x, y) in whole_a.iter().zip(whole_b) {
        for lane in 0..8 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest_a.iter().zip(rest_b).map(|(x, y)| x * y).sum::<f32>()
}

/// Logarithm of the sum of exponentials.
fn log_sum(values: &[f32]) -> f32 {
    let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    largest + values.iter().map(|value| (value - largest).exp()).sum::<f32>().ln()
}

/// `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to 1, 1 left out.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// -1 to 1.
    fn around_zero(&mut self) -> f32 {
        (self.share() * 2.0 - 1.0) as f32
    }

    fn shuffle(&mut self, values: &mut [u32]) {
        for at in (1..values.len()).rev() {
            let other = (self.next() % (at as u64 + 1)) as usize;
            values.swap(at, other);
        }
    }

    /// The words of a text without some of them, but never without all.
    fn leave_out(&mut self, words: &[u32]) -> Vec<u32> {
        let kept: Vec<u32> = words.iter().copied().filter(|_| self.share() >= LEFT_OUT).collect();
        if kept.is_empty() { words.to_vec() } else { kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    fn lessons() -> Lessons {
        let mut lessons = Lessons::default();
        let pairs = [("join metal parts", "welding"), ("make fabric", "weaving"), ("bake bread", "baking")];
        let examples: Vec<(String, String)> =
            pairs.iter().map(|(text, label)| ((*text).to_owned(), (*label).to_owned())).collect();
        lessons.add_examples(&examples, 4);
        lessons
    }

    fn learn(threads: usize) -> Space {
        let options = TrainOptions { dimension: 16, epochs: 60, learning_rate: 0.02, ..TrainOptions::default() };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| train(&lessons(), &StartVectors::default(), &options, &mut |_| ())).expect("lessons")
    }

    #[test]
    fn texts_come_to_lie_near_what_they_speak_of() {
        let space = learn(1);
        let cosine = |a: &str, b: &str| {
            product(&space.encode(&tokenise(a), Side::Text), &space.encode(&tokenise(b), Side::Name))
        };
        assert!(cosine("fabric", "weaving") > cosine("fabric", "welding") + 0.3);
        assert!(cosine("metal", "welding") > cosine("metal", "baking") + 0.3);
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_whatever_the_threads() {
        assert_eq!(learn(1).to_bytes(), learn(3).to_bytes());
    }

    #[test]
    fn nothing_to_learn_from_is_an_error() {
        let options = TrainOptions::default();
        assert!(train(&Lessons::default(), &StartVectors::default(), &options, &mut |_| ()).is_err());
    }
}
