//! Reading on after a syntax error: the line to blame is blanked, byte for byte, and the document read again, so that
//! later mistakes still show.

use super::blame::{Blame, blame};
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
    if source.text[chunk.range.clone()].trim().is_empty() {
        return (Tree::default(), faults);
    }
    let (mut text, control) = printable(source, chunk.range.clone());
    faults.extend(control);
    let base = chunk.range.start;
    let mut blanked: Vec<usize> = Vec::new();
    loop {
        let fault = match build(&text, base) {
            Ok(built) => return finish(built, faults, !blanked.is_empty()),
            Err(fault) => fault,
        };
        let found = blame(&text, fault.span.start as usize - base, &fault.reading, &blanked);
        let goes_on = blanked.len() < MAX_TRIES && fault.reading.is_local();
        let fault = shown(fault, found.as_ref(), base);
        // What shows up behind a blanked line may be only its echo, unless it is a slip of the pen by itself.
        if blanked.is_empty() || fault.reading.is_slip() {
            faults.push(fault);
        }
        match found.filter(|_| goes_on) {
            Some(Blame { line, .. }) => {
                blanked.push(line.start);
                let blank = " ".repeat(line.len());
                text.replace_range(line, &blank);
            }
            None => return (Tree { broken: true, ..Tree::default() }, faults),
        }
    }
}

fn finish(built: Built, mut faults: Vec<Fault>, broken: bool) -> (Tree, Vec<Fault>) {
    let mut tree = built.tree;
    tree.broken = broken || !faults.is_empty();
    faults.extend(built.faults);
    (tree, faults)
}

/// A fault as the line to blame tells it, with a span one can see.
fn shown(fault: Fault, blame: Option<&Blame>, base: usize) -> Fault {
    blame.map_or(fault, |blame| {
        let span = Span { start: offset(base + blame.shown.start), end: offset(base + blame.shown.end) };
        Fault { span, reading: blame.reading.clone() }
    })
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
    (text.replace(bad, " "), Some(Fault::new(Span { start, end: start + 1 }, reading)))
}
