//! The service under strain: full queues, slow and broken clients, connections opened and dropped. It refuses with
//! 429 and 503, and keeps serving.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;

use super::{Answer, Running};

/// A text that takes a thread a while.
fn long_text() -> String {
    "Perform wound care, measure vital signs and write Python for data analysis of records. ".repeat(1500)
}

#[test]
fn what_does_not_fit_is_refused_and_what_fits_is_done() {
    let service = Arc::new(Running::start(&["--threads", "1", "--max-queue", "2"]));
    let answers: Vec<Answer> = (0..12)
        .map(|_| {
            let service = Arc::clone(&service);
            thread::spawn(move || service.post("/api/v1/map", "text/plain", long_text()))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|thread| thread.join().expect("it is answered"))
        .collect();
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status != 200).collect();
    assert!(done >= 2, "only {done} were done");
    assert!(!refused.is_empty(), "a queue of two took twelve");
    for answer in refused {
        answer.refused(503, "busy");
        assert!(answer.headers["retry-after"].parse::<u32>().is_ok());
    }
    let bodies: std::collections::BTreeSet<&[u8]> =
        answers.iter().filter(|answer| answer.status == 200).map(|answer| answer.body.as_slice()).collect();
    assert_eq!(bodies.len(), 1, "the same text was answered differently");
    assert_eq!(service.get("/health").status, 200);
}

#[test]
fn one_address_may_not_take_everything() {
    let service = Running::start(&["--max-per-client", "2"]);
    let mut streams = Vec::new();
    for _ in 0..2 {
        let mut stream = service.connect();
        let head = format!("POST /api/v1/map HTTP/1.1\r\nhost: {}\r\ncontent-length: 10\r\n\r\nweld", service.address);
        stream.write_all(head.as_bytes()).expect("it listens");
        streams.push(stream);
    }
    thread::sleep(std::time::Duration::from_millis(300));
    let answer = service.get("/health");
    answer.refused(429, "too-many-requests");
    assert_eq!(answer.headers["retry-after"], "1");
    drop(streams);
    thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(service.get("/health").status, 200);
}

#[test]
fn a_slow_body_is_given_up_and_connections_above_the_limit_are_told() {
    let service = Running::start(&["--max-time", "1", "--max-connections", "4"]);
    let mut slow = service.connect();
    let head = format!("POST /api/v1/map HTTP/1.1\r\nhost: {}\r\ncontent-length: 1000\r\n\r\nweld", service.address);
    slow.write_all(head.as_bytes()).expect("it listens");
    let others: Vec<TcpStream> = (0..3).map(|_| service.connect()).collect();
    thread::sleep(std::time::Duration::from_millis(200));
    let mut above = service.connect();
    let mut told = String::new();
    let _ = above.read_to_string(&mut told);
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after: 1"), "{told:?}");
    let mut answer = [0; 12];
    slow.read_exact(&mut answer).expect("it is told");
    assert_eq!(&answer, b"HTTP/1.1 503");
    drop((slow, others));
    thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(service.get("/health").status, 200);
}

#[test]
fn broken_requests_and_dropped_connections_change_nothing() {
    let service = Running::shared();
    let broken: [&[u8]; 10] = [
        b"",
        b"\r\n\r\n",
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /%ff%00 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        b"POST /api/v1/map HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -5\r\n\r\n",
        b"POST /api/v1/map HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /map HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: multipart/form-data; boundary=\r\ncontent-length: 3\r\n\r\n---",
        b"GET /api/v1/search?q=%e2%82&top=99999999999999999999 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
    ];
    for bytes in broken {
        let mut stream = service.connect();
        // It may hang up at any moment.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 5"), "{:?}: {}", bytes, String::from_utf8_lossy(&answer));
    }
    for _ in 0..2000 {
        drop(service.connect());
    }
    assert_eq!(service.get("/health").ok().json()["status"], "ok");
}

/// Where connections find no room to wait, the system drops whoever knocks, and a bystander knocks again a second later.
#[cfg(target_os = "linux")]
#[test]
fn many_may_knock_at_once_before_any_is_taken() {
    const MANY: usize = 1000;
    let most = std::fs::read_to_string("/proc/sys/net/core/somaxconn").ok().and_then(|most| most.trim().parse().ok());
    if most.is_none_or(|most: usize| most < MANY) {
        println!("skipped: this system lets fewer wait than {MANY}");
        return;
    }
    let service = Running::start(&[]);
    let address = service.address.parse().expect("an address");
    // As if it were busy with others: what connects now is held by the system alone.
    service.signal("-STOP");
    let knocking = (0..MANY).map(|_| TcpStream::connect_timeout(&address, std::time::Duration::from_secs(5)));
    let waiting: Vec<TcpStream> = knocking.map_while(Result::ok).collect();
    service.signal("-CONT");
    assert_eq!(waiting.len(), MANY, "there was no room for more to wait");
    drop(waiting);
    assert_eq!(service.get("/health").ok().json()["status"], "ok");
}
