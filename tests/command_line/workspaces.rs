//! The workspace: taxonomies that come and go, several versions, and indexes that are damaged, stale or foreign.

use crate::Desk;

const CRAFTS: &str = "id,label,alt_labels,definition,kind,broader\n\
    weave,weaving cloth,hand weaving|loom weaving,Make cloth of yarn on a loom.,skill,textile\n\
    dye,dyeing yarn,,Give yarn a colour.,skill,textile\n\
    textile,textile crafts,,,skill group,\n";
const MORE: &str = "spin,spinning wool,hand spinning,Make yarn of wool.,skill,textile\n";
const DOCUMENTS: &str = "id,title,description\nd-1,Weaver,You learn hand weaving and spinning wool.\n";

/// A desk with the taxonomy `crafts@1` and a document that it knows something about.
fn desk_with_crafts() -> Desk {
    let desk = Desk::new();
    desk.file("crafts.csv", CRAFTS);
    desk.file("more.csv", format!("{CRAFTS}{MORE}"));
    desk.file("d.csv", DOCUMENTS);
    desk.run(&["taxonomy", "add", "crafts@1", "crafts.csv"]).ends(0).says(&["added crafts@1 with 5 labels"]);
    desk
}

fn mapped(desk: &Desk, taxonomy: &str) -> (Vec<String>, String) {
    let run = desk.run(&["map", "d.csv", "-t", taxonomy, "-f", "jsonl"]).ends(0);
    let mappings = run.objects()[0]["mappings"].as_array().expect("a list").clone();
    let mut ids: Vec<String> =
        mappings.iter().map(|one| one["concept_id"].as_str().expect("an identifier").to_owned()).collect();
    ids.sort();
    (ids, run.stderr)
}

#[test]
fn a_taxonomy_is_checked_added_listed_shown_and_removed() {
    let desk = desk_with_crafts();
    let check = desk.run(&["taxonomy", "check", "crafts.csv"]).ends(0);
    assert!(check.stdout.contains("2 skill"), "{}", check.stdout);
    let list = desk.run(&["taxonomy", "list"]).ends(0);
    let names: Vec<&str> = list.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["starter@1", "crafts@1"]);
    let show = desk.run(&["taxonomy", "show", "crafts"]).ends(0);
    assert!(show.stdout.contains("crafts@1") && show.stderr.is_empty(), "{show:?}");
    for wanted in ["weave", "weaving cloth", "Hand Weaving"] {
        let concept = desk.run(&["taxonomy", "show", "crafts", wanted]).ends(0);
        assert!(concept.stdout.contains("weaving cloth") && concept.stdout.contains("textile crafts"), "{concept:?}");
    }
    desk.run(&["taxonomy", "show", "crafts", "knitting"]).ends(1).says(&["has no concept \"knitting\"", "try: "]);
    desk.run(&["taxonomy", "remove", "crafts"]).ends(0).says(&["removed crafts@1"]);
    assert_eq!(desk.run(&["taxonomy", "list"]).ends(0).stdout.lines().count(), 1);
    assert!(desk.names("space/taxonomies").is_empty() && desk.names("space/index").is_empty());
    desk.run(&["taxonomy", "remove", "starter"]).ends(2).says(&["cannot be removed"]);
}

#[test]
fn an_unknown_name_is_answered_with_the_known_ones() {
    let desk = desk_with_crafts();
    for name in ["croft", "crafts@2"] {
        desk.run(&["map", "d.csv", "-t", name]).ends(2).says(&[
            "error: no taxonomy",
            name,
            "there are: starter@1, crafts@1",
            "hint: skillmap taxonomy add",
        ]);
    }
    desk.run(&["taxonomy", "add", "../up", "crafts.csv"]).ends(2).says(&["is no name for a taxonomy", "hint: "]);
    desk.run(&["taxonomy", "add", "starter", "crafts.csv"]).ends(2).says(&["bundled", "hint: "]);
}

#[test]
fn two_versions_live_side_by_side() {
    let desk = desk_with_crafts();
    desk.run(&["taxonomy", "add", "crafts@2", "more.csv"]).ends(0);
    assert_eq!(mapped(&desk, "crafts@1").0, ["weave"]);
    assert_eq!(mapped(&desk, "crafts@2").0, ["spin", "weave"]);
    assert_eq!(mapped(&desk, "crafts").0, ["spin", "weave"], "the name alone means the highest version");
    desk.run(&["taxonomy", "remove", "crafts"]).ends(2).says(&["crafts@1", "crafts@2"]);
    desk.run(&["taxonomy", "remove", "crafts@2"]).ends(0);
    assert_eq!(mapped(&desk, "crafts").0, ["weave"]);
}

