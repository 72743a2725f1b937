//! `skillmap gap`: what is counted, what a report may hold, and that it is the same every time.

use serde_json::Value;

use crate::{Desk, Run};

/// A taxonomy with a group, a broader skill and a soft one.
const TRADES: &str = "id,label,alt_labels,kind,broader\n\
    g,metal work,,skill-group,\n\
    weld,weld metal,welding,skill,g\n\
    braze,argon brazing,braze with argon,skill,weld\n\
    saw,sawing steel,saw steel,skill,g\n\
    blue,read blueprints,blueprint reading,skill,\n\
    soft,communicate clearly,clear communication,work-style,\n";

const JOBS: &str = "id,job title,description,industry,employer\n\
    j1,Welder,\"Requirements:\n- welding\n- clear communication\nNice to have:\n- saw steel\",Metal,Ironway\n\
    j2,Fitter,\"Must have welding. Blueprint reading is a plus.\",Metal,Gladstone\n\
    j3,Clerk,\"You file letters with clear communication.\",Office,Paperly\n";

const CREDENTIALS: &str = "id,credential name,description,provider\n\
    c1,Metal Arts,\"Students learn argon brazing.\",North College\n\
    c2,Shop Course,\"Prerequisites: welding\nYou will learn blueprint reading.\",South College\n";

/// A desk with the taxonomy and both sides.
fn workshop() -> Desk {
    let desk = Desk::new();
    desk.file("trades.csv", TRADES);
    desk.file("jobs.csv", JOBS);
    desk.file("credentials.csv", CREDENTIALS);
    desk.run(&["taxonomy", "add", "trades@1", "trades.csv"]).ends(0);
    desk
}

fn gap(desk: &Desk, more: &[&str]) -> Run {
    let fixed = ["gap", "--jobs", "jobs.csv", "--credentials", "credentials.csv", "--taxonomy", "trades"];
    desk.run(&[&fixed[..], more].concat())
}

fn row<'a>(objects: &'a [Value], kind: &str, label: &str) -> &'a Value {
    let found = objects.iter().find(|row| row["row"] == kind && row["label"] == label);
    found.unwrap_or_else(|| panic!("no {kind} {label}: {objects:#?}"))
}

#[test]
fn documents_are_counted_and_what_is_near_is_no_gap() {
    let desk = workshop();
    let objects = gap(&desk, &["-f", "jsonl"]).ends(0).objects();
    let weld = row(&objects, "concept", "weld metal");
    assert_eq!((&weld["demand"]["documents"], &weld["demand"]["required"]), (&2.into(), &2.into()));
    // One credential expects welding beforehand, the other teaches something narrower.
    assert_eq!((&weld["supply"]["documents"], &weld["supply"]["narrower"]), (&0.into(), &1.into()));
    assert_eq!(weld["standing"], "partly");
    assert_eq!(
        (&weld["nearest"]["label"], &weld["nearest"]["relation"]),
        (&"argon brazing".into(), &"narrower".into())
    );
    assert_eq!((&weld["ratio"], &weld["asked"][0]["quote"]), (&Value::Null, &"welding".into()));
    let saw = row(&objects, "concept", "sawing steel");
    assert_eq!((&saw["standing"], &saw["demand"]["preferred"]), (&"not-taught".into(), &1.into()));
    let blue = row(&objects, "concept", "read blueprints");
    assert_eq!(
        (&blue["standing"], &blue["ratio"], &blue["taught"][0]["id"]),
        (&"met".into(), &1.0.into(), &"c2".into())
    );
    assert_eq!(row(&objects, "concept", "argon brazing")["standing"], "partly-asked-for");
    let soft = row(&objects, "concept", "communicate clearly");
    assert_eq!((&soft["soft"], &soft["demand"]["documents"]), (&true.into(), &2.into()));
    // A document counts once for a group, however many of its skills it names.
    let group = row(&objects, "group", "metal work");
    assert_eq!((&group["demand"]["documents"], &group["supply"]["documents"]), (&2.into(), &1.into()));
    assert_eq!(objects[0]["asked"], 4);
}

