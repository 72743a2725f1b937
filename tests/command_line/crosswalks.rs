//! `skillmap crosswalk` and its evaluation, from outside.

use serde_json::Value;

use crate::{Desk, Run};

const CRAFTS: &str = "id,label,alt_labels,definition,kind,broader\n\
    c-1,loom setup,setting up looms|warping,Prepare a loom for weaving.,skill,\n\
    c-2,yarn dyeing,dyeing of yarn,Give yarn a colour.,skill,\n\
    c-3,weaver,loom operator|cloth weaver,Makes cloth on a loom.,occupation,\n\
    c-4,quantum chromodynamics,,Describes the strong force.,knowledge,\n";
const TRADES: &str = "id,label,alt_labels,definition,kind,broader\n\
    t-1,set up looms,loom setup|prepare looms,Make a loom ready for weaving.,skill,\n\
    t-2,dye yarn,colour yarn,Colour yarn with dyes.,skill,t-9\n\
    t-3,textile weaver,weaver,Weaves cloth on looms.,occupation,\n\
    t-4,bake bread,,Bake loaves of bread.,skill,\n\
    t-9,finish textiles,,Finish textiles of any sort.,skill,\n";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("crafts.csv", CRAFTS);
    desk.file("trades.csv", TRADES);
    desk.run(&["taxonomy", "add", "crafts@1", "crafts.csv", "--lang", "en"]).ends(0);
    desk.run(&["taxonomy", "add", "trades@2", "trades.csv", "--lang", "en"]).ends(0);
    desk
}

fn crosswalk(desk: &Desk, more: &[&str]) -> Run {
    let mut arguments = vec!["crosswalk", "crafts", "trades"];
    arguments.extend(more);
    desk.run(&arguments)
}

fn list<'a>(object: &'a Value, field: &str) -> &'a Vec<Value> {
    object[field].as_array().expect("a list")
}

#[test]
fn every_concept_has_a_line_with_its_own_identifier() {
    let run = crosswalk(&desk(), &["--top", "3", "--format", "jsonl", "--with-text"]).ends(0);
    let lines = run.objects();
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().expect("a name")).collect();
    assert_eq!(ids, ["c-1", "c-2", "c-3", "c-4"]);
    for (line, target) in lines.iter().zip(["t-1", "t-2", "t-3"]) {
        assert_eq!(list(line, "mappings")[0]["concept_id"], target, "{line}");
    }
    for line in &lines {
        let text = line["text"].as_str().expect("it was asked for");
        let mut before = 1.0;
        for mapping in list(line, "mappings") {
            let confidence = mapping["confidence"].as_f64().expect("a number");
            assert!((0.0..=before).contains(&confidence), "by falling confidence: {line}");
            before = confidence;
            for evidence in list(mapping, "evidence") {
                let place = |end: &str| evidence[end].as_u64().expect("a number") as usize;
                assert_eq!(&text[place("start")..place("end")], evidence["quote"].as_str().expect("a quote"));
            }
            assert!(!list(mapping, "evidence").is_empty());
        }
        assert!(list(line, "mappings").len() <= 3);
    }
}

#[test]
fn kinds_do_not_mix_and_exact_needs_the_same_label() {
    let run = crosswalk(&desk(), &["--top", "9", "--format", "jsonl"]).ends(0);
    for line in run.objects() {
        for mapping in list(&line, "mappings") {
            let occupation = line["id"] == "c-3";
            assert_eq!(mapping["kind"] == "occupation", occupation, "{line}");
            let met = list(mapping, "evidence").iter().all(|evidence| evidence["matcher"] == "label");
            assert!(met || mapping["predicate"] != "skos:exactMatch", "{line}");
        }
    }
    let occupations = crosswalk(&desk(), &["--kind", "occupation", "--top", "1", "--format", "jsonl"]).ends(0);
    assert_eq!(occupations.objects().len(), 1);
    crosswalk(&desk(), &["--kind", "language"]).ends(2).says(&["no concept of kind language", "hint: it has: skill 2"]);
}

