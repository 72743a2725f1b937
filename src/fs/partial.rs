//! A download on its way: bytes that come in pieces, over several runs if need be, and are a file when all are there.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{hexadecimal, remove_file};
use crate::error::{Error, Result};

/// A file that comes in pieces, perhaps over several runs: `NAME.part` beside its target until it is whole.
///
/// What was said about the pieces (where they come from) lies in `NAME.part.note`. An interrupt leaves both, on purpose.
#[derive(Debug)]
pub struct PartialFile {
    part: PathBuf,
    note: PathBuf,
    file: std::fs::File,
    length: u64,
}

impl PartialFile {
    /// Opens what there is so far of a file, which may be nothing.
    pub fn open(folder: &Path, name: &str) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
        let part = folder.join(format!("{name}.part"));
        let note = folder.join(format!("{name}.part.note"));
        let failed = |error| Error::io(&part, error);
        let file = std::fs::OpenOptions::new().create(true).read(true).append(true).open(&part).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(Self { part, note, file, length })
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What was noted about them; empty when nothing was.
    pub fn note(&self) -> String {
        // A note that cannot be read is as good as none: the file is then begun anew.
        std::fs::read_to_string(&self.note).unwrap_or_default()
    }

    /// Begins anew, with a note about what will come.
    pub fn restart(&mut self, note: &str) -> Result<()> {
        self.file.set_len(0).map_err(|error| Error::io(&self.part, error))?;
        self.length = 0;
        std::fs::write(&self.note, note).map_err(|error| Error::io(&self.note, error))
    }

    /// Adds bytes at the end.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::io(&self.part, error))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// The SHA-256 of all bytes so far.
    pub fn checksum(&self) -> Result<String> {
        use sha2::{Digest, Sha256};

        let failed = |error| Error::io(&self.part, error);
        let mut reader = std::fs::File::open(&self.part).map_err(failed)?;
        let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
        loop {
            match reader.read(&mut buffer).map_err(failed)? {
                0 => return Ok(hexadecimal(&hasher.finalize())),
                count => hasher.update(&buffer[..count]),
            }
        }
    }

    /// Makes the content durable and gives it its name.
    pub fn commit(self, target: &Path) -> Result<()> {
        self.file.sync_all().map_err(|error| Error::io(&self.part, error))?;
        std::fs::rename(&self.part, target).map_err(|error| Error::io(target, error))?;
        remove_file(&self.note)
    }

    /// Removes it and its note.
    pub fn discard(self) -> Result<()> {
        remove_file(&self.part)?;
        remove_file(&self.note)
    }
}
