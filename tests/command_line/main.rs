//! The built program as its users meet it: exit status, what goes to which stream, and what is left on disk.
//!
//! Every test has a folder of its own, which is its workspace too, so no test sees what another one did.

mod bad_archives;
mod bad_input;
mod catalogues;
mod contract;
mod crosswalks;
mod fetching;
mod gap;
mod judgements;
mod matches;
mod misplaced;
mod output_files;
mod reviewing;
mod self_description;
mod streams;
mod workspaces;

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Two documents that the bundled taxonomy knows something about.
const WELDERS: &str = "id,title,description\n\
    w-1,Welder,\"Perform welding of steel parts and read blueprints. Required: project management.\"\n\
    n-2,Nurse,\"Measure vital signs, follow infection control and write Python for data analysis.\"\n";

/// A folder that is gone when the test is over.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file there.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The program with this folder's `space/` as its workspace, run in this folder.
    fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_skillmap"));
        command.current_dir(self.folder.path()).env_remove("SKILLMAP_WORKSPACE");
        command.arg("--workspace").arg(self.path("space")).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Run {
        Run::of(&self.command(arguments).output().expect("the program starts"))
    }

    /// The same with bytes on standard input.
    fn feed(&self, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        // A program that refuses its input early need not read all of it.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        Run::of(&child.wait_with_output().expect("the program ends"))
    }

    /// The names of what is in a folder, hidden things too, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(folder)).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

/// What a finished run left on its streams.
#[derive(Debug)]
struct Run {
    status: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        let stderr = String::from_utf8(output.stderr.clone()).expect("messages are UTF-8");
        for sign in ["panicked", "RUST_BACKTRACE", "unwrap()", "internal error"] {
            assert!(!stderr.contains(sign), "the program panicked: {stderr}");
        }
        let stdout = String::from_utf8(output.stdout.clone()).expect("data is UTF-8");
        Self { status: output.status.code(), stdout, stderr }
    }

    /// Ends with this status; the run itself, for what follows.
    #[track_caller]
    fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, Some(status), "stderr: {}", self.stderr);
        self
    }

    /// Says all of these on standard error.
    #[track_caller]
    fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "not said: {part:?}; said: {}", self.stderr);
        }
        self
    }

    fn last_line(&self) -> &str {
        self.stderr.lines().last().unwrap_or_default()
    }

    /// Standard output as one JSON object a line.
    fn objects(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// The example catalogue of the repository.
fn credentials() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join("credentials.csv")
}

/// Rows of a table like [`WELDERS`], numbered from 0: `d-0,Welder,…`.
fn rows(count: usize, text: &str) -> String {
    (0..count).map(|row| format!("d-{row},Welder,{text}\n")).collect::<Vec<_>>().concat()
}