#[test]
fn a_field_tells_documents_apart_and_a_side_without_it_counts_whole() {
    let desk = workshop();
    let objects = gap(&desk, &["-f", "jsonl", "--by", "industry"]).ends(0).objects();
    let slice =
        |value: &str| objects.iter().find(|row| row["row"] == "slice" && row["value"] == value).expect("a slice");
    assert_eq!((&slice("Metal")["postings"], &slice("Metal")["credentials"]), (&2.into(), &2.into()));
    assert_eq!(slice("Office")["whole"], serde_json::json!(["credentials"]));
    let office: Vec<&Value> =
        objects.iter().filter(|row| row["row"] == "slice-concept" && row["value"] == "Office").collect();
    assert!(office.iter().any(|row| row["label"] == "communicate clearly" && row["standing"] == "not-taught"));
    let objects = gap(&desk, &["-f", "jsonl", "--by", "issuer"]).ends(0).objects();
    let values: Vec<&Value> = objects.iter().filter(|row| row["row"] == "slice").map(|row| &row["value"]).collect();
    assert_eq!(values, ["North College", "South College"], "employers are no issuers");
    gap(&desk, &["--by", "colour"]).ends(2).says(&["fields: industry, place, occupation, issuer, kind"]);
}

#[test]
fn conditions_leave_what_a_file_without_the_others_would_give() {
    let desk = workshop();
    // The first is silent, and nobody knows yet that the others are not.
    let head = "id,job title,description,industry,employer\n";
    let silent = "j0,Cutter,\"Requirements:\n- saw steel\n- argon brazing\",,Ironway\n";
    let metal = JOBS.split_inclusive('\n').skip(1).take_while(|line| !line.starts_with("j3")).collect::<String>();
    let office = "j3,Clerk,\"You file letters with clear communication.\",Office,Paperly\n";
    desk.file("jobs.csv", format!("{head}{silent}{metal}{office}"));
    let narrowed = gap(&desk, &["-f", "jsonl", "--where", "industry=metal"]).ends(0);
    assert!(narrowed.stderr.contains("2 postings and 0 credentials are left out"), "{}", narrowed.stderr);
    assert!(narrowed.stderr.contains("Of the credentials none says its industry, so all of them count"));
    let narrowed = narrowed.objects();
    desk.file("jobs.csv", format!("{head}{metal}"));
    let alone = gap(&desk, &["-f", "jsonl"]).ends(0).objects();
    let rows = |objects: &[Value]| -> Vec<Value> {
        objects
            .iter()
            .filter(|row| ["concept", "group", "phrase"].contains(&row["row"].as_str().unwrap()))
            .cloned()
            .collect()
    };
    assert!(rows(&alone).len() > 4);
    assert_eq!(rows(&narrowed), rows(&alone));
    assert_eq!((&narrowed[0]["postings"], &narrowed[0]["postings_left_out"]), (&2.into(), &2.into()));
    // What could be chosen instead is still told.
    let value = |value: &str| narrowed.iter().find(|row| row["row"] == "value" && row["value"] == value);
    let office = value("Office").expect("it is there to be chosen");
    assert_eq!(
        (&office["by"], &office["postings"], &office["credentials"]),
        (&"industry".into(), &1.into(), &0.into())
    );
}

