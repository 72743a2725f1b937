//! Labels that stand in a segment word for word, inflected or not.

use super::lexicon::{Lexicon, Word};
use crate::index::{self, Index};
use crate::text::{needs_capital, tokenise};

/// A place where a label stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub label: u32,
    pub concept: u32,
    /// First and last word.
    pub first: usize,
    pub last: usize,
    /// Whether it stands there to the letter, but for case and accents.
    pub exact: bool,
    /// How many concepts have the very same label.
    pub concepts: usize,
}

/// Puts every place where a label stands into `phrases`.
pub(super) fn find(index: &Index, lexicon: &Lexicon, segment: &str, words: &[Word], phrases: &mut Vec<Phrase>) {
    phrases.clear();
    let seen = |word| {
        let known = lexicon.known(word);
        index::Word { stem: &known.stem, beginning: known.beginning, stop: known.stop }
    };
    let stems: Vec<index::Word<'_>> = words.iter().map(seen).collect();
    for hit in index.find_labels(&stems) {
        let hit_words = &words[hit.first..=hit.last];
        let says_nothing = hit_words.iter().all(|word| word.framing);
        if says_nothing {
            continue;
        }
        let labels = index.labels_of(&hit);
        // Labels of one concept stand side by side.
        let same = |pair: &&[u32]| index.labels[pair[0] as usize].concept == index.labels[pair[1] as usize].concept;
        let concepts = labels.len() - labels.windows(2).filter(same).count();
        for label in labels {
            let text = index.label_text(*label);
            let is_fragile = index.labels[*label as usize].is_ordinary || is_fragile(text, hit_words);
            if is_fragile && !stands_as_name(segment, hit_words, text)
                || lacks_capital(index, *label, segment, hit_words)
            {
                continue;
            }
            phrases.push(Phrase {
                label: *label,
                concept: index.labels[*label as usize].concept,
                first: hit.first,
                last: hit.last,
                exact: is_exact(text, lexicon, segment, hit_words),
                concepts,
            });
        }
    }
}

/// Whether a label is so short or so common a word that it needs its capitals to be told from ordinary words.
fn is_fragile(label: &str, words: &[Word]) -> bool {
    label.chars().count() <= 2 || matches!(words, [word] if word.stop)
}

/// Whether a fragile label stands as it is written ("IT", not "it"), and not merely as the first word of a
/// sentence ("Go to") or beside others of a title ("Sous Chef"); a capital inside (`AutoCAD`) is enough anywhere.
fn stands_as_name(segment: &str, words: &[Word], label: &str) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let range = first.range.start..last.range.end;
    let (before, after) = (&segment[..range.start], &segment[range.end..]);
    if label.chars().count() == 1 && (is_half_of_another(before, after) || !is_in_company_of_names(before, after)) {
        return false;
    }
    let capital_inside = || label.chars().skip_while(|c| c.is_uppercase()).any(char::is_uppercase);
    if segment[range] != *label {
        return false;
    }
    if !label.chars().any(char::is_lowercase) || capital_inside() {
        return true;
    }
    let opens_sentence = before.is_empty() && after.starts_with(' ');
    let begins_small =
        |word: &str| word.chars().find(|character| character.is_alphabetic()).is_some_and(char::is_lowercase);
    let is_title = || !segment.split_whitespace().any(begins_small);
    let beside = |word: Option<&str>| word.is_some_and(|word| word.chars().all(char::is_alphanumeric));
    let has_company = || {
        before.ends_with(' ') && beside(before.split_whitespace().next_back())
            || after.starts_with(' ') && beside(after.split_whitespace().next())
    };
    !(opens_sentence || has_company() && is_title())
}

/// Whether a letter is a part of an abbreviation ("HVAC/R", "R&D") or of a model's name ("R-22") rather than a name.
fn is_half_of_another(before: &str, after: &str) -> bool {
    let mut capitals = before.chars().rev();
    let behind_capitals =
        capitals.next() == Some('/') && capitals.take(2).filter(char::is_ascii_uppercase).count() == 2;
    let joined = |next: Option<char>| matches!(next, Some('&' | '-'));
    behind_capitals || joined(before.chars().next_back()) || joined(after.chars().next())
}

/// Words that stand before a language of one letter ("programming in C", "use R"), and not before a class or a vitamin.
const BEFORE_A_LETTER: [&str; 32] = [
    "advanced", "ansi", "as", "basic", "both", "code", "either", "embedded", "in", "including", "know", "language",
    "languages", "learn", "like", "modern", "of", "or", "and", "packages", "plus", "programming", "scripting",
    "software", "statistical", "to", "use", "using", "via", "with", "write", "writing",
];

