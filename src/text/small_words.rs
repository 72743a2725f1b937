//! Words without meaning of their own in languages other than English, as they stand in labels.
//!
//! Labels are short, so the lists are: articles, prepositions, conjunctions, and what is left of a word when the
//! forms for men and women are written as one (`directeur/trice`, `Lehrer/-in`). Folded, without accents.

use super::stems::is_stop_word;

/// Lists by primary language; each is sorted.
const SMALL_WORDS: [(&str, &[&str]); 22] = [
    ("bg", &["в", "във", "до", "за", "и", "или", "на", "от", "по", "при", "с", "със"]),
    ("cs", &["a", "i", "k", "na", "nebo", "o", "od", "pro", "s", "se", "u", "v", "ve", "z", "za", "ze"]),
    ("da", &["af", "den", "det", "eller", "en", "et", "for", "fra", "i", "med", "og", "pa", "som", "til", "ved"]),
    (
        "de",
        &[
            "als", "am", "an", "auf", "aus", "bei", "beim", "bzw", "das", "dem", "den", "der", "des", "die", "durch",
            "ein", "eine", "einem", "einen", "einer", "eines", "fuer", "fur", "gegen", "im", "in", "innen", "ins",
            "mit", "nach", "oder", "sowie", "uber", "ueber", "um", "und", "unter", "vom", "von", "vor", "zu", "zum",
            "zur", "zwischen",
        ],
    ),
    ("el", &["για", "η", "και", "με", "ο", "οι", "σε", "στη", "στο", "τα", "της", "το", "του", "των"]),
    (
        "es",
        &[
            "a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "o", "os", "para", "por", "u", "un",
            "una", "y",
        ],
    ),
    ("et", &["ja", "ning", "voi"]),
    ("fi", &["ja", "tai", "seka"]),
    (
        "fr",
        &[
            "a", "au", "aux", "avec", "chez", "d", "dans", "de", "des", "du", "e", "en", "ere", "es", "et", "euse",
            "ienne", "iere", "l", "la", "le", "les", "ne", "ou", "par", "pour", "rice", "se", "sur", "trice", "un",
            "une", "ve",
        ],
    ),
    ("hr", &["i", "ili", "iz", "na", "o", "od", "po", "s", "sa", "u", "za"]),
    ("hu", &["a", "az", "egy", "es", "vagy"]),
    (
        "it",
        &[
            "a", "ad", "ai", "al", "alla", "alle", "con", "d", "da", "dei", "del", "dell", "della", "delle", "di", "e",
            "ed", "gli", "i", "il", "in", "l", "la", "le", "lo", "nel", "nell", "nella", "o", "per", "su", "trice",
            "un", "una",
        ],
    ),
    ("lt", &["ar", "bei", "del", "ir", "is", "su", "uz"]),
    ("lv", &["ar", "no", "par", "pie", "un", "uz", "vai"]),
    (
        "nl",
        &["aan", "bij", "de", "een", "en", "het", "in", "met", "of", "op", "ten", "ter", "tot", "uit", "van", "voor"],
    ),
    ("no", &["av", "eller", "en", "et", "for", "fra", "i", "med", "og", "pa", "som", "til", "ved"]),
    ("pl", &["do", "dla", "i", "lub", "na", "o", "od", "oraz", "po", "przez", "przy", "w", "we", "z", "ze"]),
    (
        "pt",
        &[
            "a", "ao", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "no", "o", "os", "ou", "para",
            "por",
        ],
    ),
    ("ro", &["a", "al", "ale", "cu", "de", "din", "in", "la", "o", "pe", "pentru", "sau", "si", "un"]),
    (
        "sk",
        &[
            "a", "alebo", "do", "i", "k", "ku", "na", "o", "od", "po", "pre", "pri", "s", "so", "v", "vo", "z", "za",
            "zo",
        ],
    ),
    ("sl", &["ali", "in", "iz", "na", "o", "od", "po", "pri", "s", "ter", "v", "z", "za"]),
    (
        "sv",
        &[
            "av", "den", "det", "eller", "en", "ett", "for", "fran", "i", "inom", "med", "och", "pa", "som", "till",
            "vid",
        ],
    ),
];

/// Whether a folded word of a language (BCP 47; English when empty) carries no meaning of its own in a label.
pub fn is_small_word(folded: &str, language: &str) -> bool {
    let primary = language.split('-').next().unwrap_or_default();
    if primary.is_empty() || primary == "en" {
        return is_stop_word(folded);
    }
    let primary = if matches!(primary, "nb" | "nn") { "no" } else { primary };
    let list = SMALL_WORDS.iter().find(|(language, _)| *language == primary);
    list.is_some_and(|(_, words)| words.contains(&folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own() {
        assert!(is_small_word("und", "de") && !is_small_word("und", "fr"));
        assert!(is_small_word("the", "") && is_small_word("og", "nb-no"));
        assert!(!is_small_word("und", "xx"));
    }

    #[test]
    fn languages_are_sorted_and_words_folded() {
        assert!(SMALL_WORDS.is_sorted_by_key(|(language, _)| *language));
        for (language, words) in SMALL_WORDS {
            for word in words {
                assert_eq!(crate::text::fold(word), *word, "{language}");
            }
        }
    }
}
