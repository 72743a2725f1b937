//! `taxonomy fetch` against a small server on loopback: whole, broken off and taken up, sent on, refused.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::Desk;

const TABLE: &str = "id,label,definition\nloom-setup,Loom Setup,Set up a loom.\ndyeing,Yarn Dyeing,Dye yarn.\n";
/// Of [`TABLE`].
const CHECKSUM: &str = "a7b8d7e63f76f0fa476e9fefddf620500775239d2b76d5f918954b84c6c7ab97";

/// A server that gives one scripted answer a connection, and what it was asked.
struct Server {
    address: String,
    asked: Receiver<String>,
}

impl Server {
    /// Each answer is the bytes to send; the connection ends after them.
    fn giving(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, asked) = channel();
        thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let _ = sender.send(head(&mut stream));
                // A client that refuses what it hears may hang up before the end.
                let _ = stream.write_all(&answer);
            }
        });
        Self { address, asked }
    }

    fn requests(&self) -> Vec<String> {
        self.asked.try_iter().collect()
    }
}

/// The head of a request, in lower case.
fn head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).to_lowercase()
}

fn answer(status: &str, headers: &[&str], length: usize, body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n");
    for header in headers {
        text += header;
        text += "\r\n";
    }
    format!("{text}\r\n{body}").into_bytes()
}

fn whole(headers: &[&str]) -> Vec<u8> {
    answer("200 OK", headers, TABLE.len(), TABLE)
}

/// The first bytes of a longer answer.
fn broken(headers: &[&str], length: usize) -> Vec<u8> {
    answer("200 OK", headers, TABLE.len(), &TABLE[..length])
}

fn rest(from: usize) -> Vec<u8> {
    let range = format!("Content-Range: bytes {from}-{}/{}", TABLE.len() - 1, TABLE.len());
    answer("206 Partial Content", &[&range, "ETag: \"one\""], TABLE.len() - from, &TABLE[from..])
}

#[test]
fn a_download_is_added_and_nothing_of_it_stays() {
    let (desk, server) = (Desk::new(), Server::giving(vec![whole(&["Content-Type: text/csv"])]));
    let url = format!("{}/crafts", server.address);
    let run = desk.run(&["taxonomy", "fetch", "crafts@1", "--url", &url, "--sha256", CHECKSUM]).ends(0);
    run.says(&["downloaded 86 bytes", CHECKSUM, "added crafts@1 with 2 labels"]);
    let requests = server.requests();
    assert!(requests[0].starts_with("get /crafts http/1.1\r\n") && requests[0].contains("user-agent: skillmap/"));
    assert!(!requests[0].contains("cookie") && !requests[0].contains("referer"), "{}", requests[0]);
    assert_eq!(desk.names("space/downloads"), Vec::<String>::new());
    let shown = desk.run(&["taxonomy", "show", "crafts", "Loom Setup"]).ends(0);
    assert!(shown.stdout.contains("Set up a loom."), "{}", shown.stdout);
}

#[test]
fn a_connection_that_breaks_is_taken_up_where_it_ended() {
    let desk = Desk::new();
    let server = Server::giving(vec![broken(&["ETag: \"one\""], 30), rest(30)]);
    let url = format!("{}/crafts.csv", server.address);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(0).says(&["downloaded 86 bytes", CHECKSUM]);
    let requests = server.requests();
    assert!(!requests[0].contains("range:"), "{}", requests[0]);
    assert!(
        requests[1].contains("range: bytes=30-\r\n") && requests[1].contains("if-range: \"one\"\r\n"),
        "{requests:?}"
    );
}

#[test]
fn the_next_run_takes_up_what_the_last_one_left() {
    let desk = Desk::new();
    let tag = "ETag: \"one\"";
    let nothing = || answer("503 Service Unavailable", &[], 0, "");
    let first = Server::giving(vec![broken(&[tag], 30), nothing(), nothing(), nothing(), rest(30)]);
    let url = format!("{}/crafts.csv", first.address);
    let run = ["taxonomy", "fetch", "crafts", "--url", &url];
    desk.run(&run).ends(2).says(&["30 bytes are kept", "takes it up where it ended"]);
    assert_eq!(desk.names("space/downloads"), ["crafts.part", "crafts.part.note"]);
    desk.run(&run).ends(0).says(&["taken up at 30", CHECKSUM]);
    assert_eq!(first.requests().len(), 5);
}

