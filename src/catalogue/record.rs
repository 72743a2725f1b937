//! A document and its profile as they are stored: whole, so that a catalogue needs no file to be read, compared and
//! mapped anew.
//!
//! What is known of a document beside its text is JSON, since its form grows; text, claims and the digest of its
//! words are in postcard's encoding, which is small and quick to read. The words of evidence are not stored: they
//! are a stretch of the text. All of it is compressed with zstd.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zstd::bulk::{Compressor, Decompressor};

use crate::coverage::{Digest, Profiled};
use crate::error::{Error, Result};
use crate::model::{
    Assertion, ConceptKind, ConceptReference, Decision, Document, DocumentMappings, Evidence, Mapping, MatcherName,
    Predicate, Proficiency, Qualification, Requirement,
};

/// How hard to compress.
const LEVEL: i32 = 3;
/// Largest record that is read, in bytes unpacked.
const LARGEST: usize = 64 << 20;

thread_local! {
    // Making one takes longer than packing a record, so each thread keeps its own; without memory for that, each record
    // gets one, which then says what is wrong.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(LEVEL).ok());
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
}

/// A stored document.
#[derive(Serialize, Deserialize)]
struct Record {
    /// The document without its text, as JSON.
    head: String,
    text: String,
    /// Where the names of its assertions stand, which JSON leaves out.
    ranges: Vec<Option<(u32, u32)>>,
    claims: Vec<Claim>,
    /// Degrees, licences and certificates, as JSON.
    qualifications: String,
    /// What it says of skills that no claim carries, as JSON.
    asserted: String,
    digest: Digest,
}

/// A mapping without what follows from the document.
#[derive(Serialize, Deserialize)]
struct Claim {
    concept_id: String,
    notation: Option<String>,
    label: String,
    taxonomy: String,
    taxonomy_version: String,
    kind: ConceptKind,
    predicate: Predicate,
    confidence: f32,
    decision: Decision,
    requirement: Option<Requirement>,
    proficiency: Option<Proficiency>,
    weight: f32,
    evidence: Vec<Proof>,
}

/// Evidence without its words.
#[derive(Serialize, Deserialize)]
struct Proof {
    matcher: MatcherName,
    start: u32,
    end: u32,
    matched_label: String,
    score: f32,
}

/// The bytes of a document with its profile.
pub(super) fn encode(profiled: &Profiled, digest: &Digest) -> Result<Vec<u8>> {
    let mappings = &profiled.mappings;
    let record = Record {
        head: head(&profiled.document)?,
        text: profiled.document.text.clone(),
        ranges: ranges(&profiled.document),
        claims: mappings.mappings.iter().map(Claim::of).collect(),
        qualifications: json(&mappings.qualifications)?,
        asserted: json(&mappings.asserted)?,
        digest: digest.clone(),
    };
    let bytes = postcard::to_stdvec(&record).map_err(|error| Error::request(error.to_string()))?;
    COMPRESSOR.with_borrow_mut(|compressor| {
        let compressed = compressor.as_mut().map(|compressor| compressor.compress(&bytes));
        let compressed = compressed.unwrap_or_else(|| zstd::bulk::compress(&bytes, LEVEL));
        compressed.map_err(|error| Error::io("a record of the catalogue", error))
    })
}

/// The document and its profile, and the digest of its words.
pub(super) fn decode(bytes: &[u8]) -> Result<(Profiled, Digest)> {
    let damaged = |what: String| Error::request(format!("a record of the catalogue is damaged: {what}"));
    let most = LARGEST.min(capacity(bytes));
    let bytes = DECOMPRESSOR.with_borrow_mut(|decompressor| match decompressor {
        Some(decompressor) => decompressor.decompress(bytes, most),
        None => zstd::bulk::decompress(bytes, most),
    });
    let bytes = bytes.map_err(|error| damaged(error.to_string()))?;
    let record: Record = postcard::from_bytes(&bytes).map_err(|error| damaged(error.to_string()))?;
    let mut document: Document = serde_json::from_str(&record.head).map_err(|error| damaged(error.to_string()))?;
    document.text = record.text;
    for (assertion, range) in document.assertions.iter_mut().zip(record.ranges) {
        assertion.range = range.map(|(start, end)| start as usize..end as usize);
    }
    let qualifications: Vec<Qualification> =
        serde_json::from_str(&record.qualifications).map_err(|error| damaged(error.to_string()))?;
    let asserted: Vec<Assertion> =
        serde_json::from_str(&record.asserted).map_err(|error| damaged(error.to_string()))?;
    let mappings = DocumentMappings {
        id: document.id.clone(),
        title: document.title.clone(),
        kind: document.kind,
        text: None,
        fields: document.details.clone(),
        trust: document.trust.clone(),
        holder: document.holder.clone(),
        qualifications,
        mappings: record.claims.into_iter().map(|claim| claim.mapping(&document.text)).collect(),
        asserted,
    };
    Ok((Profiled { document, mappings }, record.digest))
}

/// What changes when a document does: the first eight bytes of the SHA-256 of all that was read of it.
pub(super) fn content_digest(document: &Document) -> Result<u64> {
    let mut hasher = Sha256::new();
    hasher.update(head(document)?);
    hasher.update([0]);
    hasher.update(&document.text);
    hasher.update(json(&ranges(document))?);
    Ok(first_eight(&hasher.finalize()))
}

