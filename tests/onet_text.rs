//! What is peculiar about the O*NET database, in both layouts, one small table at a time.

use skillmap::error::{Loaded, Result};
use skillmap::fs::SourceFile;
use skillmap::model::{Concept, ConceptKind, LabelRole, Relation, RelationKind, Taxonomy, TaxonomyInfo};
use skillmap::taxonomy::{self, Format, ReadOptions};

const ELEMENT: &str = "https://www.onetonline.org/find/descriptor/result/";
const SUMMARY: &str = "https://www.onetonline.org/link/summary/";
const EXAMPLE: &str = "https://www.onetonline.org/search/tech/example?e=";

const MODEL: &str = "Element ID\tElement Name\tDescription\r
1\tWorker Characteristics\tWorker Characteristics\r
1.A\tAbilities\tEnduring attributes\r
1.A.1.a\tOral Comprehension\tTo understand \"spoken\" words\r
1.C.1\tAchievement\tA way of working\r
1.D.1\tInitiative\tA newer way of working\r
2.A\tBasic Skills\tDeveloped capacities\r
2.A.1.a\tReading Comprehension\tTo understand what is written\r
2.B.3\tProgramming\tTo write programs\r
2.C\tKnowledge\tOrganized sets\r
2.C.1\tCutlery\tKnives and forks\r
4.A.1.a.1\tGetting Information\tTo observe\r
4.C\tWork Context\tWhere work is done\r
";
const INTERMEDIATE: &str = "Element ID\tIWA ID\tIWA Title\n4.A.1.a.1\t4.A.1.a.1.I01\tStudy blades.\n";
const DETAILED: &str = "Element ID\tIWA ID\tDWA ID\tDWA Title
4.A.1.a.1\t4.A.1.a.1.I01\t4.A.1.a.1.I01.D01\tStudy knives.\n";
const OCCUPATIONS: &str = "O*NET-SOC Code\tTitle\tDescription
51-4194.00\tTool Grinders\tSharpen tools.
15-1252.00\tSoftware Developers\tDevelop software.
";

fn read(files: &[(&str, &'static str)]) -> Result<Loaded<Taxonomy>> {
    let files: Vec<SourceFile> = files.iter().map(|(name, text)| SourceFile::memory(name, text.as_bytes())).collect();
    taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default())
}

fn find<'a>(taxonomy: &'a Taxonomy, id: &str) -> &'a Concept {
    taxonomy.concepts.iter().find(|concept| concept.id == id).expect("a concept of the fixture")
}

/// The relations of a kind as `source > target` by name, with the weight where there is one.
fn relations(taxonomy: &Taxonomy, kind: RelationKind) -> Vec<String> {
    let name = |position: u32| taxonomy.concepts[position as usize].name();
    let spell = |relation: &Relation| {
        let weight = relation.weight.map_or(String::new(), |weight| format!(" {weight}"));
        format!("{} > {}{weight}", name(relation.source), name(relation.target))
    };
    let mut relations: Vec<String> =
        taxonomy.relations.iter().filter(|relation| relation.kind == kind).map(spell).collect();
    relations.sort();
    relations
}

#[test]
fn elements_have_their_kind_from_the_path_and_headings_are_groups() {
    let taxonomy = read(&[("Content Model Reference.txt", MODEL)]).expect("a model").value;
    assert_eq!(taxonomy.info.format, Format::OnetText.as_str());
    let kind = |code: &str| find(&taxonomy, &format!("{ELEMENT}{code}")).kind;
    for (code, expected) in [
        ("1.A.1.a", ConceptKind::Ability),
        ("1.C.1", ConceptKind::WorkStyle),
        ("1.D.1", ConceptKind::WorkStyle),
        ("2.A.1.a", ConceptKind::Skill),
        ("2.B.3", ConceptKind::Skill),
        ("2.C.1", ConceptKind::Knowledge),
        ("4.A.1.a.1", ConceptKind::WorkActivity),
        ("1.A", ConceptKind::SkillGroup),
        ("2.A", ConceptKind::SkillGroup),
        ("2.C", ConceptKind::SkillGroup),
        ("4.C", ConceptKind::Other),
        ("1", ConceptKind::Other),
    ] {
        assert_eq!(kind(code), expected, "{code}");
    }
    let reading = find(&taxonomy, &format!("{ELEMENT}2.A.1.a"));
    assert_eq!((reading.notation.as_deref(), reading.name()), (Some("2.A.1.a"), "Reading Comprehension"));
    // Quotation marks are ordinary characters, and a name repeated is no description.
    let oral = find(&taxonomy, &format!("{ELEMENT}1.A.1.a"));
    assert_eq!(oral.definition(), Some("To understand \"spoken\" words"));
    assert_eq!(find(&taxonomy, &format!("{ELEMENT}1")).definition(), None);
}

