//! Sentences that say nothing of skills wherever they stand: equal opportunity, pay and benefits, how to apply, the
//! law. English only, by turns of phrase that hardly occur in a sentence about skills.

/// Turns of phrase, in lower case.
const CUES: [&str; 52] = [
    "equal opportunity",
    "equal employment",
    "affirmative action",
    "regardless of race",
    "without regard to race",
    "race, color",
    "race, colour",
    "sexual orientation",
    "gender identity",
    "veteran status",
    "protected veteran",
    "reasonable accommodation",
    "accommodation request",
    "all qualified applicants",
    "qualified applicants will receive",
    "criminal history",
    "background check",
    "drug test",
    "drug screen",
    "e-verify",
    "authorized to work",
    "authorised to work",
    "visa sponsorship",
    "work permit",
    "competitive salary",
    "salary range",
    "base salary",
    "pay range",
    "per hour",
    "401(k)",
    "401k",
    "health insurance",
    "dental",
    "paid time off",
    "paid holidays",
    "parental leave",
    "pension scheme",
    "stock options",
    "free lunch",
    "free parking",
    "gym membership",
    "apply now",
    "apply online",
    "to apply",
    "how to apply",
    "send your resume",
    "send your cv",
    "cover letter",
    "your application",
    "privacy policy",
    "personal data will",
    "terms and conditions of employment",
];
/// What makes an exception: the sentence is about the work after all.
const WORK: [&str; 6] = ["responsib", "you will", "students", "learn", "experience with", "knowledge of"];

/// Whether a sentence is boilerplate.
pub fn is_boilerplate(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    CUES.iter().any(|cue| lower.contains(cue)) && !WORK.iter().any(|work| lower.contains(work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boilerplate_is_told_from_work() {
        assert!(is_boilerplate("We are an Equal Opportunity Employer."));
        assert!(is_boilerplate("We offer a competitive salary and health insurance."));
        assert!(is_boilerplate("To apply, send your CV to the address below."));
        assert!(!is_boilerplate("You will run background checks on suppliers."));
        assert!(!is_boilerplate("Students learn about dental hygiene."));
        assert!(!is_boilerplate("Weld steel frames."));
    }
}
