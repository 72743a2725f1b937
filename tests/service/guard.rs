//! What stands before every handler: tokens, names, origins, limits, headers, logs, reload and a good end.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use super::{Answer, CRAFTS, Running, add_crafts, program};

const TOKEN: &str = "a-token-of-some-length";

#[test]
fn without_a_token_only_this_machine_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, said) in [
        (vec!["--host", "0.0.0.0"], "there is no token"),
        (vec!["--host", "::"], "there is no token"),
        (vec!["--host", "0.0.0.0", "--token", "short"], "at least 16"),
        (vec!["--host", "nowhere"], "no address to listen on"),
        (vec!["--taxonomy", "nowhere"], "no taxonomy"),
    ] {
        let run = program(&folder, &["serve", "--port", "0"]).args(&arguments).output().expect("the program starts");
        let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_token_is_needed_and_can_be_kept_by_a_browser() {
    let service = Running::start(&["--token", TOKEN]);
    service.get("/api/v1/taxonomies").refused(401, "no-token");
    service.get("/reconcile").refused(401, "no-token");
    assert_eq!(service.get("/health").status, 200);
    let with = |header: &str, value: &str| service.send("GET", "/api/v1/taxonomies", &[(header, value)], b"");
    assert_eq!(with("authorization", "Bearer another-token-altogether").status, 401);
    assert_eq!(with("authorization", &format!("Bearer {TOKEN}")).status, 200);

    let page = service.get("/");
    assert_eq!(page.status, 401);
    assert!(page.text().contains("action=\"/sign-in\""), "{}", page.text());
    let form = "application/x-www-form-urlencoded";
    assert_eq!(service.post("/sign-in", form, "token=wrong-token-of-length").status, 401);
    let signed_in = service.post("/sign-in", form, format!("token={TOKEN}"));
    assert_eq!(signed_in.status, 303);
    let cookie = &signed_in.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair");
    assert_eq!(service.send("GET", "/", &[("cookie", pair)], b"").status, 200);
    assert!(!service.log().contains(TOKEN), "the log holds the token");
}

#[test]
fn whoever_cannot_send_a_token_reconciles_by_the_key_in_the_address() {
    let service = Running::start(&["--token", TOKEN]);
    let signed_in = |path: &str| service.send("GET", path, &[("authorization", &format!("Bearer {TOKEN}"))], b"");
    let page = signed_in("/reconciliation").ok().text();
    let path =
        page.split("/reconcile/with/").nth(1).and_then(|rest| rest.split(['<', '/']).next()).expect("an address");
    let path = format!("/reconcile/with/{path}");
    assert!(!page.contains(TOKEN));

    let manifest = service.get(&path).ok().json();
    let address = format!("http://{}{path}", service.address);
    assert_eq!(manifest["preview"]["url"], format!("{address}/preview?id={{{{id}}}}"));
    assert_eq!(manifest["suggest"]["entity"]["service_path"], format!("{path}/suggest/entity"));
    assert!(!manifest["view"]["url"].as_str().expect("an address").contains("/with/"), "the key is passed on");
    let found = service.post(
        &path,
        "application/x-www-form-urlencoded",
        format!("queries={}", super::encoded(r#"{"q":{"query":"wound care"}}"#)),
    );
    assert_eq!(found.ok().json()["q"]["result"][0]["name"], "Wound Care");
    assert_eq!(service.get(&format!("{path}/v1")).ok().json()["versions"][0], "1.0-draft");
    let framed = service.get(&format!("{path}/preview?id=x"));
    assert!(framed.headers["content-security-policy"].contains("frame-ancestors *"));
    let suggested = service.get(&format!("{path}/suggest/type?prefix=sk")).ok();
    assert_eq!(suggested.headers["access-control-allow-origin"], "*");

    let key = path.rsplit('/').next().expect("a key");
    assert!(!service.log().contains(key), "the log holds the key");
    let bearer = format!("Bearer {key}");
    let as_token = service.send("GET", "/api/v1/taxonomies", &[("authorization", &bearer)], b"");
    assert_eq!(as_token.status, 401, "the key opens more than reconciliation");
    service.get("/reconcile/with/0123456789abcdef0123456789abcdef").refused(401, "no-token");
    service.get("/reconcile/with//suggest/type").refused(401, "no-token");
    service.get(&format!("{path}/../api/v1/taxonomies")).refused(404, "not-found");
}

#[test]
fn other_names_and_other_sites_are_kept_out() {
    let service = Running::shared();
    let from = |headers: &[(&str, &str)], method: &str, path: &str| service.send(method, path, headers, b"x");
    from(&[("host", "evil.example")], "GET", "/api/v1/taxonomies").refused(421, "wrong-host");
    from(&[("sec-fetch-site", "cross-site")], "POST", "/api/v1/map").refused(403, "cross-site");
    let shared = from(&[("origin", "https://refine.example")], "GET", "/reconcile");
    assert_eq!(shared.headers["access-control-allow-origin"], "*");
    let own = from(&[("origin", "https://refine.example")], "GET", "/api/v1/taxonomies");
    assert!(!own.headers.contains_key("access-control-allow-origin"));
    let preflight = from(&[("origin", "https://refine.example")], "OPTIONS", "/reconcile/v1/match");
    assert_eq!(preflight.status, 204);
    assert!(preflight.headers["access-control-allow-headers"].contains("content-type"));
}

#[test]
fn named_origins_may_call_the_api() {
    let service = Running::start(&["--allow-origin", "https://ats.example"]);
    let from = |origin: &str| service.send("GET", "/api/v1/taxonomies", &[("origin", origin)], b"");
    assert_eq!(from("https://ats.example").headers["access-control-allow-origin"], "https://ats.example");
    assert!(!from("https://other.example").headers.contains_key("access-control-allow-origin"));
}

#[test]
fn every_answer_has_versions_and_headers_that_keep_browsers_safe() {
    let service = Running::shared();
    for path in ["/", "/explore", "/api/v1/taxonomies", "/reconcile", "/nowhere", "/api/v1/nowhere", "/health"] {
        let Answer { headers, .. } = service.get(path);
        let policy = &headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-frame-options"], "DENY", "{path}");
        assert!(headers["skillmap-versions"].contains(" starter"), "{path}: {}", headers["skillmap-versions"]);
    }
    let framed = service.get("/reconcile/preview?id=https%3A%2F%2Fcrafts.example%2Floom").ok();
    assert!(framed.headers["content-security-policy"].contains("frame-ancestors *"));
}

#[test]
fn bodies_are_bounded_also_after_unpacking() {
    let service = Running::start(&["--max-body", "20000"]);
    let long = "weld steel ".repeat(3000);
    service.post("/api/v1/map", "text/plain", &long).refused(413, "too-large");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'a'; 1 << 20]).expect("memory");
    let packed = packed.finish().expect("memory");
    assert!(packed.len() < 20_000);
    service.post("/api/v1/map", "text/plain", packed).refused(422, "unreadable");
    // Chunked, so that the length is not said: no more than the limit is taken.
    let mut stream = service.connect();
    let head = format!(
        "POST /api/v1/map HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
        service.address
    );
    stream.write_all(head.as_bytes()).expect("it listens");
    let chunk = format!("{:x}\r\n{}\r\n", 8192, "a".repeat(8192));
    for _ in 0..200 {
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[test]
fn logs_say_what_was_asked_and_no_word_of_a_text() {
    let service = Running::start(&[]);
    let _ = service.post("/api/v1/map", "text/plain", "Zanzibar phlebotomy secret").ok();
    let _ = service.get("/api/v1/search?q=Zanzibar").ok();
    let _ = service.post("/api/v1/map", "application/json", "{\"title\":\"Zanzibar\"");
    let until = Instant::now() + Duration::from_secs(10);
    while !service.log().contains("POST /api/v1/map 422") {
        assert!(Instant::now() < until, "{}", service.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    let log = service.log();
    assert!(log.contains("POST /api/v1/map 200"), "{log}");
    assert!(!log.contains("Zanzibar"), "{log}");
}

#[test]
#[cfg(unix)]
fn a_reload_shows_what_was_added_and_a_signal_ends_in_good_order() {
    let folder = tempfile::tempdir().expect("a folder");
    add_crafts(&folder, "crafts@1", CRAFTS);
    let mut service = Running::start_in(folder, &[]);
    add_crafts(&service.folder, "crafts@2", &CRAFTS.replace("Loom Setup", "Loom Tuning"));
    let label = || {
        service.get("/api/v1/concepts?taxonomy=crafts&id=https%3A%2F%2Fcrafts.example%2Floom").ok().json()["label"]
            .clone()
    };
    assert_eq!(label(), "Loom Setup", "nothing is reloaded by itself");
    service.signal("-HUP");
    let until = Instant::now() + Duration::from_secs(30);
    while label() != "Loom Tuning" {
        assert!(Instant::now() < until, "not reloaded: {}", service.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    let reloaded = service.post("/api/v1/reload", "application/json", "").ok().json();
    assert_eq!(reloaded["taxonomies"].as_array().map(Vec::len), Some(3));

    // A request that has begun is answered although the end was asked for meanwhile.
    let mut stream = service.connect();
    let head = format!("POST /api/v1/map HTTP/1.1\r\nhost: {}\r\ncontent-length: 10\r\n\r\nweld ", service.address);
    stream.write_all(head.as_bytes()).expect("it listens");
    std::thread::sleep(Duration::from_millis(300));
    service.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(b"steel").expect("it still reads");
    assert_eq!(Answer::read(stream).status, 200);
    let ended = service.child.wait().expect("it ends");
    assert_eq!(ended.code(), Some(0));
}
