//! Cuts an input into JSON objects: one a line, the elements of an array, or those of the one list in an object.
//!
//! Arrays are cut by counting brackets outside of strings, so that a feed of any size is read one element at a
//! time; each piece is then parsed by `serde_json`.

use std::io::{BufRead, BufReader, Read};

use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::{Map, Value};

use super::Columns;
use super::detection::Input;
use crate::error::{Diagnostics, Error, Position, Result, Severity};

/// Longest line or array element that is read, in bytes.
pub(super) const LONGEST_VALUE: u64 = 1 << 26;
/// Longest object with a list in it that is read, in bytes; it is parsed whole.
const LONGEST_WRAPPER: u64 = 1 << 28;

/// How the objects follow each other.
enum Layout {
    /// Not known yet.
    Unread,
    /// One a line.
    Lines,
    /// Elements of an array; whether the next one needs a comma before it.
    Array { after_element: bool },
    /// Parsed already.
    Parsed(std::vec::IntoIter<Value>),
    /// Nothing more comes.
    Ended,
}

/// The objects of an input, one by one.
pub(super) struct Values {
    input: Box<dyn BufRead + Send>,
    name: String,
    layout: Layout,
    /// Lines read to their end.
    lines: u64,
    records: u64,
    /// A line that was read ahead, with its number.
    ahead: Option<(u64, Vec<u8>)>,
    /// What went wrong behind that line; told after it.
    failure: Option<Error>,
    pub diagnostics: Diagnostics,
}

impl Values {
    pub fn new(input: Input, name: &str) -> Self {
        let decoded =
            DecodeReaderBytesBuilder::new().utf8_passthru(true).strip_bom(true).bom_override(true).build(input);
        Self {
            input: Box::new(BufReader::with_capacity(1 << 16, decoded)),
            name: name.to_owned(),
            layout: Layout::Unread,
            lines: 0,
            records: 0,
            ahead: None,
            failure: None,
            diagnostics: Diagnostics::default(),
        }
    }

    /// The next object and where it begins; what is no object is reported and passed over.
    pub fn next_object(&mut self) -> Result<Option<(Position, Map<String, Value>)>> {
        if matches!(self.layout, Layout::Unread) {
            self.layout = self.tell_layout()?;
        }
        loop {
            let next = match &mut self.layout {
                Layout::Lines => self.next_line_value(),
                Layout::Array { .. } => self.next_element(),
                Layout::Parsed(values) => {
                    let next = values.next();
                    self.records += 1;
                    Ok(next.map(|value| (Position::file(&self.name).record(self.records), value)))
                }
                Layout::Unread | Layout::Ended => Ok(None),
            };
            match next {
                Ok(Some((position, Value::Object(object)))) => return Ok(Some((position, object))),
                Ok(Some((position, _))) => {
                    self.diagnostics.push(Severity::Skipped, position, "not a JSON object");
                }
                Ok(None) => {
                    self.layout = Layout::Ended;
                    return Ok(None);
                }
                Err(error) => {
                    self.layout = Layout::Ended;
                    return Err(error);
                }
            }
        }
    }

    fn here(&self) -> Position {
        Position::file(&self.name).line(self.lines + 1)
    }

