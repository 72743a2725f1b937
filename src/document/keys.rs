//! Public keys: those that the caller gives, and those that a file or an identifier (`did:key`, `did:jwk`) holds in itself.
//!
//! Keys are only taken apart here; what uses them is the feature `verify`. No key is ever fetched.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::graph::Object;
use crate::error::{Error, Position, Result};

/// Most keys that a file of keys gives.
const MOST_KEYS: usize = 1_000;
/// Longest identifier that holds a key; the largest RSA key takes about two thousand characters.
#[cfg(any(test, feature = "verify"))]
const LONGEST_IDENTIFIER: usize = 8_000;
/// The alphabet of base58, in which `did:key` is written.
#[cfg(any(test, feature = "verify"))]
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A public key.
#[cfg_attr(not(feature = "verify"), allow(dead_code, reason = "only signature checking looks into keys"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PublicKey {
    /// Ed25519, 32 bytes.
    Ed25519(Vec<u8>),
    /// A point on P-256, as SEC 1 writes it.
    P256(Vec<u8>),
    /// RSA, modulus and exponent.
    Rsa(Vec<u8>, Vec<u8>),
    /// Whatever a PEM block holds.
    Pem(String),
}

/// A public key and the name it goes by.
#[cfg_attr(not(feature = "verify"), allow(dead_code, reason = "only signature checking looks into keys"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedKey {
    pub id: Option<String>,
    pub key: PublicKey,
}

/// Keys that the caller vouches for.
#[derive(Debug, Clone, Default)]
pub struct KeyRing {
    pub(super) keys: Vec<NamedKey>,
}

impl KeyRing {
    /// Adds the keys of a file: a JSON Web Key, a set of them, a `CryptographicKey` of Open
    /// Badges 2, or PEM; `name` is for messages.
    pub fn add(&mut self, text: &str, name: &str) -> Result<()> {
        let refuse = |message: &str| {
            Error::malformed(Position::file(name), message.to_owned()).with_hint(
                "a file of keys is a JSON Web Key, a set of them, a CryptographicKey, or PEM blocks BEGIN PUBLIC KEY",
            )
        };
        let before = self.keys.len();
        if text.trim_start().starts_with('{') {
            let value: Value = serde_json::from_str(text).map_err(|error| refuse(&error.to_string()))?;
            let keys = value["keys"].as_array();
            let keys: Vec<&Value> = keys.map_or(vec![&value], |keys| keys.iter().collect());
            if keys.len() > MOST_KEYS {
                return Err(refuse("more keys than are read of one file"));
            }
            self.keys.extend(keys.iter().filter_map(|key| of_jwk(key.as_object()?)));
            // Open Badges 2 publishes keys as documents of their own.
            for (key, pem) in keys.iter().filter_map(|key| Some((key, key.get("publicKeyPem")?.as_str()?))) {
                let id = key.get("id").and_then(Value::as_str).map(str::to_owned);
                self.keys.extend(pem_blocks(pem).map(|block| NamedKey { id: id.clone(), key: PublicKey::Pem(block) }));
            }
        } else {
            self.keys.extend(pem_blocks(text).map(|block| NamedKey { id: None, key: PublicKey::Pem(block) }));
        }
        if self.keys.len() == before { Err(refuse("holds no public key that can be used")) } else { Ok(()) }
    }
}

/// The PEM blocks of public keys in a text.
pub(super) fn pem_blocks(text: &str) -> impl Iterator<Item = String> {
    const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
    const END: &str = "-----END PUBLIC KEY-----";
    text.split(BEGIN).skip(1).take(MOST_KEYS).filter_map(|rest| {
        let (body, _) = rest.split_once(END)?;
        // Keys inside JSON have their line breaks where somebody put them.
        let body: String = body.split_whitespace().collect();
        let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        Some(format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")))
    })
}

/// A JSON Web Key (RFC 7517) of a kind that is known.
pub(super) fn of_jwk(jwk: &Object) -> Option<NamedKey> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok();
    let key = match (text("kty")?, text("crv")) {
        ("OKP", Some("Ed25519")) => PublicKey::Ed25519(bytes("x")?),
        ("EC", Some("P-256")) => PublicKey::P256([vec![4], bytes("x")?, bytes("y")?].concat()),
        ("RSA", _) => PublicKey::Rsa(bytes("n")?, bytes("e")?),
        _ => return None,
    };
    Some(NamedKey { id: text("kid").map(str::to_owned), key })
}

