//! Signatures of tokens: what is verified, with whose key, what is invalid, and what is honestly not checked.
//!
//! Without the feature `verify` every one of them is not checked, which is tested as well.

use serde_json::Value;
use skillmap::document::{KeyRing, ReadOptions, open};
use skillmap::fs::SourceFile;
use skillmap::model::{Proof, Signature, SignatureResult};

const SIGNED: &str = include_str!("fixtures/credentials/signed.json");

fn fixture() -> Value {
    serde_json::from_str(SIGNED).expect("a fixture")
}

/// What came of the signature of a token, with keys that are given as files.
fn checked(token: &str, keys: &[&str]) -> (Proof, Signature) {
    let mut ring = KeyRing::default();
    for key in keys {
        ring.add(key, "keys").expect("a key");
    }
    let keys = (!keys.is_empty()).then(|| std::sync::Arc::new(ring));
    let source = SourceFile::memory("badge.jwt", Vec::leak(token.as_bytes().to_vec()));
    let mut reader = open(&source, &ReadOptions { keys, ..ReadOptions::default() }).expect("a token");
    let document = reader.next_document().expect("readable").expect("one credential");
    assert_eq!(document.title, "TIG Welder");
    let trust = document.trust.expect("a credential has trust");
    (trust.proof, trust.signature.expect("it is signed"))
}

#[cfg(not(feature = "verify"))]
#[test]
fn without_the_feature_nothing_is_said_to_be_verified() {
    let key = fixture()["rsa_jwk"].to_string();
    let tokens = fixture()["tokens"].as_object().expect("tokens").clone();
    for token in tokens.values() {
        let (proof, signature) = checked(token.as_str().expect("a token"), &[&key]);
        assert_eq!((proof, signature.result), (Proof::PresentUnverified, SignatureResult::NotChecked));
        assert!(signature.reason.is_some_and(|reason| reason.contains("built without")));
    }
}

#[cfg(feature = "verify")]
mod verifying {
    use std::path::PathBuf;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use skillmap::document::{DocumentReader as _, open_all};
    use skillmap::fs;
    use skillmap::model::KeyOwner;

    use super::*;

    fn token(name: &str) -> String {
        fixture()["tokens"][name].as_str().expect("a token").to_owned()
    }

    #[test]
    fn a_signature_is_verified_and_whose_key_it_was_is_told() {
        for (name, owner) in [
            ("eddsa_did_key", KeyOwner::Issuer),
            ("es256_did_key", KeyOwner::Issuer),
            ("es256_did_jwk", KeyOwner::Issuer),
            ("eddsa_other_issuer", KeyOwner::File),
            ("rs256_key_in_header", KeyOwner::File),
        ] {
            let (proof, signature) = checked(&token(name), &[]);
            assert_eq!(
                (proof, signature.result),
                (Proof::Verified, SignatureResult::Verified),
                "{name}: {signature:?}"
            );
            assert_eq!((signature.key, signature.reason), (Some(owner), None), "{name}");
        }
        let fixture = fixture();
        let (jwk, pem) = (fixture["rsa_jwk"].to_string(), fixture["rsa_pem"].as_str().expect("PEM"));
        let set = format!("{{\"keys\": [{jwk}]}}");
        for key in [jwk.as_str(), set.as_str(), pem] {
            let (proof, signature) = checked(&token("rs256_key_elsewhere"), &[key]);
            assert_eq!((proof, signature.key), (Proof::Verified, Some(KeyOwner::Given)), "{key}: {signature:?}");
        }
    }

    /// A token with one of its pieces changed.
    fn changed(token: &str, piece: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut pieces: Vec<String> = token.split('.').map(str::to_owned).collect();
        let mut bytes = URL_SAFE_NO_PAD.decode(&pieces[piece]).expect("base64url");
        change(&mut bytes);
        pieces[piece] = URL_SAFE_NO_PAD.encode(bytes);
        pieces.join(".")
    }

    fn replaced(from: &'static str, to: &'static str) -> impl Fn(&mut Vec<u8>) {
        move |bytes| {
            let text = String::from_utf8(bytes.clone()).expect("JSON");
            assert!(text.contains(from), "{text}");
            *bytes = text.replace(from, to).into_bytes();
        }
    }

