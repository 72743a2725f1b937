//! A page that a workforce board can open, print and put on a slide: no script, no font and no picture from
//! elsewhere; the plots are inline SVG. It follows the reader's light or dark setting and prints in light.
//!
//! Every text from outside passes through `harmless::html`, and a policy in the page's head forbids scripts and
//! connections, should one ever slip through.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::super::{Example, Gap, Row, Standing};
use super::plots;
use super::{List, ReportOptions, about_cells, about_conditions, counted, missing, percent, shown_groups, thousands};
use crate::counts::words_for;
use crate::exchange::harmless::html;

const STYLE: &str = include_str!("style.css");
/// Values of the field that stand side by side.
const MOST_VALUES: usize = 8;
/// What a part most lacks: so many are named.
const LACKING: usize = 3;

pub(super) fn write(gap: &Gap, options: &ReportOptions, output: &mut dyn Write) -> io::Result<()> {
    let mut page = String::new();
    head(&mut page, gap, options);
    for list in [List::NotTaught, List::Partly, List::Scarce] {
        list_section(&mut page, list, gap, options.top);
    }
    groups_section(&mut page, gap);
    list_section(&mut page, List::Soft, gap, options.top);
    list_section(&mut page, List::NotAskedFor, gap, options.top);
    values_section(&mut page, gap, options.top);
    phrases_section(&mut page, gap, options.top);
    foot(&mut page, gap);
    output.write_all(page.as_bytes())?;
    output.flush()
}

/// Writing into a string cannot fail.
macro_rules! put {
    ($page:expr, $($argument:tt)*) => { let _ = writeln!($page, $($argument)*); };
}

