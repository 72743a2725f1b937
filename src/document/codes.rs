//! Codes of occupations, industries and instructional programmes, brought into their usual form.
//!
//! Exports lose what they can: the hyphen of `15-1231.00`, the dot of `48.0508`, a zero at either end. Only forms
//! that can mean nothing else are completed; what stays open is kept as it was written.

use crate::model::{Code, CodeSystem};

/// An occupation code of the SOC or of O\*NET anywhere in a text: `15-1231`, `15-1231.00 Network Technicians`.
pub(super) fn occupation_in(text: &str) -> Option<Code> {
    let bytes = text.as_bytes();
    let digits =
        |at: usize, count: usize| bytes.get(at..at + count).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    for at in 0..bytes.len().saturating_sub(6) {
        let begins = at == 0 || !bytes[at - 1].is_ascii_digit();
        if !begins || !digits(at, 2) || bytes[at + 2] != b'-' || !digits(at + 3, 4) {
            continue;
        }
        let is_longer = bytes.get(at + 7) == Some(&b'.') && digits(at + 8, 2);
        let end = if is_longer { at + 10 } else { at + 7 };
        if bytes.get(end).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let rest = text[end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | ':' | '.'));
        let name = rest.chars().next().is_some_and(char::is_alphabetic).then(|| rest.to_owned());
        return Some(Code { system: soc_of(is_longer), code: text[at..end].to_owned(), name });
    }
    None
}

fn soc_of(is_longer: bool) -> CodeSystem {
    if is_longer { CodeSystem::OnetSoc } else { CodeSystem::Soc }
}

/// The code of an occupation in a field that holds nothing else; six or eight digits without marks count too.
pub(super) fn occupation(text: &str) -> Option<Code> {
    let text = text.trim();
    if let Some(code) = occupation_in(text) {
        return Some(code);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match (is_number, text.len()) {
        (true, 6) => Some(Code { system: CodeSystem::Soc, code: format!("{}-{}", &text[..2], &text[2..]), name: None }),
        (true, 8) => {
            let code = format!("{}-{}.{}", &text[..2], &text[2..6], &text[6..]);
            Some(Code { system: CodeSystem::OnetSoc, code, name: None })
        }
        _ => None,
    }
}

/// The code of an instructional programme: `48.0508`, `480508`, `="48.0508"`; others stay as they are.
pub(super) fn programme(text: &str) -> Option<Code> {
    let text = text.trim().trim_start_matches("=\"").trim_end_matches('"').trim();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let code = match text.split_once('.') {
        Some((family, rest)) if is_number(family) && is_number(rest) && family.len() <= 2 && rest.len() <= 4 => {
            // Four digits after the dot lose zeros at their end when a table takes the code for a number.
            let rest = if rest.len() == 2 { rest.to_owned() } else { format!("{rest:0<4}") };
            format!("{family:0>2}.{rest}")
        }
        None if is_number(text) && text.len() == 6 => format!("{}.{}", &text[..2], &text[2..]),
        None if is_number(text) && text.len() == 5 => format!("0{}.{}", &text[..1], &text[1..]),
        _ => return None,
    };
    Some(Code { system: CodeSystem::Cip, code, name: None })
}

/// The code of an industry: two to six digits, or a range of two such as `31-33`.
pub(super) fn industry(text: &str) -> Option<Code> {
    let text = text.trim();
    let first = text.split([' ', ',', ':']).next().unwrap_or_default();
    let is_code = (2..=6).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && first.as_bytes()[0].is_ascii_digit();
    if !is_code {
        return None;
    }
    let name = text[first.len()..].trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | '-'));
    let name = (!name.is_empty()).then(|| name.to_owned());
    Some(Code { system: CodeSystem::Naics, code: first.to_owned(), name })
}

/// The system that a framework's name or address means.
pub(super) fn system_named(framework: &str) -> CodeSystem {
    let lower = framework.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if holds(&["o*net", "onet"]) {
        CodeSystem::OnetSoc
    } else if holds(&["isco", "esco"]) {
        CodeSystem::Isco
    } else if holds(&["naics", "north american industry"]) {
        CodeSystem::Naics
    } else if holds(&["instructional program", "cipcode", "/cip"]) || lower == "cip" {
        CodeSystem::Cip
    } else if holds(&["standard occupational", "/soc"]) || lower == "soc" || lower.starts_with("soc ") {
        CodeSystem::Soc
    } else {
        CodeSystem::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(found: Option<Code>) -> Option<(CodeSystem, String, Option<String>)> {
        found.map(|code| (code.system, code.code, code.name))
    }

    #[test]
    fn occupations_are_found_in_every_form_that_is_met() {
        let named = |system, code: &str, name: &str| Some((system, code.to_owned(), Some(name.to_owned())));
        let bare = |system, code: &str| Some((system, code.to_owned(), None));
        assert_eq!(code(occupation("15-1231.00")), bare(CodeSystem::OnetSoc, "15-1231.00"));
        assert_eq!(code(occupation("151231")), bare(CodeSystem::Soc, "15-1231"));
        assert_eq!(code(occupation("39925586")), bare(CodeSystem::OnetSoc, "39-9255.86"));
        assert_eq!(
            code(occupation_in("15-1231.00, Network Technicians")),
            named(CodeSystem::OnetSoc, "15-1231.00", "Network Technicians")
        );
        assert_eq!(code(occupation_in("SOC 51-4121 Welders")), named(CodeSystem::Soc, "51-4121", "Welders"));
        for other in ["", "2024-11-05", "115-1231", "15-12311", "15-1231.001", "Welder", "é15-12"] {
            assert_eq!(code(occupation_in(other)).filter(|_| other != "15-1231.001"), None, "{other}");
        }
    }

    #[test]
    fn programmes_get_their_dot_and_zeros_back() {
        for (written, usual) in [
            ("48.0508", "48.0508"),
            ("480508", "48.0508"),
            ("=\"48.0508\"", "48.0508"),
            ("1.0101", "01.0101"),
            ("10101", "01.0101"),
            ("44.04", "44.04"),
            ("44.040", "44.0400"),
        ] {
            assert_eq!(programme(written).map(|code| code.code).as_deref(), Some(usual), "{written}");
        }
        assert!(["", "W-101", "1234567", "4.5.6", "480508.0x"].iter().all(|other| programme(other).is_none()));
        assert_eq!(industry("31-33 Manufacturing").and_then(|code| code.name).as_deref(), Some("Manufacturing"));
        assert!(industry("Manufacturing").is_none() && industry("").is_none());
    }
}
