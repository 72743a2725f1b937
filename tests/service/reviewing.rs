//! Review: a decision is in the journal when the page says so, once, whoever makes it and whatever ends the program.

use std::path::PathBuf;

use serde_json::Value;

use super::{Answer, CRAFTS, Running, add_crafts, encoded, program};

/// The first is most in doubt, and has a rival; the last is onto something that no taxonomy here has.
const SET: &str = "subject_id,subject_label,predicate_id,object_id,object_label,confidence,comment\n\
    https://crafts.example/loom,Loom Setup,skos:closeMatch,https://crafts.example/textile,Textile Crafts,0.5,<i>why</i>\n\
    https://crafts.example/loom,Loom Setup,skos:closeMatch,https://trades.example/warp,Warping <b>,0.9,\n\
    https://crafts.example/dye,Yarn Dyeing,skos:exactMatch,https://trades.example/dye,Dyeing,0.8,\n";
const LOOM: [&str; 2] = ["https://crafts.example/loom", "https://crafts.example/textile"];
const DYE: [&str; 2] = ["https://crafts.example/dye", "https://trades.example/dye"];

fn start() -> Running {
    let folder = tempfile::tempdir().expect("a temporary folder");
    add_crafts(&folder, "crafts@1", CRAFTS);
    start_in(folder)
}

fn start_in(folder: tempfile::TempDir) -> Running {
    let set = folder.path().join("set.csv");
    std::fs::write(&set, SET).expect("a file");
    Running::start_in(folder, &["--taxonomy", "crafts", "--review", &set.to_string_lossy()])
}

fn journal_path(service: &Running) -> PathBuf {
    service.folder.path().join("space/reviews/decisions.jsonl")
}

fn journal(service: &Running) -> Vec<Value> {
    let text = std::fs::read_to_string(journal_path(service)).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn form(reviewer: &str, [subject, object]: [&str; 2], reply: &str, seen: u64) -> String {
    let (subject, object) = (encoded(subject), encoded(object));
    format!("reviewer={}&subject={subject}&object={object}&reply={reply}&seen={seen}", encoded(reviewer))
}

fn post(service: &Running, path: &str, body: &str) -> Answer {
    service.post(path, "application/x-www-form-urlencoded", body)
}

/// Sends a form and gives the page that it leads to.
#[track_caller]
fn sent(service: &Running, path: &str, body: &str) -> String {
    let answer = post(service, path, body);
    assert_eq!(answer.status, 303, "{}", answer.text());
    service.get(&answer.headers["location"]).ok().text()
}

#[test]
fn a_decision_is_in_the_journal_after_the_answer_and_can_be_taken_back() {
    let service = start();
    let first = service.get("/review?reviewer=Ana").ok().text();
    assert!(first.contains("Bring a loom to work") && first.contains("Everything with yarn."), "definitions: {first}");
    assert!(first.contains("&lt;i&gt;why") && first.contains("Warping &lt;b&gt;") && !first.contains("<i>why"));
    assert!(first.contains("0 of 3 mappings decided"));
    let answer = post(&service, "/review/decide", &form("Ana", LOOM, "broadMatch", 0));
    let line = &journal(&service)[0];
    assert_eq!((answer.status, &line["number"]), (303, &Value::from(1)), "{}", answer.text());
    let decision = &line["decision"];
    assert_eq!(decision["verdict"], "other-predicate");
    assert_eq!(decision["new_predicate"], "skos:broadMatch");
    assert_eq!((decision["reviewer"].as_str(), decision["subject"]["id"].as_str()), (Some("Ana"), Some(LOOM[0])));
    assert!(decision["date"].as_str().is_some_and(|date| date.len() == 10 && date.starts_with("20")), "{decision}");
    let next = service.get(&answer.headers["location"]).ok().text();
    assert!(next.contains("Saved.") && next.contains("1 of 3 mappings decided") && next.contains("Yarn Dyeing"));
    let forged = service.get("/review?reviewer=Ana&saved=7").ok().text();
    assert!(!forged.contains("Saved."), "an address alone saves nothing");
    // The predicate that stands there already is an acceptance.
    sent(&service, "/review/decide", &form("Ana", DYE, "exactMatch", 1));
    assert_eq!(journal(&service)[1]["decision"]["verdict"], "accept");
    let undo = format!("reviewer=Ana&number=2&subject={}&object={}", encoded(DYE[0]), encoded(DYE[1]));
    let back = sent(&service, "/review/undo", &undo);
    assert!(back.contains("Taken back.") && back.contains("1 of 3 mappings decided"), "{back}");
    assert_eq!(journal(&service)[2]["undo"], 2);
    let listed = program(&service.folder, &["review", "list"]).output().expect("the program starts");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.lines().count() == 1 && listed.contains("Ana"), "{listed}");
}

