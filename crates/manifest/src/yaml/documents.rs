//! Where one document ends and the next begins: apimachinery's `pkg/util/yaml` `YAMLReader`, which kubectl uses.

use super::Span;
use super::source::offset;
use std::ops::Range;

/// A document's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Its bytes, separators left out.
    pub(crate) range: Range<usize>,
    /// Something after the `---` that opens it, which kubectl refuses: what, and where.
    pub(crate) litter: Option<Span>,
}

/// Splits a text at the lines that begin with `---`. Each chunk is read by itself, so that an error in one hides no
/// other.
pub(crate) fn split(text: &str) -> Vec<Chunk> {
    let mut chunks = vec![Chunk { range: bom(text)..0, litter: None }];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let skip = if at == 0 { bom(text) } else { 0 };
        if let Some(rest) = line[skip..].strip_prefix("---") {
            if let Some(last) = chunks.last_mut() {
                last.range.end = at.max(last.range.start);
            }
            let after = at + line.len();
            chunks.push(Chunk { range: after..after, litter: litter(rest, after - rest.len()) });
        }
        at += line.len();
    }
    if let Some(last) = chunks.last_mut() {
        last.range.end = at.max(last.range.start);
    }
    chunks
}

/// What follows `---` on its line, comments and blanks allowed.
fn litter(rest: &str, at: usize) -> Option<Span> {
    let word = rest.trim();
    let start = at + rest.len() - rest.trim_start().len();
    (!word.is_empty() && !word.starts_with('#')).then(|| Span { start: offset(start), end: offset(start + word.len()) })
}

/// Length of a byte order mark at the beginning.
fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|chunk| &text[chunk.range]).collect()
    }

    #[test]
    fn a_line_of_three_dashes_parts_documents() {
        assert_eq!(pieces("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(pieces("---\na: 1\n--- # next\nb: 2"), ["", "a: 1\n", "b: 2"]);
        assert_eq!(pieces("\u{feff}---\r\na: 1\r\n---\r\n"), ["", "a: 1\r\n", ""]);
        assert_eq!(pieces("a: |\n  ---\nb: 1"), ["a: |\n  ---\nb: 1"]);
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn anything_else_after_the_dashes_is_litter() {
        let text = "--- {a: 1}\nb: 2\n";
        let chunks = split(text);
        assert_eq!(chunks[1].litter, Some(Span { start: 4, end: 10 }));
        assert_eq!(&text[chunks[1].range.clone()], "b: 2\n");
        assert_eq!(split("---  # fine\n")[1].litter, None);
    }
}
