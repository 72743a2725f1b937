//! The slots of SSSOM, in the order of its schema, with what a reader and a writer must know of each.
//!
//! Reference: <https://mapping-commons.github.io/sssom/spec-model/>; the order is that of `sssom_schema.yaml`.

/// What a slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// An identifier, a CURIE in the table.
    Reference,
    /// Anything else: words, a number, a date, an address that is written whole.
    Text,
}

/// A slot of a row.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Its name, which is that of the column.
    pub name: &'static str,
    /// What it holds.
    pub content: Content,
    /// Whether it may have several values.
    pub is_list: bool,
    /// Whether a value that all rows share may stand in the head instead.
    pub is_shared: bool,
    /// Whether version 1.1 brought it.
    pub is_new: bool,
}

const fn text(name: &'static str) -> Slot {
    Slot { name, content: Content::Text, is_list: false, is_shared: false, is_new: false }
}

const fn reference(name: &'static str) -> Slot {
    Slot { content: Content::Reference, ..text(name) }
}

impl Slot {
    const fn list(self) -> Self {
        Self { is_list: true, ..self }
    }

    const fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    const fn since_1_1(self) -> Self {
        Self { is_new: true, ..self }
    }
}

/// How many slots a row has.
pub const COUNT: usize = 50;

/// The slots of a row.
pub const ROW: [Slot; COUNT] = [
    reference("record_id").since_1_1(),
    reference("subject_id"),
    text("subject_label"),
    text("subject_category"),
    reference("predicate_id"),
    text("predicate_label"),
    text("predicate_modifier"),
    reference("object_id"),
    text("object_label"),
    text("object_category"),
    reference("mapping_justification"),
    reference("author_id").list(),
    text("author_label").list(),
    reference("reviewer_id").list(),
    text("reviewer_label").list(),
    reference("creator_id").list(),
    text("creator_label").list(),
    text("license"),
    text("subject_type").shared(),
    reference("subject_source").shared(),
    text("subject_source_version").shared(),
    text("object_type").shared(),
    reference("object_source").shared(),
    text("object_source_version").shared(),
    text("predicate_type").shared().since_1_1(),
    text("mapping_provider").shared(),
    reference("mapping_source"),
    text("mapping_cardinality"),
    text("cardinality_scope").list().shared().since_1_1(),
    text("mapping_tool").shared(),
    reference("mapping_tool_id").shared().since_1_1(),
    text("mapping_tool_version").shared(),
    text("mapping_date").shared(),
    text("publication_date"),
    text("review_date").since_1_1(),
    text("confidence"),
    text("reviewer_agreement").since_1_1(),
    reference("curation_rule").list().shared(),
    text("curation_rule_text").list().shared(),
    reference("subject_match_field").list().shared(),
    reference("object_match_field").list().shared(),
    text("match_string").list(),
    reference("subject_preprocessing").list().shared(),
    reference("object_preprocessing").list().shared(),
    text("similarity_score"),
    text("similarity_measure").shared(),
    text("see_also").list(),
    reference("issue_tracker_item"),
    text("other"),
    text("comment"),
];

/// The slots of a set, but for `curie_map`, `mappings` and `extension_definitions`.
pub const SET: [Slot; 35] = [
    text("sssom_version").since_1_1(),
    text("mapping_set_id"),
    text("mapping_set_version"),
    text("mapping_set_source").list(),
    text("mapping_set_title"),
    text("mapping_set_description"),
    text("mapping_set_confidence").since_1_1(),
    reference("creator_id").list(),
    text("creator_label").list(),
    text("license"),
    text("subject_type"),
    reference("subject_source"),
    text("subject_source_version"),
    text("object_type"),
    reference("object_source"),
    text("object_source_version"),
    text("predicate_type").since_1_1(),
    text("mapping_provider"),
    text("cardinality_scope").list().since_1_1(),
    text("mapping_tool"),
    reference("mapping_tool_id").since_1_1(),
    text("mapping_tool_version"),
    text("mapping_date"),
    text("publication_date"),
    reference("subject_match_field").list(),
    reference("object_match_field").list(),
    reference("subject_preprocessing").list(),
    reference("object_preprocessing").list(),
    text("similarity_measure"),
    reference("curation_rule").list(),
    text("curation_rule_text").list(),
    text("see_also").list(),
    text("issue_tracker"),
    text("other"),
    text("comment"),
];

/// The slot of a row with that name.
pub fn of_row(name: &str) -> Option<&'static Slot> {
    ROW.iter().find(|slot| slot.name == name)
}

/// The slot of a set with that name.
pub fn of_set(name: &str) -> Option<&'static Slot> {
    SET.iter().find(|slot| slot.name == name)
}

/// Whether a value in the head of a set speaks for every row that has none of its own.
pub fn is_shared(name: &str) -> bool {
    of_row(name).is_some_and(|slot| slot.is_shared)
}
