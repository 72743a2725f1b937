//! The pages without a browser: what they hold, that nothing from outside becomes markup, and what is downloaded.
//! `tests/browser/` drives them in a real one.

use super::{Answer, Running, encoded};

const TEXT: &str = "Wound Care\n\nClean & dress wounds if a<b, x < y & \"quoted\". Required: wound care, vital signs.";

fn upload(service: &Running, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    upload_to(service, "/map", parts)
}

pub fn upload_to(service: &Running, path: &str, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let mut body = String::new();
    for (name, file_name, content) in parts {
        let file_name = file_name.map_or(String::new(), |file_name| format!("; filename=\"{file_name}\""));
        let part = format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file_name}\r\n\r\n{content}\r\n");
        body.push_str(&part);
    }
    body += "--edge--\r\n";
    service.post(path, "multipart/form-data; boundary=edge", body)
}

#[test]
fn a_posting_is_held_against_credentials_with_words_from_both_sides() {
    let service = Running::shared();
    let credentials =
        "id,title,description\nc-1,Wound <b>Care,Learners perform wound care on patients\nc-2,Welding,Weld steel\n";
    let posting = "Nurse\n\nYou must perform wound care. Required: phlebotomy.";
    let parts = [("text", None, posting), ("against", Some("c.csv"), credentials), ("direction", None, "job")];
    let html = upload_to(&service, "/match", &parts).ok().text();
    let (first, rest) = html.split_once("class=\"coverage\"").expect("a coverage bar");
    assert!(first.contains("Wound") && !first.contains("Welding"), "the better one stands first: {html}");
    assert!(rest.contains("Phlebotomy") && rest.contains("missing") && !html.contains("<b>"), "{html}");
    let none = upload_to(&service, "/match", &parts[..1]);
    assert_eq!(none.status, 400);
    assert!(none.text().contains("There are no documents to compare with"), "{}", none.text());
    let wrong = upload_to(&service, "/match", &[parts[0], parts[1], ("filter", None, "level ~~ \"")]);
    assert_eq!(wrong.status, 400, "{}", wrong.text());
}

#[test]
fn demand_and_supply_are_compared_on_a_page_and_in_files() {
    let service = Running::shared();
    let jobs = "id,title,description\na,Nurse <i>,Perform wound care and phlebotomy\nb,Nurse,Phlebotomy\n";
    let credentials = "id,title,description\nc,Wound Care Certificate,Perform wound care\n";
    let parts = [("jobs", Some("jobs.csv"), jobs), ("credentials", Some("credentials.csv"), credentials)];
    let html = upload_to(&service, "/gap", &parts).ok().text();
    let (_, missing) = html.split_once("Asked for and not taught").expect("a list");
    assert!(missing.contains("Phlebotomy"), "{html}");
    assert!(html.contains("2 postings") && html.contains("1 credential") && !html.contains("<i>"));
    for (format, begin) in [("csv", ""), ("jsonl", "{"), ("html", "<!doctype html>")] {
        let mut parts = parts.to_vec();
        parts.push(("format", None, format));
        let file = upload_to(&service, "/gap", &parts).ok();
        assert!(file.headers["content-disposition"].contains(&format!("gap.{format}")));
        assert!(file.text().starts_with(begin), "{format}: {}", file.text());
        assert!(file.text().contains("Phlebotomy"));
    }
    let one = upload_to(&service, "/gap", &parts[..1]);
    assert_eq!(one.status, 400);
    assert!(one.text().contains("There are no credentials to compare with"), "{}", one.text());
}

