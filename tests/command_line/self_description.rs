//! What documents say of themselves, from outside: asserted skills, trust against a day, and the holder only when asked.

use serde_json::Value;

use crate::Desk;

const BADGE: &str = include_str!("../fixtures/credentials/open_badges_3.json");
const TRADES: &str = "id,label\nhttps://trades.example/skills/weld,Join pipes by heat\n";

fn map(desk: &Desk, more: &[&str]) -> Value {
    let mut arguments = vec!["map", "badge.json", "--taxonomy", "trades", "-f", "jsonl", "--with-text"];
    arguments.extend(more);
    desk.run(&arguments).ends(0).objects().remove(0)
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("trades.csv", TRADES);
    desk.file("badge.json", BADGE);
    desk.run(&["taxonomy", "add", "trades", "trades.csv"]).ends(0);
    desk
}

#[test]
fn an_alignment_is_a_mapping_and_what_points_nowhere_is_kept() {
    let line = map(&desk(), &[]);
    assert_eq!((line["kind"].as_str(), line["fields"]["issuer"].as_str()), (Some("credential"), Some("Weld College")));
    let mapping = &line["mappings"][0];
    assert_eq!(mapping["concept_id"], "https://trades.example/skills/weld");
    let evidence = &mapping["evidence"][0];
    assert_eq!((evidence["matcher"].as_str(), evidence["quote"].as_str()), (Some("asserted"), Some("weld pipes")));
    let at = |name: &str| usize::try_from(evidence[name].as_u64().expect("an offset")).expect("an offset");
    assert_eq!(line["text"].as_str().and_then(|text| text.get(at("start")..at("end"))), Some("weld pipes"));
    assert_eq!(line["asserted"].as_array().map(Vec::len), Some(1));
    assert_eq!(line["asserted"][0]["name"], "grind seams");
}

#[test]
fn a_credential_expires_only_against_a_day() {
    let desk = desk();
    let expired = |more: &[&str]| map(&desk, more)["trust"]["expired"].clone();
    assert_eq!(expired(&[]), Value::Null);
    assert_eq!(expired(&["--as-of", "2028-01-15"]), Value::Bool(false));
    assert_eq!(expired(&["--as-of", "2028-01-16"]), Value::Bool(true));
    let trust = map(&desk, &[])["trust"].clone();
    assert_eq!((trust["proof"].as_str(), trust["evidence"].as_u64()), (Some("present_unverified"), Some(1)));
    desk.run(&["map", "badge.json", "--as-of", "tomorrow"]).ends(2).says(&["a day is written like 2026-01-31"]);
}

#[test]
fn the_holder_is_written_only_when_asked_for() {
    let desk = desk();
    let without = map(&desk, &[]).to_string();
    assert!(!without.contains("nna") && !without.contains("97 points"), "{without}");
    let with = map(&desk, &["--holder"]);
    assert_eq!(
        (with["holder"]["identity"].as_str(), with["holder"]["id"].as_str()),
        (Some("anna@home.example"), Some("did:example:anna"))
    );
    assert!(!with["text"].as_str().expect("a text").contains("nna"));
}

#[test]
fn a_format_can_be_named_and_a_wrong_name_gets_the_list() {
    let desk = desk();
    desk.run(&["map", "badge.json", "--input-format", "open-badges-3"]).ends(0);
    desk.run(&["map", "badge.json", "--input-format", "badge"]).ends(2).says(&["open-badges-2", "usajobs"]);
    desk.run(&["map", "badge.json", "--input-format", "ctdl"]).ends(1).says(&["a CTDL graph without"]);
}
