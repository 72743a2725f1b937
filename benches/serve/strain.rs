//! What the network does to a service: clients that are slow, send too much, send nonsense, or go away. Meanwhile
//! somebody else asks, and must be answered.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{self, Connection, connected};
use super::service::Service;

/// Clients that send a byte now and then.
const SLOW: usize = 200;
/// Bodies of more than may be sent, and their length.
const HUGE: usize = 40;
const HUGE_LENGTH: usize = 64 << 20;
/// Requests that are none.
const NONSENSE: usize = 20_000;

/// All of it, one after the other. What is kept for reuse is kept once: in a second round memory stays as it is.
pub fn all(service: &Service, drops: usize, right: &[u8]) {
    let (memory, files) = (service.memory(), service.open_files());
    told(service, "slow clients", || slow(service));
    told(service, "huge bodies", || huge(service));
    told(service, "nonsense", || nonsense(service));
    told(service, &format!("{drops} connections opened and dropped"), || dropped(service, drops));
    // What was open is closed once the service has seen its end.
    thread::sleep(Duration::from_secs(2));
    let answer = Connection::open(&service.address).ask(&super::request(service));
    assert!(answer.status == 200 && answer.body == right, "afterwards it answers differently");
    if let (Some(before), Some(after)) = (memory, service.memory()) {
        println!("  memory before {:.1} MB, after {:.1} MB", before as f64 / 1024.0, after as f64 / 1024.0);
    }
    if let (Some(before), Some(after)) = (files, service.open_files()) {
        println!("  open files before {before}, after {after}");
        assert!(after <= before + 20, "connections are kept");
    }
}

/// Does something to the service while somebody else asks for its health, and prints how that one fared.
fn told(service: &Service, what: &str, strain: impl FnOnce() -> String) {
    let over = AtomicBool::new(false);
    let begun = Instant::now();
    thread::scope(|scope| {
        let somebody = scope.spawn(|| {
            let health = client::get(&service.address, "/health");
            let (mut longest, mut asked, mut refused) = (Duration::ZERO, 0, 0);
            while !over.load(Ordering::Relaxed) || asked == 0 {
                let begun = Instant::now();
                match Connection::open(&service.address).ask(&health).status {
                    200 => longest = longest.max(begun.elapsed()),
                    429 | 503 => refused += 1,
                    other => panic!("healthy people are answered with {other}"),
                }
                asked += 1;
                thread::sleep(Duration::from_millis(20));
            }
            (longest, asked, refused)
        });
        let came = strain();
        over.store(true, Ordering::Relaxed);
        let (longest, asked, refused) = somebody.join().expect("the asker was answered");
        println!(
            "{what}, {:.1} s: {came}; somebody else asked {asked} times, was refused {refused} times and waited {:.0} ms at most{}",
            begun.elapsed().as_secs_f64(),
            longest.as_secs_f64() * 1000.0,
            service.memory().map_or(String::new(), |memory| format!("; memory {:.1} MB", memory as f64 / 1024.0))
        );
    });
}

fn slow(service: &Service) -> String {
    let mut streams: Vec<_> = (0..SLOW).map(|_| connected(&service.address)).collect();
    let request = client::post(&service.address, "/api/v1/map", "text/plain", &"weld steel ".repeat(500));
    for byte in 0..80 {
        for stream in &mut streams {
            // One that the service has had enough of is as good.
            let _ = stream.write_all(&request[byte..=byte]);
        }
        thread::sleep(Duration::from_millis(100));
    }
    format!("{SLOW} of them, 10 bytes a second each")
}

