//! Checks one signature: which keys may have made it, and whether one of them did. Built in with the feature `verify`.
//!
//! The algorithm is the header's, the key decides whether it can be used with it: a public key is never taken for a
//! shared secret, and `none` is no signature.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use p256::ecdsa::signature::Verifier as _;
use serde_json::Value;

use super::graph::Object;
use super::keys::{KeyRing, NamedKey, PublicKey, of_identifier, of_jwk, pem_blocks, without_fragment};
use super::signatures::not_checked;
use crate::model::{KeyOwner, Signature, SignatureResult};

/// Algorithms that are checked.
#[derive(Debug, Clone, Copy)]
enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

pub(super) fn check(token: &str, keys: Option<&KeyRing>) -> Signature {
    let Some(signed) = Signed::of(token) else { return not_checked("its pieces cannot be read") };
    let name = signed.header.get("alg").and_then(Value::as_str).unwrap_or_default();
    let algorithm = match name {
        "RS256" => Algorithm::Rs256,
        "ES256" => Algorithm::Es256,
        "EdDSA" | "Ed25519" => Algorithm::EdDsa,
        "none" | "" => return invalid("it is not signed"),
        other => return not_checked(format!("the algorithm {other} is not known here")),
    };
    let mut tried = 0;
    let mut strangers = 0;
    for (key, owner, is_its) in signed.candidates(keys) {
        match verifies(&key.key, algorithm, signed.message, &signed.signature) {
            Some(true) => {
                return Signature { result: SignatureResult::Verified, reason: None, key: Some(owner) };
            }
            // That another's key did not make it says nothing.
            Some(false) if is_its => tried += 1,
            Some(false) => strangers += 1,
            None => {}
        }
    }
    match tried {
        0 if strangers > 0 => not_checked("no key for it is in the file, and none of those given made it"),
        0 => not_checked("no key for it is in the file or given"),
        1 => invalid("the key did not make this signature of these words"),
        _ => invalid("none of the keys made this signature of these words"),
    }
}

fn invalid(reason: &str) -> Signature {
    Signature { result: SignatureResult::Invalid, reason: Some(reason.to_owned()), key: None }
}

/// A token taken apart.
struct Signed<'a> {
    message: &'a [u8],
    header: Object,
    payload: Object,
    signature: Vec<u8>,
}

impl<'a> Signed<'a> {
    fn of(token: &'a str) -> Option<Self> {
        let (message, signature) = token.rsplit_once('.')?;
        let (header, payload) = message.split_once('.')?;
        let bytes = |piece: &str| URL_SAFE_NO_PAD.decode(piece.trim_end_matches('=')).ok();
        Some(Self {
            message: message.as_bytes(),
            header: serde_json::from_slice(&bytes(header)?).ok()?,
            payload: serde_json::from_slice(&bytes(payload)?).ok()?,
            signature: bytes(signature)?,
        })
    }

    /// Keys that may have made the signature, those that say most first, and whether one is by its name the one that must
    /// have made it.
    fn candidates(&self, given: Option<&KeyRing>) -> Vec<(NamedKey, KeyOwner, bool)> {
        let verification = self.payload.get("verification").or_else(|| self.payload.get("verify"));
        // Open Badges 2 names its key in the badge.
        let creator = || verification.and_then(|verification| verification.get("creator")?.as_str());
        let kid = self.header.get("kid").and_then(Value::as_str).or_else(creator);
        let mut keys = Vec::new();
        for key in given.map_or(&[][..], |ring| &ring.keys) {
            // A key of another name made another signature.
            if kid.zip(key.id.as_deref()).is_none_or(|(wanted, name)| same_name(wanted, name)) {
                keys.push((key.clone(), KeyOwner::Given, kid.is_some() && key.id.is_some()));
            }
        }
        let issuers = self.issuers();
        for name in kid.into_iter().chain(issuers.iter().copied()) {
            if let Some(key) = of_identifier(name) {
                let bare = without_fragment(name);
                let is_issuer = !issuers.is_empty() && issuers.iter().all(|issuer| without_fragment(issuer) == bare);
                keys.push((key, if is_issuer { KeyOwner::Issuer } else { KeyOwner::File }, true));
            }
        }
        let header_key = self.header.get("jwk").and_then(Value::as_object).and_then(of_jwk);
        keys.extend(header_key.map(|key| (key, KeyOwner::File, true)));
        for place in ["creator", "publicKey"] {
            let node = verification.and_then(|verification| verification.get(place));
            let pem = node.and_then(|node| node.get("publicKeyPem")?.as_str());
            let blocks = pem.into_iter().flat_map(pem_blocks);
            keys.extend(blocks.map(|block| (NamedKey { id: None, key: PublicKey::Pem(block) }, KeyOwner::File, true)));
        }
        keys
    }

    /// Everything that the token says its issuer is.
    fn issuers(&self) -> Vec<&str> {
        let claims = self.payload.get("iss").and_then(identifier);
        let own = self.payload.get("issuer").and_then(identifier);
        let inner = self.payload.get("vc").and_then(|credential| credential.get("issuer")).and_then(identifier);
        claims.into_iter().chain(own).chain(inner).collect()
    }
}

fn identifier(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("id")?.as_str())
}

/// Whether two names of keys are one, also when one of them is only the fragment of the other.
fn same_name(a: &str, b: &str) -> bool {
    let fragment = |name: &str| name.rsplit_once('#').map(|(_, fragment)| fragment.to_owned());
    a == b || fragment(a).as_deref() == Some(b) || fragment(b).as_deref() == Some(a)
}

/// Whether a key made a signature; nothing when it is no key for the algorithm.
fn verifies(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Option<bool> {
    match algorithm {
        Algorithm::EdDsa => {
            let key = match key {
                PublicKey::Ed25519(bytes) => ed25519_dalek::VerifyingKey::try_from(bytes.as_slice()).ok()?,
                PublicKey::Pem(pem) => ed25519_dalek::VerifyingKey::from_public_key_pem(pem).ok()?,
                _ => return None,
            };
            let signature = ed25519_dalek::Signature::from_slice(signature);
            Some(signature.is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()))
        }
        Algorithm::Es256 => {
            let key = match key {
                PublicKey::P256(point) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?,
                PublicKey::Pem(pem) => p256::ecdsa::VerifyingKey::from_public_key_pem(pem).ok()?,
                _ => return None,
            };
            let signature = p256::ecdsa::Signature::from_slice(signature);
            Some(signature.is_ok_and(|signature| key.verify(message, &signature).is_ok()))
        }
        Algorithm::Rs256 => {
            let key = match key {
                PublicKey::Rsa(modulus, exponent) => {
                    let number = rsa::BoxedUint::from_be_slice_vartime;
                    rsa::PublicKey::new(number(modulus), number(exponent)).ok()?
                }
                PublicKey::Pem(pem) => rsa::PublicKey::from_public_key_pem(pem).ok()?,
                _ => return None,
            };
            let key = rsa::pkcs1v15::VerifyingKey::<rsa::sha2::Sha256>::new(key);
            let signature = rsa::pkcs1v15::Signature::try_from(signature);
            Some(signature.is_ok_and(|signature| key.verify(message, &signature).is_ok()))
        }
    }
}
