//! Downloads a file from where its publisher has it: the only file of the program that opens a connection.
//!
//! A request holds nothing but the address and the program's name; nothing is uploaded. Addresses are `https`, or
//! loopback, and so is every address that a server sends us on to; a server on the internet cannot send us to one in
//! here. Redirects, bytes, waiting and attempts are bounded. A download that breaks off is taken up where it ended when
//! the server names its version of the file (`ETag` or `Last-Modified`) and still has that version; else it begins anew.
//! Reference: RFC 9110, sections 13 and 14.

use std::io::Read as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ureq::http::{Response, Uri, header};
use ureq::{Agent, Body, Proxy};

use crate::counts::counted;
use crate::error::{Error, Result};
use crate::fs::PartialFile;

/// How often a server may send us on.
const MOST_REDIRECTS: usize = 5;
/// How often a download that breaks off is taken up again.
const MOST_ATTEMPTS: usize = 4;
/// How long a server may say nothing.
const PATIENCE: Duration = Duration::from_mins(1);

/// What is to be downloaded.
#[derive(Debug, Clone)]
pub struct Download<'a> {
    /// Where it is.
    pub address: &'a str,
    /// Most bytes that are taken.
    pub most_bytes: u64,
    /// The SHA-256 that it must have, in hexadecimal.
    pub sha256: Option<&'a str>,
}

/// What was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// The file.
    pub path: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// How many bytes were there from an earlier attempt.
    pub resumed_from: u64,
}

/// How far a download is: bytes so far, and how many there will be when the server says.
pub type Progress<'a> = dyn FnMut(u64, Option<u64>) + 'a;

/// Downloads a file into a folder as `name` and the extension of its kind. What is there of it already is used.
pub fn download(request: &Download<'_>, folder: &Path, name: &str, progress: &mut Progress<'_>) -> Result<Downloaded> {
    let address = Address::parse(request.address)?;
    let mut partial = PartialFile::open(folder, name)?;
    let (mut resumed_from, mut attempt) = (None, 1);
    let extension = loop {
        match once(request, &address, &mut partial, &mut resumed_from, progress) {
            Ok(Ending::Whole(extension)) => break extension,
            Ok(Ending::Broken(_)) if attempt < MOST_ATTEMPTS => attempt += 1,
            Ok(Ending::Broken(reason)) => {
                let message = format!(
                    "{}: {reason}, {MOST_ATTEMPTS} times; {} kept",
                    request.address,
                    counted(partial.length(), "byte is", "bytes are")
                );
                return Err(Error::request(message).with_hint("the same command takes it up where it ended"));
            }
            Err(error) => {
                // What was refused outright leaves nothing behind.
                if partial.length() == 0 {
                    partial.discard()?;
                }
                return Err(error);
            }
        }
    };
    let (bytes, sha256) = (partial.length(), partial.checksum()?);
    if let Some(wanted) = request.sha256.filter(|wanted| !wanted.trim().eq_ignore_ascii_case(&sha256)) {
        partial.discard()?;
        let message = format!("{} has the SHA-256 {sha256}, not {wanted}; it was not kept", request.address);
        return Err(Error::request(message).with_hint("the publisher may have another version there by now"));
    }
    let path = folder.join(format!("{name}.{extension}"));
    partial.commit(&path)?;
    Ok(Downloaded { path, bytes, sha256, resumed_from: resumed_from.unwrap_or(0) })
}

/// How one attempt ended without being refused.
enum Ending {
    /// All there, of the kind that this extension is for.
    Whole(String),
    /// The connection ended early, for this reason.
    Broken(String),
}