#[test]
fn a_concept_that_nothing_fits_is_said_to_have_no_term() {
    let run = crosswalk(&desk(), &["--format", "sssom", "--min-confidence", "0.3"]).ends(0);
    let head: Vec<&str> = run.stdout.lines().take_while(|line| line.starts_with('#')).collect();
    assert!(head.iter().any(|line| line.starts_with("#subject_source_version: \"1\"")), "{head:?}");
    let row = run.stdout.lines().find(|line| line.contains("quantum")).expect("a row");
    assert!(row.contains("sssom:NoTermFound") && row.contains("\t1:0"), "{row}");
    assert!(run.stdout.contains("crafts:c-2\tyarn dyeing\t"), "{}", run.stdout);
}

#[test]
fn one_to_one_gives_no_target_twice() {
    let run = crosswalk(&desk(), &["--one-to-one", "--min-confidence", "0", "--format", "jsonl"]).ends(0);
    let lines = run.objects();
    let targets: Vec<&Value> =
        lines.iter().flat_map(|line| list(line, "mappings")).map(|mapping| &mapping["concept_id"]).collect();
    let mut different: Vec<String> = targets.iter().map(ToString::to_string).collect();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), targets.len());
    assert!(lines.iter().all(|line| list(line, "mappings").len() <= 1));
}

#[test]
fn schemes_narrow_either_side() {
    let desk = desk();
    let run = crosswalk(&desk, &["--to-scheme", "finish textiles", "--top", "5", "--format", "jsonl"]).ends(0);
    for mapping in run.objects().iter().flat_map(|line| list(line, "mappings").clone()) {
        assert!(["t-2", "t-9"].contains(&mapping["concept_id"].as_str().expect("a name")), "{mapping}");
    }
    let run = crosswalk(&desk, &["--from-scheme", "c-2", "--top", "5", "--format", "jsonl"]).ends(0);
    assert_eq!(run.objects().len(), 1);
    crosswalk(&desk, &["--from-scheme", "nowhere"]).ends(2).says(&["no concept in \"nowhere\""]);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let desk = desk();
    let of =
        |threads: &str| crosswalk(&desk, &["--top", "5", "--format", "jsonl", "--threads", threads]).ends(0).stdout;
    assert_eq!(of("1"), of("3"));
}

#[test]
fn titles_of_another_language_meet_by_stem_sex_and_compound() {
    let desk = Desk::new();
    desk.file(
        "titles.csv",
        "id,label\nq1,Landwirtin (m/w/d)\nq2,Fachkraft für Lagerreinigung\nq3,Zahnarzt/Zahnärztin\n",
    );
    desk.file(
        "list.csv",
        "id,label\nz1,Landwirt/Landwirtin\nz2,Fachkraft Reinigung und Lager\nz3,Zahnarzt\nz4,Gastwirt\nz5,Fachkraft Lager\nz6,Fachkraft Obst\n",
    );
    desk.run(&["taxonomy", "add", "titles", "titles.csv", "--lang", "de"]).ends(0);
    desk.run(&["taxonomy", "add", "list", "list.csv", "--lang", "de"]).ends(0);
    let run = desk.run(&["crosswalk", "titles", "list", "--top", "1", "--format", "jsonl"]).ends(0);
    let first: Vec<String> =
        run.objects().iter().map(|line| list(line, "mappings")[0]["concept_id"].to_string()).collect();
    assert_eq!(first, ["\"z1\"", "\"z2\"", "\"z3\""]);
}

