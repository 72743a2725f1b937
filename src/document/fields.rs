//! Which column of a table, or key of an object, holds the identifier, the title and the texts.
//!
//! What the user names is taken or refused; the rest is guessed from the headers that programme lists, job
//! dumps and skill exports really have. An alias that is the whole header beats one that only ends it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::ReadOptions;
use super::drafts::{Draft, LONGEST_TEXT};
use super::record_details::RecordDetails;
use crate::delimited::fold_header;
use crate::error::{Error, Position, Result};
use crate::model::PartKind;
use crate::text::plain_text;

/// Headers of identifiers, folded, the best first.
const ID: &[&str] = &[
    "id", "identifier", "uri", "externalidentifier", "canonicalurl", "jobid", "postingid", "jobpostingid", "vacancyid",
    "jobreqid", "requisitionid", "programid", "programmeid", "courseid", "credentialid", "certificationid", "badgeid",
    "qualificationid", "ctid", "uuid", "guid", "recordid", "documentid", "skillid", "coursenumber", "programnumber",
    "jobnumber", "recordnumber", "number", "cipcode", "cipcode2020", "soccode", "onetsoccode", "coursecode",
    "programcode", "code", "url", "slug",
];
/// Ends of headers of identifiers; shorter ones would take providers' and places' identifiers.
const ID_ENDS: &[&str] =
    &["identifier", "jobid", "postingid", "programid", "programmeid", "courseid", "credentialid", "uuid"];

/// Headers of titles.
const TITLE: &[&str] = &[
    "title",
    "officialname",
    "jobtitle",
    "positiontitle",
    "programname",
    "programtitle",
    "programmename",
    "programmetitle",
    "coursetitle",
    "coursename",
    "credentialname",
    "credentialtitle",
    "certificationname",
    "badgename",
    "achievementname",
    "qualificationname",
    "qualificationtitle",
    "associatedcredentialname",
    "associtedcredentialname",
    "rsdname",
    "skillname",
    "learningopportunityname",
    "ciptitle",
    "soctitle",
    "occupationtitle",
    "preferredlabel",
    "label",
    "name",
    "position",
    "program",
    "programme",
    "course",
    "credential",
    "standardizedname",
];
/// Ends of headers of titles.
const TITLE_ENDS: &[&str] = &["jobtitle", "programname", "coursename", "credentialname", "title", "label", "name"];

/// Headers of running text.
const TEXT: &[&str] = &[
    "description",
    "descriptionplain",
    "descriptionhtml",
    "programdescription",
    "programmedescription",
    "coursedescription",
    "jobdescription",
    "credentialdescription",
    "longdescription",
    "fulldescription",
    "shortdescription",
    "jobsummary",
    "summary",
    "abstract",
    "overview",
    "outcome",
    "outcomes",
    "programoutcome",
    "programoutcomes",
    "learningoutcome",
    "learningoutcomes",
    "learningobjectives",
    "objectives",
    "courseobjectives",
    "skillstatement",
    "contextualizedskillstatement",
    "definition",
    "cipdefinition",
    "socdefinition",
    "featuresdescription",
    "responsibilities",
    "duties",
    "majorduties",
    "requirements",
    "jobrequirements",
    "qualifications",
    "minimumqualifications",
    "preferredqualifications",
    "qualificationsummary",
    "content",
    "jobcontent",
    "body",
    "text",
    "details",
    "criteria",
    "curriculum",
    "syllabus",
    "whatyouwilllearn",
    "sentence",
    "additionalplain",
];
/// Ends of headers of running text.
const TEXT_ENDS: &[&str] = &[
    "description", "definition", "outcomes", "objectives", "statement", "summary", "responsibilities", "requirements",
    "qualifications", "text", "content",
];

/// Headers of lists of skills.
const SKILLS: &[&str] = &[
    "skills", "skill", "skillsdesc", "skillset", "keyskills", "requiredskills", "preferredskills", "keywords", "tags",
    "competencies", "competency", "competences",
];
/// Ends of headers of lists of skills.
const SKILLS_ENDS: &[&str] = &["skills", "competencies", "keywords"];

/// Headers of texts and lists that say what their text is about, with the heading that tells the text layer; in the
/// order in which such columns come, after those that say nothing.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Responsibilities", &["responsibilities", "duties", "majorduties", "jobresponsibilities"]),
    (
        "Requirements",
        &[
            "requirements",
            "jobrequirements",
            "qualifications",
            "minimumqualifications",
            "qualificationsummary",
            "requiredskills",
        ],
    ),
    ("Preferred qualifications", &["preferredqualifications", "preferredskills", "desiredskills"]),
    // In New Jersey's list this is about the provider, its hours and its services.
    ("About us", &["featuresdescription"]),
];

/// Words that make a column one about somebody or something else: `ProviderName`, `company_description`.
const OTHERS: &[&str] = &[
    "provider", "company", "employer", "organi", "institution", "school", "issuer", "contact", "author", "user",
    "file", "city", "campus", "county", "state", "country", "first", "last", "agency", "department", "category",
    "industry", "benefits", "salary",
];

