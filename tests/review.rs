//! A person's decisions: kept whatever happens, applied over what a machine says, ordered, compared and learned from.

use skillmap::fs;
use skillmap::model::{
    Concept, ConceptKind, Decision, Entity, LabelRole, MappingPredicate, MappingRow, MappingSet, NO_TERM, NoteRole,
    Predicate, Relation, RelationKind, Taxonomy, TaxonomyInfo,
};
use skillmap::review::{
    ApplyOptions, Journal, ReviewDecision, StaleReason, Verdict, Versions, agreement, apply, calibrate, compare,
    earlier_versions, queue, read_decisions, stale_decisions, write_queue,
};

fn entity(id: &str) -> Entity {
    Entity { id: id.to_owned(), label: id.replace(':', " "), ..Entity::default() }
}

fn row(subject: &str, object: &str, confidence: f32) -> MappingRow {
    let mut row = MappingRow::new(entity(subject), MappingPredicate::Skos(Predicate::Close), entity(object));
    row.confidence = Some(confidence);
    row.decision = Some(if confidence >= 0.5 { Decision::Accepted } else { Decision::Review });
    row
}

fn set(rows: &[(&str, &str, f32)]) -> MappingSet {
    let rows = rows.iter().map(|(subject, object, confidence)| row(subject, object, *confidence)).collect();
    MappingSet { rows, ..MappingSet::default() }
}

fn by(reviewer: &str, subject: &str, object: &str, verdict: Verdict) -> ReviewDecision {
    let mut decision = ReviewDecision::about(&row(subject, object, 0.6), verdict);
    reviewer.clone_into(&mut decision.reviewer);
    "2026-01-31".clone_into(&mut decision.date);
    decision
}

fn standings(set: &MappingSet) -> Vec<String> {
    let shown = |row: &MappingRow| format!("{} {} {} {}", row.subject.id, row.predicate, row.object.id, row.standing());
    set.rows.iter().map(shown).collect()
}

#[test]
fn a_journal_torn_anywhere_keeps_every_whole_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("reviews").join("decisions.jsonl");
    let mut journal = Journal::open(&path).expect("none yet").value;
    for number in 0..3 {
        let number = journal.record(by("Ana", &format!("a:{number}"), "b:1", Verdict::Accept)).expect("a disk");
        let on_disk = Journal::open(&path).expect("a journal");
        assert_eq!(on_disk.value.entries().len() as u64, number, "on the disk when it returns");
    }
    let whole = std::fs::read(&path).expect("a journal");
    for length in 0..=whole.len() {
        std::fs::write(&path, &whole[..length]).expect("a file");
        let kept = whole[..length].split(|byte| *byte == b'\n').count() - 1;
        let torn = length > 0 && whole[length - 1] != b'\n';
        let mut opened = Journal::open(&path).expect("a journal");
        assert_eq!(opened.value.decisions().len(), kept, "{length} bytes");
        assert_eq!(opened.diagnostics.warnings(), u64::from(torn), "{length} bytes");
        // The next record is a line of its own, whatever was torn before it.
        opened.value.record(by("Ben", "a:9", "b:9", Verdict::Reject)).expect("a disk");
        let again = Journal::open(&path).expect("a journal");
        assert_eq!((again.value.decisions().len(), again.diagnostics.total()), (kept + 1, 0), "{length} bytes");
    }
}

#[test]
fn a_damaged_line_costs_only_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("j.jsonl");
    let mut journal = Journal::open(&path).expect("none yet").value;
    for number in 0..3 {
        journal.record(by("Ana", &format!("a:{number}"), "b:1", Verdict::Accept)).expect("a disk");
    }
    let text = std::fs::read_to_string(&path).expect("a journal");
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&path, format!("{}\n{{\"number\":2,\"deci\u{7}\n\n{}\n", lines[0], lines[2])).expect("a file");
    let opened = Journal::open(&path).expect("a journal");
    assert_eq!(opened.value.decisions().len(), 2);
    assert_eq!(opened.diagnostics.kept()[0].position.line, Some(2));
}

