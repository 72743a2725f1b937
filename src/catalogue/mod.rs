//! Catalogues: persisted sets of documents with their profiles, which are searched, compared and counted.
//!
//! A catalogue is ground state in `catalogues/NAME`: whoever made it need not have its sources any more. All of it is
//! in one index (`index::documents`), so that what is there is always what some run of [`add`] or [`remove`] left
//! behind, however that run ended.

mod adding;
mod facets;
mod pool;
mod record;
mod statements;
mod surveyed;
mod values;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::coverage::Profiled;
use crate::error::{Error, Result};
use crate::fs;
use crate::index::documents::{About, DocumentIndex};
use crate::matching::Matcher;
use crate::model::{Document, TaxonomyInfo};

pub use adding::{Added, Addition, add, remove, remove_whole};
pub use facets::{Facet, FacetValue};
pub use pool::CataloguePool;

/// Changes whenever stored records, their statements or the terms that they are found by do.
const LAYOUT: u32 = 4;
/// Texts that show whether two programs map alike.
const PROBES: [&str; 4] = [
    "Weld steel frames and read blueprints. Required: forklift operation. Nice to have: Python and SQL.",
    "Students learn to measure vital signs, manage budgets and communicate with customers.",
    "Prerequisites: mathematics. You will analyse data, repair engines and plan projects in Excel.",
    "Measure vital signs. Dress wounds. Wash patients. Give medication as prescribed.",
];

/// What a catalogue was made with; the payload of each commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Layout of its records.
    pub layout: u32,
    /// The taxonomies that its documents are mapped onto, as `name@version`.
    pub taxonomies: Vec<String>,
    /// What they are mapped with: changes when the taxonomies, the learned space or the matcher do.
    pub fingerprint: String,
}

/// A file or another input that documents came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Where it is: an absolute path, `archive.zip!entry` or `-`.
    pub name: String,
    /// SHA-256 of its content with the options it was read with; absent when it cannot be read twice.
    pub checksum: Option<String>,
    /// How many documents came from it.
    pub documents: u64,
    /// How many of its records were skipped.
    pub skipped: u64,
}

/// A catalogue, as of one commit.
pub struct Catalogue {
    name: String,
    folder: PathBuf,
    index: DocumentIndex,
    state: State,
}

impl Catalogue {
    /// Opens a catalogue that was made before.
    pub fn open(name: &str, folder: &Path) -> Result<Self> {
        if !fs::exists(&folder.join("meta.json")) {
            return Err(Error::request(format!("there is no catalogue {name:?}"))
                .with_hint(format!("skillmap catalogue add {name} INPUT")));
        }
        let index = DocumentIndex::open(folder)?;
        let Some(state) = state_of(&index)? else {
            return Err(Error::request(format!("the catalogue {name:?} is empty: adding to it was broken off"))
                .with_hint(format!("skillmap catalogue add {name} INPUT")));
        };
        Ok(Self { name: name.to_owned(), folder: folder.to_owned(), index, state })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it was made with.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How many documents it has.
    pub fn len(&self) -> Result<u64> {
        self.index.count()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Bytes on disk.
    pub fn size(&self) -> Result<u64> {
        fs::size(&self.folder)
    }

    /// What its documents came from, by name.
    pub fn sources(&self) -> Result<Vec<Source>> {
        sources_of(&self.index)
    }

    /// Refuses to go on with profiles that this program would not make.
    pub fn check(&self, fingerprint: &str) -> Result<()> {
        if self.state.fingerprint == fingerprint {
            return Ok(());
        }
        let (name, taxonomies) = (&self.name, self.state.taxonomies.join(","));
        Err(Error::request(format!("the catalogue {name:?} was mapped onto another state of {taxonomies}"))
            .with_hint(format!("skillmap catalogue add {name} maps its documents anew")))
    }

    /// Every document with its profile, in the order in which they were put in.
    pub fn documents(&self) -> Result<impl Iterator<Item = Result<Profiled>>> {
        let addresses = self.index.addresses(About::Document)?;
        let read = |address| Ok(record::decode(&self.index.content(address)?)?.0);
        Ok(addresses.into_iter().map(read))
    }
}

fn state_of(index: &DocumentIndex) -> Result<Option<State>> {
    let Some(payload) = index.payload() else { return Ok(None) };
    let state: State = serde_json::from_str(payload)
        .map_err(|error| Error::request(format!("the catalogue's own record cannot be read: {error}")))?;
    if state.layout != LAYOUT {
        let message = format!("the catalogue has layout {}, this program uses {LAYOUT}", state.layout);
        return Err(Error::request(message).with_hint("add its inputs again under a new name"));
    }
    Ok(Some(state))
}

fn sources_of(index: &DocumentIndex) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    for address in index.addresses(About::Source)? {
        let source = serde_json::from_slice(&index.content(address)?);
        sources.push(source.map_err(|error| Error::request(format!("a source of the catalogue: {error}")))?);
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

/// What documents are mapped with, in a word: the taxonomies, by the checksums of their content, and what the matcher
/// makes of a few texts, which changes with the learned space and with the program.
pub fn fingerprint(matcher: &Matcher<'_>, checksums: &[String]) -> Result<String> {
    let mapped =
        matcher.with_scratch(|scratch| PROBES.map(|probe| matcher.map(&Document::new("probe", "", [probe]), scratch)));
    let mapped = serde_json::to_string(&mapped).map_err(|error| Error::request(error.to_string()))?;
    Ok(crate::index::checksum(format!("{}\n{mapped}", checksums.join("\n")).as_bytes()))
}

/// Taxonomies as a catalogue records them.
pub fn references<'a>(taxonomies: impl IntoIterator<Item = &'a TaxonomyInfo>) -> Vec<String> {
    taxonomies.into_iter().map(TaxonomyInfo::reference).collect()
}

/// A catalogue of a small table, for tests.
#[cfg(test)]
fn of_table(folder: &Path, index: &crate::index::Index, table: &'static str) -> Catalogue {
    let space = std::sync::Arc::clone(crate::vectors::default_space());
    let addition = Addition {
        folder,
        sources: &[fs::SourceFile::memory("courses.csv", table.as_bytes())],
        options: &crate::document::ReadOptions::default(),
        taxonomies: vec!["starter".to_owned()],
        fingerprint: "f".to_owned(),
        matcher: &Matcher::new(vec![index], crate::matching::MatchOptions::default()),
        digester: &crate::coverage::Digester::new(space, "en"),
        strict: false,
    };
    add(&addition, &|| {}).expect("added");
    Catalogue::open("courses", folder).expect("there")
}
