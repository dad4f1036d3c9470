//! Lines and columns as the editor counts them, and bytes as the language service does.

use malla_trace::Place;
use std::ops::Range;

/// The byte at a line and column, both from 1, columns in Unicode scalar values; clamped into the text.
#[must_use]
pub fn byte_at(text: &str, line: u32, column: u32) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(end) => start += end + 1,
            None => break,
        }
    }
    let rest = &text[start..];
    let end = rest.find('\n').unwrap_or(rest.len());
    let within = rest[..end].char_indices().nth((column as usize).saturating_sub(1));
    start + within.map_or(end, |(at, _)| at)
}

/// Some bytes of a file as lines and columns.
#[must_use]
pub fn place_of(file: &str, text: &str, span: &Range<usize>) -> Place {
    let ((line, column), (end_line, end_column)) = (at(text, span.start), at(text, span.end));
    Place { file: file.into(), line, column, end_line, end_column }
}

fn at(text: &str, byte: usize) -> (u32, u32) {
    let before = text.get(..byte).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() as u32 + 1, before[start..].chars().count() as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "año: 🦀x\n\nkind: Service";

    #[test]
    fn bytes_and_places_are_inverse() {
        for (byte, _) in TEXT.char_indices() {
            let place = place_of("a.yaml", TEXT, &(byte..byte));
            assert_eq!(byte_at(TEXT, place.line, place.column), byte, "{place:?}");
        }
    }

    #[test]
    fn columns_count_letters_and_what_lies_outside_is_clamped() {
        assert_eq!((byte_at(TEXT, 1, 7), byte_at(TEXT, 3, 7)), (10, 19));
        assert_eq!((byte_at(TEXT, 1, 99), byte_at(TEXT, 99, 99), byte_at(TEXT, 0, 0)), (11, TEXT.len(), 0));
        assert_eq!(place_of("a", TEXT, &(0..999)).end_line, 3);
    }
}
