//! The running program that is measured, and what the system knows of it.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Ticks of the processor's clock in a second, as Linux counts them for everybody.
const TICKS: u64 = 100;

/// The program, ended when this is dropped.
pub struct Service {
    child: Child,
    pub address: String,
    pub taxonomy: String,
    _folder: tempfile::TempDir,
}

impl Service {
    /// Starts it over a workspace, or over one that is made for this run.
    pub fn start(workspace: Option<&str>, taxonomy: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join("space");
        let published = std::env::var_os("SKILLMAP_DATA").map(|data| PathBuf::from(data).join("taxonomies/esco-1.1.1"));
        let taxonomy = match (workspace, published.filter(|path| path.is_dir())) {
            (Some(_), _) => taxonomy.unwrap_or("starter"),
            (None, Some(esco)) => {
                let added = program(&own).args(["taxonomy", "add", "esco@1.1.1"]).arg(esco).status();
                assert!(added.expect("the program starts").success());
                "esco"
            }
            (None, None) => "starter",
        };
        let workspace = workspace.map_or(own, PathBuf::from);
        let mut command = program(&workspace);
        command.args(["serve", "--port", "0", "--taxonomy", taxonomy]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let address = loop {
            let line = lines.next().expect("it says where it listens").expect("messages are UTF-8");
            if let Some(rest) = line.strip_prefix("listening on http://") {
                break rest.trim_end_matches('/').to_owned();
            }
        };
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { child, address, taxonomy: taxonomy.to_owned(), _folder: folder }
    }

    /// Kilobytes of memory in use, where the system says.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(self.own("status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().split(' ').next()?.parse().ok()
    }

    /// Files and connections that are open, where the system says.
    pub fn open_files(&self) -> Option<usize> {
        Some(std::fs::read_dir(self.own("fd")).ok()?.count())
    }

    /// Time that processors have spent on it, where the system says.
    pub fn processor_time(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(self.own("stat")).ok()?;
        // The name of the program stands in brackets and may hold anything.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut next = || fields.next()?.parse::<u64>().ok();
        Some(Duration::from_millis((next()? + next()?) * 1000 / TICKS))
    }

    fn own(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already, which the run has told by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(workspace: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skillmap"));
    command.env_remove("SKILLMAP_TOKEN").arg("--workspace").arg(workspace);
    command
}
