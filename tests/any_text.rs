//! Any text at all can be mapped: no sentence, however odd its characters, stops the program, and every quotation is what
//! stands at its place.

use std::sync::OnceLock;

use proptest::prelude::*;
use skillmap::index::Index;
use skillmap::matching::{MatchOptions, Matcher};
use skillmap::model::Document;
use skillmap::taxonomy::bundled;
use skillmap::vectors::default_space;

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        Index::build(bundled::taxonomy().expect("compiled in").value, default_space()).expect("an index")
    })
}

/// Words that mean something to the matcher among marks and characters of several bytes.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("welding".to_owned()),
        Just("Excel".to_owned()),
        Just("strong".to_owned()),
        Just("no degree required".to_owned()),
        Just("bachelor's degree or equivalent".to_owned()),
        Just("students learn".to_owned()),
        Just("prerequisite".to_owned()),
        "[•–—“”’…·()/,;:. \n\t-]{1,3}",
        "\\PC{0,6}",
        "[äßéñ中文кł☃🦀]{1,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_can_be_mapped(title in odd_text(), body in odd_text(), context in odd_text()) {
        let options = MatchOptions { top: Some(5), min_confidence: 0.0, explain: true, ..MatchOptions::default() };
        let matcher = Matcher::new(vec![index()], options);
        let mut scratch = matcher.scratch();
        let document = Document::new("1", &title, [body.as_str()]);
        for mapping in matcher.map(&document, &mut scratch).mappings {
            for evidence in mapping.evidence {
                prop_assert_eq!(&document.text[evidence.start..evidence.end], evidence.quote);
            }
        }
        for mapping in matcher.map_sentence(&body, &context, &mut scratch) {
            prop_assert!((0.0..=1.0).contains(&mapping.confidence));
        }
    }
}