fn once(
    request: &Download<'_>,
    address: &Address,
    partial: &mut PartialFile,
    resumed_from: &mut Option<u64>,
    progress: &mut Progress<'_>,
) -> Result<Ending> {
    let refuse = |message: String| Error::request(format!("{}: {message}", request.address));
    // The note is the address and what names the version of the file there.
    let note = partial.note();
    let version = note.strip_prefix(request.address).and_then(|rest| rest.strip_prefix('\n')).unwrap_or_default();
    let resume = (partial.length() > 0 && !version.is_empty()).then(|| (partial.length(), version.to_owned()));
    let (mut response, last) = match answer(address, resume.as_ref()) {
        Ok(answered) => answered,
        Err(Failure::Refused(error)) => return Err(error),
        Err(Failure::Broken(reason)) => return Ok(Ending::Broken(reason)),
    };
    let status = response.status().as_u16();
    let begin = match (status, &resume) {
        (206, Some((length, _))) if begins_at(&response, *length) => *length,
        (200, _) => 0,
        // It is shorter than what we have, or cannot be cut there: whatever we have is of no use.
        (206 | 416, Some(_)) => {
            partial.restart("")?;
            return Ok(Ending::Broken(format!("the server answers {status}")));
        }
        (500.., _) => return Ok(Ending::Broken(format!("the server answers {status}"))),
        _ => return Err(refuse(format!("the server answers {status}")).with_hint("is the address still right?")),
    };
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let kind = text(header::CONTENT_TYPE).to_lowercase();
    if kind.starts_with("text/html") {
        return Err(refuse("the server answers with a web page, not a file".to_owned())
            .with_hint("open the address in a browser: there may be terms to accept or a login"));
    }
    if begin == 0 {
        let strong = Some(text(header::ETAG)).filter(|tag| tag.starts_with('"'));
        let version = strong.unwrap_or_else(|| text(header::LAST_MODIFIED));
        partial.restart(&format!("{}\n{version}", request.address))?;
    }
    resumed_from.get_or_insert(begin);
    let total = text(header::CONTENT_LENGTH).parse::<u64>().ok().map(|length| begin.saturating_add(length));
    let too_long = |bytes: u64| {
        refuse(format!("{bytes} bytes or more; at most {} are taken", request.most_bytes))
            .with_hint("--size-limit allows more")
    };
    if let Some(total) = total.filter(|total| *total > request.most_bytes) {
        partial.restart("")?;
        return Err(too_long(total));
    }
    let mut reader = response.body_mut().as_reader();
    let mut buffer = vec![0; 1 << 16];
    loop {
        progress(partial.length(), total);
        match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) if partial.length() + count as u64 > request.most_bytes => {
                let bytes = partial.length() + count as u64;
                partial.restart("")?;
                return Err(too_long(bytes));
            }
            Ok(count) => partial.append(&buffer[..count])?,
            Err(error) => return Ok(Ending::Broken(error.to_string())),
        }
    }
    match total {
        Some(total) if partial.length() < total => {
            Ok(Ending::Broken(format!("the connection ended after {} of {total} bytes", partial.length())))
        }
        _ => Ok(Ending::Whole(extension_of(&last, &kind))),
    }
}

/// Why there is no answer.
enum Failure {
    /// There must be none.
    Refused(Error),
    /// The network failed; it may not the next time.
    Broken(String),
}

/// The answer of the server that has the file, and the address of that.
fn answer(first: &Address, resume: Option<&(u64, String)>) -> std::result::Result<(Response<Body>, Address), Failure> {
    let mut address = first.clone();
    for _ in 0..=MOST_REDIRECTS {
        let mut request = address.agent().get(address.uri.clone());
        if let Some((length, version)) = resume {
            request = request.header(header::RANGE, format!("bytes={length}-")).header(header::IF_RANGE, version);
        }
        let response = request.call().map_err(|error| Failure::Broken(error.to_string()))?;
        let target = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
        match target {
            Some(target) if response.status().is_redirection() => {
                address = address.join(target, first).map_err(Failure::Refused)?;
            }
            _ => return Ok((response, address)),
        }
    }
    let message = format!("{} sends on more than {MOST_REDIRECTS} times", first.uri);
    Err(Failure::Refused(Error::request(message)))
}

/// Whether a part of a file begins where ours ends.
fn begins_at(response: &Response<Body>, length: u64) -> bool {
    let range = response.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let begin = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.trim().parse::<u64>().ok());
    begin == Some(length)
}

/// An address that may be asked.
#[derive(Debug, Clone)]
struct Address {
    uri: Uri,
    is_loopback: bool,
}

