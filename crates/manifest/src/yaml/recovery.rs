//! Reading on after a syntax error: the line it is on is blanked, byte for byte, and the document read again, so that
//! later mistakes still show.

use super::build::{Built, build};
use super::source::offset;
use super::{Chunk, Source, Span, Tree};
use crate::finding::Trouble;
use crate::problem::Reading;
use std::ops::Range;

/// How many lines may be blanked in one document.
const MAX_TRIES: usize = 6;

/// Reads a document. The tree is empty when nothing of it could be read.
pub(crate) fn read(source: &Source, chunk: &Chunk) -> (Tree, Vec<Trouble>) {
    let mut troubles: Vec<Trouble> = chunk.litter.iter().map(|span| separator(source, *span)).collect();
    let (mut text, control) = printable(source, chunk.range.clone());
    troubles.extend(control);
    let mut blanked: Vec<usize> = Vec::new();
    loop {
        match build(&text, chunk.range.start) {
            Ok(built) => return finish(built, troubles, !blanked.is_empty()),
            Err(trouble) => {
                let at = trouble.span.start as usize - chunk.range.start;
                let line = blame(&text, at, &blanked);
                if blanked.is_empty() {
                    troubles.push(on_line(trouble, &text, line.as_ref(), chunk.range.start));
                }
                match line.filter(|_| blanked.len() < MAX_TRIES) {
                    Some(line) => {
                        blanked.push(line.start);
                        let blank = " ".repeat(line.len());
                        text.replace_range(line, &blank);
                    }
                    None => return (Tree { broken: true, ..Tree::default() }, troubles),
                }
            }
        }
    }
}

fn finish(built: Built, mut troubles: Vec<Trouble>, broken: bool) -> (Tree, Vec<Trouble>) {
    let mut tree = built.tree;
    tree.broken = broken || !troubles.is_empty();
    troubles.extend(built.troubles);
    (tree, troubles)
}

/// `YAMLReader` allows nothing but blanks and a comment after `---`.
fn separator(source: &Source, span: Span) -> Trouble {
    let text = source.text[span.start as usize..span.end as usize].to_owned();
    Trouble::new(span, Reading::Separator { text })
}

/// The document with its control characters blanked (go-yaml: "control characters are not allowed"), and the first
/// of them.
fn printable(source: &Source, range: Range<usize>) -> (String, Option<Trouble>) {
    let text = &source.text[range.clone()];
    let bad = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    let Some((at, character)) = text.char_indices().find(|(_, c)| bad(*c)) else { return (text.into(), None) };
    let start = offset(range.start + at);
    let problem = Reading::ControlCharacter { code: u32::from(character) };
    let trouble = Trouble::new(Span { start, end: start + 1 }, problem);
    (text.replace(bad, " "), Some(trouble))
}

/// The line to blank: the error's own, or the nearest one above that has something on it and was not blanked yet.
fn blame(text: &str, at: usize, blanked: &[usize]) -> Option<Range<usize>> {
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

/// An error gets a span one can see: from where it is to the end of its line.
fn on_line(trouble: Trouble, text: &str, line: Option<&Range<usize>>, base: usize) -> Trouble {
    let Some(line) = line else { return trouble };
    let shown = text[line.clone()].trim_end();
    let indent = shown.len() - shown.trim_start().len();
    let at = (trouble.span.start as usize).saturating_sub(base);
    let end = line.start + shown.len();
    let start = if (line.start + indent..end).contains(&at) { at } else { line.start + indent };
    Trouble { span: Span { start: offset(base + start), end: offset(base + end) }, ..trouble }
}
