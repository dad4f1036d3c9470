//! Which line to blame for a syntax error. The parser names the place where it noticed; an open quote or bracket was
//! opened further up.

use crate::problem::{Reading, Syntax};
use std::ops::Range;

/// The line to blame.
pub(crate) struct Blame {
    /// What is wrong with it.
    pub(crate) reading: Reading,
    /// All of it, without its end.
    pub(crate) line: Range<usize>,
    /// The part to show.
    pub(crate) shown: Range<usize>,
}

/// Finds the line to blame: never one that was blanked before. `None` when the text has no such line.
pub(crate) fn blame(text: &str, at: usize, reading: &Reading, blanked: &[usize]) -> Option<Blame> {
    let (opened, reading) = match reading {
        Reading::Syntax(Syntax::OpenQuote) => (opener(text, at, open_quote), reading.clone()),
        Reading::Syntax(Syntax::OpenBracket | Syntax::End) => (opener(text, at, open_bracket), reading.clone()),
        Reading::Syntax(_) => match left_open(text, at) {
            Some(open) => (Some(open), Reading::Syntax(Syntax::OpenBracket)),
            None => (None, reading.clone()),
        },
        _ => (None, reading.clone()),
    };
    let line = opened.map(|open| line_of(text, open)).filter(|line| !blanked.contains(&line.start));
    match (line, opened) {
        (Some(line), Some(open)) => Some(shown(text, line, open, reading)),
        _ => noticed(text, at, blanked).map(|line| shown(text, line, at, reading)),
    }
}

/// A bracket left open in the line above, when the line of the error is no deeper: so it is no part of the brackets.
fn left_open(text: &str, at: usize) -> Option<usize> {
    let line = line_of(text, at);
    let above = noticed(text, line.start.checked_sub(1)?, &[])?;
    let indent = |line: &Range<usize>| text[line.clone()].len() - text[line.clone()].trim_start().len();
    let open = open_bracket(&text[above.clone()])?;
    (indent(&line) <= indent(&above)).then_some(above.start + open)
}

/// The part of a line from a byte on, or all of it, without the blanks around.
fn shown(text: &str, line: Range<usize>, from: usize, reading: Reading) -> Blame {
    let words = text[line.clone()].trim_end();
    let end = line.start + words.len();
    let begin = line.start + (words.len() - words.trim_start().len());
    let start = if (begin..end).contains(&from) { from } else { begin };
    Blame { reading, line, shown: start..end }
}

/// The line of a byte, or the nearest one above that has something on it and was not blanked yet.
fn noticed(text: &str, at: usize, blanked: &[usize]) -> Option<Range<usize>> {
    let mut line = line_of(text, at);
    while text[line.clone()].trim().is_empty() || blanked.contains(&line.start) {
        let above = line.start.checked_sub(1)?;
        line = line_of(text, above);
    }
    Some(line)
}

/// The line around a byte, without its end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| at + i);
    start..end.max(start)
}

/// The nearest line at or above a byte that opens something, and where it does.
fn opener(text: &str, at: usize, open: fn(&str) -> Option<usize>) -> Option<usize> {
    let mut line = line_of(text, at);
    loop {
        if let Some(column) = open(&text[line.clone()]) {
            return Some(line.start + column);
        }
        line = line_of(text, line.start.checked_sub(1)?);
    }
}

/// A quote that its line does not close.
fn open_quote(line: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match open {
            _ if escaped => escaped = false,
            Some((_, '"')) if c == '\\' => escaped = true,
            Some((_, quote)) if c == quote => open = None,
            None if c == '"' || c == '\'' => open = Some((at, c)),
            None if c == '#' => break,
            Some(_) | None => {}
        }
    }
    open.map(|(at, _)| at)
}

/// A bracket or brace that its line does not close, or closes with the wrong one.
fn open_bracket(line: &str) -> Option<usize> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (Some(q), _) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => open.push((at, ']')),
            (None, '{') => open.push((at, '}')),
            (None, ']' | '}') => match open.pop() {
                Some((wrong, close)) if close != c => return Some(wrong),
                Some(_) | None => {}
            },
            (None, _) => {}
        }
    }
    open.pop().map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opener_is_what_its_line_does_not_close() {
        assert_eq!(open_quote("a: \"b"), Some(3));
        assert_eq!(open_quote("a: \"b\" # \"c"), None);
        assert_eq!(open_quote("a: \"b\\\""), Some(3));
        assert_eq!(open_bracket("a: [b, {c: d}"), Some(3));
        assert_eq!(open_bracket("a: {b: [c}"), Some(7));
        assert_eq!(open_bracket("a: '['"), None);
    }
}
