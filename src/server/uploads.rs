//! What somebody sent, made an input for the readers: bytes in memory, under a name that tells the format and is
//! never a path.

use super::problem::Problem;
use crate::exchange::Format as Output;
use crate::fs::SourceFile;

/// Longest part of a sent name that is kept.
const NAME: usize = 80;

/// Bytes that were sent, as an input.
pub fn source(name: &str, bytes: Vec<u8>, limit: usize) -> Result<SourceFile, Problem> {
    if bytes.is_empty() {
        return Err(Problem::bad_request("nothing was sent"));
    }
    Ok(SourceFile::received(&shown_name(name), bytes, limit as u64)?)
}

/// A sent name without folders, control characters and most of its length; its ending is kept.
fn shown_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: Vec<char> = name.chars().filter(|c| !c.is_control() && *c != '!').collect();
    let kept: String = plain[plain.len().saturating_sub(NAME)..].iter().collect();
    if kept.trim().is_empty() { "input".to_owned() } else { kept }
}

/// A name for a body of some media type, which tells the readers what it is; without one they look.
pub fn name_of(media_type: &str) -> &'static str {
    match media_type {
        "text/csv" => "body.csv",
        "text/tab-separated-values" => "body.tsv",
        "text/html" | "application/xhtml+xml" => "body.html",
        "text/markdown" => "body.md",
        "text/plain" => "body.txt",
        "application/pdf" => "body.pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "body.docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "body.xlsx",
        "application/jwt" | "application/vc+jwt" => "body.jwt",
        "image/png" => "body.png",
        "image/svg+xml" => "body.svg",
        "application/x-ndjson" | "application/jsonl" | "application/x-jsonlines" => "body.jsonl",
        json if json == "application/json" || json.ends_with("+json") => "body.json",
        _ => "body",
    }
}

/// The media type of an export format.
pub fn media_type(format: Output) -> &'static str {
    match format {
        Output::Csv | Output::OsmtCsv => "text/csv; charset=utf-8",
        Output::JsonLines => "application/x-ndjson",
        Output::Sssom => "text/tab-separated-values; charset=utf-8",
        Output::SssomJson | Output::Jskos | Output::Case | Output::AlignmentMap | Output::OsmtJson => {
            "application/json"
        }
        Output::Turtle => "text/turtle",
        Output::NTriples => "application/n-triples",
        Output::OpenBadges | Output::Ctdl | Output::CtdlAsn | Output::SchemaOrg => "application/ld+json",
        Output::Parquet => "application/vnd.apache.parquet",
        Output::Table => "text/plain; charset=utf-8",
    }
}

/// The ending of a file of an export format.
pub fn ending(format: Output) -> &'static str {
    match format {
        Output::Csv | Output::OsmtCsv => "csv",
        Output::JsonLines => "jsonl",
        Output::Sssom => "sssom.tsv",
        Output::SssomJson => "sssom.json",
        Output::Turtle => "ttl",
        Output::NTriples => "nt",
        Output::Jskos
        | Output::Case
        | Output::AlignmentMap
        | Output::OpenBadges
        | Output::Ctdl
        | Output::CtdlAsn
        | Output::SchemaOrg
        | Output::OsmtJson => "json",
        Output::Parquet => "parquet",
        Output::Table => "txt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sent_names_lose_folders_and_marks() {
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("C:\\jobs\\a\u{0}b.csv"), "ab.csv");
        assert_eq!(shown_name("x.zip!y.csv"), "x.zipy.csv");
        assert_eq!(shown_name("  "), "input");
        let long = format!("{}.csv", "é".repeat(300));
        assert!(shown_name(&long).ends_with("é.csv") && shown_name(&long).chars().count() == NAME);
    }
}
