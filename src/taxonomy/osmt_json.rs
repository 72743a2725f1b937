//! Rich Skill Descriptors as JSON: one, a list, search results, a collection, or JSON-LD as found in the wild.
//!
//! ```json
//! {"type": "RichSkillDescriptor", "id": "https://rsd.example.org/api/skills/5e3b…", "status": "published",
//!  "skillName": "Loom Setup", "skillStatement": "Set up a loom.", "keywords": ["Loom"], "categories": ["Weaving"],
//!  "occupations": [{"code": "51-6063", "parents": [{"code": "51-0000", "level": "Major"}]}],
//!  "alignments": [{"id": "https://…", "skillName": "Weaving", "isPartOf": {"name": "Open Skills"}}]}
//! ```
//!
//! Fields are taken by the last part of their key (`competencyText` of `ceterms:competencyText`) and contexts are
//! never expanded: the published context cannot be had, and real files use vocabularies out of turn. Version 2
//! joins categories by `;` where version 3 has a list; search results spell occupations `majorCode`,
//! `detailedCode`; the JSON-LD variant has `name` for `skillName`, lists of codes by level, and competencies that
//! hold skills (`hasPart`, `isPartOf`), which become broader concepts. One value a line is read as well. How the
//! fields map to ours: see `osmt.rs`.
//!
//! Reference: <https://github.com/wgu-opensource/osmt/blob/develop/docs/int/openapi-v3.yaml>.

use serde_json::Value;

use super::json_values::{
    Literal, Object, addresses, each_value, field, head, identifier, literals, local_name, type_name,
};
use super::osmt::{self, Descriptor, Descriptors, Status};
use super::{ReadOptions, TaxonomyBuilder, any, those_of};
use crate::error::{Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::Link;

/// Keys under which descriptors lie in a list.
const CONTAINERS: [&str; 3] = ["skills", "competencies", "results"];
/// Keys of an occupation that hold codes; those with a list are taken whatever they are called.
const CODES: [&str; 7] =
    ["code", "codedNotation", "jobRoleCode", "detailedCode", "broadCode", "minorCode", "majorCode"];

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, looks_like_descriptors)
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let mut walk = Walk { descriptors: Descriptors::new(builder), language: osmt::language(options), records: 0 };
    for file in those_of(files, walk.descriptors.builder(), looks_like_descriptors)? {
        walk.records = 0;
        let mut pointer = String::new();
        each_value(file, |value| walk.value(value, &file.name, &mut pointer))?;
        walk.descriptors.end_of_file(&file.name);
    }
    walk.descriptors.finish();
    Ok(())
}

/// Whether a file begins like JSON and speaks of skill descriptors early on.
fn looks_like_descriptors(file: &SourceFile) -> Result<bool> {
    let Some(head) = head(file)? else { return Ok(false) };
    let names = |word: &str| head.contains(word);
    // A graph is a framework of CTDL-ASN, which has competencies too but is built otherwise.
    let is_competency = (names("competencyText\"") || names("competencyLabel\"")) && !names("\"@graph\"");
    Ok(is_competency || names("\"skillName\"") || names("\"skillStatement\"") || names("\"RichSkill"))
}

/// Goes through a file and hands over every descriptor in it.
struct Walk<'a> {
    descriptors: Descriptors<'a>,
    language: String,
    records: u64,
}

