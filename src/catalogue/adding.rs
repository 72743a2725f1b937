//! Adds to a catalogue and removes from it.
//!
//! A document is known by its source and its identifier. One that is there already with the same content is passed
//! over; one that is new or has changed is mapped and takes the place of the old one; one that its source no longer
//! has is removed when the source has been read to its end. Every so many documents all of this is committed, so that
//! a run that is broken off is gone on with where it ended. A change of taxonomy, learned space or matcher maps every
//! document anew, and there is no commit before the last one is: profiles of two kinds never stand side by side.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::Read as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::record::{content_digest, encode, key};
use super::{LAYOUT, Source, State, pool, record, sources_of, state_of, statements, values};
use crate::coverage::{Digester, Profiled};
use crate::document::{self, DocumentReader, ReadOptions};
use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::{self, SourceFile};
use crate::index::documents::{About, Address, DocumentIndex, DocumentWriter, Entry};
use crate::matching::Matcher;
use crate::model::{Document, DocumentMappings};
use crate::pipeline::map_each;

/// So many new documents are committed together.
const COMMITTED: usize = 20_000;

/// What is asked of [`add`].
pub struct Addition<'a> {
    /// The catalogue's folder.
    pub folder: &'a Path,
    /// What to read; none maps what is there anew when that is needed.
    pub sources: &'a [SourceFile],
    /// How to read it.
    pub options: &'a ReadOptions,
    /// The taxonomies that `matcher` maps onto, as `name@version`.
    pub taxonomies: Vec<String>,
    /// What [`super::fingerprint`] says of the matcher.
    pub fingerprint: String,
    /// Maps documents.
    pub matcher: &'a Matcher<'a>,
    /// Digests their words.
    pub digester: &'a Digester,
    /// Refuse everything at the first record that would be skipped or repaired.
    pub strict: bool,
}

/// What [`add`] did.
#[derive(Debug, Clone, Default)]
pub struct Added {
    /// Documents read.
    pub read: u64,
    /// Of these, those that were there as they are.
    pub unchanged: u64,
    /// Documents put in that were not there.
    pub new: u64,
    /// Documents that took the place of an older form.
    pub changed: u64,
    /// Documents that their source no longer has.
    pub removed: u64,
    /// Documents that were mapped anew, since the vocabulary or the program has changed.
    pub mapped_anew: u64,
    /// What was skipped or repaired.
    pub diagnostics: Diagnostics,
}

/// Adds the documents of some sources, or brings those that are there up to date. `progress` hears of each document.
pub fn add(addition: &Addition<'_>, progress: &(dyn Fn() + Sync)) -> Result<Added> {
    fs::make_folder(addition.folder)?;
    let mut run = Run::start(addition, progress)?;
    if run.maps_anew {
        run.map_anew()?;
    }
    let only = addition.sources.len() == 1;
    let mut taken = HashSet::new();
    // The same file twice, such as by itself and by its folder, is one source.
    for source in addition.sources.iter().filter(|source| taken.insert(source.name.clone())) {
        match run.take(source, only) {
            Err(Error::Malformed { position, message, .. }) if !only && !addition.strict => {
                run.skip_rest(*position, &message);
            }
            Err(Error::Io { path, source }) if !only && !addition.strict => {
                run.skip_rest(Position::file(path), &source.to_string());
            }
            other => other?,
        }
    }
    run.commit()?;
    Ok(run.added)
}

/// One run of [`add`].
struct Run<'a> {
    addition: &'a Addition<'a>,
    progress: &'a (dyn Fn() + Sync),
    index: DocumentIndex,
    writer: DocumentWriter,
    payload: String,
    maps_anew: bool,
    /// Whether nothing may be committed before everything is done.
    at_once: bool,
    sources: BTreeMap<String, Source>,
    uncommitted: usize,
    added: Added,
}

impl<'a> Run<'a> {
    fn start(addition: &'a Addition<'a>, progress: &'a (dyn Fn() + Sync)) -> Result<Self> {
        let writer = DocumentIndex::open_or_create(addition.folder)?.writer(addition.folder)?;
        // What is there is read only now that nobody else can change it.
        let index = DocumentIndex::open(addition.folder)?;
        let before = state_of(&index)?;
        let state = State {
            layout: LAYOUT,
            taxonomies: addition.taxonomies.clone(),
            fingerprint: addition.fingerprint.clone(),
        };
        let maps_anew = before.is_some_and(|before| before != state);
        let payload = serde_json::to_string(&state).map_err(|error| Error::request(error.to_string()))?;
        let sources = sources_of(&index)?.into_iter().map(|source| (source.name.clone(), source)).collect();
        Ok(Self {
            addition,
            progress,
            index,
            writer,
            payload,
            maps_anew,
            at_once: maps_anew || addition.strict,
            sources,
            uncommitted: 0,
            added: Added::default(),
        })
    }