#[test]
fn two_programs_may_write_at_once_and_a_word_can_be_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("j.jsonl");
    let open = || Journal::open(&path).expect("a journal").value;
    let (mut one, mut other) = (open(), open());
    assert_eq!(one.record(by("Ana", "a:1", "b:1", Verdict::Accept)).expect("a disk"), 1);
    assert_eq!(other.record(by("Ben", "a:2", "b:1", Verdict::Accept)).expect("a disk"), 2);
    assert_eq!(one.record(by("Ana", "a:1", "b:1", Verdict::Reject)).expect("a disk"), 3);
    assert_eq!(one.entries().len(), 3, "what the other wrote is taken in");
    assert_eq!(one.decisions().iter().map(|one| one.verdict).collect::<Vec<_>>(), [Verdict::Accept, Verdict::Reject]);
    let back = one.undo("Ana").expect("a disk").expect("there is one");
    assert_eq!(back.verdict, Verdict::Reject);
    let kept = open();
    assert_eq!(kept.entries().len(), 3, "nothing is ever removed");
    assert!(kept.decisions().iter().all(|one| one.verdict == Verdict::Accept), "the word before counts again");
    one.undo("Ana").expect("a disk");
    assert_eq!(one.undo("Ana").expect("a disk"), None);
    std::thread::scope(|scope| {
        for number in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut journal = Journal::open(path).expect("a journal").value;
                for place in 0..5 {
                    journal.record(by("Cat", &format!("c:{number}-{place}"), "b:1", Verdict::Accept)).expect("a disk");
                }
            });
        }
    });
    let opened = Journal::open(&path).expect("a journal");
    assert_eq!((opened.value.decisions().len(), opened.diagnostics.total()), (21, 0));
    let mut numbers: Vec<u64> = opened.value.entries().iter().map(|entry| entry.number).collect();
    let count = numbers.len();
    numbers.dedup();
    assert!(numbers.is_sorted() && numbers.len() == count, "{numbers:?}");
}

#[test]
fn half_a_decision_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::open(&folder.path().join("j.jsonl")).expect("none yet").value;
    for verdict in [Verdict::OtherPredicate, Verdict::OtherTarget] {
        assert!(journal.record(by("Ana", "a:1", "b:1", verdict)).is_err(), "{verdict:?}");
    }
    assert!(journal.record(by("Ana", "", "b:1", Verdict::Accept)).is_err());
    assert!(!fs::exists(journal.path()));
}

#[test]
fn the_person_wins_over_the_machine() {
    let mut machine = set(&[
        ("a:1", "b:1", 0.4),
        ("a:1", "b:2", 0.9),
        ("a:2", "b:1", 0.8),
        ("a:3", "b:3", 0.8),
        ("a:4", "b:4", 0.3),
        ("a:5", "b:5", 0.2),
    ]);
    machine.rows.push(row("a:1", "b:2", 0.7));
    machine.rows.push(row("a:5", NO_TERM, 0.0));
    let mut other_predicate = by("Ana", "a:2", "b:1", Verdict::OtherPredicate);
    other_predicate.new_predicate = Some(MappingPredicate::Skos(Predicate::Broad));
    let mut other_target = by("Ana", "a:3", "b:3", Verdict::OtherTarget);
    other_target.new_object = Some(entity("b:33"));
    let decisions = [
        by("Ana", "a:1", "b:1", Verdict::Accept),
        by("Ana", "a:1", "b:2", Verdict::Reject),
        other_predicate,
        other_target,
        by("Ana", "a:4", NO_TERM, Verdict::Accept),
        by("Ana", "a:5", "b:55", Verdict::Accept),
        by("Ana", "z:9", "b:1", Verdict::Accept),
        by("Ana", "a:1", "b:99", Verdict::Reject),
    ];
    let applied = apply(&machine, &decisions, &ApplyOptions::default());
    assert_eq!(
        standings(&applied.set),
        [
            "a:1 skos:closeMatch b:1 accepted",
            "a:1 skos:closeMatch b:2 rejected",
            "a:2 skos:broadMatch b:1 accepted",
            "a:3 skos:closeMatch b:3 rejected",
            "a:5 skos:closeMatch b:5 review",
            "a:3 skos:closeMatch b:33 accepted",
            "a:4 skos:closeMatch sssom:NoTermFound none",
            "a:5 skos:closeMatch b:55 accepted",
        ]
    );
    let counts = (
        applied.accepted,
        applied.rejected,
        applied.changed,
        applied.added,
        applied.ruled_out,
        applied.elsewhere,
        applied.no_longer_proposed,
    );
    assert_eq!(counts, (1, 1, 2, 3, 1, 1, 1));
    let first = &applied.set.rows[0];
    assert_eq!(
        (first.confidence, first.reviewers.as_slice(), first.review_date.as_str()),
        (Some(1.0), ["Ana".to_owned()].as_slice(), "2026-01-31")
    );
    // Applied again, the decisions change nothing: a re-run of the machine is where they count.
    let again = apply(&applied.set, &decisions, &ApplyOptions::default());
    assert_eq!(compare(&applied.set, &again.set, 0.0).same, 8);
    assert!(queue(&applied.set, &decisions).iter().all(|question| question.row.subject.id == "a:5"));
}