#[test]
fn demand_and_supply_are_narrowed_told_apart_and_taken_along_without_choosing_the_files_again() {
    let service = Running::shared();
    let jobs = "id,title,description,industry,place\n\
        a,Nurse,Perform wound care and phlebotomy,Health <b>care,Austin\nb,Welder,Weld steel,Metal,Waco\n";
    let credentials = "id,title,description\nc,Wound Care Certificate,Perform wound care\n";
    let parts = [("jobs", Some("jobs.csv"), jobs), ("credentials", Some("credentials.csv"), credentials)];
    let html = upload_to(&service, "/gap", &parts).ok().text();
    assert!(html.contains("value=\"industry=Metal\"") && html.contains("value=\"place=Austin\""), "{html}");
    assert!(html.contains("Health &lt;b&gt;care") && !html.contains("<b>"), "{html}");
    assert!(html.contains("No credential says its industry: all of them count."), "{html}");
    assert!(html.contains("No posting and no credential says its occupation"), "{html}");
    let carried = |name: &str| -> String {
        let rest =
            html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {html}")).1;
        rest.split('"').next().expect("it ends").to_owned()
    };
    let again = [carried("jobs-again"), carried("credentials-again")];
    let ask = |more: &[(&'static str, &'static str)]| {
        let mut parts = vec![
            ("jobs-again-name", None, "jobs.csv"),
            ("jobs-again", None, again[0].as_str()),
            ("credentials-again-name", None, "credentials.csv"),
            ("credentials-again", None, again[1].as_str()),
            ("taxonomy", None, "starter"),
        ];
        parts.extend(more.iter().map(|(name, value)| (*name, None, *value)));
        upload_to(&service, "/gap", &parts)
    };
    let narrowed = [("only", "industry=Metal"), ("by", "place"), ("format", "csv"), ("answer", "page")];
    let html = ask(&narrowed).ok().text();
    assert!(html.contains("Only where industry=Metal: 1 posting and 0 credentials are left out."), "{html}");
    assert!(html.contains("1 posting of jobs.csv") && !html.contains("Phlebotomy"), "{html}");
    assert!(html.contains("value=\"industry=Metal\" checked") && html.contains("value=\"industry=Health"), "{html}");
    assert!(html.contains("By place") && html.contains("All credentials count in every column"), "{html}");
    let file = ask(&[("only", "industry=Metal"), ("format", "jsonl"), ("answer", "file")]).ok();
    assert!(file.headers["content-disposition"].contains("gap.jsonl"));
    assert_eq!((&file.lines()[0]["postings"], &file.lines()[0]["postings_left_out"]), (&1.into(), &1.into()));
    let none = ask(&[("only", "place=Nowhere"), ("answer", "page")]).ok().text();
    assert!(none.contains("No posting is left") && none.contains("None fulfils the conditions"), "{none}");
    assert!(none.contains("value=\"place=Nowhere\" checked"), "what was chosen can be taken back: {none}");
    let silent = ask(&[("by", "occupation"), ("answer", "page")]).ok().text();
    assert!(silent.contains("No document says its occupation"), "{silent}");
    let long = format!("{credentials}d,Long,\"Weld {} steel\"\n", " ".repeat(300 << 10));
    let html = upload_to(&service, "/gap", &[parts[0], ("credentials", Some("c.csv"), &long)]).ok().text();
    assert!(html.contains("too long to be sent along") && !html.contains("jobs-again"), "{html}");
}

