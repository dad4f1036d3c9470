//! Reading on after a syntax error: the line it is on is blanked, byte for byte, and the document read again, so that
//! later mistakes still show.

use super::build::{Built, Fault, build};
use super::source::offset;
use super::{Chunk, Source, Span, Tree};
use crate::problem::Reading;
use std::ops::Range;

/// How many lines may be blanked in one document.
const MAX_TRIES: usize = 6;

/// Reads a document. The tree is empty when nothing of it could be read.
pub(crate) fn read(source: &Source, chunk: &Chunk) -> (Tree, Vec<Fault>) {
    let mut faults: Vec<Fault> = chunk.litter.iter().map(|span| separator(source, *span)).collect();
    let (mut text, control) = printable(source, chunk.range.clone());
    faults.extend(control);
    let mut blanked: Vec<usize> = Vec::new();
    loop {
        match build(&text, chunk.range.start) {
            Ok(built) => return finish(built, faults, !blanked.is_empty()),
            Err(fault) => {
                let at = fault.span.start as usize - chunk.range.start;
                let line = blame(&text, at, &blanked);
                if blanked.is_empty() {
                    faults.push(on_line(fault, &text, line.as_ref(), chunk.range.start));
                }
                match line.filter(|_| blanked.len() < MAX_TRIES) {
                    Some(line) => {
                        blanked.push(line.start);
                        let blank = " ".repeat(line.len());
                        text.replace_range(line, &blank);
                    }
                    None => return (Tree { broken: true, ..Tree::default() }, faults),
                }
            }
        }
    }
}

fn finish(built: Built, mut faults: Vec<Fault>, broken: bool) -> (Tree, Vec<Fault>) {
    let mut tree = built.tree;
    tree.broken = broken || !faults.is_empty();
    faults.extend(built.faults);
    (tree, faults)
}

/// `YAMLReader` allows nothing but blanks and a comment after `---`.
fn separator(source: &Source, span: Span) -> Fault {
    let text = source.text[span.start as usize..span.end as usize].to_owned();
    Fault::new(span, Reading::Separator { text })
}

/// The document with its control characters blanked (go-yaml: "control characters are not allowed"), and the first
/// of them.
fn printable(source: &Source, range: Range<usize>) -> (String, Option<Fault>) {
    let text = &source.text[range.clone()];
    let bad = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r');
    let Some((at, character)) = text.char_indices().find(|(_, c)| bad(*c)) else { return (text.into(), None) };
    let start = offset(range.start + at);
    let reading = Reading::ControlCharacter { code: u32::from(character) };
    let fault = Fault::new(Span { start, end: start + 1 }, reading);
    (text.replace(bad, " "), Some(fault))
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
fn on_line(fault: Fault, text: &str, line: Option<&Range<usize>>, base: usize) -> Fault {
    let Some(line) = line else { return fault };
    let shown = text[line.clone()].trim_end();
    let indent = shown.len() - shown.trim_start().len();
    let at = (fault.span.start as usize).saturating_sub(base);
    let end = line.start + shown.len();
    let start = if (line.start + indent..end).contains(&at) { at } else { line.start + indent };
    Fault { span: Span { start: offset(base + start), end: offset(base + end) }, ..fault }
}
