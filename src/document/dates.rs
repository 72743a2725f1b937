//! Moments that are written as numbers, as tokens and exports of databases have them.

/// The date of a number of seconds since 1970 (the calendar's own arithmetic, after Howard Hinnant).
pub(super) fn date_of(seconds: i64) -> Option<String> {
    let days = seconds.div_euclid(86_400).checked_add(719_468)?;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// A date as it was written, or that of a number of milliseconds (also as a table writes it: `1.71E+12`).
pub(super) fn written_date(text: &str) -> String {
    let number = text.trim().parse::<f64>().ok().filter(|number| (1e11..1e14).contains(number));
    let date = number.and_then(|number| date_of((number / 1_000.0) as i64));
    date.unwrap_or_else(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, date) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_262_304_000, "2010-01-01"),
            (-1, "1969-12-31"),
            (4_102_444_799, "2099-12-31"),
        ] {
            assert_eq!(date_of(seconds).as_deref(), Some(date));
        }
        assert_eq!((date_of(i64::MAX), date_of(i64::MIN)), (None, None));
        assert_eq!(written_date("1.71E+12"), "2024-03-09");
        assert_eq!((written_date(" 2024-03-09 ").as_str(), written_date("1.71").as_str()), ("2024-03-09", "1.71"));
    }
}
