//! Plots as inline SVG, one small picture a row. Positions are percentages, so that a plot is as wide as the page
//! gives it room while its words, which stand beside it in HTML, keep their size.

use std::fmt::Write as _;

use super::super::Row;
use super::{percent, thousands};
use crate::exchange::harmless::html;

/// Bars of how many documents name each row: what is required, what is not said to be either, what is preferred.
pub(super) fn bars(rows: &[&Row], demand: bool) -> String {
    let count = |row: &Row| if demand { row.demand.documents } else { row.supply.documents };
    let most = rows.iter().map(|row| count(row)).max().unwrap_or(0).max(1) as f64;
    let mut plot = String::from("<div class=\"plot\">\n");
    for row in rows {
        let parts = if demand {
            let neither = row.demand.documents - row.demand.required - row.demand.preferred;
            vec![("required", row.demand.required), ("unsaid", neither), ("preferred", row.demand.preferred)]
        } else {
            vec![("supply", row.supply.documents)]
        };
        let said: Vec<String> = parts.iter().map(|(name, count)| format!("{count} {}", part_name(name))).collect();
        let (mut from, mut rectangles) = (0.0, String::new());
        for (class, count) in parts.iter().filter(|(_, count)| *count > 0) {
            let width = *count as f64 / most * 100.0;
            let _ =
                write!(rectangles, "<rect class=\"{class}\" x=\"{from:.2}%\" width=\"{width:.2}%\" height=\"14\"/>");
            from += width;
        }
        let _ = writeln!(
            plot,
            "<div class=\"name\">{name}</div><svg role=\"img\" aria-label=\"{label}\" height=\"14\">{rectangles}</svg>\
             <div class=\"value\">{value}</div>",
            name = html(&row.label),
            label = html(&format!("{}: {}", row.label, said.join(", "))),
            value = thousands(count(row)),
        );
    }
    plot.push_str("</div>\n");
    plot
}

fn part_name(class: &str) -> &str {
    match class {
        "unsaid" => "not said which",
        "supply" => "credentials",
        class => class,
    }
}

/// For each row the share of postings that ask and the share of credentials that teach, joined by a line.
pub(super) fn shares(rows: &[&Row]) -> String {
    let most = rows.iter().map(|row| row.demand_share.max(row.supply_share)).fold(0.0, f64::max);
    let end = scale_end(most);
    let mut plot = String::from("<div class=\"plot shares\">\n<div class=\"name\"></div>");
    let ticks: String = (0u32..).zip(["start", "middle", "middle", "middle", "end"]).fold(
        String::new(),
        |mut ticks, (quarter, anchor)| {
            let at = quarter * 25;
            let _ = write!(
                ticks,
                "<text x=\"{at}%\" y=\"12\" text-anchor=\"{anchor}\">{}</text>",
                percent(end * f64::from(quarter) / 4.0)
            );
            ticks
        },
    );
    let _ = writeln!(
        plot,
        "<svg class=\"axis\" aria-hidden=\"true\" height=\"16\">{ticks}</svg><div class=\"value\"></div>"
    );
    for row in rows {
        let at = |share: f64| share / end * 100.0;
        let (asked, taught) = (at(row.demand_share), at(row.supply_share));
        let grid: String = [25, 50, 75].iter().fold(String::new(), |grid, x| {
            grid + &format!("<line class=\"grid\" x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"20\"/>")
        });
        let _ = writeln!(
            plot,
            "<div class=\"name\">{name}</div><svg role=\"img\" aria-label=\"{label}\" height=\"20\">{grid}\
             <line class=\"{class}\" x1=\"{taught:.2}%\" x2=\"{asked:.2}%\" y1=\"10\" y2=\"10\"/>\
             <circle class=\"supply\" cx=\"{taught:.2}%\" cy=\"10\" r=\"5\"/>\
             <circle class=\"required\" cx=\"{asked:.2}%\" cy=\"10\" r=\"5\"/></svg>\
             <div class=\"value\">{value}</div>",
            name = html(&row.label),
            label = html(&format!(
                "{}: asked for by {} of postings, taught by {} of credentials",
                row.label,
                percent(row.demand_share),
                percent(row.supply_share)
            )),
            class = if asked > taught { "short" } else { "ample" },
            value = points(row.gap),
        );
    }
    plot.push_str("</div>\n");
    plot
}

/// Percentage points with their sign.
pub(super) fn points(gap: f64) -> String {
    let points = (gap * 100.0).round();
    match points {
        points if points > 0.0 => format!("+{points:.0}"),
        points if points < 0.0 => format!("−{:.0}", -points),
        _ => "0".to_owned(),
    }
}

/// One bar in parts, for the whole of something: class, count and what the part is.
pub(super) fn whole(parts: &[(&str, u64, &str)]) -> String {
    let all = parts.iter().map(|(_, count, _)| count).sum::<u64>().max(1) as f64;
    let (mut from, mut rectangles, mut said) = (0.0, String::new(), Vec::new());
    for (class, count, name) in parts {
        let width = *count as f64 / all * 100.0;
        let _ = write!(rectangles, "<rect class=\"{class}\" x=\"{from:.2}%\" width=\"{width:.2}%\" height=\"22\"/>");
        from += width;
        said.push(format!("{} {name}", thousands(*count)));
    }
    let there = parts.iter().filter(|(_, count, _)| *count > 0);
    let keys: String = there.fold(String::new(), |keys, (class, count, name)| {
        keys + &format!("<span><i class=\"{class}\"></i>{} {}</span>", thousands(*count), html(name))
    });
    format!(
        "<svg class=\"whole\" role=\"img\" aria-label=\"{}\" height=\"22\">{rectangles}</svg>\n<p class=\"key\">{keys}</p>\n",
        html(&said.join(", "))
    )
}

/// The end of a scale that four even steps of round numbers reach.
fn scale_end(most: f64) -> f64 {
    [0.04, 0.08, 0.2, 0.4, 0.6, 0.8].into_iter().find(|end| *end >= most).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_round_numbers_and_hold_everything() {
        for share in [0.0, 0.03, 0.21, 0.79, 0.81, 1.0] {
            let end = scale_end(share);
            assert!(end >= share && (end * 100.0 / 4.0).fract() < 1e-6, "{share}: {end}");
        }
    }

    #[test]
    fn a_gap_has_its_sign() {
        assert_eq!([points(0.124), points(-0.3), points(0.0), points(-0.001)], ["+12", "−30", "0", "0"]);
    }

    #[test]
    fn parts_fill_the_whole_and_are_named() {
        let plot = whole(&[("met", 1, "taught"), ("missing", 3, "not <taught>")]);
        assert!(plot.contains("x=\"25.00%\" width=\"75.00%\""), "{plot}");
        assert!(plot.contains("not &lt;taught&gt;") && !plot.contains("<taught>"));
    }
}