    fn fill(&mut self) -> Result<&[u8]> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        // Twice, because a buffer that is given back stays borrowed while the error would ask for the place.
        if let Err(error) = self.input.fill_buf() {
            return Err(Error::malformed(self.here(), format!("cannot be read further: {error}")));
        }
        self.input.fill_buf().map_err(|error| Error::malformed(Position::file(&self.name), error.to_string()))
    }

    /// Passes over white space; the byte after it, not consumed.
    fn skip_blanks(&mut self) -> Result<Option<u8>> {
        loop {
            let chunk = self.fill()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let blanks = chunk.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(chunk.len());
            let (lines, next) = (count_lines(&chunk[..blanks]), chunk.get(blanks).copied());
            self.lines += lines;
            self.input.consume(blanks);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn tell_layout(&mut self) -> Result<Layout> {
        match self.skip_blanks()? {
            None => Err(Error::malformed(Position::file(&self.name), "the file is empty")),
            Some(b'[') => {
                self.input.consume(1);
                Ok(Layout::Array { after_element: false })
            }
            Some(b'{') => self.tell_object_layout(),
            Some(0) => Err(Error::malformed(Position::file(&self.name), "holds NUL bytes: not a text file")),
            Some(_) => Ok(Layout::Lines),
        }
    }

    /// An object begins: the first of many lines, or one that goes over several lines, or the only one.
    fn tell_object_layout(&mut self) -> Result<Layout> {
        let number = self.lines + 1;
        let Some(first) = self.read_line(LONGEST_VALUE)? else { return Ok(Layout::Lines) };
        let goes_on = first.trim_ascii_end().ends_with(b"{")
            || [&b"["[..], b",", b":"].iter().any(|end| first.trim_ascii_end().ends_with(end));
        if !goes_on {
            let is_only = match self.skip_blanks() {
                Ok(next) => next.is_none(),
                Err(failure) => {
                    self.failure = Some(failure);
                    false
                }
            };
            if is_only
                && let Ok(value) = serde_json::from_slice::<Value>(&first)
                && wrapped_list(&value).is_some()
            {
                return Ok(Self::unwrap_list(value));
            }
            self.ahead = Some((number, first));
            return Ok(Layout::Lines);
        }
        let mut bytes = first;
        bytes.push(b'\n');
        let read = (&mut self.input).take(LONGEST_WRAPPER + 1).read_to_end(&mut bytes);
        read.map_err(|error| Error::malformed(self.here(), format!("cannot be read to its end: {error}")))?;
        if bytes.len() as u64 > LONGEST_WRAPPER {
            let message = format!("one JSON object of more than {LONGEST_WRAPPER} bytes");
            return Err(Error::malformed(Position::file(&self.name), message)
                .with_hint("write one object a line, or an array of objects: those are read piece by piece"));
        }
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(value) => Ok(Self::unwrap_list(value)),
            Err(error) => Err(syntax_error(Position::file(&self.name), number, &error)),
        }
    }

    fn unwrap_list(value: Value) -> Layout {
        let values = match (wrapped_list(&value), value) {
            (Some(key), Value::Object(mut object)) => match object.shift_remove(&key) {
                Some(Value::Array(values)) => values,
                _ => Vec::new(),
            },
            (_, value) => vec![value],
        };
        Layout::Parsed(values.into_iter())
    }

    /// The next line without its end; `None` at the end of the input and after a line that is too long, which is
    /// reported and passed over.
    fn read_line(&mut self, limit: u64) -> Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let position = self.here();
        let failed =
            |error: std::io::Error| Error::malformed(position.clone(), format!("cannot be read further: {error}"));
        (&mut self.input).take(limit + 1).read_until(b'\n', &mut line).map_err(failed)?;
        let is_whole = line.last() == Some(&b'\n');
        if !is_whole && line.len() as u64 > limit {
            self.skip_line()?;
            self.records += 1;
            let message = format!("a line of more than {limit} bytes");
            self.diagnostics.push(Severity::Skipped, position.record(self.records), message);
            return Ok(None);
        }
        if is_whole {
            self.lines += 1;
            line.pop();
        }
        Ok(Some(line))
    }

    fn skip_line(&mut self) -> Result<()> {
        loop {
            let chunk = self.fill()?;
            let (length, end) = (chunk.len(), chunk.iter().position(|byte| *byte == b'\n'));
            self.input.consume(end.map_or(length, |end| end + 1));
            if end.is_some() {
                self.lines += 1;
            }
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }

    fn next_line_value(&mut self) -> Result<Option<(Position, Value)>> {
        loop {
            let (number, line) = if let Some(ahead) = self.ahead.take() {
                ahead
            } else {
                if self.fill()?.is_empty() {
                    return Ok(None);
                }
                let number = self.lines + 1;
                let Some(line) = self.read_line(LONGEST_VALUE)? else { continue };
                (number, line)
            };
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            self.records += 1;
            let position = Position::file(&self.name).line(number).record(self.records);
            match serde_json::from_slice(line) {
                Ok(value) => return Ok(Some((position, value))),
                Err(error) => {
                    let message = format!("not valid JSON at column {}: {}", error.column(), reason(&error));
                    self.diagnostics.push(Severity::Skipped, position, message);
                }
            }
        }
    }

    fn next_element(&mut self) -> Result<Option<(Position, Value)>> {
        let cut_short = |values: &Self| Error::malformed(values.here(), "the file ends within the array");
        let Layout::Array { after_element } = self.layout else { return Ok(None) };
        let mut next = self.skip_blanks()?.ok_or_else(|| cut_short(self))?;
        if next == b']' {
            self.input.consume(1);
            return match self.skip_blanks()? {
                None => Ok(None),
                Some(_) => Err(Error::malformed(self.here(), "something follows the array")),
            };
        }
        if after_element {
            if next != b',' {
                return Err(Error::malformed(self.here(), "a comma or ] should follow the array's element"));
            }
            self.input.consume(1);
            next = self.skip_blanks()?.ok_or_else(|| cut_short(self))?;
        }
        self.records += 1;
        let position = self.here().record(self.records);
        if matches!(next, b',' | b']' | b'}') {
            return Err(Error::malformed(
                position,
                format!("an element of the array should stand before {:?}", char::from(next)),
            ));
        }
        let first_line = self.lines + 1;
        let Some(bytes) = self.cut_element()? else { return Err(cut_short(self)) };
        self.layout = Layout::Array { after_element: true };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some((position, value))),
            Err(error) => Err(syntax_error(position, first_line, &error)),
        }
    }

    /// The bytes of an element, to its closing bracket or the delimiter after it; `None` when the input ends before.
    fn cut_element(&mut self) -> Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let mut scan = Scan::default();
        loop {
            let chunk = self.fill()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let end = scan.find_end(chunk);
            let taken = end.unwrap_or(chunk.len());
            let lines = count_lines(&chunk[..taken]);
            bytes.extend_from_slice(&chunk[..taken]);
            self.input.consume(taken);
            self.lines += lines;
            if end.is_some() {
                return Ok(Some(bytes));
            }
            if bytes.len() as u64 > LONGEST_VALUE {
                return Err(Error::malformed(self.here(), format!("an element of more than {LONGEST_VALUE} bytes")));
            }
        }
    }
}