    fn commit(&mut self) -> Result<()> {
        self.uncommitted = 0;
        self.writer.commit(&self.payload)
    }

    fn skip_rest(&mut self, position: Position, message: &str) {
        let message = format!("{message}; the rest of this input is not read");
        self.added.diagnostics.push(Severity::Skipped, position, message);
    }

    /// Maps every document that is there once more.
    fn map_anew(&mut self) -> Result<()> {
        let identities = Mutex::new(VecDeque::new());
        let addresses = self.index.addresses(About::Document)?.into_iter();
        let mut reader = Stored { index: &self.index, addresses, identities: &identities, progress: self.progress };
        let addition = self.addition;
        let (writer, added) = (&self.writer, &mut self.added);
        let prepared = |document, mappings| prepare(addition.digester, document, mappings);
        map_each(&mut reader, addition.matcher, false, prepared, |entry: Result<Entry>| {
            let (key, source, digest) = next_of(&identities);
            writer.put(&Entry { key, source, digest, ..entry? }, true)?;
            added.mapped_anew += 1;
            Ok::<(), Error>(())
        })?;
        Ok(())
    }

    /// Brings the documents of one source up to date.
    fn take(&mut self, file: &SourceFile, only: bool) -> Result<()> {
        let checksum = checksum(file, self.addition.options)?;
        if let Some(known) = self.sources.get(&file.name).filter(|_| checksum.is_some())
            && known.checksum == checksum
            && known.skipped == 0
        {
            self.added.read += known.documents;
            self.added.unchanged += known.documents;
            return Ok(());
        }
        let source = key(&["source", &file.name]);
        let known: HashMap<u64, u64> = self.index.keys_of(source)?.into_iter().collect();
        let marks = Mutex::new(VecDeque::new());
        let mut reader = Changed {
            inner: document::open_for_catalogue(file, self.addition.options, only)?,
            source: &file.name,
            known: &known,
            seen: HashSet::new(),
            repeated: HashMap::new(),
            marks: &marks,
            read: 0,
            unchanged: 0,
            progress: self.progress,
        };
        let addition = self.addition;
        let prepared = |document, mappings| prepare(addition.digester, document, mappings);
        let mapped = map_each(&mut reader, addition.matcher, addition.strict, prepared, |entry: Result<Entry>| {
            let (key, digest) = next_of(&marks);
            let replaces = known.contains_key(&key);
            self.writer.put(&Entry { key, source, digest, ..entry? }, replaces)?;
            self.added.changed += u64::from(replaces);
            self.added.new += u64::from(!replaces);
            self.uncommitted += 1;
            if self.uncommitted >= COMMITTED && !self.at_once {
                self.commit()?;
            }
            Ok::<(), Error>(())
        });
        let rest = reader.take_diagnostics();
        let (seen, read, unchanged) = (reader.seen, reader.read, reader.unchanged);
        self.added.read += read;
        self.added.unchanged += unchanged;
        self.added.diagnostics.extend(rest);
        let summary = mapped?;
        let mut gone: Vec<u64> = known.keys().filter(|key| !seen.contains(key)).copied().collect();
        gone.sort_unstable();
        for key in &gone {
            self.writer.remove(*key);
        }
        self.added.removed += gone.len() as u64;
        let skipped = summary.diagnostics.skipped();
        self.added.diagnostics.extend(summary.diagnostics);
        self.record_source(Source { name: file.name.clone(), checksum, documents: read, skipped }, source)
    }

    fn record_source(&mut self, source: Source, number: u64) -> Result<()> {
        let content = serde_json::to_vec(&source).map_err(|error| Error::request(error.to_string()))?;
        let entry = Entry {
            about: About::Source,
            key: key(&["record", &source.name]),
            source: number,
            digest: 0,
            words: String::new(),
            title: String::new(),
            skills: Vec::new(),
            values: Vec::new(),
            statements: Vec::new(),
            content,
        };
        self.sources.insert(source.name.clone(), source);
        self.writer.put(&entry, true)
    }
}

/// Removes the documents of some inputs: of a file, of all files of a folder, of all entries of an archive. Gives back
/// how many sources that were; an input that nothing came from is refused.
pub fn remove(folder: &Path, inputs: &[String]) -> Result<usize> {
    let mut writer = DocumentIndex::open(folder)?.writer(folder)?;
    let index = DocumentIndex::open(folder)?;
    let Some(payload) = index.payload() else { return Ok(0) };
    let sources = sources_of(&index)?;
    let mut removed = 0;
    for input in inputs {
        let below = |name: &str| {
            name.strip_prefix(input.trim_end_matches(['/', '\\']))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\', '!']))
        };
        let before = removed;
        for source in sources.iter().filter(|source| below(&source.name)) {
            writer.remove_source(key(&["source", &source.name]));
            removed += 1;
        }
        if removed == before {
            let names: Vec<&str> = sources.iter().take(5).map(|source| source.name.as_str()).collect();
            return Err(Error::request(format!("no document came from {input}; there are: {}", names.join(", "))));
        }
    }
    writer.commit(payload)?;
    Ok(removed)
}