#[test]
fn another_version_at_the_address_is_downloaded_from_its_beginning() {
    let desk = Desk::new();
    // The second answer is the whole of another version, since the tag no longer fits; a weak tag cannot be taken up.
    for tags in [["ETag: \"one\"", "ETag: \"two\""], ["ETag: W/\"one\"", "ETag: W/\"one\""]] {
        let server = Server::giving(vec![broken(&[tags[0]], 30), whole(&[tags[1]])]);
        let url = format!("{}/crafts.csv", server.address);
        desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(0).says(&["downloaded 86 bytes", CHECKSUM]);
        assert_eq!(server.requests()[1].contains("range:"), tags[0].starts_with("ETag: \"one\""));
    }
    // A part of another place is no part of this file.
    let server = Server::giving(vec![
        broken(&["ETag: \"one\""], 30),
        answer("206 Partial Content", &["Content-Range: bytes 9-85/86"], 77, &TABLE[9..]),
        whole(&[]),
    ]);
    let url = format!("{}/crafts.csv", server.address);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(0).says(&[CHECKSUM]);
}

#[test]
fn a_wrong_checksum_or_too_many_bytes_leave_nothing_added() {
    let desk = Desk::new();
    let server = Server::giving(vec![whole(&[])]);
    let (url, wrong) = (format!("{}/crafts.csv", server.address), "0".repeat(64));
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url, "--sha256", &wrong]).ends(2).says(&[CHECKSUM, "not kept"]);
    assert_eq!(desk.names("space/downloads"), Vec::<String>::new());

    let promised = answer("200 OK", &[], 2_000_000, "id,label\n");
    let mut endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    endless.extend(std::iter::repeat_n(b'x', 1_200_000));
    for answer in [promised, endless] {
        let server = Server::giving(vec![answer]);
        let url = format!("{}/crafts.csv", server.address);
        let run = ["taxonomy", "fetch", "crafts", "--url", &url, "--size-limit", "1"];
        desk.run(&run).ends(2).says(&["at most 1000000 are taken", "--size-limit"]);
    }
    assert!(desk.run(&["taxonomy", "list"]).ends(0).stdout.lines().count() == 1);
}

#[test]
fn a_server_may_send_us_on_but_not_for_ever_and_not_anywhere() {
    let desk = Desk::new();
    let to = |place: &str| answer("302 Found", &[&format!("Location: {place}")], 0, "");
    let server = Server::giving(vec![to("/there/crafts.csv"), to("here.csv"), whole(&[])]);
    let url = format!("{}/crafts", server.address);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(0);
    let paths: Vec<String> =
        server.requests().iter().map(|request| request.split(' ').nth(1).unwrap_or_default().to_owned()).collect();
    assert_eq!(paths, ["/crafts", "/there/crafts.csv", "/there/here.csv"]);

    let server = Server::giving(vec![to("/crafts"); 9]);
    let url = format!("{}/crafts", server.address);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(2).says(&["more than 5 times"]);

    let server = Server::giving(vec![to("http://looms.example/crafts.csv")]);
    let url = format!("{}/crafts", server.address);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(2).says(&["neither https"]);
}

#[test]
fn what_cannot_be_fetched_says_why() {
    let desk = Desk::new();
    desk.run(&["taxonomy", "fetch", "esco"]).ends(2).says(&["no address", "e-mail"]);
    desk.run(&["taxonomy", "fetch", "looms"]).ends(2).says(&["no source is called \"looms\"", "--url"]);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", "http://looms.example/a.csv"]).ends(2).says(&["neither https"]);
    for (answer, said) in [
        (answer("200 OK", &["Content-Type: text/html"], 6, "<html>"), "a web page"),
        (answer("404 Not Found", &[], 0, ""), "answers 404"),
    ] {
        let server = Server::giving(vec![answer]);
        let url = format!("{}/crafts.csv", server.address);
        desk.run(&["taxonomy", "fetch", "crafts", "--url", &url]).ends(2).says(&[said]);
        assert_eq!(desk.names("space/downloads"), Vec::<String>::new());
    }
    let prose = answer("200 OK", &["Content-Type: text/plain"], 12, "Hello there\n");
    let server = Server::giving(vec![prose]);
    desk.run(&["taxonomy", "fetch", "crafts", "--url", &server.address]).ends(2).says(&["the download is kept"]);
    assert_eq!(desk.names("space/downloads"), ["crafts.txt"]);
}

#[test]
fn a_download_can_be_kept_and_not_added() {
    let (desk, server) = (Desk::new(), Server::giving(vec![whole(&[])]));
    let url = format!("{}/crafts.csv", server.address);
    let run = desk.run(&["taxonomy", "fetch", "crafts", "--url", &url, "--to", "kept"]).ends(0);
    assert_eq!((run.stdout.trim(), desk.names("kept")), ("kept/crafts.csv", vec!["crafts.csv".to_owned()]));
}
