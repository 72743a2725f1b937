//! The invariants of ARCHITECTURE.md as tests: every source file is walked, every breach named by file and line.
//!
//! Each rule is also shown files that break it and files that only look as if they did, since a rule that
//! cannot fail protects nothing.

mod rules;
mod source;

use std::path::{Path, PathBuf};
use std::process::Command;

use rules::{Rule, Violation};

/// A rule by name, with files that break it and files that do not: (path, text).
struct Case {
    name: &'static str,
    rule: Rule,
    broken: &'static [(&'static str, &'static str)],
    kept: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        name: "layers point one way",
        rule: rules::layers,
        broken: &[
            ("src/text/a.rs", "use crate::index::Index;"),
            ("src/taxonomy/esco/a.rs", "use crate::{error::Error, cli};"),
            ("src/taxonomy/a.rs", "use crate::document::Format;"),
            ("src/fs.rs", "fn f() { super::workspace::g() }"),
            ("src/model/mod.rs", "use super::text;"),
            ("src/eval/a.rs", "fn f(x: &crate::pipeline::P) {}"),
            ("src/novelty.rs", "fn f() {}"),
        ],
        kept: &[
            ("src/taxonomy/a.rs", "use crate::error::Error; use super::TaxonomyBuilder; // crate::cli"),
            ("src/taxonomy/esco/a.rs", "use super::super::table; use crate::taxonomy::Format;"),
            ("src/index/mod.rs", "#[cfg(test)] mod tests { use crate::cli; } use crate::text::fold;"),
            ("src/workspace.rs", "use crate::taxonomy::bundled; use crate::index::Index;"),
        ],
    },
    Case {
        name: "only fs.rs opens files",
        rule: rules::files,
        broken: &[
            ("src/index/a.rs", "use std::{fs, io};"),
            ("src/cli/a.rs", "fn f() { let x = std::fs::read(\"a\"); }"),
            ("src/cli/a.rs", "fn f() { File::create(p) }"),
            ("src/document/a.rs", "let t = tempfile::tempdir();"),
            ("src/document/a.rs", "let book = calamine::open_workbook_auto(path);"),
            ("src/document/a.rs", "let reader = csv::ReaderBuilder::new().from_path(path);"),
            ("src/index/mod.rs", "tantivy::Index::open_in_dir(folder)"),
        ],
        kept: &[
            ("src/fs.rs", "use std::fs::File;"),
            ("src/index/a.rs", "use crate::fs; fn f() { fs::read(p) } // std::fs"),
            (
                "src/index/lexical.rs",
                "MmapDirectory::open(folder) #[cfg(test)] mod tests { fn f() { tempfile::tempdir() } }",
            ),
            ("src/document/a.rs", "let book = calamine::open_workbook_auto_from_rs(cursor); let s = \"File::open\";"),
        ],
    },
    Case {
        name: "only the index knows tantivy",
        rule: rules::tantivy,
        broken: &[
            ("src/catalogue/a.rs", "use tantivy::Term;"),
            ("src/cli/a.rs", "fn f(error: tantivy::TantivyError) {}"),
        ],
        kept: &[
            ("src/index/documents.rs", "use tantivy::Term; struct Manifest { tantivy: String }"),
            ("src/catalogue/a.rs", "use crate::index::documents::Entry; // tantivy::Term"),
        ],
    },
    Case {
        name: "only the printer prints",
        rule: rules::printing,
        broken: &[
            ("src/cli/map.rs", "fn f() { println!(\"x\") }"),
            ("src/index/a.rs", "fn f() { eprint!(\"x\") }"),
            ("src/exchange/a.rs", "let out = std::io::stdout().lock();"),
            ("src/exchange/a.rs", "use std::io::{Write, stderr};"),
        ],
        kept: &[
            ("src/cli/printer.rs", "println!(\"x\")"),
            (
                "src/cli/map.rs",
                "//! println!(\"x\")\n#[cfg(test)] fn f() { eprintln!() }\nlet s = \"print!(stdout)\"; line!();",
            ),
        ],
    },
    Case {
        name: "no connections",
        rule: rules::network,
        broken: &[
            ("src/fs.rs", "use std::net::IpAddr;"),
            ("src/fs.rs", "use std::{io, net};"),
            ("src/fs.rs", "let page = ureq::get(url);"),
            ("src/fs.rs", "fn f(s: TcpStream) {}"),
            ("src/fetch.rs", "let server = axum::Router::new();"),
            ("src/fetching.rs", "let page = ureq::get(url);"),
            ("src/cli/fetch.rs", "let page = ureq::get(url);"),
            ("tests/command_line/fetching.rs", "let page = ureq::get(url);"),
            ("src/cli/serve.rs", "use tokio::net::TcpListener;"),
            ("src/server/listen.rs", "let out = TcpStream::connect(address);"),
            ("src/server/listen.rs", "let out = TcpSocket::new_v4()?.connect(address).await?;"),
            ("src/server/listen.rs", "use hyper_util::client::legacy::Client;"),
            ("Cargo.lock", "[[package]]\nname = \"reqwest\"\n"),
            (
                "Cargo.lock",
                "name = \"skillmap\"\n \"ureq\",\n \"rustls\",\nname = \"ureq\"\n \"rustls\",\nname = \"rustls\"\n",
            ),
            (
                "Cargo.lock",
                "name = \"skillmap\"\n \"ureq\",\n \"csv 1.0\",\nname = \"csv\"\n \"ureq 3.0\",\nname = \"ureq\"\n",
            ),
        ],
        kept: &[
            ("src/fs.rs", "// std::net\nlet network = \"ureq\";"),
            ("src/fetch.rs", "use std::net::IpAddr; use ureq::Agent;"),
            ("tests/command_line/fetching.rs", "use std::net::{TcpListener, TcpStream};"),
            ("src/server/listen.rs", "use tokio::net::{TcpSocket, TcpStream}; let l = TcpSocket::new_v4()?.listen(9);"),
            ("Cargo.lock", "name = \"csv\"\n"),
            ("Cargo.lock", "name = \"skillmap\"\n \"ureq 3.0\",\nname = \"ureq\"\n \"rustls\",\nname = \"rustls\"\n"),
        ],
    },
    Case {
        name: "matching is pure",
        rule: rules::purity,
        broken: &[
            ("src/matching/a.rs", "let now = std::time::SystemTime::now();"),
            ("src/text/a.rs", "use std::{env, ops::Range};"),
            ("src/model/a.rs", "use crate::fs;"),
        ],
        kept: &[("src/matching/a.rs", "use std::collections::BTreeMap;"), ("src/fs.rs", "use std::time::Instant;")],
    },
    Case {
        name: "names say what is in a module",
        rule: rules::names,
        broken: &[
            ("src/util.rs", ""),
            ("src/text/helpers/mod.rs", ""),
            ("tests/common/mod.rs", ""),
            ("src/text/mod.rs", "mod common;"),
        ],
        kept: &[("src/text/tokens.rs", "mod utility_bills; // mod util")],
    },
    Case {
        name: "files open with what they are for",
        rule: rules::opening,
        broken: &[
            ("src/a.rs", ""),
            ("src/a.rs", "use std::io;"),
            ("src/a.rs", "//!\n//! Later."),
            ("src/a.rs", "//! stub"),
        ],
        kept: &[("src/a.rs", "//! Words of a text.\n")],
    },
    Case {
        name: "no unsafe",
        rule: rules::safety,
        broken: &[("src/a.rs", "fn f() { unsafe { g() } }"), ("src/a.rs", "unsafe impl Send for X {}")],
        kept: &[(
            "src/a.rs",
            "#![forbid(unsafe_code)] // unsafe\nlet s = r#\"unsafe \"quoted\" \"#; let c = '\"'; /* unsafe */",
        )],
    },
    Case {
        name: "nothing is left for later",
        rule: rules::unfinished,
        broken: &[
            ("src/a.rs", "fn f() { todo!() }"),
            ("src/a.rs", "fn f() { unimplemented!(\"x\") }"),
            ("src/a.rs", "let x = dbg!(x);"),
            ("tests/a.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}"),
        ],
        kept: &[("src/a.rs", "// todo!()\nlet ignore = todo; fn unimplemented() {}")],
    },
];

