//! The rules that the source keeps, each a function of a file's path and text.
//!
//! A rule that holds today only by luck is no rule, so `main.rs` shows every one of them a file that breaks it.

use crate::source::{Piece, paths, pieces, without_tests};

/// Where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// File, relative to the repository.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// One rule: what it finds in a file.
pub type Rule = fn(&str, &str) -> Vec<Violation>;

/// The modules at the root of the crate, lowest layer first. A module may use those of the rows above its own.
const LAYERS: [&[&str]; 24] = [
    &["error", "decoding", "counts"],
    &["fs"],
    &["fetch"],
    &["model"],
    &["text"],
    &["delimited"],
    &["appearance"],
    &["vectors"],
    &["taxonomy", "exchange"],
    &["document"],
    &["formats"],
    &["index"],
    &["matching"],
    &["coverage"],
    &["reconciliation"],
    &["crosswalk"],
    &["eval"],
    &["gap"],
    &["review"],
    &["workspace"],
    &["pipeline"],
    &["catalogue"],
    &["server"],
    &["cli"],
];
/// Longest hand-written source file, in lines.
const LONGEST_FILE: usize = 600;
/// Names that say nothing of what is in a module.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "misc", "shared"];
/// Crates that open connections.
const NETWORK_CRATES: [&str; 22] = [
    "reqwest", "ureq", "hyper", "hyper-util", "hyper_util", "curl", "isahc", "attohttpc", "minreq", "tokio",
    "async-std", "async_std", "smol", "mio", "socket2", "h2", "axum", "tonic", "tungstenite", "rustls", "native-tls",
    "native_tls",
];
/// A file or folder that may open connections.
struct Place {
    path: &'static str,
    /// Crates that open connections and that only this place may use.
    crates: &'static [&'static str],
}

/// The places that may, and no other. One more is one more line; what it is for stands in ARCHITECTURE.md.
const CONNECTING: &[Place] = &[
    Place { path: "src/fetch.rs", crates: &["ureq"] },
    Place { path: SERVER, crates: &["axum", "h2", "hyper", "hyper-util", "hyper_util", "tokio", "tower"] },
    Place { path: "tests/command_line/fetching.rs", crates: &[] },
    Place { path: "tests/service/", crates: &["tokio"] },
    Place { path: "benches/serve/", crates: &[] },
];
/// The service listens, and even there nothing connects. (`h2` is an element of its pages.)
const SERVER: &str = "src/server/";
/// What would make a connection there.
const CALLING: [&str; 5] = ["connect", "UdpSocket", "UnixStream", "ToSocketAddrs", "client"];
/// Types of the standard library that open connections.
const NETWORK_TYPES: [&str; 6] =
    ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "UnixListener", "ToSocketAddrs"];

fn violation(path: &str, line: usize, message: impl Into<String>) -> Violation {
    Violation { path: path.to_owned(), line, message: message.into() }
}

fn program_pieces(text: &str) -> Vec<Piece> {
    without_tests(&pieces(text))
}

/// Paths of the program itself, each segment list as written.
fn program_paths(text: &str) -> Vec<(usize, Vec<String>)> {
    paths(&program_pieces(text))
}

/// Whether the segments stand next to each other somewhere in a path.
fn holds(path: &[String], segments: &[&str]) -> bool {
    path.windows(segments.len()).any(|window| window.iter().zip(segments).all(|(a, b)| a == b))
}

/// Files of `src/` as the rules name them: the parts of the path below it.
fn below_source(path: &str) -> Option<Vec<&str>> {
    Some(path.strip_prefix("src/")?.trim_end_matches(".rs").split('/').collect())
}

/// Layers point one way.
pub fn layers(path: &str, text: &str) -> Vec<Violation> {
    let Some(parts) = below_source(path) else { return Vec::new() };
    let own = parts[0];
    if own == "lib" || own == "main" {
        return Vec::new();
    }
    let layer = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let Some(own_layer) = layer(own) else {
        return vec![violation(path, 1, format!("module {own:?} is in no layer; give it one in {}", file!()))];
    };
    let depth = if parts.last() == Some(&"mod") { parts.len() - 1 } else { parts.len() };
    let mut found = Vec::new();
    for (line, segments) in program_paths(text) {
        let above = segments.iter().take_while(|segment| *segment == "super").count();
        let used = match segments.first().map(String::as_str) {
            Some("crate" | "skillmap") => segments.get(1),
            Some("super") if above >= depth => segments.get(above),
            _ => None,
        };
        let Some(used) = used.filter(|used| *used != own) else { continue };
        match layer(used) {
            Some(other) if other < own_layer => {}
            Some(_) => found.push(violation(path, line, format!("{own:?} uses {used:?}, which is not below it"))),
            None => found.push(violation(path, line, format!("{own:?} uses {used:?}, which is in no layer"))),
        }
    }
    found
}

