//! Other names of O\*NET's products. O*NET writes one name that holds several ("Structured query language SQL", "Amazon Web
//! Services AWS software", "Adobe Photoshop"); people write one of them.

use std::collections::HashSet;

/// Makers whose products people call without them.
const MAKERS: [&str; 38] = [
    "Adobe",
    "Amazon",
    "Apache",
    "Apple",
    "Atlassian",
    "Autodesk",
    "Avid",
    "Bentley",
    "Blackbaud",
    "CGTech",
    "Cisco",
    "Corel",
    "Dassault Systemes",
    "ESRI",
    "Ellucian",
    "Google",
    "Henry Schein",
    "IBM",
    "Intuit",
    "JetBrains",
    "Kronos",
    "MathWorks",
    "McNeel",
    "Microsoft",
    "Mozilla",
    "National Instruments",
    "Oracle",
    "PTC",
    "Red Hat",
    "SAP",
    "StataCorp",
    "Synopsys",
    "Tenable",
    "The MathWorks",
    "Thomson Reuters",
    "Trimble",
    "VMware",
    "Xactware",
];
/// Words that are no name of a product without its maker.
const TOO_WIDE: [&str; 32] = [
    "ads", "analytics", "calendar", "checkout", "classroom", "clinical", "cloud", "contribute", "database", "designer",
    "forest", "forms", "hris", "inventor", "inventory", "maintenance", "mechanical", "middleware", "office",
    "presentation", "presentations", "rational", "reports", "sheets", "sites", "slides", "smoke", "software",
    "systems", "video", "work", "world",
];

/// The words of some names that have no capital: those of things, and not of products.
pub(super) fn common_words<'a>(names: impl IntoIterator<Item = &'a str>) -> HashSet<&'a str> {
    let words = names.into_iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| word.starts_with(char::is_lowercase)).collect()
}

/// Other names of a product, in order, each once. `common` holds words that are no names.
pub(super) fn other_names(name: &str, common: &HashSet<&str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let plain = name.strip_suffix(" software").filter(|plain| is_name(plain, common)).unwrap_or(name);
    let mut add = |other: &str| {
        if other != name && !names.iter().any(|known| known == other) {
            names.push(other.to_owned());
        }
    };
    if let Some((words, acronym)) = with_acronym(name.strip_suffix(" software").unwrap_or(name)) {
        add(words);
        add(acronym);
        return names;
    }
    add(plain);
    let without_maker = MAKERS.iter().find_map(|maker| plain.strip_prefix(maker)?.strip_prefix(' '));
    if let Some(product) = without_maker.filter(|product| is_product_alone(product)) {
        add(product);
    }
    names
}

/// Whether what stands before "software" names it: "Salesforce", but not "Accounting" or "Web browser".
fn is_name(plain: &str, common: &HashSet<&str>) -> bool {
    let is_of_names =
        |word: &str| word.starts_with(char::is_uppercase) && !common.contains(word.to_lowercase().as_str());
    // What begins with its maker is a name, whatever follows: "Microsoft Office".
    let has_maker = MAKERS.iter().any(|maker| plain.strip_prefix(maker).is_some_and(|rest| rest.starts_with(' ')));
    has_maker || plain.split(' ').all(is_of_names)
}

/// Whether a product is known by this name alone: one word that means nothing else, or a few with capitals.
fn is_product_alone(product: &str) -> bool {
    let words: Vec<&str> = product.split(' ').collect();
    let one = |word: &str| word.chars().count() > 2 && !TOO_WIDE.contains(&word.to_lowercase().as_str());
    match words.as_slice() {
        [word] => one(word),
        [_, _] => words.iter().all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())),
        _ => false,
    }
}

/// A name and the acronym behind it, when that is made of the words before: "Structured query language", "SQL".
fn with_acronym(name: &str) -> Option<(&str, &str)> {
    let (words, acronym) = name.rsplit_once(' ')?;
    let letters: Vec<char> = acronym.chars().collect();
    let is_acronym =
        (2..=6).contains(&letters.len()) && letters.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let parts: Vec<&str> = words.split([' ', '-']).filter(|part| !part.is_empty()).collect();
    (is_acronym && parts.len() > 1 && spells(&parts, &letters)).then_some((words, acronym))
}

/// Whether letters are the first ones of all words, with others of them in between: "Hypertext markup language", "HTML".
fn spells(words: &[&str], letters: &[char]) -> bool {
    let Some((word, rest)) = words.split_first() else { return letters.is_empty() };
    let word = word.to_ascii_uppercase();
    // "Extensible" gives an X.
    let word = if word.starts_with("EX") && letters.first() == Some(&'X') { &word[1..] } else { &word };
    let mut taken = 0;
    for (at, character) in word.chars().enumerate() {
        if letters.get(taken) != Some(&character) {
            if at == 0 {
                return false;
            }
            continue;
        }
        taken += 1;
        if spells(rest, &letters[taken..]) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn others(name: &str) -> Vec<String> {
        other_names(
            name,
            &common_words(["Cost accounting software", "Web browser software", "Medical office software"]),
        )
    }

    #[test]
    fn acronyms_are_names_when_the_words_before_make_them() {
        assert_eq!(others("Structured query language SQL"), ["Structured query language", "SQL"]);
        assert_eq!(others("Hypertext markup language HTML"), ["Hypertext markup language", "HTML"]);
        assert_eq!(others("Extensible markup language XML"), ["Extensible markup language", "XML"]);
        assert_eq!(others("Enterprise resource planning ERP software"), ["Enterprise resource planning", "ERP"]);
        assert_eq!(others("TrainCaster LMS"), [] as [&str; 0]);
        assert_eq!(others("CGTech Vericut CNC"), ["Vericut CNC"], "CNC is more than this product");
    }

    #[test]
    fn makers_are_left_out_of_what_is_known_without_them() {
        assert_eq!(others("Adobe Photoshop"), ["Photoshop"]);
        assert_eq!(others("Microsoft SQL Server"), ["SQL Server"]);
        assert_eq!(others("Oracle Database"), [] as [&str; 0]);
        assert_eq!(others("ESRI ArcGIS software"), ["ESRI ArcGIS", "ArcGIS"]);
        assert_eq!(others("Salesforce software"), ["Salesforce"]);
        assert_eq!(others("Accounting software"), [] as [&str; 0]);
        assert_eq!(others("SAP software"), ["SAP"]);
        assert_eq!(others("Microsoft Office software"), ["Microsoft Office"], "an office is a place");
        assert_eq!(others("Python"), [] as [&str; 0]);
    }
}
