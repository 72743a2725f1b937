//! Text out of cells that hold HTML: tags become line breaks or nothing, entities become their characters.
//!
//! This is no HTML parser. Only elements that descriptions really use count as tags, so that `<ORGANIZATION>`,
//! `a < b` and `List<String>` stay what they are, and text without markup is given back byte for byte.

use std::borrow::Cow;

/// Elements that begin and end on a line of their own.
const BLOCKS: &[&str] = &[
    "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr",
    "ul",
];

/// Elements within a line.
const INLINES: &[&str] = &[
    "a", "abbr", "b", "big", "button", "code", "em", "font", "head", "i", "iframe", "img", "input", "link", "meta",
    "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "td", "th", "u",
];

/// Entities with a name, besides the accented letters, which are composed.
const ENTITIES: &[(&str, &str)] = &[
    ("AElig", "Æ"),
    ("OElig", "Œ"),
    ("Oslash", "Ø"),
    ("aelig", "æ"),
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("cent", "¢"),
    ("copy", "©"),
    ("deg", "°"),
    ("euro", "€"),
    ("frac12", "½"),
    ("ge", "≥"),
    ("gt", ">"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("middot", "·"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("oelig", "œ"),
    ("ordm", "º"),
    ("oslash", "ø"),
    ("para", "¶"),
    ("plusmn", "±"),
    ("pound", "£"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsquo", "’"),
    ("sect", "§"),
    ("shy", ""),
    ("szlig", "ß"),
    ("times", "×"),
    ("trade", "™"),
];

/// Ends of the names of accented letters and the combining marks that they stand for: `eacute` is e and ´.
const ACCENTS: &[(&str, char)] = &[
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("uml", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedil", '\u{327}'),
    ("ring", '\u{30a}'),
    ("caron", '\u{30c}'),
];

/// Longest name or number of an entity that is looked for, in bytes.
const LONGEST_ENTITY: usize = 10;

/// The words of a text that may be HTML, also when it was escaped once or twice more than it should have been.
pub fn plain_text(text: &str) -> Cow<'_, str> {
    let mut current = Cow::Borrowed(text);
    for _ in 0..2 {
        if has_tag(&current) || !has_entity(&current) {
            break;
        }
        current = Cow::Owned(decode_entities(&current));
    }
    if has_tag(&current) {
        // From here on `&lt;p&gt;` is a text about HTML: entities are decoded after the tags are gone.
        let mut stripped = decode_entities(&strip_tags(&current));
        if has_entity(&stripped) {
            stripped = decode_entities(&stripped);
        }
        return Cow::Owned(tidy(&stripped));
    }
    current
}

/// A tag at the beginning of a text.
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    length: usize,
}

impl Tag<'_> {
    fn is_any_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }

    fn is_known(&self) -> bool {
        self.is_any_of(BLOCKS) || self.is_any_of(INLINES)
    }
}

/// Reads `<name>`, `</name>`, `<name/>` or `<name attribute="…">`; words without `=` are no attributes.
fn tag_at(text: &str) -> Option<Tag<'_>> {
    let inner = text.strip_prefix('<')?;
    let closing = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name_length = inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).unwrap_or(inner.len());
    let (name, rest) = inner.split_at(name_length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let end = end_of_tag(rest)?;
    let attributes = rest[..end].trim_end_matches('/').trim();
    if !attributes.is_empty() && (!rest.starts_with(char::is_whitespace) || !attributes.contains('=')) {
        return None;
    }
    Some(Tag { name, closing, length: text.len() - rest.len() + end + 1 })
}

/// Where the `>` is that no quotation marks enclose; a tag longer than 4,000 bytes is none.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().take(4_000) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| tag_at(&text[at..]).is_some_and(|tag| tag.is_known()))
}

fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| entity_at(&text[at..]).is_some())
}

