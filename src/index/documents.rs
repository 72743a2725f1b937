//! A persisted set of documents that can be searched: the tantivy index below a catalogue.
//!
//! Everything is in the index and nothing beside it, since its commits are atomic: documents, the records of the
//! sources they came from, and, as the payload of the commit, what the whole was made with. A program that is killed
//! leaves the last commit. There is one indexing thread, and segments are merged here and not in the background:
//! the same additions give the same segments with the documents in the same order, so the same answers.

mod stated;
mod statement_counts;
mod values;
mod weighed;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::{
    DocId, DocSet as _, IndexWriter, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError, Term,
};

use crate::error::{Error, Result};

pub use values::ValueCounts;
use weighed::{Weighing, best_of};

/// Memory for building, in bytes.
const BUILD_MEMORY: usize = 96 << 20;
/// So many segments of about one size become one.
const MERGED: usize = 8;
/// Segments with a larger share of removed documents are written anew.
const MOST_REMOVED: f64 = 0.4;

/// What a record of the index is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A document.
    Document = 0,
    /// A source of documents.
    Source = 1,
}

/// Where a term may stand in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// Stems of title and text.
    Words,
    /// Stems of the title.
    Title,
    /// Concepts of the profile.
    Skills,
    /// Values of fields.
    Values,
}

/// A record as it is put into the index.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is about.
    pub about: About,
    /// What it is told by; another record of that key takes its place.
    pub key: u64,
    /// The source it came from.
    pub source: u64,
    /// Changes when its content does.
    pub digest: u64,
    /// Stems of title and text, each as often as it stands, joined by blanks.
    pub words: String,
    /// Stems of the title, joined by blanks.
    pub title: String,
    /// Concepts of the profile.
    pub skills: Vec<String>,
    /// Values of fields, such as `kind=course`.
    pub values: Vec<String>,
    /// What can be read of it without its content, document after document.
    pub statements: Vec<String>,
    /// Whatever the caller wants back.
    pub content: Vec<u8>,
}

/// Where a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    segment: u32,
    document: DocId,
}

/// A document found by [`DocumentIndex::best`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// How well it fits.
    pub score: f32,
    /// What it is told by.
    pub key: u64,
    /// Where it is.
    pub address: Address,
}

/// An index of documents, open for reading as of one commit.
pub struct DocumentIndex {
    index: tantivy::Index,
    fields: Fields,
    searcher: Searcher,
    payload: Option<String>,
}

/// The one that may change an index.
pub struct DocumentWriter {
    writer: IndexWriter,
    fields: Fields,
    index: tantivy::Index,
}

#[derive(Debug, Clone)]
struct Fields {
    schema: Schema,
    about: Field,
    key: Field,
    source: Field,
    digest: Field,
    words: Field,
    title: Field,
    skills: Field,
    values: Field,
    statements: Field,
    content: Field,
}

fn fields() -> Fields {
    let mut builder = Schema::builder();
    let text = |tokenizer: &str, norms: bool| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(norms)
            .set_index_option(IndexRecordOption::WithFreqs);
        TextOptions::default().set_indexing_options(indexing)
    };
    let about = builder.add_u64_field("about", INDEXED | FAST);
    let key = builder.add_u64_field("key", INDEXED | FAST);
    let source = builder.add_u64_field("source", INDEXED | FAST);
    let digest = builder.add_u64_field("digest", FAST);
    let words = builder.add_text_field("words", text("whitespace", true));
    let title = builder.add_text_field("title", text("whitespace", true));
    let skills = builder.add_text_field("skills", text("raw", false));
    let values = builder.add_text_field("values", text("raw", false));
    let statements = builder.add_text_field("statements", TextOptions::default().set_fast("raw"));
    let content = builder.add_bytes_field("content", STORED);
    let schema = builder.build();
    Fields { schema, about, key, source, digest, words, title, skills, values, statements, content }
}

impl Fields {
    fn of(&self, place: Place) -> Field {
        match place {
            Place::Words => self.words,
            Place::Title => self.title,
            Place::Skills => self.skills,
            Place::Values => self.values,
        }
    }
}

