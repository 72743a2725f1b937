//! Zip archives that lie, break off or climb out of their folder: none may be unpacked or fill the memory.

use std::io::{Cursor, Write as _};

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::{Desk, WELDERS};

fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in entries {
        writer.start_file(*name, options).expect("memory");
        writer.write_all(content.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

/// Replaces bytes by as many others, wherever they stand; they must be there.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty(), "{from:?} is not there");
    for at in places {
        bytes[at..at + from.len()].copy_from_slice(to);
    }
}

#[test]
fn a_sound_archive_is_read() {
    let desk = Desk::new();
    desk.file("a.zip", archive(&[("in/a.csv", WELDERS), (".hidden/b.csv", "x")]));
    let run = desk.run(&["map", "a.zip", "-f", "jsonl"]).ends(0);
    assert_eq!(run.objects().len(), 2);
}

#[test]
fn an_entry_that_climbs_out_refuses_the_archive() {
    let desk = Desk::new();
    // The writer would not write such a name, so it is put in afterwards.
    let mut bytes = archive(&[("a.csv", WELDERS), ("aa/escaped.csv", WELDERS)]);
    replace(&mut bytes, b"aa/escaped.csv", b"../escaped.csv");
    desk.file("in/a.zip", bytes);
    let run = desk
        .run(&["map", "in/a.zip"])
        .ends(2)
        .says(&["error: in/a.zip: entry \"../escaped.csv\" points outside the archive"]);
    assert_eq!(run.stdout, "");
    assert_eq!((desk.names("."), desk.names("in")), (vec!["in".to_owned()], vec!["a.zip".to_owned()]));
}

#[test]
fn an_entry_that_declares_gigabytes_is_not_read() {
    let desk = Desk::new();
    let mut bytes = archive(&[("a.csv", WELDERS)]);
    let size = u32::try_from(WELDERS.len()).expect("a short text");
    replace(&mut bytes, &size.to_le_bytes(), &3_000_000_000u32.to_le_bytes());
    desk.file("a.zip", bytes);
    desk.run(&["map", "a.zip"]).ends(2).says(&["error: a.zip: entry \"a.csv\" would unpack to more than is read"]);
}

/// Two gigabytes of spaces in two megabytes, as raw deflate: one mebibyte again and again.
fn bomb() -> Vec<u8> {
    let mebibyte = vec![b' '; 1 << 20];
    let mut piece = Vec::with_capacity(1 << 16);
    let mut compress = Compress::new(Compression::fast(), false);
    // Flushed, a piece ends on a whole byte and refers to nothing before itself, so copies of it can follow.
    let status = compress.compress_vec(&mebibyte, &mut piece, FlushCompress::Full).expect("compressible");
    assert_eq!((status, compress.total_in()), (Status::Ok, 1 << 20));
    let mut all = piece.repeat(2_048);
    all.extend([0x03, 0x00]);
    all
}

#[test]
fn an_entry_that_unpacks_to_more_than_it_declares_is_cut_off() {
    let desk = Desk::new();
    let data = bomb();
    let stored = archive(&[("a.csv", WELDERS)]);
    let mut bytes = Vec::new();
    let length = u32::try_from(data.len()).expect("a few megabytes");
    let name = b"a.csv";
    // Local header, data, central directory, end: deflate, with a declared size of 1,000 bytes.
    let common = |bytes: &mut Vec<u8>| {
        bytes.extend([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0]);
        bytes.extend(0u32.to_le_bytes());
        bytes.extend(length.to_le_bytes());
        bytes.extend(1_000u32.to_le_bytes());
        bytes.extend([5, 0, 0, 0]);
    };
    bytes.extend(b"PK\x03\x04");
    common(&mut bytes);
    bytes.extend(name);
    bytes.extend(&data);
    let directory = u32::try_from(bytes.len()).expect("a few megabytes");
    bytes.extend(b"PK\x01\x02\x14\x00");
    common(&mut bytes);
    bytes.extend([0; 10]);
    bytes.extend([0; 4]);
    bytes.extend(name);
    let end = u32::try_from(bytes.len()).expect("a few megabytes");
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend((end - directory).to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    assert!(bytes.len() > stored.len());
    desk.file("a.zip", bytes);
    let run = desk.run(&["map", "a.zip"]).ends(2).says(&["error: a.zip!a.csv: "]);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_truncated_archive_says_so() {
    let desk = Desk::new();
    let bytes = archive(&[("a.csv", WELDERS), ("b.csv", WELDERS)]);
    desk.file("a.zip", &bytes[..bytes.len() / 2]);
    for arguments in [["map", "a.zip", "-q"], ["taxonomy", "check", "a.zip"]] {
        desk.run(&arguments)
            .ends(2)
            .says(&["error: a.zip: not a readable zip archive", "hint: the download may be cut short"]);
    }
}

#[test]
fn a_damaged_entry_says_which() {
    let desk = Desk::new();
    let mut bytes = archive(&[("a.csv", &WELDERS.repeat(20))]);
    for byte in &mut bytes[60..90] {
        *byte ^= 0x5a;
    }
    desk.file("a.zip", bytes);
    desk.run(&["map", "a.zip"]).ends(2).says(&["error: a.zip!a.csv: damaged entry"]);
}