fn strip_tags(text: &str) -> String {
    // Where blocks make the lines, line breaks of the source are white space like any other.
    let has_blocks =
        text.match_indices('<').any(|(at, _)| tag_at(&text[at..]).is_some_and(|tag| tag.is_any_of(BLOCKS)));
    let mut plain = String::with_capacity(text.len());
    let (mut rest, mut may_close) = (text, true);
    while let Some(at) = rest.find('<') {
        push_words(&mut plain, &rest[..at], has_blocks);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        // In what is HTML for certain, other elements (`<o:p>`) are markup too; placeholders are in capitals.
        let tag = tag_at(rest).filter(|tag| tag.is_known() || !tag.name.contains(|c: char| c.is_ascii_uppercase()));
        let Some(tag) = tag else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        let hidden = may_close && !tag.closing && tag.is_any_of(&["script", "style", "head"]);
        if tag.is_any_of(BLOCKS) {
            plain.push('\n');
        } else if tag.is_any_of(&["td", "th"]) {
            plain.push(' ');
        }
        let (name, after) = (tag.name, &rest[tag.length..]);
        let closed = if hidden { after_closing(after, name) } else { None };
        // One search to the end of the text without success is enough.
        may_close &= !hidden || closed.is_some();
        rest = closed.unwrap_or(after);
    }
    push_words(&mut plain, rest, has_blocks);
    plain
}

fn push_words(plain: &mut String, words: &str, fold_lines: bool) {
    if fold_lines {
        plain.extend(words.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c }));
    } else {
        plain.push_str(words);
    }
}

/// What follows `</name>`, when the element is closed.
fn after_closing<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let closes = |at: usize| tag_at(&text[at..]).filter(|tag| tag.closing && tag.name.eq_ignore_ascii_case(name));
    let found = text.match_indices("</").find_map(|(at, _)| closes(at).map(|tag| at + tag.length));
    found.map(|end| &text[end..])
}

/// The character that an entity at the beginning of a text stands for, and the entity's length.
fn entity_at(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(LONGEST_ENTITY + 1).position(|byte| byte == b';')?;
    let name = &inner[..end];
    let length = end + 2;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        let character = char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())?;
        let character = if character == '\u{a0}' { ' ' } else { character };
        return Some((character.to_string(), length));
    }
    if let Ok(found) = ENTITIES.binary_search_by_key(&name, |(name, _)| name) {
        return Some((ENTITIES[found].1.to_owned(), length));
    }
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, mark) = ACCENTS.iter().find(|(accent, _)| *accent == &name[1..])?;
    unicode_normalization::char::compose(letter, *mark).map(|composed| (composed.to_string(), length))
}

fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = entity_at(rest).unwrap_or_else(|| ("&".to_owned(), 1));
        decoded.push_str(&character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

/// Single blanks, no blanks around lines, no empty lines.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entities_are_sorted_so_that_the_search_finds_them() {
        assert!(ENTITIES.is_sorted());
    }

    #[test]
    fn text_without_markup_is_given_back_untouched() {
        for text in
            ["", "a < b > c", "<ORGANIZATION> at <ADDRESS>", "R&D; AT&T", "a<b and c>d", "List<String>  x\n\n y", "<p"]
        {
            assert!(matches!(plain_text(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn blocks_and_list_items_become_lines() {
        let html = "<p class=\"a > b\">Weld&nbsp;pipes\nand <b>tanks</b>.</p><ul><li>Grind<li>Cut</ul><!-- x --><style>p{}</style>";
        assert_eq!(plain_text(html), "Weld pipes and tanks.\nGrind\nCut");
        assert_eq!(plain_text("one<br/>two<BR>three"), "one\ntwo\nthree");
        assert_eq!(plain_text("<b>Line</b>\nnext <NAME>"), "Line\nnext <NAME>");
    }

    #[test]
    fn entities_are_decoded_and_unknown_ones_stay() {
        assert_eq!(plain_text("caf&eacute; &#8211; &#x26; &amp; &unknown; &Uuml;"), "café – & & &unknown; Ü");
        assert_eq!(plain_text("&#0; &#xD800; &"), "&#0; &#xD800; &");
    }

    #[test]
    fn html_that_was_escaped_once_or_twice_is_html() {
        assert_eq!(plain_text("&lt;p&gt;R&amp;amp;D&lt;/p&gt;"), "R&D");
        assert_eq!(plain_text("&amp;lt;p&amp;gt;Cut&amp;lt;/p&amp;gt;"), "Cut");
        assert_eq!(plain_text("<p>the &lt;br&gt; tag</p>"), "the <br> tag");
    }

    #[test]
    fn markup_that_is_cut_off_or_never_closed_does_no_harm() {
        assert_eq!(plain_text("<p>a<!-- b"), "a");
        assert_eq!(plain_text("<p>a<script>b<style>c"), "abc");
        assert_eq!(plain_text("<p>a &am"), "a &am");
        let deep = "<div>".repeat(50_000);
        assert_eq!(plain_text(&deep), "");
    }
}