#[test]
fn a_pasted_text_comes_back_whole_with_its_proving_words_marked() {
    let service = Running::shared();
    let page = upload(&service, &[("text", None, TEXT), ("file", Some(""), ""), ("taxonomy", None, "starter")]).ok();
    let html = page.text();
    assert!(page.headers["content-type"].starts_with("text/html"));
    assert!(
        html.contains("if a&lt;b, x &lt; y &amp; &quot;quoted&quot;") && !html.contains("a<b"),
        "the text became markup"
    );
    assert!(html.contains("class=\"proof\""), "nothing is marked");
    // Every mark leads to a skill that is there, and every skill to a mark.
    let targets = |start: &str| -> Vec<String> {
        html.split(start).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    for id in targets("href=\"#").into_iter().filter(|id| id != "content") {
        assert!(html.contains(&format!("id=\"{id}\"")), "#{id} leads nowhere");
    }
    // The text is whole: marks taken off, it is what was sent.
    let words =
        html.split("<div class=\"words\">").nth(1).and_then(|rest| rest.split("</div>").next()).expect("the text");
    let mut plain = String::new();
    for piece in words.split('<') {
        plain += piece.split_once('>').map_or(piece, |(_, text)| text);
    }
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    assert_eq!(plain.trim(), TEXT.trim());
}

#[test]
fn a_dropped_table_gives_a_document_a_row_and_the_download_has_the_decisions() {
    let service = Running::shared();
    let table = "id,title,description\na-1,Nurse,Perform wound care and measure vital signs\nb-2,Welder,Weld steel\n";
    let html = upload(&service, &[("text", None, ""), ("file", Some("../../jobs.csv"), table)]).ok().text();
    assert!(html.contains("2 documents") && html.contains("Nurse") && html.contains("Welder"));
    let set =
        html.split("name=\"set\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the mapping set");
    let set = set.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let documents: Vec<serde_json::Value> = serde_json::from_str(&set).expect("the page carries its mapping set");
    let first = documents[0]["mappings"][0]["label"].as_str().expect("a skill").to_owned();
    let second = documents[0]["mappings"][1]["label"].as_str().expect("a skill").to_owned();
    let form = |decisions: &str| format!("format=jsonl&taxonomy=starter&set={}&{decisions}", encoded(&set));
    let answer = service
        .post("/map/download", "application/x-www-form-urlencoded", form("decision-0-0=reject&decision-0-1=accept"))
        .ok();
    assert!(answer.headers["content-disposition"].contains("skills.jsonl"));
    let line = &answer.lines()[0];
    let labels: Vec<&str> =
        line["mappings"].as_array().expect("a list").iter().filter_map(|one| one["label"].as_str()).collect();
    assert!(!labels.contains(&first.as_str()), "a rejected skill was downloaded");
    let accepted = line["mappings"].as_array().expect("a list").iter().find(|one| one["label"] == second.as_str());
    assert_eq!(accepted.expect("it was accepted")["decision"], "accepted");
    let named = form("").replace("format=jsonl", "format=parquet");
    let parquet = service.post("/map/download", "application/x-www-form-urlencoded", named);
    assert_eq!(html.contains("Data frame (Parquet)"), cfg!(feature = "parquet"), "offered where it was built in");
    assert_eq!(parquet.status == 200 && parquet.body.starts_with(b"PAR1"), cfg!(feature = "parquet"));
    let damaged = service.post("/map/download", "application/x-www-form-urlencoded", "format=csv&set=%5B%7B");
    assert_eq!(damaged.status, 400);
    assert!(damaged.text().contains("<h1>"), "people get a page");
}

#[test]
fn taxonomies_can_be_walked_and_searched_and_strange_names_stay_text() {
    let service = Running::shared();
    assert!(service.get("/explore").ok().text().contains("/explore/tree/crafts%401"));
    let tree = service.get("/explore/tree/crafts").ok().text();
    assert!(tree.contains("Textile Crafts") && !tree.contains("<b onmouseover"));
    let concept = service.get(&format!("/explore/concept?id={}", encoded("https://crafts.example/odd"))).ok().text();
    assert!(
        concept.contains("&lt;b onmouseover")
            && !concept.contains("<b onmouseover")
            && !concept.contains("<script>alert")
    );
    let loom = service
        .get(&format!("/explore/concept?taxonomy=crafts&id={}", encoded("https://crafts.example/loom")))
        .ok()
        .text();
    assert!(
        loom.contains("aria-current=\"true\"") && loom.contains("Bring a loom to work") && loom.contains("warping")
    );
    let clean = service.get(&format!("/explore/concept?id={}", encoded("https://crafts.example/clean"))).ok().text();
    assert!(clean.contains("by its name"), "the equivalent of the other taxonomy is not shown");
    let found = service.get("/explore/tree/crafts?q=%3Cscript%3E").ok().text();
    assert!(!found.contains("<script>alert") && !found.contains("“<script>”"));
    let nowhere = service.get("/explore/tree/nowhere");
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.text().contains("role=\"alert\""));
}

#[test]
fn people_get_pages_when_something_is_wrong() {
    let service = Running::shared();
    for (answer, status, said) in [
        (service.get("/nowhere"), 404, "nothing at this address"),
        (upload(&service, &[("text", None, "  ")]), 400, "no text and no file"),
        (upload(&service, &[("text", None, "x"), ("file", Some("a.zip"), "PK\u{3}\u{4}")]), 422, "archive"),
        (service.post("/map", "text/plain", "x"), 400, "form could not be read"),
    ] {
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().contains(said), "{said}: {}", answer.text());
        assert!(answer.headers["content-type"].starts_with("text/html"));
    }
}

#[test]
fn style_and_script_are_served_and_may_be_kept() {
    let service = Running::shared();
    let page = service.get("/").ok().text();
    for name in ["style.css", "pages.js", "mark.svg"] {
        let address = page.split('"').find(|part| part.starts_with("/assets/") && part.ends_with(name)).expect(name);
        let asset = service.get(address).ok();
        assert!(asset.headers["cache-control"].contains("immutable"));
        assert!(asset.body.len() > 100);
    }
    assert!(!page.contains("style=\"") && !page.contains("onclick"), "the policy forbids what is inline");
    assert_eq!(service.get("/assets/0-other.css").status, 404);
}
