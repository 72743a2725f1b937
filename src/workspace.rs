//! The workspace: which taxonomies there are, and an index for each.
//!
//! `taxonomies/NAME@VERSION/` is ground state (what was read, normalised, with its manifest); `index/` is
//! derived from it and built again whenever it is missing, stale or damaged. The bundled taxonomy is always
//! there and lives in the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{Error, Loaded, Result};
use crate::fs;
use crate::index::{Index, checksum};
use crate::model::{Taxonomy, TaxonomyInfo};
use crate::taxonomy::bundled;
use crate::vectors::{Space, default_space};

const MANIFEST: &str = "taxonomy.toml";
const CONTENT: &str = "taxonomy.json.zst";
/// Changes whenever a type of `model` does that an index stores: its encoding names no fields.
const MODEL: u32 = 2;

/// A folder with `taxonomies/` and `index/`.
#[derive(Clone)]
pub struct Workspace {
    root: PathBuf,
    space: Arc<Space>,
}

/// What was done to get an index ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// It was there and sound.
    Opened,
    /// It was built, for this reason.
    Built(String),
}

impl Workspace {
    /// The workspace in a folder, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), space: Arc::clone(default_space()) }
    }

    /// The same workspace with another learned space than the one that is compiled in.
    #[must_use]
    pub fn with_space(self, space: Space) -> Self {
        Self { space: Arc::new(space), ..self }
    }

    /// The learned space that texts are encoded in.
    pub fn space(&self) -> Arc<Space> {
        Arc::clone(&self.space)
    }

    /// The user's own workspace, where the system keeps such data.
    pub fn of_user() -> Result<Self> {
        let folders = directories::ProjectDirs::from("", "", "skillmap").ok_or_else(|| {
            Error::request("this system names no data directory for you").with_hint("say --workspace DIR")
        })?;
        Ok(Self::new(folders.data_dir()))
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every taxonomy: the bundled one first, then those added, by name and version.
    pub fn list(&self) -> Result<Vec<TaxonomyInfo>> {
        let mut list = vec![bundled::info()?];
        for folder in fs::folders(&self.taxonomies())? {
            let folder = self.taxonomies().join(folder);
            // A manifest without content describes a source that can be had but was not added.
            if fs::exists(&folder.join(CONTENT)) {
                list.push(read_manifest(&folder)?);
            }
        }
        list[1..].sort_by(|a, b| (&a.name, version_key(&a.version)).cmp(&(&b.name, version_key(&b.version))));
        Ok(list)
    }

    /// The taxonomy that a reference means: `name@version`, or `name` for its highest version.
    pub fn find(&self, reference: &str) -> Result<TaxonomyInfo> {
        let (name, version) = split_reference(reference)?;
        let list = self.list()?;
        let matching = |info: &&TaxonomyInfo| info.name == name && (version.is_empty() || info.version == version);
        if let Some(info) = list.iter().rfind(matching) {
            return Ok(info.clone());
        }
        let there: Vec<String> = list.iter().map(TaxonomyInfo::reference).collect();
        Err(Error::request(format!("no taxonomy {reference:?}; there are: {}", there.join(", ")))
            .with_hint(format!("skillmap taxonomy add {name} PATH")))
    }

    /// Stores a taxonomy under its name and version, replacing the same one, and builds its index.
    pub fn add(&self, taxonomy: Taxonomy) -> Result<Index> {
        let info = taxonomy.info.clone();
        split_reference(&info.reference())?;
        if info.name == bundled::NAME {
            return Err(Error::request(format!("{:?} is the name of the bundled taxonomy", bundled::NAME))
                .with_hint("choose another name"));
        }
        let folder = fs::NewFolder::create(&self.taxonomies().join(info.reference()))?;
        let json = serde_json::to_vec(&taxonomy).map_err(|error| Error::request(error.to_string()))?;
        let content = zstd::encode_all(json.as_slice(), 3).map_err(|error| Error::io(folder.path(), error))?;
        let manifest = toml::to_string(&info).map_err(|error| Error::request(error.to_string()))?;
        fs::write(&folder.path().join(CONTENT), &content)?;
        fs::write(&folder.path().join(MANIFEST), manifest.as_bytes())?;
        folder.commit()?;
        Index::create(taxonomy, &self.index_folder(&info), &fingerprint(&content), &self.space)
    }

    /// Removes a taxonomy and its index; the version must be said when there are several.
    pub fn remove(&self, reference: &str) -> Result<TaxonomyInfo> {
        let info = self.find(reference)?;
        if info.name == bundled::NAME {
            return Err(Error::request("the bundled taxonomy is part of the program and cannot be removed"));
        }
        let versions: Vec<String> =
            self.list()?.iter().filter(|other| other.name == info.name).map(TaxonomyInfo::reference).collect();
        if versions.len() > 1 && !versions.iter().any(|version| version == reference) {
            return Err(Error::request(format!("which one? There are: {}", versions.join(", "))));
        }
        fs::remove_folder(&self.taxonomies().join(info.reference()))?;
        fs::remove_folder(&self.index_folder(&info))?;
        Ok(info)
    }

    /// The index of a taxonomy: opened when it is sound, else built from the ground state and stored.
    pub fn index(&self, reference: &str) -> Result<(Index, Readiness)> {
        let info = self.find(reference)?;
        if info.name == bundled::NAME {
            return Ok((Index::build(bundled::taxonomy()?.value, &self.space)?, Readiness::Opened));
        }
        let content = fs::read(&self.taxonomies().join(info.reference()).join(CONTENT))?;
        let source = fingerprint(&content);
        let folder = self.index_folder(&info);
        match Index::open(&folder, &source, &self.space) {
            Ok(index) => Ok((index, Readiness::Opened)),
            Err(Error::Index { message, .. }) => {
                let taxonomy = self.decode(&info, &content)?;
                Ok((Index::create(taxonomy, &folder, &source, &self.space)?, Readiness::Built(message)))
            }
            Err(other) => Err(other),
        }
    }

    /// A checksum of a taxonomy as it is stored, for whoever keeps what was mapped onto it.
    pub fn checksum(&self, reference: &str) -> Result<String> {
        let info = self.find(reference)?;
        if info.name == bundled::NAME {
            let taxonomy = bundled::taxonomy()?.value;
            let bytes = serde_json::to_vec(&taxonomy).map_err(|error| Error::request(error.to_string()))?;
            return Ok(fingerprint(&bytes));
        }
        Ok(fingerprint(&fs::read(&self.taxonomies().join(info.reference()).join(CONTENT))?))
    }

    /// The folder of a catalogue, which need not exist yet.
    pub fn catalogue_folder(&self, name: &str) -> Result<PathBuf> {
        let (own, version) = split_reference(name).unwrap_or_default();
        if own.is_empty() || !version.is_empty() || name.contains('@') {
            return Err(Error::request(format!("{name:?} is no name for a catalogue"))
                .with_hint("lower-case letters, digits, hyphens"));
        }
        Ok(self.root.join("catalogues").join(name))
    }

    /// The names of the catalogues there are.
    pub fn catalogues(&self) -> Result<Vec<String>> {
        fs::folders(&self.root.join("catalogues"))
    }

    /// A taxonomy as it was read.
    pub fn taxonomy(&self, reference: &str) -> Result<Taxonomy> {
        let info = self.find(reference)?;
        if info.name == bundled::NAME {
            return Ok(bundled::taxonomy()?.value);
        }
        self.decode(&info, &fs::read(&self.taxonomies().join(info.reference()).join(CONTENT))?)
    }

    /// The file that keeps a person's decisions under a name; it need not exist yet.
    pub fn journal(&self, name: &str) -> Result<PathBuf> {
        let (name, _) = split_reference(name)?;
        Ok(self.root.join("reviews").join(format!("{name}.jsonl")))
    }

    fn decode(&self, info: &TaxonomyInfo, content: &[u8]) -> Result<Taxonomy> {
        let path = self.taxonomies().join(info.reference()).join(CONTENT);
        let damaged = |error: String| {
            Error::malformed(crate::error::Position::file(path.display().to_string()), format!("damaged: {error}"))
                .with_hint(format!("add it again: skillmap taxonomy add {} PATH", info.reference()))
        };
        let json = zstd::decode_all(content).map_err(|error| damaged(error.to_string()))?;
        serde_json::from_slice(&json).map_err(|error| damaged(error.to_string()))
    }

    /// Where downloads lie until they are whole and read.
    pub fn downloads(&self) -> PathBuf {
        self.root.join("downloads")
    }

    fn taxonomies(&self) -> PathBuf {
        self.root.join("taxonomies")
    }

    fn index_folder(&self, info: &TaxonomyInfo) -> PathBuf {
        self.root.join("index").join(info.reference())
    }
}

