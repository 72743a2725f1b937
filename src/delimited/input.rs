//! The bytes below the parser: no more of them than a record may have, and those of the current record kept, so that they
//! can be looked at and read once more.

use std::io::{self, Cursor, Read};

/// Longest record that is read, in bytes.
pub const LONGEST_RECORD: u64 = 1 << 26;

/// A reader that remembers what it gave since the beginning of the record.
pub(super) struct Input {
    /// Bytes that come before those of `inner`.
    given_back: Cursor<Vec<u8>>,
    inner: Box<dyn Read + Send>,
    /// How many bytes the record may still have.
    budget: u64,
    /// What was read, from the byte number `kept_from` on.
    kept: Vec<u8>,
    kept_from: u64,
    /// The number of the byte at which the record begins.
    begin: u64,
    has_ended: bool,
}

impl Input {
    pub fn new(inner: Box<dyn Read + Send>) -> Self {
        Self::giving_back(Vec::new(), inner)
    }

    fn giving_back(bytes: Vec<u8>, inner: Box<dyn Read + Send>) -> Self {
        Self {
            given_back: Cursor::new(bytes),
            inner,
            budget: LONGEST_RECORD,
            kept: Vec::new(),
            kept_from: 0,
            begin: 0,
            has_ended: false,
        }
    }

    /// Says that a record begins with the byte of that number.
    pub fn begin_record(&mut self, begin: u64) {
        self.begin = begin;
        self.budget = LONGEST_RECORD;
    }

    /// What was read since the record began, up to the byte of that number; there may be more of it already.
    pub fn record(&self, end: u64) -> &[u8] {
        let at = |number: u64| {
            usize::try_from(number - self.kept_from).map_or(self.kept.len(), |at| at.min(self.kept.len()))
        };
        &self.kept[at(self.begin)..at(end)]
    }

    /// The same input from where the record began, without one of its bytes.
    pub fn without(self, at: usize) -> Self {
        let mut bytes = self.record(u64::MAX).to_vec();
        bytes.remove(at);
        let rest = &self.given_back.get_ref()[self.given_back.position() as usize..];
        bytes.extend_from_slice(rest);
        Self::giving_back(bytes, self.inner)
    }

    /// Whether the end of the input was met.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Whether the record has more bytes than are read.
    pub fn is_too_long(&self) -> bool {
        self.budget == 0
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_too_long() {
            let message = format!("a record longer than {LONGEST_RECORD} bytes; is a quotation mark never closed?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let mut read = self.given_back.read(buffer)?;
        if read == 0 {
            read = self.inner.read(buffer)?;
            self.has_ended = read == 0;
        }
        self.budget = self.budget.saturating_sub(read as u64);
        // What lies before the record is forgotten once a piece, not once a record.
        let past = (self.begin - self.kept_from) as usize;
        self.kept.drain(..past);
        self.kept_from = self.begin;
        self.kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}
