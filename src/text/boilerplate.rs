//! Sentences that say nothing of skills wherever they stand: equal opportunity, pay and benefits, how to apply, the
//! law; and sentences that say what must be there before a course begins. English only, by turns of phrase that hardly occur in a sentence about skills.

use super::cues::Cues;

/// Turns of phrase of boilerplate.
static CUES: Cues = Cues::new(&[
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
    "dental insurance",
    "dental plan",
    "dental coverage",
    "medical, dental",
    "health, dental",
    "dental and vision",
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
    "application must be",
    "applications must be",
    "send cv",
    "submit your",
    "your application",
    "privacy policy",
    "personal data will",
    "terms and conditions of employment",
]);
/// More of them: what is given beside the pay, and help to pay for a course.
static BENEFITS: Cues = Cues::new(&[
    "403(b)",
    "shift differential",
    "tuition reimbursement",
    "tuition assistance",
    "sign-on bonus",
    "signing bonus",
    "paid vacation",
    "paid volunteer",
    "employee discount",
    "generous pto",
    "pto plan",
    "pto and",
    "profit sharing",
    "relocation assistance",
    "on-target earnings",
    "holiday pay",
    "competitive pay",
    "starting pay",
    "paid weekly",
    "evening classes",
    "career advisors",
    "career advisers",
    "job placement assistance",
    "flexible schedule",
    "flexible hours",
    "flexible working hours",
    "seats are limited",
    "estimated effort",
    "financial aid available",
    "financial aid is available",
    "scholarships available",
    "scholarships are available",
]);
/// What makes a sum of money a wage.
static WAGES: Cues = Cues::new(&["/hr", "/hour", "an hour", "hourly", "/yr", "salary"]);
/// What makes an exception: the sentence is about the work after all.
static WORK: Cues = Cues::new(&["responsib", "you will", "students", "learn", "experience with", "knowledge of"]);

/// What says that a thing must be there before, in lower case.
static PREREQUISITE: Cues = Cues::new(&[
    "prior completion of",
    "prerequisite",
    "pre-requisite",
    "admission requires",
    "admission to the",
    "admissions require",
    "entry requirement",
    "must have completed",
    "applicants must",
    "on entry",
    "prior knowledge",
    "prior experience",
    "prior coursework",
    "previous knowledge",
    "previous experience",
    "should already",
    "before enrol",
    "you need ",
    "you will need to know",
    "this course assumes",
    "the course assumes",
]);

/// Whether a sentence says what a learner must bring, which is not what is taught.
pub fn is_prerequisite(sentence: &str) -> bool {
    let asks_for_more = || sentence.trim_start().starts_with("Prior ") && sentence.contains("required");
    PREREQUISITE.stand_in(sentence) || asks_for_more()
}

/// Whether a sentence is boilerplate.
pub fn is_boilerplate(sentence: &str) -> bool {
    let says_so = CUES.stand_in(sentence) || BENEFITS.stand_in(sentence) || names_a_wage(sentence);
    says_so && !WORK.stand_in(sentence)
}

/// Whether a sentence says what is paid: "Pay $32-40/hr."
fn names_a_wage(sentence: &str) -> bool {
    sentence.contains(['$', '£', '€']) && WAGES.stand_in(sentence)
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
        assert!(is_boilerplate("Medical, dental and vision from the first day."));
        assert!(!is_boilerplate("Taking dental radiographs and mixing impression materials."));
        assert!(!is_boilerplate("Weld steel frames."));
        assert!(is_boilerplate("Pay $32-40/hr.") && is_boilerplate("Salary: £28,000 to £31,000"));
        assert!(!is_boilerplate("Manage a budget of $2 million a year."));
        assert!(is_boilerplate(
            "Flexible evening classes and friendly career advisors make it easy to fit study around work."
        ));
        assert!(is_boilerplate("Financial aid available.") && !is_boilerplate("Process financial aid applications."));
    }

    #[test]
    fn what_a_learner_must_bring_is_told_from_what_is_taught() {
        assert!(is_prerequisite("Requires prior completion of a residency in pediatrics."));
        assert!(is_prerequisite("Prior Python and SQL required."));
        assert!(is_prerequisite("Strong reading skills are expected on entry."));
        assert!(is_prerequisite("You need calculus and linear algebra."));
        assert!(!is_prerequisite("Includes instruction in pediatrics."));
        assert!(!is_prerequisite("Documentation prior to discharge is required."));
    }
}
