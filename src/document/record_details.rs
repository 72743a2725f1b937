//! What columns and keys say of a record beside its text: who offers it, for which occupation, until when.
//!
//! Found by aliases of headers like titles and texts, in provider lists of the states, uploads to registries and dumps of
//! job boards. Columns about people (contacts, telephone numbers) are no details and stay out of the output.

use super::codes;
use super::dates::written_date;
use super::drafts::{Draft, one_line};
use crate::model::{Code, CodeSystem, DocumentKind, Party, Recogniser, Recognition, Trust};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Issuer,
    Category,
    Level,
    Occupation,
    Isco,
    Industry,
    Programme,
    Place,
    Published,
    Closes,
    Language,
    Url,
    Status,
    Registry,
    Listed,
}

/// Headers, folded, by what they say.
const ALIASES: &[(Detail, &[&str])] = &[
    (
        Detail::Issuer,
        &[
            "providername", "provider", "programprovider", "trainingprovider", "institution", "institutionname",
            "issuer", "issuername", "company", "companyname", "employer", "employername", "organization",
            "organizationname", "organisation", "hiringorganization", "school", "schoolname", "college", "ownedby",
            "offeredby",
        ],
    ),
    (
        Detail::Category,
        &[
            "credentialtype", "learningtype", "formattedworktype", "worktype", "employmenttype", "jobtype",
            "awardtype", "qualificationtype",
        ],
    ),
    (
        Detail::Level,
        &[
            "formattedexperiencelevel",
            "experiencelevel",
            "educationlevel",
            "audiencelevel",
            "audienceleveltype",
            "level",
            "senioritylevel",
        ],
    ),
    (
        Detail::Occupation,
        &[
            "soc",
            "soccode",
            "soc2018code",
            "soccode2018",
            "soc2018",
            "programsoc",
            "onet",
            "onetcode",
            "onetsoc",
            "onetsoccode",
            "occupationcode",
            "occupationcode1",
            "occupationcode2",
            "occupationcode3",
            "occupationtype",
            "occupationcodeonet1",
            "occupationcodeonet2",
            "occupationcodeonet3",
            "occupationalcategory",
        ],
    ),
    (Detail::Isco, &["isco", "iscocode", "isco08", "iscogroup"]),
    (Detail::Industry, &["naics", "naicscode", "industrycode", "industrytype", "industry"]),
    (
        Detail::Programme,
        &["cip", "cipcode", "cipcode2020", "cip2020code", "cipcode2010", "programcode", "instructionalprogramtype"],
    ),
    (
        Detail::Place,
        &[
            "location", "place", "joblocation", "formattedlocation", "campuscity", "city", "state", "campusstate",
            "geographicareas",
        ],
    ),
    (
        Detail::Published,
        &[
            "date", "dateposted", "posteddate", "postdate", "datepublished", "listedtime", "originallistedtime",
            "dateeffective",
        ],
    ),
    (Detail::Closes, &["validthrough", "closingdate", "closedate", "expiry", "expires", "applicationdeadline"]),
    (Detail::Language, &["language", "inlanguage", "lang"]),
    (Detail::Url, &["url", "joburl", "jobpostingurl", "subjectwebpage", "programurl", "webpage", "link"]),
    (
        Detail::Status,
        &["statusname", "programstatus", "credentialstatustype", "lifecyclestatustype", "credentialstatus"],
    ),
    (Detail::Registry, &["ctid"]),
    (Detail::Listed, &["onetpl", "wiaeligible", "wioaeligible"]),
];

/// Headers that say what sort of record it is, the surest first.
const KINDS: &[(DocumentKind, &[&str])] = &[
    (
        DocumentKind::Posting,
        &[
            "jobtitle", "positiontitle", "jobdescription", "jobid", "jobpostingid", "jobpostingurl", "postingid",
            "vacancyid", "jobreqid", "hiringorganization", "skillsdesc",
        ],
    ),
    (
        DocumentKind::Programme,
        &["programname", "programid", "programtitle", "programnumber", "programmename", "programmetitle"],
    ),
    (DocumentKind::Course, &["coursename", "coursetitle", "courseid", "coursecode", "coursenumber"]),
    (
        DocumentKind::Credential,
        &[
            "credentialname", "credentialtitle", "certificationname", "badgename", "achievementname",
            "qualificationname", "qualificationtitle", "credentialid", "credentialtype",
        ],
    ),
    (DocumentKind::Programme, &["learningopportunityname", "ciptitle", "cipcode"]),
    (DocumentKind::Occupation, &["soctitle", "occupationtitle"]),
];

