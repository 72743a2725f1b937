//! Plain text and Markdown: one file is one document, and its identifier is the file's name.
//!
//! ```text
//! # Welder
//!
//! You **cut** and join metal, see [our shop](https://example.org).
//! ```
//!
//! The first heading (Markdown), or a short first line with a blank line below it (text), is our title; all
//! else is the text. Markdown's marks go, its lines stay, because lines are what sections are told by.
//! Reference: `CommonMark` 0.31, of which only marks that postings use are read.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::detection::Input;
use super::drafts::{Draft, Drafts, LONGEST_TEXT};
use crate::error::{Diagnostics, Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::model::PartKind;
use crate::text::plain_text;

/// Longest first line that is a title, in characters.
const LONGEST_TITLE: usize = 100;

/// How the text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Plain,
    Markdown,
}

/// A file that was read and not yet given.
pub(super) struct Text {
    draft: Option<Draft>,
    diagnostics: Diagnostics,
}

impl Text {
    pub fn open(input: Input, source: &SourceFile, layout: Layout) -> Result<Self> {
        let position = Position::file(&source.name);
        let mut diagnostics = Diagnostics::default();
        let mut bytes = Vec::new();
        let read = input.take(LONGEST_TEXT as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| Error::malformed(position.clone(), format!("cannot be read to its end: {error}")))?;
        let mut draft = Draft { position: position.clone(), length: bytes.len(), ..Draft::default() };
        if bytes.is_empty() {
            return Err(Error::malformed(position, "the file is empty"));
        }
        if bytes.len() <= LONGEST_TEXT {
            let (text, is_certain) = decode(&bytes);
            if text.contains('\0') {
                return Err(Error::malformed(position, "holds NUL bytes: not a text file"));
            }
            if !is_certain {
                diagnostics.push(Severity::Note, position, "not UTF-8: read as Windows-1252");
            }
            let (title, body) = match layout {
                Layout::Plain => split_plain(&text),
                Layout::Markdown => split_markdown(&text),
            };
            draft.title = title.unwrap_or_else(|| if body.trim().is_empty() { String::new() } else { stem(source) });
            draft.parts.push((PartKind::Body, plain_text(body.trim()).into_owned()));
        }
        source.file_name().clone_into(&mut draft.id);
        Ok(Self { draft: Some(draft), diagnostics })
    }
}

impl Drafts for Text {
    fn next_draft(&mut self) -> Result<Option<Draft>> {
        Ok(self.draft.take())
    }

    fn take_diagnostics(&mut self) -> Diagnostics {
        std::mem::take(&mut self.diagnostics)
    }
}

/// The text and whether its encoding is beyond doubt.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[mark..]).0, true);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), true),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, false),
    }
}

/// The file's name without its extension; standard input and the body of a request have no name.
fn stem(source: &SourceFile) -> String {
    if source.is_standard_input() || source.name == "-" {
        return String::new();
    }
    let name = source.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if source.is_body() { String::new() } else { stem.to_owned() }
}

/// The title and the rest of a plain text: a short first line that stands alone is its title.
pub fn split_plain(text: &str) -> (Option<String>, Cow<'_, str>) {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let stands_alone = rest.lines().next().is_some_and(|line| line.trim().is_empty()) && !rest.trim().is_empty();
    if stands_alone && first.chars().count() < LONGEST_TITLE {
        return (Some(first.trim().to_owned()), Cow::Borrowed(rest));
    }
    (None, Cow::Borrowed(text))
}

