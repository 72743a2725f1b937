//! Graphs of the Credential Engine in CTDL-ASN and CTDL: competency frameworks, concept schemes, progression
//! models, and the occupations, work roles and tasks that stand beside competencies.
//!
//! ```json
//! {"@context": "https://credreg.net/ctdlasn/schema/context/json", "@graph": [
//!   {"@id": "https://registry.example.org/ce-1", "@type": "ceasn:CompetencyFramework", "ceasn:name": {"en": "Weaving"}},
//!   {"@id": "https://registry.example.org/ce-2", "@type": "ceasn:Competency", "ceasn:codedNotation": "W1",
//!    "ceasn:competencyText": {"en": "Set up a loom."}, "ceasn:isTopChildOf": ["https://registry.example.org/ce-1"],
//!    "ceasn:exactAlignment": ["https://other.example.org/7"]}]}
//! ```
//!
//! Fields are taken by the last part of their key, since files use `ceasn:`, `ceterms:` and `asn:` in each
//! other's place. A registry envelope, a list, nodes inside nodes and a file without a context are read too.
//!
//! | CTDL-ASN, CTDL, SKOS | here |
//! |---|---|
//! | `@id`, else the CTID's address in the registry | identifier |
//! | `Competency`; `Concept`, `ProgressionLevel`; `Task`; `Occupation`, `Job`, `WorkRole` | skill, or what `competencyCategory` says; other beside competencies, else skill; task; occupation |
//! | `competencyLabel`, `prefLabel`, `name`; without these `competencyText`, `definition`, `description` | preferred label |
//! | the same texts beside a label | definition |
//! | `altLabel`, `alternateName`, `conceptKeyword`; `hiddenLabel` | alternative, hidden labels |
//! | `comment`, `note`, `scopeNote` | scope notes |
//! | `codedNotation`, `notation`, an identifier's code, `listID` | notation |
//! | `competencyCategory`, `localSubject` | categories |
//! | codes of `occupationType` | occupation codes |
//! | `isChildOf`, `hasChild`, `comprisedOf`, `broader`, `narrower`, `isSpecializationOf`, `hasWorkRole` | broader |
//! | `related`, `crossSubjectReference`, `classification`, `hasTask`, `hasProgressionLevel` | related |
//! | `skillEmbodied`, `knowledgeEmbodied`, `hasSkill` … , `prerequisiteAlignment` | essential |
//! | `exactAlignment`, `broadAlignment`, `narrowAlignment`, `majorAlignment` (close), `minorAlignment` (related), SKOS matches, `alignTo`, `derivedFrom` | links |
//! | `CompetencyFramework`, `ConceptScheme`, `ProgressionModel`, `QualificationsFramework` | what is said of the taxonomy, where there is one |
//!
//! Reference: <https://credreg.net/ctdlasn/terms>, <https://credreg.net/ctdl/terms>.

mod nodes;

use nodes::{Class, Node};
use serde_json::Value;

use super::json_values::{Object, each_value, field, head, local_name, type_name};
use super::{ReadOptions, TaxonomyBuilder, any, those_of};
use crate::counts::counted;
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::{Concept, ConceptKind, RelationKind};

/// Fields that may hold whole nodes where others hold addresses.
const HOLDERS: [&str; 8] = [
    "hasChild",
    "hasTopChild",
    "hasTopConcept",
    "hasProgressionLevel",
    "hasTask",
    "hasWorkRole",
    "narrower",
    "hasProgressionModel",
];

pub(super) fn recognises(files: &[SourceFile]) -> Result<bool> {
    any(files, is_graph)
}

/// Whether a file speaks the Credential Engine's language about things that a taxonomy is made of.
fn is_graph(file: &SourceFile) -> Result<bool> {
    let Some(head) = head(file)? else { return Ok(false) };
    let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
    let speaks = has(&["\"ceasn:", "\"ceterms:", "\"asn:", "credreg.net/", "purl.org/ctdl"]);
    let classes = [
        "Competency\"",
        "CompetencyFramework\"",
        "ConceptScheme\"",
        "ProgressionModel\"",
        "Task\"",
        "WorkRole\"",
        "Occupation\"",
        "QualificationsFramework\"",
        "AlignmentMap\"",
    ];
    Ok(speaks && has(&classes) && has(&["\"@graph\"", "\"@type\"", "\"decoded_resource\""]))
}