impl Walk<'_> {
    /// Depth is no concern: the parser refuses more than 128 levels.
    fn value(&mut self, value: &Value, file: &str, pointer: &mut String) {
        match value {
            Value::Array(elements) => self.elements(elements, file, pointer),
            Value::Object(object) => self.object(object, file, pointer),
            other => {
                let position = self.next_position(file, pointer);
                let message = format!("{} where a skill descriptor is expected", type_name(other));
                self.descriptors.report(Severity::Skipped, position, message);
            }
        }
    }

    fn elements(&mut self, elements: &[Value], file: &str, pointer: &mut String) {
        let length = pointer.len();
        for (index, element) in elements.iter().enumerate() {
            pointer.push('/');
            pointer.push_str(&index.to_string());
            self.value(element, file, pointer);
            pointer.truncate(length);
        }
    }

    fn object(&mut self, object: &Object, file: &str, pointer: &mut String) {
        let is_descriptor = is_descriptor(object);
        if is_descriptor {
            let position = self.next_position(file, pointer);
            let descriptor = self.descriptor(object);
            self.descriptors.add(descriptor, &position);
        }
        let containers = object.iter().filter_map(|(key, value)| {
            let elements = value.as_array().filter(|_| CONTAINERS.contains(&local_name(key)))?;
            Some((key, elements))
        });
        let mut is_collection = false;
        for (key, elements) in containers {
            is_collection = true;
            let length = pointer.len();
            pointer.push('/');
            pointer.push_str(key);
            self.elements(elements, file, pointer);
            pointer.truncate(length);
        }
        if is_collection && !is_descriptor {
            let first = |names: &[&str]| literals(field(object, names), &self.language).into_iter().next();
            let (title, author) = (first(&["name"]), first(&["author", "publisherName"]));
            let text = |literal: Option<Literal>| literal.map(|literal| literal.text);
            self.descriptors.collection(text(title).as_deref(), text(author).as_deref());
        } else if !is_descriptor {
            let position = self.next_position(file, pointer);
            let message = "neither a skill descriptor nor a collection: no skillName and no skills";
            self.descriptors.report(Severity::Skipped, position, message);
        }
    }

    fn next_position(&mut self, file: &str, pointer: &str) -> Position {
        self.records += 1;
        let position = Position::file(file).record(self.records);
        if pointer.is_empty() { position } else { position.field(pointer) }
    }

    fn descriptor(&self, object: &Object) -> Descriptor {
        let texts = |names: &[&str]| literals(field(object, names), &self.language);
        let words = |names: &[&str]| -> Vec<String> { texts(names).into_iter().map(|literal| literal.text).collect() };
        let word = |names: &[&str]| words(names).into_iter().next().unwrap_or_default();
        let statements = texts(&["skillStatement", "competencyText", "description"]);
        let mut names = texts(&["skillName", "competencyLabel", "name"]);
        if names.is_empty() && field(object, &["competencyText"]).is_some() {
            // A competency may be nothing but its sentence.
            names.clone_from(&statements);
        }
        let is_archived = field(object, &["archiveDate"]).is_some();
        let status = match word(&["status"]) {
            status if status.is_empty() && is_archived => Status::Archived,
            status => Status::parse(&status),
        };
        let mut occupations = Vec::new();
        for value in ["occupations", "occupationType"].into_iter().filter_map(|name| field(object, &[name])) {
            codes(value, &mut occupations);
        }
        Descriptor {
            id: identifier(object),
            uuid: word(&["uuid"]),
            status,
            names,
            statements,
            keywords: texts(&["keywords", "keyword", "conceptKeyword"]),
            categories: joined(field(object, &["categories", "category", "competencyCategory"]), &self.language),
            authors: joined(field(object, &["authors", "author", "publisherName"]), &self.language),
            occupations,
            alignments: links(field(object, &["alignments"]), &self.language),
            standards: links(field(object, &["standards"]), &self.language),
            certifications: links(field(object, &["certifications"]), &self.language),
            broader: addresses(field(object, &["isPartOf", "isChildOf"])),
            narrower: addresses(field(object, &["hasPart", "hasChild"])),
        }
    }
}

fn is_descriptor(object: &Object) -> bool {
    let types = addresses(field(object, &["type"]));
    types.iter().any(|name| matches!(local_name(name), "RichSkillDescriptor" | "Competency"))
        || object.keys().any(|key| matches!(local_name(key), "skillName" | "skillStatement" | "competencyText"))
}

/// A list, or the single string with `;` that version 2 has in its place.
fn joined(value: Option<&Value>, language: &str) -> Vec<String> {
    match value {
        Some(Value::String(text)) => {
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        }
        value => literals(value, language).into_iter().map(|literal| literal.text).collect(),
    }
}

/// Alignments, standards and certifications: strings, or objects of any generation.
fn links(value: Option<&Value>, language: &str) -> Vec<Link> {
    let first = |value: Option<&Value>| literals(value, language).into_iter().next().map(|literal| literal.text);
    match value {
        Some(Value::Array(elements)) => elements.iter().flat_map(|element| links(Some(element), language)).collect(),
        Some(Value::String(text)) => {
            vec![Link { name: Some(text.clone()), ..Link::default() }]
        }
        Some(Value::Object(object)) => {
            let framework = field(object, &["isPartOf", "framework", "frameworkName"]);
            let framework = match framework {
                Some(Value::Object(whole)) => first(field(whole, &["name"])).or_else(|| Some(identifier(whole))),
                framework => first(framework),
            };
            let target = field(object, &["id", "targetNode"]).and_then(Value::as_str).unwrap_or_default();
            let name = first(field(object, &["skillName", "name", "targetNodeName"]));
            vec![Link { target: target.to_owned(), name, framework, predicate: None }]
        }
        _ => Vec::new(),
    }
}