    #[test]
    fn changed_words_and_changed_signatures_are_invalid() {
        for name in ["eddsa_did_key", "es256_did_key", "es256_did_jwk", "rs256_key_in_header"] {
            let token = token(name);
            let words = changed(&token, 1, replaced("Welds pipes.", "Welds ships."));
            let signature = changed(&token, 2, |bytes| bytes[20] ^= 1);
            let short = changed(&token, 2, |bytes| bytes.truncate(9));
            for wrong in [words, signature, short] {
                let (proof, signature) = checked(&wrong, &[]);
                assert_eq!((proof, signature.result), (Proof::Invalid, SignatureResult::Invalid), "{name}");
                assert!(signature.key.is_none() && signature.reason.is_some(), "{signature:?}");
            }
        }
        let unsigned = changed(&token("eddsa_did_key"), 0, replaced("EdDSA", "none"));
        assert_eq!(checked(&unsigned, &[]).1.result, SignatureResult::Invalid);
    }

    #[test]
    fn what_is_not_sure_is_not_checked() {
        let pem = fixture()["rsa_pem"].as_str().expect("PEM").to_owned();
        let other = fixture()["rsa_jwk"].to_string().replace("keys#1", "keys#2");
        let elsewhere = token("rs256_key_elsewhere");
        let hash = changed(&elsewhere, 0, replaced("RS256", "HS256"));
        for (token, keys, said) in [
            (elsewhere.as_str(), vec![], "no key"),
            // A key of another name made another signature.
            (elsewhere.as_str(), vec![other.as_str()], "no key"),
            // A public key is never taken for a shared secret.
            (hash.as_str(), vec![pem.as_str()], "HS256"),
        ] {
            let (proof, signature) = checked(token, &keys);
            assert_eq!((proof, signature.result), (Proof::PresentUnverified, SignatureResult::NotChecked), "{said}");
            assert!(signature.reason.as_ref().is_some_and(|reason| reason.contains(said)), "{signature:?}");
        }
        // That a key without a name did not make a signature says nothing: it may be another issuer's.
        let wrong = changed(&elsewhere, 1, replaced("Welds pipes.", "Welds ships."));
        assert_eq!(checked(&wrong, &[&pem]).1.result, SignatureResult::NotChecked);
        let jwk = fixture()["rsa_jwk"].to_string();
        assert_eq!(checked(&wrong, &[&jwk]).1.result, SignatureResult::Invalid);
    }

    #[test]
    fn published_tokens_are_verified_with_their_published_keys() {
        let Some(data) = std::env::var_os("SKILLMAP_DATA") else { return eprintln!("skipped: no published data") };
        let schemas = PathBuf::from(data).join("schemas");
        let folder = schemas.join("ob2/inspector-vc/src/test/resources/ob20");
        let mut ring = KeyRing::default();
        for name in ["key1.json", "key2.json", "key3.json"] {
            let key = String::from_utf8(fs::read(&folder.join("assets").join(name)).expect("a key")).expect("UTF-8");
            ring.add(&key, name).expect("a key");
        }
        let options = ReadOptions { keys: Some(std::sync::Arc::new(ring)), ..ReadOptions::default() };
        let results = |files: Vec<fs::SourceFile>| {
            let mut reader = open_all(files, &options);
            let mut results = Vec::new();
            while let Some(document) = reader.next_document().expect("readable") {
                let signature = document.trust.and_then(|trust| trust.signature);
                results.extend(signature.map(|signature| (signature.result, signature.key)));
            }
            results
        };
        // The badge class of each lies in the folder below.
        let signed = results(fs::list(&folder).expect("a folder"));
        assert_eq!(signed, [(SignatureResult::Verified, Some(KeyOwner::Given)); 3]);
        let in_header = schemas.join("clr2/inspector-clr/src/test/resources/clr20/simple.jwt");
        let found = results(fs::list(&in_header).expect("a file"));
        let verified = (SignatureResult::Verified, Some(KeyOwner::File));
        assert!(!found.is_empty() && found.iter().all(|one| *one == verified), "{found:?}");
        // It says nothing of its key, and those given are of other issuers.
        let keyless = schemas.join("ob3/inspector-vc/src/test/resources/ob30/simple.jwt");
        assert_eq!(results(fs::list(&keyless).expect("a file")), [(SignatureResult::NotChecked, None)]);
    }
}
