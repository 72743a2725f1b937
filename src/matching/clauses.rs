//! Clauses of a segment. A sentence names several skills, and its average is near none of them, so each
//! clause is also held against the concepts by itself.

use super::lexicon::Word;

/// Clauses with more words that carry meaning than this are cut into overlapping pieces.
const LONGEST: usize = 6;
/// Words that carry meaning in such a piece, and from one piece's beginning to the next.
const PIECE: (usize, usize) = (5, 3);
/// Most clauses of a segment; the rest of an endless list is seen by its words only.
const MOST: usize = 24;

/// A run of words, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clause {
    pub first: usize,
    pub last: usize,
}

/// Puts the clauses of a segment into `clauses`; none when the segment is one clause.
///
/// `joins` tells whether a word joins clauses ("and", "or").
pub(super) fn cut(segment: &str, words: &[Word], joins: impl Fn(&Word) -> bool, clauses: &mut Vec<Clause>) {
    clauses.clear();
    let mut first = 0;
    for at in 0..words.len() {
        let next = words.get(at + 1);
        let ends = next.is_none_or(|next| {
            let between = &segment[words[at].range.end..next.range.start];
            joins(next) || joins(&words[at]) || between.contains(is_boundary) || between.contains(". ")
        });
        if ends {
            push_pieces(words, first, at, clauses);
            first = at + 1;
        }
    }
    clauses.truncate(MOST);
    if let [only] = clauses.as_slice()
        && words[..only.first].iter().chain(&words[only.last + 1..]).all(|word| !word.speaks())
    {
        clauses.clear();
    }
}

fn is_boundary(character: char) -> bool {
    matches!(character, ',' | ';' | ':' | '(' | ')' | '/' | '•' | '|' | '·' | '–' | '—' | '"')
}

/// One clause, or the pieces of a long one.
fn push_pieces(words: &[Word], first: usize, last: usize, clauses: &mut Vec<Clause>) {
    let speaking = (first..=last).filter(|at| words[*at].speaks());
    let count = speaking.clone().count();
    if count == 0 {
        return;
    }
    if count <= LONGEST {
        clauses.push(Clause { first, last });
        return;
    }
    let (length, step) = PIECE;
    let mut start = 0;
    loop {
        let start_here = start.min(count - length);
        let mut piece = speaking.clone().skip(start_here).take(length);
        let begin = piece.next().unwrap_or(first);
        clauses.push(Clause { first: begin, last: piece.last().unwrap_or(begin) });
        if start + length >= count {
            return;
        }
        start += step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{is_framing_word, is_stop_word, tokenise};

    fn cut_text(text: &str) -> Vec<String> {
        let word = |token: crate::text::Token| Word {
            stop: is_stop_word(&token.folded),
            framing: is_framing_word(&token.folded),
            range: token.range,
            form: u32::from(token.folded == "and"),
        };
        let words: Vec<Word> = tokenise(text).into_iter().map(word).collect();
        let mut clauses = Vec::new();
        cut(text, &words, |word| word.form == 1, &mut clauses);
        let slice = |clause: &Clause| text[words[clause.first].range.start..words[clause.last].range.end].to_owned();
        clauses.iter().map(slice).collect()
    }

    #[test]
    fn clauses_end_at_marks_and_joining_words() {
        assert_eq!(
            cut_text("Plan budgets, write reports and lead teams."),
            ["Plan budgets", "write reports", "lead teams"]
        );
        assert_eq!(cut_text("Lead teams"), [] as [&str; 0], "one clause is the segment itself");
        assert_eq!(cut_text("and (the)"), [] as [&str; 0]);
    }

    #[test]
    fn long_clauses_are_cut_into_overlapping_pieces() {
        let pieces = cut_text("one two three four five six seven eight");
        assert_eq!(pieces, ["one two three four five", "four five six seven eight"]);
    }
}
