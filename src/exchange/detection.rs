//! Which format a mapping set is in: by the end of its name, else by how it begins.

use std::io::BufRead as _;
use std::path::Path;

use super::Format;
use crate::error::{Error, Position, Result};
use crate::fs::SourceFile;

/// Bytes that are looked at.
const HEAD: usize = 1 << 16;

/// The format of a source.
pub fn detect(source: &SourceFile) -> Result<Format> {
    let by_name = Format::named_by(Path::new(source.file_name()));
    // Tables of skills, JSON of every sort and what a name calls text end alike, so these are looked into.
    if let Some(format) = by_name.filter(|format| !matches!(format, Format::Table | Format::Csv)) {
        return Ok(format);
    }
    if source.is_standard_input() {
        return Err(Error::request("the format of standard input cannot be told without reading it")
            .with_hint("skillmap convert - --from FORMAT reads it; FORMAT is sssom, csv, jsonl …"));
    }
    let mut input = source.open()?;
    let head = input.fill_buf().map_err(|error| Error::io(&source.name, error))?;
    let head = String::from_utf8_lossy(&head[..head.len().min(HEAD)]).into_owned();
    by_content(head.trim_start_matches('\u{feff}').trim_start()).ok_or_else(|| {
        Error::malformed(Position::file(&source.name), "not a mapping set in a form that is known").with_hint(format!(
            "skillmap convert FILE --from FORMAT reads it, when FORMAT is one of {}",
            Format::readable_names()
        ))
    })
}

fn by_content(head: &str) -> Option<Format> {
    let has = |text: &str| head.contains(text);
    if head.starts_with('{') || head.starts_with('[') {
        return match () {
            () if has("\"mapping_justification\"") || has("\"mapping_set_id\"") => Some(Format::SssomJson),
            () if has("\"CFAssociations\"") || has("\"CFDocument\"") => Some(Format::Case),
            () if has("AlignmentMap") => Some(Format::AlignmentMap),
            () if has("\"memberSet\"") || has("\"memberChoice\"") => Some(Format::Jskos),
            () if has("\"credentialSubject\"") || has("\"BadgeClass\"") => Some(Format::OpenBadges),
            () if has("\"skillName\"") || has("\"skillStatement\"") || has("\"RichSkill") => Some(Format::OsmtJson),
            () if has("ceasn:") && !has("ceterms:teaches") => Some(Format::CtdlAsn),
            () if has("ceterms:") => Some(Format::Ctdl),
            () if has("schema.org") => Some(Format::SchemaOrg),
            () if has("\"mappings\"") => Some(Format::JsonLines),
            () => None,
        };
    }
    if head.starts_with("PAR1") {
        return Some(Format::Parquet);
    }
    let first = head.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    match () {
        () if head.starts_with('#') && has("mapping_justification") => Some(Format::Sssom),
        () if first.contains('\t') && first.contains("predicate_id") => Some(Format::Sssom),
        () if first.contains("RSD Name") || first.contains("Skill Name") => Some(Format::OsmtCsv),
        () if super::onet_esco::COLUMNS.iter().all(|name| first.contains(name)) => Some(Format::Csv),
        () if ["subject_id", "subject_label", "source_id"].iter().any(|name| first.contains(name)) => Some(Format::Csv),
        () if first.starts_with("@prefix") || first.starts_with("PREFIX") => Some(Format::Turtle),
        () => None,
    }
}