/// What a column is read for; JSON values become text in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// An identifier, a title or a value to group by: one line.
    Name,
    /// Running text or a list of skills.
    Text(PartKind),
    /// Anything else, kept as it is.
    Field,
}

/// The columns of an input by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The identifier.
    pub id: Option<usize>,
    /// The title.
    pub title: Option<usize>,
    /// Texts and lists of skills, in the order in which they are read.
    pub texts: Vec<(usize, PartKind)>,
    /// Columns whose values together say which records are one document.
    pub group: Vec<usize>,
    /// Headings of the texts that have one, by column.
    headings: BTreeMap<usize, &'static str>,
    /// Columns that say something else that is known: a provider, a code, a date.
    details: RecordDetails,
}

impl Columns {
    /// Takes the columns that the user names and guesses the others; `input` is for messages.
    pub fn choose(input: &str, headers: &[String], options: &ReadOptions) -> Result<Self> {
        let named = |name: &String| find(headers, name).ok_or_else(|| missing(input, name, headers));
        let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
        let mut columns = Self::default();
        if let Some(names) = &options.group_by {
            columns.group = names.iter().map(named).collect::<Result<_>>()?;
        }
        columns.title = options.title_column.as_ref().map(named).transpose()?;
        columns.id = options.id_column.as_ref().map(named).transpose()?;
        for name in &options.text_columns {
            let column = named(name)?;
            let repeated = columns.texts.iter().any(|(other, _)| *other == column);
            if !repeated && columns.title != Some(column) {
                let is_list = is_any_of(&folded[column], SKILLS) || ends_with_any_of(&folded[column], SKILLS_ENDS);
                columns.texts.push((column, if is_list { PartKind::Skills } else { PartKind::Body }));
            }
        }

        if columns.title.is_none() {
            columns.title = columns.guess(&folded, TITLE, TITLE_ENDS).into_iter().next();
        }
        if columns.id.is_none() {
            let exact = columns.guess(&folded, ID, &[]).into_iter().next();
            columns.id = exact.or_else(|| columns.guess(&folded, &[], ID_ENDS).into_iter().next());
        }
        if options.text_columns.is_empty() {
            let mut texts: Vec<(usize, PartKind)> = Vec::new();
            texts.extend(columns.guess(&folded, TEXT, TEXT_ENDS).into_iter().map(|column| (column, PartKind::Body)));
            texts.extend(
                columns.guess(&folded, SKILLS, SKILLS_ENDS).into_iter().map(|column| (column, PartKind::Skills)),
            );
            texts.retain(|(column, _)| !is_said_plainly(&folded, *column));
            // Most inputs name the important texts first; a column both aliases end is read once. Of records that are
            // grouped the texts are joined, and a heading would be above those of the next record too.
            let section = |column: usize| SECTIONS.iter().position(|(_, aliases)| is_any_of(&folded[column], aliases));
            let rank = |column: usize| section(column).filter(|_| columns.group.is_empty()).map_or(0, |at| at + 1);
            texts.sort_by_key(|(column, _)| (rank(*column), *column));
            texts.dedup_by_key(|(column, _)| *column);
            let headed =
                texts.iter().filter_map(|(column, _)| Some((*column, SECTIONS[rank(*column).checked_sub(1)?].0)));
            columns.headings = headed.collect();
            columns.texts = texts;
        }
        columns.details = RecordDetails::of(&folded, columns.title);
        if columns.title.is_none() && columns.texts.is_empty() {
            let message = format!("no column of titles or texts is recognised; the columns are {}", list(headers));
            return Err(Error::malformed(Position::file(input), message)
                .with_hint("name the columns with --title-column and --text-column"));
        }
        Ok(columns)
    }

    /// Whether a title or text would be found by an alias that is the whole header, without the user's help.
    pub(super) fn are_certain(headers: &[String]) -> bool {
        headers.iter().map(|header| fold(header)).any(|header| is_any_of(&header, TITLE) || is_any_of(&header, TEXT))
    }

    /// Whether the headers are surely those of what somebody offers and of no list of concepts.
    pub(super) fn are_of_offers(headers: &[String]) -> bool {
        let folded: Vec<String> = headers.iter().map(|header| fold(header)).collect();
        let is_vocabulary = folded.iter().any(|header| header.ends_with("label") || header.ends_with("labels"));
        !is_vocabulary && Self::are_certain(headers) && RecordDetails::of(&folded, None).are_of_offers()
    }

    /// Whether a header is that of texts or lists of skills.
    pub(super) fn is_text_or_skills(header: &str) -> bool {
        let folded = fold_header(header);
        is_any_of(&folded, TEXT) || is_any_of(&folded, SKILLS)
    }

    fn uses(&self, column: usize) -> bool {
        self.id == Some(column)
            || self.title == Some(column)
            || self.group.contains(&column)
            || self.texts.iter().any(|(text, _)| *text == column)
    }