#[test]
fn the_same_form_twice_is_kept_once() {
    let service = start();
    let accept = form("Ana", LOOM, "accept", 0);
    assert!(sent(&service, "/review/decide", &accept).contains("Saved."));
    assert!(sent(&service, "/review/decide", &accept).contains("Saved."));
    assert_eq!(journal(&service).len(), 1, "doubled");
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| post(&service, "/review/decide", &form("Ana", DYE, "reject", 1)));
        }
    });
    assert_eq!(journal(&service).len(), 2, "doubled when sent at once");
    let undo = "reviewer=Ana&number=2";
    sent(&service, "/review/undo", undo);
    sent(&service, "/review/undo", undo);
    assert_eq!(journal(&service).len(), 3, "an undo that comes twice takes back one decision");
    // The old form comes late: what was taken back stays so, and the page does not call it saved.
    let late = sent(&service, "/review/decide", &form("Ana", DYE, "reject", 1));
    assert!(late.contains("Not saved again.") && !late.contains("Saved."), "{late}");
    assert_eq!(journal(&service).len(), 3);
    // A new page is a new decision.
    sent(&service, "/review/decide", &form("Ana", DYE, "reject", 2));
    assert_eq!(journal(&service).len(), 4);
}

#[test]
fn reviewers_share_the_work_or_give_a_second_opinion() {
    let service = start();
    sent(&service, "/review/decide", &form("Ana", LOOM, "accept", 0));
    let shared = service.get("/review?reviewer=Ben").ok().text();
    assert!(shared.contains("1 of 3 mappings decided") && shared.contains("Yarn Dyeing</a>"), "{shared}");
    let alone = service.get("/review?reviewer=Ben&alone=1").ok().text();
    assert!(alone.contains("0 of 3 mappings decided by you") && alone.contains("Everything with yarn."));
    assert!(!alone.contains("What others said"), "a second opinion is not to be swayed");
    sent(&service, "/review/decide", &(form("Ben", LOOM, "reject", 1) + "&alone=1&note=too+broad"));
    let third = service.get("/review?reviewer=Cy").ok().text();
    assert!(third.contains("1 disputed") && third.contains("What others said") && third.contains("too broad"));
    // Ben's undo leaves Ana's decision.
    sent(&service, "/review/undo", "reviewer=Ben&number=1");
    assert_eq!(journal(&service).len(), 2, "nobody takes back what is another's");
    sent(&service, "/review/undo", "reviewer=Ben&number=2");
    assert!(!service.get("/review?reviewer=Cy").ok().text().contains("disputed"));
    // What the command line keeps meanwhile is seen as well.
    let table = format!("subject_id,object_id,verdict\n{},{},accept\n", DYE[0], DYE[1]);
    let path = service.folder.path().join("more.csv");
    std::fs::write(&path, table).expect("a file");
    let added =
        program(&service.folder, &["review", "add", "--reviewer", "Dee"]).arg(&path).output().expect("it starts");
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    assert!(service.get("/review?reviewer=Cy").ok().text().contains("2 of 3 mappings decided"));
}

#[test]
fn skipped_mappings_wait_and_what_makes_no_sense_is_refused() {
    let service = start();
    let warp = ["https://crafts.example/loom", "https://trades.example/warp"];
    for key in [LOOM, DYE, warp] {
        sent(&service, "/review/decide", &form("Ana", key, "skip", 0));
    }
    let end = service.get("/review?reviewer=Ana").ok().text();
    assert!(end.contains("Nothing is left to ask you") && end.contains("3 mappings that you have looked at"));
    assert!(service.get("/review?reviewer=Ana&again=1").ok().text().contains("name=\"reply\""));
    for (body, said) in [
        (form("", LOOM, "accept", 3), "Nobody is named"),
        (form("Ana", LOOM, "perhaps", 3), "no decision"),
        (form("Ana", ["x", "y"], "accept", 3), "no mapping of"),
        ("reviewer=Ana&reply=accept&seen=0".to_owned(), "does not say which mapping"),
    ] {
        let answer = post(&service, "/review/decide", &body);
        assert!((400..500).contains(&answer.status) && answer.text().contains(said), "{said}: {}", answer.text());
    }
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")];
    let elsewhere = service.send("POST", "/review/decide", &headers, form("Ana", LOOM, "accept", 3).as_bytes());
    assert_eq!(elsewhere.status, 403);
    assert_eq!(journal(&service).len(), 3);
    let none = Running::shared().get("/review").ok().text();
    assert!(none.contains("No mapping set is open"));
}