/// Every occupation code below a value.
fn codes(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(code) => found.extend(code.split(';').map(|code| code.trim().to_owned())),
        Value::Number(code) => found.push(code.to_string()),
        Value::Array(elements) => elements.iter().for_each(|element| codes(element, found)),
        Value::Object(object) => {
            for (key, value) in object {
                if value.is_array() || CODES.contains(&local_name(key)) {
                    codes(value, found);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Loaded;
    use crate::model::{LabelRole, RelationKind, Taxonomy, TaxonomyInfo};
    use crate::taxonomy::{Format, detect};

    fn read_as(bytes: &'static [u8], options: &ReadOptions) -> Result<Loaded<Taxonomy>> {
        let files = [SourceFile::memory("rsd.json", bytes)];
        crate::taxonomy::read(&files, options, TaxonomyInfo::default())
    }

    fn read(text: &'static str) -> Loaded<Taxonomy> {
        let files = [SourceFile::memory("rsd.json", text.as_bytes())];
        assert_eq!(detect(&files).expect("readable"), Format::OsmtJson);
        read_as(text.as_bytes(), &ReadOptions::default()).expect("descriptors")
    }

    #[test]
    fn a_skill_of_version_3_is_read_whole() {
        let loaded = read(
            r#"{"@context": "https://rsd.openskillsnetwork.org/context-v1.json", "type": "RichSkillDescriptor",
            "id": "https://rsd.example.org/api/skills/1", "uuid": "1", "status": "published", "archiveDate": null,
            "skillName": "Loom Setup", "skillStatement": "Set up a loom.", "authors": ["Mill School"],
            "keywords": ["Loom", "WGUSID: 7", "loom"], "categories": ["Weaving; by hand"],
            "alignments": [{"id": "https://skills.example.org/W", "skillName": "Weaving",
                            "isPartOf": {"id": "https://skills.example.org", "name": "Open Skills"}},
                           {"id": "N/A - WGU SKILL", "skillName": "Looms"}],
            "standards": [{"skillName": "ST_1"}], "certifications": [{"name": "Weaver I"}], "employers": [],
            "collections": [{"uuid": "2", "name": "Cloth"}],
            "occupations": [{"code": "51-0000", "frameworkName": "bls", "targetNodeName": "Production"},
                {"code": "51-6063", "parents": [{"code": "51-0000", "level": "Major"}, {"code": "51-6000"}]}]}"#,
        );
        let concept = &loaded.value.concepts[0];
        assert_eq!((concept.id.as_str(), concept.name()), ("https://rsd.example.org/api/skills/1", "Loom Setup"));
        assert_eq!(concept.definition(), Some("Set up a loom."));
        assert_eq!(concept.labels.len(), 2);
        assert_eq!((concept.labels[1].text.as_str(), concept.labels[1].role), ("Loom", LabelRole::Alternative));
        assert_eq!(concept.categories, ["Weaving; by hand"], "version 3 has lists");
        assert_eq!(concept.occupation_codes, ["51-6063", "51-6000", "51-0000"]);
        let frameworks: Vec<Option<&str>> = concept.links.iter().map(|link| link.framework.as_deref()).collect();
        assert_eq!(frameworks, [Some("Open Skills"), None, Some("standard"), Some("certification")]);
        assert_eq!((concept.links[1].target.as_str(), concept.links[1].name.as_deref()), ("", Some("Looms")));
        assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.warnings()), (1, 0));
    }

    #[test]
    fn version_2_joins_lists_and_has_no_type() {
        let loaded = read(
            r#"[{"uuid": "0b6b8a2e-7c55-4b7e-9f38-d5a6c1f0aa01", "skillName": "A", "skillStatement": "Do a.",
                "author": "Mill; School", "category": "Weaving; Textiles"}]"#,
        );
        assert_eq!(loaded.value.concepts[0].id, "urn:uuid:0b6b8a2e-7c55-4b7e-9f38-d5a6c1f0aa01");
        assert_eq!(loaded.value.concepts[0].categories, ["Weaving", "Textiles"]);
        assert_eq!(loaded.value.info.publisher, "", "two authors, so neither is the publisher");
    }

    #[test]
    fn search_results_spell_occupations_otherwise() {
        let loaded = read(
            r#"[{"id": "s:1", "skillName": "A", "status": "draft", "standards": ["ST_1"], "occupations": [
                {"major": "Production", "minor": null, "code": "51-0000", "majorCode": "51-0000", "minorCode": null},
                {"name": "Weavers", "url": "x", "code": "51-6063.00", "majorCode": "51-0000", "broadCode": "51-6060",
                 "detailedCode": "51-6063", "jobRoleCode": "51-6063.00"}]},
                {"id": "s:2", "skillName": "B", "status": "archived"},
                {"id": "s:3", "skillName": "C", "status": "Deleted"},
                {"id": "s:4", "skillName": "D", "archiveDate": "2023-03-30T13:02:07"},
                {"id": "s:5", "skillName": "E", "status": "unarchived", "archiveDate": "2023-03-30T13:02:07"}]"#,
        );
        let ids: Vec<&str> = loaded.value.concepts.iter().map(|concept| concept.id.as_str()).collect();
        assert_eq!(ids, ["s:1", "s:5"]);
        assert_eq!(loaded.value.concepts[0].occupation_codes, ["51-6063.00", "51-6063", "51-6060", "51-0000"]);
        assert_eq!(loaded.diagnostics.skipped(), 0);
        assert!(loaded.diagnostics.kept()[0].message.contains("2 archived and 1 deleted"));
    }

    #[test]
    fn collections_name_the_taxonomy_and_bad_elements_are_pointed_at() {
        let loaded = read(
            r#"{"type": "RichSkillCollection", "name": "Cloth", "author": "Mill", "skills": [
                {"id": "s:1", "skillName": "A", "occupations": ["weaver"]}, null, {"id": "s:2", "skillName": 7}, {"uuid": "x"},
                {"id": "s:1", "skillName": "A again"}],
                "skillKeywords": {"Alignment": [{"keyword": {"id": "s:9", "skillName": "not a skill"}, "count": 1}]}}"#,
        );
        assert_eq!((loaded.value.info.title.as_str(), loaded.value.info.publisher.as_str()), ("Cloth", "Mill"));
        assert_eq!((loaded.value.concepts.len(), loaded.diagnostics.skipped()), (1, 4));
        let places: Vec<(Option<u64>, Option<&str>)> = loaded
            .diagnostics
            .kept()
            .iter()
            .map(|kept| (kept.position.record, kept.position.field.as_deref()))
            .collect();
        let pointers = ["/skills/0/occupations", "/skills/1", "/skills/2", "/skills/3", "/skills/4"];
        let expected: Vec<(Option<u64>, Option<&str>)> = (1..).map(Some).zip(pointers.map(Some)).collect();
        assert_eq!(places, expected);
    }

    const COMPETENCIES: &str = r#"{"@context": ["https://purl.org/ctdl/terms/"], "@type": "ceterms:Collection",
        "@id": "https://x.example/c.json", "ceterms:name": {"en-US": "Cloth"}, "competencies": [
        {"@type": "ceterms:Competency", "@id": "https://x.example/c/1", "ceterms:name": {"en-US": "Weaving", "fr": "Tissage"},
         "ceasn:competencyText": {"en-US": "Make cloth."}, "ceterms:keywords": {"en-US": ["loom", "warp"]},
         "ceterms:competencyCategory": {"en-US": "Textiles"}, "ceterms:occupationType": {"majorGroups": ["51-0000"]},
         "ceterms:hasPart": ["https://x.example/s/1", "https://x.example/s/2"]},
        {"@type": "ceasn:Competency", "@id": "https://x.example/c/2",
         "ceasn:competencyText": [{"@value": "Dye cloth.", "@language": "en"}]}]}"#;
    const SKILLS: &str = r#"{"id": "https://x.example/s.json", "type": "Collection", "name": "Cloth", "skills": [
        {"@type": "RichSkillDescriptor", "id": "https://x.example/s/1", "name": "Loom Setup",
         "skillStatement": "Set up a loom.", "standards": ["ST_1"], "certifications": ["Weaver I"],
         "occupations": {"majorGroups": ["51-0000"], "onetJobCodes": ["51-6063.00"]},
         "alignments": [{"skillName": "W", "id": "https://skills.example.org/W", "framework": "Open Skills"}],
         "isPartOf": ["https://x.example/c/1"], "isMemberOf": "https://x.example/s.json"}]}"#;

    #[test]
    fn json_ld_competencies_hold_skills_and_have_language_maps() {
        let files = [SourceFile::memory("c", COMPETENCIES.as_bytes()), SourceFile::memory("s", SKILLS.as_bytes())];
        assert_eq!(detect(&files).expect("readable"), Format::OsmtJson);
        let loaded = crate::taxonomy::read(&files, &ReadOptions::default(), TaxonomyInfo::default()).expect("read");
        let [weaving, dyeing, setup] = &loaded.value.concepts[..] else { panic!("three concepts") };
        let names: Vec<(&str, &str)> =
            weaving.labels.iter().map(|label| (label.text.as_str(), label.language.as_str())).collect();
        assert_eq!(names, [("Weaving", "en-us"), ("Tissage", "fr"), ("loom", "en-us"), ("warp", "en-us")]);
        assert_eq!(weaving.definition(), Some("Make cloth."));
        assert_eq!(weaving.categories, ["Textiles"]);
        assert_eq!((dyeing.name(), dyeing.labels[0].language.as_str()), ("Dye cloth.", "en"));
        assert_eq!(setup.occupation_codes, ["51-6063.00", "51-0000"]);
        assert_eq!(setup.links[0].framework.as_deref(), Some("Open Skills"));
        assert_eq!(loaded.value.count_relations(RelationKind::Broader), 1);
        assert_eq!((loaded.value.relations[0].source, loaded.value.relations[0].target), (2, 0));
        assert_eq!((loaded.diagnostics.total(), loaded.diagnostics.skipped()), (1, 0), "one skill is elsewhere");
        assert_eq!(loaded.value.info.title, "Cloth");
    }

    #[test]
    fn broken_json_says_where() {
        let options = ReadOptions { format: Some(Format::OsmtJson), ..ReadOptions::default() };
        let error = read_as(b"[{\"skillName\": \"A\"},\n{\"skillName\": ]", &options).expect_err("broken");
        assert!(error.to_string().starts_with("rsd.json:2: "), "{error}");
        assert!(error.to_string().contains("line 2 column 15"), "{error}");
        let error = read_as(b"[{\"skillName\": \"caf\xe9\"}]", &options).expect_err("not UTF-8");
        assert!(error.to_string().contains("line 1"), "{error}");
        let deep: &'static [u8] = Box::leak("[".repeat(100_000).into_bytes().into_boxed_slice());
        assert!(read_as(deep, &options).expect_err("deep").to_string().contains("recursion limit"));
        let error = read_as(b"{\"a\": 1}", &options).expect_err("no skill");
        assert!(error.to_string().contains("no skillName"), "{error}");
    }

    #[test]
    fn byte_order_marks_and_one_value_a_line_are_read() {
        let options =
            ReadOptions { format: Some(Format::OsmtJson), language: Some("FR".to_owned()), ..ReadOptions::default() };
        let lines = b"\xef\xbb\xbf{\"skillName\": \"A\"}\n{\"skillName\": \"B\"}\n";
        let loaded = read_as(lines, &options).expect("two descriptors");
        assert_eq!(loaded.value.concepts.len(), 2);
        assert_eq!(loaded.value.concepts[0].labels[0].language, "fr");
        let utf16 = "\u{feff}{\"skillName\": \"caf\u{e9}\"}".encode_utf16().flat_map(u16::to_le_bytes);
        let utf16: &'static [u8] = Box::leak(utf16.collect::<Vec<u8>>().into_boxed_slice());
        assert_eq!(read_as(utf16, &options).expect("one descriptor").value.concepts[0].name(), "café");
    }

    #[test]
    fn other_json_is_not_taken_for_descriptors() {
        for text in ["{\"name\": \"x\"}", "{\"@graph\": [{\"ceasn:competencyText\": \"x\"}]}", "skillName"] {
            let text: &'static str = text;
            assert!(!recognises(&[SourceFile::memory("x.json", text.as_bytes())]).expect("readable"), "{text}");
        }
    }
}
