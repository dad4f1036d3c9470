//! A text and where its lines begin: bytes to lines and columns.

use super::Span;
use malla_trace::Place;

/// A file's text with an index of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// File name as the caller gave it.
    pub(crate) name: String,
    /// The whole text.
    pub(crate) text: String,
    starts: Vec<usize>,
}

impl Source {
    /// Indexes a text.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self { name: name.into(), text: text.into(), starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line and column of a byte, from 1; columns count Unicode scalar values.
    pub(crate) fn position(&self, byte: usize) -> (u32, u32) {
        let byte = floor(&self.text, byte);
        let line = self.starts.partition_point(|start| *start <= byte);
        let column = self.text[self.starts[line - 1]..byte].chars().count() + 1;
        (count(line), count(column))
    }

    /// A range of bytes as a place.
    pub(crate) fn place(&self, span: Span) -> Place {
        let (line, column) = self.position(span.start as usize);
        let (end_line, end_column) = self.position((span.end as usize).max(span.start as usize));
        Place { file: self.name.clone(), line, column, end_line, end_column }
    }

    /// A range of bytes cut off at the end of its first line, without trailing blanks.
    pub(crate) fn first_line(&self, span: Span) -> Span {
        let start = floor(&self.text, span.start as usize);
        let end = floor(&self.text, (span.end as usize).max(start));
        let line = self.text[start..end].lines().next().unwrap_or_default();
        Span { start: span.start, end: offset(start + line.trim_end().len()) }
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// An offset in the four bytes a [`Span`] has for it. Texts are cut long before they reach that size.
pub(crate) fn offset(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_with_or_without_a_carriage_return() {
        let source = Source::new("a.yaml", "año: 1\r\nb: 2\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(2), (1, 2), "inside the two bytes of ñ");
        assert_eq!(source.position(6), (1, 6));
        assert_eq!(source.position(9), (2, 1));
        assert_eq!(source.position(99), (3, 1));
        let first = source.first_line(Span { start: 0, end: 12 });
        assert_eq!(source.place(first).end_column, 7);
    }
}
