//! Sentences of postings that ask for something, told from those in which an employer speaks of itself: its mission, its
//! place of work, what it offers. What the latter name is seldom asked for. English only, by turns of phrase and by
//! whom "we" speaks to.

use super::cues::Cues;
use super::tokens::Token;

/// Turns of phrase of those who ask for something, in lower case.
static ASKING: Cues = Cues::new(&[
    "experience", "knowledge", "skill", "ability", "able to", "understand", "familiar", "proficien", "background",
    "education", "must", "require", "preferab", "preferred", "a plus", "advantage", "candidate", "responsib", "fluen",
    "expertise", "competen", "qualification", "certif", "talent", "passion", "hold a", "degree", "strong ",
    "excellent ", "solid ", "good ",
]);
/// Turns of phrase of employers that speak of themselves, in lower case.
static OF_ITSELF: Cues = Cues::new(&[
    "our mission",
    "our vision",
    "our ambition",
    "our goal",
    "our purpose",
    "our values",
    "our culture",
    "our history",
    "our story",
    "our workplace",
    "our offices",
    "our headquarters",
    "world's leading",
    "world's largest",
    "world\u{2019}s leading",
    "world\u{2019}s largest",
    "is a leading",
    "are a leading",
    "leading provider",
    "market leader",
    "founded in",
    "headquartered",
    "environment is",
    "characterized by",
    "characterised by",
    "time off",
    "vacation",
    "flexible working",
    "remote options",
    "stock purchase",
    "savings plan",
    "application process",
]);

/// What "we" do when a sentence asks for somebody.
const SEEKING: [&str; 14] = [
    "look", "looking", "seek", "seeking", "need", "want", "expect", "require", "search", "searching", "hire", "hiring",
    "hope", "ask",
];
/// Words from which a sentence is a whole posting without full stops, of which a part may be anything.
const RUN_ON: usize = 50;
/// Words between "we" and what we do.
const BETWEEN: usize = 3;
/// Words that turn to whoever is asked for.
const ADDRESSED: [&str; 7] = ["you", "your", "yours", "you'll", "you're", "candidate", "candidates"];

/// Words of sentences that tell of somebody. "Drive heavy trucks" and "root cause analysis" have none.
const TELLING: [&str; 17] = [
    "we", "we're", "we've", "our", "ours", "us", "is", "are", "was", "were", "has", "had", "its", "they", "their",
    "will", "who",
];

/// Whether a sentence asks for what it names; `expected` where it stands below a heading that says so.
pub fn asks(sentence: &str, words: &[Token], expected: bool) -> bool {
    let one_of = |list: &[&str]| words.iter().any(|word| list.contains(&word.folded.as_str()));
    if words.len() >= RUN_ON && ASKING.stand_in(sentence) {
        return true;
    }
    let addressed = one_of(&ADDRESSED);
    let may_ask = expected || addressed || ASKING.stand_in(sentence) || !one_of(&TELLING);
    may_ask && !is_of_itself(sentence, words, addressed)
}

/// Whether an employer speaks of itself.
fn is_of_itself(sentence: &str, words: &[Token], addressed: bool) -> bool {
    if OF_ITSELF.stand_in(sentence) {
        return true;
    }
    let is_we = |word: &Token| matches!(word.folded.as_str(), "we" | "we're" | "we've" | "we'll");
    let Some(we) = words.iter().position(is_we).filter(|_| !addressed) else { return false };
    !words[we..].iter().skip(1).take(BETWEEN).any(|word| SEEKING.contains(&word.folded.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokenise;

    #[test]
    fn employers_ask_or_speak_of_themselves() {
        let asks = |sentence: &str| asks(sentence, &tokenise(sentence), false);
        assert!(asks("We are looking for an engineer with a background in genetics."));
        assert!(asks("We want you to take part in planning."));
        assert!(asks("Knowledge of root cause analysis."));
        assert!(!asks("We build networks that require no cables."));
        assert!(!asks("Our ambition is that innovation must also apply to banks."));
        assert!(!asks("Competitive time off, flexible working and good food"));
        assert!(!asks("Its research areas are biophysics and optics."));
        assert!(asks("Drive heavy trucks over long distances."));

        let run_on = format!("We are a leading provider of banking. {} Experience with Java", "and so on ".repeat(20));
        assert!(asks(&run_on), "exports lose what stands between sentences");

        let below_a_heading = |sentence: &str| super::asks(sentence, &tokenise(sentence), true);
        assert!(below_a_heading("The design of pumps is yours."));
        assert!(!below_a_heading("We strive to build trusted partnerships."));
    }
}