#[test]
fn a_crosswalk_is_held_against_gold() {
    let desk = desk();
    desk.file(
        "gold.csv",
        "subject_id,predicate_id,object_id\nc-1,skos:exactMatch,t-1\nc-2,skos:closeMatch,t-2\nc-9,,t-1\n",
    );
    let run = desk.run(&["eval", "crosswalk", "gold.csv", "--from", "crafts", "--to", "trades"]).ends(0);
    assert!(run.stdout.starts_with("n              2   2 pairs; 3 rows, 1 of them"), "{}", run.stdout);
    assert!(run.stdout.contains("hit@1      100.0   [100.0, 100.0]"), "{}", run.stdout);
    for name in ["hit@10", "MRR", "precision", "recall", "F1", "ECE", "predicate"] {
        assert!(run.stdout.lines().any(|line| line.starts_with(name)), "{name}: {}", run.stdout);
    }
    desk.file("other.csv", "a,b\nt-1,c-1\n");
    desk.run(&["eval", "crosswalk", "other.csv", "--from", "crafts", "--to", "trades"]).ends(2);
    let named = ["--subject-column", "b", "--object-column", "a"];
    let mut arguments = vec!["eval", "crosswalk", "other.csv", "--from", "crafts", "--to", "trades"];
    arguments.extend(named);
    desk.run(&arguments).ends(0);
}

