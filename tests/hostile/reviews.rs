//! What people decided: sheets that were filled in, SSSOM files with reviewers, and the journal. A last byte of 128 or more
//! chooses which, and is no part of the input; otherwise it is a sheet.

use skillmap::fs::SourceFile;
use skillmap::review::{Journal, agreement, read_decisions, resolve};

/// Reads and checks; decisions can be resolved, and agree with themselves.
pub fn survives(data: &[u8]) {
    let (choice, bytes) = match data.split_last() {
        Some((last, bytes)) if *last >= 128 => (last % 4, bytes),
        _ => (0, data),
    };
    if choice == 3 {
        return journal(bytes);
    }
    let name = ["x.csv", "x.sssom.tsv", "x.jsonl"][usize::from(choice)];
    let source = SourceFile::bytes(name, bytes.to_vec());
    let Ok(loaded) = read_decisions(&source, "Ana", "2026-01-31") else { return };
    let _ = resolve(loaded.value.iter(), None);
    let _ = agreement(&loaded.value, &loaded.value);
}

/// A journal is a file that is there, so it takes one.
fn journal(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("journal.jsonl");
    std::fs::write(&path, bytes).expect("a file");
    let mut journal = Journal::open(&path).expect("damaged lines are passed over").value;
    let before = journal.entries().len();
    journal.follow().expect("nothing was written since");
    assert_eq!(journal.entries().len(), before);
    assert!(journal.decisions().len() <= before);
}
