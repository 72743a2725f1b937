//! README.md and CONTRIBUTING.md against the program: every command is run as it stands there, and no option,
//! subcommand, file or output is named that does not exist.
//!
//! Commands run in order in one folder, as a reader would type them. A block that mentions `$SKILLMAP_DATA` needs
//! published data and is passed over without it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const SET_UP: [&str; 2] = ["cargo run --release -- map examples/credentials.csv", "scripts/test"];
const CARGO_RUN: &str = "cargo run --release -- ";
const DATA: &str = "SKILLMAP_DATA";

/// A fenced block: the heading it stands under, its language, its lines.
struct Block {
    heading: String,
    language: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn document(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn blocks(markdown: &str) -> Vec<Block> {
    let (mut blocks, mut heading, mut open) = (Vec::new(), String::new(), None::<Block>);
    for line in markdown.lines() {
        let line_start = line.trim_start();
        match (&mut open, line_start.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { heading: heading.clone(), language: language.to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                // A block inside a list is indented.
                block.text.push_str(if block.language == "sh" { line_start } else { line });
                block.text.push('\n');
            }
            (None, None) => {
                if let Some(title) = line.strip_prefix("## ") {
                    title.trim().clone_into(&mut heading);
                }
            }
        }
    }
    assert!(open.is_none(), "a fenced block is never closed");
    blocks
}

/// The commands of a text: lines of `sh` blocks, and code spans outside of blocks.
fn commands(markdown: &str) -> Vec<String> {
    let mut found: Vec<String> = blocks(markdown)
        .iter()
        .filter(|block| block.language == "sh")
        .flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut inside = false;
    let prose = |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    };
    let prose: Vec<&str> = markdown.lines().filter(prose).collect();
    // Code spans may run on over the end of a line.
    found.extend(prose.join("\n").split('`').skip(1).step_by(2).map(|span| span.replace('\n', " ")));
    found
}

fn skillmap(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_skillmap")).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "skillmap {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The help of every command, by its path: "", "map", "taxonomy add".
fn helps() -> BTreeMap<String, String> {
    let (mut helps, mut waiting) = (BTreeMap::new(), vec![String::new()]);
    while let Some(path) = waiting.pop() {
        let mut arguments: Vec<&str> = path.split_whitespace().collect();
        arguments.push("--help");
        let help = skillmap(&arguments);
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
        waiting.extend(names.map(|name| format!("{path} {name}").trim().to_owned()));
        helps.insert(path, help);
    }
    assert!(helps.len() > 5, "only {} commands were found", helps.len());
    helps
}

/// The long options of a text.
fn options(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
        let name = text[at + 2..].split(|c| !is_part(c)).next().unwrap_or_default();
        if alone && name.starts_with(|c: char| c.is_ascii_lowercase()) {
            found.insert(format!("--{name}"));
        }
    }
    found
}

/// What is wrong with the commands and options that a document names.
fn breaches(markdown: &str, helps: &BTreeMap<String, String>) -> Vec<String> {
    let known: BTreeSet<String> = helps.values().flat_map(|help| options(help)).collect();
    let mut wrong = Vec::new();
    for command in commands(markdown) {
        let command = command.trim().replace(CARGO_RUN, "skillmap ");
        if ["cargo ", "scripts/", "RUSTDOCFLAGS"].iter().any(|other| command.starts_with(other)) {
            continue;
        }
        for call in command.split('|').map(str::trim) {
            let call = call.split_once(" #").map_or(call, |(call, _)| call);
            let mut path = String::new();
            if let Some(words) = call.strip_prefix("skillmap ") {
                for word in words.split_whitespace() {
                    let below = format!("{path} {word}").trim().to_owned();
                    if helps.contains_key(&below) {
                        path = below;
                        continue;
                    }
                    let a_name = word.chars().all(|c| c.is_ascii_lowercase());
                    if helps[&path].contains("\nCommands:\n") && a_name {
                        wrong.push(format!("no such command: skillmap {below}"));
                    }
                    break;
                }
            }
            let usable = if path.is_empty() { known.clone() } else { options(&helps[&path]) };
            for option in options(call).difference(&usable) {
                wrong.push(format!("skillmap {path} has no {option}: {call}"));
            }
        }
    }
    wrong
}

#[test]
fn the_set_up_is_two_commands() {
    let readme = document("README.md");
    let set_up: Vec<String> = blocks(&readme)
        .into_iter()
        .filter(|block| block.heading == "Set up")
        .flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert_eq!(set_up, SET_UP);
    let test = root().join("scripts/test");
    assert!(test.is_file(), "scripts/test is not there");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&test).expect("it is there").permissions().mode();
        assert_ne!(mode & 0o111, 0, "scripts/test is not executable");
    }
}

