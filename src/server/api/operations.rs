//! The table of the API: every operation with its parameters, what it takes and what it gives. Routes and the `OpenAPI`
//! document are made from it.

use super::parameters::{Kind, Parameter};
use super::{Answer, Call, annif, concepts, gap, lightcast, map, matching, openapi, state};

/// One operation.
pub struct Operation {
    /// `get` or `post`.
    pub method: &'static str,
    /// Its path, with parameters in braces.
    pub path: &'static str,
    /// Its name for generated clients.
    pub id: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// Its parameters, in groups.
    pub parameters: &'static [&'static [Parameter]],
    /// Media types of its body with the schema of each (empty when it has none of its own); no body when there is none.
    pub takes: &'static [(&'static str, &'static str)],
    /// Media types of its answer with the schema of each.
    pub gives: &'static [(&'static str, &'static str)],
    /// What does it.
    pub handle: fn(Call) -> Answer,
}

const fn parameter(name: &'static str, kind: Kind, says: &'static str) -> Parameter {
    Parameter { name, kind, required: false, says }
}

const fn required(name: &'static str, says: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Text, required: true, says }
}

const TAXONOMY: &[Parameter] = &[parameter(
    "taxonomy",
    Kind::List,
    "Taxonomies, `name` or `name@version`, with commas between; the first that is served when absent.",
)];
const KIND: &[Parameter] =
    &[parameter("kind", Kind::List, "Kinds of concepts, such as `skill` or `occupation`, with commas between.")];
const EXPLAIN: &[Parameter] = &[parameter("explain", Kind::Flag, "Say in plain words why.")];
const TOP: &[Parameter] = &[parameter("top", Kind::Count, "Most results.")];
const VALUES: &[Parameter] = &[parameter("top", Kind::Count, "Most values of a field, up to 100; 20 when absent.")];
const CONFIDENCE: &[Parameter] =
    &[parameter("min_confidence", Kind::Share, "Least confidence of a mapping; 0.3 when absent.")];
const READING: &[Parameter] = &[
    parameter("input_format", Kind::Text, "Format of the body, when it is not to be told by looking."),
    parameter("id_column", Kind::Text, "Column or key of the identifier."),
    parameter("title_column", Kind::Text, "Column or key of the title."),
    parameter("text_column", Kind::List, "Columns or keys of the text."),
    parameter("group_by", Kind::List, "Columns or keys whose equal values make rows one document."),
    parameter("with_text", Kind::Flag, "Give each document's text, which offsets count in, in bytes."),
    parameter(
        "format",
        Kind::Text,
        "Format of the answer: json, jsonl, csv, sssom, sssom-json, table, or parquet where it was built in.",
    ),
];
const REPORT: &[Parameter] =
    &[parameter("format", Kind::Text, "Format of the answer: json, or the report as csv, jsonl, html or table.")];
const CONCEPT: &[Parameter] = &[required("id", "Identifier of the concept, as its publisher wrote it.")];
const CATALOGUE: &[Parameter] =
    &[parameter("catalogue", Kind::List, "Catalogues to look in, with commas between; all when absent.")];
const TO: &[Parameter] =
    &[parameter("to", Kind::List, "Taxonomies to look in, with commas between; all others when absent.")];
const WORDS: &[Parameter] = &[required("q", "The words to look for.")];
const THRESHOLD: &[Parameter] =
    &[parameter("confidenceThreshold", Kind::Share, "Least confidence, for bodies that are plain text.")];

const TRACE_TAKES: &[(&str, &str)] = &[("application/json", "ExtractRequest"), ("text/plain", "")];

/// What mapped documents are given as; Parquet where it was built in.
const MAPPED: &[(&str, &str)] =
    if cfg!(feature = "parquet") { MAPPED_WITH_PARQUET } else { MAPPED_WITH_PARQUET.split_at(5).0 };
