//! A field taken to where its kind has it, with the mappings on the way that nobody has written.

use super::lines::{self, Block};
use crate::yaml::{Content, NodeRef};
use malla_trace::{FieldPath, Segment};
use std::ops::Range;

/// The edits that take the field whose key begins at `key` to a path. `None` where it, or its new neighbours, do not
/// stand on lines of their own.
pub(super) fn edits(
    text: &str,
    root: NodeRef<'_>,
    key: usize,
    path: &FieldPath,
    end: usize,
) -> Option<Vec<(Range<usize>, String)>> {
    let field = lines::own(text, key, end)?;
    let (_, above) = path.0.split_last()?;
    let (target, missing) = deepest(root, above)?;
    let (column, at) = foot(text, target, end)?;
    if field.lines.start < at && at < field.lines.end {
        return None;
    }
    let new = format!("{}{}", line_break(text, at), written(text, &field, column, &missing));
    let mut edits = vec![(field.lines, String::new()), (at..at, new)];
    edits.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
    Some(edits)
}

/// The edit that puts one line more into a mapping.
pub(super) fn line(text: &str, object: NodeRef<'_>, line: &str, end: usize) -> Option<(Range<usize>, String)> {
    if let Some((column, at)) = foot(text, object, end) {
        let new = format!("{}{}{line}\n", line_break(text, at), " ".repeat(column));
        return Some((at..at, new));
    }
    let span = object.span().start as usize..object.span().end as usize;
    let flow = text.get(span.clone())?;
    let inner = flow.strip_prefix('{')?.strip_suffix('}')?;
    let at = span.end - 1 - (inner.len() - inner.trim_end().len());
    let comma = if inner.trim().is_empty() { "" } else { ", " };
    Some((at..at, format!("{comma}{line}")))
}

/// The field's lines below the mappings that are missing.
fn written(text: &str, field: &Block, column: usize, missing: &[&str]) -> String {
    let heads = missing.iter().enumerate().map(|(i, key)| format!("{}{key}:\n", " ".repeat(column + 2 * i)));
    let heads: String = heads.collect();
    heads + &lines::pushed(&text[field.lines.clone()], field.column, column + 2 * missing.len())
}

/// A text that does not end with its line needs one more.
fn line_break(text: &str, at: usize) -> &'static str {
    if at > 0 && !text[..at].ends_with('\n') { "\n" } else { "" }
}

/// The mapping a path leads to, or the nearest one above it and the keys between.
fn deepest<'a, 'b>(root: NodeRef<'a>, path: &'b [Segment]) -> Option<(NodeRef<'a>, Vec<&'b str>)> {
    let mut node = root;
    for (i, segment) in path.iter().enumerate() {
        let next = match segment {
            Segment::Key(key) => node.get(key),
            Segment::Index(index) => node.items().nth(*index),
        };
        match next {
            Some(next) => node = next,
            None => return Some((node, keys(&path[i..])?)),
        }
    }
    Some((node, Vec::new()))
}

fn keys(path: &[Segment]) -> Option<Vec<&str>> {
    path.iter().map(|segment| if let Segment::Key(key) = segment { Some(key.as_str()) } else { None }).collect()
}

/// How far a mapping's keys are indented, and where another could be written below them.
fn foot(text: &str, node: NodeRef<'_>, end: usize) -> Option<(usize, usize)> {
    if !matches!(node.content(), Content::Map(_)) || text[node.span().start as usize..].starts_with('{') {
        return None;
    }
    let keys = || node.pairs().map(|(key, _)| key.span().start as usize);
    let (first, last) = (keys().min()?, keys().max()?);
    let column = first - lines::line_start(text, first);
    let foot = lines::below(text, last, end);
    (foot.column == column).then_some((column, foot.lines.end))
}
