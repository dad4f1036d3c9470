//! Fields as lines of a block: where a field's lines begin and end, and how they are pushed in and out.

use std::ops::Range;

/// A field written on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Its lines, ends included.
    pub(super) lines: Range<usize>,
    /// How far its key is indented.
    pub(super) column: usize,
}

/// The lines of the field whose key begins at a byte; `None` where something else stands before it on its line.
pub(super) fn own(text: &str, key: usize, end: usize) -> Option<Block> {
    let block = below(text, key, end);
    text[block.lines.start..key].bytes().all(|b| b == b' ').then_some(block)
}

/// The same, also where the dash of an item stands before the key.
pub(super) fn below(text: &str, key: usize, end: usize) -> Block {
    let start = line_start(text, key);
    let column = key - start;
    let mut last = line_end(text, key).min(end);
    let bare = opens_list(&text[key..last]);
    let mut at = last;
    while at < end {
        let next = line_end(text, at).min(end);
        let line = &text[at..next];
        let words = line.trim_start_matches(' ');
        let indent = line.len() - words.len();
        let empty = words.trim().is_empty() || words.starts_with('#');
        let dash = bare && indent == column && (words.starts_with("- ") || words.trim_end() == "-");
        if !empty && indent <= column && !dash {
            break;
        }
        at = next;
        last = if empty { last } else { next };
    }
    Block { lines: start..last, column }
}

/// Whether nothing follows the colon of a key: then its list may stand right below it.
fn opens_list(line: &str) -> bool {
    line.split_once(':').is_some_and(|(_, rest)| rest.trim().is_empty() || rest.trim_start().starts_with('#'))
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// The byte after the end of a line.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found + 1)
}

/// Lines pushed so that what stood at one column stands at another; the last of them ended.
pub(super) fn pushed(lines: &str, from: usize, to: usize) -> String {
    lines.lines().map(|line| format!("{}\n", push(line, from, to))).collect()
}

fn push(line: &str, from: usize, to: usize) -> String {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    if line.trim().is_empty() {
        return line.into();
    }
    format!("{}{}", " ".repeat((blanks + to).saturating_sub(from)), &line[blanks..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_ends_where_the_next_one_begins() {
        let text = "a:\n- b\n- c\n\nd:\n  e: 1\n\n  # f\n  g: 2\n# h\ni: 3";
        let lines = |key: &str| {
            let at = text.find(key).unwrap_or_default();
            own(text, at, text.len()).map(|block| &text[block.lines])
        };
        assert_eq!(lines("a:"), Some("a:\n- b\n- c\n"));
        assert_eq!(lines("d:"), Some("d:\n  e: 1\n\n  # f\n  g: 2\n"));
        assert_eq!(lines("e:"), Some("  e: 1\n"));
        assert_eq!(lines("i:"), Some("i: 3"));
        assert_eq!(lines("b"), None, "it stands behind a dash");
    }

    #[test]
    fn lines_are_pushed_in_and_out() {
        assert_eq!(pushed("  a:\n    b: 1\n\n  c: 2", 2, 4), "    a:\n      b: 1\n\n    c: 2\n");
        assert_eq!(pushed("  a:\n    b: 1\n", 2, 0), "a:\n  b: 1\n");
    }
}
