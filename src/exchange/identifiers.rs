//! Identifiers that formats ask for and a mapping set does not have: made from what the set says, so that the same set
//! always gets the same ones.

use sha2::{Digest as _, Sha256};

use super::curies::is_iri;
use crate::model::Entity;

/// A UUID of version 5's shape for these words. The standards that ask for one want it to be lasting, not random.
pub fn uuid(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = crate::fs::hexadecimal(&bytes);
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

/// The UUID that an identifier ends in, lower case.
pub fn uuid_of(id: &str) -> Option<String> {
    let tail = id.get(id.len().checked_sub(36)?..)?;
    let shape =
        |(at, byte): (usize, u8)| if [8, 13, 18, 23].contains(&at) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    tail.bytes().enumerate().all(shape).then(|| tail.to_lowercase())
}

/// The IRI of a side: a concept of which there is one; words and documents have none here.
pub fn iri(entity: &Entity) -> Option<&str> {
    Some(entity.id.as_str()).filter(|id| !entity.is_no_term() && is_iri(id))
}

/// The vocabulary of a side as an IRI: where it is, else a name.
pub fn source_iri(entity: &Entity) -> Option<String> {
    match entity.source.as_str() {
        "" => None,
        iri if is_iri(iri) => Some(iri.to_owned()),
        name => Some(format!("urn:skillmap:taxonomy:{}", super::curies::escaped(name))),
    }
}

/// The vocabulary of a side in words, with its version: `esco 1.2.0`.
pub fn source_name(entity: &Entity) -> String {
    let name = match entity.source.as_str() {
        "esco" => "ESCO",
        "onet" => "O*NET",
        name => name,
    };
    [name, &entity.source_version].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}
