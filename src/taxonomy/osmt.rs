//! Rich Skill Descriptors (RSDs) of the Open Skills Network, whichever file they came in.
//!
//! The CSV and JSON readers fill a [`Descriptor`]; what its fields mean in our terms is decided here, once:
//!
//! | RSD | here |
//! |---|---|
//! | canonical URL, `id`, `@id` | identifier; else `urn:uuid:` with the uuid, or one made from name and statement |
//! | name | preferred label |
//! | keywords | alternative labels, but for the publisher's own numbers (`WGUSID: 10407`) |
//! | skill statement | definition |
//! | categories | categories |
//! | occupations | occupation codes, the narrowest first |
//! | alignments, standards, certifications | links; the framework of the last two is `standard` and `certification` |
//! | archived, deleted | not read, and counted in a note |
//!
//! Reference: <https://github.com/wgu-opensource/osmt>, `RichSkillCsvExport.kt` and `ApiSkill.kt`.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::json_values::Literal;
use super::{ReadOptions, TaxonomyBuilder};
use crate::counts::counted;
use crate::error::{Position, Severity};
use crate::model::{Concept, ConceptKind, LabelRole, Link, NoteRole, RelationKind};

/// Where a descriptor stands in its life, as far as it decides whether it is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Status {
    /// Draft, in a workspace, published, or brought back from the archive.
    #[default]
    Current,
    Archived,
    Deleted,
}

impl Status {
    pub fn parse(word: &str) -> Self {
        match word.trim().to_lowercase().as_str() {
            "archived" => Self::Archived,
            "deleted" => Self::Deleted,
            _ => Self::Current,
        }
    }
}

/// One RSD as its file has it.
#[derive(Debug, Clone, Default)]
pub(super) struct Descriptor {
    pub id: String,
    pub uuid: String,
    pub status: Status,
    pub names: Vec<Literal>,
    pub statements: Vec<Literal>,
    pub keywords: Vec<Literal>,
    pub categories: Vec<String>,
    pub authors: Vec<String>,
    pub occupations: Vec<String>,
    pub alignments: Vec<Link>,
    pub standards: Vec<Link>,
    pub certifications: Vec<Link>,
    /// Identifiers of the competencies that it is part of.
    pub broader: Vec<String>,
    /// Identifiers of the skills that are part of it.
    pub narrower: Vec<String>,
}

/// Takes descriptors in and makes concepts of them.
pub(super) struct Descriptors<'a> {
    builder: &'a mut TaxonomyBuilder,
    /// Identifier of the concept that was read for each uuid.
    uuids: HashMap<String, String>,
    authors: BTreeSet<String>,
    titles: BTreeSet<String>,
    parts: Vec<(String, String, Position)>,
    archived: u64,
    deleted: u64,
    made_identifiers: u64,
}

/// The language of a file that does not name one: the Open Skills Network writes English.
pub(super) fn language(options: &ReadOptions) -> String {
    options.language.as_deref().unwrap_or("en").to_lowercase()
}

impl<'a> Descriptors<'a> {
    pub fn new(builder: &'a mut TaxonomyBuilder) -> Self {
        Self {
            builder,
            uuids: HashMap::new(),
            authors: BTreeSet::new(),
            titles: BTreeSet::new(),
            parts: Vec::new(),
            archived: 0,
            deleted: 0,
            made_identifiers: 0,
        }
    }

    pub fn report(&mut self, severity: Severity, position: Position, message: impl Into<String>) {
        self.builder.report(severity, position, message);
    }

    pub fn builder(&mut self) -> &mut TaxonomyBuilder {
        self.builder
    }

    /// Notes what a collection is called and who made it.
    pub fn collection(&mut self, title: Option<&str>, author: Option<&str>) {
        self.titles.extend(title.map(str::to_owned));
        self.authors.extend(author.map(str::to_owned));
    }