/// Only `fs.rs` opens, makes and removes files; the two files of the index that use tantivy may hand it a folder.
pub fn files(path: &str, text: &str) -> Vec<Violation> {
    if path == "src/fs.rs" || path.starts_with("src/fs/") || below_source(path).is_none() {
        return Vec::new();
    }
    let lexical = path == "src/index/lexical.rs" || path == "src/index/documents.rs";
    let opens = |segments: &[String]| {
        let any = |name: &str| segments.iter().any(|segment| segment == name);
        let tantivy_folder = ["MmapDirectory", "open_in_dir", "create_in_dir"].into_iter().any(any);
        holds(segments, &["std", "fs"])
            || ["OpenOptions", "DirBuilder", "tempfile", "open_workbook", "open_workbook_auto", "from_path"]
                .into_iter()
                .any(any)
            || holds(segments, &["fs", "File"])
            || ["open", "create", "create_new", "options"].into_iter().any(|name| holds(segments, &["File", name]))
            || segments.iter().any(|segment| segment == "read_dir" || segment == "try_exists")
            || tantivy_folder && !lexical
    };
    let paths = program_paths(text).into_iter().filter(|(_, segments)| opens(segments));
    paths.map(|(line, segments)| violation(path, line, format!("`{}` outside fs.rs", segments.join("::")))).collect()
}

/// Only the printer writes to standard output and standard error.
pub fn printing(path: &str, text: &str) -> Vec<Violation> {
    if path == "src/cli/printer.rs" || below_source(path).is_none() {
        return Vec::new();
    }
    let pieces = program_pieces(text);
    let macros = macro_calls(&pieces, &["print", "println", "eprint", "eprintln"]);
    let handles =
        pieces.iter().filter(|piece| matches!(piece.text.as_str(), "stdout" | "stderr" | "Stdout" | "Stderr"));
    let found = macros.into_iter().chain(handles.map(|piece| (piece.line, piece.text.clone())));
    found.map(|(line, name)| violation(path, line, format!("`{name}` outside cli/printer.rs"))).collect()
}

fn macro_calls(pieces: &[Piece], names: &[&str]) -> Vec<(usize, String)> {
    let pairs = pieces.windows(2).filter(|pair| pair[1].text == "!" && names.contains(&pair[0].text.as_str()));
    pairs.map(|pair| (pair[0].line, format!("{}!", pair[0].text))).collect()
}

/// Connections are opened in the places that may, and nowhere else: neither in the source nor, by `Cargo.lock`, in what it
/// is built from.
pub fn network(path: &str, text: &str) -> Vec<Violation> {
    if path == "Cargo.lock" {
        return network_packages(path, text);
    }
    let place = CONNECTING.iter().find(|place| path.starts_with(place.path));
    let crates = place.map_or(&[] as &[&str], |place| place.crates);
    let connects = |segments: &[String]| {
        let own = place.is_none()
            && (holds(segments, &["std", "net"])
                || segments.iter().any(|segment| NETWORK_TYPES.contains(&segment.as_str())));
        let calls = path.starts_with(SERVER) && segments.iter().any(|segment| CALLING.contains(&segment.as_str()));
        own || calls || (NETWORK_CRATES.contains(&segments[0].as_str()) && !crates.contains(&segments[0].as_str()))
    };
    let paths = paths(&pieces(text)).into_iter().filter(|(_, segments)| connects(segments));
    paths
        .map(|(line, segments)| violation(path, line, format!("`{}` opens connections", segments.join("::"))))
        .collect()
}

/// A crate that opens connections may be there only for one that a place may use, and that one only for us.
fn network_packages(path: &str, text: &str) -> Vec<Violation> {
    let packages = packages(text);
    let doors: Vec<&str> = CONNECTING.iter().flat_map(|place| place.crates).copied().collect();
    let behind = reachable(&packages, &doors, &[]);
    let before = reachable(&packages, &["skillmap"], &doors);
    let mut found = Vec::new();
    for package in &packages {
        let is_before = before.contains(&package.name.as_str());
        let connects = NETWORK_CRATES.contains(&package.name.as_str());
        if connects && (is_before || !behind.contains(&package.name.as_str())) {
            found.push(violation(path, package.line, format!("{} can open connections", package.name)));
        }
        if is_before && package.name != "skillmap" {
            let through = package.dependencies.iter().filter(|name| doors.contains(&name.as_str()));
            found.extend(through.map(|name| violation(path, package.line, format!("{} uses {name}", package.name))));
        }
    }
    found
}

struct Package {
    name: String,
    line: usize,
    dependencies: Vec<String>,
}

fn packages(lock: &str) -> Vec<Package> {
    let mut packages: Vec<Package> = Vec::new();
    for (at, line) in lock.lines().enumerate() {
        if let Some(name) = line.strip_prefix("name = \"") {
            let name = name.trim_end_matches('"').to_owned();
            packages.push(Package { name, line: at + 1, dependencies: Vec::new() });
        } else if let (Some(name), Some(package)) = (line.strip_prefix(" \""), packages.last_mut()) {
            let name = name.split([' ', '"']).next().unwrap_or_default();
            package.dependencies.push(name.to_owned());
        }
    }
    packages
}