#[test]
fn the_hierarchy_passes_over_paths_that_do_not_exist() {
    let files = [("dwa.txt", DETAILED), ("iwa.txt", INTERMEDIATE), ("model.txt", MODEL)];
    let loaded = read(&files).expect("a model");
    assert_eq!(
        relations(&loaded.value, RelationKind::Broader),
        [
            "Abilities > Worker Characteristics",
            "Achievement > Worker Characteristics",
            "Cutlery > Knowledge",
            "Initiative > Worker Characteristics",
            "Oral Comprehension > Abilities",
            "Reading Comprehension > Basic Skills",
            "Study blades. > Getting Information",
            "Study knives. > Study blades.",
        ]
    );
    let knives = find(&loaded.value, &format!("{ELEMENT}4.A.1.a.1.I01.D01"));
    assert_eq!(knives.kind, ConceptKind::WorkActivity);
    assert_eq!(find(&loaded.value, &format!("{ELEMENT}4.A.1.a.1")).kind, ConceptKind::WorkActivity);
    assert_eq!(loaded.diagnostics.total(), 0);
}

/// The older layout with the columns of the Excel files.
const TECHNOLOGY: &str = "O*NET-SOC Code\tTitle\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand
15-1252.00\tSoftware Developers\tC++ & Co\t43232402\tDevelopment environment software\tY\tY
51-4194.00\tTool Grinders\tC++ & Co\t43232402\tCompiler software\tY\tN
51-4194.00\tTool Grinders\tC++ & Co\t43232402\tCompiler software\tY\tN
51-4194.00\tTool Grinders\tGrindPlan\t43232402\tPlanning software\tN\tN
";
/// The newer layout.
const SOFTWARE: &str = "O*NET-SOC Code\tWorkplace Example\tElement ID\tElement Name\tHot Technology\tIn Demand
15-1252.00\tC++ & Co\t5.F.1\tDevelopment environment software\tY\tY
51-4194.00\tC++ & Co\t5.F.2\tCompiler software\tY\tN
51-4194.00\tC++ & Co\t5.F.2\tCompiler software\tY\tN
51-4194.00\tGrindPlan\t5.F.3\tPlanning software\tN\tN
";

#[test]
fn software_is_one_concept_a_name_in_either_layout() {
    for (name, table) in [("Technology Skills.txt", TECHNOLOGY), ("Software Skills.txt", SOFTWARE)] {
        let loaded = read(&[("Occupation Data.txt", OCCUPATIONS), (name, table)]).expect("software");
        let taxonomy = &loaded.value;
        assert_eq!(taxonomy.counts(), [(ConceptKind::Software, 2), (ConceptKind::Occupation, 2)], "{name}");
        let cpp = find(taxonomy, &format!("{EXAMPLE}C%2B%2B%20%26%20Co"));
        assert_eq!(
            cpp.categories,
            ["Compiler software", "Development environment software", "Hot Technology", "In Demand"],
            "{name}: the most frequent heading first"
        );
        assert_eq!(find(taxonomy, &format!("{EXAMPLE}GrindPlan")).categories, ["Planning software"]);
        assert_eq!(relations(taxonomy, RelationKind::Essential), ["Software Developers > C++ & Co"]);
        assert_eq!(
            relations(taxonomy, RelationKind::Optional),
            ["Tool Grinders > C++ & Co", "Tool Grinders > GrindPlan"]
        );
        assert_eq!(loaded.diagnostics.total(), 0, "{name}");
    }
}

#[test]
fn tools_are_told_from_software_and_never_essential() {
    let tools = "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title
51-4194.00\t3\" grinding wheels\t31191506\tAbrasive wheels
51-4194.00\tGrindPlan\t31191506\tAbrasive wheels
51-4194.00\t\t31191506\tAbrasive wheels
";
    let files =
        [("Occupation Data.txt", OCCUPATIONS), ("Technology Skills.txt", TECHNOLOGY), ("Tools Used.txt", tools)];
    let loaded = read(&files).expect("tools");
    let wheels = find(&loaded.value, &format!("{EXAMPLE}3%22%20grinding%20wheels"));
    assert_eq!((wheels.kind, wheels.name()), (ConceptKind::Tool, "3\" grinding wheels"));
    assert!(
        relations(&loaded.value, RelationKind::Optional).contains(&"Tool Grinders > 3\" grinding wheels".to_owned())
    );
    // The same name in both tables stays one concept.
    let shared = find(&loaded.value, &format!("{EXAMPLE}GrindPlan"));
    assert_eq!((shared.kind, shared.categories.len()), (ConceptKind::Software, 2));
    assert_eq!(loaded.diagnostics.skipped(), 1);
    assert_eq!(loaded.diagnostics.kept()[0].position.line, Some(4));
}