#[test]
fn a_published_mapping_takes_the_place_of_a_guess_and_says_where_it_is_from() {
    let desk = desk();
    desk.file(
        "official.sssom.tsv",
        "#curie_map:\n#  t: \"urn:skillmap:concept:trades:\"\n#  c: \"urn:skillmap:concept:crafts:\"\n\
         #mapping_set_id: \"https://crafts.example/official\"\n#license: \"https://crafts.example/terms\"\n\
         subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n\
         c:c-1\tskos:narrowMatch\tt:t-4\tsemapv:ManualMappingCuration\t0.2\n\
         t:t-9\tskos:broadMatch\tc:c-2\tsemapv:ManualMappingCuration\t0.9\n",
    );
    let run = crosswalk(&desk, &["--known", "official.sssom.tsv", "--format", "jsonl"]).ends(0);
    assert!(run.stderr.contains("2 pairs are known; 0 rows"), "{}", run.stderr);
    let lines = run.objects();
    let of = |line: usize, target: &str| {
        let found = list(&lines[line], "mappings").iter().find(|mapping| mapping["concept_id"] == target);
        found.unwrap_or_else(|| panic!("{target}: {}", lines[line])).clone()
    };
    let first = of(0, "t-4");
    assert_eq!((&first["predicate"], &first["confidence"]), (&"skos:narrowMatch".into(), &0.2.into()), "{first}");
    assert_eq!(first["origin"]["justification"], "semapv:ManualMappingCuration");
    assert_eq!(first["origin"]["slots"]["mapping_source"][0], "https://crafts.example/official");
    assert_eq!(of(1, "t-9")["predicate"], "skos:narrowMatch", "it was said from the other side");
    let guessed = of(1, "t-2");
    assert!(guessed.get("origin").is_none(), "{guessed}");
    let run = crosswalk(&desk, &["--known", "official.sssom.tsv", "--format", "sssom"]).ends(0);
    let row = run.stdout.lines().find(|line| line.contains("trades:t-4")).expect("the known row");
    for part in ["semapv:ManualMappingCuration", "https://crafts.example/terms", "known from official.sssom.tsv"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    let run = crosswalk(&desk, &["--known", "official.sssom.tsv", "--one-to-one", "--format", "jsonl"]).ends(0);
    assert_eq!(list(&run.objects()[0], "mappings")[0]["concept_id"], "t-4");
}

#[test]
fn known_mappings_that_contradict_each_other_are_listed() {
    let desk = desk();
    let head = "subject_id,predicate_id,object_id,confidence\n";
    desk.file("one.csv", format!("{head}c-1,skos:exactMatch,t-1,\nc-2,skos:exactMatch,t-2,0.1\n"));
    desk.file("other.csv", format!("{head}c-1,skos:broadMatch,t-1,\nc-2,skos:exactMatch,t-9,0.001\n"));
    let run = crosswalk(&desk, &["--known", "one.csv", "--known", "other.csv", "--format", "jsonl"]).ends(1);
    for part in [
        "conflict: loom setup (c-1) → set up looms (t-1): skos:exactMatch in one.csv, but skos:broadMatch in other.csv",
        "conflict: yarn dyeing (c-2): skos:exactMatch with several: dye yarn (t-2) in one.csv, finish textiles (t-9) in",
        "conflict: yarn dyeing (c-2) → finish textiles (t-9): skos:exactMatch in other.csv",
        "3 conflicts",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    assert_eq!(list(&run.objects()[0], "mappings")[0]["predicate"], "skos:exactMatch", "the first counts");
    // The words of c-1 and t-1 are the same, so a doubtful claim that it is narrower is contradicted by a surer one.
    desk.file("doubtful.csv", format!("{head}c-1,skos:narrowMatch,t-1,0.01\n"));
    let run = crosswalk(&desk, &["--known", "doubtful.csv", "--format", "jsonl"]).ends(1);
    assert!(run.stderr.contains("skos:narrowMatch in doubtful.csv (0.010), but skos:exactMatch was found"));
    desk.file("rejected.csv", "subject_id,predicate_id,object_id,decision\nc-1,skos:exactMatch,t-1,rejected\n");
    let run = crosswalk(&desk, &["--known", "rejected.csv", "--top", "9", "--format", "jsonl"]).ends(0);
    assert!(list(&run.objects()[0], "mappings").iter().all(|mapping| mapping["concept_id"] != "t-1"));
}

#[test]
fn the_official_table_is_known_by_its_columns() {
    let desk = desk();
    desk.file(
        "official.csv",
        "onet_soc_code,onet_title,onet_description,esco_uri,esco_title,esco_description,match_type\n\
         c-3,weaver,,t-3,textile weaver,,broadMatch\nc-3,weaver,,t-4,bake bread,,sameAs\n",
    );
    let run = crosswalk(&desk, &["--known", "official.csv", "--kind", "occupation", "--format", "jsonl"]).ends(1);
    assert!(run.stderr.contains("match_type \"sameAs\" is none that is known"), "{}", run.stderr);
    let lines = run.objects();
    let mapping = &list(&lines[0], "mappings")[0];
    assert_eq!((&mapping["concept_id"], &mapping["predicate"]), (&"t-3".into(), &"skos:narrowMatch".into()));
}

#[test]
fn two_sets_put_together_map_end_to_end() {
    let desk = desk();
    let head = "subject_id,subject_label,predicate_id,object_id,object_label,confidence\n";
    desk.file(
        "to-hub.csv",
        format!("{head}c-1,,skos:exactMatch,http://h.example/1,hub looms,0.9\nc-2,,skos:closeMatch,http://h.example/2,,0.8\n"),
    );
    // Its subjects are the targets.
    desk.file(
        "from-hub.csv",
        format!("{head}t-1,,skos:narrowMatch,http://h.example/1,,1\nt-2,,skos:closeMatch,http://h.example/2,,0.5\n"),
    );
    let via = ["--via", "to-hub.csv", "--via", "from-hub.csv", "--format"];
    let run = crosswalk(&desk, &[&via[..], &["sssom"]].concat()).ends(0);
    let row = |part: &str| {
        run.stdout.lines().find(|line| line.contains(part)).unwrap_or_else(|| panic!("{part}: {}", run.stdout))
    };
    let first = row("trades:t-1");
    for part in ["skos:broadMatch", "\t0.9\t", "http://h.example/1", "through hub looms (http://h.example/1): "] {
        assert!(first.contains(part), "{part}: {first}");
    }
    assert!(row("trades:t-2").contains("skos:relatedMatch") && row("crafts:c-3").contains("sssom:NoTermFound"));
    assert!(run.stdout.contains("semapv:MappingChaining"));
    let lines = crosswalk(&desk, &[&via[..], &["jsonl"]].concat()).ends(0).objects();
    assert_eq!(list(&lines[0], "mappings")[0]["origin"]["justification"], "semapv:MappingChaining");
    crosswalk(&desk, &["--via", "from-hub.csv", "--via", "from-hub.csv"]).ends(2).says(&["no mapping of a concept of"]);
    for (option, more) in [("--known", &["--known", "to-hub.csv"][..]), ("--one-to-one", &["--one-to-one"])] {
        let run = crosswalk(&desk, &[&via[..4], more].concat()).ends(2);
        run.says(&[&format!("{option} chooses among guesses, and --via makes none"), "crosswalk FROM TO --known FILE"]);
    }
}

#[test]
fn alignments_of_skill_descriptors_are_known_and_say_no_predicate() {
    let desk = desk();
    desk.file(
        "rsd.csv",
        "Canonical URL,RSD Name,Skill Statement,Alignment Name,Alignment URL,Alignment Framework\n\
         c-2,Yarn Dyeing,Dye yarn.,bake bread,t-4,Trades\nc-1,Loom Setup,Set up looms.,,,\n",
    );
    let run = crosswalk(&desk, &["--known", "rsd.csv", "--format", "jsonl"]).ends(0).says(&["1 pair is known"]);
    let lines = run.objects();
    let mapping = &list(&lines[1], "mappings")[0];
    assert_eq!((&mapping["concept_id"], &mapping["confidence"]), (&"t-4".into(), &0.98.into()));
    assert_ne!(mapping["predicate"], "skos:exactMatch", "no words are shared");
    assert!(mapping["origin"]["comment"].as_str().is_some_and(|comment| comment.contains("known from rsd.csv")));
}

#[test]
fn alignments_of_skill_descriptors_in_json_are_known_too() {
    let desk = desk();
    desk.file(
        "rsd.json",
        r#"[{"id": "c-2", "skillName": "Yarn Dyeing", "skillStatement": "Dye yarn.", "alignments": [{"id": "t-4"}]}]"#,
    );
    let run = crosswalk(&desk, &["--known", "rsd.json", "--format", "jsonl"]).ends(0).says(&["1 pair is known"]);
    assert_eq!(list(&run.objects()[1], "mappings")[0]["concept_id"], "t-4");
    let run = desk.run(&["convert", "rsd.json", "--to", "csv"]).ends(0);
    assert!(run.stdout.contains("c-2,Yarn Dyeing,https://purl.org/ctdlasn/terms/alignTo"), "{}", run.stdout);
}

#[test]
fn a_list_that_says_no_language_is_compared_in_its_own() {
    let desk = Desk::new();
    let titles = [
        "Steuerfachangestellter/Steuerfachangestellte",
        "Fachkraft für Süßwarentechnik",
        "Maschinenführer in der Holzindustrie",
        "Gesundheits- und Krankenpfleger",
        "Leiterin der Öffentlichkeitsarbeit",
        "Lehrkraft im Bereich Gastronomie",
        "Sachbearbeiter für Personalangelegenheiten",
        "Straßenbauer und Pflasterer",
        "Verkäuferin im Einzelhandel",
        "Bürokaufmann/Bürokauffrau",
        "Werkzeugmacher in der Kunststoffindustrie",
        "Landschaftsgärtnerin",
        "Steuerberater und Wirtschaftsprüfer",
        "Führungskräfte in der Landwirtschaft",
        "Schornsteinfegermeister",
    ];
    let rows: Vec<String> = titles.iter().enumerate().map(|(at, title)| format!("t-{at},{title}")).collect();
    desk.file("berufe.csv", format!("id,label\n{}\n", rows.join("\n")));
    desk.run(&["taxonomy", "add", "berufe", "berufe.csv"]).ends(0).says(&["added berufe with 15 labels in de"]);
    // Too short to tell, so it is taken to be in the language of the other.
    desk.file("mine.csv", "id,label\nm-1,Bürokauffrau\n");
    desk.run(&["taxonomy", "add", "mine", "mine.csv"]).ends(0).says(&["added mine with 1 label"]);
    let lines = desk.run(&["crosswalk", "mine", "berufe", "--format", "jsonl"]).ends(0).objects();
    assert_eq!(list(&lines[0], "mappings")[0]["concept_id"], "t-9", "the titles of women and men are one");
}
