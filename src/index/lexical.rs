//! The lexical index: which labels and definitions hold a stem. The only user of tantivy.
//!
//! Every label is a document of its own, because many alternative labels poured into one field drown the
//! preferred one; definitions follow as documents of another field. tantivy builds, compresses and stores
//! the postings. Its BM25 does not score them: its constants are fixed and its length normalisation misfits
//! labels of four words. Opening reads the postings into flat arrays, so scoring a sentence touches nothing else.

use std::collections::HashMap;
use std::path::Path;

use super::runs::Runs;
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocSet as _, TERMINATED, TantivyDocument, TantivyError};

/// Memory for building, in bytes; the smallest that tantivy takes is 15 MB.
const BUILD_MEMORY: usize = 128 << 20;

/// Which documents hold which stem, for one field.
#[derive(Debug, Default)]
pub struct Postings {
    terms: HashMap<Box<str>, u32>,
    documents: Runs,
}

impl Postings {
    /// The number of a stem, when some document holds it.
    pub fn term(&self, stem: &str) -> Option<u32> {
        self.terms.get(stem).copied()
    }

    /// The documents that hold a stem, ascending.
    pub fn documents(&self, term: u32) -> &[u32] {
        self.documents.of(term)
    }

    /// The stems that each of `count` documents holds.
    pub(super) fn terms_of_documents(&self, count: usize) -> Runs {
        self.documents.transposed(count)
    }

    /// How many different stems there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no stem at all.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// The lexical index, open.
#[derive(Debug, Default)]
pub struct Lexical {
    /// Stems of labels; a document is a label ordinal.
    pub labels: Postings,
    /// Stems of definitions; a document is a concept position.
    pub definitions: Postings,
}

struct Fields {
    schema: Schema,
    label: Field,
    definition: Field,
}

fn fields() -> Fields {
    let mut builder = Schema::builder();
    // Texts arrive stemmed and joined by blanks: the whitespace tokenizer only takes them apart again.
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::Basic);
    let options = TextOptions::default().set_indexing_options(indexing);
    let label = builder.add_text_field("label", options.clone());
    let definition = builder.add_text_field("definition", options);
    Fields { schema: builder.build(), label, definition }
}

/// Builds the index from stemmed labels and definitions (words joined by blanks), in a folder or in memory.
pub fn build(labels: &[String], definitions: &[String], folder: Option<&Path>) -> Result<Lexical, TantivyError> {
    let fields = fields();
    let builder = tantivy::Index::builder().schema(fields.schema.clone());
    let mut writer = match folder {
        Some(folder) => {
            builder.single_segment_index_writer(tantivy::directory::MmapDirectory::open(folder)?, BUILD_MEMORY)?
        }
        None => builder.single_segment_index_writer(tantivy::directory::RamDirectory::create(), BUILD_MEMORY)?,
    };
    let texts = labels.iter().map(|text| (fields.label, text));
    for (field, text) in texts.chain(definitions.iter().map(|text| (fields.definition, text))) {
        let mut document = TantivyDocument::default();
        document.add_text(field, text);
        writer.add_document(document)?;
    }
    read(&writer.finalize()?, labels.len() as u32)
}

/// Opens an index that [`build`] made in a folder.
pub fn open(folder: &Path, label_count: u32) -> Result<Lexical, TantivyError> {
    read(&tantivy::Index::open_in_dir(folder)?, label_count)
}

/// The version of tantivy, for the manifest.
pub fn version() -> String {
    tantivy::version_string().to_owned()
}

fn read(index: &tantivy::Index, label_count: u32) -> Result<Lexical, TantivyError> {
    let fields = fields();
    if index.schema() != fields.schema {
        return Err(TantivyError::SchemaError("not the schema of this program".to_owned()));
    }
    let searcher = index.reader()?.searcher();
    let mut lexical = Lexical::default();
    // One writer and one segment, so a document's number is its ordinal.
    if let [segment] = searcher.segment_readers() {
        read_field(segment, fields.label, 0, &mut lexical.labels)?;
        read_field(segment, fields.definition, label_count, &mut lexical.definitions)?;
    } else if !searcher.segment_readers().is_empty() {
        return Err(TantivyError::SchemaError("more than one segment".to_owned()));
    }
    Ok(lexical)
}

fn read_field(
    segment: &tantivy::SegmentReader,
    field: Field,
    first: u32,
    postings: &mut Postings,
) -> Result<(), TantivyError> {
    let inverted = segment.inverted_index(field)?;
    let mut terms = inverted.terms().stream()?;
    let mut ordinals = Vec::new();
    while terms.advance() {
        let stem = String::from_utf8_lossy(terms.key()).into_owned().into_boxed_str();
        let mut documents = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        ordinals.clear();
        while documents.doc() != TERMINATED {
            let ordinal = documents.doc().checked_sub(first);
            ordinals.push(ordinal.ok_or_else(|| TantivyError::SchemaError("misplaced document".to_owned()))?);
            documents.advance();
        }
        postings.terms.insert(stem, postings.documents.len() as u32);
        postings.documents.push(ordinals.iter().copied());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_come_back_by_ordinal_from_memory_and_from_disk() {
        let labels = ["manag budget".to_owned(), "budget".to_owned(), String::new()];
        let definitions = ["plan money".to_owned(), "money".to_owned()];
        let folder = tempfile::tempdir().expect("a folder");
        for lexical in [
            build(&labels, &definitions, None).expect("built"),
            build(&labels, &definitions, Some(folder.path())).expect("built"),
            open(folder.path(), 3).expect("opened"),
        ] {
            let term = lexical.labels.term("budget").expect("a stem");
            assert_eq!(lexical.labels.documents(term), [0, 1]);
            let term = lexical.definitions.term("money").expect("a stem");
            assert_eq!(lexical.definitions.documents(term), [0, 1]);
            assert_eq!(lexical.labels.term("plan"), None);
        }
    }
}