/// Twenty times the program is killed while decisions are sent: what was answered is there, and nothing twice.
#[cfg(unix)]
#[test]
fn decisions_survive_the_end_of_the_program_at_any_moment() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    add_crafts(&folder, "crafts@1", CRAFTS);
    let mut folder = Some(folder);
    let mut answered: Vec<String> = Vec::new();
    let mut interrupted = Vec::new();
    for round in 0..20u64 {
        let mut service = start_in(folder.take().expect("given back by the round before"));
        let address = service.address.clone();
        let again = std::mem::take(&mut interrupted);
        let (first, came) = std::sync::mpsc::channel();
        let sender = std::thread::spawn(move || {
            let (mut done, mut open) = (Vec::new(), Vec::new());
            let fresh = (0..400).map(|number| format!("R{round}-{number}"));
            for reviewer in again.into_iter().chain(fresh) {
                if is_saved(&address, &form(&reviewer, LOOM, "accept", 0)) {
                    done.push(reviewer);
                    // Nobody listens any more after the first.
                    let _ = first.send(());
                } else {
                    open.push(reviewer);
                    break;
                }
            }
            (done, open)
        });
        // Some other moment each time, from the first answer on.
        came.recv_timeout(std::time::Duration::from_mins(1)).expect("a first answer");
        std::thread::sleep(std::time::Duration::from_micros(round * 7919 % 60_000));
        service.child.kill().expect("it runs");
        service.child.wait().expect("it ends");
        let (done, open) = sender.join().expect("it sends");
        answered.extend(done);
        // Whoever got no answer sends the same form again.
        interrupted = open;
        folder = Some(std::mem::replace(&mut service.folder, tempfile::tempdir().expect("a temporary folder")));
    }
    let service = start_in(folder.take().expect("given back by the last round"));
    for reviewer in interrupted {
        sent(&service, "/review/decide", &form(&reviewer, LOOM, "accept", 0));
        answered.push(reviewer);
    }
    let kept: Vec<String> = journal(&service)
        .iter()
        .map(|line| line["decision"]["reviewer"].as_str().expect("a decision").to_owned())
        .collect();
    let once: std::collections::BTreeSet<&String> = kept.iter().collect();
    assert_eq!(once.len(), kept.len(), "a decision was doubled");
    assert!(answered.len() >= 20, "too little was sent to show anything: {}", answered.len());
    for reviewer in &answered {
        assert!(once.contains(reviewer), "the decision of {reviewer} was said to be saved, and is lost");
    }
}

/// Whether a form was answered with the next page.
#[cfg(unix)]
fn is_saved(address: &str, body: &str) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = std::net::TcpStream::connect(address) else { return false };
    let head = format!(
        "POST /review/decide HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = Vec::new();
    let told = stream.write_all(head.as_bytes()).and_then(|()| stream.read_to_end(&mut answer));
    told.is_ok() && answer.starts_with(b"HTTP/1.1 303")
}

#[test]
fn a_reload_reads_the_set_again_and_keeps_what_was_decided() {
    let service = start();
    sent(&service, "/review/decide", &form("Ana", LOOM, "accept", 0));
    let set = service.folder.path().join("set.csv");
    let longer =
        format!("{SET}https://crafts.example/dye,Yarn Dyeing,skos:closeMatch,https://trades.example/ink,Inks,0.7,\n");
    std::fs::write(&set, longer).expect("a file");
    assert!(service.get("/review?reviewer=Ana").ok().text().contains("1 of 3 mappings decided"));
    service.post("/api/v1/reload", "application/json", "").ok();
    let page = service.get("/review?reviewer=Ana").ok().text();
    assert!(page.contains("1 of 4 mappings decided"), "{page}");
    sent(&service, "/review/decide", &form("Ana", DYE, "reject", 1));
    assert_eq!(journal(&service).len(), 2);

    std::fs::write(&set, "nothing\nto be read\n").expect("a file");
    let refused = service.post("/api/v1/reload", "application/json", "");
    assert!(refused.status >= 400, "{}", refused.text());
    let kept = service.get("/review?reviewer=Ana").ok().text();
    assert!(kept.contains("2 of 4 mappings decided"), "what was there is still reviewed: {kept}");
}
