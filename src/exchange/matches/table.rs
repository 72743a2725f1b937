//! Lines for a person at a terminal: a heading a document, then for each match its score, its title, one sentence, and
//! the skills with the words of both sides.
//!
//! ```text
//! j-1 Welder
//!   0.71  Pipe Welding (c-1)
//!         Covers 1 of 2 skills of the job (weld metal); missing: read plans.
//!         ✓ weld metal “weld pipes” ← “welding of pipes”
//!         ✗ read plans “reads plans”
//! ```

use std::io::{self, Write};

use super::super::harmless::one_line;
use super::super::table::{cut, wrapped};
use super::MatchWriter;
use crate::counts::counted;
use crate::model::{CoveredSkill, Facet, FacetScope, FacetValue, Match, MatchedDocument, ProfileSkill, SkillRelation};

/// Columns when the terminal does not say.
const USUAL_WIDTH: usize = 100;
/// Columns below which nothing could be read.
const LEAST_WIDTH: usize = 40;
/// Blanks before what is said of a match.
const INDENT: usize = 8;
/// Most skills that are listed of each sort; the sentence above them counts them all.
const LISTED: usize = 4;

/// Writes lines for a person.
#[derive(Debug, Clone)]
pub(super) struct MatchTable {
    width: usize,
    has_document: bool,
}

impl MatchTable {
    pub fn new(width: Option<usize>) -> Self {
        Self { width: width.unwrap_or(USUAL_WIDTH).max(LEAST_WIDTH), has_document: false }
    }

