//! What sort of text it is: one that describes what is taught, or one that asks for people. In the first nearly every
//! phrase is a skill, in the second many are not. English only, by turns of phrase of either.

use super::cues::Cues;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Genre {
    /// It says what a course, programme or credential teaches or certifies.
    Teaching,
    /// It asks for people, or nothing shows that it teaches.
    #[default]
    Other,
}

/// Turns of phrase of those who teach, in lower case.
static TEACHING: Cues = Cues::new(&[
    "students",
    "learners",
    "participants",
    "trainees",
    "apprentices",
    "graduates of",
    "earners",
    "holders of this",
    "program that",
    "programme that",
    "this course",
    "the course",
    "course covers",
    "coursework",
    "this program",
    "the program",
    "this programme",
    "this certificate",
    "the certificate",
    "this badge",
    "this unit",
    "this module",
    "instruction in",
    "prepares individuals",
    "you will learn",
    "learn to",
    "learn how",
    "learning outcomes",
    "curriculum",
    "syllabus",
    "hands-on labs",
    "upon completion",
    "program of study",
    "credential",
    "topics include",
    "topics covered",
    "a survey of",
    "validates",
]);
/// Turns of phrase of classifications of programmes, in lower case.
static ENTRIES: Cues = Cues::new(&[
    "prepares individuals",
    "prepare individuals",
    "program that",
    "instructional program",
    "instruction in",
]);
/// How titles of what is taught begin, in lower case.
const BEGINNINGS: [&str; 17] = [
    "introduction to", "intro to", "introductory", "principles of", "fundamentals of", "foundations of",
    "essentials of", "certificate in", "certificate of", "diploma in", "diploma of", "associate degree",
    "associate of", "bachelor of", "bachelor's", "master of", "master's",
];
/// How they end. A "Program Manager" is a job, a "Welding Program" is not.
const ENDINGS: [&str; 24] = [
    "certificate", "certification", "diploma", "degree", "program", "programme", "bootcamp", "course", "training",
    "workshop", "seminar", "microcredential", "micro-credential", "credential", "badge", "essentials", "fundamentals",
    "foundations", "license", "licence", "pre-licensing", "aas", "a.a.s", "mba",
];
/// What a title counts beside a turn of phrase of the text.
const TITLE: usize = 2;
/// Turns of phrase of those who hire, in lower case.
static HIRING: Cues = Cues::new(&[
    "we are looking",
    "looking for",
    "we offer",
    "our team",
    "join us",
    "join our",
    "your profile",
    "you have",
    "you are",
    "candidate",
    "applicant",
    "to apply",
    "salary",
    "years of experience",
    "years experience",
    "experience with",
    "experience in",
    "job description",
    "job type",
    "responsibilities",
    "responsible for",
    "hiring",
    "the position",
    "this position",
    "this role",
    "full-time",
    "employer",
]);

/// What sort of text this is. The cues of either side are counted, each once, and a title that names a course or a
/// credential counts as two.
pub fn genre(title: &str, text: &str) -> Genre {
    let by_title = if names_what_is_taught(title) { TITLE } else { 0 };
    if by_title + TEACHING.count_in(text) > HIRING.count_in(text) { Genre::Teaching } else { Genre::Other }
}

/// Whether a text has a turn of phrase of those who hire.
pub fn speaks_of_hiring(text: &str) -> bool {
    HIRING.stand_in(text)
}

/// Whether a text reads like an entry of a classification of programmes such as CIP, or takes its words from one.
pub fn reads_like_an_entry(text: &str) -> bool {
    ENTRIES.stand_in(text)
}

/// Whether a title is one of a course, programme or credential.
fn names_what_is_taught(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    // "Yoga Teacher Training 200h", "Welding Certificate (evening)" and "License Class A" end where that begins.
    let end = lower.find(['(', ':', ',']).unwrap_or(lower.len());
    let last = lower[..end]
        .split_whitespace()
        .rev()
        .find(|word| word.len() > 1 && !word.starts_with(|c: char| c.is_ascii_digit()));
    BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning))
        || last.is_some_and(|word| ENDINGS.contains(&word.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_teach_are_told_from_those_who_hire() {
        assert_eq!(
            genre("", "A program that prepares individuals to weld. Includes instruction in metals."),
            Genre::Teaching
        );
        assert_eq!(genre("", "Students learn to draw blood."), Genre::Teaching);
        assert_eq!(genre("", "We are looking for a welder with years of experience in steel."), Genre::Other);
        assert_eq!(
            genre("", "You will teach students. You have experience in schools. Salary by agreement."),
            Genre::Other
        );
        assert_eq!(genre("", "Weld steel frames."), Genre::Other);
    }

    #[test]
    fn entries_of_classifications_are_told_from_what_a_school_says() {
        assert!(reads_like_an_entry("A program that prepares individuals to weld. Includes instruction in metals."));
        assert!(!reads_like_an_entry("Students learn to weld mild steel in four positions."));
    }

    #[test]
    fn titles_tell_courses_from_jobs() {
        for title in ["Welding Certificate (evening)", "Introduction to Steel", "Yoga Teacher Training 200h"] {
            assert_eq!(genre(title, "Weld steel frames."), Genre::Teaching, "{title}");
        }
        for title in ["Program Manager", "Welder", "Training Coordinator", "Certificate Clerk", ""] {
            assert_eq!(genre(title, "Weld steel frames."), Genre::Other, "{title}");
        }
        let hiring = "We are looking for a teacher. We offer a salary. You have experience in schools.";
        assert_eq!(genre("Leadership Training", hiring), Genre::Other);
    }
}
