//! The service under load: `cargo bench --bench serve -- [NAME=VALUE …]`.
//!
//! Starts the built program on a free port of this machine, asks it to map one posting of about 200 words onto a taxonomy,
//! first over one connection and then over many at once, samples its memory meanwhile, and then does to it what the
//! network does: slow clients, huge bodies, nonsense, connections opened and dropped. Printed are figures; an answer
//! that is none of 200, 413, 429, 503 and 4xx to nonsense ends the run with a failure, and so does a service that has
//! stopped serving. How fast it is fails nothing.
//!
//! | name | what | when absent |
//! |---|---|---|
//! | `seconds` | length of the saturated part; 600 shows whether memory grows | 15 |
//! | `connections` | connections that ask at once | 16 |
//! | `rounds` | how often the network does that | 1 |
//! | `drops` | connections that are opened and dropped | 100000 |
//! | `workspace`, `taxonomy` | what is mapped onto | ESCO out of `SKILLMAP_DATA`, else the bundled taxonomy |

mod client;
mod service;
mod strain;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use client::Connection;
use service::Service;

/// A posting of about 200 words.
pub const POSTING: &str = "Production Supervisor, Food Manufacturing. Marlow Pantry makes soups and sauces for grocery \
    chains in four states, and we are looking for a supervisor for the evening shift. You will plan the work of twelve \
    operators, train new colleagues on the filling line and make sure that hygiene rules are followed at every station. \
    You monitor temperatures and fill weights, keep production records, calculate material use and report deviations to \
    the quality manager. When a machine stops you find the cause together with maintenance, carry out small repairs \
    yourself and order spare parts. You lead the daily meeting, solve conflicts within the team and write the weekly \
    staffing schedule. You prepare audits by customers and authorities and take part in projects that reduce waste and \
    save energy. Required: three years of experience in food production, knowledge of HACCP and good manufacturing \
    practice, a forklift licence, and clear written and spoken English. You are able to read technical drawings and to \
    use spreadsheets for production statistics. Nice to have: Spanish, experience with an enterprise resource planning \
    system, first aid training and lean manufacturing methods. We offer shift allowances, health insurance, paid \
    training, a pension plan and a safe workplace.";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        // Built and run along with the tests, where there is nothing to measure.
        return;
    }
    let pairs: BTreeMap<&str, &str> = arguments.iter().filter_map(|argument| argument.split_once('=')).collect();
    let number = |name: &str, usual: usize| {
        pairs.get(name).map_or(usual, |value| value.parse().unwrap_or_else(|_| panic!("{name} is a number")))
    };
    let (seconds, connections) = (number("seconds", 15) as u64, number("connections", 16));
    let service = Service::start(pairs.get("workspace").copied(), pairs.get("taxonomy").copied());
    println!("{} words onto {}", POSTING.split_whitespace().count(), service.taxonomy);
    let right = alone(&service);
    saturated(&service, (seconds, connections), &right);
    for _ in 0..number("rounds", 1) {
        strain::all(&service, number("drops", 100_000), &right);
    }
    println!("it still serves");
}

/// The request that is measured.
fn request(service: &Service) -> Vec<u8> {
    client::post(&service.address, &format!("/api/v1/map?taxonomy={}", service.taxonomy), "text/plain", POSTING)
}

/// One connection, one request after another: what one client waits. Gives the answer that every other must equal.
fn alone(service: &Service) -> Vec<u8> {
    let mut connection = Connection::open(&service.address);
    let (health, map) = (client::get(&service.address, "/health"), request(service));
    let right = connection.ask(&map);
    assert_eq!(right.status, 200, "{}", String::from_utf8_lossy(&right.body));
    for (what, request) in [("the way there and back (/health)", health), ("mapping", map)] {
        let mut times = Vec::new();
        let until = Instant::now() + Duration::from_secs(5);
        while times.len() < 3000 && (times.len() < 50 || Instant::now() < until) {
            let begun = Instant::now();
            assert_eq!(connection.ask(&request).status, 200);
            times.push(begun.elapsed());
        }
        println!("one client: {what}: {}", told(&mut times));
    }
    right.body
}

/// Many connections at once, as fast as they are answered.
fn saturated(service: &Service, (seconds, connections): (u64, usize), right: &[u8]) {
    let request = request(service);
    let counts: Mutex<BTreeMap<u16, usize>> = Mutex::default();
    let times: Mutex<Vec<Duration>> = Mutex::default();
    let mut memory = Vec::new();
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let before = service.processor_time();
    std::thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let mut connection = Connection::open(&service.address);
                let (mut own_times, mut own_counts) = (Vec::new(), BTreeMap::new());
                while Instant::now() < until {
                    let begun = Instant::now();
                    let answer = connection.ask(&request);
                    *own_counts.entry(answer.status).or_insert(0) += 1;
                    match answer.status {
                        200 => {
                            own_times.push(begun.elapsed());
                            assert!(answer.body == right, "the same text was answered differently");
                        }
                        429 | 503 => std::thread::sleep(Duration::from_millis(5)),
                        other => panic!("answered with {other}: {}", String::from_utf8_lossy(&answer.body)),
                    }
                }
                times.lock().expect("no panic").extend(own_times);
                let mut counts = counts.lock().expect("no panic");
                for (status, count) in own_counts {
                    *counts.entry(status).or_insert(0) += count;
                }
            });
        }
        while Instant::now() < until {
            memory.extend(service.memory());
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    let elapsed = begun.elapsed().as_secs_f64();
    let mut times = times.into_inner().expect("no panic");
    println!(
        "{connections} clients for {seconds} s: {:.0} requests/s, {}",
        times.len() as f64 / elapsed,
        told(&mut times)
    );
    println!("  statuses: {:?}", counts.into_inner().expect("no panic"));
    if let (Some(before), Some(after)) = (before, service.processor_time()) {
        let each = (after.as_secs_f64() - before.as_secs_f64()) * 1000.0 / times.len().max(1) as f64;
        println!("  processor time of the service for one request: {each:.2} ms");
    }
    let mean = |part: &[u64]| part.iter().sum::<u64>() as f64 / part.len().max(1) as f64 / 1024.0;
    let quarter = memory.len() / 4;
    if quarter > 0 {
        let parts: Vec<String> = memory.chunks(quarter).take(4).map(|part| format!("{:.1}", mean(part))).collect();
        println!("  memory in each quarter of the time: {} MB", parts.join(", "));
    }
}

/// Median, 99th percentile and longest of some times.
fn told(times: &mut [Duration]) -> String {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    if times.is_empty() {
        return "no answer".to_owned();
    }
    format!("median {:.2} ms, p99 {:.2} ms, longest {:.1} ms of {}", at(50), at(99), at(100), times.len())
}