#[test]
fn where_reviewers_differ_nothing_is_decided_until_somebody_settles_it() {
    let machine = set(&[("a:1", "b:1", 0.9), ("a:2", "b:1", 0.9)]);
    let mut decisions = vec![
        by("Ana", "a:1", "b:1", Verdict::Accept),
        by("Ben", "a:1", "b:1", Verdict::Reject),
        by("Ben", "a:2", "b:1", Verdict::Unsure),
    ];
    let applied = apply(&machine, &decisions, &ApplyOptions::default());
    assert_eq!(standings(&applied.set), ["a:1 skos:closeMatch b:1 review", "a:2 skos:closeMatch b:1 accepted"]);
    assert_eq!(applied.disputed.len(), 1);
    assert_eq!(queue(&machine, &decisions)[0].row.subject.id, "a:1", "a dispute comes first");
    let preferred = apply(&machine, &decisions, &ApplyOptions { prefer: Some("Ben"), ..ApplyOptions::default() });
    assert_eq!(standings(&preferred.set)[0], "a:1 skos:closeMatch b:1 rejected");
    decisions.push(by("Ana", "a:1", "b:1", Verdict::Reject));
    let settled = apply(&machine, &decisions, &ApplyOptions::default());
    assert_eq!((settled.disputed.len(), settled.rejected), (0, 1), "of a reviewer the last word counts");
}

#[test]
fn decisions_that_a_new_version_has_overtaken_are_listed() {
    let concept = |(id, label): (&str, &str)| {
        let mut concept = Concept::new(id, ConceptKind::Skill);
        concept.add_label(label, LabelRole::Preferred, "");
        concept
    };
    let concepts = [("b:1", "b 1"), ("b:2", "renamed"), ("b:3", "b 3"), ("b:30", "b 30")].map(concept).to_vec();
    let replaced = Relation { source: 2, kind: RelationKind::ReplacedBy, target: 3, weight: None };
    let taxonomy = Taxonomy { concepts, relations: vec![replaced], ..Taxonomy::default() };
    let decisions: Vec<ReviewDecision> =
        (1..=4).map(|number| by("Ana", "a:1", &format!("b:{number}"), Verdict::Accept)).collect();
    let stale = stale_decisions(&decisions, Versions::default(), Versions { now: Some(&taxonomy), earlier: &[] });
    let reasons: Vec<&StaleReason> = stale.iter().map(|one| &one.reason).collect();
    let expected =
        [StaleReason::Renamed("renamed".to_owned()), StaleReason::Replaced(vec!["b:30".to_owned()]), StaleReason::Gone];
    assert_eq!(reasons, expected.iter().collect::<Vec<_>>());
    let info = TaxonomyInfo {
        name: "b".to_owned(),
        source: "https://b.example/".to_owned(),
        version: "2".to_owned(),
        ..TaxonomyInfo::default()
    };
    let named = Taxonomy { info, ..taxonomy.clone() };
    // What another taxonomy has is not gone from this one; of an address alone the identifier decides.
    for (source, id, is_gone) in [
        ("other", "b:9", false),
        ("B", "b:9", true),
        ("https://b.example/", "x:9", true),
        ("https://elsewhere.example/", "x:9", false),
        ("https://elsewhere.example/", "b:9", true),
        ("", "x:9", true),
    ] {
        let mut decision = by("Ana", "a:1", id, Verdict::Accept);
        source.clone_into(&mut decision.object.source);
        "1".clone_into(&mut decision.object.source_version);
        let stale = stale_decisions([&decision], Versions::default(), Versions { now: Some(&named), earlier: &[] });
        assert_eq!(stale.len(), usize::from(is_gone), "{source} {id}");
        let is_own = source == "B" || source == "https://b.example/";
        assert_eq!(earlier_versions([&decision], &named, false).len(), usize::from(is_own), "{source}");
    }
    let machine = set(&[("a:1", "b:1", 0.4), ("a:1", "b:2", 0.4), ("a:1", "b:3", 0.4), ("a:1", "b:4", 0.4)]);
    let applied = apply(&machine, &decisions, &ApplyOptions { to: Some(&taxonomy), ..ApplyOptions::default() });
    assert_eq!((applied.accepted, applied.stale.len()), (2, 3), "a new name does not undo a decision");
}