/// What an index is made from: the file's content, and the shape of the model that it is read into.
fn fingerprint(content: &[u8]) -> String {
    format!("{}-{MODEL}", checksum(content))
}

/// Reads what [`crate::taxonomy::read`] gave into a workspace-ready taxonomy under a name.
pub fn named(loaded: Loaded<Taxonomy>, reference: &str) -> Result<Loaded<Taxonomy>> {
    let (name, version) = split_reference(reference)?;
    let mut loaded = loaded;
    name.clone_into(&mut loaded.value.info.name);
    if !version.is_empty() {
        version.clone_into(&mut loaded.value.info.version);
    }
    Ok(loaded)
}

/// Name and version of `name@version`; the name must be fit for a folder.
pub fn split_reference(reference: &str) -> Result<(&str, &str)> {
    let (name, version) = reference.split_once('@').unwrap_or((reference, ""));
    let fit = |part: &str| {
        part.len() <= 64
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
    };
    if name.is_empty() || !fit(name) || !fit(version) {
        return Err(Error::request(format!("{reference:?} is no name for a taxonomy"))
            .with_hint("lower-case letters, digits, hyphens; with a version as in esco@1.1.1"));
    }
    Ok((name, version))
}

fn read_manifest(folder: &Path) -> Result<TaxonomyInfo> {
    let path = folder.join(MANIFEST);
    let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
    toml::from_str(&text).map_err(|error| {
        Error::malformed(crate::error::Position::file(path.display().to_string()), error.message().to_owned())
    })
}

/// Orders versions by their numbers: 1.10 after 1.9.
fn version_key(version: &str) -> Vec<(u64, String)> {
    version.split(['.', '-', '_']).map(|part| (part.parse().unwrap_or(0), part.to_owned())).collect()
}
