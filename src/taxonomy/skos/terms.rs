//! What the properties and classes of SKOS, SKOS-XL, Dublin Core and ESCO mean in our terms; all others are
//! passed over.

use crate::model::{LabelRole, NoteRole, Predicate, RelationKind, ReuseLevel};

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const SKOS_XL: &str = "http://www.w3.org/2008/05/skos-xl#";
const ESCO: &str = "http://data.europa.eu/esco/model#";
const DUBLIN_CORE: [&str; 2] = ["http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"];
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDF_SCHEMA: &str = "http://www.w3.org/2000/01/rdf-schema#";
const OWL: &str = "http://www.w3.org/2002/07/owl#";
const THESAURI: &str = "http://purl.org/iso25964/skos-thes#";

/// What a statement says of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    /// Which class it is of.
    Class,
    /// A name; a node that holds one in SKOS-XL.
    Label(LabelRole),
    LabelNode(LabelRole),
    /// A longer text, or a node that holds one.
    Note(NoteRole),
    /// The words of a node that holds a name or a text, and their language when it is said apart.
    NodeText,
    NodeLanguage,
    Notation,
    /// It stands so to the object; `true` when the object stands so to it.
    Relation(RelationKind, bool),
    /// It corresponds to something outside.
    Match(Predicate),
    /// It belongs to a scheme or collection; `true` when the object belongs to it.
    Member(bool),
    /// Facts of ESCO.
    SkillType,
    ReuseLevel,
    /// It is no longer in use.
    Deprecated,
    Status,
    /// What a scheme says of itself, and what anything else may say too.
    Title,
    Description,
    Publisher,
    Licence,
    Version,
}

impl Property {
    pub fn of(address: &str) -> Option<Self> {
        if let Some(name) = address.strip_prefix(SKOS) {
            return Self::of_skos(name);
        }
        if let Some(name) = address.strip_prefix(SKOS_XL) {
            return Some(match name {
                "prefLabel" => Self::LabelNode(LabelRole::Preferred),
                "altLabel" => Self::LabelNode(LabelRole::Alternative),
                "hiddenLabel" => Self::LabelNode(LabelRole::Hidden),
                "literalForm" => Self::NodeText,
                _ => return None,
            });
        }
        if let Some(name) = address.strip_prefix(ESCO) {
            return Some(match name {
                "nodeLiteral" => Self::NodeText,
                "language" => Self::NodeLanguage,
                "skillType" => Self::SkillType,
                "skillReuseLevel" => Self::ReuseLevel,
                "isEssentialSkillFor" => Self::Relation(RelationKind::Essential, true),
                "isOptionalSkillFor" => Self::Relation(RelationKind::Optional, true),
                "relatedEssentialSkill" => Self::Relation(RelationKind::Essential, false),
                "relatedOptionalSkill" => Self::Relation(RelationKind::Optional, false),
                _ => return None,
            });
        }
        if let Some(name) = DUBLIN_CORE.iter().find_map(|space| address.strip_prefix(space)) {
            return Some(match name {
                "title" => Self::Title,
                "description" => Self::Description,
                "publisher" | "creator" => Self::Publisher,
                "license" | "rights" => Self::Licence,
                "hasVersion" => Self::Version,
                "isReplacedBy" => Self::Relation(RelationKind::ReplacedBy, false),
                _ => return None,
            });
        }
        let spaces = [RDF, RDF_SCHEMA, OWL, THESAURI];
        let (space, name) = spaces.iter().find_map(|space| Some((*space, address.strip_prefix(space)?)))?;
        Some(match (space, name) {
            (RDF, "type") => Self::Class,
            (RDF, "value") => Self::NodeText,
            (RDF_SCHEMA, "label") => Self::Title,
            (RDF_SCHEMA, "comment") => Self::Description,
            (OWL, "deprecated") => Self::Deprecated,
            (OWL, "versionInfo") => Self::Version,
            (THESAURI, "status") => Self::Status,
            _ => return None,
        })
    }

    fn of_skos(name: &str) -> Option<Self> {
        Some(match name {
            "prefLabel" => Self::Label(LabelRole::Preferred),
            "altLabel" => Self::Label(LabelRole::Alternative),
            "hiddenLabel" => Self::Label(LabelRole::Hidden),
            "definition" => Self::Note(NoteRole::Definition),
            "scopeNote" | "note" => Self::Note(NoteRole::ScopeNote),
            "example" => Self::Note(NoteRole::Example),
            "notation" => Self::Notation,
            "broader" => Self::Relation(RelationKind::Broader, false),
            "narrower" => Self::Relation(RelationKind::Broader, true),
            "related" => Self::Relation(RelationKind::Related, false),
            "inScheme" | "topConceptOf" => Self::Member(false),
            "hasTopConcept" | "member" => Self::Member(true),
            "exactMatch" => Self::Match(Predicate::Exact),
            "closeMatch" => Self::Match(Predicate::Close),
            "broadMatch" => Self::Match(Predicate::Broad),
            "narrowMatch" => Self::Match(Predicate::Narrow),
            "relatedMatch" => Self::Match(Predicate::Related),
            _ => return None,
        })
    }
}

/// A class that decides what becomes of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Concept,
    Scheme,
    Collection,
    /// Skill and occupation of ESCO.
    Skill,
    Occupation,
    /// A label or a text that is a node of its own.
    Node,
}

impl Class {
    pub fn of(address: &str) -> Option<Self> {
        let spaces = [SKOS, SKOS_XL, ESCO];
        let name = spaces.iter().find_map(|space| address.strip_prefix(space))?;
        Some(match name {
            "Concept" | "MemberConcept" => Self::Concept,
            "ConceptScheme" => Self::Scheme,
            "Collection" | "OrderedCollection" => Self::Collection,
            "Skill" => Self::Skill,
            "Occupation" => Self::Occupation,
            "Label" | "NodeLiteral" => Self::Node,
            _ => return None,
        })
    }
}

/// The reuse level that an address of ESCO ends in.
pub(super) fn reuse_level(address: &str) -> Option<ReuseLevel> {
    Some(match address.rsplit('/').next()? {
        "transversal" => ReuseLevel::Transversal,
        "cross-sector" | "cross-sectoral" => ReuseLevel::CrossSector,
        "sector-specific" => ReuseLevel::SectorSpecific,
        "occupation-specific" => ReuseLevel::OccupationSpecific,
        _ => return None,
    })
}
