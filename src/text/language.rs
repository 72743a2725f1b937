//! The language of a vocabulary that does not say it.
//!
//! A single label is too short to tell, a list of them is not: pieces of the list are told apart by their runs of
//! letters, and each has a vote. Names of products draw votes into every direction, so most pieces have to agree.

use whatlang::{Detector, Lang};

/// Bytes of one piece.
const PIECE: usize = 800;
/// A last piece with less says nothing.
const LEAST: usize = 400;
/// Pieces that are looked at.
const MOST_PIECES: usize = 60;
/// Share of the pieces that have to agree.
const AGREEMENT: f32 = 0.6;

/// Languages that are told apart, with their primary subtags.
const LANGUAGES: [(Lang, &str); 26] = [
    (Lang::Bul, "bg"),
    (Lang::Ces, "cs"),
    (Lang::Dan, "da"),
    (Lang::Deu, "de"),
    (Lang::Ell, "el"),
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Est, "et"),
    (Lang::Fin, "fi"),
    (Lang::Fra, "fr"),
    (Lang::Hrv, "hr"),
    (Lang::Hun, "hu"),
    (Lang::Ita, "it"),
    (Lang::Lit, "lt"),
    (Lang::Lav, "lv"),
    (Lang::Nld, "nl"),
    (Lang::Nob, "no"),
    (Lang::Pol, "pl"),
    (Lang::Por, "pt"),
    (Lang::Ron, "ro"),
    (Lang::Rus, "ru"),
    (Lang::Slk, "sk"),
    (Lang::Slv, "sl"),
    (Lang::Swe, "sv"),
    (Lang::Tur, "tr"),
    (Lang::Ukr, "uk"),
];

/// The language that the texts of one vocabulary are in; `None` when they are too few or do not agree.
pub fn language_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(language, _)| *language).collect());
    let mut votes: Vec<Option<Lang>> = Vec::new();
    let mut sure = false;
    let mut piece = String::new();
    let mut vote = |piece: &mut String| {
        let found = detector.detect(piece);
        sure |= found.as_ref().is_some_and(whatlang::Info::is_reliable);
        votes.push(found.map(|found| found.lang()));
        piece.clear();
        votes.len()
    };
    for text in texts {
        piece.extend(text.chars().take(PIECE));
        piece.push('\n');
        if piece.len() >= PIECE && vote(&mut piece) == MOST_PIECES {
            break;
        }
    }
    if piece.len() >= LEAST {
        vote(&mut piece);
    }
    let count = |language: Lang| votes.iter().filter(|vote| **vote == Some(language)).count();
    let (winner, name) = LANGUAGES.into_iter().max_by_key(|(language, _)| count(*language))?;
    (sure && count(winner) as f32 >= AGREEMENT * votes.len() as f32).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: [&str; 6] = [
        "Steuerfachangestellter/Steuerfachangestellte",
        "Fachkraft für Süßwarentechnik",
        "Leiter der Öffentlichkeitsarbeit",
        "Gesundheits- und Krankenpfleger",
        "Lehrkraft im Bereich Gastronomie",
        "Maschinenführer in der Holzindustrie",
    ];
    const ENGLISH: [&str; 6] = [
        "record the vital signs of patients",
        "keep the books of a company",
        "weld metal with gas",
        "teach young children to read",
        "write a report for the management",
        "check that the work is done with care",
    ];

    #[test]
    fn a_list_of_labels_shows_its_language() {
        assert_eq!(language_of(GERMAN.into_iter().cycle().take(60)), Some("de"));
        assert_eq!(language_of(ENGLISH.into_iter().cycle().take(60)), Some("en"));
    }

    #[test]
    fn few_labels_and_mixed_ones_show_none() {
        assert_eq!(language_of(GERMAN.into_iter()), None);
        assert_eq!(language_of(std::iter::empty()), None);
        let pieces = [GERMAN.join("\n").repeat(5), ENGLISH.join("\n").repeat(10)];
        assert_eq!(language_of(pieces.iter().map(String::as_str)), None);
    }
}
