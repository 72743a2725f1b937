//! What a heading says about the lines below it: asked for, nice to have, taught, or not about skills at all.

/// What a stretch of a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Nothing in particular.
    General,
    /// What the person will do (duties) or learn (outcomes): as good as required.
    Duties,
    /// What the person must bring.
    Required,
    /// What the person had better bring.
    Preferred,
    /// What a learner must know before: asked for, not taught.
    Prerequisite,
    /// The company, its benefits, equal opportunity, how to apply, costs: never a skill.
    Boilerplate,
}

impl Section {
    /// Whether what stands in it is asked for or taught.
    pub fn asks(self) -> bool {
        matches!(self, Self::Duties | Self::Required | Self::Preferred)
    }
}

/// Phrases that make a heading, the more particular first; a heading *is* one of them or begins with it.
const HEADINGS: [(Section, &[&str]); 5] = [
    (
        Section::Preferred,
        &[
            "nice to have",
            "nice-to-have",
            "preferred",
            "desired",
            "desirable",
            "bonus",
            "pluses",
            "plus",
            "good to have",
            "additional qualifications",
            "it would be great",
            "ideally",
            "optional",
        ],
    ),
    (
        Section::Prerequisite,
        &[
            "prerequisite",
            "pre-requisite",
            "before you start",
            "entry requirement",
            "admission requirement",
            "admissions",
        ],
    ),
    (
        Section::Required,
        &[
            "requirements",
            "required",
            "must have",
            "must-have",
            "minimum qualifications",
            "basic qualifications",
            "qualifications",
            "skills",
            "what you bring",
            "what you'll bring",
            "what you’ll bring",
            "what you need",
            "what you'll need",
            "what you’ll need",
            "who you are",
            "about you",
            "your profile",
            "you have",
            "experience",
            "what we're looking for",
            "what we’re looking for",
            "what we are looking for",
            "knowledge",
            "competencies",
            "essential",
            "key skills",
        ],
    ),
    (
        Section::Duties,
        &[
            "responsibilities",
            "duties",
            "what you'll do",
            "what you’ll do",
            "what you will do",
            "what you'll learn",
            "what you’ll learn",
            "what you will learn",
            "you will learn",
            "learners will",
            "students will",
            "participants will",
            "apprentices will",
            "graduates will",
            "learners learn",
            "students learn",
            "participants learn",
            "apprentices learn",
            "earners can",
            "upon completion",
            "on completion",
            "learning outcomes",
            "learning objectives",
            "outcomes",
            "objectives",
            "course content",
            "curriculum",
            "topics",
            "the role",
            "your role",
            "role",
            "job description",
            "key tasks",
            "your tasks",
            "essential functions",
            "course description",
            "description",
            "program description",
            "syllabus",
            "key responsibilities",
            "primary responsibilities",
            "day to day",
        ],
    ),
    (
        Section::Boilerplate,
        &[
            "benefits", "perks", "what we offer", "we offer", "our offer", "about us", "about the company",
            "who we are", "company", "equal opportunity", "eeo", "diversity", "compensation", "salary", "pay",
            "how to apply", "apply", "contact", "privacy", "why join", "why work", "our values", "our culture", "cost",
            "tuition", "fees", "financial aid", "schedule", "location", "legal", "disclaimer", "accommodations",
        ],
    ),
];

/// Names of details of a posting whose values are no skills, though they may read like some: "Industry: Financial
/// Services".
const DETAILS: [&str; 10] = [
    "industry",
    "industries",
    "sector",
    "job type",
    "employment type",
    "date posted",
    "seniority level",
    "company size",
    "company type",
    "number of employees",
];

/// Whether a line, or what stands before a colon, names such a detail; its value is what comes next, and nothing beyond.
pub fn names_a_detail(line: &str) -> bool {
    let name = without_marks(line).to_lowercase();
    DETAILS.contains(&name.as_str())
}

/// A line without the marks that make headings of lines.
fn without_marks(line: &str) -> &str {
    line.trim().trim_matches(|c: char| matches!(c, '*' | '_' | '#' | ':' | ' ' | '='))
}

/// The section that a line opens, when it is a heading: short, without a full stop, and beginning with a known phrase.
pub fn section_of_heading(line: &str) -> Option<Section> {
    let line = without_marks(line);
    let words = line.split_whitespace().count();
    if words == 0 || words > 6 || line.ends_with(['.', ',', ';']) {
        return None;
    }
    let lower = line.to_lowercase();
    let starts = |phrase: &str| {
        lower.strip_prefix(phrase).is_some_and(|rest| {
            let rest = rest.trim_start_matches('s');
            // A heading adds only a few small words to its phrase: "Skills and experience", not "Skills in Java".
            rest.is_empty()
                || rest.trim_start_matches([' ', '/', '&', '(', ',', '-']).split_whitespace().all(|word| {
                    matches!(
                        word.trim_matches(|c: char| !c.is_alphanumeric()),
                        "" | "and"
                            | "or"
                            | "the"
                            | "for"
                            | "of"
                            | "to"
                            | "you"
                            | "your"
                            | "our"
                            | "this"
                            | "job"
                            | "role"
                            | "position"
                            | "course"
                            | "program"
                            | "programme"
                            | "qualifications"
                            | "qualification"
                            | "skills"
                            | "experience"
                            | "requirements"
                            | "responsibilities"
                            | "duties"
                            | "education"
                            | "knowledge"
                            | "abilities"
                            | "include"
                            | "includes"
                            | "learn"
                            | "how"
                            | "be"
                            | "able"
                            | "will"
                            | "learners"
                            | "students"
                            | "participants"
                            | "graduates"
                            | "employer"
                            | "statement"
                            | "package"
                            | "company"
                            | "us"
                            | "know"
                            | "have"
                            | "need"
                            | "looking"
                            | "outcomes"
                            | "objectives"
                            | "with"
                            | "work"
                            | "perks"
                            | "benefits"
                            | "inclusion"
                            | "compensation"
                    )
                })
        })
    };
    HEADINGS.iter().find(|(_, phrases)| phrases.iter().any(|phrase| starts(phrase))).map(|(section, _)| *section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_content() {
        assert_eq!(section_of_heading("Requirements:"), Some(Section::Required));
        assert_eq!(section_of_heading("**Preferred Qualifications**"), Some(Section::Preferred));
        assert_eq!(section_of_heading("What you'll do"), Some(Section::Duties));
        assert_eq!(section_of_heading("Learners will be able to:"), Some(Section::Duties));
        assert_eq!(section_of_heading("Students will weld"), None);
        assert_eq!(section_of_heading("Skills in Java"), None);
        assert_eq!(section_of_heading("Experience with SQL and databases"), None);
        assert_eq!(section_of_heading("Company accounts must be reconciled."), None);
    }
}