/// The columns of an input that say something beside texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RecordDetails {
    kind: DocumentKind,
    columns: Vec<(usize, Detail)>,
}

impl RecordDetails {
    /// Finds them among folded headers; the title is no detail.
    pub fn of(folded: &[String], title: Option<usize>) -> Self {
        let has = |aliases: &&(DocumentKind, &[&str])| {
            aliases.1.iter().any(|alias| folded.iter().any(|header| header == alias))
        };
        let kind = KINDS.iter().find(has).map_or(DocumentKind::Unknown, |(kind, _)| *kind);
        let mut columns = Vec::new();
        for (detail, aliases) in ALIASES {
            for alias in *aliases {
                let found = (0..folded.len()).filter(|column| Some(*column) != title && folded[*column] == *alias);
                columns.extend(found.map(|column| (column, *detail)));
            }
        }
        // The list of New Jersey calls the provider `name` and the programme `officialname`.
        let official = title.is_some_and(|title| folded[title] == "officialname");
        if let Some(column) = folded.iter().position(|header| official && header == "name") {
            columns.push((column, Detail::Issuer));
        }
        // Where codes are of jobs or credentials, `program code` is none of the CIP.
        if kind == DocumentKind::Posting {
            columns.retain(|(_, detail)| *detail != Detail::Programme);
        }
        Self { kind, columns }
    }

    /// Whether the columns say that somebody offers what the records are: a job, a course, a credential.
    pub fn are_of_offers(&self) -> bool {
        use DocumentKind::{Course, Credential, Posting, Programme};
        matches!(self.kind, Posting | Programme | Course | Credential)
            || self.columns.iter().any(|(_, detail)| *detail == Detail::Issuer)
    }

    /// Writes what the columns of a record say into its draft.
    pub fn fill(&self, draft: &mut Draft, cell: impl Fn(usize) -> String) {
        draft.kind = self.kind;
        let (mut status, mut registry, mut listed) = (None, None, false);
        let details = &mut draft.details;
        for (column, detail) in &self.columns {
            let text = one_line(&cell(*column));
            if text.is_empty() || text.len() > 1_000 {
                continue;
            }
            let field = match detail {
                Detail::Issuer => &mut details.issuer,
                Detail::Category => &mut details.category,
                Detail::Level => &mut details.level,
                Detail::Published => &mut details.published,
                Detail::Closes => &mut details.closes,
                Detail::Language => &mut details.language,
                Detail::Url => &mut details.url,
                Detail::Status => &mut status,
                Detail::Registry => &mut registry,
                Detail::Place => {
                    let place = details.place.get_or_insert_default();
                    if !place.is_empty() {
                        place.push_str(", ");
                    }
                    place.push_str(&text);
                    continue;
                }
                Detail::Listed => {
                    listed |= matches!(text.to_lowercase().as_str(), "yes" | "y" | "true" | "1");
                    continue;
                }
                Detail::Occupation => {
                    details.occupation_codes.extend(text.split([';', '|']).filter_map(codes::occupation));
                    continue;
                }
                Detail::Isco => {
                    let code = text.trim_start_matches(['C', 'c']).to_owned();
                    details.occupation_codes.push(Code { system: CodeSystem::Isco, code, name: None });
                    continue;
                }
                Detail::Industry => {
                    let name = || Code { system: CodeSystem::Other, code: String::new(), name: Some(text.clone()) };
                    details.industry_codes.push(codes::industry(&text).unwrap_or_else(name));
                    continue;
                }
                Detail::Programme => {
                    details.programme_codes.extend(text.split([';', '|']).filter_map(codes::programme));
                    continue;
                }
            };
            let text = match detail {
                Detail::Published | Detail::Closes => written_date(&text),
                // Uploads to a registry have courses and programmes in one table.
                Detail::Category if text.eq_ignore_ascii_case("course") => {
                    draft.kind = DocumentKind::Course;
                    text
                }
                _ => text,
            };
            field.get_or_insert(text);
        }
        let is_offer = !matches!(self.kind, DocumentKind::Posting | DocumentKind::Occupation | DocumentKind::Unknown);
        if is_offer && (status.is_some() || registry.is_some() || listed) {
            let list = Party { id: None, name: Some("eligible training provider list".to_owned()) };
            let approved = Recogniser { relation: Recognition::ApprovedBy, party: list };
            draft.trust = Some(Trust {
                issuer: details.issuer.clone().map(|name| Party { id: None, name: Some(name) }),
                life_cycle: status,
                registry_id: registry,
                recognition: listed.then_some(approved).into_iter().collect(),
                ..Trust::default()
            });
        }
    }
}