    /// Makes a concept of one descriptor, or says why not.
    pub fn add(&mut self, mut descriptor: Descriptor, position: &Position) {
        match descriptor.status {
            Status::Current => {}
            Status::Archived => return self.archived += 1,
            Status::Deleted => return self.deleted += 1,
        }
        descriptor.names.retain(|name| !name.text.trim().is_empty());
        if descriptor.names.is_empty() {
            return self.report(Severity::Skipped, position.clone(), "a skill descriptor without a name");
        }
        let id = self.identifier(&mut descriptor, position);
        let uuid = if descriptor.uuid.is_empty() { uuid_at_end(&id) } else { Some(descriptor.uuid.to_lowercase()) };
        if let Some(first) = uuid.as_ref().and_then(|uuid| self.uuids.get(uuid)).filter(|first| **first != id) {
            let message = format!("{id:?} is the same descriptor as {first:?} by its uuid; the first stays");
            return self.report(Severity::Skipped, position.clone(), message);
        }

        let mut concept = Concept::new(id.clone(), ConceptKind::Skill);
        add_names(&mut concept, &descriptor);
        for statement in &descriptor.statements {
            concept.add_note(&statement.text, NoteRole::Definition, &statement.language);
        }
        concept.categories = without_repetition(&descriptor.categories);
        concept.occupation_codes = self.occupation_codes(&descriptor.occupations, position);
        for link in std::mem::take(&mut descriptor.alignments) {
            if let Some(link) = self.checked_link(link, "alignments", position) {
                concept.add_link(link);
            }
        }
        for (links, framework) in [(descriptor.standards, "standard"), (descriptor.certifications, "certification")] {
            for link in links {
                if let Some(link) = self.checked_link(link, &format!("{framework}s"), position) {
                    concept.add_link(Link { framework: Some(framework.to_owned()), ..link });
                }
            }
        }
        if !self.builder.add(concept, position) {
            return;
        }
        self.authors.extend(descriptor.authors);
        if let Some(uuid) = uuid {
            self.uuids.insert(uuid, id.clone());
        }
        for parent in descriptor.broader {
            self.parts.push((id.clone(), parent, position.clone()));
        }
        for child in descriptor.narrower {
            self.parts.push((child, id.clone(), position.clone()));
        }
    }

    /// Says what was left out of a file or made up for it.
    pub fn end_of_file(&mut self, file: &str) {
        let (archived, deleted) = (std::mem::take(&mut self.archived), std::mem::take(&mut self.deleted));
        if archived + deleted > 0 {
            let message = format!("left out by their status: {archived} archived and {deleted} deleted");
            self.report(Severity::Note, Position::file(file), message);
        }
        let made = std::mem::take(&mut self.made_identifiers);
        if made > 0 {
            let message = format!("{made} without an identifier; each got one made from its name and statement");
            self.report(Severity::Note, Position::file(file), message);
        }
    }

    /// Relates parts to wholes and fills in what the descriptors agree on.
    pub fn finish(mut self) {
        let mut absent = 0u64;
        let mut somewhere = Position::default();
        for (child, parent, position) in std::mem::take(&mut self.parts) {
            // A skills file names competencies that are published in another file, which is no fault of it.
            if self.builder.contains(&child) && self.builder.contains(&parent) {
                self.builder.relate(&child, RelationKind::Broader, &parent, None, &position);
            } else {
                absent += 1;
                somewhere.path = position.path;
            }
        }
        if absent > 0 {
            let message = format!(
                "{} to skills or competencies that are not in this input",
                counted(absent, "relation leads", "relations lead")
            );
            self.report(Severity::Note, somewhere, message);
        }
        let info = &mut self.builder.info;
        if let (true, Some(author), 1) = (info.publisher.is_empty(), self.authors.first(), self.authors.len()) {
            info.publisher.clone_from(author);
        }
        if let (true, Some(title), 1) = (info.title.is_empty(), self.titles.first(), self.titles.len()) {
            info.title.clone_from(title);
        }
    }

    fn identifier(&mut self, descriptor: &mut Descriptor, position: &Position) -> String {
        let given = descriptor.id.trim();
        if !given.is_empty() {
            return self.without_dash(given, position);
        }
        if !descriptor.uuid.is_empty() {
            return format!("urn:uuid:{}", descriptor.uuid);
        }
        self.made_identifiers += 1;
        let statement = descriptor.statements.first().map_or("", |statement| statement.text.as_str());
        made_identifier(&[&descriptor.names[0].text, statement])
    }