const MAPPED_WITH_PARQUET: &[(&str, &str)] = &[
    ("application/json", "MapAnswer"),
    ("application/x-ndjson", "DocumentMappings"),
    ("text/csv", ""),
    ("text/tab-separated-values", ""),
    ("text/plain", ""),
    ("application/vnd.apache.parquet", ""),
];

/// Every operation.
pub const ALL: &[Operation] = &[
    Operation {
        method: "get",
        path: "/api/v1/search",
        id: "search",
        summary: "Concepts for a few words, with scores and why.",
        parameters: &[WORDS, TAXONOMY, TOP, KIND, EXPLAIN],
        takes: &[],
        gives: &[("application/json", "SearchAnswer")],
        handle: |call| Box::pin(concepts::search(call)),
    },
    Operation {
        method: "post",
        path: "/api/v1/map",
        id: "map",
        summary: "Documents of any format that skillmap reads onto skills, with the words that prove each. \
                  JSON Lines are a stream: each line is answered when it has come.",
        parameters: &[TAXONOMY, TOP, CONFIDENCE, KIND, EXPLAIN, READING],
        takes: &[
            ("application/json", ""),
            ("application/x-ndjson", ""),
            ("text/plain", ""),
            ("text/markdown", ""),
            ("text/html", ""),
            ("text/csv", ""),
            ("application/pdf", ""),
            ("application/octet-stream", ""),
        ],
        gives: MAPPED,
        handle: |call| Box::pin(map::map(call)),
    },
    Operation {
        method: "post",
        path: "/api/v1/match",
        id: "match",
        summary: "Documents held against others that the request brings along, or against a catalogue: what covers what, \
                  what is missing, and why.",
        parameters: &[],
        takes: &[("application/json", "MatchRequest")],
        gives: &[("application/json", "MatchAnswer")],
        handle: |call| Box::pin(matching::matches(call)),
    },
    Operation {
        method: "post",
        path: "/api/v1/compare",
        id: "compare",
        summary: "Two texts or records: what of the one the other covers, in whole or in part, what is missing, and why.",
        parameters: &[],
        takes: &[("application/json", "CompareRequest")],
        gives: &[("application/json", "CompareAnswer")],
        handle: |call| Box::pin(matching::compare(call)),
    },
    Operation {
        method: "post",
        path: "/api/v1/gap",
        id: "gap",
        summary: "What postings ask for against what credentials teach, of documents or catalogues, by concept and group, \
                  narrowed by conditions and told apart by a field, with frequent phrases that no concept means.",
        parameters: &[REPORT],
        takes: &[("application/json", "GapRequest")],
        gives: &[
            ("application/json", "GapAnswer"),
            ("text/csv", ""),
            ("application/x-ndjson", ""),
            ("text/html", ""),
            ("text/plain", ""),
        ],
        handle: |call| Box::pin(gap::gap(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/crosswalk/{taxonomy}/{id}",
        id: "crosswalk",
        summary: "The equivalents of a concept in the other taxonomies that are served, as its publisher says or by its name.",
        parameters: &[TO],
        takes: &[],
        gives: &[("application/json", "CrosswalkAnswer")],
        handle: |call| Box::pin(concepts::crosswalk(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/concepts",
        id: "concept",
        summary: "Everything that is known of one concept.",
        parameters: &[CONCEPT, TAXONOMY],
        takes: &[],
        gives: &[("application/json", "ConceptAnswer")],
        handle: |call| Box::pin(concepts::concept(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/taxonomies",
        id: "taxonomies",
        summary: "The taxonomies that are served, with their licences.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "TaxonomiesAnswer")],
        handle: |call| Box::pin(concepts::taxonomies(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/catalogues",
        id: "catalogues",
        summary: "The catalogues that are served, with the taxonomies that their documents are mapped onto.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "CataloguesAnswer")],
        handle: |call| Box::pin(concepts::catalogues(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/catalogues/{catalogue}",
        id: "catalogue",
        summary: "One catalogue, with the values that its documents have in each field, the most frequent first, counted over \
                  all of them.",
        parameters: &[VALUES],
        takes: &[],
        gives: &[("application/json", "CatalogueAnswer")],
        handle: |call| Box::pin(concepts::catalogue(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/documents",
        id: "documents",
        summary: "Who teaches a concept and who asks for it: the documents of each catalogue that speak of it, the surest first.",
        parameters: &[CONCEPT, TAXONOMY, CATALOGUE, TOP],
        takes: &[],
        gives: &[("application/json", "DocumentsAnswer")],
        handle: |call| Box::pin(concepts::documents(call)),
    },
    Operation {
        method: "post",
        path: "/api/v1/reload",
        id: "reload",
        summary: "Opens taxonomies, catalogues and the mapping set to review again; requests meanwhile are answered as before.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "TaxonomiesAnswer")],
        handle: |call| Box::pin(state::reload(call)),
    },
    Operation {
        method: "get",
        path: "/api/v1/openapi.json",
        id: "openapi",
        summary: "This document.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "")],
        handle: |call| Box::pin(openapi::answer(call)),
    },
    Operation {
        method: "get",
        path: "/health",
        id: "health",
        summary: "Whether the service lives, and how much waits.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "Health")],
        handle: |call| Box::pin(state::health(call)),
    },
    Operation {
        method: "get",
        path: "/version",
        id: "version",
        summary: "Versions of the program, the learned space and every taxonomy.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "Versions")],
        handle: |call| Box::pin(state::version(call)),
    },
    Operation {
        method: "post",
        path: "/skills/versions/latest/extract",
        id: "extract",
        summary: "Skills of a text, in the shape of Lightcast's extract.",
        parameters: &[THRESHOLD, TAXONOMY],
        takes: TRACE_TAKES,
        gives: &[("application/json", "ExtractAnswer")],
        handle: |call| Box::pin(lightcast::extract(call)),
    },
    Operation {
        method: "post",
        path: "/skills/versions/latest/extract/trace",
        id: "extractTrace",
        summary: "The same with the words that each skill was found in; offsets are bytes of normalizedText.",
        parameters: &[THRESHOLD, TAXONOMY],
        takes: TRACE_TAKES,
        gives: &[("application/json", "TraceAnswer")],
        handle: |call| Box::pin(lightcast::trace(call)),
    },
    Operation {
        method: "get",
        path: "/v1/projects",
        id: "projects",
        summary: "The taxonomies, as projects in the shape of Annif's API.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "Projects")],
        handle: |call| Box::pin(annif::projects(call)),
    },
    Operation {
        method: "get",
        path: "/v1/projects/{project_id}",
        id: "project",
        summary: "One of them.",
        parameters: &[],
        takes: &[],
        gives: &[("application/json", "Project")],
        handle: |call| Box::pin(annif::project(call)),
    },
    Operation {
        method: "post",
        path: "/v1/projects/{project_id}/suggest",
        id: "suggest",
        summary: "Concepts for a text, in the shape of Annif's API.",
        parameters: &[],
        takes: &[("application/x-www-form-urlencoded", "SuggestForm")],
        gives: &[("application/json", "Suggestions")],
        handle: |call| Box::pin(annif::suggest(call)),
    },
    Operation {
        method: "post",
        path: "/v1/projects/{project_id}/suggest-batch",
        id: "suggestBatch",
        summary: "Concepts for each of many texts, in the shape of Annif's API.",
        parameters: &[&[
            parameter("limit", Kind::Count, "Most concepts for a text; 10 when absent."),
            parameter("threshold", Kind::Share, "Least score."),
        ]],
        takes: &[("application/json", "SuggestBatch")],
        gives: &[("application/json", "BatchSuggestions")],
        handle: |call| Box::pin(annif::suggest_batch(call)),
    },
];
