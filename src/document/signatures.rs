//! Whether the signature of a token was made with a key that is at hand.
//!
//! Three answers: `verified` and `invalid` are sure; whatever is not sure is `not_checked`, with the reason. Beside a
//! verified one stands whose the key is, since anybody can sign with a key of their own: `issuer` is a `did:key` or
//! `did:jwk` that the credential names as its issuer, `given` is vouched for by the caller, and `file` shows only that
//! nothing was changed since somebody signed it. Time and status are not part of this question.
//! Reference: RFC 7515, RFC 8037, <https://w3c-ccg.github.io/did-key-spec/>.

use super::keys::KeyRing;
use crate::model::{Signature, SignatureResult};

/// The answer for tokens that cover a credential together: one bad signature spoils all.
pub(super) fn check_all(tokens: &[std::sync::Arc<str>], keys: Option<&KeyRing>) -> Signature {
    let mut worst: Option<Signature> = None;
    for token in tokens {
        let one = check(token, keys);
        if worst.as_ref().is_none_or(|worst| worst.result < one.result) {
            worst = Some(one);
        }
    }
    worst.unwrap_or_else(|| not_checked("only signatures of JSON Web Tokens are checked"))
}

pub(super) fn not_checked(reason: impl Into<String>) -> Signature {
    Signature { result: SignatureResult::NotChecked, reason: Some(reason.into()), key: None }
}

#[cfg(not(feature = "verify"))]
fn check(_token: &str, _keys: Option<&KeyRing>) -> Signature {
    not_checked("this program was built without signature checking")
}

#[cfg(feature = "verify")]
use super::verification::check;