#[test]
fn the_index_can_be_deleted_at_any_time() {
    let desk = desk_with_crafts();
    let before = mapped(&desk, "crafts");
    assert_eq!(before.1.lines().count(), 1, "a sound index is used as it is: {}", before.1);
    std::fs::remove_dir_all(desk.path("space/index")).expect("an index");
    let rebuilt = mapped(&desk, "crafts");
    assert_eq!(rebuilt.0, before.0);
    assert!(rebuilt.1.contains("built the index of crafts@1 (there is none yet)"), "{}", rebuilt.1);
    assert_eq!(mapped(&desk, "crafts"), before);
}

#[test]
fn every_damaged_file_of_an_index_is_noticed_and_built_again() {
    let desk = desk_with_crafts();
    let before = mapped(&desk, "crafts");
    let folder = "space/index/crafts@1";
    for name in ["concepts.bin", "labels.fst", "labels.bin", "lexical/meta.json"] {
        let path = desk.path(folder).join(name);
        let mut bytes = std::fs::read(&path).expect("a file of the index");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&path, bytes).expect("a file of the index");
        let (ids, said) = mapped(&desk, "crafts");
        assert_eq!(ids, before.0);
        assert!(said.contains(&format!("built the index of crafts@1 (damaged: {name} has changed)")), "{said}");
        std::fs::remove_file(&path).expect("a file of the index");
        let (ids, said) = mapped(&desk, "crafts");
        assert_eq!(ids, before.0);
        assert!(said.contains(&format!("damaged: {name} is missing")), "{said}");
        assert_eq!(mapped(&desk, "crafts"), before);
    }
}

#[test]
fn a_stale_index_is_noticed_and_built_again() {
    let desk = desk_with_crafts();
    desk.run(&["taxonomy", "add", "crafts@2", "more.csv"]).ends(0);
    // The content under version 1 is another now, its index still the old one.
    let content = "taxonomy.json.zst";
    let [one, two] = ["1", "2"].map(|version| desk.path("space/taxonomies").join(format!("crafts@{version}")));
    std::fs::copy(two.join(content), one.join(content)).expect("the content");
    let (ids, said) = mapped(&desk, "crafts@1");
    assert_eq!(ids, ["spin", "weave"]);
    assert!(said.contains("(stale: the taxonomy has changed since it was built)"), "{said}");
    // Added again, a taxonomy replaces the same one, index and all.
    desk.run(&["taxonomy", "add", "crafts@1", "crafts.csv"]).ends(0);
    let (ids, said) = mapped(&desk, "crafts@1");
    assert_eq!((ids, said.lines().count()), (vec!["weave".to_owned()], 1));
}

#[test]
fn a_foreign_manifest_is_noticed_and_the_index_built_again() {
    let desk = desk_with_crafts();
    let before = mapped(&desk, "crafts");
    let path = desk.path("space/index/crafts@1/manifest.json");
    let own = std::fs::read_to_string(&path).expect("a manifest");
    let mut other: serde_json::Value = serde_json::from_str(&own).expect("a manifest");
    other["layout"] = 9_999.into();
    let mut engine: serde_json::Value = serde_json::from_str(&own).expect("a manifest");
    engine["tantivy"] = "tantivy 0.1".into();
    let cases = [
        (other.to_string(), "made with layout 9999"),
        (engine.to_string(), "made with tantivy 0.1, this program uses"),
        ("{\"what\":1}".to_owned(), "manifest.json: missing field"),
        (own[..own.len() / 2].to_owned(), "manifest.json: EOF"),
        ("\0\u{1}".to_owned(), "manifest.json: "),
    ];
    for (text, expected) in cases {
        std::fs::write(&path, &text).expect("a manifest");
        let (ids, said) = mapped(&desk, "crafts");
        assert_eq!(ids, before.0);
        assert!(said.contains("built the index of crafts@1 (") && said.contains(expected), "{expected}: {said}");
        assert_eq!(mapped(&desk, "crafts"), before);
    }
}

#[test]
fn a_damaged_taxonomy_is_an_error_that_says_what_to_do() {
    let desk = desk_with_crafts();
    desk.file("space/taxonomies/crafts@1/taxonomy.json.zst", "rubbish");
    desk.run(&["map", "d.csv", "-t", "crafts"]).ends(2).says(&[
        "error: ",
        "taxonomy.json.zst",
        "taxonomy add crafts@1",
    ]);
}
