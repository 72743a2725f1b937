//! The taxonomies and catalogues that are served, opened once and never changed: a reload makes a new library and puts
//! it in the place of the old one, which lives on until the last request that began with it has ended.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Log;
use super::catalogues::{self, ServedCatalogue};
use super::outline::Outline;
use super::problem::Problem;
use crate::coverage::{Concepts, Occupations};
use crate::error::Result;
use crate::index::Index;
use crate::model::{Concept, TaxonomyInfo};
use crate::taxonomy::bundled;
use crate::vectors::Space;
use crate::workspace::Workspace;

/// Counts libraries, so that what was kept for one is not used with another.
static GENERATIONS: AtomicU64 = AtomicU64::new(0);

/// One taxonomy, ready to be asked.
pub struct Shelf {
    /// Its index, which holds the taxonomy.
    pub index: Index,
    /// Its tree and dictionary.
    pub outline: Outline,
}

impl Shelf {
    /// What the publisher says of it.
    pub fn info(&self) -> &TaxonomyInfo {
        &self.index.taxonomy.info
    }

    /// A concept by its position.
    pub fn concept(&self, position: u32) -> &Concept {
        &self.index.taxonomy.concepts[position as usize]
    }
}

/// What of a workspace is served; of what is empty here, everything that is there.
#[derive(Debug, Clone, Default)]
pub struct Holdings {
    /// Taxonomies, the first being the one that is used when a request names none.
    pub taxonomies: Vec<String>,
    /// Catalogues.
    pub catalogues: Vec<String>,
}

/// Most selections of taxonomies whose occupations are remembered.
const REMEMBERED: usize = 8;

/// What is served.
pub struct Library {
    shelves: Vec<Shelf>,
    catalogues: Vec<ServedCatalogue>,
    generation: u64,
    space: String,
    whole_space: Arc<Space>,
    occupations: Mutex<HashMap<Selection, Arc<Occupations>>>,
}

/// Some of the taxonomies, in the order in which they were named.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Selection(Vec<usize>);

impl Selection {
    /// Places in the library.
    pub fn positions(&self) -> &[usize] {
        &self.0
    }
}

impl Library {
    /// Opens taxonomies, building indexes that are not ready, and catalogues. A catalogue that is named must be
    /// usable; of the others, those that are not are told of and left out.
    pub fn open(workspace: &Workspace, holdings: &Holdings, log: &Log) -> Result<Self> {
        let all: Vec<String>;
        let references = if holdings.taxonomies.is_empty() {
            all = workspace.list()?.iter().map(TaxonomyInfo::reference).collect();
            &all
        } else {
            &holdings.taxonomies
        };
        let mut shelves: Vec<Shelf> = Vec::new();
        for reference in references {
            let (index, _) = workspace.index(reference)?;
            if shelves.iter().all(|shelf| shelf.info().reference() != index.taxonomy.info.reference()) {
                let outline = Outline::of(&index.taxonomy);
                shelves.push(Shelf { index, outline });
            }
        }
        let space = shelves.iter().find_map(|shelf| shelf.index.semantic.as_ref());
        let space = space.map_or(String::new(), |semantic| semantic.space().fingerprint().chars().take(12).collect());
        let generation = GENERATIONS.fetch_add(1, Ordering::Relaxed);
        let catalogues = Vec::new();
        let (whole_space, occupations) = (workspace.space(), Mutex::default());
        let mut library = Self { shelves, catalogues, generation, space, whole_space, occupations };
        library.catalogues = catalogues::open(workspace, &library, &holdings.catalogues, log)?;
        Ok(library)
    }

    /// Every taxonomy; the first is used when a request names none.
    pub fn shelves(&self) -> &[Shelf] {
        &self.shelves
    }

    /// Every catalogue, by name.
    pub fn catalogues(&self) -> &[ServedCatalogue] {
        &self.catalogues
    }