    fn paragraph(&self, output: &mut dyn Write, indent: usize, text: &str) -> io::Result<()> {
        for line in wrapped(&one_line(text), self.width.saturating_sub(indent)) {
            writeln!(output, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    fn line(&self, output: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(output, "{:INDENT$}{}", "", cut(&one_line(text), self.width.saturating_sub(INDENT)))
    }

    fn one(&self, output: &mut dyn Write, one: &Match) -> io::Result<()> {
        let issuer = one.fields.issuer.as_ref().map_or(String::new(), |issuer| format!(", {issuer}"));
        let title = if one.title.is_empty() { one.id.clone() } else { format!("{}  ({})", one.title, one.id) };
        writeln!(output, "  {:.2}  {}", one.score, cut(&one_line(&format!("{title}{issuer}")), self.width - INDENT))?;
        self.paragraph(output, INDENT, &one.explanation)?;
        for (sign, skills) in [('✓', &one.covered), ('~', &one.partly)] {
            for skill in skills.iter().take(LISTED) {
                self.line(output, &covered(sign, skill))?;
            }
            self.more(output, skills.len())?;
        }
        for skill in one.missing.iter().take(LISTED) {
            self.line(output, &format!("✗ {}{}", skill.concept.label, quoted(skill)))?;
        }
        self.more(output, one.missing.len())
    }

    fn more(&self, output: &mut dyn Write, all: usize) -> io::Result<()> {
        if all > LISTED { self.line(output, &format!("  … and {} more", all - LISTED)) } else { Ok(()) }
    }
}

impl MatchWriter for MatchTable {
    fn write(&mut self, output: &mut dyn Write, document: &MatchedDocument) -> io::Result<()> {
        if std::mem::replace(&mut self.has_document, true) {
            writeln!(output)?;
        }
        let heading = one_line(&format!("{}  {}", document.id, document.title));
        writeln!(output, "{}", cut(&heading, self.width))?;
        if let Some(context) = &document.occupation {
            let occupation = format!("Taken for {} by its {}.", context.occupation.label, context.found_by);
            self.paragraph(output, 2, &occupation)?;
        }
        if document.matches.is_empty() {
            writeln!(output, "  (nothing to compare with)")?;
        }
        for one in &document.matches {
            self.one(output, one)?;
        }
        if let Some(degree) = &document.degree {
            self.paragraph(output, 2, &degree.explanation)?;
        }
        if let Some(bundle) = &document.bundle {
            let share = bundle.coverage * 100.0;
            let text = match bundle.members.len() {
                0 => "No skill of the job is covered by any of the best.".to_owned(),
                1 => format!("One covers {share:.0} % of the job, and no other adds to it:"),
                count => format!("Together, {count} cover {share:.0} % of the job:"),
            };
            self.paragraph(output, 2, &text)?;
            for member in &bundle.members {
                let text = format!("+{:.0} %  {}  ({})", member.adds * 100.0, member.title, member.id);
                self.line(output, &text)?;
            }
        }
        document.facets.iter().try_for_each(|facet| self.paragraph(output, 2, &values_of(facet)))
    }
}

/// The values of a field and how many candidates have each.
fn values_of(facet: &Facet) -> String {
    let value = |value: &FacetValue| match &value.name {
        Some(name) => format!("{} {name} {}", value.value, value.count),
        None => format!("{} {}", value.value, value.count),
    };
    let mut told: Vec<String> = facet.values.iter().map(value).collect();
    if facet.further > 0 {
        told.push(counted(facet.further, "further value", "further values"));
    }
    if facet.without > 0 {
        told.push(format!("not said {}", facet.without));
    }
    let counted = match facet.over {
        FacetScope::Candidates => "Candidates",
        FacetScope::Catalogue => "The catalogue",
    };
    format!("{counted} by {}: {}.", facet.field, told.join(", "))
}

fn covered(sign: char, skill: &CoveredSkill) -> String {
    let (asked, offered) = (&skill.asked, &skill.offered);
    let by = if skill.relation == SkillRelation::Same {
        String::new()
    } else {
        let ways: Vec<String> =
            skill.hops.iter().map(|hop| format!("{} in {}", hop.predicate.as_str(), hop.source)).collect();
        let way = if ways.is_empty() { String::new() } else { format!(": {}", ways.join(", then ")) };
        format!(" {} ({}{way})", offered.concept.label, skill.relation.as_str())
    };
    format!("{sign} {}{} ←{by}{}", asked.concept.label, quoted(asked), quoted(offered))
}

fn quoted(skill: &ProfileSkill) -> String {
    match (&skill.evidence, &skill.inferred_from) {
        (Some(evidence), _) => format!("  “{}”", cut(&evidence.quote, 60)),
        (None, Some(from)) => format!("  (inferred: {from})"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{document, written};
    use super::*;

    #[test]
    fn a_person_sees_score_sentence_and_the_words_of_both_sides() {
        let table = written(MatchTable::new(None), &document("Pipe \u{1b}[31mWelding"));
        let expected = concat!(
            "j-1 Welder\n",
            "  0.71  Pipe Welding (c-1)\n",
            "        Covers 1 of 2 skills of the job (weld metal); missing: read plans.\n",
            "        ✓ weld metal “weld pipes” ← “welding of pipes”\n",
            "        ✗ read plans “reads plans”\n",
        );
        assert_eq!(table, expected);
    }

    #[test]
    fn facets_are_counted_below_the_matches() {
        let value = |value: &str, count| FacetValue { value: value.to_owned(), name: None, count };
        let facet = Facet {
            field: "issuer".to_owned(),
            over: FacetScope::Candidates,
            values: vec![value("North", 3), value("South", 1)],
            further: 0,
            without: 2,
        };
        let coded = FacetValue { name: Some("Welders".to_owned()), ..value("51-4121", 7) };
        let whole = Facet {
            field: "occupation".to_owned(),
            over: FacetScope::Catalogue,
            values: vec![coded],
            further: 1,
            without: 0,
        };
        let sample = MatchedDocument { facets: vec![facet, whole], ..document("Welding") };
        let table = written(MatchTable::new(None), &sample);
        let expected = "  Candidates by issuer: North 3, South 1, not said 2.\n  The catalogue by occupation: 51-4121 Welders 7, 1 \
                        further value.\n";
        assert!(table.ends_with(expected), "{table}");
    }
}