/// Where the scanner of an array element is.
#[derive(Debug, Default)]
struct Scan {
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// One past the element's last byte, when it ends in this chunk.
    fn find_end(&mut self, chunk: &[u8]) -> Option<usize> {
        for (at, byte) in chunk.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b',' | b']' | b'}' if self.depth == 0 => return Some(at),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64 - 1
}

fn syntax_error(position: Position, first_line: u64, error: &serde_json::Error) -> Error {
    let line = first_line + (error.line() as u64).saturating_sub(1);
    Error::malformed(position.line(line), format!("not valid JSON at column {}: {}", error.column(), reason(error)))
}

/// The parser's message without the place, which is told in our own way.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(reason, _)| reason.to_owned())
}

/// The key of the one list of objects in an object, unless the object is a document with a list of its own:
/// `{"jobs": [{"title": …}], "meta": …}` is a wrapper, `{"title": …, "skills": [{"name": …}]}` is not.
fn wrapped_list(value: &Value) -> Option<String> {
    let object = value.as_object().filter(|object| !object.contains_key("@context"))?;
    let mut lists = object.iter().filter(|(key, value)| {
        let holds_objects = |list: &Vec<Value>| !list.is_empty() && list.iter().all(Value::is_object);
        // A graph belongs together, and so do the keys of JSON-LD.
        value.as_array().is_some_and(holds_objects) && !Columns::is_text_or_skills(key) && !key.starts_with('@')
    });
    let (key, list) = lists.next()?;
    let first: Vec<String> = list.as_array()?.first()?.as_object()?.keys().cloned().collect();
    (lists.next().is_none() && Columns::are_certain(&first)).then(|| key.clone())
}
