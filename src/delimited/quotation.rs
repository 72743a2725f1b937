//! Quotation marks that open a cell and are not closed where it ends.
//!
//! One mark too many in a line makes a parser take the lines below into the cell, up to the next mark or to the end of the
//! file, and nothing looks wrong afterwards. So the text of a record that spans lines is looked at once more. Marks that
//! are odd within one line cost nothing and are left alone.

/// A mark that opens a cell which does not end as a quoted cell does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StrayMark {
    /// Where it stands in the text.
    pub at: usize,
    /// The number of its cell, counted from 0.
    pub cell: usize,
    /// How many lines of the text lie above its own.
    pub lines_above: u64,
    /// How many lines below its own it takes in.
    pub lines_below: u64,
    /// Whether another mark closes it, in the middle of a cell.
    pub is_closed: bool,
}

/// The first mark of a record's text that is never closed, or is closed lines below where a cell goes on.
pub(super) fn stray_mark(text: &[u8], delimiter: u8) -> Option<StrayMark> {
    let ends_cell = |byte: &u8| *byte == delimiter || matches!(*byte, b'\n' | b'\r');
    let (mut at, mut cell, mut lines_above) = (0, 0, 0);
    while at < text.len() {
        if text[at] == b'"' {
            let inside = &text[at + 1..];
            let (length, is_closed) = quoted_length(inside);
            let lines_below = line_ends(&inside[..length]);
            if !is_closed {
                // A line end that is the last byte of all begins no line.
                let lines_below = lines_below - u64::from(inside.last() == Some(&b'\n'));
                return Some(StrayMark { at, cell, lines_above, lines_below, is_closed });
            }
            let after = inside[length + 1..].iter().find(|byte| **byte != b' ');
            if lines_below > 0 && after.is_some_and(|byte| !ends_cell(byte)) {
                return Some(StrayMark { at, cell, lines_above, lines_below, is_closed });
            }
            lines_above += lines_below;
            at += length + 2;
        }
        // In what is left of the cell marks are ordinary characters.
        at += text[at..].iter().position(ends_cell).unwrap_or(text.len() - at);
        let Some(end) = text.get(at) else { break };
        cell = if *end == delimiter { cell + 1 } else { 0 };
        lines_above += u64::from(*end == b'\n');
        at += 1;
    }
    None
}

/// How many bytes a quoted cell has behind its opening mark, and whether a mark closes it; doubled marks are content.
fn quoted_length(inside: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while let Some(next) = inside[at..].iter().position(|byte| *byte == b'"') {
        at += next;
        if inside.get(at + 1) != Some(&b'"') {
            return (at, true);
        }
        at += 2;
    }
    (inside.len(), false)
}

/// Whether the lines below the first, once its mark is an ordinary character, are rows: most of them with as many cells as
/// the header, which is the first record itself when no width is said. Lines of a text that broke off are none.
pub(super) fn reads_as_rows(without_mark: &[u8], delimiter: u8, width: Option<usize>) -> bool {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(without_mark);
    let mut record = csv::ByteRecord::new();
    let (mut first, mut rows, mut even) = (None, 0_u64, 0_u64);
    while matches!(reader.read_byte_record(&mut record), Ok(true)) {
        let Some(first) = first else {
            first = Some(record.len());
            continue;
        };
        rows += 1;
        even += u64::from(record.len() == width.unwrap_or(first));
    }
    rows == 0 || even * 2 > rows
}

/// How many lines end in a text.
fn line_ends(text: &[u8]) -> u64 {
    text.split(|byte| *byte == b'\n').count() as u64 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str) -> Option<(usize, usize, u64, u64, bool)> {
        stray_mark(text.as_bytes(), b',')
            .map(|mark| (mark.at, mark.cell, mark.lines_above, mark.lines_below, mark.is_closed))
    }

    #[test]
    fn cells_that_end_as_they_should_have_no_stray_mark() {
        for text in [
            "",
            "\n",
            "1,2\n",
            "1,\"two\nlines\",3\r\n",
            "\"\"\"a\"\"\nb\"\n",
            "\"a\nb\"  ,c\n",
            "1,6\" pipe\n",
            "1,\"a\"b,c",
            "\n\n\"a\",\"\"\n",
        ] {
            assert_eq!(mark(text), None, "{text:?}");
        }
    }

    #[test]
    fn marks_that_take_in_what_is_not_theirs_are_found() {
        assert_eq!(mark("1,\"unclosed"), Some((2, 1, 0, 0, false)));
        assert_eq!(mark("\n1,\"a\nb\",\"c\nd\n"), Some((9, 2, 2, 1, false)));
        assert_eq!(mark("1,\"a\n2,\"b\"\n"), Some((2, 1, 0, 1, true)));
        assert_eq!(mark("1,\"a \"\"b\"\"\n2,c"), Some((2, 1, 0, 1, false)));
    }

    #[test]
    fn rows_are_told_from_the_lines_of_a_text() {
        assert!(reads_as_rows(b"1,a\n2,b\n3,c\n4,d,e\n", b',', Some(2)));
        assert!(reads_as_rows(b"1,a", b',', Some(2)));
        assert!(reads_as_rows(b"id,title\n1,a\n", b',', None));
        assert!(!reads_as_rows(b"1,You will\ncut\nweld, grind, polish\n", b',', Some(2)));
    }
}