fn refused(folder: &Path, error: &TantivyError) -> Error {
    // What the library calls a schema means nothing to whoever has the catalogue.
    let said = match error {
        TantivyError::SchemaError(said) => said.clone(),
        other => other.to_string(),
    };
    Error::request(format!("{}: {said}", folder.display()))
        .with_hint("a catalogue of another version cannot be read; add its inputs under a new name")
}

impl DocumentIndex {
    /// Opens the index in a folder, or makes an empty one there when the folder is empty.
    pub fn open_or_create(folder: &Path) -> Result<Self> {
        let fail = |error: TantivyError| refused(folder, &error);
        let directory =
            tantivy::directory::MmapDirectory::open(folder).map_err(|error| refused(folder, &error.into()))?;
        let index = tantivy::Index::open_or_create(directory, fields().schema).map_err(fail)?;
        Self::read(index).map_err(fail)
    }

    /// Opens the index in a folder.
    pub fn open(folder: &Path) -> Result<Self> {
        let fail = |error: TantivyError| refused(folder, &error);
        Self::read(tantivy::Index::open_in_dir(folder).map_err(fail)?).map_err(fail)
    }

    fn read(index: tantivy::Index) -> std::result::Result<Self, TantivyError> {
        let fields = fields();
        if index.schema() != fields.schema {
            return Err(TantivyError::SchemaError("made by another version of this program".to_owned()));
        }
        let payload = index.load_metas()?.payload;
        let reader: tantivy::IndexReader =
            index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        Ok(Self { index, fields, searcher, payload })
    }

    /// What the last commit was made with; nothing before the first.
    pub fn payload(&self) -> Option<&str> {
        self.payload.as_deref()
    }

    /// The one that may change it; refused while another program has it.
    pub fn writer(&self, folder: &Path) -> Result<DocumentWriter> {
        let writer: IndexWriter = self.index.writer_with_num_threads(1, BUILD_MEMORY).map_err(|error| match error {
            TantivyError::LockFailure(..) => {
                Error::request(format!("{}: another program is changing it", folder.display()))
                    .with_hint("wait until that has ended")
            }
            error => refused(folder, &error),
        })?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(DocumentWriter { writer, fields: self.fields.clone(), index: self.index.clone() })
    }

    /// How many documents there are.
    pub fn count(&self) -> Result<u64> {
        let mut count = 0;
        self.each(About::Document, |_, _| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    /// How many words a document has on average.
    pub fn average_words(&self) -> Result<f32> {
        Ok(self.average_length(self.fields.words)?.max(1.0))
    }

    /// How many terms of a field a record has on average.
    fn average_length(&self, field: Field) -> Result<f32> {
        let (mut terms, mut records) = (0, 0);
        for segment in self.searcher.segment_readers() {
            terms += segment.inverted_index(field).map_err(|error| damaged(&error))?.total_num_tokens();
            records += u64::from(segment.max_doc());
        }
        Ok(terms as f32 / records.max(1) as f32)
    }

    /// In how many documents a term stands.
    pub fn frequency(&self, place: Place, term: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.of(place), term);
        self.searcher.doc_freq(&term).map_err(|error| damaged(&error))
    }

    /// Calls a function with segment and number of each record about documents or sources, in an order that is the
    /// same for the same additions.
    fn each(&self, about: About, mut call: impl FnMut(u32, DocId) -> Result<()>) -> Result<()> {
        for (ordinal, segment) in self.ordered()? {
            let column = segment.fast_fields().u64("about").map_err(|error| damaged(&error))?;
            for document in segment.doc_ids_alive() {
                if column.first(document) == Some(about as u64) {
                    call(ordinal, document)?;
                }
            }
        }
        Ok(())
    }

    /// The segments by the key of their first record: their own names are drawn by lot.
    fn ordered(&self) -> Result<Vec<(u32, &SegmentReader)>> {
        let mut ordered: Vec<(u64, u32, &SegmentReader)> = Vec::new();
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            ordered.push((first_key(segment).map_err(|error| damaged(&error))?, ordinal, segment));
        }
        ordered.sort_by_key(|(key, ..)| *key);
        Ok(ordered.into_iter().map(|(_, ordinal, segment)| (ordinal, segment)).collect())
    }

