//! The service as its clients meet it: the built program is started, asked over connections of this machine, and ended.
//!
//! Tests that need no options of their own share one running service, which ends with the test program.

mod api;
mod assistant;
mod catalogues;
mod guard;
mod pages;
mod reconciliation;
mod reviewing;
mod schemas;
mod strain;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use serde_json::Value;

/// A running service, ended when it is dropped.
struct Running {
    child: Child,
    address: String,
    said: std::sync::Arc<Mutex<Vec<String>>>,
    folder: tempfile::TempDir,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self::start_in(folder, arguments)
    }

    /// The service over the workspace `space` of a folder.
    fn start_in(folder: tempfile::TempDir, arguments: &[&str]) -> Self {
        let mut command = program(&folder, &["serve", "--port", "0"]);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let mut first = String::new();
        let address = loop {
            let Some(line) = lines.next() else { panic!("the service did not start: {first}") };
            let line = line.expect("messages are UTF-8");
            if let Some(rest) = line.strip_prefix("listening on http://") {
                break rest.trim_end_matches('/').to_owned();
            }
            first += &line;
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Self { child, address, said, folder }
    }

    /// The one that tests without wishes share; it holds the bundled taxonomy, a small one with a tree, and two
    /// catalogues. It ends with the last test that holds it.
    fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Running>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let folder = tempfile::tempdir().expect("a temporary folder");
            add_crafts(&folder, "crafts@1", CRAFTS);
            add_catalogue(&folder, "courses", COURSES, &[]);
            add_catalogue(&folder, "jobs", JOBS, &[]);
            let started = Arc::new(Self::start_in(folder, &["--taxonomy", "starter,crafts", "--max-items", "60"]));
            *shared = Arc::downgrade(&started);
            started
        })
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    fn post(&self, path: &str, media_type: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", path, &[("content-type", media_type)], body.as_ref())
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = vec![format!("{method} {path} HTTP/1.1"), "connection: close".to_owned()];
        if !headers.iter().any(|(name, _)| *name == "host") {
            head.push(format!("host: {}", self.address));
        }
        head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if !body.is_empty() {
            head.push(format!("content-length: {}", body.len()));
        }
        let head = head.join("\r\n") + "\r\n\r\n";
        let mut stream = self.connect();
        // The service may refuse by the head alone and close; what it said is still to be read.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        Answer::read(stream)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the service listens");
        stream.set_read_timeout(Some(Duration::from_mins(1))).expect("a socket has timeouts");
        stream
    }

    fn log(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Sends it a signal.
    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let done = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill is there");
        assert!(done.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already, as some tests want it to.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A small taxonomy with a tree, relations by definition, and a name that some would like to be markup.
const CRAFTS: &str = "id,label,alt_labels,definition,kind,broader\n\
    https://crafts.example/textile,Textile Crafts,,Everything with yarn.,skill-group,\n\
    https://crafts.example/loom,Loom Setup,setting up looms|warping,\"Bring a loom to work, thread by thread.\",skill,https://crafts.example/textile\n\
    https://crafts.example/dye,Yarn Dyeing,dye yarn,Colour yarn evenly.,skill,https://crafts.example/textile\n\
    https://crafts.example/odd,\"<b onmouseover=\"\"alert(1)\"\">Bold & Brave</b>\",,<script>alert(2)</script>,skill,https://crafts.example/textile\n\
    https://crafts.example/clean,Wound Care,,Clean and dress wounds.,skill,\n";

/// Courses for a catalogue.
const COURSES: &str = "id,title,description,provider,level\n\
    c-1,Wound Care Certificate,Learners perform wound care and follow infection control procedures,North,certificate\n\
    c-2,Phlebotomy Technician,Students learn phlebotomy and record vital signs,South,certificate\n\
    c-3,Nursing,Perform wound care and record vital signs of patients,North,bachelor\n\
    c-4,Welding,Weld steel frames and read blueprints,North,diploma\n";
/// Jobs for another.
const JOBS: &str = "id,title,description\n\
    j-1,Nurse,You must perform wound care and phlebotomy\n\
    j-2,Welder,Weld steel. Forklift operation is required\n";

/// Makes or brings up to date a catalogue, from a table that stays beside the workspace.
fn add_catalogue(folder: &tempfile::TempDir, name: &str, table: &str, more: &[&str]) {
    let path = folder.path().join(format!("{name}.csv"));
    std::fs::write(&path, table).expect("a file");
    let added = program(folder, &["catalogue", "add", name]).arg(&path).args(more).output().expect("it runs");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

fn program(folder: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skillmap"));
    command.env_remove("SKILLMAP_TOKEN").env_remove("SKILLMAP_WORKSPACE");
    command.arg("--workspace").arg(folder.path().join("space")).args(arguments).stdin(Stdio::null());
    command
}

fn add_crafts(folder: &tempfile::TempDir, reference: &str, content: &str) {
    let path: PathBuf = folder.path().join("crafts.csv");
    std::fs::write(&path, content).expect("a file");
    let added = program(folder, &["taxonomy", "add", reference]).arg(&path).output().expect("the program starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn read(mut stream: impl Read) -> Self {
        let mut bytes = Vec::new();
        // A connection that is reset after the answer was sent is as good as closed.
        let _ = stream.read_to_end(&mut bytes);
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(&bytes)));
        let head = String::from_utf8(bytes[..end].to_vec()).expect("headers are text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers: BTreeMap<String, String> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        let chunked = headers.get("transfer-encoding").is_some_and(|encoding| encoding == "chunked");
        let body = if chunked { unchunked(&bytes[end + 4..]) } else { bytes[end + 4..].to_vec() };
        Self { status: status.expect("a status"), headers, body }
    }

    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.status, 200, "{}", self.text());
        self
    }

    /// Is refused with this status and code, as a problem.
    #[track_caller]
    fn refused(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.json();
        assert_eq!((problem["code"].as_str(), problem["status"].as_u64()), (Some(code), Some(u64::from(status))));
        assert_eq!(problem["type"], "about:blank");
        assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{problem}");
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).expect("a size"), 16).expect("a size");
        if size == 0 {
            break;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    body
}

/// The identifier of wound care in the bundled taxonomy, as its own search finds it.
fn wound_care() -> String {
    let found = Running::shared().get("/api/v1/search?q=wound%20care&taxonomy=starter&top=1").ok().json();
    found["results"][0]["concept_id"].as_str().expect("a concept").to_owned()
}

/// A text for a path or a form.
fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
