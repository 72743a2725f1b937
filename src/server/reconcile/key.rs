//! The key in the address of those who cannot send a token: made from the token, so that there is nothing more to set
//! up and another token makes another key. Whoever has the key can reconcile; it says nothing of the token.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use sha2::{Digest as _, Sha256};

use crate::fs::hexadecimal;

/// What stands before the key in an address.
const WITH: &str = "/reconcile/with/";
/// What is hashed together with the token.
const PURPOSE: &str = "skillmap: the key of the reconciliation service\n";

/// The key that the address of a request held.
#[derive(Debug, Clone)]
pub struct Key(pub String);

impl Key {
    /// The path of the service for whoever has this key.
    pub fn path(key: Option<&Self>) -> String {
        key.map_or("/reconcile".to_owned(), |key| format!("{WITH}{}", key.0))
    }
}

/// The key that goes with a token.
pub fn key(token: &str) -> Key {
    Key(hexadecimal(&Sha256::digest(format!("{PURPOSE}{token}"))[..16]))
}

/// Takes the key out of a request's address, so that nothing after this sees it in a path, the log least of all.
pub fn take_key(request: &mut Request) {
    let Some(rest) = request.uri().path().strip_prefix(WITH) else { return };
    let (key, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
    // What is left of a good address is one.
    let Ok(path) = format!("/reconcile{rest}{query}").parse::<PathAndQuery>() else { return };
    let key = Key(key.to_owned());
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(path);
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(key);
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn taken(address: &str) -> (String, Option<String>) {
        let mut request = Request::builder().uri(address).body(Body::empty()).expect("an address");
        take_key(&mut request);
        (request.uri().to_string(), request.extensions().get::<Key>().map(|key| key.0.clone()))
    }

    #[test]
    fn keys_are_taken_out_of_addresses() {
        assert_eq!(taken("/reconcile/with/abc"), ("/reconcile".to_owned(), Some("abc".to_owned())));
        let suggest = taken("/reconcile/with/abc/suggest/type?prefix=a%2Fb");
        assert_eq!(suggest, ("/reconcile/suggest/type?prefix=a%2Fb".to_owned(), Some("abc".to_owned())));
        assert_eq!(taken("/reconcile/with"), ("/reconcile/with".to_owned(), None));
        assert_eq!(taken("/x/reconcile/with/a"), ("/x/reconcile/with/a".to_owned(), None));
    }

    #[test]
    fn a_key_goes_with_one_token_and_does_not_hold_it() {
        let (one, other) = (key("a-token-of-some-length"), key("a-token-of-some-lengtj"));
        assert_ne!(one.0, other.0);
        assert!(one.0.len() == 32 && !one.0.contains("token"));
    }
}