/// The names of packages that some of them are built from, themselves among them, without going through others.
fn reachable<'a>(packages: &'a [Package], from: &[&'a str], without: &[&str]) -> Vec<&'a str> {
    let (mut found, mut waiting) = (Vec::new(), from.to_vec());
    while let Some(name) = waiting.pop() {
        if found.contains(&name) || without.contains(&name) {
            continue;
        }
        found.push(name);
        let own = packages.iter().filter(|package| package.name == name);
        waiting.extend(own.flat_map(|package| package.dependencies.iter().map(String::as_str)));
    }
    found
}

/// Once candidates are proposed everything is pure: no files, clock, environment or chance.
pub fn purity(path: &str, text: &str) -> Vec<Violation> {
    let pure =
        ["src/model/", "src/text/", "src/matching/", "src/crosswalk/"].iter().any(|folder| path.starts_with(folder));
    if !pure {
        return Vec::new();
    }
    let impure = |segments: &[String]| {
        ["time", "env", "io", "process", "thread"].iter().any(|module| holds(segments, &["std", module]))
            || holds(segments, &["crate", "fs"])
            || ["rand", "fastrand", "getrandom"].contains(&segments[0].as_str())
            || segments
                .iter()
                .any(|segment| segment == "Instant" || segment == "SystemTime" || segment == "RandomState")
    };
    let paths = program_paths(text).into_iter().filter(|(_, segments)| impure(segments));
    paths.map(|(line, segments)| violation(path, line, format!("`{}` in a pure layer", segments.join("::")))).collect()
}

/// No file is too long to be read in one go.
pub fn length(path: &str, text: &str) -> Vec<Violation> {
    let lines = text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![violation(path, LONGEST_FILE + 1, format!("{lines} lines; at most {LONGEST_FILE}"))]
}

/// Modules are named for what is in them.
pub fn names(path: &str, text: &str) -> Vec<Violation> {
    let parts = path.trim_end_matches(".rs").split('/');
    let by_path = parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| (1, part.to_owned()));
    let pieces = pieces(text);
    let pairs = pieces.windows(2).filter(|pair| pair[0].text == "mod" && EMPTY_NAMES.contains(&pair[1].text.as_str()));
    let found = by_path.chain(pairs.map(|pair| (pair[1].line, pair[1].text.clone())));
    found.map(|(line, name)| violation(path, line, format!("{name:?} says nothing of what is in it"))).collect()
}

/// A file opens by saying what it is for.
pub fn opening(path: &str, text: &str) -> Vec<Violation> {
    let first = text.lines().next().unwrap_or_default();
    if first.strip_prefix("//! ").is_some_and(|words| words.trim().len() > 10) {
        return Vec::new();
    }
    vec![violation(path, 1, "does not open with `//!` and what the file is for")]
}

/// No `unsafe`.
pub fn safety(path: &str, text: &str) -> Vec<Violation> {
    let found = pieces(text).into_iter().filter(|piece| piece.text == "unsafe");
    found.map(|piece| violation(path, piece.line, "`unsafe`")).collect()
}

/// Nothing is left for later, and no test is switched off.
pub fn unfinished(path: &str, text: &str) -> Vec<Violation> {
    let pieces = pieces(text);
    let mut found: Vec<Violation> = macro_calls(&pieces, &["todo", "unimplemented", "dbg"])
        .into_iter()
        .map(|(line, name)| violation(path, line, format!("`{name}` left in")))
        .collect();
    let ignored =
        pieces.windows(3).filter(|three| three[0].text == "#" && three[1].text == "[" && three[2].text == "ignore");
    found.extend(ignored.map(|three| violation(path, three[2].line, "a test that is switched off")));
    found
}

/// No tracked file names a folder of somebody's machine.
pub fn machine_paths(path: &str, text: &str) -> Vec<Violation> {
    // Put together here, so that this file does not hold what it looks for.
    let needles = ["work", "root", "home", "Users"].map(|name| format!("/{name}/"));
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for needle in &needles {
            let inside = |start: usize| {
                let before = line[..start].chars().next_back();
                // As part of a longer path or of a web address the same letters mean something else.
                before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '.' | '_' | '-' | '}' | ')'))
            };
            if line.match_indices(needle.as_str()).any(|(start, _)| !inside(start)) {
                found.push(violation(path, at + 1, format!("names a folder of one machine: {needle}")));
            }
        }
    }
    found
}

/// Only the index knows tantivy: below it the lexical index of a taxonomy and the documents of a catalogue.
pub fn tantivy(path: &str, text: &str) -> Vec<Violation> {
    if below_source(path).is_none() || path.starts_with("src/index/") {
        return Vec::new();
    }
    let is_crate = |segments: &[String]| segments.len() > 1 && segments[0] == "tantivy";
    let paths = program_paths(text).into_iter().filter(|(_, segments)| is_crate(segments));
    paths
        .map(|(line, segments)| violation(path, line, format!("`{}` outside the index", segments.join("::"))))
        .collect()
}