    /// The catalogue of a name.
    pub fn catalogue(&self, name: &str) -> std::result::Result<&ServedCatalogue, Problem> {
        self.catalogues.iter().find(|catalogue| catalogue.name() == name).ok_or_else(|| {
            let there: Vec<&str> = self.catalogues.iter().map(ServedCatalogue::name).collect();
            let hint = match there.as_slice() {
                [] => "there is none: make one with skillmap catalogue add, then reload the service".to_owned(),
                there => format!("there are: {}", there.join(", ")),
            };
            Problem::not_found(format!("no catalogue {name:?} is served")).hint(hint)
        })
    }

    /// The occupations of some taxonomies; made when they are first asked for.
    pub fn occupations(&self, selection: &Selection, concepts: &Concepts<'_>) -> Arc<Occupations> {
        let mut known = self.occupations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(occupations) = known.get(selection) {
            return Arc::clone(occupations);
        }
        if known.len() >= REMEMBERED {
            known.clear();
        }
        let occupations = Arc::new(Occupations::new(concepts));
        known.insert(selection.clone(), Arc::clone(&occupations));
        occupations
    }

    /// Which opening this is.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Fingerprint of the learned space, shortened; empty when none is used.
    pub fn space(&self) -> &str {
        &self.space
    }

    /// The learned space, for what encodes texts of its own.
    pub fn whole_space(&self) -> Arc<Space> {
        Arc::clone(&self.whole_space)
    }

    /// The taxonomies of some references, `name` or `name@version`; the first one when none is given.
    pub fn select(&self, references: &[String]) -> std::result::Result<Selection, Problem> {
        if references.is_empty() {
            return Ok(Selection(vec![0]));
        }
        let mut positions = Vec::new();
        for reference in references {
            let position = self.position(reference)?;
            if !positions.contains(&position) {
                positions.push(position);
            }
        }
        Ok(Selection(positions))
    }

    /// Every taxonomy at once.
    pub fn select_all(&self) -> Selection {
        Selection((0..self.shelves.len()).collect())
    }

    /// The taxonomy that a reference means; the name alone means the highest version.
    pub fn shelf(&self, reference: &str) -> std::result::Result<&Shelf, Problem> {
        Ok(&self.shelves[self.position(reference)?])
    }

    fn position(&self, reference: &str) -> std::result::Result<usize, Problem> {
        let means = |info: &TaxonomyInfo| info.name == reference || info.reference() == reference;
        self.shelves.iter().rposition(|shelf| means(shelf.info())).ok_or_else(|| {
            let there: Vec<String> = self.shelves.iter().map(|shelf| shelf.info().reference()).collect();
            Problem::not_found(format!("no taxonomy {reference:?} is served"))
                .hint(format!("there are: {}", there.join(", ")))
        })
    }

    /// The taxonomies of a selection.
    pub fn selected<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = &'a Shelf> + 'a {
        selection.0.iter().map(|position| &self.shelves[*position])
    }

    /// The indexes of a selection.
    pub fn indexes(&self, selection: &Selection) -> Vec<&Index> {
        selection.0.iter().map(|position| &self.shelves[*position].index).collect()
    }

    /// A concept by its identifier: in one taxonomy when it is named, else in the first that has it, in the order
    /// in which they are served, of several versions the highest.
    pub fn find(&self, taxonomy: Option<&str>, id: &str) -> std::result::Result<(&Shelf, u32), Problem> {
        let unknown = |place: &str| Problem::not_found(format!("no concept {id:?} in {place}"));
        if let Some(reference) = taxonomy {
            let only = self.shelf(reference)?;
            return Ok((only, only.outline.position(id).ok_or_else(|| unknown(&only.info().reference()))?));
        }
        let mut place: Option<(&Shelf, u32)> = None;
        for shelf in &self.shelves {
            if let Some(position) = shelf.outline.position(id)
                && place.is_none_or(|(other, _)| other.info().name == shelf.info().name)
            {
                place = Some((shelf, position));
            }
        }
        place.ok_or_else(|| unknown("any taxonomy that is served"))
    }

    /// Whether nothing but the bundled taxonomy is there.
    pub fn is_bundled_only(&self) -> bool {
        self.shelves.iter().all(|shelf| shelf.info().name == bundled::NAME)
    }
}