fn huge(service: &Service) -> String {
    let refused = AtomicUsize::new(0);
    let chunk = vec![b'x'; 1 << 20];
    thread::scope(|scope| {
        for worker in 0..4 {
            let (refused, chunk) = (&refused, &chunk);
            scope.spawn(move || {
                for number in 0..HUGE / 4 {
                    let mut stream = connected(&service.address);
                    // Half of them do not say beforehand how much comes.
                    let said = (worker + number) % 2 == 0;
                    let length = if said {
                        format!("content-length: {HUGE_LENGTH}")
                    } else {
                        "transfer-encoding: chunked".into()
                    };
                    let head = format!("POST /api/v1/map HTTP/1.1\r\nhost: {}\r\n{length}\r\n\r\n", service.address);
                    let mut sent = stream.write_all(head.as_bytes());
                    for _ in 0..HUGE_LENGTH / chunk.len() {
                        if sent.is_ok() && !said {
                            sent = stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes());
                        }
                        sent = sent.and_then(|()| stream.write_all(chunk));
                        if sent.is_ok() && !said {
                            sent = stream.write_all(b"\r\n");
                        }
                    }
                    // Whether all was taken or the service hung up, it has said what it thinks, if that still came through.
                    if let Ok((answer, _)) = client::read(&mut stream) {
                        assert!(matches!(answer.status, 413 | 429 | 503), "answered with {}", answer.status);
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    format!("{HUGE} of {} MB, {} told so, the others cut off", HUGE_LENGTH >> 20, refused.into_inner())
}

/// Numbers by lot that are the same in every run.
struct Lot(u64);

impl Lot {
    fn draw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

fn nonsense(service: &Service) -> String {
    let address = &service.address;
    let good = [
        client::get(address, "/api/v1/search?q=weld&top=3"),
        client::post(address, "/api/v1/map", "application/json", r#"[{"title":"a","description":"weld"}]"#),
        client::post(
            address,
            "/api/v1/match",
            "application/json",
            r#"{"documents":["weld"],"against":["weld steel"]}"#,
        ),
        client::post(
            address,
            "/reconcile",
            "application/x-www-form-urlencoded",
            "queries={\"q\":{\"query\":\"weld\"}}",
        ),
        client::post(
            address,
            "/map",
            "multipart/form-data; boundary=e",
            "--e\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\nweld\r\n--e--\r\n",
        ),
    ];
    let kinds = AtomicUsize::new(0);
    thread::scope(|scope| {
        for worker in 0..4 {
            let (good, kinds) = (&good, &kinds);
            scope.spawn(move || {
                let mut lot = Lot(worker);
                for _ in 0..NONSENSE / 4 {
                    let mut bytes = good[lot.draw(good.len())].clone();
                    for _ in 0..=lot.draw(4) {
                        let at = lot.draw(bytes.len());
                        match lot.draw(4) {
                            0 => bytes[at] = lot.draw(256) as u8,
                            1 => bytes.truncate(at + 1),
                            2 => bytes.insert(at, lot.draw(256) as u8),
                            _ => bytes.extend_from_within(at..),
                        }
                    }
                    let mut stream = connected(address);
                    // It may hang up at any moment.
                    let _ = stream.write_all(&bytes);
                    let _ = stream.shutdown(Shutdown::Write);
                    let mut answer = Vec::new();
                    let _ = stream.read_to_end(&mut answer);
                    let status = answer.get(9..12).map(|digits| String::from_utf8_lossy(digits).into_owned());
                    match status.as_deref() {
                        None => {}
                        Some("429" | "503") => thread::sleep(Duration::from_millis(5)),
                        Some(other) if other.starts_with('5') => {
                            panic!("{:?} is answered with {other}", String::from_utf8_lossy(&bytes))
                        }
                        Some(_) => {
                            kinds.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    format!("{NONSENSE} requests, {} answered, none with a fault", kinds.into_inner())
}

fn dropped(service: &Service, drops: usize) -> String {
    thread::scope(|scope| {
        for worker in 0..4 {
            scope.spawn(move || {
                for number in 0..drops / 4 {
                    let mut stream = connected(&service.address);
                    // A third of them go away in the middle of a request.
                    if (worker + number) % 3 == 0 {
                        let _ = stream.write_all(b"POST /api/v1/map HTTP/1.1\r\nhost: ");
                    }
                }
            });
        }
    });
    "done".to_owned()
}
