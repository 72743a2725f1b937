//! A catalogue as a side of a survey: conditions are held against what its documents state, and only those that count
//! are read.

use super::statements::{Stated, Statement, starts, starts_of_field};
use super::{Catalogue, record};
use crate::error::Error;
use crate::gap::{Side, Survey};

impl Catalogue {
    /// Counts every document on a side of a survey, and gives back how many had to be read for that; `each` hears of
    /// each, and may end it.
    pub fn count_in<E: From<Error>>(
        &self,
        survey: &mut Survey<'_>,
        side: Side,
        mut each: impl FnMut() -> Result<(), E>,
    ) -> Result<u64, E> {
        let fields = survey.fields(side);
        let mut read = 0;
        if fields.is_empty() {
            for document in self.documents()? {
                each()?;
                survey.add(side, &document?);
                read += 1;
            }
            return Ok(read);
        }
        for field in &fields {
            if self.index.states(&starts_of_field(field))? {
                survey.learn(side, field);
            }
        }
        self.index.each_stating(&starts(&fields), Statement::read, |address, stated| {
            each()?;
            if !survey.leave_out(side, &Stated(stated)) {
                survey.add(side, &record::decode(&self.index.content(address)?)?.0);
                read += 1;
            }
            Ok::<(), E>(())
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::of_table;
    use crate::coverage::Filter;
    use crate::gap::{Field, Gap, SurveyOptions};
    use crate::index::Index;
    use crate::taxonomy::bundled;
    use crate::vectors::default_space;

    const HEAD: &str =
        "id,job title,description,industry,naics code,soc code,location,date posted,employer,Shift,Notes\n";
    /// Nobody of the first two says an industry.
    const JOBS: [&str; 9] = [
        "a,Clerk,File letters and manage budgets.,,,43-4071,Waco,2026-01-02,Paperly,day,",
        "b,Clerk,Communicate with customers.,,,43-4071.00,waco,2026-02-02,Paperly,Day,",
        "c,Welder,Perform arc welding of steel.,Metal,332710,51-4121.06 Welders,Waco,2026-03-02,Ironway,night,\"Ask, twice\"",
        "d,Welder,Weld pipes and read blueprints.,,332311,51-4121,New  York,,Ironway,night,",
        "e,Nurse,Measure vital signs and perform wound care.,Health care,622110,29-1141,Austin,2026-04-01,Heron,DAY,",
        "f,Nurse,Perform phlebotomy.,health care,62,29-1141.03,Austin,,Heron,,",
        "g,Analyst,Write Python and SQL for data analysis.,Software,,15-2051,Waco|Austin,2025-12-01,Byte,,",
        "h,Analyst,Write Python.,,,,,,,,",
        "i,Nurse,Draw blood and measure vital signs.,Health care,622110,,Überlingen,2026-04-02,,night,LONG",
    ];
    const CONDITIONS: [&str; 25] = [
        "",
        "industry=62",
        "industry=622110|332710",
        "industry=\"health care\" place!=austin",
        "industry=62 place=austin",
        "industry=62 title~nurse",
        "shift=night title~nurse place=austin|waco",
        "title!=nurse shift=day",
        "industry=33 industry!=3323",
        "occupation=29-1",
        "occupation=29-1141 place=waco|austin",
        "occupation=51-4121 published>=2026-01-01",
        "place=\"new york\"",
        "place~wac",
        "place=überlingen",
        "published>=2026-02 published<=2026-04-01",
        "shift=day",
        "shift!=night place=waco",
        "notes=\"ask, twice\" industry=33",
        "notes~ask",
        "id=a|e",
        "id!=a industry=62",
        "colour=red",
        "colour=red industry=62",
        "issuer=heron kind=posting",
    ];

    fn jobs(rows: &[&str]) -> &'static str {
        let long = "ask for the long way round ".repeat(20);
        Box::leak(format!("{HEAD}{}\n", rows.join("\n").replace("LONG", &long)).into_boxed_str())
    }

    fn finished(survey: Survey<'_>) -> Gap {
        survey.finish(|_| None)
    }

    #[test]
    fn conditions_leave_the_same_whether_documents_are_read_or_what_they_state() {
        let index = Index::build(bundled::taxonomy().expect("there").value, default_space()).expect("an index");
        let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
        // One that was changed later on, so that some of what is in it was removed.
        drop(of_table(folders[0].path(), &index, jobs(&JOBS[3..])));
        let all = of_table(folders[0].path(), &index, jobs(&JOBS));
        let silent = of_table(folders[1].path(), &index, jobs(&JOBS[..2]));
        let none = || Ok::<(), Error>(());
        let mut read_at_most = Vec::new();
        for text in CONDITIONS {
            for by in [None, Some(Field::Place), Some(Field::Occupation)] {
                let filter = Filter::parse(text).expect("conditions");
                let options = SurveyOptions { by, filter, ..SurveyOptions::default() };
                let survey = || Survey::new(&[&index], options.clone());
                let (mut all_read, mut stated) = (survey(), survey());
                for (side, catalogues) in [(Side::Demand, [&silent, &all]), (Side::Supply, [&all, &silent])] {
                    for catalogue in catalogues {
                        for document in catalogue.documents().expect("documents") {
                            all_read.add(side, &document.expect("whole"));
                        }
                        let read = catalogue.count_in(&mut stated, side, none).expect("counted");
                        read_at_most.push((text, read));
                    }
                }
                assert_eq!(finished(stated), finished(all_read), "{text}");
            }
        }
        let read = |wanted: &str| -> Vec<u64> {
            read_at_most.iter().filter(|(text, _)| *text == wanted).map(|(_, read)| *read).take(4).collect()
        };
        assert_eq!(read(""), [2, 9, 9, 2]);
        // Whether anybody says it is known beforehand: of the demand by the second catalogue only.
        assert_eq!(read("industry=62"), [2, 3, 3, 0]);
        assert_eq!(read("occupation=51-4121 published>=2026-01-01"), [0, 1, 1, 0]);
        assert_eq!(read("shift=day"), [2, 3, 3, 2]);
        assert_eq!(read("notes~ask"), [2, 2, 2, 0], "a value that was cut is looked up in its record");
        // When it cannot count for anything else either, its title is not asked for.
        assert_eq!(read("title!=nurse shift=day"), [2, 3, 3, 2]);
        assert_eq!(read("id=a|e"), [2, 9, 9, 2], "identifiers are in records alone");
    }
}
