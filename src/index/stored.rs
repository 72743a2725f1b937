//! What of a taxonomy goes into the index, and the index as a folder on disk.

use std::path::Path;
use std::sync::Arc;

use super::automaton::Automaton;
use super::semantic::{self, Semantic};
use super::{Index, Manifest, definition_text, lexical};
use crate::error::{Error, Result};
use crate::fs;
use crate::model::Taxonomy;
use crate::text::{Stemmer, is_stop_word, tokenise};
use crate::vectors::Space;

const CONCEPTS: &str = "concepts.bin";
const AUTOMATON: &str = "labels.fst";
const GROUPS: &str = "labels.bin";
const VECTORS: &str = "vectors.bin";
const LEXICAL: &str = "lexical";

/// Texts of a taxonomy as they are indexed: folded, stemmed, joined by blanks.
pub(super) struct Texts {
    /// One for each label: its stems in order, small words left out unless nothing else is there.
    pub keys: Vec<String>,
    /// One for each label: as the key, for the lexical index.
    pub labels: Vec<String>,
    /// One for each concept.
    pub definitions: Vec<String>,
}

impl Texts {
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let language = main_language(taxonomy);
        let stemmer = Stemmer::new(language);
        let english = language.is_empty() || language.starts_with("en");
        let stems = |text: &str, keep_small: bool| -> String {
            let words = tokenise(text);
            let stems = words.iter().filter(|word| keep_small || !(english && is_stop_word(&word.folded)));
            stems.map(|word| stem(&stemmer, &word.folded)).collect::<Vec<_>>().join(" ")
        };
        let (mut keys, mut labels) = (Vec::new(), Vec::new());
        for label in taxonomy.concepts.iter().flat_map(|concept| &concept.labels) {
            let plain = strip_qualifier(&label.text);
            let key = stems(plain, false);
            keys.push(if key.is_empty() { stems(plain, true) } else { key });
            let all = stems(&label.text, false);
            labels.push(if all.is_empty() { stems(&label.text, true) } else { all });
        }
        let definitions = taxonomy.concepts.iter().map(|concept| stems(&definition_text(concept), false)).collect();
        Self { keys, labels, definitions }
    }
}

/// A label without a qualifier in brackets at its end: `Java (computer programming)` is met by "Java".
fn strip_qualifier(label: &str) -> &str {
    match label.split_once(" (") {
        Some((name, rest)) if rest.ends_with(')') && !name.trim().is_empty() => name,
        _ => label,
    }
}

/// The stem of a folded word; words with digits or marks are names and stay as they are.
pub(super) fn stem(stemmer: &Stemmer, folded: &str) -> String {
    if folded.chars().all(char::is_alphabetic) { stemmer.stem(folded) } else { folded.to_owned() }
}

/// The language most preferred labels are in; empty when they do not say.
pub(super) fn main_language(taxonomy: &Taxonomy) -> &str {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for label in taxonomy.concepts.iter().filter_map(|concept| concept.labels.first()) {
        *counts.entry(&label.language).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map_or("", |(language, _)| language)
}

impl Index {
    /// Builds the index of a taxonomy in a folder, beside what is there, and swaps it in when it is whole.
    ///
    /// `source_checksum` ties it to the file that the taxonomy was read from.
    pub fn create(taxonomy: Taxonomy, folder: &Path, source_checksum: &str, space: &Arc<Space>) -> Result<Self> {
        let texts = Texts::of(&taxonomy);
        let fresh = fs::NewFolder::create(folder)?;
        let tantivy_error =
            |error: tantivy::TantivyError| Error::Index { path: folder.to_owned(), message: error.to_string() };
        let lexical_folder = fresh.make_folder(LEXICAL)?;
        let lexical =
            lexical::build(&texts.labels, &texts.definitions, Some(&lexical_folder)).map_err(tantivy_error)?;
        let automaton =
            Automaton::build(texts.keys.iter().enumerate().map(|(label, key)| (label as u32, key.as_str())));
        let (map, groups) = automaton.to_bytes();
        let concepts = postcard::to_stdvec(&taxonomy)
            .map_err(|error| Error::Index { path: folder.to_owned(), message: error.to_string() })?;
        fs::write(&fresh.path().join(CONCEPTS), &concepts)?;
        fs::write(&fresh.path().join(AUTOMATON), &map)?;
        fs::write(&fresh.path().join(GROUPS), &groups)?;
        let semantic = Semantic::build(&taxonomy, space, main_language(&taxonomy));
        if let Some(semantic) = &semantic {
            fs::write(&fresh.path().join(VECTORS), &semantic.to_bytes())?;
        }
        Manifest::of(&taxonomy, source_checksum, space.fingerprint(), texts.labels.len(), fresh.path())?
            .write(fresh.path())?;
        fresh.commit()?;
        Ok(Self::assemble(taxonomy, automaton, lexical, semantic))
    }

    /// Opens an index, or says why it cannot be used: missing, stale, foreign or damaged.
    pub fn open(folder: &Path, source_checksum: &str, space: &Arc<Space>) -> Result<Self> {
        let manifest = Manifest::read(folder)?;
        manifest.check(folder, source_checksum, space.fingerprint())?;
        let damaged = |message: String| Error::Index { path: folder.to_owned(), message };
        let taxonomy: Taxonomy = postcard::from_bytes(&fs::read(&folder.join(CONCEPTS))?)
            .map_err(|error| damaged(format!("{CONCEPTS}: {error}")))?;
        let automaton = Automaton::from_bytes(fs::read(&folder.join(AUTOMATON))?, &fs::read(&folder.join(GROUPS))?)
            .map_err(|error| damaged(error.to_string()))?;
        let lexical = lexical::open(&folder.join(LEXICAL), manifest.labels as u32)
            .map_err(|error| damaged(format!("{LEXICAL}: {error}")))?;
        let language = main_language(&taxonomy);
        let semantic = if semantic::speaks(space, language) {
            let (labels, concepts) = (manifest.labels, taxonomy.concepts.len());
            let vectors = Semantic::from_bytes(&fs::read(&folder.join(VECTORS))?, space, labels, concepts);
            Some(vectors.ok_or_else(|| damaged(format!("{VECTORS}: does not fit the labels")))?)
        } else {
            None
        };
        Ok(Self::assemble(taxonomy, automaton, lexical, semantic))
    }
}