    /// Exports of development servers write `-https://…`, which no browser follows.
    fn without_dash(&mut self, url: &str, position: &Position) -> String {
        match url.strip_prefix('-').map(str::trim_start) {
            Some(rest) if rest.starts_with("http") => {
                let message = format!("the dash before {rest:?} is dropped");
                self.report(Severity::Warning, position.clone(), message);
                rest.to_owned()
            }
            _ => url.to_owned(),
        }
    }

    /// The link without what is no address, or nothing when nothing is left of it.
    fn checked_link(&mut self, link: Link, what: &str, position: &Position) -> Option<Link> {
        let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (mut target, name) = (self.without_dash(link.target.trim(), position), filled(link.name));
        if !target.is_empty() && !is_address(&target) {
            let message = match &name {
                Some(name) => format!("{target:?} is no address; kept by its name {name:?}"),
                None => format!("{target:?} is no address and there is no name; left out"),
            };
            self.report(Severity::Note, within(position, what), message);
            target.clear();
        }
        let link = Link { target, name, framework: filled(link.framework), predicate: link.predicate };
        (!link.target.is_empty() || link.name.is_some()).then_some(link)
    }

    /// The codes, each once, the narrowest first; what is no code is reported and left out.
    fn occupation_codes(&mut self, codes: &[String], position: &Position) -> Vec<String> {
        let mut found: Vec<(Breadth, String)> = Vec::new();
        for code in without_repetition(codes) {
            if let Some(breadth) = Breadth::of(&code) {
                found.push((breadth, code));
            } else {
                let message = format!("{code:?} is no occupation code; left out");
                self.report(Severity::Warning, within(position, "occupations"), message);
            }
        }
        found.sort_by_key(|(breadth, _)| *breadth);
        found.into_iter().map(|(_, code)| code).collect()
    }
}

/// A name is preferred once a language; every other word for the skill is an alternative.
fn add_names(concept: &mut Concept, descriptor: &Descriptor) {
    let names = descriptor.names.iter();
    let keywords = descriptor.keywords.iter().filter(|keyword| !is_housekeeping(&keyword.text));
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    let mut preferred: BTreeSet<&str> = BTreeSet::new();
    for (literal, is_name) in names.map(|name| (name, true)).chain(keywords.map(|keyword| (keyword, false))) {
        let folded = literal.text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if !known.insert((literal.language.clone(), folded)) {
            continue;
        }
        let is_preferred = is_name && preferred.insert(&literal.language);
        let role = if is_preferred { LabelRole::Preferred } else { LabelRole::Alternative };
        concept.add_label(&literal.text, role, &literal.language);
    }
}

/// Whether a keyword is a number in the publisher's own system: `WGUSID: 172.1`, and as it is misspelt,
/// `WGUSID 4273` and `WGUDI: 3836`. `RAID 5` and `ISO: 9001` are words of the trade.
fn is_housekeeping(keyword: &str) -> bool {
    let Some((system, number)) = keyword.split_once([':', ' ']) else { return false };
    let (is_publisher, is_identifier) = (system.starts_with("WGU"), system.ends_with("ID") && keyword.contains(':'));
    let is_system = system.bytes().all(|byte| byte.is_ascii_uppercase()) && (is_publisher || is_identifier);
    let number = number.trim();
    is_system && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// How much of the world of work a code stands for. The code itself says so, which the column may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    JobRole,
    Detailed,
    Broad,
    Minor,
    Major,
}

impl Breadth {
    fn of(code: &str) -> Option<Self> {
        if let Some((major, rest)) = code.split_once('-') {
            let (soc, role) = rest.split_once('.').map_or((rest, None), |(soc, role)| (soc, Some(role)));
            let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits(major, 2) || !digits(soc, 4) || role.is_some_and(|role| !digits(role, 2)) {
                return None;
            }
            return Some(match soc {
                _ if role.is_some() => Self::JobRole,
                "0000" => Self::Major,
                // Minor groups end in three zeros, but for 15-1200, 31-1100 and 51-5100.
                soc if soc.ends_with("00") => Self::Minor,
                soc if soc.ends_with('0') => Self::Broad,
                _ => Self::Detailed,
            });
        }
        // ISCO codes and what is made after them, such as 2512 and 2512.4.
        let numeric =
            code.starts_with(|c: char| c.is_ascii_digit()) && code.chars().all(|c| c.is_ascii_digit() || c == '.');
        numeric.then_some(Self::Detailed)
    }
}

