//! What changed between two versions of a taxonomy, concept by concept.

use serde::{Deserialize, Serialize};

/// What happened to a concept; several things may have happened to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It is only in the second version.
    Added,
    /// It is only in the first version.
    Gone,
    /// Its preferred label is another.
    Renamed,
    /// What is directly broader is another.
    Moved,
    /// It is of another kind.
    Reclassified,
    /// Alternative or hidden labels came or went.
    Relabelled,
    /// Its definition is another.
    Redefined,
}

impl ChangeKind {
    /// Every kind, in the order in which changes are told.
    pub const ALL: [Self; 7] =
        [Self::Added, Self::Gone, Self::Renamed, Self::Moved, Self::Reclassified, Self::Relabelled, Self::Redefined];

    /// The name used in output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Reclassified => "reclassified",
            Self::Relabelled => "relabelled",
            Self::Redefined => "redefined",
        }
    }
}

/// One thing that happened to one concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// Identifier of the concept.
    pub id: String,
    /// Its name, in the second version where it is there.
    pub name: String,
    /// What the first version has and the second has not: a name, labels, a definition, identifiers of broader concepts.
    pub before: Vec<String>,
    /// What the second version has and the first has not.
    pub after: Vec<String>,
}

/// Every change from one version to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The first version, as `name@version` or path.
    pub from: String,
    /// The second version.
    pub to: String,
    /// How many concepts were compared of each.
    pub concepts: (usize, usize),
    /// The changes, by kind and then in the order of the taxonomies.
    pub changes: Vec<Change>,
    /// What could not be compared, and why.
    pub not_compared: Vec<String>,
}

impl Changes {
    /// How many changes there are of each kind, in the order of [`ChangeKind::ALL`].
    pub fn counts(&self) -> [(ChangeKind, usize); 7] {
        ChangeKind::ALL.map(|kind| (kind, self.changes.iter().filter(|change| change.kind == kind).count()))
    }
}