/// Removes a catalogue, also one that can no longer be read.
pub fn remove_whole(folder: &Path) -> Result<()> {
    // Held while it goes, so that nobody adds to what is being removed.
    let _writer = match DocumentIndex::open(folder) {
        Ok(index) => Some(index.writer(folder)?),
        Err(_) => None,
    };
    fs::remove_folder_at_once(folder)
}

/// A document and its profile as a record; its key, source and digest are still to be said.
fn prepare(digester: &Digester, document: Document, mappings: DocumentMappings) -> Result<Entry> {
    let profiled = Profiled { document, mappings };
    let digest = digester.digest(&profiled.document);
    let mut words = String::new();
    for (stem, count) in digest.counts() {
        // Counts are whole numbers, given as floats for those who weigh them.
        let mut left = count;
        while left >= 1.0 {
            words.push_str(stem);
            words.push(' ');
            left -= 1.0;
        }
    }
    Ok(Entry {
        about: About::Document,
        key: 0,
        source: 0,
        digest: 0,
        words,
        title: digest.title_stems().join(" "),
        skills: profiled.mappings.mappings.iter().map(|mapping| pool::skill_term(&mapping.concept)).collect(),
        values: values::terms(&profiled),
        statements: statements::of(&profiled),
        content: encode(&profiled, &digest)?,
    })
}

/// What the reader noted of the document that has now been mapped.
fn next_of<T>(marks: &Mutex<VecDeque<T>>) -> T {
    let mut marks = marks.lock().unwrap_or_else(PoisonError::into_inner);
    marks.pop_front().expect("the reader notes every document that it gives")
}

/// SHA-256 of the content of a source and of how it is read; nothing for standard input, which is gone once read.
fn checksum(file: &SourceFile, options: &ReadOptions) -> Result<Option<String>> {
    if file.is_standard_input() {
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    hasher.update(format!("{options:?}\n"));
    let (mut reader, mut buffer) = (file.open()?, vec![0; 1 << 16]);
    loop {
        match reader.read(&mut buffer).map_err(|error| Error::io(&file.name, error))? {
            0 => return Ok(Some(fs::hexadecimal(&hasher.finalize()))),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// The documents of a source that are new or have changed.
struct Changed<'a> {
    inner: Box<dyn DocumentReader>,
    source: &'a str,
    /// Digest of every document of the source that is there, by key.
    known: &'a HashMap<u64, u64>,
    seen: HashSet<u64>,
    /// How often an identifier was met, where more than once.
    repeated: HashMap<u64, u64>,
    /// Key and digest of the documents given, until they are mapped.
    marks: &'a Mutex<VecDeque<(u64, u64)>>,
    read: u64,
    unchanged: u64,
    progress: &'a (dyn Fn() + Sync),
}

impl DocumentReader for Changed<'_> {
    fn next_document(&mut self) -> Result<Option<Document>> {
        while let Some(document) = self.inner.next_document()? {
            (self.progress)();
            self.read += 1;
            let mut own = key(&["document", self.source, &document.id]);
            if !self.seen.insert(own) {
                let often = self.repeated.entry(own).or_insert(1);
                *often += 1;
                own = key(&["document", self.source, &document.id, &often.to_string()]);
                self.seen.insert(own);
            }
            let digest = content_digest(&document)?;
            if self.known.get(&own) == Some(&digest) {
                self.unchanged += 1;
                continue;
            }
            self.marks.lock().unwrap_or_else(PoisonError::into_inner).push_back((own, digest));
            return Ok(Some(document));
        }
        Ok(None)
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        self.inner.take_diagnostics()
    }
}

/// The documents that are in a catalogue already.
struct Stored<'a> {
    index: &'a DocumentIndex,
    addresses: std::vec::IntoIter<Address>,
    /// Key, source and digest of the documents given, until they are mapped.
    identities: &'a Mutex<VecDeque<(u64, u64, u64)>>,
    progress: &'a (dyn Fn() + Sync),
}

impl DocumentReader for Stored<'_> {
    fn next_document(&mut self) -> Result<Option<Document>> {
        let Some(address) = self.addresses.next() else { return Ok(None) };
        (self.progress)();
        let (profiled, _) = record::decode(&self.index.content(address)?)?;
        let identity = self.index.identity(address)?;
        self.identities.lock().unwrap_or_else(PoisonError::into_inner).push_back(identity);
        Ok(Some(profiled.document))
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        Diagnostics::default()
    }
}