    /// Key and digest of every document of a source.
    pub fn keys_of(&self, source: u64) -> Result<Vec<(u64, u64)>> {
        let mut found = Vec::new();
        for segment in self.searcher.segment_readers() {
            self.keys_in(segment, source, &mut found).map_err(|error| damaged(&error))?;
        }
        Ok(found)
    }

    fn keys_in(
        &self,
        segment: &SegmentReader,
        source: u64,
        found: &mut Vec<(u64, u64)>,
    ) -> std::result::Result<(), TantivyError> {
        let column = |name: &str| segment.fast_fields().u64(name);
        let (about, keys, digests) = (column("about")?, column("key")?, column("digest")?);
        let term = Term::from_field_u64(self.fields.source, source);
        let inverted = segment.inverted_index(self.fields.source)?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { return Ok(()) };
        let alive = segment.alive_bitset();
        while postings.doc() != TERMINATED {
            let document = postings.doc();
            let is_there = alive.is_none_or(|alive| alive.is_alive(document));
            if is_there && about.first(document) == Some(About::Document as u64) {
                found.push((keys.first(document).unwrap_or(0), digests.first(document).unwrap_or(0)));
            }
            postings.advance();
        }
        Ok(())
    }

    /// Where every record about documents or sources is, in an order that is the same for the same additions.
    pub fn addresses(&self, about: About) -> Result<Vec<Address>> {
        let mut found = Vec::new();
        self.each(about, |segment, document| {
            found.push(Address { segment, document });
            Ok(())
        })?;
        Ok(found)
    }

    /// The content of a record.
    pub fn content(&self, address: Address) -> Result<Vec<u8>> {
        let address = tantivy::DocAddress::new(address.segment, address.document);
        let stored: TantivyDocument = self.searcher.doc(address).map_err(|error| damaged(&error))?;
        let content = stored.get_first(self.fields.content).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        content.ok_or_else(|| damaged(&TantivyError::SchemaError("a record without content".to_owned())))
    }

    /// Key, source and digest of a record.
    pub fn identity(&self, address: Address) -> Result<(u64, u64, u64)> {
        let segment = self.searcher.segment_reader(address.segment);
        let column = |name: &str| segment.fast_fields().u64(name).map_err(|error| damaged(&error));
        let value = |name: &str| Ok(column(name)?.first(address.document).unwrap_or(0));
        Ok((value("key")?, value("source")?, value("digest")?))
    }

    /// The documents in which some terms weigh most, best first, at most so many of each list: first those that have
    /// most of what is looked for in all places together, then those of each place. Only documents count that have all
    /// the values of fields that are demanded, one of each list. Terms are given with a factor to their own rarity.
    pub fn best(
        &self,
        places: &[(Place, Vec<(String, f32)>)],
        demanded: &[Vec<String>],
        count: usize,
    ) -> Result<Vec<Vec<Found>>> {
        let weighing = |(place, terms): &(Place, Vec<(String, f32)>)| {
            let field = self.fields.of(*place);
            let terms = terms.iter().map(|(text, factor)| (text.as_str(), *factor));
            Weighing::new(&self.searcher, field, terms, self.average_length(field)?).map_err(|error| damaged(&error))
        };
        let weighings = places.iter().map(weighing).collect::<Result<Vec<_>>>()?;
        let term = |value: &String| Term::from_field_text(self.fields.values, value);
        let demanded: Vec<Vec<Term>> = demanded.iter().map(|values| values.iter().map(term).collect()).collect();
        let of_segment = |(ordinal, segment): &(u32, &SegmentReader)| -> std::result::Result<_, TantivyError> {
            let keys = segment.fast_fields().u64("key")?;
            let found = |(score, document)| Found {
                score,
                key: keys.first(document).unwrap_or(0),
                address: Address { segment: *ordinal, document },
            };
            let lists = best_of(&weighings, &demanded, segment, count)?;
            Ok(lists.into_iter().map(|list| list.into_iter().map(found).collect()).collect::<Vec<Vec<Found>>>())
        };
        let segments: Result<Vec<Vec<Vec<Found>>>> =
            self.ordered()?.par_iter().map(|segment| of_segment(segment).map_err(|error| damaged(&error))).collect();
        let mut lists = vec![Vec::new(); places.len() + 1];
        for (list, found) in segments?.into_iter().flat_map(|lists| lists.into_iter().enumerate()) {
            lists[list].extend(found);
        }
        for list in &mut lists {
            list.sort_by(|a: &Found, b| b.score.total_cmp(&a.score).then(a.key.cmp(&b.key)));
            list.truncate(count);
        }
        Ok(lists)
    }
}

