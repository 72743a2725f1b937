//! Web pages: the structured data in them where there is some, else their words.
//!
//! ```html
//! <html><head><title>Welder - Jobs</title>
//! <script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting", "title": "Welder",
//!  "description": "&lt;p&gt;Weld pipes.&lt;/p&gt;"}</script></head>
//! <body><nav>Home</nav><h1>Welder</h1><p>Weld pipes.</p></body></html>
//! ```
//!
//! Blocks of `application/ld+json` are read as schema.org and CTDL, also when line breaks stand in their texts or the
//! block was escaped. A page without such documents is one document: its first `h1`, or `title`, is our title; menus,
//! footers, forms, scripts and styles are left out. Nothing in a page is run and no address in it is opened.
//! Reference: <https://html.spec.whatwg.org>, of which tags, comments and entities are read.

use serde_json::Value;

use super::contexts;
use super::detection::Input;
use super::drafts::{Draft, Drafts, LONGEST_TEXT, one_line};
use super::plain::decode;
use super::structured::{self, Finished, Reading};
use crate::error::{Error, Position, Result, Severity};
use crate::fs::SourceFile;
use crate::text::plain_text;

/// Largest page that is read, in bytes.
const LARGEST_PAGE: u64 = 1 << 25;
/// Most blocks of data that are read of a page.
const MOST_BLOCKS: usize = 1_000;
/// Elements that are no part of what a page is about.
const FURNITURE: [&str; 9] = ["nav", "footer", "aside", "form", "script", "style", "noscript", "svg", "template"];

/// Whether a text begins like a page.
pub(super) fn looks_like(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(1_024)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// Opens a page.
pub(super) fn open(input: Input, source: &SourceFile, reading: Reading) -> Result<Box<dyn Drafts>> {
    let bytes = structured::read_whole(input, &source.name, LARGEST_PAGE)?;
    let (page, _) = decode(&bytes);
    if page.contains('\0') {
        return Err(Error::malformed(Position::file(&source.name), "holds NUL bytes: not a web page"));
    }
    let mut finished = Finished::default();
    for (number, block) in data_blocks(&page).into_iter().enumerate() {
        let position = Position::file(&source.name).record(number as u64 + 1).field("ld+json");
        match parse(block) {
            Some(value) => read_value(&value, reading, &position, &mut finished),
            None => finished.diagnostics.push(Severity::Warning, position, "a block of data that is not valid JSON"),
        }
    }
    if finished.drafts.is_empty() {
        let mut draft = page_draft(&page);
        source.file_name().clone_into(&mut draft.id);
        draft.position = Position::file(&source.name);
        finished.drafts.push_back(draft);
    }
    Ok(Box::new(finished))
}

/// Takes the documents out of a block; one that holds none (a breadcrumb, an organisation) is no fault.
fn read_value(value: &Value, reading: Reading, position: &Position, finished: &mut Finished) {
    let objects = match value {
        Value::Array(values) => values.iter().filter_map(Value::as_object).collect(),
        value => value.as_object().into_iter().collect::<Vec<_>>(),
    };
    for object in objects {
        match contexts::applied(object) {
            Ok(object) if structured::shape_of(&object).is_some() => {
                finished.add(structured::read_usual(&object, reading), position);
            }
            Ok(_) => {}
            Err(message) => finished.add(Err(message), position),
        }
    }
}

/// The contents of the page's blocks of JSON-LD.
fn data_blocks(page: &str) -> Vec<&str> {
    let lower = page.to_ascii_lowercase();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(begin) = lower[at..].find("<script").map(|offset| at + offset) {
        let Some(open) = lower[begin..].find('>').map(|offset| begin + offset) else { break };
        // A script that is never closed ends with the page, as browsers have it.
        let end = lower[open..].find("</script").map_or(page.len(), |offset| open + offset);
        if lower[begin..open].contains("ld+json") && found.len() < MOST_BLOCKS {
            found.push(&page[open + 1..end]);
        }
        at = end.max(open + 1);
    }
    found
}

/// JSON as pages have it: bare, in a comment or CDATA, with line breaks in its texts, or escaped as HTML.
fn parse(block: &str) -> Option<Value> {
    let block = block.trim();
    let block = block.strip_prefix("<!--").map_or(block, |inner| inner.trim_end().trim_end_matches("-->"));
    let block = block.trim().trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let block = block.trim().trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(block) {
        return Some(value);
    }
    if let Ok(value) = serde_json::from_str(&without_line_breaks(block)) {
        return Some(value);
    }
    let unescaped = block.replace("&quot;", "\"").replace("&#34;", "\"").replace("&amp;", "&");
    serde_json::from_str(&without_line_breaks(&unescaped)).ok()
}

/// The block with the control characters inside its strings escaped.
fn without_line_breaks(block: &str) -> String {
    let mut fixed = String::with_capacity(block.len());
    let (mut in_string, mut escaped) = (false, false);
    for character in block.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            '\n' if in_string => {
                fixed.push_str("\\n");
                continue;
            }
            character if in_string && character.is_control() => {
                fixed.push(' ');
                continue;
            }
            _ => {}
        }
        fixed.push(character);
    }
    fixed
}