fn head(page: &mut String, gap: &Gap, options: &ReportOptions) {
    let totals = &gap.totals;
    put!(page, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    put!(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    put!(
        page,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    );
    put!(page, "<title>Skills asked for and skills taught</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>");
    put!(page, "<h1>{}</h1>", html(&headline(gap)));
    let [jobs, credentials] = &options.names;
    put!(
        page,
        "<p class=\"quiet\">{} ({}) against {} ({}).</p>",
        counted(totals.postings, "posting", "postings"),
        html(jobs),
        counted(totals.credentials, "credential", "credentials"),
        html(credentials)
    );
    for line in about_conditions(&options.only, gap) {
        put!(page, "<p class=\"quiet\">{}</p>", html(&line));
    }
    let met = if totals.requests == 0 { 0.0 } else { totals.requests_met as f64 / totals.requests as f64 };
    let tiles = [
        (percent(met), "of all that postings ask for is taught by some credential"),
        (thousands(totals.asked), "different skills are asked for"),
        (thousands(totals.not_taught), "of these are not taught, nor is anything like them"),
        (thousands(totals.not_asked_for), "skills are taught that no posting asks for"),
    ];
    put!(page, "<div class=\"tiles\">");
    for (number, words) in tiles {
        put!(page, "<div class=\"tile\"><b>{number}</b><span>{words}</span></div>");
    }
    put!(page, "</div>");
    let parts = [
        ("met", totals.met, "taught"),
        ("partly", totals.partly, "taught in part or in other words"),
        ("missing", totals.not_taught, "not taught"),
    ];
    page.push_str(&plots::whole(&parts));
}

/// What a slide would say.
fn headline(gap: &Gap) -> String {
    match List::NotTaught.rows(gap).first() {
        Some(first) if gap.totals.postings > 0 && gap.totals.credentials > 0 => format!(
            "{} of {} that postings ask for {} not taught; the most wanted of them is “{}”",
            thousands(gap.totals.not_taught),
            counted(gap.totals.asked, "skill", "skills"),
            words_for(gap.totals.not_taught, "is", "are"),
            first.label
        ),
        _ => "Skills asked for and skills taught".to_owned(),
    }
}

fn list_section(page: &mut String, list: List, gap: &Gap, top: usize) {
    let rows = list.rows(gap);
    if rows.is_empty() {
        return;
    }
    let shown: Vec<&Row> = rows.iter().copied().take(top).collect();
    put!(page, "<section class=\"long\">\n<h2>{}</h2>", list.heading());
    let count = if rows.len() > shown.len() {
        format!("The first {} of {}. ", shown.len(), thousands(rows.len() as u64))
    } else {
        String::new()
    };
    put!(page, "<p class=\"quiet\">{count}{}</p>", note(list));
    if matches!(list, List::Scarce | List::Soft) {
        page.push_str(&plots::shares(&shown));
        page.push_str(SHARES_KEY);
    } else {
        let demand = list != List::NotAskedFor;
        page.push_str(&plots::bars(&shown, demand));
        if demand {
            page.push_str(BARS_KEY);
        }
    }
    put!(page, "<details><summary>The words of the documents</summary>");
    examples_table(page, &shown);
    put!(page, "</details>\n</section>");
}

const BARS_KEY: &str = "<p class=\"key\"><span><i class=\"required\"></i>required</span>\
    <span><i class=\"unsaid\"></i>not said which</span><span><i class=\"preferred\"></i>preferred</span></p>\n";
const SHARES_KEY: &str = "<p class=\"key\"><span><i class=\"asked\"></i>share of postings that ask</span>\
    <span><i class=\"supply\"></i>share of credentials that teach</span><span>right: the difference in percentage points</span></p>\n";

const fn note(list: List) -> &'static str {
    match list {
        List::NotTaught => {
            "Postings that ask for each skill. No credential teaches it, nor a narrower, broader or related one."
        }
        List::Partly => {
            "Postings that ask for each skill. No credential names it, but one that is narrower, broader or related is taught."
        }
        List::Scarce => "Taught, but by a smaller share of the credentials than the share of postings that ask.",
        List::Soft => {
            "Of use in nearly every occupation, and often left unsaid by credentials; shown apart for that reason."
        }
        List::NotAskedFor => {
            "Credentials that teach each skill. Postings may take it for granted, or name it otherwise."
        }
    }
}

fn examples_table(page: &mut String, rows: &[&Row]) {
    let (asked, taught) = (rows.iter().any(|row| !row.asked.is_empty()), rows.iter().any(|row| !row.taught.is_empty()));
    put!(
        page,
        "<table class=\"wide\"><thead><tr><th>Skill</th><th class=\"number\">Ask</th><th class=\"number\">Teach</th>"
    );
    for (_, heading) in [(asked, "Postings say"), (taught, "Credentials say")].iter().filter(|(there, _)| *there) {
        put!(page, "<th>{heading}</th>");
    }
    put!(page, "</tr></thead><tbody>");
    for row in rows {
        let nearest = row.nearest.as_ref().map_or(String::new(), |nearest| {
            format!("<div class=\"quiet\">{}: {}</div>", nearest.relation, html(&nearest.label))
        });
        let (label, ask, teach) = (html(&row.label), thousands(row.demand.documents), thousands(row.supply.documents));
        put!(page, "<tr><td>{label}{nearest}</td><td class=\"number\" data-of=\"ask\">{ask}</td>");
        put!(page, "<td class=\"number\" data-of=\"teach\">{teach}</td>");
        for (_, examples) in [(asked, &row.asked), (taught, &row.taught)].iter().filter(|(there, _)| *there) {
            put!(page, "<td>{}</td>", quotations(examples));
        }
        put!(page, "</tr>");
    }
    put!(page, "</tbody></table>");
}

fn quotations(examples: &[Example]) -> String {
    examples.iter().fold(String::new(), |mut cell, example| {
        let name = if example.title.is_empty() { &example.id } else { &example.title };
        let _ = write!(cell, "<div><q>{}</q> <span class=\"quiet\">{}</span></div>", html(&example.quote), html(name));
        cell
    })
}

fn groups_section(page: &mut String, gap: &Gap) {
    let groups = shown_groups(gap);
    if groups.is_empty() {
        return;
    }
    put!(page, "<section>\n<h2>Groups of skills</h2>");
    put!(page, "<p class=\"quiet\">A document counts once for a group, however many of its skills it names.</p>");
    page.push_str(&plots::shares(&groups));
    put!(page, "{SHARES_KEY}</section>");
}

fn values_section(page: &mut String, gap: &Gap, top: usize) {
    let Some(by) = gap.by else { return };
    put!(page, "<section class=\"long\">\n<h2>By {by}</h2>");
    if gap.slices.is_empty() {
        put!(page, "<p class=\"quiet\">No document says its {by}.</p>\n</section>");
        return;
    }
    parts_table(page, gap, top);
    put!(page, "<p class=\"quiet\">{}</p>", html(&about_cells(by, gap)));
    let slices = &gap.slices[..gap.slices.len().min(MOST_VALUES)];
    put!(page, "<div class=\"scroll\"><table class=\"cells\"><thead><tr><th>Skill</th>");
    for slice in slices {
        let (postings, credentials) = (thousands(slice.postings), thousands(slice.credentials));
        put!(page, "<th>{}<br>{postings} / {credentials}</th>", html(&slice.value));
    }
    put!(page, "</tr></thead><tbody>");
    for row in gap.concepts.iter().filter(|row| !row.soft && row.demand.documents > 0).take(top) {
        put!(page, "<tr><td>{}</td>", html(&row.label));
        for slice in slices {
            let same = |other: &&Row| other.concept_id == row.concept_id && other.taxonomy == row.taxonomy;
            match slice.concepts.iter().find(same) {
                Some(cell) => {
                    let class = match cell.standing {
                        Standing::Met => "met",
                        Standing::Partly => "partly",
                        Standing::NotTaught => "missing",
                        Standing::PartlyAskedFor | Standing::NotAskedFor => "ample",
                    };
                    put!(page, "<td class=\"{class}\">{} / {}</td>", cell.demand.documents, cell.supply.documents);
                }
                None => {
                    put!(page, "<td class=\"quiet\">–</td>");
                }
            }
        }
        put!(page, "</tr>");
    }
    put!(page, "</tbody></table></div>");
    put!(
        page,
        "<p class=\"key\"><span><i class=\"met\"></i>taught</span><span><i class=\"partly\"></i>in part or in other words</span>\
         <span><i class=\"missing\"></i>not taught</span></p>\n</section>"
    );
}

/// Each part as a whole: how much of what it asks for is taught, and what it lacks most.
fn parts_table(page: &mut String, gap: &Gap, top: usize) {
    put!(
        page,
        "<table class=\"wide\"><thead><tr><th>Value</th><th class=\"number\">Postings</th><th class=\"number\">Credentials</th>"
    );
    put!(
        page,
        "<th class=\"number\">Taught of all asked for</th><th>Most asked for and not taught</th></tr></thead><tbody>"
    );
    for slice in gap.slices.iter().take(top) {
        let (postings, credentials) = (thousands(slice.postings), thousands(slice.credentials));
        let met = match slice.requests {
            0 => "–".to_owned(),
            requests => percent(slice.requests_met as f64 / requests as f64),
        };
        put!(page, "<tr><td>{}</td><td class=\"number\" data-of=\"postings\">{postings}</td>", html(&slice.value));
        put!(page, "<td class=\"number\" data-of=\"credentials\">{credentials}</td>");
        put!(page, "<td class=\"number\" data-of=\"taught\">{met}</td>");
        put!(page, "<td class=\"quiet\">{}</td></tr>", html(&missing(slice, LACKING).join(", ")));
    }
    put!(page, "</tbody></table>");
}

fn phrases_section(page: &mut String, gap: &Gap, top: usize) {
    if gap.phrases.is_empty() {
        return;
    }
    put!(page, "<section class=\"long\">\n<h2>Words that the vocabulary does not have</h2>");
    put!(
        page,
        "<p class=\"quiet\">Frequent phrases that no concept means, with what comes nearest. Some are new skills; some are no skills.</p>"
    );
    put!(
        page,
        "<table class=\"wide\"><thead><tr><th>Phrase</th><th class=\"number\">Ask</th><th class=\"number\">Teach</th>"
    );
    put!(page, "<th>Nearest concept</th><th>In a sentence</th></tr></thead><tbody>");
    for phrase in gap.phrases.iter().take(top) {
        let nearest = phrase.nearest.as_ref().map_or(String::new(), |(label, _)| html(label));
        put!(
            page,
            "<tr><td>{}</td><td class=\"number\" data-of=\"ask\">{}</td><td class=\"number\" data-of=\"teach\">{}</td>\
             <td class=\"quiet\">{nearest}</td><td><q>{}</q></td></tr>",
            html(&phrase.phrase),
            thousands(phrase.postings),
            thousands(phrase.credentials),
            html(&phrase.example.quote)
        );
    }
    put!(page, "</tbody></table>\n</section>");
}

fn foot(page: &mut String, gap: &Gap) {
    put!(
        page,
        "<footer>\n<p>A document counts for a skill when its words mean it with a confidence that is accepted without a \
         person’s look; some of these mappings are wrong, and skills that a text only implies are missed. What a credential \
         expects of its learners beforehand does not count as taught. Percentages are of documents, not of jobs or learners.</p>"
    );
    for (reference, attribution) in &gap.taxonomies {
        put!(page, "<p>Vocabulary: {}. {}</p>", html(reference), html(attribution));
    }
    let (postings, credentials) = (gap.totals.postings_without, gap.totals.credentials_without);
    if postings + credentials > 0 {
        put!(
            page,
            "<p>Nothing was found in {} and {}.</p>",
            counted(postings, "posting", "postings"),
            counted(credentials, "credential", "credentials")
        );
    }
    put!(page, "</footer>\n</main>\n</body>\n</html>");
}