#[test]
fn every_rule_can_fail_and_names_the_line() {
    for case in CASES {
        for (path, text) in case.broken {
            assert!(!(case.rule)(path, text).is_empty(), "{}: not noticed in {path}: {text}", case.name);
        }
        for (path, text) in case.kept {
            let found = (case.rule)(path, text);
            assert!(found.is_empty(), "{}: wrongly found in {path}: {text}: {found:?}", case.name);
        }
    }
    let text = "//! A file.\n\n/* two\nlines */ use std::{\n    io,\n    fs::File,\n};\n";
    let found = rules::files("src/cli/a.rs", text);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].path.as_str(), found[0].line), ("src/cli/a.rs", 6));
}

#[test]
fn long_files_and_machine_paths_are_found() {
    assert!(rules::length("src/a.rs", &"//\n".repeat(600)).is_empty());
    assert_eq!(rules::length("src/a.rs", &"//\n".repeat(601)).len(), 1);
    let folder = ["", "home", "somebody", "x"].join("/");
    let found = rules::machine_paths("README.md", &format!("first\nsee {folder}\n"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, 2);
    let address = format!("https://example.org{folder} and ..{folder}");
    assert!(rules::machine_paths("README.md", &address).is_empty());
}

#[test]
fn the_source_keeps_every_rule() {
    let sources = sources();
    assert!(sources.len() > 30, "only {} files were walked; is this the repository?", sources.len());
    let mut found = Vec::new();
    for (path, text) in &sources {
        for case in CASES {
            found.extend((case.rule)(path, text));
        }
        found.extend(rules::length(path, text));
    }
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is tracked");
    found.extend(rules::network("Cargo.lock", &lock));
    refuse(&found);
}

#[test]
fn tracked_files_name_no_machine() {
    let git = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output();
    let listed = match git {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => return eprintln!("skipped: not a git checkout"),
    };
    let mut found = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        // A deleted file is still listed until the deletion is recorded.
        if let Ok(bytes) = std::fs::read(root().join(path)) {
            found.extend(rules::machine_paths(path, &String::from_utf8_lossy(&bytes)));
        }
    }
    refuse(&found);
}

/// Fails with every breach, as `file:line: what`.
fn refuse(found: &[Violation]) {
    let lines: Vec<String> = found.iter().map(|one| format!("  {}:{}: {}", one.path, one.line, one.message)).collect();
    assert!(lines.is_empty(), "{} breaches:\n{}", lines.len(), lines.join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every hand-written Rust file: its path from the repository with `/`, and its text.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        walk(&root().join(folder), &mut files);
    }
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        let name = path.strip_prefix(root()).expect("walked from the root").to_string_lossy().replace('\\', "/");
        (name, text)
    };
    files.into_iter().map(read).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