/// The key that an identifier holds, such as `did:key:z6Mk…`; a fragment after it does not count.
#[cfg(any(test, feature = "verify"))]
pub(super) fn of_identifier(identifier: &str) -> Option<NamedKey> {
    let bare = without_fragment(identifier);
    if bare.len() > LONGEST_IDENTIFIER {
        return None;
    }
    let key = if let Some(encoded) = bare.strip_prefix("did:jwk:") {
        let jwk: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
        of_jwk(jwk.as_object()?)?.key
    } else {
        let bytes = base58(bare.strip_prefix("did:key:z")?)?;
        // Multicodec: two bytes say what the rest is.
        match bytes.split_at_checked(2)? {
            ([0xed, 0x01], key) => PublicKey::Ed25519(key.to_vec()),
            ([0x80, 0x24], key) => PublicKey::P256(key.to_vec()),
            _ => return None,
        }
    };
    Some(NamedKey { id: Some(identifier.to_owned()), key })
}

/// An identifier without what points into its document.
#[cfg(any(test, feature = "verify"))]
pub(super) fn without_fragment(identifier: &str) -> &str {
    identifier.split(['#', '?']).next().unwrap_or(identifier)
}

#[cfg(any(test, feature = "verify"))]
fn base58(text: &str) -> Option<Vec<u8>> {
    // Digits of the number in base 256, the least first.
    let mut bytes: Vec<u8> = Vec::new();
    for character in text.bytes() {
        let mut carry = BASE58.iter().position(|known| *known == character)? as u32;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = (carry & 0xff) as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push((carry & 0xff) as u8);
            carry >>= 8;
        }
    }
    let zeros = text.bytes().take_while(|character| *character == b'1').count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base58_is_read_as_its_draft_shows_it() {
        // The examples of draft-msporny-base58.
        assert_eq!(base58("2NEpo7TZRRrLZSi2U").as_deref(), Some(&b"Hello World!"[..]));
        assert_eq!(base58("11233QC4").as_deref(), Some(&[0, 0, 0x28, 0x7f, 0xb4, 0xcd][..]));
        assert_eq!(base58("0OIl"), None);
    }

    #[test]
    fn keys_are_told_apart_and_what_is_none_is_refused() {
        // The example of the did:key specification for Ed25519.
        let key = of_identifier("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#x").expect("a key");
        assert!(matches!(key.key, PublicKey::Ed25519(bytes) if bytes.len() == 32));
        for text in ["did:key:z", "did:key:z1", "did:jwk:e30", "did:web:weld.example", "did:jwk:!!", ""] {
            assert_eq!(of_identifier(text), None, "{text}");
        }
        let mut ring = KeyRing::default();
        ring.add("{\"keys\": [{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"x\": \"AA\", \"kid\": \"k1\"}, {\"kty\": \"oct\"}]}", "k")
            .expect("one key");
        ring.add("x\n-----BEGIN PUBLIC KEY-----\nAAAA\nBBBB\n-----END PUBLIC KEY-----\n", "p").expect("one key");
        assert_eq!(ring.keys.len(), 2);
        assert_eq!(ring.keys[0].id.as_deref(), Some("k1"));
        for text in ["{", "{}", "", "-----BEGIN PUBLIC KEY-----\nAAAA"] {
            assert!(ring.add(text, "k.json").is_err_and(|error| error.to_string().starts_with("k.json: ")), "{text}");
        }
    }
}