fn damaged(error: &TantivyError) -> Error {
    Error::request(format!("the catalogue cannot be read: {error}")).with_hint("add its inputs again under a new name")
}

fn failed(error: &TantivyError) -> Error {
    Error::request(format!("the catalogue cannot be changed: {error}"))
        .with_hint("what was there before is still there; run the command again")
}

fn first_key(segment: &SegmentReader) -> std::result::Result<u64, TantivyError> {
    Ok(segment.fast_fields().u64("key")?.first(0).unwrap_or(0))
}

impl DocumentWriter {
    /// Puts a record in; in place of the one of the same key, when there is one.
    pub fn put(&self, entry: &Entry, replaces: bool) -> Result<()> {
        if replaces {
            self.remove(entry.key);
        }
        let fields = &self.fields;
        let mut document = TantivyDocument::default();
        document.add_u64(fields.about, entry.about as u64);
        document.add_u64(fields.key, entry.key);
        document.add_u64(fields.source, entry.source);
        document.add_u64(fields.digest, entry.digest);
        document.add_text(fields.words, &entry.words);
        document.add_text(fields.title, &entry.title);
        for skill in &entry.skills {
            document.add_text(fields.skills, skill);
        }
        for value in &entry.values {
            document.add_text(fields.values, value);
        }
        for statement in &entry.statements {
            document.add_text(fields.statements, statement);
        }
        document.add_bytes(fields.content, &entry.content);
        self.writer.add_document(document).map(|_| ()).map_err(|error| failed(&error))
    }

    /// Removes the record of a key.
    pub fn remove(&self, key: u64) {
        self.writer.delete_term(Term::from_field_u64(self.fields.key, key));
    }

    /// Removes all records of a source.
    pub fn remove_source(&self, source: u64) {
        self.writer.delete_term(Term::from_field_u64(self.fields.source, source));
    }

    /// Makes all that was put and removed count, at once and for good, and merges what has become too many segments.
    pub fn commit(&mut self, payload: &str) -> Result<()> {
        let committed = self.writer.prepare_commit().and_then(|mut commit| {
            commit.set_payload(payload);
            commit.commit()
        });
        committed.map_err(|error| failed(&error))?;
        self.merge().map_err(|error| failed(&error))
    }

    /// Merges segments of about one size, and those of which much was removed.
    fn merge(&mut self) -> std::result::Result<(), TantivyError> {
        loop {
            let reader: tantivy::IndexReader =
                self.index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
            let searcher = reader.searcher();
            let mut tiers: BTreeMap<u32, Vec<(u64, tantivy::index::SegmentId)>> = BTreeMap::new();
            let mut worn: Option<(u64, tantivy::index::SegmentId)> = None;
            for segment in searcher.segment_readers() {
                let first = (first_key(segment)?, segment.segment_id());
                if f64::from(segment.num_deleted_docs()) > MOST_REMOVED * f64::from(segment.max_doc()) {
                    worn = worn.filter(|other| other.0 < first.0).or(Some(first));
                }
                tiers.entry(tier(segment.num_docs())).or_default().push(first);
            }
            let crowded = tiers.into_values().find(|segments| segments.len() >= MERGED);
            let Some(mut merged) = crowded.or(worn.map(|one| vec![one])) else { return Ok(()) };
            merged.sort_by_key(|(key, _)| *key);
            let segments: Vec<tantivy::index::SegmentId> = merged.into_iter().map(|(_, id)| id).collect();
            drop(searcher);
            self.writer.merge(&segments).wait()?;
        }
    }
}

/// Segments of one tier are at most eight times as large as each other.
fn tier(documents: u32) -> u32 {
    (documents.max(1_000) / 1_000).ilog2() / 3
}
