//! A text laid out as kubectl writes: two blanks a level, lists level with their keys, no trailing blanks. Comments, quotes
//! and everything within brackets and `|` texts stay as they are, and the result is proved to mean the same.

mod lines;

use super::skim::{MAX_TEXT, skim};
use crate::problem::Reading;
use crate::yaml::{Content, NodeRef, Scalar, Source, Tree, read, split};
use std::ops::Range;

/// Why a text was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatProblem {
    /// It cannot be read, so that nobody knows what it means.
    Syntax {
        /// The line, from 1.
        line: u32,
    },
    /// The layout of a document is so unusual that another one would have meant something else.
    Meaning {
        /// The document's first line, from 1.
        line: u32,
    },
    /// It is too long.
    TooLong,
}

/// Formats a text. Lines end as the first one does.
///
/// # Errors
/// The text cannot be read, or would not have meant the same.
pub fn format(text: &str) -> Result<String, FormatProblem> {
    if text.len() > MAX_TEXT {
        return Err(FormatProblem::TooLong);
    }
    let source = Source::new("", text);
    let before = trees(&source)?;
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for chunk in split(text) {
        separator(&text[end..chunk.range.start], &mut out);
        end = chunk.range.end;
        lines::lay_out(&skim(text, chunk.range), &mut out);
    }
    let out = if out.is_empty() { out } else { finish(out, text) };
    proved(&before, &out)?;
    Ok(out)
}

/// The line between two documents, or the mark at the beginning of the file.
fn separator(between: &str, out: &mut String) {
    for line in between.lines() {
        out.push_str(line.trim_end());
        if line.trim_start_matches('\u{feff}').starts_with("---") {
            out.push('\n');
        }
    }
}

/// The end of the file, and the ends of its lines.
fn finish(out: String, text: &str) -> String {
    let crlf = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
    if crlf { out.replace('\n', "\r\n") } else { out }
}

/// A document: its tree and its first line.
type Document = (Tree, u32);

fn trees(source: &Source) -> Result<Vec<Document>, FormatProblem> {
    split(&source.text)
        .iter()
        .map(|chunk| {
            let line = source.position(first_word(&source.text, chunk.range.clone())).0;
            let (tree, faults) = read(source, chunk);
            let fault = faults.iter().find(|fault| !matches!(fault.reading, Reading::DuplicateKey { .. }));
            match fault {
                Some(fault) => Err(FormatProblem::Syntax { line: source.position(fault.span.start as usize).0 }),
                None => Ok((tree, line)),
            }
        })
        .collect()
}

fn first_word(text: &str, range: Range<usize>) -> usize {
    let document = &text[range.clone()];
    range.start + document.len() - document.trim_start().len()
}

/// Compares what a text means with what it meant.
fn proved(before: &[Document], out: &str) -> Result<(), FormatProblem> {
    let first = || FormatProblem::Meaning { line: before.first().map_or(1, |(_, line)| *line) };
    let after = trees(&Source::new("", out)).map_err(|_| first())?;
    if before.len() != after.len() {
        return Err(first());
    }
    let roots = |(tree, _): &Document| tree.root().is_some_and(|root| !root.is_null());
    for (was, is) in before.iter().zip(&after) {
        let same = match (was.0.root(), is.0.root()) {
            (Some(was), Some(is)) => means(was, is),
            _ => roots(was) == roots(is),
        };
        if !same {
            return Err(FormatProblem::Meaning { line: was.1 });
        }
    }
    Ok(())
}

/// Whether two nodes mean the same.
fn means(a: NodeRef<'_>, b: NodeRef<'_>) -> bool {
    match (a.content(), b.content()) {
        (Content::Scalar(Scalar::Float(x)), Content::Scalar(Scalar::Float(y))) => x.to_bits() == y.to_bits(),
        (Content::Scalar(x), Content::Scalar(y)) => x == y,
        (Content::List(x), Content::List(y)) => {
            x.len() == y.len() && a.items().zip(b.items()).all(|(x, y)| means(x, y))
        }
        (Content::Map(x), Content::Map(y)) => {
            let same = |((k, v), (l, w)): ((&str, NodeRef<'_>), (&str, NodeRef<'_>))| k == l && means(v, w);
            x.len() == y.len() && a.entries().zip(b.entries()).all(same)
        }
        (Content::Scalar(_) | Content::List(_) | Content::Map(_), _) => false,
    }
}
