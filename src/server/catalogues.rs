//! The catalogues that are served: opened beside the taxonomies that they were mapped onto, and only when the mappings
//! in them are those that this program would make.

use std::sync::OnceLock;

use super::Log;
use super::library::{Library, Selection};
use crate::catalogue::{self, Catalogue, CataloguePool, Facet};
use crate::error::{Error, Result};
use crate::matching::{MatchOptions, Matcher};
use crate::workspace::Workspace;

/// A catalogue, ready to be asked, as of one commit.
pub struct ServedCatalogue {
    /// Its documents as the other side of a comparison.
    pub pool: CataloguePool,
    /// The taxonomies that they are mapped onto.
    pub selection: Selection,
    documents: u64,
    inputs: usize,
    /// Counted when they are first asked for; a catalogue is served as of one commit.
    facets: OnceLock<Vec<Facet>>,
}

/// Most values of a field that are told.
pub const MOST_VALUES: usize = 100;

impl ServedCatalogue {
    /// Its name.
    pub fn name(&self) -> &str {
        self.pool.catalogue().name()
    }

    /// How many documents it has.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many inputs they came from.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Which values its documents have in each field, at most so many of one.
    pub fn facets(&self, most: usize) -> Result<Vec<Facet>> {
        let facets = if let Some(facets) = self.facets.get() {
            facets
        } else {
            let counted = self.pool.catalogue().facets(MOST_VALUES)?;
            self.facets.get_or_init(|| counted)
        };
        Ok(facets.iter().map(|facet| facet.clone().at_most(most)).collect())
    }

    /// The taxonomies that its documents are mapped onto, as references.
    pub fn taxonomies(&self) -> &[String] {
        &self.pool.catalogue().state().taxonomies
    }
}

/// Opens the catalogues of these names; without any, every one of the workspace that can be used.
pub fn open(workspace: &Workspace, library: &Library, names: &[String], log: &Log) -> Result<Vec<ServedCatalogue>> {
    let mut served = Vec::new();
    if names.is_empty() {
        for name in workspace.catalogues()? {
            match open_one(workspace, library, &name) {
                Ok(one) => served.push(one),
                Err(error) => {
                    let hint = error.hint().map_or(String::new(), |hint| format!(" ({hint})"));
                    log(&format!("not served: {error}{hint}"));
                }
            }
        }
    } else {
        for name in names {
            served.push(open_one(workspace, library, name)?);
        }
    }
    served.sort_by(|a, b| a.name().cmp(b.name()));
    served.dedup_by(|a, b| a.name() == b.name());
    Ok(served)
}

fn open_one(workspace: &Workspace, library: &Library, name: &str) -> Result<ServedCatalogue> {
    let catalogue = Catalogue::open(name, &workspace.catalogue_folder(name)?)?;
    let taxonomies = &catalogue.state().taxonomies;
    let selection = library.select(taxonomies).map_err(|_| {
        let taxonomies = taxonomies.join(",");
        Error::request(format!("the catalogue {name:?} is mapped onto {taxonomies}, and not all of that is served"))
            .with_hint(format!("say --taxonomy {taxonomies}, or none for all that there are"))
    })?;
    let checksums: Result<Vec<String>> = taxonomies.iter().map(|taxonomy| workspace.checksum(taxonomy)).collect();
    let matcher = Matcher::new(library.indexes(&selection), MatchOptions::default());
    catalogue.check(&catalogue::fingerprint(&matcher, &checksums?)?)?;
    let (documents, inputs) = (catalogue.len()?, catalogue.sources()?.len());
    let pool = CataloguePool::new(catalogue)?;
    Ok(ServedCatalogue { pool, selection, documents, inputs, facets: OnceLock::new() })
}
