//! Baked badges: a picture that carries its credential, PNG or SVG, of Open Badges 2 or 3.
//!
//! ```xml
//! <svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">
//!   <openbadges:credential><![CDATA[{"type": ["OpenBadgeCredential"], "credentialSubject": {…}}]]></openbadges:credential>
//! </svg>
//! ```
//!
//! A PNG has it in a text chunk (`iTXt`, in old badges `tEXt`) under the keyword `openbadges` (version 2) or
//! `openbadgecredential` (version 3); an SVG in an element `assertion` or `credential`, as text or in its attribute
//! `verify`. What is carried is the JSON, a token, or an address, which is not fetched. Entities of an SVG are not
//! expanded and its document type is not read, so nothing in it can grow.
//! Reference: <https://www.imsglobal.org/spec/ob/v3p0#baking>, the PNG specification, chapter 11.

use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::detection::Input;
use super::super::drafts::Drafts;
use super::super::plain::decode;
use super::super::structured::{self, Finished, Reading};
use super::jwt;
use crate::error::{Error, Position, Result};

/// Largest picture that is read, in bytes.
const LARGEST_PICTURE: u64 = 1 << 26;
/// Largest credential that is unpacked from one, in bytes.
const LARGEST_CREDENTIAL: u64 = 1 << 24;

/// What a PNG file begins with.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Opens a picture.
pub fn open(input: Input, name: &str, reading: Reading) -> Result<Box<dyn Drafts>> {
    let bytes = structured::read_whole(input, name, LARGEST_PICTURE)?;
    let refuse = |message: String| Error::malformed(Position::file(name), message);
    let carried = if bytes.starts_with(PNG) { from_png(&bytes) } else { from_svg(&bytes) };
    let text = carried.map_err(&refuse)?.ok_or_else(|| {
        refuse("a picture that carries no badge".to_owned())
            .with_hint("only baked badges are read of pictures; pictures of text are not")
    })?;
    let drafts = jwt::read_embedded(&text, reading).map_err(refuse)?;
    let mut finished = Finished::default();
    finished.add(Ok(drafts), &Position::file(name));
    Ok(Box::new(finished))
}

/// The text of the chunk that carries a badge.
fn from_png(bytes: &[u8]) -> std::result::Result<Option<String>, String> {
    let mut rest = &bytes[PNG.len()..];
    let cut = || "a PNG chunk that claims more bytes than the file has".to_owned();
    while !rest.is_empty() {
        let (Some(length), Some(kind)) = (rest.get(..4), rest.get(4..8)) else { return Err(cut()) };
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        let data = rest.get(8..).and_then(|data| data.get(..length)).ok_or_else(cut)?;
        let found = match kind {
            b"iTXt" => international_text(data)?,
            b"tEXt" => keyword(data).map(|(_, text)| String::from_utf8_lossy(text).into_owned()),
            b"zTXt" => match keyword(data) {
                Some((_, [0, packed @ ..])) => Some(inflate(packed)?),
                _ => None,
            },
            b"IEND" => return Ok(None),
            _ => None,
        };
        if found.is_some() {
            return Ok(found);
        }
        rest = rest.get(length.saturating_add(12)..).unwrap_or_default();
    }
    Ok(None)
}

/// What follows the keyword of a chunk, when it is that of badges.
fn keyword(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = data.iter().take(80).position(|byte| *byte == 0)?;
    let (word, text) = (&data[..end], &data[end + 1..]);
    matches!(word, b"openbadges" | b"openbadgecredential").then_some((word, text))
}

/// Keyword, compression flag and method, language, translated keyword, text.
fn international_text(data: &[u8]) -> std::result::Result<Option<String>, String> {
    let Some((_, rest)) = keyword(data) else { return Ok(None) };
    let malformed = || "a PNG text chunk that ends within its head".to_owned();
    let [is_packed, _method, rest @ ..] = rest else { return Err(malformed()) };
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let (Some(_language), Some(_translated), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(malformed());
    };
    if *is_packed == 1 { inflate(text).map(Some) } else { Ok(Some(String::from_utf8_lossy(text).into_owned())) }
}

fn inflate(packed: &[u8]) -> std::result::Result<String, String> {
    let mut bytes = Vec::new();
    let read = flate2::read::ZlibDecoder::new(packed).take(LARGEST_CREDENTIAL + 1).read_to_end(&mut bytes);
    read.map_err(|error| format!("a PNG text chunk that cannot be unpacked: {error}"))?;
    if bytes.len() as u64 > LARGEST_CREDENTIAL {
        return Err(format!("a PNG text chunk that unpacks to more than {LARGEST_CREDENTIAL} bytes"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a text begins like an SVG picture.
pub fn looks_like_svg(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&head[..head.len().min(4_096)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && head.contains("<svg")
}

/// The credential in the element that carries a badge: a token in its attribute, else its text. A hosted badge has its
/// address in the attribute, which counts when there is no text.
fn from_svg(bytes: &[u8]) -> std::result::Result<Option<String>, String> {
    let picture = decode(bytes).0;
    let mut reader = Reader::from_str(&picture);
    // A picture need not be well-formed for its badge to be read.
    reader.config_mut().check_end_names = false;
    let (mut inside, mut text, mut address) = (false, String::new(), None);
    loop {
        let event = reader.read_event().map_err(|error| format!("not readable as SVG: {error}"))?;
        match event {
            Event::Start(start) if is_carrier(&start) => {
                address = verify(&start);
                if address.as_deref().is_some_and(|value| jwt::looks_like(value.as_bytes())) {
                    return Ok(address);
                }
                inside = true;
            }
            Event::Empty(start) if is_carrier(&start) => return Ok(verify(&start)),
            Event::Text(words) if inside => text.push_str(&words),
            Event::CData(words) if inside => text.push_str(&words),
            Event::GeneralRef(entity) if inside => text.push_str(match &*entity {
                "quot" => "\"",
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "apos" => "'",
                _ => "",
            }),
            Event::End(_) if inside && !text.trim().is_empty() => return Ok(Some(text)),
            Event::Eof => return Ok(if text.trim().is_empty() { address } else { Some(text) }),
            _ => {}
        }
    }
}

fn is_carrier(start: &BytesStart<'_>) -> bool {
    let name = start.name();
    let is_prefixed = name.as_ref().starts_with("openbadges:");
    is_prefixed && matches!(start.local_name().as_ref(), "assertion" | "credential")
}

fn verify(start: &BytesStart<'_>) -> Option<String> {
    let attribute = start.attributes().flatten().find(|attribute| attribute.key.as_ref() == "verify")?;
    let value = attribute.value.into_owned();
    (!value.trim().is_empty()).then_some(value)
}