    /// Columns not used yet whose header is an alias, by preference of the aliases, else those that end with one.
    fn guess(&self, folded: &[String], aliases: &[&str], ends: &[&str]) -> Vec<usize> {
        let free = |column: &usize| !self.uses(*column);
        let at = |alias: &&str| folded.iter().position(|header| header == alias);
        let exact: Vec<usize> = aliases.iter().filter_map(at).filter(free).collect();
        if !exact.is_empty() {
            return exact;
        }
        let foreign = |column: &usize| OTHERS.iter().any(|other| folded[*column].contains(other));
        let ending = |end: &&str| {
            (0..folded.len())
                .filter(|column| folded[*column].ends_with(*end))
                .find(|column| free(column) && !foreign(column))
        };
        let mut found: Vec<usize> = Vec::new();
        for column in ends.iter().filter_map(ending) {
            if !found.contains(&column) {
                found.push(column);
            }
        }
        found
    }

    /// Makes a draft of a record, given the text of its cells.
    pub(super) fn draft<'a>(
        &self,
        names: &[String],
        position: Position,
        cell: impl Fn(usize, Role) -> Cow<'a, str>,
    ) -> Draft {
        let name = |column: usize| cell(column, Role::Name).split_whitespace().collect::<Vec<_>>().join(" ");
        let mut draft = Draft { position, ..Draft::default() };
        // What is too long is found before anything is copied.
        let texts: Vec<(PartKind, Cow<'a, str>)> =
            self.texts.iter().map(|(column, kind)| (*kind, cell(*column, Role::Text(*kind)))).collect();
        let title = self.title.map_or(Cow::Borrowed(""), |column| cell(column, Role::Name));
        draft.length = texts.iter().map(|(_, text)| text.len()).sum::<usize>() + title.len();
        if draft.length > LONGEST_TEXT {
            return draft;
        }
        draft.id = self.id.map(name).unwrap_or_default();
        draft.title = plain_text(&title).split_whitespace().collect::<Vec<_>>().join(" ");
        for ((kind, text), (column, _)) in texts.into_iter().zip(&self.texts) {
            let text = plain_text(&text).trim().to_owned();
            match self.headings.get(column) {
                _ if text.is_empty() => {}
                Some(heading) => draft.parts.push((kind, format!("{heading}\n{text}"))),
                None => draft.parts.push((kind, text)),
            }
        }
        draft.group = self.group.iter().map(|column| name(*column)).collect();
        self.details.fill(&mut draft, |column| cell(column, Role::Field).into_owned());
        draft.fields = self.other_fields(names, cell);
        draft
    }

    fn other_fields<'a>(
        &self,
        names: &[String],
        cell: impl Fn(usize, Role) -> Cow<'a, str>,
    ) -> BTreeMap<String, String> {
        let mut fields = BTreeMap::new();
        for (column, name) in names.iter().enumerate() {
            if self.uses(column) && !self.group.contains(&column) {
                continue;
            }
            let text = cell(column, Role::Field);
            if !text.trim().is_empty() {
                fields.insert(name.clone(), text.trim().to_owned());
            }
        }
        fields
    }
}

/// The headers as names of fields: blank ones are numbered, and so are repeated ones.
pub(super) fn field_names(headers: &[String]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(headers.len());
    for (at, header) in headers.iter().enumerate() {
        let base = header.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = if base.is_empty() { format!("column {}", at + 1) } else { base };
        let mut name = base.clone();
        if !taken.insert(name.clone()) {
            name = format!("{base} (column {})", at + 1);
            taken.insert(name.clone());
        }
        names.push(name);
    }
    names
}

/// A cell without the wrapper that keeps Excel from reading `44.0401` as a number: `="44.0401"`.
pub(super) fn unwrap_formula(cell: &str) -> &str {
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(cell)
}

/// A header folded; `Program #` is a number, where `Program` would be a title.
fn fold(header: &str) -> String {
    let folded = fold_header(header);
    // A whole header line in one column: the delimiter is none that is known, and no alias may end it.
    if header.contains(['^', '~', '|', ';', ',']) {
        return format!("{folded}?");
    }
    if header.trim_end().ends_with('#') { format!("{folded}number") } else { folded }
}

fn is_any_of(folded: &str, aliases: &[&str]) -> bool {
    aliases.contains(&folded)
}

fn ends_with_any_of(folded: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| folded.ends_with(end))
}

/// Whether another column has the same text without markup (`description` and `descriptionPlain`).
fn is_said_plainly(folded: &[String], column: usize) -> bool {
    let header = &folded[column];
    let base = header.strip_suffix("html").unwrap_or(header);
    let plain = format!("{base}plain");
    folded.contains(&plain) || (base != header && folded.iter().any(|other| other == base))
}

fn find(headers: &[String], name: &str) -> Option<usize> {
    let folded = fold_header(name);
    let exact = headers.iter().position(|header| header.trim() == name.trim());
    exact.or_else(|| headers.iter().position(|header| !folded.is_empty() && fold_header(header) == folded))
}

/// A wrong name is a wrong request, whichever input it fails at.
fn missing(input: &str, wanted: &str, headers: &[String]) -> Error {
    Error::request(format!("{input}: no column {wanted:?}; the columns are {}", list(headers)))
}

fn list(headers: &[String]) -> String {
    headers.iter().map(|header| format!("{header:?}")).collect::<Vec<_>>().join(", ")
}
