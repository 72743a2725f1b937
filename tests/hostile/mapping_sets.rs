//! Every reader of mapping sets, every writer with what was read, and documents that alignments are written into. A last
//! byte of 128 or more chooses the format and what is done, and is no part of the input; otherwise the format is told by
//! looking.

use skillmap::exchange::{Format, IntoOptions, WriteOptions, read_set, write_into, write_set};
use skillmap::fs::SourceFile;
use skillmap::model::{Decision, Entity, MappingPredicate, MappingRow, MappingSet, Predicate};

/// Formats whose alignments stand in a document of something else.
const IN_DOCUMENTS: [Format; 7] = [
    Format::Case,
    Format::OpenBadges,
    Format::Ctdl,
    Format::CtdlAsn,
    Format::SchemaOrg,
    Format::OsmtCsv,
    Format::OsmtJson,
];

/// Reads and checks; what is read can be written, and what is whole can be read back.
pub fn survives(data: &[u8]) {
    let (choice, bytes) = match data.split_last() {
        Some((last, bytes)) if *last >= 128 => (Some(last - 128), bytes),
        _ => (None, data),
    };
    if let Some(choice) = choice.filter(|choice| choice & 64 != 0) {
        return write_into_any(bytes, IN_DOCUMENTS[usize::from(choice % 16) % IN_DOCUMENTS.len()]);
    }
    let format = choice.and_then(|choice| Format::ALL.get(usize::from(choice % 32)).copied());
    let Ok(loaded) = read_set(&SourceFile::bytes("x", bytes.to_vec()), format) else { return };
    for format in Format::ALL {
        if IN_DOCUMENTS[1..].contains(&format) || format.check_built().is_err() {
            continue;
        }
        let options = WriteOptions { date: "2026-01-31".to_owned(), ..WriteOptions::default() };
        let mut written = Vec::new();
        let losses = write_set(&loaded.value, format, &options, &mut written).expect("memory can be written to");
        if format.is_readable() && losses.rows() == 0 && !loaded.value.rows.is_empty() {
            let back = read_set(&SourceFile::bytes("back", written.clone()), Some(format));
            assert!(back.is_ok(), "{format}: {:?} of {}", back.err(), String::from_utf8_lossy(&written));
        }
    }
}

/// How many mappings a file holds.
pub fn count(name: &str, bytes: &[u8]) -> usize {
    read_set(&SourceFile::bytes(name, bytes.to_vec()), None).map_or(0, |loaded| loaded.value.rows.len())
}

fn write_into_any(document: &[u8], format: Format) {
    let side = |id: &str, label: &str| Entity { id: id.to_owned(), label: label.to_owned(), ..Entity::default() };
    let object = side("https://trades.example/weld", "weld \"metal\"");
    let mut row = MappingRow::new(side("x", "Welding"), MappingPredicate::Skos(Predicate::Close), object);
    row.decision = Some(Decision::Accepted);
    let set = MappingSet { rows: vec![row], ..MappingSet::default() };
    for unsigned in [false, true] {
        let options = IntoOptions { unsigned, date: "2026-01-31" };
        let Ok(written) = write_into(&set, document, "x", format, options) else { continue };
        let again = write_into(&set, written.text.as_bytes(), "x", format, options).expect("it was written by us");
        assert_eq!(
            (again.added, again.text.len()),
            (0, written.text.len()),
            "{format}: what is there is not added twice"
        );
    }
}
