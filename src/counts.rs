//! Counts in messages, with their words in the singular or the plural.

use std::fmt::Display;

/// The words for one, or those for any other number.
pub fn words_for<'a>(count: impl Display, one: &'a str, many: &'a str) -> &'a str {
    if count.to_string() == "1" { one } else { many }
}

/// A number with what is counted: `1 row`, `2 rows`.
pub fn counted(count: impl Display, one: &str, many: &str) -> String {
    let count = count.to_string();
    format!("{count} {}", words_for(&count, one, many))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_single_and_nothing_else_is() {
        let counts = [0u64, 1, 2, 11, 21].map(|count| counted(count, "query was", "queries were"));
        assert_eq!(counts, ["0 queries were", "1 query was", "2 queries were", "11 queries were", "21 queries were"]);
    }
}
