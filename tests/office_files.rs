//! Word documents and PDF files, made here piece by piece: their lines, lists and headings come out, and files that are
//! damaged, encrypted, empty or made to do harm are refused.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use skillmap::document::{Format, ReadOptions, detect, open};
use skillmap::error::Error;
use skillmap::fs::SourceFile;
use skillmap::model::Document;
use skillmap::text::{Section, segments};

fn source(name: &str, bytes: &[u8]) -> SourceFile {
    SourceFile::memory(name, Vec::leak(bytes.to_vec()))
}

fn read(name: &str, bytes: &[u8]) -> Document {
    let mut reader = open(&source(name, bytes), &ReadOptions::default()).expect("a readable file");
    let document = reader.next_document().expect("a readable file").expect("a document");
    assert!(reader.next_document().expect("the end").is_none());
    assert_eq!(reader.take_diagnostics().total(), 0);
    document
}

fn refused(name: &str, bytes: &[u8]) -> Error {
    open(&source(name, bytes), &ReadOptions::default()).err().unwrap_or_else(|| panic!("{name} was read"))
}

fn section_of(document: &Document, phrase: &str) -> Section {
    let found =
        segments(&document.text).into_iter().find(|segment| document.text[segment.range.clone()].contains(phrase));
    found.unwrap_or_else(|| panic!("{phrase:?} is not in {:?}", document.text)).section
}

fn docx(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in entries {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

fn posting() -> String {
    let body = [
        paragraph("<w:pStyle w:val=\"Title\"/>", "Pipe Welder"),
        paragraph("", "We build boilers &amp; ships."),
        paragraph("<w:pStyle w:val=\"Heading1\"/>", "Requirements"),
        paragraph("<w:numPr><w:ilvl w:val=\"0\"/></w:numPr>", "Weld pipes"),
        paragraph("<w:pStyle w:val=\"ListBullet\"/>", "Read drawings"),
        paragraph("", ""),
        paragraph("<w:pStyle w:val=\"Heading1\"/>", "Nice to have"),
        "<w:tbl><w:tr><w:tc>".to_owned() + &paragraph("", "Grinding") + "</w:tc></w:tr></w:tbl>",
    ];
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"urn:w\"><w:body>{}</w:body></w:document>", body.concat())
}

#[test]
fn a_word_document_keeps_its_lists_and_headings() {
    let bytes = docx(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &posting()),
        ("word/header1.xml", "<w:t>no</w:t>"),
    ]);
    for name in ["job.docx", "-"] {
        assert_eq!(detect(&source(name, &bytes), &ReadOptions::default()).expect("a format"), Format::Docx);
        let document = read(name, &bytes);
        assert_eq!(document.title, "Pipe Welder");
        assert_eq!(
            document.text,
            "Pipe Welder\n\nWe build boilers & ships.\nRequirements\n- Weld pipes\n- Read drawings\n\nNice to have\nGrinding"
        );
        assert_eq!(section_of(&document, "Read drawings"), Section::Required);
        assert_eq!(section_of(&document, "Grinding"), Section::Preferred);
    }
}

#[test]
fn word_documents_that_are_none_or_do_harm_are_refused() {
    assert!(refused("a.docx", b"PK\x03\x04 not a zip").to_string().contains("not a readable Word document"));
    assert!(refused("b.docx", &docx(&[("xl/workbook.xml", "<a/>")])).to_string().contains("Word document"));
    assert!(refused("c.docx", b"").to_string().contains("the file is empty"));
    let huge = " ".repeat(140 << 20);
    let bomb = docx(&[("word/document.xml", &huge)]);
    assert!(bomb.len() < 1 << 20, "it is small until it is unpacked");
    assert!(refused("d.docx", &bomb).to_string().contains("unpacks to more than"));
    let mut laughs = String::from("<!DOCTYPE a [<!ENTITY a \"ha\">");
    for level in 1..10 {
        write!(laughs, "<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)).expect("a string");
    }
    laughs.push_str("]><w:document><w:p><w:t>Weld&a9;</w:t></w:p><w:p><w:t>pipes</w:t></w:p></w:document>");
    assert_eq!(read("e.docx", &docx(&[("word/document.xml", &laughs)])).text, "Weld\n\npipes");
    let whole = docx(&[("word/document.xml", &posting())]);
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        if let Ok(mut reader) = open(&source("f.docx", &damaged), &ReadOptions::default()) {
            while let Ok(Some(document)) = reader.next_document() {
                assert!(
                    document.text.is_char_boundary(document.title.len().min(document.text.len()))
                        || document.title.is_empty()
                );
            }
        }
    }
}

/// A file of one page with that content.
fn pdf(content: &str, extra: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1).expect("a string");
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("a string");
    for place in places {
        writeln!(file, "{place:010} 00000 n ").expect("a string");
    }
    write!(file, "trailer\n<< /Size {} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
        .expect("a string");
    file.into_bytes()
}

const PAGE: &str = "BT /F1 16 Tf 72 720 Td (Pipe Welder) Tj ET
BT /F1 11 Tf 1 0 0 1 72 690 Tm (We build boilers for ships that sail on all of the seas) Tj
0 -14 Td (and on some of the rivers.) Tj
14 TL T* (Requirements) Tj
0 -14 Td [(\\225 Weld) -250 (pi) 20 (pes)] TJ T* (\\225 Read) Tj 60 0 Td (drawings) Tj
(Nice to have) ' (Caf\\351 work) ' ET";

#[test]
fn a_pdf_gives_its_lines_as_they_stand() {
    let bytes = pdf(PAGE, "");
    for name in ["job.pdf", "-"] {
        assert_eq!(detect(&source(name, &bytes), &ReadOptions::default()).expect("a format"), Format::Pdf);
        let document = read(name, &bytes);
        assert_eq!(
            document.text,
            "Pipe Welder\n\nWe build boilers for ships that sail on all of the seas and on some of the rivers.\nRequirements\n\
             • Weld pipes\n• Read drawings\nNice to have\nCafé work"
        );
        assert_eq!(section_of(&document, "Weld pipes"), Section::Required);
        assert_eq!(section_of(&document, "Café work"), Section::Preferred);
    }
}

#[test]
fn pdfs_without_text_or_sense_are_refused() {
    assert!(refused("a.pdf", &pdf("0 0 m 10 10 l S", "")).to_string().contains("without text"));
    assert!(refused("b.pdf", b"%PDF-1.7").to_string().contains("not a readable PDF"));
    assert!(refused("c.pdf", b"hello").to_string().contains("not a readable PDF"));
    let encrypted = pdf(PAGE, "/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O (x) /U (x) >>");
    let error = refused("d.pdf", &encrypted);
    assert!(error.to_string().contains("encrypted"), "{error}");
    let circle = String::from_utf8(pdf(PAGE, "")).expect("text").replace("/Kids [3 0 R]", "/Kids [2 0 R]");
    assert!(open(&source("e.pdf", circle.as_bytes()), &ReadOptions::default()).is_err());
    let nested = format!("BT /F1 12 Tf {}(x){} TJ ET", "[".repeat(200_000), "]".repeat(200_000));
    assert!(open(&source("g.pdf", &pdf(&nested, "")), &ReadOptions::default()).is_err());
    let whole = pdf(PAGE, "");
    for at in (0..whole.len()).step_by(3) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x15;
        let cut = &damaged[..damaged.len() - at / 4];
        if let Err(error) = open(&source("f.pdf", cut), &ReadOptions::default()) {
            assert!(error.to_string().starts_with("f.pdf"), "{error}");
        }
    }
}