#[test]
fn what_moved_or_means_another_thing_is_told_from_the_version_that_was_decided_on() {
    let version = |version: &str, name: &str, other: &str, definition: &str, kind: ConceptKind, parent: u32| {
        let mut concepts = Vec::new();
        for (id, label) in [("b:0", "metal"), ("b:1", "wood"), ("b:2", name), ("b:3", "same")] {
            let mut concept = Concept::new(id, if id == "b:2" { kind } else { ConceptKind::Skill });
            concept.add_label(label, LabelRole::Preferred, "en");
            concept.add_note(if id == "b:2" { definition } else { "Work." }, NoteRole::Definition, "en");
            concepts.push(concept);
        }
        concepts[2].add_label(other, LabelRole::Alternative, "en");
        let relation = |source, target| Relation { source, kind: RelationKind::Broader, target, weight: None };
        let info = TaxonomyInfo { name: "b".to_owned(), version: version.to_owned(), ..TaxonomyInfo::default() };
        Taxonomy { info, concepts, relations: vec![relation(2, parent), relation(3, 0)] }
    };
    let before = [version("1", "b 2", "cut", "Cut metal.", ConceptKind::Skill, 0)];
    let now = version("2", "saw", "b 2", "Cut wood.", ConceptKind::Knowledge, 1);
    let mut decisions = vec![by("Ana", "a:1", "b:2", Verdict::Accept), by("Ana", "a:1", "b:3", Verdict::Accept)];
    for decision in &mut decisions {
        "b".clone_into(&mut decision.object.source);
        "1".clone_into(&mut decision.object.source_version);
    }
    decisions[1].object.label.clear();
    assert_eq!(earlier_versions(&decisions, &now, false).into_iter().collect::<Vec<_>>(), ["1"]);
    assert!(earlier_versions(&decisions, &now, true).is_empty());
    let shown = |earlier: &[Taxonomy], decisions: &[ReviewDecision]| -> Vec<String> {
        let stale = stale_decisions(decisions, Versions::default(), Versions { now: Some(&now), earlier });
        assert!(stale.iter().all(skillmap::review::Stale::still_counts));
        stale.iter().map(|one| one.shown().split(" (accepted").next().unwrap_or_default().to_owned()).collect()
    };
    let renamed = "b 2 (b:2) is called \"saw\" now; the decision still counts";
    assert_eq!(shown(&[], &decisions), [renamed], "the old name is an alternative one now");
    let all = [
        renamed,
        "b 2 (b:2) stands under wood now, no longer under metal; the decision still counts",
        "b 2 (b:2) was reclassified: knowledge now, skill before; the decision still counts",
        "b 2 (b:2) has another definition now; the decision still counts",
    ];
    assert_eq!(shown(&before, &decisions), all);
    // Decisions that say no version are held against the only one that is given, others only against their own.
    let mut unversioned = decisions.clone();
    unversioned[0].object.source_version.clear();
    assert_eq!(shown(&before, &unversioned), all);
    unversioned[0].object.source_version = "0".to_owned();
    assert_eq!(shown(&before, &unversioned), [renamed]);
}

#[test]
fn the_queue_asks_first_what_teaches_most() {
    let machine = set(&[
        ("a:1", "b:1", 0.99),
        ("a:2", "b:2", 0.5),
        ("a:3", "b:3", 0.5),
        ("a:3", "b:4", 0.45),
        ("a:4", "b:5", 0.9),
        ("a:5", "b:5", 0.9),
    ]);
    let order = |decisions: &[ReviewDecision]| -> Vec<String> {
        queue(&machine, decisions)
            .iter()
            .map(|question| format!("{} {}", question.row.subject.id, question.row.object.id))
            .collect()
    };
    // The second question about a:3 has half of its worth left, the second about b:5 two thirds.
    assert_eq!(order(&[]), ["a:3 b:3", "a:2 b:2", "a:3 b:4", "a:4 b:5", "a:5 b:5", "a:1 b:1"]);
    let mut backwards = machine.clone();
    backwards.rows.reverse();
    assert_eq!(queue(&backwards, &[]), queue(&machine, &[]), "the order of the rows does not matter");
    // Once a:3 has its mapping, what else is proposed for it teaches less.
    assert_eq!(order(&[by("Ana", "a:3", "b:3", Verdict::Accept)])[0], "a:2 b:2");
    assert_eq!(order(&[by("Ana", "a:3", "b:3", Verdict::Accept)]).len(), 5);
}