/// Whether a letter stands where a name of a language may: at the beginning, in a list, or behind a word that such names
/// stand behind; "Class C", "hepatitis B or C" and "John R. Smith" hold none.
fn is_in_company_of_names(before: &str, after: &str) -> bool {
    let ends_list = |c: char| matches!(c, ',' | '/' | '&' | '+' | ';');
    let opens = |c: char| matches!(c, '(' | ':' | '•' | '*' | '–' | '"' | '“');
    let Some(last) = before.trim_end().chars().next_back() else { return !after.starts_with(". ") };
    if opens(last) || after.starts_with('/') {
        return true;
    }
    let mut words = before.split(|c: char| c.is_whitespace() || ends_list(c)).rev().filter(|word| !word.is_empty());
    let mut word = words.next().unwrap_or_default();
    if !ends_list(last) {
        if !BEFORE_A_LETTER.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        if !matches!(word, "and" | "or") {
            return true;
        }
        word = words.next().unwrap_or_default();
    }
    // The item before it in a list: "vitamins A and C".
    !matches!(word.as_bytes(), [letter] if letter.is_ascii_uppercase() && !matches!(letter, b'C' | b'R' | b'D'))
}

/// Whether one word is a product's name only with a capital ("You excel in …"), and stands without.
fn lacks_capital(index: &Index, label: u32, segment: &str, words: &[Word]) -> bool {
    let [word] = words else { return false };
    let small = segment[word.range.clone()].starts_with(char::is_lowercase);
    small && index.is_product(index.labels[label as usize].concept) && needs_capital(index.label_text(label))
}

/// Whether the words are those of the label, but for case, accents and a qualifier in brackets.
fn is_exact(label: &str, lexicon: &Lexicon, segment: &str, words: &[Word]) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    // Nearly always one look is enough; only other marks or accents need the words taken apart.
    if segment[first.range.start..last.range.end].eq_ignore_ascii_case(label) {
        return true;
    }
    let label_words = tokenise(label);
    let same = |(a, b): (&crate::text::Token, &Word)| *a.folded == *lexicon.known(b).folded;
    label_words.len() >= words.len() && label_words.iter().zip(words).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Concept, ConceptKind, LabelRole, Taxonomy};
    use crate::vectors::default_space;

    #[test]
    fn products_that_are_called_by_ordinary_words_need_their_capitals() {
        let concept = |name: &str, kind| {
            let mut concept = Concept::new(name, kind);
            concept.add_label(name, LabelRole::Preferred, "en");
            concept
        };
        let concepts = vec![
            concept("Harvest", ConceptKind::Software),
            concept("harvest crops", ConceptKind::Skill),
            concept("Python", ConceptKind::Software),
            concept("Excel", ConceptKind::Software),
            concept("R", ConceptKind::Software),
        ];
        let taxonomy = Taxonomy { concepts, ..Taxonomy::default() };
        let index = Index::build(taxonomy, default_space()).expect("an index");
        let found = |sentence: &str| {
            let (mut lexicon, mut words, mut phrases) = (Lexicon::default(), Vec::new(), Vec::new());
            lexicon.read(&index, &tokenise(sentence), &mut words);
            find(&index, &lexicon, sentence, &words, &mut phrases);
            phrases.iter().map(|phrase| phrase.concept).collect::<Vec<_>>()
        };
        assert_eq!(found("Track hours with Harvest."), [0]);
        assert_eq!(found("Then harvest and bottle honey."), [] as [u32; 0]);
        assert_eq!(found("Harvest Helper"), [] as [u32; 0], "every word of a title has a capital");
        assert_eq!(found("Excel, Harvest, Python"), [3, 0, 2], "those of a list are no title");
        assert_eq!(found("Write python scripts."), [2], "no other name has the word");
        assert_eq!(found("Excel and Python"), [3, 2]);
        assert_eq!(found("You excel in teams."), [] as [u32; 0]);
        assert_eq!(found("Write R/Python scripts."), [4, 2]);
        assert_eq!(found("HVAC/R systems, R&D, R-22"), [] as [u32; 0]);
        for sentence in ["Study data in R.", "Learn SQL, R or SAS", "R", "languages (R)", "C and R"] {
            assert_eq!(found(sentence), [4], "{sentence}");
        }
        for sentence in
            ["Class R licence", "vitamins A, R and E", "hepatitis B or R", "by John R. Smith", "R. Other duties"]
        {
            assert_eq!(found(sentence), [] as [u32; 0], "{sentence}");
        }
    }
}