#[test]
fn conditions_hold_for_both_sides_where_both_say_the_field() {
    let desk = workshop();
    desk.file(
        "jobs.csv",
        "id,title,description,place\nj1,Welder,Welding is required,Austin\nj2,Cutter,Saw steel,Waco\n",
    );
    desk.file(
        "credentials.csv",
        "id,title,description,city\nc1,Metal,Learn welding.,Austin\nc2,Saws,Learn to saw steel.,Waco\n",
    );
    let objects = gap(&desk, &["-f", "jsonl", "--where", "place~aus", "--by", "place"]).ends(0).objects();
    let counts = |name: &str| objects[0][name].as_u64().expect("a count");
    assert_eq!((counts("postings"), counts("credentials"), counts("credentials_left_out")), (1, 1, 1));
    assert_eq!(row(&objects, "concept", "weld metal")["standing"], "met");
    let slices: Vec<&Value> = objects.iter().filter(|row| row["row"] == "slice").collect();
    assert_eq!(slices.len(), 1, "{slices:?}");
    assert_eq!((&slices[0]["requests"], &slices[0]["requests_met"]), (&1.into(), &1.into()));
    gap(&desk, &["--where", "place"]).ends(2).says(&["is no condition"]);
    let misspelt = ["-o", "report.html", "--where", "plaec=austin"];
    gap(&desk, &misspelt).ends(1).says(&["No document says its plaec, so that condition leaves none out."]);
    let page = std::fs::read_to_string(desk.path("report.html")).expect("the page");
    assert!(page.contains("Only where plaec=austin"), "the report says what it is of");
}

#[test]
fn the_page_needs_nothing_but_itself_and_obeys_no_document() {
    let desk = workshop();
    let hostile = "id,job title,description,industry\n\
        \"<img src=x onerror=alert(1)>\",\"<script>alert(1)</script>\",\"Required: welding </svg><b>\",\"\"\"><i>Metal\"\n";
    desk.file("jobs.csv", hostile);
    gap(&desk, &["-o", "report.html", "--by", "industry"]).ends(0);
    let page = std::fs::read_to_string(desk.path("report.html")).expect("the page");
    let lower = page.to_lowercase();
    for sign in ["<script", "<img", "onerror=", "http://", "https://", "url(", "@import", "<link", "javascript:"] {
        let harmless = sign == "onerror=" && lower.contains("&lt;img src=x onerror=alert(1)&gt;");
        assert!(harmless || !lower.contains(sign), "{sign} is in the page");
    }
    assert!(
        page.contains("default-src 'none'")
            && page.contains("prefers-color-scheme: dark")
            && page.contains("@media print")
    );
    assert!(page.contains("<svg") && page.ends_with("</html>\n"));
    for element in ["svg", "table", "section", "div", "details", "tr", "td"] {
        let opened = page.matches(&format!("<{element}>")).count() + page.matches(&format!("<{element} ")).count();
        assert_eq!(opened, page.matches(&format!("</{element}>")).count(), "{element}");
    }
}

#[test]
fn every_format_is_the_same_whatever_the_number_of_threads() {
    let desk = workshop();
    for format in ["table", "csv", "jsonl", "html"] {
        let one = gap(&desk, &["-f", format, "--by", "industry", "--threads", "1"]).ends(0).stdout;
        let four = gap(&desk, &["-f", format, "--by", "industry", "--threads", "4"]).ends(0).stdout;
        assert_eq!(one, four, "{format}");
        assert!(one.lines().count() > 5, "{format}: {one}");
    }
}

#[test]
fn broken_empty_and_missing_inputs_are_told() {
    let desk = workshop();
    desk.file("empty.csv", "id,title,description\n");
    let nothing = ["gap", "--jobs", "empty.csv", "--credentials", "credentials.csv", "--taxonomy", "trades"];
    desk.run(&nothing).ends(1).says(&["read 0 postings and 2 credentials"]);
    desk.file("broken.csv", "id,title,description\nb1,,\nb2,Welder,Required: welding\n");
    let broken = ["gap", "--jobs", "broken.csv", "--credentials", "credentials.csv", "--taxonomy", "trades"];
    desk.run(&broken).ends(1).says(&["broken.csv:2, record 1: neither a title nor a text", "skipped 1"]);
    desk.run(&[&broken[..], &["--strict", "-o", "report.html"]].concat()).ends(2);
    assert!(!desk.path("report.html").exists());
    desk.run(&["gap", "--jobs", "nowhere.csv", "--credentials", "credentials.csv"]).ends(2).says(&["nowhere.csv"]);
}