#[test]
fn titles_of_all_layouts_become_alternatives() {
    let alternate = "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)
51-4194.00\tComputer Numerical Control Grinder (CNC Grinder)\tCNC Grinder\t08
51-4194.00\tTool Sharpener\tn/a\t08
99-0000.00\tNobody\tn/a\t08
";
    let newer = "O*NET-SOC Code\tJob Title\n51-4194.00\tBlade Grinder\n";
    let reported = "O*NET-SOC Code\tTitle\tReported Job Title\tShown in My Next Move
51-4194.00\tTool Grinders\tTool Sharpener\tY
51-4194.00\tTool Grinders\tGrinder\tN
";
    let files = [("o.txt", OCCUPATIONS), ("a.txt", alternate), ("j.txt", newer), ("r.txt", reported)];
    let loaded = read(&files).expect("occupations");
    let grinder = find(&loaded.value, &format!("{SUMMARY}51-4194.00"));
    let texts: Vec<&str> = grinder.labels.iter().skip(1).map(|label| label.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Computer Numerical Control Grinder (CNC Grinder)",
            "CNC Grinder",
            "Tool Sharpener",
            "Blade Grinder",
            "Grinder"
        ]
    );
    assert_eq!((grinder.labels[0].role, grinder.labels[1].role), (LabelRole::Preferred, LabelRole::Alternative));
    assert_eq!((grinder.notation.as_deref(), grinder.definition()), (Some("51-4194.00"), Some("Sharpen tools.")));
    assert_eq!(grinder.occupation_codes, ["51-4194.00"]);
    assert_eq!(loaded.diagnostics.skipped(), 1, "the title of an occupation that there is not");
}

/// The text layout; importance and level of three elements, `Not Relevant` on the level's row.
const SKILLS: &str =
    "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tN\tRecommend Suppress\tNot Relevant
51-4194.00\t2.A.1.a\tReading Comprehension\tIM\t3\t8\tN\tn/a
51-4194.00\t2.A.1.a\tReading Comprehension\tLV\t7\t8\tN\tN
51-4194.00\t2.B.3\tProgramming\tIM\t5\t8\tN\tn/a
51-4194.00\t2.B.3\tProgramming\tLV\t0\t8\tN\tY
15-1252.00\t2.A.1.a\tReading Comprehension\tIM\t4.2\t8\tY\tn/a
15-1252.00\t2.B.3\tProgramming\tIM\t4\t8\tN\tn/a
15-1252.00\t2.C.1\tCutlery\tIM\t2\t8\tN\tn/a
15-1252.00\t1.C.1\tAchievement\tIM\tmuch\t8\tN\tn/a
15-1252.00\t1.D.1\tInitiative\tIM\tn/a\t8\tN\tn/a
";

#[test]
fn importance_is_rescaled_and_doubtful_ratings_are_optional() {
    let files = [("o.txt", OCCUPATIONS), ("m.txt", MODEL), ("Essential Skills.txt", SKILLS)];
    let loaded = read(&files).expect("ratings");
    assert_eq!(
        relations(&loaded.value, RelationKind::Essential),
        ["Software Developers > Programming 0.75", "Tool Grinders > Reading Comprehension 0.5"]
    );
    assert_eq!(
        relations(&loaded.value, RelationKind::Optional),
        [
            "Software Developers > Cutlery 0.25",
            "Software Developers > Reading Comprehension 0.8",
            "Tool Grinders > Programming 1",
        ]
    );
    assert_eq!(loaded.diagnostics.skipped(), 1);
    let found = &loaded.diagnostics.kept()[0];
    assert_eq!((found.position.line, found.position.field.as_deref()), (Some(9), Some("Data Value")));
}

#[test]
fn without_the_content_model_the_ratings_name_the_elements() {
    let taxonomy = read(&[("o.txt", OCCUPATIONS), ("Skills.txt", SKILLS)]).expect("ratings").value;
    assert_eq!(find(&taxonomy, &format!("{ELEMENT}2.B.3")).kind, ConceptKind::Skill);
    assert_eq!(relations(&taxonomy, RelationKind::Essential).len(), 2);
}

const TASKS: &str = "O*NET-SOC Code\tTask ID\tTask\tTask Type\tIncumbents Responding\tDate\tDomain Source
51-4194.00\t77\tStudy knives before grinding.\tCore\t9\t08/2023\tIncumbent
";
const TASK_ACTIVITIES: &str = "O*NET-SOC Code\tTask ID\tDWA ID\tDate\tDomain Source
51-4194.00\t77\t4.A.1.a.1.I01.D01\t03/2014\tAnalyst
";

