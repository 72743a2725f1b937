//! What a stem has in common with that of who does it: the therapist's and the therapy's, the painter's and the painting's.
//!
//! Occupations are named by people and programmes by what people learn, and the stemmer keeps the two apart. English
//! only; other languages lose nothing by it but a few such pairs.

/// Shortest root of an agent's name; what is shorter ("winter", "artist") is a word of its own, at the price of "welder".
const SHORTEST: usize = 5;

/// The root of a stem: without the ending of agents, and without what the stemmer makes of a final y.
pub(super) fn root(stem: &str) -> &str {
    // Who is special or general is somebody else than a specialist or a generalist.
    let ends = |ending: &str| stem.strip_suffix(ending).filter(|rest| rest.len() >= SHORTEST);
    let agent = ends("ist").filter(|rest| !matches!(*rest, "special" | "general"));
    let rest = agent.or_else(|| ends("er")).or_else(|| ends("or")).unwrap_or(stem);
    rest.strip_suffix('i').filter(|short| short.len() >= SHORTEST).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Stemmer;

    #[test]
    fn who_does_it_and_what_is_done_have_one_root() {
        let stemmer = Stemmer::new("en");
        let same = |one: &str, other: &str| root(&stemmer.stem(one)) == root(&stemmer.stem(other));
        for (one, other) in [
            ("psychologists", "psychology"),
            ("therapist", "therapy"),
            ("pharmacists", "pharmacy"),
            ("machinists", "machines"),
            ("painters", "painting"),
            ("plumbers", "plumbing"),
            ("inspectors", "inspect"),
            ("counselors", "counsel"),
        ] {
            assert!(same(one, other), "{one} {other}: {} {}", stemmer.stem(one), stemmer.stem(other));
        }
        for (one, other) in
            [("specialist", "special"), ("artist", "art"), ("winter", "wint"), ("dentist", "dent"), ("welder", "weld")]
        {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
