//! One form for what a language writes in two: the job titles of women and men, and the doing and its name.
//!
//! `Landwirtin` and `Landwirt`, `acheteuse` and `acheteur` name one occupation; `Wartung` and `warten` one skill. A
//! stemmer keeps them apart, so their endings are exchanged before it. A few words suffer (`Doktrin`); as both sides
//! of a comparison suffer alike, no match is lost by that.

use super::{Stemmer, fold};

/// Endings of a language and what they become, the longest first; with the fewest letters that must stand before.
type Endings = &'static [(&'static str, &'static str, usize)];

const GERMAN: Endings = &[
    ("beamtin", "beamter", 0),
    ("kauffrauen", "kaufmann", 0),
    ("kaufleute", "kaufmann", 0),
    ("fachfrau", "fachmann", 0),
    ("kauffrau", "kaufmann", 0),
    ("innen", "", 4),
    ("frau", "mann", 4),
    ("leute", "mann", 4),
    ("rin", "r", 3),
    ("tin", "t", 3),
    ("gin", "g", 3),
    ("hin", "h", 3),
    ("fin", "f", 3),
    ("din", "d", 3),
    ("sin", "s", 3),
    ("nin", "n", 4),
    ("ierung", "ier", 3),
    ("elung", "el", 3),
    ("lungen", "l", 3),
    ("ungen", "", 3),
    ("lung", "l", 3),
    ("erung", "er", 3),
    ("ung", "", 3),
    ("eln", "l", 3),
    ("ern", "er", 3),
];
const FRENCH: Endings = &[
    ("trices", "teur", 2),
    ("trice", "teur", 2),
    ("euses", "eur", 2),
    ("euse", "eur", 2),
    ("esse", "", 4),
    ("ieres", "ier", 2),
    ("iere", "ier", 2),
    ("iennes", "ien", 2),
    ("ienne", "ien", 2),
    ("onne", "on", 3),
    ("ffe", "f", 2),
    ("ives", "if", 3),
    ("ive", "if", 3),
    ("elle", "el", 3),
    ("ere", "er", 3),
    ("aux", "al", 3),
];
const ITALIAN: Endings = &[("trici", "tore", 2), ("trice", "tore", 2), ("essa", "e", 4), ("iera", "iere", 3)];
const SPANISH: Endings = &[("triz", "tor", 2), ("esa", "e", 4), ("oras", "or", 3), ("ora", "or", 3)];
const PORTUGUESE: Endings = &[("triz", "dor", 2), ("oras", "or", 3), ("ora", "or", 3)];
const DUTCH: Endings = &[("ster", "er", 5), ("trice", "teur", 2), ("euse", "eur", 3)];
const ROMANIAN: Endings = &[("toare", "tor", 2), ("easa", "", 4), ("iana", "ian", 3)];
const POLISH: Endings = &[
    ("czyni", "ca", 3),
    ("orka", "or", 3),
    ("erka", "er", 3),
    ("istka", "ista", 3),
    ("arka", "arz", 3),
    ("ka", "", 5),
];
const CZECH: Endings = &[("nice", "nik", 3), ("orka", "or", 3), ("erka", "er", 3), ("istka", "ista", 3), ("ka", "", 5)];
const CROATIAN: Endings =
    &[("teljica", "telj", 2), ("orica", "or", 3), ("nica", "nik", 3), ("istica", "ist", 3), ("ica", "", 5)];
const BULGARIAN: Endings = &[
    ("телка", "тел", 4),
    ("ничка", "ник", 4),
    ("истка", "ист", 4),
    ("арка", "ар", 6),
    ("ерка", "ер", 6),
    ("орка", "ор", 6),
];
const LITHUANIAN: Endings = &[("ininke", "ininkas", 3), ("iste", "istas", 3), ("toja", "tojas", 3)];
const LATVIAN: Endings = &[("niece", "nieks", 3), ("taja", "tajs", 3)];

fn endings_of(primary: &str) -> Endings {
    match primary {
        "bg" => BULGARIAN,
        "lt" => LITHUANIAN,
        "lv" => LATVIAN,
        "de" => GERMAN,
        "fr" => FRENCH,
        "it" => ITALIAN,
        "es" => SPANISH,
        "pt" => PORTUGUESE,
        "nl" => DUTCH,
        "ro" => ROMANIAN,
        "pl" => POLISH,
        "cs" | "sk" => CZECH,
        "hr" | "sl" | "sr" | "bs" => CROATIAN,
        _ => &[],
    }
}

/// Brings the words of one language to the forms in which labels are compared.
pub struct WordForms {
    endings: Endings,
    stemmer: Stemmer,
    german: bool,
    stemmed: bool,
}

impl WordForms {
    /// The forms of a BCP 47 language; English when it is empty.
    pub fn new(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let stemmer = Stemmer::new(language);
        Self { endings: endings_of(primary), stemmed: stemmer.is_known(), stemmer, german: primary == "de" }
    }