/// Whether a text can be the address of something: `N/A - WGU SKILL` cannot.
fn is_address(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    !text.contains(char::is_whitespace)
        && (text.contains("://") || text.starts_with("urn:") || (host.contains('.') && host != text))
}

/// The place of a field, below the JSON pointer of its descriptor when there is one.
fn within(position: &Position, field: &str) -> Position {
    let field = position.field.as_ref().map_or(field.to_owned(), |pointer| format!("{pointer}/{field}"));
    position.clone().field(field)
}

fn without_repetition(texts: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !kept.iter().any(|known| known == text) {
            kept.push(text.to_owned());
        }
    }
    kept
}

/// The uuid that ends an address such as `https://osmt.example.org/api/skills/{uuid}`.
fn uuid_at_end(id: &str) -> Option<String> {
    let tail = id.rsplit(['/', ':']).next()?;
    let groups: Vec<&str> = tail.split('-').collect();
    let is_uuid = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_uuid.then(|| tail.to_lowercase())
}

/// An identifier for something published without one: the same words give the same identifier, always.
///
/// The first sixteen bytes of a SHA-256, marked as a version 8 uuid (RFC 9562). White space is folded first.
pub(super) fn made_identifier(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.split_whitespace().collect::<Vec<_>>().join(" "));
        hash.update([0]);
    }
    let digest = hash.finalize();
    let mut id = "urn:uuid:".to_owned();
    for (index, byte) in digest.iter().take(16).enumerate() {
        let byte = match index {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        write!(id, "{byte:02x}").expect("writing to a string cannot fail");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_identifiers_are_version_8_and_depend_on_words_only() {
        let id = made_identifier(&["Risk Analysis", "Analyse risks."]);
        assert_eq!(id, made_identifier(&["Risk  Analysis ", "Analyse risks."]));
        assert_ne!(id, made_identifier(&["Risk", "Analysis Analyse risks."]));
        assert_eq!(uuid_at_end(&id).as_deref(), id.strip_prefix("urn:uuid:"));
        assert_eq!((&id[23..24], id.len()), ("8", "urn:uuid:".len() + 36));
        assert!(matches!(&id[28..29], "8" | "9" | "a" | "b"), "{id}");
    }

    #[test]
    fn codes_say_how_broad_they_are() {
        let breadths: Vec<Option<Breadth>> = [
            "15-1252.00", "15-1252", "15-1250", "15-1200", "31-1100", "11-3000", "11-0000", "2512.4", "36831-0000", "x",
        ]
        .into_iter()
        .map(Breadth::of)
        .collect();
        let expected = [
            Some(Breadth::JobRole),
            Some(Breadth::Detailed),
            Some(Breadth::Broad),
            Some(Breadth::Minor),
            Some(Breadth::Minor),
            Some(Breadth::Minor),
            Some(Breadth::Major),
            Some(Breadth::Detailed),
            None,
            None,
        ];
        assert_eq!(breadths, expected);
    }

    #[test]
    fn addresses_and_housekeeping_are_told_from_words() {
        assert!(is_address("https://skills.emsidata.com/skills/KS1"));
        assert!(is_address("skills.emsidata.com/skills/KS1"));
        assert!(is_address("urn:uuid:1"));
        for junk in ["N/A", "N/A - WGU SKILL", "none", "see http://x.org"] {
            assert!(!is_address(junk), "{junk}");
        }
        for number in ["WGUSID: 172.1", "WGUSID 4273", "WGUDI: 3836", "SKILLID:7"] {
            assert!(is_housekeeping(number), "{number}");
        }
        for word in ["Social Emotional Learning (SEL): General", "ISO: 9001", "RAID 5", "WGU Alumni", "Office 365"] {
            assert!(!is_housekeeping(word), "{word}");
        }
    }
}
