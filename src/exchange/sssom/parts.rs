//! A canonical table of ours taken apart again, for the formats that say the same in another form.

use std::io;

use super::canonical;
use super::read::Head;
use super::slots::{self, of_row};

/// Slots that are numbers where a format has numbers.
pub const NUMBERS: [&str; 4] = ["confidence", "similarity_score", "reviewer_agreement", "mapping_set_confidence"];

/// A table with its head.
pub struct Parts {
    /// The head as it is written, without the marks of its lines.
    #[cfg(feature = "parquet")]
    pub yaml: String,
    /// The head as it is understood.
    pub head: Head,
    names: Vec<String>,
    records: Vec<csv::StringRecord>,
}

impl Parts {
    /// Takes a table apart.
    pub fn of(table: &[u8]) -> io::Result<Self> {
        let text = std::str::from_utf8(table).map_err(io::Error::other)?;
        let lines: Vec<&str> = text.lines().map_while(|line| line.strip_prefix('#')).collect();
        let body = lines.iter().map(|line| line.len() + 2).sum::<usize>();
        let yaml = lines.join("\n");
        let head: Head = serde_saphyr::from_str(&yaml).map_err(io::Error::other)?;
        let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').from_reader(&table[body..]);
        let names = reader.headers().map_err(io::Error::other)?.iter().map(str::to_owned).collect();
        let records = reader.records().collect::<Result<_, _>>().map_err(io::Error::other)?;
        Ok(Self {
            #[cfg(feature = "parquet")]
            yaml,
            head,
            names,
            records,
        })
    }

    /// What each row says, slot by slot, also what all rows share; what is empty is left out.
    pub fn rows(&self) -> impl Iterator<Item = Vec<(&str, Vec<String>)>> {
        self.records.iter().map(|record| {
            let own = self.names.iter().zip(record).filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| {
                (name.as_str(), if is_list(name) { canonical::split_list(cell) } else { vec![cell.to_owned()] })
            });
            let mut row: Vec<(&str, Vec<String>)> = own.collect();
            let shared = self.head.slots.iter().filter(|(name, _)| slots::is_shared(name));
            for (name, values) in shared {
                if row.iter().all(|(known, _)| known != name) {
                    row.push((name, values.clone()));
                }
            }
            row
        })
    }
}

/// Whether a slot of a row may have several values.
pub fn is_list(name: &str) -> bool {
    of_row(name).is_some_and(|slot| slot.is_list)
}