#[test]
fn kappa_is_what_the_books_say() {
    // Twenty yes of both, fifteen no of both, five and ten mixed: Cohen's kappa is 0.4.
    let mut decisions = (Vec::new(), Vec::new());
    for number in 0..50 {
        let (one, other) = match number {
            0..20 => (Verdict::Accept, Verdict::Accept),
            20..25 => (Verdict::Accept, Verdict::Reject),
            25..35 => (Verdict::Reject, Verdict::Accept),
            _ => (Verdict::Reject, Verdict::Reject),
        };
        decisions.0.push(by("Ana", &format!("a:{number}"), "b:1", one));
        decisions.1.push(by("Ben", &format!("a:{number}"), "b:1", other));
    }
    decisions.0.push(by("Ana", "only:1", "b:1", Verdict::Accept));
    decisions.1.push(by("Ben", "a:0", "b:2", Verdict::Unsure));
    let found = agreement(&decisions.0, &decisions.1);
    assert_eq!((found.both, found.only_first, found.only_second, found.differing.len()), (50, 1, 0, 15));
    assert!((found.observed - 0.7).abs() < 1e-9);
    assert!((found.kappa.expect("both answers occur") - 0.4).abs() < 1e-9);
    let same = agreement(&decisions.0[..1], &decisions.1[..1]);
    assert_eq!((same.observed, same.kappa), (1.0, None));
    assert_eq!(agreement(&[], &[]).kappa, None);
}

#[test]
fn confidence_is_learned_only_from_enough_and_moves_towards_the_truth() {
    let decision = |number: usize, confidence: f32, verdict: Verdict| ReviewDecision {
        confidence: Some(confidence),
        ..by("Ana", &format!("a:{number}"), "b:1", verdict)
    };
    // The machine says 0.8; three in ten are right.
    let verdict = |number: usize| if number % 10 < 3 { Verdict::Accept } else { Verdict::Reject };
    let decisions: Vec<ReviewDecision> = (0..200).map(|number| decision(number, 0.8, verdict(number))).collect();
    assert_eq!(calibrate(&decisions[..10]), None);
    assert_eq!(calibrate(decisions.iter().filter(|one| one.verdict == Verdict::Reject)), None);
    let found = calibrate(&decisions).expect("enough");
    assert!((found.applied(0.8) - 0.3).abs() < 0.05, "{found:?}");
    assert!(found.error_after < found.error_before / 3.0, "{found:?}");
    let mut machine = set(&[("x:1", "y:1", 0.8), ("x:2", "y:2", 0.9)]);
    machine.rows[1].reviewers.push("Ana".to_owned());
    let done = found.apply(&mut machine);
    assert_eq!((done.decisions, done.confidences), (1, 1));
    let largest = done.largest.clone().expect("one changed");
    assert_eq!((largest.mapping.as_str(), largest.before), ("x 1 (x:1) → y 1 (y:1)", 0.8));
    assert!((largest.size() - 0.5).abs() < 0.05, "{largest:?}");
    let cautions = found.cautions(&done);
    assert_eq!(cautions.iter().any(|one| one.contains("learned from")), found.decisions < 50, "{cautions:?}");
    assert!(cautions.last().is_some_and(|one| one.contains("x 1 (x:1) → y 1 (y:1) from 0.80 to 0.")), "{cautions:?}");
    // Many decisions that bear the machine out say nothing against themselves.
    let agreeing: Vec<ReviewDecision> = (0..60)
        .map(|at| by("Ana", &format!("s:{at}"), "b:1", if at % 5 < 3 { Verdict::Accept } else { Verdict::Reject }))
        .collect();
    let sound = calibrate(&agreeing).expect("enough");
    assert_eq!(
        sound.cautions(&sound.apply(&mut set(&[("x:1", "y:1", 0.8), ("x:2", "y:2", 0.5)]))),
        Vec::<String>::new()
    );
    assert_eq!((machine.rows[0].standing(), machine.rows[1].confidence), ("review", Some(0.9)));
}

