//! Cuts a text where evidence begins and ends, so that each piece knows which skills it proves.

use crate::model::Mapping;

/// A stretch of the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its words.
    pub text: &'a str,
    /// The mappings that rest on it, the surest first; none for what proves nothing.
    pub mappings: Vec<usize>,
    /// The mappings whose first evidence begins here.
    pub first_of: Vec<usize>,
}

/// The pieces of a text, which together are the text.
pub fn pieces<'a>(text: &'a str, mappings: &[Mapping]) -> Vec<Piece<'a>> {
    let spans = || {
        mappings.iter().enumerate().flat_map(|(number, mapping)| {
            let sound = mapping.evidence.iter().filter(|one| {
                one.start < one.end && text.is_char_boundary(one.start) && text.is_char_boundary(one.end)
            });
            sound.enumerate().map(move |(place, one)| (number, place == 0, one.start, one.end))
        })
    };
    let mut cuts: Vec<usize> = spans().flat_map(|(_, _, start, end)| [start, end]).chain([0, text.len()]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let piece = |pair: &[usize]| {
        let (start, end) = (pair[0], pair[1]);
        let mut over: Vec<usize> =
            spans().filter(|(_, _, from, to)| *from <= start && end <= *to).map(|(number, ..)| number).collect();
        over.sort_unstable();
        over.dedup();
        let first_of = spans().filter(|(_, first, from, _)| *first && *from == start).map(|(number, ..)| number);
        Piece { text: &text[start..end], mappings: over, first_of: first_of.collect() }
    };
    cuts.windows(2).map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConceptKind, ConceptReference, Decision, Evidence, MatcherName, Predicate};

    fn mapping(spans: &[(usize, usize)]) -> Mapping {
        let evidence = spans.iter().map(|(start, end)| Evidence {
            matcher: MatcherName::Label,
            quote: String::new(),
            start: *start,
            end: *end,
            matched_label: String::new(),
            score: 1.0,
        });
        Mapping {
            concept: ConceptReference {
                concept_id: String::new(),
                notation: None,
                label: String::new(),
                taxonomy: String::new(),
                taxonomy_version: String::new(),
                kind: ConceptKind::Skill,
            },
            predicate: Predicate::Close,
            confidence: 1.0,
            decision: Decision::Accepted,
            requirement: None,
            proficiency: None,
            weight: 1.0,
            evidence: evidence.collect(),
            explanation: None,
            origin: None,
        }
    }

    #[test]
    fn overlapping_evidence_is_cut_and_the_text_stays_whole() {
        let text = "read blueprints and weld é";
        let mappings = [mapping(&[(0, 15)]), mapping(&[(5, 24), (25, 27)]), mapping(&[(3, 999), (26, 27)])];
        let pieces = pieces(text, &mappings);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text);
        let marked: Vec<(&str, &[usize])> =
            pieces.iter().map(|piece| (piece.text, piece.mappings.as_slice())).collect();
        assert_eq!(marked[0], ("read ", &[0][..]));
        assert_eq!(marked[1], ("blueprints", &[0, 1][..]));
        assert_eq!(marked[2], (" and weld", &[1][..]));
        assert_eq!(pieces[0].first_of, [0]);
        assert_eq!(pieces[1].first_of, [1]);
    }

    #[test]
    fn a_text_without_evidence_is_one_piece_and_no_text_is_none() {
        assert_eq!(pieces("words", &[]).len(), 1);
        assert!(pieces("", &[]).is_empty());
    }
}