impl Address {
    fn parse(text: &str) -> Result<Self> {
        let refuse = |reason: &str| {
            Error::request(format!("{text:?} is not fetched: {reason}"))
                .with_hint("addresses are https://…, or http://localhost…")
        };
        let uri: Uri = text.parse().map_err(|_| refuse("it is not an address"))?;
        let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(refuse("it names no host"));
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(refuse("it holds a user's name"));
        }
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        match scheme {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(refuse("it is neither https nor on this machine")),
        }
        Ok(Self { uri, is_loopback })
    }

    /// Where a server sends us on to, absolute or relative.
    fn join(&self, target: &str, first: &Self) -> Result<Self> {
        let (scheme, authority) =
            (self.uri.scheme_str().unwrap_or("https"), self.uri.authority().map_or("", |authority| authority.as_str()));
        let directory = self.uri.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        let absolute = if target.contains("://") {
            target.to_owned()
        } else if let Some(rest) = target.strip_prefix("//") {
            format!("{scheme}://{rest}")
        } else if target.starts_with('/') {
            format!("{scheme}://{authority}{target}")
        } else {
            format!("{scheme}://{authority}{directory}/{target}")
        };
        let joined = Self::parse(&absolute)?;
        if joined.is_loopback && !first.is_loopback {
            return Err(Error::request(format!("{} sends on to this machine: {absolute}", first.uri)));
        }
        Ok(joined)
    }

    fn agent(&self) -> Agent {
        let builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("skillmap/", env!("CARGO_PKG_VERSION")))
            .accept("application/json, application/zip, */*;q=0.5")
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .timeout_per_read(Some(PATIENCE));
        // What is on this machine is asked directly.
        builder.proxy(if self.is_loopback { None } else { Proxy::try_from_env() }).build().new_agent()
    }
}

/// The extension that tells readers what a file is: the address's own, else by what the server says of it.
fn extension_of(address: &Address, kind: &str) -> String {
    let name = address.uri.path().rsplit('/').next().unwrap_or_default();
    let known = ["zip", "json", "jsonld", "csv", "tsv", "ttl", "nt", "rdf", "xml", "txt", "gz", "zst", "xlsx"];
    let own = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    if let Some(own) = own.filter(|own| known.contains(&own.as_str())) {
        return own;
    }
    let kinds = [
        ("json", "json"),
        ("zip", "zip"),
        ("csv", "csv"),
        ("turtle", "ttl"),
        ("rdf+xml", "rdf"),
        ("n-triples", "nt"),
        ("tab-separated", "tsv"),
    ];
    kinds.iter().find(|(word, _)| kind.contains(word)).map_or("txt", |(_, extension)| extension).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for text in ["https://nist.gov/a.json", "http://127.0.0.1:8080/a", "http://localhost/a", "http://[::1]:9/a"] {
            assert!(Address::parse(text).is_ok(), "{text}");
        }
        for text in [
            "http://nist.gov/a",
            "ftp://nist.gov/a",
            "file:///etc/passwd",
            "nist.gov/a",
            "",
            "https://me:pw@nist.gov/a",
            "http://127.0.0.1.nist.gov/",
            "http://10.0.0.1/a",
            "http://localhost.nist.gov/",
        ] {
            assert!(Address::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn servers_may_send_us_on_but_not_back_into_this_machine() {
        let outside = Address::parse("https://nist.gov/a/b.json?x=1").expect("an address");
        let joined = |target: &str| outside.join(target, &outside).map(|address| address.uri.to_string()).ok();
        assert_eq!(joined("/c.json").as_deref(), Some("https://nist.gov/c.json"));
        assert_eq!(joined("c.json").as_deref(), Some("https://nist.gov/a/c.json"));
        assert_eq!(joined("//files.nist.gov/c").as_deref(), Some("https://files.nist.gov/c"));
        assert_eq!(joined("https://files.nist.gov/c").as_deref(), Some("https://files.nist.gov/c"));
        for target in ["http://files.nist.gov/c", "https://127.0.0.1/c", "http://localhost/c"] {
            assert_eq!(joined(target), None, "{target}");
        }
    }

    #[test]
    fn extensions_are_the_addresses_own_or_told_by_the_server() {
        let of = |text: &str, kind: &str| extension_of(&Address::parse(text).expect("an address"), kind);
        assert_eq!(of("https://onetcenter.org/db_30_3_text.ZIP", ""), "zip");
        assert_eq!(of("https://nist.gov/export/json?element=all", "application/json; charset=utf-8"), "json");
        assert_eq!(of("https://osmt.example/api/collections/5.e3b", "application/ld+json"), "json");
        assert_eq!(of("https://nist.gov/..", ""), "txt");
    }
}