#[test]
fn tasks_belong_to_an_occupation_and_are_instances_of_activities() {
    let files = [("o.txt", OCCUPATIONS), ("d.txt", DETAILED), ("t.txt", TASKS), ("td.txt", TASK_ACTIVITIES)];
    let loaded = read(&files).expect("tasks");
    let task = find(&loaded.value, &format!("{SUMMARY}51-4194.00#task-77"));
    assert_eq!((task.kind, task.notation.as_deref()), (ConceptKind::Task, Some("77")));
    assert_eq!(relations(&loaded.value, RelationKind::Related), ["Study knives before grinding. > Tool Grinders"]);
    assert_eq!(relations(&loaded.value, RelationKind::Broader), ["Study knives before grinding. > Study knives."]);
    assert_eq!(loaded.diagnostics.total(), 0);
}

#[test]
fn missing_tables_cost_no_more_than_what_they_hold() {
    let files =
        [("t.txt", TASKS), ("td.txt", TASK_ACTIVITIES), ("s.txt", SKILLS), ("Technology Skills.txt", TECHNOLOGY)];
    let loaded = read(&files).expect("tasks and software");
    assert_eq!(loaded.value.counts(), [(ConceptKind::Task, 1), (ConceptKind::Software, 2)]);
    assert!(loaded.value.relations.is_empty());
    assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.skipped()), (1, 0));
    assert_eq!(loaded.diagnostics.kept()[0].message, "nothing is taken from 2 tables: td.txt; s.txt");
}

#[test]
fn tables_that_are_not_understood_are_named() {
    let zones = "O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n51-4194.00\t2\t08/2023\tAnalyst\n";
    let interests = "O*NET-SOC Code\tElement ID\tScale ID\tData Value\n51-4194.00\t1.B.1.a\tOI\t1.3\n";
    let foreign = "colour\tsize\nred\t2\n";
    let files = [("o.txt", OCCUPATIONS), ("Job Zones.txt", zones), ("i.txt", interests), ("f.txt", foreign)];
    let loaded = read(&files).expect("occupations");
    let messages: Vec<&str> = loaded.diagnostics.kept().iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "not one of O*NET's tables; the columns are colour, size",
            "nothing is taken from 2 tables: i.txt; Job Zones.txt"
        ]
    );
    assert_eq!((loaded.diagnostics.skipped(), loaded.diagnostics.warnings()), (0, 0));
}

#[test]
fn quoted_tables_are_read_whatever_separates_them() {
    let comma = "O*NET-SOC Code,Title,Description\n51-4194.00,\"Tool Grinders, Filers\",\"Sharpen \"\"tools\"\".\"\n";
    let tab = "\"O*NET-SOC Code\"\t\"Title\"\t\"Description\"\n\"51-4194.00\"\t\"Tool Grinders, Filers\"\t\"Sharpen \"\"tools\"\".\"\n";
    for (name, table) in
        [("Occupation Data.csv", comma), ("Occupation Data.txt", comma), ("o.txt", tab), ("o.tsv", tab)]
    {
        let taxonomy = read(&[(name, table)]).expect("occupations").value;
        let grinder = find(&taxonomy, &format!("{SUMMARY}51-4194.00"));
        assert_eq!(
            (grinder.name(), grinder.definition()),
            ("Tool Grinders, Filers", Some("Sharpen \"tools\".")),
            "{name}"
        );
    }
}

#[test]
fn the_version_and_attribution_follow_the_notice() {
    let notice = "O*NET 30.3 Database\nMay 2026 Release\n\nSee the web site.\n";
    let info = read(&[("Read Me.txt", notice), ("o.txt", OCCUPATIONS)]).expect("occupations").value.info;
    assert_eq!((info.version.as_str(), info.licence.as_str()), ("30.3", "CC BY 4.0"));
    assert!(info.attribution.starts_with("This product includes information from the O*NET 30.3 Database by the U.S."));
    let info = read(&[("db_29_3_text.zip!o.txt", OCCUPATIONS)]).expect("occupations").value.info;
    assert_eq!(info.version, "29.3");
    let info = read(&[("o.txt", OCCUPATIONS)]).expect("occupations").value.info;
    assert!(info.version.is_empty() && info.attribution.contains("the O*NET Database by"));
}

#[test]
fn a_stray_list_of_occupations_does_not_make_a_folder_onet() {
    let stray = SourceFile::memory("oNet-Import.csv", b"O*NET-SOC Code,Title,Description\n11-1011.00,Chiefs,Lead.\n");
    let ours = SourceFile::memory("skills.csv", b"RSD Name,Skill Statement\nSharpen,Sharpen knives.\n");
    assert_ne!(taxonomy::detect(&[stray.clone(), ours]).ok(), Some(Format::OnetText));
    assert_eq!(taxonomy::detect(&[stray]).ok(), Some(Format::OnetText));
}