    /// The one form of a folded word for women, men, the doing and its name; not yet a stem.
    pub fn neutral(&self, folded: &str) -> String {
        for (ending, instead, before) in self.endings {
            if let Some(start) = folded.strip_suffix(ending).filter(|start| start.len() >= (*before).max(1)) {
                return format!("{start}{instead}");
            }
        }
        folded.to_owned()
    }

    /// The stem of a neutral form. Words of a language without a stemmer lose their last letters, down to five.
    pub fn stem(&self, neutral: &str) -> String {
        if !neutral.chars().all(char::is_alphabetic) {
            return neutral.to_owned();
        }
        if !self.stemmed {
            let length = neutral.chars().count();
            return neutral.chars().take((length.saturating_sub(2)).max(5)).collect();
        }
        let stem = self.stemmer.stem(neutral);
        // "lackieren", "Lackierer" and "Lackierung" are one doing; Snowball keeps the infix of foreign verbs.
        match stem.strip_suffix("ier") {
            Some(start) if self.german && start.len() >= 3 => start.to_owned(),
            _ => stem,
        }
    }
}

/// A label without the marks that say "of any sex": `(m/w/d)`, `:in`, `*in`, `(e)`, `H/F`.
pub fn without_gender_marks(label: &str) -> String {
    let mut kept = String::with_capacity(label.len());
    let mut rest = label;
    while let Some(open) = rest.find('(') {
        let Some(close) = rest[open..].find(')').map(|close| open + close) else { break };
        let inside = fold(&rest[open + 1..close]);
        // "Lehrer(in)" and "employé(e)" go on where the bracket closes; "(m/w/d)" stands alone.
        let ending = !rest[..open].ends_with(char::is_whitespace)
            && inside.len() <= 5
            && inside.chars().all(char::is_alphabetic);
        let sexes =
            inside.len() <= 9 && inside.contains('/') && inside.split('/').all(|part| part.trim().chars().count() <= 1);
        kept.push_str(&rest[..open]);
        if !(sexes || ending && open > 0) {
            kept.push_str(&rest[open..=close]);
        }
        rest = &rest[close + 1..];
    }
    kept.push_str(rest);
    for mark in [
        ":innen", "*innen", "_innen", ":in", "*in", "_in", "/-in", "·e", "/-frau", " H/F", " F/H", " m/f", " f/m",
        " m/w/d",
    ] {
        while let Some(at) = kept.find(mark) {
            let ends = kept[at + mark.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric());
            if !ends {
                break;
            }
            kept.replace_range(at..at + mark.len(), "");
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(language: &str, one: &str, other: &str) -> bool {
        let forms = WordForms::new(language);
        let stem = |word: &str| forms.stem(&forms.neutral(&fold(word)));
        stem(one) == stem(other)
    }

    #[test]
    fn titles_of_women_and_men_are_one() {
        for (language, one, other) in [
            ("de", "Landwirtin", "Landwirt"),
            ("de", "Kauffrau", "Kaufmann"),
            ("de", "Technikerinnen", "Techniker"),
            ("de", "Expertin", "Experte"),
            ("de", "Ärztin", "Arzt"),
            ("fr", "acheteuse", "acheteur"),
            ("fr", "directrice", "directeur"),
            ("fr", "cuisinière", "cuisinier"),
            ("fr", "technicienne", "technicien"),
            ("it", "direttrice", "direttore"),
            ("es", "directora", "director"),
            ("pl", "dyrektorka", "dyrektor"),
            ("bg", "учителка", "учител"),
            ("lt", "mokytoja", "mokytojas"),
            ("lv", "skolotāja", "skolotājs"),
        ] {
            assert!(same(language, one, other), "{language} {one} {other}");
        }
        assert!(!same("de", "Landwirt", "Gastwirt"));
    }

    #[test]
    fn a_doing_and_its_name_are_one() {
        for (one, other) in [("Wartung", "warten"), ("Entwicklung", "entwickeln"), ("Lackierung", "lackieren")] {
            assert!(same("de", one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_language_without_a_stemmer_loses_its_last_letters() {
        assert!(same("cs", "programátor", "programátorem") || WordForms::new("cs").stem("programator") == "programat");
        assert_eq!(WordForms::new("xx").stem("abcdefgh"), "abcdef");
        assert_eq!(WordForms::new("xx").stem("abc"), "abc");
    }

    #[test]
    fn marks_of_any_sex_go_and_other_brackets_stay() {
        for (label, expected) in [
            ("Lehrer (m/w/d)", "Lehrer "),
            ("Lehrer:in", "Lehrer"),
            ("Lehrer/-in für Sport", "Lehrer für Sport"),
            ("employé(e) de banque", "employé de banque"),
            ("Lehrer(in)", "Lehrer"),
            ("Vendeur H/F", "Vendeur"),
            ("Produktentwicklerin (Mode)", "Produktentwicklerin (Mode)"),
            ("Python (computer programming)", "Python (computer programming)"),
            ("a (b", "a (b"),
        ] {
            assert_eq!(without_gender_marks(label), expected);
        }
    }
}