pub(super) fn read(files: &[SourceFile], options: &ReadOptions, builder: &mut TaxonomyBuilder) -> Result<()> {
    let mut reading = Reading {
        language: options.language.as_deref().unwrap_or_default().to_lowercase(),
        builder,
        concepts: Vec::new(),
        schemes: Vec::new(),
        relations: Vec::new(),
        alignment_maps: 0,
        records: 0,
    };
    for file in those_of(files, reading.builder, is_graph)? {
        reading.records = 0;
        each_value(file, |value| reading.value(value, &Position::file(&file.name), ""))?;
    }
    if reading.concepts.is_empty() && reading.alignment_maps > 0 {
        let place = files.first().map(|file| Position::file(&file.name)).unwrap_or_default();
        return Err(Error::malformed(place, "an alignment map: it relates two frameworks and holds none itself")
            .with_hint("add the frameworks that it relates"));
    }
    reading.finish();
    Ok(())
}

/// What is known across the nodes of all files.
struct Reading<'a> {
    builder: &'a mut TaxonomyBuilder,
    language: String,
    concepts: Vec<(Concept, Class, Position)>,
    schemes: Vec<nodes::Scheme>,
    relations: Vec<(String, RelationKind, String, Position)>,
    alignment_maps: u64,
    records: u64,
}

impl Reading<'_> {
    /// Depth is no concern: the parser refuses more than 128 levels.
    fn value(&mut self, value: &Value, place: &Position, pointer: &str) {
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.value(element, place, &format!("{pointer}/{index}"));
                }
            }
            Value::Object(object) => self.object(object, place, pointer),
            other => {
                let message = format!("{} where a node is expected", type_name(other));
                self.builder.report(Severity::Skipped, place.clone().field(pointer), message);
            }
        }
    }

    fn object(&mut self, object: &Object, place: &Position, pointer: &str) {
        for holder in ["decoded_resource", "@graph"] {
            if let Some(inside) = object.get(holder) {
                return self.value(inside, place, &format!("{pointer}/{holder}"));
            }
        }
        self.records += 1;
        let position = place.clone().record(self.records).field(if pointer.is_empty() { "/" } else { pointer });
        let node = Node::new(object, &self.language);
        match node.class() {
            Some(Class::Scheme) => self.schemes.push(node.scheme()),
            Some(Class::AlignmentMap) => self.alignment_maps += 1,
            Some(class) => self.concept(&node, class, &position),
            None => {
                let message = "a node of no class that is read";
                self.builder.report(Severity::Note, position, message);
            }
        }
        for name in HOLDERS {
            let values = match field(object, &[name]) {
                Some(Value::Array(values)) => values.as_slice(),
                Some(value) => std::slice::from_ref(value),
                None => continue,
            };
            for (index, inside) in values.iter().enumerate() {
                let is_node = |inside: &Object| inside.keys().any(|key| local_name(key) == "type") && inside.len() > 2;
                if inside.as_object().is_some_and(is_node) {
                    self.value(inside, place, &format!("{pointer}/{name}/{index}"));
                }
            }
        }
    }

    fn concept(&mut self, node: &Node, class: Class, position: &Position) {
        let id = node.identifier();
        if id.is_empty() {
            return self.builder.report(Severity::Skipped, position.clone(), "a node without @id or CTID");
        }
        for (kind, inverse, name) in node.relations() {
            let (source, target) = if inverse { (name, id.clone()) } else { (id.clone(), name) };
            self.relations.push((source, kind, target, position.clone()));
        }
        self.concepts.push((node.concept(id), class, position.clone()));
    }

    fn finish(mut self) {
        let has_competencies =
            self.concepts.iter().any(|(_, class, _)| matches!(class, Class::Competency | Class::Task));
        for (mut concept, class, position) in std::mem::take(&mut self.concepts) {
            // Beside competencies, a scheme classifies them; alone, it is the taxonomy.
            if matches!(class, Class::Concept | Class::Level) && has_competencies {
                concept.kind = ConceptKind::Other;
            }
            self.builder.add(concept, &position);
        }
        let (mut absent, mut somewhere) = (0u64, Position::default());
        let schemes: Vec<&str> = self.schemes.iter().map(|scheme| scheme.id.as_str()).collect();
        for (source, kind, target, position) in self.relations {
            if self.builder.contains(&source) && self.builder.contains(&target) {
                self.builder.relate(&source, kind, &target, None, &position);
            } else if !schemes.contains(&source.as_str()) && !schemes.contains(&target.as_str()) {
                absent += 1;
                somewhere.path = position.path;
            }
        }
        if absent > 0 {
            let message =
                format!("{} to nodes that are not in this input", counted(absent, "relation leads", "relations lead"));
            self.builder.report(Severity::Note, somewhere, message);
        }
        let frameworks = self.schemes.iter().filter(|scheme| scheme.is_framework);
        let main: Vec<&nodes::Scheme> =
            if frameworks.clone().count() > 0 { frameworks.collect() } else { self.schemes.iter().collect() };
        if let [only] = main[..] {
            only.describe(&mut self.builder.info);
        }
    }
}
