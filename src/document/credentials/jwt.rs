//! Compact JSON Web Tokens: signed badges and credentials, one a line or one a file.
//!
//! ```text
//! eyJhbGciOiJFZERTQSJ9.eyJ0eXBlIjogWyJPcGVuQmFkZ2VDcmVkZW50aWFsIl0g… .c2lnbmF0dXJl
//! ```
//!
//! Three pieces of base64url: a header, whose `alg` names the signature; the payload, which is the credential itself,
//! or has it under `vc` with `iss`, `jti`, `nbf` and `exp` for issuer, identifier and dates; the signature, which
//! `signatures.rs` checks where it is built in. A JWS of Open Badges 2.0 holds an assertion.
//! Reference: RFC 7515, RFC 7519, <https://www.w3.org/TR/vc-data-model/#json-web-token>.

use std::io::Read;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::super::dates::date_of;
use super::super::detection::Input;
use super::super::drafts::{Draft, Drafts};
use super::super::graph::Object;
use super::super::structured::{self, Reading};
use crate::error::{Error, Position, Result, Severity};
use crate::model::Proof;

/// Longest token that is read, in bytes.
const LONGEST_TOKEN: usize = 16 << 20;

/// What a token holds.
pub struct Token {
    /// The credential.
    pub payload: Object,
    /// Such as `JWT RS256`.
    pub proof_kind: String,
    /// All of it, for whoever checks the signature.
    pub text: Arc<str>,
}

/// Whether a text may be a token: three pieces of base64url of which the first is an object.
pub fn looks_like(text: &[u8]) -> bool {
    let text = text.trim_ascii_start();
    let line = text.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'=' | b'.');
    line.starts_with(b"eyJ") && line.contains(&b'.') && line.iter().all(is_part)
}

/// Takes a token apart; the message says what is wrong with it.
pub fn decode(token: &str) -> std::result::Result<Token, String> {
    if token.len() > LONGEST_TOKEN {
        return Err(format!("a token of more than {LONGEST_TOKEN} bytes"));
    }
    let token = token.trim();
    let mut pieces = token.split('.');
    let (Some(header), Some(payload), Some(_), None) = (pieces.next(), pieces.next(), pieces.next(), pieces.next())
    else {
        return Err("not a JSON Web Token: it should have three pieces between full stops".to_owned());
    };
    let header = object_of(header, "header")?;
    let mut payload = object_of(payload, "payload")?;
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or("without algorithm").to_owned();
    if let Some(Value::Object(credential)) = payload.remove("vc") {
        payload = with_claims(credential, &payload);
    }
    Ok(Token { payload, proof_kind: format!("JWT {algorithm}"), text: token.into() })
}

fn object_of(piece: &str, name: &str) -> std::result::Result<Object, String> {
    let bytes = URL_SAFE_NO_PAD
        .decode(piece.trim_end_matches('='))
        .map_err(|_| format!("not a JSON Web Token: its {name} is not base64url"))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| format!("not a JSON Web Token: its {name} is no JSON object: {error}"))
}

/// A credential with what the token says in its own words, where the credential says nothing.
fn with_claims(mut credential: Object, claims: &Object) -> Object {
    let mut fill = |name: &str, others: &[&str], value: Option<Value>| {
        let known = others.iter().any(|other| credential.contains_key(*other)) || credential.contains_key(name);
        if let (false, Some(value)) = (known, value) {
            credential.insert(name.to_owned(), value);
        }
    };
    let moment = |name: &str| claims.get(name).and_then(Value::as_i64).and_then(date_of).map(Value::String);
    fill("id", &["@id"], claims.get("jti").cloned());
    fill("issuer", &[], claims.get("iss").cloned());
    fill("issuanceDate", &["validFrom"], moment("nbf").or_else(|| moment("iat")));
    fill("expirationDate", &["validUntil"], moment("exp"));
    credential
}

/// Opens a file of tokens, one a line.
pub fn open(input: Input, name: &str, reading: Reading) -> Result<Box<dyn Drafts>> {
    let bytes = structured::read_whole(input, name, LONGEST_TOKEN as u64)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut read = structured::Finished::default();
    let mut number = 0;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        number += 1;
        let position = Position::file(name).line(at as u64 + 1).record(number);
        match decode(line) {
            Ok(token) => read.add(structured::read_signed(&token, reading), &position),
            Err(message) => read.diagnostics.push(Severity::Skipped, position, message),
        }
    }
    if let (true, Some(first)) = (read.drafts.is_empty(), read.diagnostics.kept().first()) {
        return Err(Error::malformed(first.position.clone(), first.message.clone()));
    }
    Ok(Box::new(read))
}

/// Marks what was read out of a token as signed.
pub fn mark_signed(draft: &mut Draft, token: &Token) {
    let trust = draft.trust.get_or_insert_default();
    trust.proof = Proof::PresentUnverified;
    trust.proof_kinds.push(token.proof_kind.clone());
    draft.tokens.push(Arc::clone(&token.text));
}

/// The text of a whole input that is no more than a token, an object or an address.
pub fn read_embedded(text: &str, reading: Reading) -> structured::Outcome {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if looks_like(text.as_bytes()) {
        return structured::read_signed(&decode(text)?, reading);
    }
    if text.starts_with('{') {
        let mut text = text.as_bytes();
        let value: Value =
            serde_json::from_reader(text.by_ref()).map_err(|error| format!("not valid JSON: {error}"))?;
        return value
            .as_object()
            .map_or_else(|| Err("not a JSON object".to_owned()), |object| structured::read_object(object, reading));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return Err(format!(
            "the badge itself is not in the file, only its address: {}",
            text.get(..500).unwrap_or(text)
        ));
    }
    Err("neither a credential nor a token".to_owned())
}
