//! The index manifest: which program, formats and source made an index, and the checksum of each of its files.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::lexical;
use crate::error::{Error, Result};
use crate::fs;
use crate::model::Taxonomy;

const NAME: &str = "manifest.json";
/// Changes whenever the layout of the index or the way texts are folded and stemmed changes.
const LAYOUT: u32 = 8;

/// What an index is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Layout of the files.
    pub layout: u32,
    /// Version of tantivy and of its file format.
    pub tantivy: String,
    /// `name@version` of the taxonomy.
    pub taxonomy: String,
    /// SHA-256 of the file that the taxonomy was read from.
    pub source: String,
    /// Fingerprint of the learned space that its vectors are in.
    pub space: String,
    /// How many concepts there are.
    pub concepts: usize,
    /// How many labels there are.
    pub labels: usize,
    /// SHA-256 of every other file, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of the files now in a folder.
    pub(super) fn of(taxonomy: &Taxonomy, source: &str, space: &str, labels: usize, folder: &Path) -> Result<Self> {
        Ok(Self {
            layout: LAYOUT,
            tantivy: lexical::version(),
            taxonomy: taxonomy.info.reference(),
            source: source.to_owned(),
            space: space.to_owned(),
            concepts: taxonomy.concepts.len(),
            labels,
            files: checksums(folder)?,
        })
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("strings and numbers serialise");
        fs::write(&folder.join(NAME), text.as_bytes())
    }

    /// Reads the manifest of an index folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let refuse = |message: String| Error::Index { path: folder.to_owned(), message };
        if !fs::exists(&folder.join(NAME)) {
            return Err(refuse("there is none yet".to_owned()));
        }
        serde_json::from_slice(&fs::read(&folder.join(NAME))?).map_err(|error| refuse(format!("{NAME}: {error}")))
    }

    /// Refuses an index of another layout, program or source, or with a file missing or changed.
    pub(super) fn check(&self, folder: &Path, source: &str, space: &str) -> Result<()> {
        let refuse = |message: String| Err(Error::Index { path: folder.to_owned(), message });
        if self.layout != LAYOUT {
            return refuse(format!("made with layout {}, this program uses {LAYOUT}", self.layout));
        }
        if self.tantivy != lexical::version() {
            return refuse(format!("made with {}, this program uses {}", self.tantivy, lexical::version()));
        }
        if self.source != source {
            return refuse("stale: the taxonomy has changed since it was built".to_owned());
        }
        if self.space != space {
            return refuse("stale: its vectors are of another space".to_owned());
        }
        let found = checksums(folder)?;
        for (name, checksum) in &self.files {
            match found.get(name) {
                None => return refuse(format!("damaged: {name} is missing")),
                Some(other) if other != checksum => return refuse(format!("damaged: {name} has changed")),
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// SHA-256 of bytes, in hexadecimal.
pub fn checksum(bytes: &[u8]) -> String {
    fs::hexadecimal(&Sha256::digest(bytes))
}

/// All files at once: checksums are most of the work of opening an index.
fn checksums(folder: &Path) -> Result<BTreeMap<String, String>> {
    let named = |file: &fs::SourceFile| -> Option<Result<(String, String)>> {
        let path = file.path()?;
        let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
        (name != NAME).then(|| Ok((name, checksum(&fs::read(path)?))))
    };
    fs::list(folder)?.par_iter().filter_map(named).collect()
}