fn split_markdown(text: &str) -> (Option<String>, Cow<'_, str>) {
    let mut title = None;
    let mut body = String::with_capacity(text.len());
    let mut in_code = false;
    let all: Vec<&str> = without_front_matter(text).lines().collect();
    for (at, line) in all.iter().enumerate() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            in_code = !in_code;
            continue;
        }
        let underline =
            trimmed.len() > 2 && (trimmed.bytes().all(|byte| byte == b'=') || trimmed.bytes().all(|byte| byte == b'-'));
        if !in_code && (underline || matches!(trimmed, "***" | "___" | "* * *")) {
            continue;
        }
        let is_underlined = all.get(at + 1).is_some_and(|next| {
            let next = next.trim();
            next.len() > 2 && next.bytes().all(|byte| byte == b'=')
        });
        let heading = trimmed.trim_start_matches('#');
        let is_heading =
            !in_code && (is_underlined || (heading.len() < trimmed.len() && heading.starts_with([' ', '\t'])));
        let content = if in_code {
            (*line).to_owned()
        } else {
            clean_line(if is_heading { heading.trim_matches(['#', ' ', '\t']) } else { line })
        };
        if is_heading && title.is_none() && !content.trim().is_empty() && content.chars().count() < 3 * LONGEST_TITLE {
            title = Some(content.trim().to_owned());
            continue;
        }
        body.push_str(content.trim_end());
        body.push('\n');
    }
    if title.is_none() {
        let trimmed = body.trim_start();
        let (first, rest) = trimmed.split_once('\n').unwrap_or((trimmed, ""));
        if first.chars().count() < LONGEST_TITLE && !rest.trim().is_empty() {
            return (Some(first.trim().to_owned()), Cow::Owned(rest.to_owned()));
        }
    }
    (title, Cow::Owned(body))
}

/// What follows a `---` block of settings at the very beginning.
fn without_front_matter(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n")) else { return text };
    rest.find("\n---").map_or(text, |end| rest[end + 4..].trim_start_matches('-'))
}

/// A line without emphasis, code marks and link targets.
fn clean_line(line: &str) -> String {
    let line = line.replace("**", "").replace("__", "").replace('`', "");
    let mut cleaned = String::with_capacity(line.len());
    let mut rest = line.as_str();
    while let Some(at) = rest.find('[') {
        let is_image = rest[..at].ends_with('!');
        let found = link_at(&rest[at + 1..]);
        let Some((label, after)) = found else {
            cleaned.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        cleaned.push_str(if is_image { &rest[..at - 1] } else { &rest[..at] });
        cleaned.push_str(label);
        rest = after;
    }
    cleaned.push_str(rest);
    cleaned
}

/// The label of a link whose opening bracket was read, and what follows the link.
fn link_at(text: &str) -> Option<(&str, &str)> {
    // Bounded, since a line of nothing but brackets would be searched anew for each of them.
    let label_end = text.bytes().take(500).position(|byte| byte == b']' || byte == b'[')?;
    let target = text[label_end..].strip_prefix("](")?;
    let target_end = target.bytes().take(2_000).position(|byte| byte == b')')?;
    Some((&text[..label_end], &target[target_end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_first_line_above_a_blank_one_is_the_title() {
        let (title, body) = split_plain("\nWelder\r\n\r\nCut metal.\n");
        assert_eq!((title.as_deref(), body.trim()), (Some("Welder"), "Cut metal."));
        assert_eq!(split_plain("Cut metal.\nJoin it.").0, None);
        assert_eq!(split_plain("Cut metal.").0, None);
    }

    #[test]
    fn markdown_loses_its_marks_and_keeps_its_lines() {
        let text =
            "---\nauthor: x\n---\n# Welder #\n\n## Duties\n- **cut** `metal`\n- see [shop](http://a.b) ![x](y) [1]\n";
        let (title, body) = split_markdown(text);
        assert_eq!(title.as_deref(), Some("Welder"));
        assert_eq!(body.trim(), "Duties\n- cut metal\n- see shop x [1]");
        let (title, body) = split_markdown("Welder\n======\nCut.\n```\na_[b](c)\n```");
        assert_eq!((title.as_deref(), body.trim()), (Some("Welder"), "Cut.\na_[b](c)"));
    }
}