#[test]
fn decisions_come_from_a_table_as_people_fill_it_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        fs::list(&path).expect("a file").remove(0)
    };
    let machine = set(&[
        ("a:1", "b:1", 0.4),
        ("a:2", "b:2", 0.45),
        ("a:3", "b:3", 0.5),
        ("a:4", "b:4", 0.6),
        ("a:5", "b:5", 0.7),
        ("a:6", "b:6", 0.8),
        ("a:7", "b:7", 0.9),
    ]);
    let mut sheet = Vec::new();
    write_queue(&queue(&machine, &[]), &mut sheet).expect("memory");
    let sheet = String::from_utf8(sheet).expect("UTF-8");
    // As some spreadsheets save it: semicolons, and a comma in the numbers.
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(reader.headers().expect("a header")).expect("memory");
    for record in reader.records() {
        let mut cells: Vec<String> = record.expect("a row").iter().map(|cell| cell.replace("0.", "0,")).collect();
        let fill: &[(usize, &str)] = match cells.iter().find(|cell| cell.starts_with("a:")).map(String::as_str) {
            Some("a:1") => &[(0, "Yes"), (5, "Ben"), (6, "2026-01-30")],
            Some("a:2") => &[(0, "wrong"), (4, "=1+1; no")],
            Some("a:3") => &[(0, "broad")],
            Some("a:4") => &[(2, "b:44"), (3, "b 44")],
            Some("a:5") => &[(0, "no-term")],
            Some("a:6") => &[(0, "perhaps")],
            _ => &[],
        };
        for (place, text) in fill {
            cells[*place] = (*text).to_owned();
        }
        writer.write_record(&cells).expect("memory");
    }
    let filled = String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
    let loaded = read_decisions(&source("filled.csv", &filled), "Ana", "2026-01-31").expect("a table");
    assert_eq!(loaded.diagnostics.skipped(), 1, "{:?}", loaded.diagnostics.kept());
    let mut said: Vec<String> = loaded
        .value
        .iter()
        .map(|one| {
            format!(
                "{} {}: {} {} {} {:?}",
                one.subject.id,
                one.object.id,
                one.outcome().shown(),
                one.reviewer,
                one.date,
                one.confidence
            )
        })
        .collect();
    said.sort();
    assert_eq!(
        said,
        [
            "a:1 b:1: accepted as skos:closeMatch Ben 2026-01-30 Some(0.4)",
            "a:2 b:2: rejected Ana 2026-01-31 Some(0.45)",
            "a:3 b:3: accepted as skos:broadMatch Ana 2026-01-31 Some(0.5)",
            "a:4 b:4: skos:closeMatch b:44 instead Ana 2026-01-31 Some(0.6)",
            "a:5 sssom:NoTermFound: accepted as skos:closeMatch Ana 2026-01-31 None",
        ]
    );
    let sssom = "#curie_map:\n#  x: https://x.example/\nsubject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\treviewer_label\n\
        x:1\tskos:exactMatch\t\tx:2\tsemapv:LexicalMatching\tAna\nx:1\tskos:exactMatch\tNot\tx:3\tsemapv:MappingReview\t\nx:1\tskos:exactMatch\t\tx:4\tsemapv:LexicalMatching\t\n";
    let loaded = read_decisions(&source("d.sssom.tsv", sssom), "Ben", "2026-01-31").expect("an SSSOM table");
    let said: Vec<String> =
        loaded.value.iter().map(|one| format!("{} {:?} {}", one.object.id, one.verdict, one.reviewer)).collect();
    assert_eq!(said, ["https://x.example/2 Accept Ana", "https://x.example/3 Reject Ben"]);
    assert!(read_decisions(&source("n.csv", "a,b\n1,2\n"), "", "").is_err());
}

#[test]
fn a_difference_names_what_came_went_and_changed() {
    let before = set(&[("a:1", "b:1", 0.4), ("a:2", "b:2", 0.9), ("a:3", "b:3", 0.7), ("a:4", "b:4", 0.9)]);
    let mut after = set(&[("a:1", "b:1", 0.6), ("a:2", "b:2", 0.9001), ("a:4", "b:4", 0.9), ("a:5", "b:5", 0.9)]);
    after.rows[2].predicate = MappingPredicate::Skos(Predicate::Exact);
    let found = compare(&before, &after, 0.001);
    assert_eq!((found.added.len(), found.gone.len(), found.same), (1, 1, 1));
    let changed: Vec<&[&str]> = found.changed.iter().map(|change| change.fields.as_slice()).collect();
    assert_eq!(changed, [["confidence", "decision"].as_slice(), ["predicate"].as_slice()]);
}