/// The key of a thing by its names: the first eight bytes of their SHA-256. Among a million, the chance that two
/// share one is less than one in ten million.
pub(super) fn key(names: &[&str]) -> u64 {
    let mut hasher = Sha256::new();
    for name in names {
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
    }
    first_eight(&hasher.finalize())
}

fn first_eight(hash: &[u8]) -> u64 {
    u64::from_be_bytes(hash[..8].try_into().expect("a hash has 32 bytes"))
}

fn head(document: &Document) -> Result<String> {
    // The text is by far the largest part, and is stored beside.
    let bare = Document { text: String::new(), ..document.clone() };
    json(&bare)
}

fn ranges(document: &Document) -> Vec<Option<(u32, u32)>> {
    let range = |assertion: &Assertion| assertion.range.as_ref().map(|range| (range.start as u32, range.end as u32));
    document.assertions.iter().map(range).collect()
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::request(error.to_string()))
}

/// Bytes unpacked, as the frame says.
fn capacity(bytes: &[u8]) -> usize {
    zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten().map_or(LARGEST, |size| size as usize)
}

impl Claim {
    fn of(mapping: &Mapping) -> Self {
        let concept = &mapping.concept;
        Self {
            concept_id: concept.concept_id.clone(),
            notation: concept.notation.clone(),
            label: concept.label.clone(),
            taxonomy: concept.taxonomy.clone(),
            taxonomy_version: concept.taxonomy_version.clone(),
            kind: concept.kind,
            predicate: mapping.predicate,
            confidence: mapping.confidence,
            decision: mapping.decision,
            requirement: mapping.requirement,
            proficiency: mapping.proficiency,
            weight: mapping.weight,
            evidence: mapping
                .evidence
                .iter()
                .map(|one| Proof {
                    matcher: one.matcher,
                    start: one.start as u32,
                    end: one.end as u32,
                    matched_label: one.matched_label.clone(),
                    score: one.score,
                })
                .collect(),
        }
    }

    fn mapping(self, text: &str) -> Mapping {
        let evidence = |proof: Proof| {
            let (start, end) = (proof.start as usize, proof.end as usize);
            let quote = text.get(start..end).unwrap_or_default().to_owned();
            Evidence {
                matcher: proof.matcher,
                quote,
                start,
                end,
                matched_label: proof.matched_label,
                score: proof.score,
            }
        };
        Mapping {
            concept: ConceptReference {
                concept_id: self.concept_id,
                notation: self.notation,
                label: self.label,
                taxonomy: self.taxonomy,
                taxonomy_version: self.taxonomy_version,
                kind: self.kind,
            },
            predicate: self.predicate,
            confidence: self.confidence,
            decision: self.decision,
            requirement: self.requirement,
            proficiency: self.proficiency,
            weight: self.weight,
            evidence: self.evidence.into_iter().map(evidence).collect(),
            explanation: None,
            origin: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::coverage::Digester;
    use crate::vectors::default_space;

    fn profiled() -> Profiled {
        let mut document = Document::new("c-1", "Pipe Welding", ["Weld pipes and tänks."]);
        document.details.issuer = Some("Acme".to_owned());
        document.assertions.push(Assertion {
            name: Some("Weld pipes".to_owned()),
            range: Some(14..24),
            ..Assertion::default()
        });
        let mapping = Mapping {
            concept: ConceptReference {
                concept_id: "http://x/1".to_owned(),
                notation: None,
                label: "weld".to_owned(),
                taxonomy: "t".to_owned(),
                taxonomy_version: "1".to_owned(),
                kind: ConceptKind::Skill,
            },
            predicate: Predicate::Close,
            confidence: 0.75,
            decision: Decision::Accepted,
            requirement: Some(Requirement::Required),
            proficiency: None,
            weight: 1.0,
            evidence: vec![Evidence {
                matcher: MatcherName::Label,
                quote: "Weld pipes".to_owned(),
                start: 14,
                end: 24,
                matched_label: "weld".to_owned(),
                score: 1.0,
            }],
            explanation: None,
            origin: None,
        };
        let mappings = DocumentMappings {
            id: "c-1".to_owned(),
            title: "Pipe Welding".to_owned(),
            fields: document.details.clone(),
            mappings: vec![mapping],
            ..DocumentMappings::default()
        };
        Profiled { document, mappings }
    }

    #[test]
    fn a_document_comes_back_whole() {
        let profiled = profiled();
        let digest = Digester::new(Arc::clone(default_space()), "en").digest(&profiled.document);
        let (again, digest_again) = decode(&encode(&profiled, &digest).expect("encoded")).expect("decoded");
        assert_eq!((again, digest_again), (profiled, digest));
    }

    #[test]
    fn any_change_changes_the_digest_and_damage_is_noticed() {
        let before = profiled().document;
        let digest = content_digest(&before).expect("a digest");
        assert_eq!(content_digest(&before.clone()).expect("a digest"), digest);
        let changes: [fn(&mut Document); 4] = [
            |document| document.text.push('x'),
            |document| document.details.level = Some("II".to_owned()),
            |document| document.assertions[0].range = Some(14..20),
            |document| document.title = "Welding".to_owned(),
        ];
        for change in changes {
            let mut other = before.clone();
            change(&mut other);
            assert_ne!(content_digest(&other).expect("a digest"), digest);
        }
        assert!(decode(b"no record").is_err());
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