/// The page itself as a document.
fn page_draft(page: &str) -> Draft {
    let mut draft = Draft { length: page.len(), ..Draft::default() };
    let title = element(page, "h1").or_else(|| element(page, "title"));
    draft.title = title.map(|title| one_line(&plain_text(&as_markup(title)))).unwrap_or_default();
    let body = element(page, "body").unwrap_or(page);
    let content = element(body, "main").or_else(|| element(body, "article")).unwrap_or(body);
    let words = plain_text(&as_markup(&without_furniture(content))).into_owned();
    let words = words.lines().filter(|line| line.trim() != draft.title).collect::<Vec<_>>().join("\n");
    if draft.length <= LONGEST_TEXT || words.len() <= LONGEST_TEXT {
        draft.length = 0;
        draft.push(&words);
    }
    draft
}

/// Marks a piece of a page as HTML for certain, whatever is left of its tags.
fn as_markup(piece: &str) -> String {
    format!("<div>{piece}</div>")
}

/// What stands inside the first element of a name.
fn element<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let found = span(page, name, 0)?;
    let open = found.start + page[found.start..found.close].find('>')? + 1;
    Some(&page[open..found.close])
}

/// Where an element begins, where its closing tag does, and what follows it.
struct Span {
    start: usize,
    close: usize,
    end: usize,
}

/// Where the first element of a name begins and ends at or after a place; one that is never closed ends the page.
fn span(page: &str, name: &str, from: usize) -> Option<Span> {
    let (mut depth, mut start, mut at) = (0usize, None, from);
    while let Some(offset) = page[at..].find('<') {
        at += offset;
        let rest = &page.as_bytes()[at + 1..];
        let is_closing = rest.first() == Some(&b'/');
        let word = if is_closing { &rest[1..] } else { rest };
        let is_named = word.len() > name.len()
            && word[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && !word[name.len()].is_ascii_alphanumeric();
        if is_named && is_closing && depth > 0 {
            depth -= 1;
            if depth == 0 {
                let end = page[at..].find('>').map_or(page.len(), |close| at + close + 1);
                return start.map(|start| Span { start, close: at, end });
            }
        } else if is_named && !is_closing {
            start = start.or(Some(at));
            depth += 1;
        }
        at += 1;
    }
    start.map(|start| Span { start, close: page.len(), end: page.len() })
}

/// A page without menus, footers, forms and programs.
fn without_furniture(page: &str) -> String {
    let mut kept = page.to_owned();
    for name in FURNITURE {
        let mut next = String::with_capacity(kept.len());
        let mut at = 0;
        while let Some(Span { start, close, end }) = span(&kept, name, at) {
            next.push_str(&kept[at..start]);
            next.push('\n');
            // An element that is never closed would take the rest of the page with it.
            if close == kept.len() {
                at = start + 1 + name.len();
                break;
            }
            at = end;
        }
        next.push_str(&kept[at..]);
        kept = next;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_data_are_found_and_mended() {
        let page = "<SCRIPT type='application/ld+json'>{\"a\": \"one\ntwo\"}</SCRIPT><script>x</script>\
                    <script type=\"application/ld+json\">//<![CDATA[\n{&quot;b&quot;: 1}\n//]]></script>";
        let blocks: Vec<Option<Value>> = data_blocks(page).into_iter().map(parse).collect();
        assert_eq!(blocks, [Some(serde_json::json!({"a": "one\ntwo"})), Some(serde_json::json!({"b": 1}))]);
        assert_eq!(parse("{\"a\": }"), None);
    }

    #[test]
    fn a_page_is_its_words_without_its_furniture() {
        let page = "<html><head><title>Jobs</title></head><body><nav><ul><li>Home</ul></nav><h1>Welder</h1>\
                    <p>Weld <b>pipes</b>.</p><nav>more</nav><footer>Imprint</footer><script>alert(1)</script></body></html>";
        let draft = page_draft(page);
        assert_eq!(draft.title, "Welder");
        assert_eq!(draft.parts[0].1, "Weld pipes.");
        let open = page_draft("<body><h1>A</h1><form><p>Weld.");
        assert_eq!((open.title.as_str(), open.parts[0].1.contains("Weld.")), ("A", true));
    }
}
