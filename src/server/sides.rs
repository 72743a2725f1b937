//! The two sides of a comparison: each is documents that a request brings along, or a catalogue that is served.
//!
//! Documents that come along are read and mapped here, one after another and on one thread, so that one caller never
//! takes all of them; those of a catalogue are mapped already.

use std::time::Instant;

use super::library::{Library, Selection};
use super::limits::Limits;
use super::problem::Problem;
use super::workers::Room;
use crate::counts::counted;
use crate::coverage::Profiled;
use crate::document::{self, DocumentReader as _, ReadOptions};
use crate::error::Diagnostics;
use crate::fs::SourceFile;
use crate::matching::MatchOptions;

/// One side.
pub enum Side {
    /// Documents that the request brings along.
    Sent(SourceFile),
    /// Those of a catalogue.
    Catalogue(String),
}

impl Side {
    /// What it is called: the input that came along, or the catalogue.
    pub fn name(&self) -> &str {
        match self {
            Self::Sent(source) => source.file_name(),
            Self::Catalogue(name) => name,
        }
    }
}

/// How much of one request is read.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Most documents that come along on one side.
    pub items: usize,
    /// When nobody waits any more.
    pub deadline: Instant,
    /// Bytes of a body, also after unpacking.
    pub bytes: usize,
}

impl Bounds {
    /// The bounds of a request that has just come.
    pub fn of(limits: &Limits) -> Self {
        Self { items: limits.items, deadline: Instant::now() + limits.time, bytes: limits.body }
    }

    /// The same with fewer documents.
    #[must_use]
    pub fn at_most(self, items: usize) -> Self {
        Self { items: self.items.min(items), ..self }
    }

    /// Refuses to go on when nobody waits any more.
    pub fn in_time(&self) -> Result<(), Problem> {
        if Instant::now() > self.deadline { Err(Problem::too_slow()) } else { Ok(()) }
    }
}

/// How documents that come along are read and mapped.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The taxonomies that they are mapped onto.
    pub selection: Selection,
    /// How they are mapped.
    pub mapping: MatchOptions,
    /// How they are read.
    pub input: ReadOptions,
    /// How much is read.
    pub bounds: Bounds,
}

impl Reading {
    /// Reading as the command line does it when nothing else is said.
    pub fn usual(selection: Selection, bounds: Bounds) -> Self {
        Self { selection, mapping: MatchOptions::default(), input: ReadOptions::default(), bounds }
    }
}

/// The taxonomies that both sides are mapped onto: those of a catalogue among them, else those that were asked for.
pub fn selection(library: &Library, asked: &[String], sides: &[&Side]) -> Result<Selection, Problem> {
    let mut decided = if asked.is_empty() { None } else { Some(library.select(asked)?) };
    for side in sides {
        let Side::Catalogue(name) = side else { continue };
        let catalogue = library.catalogue(name)?;
        match &decided {
            Some(selection) if *selection != catalogue.selection => {
                let taxonomies = catalogue.taxonomies().join(", ");
                return Err(Problem::bad_request(format!("the catalogue {name:?} is mapped onto {taxonomies}"))
                    .hint("both sides need the same taxonomies; name none to take those of the catalogue"));
            }
            Some(_) => {}
            None => decided = Some(catalogue.selection.clone()),
        }
    }
    decided.map_or_else(|| library.select(&[]), Ok)
}

/// Hands on every document that came along, mapped.
pub fn each_sent(
    library: &Library,
    room: &mut Room,
    source: SourceFile,
    reading: &Reading,
    mut take: impl FnMut(Profiled),
) -> Result<Diagnostics, Problem> {
    let mut reader = document::open_all(vec![source], &reading.input);
    let (matcher, scratch) = room.matcher(library, &reading.selection, reading.mapping.clone());
    let mut count = 0;
    while let Some(document) = reader.next_document()? {
        if count >= reading.bounds.items {
            return Err(Problem::too_large(format!(
                "more than {} at once",
                counted(reading.bounds.items, "document", "documents")
            ))
            .hint("send fewer, or JSON Lines where that is a stream; the command line takes any number"));
        }
        reading.bounds.in_time()?;
        count += 1;
        let mappings = matcher.map(&document, scratch);
        take(Profiled { document, mappings });
    }
    Ok(reader.take_diagnostics())
}
