//! Which of two documents is the job and which the credential: as the caller says, else by what sort of documents they
//! are, else by how they speak. A programme speaks of instruction and of what it prepares for; a job speaks of work.

use super::Prepared;
use super::comparer::Direction;
use crate::model::DocumentKind;

/// Turns of phrase of a text that teaches, in lower case.
const TEACHING: [&str; 14] = [
    "instruction in",
    "prepares individuals",
    "prepares students",
    "prepares learners",
    "program that",
    "programme that",
    "instructional program",
    "instructional content",
    "this course",
    "the course",
    "students will",
    "learners will",
    "curriculum",
    "upon completion",
];

/// Whether a text speaks like one that teaches.
pub(super) fn teaches(text: &str) -> bool {
    let lower = text.to_lowercase();
    TEACHING.iter().any(|turn| lower.contains(turn))
}

/// Which side is the job.
pub(super) fn direction(question: &Prepared, candidates: &[impl AsRef<Prepared>]) -> Direction {
    let kind = |document: &Prepared| document.profiled.document.kind;
    let most = |test: &dyn Fn(&Prepared) -> bool| {
        2 * candidates.iter().filter(|one| test((*one).as_ref())).count() > candidates.len()
    };
    let is_job = |document: &Prepared| matches!(kind(document), DocumentKind::Posting | DocumentKind::Occupation);
    let is_offer = |document: &Prepared| !is_job(document) && kind(document) != DocumentKind::Unknown;
    if is_job(question) || most(&is_offer) {
        return Direction::JobToCredentials;
    }
    let by_kind = most(&is_job) || is_offer(question);
    let by_speech = || question.digest.teaches && !most(&|candidate: &Prepared| candidate.digest.teaches);
    if by_kind || by_speech() { Direction::CredentialToJobs } else { Direction::JobToCredentials }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::coverage::{Digester, Profiled};
    use crate::model::Document;
    use crate::vectors::default_space;

    fn prepared(kind: DocumentKind, text: &str) -> Arc<Prepared> {
        let mut document = Document::new("1", "Welding", [text]);
        document.kind = kind;
        let digester = Digester::new(Arc::clone(default_space()), "en");
        Arc::new(digester.prepare(Profiled { document, ..Profiled::default() }))
    }

    #[test]
    fn kinds_say_it_and_else_the_way_of_speaking() {
        use DocumentKind::{Course, Posting, Unknown};
        let (work, lesson) = ("Weld pipes.", "A program that prepares individuals to weld.");
        for (question, candidate, wanted) in [
            ((Posting, work), (Unknown, work), Direction::JobToCredentials),
            ((Unknown, work), (Posting, work), Direction::CredentialToJobs),
            ((Course, work), (Unknown, work), Direction::CredentialToJobs),
            ((Unknown, work), (Course, work), Direction::JobToCredentials),
            ((Unknown, work), (Unknown, lesson), Direction::JobToCredentials),
            ((Unknown, lesson), (Unknown, work), Direction::CredentialToJobs),
            ((Unknown, work), (Unknown, work), Direction::JobToCredentials),
        ] {
            let candidates = [prepared(candidate.0, candidate.1)];
            assert_eq!(direction(&prepared(question.0, question.1), &candidates), wanted, "{question:?} {candidate:?}");
        }
    }
}
