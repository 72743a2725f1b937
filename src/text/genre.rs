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
]);
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

/// What sort of text this is. The cues of either side are counted, each once.
pub fn genre(text: &str) -> Genre {
    if TEACHING.count_in(text) > HIRING.count_in(text) { Genre::Teaching } else { Genre::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_teach_are_told_from_those_who_hire() {
        assert_eq!(
            genre("A program that prepares individuals to weld. Includes instruction in metals."),
            Genre::Teaching
        );
        assert_eq!(genre("Students learn to draw blood."), Genre::Teaching);
        assert_eq!(genre("We are looking for a welder with years of experience in steel."), Genre::Other);
        assert_eq!(
            genre("You will teach students. You have experience in schools. Salary by agreement."),
            Genre::Other
        );
        assert_eq!(genre("Weld steel frames."), Genre::Other);
    }
}
