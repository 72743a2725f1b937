//! English words that are names of products as well, and mean these only where they are written as names.

/// Words that mean the product only in the middle of a sentence and with a capital, sorted, in lower case: of the software
/// that O*NET lists, with and without its maker's name.
const ORDINARY: [&str; 58] = [
    "access", "analyze", "audition", "bamboo", "blender", "brackets", "chef", "cocoa", "combustion", "concur",
    "confluence", "connect", "contribute", "diameter", "dig", "director", "drive", "dynamics", "eclipse", "edge",
    "epic", "excavator", "exchange", "express", "flash", "forth", "go", "harvest", "hibernate", "hive", "inventor",
    "keynote", "maya", "meet", "middleware", "money", "notes", "numbers", "pages", "paint", "pig", "project",
    "publisher", "puppet", "route", "rust", "safari", "sage", "scheme", "shiny", "square", "swift", "teams", "unity",
    "vigilant", "word", "works", "workspace",
];
/// Words that mean the product wherever they have a capital: lists of skills begin with them, and other sentences seldom do.
const WITH_CAPITAL: [&str; 21] = [
    "airflow", "angular", "asana", "bash", "bootstrap", "canvas", "concur", "confluence", "eclipse", "excel",
    "hibernate", "illustrator", "maya", "outlook", "postman", "react", "slack", "spark", "windows", "workday", "zoom",
];

/// Whether a product's name is an ordinary word.
pub fn is_ordinary_word(name: &str) -> bool {
    ORDINARY.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether a product's name means it only with a capital.
pub fn needs_capital(name: &str) -> bool {
    WITH_CAPITAL.binary_search(&name.to_ascii_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_sorted_and_told_apart() {
        assert!(ORDINARY.is_sorted() && WITH_CAPITAL.is_sorted());
        assert!(is_ordinary_word("Workspace") && !is_ordinary_word("Photoshop"));
        assert!(needs_capital("Excel") && !is_ordinary_word("Excel") && !needs_capital("Python"));
    }
}