#[test]
fn commands_and_options_exist() {
    let helps = helps();
    for name in ["README.md", "CONTRIBUTING.md"] {
        let wrong = breaches(&document(name), &helps);
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}

#[test]
fn every_format_of_documents_is_in_the_table() {
    let readme = document("README.md");
    let table = readme.split("## Formats").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("it has formats");
    // These are told by the names of their files' kinds, which the table writes in full.
    let usual = ["csv", "jsonl", "xlsx", "markdown", "text"];
    for format in skillmap::document::Format::ALL.iter().map(|format| format.as_str()) {
        assert!(usual.contains(&format) || table.contains(&format!("`{format}`")), "README.md does not name {format}");
    }
}

#[test]
fn inventions_are_noticed() {
    let helps = helps();
    for text in [
        "`skillmap conjure x`",
        "`skillmap taxonomy burn x`",
        "`--sparkle`",
        "```sh\nskillmap search x --group-by y\n```",
        "```sh\necho x | skillmap map - --sparkle\n```",
    ] {
        assert_eq!(breaches(text, &helps).len(), 1, "not noticed: {text}");
    }
    let fine =
        "`skillmap map --top 3`, `--group-by` and `cargo build --locked`\n```sh\nskillmap taxonomy list # --x\n```";
    assert_eq!(breaches(fine, &helps), Vec::<String>::new());
}

#[test]
fn output_shown_is_output_given() {
    let readme = document("README.md");
    let shown: Vec<Block> = blocks(&readme).into_iter().filter(|block| block.language == "text").collect();
    assert!(!shown.is_empty(), "README.md shows no output");
    let given = skillmap(&["map", &root().join("examples/credentials.csv").display().to_string(), "--quiet"]);
    for block in shown {
        for one in block.text.trim_end().split("\n\n") {
            let id = one.split_whitespace().next().unwrap_or_default();
            let real = given.split("\n\n").find(|real| real.split_whitespace().next() == Some(id));
            let real = real.map(str::trim_end);
            assert_eq!(real, Some(one), "README.md shows what is not given");
        }
    }
}

#[test]
fn files_that_are_named_exist() {
    let mut named = 0;
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "index/README.md",
        "taxonomies/README.md",
        "examples/README.md",
    ] {
        let text = document(name);
        let spans = text.split('`').skip(1).step_by(2).map(str::to_owned);
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned);
        for path in spans.chain(links) {
            let ours = ["src/", "tests/", "scripts/", "examples/", "taxonomies/", "index/"];
            let ours = ours.iter().any(|folder| path.starts_with(folder)) || path.rsplit('.').next() == Some("md");
            let placeholder = path.chars().any(|c| c.is_whitespace() || "*{}<>@$".contains(c)) || path.contains("NAME");
            if placeholder || !ours {
                continue;
            }
            named += 1;
            let beside = root().join(name).parent().expect("a folder").join(&path);
            assert!(beside.exists() || root().join(&path).exists(), "{name} names {path}, which is not there");
        }
    }
    assert!(named > 30, "only {named} files were looked for");
}

/// A folder as a reader has it: the examples, and nothing else.
fn reader_folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = folder.path().join("examples");
    std::fs::create_dir(&examples).expect("a folder");
    for name in ["credentials.csv", "jobs.csv"] {
        std::fs::copy(root().join("examples").join(name), examples.join(name)).expect("an example");
    }
    let workspace = folder.path().join("workspace");
    (folder, workspace)
}

#[test]
#[cfg(unix)]
fn commands_run_as_written() {
    let (folder, workspace) = reader_folder();
    let mut run = 0;
    for block in blocks(&document("README.md")).iter().filter(|block| block.language == "sh") {
        if block.text.contains(DATA) && std::env::var_os(DATA).is_none() {
            eprintln!("skipped: no published data");
            continue;
        }
        let lines = block.text.lines().filter(|line| *line != "scripts/test");
        let script: String = lines.map(|line| line.replace(CARGO_RUN, "skillmap ") + "\n").collect();
        assert!(!script.contains("cargo "), "this test does not know how to run {script}");
        let output = Command::new("sh")
            .args(["-e", "-u", "-c", &format!("skillmap() {{ \"$SKILLMAP_PROGRAM\" \"$@\"; }}\n{script}")])
            .current_dir(folder.path())
            .env("SKILLMAP_PROGRAM", env!("CARGO_BIN_EXE_skillmap"))
            .env("SKILLMAP_WORKSPACE", &workspace)
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "under “{}”: {}\n{script}\n{said}", block.heading, output.status);
        assert!(!output.stdout.is_empty() || !said.is_empty(), "nothing came of {script}");
        run += 1;
    }
    assert!(run >= 5, "only {run} blocks were run");
    for name in ["jobs-mapped.csv", "both.jsonl", "credentials.sssom.tsv", "missed.tsv"] {
        assert!(folder.path().join(name).is_file(), "{name} was not written");
    }
}
